"""The tab of people of a card: bringing in somebody known already, and choosing the one to call."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Role
from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.twins import TwinLine
from realis_tui.usecases.companies.people import AddPerson, add_person
from realis_tui.widgets.form import Form
from realis_tui.widgets.picker import Picker
from tests.screens.on_base import door_of, press, running, settled, shown, some_companies, typed


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    """Three companies, the first with two people: Marion 0, whom one calls, and Inès Fabre."""
    door = door_of(sqlite_base)
    first, *_ = some_companies(door)
    door.perform(add_person, AddPerson(company_id=first, name="Inès Fabre"))
    door.database.close()
    return sqlite_base


async def _people_of(app: RealisApp, pilot: Pilot[Any], company_id: int = 1) -> CompanyCardScreen:
    """The card of a company, the focus among its people."""
    screen = CompanyCardScreen(company_id)
    await app.push_screen(screen)
    await settled(pilot, lambda: screen.card is not None)
    await screen.action_in_tab("people")
    await settled(pilot)
    return screen


def _main(screen: CompanyCardScreen) -> list[str]:
    return [person.name for person in screen.card.people if person.is_main] if screen.card else []


async def test_x_makes_the_main_contact_and_is_undone(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await _people_of(app, pilot)
        assert "contact principal" in shown(app)
        await press(pilot, "x")
        assert "est déjà le contact principal" in shown(app)
        await press(pilot, "down", "x")
        await settled(pilot, lambda: _main(screen) == ["Inès Fabre"])
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: _main(screen) == ["Marion 0"])


async def test_j_brings_in_somebody_known_already(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await _people_of(app, pilot, 2)
        await press(pilot, "j", *typed("fabre"))
        menu = app.screen.query_one(Picker).menu
        await settled(pilot, lambda: [choice.label for choice in menu.choices] == ["Inès Fabre"])
        await press(pilot, "enter", *typed("trésorière"), "ctrl+s")
        await settled(pilot, lambda: screen.is_current)
        assert screen.card is not None
        assert [(person.name, person.title) for person in screen.card.people] == [
            ("Marion 1", None),
            ("Inès Fabre", "trésorière"),
        ]


async def test_somebody_there_already_is_refused_under_the_field(base: Path) -> None:
    async with running(base) as (app, pilot):
        await _people_of(app, pilot)
        await press(pilot, "j", *typed("fabre"), "enter", "ctrl+s")
        assert app.screen.query(Form)
        assert "est déjà dans « Vélomistrau »" in shown(app)


async def test_a_reader_has_neither_key(base: Path) -> None:
    async with running(base, role=Role.READER) as (app, pilot):
        screen = await _people_of(app, pilot)
        assert "contact principal" not in shown(app)
        await press(pilot, "down", "x", "j")
        assert screen.is_current
        assert _main(screen) == ["Marion 0"]


async def test_someone_known_is_said_while_they_are_typed(base: Path) -> None:
    async with running(base) as (app, pilot):
        await _people_of(app, pilot, 2)
        await press(pilot, "n", *typed("fabre ines"))
        await settled(pilot, lambda: app.screen.query_one(TwinLine).has_class("-found"))
        assert "même nom : Inès Fabre" in shown(app)
        assert "Déjà connue ? Inès Fabre · Vélomistrau" in shown(app)
        await press(pilot, "shift+tab", "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and app.screen.company_id() == 1)
