"""The card in brief beside the list: there in the frame of the key, and never of yesterday."""

from pathlib import Path
from typing import Any

import pytest

from realis_tui.app import RealisApp
from realis_tui.screens.companies.screen import CompaniesScreen
from realis_tui.usecases.companies.identity import EditCompany, edit_company
from tests.screens.on_base import press, running, settled


def beside(app: RealisApp) -> str:
    """The text of the card beside the list."""
    panel = app.screen.query_one("#card")
    return "\n".join(panel.render_line(y).text for y in range(panel.size.height))


async def on_everyone(app: RealisApp, pilot: Any) -> CompaniesScreen:
    screen = app.screen
    assert isinstance(screen, CompaniesScreen)
    screen.bar.tabs.choose("toutes")
    await settled(pilot, lambda: len(screen.lines.rows) == 3)
    screen.lines.focus()
    return screen


async def test_the_next_card_is_drawn_with_the_key_without_asking_the_data_base(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(base) as (app, pilot):
        screen = await on_everyone(app, pilot)
        await settled(pilot, lambda: screen.lines.rows[0].name in beside(app))

        async def never(*_: Any, **__: Any) -> Any:
            raise AssertionError("the data base was asked")

        monkeypatch.setattr(app, "perform", never)
        for row in screen.lines.rows[1:]:
            screen.lines.action_cursor_down()
            assert row.name in beside(app)


async def test_a_change_is_read_again(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await on_everyone(app, pilot)
        row = screen.lines.rows[1]
        await press(pilot, "down")
        await settled(pilot, lambda: row.name in beside(app))
        await app.perform(
            edit_company, EditCompany(company_id=row.id, version=row.version, name=row.name, activity="réparation")
        )
        await settled(pilot, lambda: "réparation" in beside(app))


async def test_an_empty_list_shows_no_card(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await on_everyone(app, pilot)
        await settled(pilot, lambda: screen.lines.rows[0].name in beside(app))
        await press(pilot, "slash", *"zzzzzz")
        await settled(pilot, lambda: not screen.lines.rows)
        assert not beside(app).strip()
