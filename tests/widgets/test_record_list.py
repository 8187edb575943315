"""The list under the mouse: wheel, clicks, titles; and what it keeps when its rows are read again."""

from dataclasses import dataclass

import pytest

from realis_tui.widgets import content as ink
from realis_tui.widgets.record_list import Column, RecordList
from realis_tui.widgets.records import same_or_nearest
from tests.widgets.host import Host, screen_lines


@dataclass(frozen=True)
class Item:
    id: int
    name: str


ITEMS = [Item(number, f"Entreprise {number}") for number in range(500)]
COLUMNS = [
    Column[Item]("name", "Entreprise", lambda row: ink.line(row.name), width=18, flex=1, sortable=True),
    Column[Item]("id", "Nº", lambda row: ink.line(row.id), width=6, align="right"),
]


def held(records: RecordList[Item]) -> Host:
    return Host(lambda: [records])


async def test_the_wheel_scrolls_and_leaves_the_cursor_where_it_is() -> None:
    records = RecordList[Item](COLUMNS)
    async with held(records).run_test(size=(60, 12)) as pilot:
        records.show(ITEMS)
        records.focus()
        await pilot.pause()
        for _ in range(5):
            await pilot._post_mouse_events([_wheel()], RecordList, (5, 5))
        await pilot.wait_for_animation()
        await pilot.pause()
        assert records.scroll_offset.y > 0
        assert records.current == ITEMS[0]
        first = screen_lines(pilot.app)[1].split()
        assert first[:2] == ["Entreprise", str(records.scroll_offset.y)]
        await pilot.press("down")
        await pilot.pause()
        assert records.current == ITEMS[1]
        assert any("Entreprise 1 " in line for line in screen_lines(pilot.app)), "a key brings the cursor in sight"


def _wheel() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_a_click_chooses_and_a_second_one_opens() -> None:
    records = RecordList[Item](COLUMNS)
    host = held(records)
    async with host.run_test(size=(60, 12), message_hook=host.hear) as pilot:
        records.show(ITEMS)
        await pilot.pause()
        await pilot.click(RecordList, offset=(4, 4))
        assert records.current == ITEMS[3]
        assert not host.heard(RecordList.Opened)
        await pilot.click(RecordList, offset=(4, 4), times=2)
        await pilot.pause()
        assert [message.row for message in host.heard(RecordList.Opened)] == [ITEMS[3]]  # type: ignore[attr-defined]


async def test_a_click_under_the_last_row_does_nothing_and_on_a_title_asks_its_order() -> None:
    records = RecordList[Item](COLUMNS)
    host = held(records)
    async with host.run_test(size=(60, 12), message_hook=host.hear) as pilot:
        records.show(ITEMS[:3])
        await pilot.pause()
        await pilot.click(RecordList, offset=(4, 9))
        assert records.current == ITEMS[0]
        await pilot.click(RecordList, offset=(56, 0))
        assert not host.heard(RecordList.SortRequested)
        await pilot.click(RecordList, offset=(4, 0))
        await pilot.pause()
        assert [message.key for message in host.heard(RecordList.SortRequested)] == ["name"]  # type: ignore[attr-defined]


async def test_the_cursor_goes_to_a_record_when_it_comes() -> None:
    """What has just been made may be read after it was asked for."""
    records = RecordList[Item](COLUMNS)
    async with held(records).run_test(size=(60, 30)) as pilot:
        records.show(ITEMS[:3])
        assert not records.move_to(ITEMS[7].id)
        records.show(ITEMS[:5])
        assert records.current == ITEMS[0]
        records.show(ITEMS[:9])
        assert records.current == ITEMS[7]
        records.show(ITEMS[8:])
        assert records.current == ITEMS[8], "it was expected once"
        records.move_to(ITEMS[1].id)
        records.focus()
        await pilot.press("down")
        records.show(ITEMS)
        assert records.current == ITEMS[9], "whoever moves elsewhere expects it no more"


async def test_a_resize_keeps_the_cursor_in_sight() -> None:
    records = RecordList[Item](COLUMNS)
    async with held(records).run_test(size=(60, 30)) as pilot:
        records.show(ITEMS)
        records.focus()
        records.move_to(300)
        for size in ((60, 8), (30, 5), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert records.current == ITEMS[300]
            assert any("300" in line for line in screen_lines(pilot.app))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([5, 3, 1], 1),  # still there
        ([1, 4, 5], 1),  # the next one
        ([1, 2], 1),  # none after: the nearest before
        ([9], 0),
        ([], 0),
    ],
)
def test_where_the_cursor_goes_when_rows_are_read_again(now: list[int], expected: int) -> None:
    before = [ITEMS[number] for number in (1, 2, 3, 4, 5)]
    assert same_or_nearest(before, 2, [ITEMS[number] for number in now]) == expected
