"""From the search to the planning: a booking or a room is shown where it is."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from realis_tui.screens.history import HistoryScreen
from realis_tui.screens.rooms import PlanningScreen
from tests.screens.on_base import press, running, settled, shown, typed
from tests.screens.on_rooms import seeded


@pytest.fixture
def bookings(sqlite_base: Path) -> list[int]:
    return seeded(sqlite_base)


def wanted(app: Any) -> Any:
    return app.screen.grid.wanted if isinstance(app.screen, PlanningScreen) else None


@pytest.mark.parametrize("visited", [False, True])
async def test_a_booking_is_shown_on_its_day(sqlite_base: Path, bookings: list[int], visited: bool) -> None:
    async with running(sqlite_base) as (app, pilot):
        if visited:
            await press(pilot, "f4")
            await settled(pilot, lambda: wanted(app) is not None)
        await press(pilot, "ctrl+f", *typed("oraux jury"))
        assert "Réservations" in shown(app)
        await press(pilot, "enter")
        key = f"booking:{bookings[5]}"
        await settled(pilot, lambda: wanted(app) is not None and wanted(app).key == key)
        assert wanted(app).day == date(2026, 11, 24)
        assert "Oraux du jury" in shown(app)


async def test_a_room_is_shown_for_the_week(sqlite_base: Path, bookings: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        await press(pilot, "ctrl+f", *typed("garrigue"))
        assert "Salles" in shown(app)
        await press(pilot, "enter")
        await settled(pilot, lambda: wanted(app) is not None and "Garrigue · semaine" in shown(app))


async def test_the_history_of_a_booking(sqlite_base: Path, bookings: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        await press(pilot, "ctrl+f", *typed("oraux jury"), "down", "h")
        await settled(pilot, lambda: isinstance(app.screen, HistoryScreen) and "réservée" in shown(app))
