"""The standard tasks of interface.md that this version holds, with the keys they cost, no mouse."""

from pathlib import Path

import pytest

from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.screen import CompaniesScreen
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


async def test_2_a_company_from_a_misspelt_name(base: Path) -> None:
    async with running(base) as (app, pilot):
        keys = await press(pilot, "space", *typed("velomi"), "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None)
        assert isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None
        assert app.screen.card.name == "Vélomistrau"
        assert keys <= 8
    async with running(base) as (app, pilot):
        await press(pilot, "space", *typed("velomistro"), "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None)
        assert isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None
        assert app.screen.card.name == "Vélomistrau"


async def test_15_agreements_that_end_soon_as_excel(base: Path, home: Path) -> None:
    (home / "Downloads").mkdir()
    async with running(base) as (app, pilot):
        assert isinstance(app.screen, CompaniesScreen)
        keys = await press(pilot, "slash", *typed("fin<90"), "enter")
        keys += await press(pilot, "i")
        keys += await press(pilot, "enter")
        for _ in range(40):
            if list((home / "Downloads").glob("*.xlsx")):
                break
            await pilot.pause(0.05)
        assert list((home / "Downloads").glob("*.xlsx"))
        assert keys <= 10
