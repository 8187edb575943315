"""`realis journal` and `annuler-acte`: what was done, and undoing one act."""

from datetime import date
from typing import TYPE_CHECKING, Any

from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context
from realis_tui.clock import PARIS
from realis_tui.domain.accounts import Permission
from realis_tui.domain.refusals import Refused

if TYPE_CHECKING:
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.flows.history import ActView

_KINDS = {"entreprise": "companies", "local": "spaces", "personne": "people"}


def declare(commands: Commands) -> None:
    """The words of this group."""
    listed = commands.add("journal", "ce qui a été fait, du plus récent au plus ancien", journal)
    listed.add_argument(
        "--objet", metavar="OBJET", help="entreprise:NOM_OU_SIREN, ou entreprise:12, local:3, personne:7"
    )
    listed.add_argument("--depuis", metavar="DATE", help="à partir de ce jour")
    listed.add_argument("--limite", metavar="N", type=int, default=100, help="actes au plus (100)")
    undone = commands.add("annuler-acte", "annule un acte du journal", undo)
    undone.add_argument("id", metavar="ID", type=int)


def journal(context: Context) -> int:
    """The acts the actor may see."""
    from realis_tui.usecases.flows.history import JournalFilter, journal_list

    with context.door(Permission.JOURNAL_READ) as door:
        owner = _owner(door, context.args.objet) if context.args.objet else ""
        since = _since(door, context.args.depuis) if context.args.depuis else None
        request = JournalFilter(owner=owner, since=since, limit=max(1, context.args.limite))
        acts = door.perform(journal_list, request)
    lines = [_line(found) for found in acts] or ["Aucun acte."]
    context.answers.give({"actes": [_document(found) for found in acts]}, *lines)
    return 0


def undo(context: Context) -> int:
    """Undo one act; it asks the permission of the act itself."""
    from realis_tui.usecases.flows.history import UndoAct, undo_act

    with context.door(Permission.UNDO) as door:
        done = door.perform(undo_act, UndoAct(id=context.args.id))
    context.answers.give({"acte": done.act_id, "message": done.message, "piliers": done.pillars}, done.message)
    return 0


def _owner(door: "Door", text: str) -> str:
    kind, colon, which = text.partition(":")
    if not colon:
        kind, which = "entreprise", text
    table = _KINDS.get(kind.strip().lower())
    if table is None:
        raise Refused(f"« {kind} » : dire entreprise, local ou personne.", "objet")
    if which.isdigit() and len(which) < 9:
        return f"{table}:{which}"
    if table != "companies":
        raise Refused(f"« {which} » : donner le numéro, comme « {kind}:3 ».", "objet")
    from realis_tui.usecases.companies.cards import FindCompany, find_company

    return f"companies:{door.perform(find_company, FindCompany(text=which)).id}"


def _since(door: "Door", text: str) -> date:
    from realis_tui.domain.french import parse_date

    try:
        return parse_date(text, door.clock.now().astimezone(PARIS).date())
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
    }
