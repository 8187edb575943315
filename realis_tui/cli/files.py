"""`realis importer` and `exporter`: what comes in from a file, what leaves as one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context, fields_named
from realis_tui.domain.accounts import Permission
from realis_tui.domain.refusals import Refused

if TYPE_CHECKING:
    from datetime import date

    from realis_tui.importing.report import ImportReport
    from realis_tui.usecases.door import Door

_IMPORTS = ("entreprises", "reservations")
_EXPORTS = ("entreprises", "reservations", "salles", "tout")


def declare(commands: Commands) -> None:
    """The words of this group."""
    read = commands.add("importer", "lit un fichier Excel ou CSV", import_)
    read.add_argument("fichier", metavar="FICHIER.xlsx|csv", type=Path)
    read.add_argument("--type", choices=_IMPORTS, help="ce que contient le fichier (sinon : entreprises)")
    read.add_argument("--essai", action="store_true", help="dit ce qui serait fait, n'écrit rien")
    read.add_argument("--continuer", action="store_true", help="entre les bonnes lignes même si d'autres sont refusées")
    written = commands.add("exporter", "écrit un fichier Excel ou CSV", export)
    written.add_argument("quoi", choices=_EXPORTS, help="salles : heures et prix du mois")
    written.add_argument("fichier", metavar="FICHIER", nargs="?", type=Path, help=".xlsx (par défaut) ou .csv")
    written.add_argument("--filtre", metavar="F", default="", help="le filtre des listes : statut:hébergée fin<90j")
    written.add_argument("--du", metavar="DATE", help="réservations : à partir de ce jour")
    written.add_argument("--au", metavar="DATE", help="réservations : jusqu'à ce jour, compris")
    written.add_argument("--mois", metavar="AAAA-MM", help="salles : de quel mois (sinon, celui-ci)")


def import_(context: Context) -> int:
    """Exit 1 with the same report when a bad row stopped it all."""
    from realis_tui.importing.report import ImportStopped
    from realis_tui.importing.run import ImportFile, find_tables, import_file

    args = context.args
    kind, told = args.type or "entreprises", args.type is not None
    request = ImportFile(args.fichier, kind, args.essai, args.continuer, _progress(context), is_told=told)
    find_tables(request)  # a file that cannot be read is said before the base is opened
    with context.door(Permission.IMPORT) as door:
        if not args.essai:
            _backup_first(door)
        try:
            report = door.perform(import_file, request)
        except ImportStopped as stopped:
            context.answers.give(stopped.report.as_dict(), *_sentences(stopped.report))
            if not context.answers.as_json:
                context.answers.refuse(stopped.message)
            return 1
    context.answers.give(report.as_dict(), *_sentences(report))
    return 0


def export(context: Context) -> int:
    """A table, or everything in one workbook."""
    from realis_tui.documents.exports import (
        ExportFile,
        export_all,
        export_bookings_to,
        export_companies_to,
        export_use_to,
    )

    args = context.args
    path: Path = args.fichier or Path(f"{args.quoi}.xlsx")
    if not path.parent.is_dir():
        raise Refused(f"Le dossier « {path.parent} » n'existe pas : le créer, ou choisir un autre endroit.", "fichier")
    was_there = path.exists()
    with context.door(Permission.EXPORT) as door, fields_named(first="du", last="au"):
        _refuse_unclear(door, args.filtre)
        makers = {"tout": export_all, "reservations": export_bookings_to, "salles": export_use_to}
        make = makers.get(args.quoi, export_companies_to)
        first, last = (_day(context, name) for name in ("du", "au"))
        written = make(door.perform, ExportFile(path, args.filtre, first=first, last=last, month=_month(context)))
    context.answers.give(
        {"fichier": str(written.path), "lignes": written.rows},
        f"{written.rows} ligne{'s' if written.rows > 1 else ''} dans {written.path}",
        *(["Le fichier qui portait ce nom est remplacé."] if was_there else []),
    )
    return 0


def _day(context: Context, name: str) -> "date | None":
    from realis_tui.domain.french import parse_date

    text = getattr(context.args, name)
    try:
        return parse_date(text, context.today) if text is not None else None
    except ValueError as error:
        raise Refused(str(error), name) from None


def _month(context: Context) -> "date":
    from datetime import date

    from realis_tui.domain.days import known_day

    text = context.args.mois
    if text is None:
        return context.today
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Refused(f"« {text} » n'est pas un mois : écrire 2026-11.", "mois") from None
    try:
        return known_day(month)
    except ValueError as error:
        raise Refused(str(error), "mois") from None


def _refuse_unclear(door: "Door", filter_text: str) -> None:
    """A filter half understood would let out more than was asked."""
    from realis_tui.usecases.companies.lists import ListCompanies, list_companies

    if filter_text.strip():
        page = door.perform(list_companies, ListCompanies(filter_text=filter_text, limit=1))
        if said := page.remarks + page.unfinished:
            raise Refused(" ".join(said), "filtre")


def _progress(context: Context) -> "_Bar | None":
    return None if context.answers.as_json or not sys.stderr.isatty() else _Bar()


class _Bar:
    """« 120 / 300 » on the error output of a terminal, rewritten in place."""

    def __call__(self, done: int, total: int) -> None:
        sys.stderr.write(f"\r{done} / {total} ")
        sys.stderr.flush()


def _backup_first(door: "Door") -> None:
    """A base that already holds something is copied aside before an import writes into it."""
    from realis_tui.cli.bases import backup_before

    backup_before(door)


def _sentences(report: "ImportReport") -> list[str]:
    from realis_tui.domain.french import capital, plural

    done = report.sentence()
    lines = [f"{report.fichier} : {plural(report.lues, 'ligne lue')}. {capital(done)}."]
    lines += [f"Ligne {row.ligne}, {row.titre} : {row.statut.label}. {row.message}" for row in report.rejected]
    if report.to_look_at:
        lines.append("À vérifier :")
        lines += [f"Ligne {row.ligne}, {row.titre} : {said}" for row in report.to_look_at for said in row.a_verifier]
    if report.reparations:
        lines.append(f"{plural(len(report.reparations), 'réparation')} :")
        lines += [f"Ligne {item.ligne}, {item.sentence()}" for item in report.reparations]
    if report.ignorees:
        lines.append(f"Colonnes laissées de côté : {', '.join(report.ignorees)}.")
    return lines
