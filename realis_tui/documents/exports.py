"""The exports of the house: the list of companies, the bookings, and everything in one workbook."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from realis_tui.documents.tables import Table, write_table
from realis_tui.usecases.acts import Perform
from realis_tui.usecases.companies.export_tables import export_everything
from realis_tui.usecases.companies.lists import ExportTable, ListCompanies, export_companies
from realis_tui.usecases.rooms.export_tables import ExportBookings, export_bookings, export_use
from realis_tui.usecases.rooms.prices import MonthOfRooms


@dataclass(frozen=True, slots=True)
class ExportFile:
    """Where to write, and which companies (the filter language; all when empty).

    first, last: the days of the bookings, both included; all when empty. month: any day of that of the rooms' use.
    """

    path: Path
    filter_text: str = ""
    view: str = "toutes"
    sort: str = "nom"
    first: date | None = None
    last: date | None = None
    month: date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    path: Path
    rows: int


def export_companies_to(perform: Perform, request: ExportFile) -> Written:
    """The list of companies as .xlsx or .csv. Raises `Refused` when it cannot be written."""
    return Written(request.path, write_table(request.path, [_companies(perform, request)]))


def export_bookings_to(perform: Perform, request: ExportFile) -> Written:
    """The bookings as .xlsx or .csv; with a filter, those of these companies. Raises `Refused`."""
    only = perform(export_companies, _asked(request)).ids if request.filter_text.strip() else None
    return Written(request.path, write_table(request.path, [_table(_bookings(perform, request, only))]))


def export_use_to(perform: Perform, request: ExportFile) -> Written:
    """What each tenant owes for the rooms of a month; with a filter, these companies only. Raises `Refused`."""
    assert request.month is not None
    found = perform(export_use, MonthOfRooms(month=request.month))
    if request.filter_text.strip():
        only = set(perform(export_companies, _asked(request)).ids)
        rows = tuple(row for row, of in zip(found.rows, found.ids, strict=True) if of in only)
        found = replace(found, rows=rows)
    return Written(request.path, write_table(request.path, [_table(found)]))


def export_all(perform: Perform, request: ExportFile) -> Written:
    """Companies, people, agreements, premises, yearly figures and bookings, a sheet each."""
    found = perform(export_everything, _asked(request))
    only = found[0].ids if request.filter_text.strip() else None
    tables = [_table(table) for table in (*found, _bookings(perform, request, only))]
    return Written(request.path, write_table(request.path, tables))


def _companies(perform: Perform, request: ExportFile) -> Table:
    return _table(perform(export_companies, _asked(request)))


def _bookings(perform: Perform, request: ExportFile, only: tuple[int, ...] | None) -> ExportTable:
    """Of these companies only, those of a filter; of everyone without one."""
    ids = None if only is None else frozenset(only)
    return perform(export_bookings, ExportBookings(first=request.first, last=request.last, company_ids=ids))


def _table(found: ExportTable) -> Table:
    return Table(found.title, found.headers, found.rows)


def _asked(request: ExportFile) -> ListCompanies:
    return ListCompanies(filter_text=request.filter_text, view=request.view, sort=request.sort)
