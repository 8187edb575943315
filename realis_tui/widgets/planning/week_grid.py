"""A week of one room: days across, hours down."""

from collections.abc import Iterator, Sequence
from datetime import date

from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from realis_tui.widgets import content as ink
from realis_tui.widgets.planning.board import HOUR, Laid, clock
from realis_tui.widgets.planning.inks import glyphs
from realis_tui.widgets.planning.paint import Cells, Paint
from realis_tui.widgets.planning.shape import Box, Shape, Spot, closed_word, day_title, next_day

ROWS_AN_HOUR = (4, 3, 2, 1)
MOST_HIDDEN = 2
"""Hours of the evening left to scroll to, rather than draw every hour half as high."""


class WeekGrid(Shape):
    """As many rows an hour as fit; blocks that share a row stand side by side."""

    ALONG = "y"
    PERIOD = 7

    def lay_out(self, width: int, height: int, room_id: int) -> None:
        self.room_id = room_id
        self.label_width = 5
        self.header_height = 2 if any(day.holiday for day in self.days) else 1
        hours = self.minutes // HOUR
        spare = height - self.header_height
        self.per_hour = next((rows for rows in ROWS_AN_HOUR if rows * (hours - MOST_HIDDEN) <= spare), 1)
        self.rows = self.per_hour * hours
        self.column = max(6, (width - self.label_width) // max(1, len(self.days)))
        self.body = Size(self.column * len(self.days), self.rows)
        self.step = 30

    def placed(self) -> Iterator[tuple[Laid, Box]]:
        for index, day in enumerate(self.days):
            spans = _cut([(laid, *self._span(laid.start, laid.end)) for laid in self.board.on(self.room_id, day.on)])
            for group in _touching(spans):
                lanes = _lanes(group)
                count = max(lanes) + 1
                width = self.column - 1
                for (laid, top, bottom), lane in zip(group, lanes, strict=True):
                    left, right = width * lane // count, width * (lane + 1) // count
                    yield laid, Box(index * self.column + left, top, max(1, right - left), bottom - top)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """From the row of its first minute to the row of its last."""
        top = max(0, min(self._row(start), self.rows - 1))
        return top, min(self.rows, max(self._row(end - 1) + 1, top + 1))

    def _row(self, minute: int) -> int:
        return (minute - self.board.first_minute) * self.rows // self.minutes

    def box(self, room_id: int, day: date, start: int, end: int) -> Box | None:
        index = next((at for at, shown in enumerate(self.days) if shown.on == day), None)
        if index is None or room_id != self.room_id:
            return None
        top, bottom = self._span(start, end)
        return Box(index * self.column, top, self.column - 1, bottom - top)

    def spot(self, x: int, y: int) -> Spot | None:
        index = x // self.column
        if not 0 <= index < len(self.days) or not 0 <= y < self.rows:
            return None
        return Spot(self.room_id, self.days[index].on, self.minute_at(y, self.rows))

    def background(self, y: int, cells: Cells) -> None:
        if y >= self.rows:
            return
        signs = glyphs()
        minute = self.board.first_minute + y * self.minutes // self.rows
        now_row = self._row(self.now_minute)
        for index, day in enumerate(self.days):
            x = index * self.column
            width = self.column - 1
            if self.is_shut(day, minute):
                cells.put(x, signs.hatch * width, "hatch")
                word = closed_word(day)
                if len(word) > width - 2:
                    word = "férié"
                if word and y == min(1, self.rows - 1):
                    cells.put(x, f" {word} ", "word")
            elif y % self.per_hour == 0:
                cells.put(x, signs.dot, "dot")
            if self.is_today(day.on) and y == now_row:
                cells.put(x, signs.across * width, "now")

    def header(self, y: int, paint: Paint) -> Strip:
        parts = []
        for day in self.days:
            title = day_title(day, self.column) if y == 0 else day.holiday
            name = "title-today" if self.is_today(day.on) and y == 0 else "title" if y == 0 else "word"
            parts.append(
                paint.words(Content.assemble(" " if self.column > 9 else "", ink.line(title)), self.column, name)
            )
        return Strip.join(parts).adjust_cell_length(self.body.width, paint.ink(""))

    def label(self, y: int, paint: Paint, room_id: int) -> Strip:
        today = any(self.is_today(day.on) for day in self.days)
        if today and self._row(self.now_minute) == y:
            return paint.words(Content(clock(self.now_minute)), self.label_width, "now")
        hour = f"{(self.board.first_minute // HOUR + y // self.per_hour):02d}h" if y % self.per_hour == 0 else ""
        return paint.words(Content(hour if y < self.rows else ""), self.label_width, "title")

    def across(self, room_id: int, day: date, by: int) -> tuple[int, date] | None:
        return room_id, next_day(self.days, day, by)

    def past(self, day: date, by: int) -> date | None:
        return None


Span = tuple[Laid, int, int]


def _cut(spans: Sequence[Span]) -> list[Span]:
    """Blocks that follow one another share no row, unless both start in it: the first one ends a row sooner."""
    cut = []
    for index, (laid, top, bottom) in enumerate(spans):
        following = [other[1] for other in spans[index + 1 :] if laid.end <= other[0].start]
        cut.append((laid, top, max(top + 1, min([bottom, *following]))))
    return cut


def _touching(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Blocks that share rows, together."""
    group: list[Span] = []
    bottom = 0
    for span in sorted(spans, key=lambda span: span[1]):
        if group and span[1] >= bottom:
            yield group
            group = []
        group.append(span)
        bottom = max(bottom, span[2]) if len(group) > 1 else span[2]
    if group:
        yield group


def _lanes(group: Sequence[Span]) -> list[int]:
    """For each block the first lane that is free at its first row."""
    ends: list[int] = []
    chosen = []
    for _, top, bottom in group:
        lane = next((at for at, end in enumerate(ends) if end <= top), len(ends))
        ends[lane : lane + 1] = [bottom]
        chosen.append(lane)
    return chosen
