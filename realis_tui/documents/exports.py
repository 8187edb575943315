"""The exports of the house: the list of companies, and everything in one workbook."""

from dataclasses import dataclass
from pathlib import Path

from realis_tui.documents.tables import Table, write_table
from realis_tui.usecases.acts import Perform
from realis_tui.usecases.companies.export_tables import export_everything
from realis_tui.usecases.companies.lists import ListCompanies, export_companies


@dataclass(frozen=True, slots=True)
class ExportFile:
    """Where to write, and which companies (the filter language; all when empty)."""

    path: Path
    filter_text: str = ""
    view: str = "toutes"
    sort: str = "nom"


@dataclass(frozen=True, slots=True)
class Written:
    path: Path
    rows: int


def export_companies_to(perform: Perform, request: ExportFile) -> Written:
    """The list of companies as .xlsx or .csv. Raises `Refused` when it cannot be written."""
    return Written(request.path, write_table(request.path, [_companies(perform, request)]))


def export_all(perform: Perform, request: ExportFile) -> Written:
    """Companies, people, agreements, premises and yearly figures, a sheet each."""
    found = perform(export_everything, _asked(request))
    tables = [Table(table.title, table.headers, table.rows) for table in found]
    return Written(request.path, write_table(request.path, tables))


def _companies(perform: Perform, request: ExportFile) -> Table:
    found = perform(export_companies, _asked(request))
    return Table(found.title, found.headers, found.rows)


def _asked(request: ExportFile) -> ListCompanies:
    return ListCompanies(filter_text=request.filter_text, view=request.view, sort=request.sort)
