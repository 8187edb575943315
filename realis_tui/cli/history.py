"""`realis journal` and `annuler-acte`: what was done, and undoing one act."""

from datetime import date
from typing import TYPE_CHECKING, Any

from realis_tui.cli.accounts import account_named
from realis_tui.cli.arguments import Commands, whole_number
from realis_tui.cli.context import Context, fields_named
from realis_tui.clock import PARIS
from realis_tui.domain.accounts import Permission
from realis_tui.domain.french import fold
from realis_tui.domain.refusals import Refused

if TYPE_CHECKING:
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.flows.history import ActView

_KINDS = {
    "entreprise": "companies",
    "local": "spaces",
    "personne": "people",
    "salle": "rooms",
    "reservation": "bookings",
    "compte": "accounts",
}
_LAST_ID = 2**31 - 1
"""No row of either engine has a greater number."""


def declare(commands: Commands) -> None:
    """The words of this group."""
    listed = commands.add("journal", "ce qui a été fait, du plus récent au plus ancien", journal)
    listed.add_argument(
        "--objet",
        metavar="OBJET",
        help="entreprise:NOM_OU_SIREN, local:B-201, personne:NOM, salle:NOM, compte:NOM, ou un numéro : reservation:12",
    )
    listed.add_argument("--depuis", metavar="DATE", help="à partir de ce jour")
    listed.add_argument("--limite", metavar="N", type=whole_number(1, 100_000), default=100, help="actes au plus (100)")
    undone = commands.add("annuler-acte", "annule un acte du journal", undo)
    undone.add_argument("id", metavar="ID", type=int)


def journal(context: Context) -> int:
    """The acts the actor may see."""
    from realis_tui.usecases.flows.history import JournalFilter, journal_list

    with context.door(Permission.JOURNAL_READ) as door:
        owner = _owner(door, context.args.objet) if context.args.objet else ""
        since = _since(context.args.depuis, context.today) if context.args.depuis else None
        request = JournalFilter(owner=owner, since=since, limit=context.args.limite)
        acts = door.perform(journal_list, request)
    lines = [_line(found) for found in acts] or ["Aucun acte."]
    context.answers.give({"actes": [_document(found) for found in acts]}, *lines)
    return 0


def undo(context: Context) -> int:
    """Undo one act; it asks the permission of the act itself."""
    from realis_tui.usecases.flows.history import UndoAct, undo_act

    if not 0 < context.args.id <= _LAST_ID:
        raise Refused(f"Aucun acte n'a le numéro {context.args.id} au journal.", "id")
    with context.door(Permission.UNDO) as door:
        done = door.perform(undo_act, UndoAct(id=context.args.id))
    context.answers.give({"acte": done.act_id, "message": done.message, "piliers": done.pillars}, done.message)
    return 0


def _owner(door: "Door", text: str) -> str:
    kind, colon, which = text.partition(":")
    if not colon:
        kind, which = "entreprise", text
    kind, which = fold(kind), which.strip()
    table = _KINDS.get(kind)
    if table is None:
        raise Refused(f"« {kind} » : dire entreprise, local, personne, salle, reservation ou compte.", "objet")
    if which.isdecimal() and len(which) < 9:
        return f"{table}:{int(which)}"
    with fields_named(entreprise="objet", nom="objet"):
        return f"{table}:{_number(door, kind, which)}"


def _number(door: "Door", kind: str, which: str) -> int:
    """The number of what has this name."""
    if kind == "compte":
        return account_named(door, which)
    if kind == "entreprise":
        from realis_tui.usecases.companies.cards import FindCompany, find_company

        return door.perform(find_company, FindCompany(text=which)).id
    from realis_tui.usecases.flows.search import SearchEverything, search_everything

    hits = door.perform(search_everything, SearchEverything(text=which, limit=50)).hits
    found = [hit for hit in hits if hit.kind == kind and fold(hit.title) == fold(which)]
    if len(found) > 1:
        told = ", ".join(f"{kind}:{hit.ref} ({hit.detail})" for hit in found[:5])
        raise Refused(f"Plusieurs réponses à « {which} » : {told}. Donner le numéro.", "objet")
    if not found:
        article = "Aucun" if kind == "local" else "Aucune"
        raise Refused(f"{article} {kind} « {which} ».", "objet")
    return int(found[0].ref)


def _since(text: str, today: date) -> date:
    from realis_tui.domain.french import parse_past_date

    try:
        return parse_past_date(text, today)
    except ValueError as error:
        raise Refused(str(error), "depuis") from None


def _line(found: "ActView") -> str:
    undone = " (annulé)" if found.undone else ""
    return f"{found.id}, {found.at.astimezone(PARIS):%d/%m/%Y %H:%M}, {found.actor} : {found.summary}{undone}"


def _document(found: "ActView") -> dict[str, Any]:
    return {
        "id": found.id,
        "acte": found.act,
        "resume": found.summary,
        "le": found.at,
        "par": found.actor,
        "poste": found.desk,
        "piliers": found.pillars,
        "annulable": found.undoable,
        "annule": found.undone,
        "annule_acte": found.undoes,
        "changements": [
            {
                "objet": change.thing,
                "operation": change.operation,
                "champ": change.field,
                "avant": change.old,
                "apres": change.new,
            }
            for change in found.changes
        ],
        "changements_de_plus": found.more,
    }
