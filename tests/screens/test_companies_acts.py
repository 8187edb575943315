"""Acts of the companies' screens from end to end, each a defect met at the desk."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Role
from realis_tui.domain.companies import CompanyState
from realis_tui.screens.companies import exporting
from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.screen import CompaniesScreen
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.flows.enter_company import EnterCompany, enter_company
from realis_tui.usecases.flows.moves import MoveCompany, move_company
from realis_tui.widgets.form import Form
from tests.screens.on_base import door_of, press, running, settled, shown, some_companies


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    door = door_of(sqlite_base)
    some_companies(door)
    door.perform(create_company, CreateCompany(name="BioLoc", city="Alès", despite_duplicates=True))
    left = door.perform(enter_company, EnterCompany(nom="Atelier Sud", date_entree=date(2025, 1, 15)))
    door.perform(move_company, MoveCompany(company_id=left.company_id, to=CompanyState.SUSPENDED, on=date(2026, 11, 2)))
    door.database.close()
    return sqlite_base


async def test_of_two_companies_of_one_name_only_the_one_picked_is_exported(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []

    def keep(_: Path, tables: Any) -> int:
        written.extend(tables[0].rows)
        return len(tables[0].rows)

    monkeypatch.setattr(exporting, "usual_folder", lambda: tmp_path)
    monkeypatch.setattr(exporting, "write_table", keep)
    async with running(base) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        screen.bar.tabs.choose("toutes")
        await settled(pilot, lambda: len(screen.lines.rows) == 5)
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


async def _moves_of(app: RealisApp, pilot: Pilot[Any], name: str) -> None:
    """The choice of steps of a company, from its line."""
    screen = app.screen
    assert isinstance(screen, CompaniesScreen)
    screen.bar.tabs.choose("toutes")
    await settled(pilot, lambda: len(screen.lines.rows) == 5)
    screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == name))
    screen.lines.focus()
    await press(pilot, "t")


async def test_the_return_from_a_suspension_asks_its_decision_and_a_new_end(base: Path) -> None:
    async with running(base) as (app, pilot):
        await _moves_of(app, pilot, "Atelier Sud")
        assert "reprendre l'accompagnement" in shown(app)
        await press(pilot, "enter")
        values = app.screen.query_one(Form).values()
        assert {"on", "decided_on", "new_end", "reason", "note"} == set(values)


async def test_who_does_not_decide_is_not_offered_it(base: Path) -> None:
    async with running(base, role=Role.COACH) as (app, pilot):
        await _moves_of(app, pilot, "Atelier Sud")
        assert "prononcer la sortie" in shown(app)
        assert "reprendre" not in shown(app)


async def _agreements_of(app: RealisApp, pilot: Pilot[Any], company_id: int) -> CompanyCardScreen:
    """The card of a company, the focus on its first agreement."""
    screen = CompanyCardScreen(company_id)
    await app.push_screen(screen)
    await settled(pilot, lambda: screen.card is not None)
    await screen.action_in_tab("agreements")
    await settled(pilot)
    return screen


async def test_correcting_a_start_leaves_the_end_to_the_rule(base: Path) -> None:
    async with running(base, role=Role.COACH) as (app, pilot):
        screen = await _agreements_of(app, pilot, 5)
        await press(pilot, "e")
        form = app.screen.query_one(Form)
        assert form.values() == {"starts_on": "15/01/2025", "ends_on": ""}
        form.set_values({"starts_on": "01/02/2025"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: screen.is_current)
        assert screen.card is not None
        assert screen.card.supports[0].ends_on == date(2028, 1, 31)


@pytest.mark.parametrize(("role", "offered"), [(Role.DIRECTION, True), (Role.COACH, False)])
async def test_an_extension_is_offered_to_who_decides(base: Path, role: Role, offered: bool) -> None:
    async with running(base, role=role) as (app, pilot):
        await _agreements_of(app, pilot, 5)
        await press(pilot, "n")
        assert "Convention d'hébergement" in shown(app)
        assert ("Prolonger l'accompagnement" in shown(app)) is offered


@pytest.mark.parametrize(("typed_in", "kept"), [("", None), ("non", False), ("oui", True)])
async def test_where_a_company_goes_may_be_left_unsaid(base: Path, typed_in: str, kept: bool | None) -> None:
    async with running(base) as (app, pilot):
        screen = await _agreements_of(app, pilot, 5)
        await press(pilot, "t", "end", "enter")
        form = app.screen.query_one(Form)
        assert form.values()["destination_in_occitanie"] == ""
        form.set_values({"reason": "cessation", "destination_in_occitanie": typed_in})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: screen.is_current)
        assert screen.card is not None
        assert screen.card.passages[0].destination_in_occitanie is kept
