"""Acts of the companies' screens from end to end, each a defect met at the desk."""

from pathlib import Path
from typing import Any

import pytest

from realis_tui.screens.companies import exporting
from realis_tui.screens.companies.screen import CompaniesScreen
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.widgets.form import Form
from tests.screens.on_base import door_of, press, running, settled, shown, some_companies


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    door = door_of(sqlite_base)
    some_companies(door)
    door.perform(create_company, CreateCompany(name="BioLoc", city="Alès", despite_duplicates=True))
    door.database.close()
    return sqlite_base


async def test_of_two_companies_of_one_name_only_the_one_picked_is_exported(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []

    def keep(_: Path, tables: Any) -> int:
        written.extend(tables[0].rows)
        return len(tables[0].rows)

    monkeypatch.setattr(exporting, "_folder", lambda: tmp_path)
    monkeypatch.setattr(exporting, "write_table", keep)
    async with running(base) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        screen.bar.tabs.choose("toutes")
        await settled(pilot, lambda: len(screen.lines.rows) == 4)
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.city == "Alès"))
        screen.lines.focus()
        await press(pilot, "comma", "i", "enter")
        await settled(pilot, lambda: bool(written))
        assert [(row[0], "Alès" in row) for row in written] == [("BioLoc", True)]


async def test_what_is_typed_before_the_form_is_drawn_is_in_the_draft(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "n")
        await settled(pilot, lambda: bool(app.screen.query(Form)))
        form = app.screen.query_one(Form)
        form._ready = False
        form.set_values({"name": "Frappe rapide"})
        await pilot.pause()
        form._start()
        await press(pilot, "escape", "n")
        await settled(pilot, lambda: "repris" in shown(app))
        assert app.screen.query_one(Form).values()["name"] == "Frappe rapide"
