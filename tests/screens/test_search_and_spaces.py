"""The search from anywhere, and the plan of the premises."""

from pathlib import Path

import pytest

from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.search import SearchScreen
from realis_tui.screens.spaces import SpacesScreen
from realis_tui.screens.spaces.card import SpaceCardScreen
from tests.screens.on_base import SIZES, press, running, settled, shown, typed


@pytest.mark.parametrize("size", SIZES)
async def test_results_come_as_one_types_and_letters_act_on_them(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        await press(pilot, "space", *typed("velo"))
        assert isinstance(app.screen, SearchScreen)
        assert "Entreprises" in shown(app) and "résultat" in shown(app)
        await press(pilot, "down", "y")
        assert isinstance(app.screen, SearchScreen)
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen))


async def test_ctrl_f_from_inside_a_field(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "n", "a", "ctrl+f")
        assert isinstance(app.screen, SearchScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_the_plan(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        await press(pilot, "g", "l")
        await settled(pilot, lambda: isinstance(app.screen, SpacesScreen))
        await settled(pilot, lambda: "B-204" in shown(app))
        assert "Vélomistrau" in shown(app)
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, SpaceCardScreen))
