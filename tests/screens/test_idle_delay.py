"""The delay of the idle lock, changed in the settings."""

from pathlib import Path

from realis_tui.screens.settings import SettingsScreen
from tests.screens.on_base import press, running, typed
from tests.screens.places import PLACES


async def test_the_session_that_changes_the_delay_keeps_to_it(sqlite_base: Path) -> None:
    async with running(sqlite_base) as (app, pilot):
        await PLACES["settings"](app, pilot)
        assert isinstance(app.screen, SettingsScreen)
        app.screen.lines.move_to("idle_minutes")
        await press(pilot, "e")
        await press(pilot, "backspace", "backspace", *typed("45"), "ctrl+s")
        assert app.idle_minutes == 45
