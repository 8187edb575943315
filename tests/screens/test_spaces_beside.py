"""The panel beside the plan: there in the frame of the key, empty on a floor, read again when something changed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from realis_tui.app import RealisApp
from realis_tui.screens.spaces import SpacesScreen
from realis_tui.usecases.spaces.catalogue import CreateSpace, create_space
from realis_tui.usecases.spaces.occupancies import AssignSpace, assign_space
from tests.screens.on_base import door_of, press, running, settled, some_companies


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    door = door_of(sqlite_base)
    some_companies(door)
    for code, floor in (("B-205", "2"), ("B-301", "3")):
        door.perform(create_space, CreateSpace(code=code, kind="bureau", building="B", floor=floor, area="24"))
    door.database.close()
    return sqlite_base


def beside(app: RealisApp) -> str:
    """The text of the panel beside the plan."""
    panel = app.screen.query_one("#space")
    return "\n".join(panel.render_line(y).text for y in range(panel.size.height))


async def at_plan(app: RealisApp, pilot: Any) -> SpacesScreen:
    await app.action_go("spaces")
    await settled(pilot, lambda: isinstance(app.screen, SpacesScreen) and bool(app.screen.lines.rows))
    assert isinstance(app.screen, SpacesScreen)
    return app.screen


async def test_the_next_space_is_drawn_with_the_key_without_asking_the_data_base(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(base) as (app, pilot):
        screen = await at_plan(app, pilot)
        assert "B-204" in beside(app)

        async def never(*_: Any, **__: Any) -> Any:
            raise AssertionError("the data base was asked")

        monkeypatch.setattr(app, "perform", never)
        for line in screen.lines.rows[2:]:
            screen.lines.action_cursor_down()
            assert beside(app).strip().startswith(line.space.code) if line.space else not beside(app).strip()


async def test_a_change_is_read_again(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await at_plan(app, pilot)
        await press(pilot, "down")
        line = screen.lines.current
        assert line is not None and line.space is not None and "libre" in beside(app)
        await app.perform(assign_space, AssignSpace(space_id=line.space.id, company_id=2, starts_on=date(2026, 11, 1)))
        await settled(pilot, lambda: "BioLoc" in beside(app))


async def test_a_narrow_terminal_reads_nothing_beside_and_a_wider_one_does(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(base, (100, 30)) as (app, pilot):
        asked: list[str] = []
        perform = app.perform

        async def noted(*args: Any, **options: Any) -> Any:
            asked.append(options.get("group", ""))
            return await perform(*args, **options)

        monkeypatch.setattr(app, "perform", noted)
        await at_plan(app, pilot)
        await press(pilot, "down")
        assert "spaces.beside" not in asked
        await pilot.resize_terminal(150, 40)
        await settled(pilot, lambda: "B-" in beside(app))
