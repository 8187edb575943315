"""`realis identifiant`: checks and formats a number; touches no data base."""

from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context


def declare(commands: Commands) -> None:
    """The words of this group."""
    parser = commands.add("identifiant", "vérifie un SIREN, un SIRET, un RNA, un numéro de TVA…", check)
    parser.add_argument("numero", metavar="NUMÉRO", nargs="+", help="le numéro, avec ou sans espaces")


_NAMES = {"telephone": "Téléphone", "courriel": "Courriel"}
"""How a kind is called in a sentence, when not by its letters."""


def check(context: Context) -> int:
    """Exit 1 when the number is not valid, with the sentence that says why."""
    from realis_tui.domain.identifiers import identify

    raw = " ".join(context.args.numero)
    try:
        found = identify(raw)
    except ValueError as error:
        answer = {"type": None, "valide": False, "valeur": raw, "message": str(error)}
        answer |= {"erreur": str(error), "champ": "numero"}
        context.answers.give(answer)
        if not context.answers.as_json:
            context.answers.refuse(str(error))
        return 1
    message = found.repaired or "Numéro valide."
    context.answers.give(
        {"type": found.kind, "valide": True, "valeur": found.value, "message": message},
        f"{_NAMES.get(found.kind, found.kind.upper())} valide : {found.value}",
        *([found.repaired] if found.repaired else []),
    )
    return 0
