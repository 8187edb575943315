"""`realis planning --pdf FILE [--porte]`: the week on one A4 page, or the sheets for the rooms' doors."""

from argparse import Namespace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from realis_tui.cli.arguments import Parser, WrongUsage
from realis_tui.domain.refusals import Refused

if TYPE_CHECKING:
    from realis_tui.usecases.rooms.views import PlanningView


def declare(parser: Parser) -> None:
    """The options of the planning on paper."""
    parser.add_argument(
        "--pdf", metavar="FICHIER", type=Path, help="écrit la semaine (du jour donné) en PDF, sur une page A4"
    )
    parser.add_argument(
        "--porte", action="store_true", help="avec --pdf : la feuille de porte du jour, une page par salle"
    )


def check(args: Namespace) -> None:
    """Before the base is opened: what makes no command, or could not be written. Raises `WrongUsage` or `Refused`."""
    if args.porte and (args.pdf is None or args.semaine is not None):
        wanted = "--le et non --semaine" if args.pdf is not None else "--pdf FICHIER"
        raise WrongUsage(f"--porte demande {wanted} : la feuille de porte est celle d'un jour.\n"
                         "Voir : realis planning --aide")  # fmt: skip
    if args.pdf is None:
        return
    if args.pdf.suffix.lower() != ".pdf":
        raise Refused(f"« {args.pdf.name} » : finir le nom par .pdf.", "pdf")
    if not args.pdf.parent.is_dir():
        raise Refused(f"Le dossier « {args.pdf.parent} » n'existe pas : le créer, ou choisir un autre endroit.", "pdf")


def period(args: Namespace, first: date, days: int) -> tuple[date, int]:
    """The days to read: those asked, or the whole week around them when it goes on one page."""
    if args.pdf is None or args.porte:
        return first, days
    return first - timedelta(days=first.weekday()), 7


def write(args: Namespace, view: "PlanningView", printed_at: datetime) -> str:
    """Write the file; answers the sentence that says so. Raises `Refused`."""
    from realis_tui.documents.planning_pdf import door_pdf, week_pdf

    room_id = view.rooms[0].id if args.salle and view.rooms else None
    (door_pdf if args.porte else week_pdf)(args.pdf, view, room_id, printed_at=printed_at)
    return f"{'Feuille de porte' if args.porte else 'Semaine'} dans {args.pdf}"
