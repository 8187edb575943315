"""The history of a card and the journal: what is told of an act, and undoing one from there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Actor, Role
from realis_tui.screens.history import HistoryScreen
from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card
from realis_tui.usecases.companies.identity import EditCompany, edit_company
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import ActView, HistoryOf, history_of
from realis_tui.widgets.record_list import RecordList
from tests.screens.on_base import SIZES, door_of, press, running, settled, shown, some_companies
from tests.screens.on_card import at_card, seen_in


@pytest.fixture
def door(sqlite_base: Path) -> Iterator[Door]:
    """Another desk on the same base, with a company renamed twice."""
    opened = door_of(sqlite_base)
    (company_id, *_) = some_companies(opened, ("Vélomistrau",))
    rename(opened, company_id, "Vélo du Lez")
    rename(opened, company_id, "Vélo de la Mosson")
    yield opened
    opened.database.close()


def rename(door: Door, company_id: int, name: str) -> None:
    card = door.perform(company_card, CompanyCardRequest(company_id=company_id))
    request = EditCompany(company_id=company_id, version=card.version, name=name, phone=card.phone, city=card.city)
    door.perform(edit_company, request)


def name_now(door: Door) -> str:
    return door.perform(company_card, CompanyCardRequest(company_id=1)).name


async def history(app: RealisApp, pilot: Any) -> HistoryScreen:
    """`h` on the only company of the list."""
    await press(pilot, "h")
    await settled(pilot, lambda: isinstance(app.screen, HistoryScreen))
    assert isinstance(app.screen, HistoryScreen)
    return app.screen


def summaries(screen: HistoryScreen) -> list[str]:
    return [act.summary for act in screen.lines.rows]


@pytest.mark.parametrize("size", SIZES)
async def test_an_act_is_undone_from_the_history(sqlite_base: Path, door: Door, size: tuple[int, int]) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await history(app, pilot)
        assert "Vélo du Lez → Vélo de la Mosson" in shown(app)
        assert "realis, depuis essais" in shown(app)
        before = len(screen.lines.rows)
        await press(pilot, "enter")
        assert "Annuler ?" in shown(app)
        await press(pilot, "enter")
        await settled(pilot, lambda: len(screen.lines.rows) == before + 1)
        assert name_now(door) == "Vélo du Lez"
        undo, undone = screen.lines.rows[:2]
        assert undo.undoes == undone.id and undone.undone
        assert "Défait : " in shown(app)


async def test_nothing_is_done_when_one_thinks_better_of_it(sqlite_base: Path, door: Door) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await history(app, pilot)
        before = summaries(screen)
        await press(pilot, "enter", "down", "enter")
        assert app.screen is screen and summaries(screen) == before
        await press(pilot, "enter", "escape")
        assert app.screen is screen and name_now(door) == "Vélo de la Mosson"


@pytest.mark.parametrize("size", SIZES)
async def test_rows_that_have_moved_on_are_refused_in_words(
    sqlite_base: Path, door: Door, size: tuple[int, int]
) -> None:
    """The first renaming cannot be undone under the second one: it is said which, and nothing changes."""
    async with running(sqlite_base, size) as (app, pilot):
        screen = await history(app, pilot)
        before = summaries(screen)
        await press(pilot, "down", "enter", "enter")
        await settled(pilot, lambda: "Cela a changé depuis" in shown(app))
        assert name_now(door) == "Vélo de la Mosson" and summaries(screen) == before
        # Once the later one is undone, the earlier one can be.
        await press(pilot, "home", "enter", "enter")
        await settled(pilot, lambda: len(screen.lines.rows) == len(before) + 1)
        screen.lines.move_to(screen.lines.rows[2].id)
        await press(pilot, "enter", "enter")
        await settled(pilot, lambda: len(screen.lines.rows) == len(before) + 2)
        assert name_now(door) == "Vélomistrau"


async def test_what_is_undone_is_not_undone_again(sqlite_base: Path, door: Door) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await history(app, pilot)
        await press(pilot, "enter", "enter")
        await settled(pilot, lambda: screen.lines.rows[1].undone)
        screen.lines.move_to(screen.lines.rows[1].id)
        await press(pilot, "enter")
        assert "déjà annulé" in shown(app) and app.screen is screen


async def test_an_act_of_another_desk_shows_by_itself(sqlite_base: Path, door: Door) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await history(app, pilot)
        before = len(screen.lines.rows)
        rename(door, 1, "Vélo du Vidourle")
        await settled(pilot, lambda: len(screen.lines.rows) == before + 1)
        assert "Vélo du Vidourle" in shown(app)


async def test_a_reader_reads_and_undoes_nothing(sqlite_base: Path, door: Door) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        screen = await history(app, pilot)
        await press(pilot, "enter")
        assert app.screen is screen and "Annuler ?" not in shown(app)
        assert "annuler cet acte" not in shown(app) and "Entrée annuler" not in shown(app)


async def test_the_whole_journal_by_the_palette(sqlite_base: Path, door: Door) -> None:
    async with running(sqlite_base) as (app, pilot):
        await press(pilot, "ctrl+p", *"journal", "enter")
        await settled(pilot, lambda: isinstance(app.screen, HistoryScreen))
        assert isinstance(app.screen, HistoryScreen)
        assert any("B-204" in summary for summary in summaries(app.screen))
        await press(pilot, "q")
        assert not isinstance(app.screen, HistoryScreen)


async def test_ones_own_last_act_is_told_by_ctrl_z(sqlite_base: Path, door: Door) -> None:
    """Ctrl+Z on the history screen undoes one's own last act, not the line under the cursor."""
    mine = door.for_actor(Actor(None, "Claire", Role.DIRECTION))
    rename(mine, 1, "Vélo de Claire")
    async with running(sqlite_base) as (app, pilot):
        screen = await history(app, pilot)
        await press(pilot, "end", "ctrl+z")
        await settled(pilot, lambda: "Défait : " in shown(app))
        assert name_now(door) == "Vélo de la Mosson"
        assert screen.lines.rows[1].undone


async def test_acts_further_back_come_as_one_goes_down(
    sqlite_base: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("realis_tui.screens.history.PAGE", 3)
    for number in range(9):
        rename(door, 1, f"Vélo {number}")
    async with running(sqlite_base) as (app, pilot):
        screen = await history(app, pilot)
        await press(pilot, "end")
        await settled(pilot, lambda: "Vélomistrau" in summaries(screen)[-1])
        await press(pilot, "end")
        assert summaries(screen)[0] == "Fiche Vélo 8 modifiée" and len(screen.lines.rows) > 3 * 3


@pytest.mark.parametrize("size", SIZES)
async def test_the_tab_of_a_card_tells_an_act_a_line_and_its_changes_below(
    sqlite_base: Path, door: Door, size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_card(app, pilot, 1, "history")
        lines: RecordList[ActView] = screen.part.query_one(RecordList)
        await settled(pilot, lambda: len(lines.rows) == len(door.perform(history_of, HistoryOf(owner="companies:1"))))
        await settled(pilot, lambda: "Vélo du Lez → Vélo de la Mosson" in seen_in(app))
        await press(pilot, "down")
        await settled(pilot, lambda: "Vélomistrau → Vélo du Lez" in seen_in(app))
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, HistoryScreen))
