"""How often a screen is drawn: once when it comes up, and not for what it hides."""

from pathlib import Path

import pytest
from textual.screen import Screen

from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.screen import CompaniesScreen
from tests.screens.on_base import press, running, settled, some_companies
from tests.screens.on_card import seen_in
from tests.usecases.companies_steps import Door


@pytest.fixture
def wholes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The screens drawn, by name, one each time that all of one is asked to be drawn."""
    drawn: list[str] = []
    refresh = Screen._compositor_refresh

    def drawing(screen: Screen[object]) -> None:
        if screen is screen.app.screen and screen.size.region in screen._compositor._dirty_regions:
            drawn.append(type(screen).__name__)
        refresh(screen)

    monkeypatch.setattr(Screen, "_compositor_refresh", drawing)
    return drawn


async def test_a_card_that_opens_is_drawn_whole_once(sqlite_base: Path, sqlite_door: Door, wholes: list[str]) -> None:
    some_companies(sqlite_door)
    async with running(sqlite_base) as (app, pilot):
        wholes.clear()
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen))
        assert wholes == ["CompanyCardScreen"]
        assert "Vélomistrau" in seen_in(app)


async def test_a_screen_under_another_changes_without_a_drawing(
    sqlite_base: Path, sqlite_door: Door, wholes: list[str]
) -> None:
    some_companies(sqlite_door)
    async with running(sqlite_base) as (app, pilot):
        under = app.screen
        assert isinstance(under, CompaniesScreen)
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen))
        wholes.clear()
        under.lines.refresh()
        await settled(pilot)
        assert not wholes
        await press(pilot, "q")
        await settled(pilot, lambda: app.screen is under)
        assert "Entreprises hébergées" in seen_in(app)
