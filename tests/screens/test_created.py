"""A company just created is on the screen, under the cursor, in a list far longer than the terminal."""

from pathlib import Path

import pytest

from realis_tui.screens.companies import CompaniesScreen
from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.identity_form import CompanyForm
from tests.screens.on_base import SIZES, press, running, settled, shown, typed
from tests.screens.on_card import at_card, seen_in


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["Zzyx", "Mmyx", "Aayx"])
async def test_the_list_scrolls_to_what_was_created(demo_base: Path, size: tuple[int, int], name: str) -> None:
    async with running(demo_base, size) as (app, pilot):
        await press(pilot, "n", *typed(name), "ctrl+s")
        assert isinstance(app.screen, CompaniesScreen)
        lines = app.screen.lines
        assert lines.current is not None and lines.current.name == name
        assert lines.scroll_offset.y <= lines.cursor < lines.scroll_offset.y + lines.size.height - 1
        assert name in shown(app)


async def test_made_from_a_card_its_own_opens_over_it(demo_base: Path) -> None:
    async with running(demo_base) as (app, pilot):
        screen = await at_card(app, pilot, 1)
        await press(pilot, "n")
        await settled(pilot, lambda: isinstance(app.screen, CompanyForm) and not app.screen.is_opening)
        await press(pilot, *"Zinc", "ctrl+s")
        await settled(
            pilot,
            lambda: isinstance(app.screen, CompanyCardScreen) and app.screen is not screen and bool(app.screen.card),
        )
        assert "Zinc" in seen_in(app)
        await press(pilot, "q")
        await settled(pilot, lambda: app.screen is screen)
