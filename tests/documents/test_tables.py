"""Excel and CSV out: real days and numbers, no formula, nothing hostile, never half a file."""

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from realis_tui.documents.cells import as_csv, harmless
from realis_tui.documents.tables import Table, write_table
from realis_tui.domain.french import has_hostile
from realis_tui.domain.refusals import Refused

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "＝1"]
ROW = ("Vélomistrau", date(2026, 11, 23), Decimal("1234.50"), 12, True, None, "a\u202eb\x1b[31m")
TABLE = Table("Entreprises", ("Nom", "Le", "Montant", "Nombre", "Oui", "Rien", "Hostile"), (ROW,))


def test_excel_keeps_days_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    assert write_table(path, [TABLE]) == 1
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Entreprises").to_python()
    assert rows[0] == list(TABLE.headers)
    assert rows[1][:5] == ["Vélomistrau", date(2026, 11, 23), 1234.5, 12.0, "oui"]
    assert "\u202e" not in rows[1][6]
    assert "\x1b" not in rows[1][6]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_ever_a_formula(tmp_path: Path, text: str) -> None:
    import zipfile

    table = Table("t", (text,), ((text,),))
    write_table(tmp_path / "x.xlsx", [table])
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert as_csv(text).startswith("'")


def test_csv_opens_in_a_french_excel(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_table(path, [TABLE])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1][:6] == ["Vélomistrau", "23/11/2026", "1234,50", "12", "oui", ""]


@pytest.mark.parametrize("number", ["+33 6 39 98 12 34", "-12,5", "+33639981234"])
def test_numbers_as_text_are_left_alone(number: str) -> None:
    assert harmless(number) == number


@given(st.text())
def test_any_text_is_harmless_in_csv(text: str) -> None:
    told = as_csv(text).lstrip()
    assert not told.startswith(("=", "@")), told


def test_a_failure_leaves_the_former_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_text("avant")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="n'a pas pu être écrit"):
        write_table(path, [TABLE])
    assert path.read_text() == "avant"
    assert list(tmp_path.iterdir()) == [path]


def test_endings_and_places_that_cannot_be(tmp_path: Path) -> None:
    for path in (tmp_path / "x.pdf", tmp_path / "absent" / "x.xlsx", tmp_path / "absent" / "x.csv"):
        with pytest.raises(Refused):
            write_table(path, [TABLE])
    with pytest.raises(Refused, match="un tableau"):
        write_table(tmp_path / "x.csv", [TABLE, TABLE])


def test_sheets_with_odd_or_equal_titles(tmp_path: Path) -> None:
    titles = ["a/b:c?*[x]", "Même", "même", "x" * 50, ""]
    write_table(tmp_path / "x.xlsx", [Table(title, ("Nom",), ()) for title in titles])
    assert len(CalamineWorkbook.from_path(tmp_path / "x.xlsx").sheet_names) == 5


HOSTILE = [
    "\x1b[31mrouge\x1b[0m",
    "\x9b31m",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x9d52;c;cm0gLXJm\x9c",
    "a\u202eb\u202c",
    "a\u2066b\u2069",
    "a\u200bb\ufeff",
    "\x00\x07\x08\x7f",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_nothing_hostile_leaves_in_an_export(tmp_path: Path, ending: str, text: str) -> None:
    """Fault 24: in a cell, a header or the sheet's title alike, as a spreadsheet and as a terminal would read it."""
    path = tmp_path / f"x.{ending}"
    write_table(path, [Table(f"Titre {text}", (f"En-tête {text}",), ((text,), ([text, text],)))])
    if ending == "csv":
        told = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    else:
        book = CalamineWorkbook.from_path(path)
        (name,) = book.sheet_names
        cells = [cell for row in book.get_sheet_by_name(name).to_python() for cell in row]
        told = "\n".join([name, *map(str, cells)])
    assert not has_hostile(told)
    assert "En-tête" in told
