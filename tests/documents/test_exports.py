"""« Tout exporter »: what its sheets hold, and that it asks no more of the base when there are more companies."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import event

from realis_tui.documents.exports import ExportFile, export_all
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.door import Door
from realis_tui.usecases.spaces.catalogue import CreateSpace, create_space
from realis_tui.usecases.spaces.occupancies import AssignSpace, assign_space


def create(door: Door, *names: str) -> list[int]:
    asked = (CreateCompany(name=name, contact_name=f"Marion {name}", state="prospect") for name in names)
    return [door.perform(create_company, request).company_id for request in asked]


@contextmanager
def statements(door: Door) -> Iterator[list[str]]:
    """The SQL sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(door.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(door.database.engine, "before_cursor_execute", note)


def test_a_sheet_a_subject_in_the_order_of_the_list(door: Door, tmp_path: Path) -> None:
    terra, _ = create(door, "Terra Nòstra", "BioLoc")
    space = door.perform(create_space, CreateSpace(code="B-204", kind="bureau", area="24,5"))
    asked = AssignSpace(space_id=space.space_id, company_id=terra, starts_on=date(2026, 1, 5))
    door.perform(assign_space, asked)
    path = tmp_path / "tout.xlsx"
    written = export_all(door.perform, ExportFile(path))
    book = CalamineWorkbook.from_path(path)
    assert len(book.sheet_names) == 6
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert [row[:2] for row in sheets["Personnes"][1:]] == [
        ["BioLoc", "Marion BioLoc"],
        ["Terra Nòstra", "Marion Terra Nòstra"],
    ]
    assert sheets["Locaux occupés"][1][:4] == ["Terra Nòstra", "B-204", "bureau", 24.5]
    assert written.rows == sum(len(rows) - 1 for rows in sheets.values())


def test_the_filter_holds_for_every_sheet(door: Door, tmp_path: Path) -> None:
    create(door, "Terra Nòstra", "BioLoc")
    path = tmp_path / "tout.xlsx"
    export_all(door.perform, ExportFile(path, filter_text="bioloc"))
    people = CalamineWorkbook.from_path(path).get_sheet_by_name("Personnes").to_python()
    assert [row[0] for row in people[1:]] == ["BioLoc"]


def test_more_companies_ask_no_more_statements(door: Door, tmp_path: Path) -> None:
    create(door, "Une")
    with statements(door) as few:
        export_all(door.perform, ExportFile(tmp_path / "peu.xlsx"))
    create(door, *(f"Numéro {rank}" for rank in range(20)))
    with statements(door) as many:
        export_all(door.perform, ExportFile(tmp_path / "plus.xlsx"))
    assert len(many) == len(few)
