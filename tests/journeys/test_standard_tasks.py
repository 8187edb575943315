"""The standard tasks of interface.md that this version holds, with the keys they cost, no mouse."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from realis_tui.clock import PARIS
from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.screen import CompaniesScreen
from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.companies.support import CorrectSupport, correct_support
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.enter_company import EnterCompany, enter_company
from tests.conftest import NOW
from tests.screens.on_base import door_of, press, running, settled, some_companies, typed


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    door = door_of(sqlite_base)
    some_companies(door)
    door.database.close()
    return sqlite_base


async def test_1_who_is_on_the_phone(base: Path) -> None:
    async with running(base) as (app, pilot):
        keys = await press(pilot, "space", *typed("981134"), "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None)
        assert isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None
        assert app.screen.card.name == "BioLoc"
        assert keys <= 8


@pytest.mark.parametrize("misspelt", ["vlomi", "velimi", "élvomi", "zélomi"])
async def test_2_a_company_from_a_misspelt_name(base: Path, misspelt: str) -> None:
    """The name is unfinished and misspelt, near its beginning; others nearly begin so."""
    door = door_of(base)
    for rival in ("Volumis", "Les Vélos du Lez", "Vélib' Occitan", "Milo Conseil"):
        door.perform(create_company, CreateCompany(name=rival, state="prospect"))
    door.database.close()
    async with running(base) as (app, pilot):
        keys = await press(pilot, "space", *typed(misspelt), "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None)
        assert isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None
        assert app.screen.card.name == "Vélomistrau"
        assert keys <= 8


ENDS = {
    "Hier": -1,
    "Aujourd'hui": 0,
    "Bientôt": 30,
    "Juste avant": 89,
    "Le jour même": 90,
    "Juste après": 91,
    "Loin": 400,
}
"""In how many days the support of each company ends; the one over since yesterday is in the view « Fin dépassée »."""


def supported(door: Door, name: str, days: int) -> None:
    """A company whose support ends in so many days."""
    key = door.perform(enter_company, EnterCompany(nom=name, date_entree=date(2025, 1, 6))).company_id
    seen = door.perform(company_card, CompanyCardRequest(company_id=key)).support
    assert seen is not None
    ends = NOW.astimezone(PARIS).date() + timedelta(days=days)
    request = CorrectSupport(agreement_id=seen.id, starts_on=seen.starts_on, ends_on=ends, version=seen.version)
    door.perform(correct_support, request)


async def test_15_agreements_that_end_soon_as_excel(base: Path, home: Path) -> None:
    """The file holds those companies, all of them, and no other."""
    (home / "Downloads").mkdir()
    door = door_of(base)
    for name, days in ENDS.items():
        supported(door, name, days)
    door.database.close()
    async with running(base) as (app, pilot):
        assert isinstance(app.screen, CompaniesScreen)
        keys = await press(pilot, "v", *["down"] * 5, "enter")
        keys += await press(pilot, "i")
        keys += await press(pilot, "enter")
        await settled(pilot, lambda: bool(list((home / "Downloads").glob("*.xlsx"))))
        assert keys <= 10
    [file] = (home / "Downloads").glob("*.xlsx")
    header, *rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    names = {row[header.index("Nom")] for row in rows}
    assert names == {name for name, days in ENDS.items() if 0 <= days <= 90}
