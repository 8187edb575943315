"""A company just created is on the screen, under the cursor, in a list far longer than the terminal."""

from pathlib import Path

import pytest

from realis_tui.screens.companies import CompaniesScreen
from tests.screens.on_base import SIZES, press, running, shown, typed


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
