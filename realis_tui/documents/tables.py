"""Tables as Excel workbooks and CSV files, written beside then put in place: never half a file."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from realis_tui.documents.cells import as_cell, as_csv
from realis_tui.documents.in_place import write_in_place
from realis_tui.domain.refusals import Refused

_WIDEST, _NARROWEST = 60, 8


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its title, its headers in French, its rows of plain values."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def write_table(path: Path, tables: Sequence[Table]) -> int:
    """Write by the file's ending, .xlsx or .csv (one table only); gives how many rows. Raises `Refused`."""
    ending = path.suffix.lower()
    if ending == ".xlsx":
        write_in_place(path, lambda beside: _write_workbook(beside, tables))
    elif ending in (".csv", ".txt") and len(tables) == 1:
        write_in_place(path, lambda beside: _write_csv(beside, tables[0]))
    elif ending == ".csv":
        raise Refused("Un CSV ne tient qu'un tableau : choisir un fichier .xlsx.", "fichier")
    else:
        raise Refused(f"« {path.name} » : finir le nom par .xlsx ou .csv.", "fichier")
    return sum(len(table.rows) for table in tables)


def _write_csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([as_csv(header) for header in table.headers])
        writer.writerows([as_csv(value) for value in row] for row in table.rows)


def _write_workbook(path: Path, tables: Sequence[Table]) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(str(path), {**safe, "nan_inf_to_errors": True})
    try:
        formats = {
            "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "instant": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            "decimal": book.add_format({"num_format": "#,##0.00"}),
        }
        used: set[str] = set()
        for table in tables:
            _write_sheet(book.add_worksheet(_sheet_name(table.title, used)), table, formats)
        book.close()
    except XlsxWriterException as error:
        raise OSError(0, str(error)) from error


def _write_sheet(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    widths = [len(header) for header in table.headers]
    for column, header in enumerate(table.headers):
        sheet.write_string(0, column, str(as_cell(header)), formats["header"])
    for line, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            shown = _write_cell(sheet, line, column, as_cell(value), formats)
            if column < len(widths):
                widths[column] = max(widths[column], shown)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.headers) - 1)


def _write_cell(sheet: Any, line: int, column: int, cell: Any, formats: dict[str, Any]) -> int:
    """Write a cell by its kind, text always as text; gives how wide it is."""
    if cell is None:
        return 0
    if isinstance(cell, bool):
        sheet.write_string(line, column, "oui" if cell else "non")
        return 3
    if isinstance(cell, datetime):
        sheet.write_datetime(line, column, cell, formats["instant"])
        return 16
    if isinstance(cell, date):
        sheet.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), formats["day"])
        return 10
    if isinstance(cell, int | float | Decimal):
        sheet.write_number(line, column, float(cell), None if isinstance(cell, int) else formats["decimal"])
        return len(str(cell)) + 1
    sheet.write_string(line, column, cell)
    return max((len(part) for part in cell.splitlines()), default=0)


def _sheet_name(title: str, used: set[str]) -> str:
    """A title as a tab may be called: 31 letters, none of []:*?/\\, no two alike."""
    cleaned = "".join(letter for letter in str(as_cell(title)) if letter not in "[]:*?/\\'").strip() or "Feuille"
    name, number = cleaned[:31], 2
    while name.lower() in used:
        name = f"{cleaned[:27]} ({number})"
        number += 1
    used.add(name.lower())
    return name
