"""What is read ahead around the cursor, and the panel that shows it beside the list."""

from dataclasses import dataclass

import pytest
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content

from realis_tui.widgets.beside import AHEAD, BEHIND, NEAR, BesideView, ReadAhead
from tests.widgets.host import Host


@dataclass(frozen=True)
class Row:
    id: int
    heading: bool = False


def ahead() -> ReadAhead[Row, int, str]:
    return ReadAhead(lambda row: None if row.heading else row.id)


ROWS = [Row(number) for number in range(100)]


def test_the_cursor_s_row_is_read_first_then_those_after_then_those_before() -> None:
    wanted = ahead().missing(ROWS, 50)
    assert wanted[0] == 50
    assert wanted[:AHEAD] == tuple(range(50, 50 + AHEAD))
    assert wanted[AHEAD:] == tuple(reversed(range(50 - BEHIND, 50)))


def test_nothing_is_read_while_all_that_is_near_is_known() -> None:
    known = ahead()
    for number in known.missing(ROWS, 0):
        known.learn(number, f"row {number}")
    assert known.missing(ROWS, AHEAD - 1 - NEAR) == ()
    assert known.missing(ROWS, AHEAD - NEAR)[0] == AHEAD
    assert known.get(ROWS[3]) == "row 3"
    known.forget()
    assert known.get(ROWS[3]) is None
    assert known.missing(ROWS, 0)


def test_a_heading_is_never_read() -> None:
    rows = [Row(0, heading=True), Row(1), Row(2, heading=True)]
    known = ahead()
    assert known.missing(rows, 0) == (1,)
    assert known.get(rows[0]) is None
    assert known.get(None) is None
    known.learn(1, "one")
    assert known.missing(rows, 0) == ()


class Words(BesideView[str]):
    def draw(self, item: str, width: int) -> Content:
        return Content(item)


class Panel(Host):
    CSS = "Words { width: 24; height: 6; }"

    def __init__(self) -> None:
        super().__init__(lambda: [Words()])

    def compose(self) -> ComposeResult:
        with Container():
            yield from super().compose()


@pytest.mark.parametrize("lines", [5, 6, 7, 30])
async def test_every_letter_is_seen_whatever_the_length(lines: int) -> None:
    app = Panel()
    async with app.run_test(size=(24, 40)) as pilot:
        panel = app.query_one(Words)
        panel.styles.height = 6
        panel.show("\n".join("abcdefghijklmnopqrstuvwx" for _ in range(lines)))
        await pilot.pause()
        width = panel.scrollable_content_region.width
        drawn = []
        for top in range(int(panel.max_scroll_y) + 1):
            panel.scroll_to(y=top, animate=False)
            drawn.append(panel.render_line(0).text[:width])
        drawn += [panel.render_line(y).text[:width] for y in range(1, panel.size.height)]
        assert "".join(drawn).replace(" ", "") == "abcdefghijklmnopqrstuvwx" * lines


async def test_another_record_is_shown_from_its_top() -> None:
    app = Panel()
    async with app.run_test(size=(24, 8)) as pilot:
        panel = app.query_one(Words)
        panel.show("un\n" * 30)
        await pilot.pause()
        panel.scroll_to(y=9, animate=False)
        panel.show("deux\n" * 30)
        assert panel.render_line(0).text.startswith("deux")
        panel.show(None)
        assert not panel.render_line(0).text.strip()
