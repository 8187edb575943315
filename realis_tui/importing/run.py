"""Importing a file: read outside any transaction, then one act for the whole file, a savepoint for each row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Repair, validate
from realis_tui.domain.french import of
from realis_tui.domain.refusals import Refused
from realis_tui.importing.headers import Header
from realis_tui.importing.kinds import ImportKind, kind, names
from realis_tui.importing.reading import read_sheets
from realis_tui.importing.report import ImportReport, ImportStopped, RepairReport, RowReport, RowStatus
from realis_tui.importing.tables import Cell, Row, Sheet
from realis_tui.usecases.acts import Perform, Staged, act
from realis_tui.usecases.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import. `rehearse` writes nothing; `go_on` enters the good rows although some are bad.

    progress: told (rows done, rows in all) now and then, from the thread that imports; cancelled: asked as often.
    """

    path: Path
    type: str = "entreprises"
    rehearse: bool = False
    go_on: bool = False
    progress: Callable[[int, int], None] | None = None
    cancelled: Callable[[], bool] | None = None
    is_told: bool = True
    """Whether a person said that type; supposed, a file of mostly unknown columns is taken for another's."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A sheet whose header was found, and its rows but for blank, title and total lines."""

    sheet: str
    header: Header
    header_cells: tuple[Cell, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FoundFile:
    request: ImportFile
    kind: ImportKind
    tables: tuple[FoundTable, ...]

    @property
    def total(self) -> int:
        return sum(len(table.rows) for table in self.tables)


class _Rehearsed(Exception):
    """Ends a rehearsal so that its transaction is rolled back; carries the report out."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


def find_tables(request: ImportFile) -> FoundFile:
    """Read the file and find its tables; touches no data base. Raises `Refused` with one sentence."""
    try:
        chosen = kind(request.type)
    except KeyError:
        raise Refused(f"« {request.type} » n'est pas un type d'import : {', '.join(names())}.", "type") from None
    vocabulary = chosen.vocabulary()
    tables = []
    for sheet in read_sheets(request.path, vocabulary.recognised):
        header = vocabulary.find_header(sheet.rows)
        if header is not None:
            tables.append(_table(sheet, header))
    if not tables:
        raise Refused(
            f"« {request.path.name} » : aucune ligne d'en-têtes reconnue pour des {chosen.label.lower()} "
            f"(il faut au moins {_needed(chosen)}).",
            "fichier",
        )
    if not request.is_told and all(len(table.header.unknown) > len(table.header.fields) for table in tables):
        raise Refused(
            f"« {request.path.name} » a surtout d'autres colonnes que celles des {chosen.label.lower()} "
            f"({', '.join(tables[0].header.unknown[:4])}) : dire ce qu'il contient, « --type {request.type} » si c'est "
            "bien cela.",
            "type",
        )
    return FoundFile(request, chosen, tuple(tables))


@act("import.file", "Import d'un fichier", Permission.IMPORT, changes=("companies", "spaces", "rooms"))
def _enter_all(unit: UnitOfWork, found: FoundFile) -> ImportReport:
    """Enter every row. Raises `ImportStopped` when a row is bad and the request does not go on."""
    rows: list[RowReport] = []
    repairs: list[RepairReport] = []
    for table in found.tables:
        for row in table.rows:
            _keep_informed(found, len(rows))
            reported, mended = _enter_row(unit, found.kind, table, row)
            rows.append(reported)
            repairs += mended
    report = _report(found, rows, repairs)
    if report.rejected and not found.request.go_on and not found.request.rehearse:
        raise ImportStopped(replace(report, erreur=_stopped_sentence(report)))
    unit.summary = f"Import {of(report.fichier)} : {report.sentence()}"
    if found.request.rehearse:
        raise _Rehearsed(replace(report, essai=True))
    return report


class _Import(Staged[ImportFile, ImportReport]):
    """The import: what is read is read first, and a rehearsal comes back with its report, nothing written."""

    def through(self, perform: Perform, request: ImportFile) -> ImportReport:
        try:
            return super().through(perform, request)
        except _Rehearsed as rehearsed:
            return rehearsed.report


def _read_first(perform: Perform, request: ImportFile) -> FoundFile:
    """Import a file; with `rehearse`, say what it would do."""
    return find_tables(request)


import_file = _Import(_read_first, _enter_all)
"""`door.perform(import_file, ImportFile(...))` gives an `ImportReport`."""


def _enter_row(
    unit: UnitOfWork, chosen: ImportKind, table: FoundTable, row: Row
) -> tuple[RowReport, list[RepairReport]]:
    raw = table.header.values(row)
    title = " ".join(str(next(iter(raw.values()), "")).split())
    repairs: list[Repair] = []
    try:
        with unit.savepoint():
            request = validate(chosen.model, raw, unit.today, repairs)
            entered = chosen.enter(unit, request)
            unit.session.flush()
    except Refused as refused:
        message = " ".join(problem.message for problem in refused.problems)
        champ = chosen.column(refused.field)
        label = chosen.label_of(refused.field)
        return RowReport(row.line, RowStatus.REJECTED, message, champ, title, table.sheet, label), []
    message = " ".join(part for part in (entered.message, *entered.warnings) if part)
    mended = [_mended(chosen, table, row, item) for item in (*repairs, *entered.repairs)]
    looked_at = tuple(entered.warnings)
    status = RowStatus(str(entered.status))
    said = RowReport(row.line, status, message, None, title, table.sheet, "", looked_at, entered.is_doubtful)
    return said, mended


def _mended(chosen: ImportKind, table: FoundTable, row: Row, item: Repair) -> RepairReport:
    # A spreadsheet's 639981369.0 is what its reader saw as 639981369.
    before = item.before.removesuffix(".0")
    column, label = chosen.column(item.field) or "", chosen.label_of(item.field)
    return RepairReport(row.line, column, before, item.after, item.message, table.sheet, label)


def _keep_informed(found: FoundFile, done: int) -> None:
    if done % 10 == 0:
        if found.request.cancelled is not None and found.request.cancelled():
            raise Refused("Import arrêté : rien n'a été écrit.")
        if found.request.progress is not None:
            found.request.progress(done, found.total)


def _table(sheet: Sheet, header: Header) -> FoundTable:
    below = [row for row in sheet.rows if row.line > header.line]
    cells = next(row.cells for row in sheet.rows if row.line == header.line)
    return FoundTable(sheet.name, header, cells, tuple(row for row in below if not header.leaves_out(row)))


def _report(found: FoundFile, rows: list[RowReport], repairs: list[RepairReport]) -> ImportReport:
    labels = {spec.name: spec.shown.label for spec in found.kind.vocabulary().specs}
    columns: dict[str, str] = {}
    ignored: dict[str, None] = {}
    for table in found.tables:
        for place, name in table.header.fields.items():
            columns[" ".join(str(table.header_cells[place]).split())] = labels[name]
        ignored |= dict.fromkeys(table.header.unknown)
    return ImportReport(
        found.kind.name,
        found.request.path.name,
        tuple(rows),
        tuple(repairs),
        tuple(columns.items()),
        tuple(ignored),
        feuilles=tuple(table.sheet for table in found.tables),
    )


def _stopped_sentence(report: ImportReport) -> str:
    first, count = report.rejected[0], len(report.rejected)
    others = f" (et {count - 1} autre{'s' if count > 2 else ''})" if count > 1 else ""
    return f"Rien n'a été écrit : ligne {first.ligne}{others}, {first.message}"


def _needed(chosen: ImportKind) -> str:
    needed = [f"« {spec.shown.label} »" for spec in chosen.vocabulary().specs if spec.required]
    return ", ".join(needed) or "deux colonnes connues"
