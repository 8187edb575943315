"""A week of all the rooms: rooms down, days across, each cell a small line of time."""

from collections.abc import Iterator
from datetime import date

from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from realis_tui.widgets import content as ink
from realis_tui.widgets.planning.board import HOUR, Laid
from realis_tui.widgets.planning.inks import glyphs
from realis_tui.widgets.planning.paint import Cells, Paint
from realis_tui.widgets.planning.shape import (
    Box,
    Shape,
    Spot,
    day_title,
    names_width,
    next_day,
    room_label,
)

MOST_ROWS = 3
LEAST_COLUMN = 7


class WeekRooms(Shape):
    """A day is a column of a few cells: a key moves by an hour, or two where a cell is worth more than one."""

    PERIOD = 7

    def lay_out(self, width: int, height: int, room_id: int) -> None:
        rooms = self.board.rooms
        self.label_width = names_width(rooms, width)
        self.header_height = 2 if any(day.holiday for day in self.days) else 1
        self.column = max(LEAST_COLUMN, (width - self.label_width) // max(1, len(self.days)))
        self.cells = self.column - 1
        self.pitch = max(1, min(MOST_ROWS, (height - self.header_height) // max(1, len(rooms))))
        self.thickness = self.pitch if self.pitch < 3 else self.pitch - 1
        self.body = Size(self.column * len(self.days), max(1, len(rooms) * self.pitch))
        self.step = HOUR if self.minutes <= self.cells * 90 else 2 * HOUR

    def placed(self) -> Iterator[tuple[Laid, Box]]:
        for index, room in enumerate(self.board.rooms):
            for at, day in enumerate(self.days):
                line = self.board.on(room.id, day.on)
                for laid, x, width in self.along(line, at * self.column + 1, self.cells):
                    yield laid, Box(x, index * self.pitch, width, self.thickness)

    def box(self, room_id: int, day: date, start: int, end: int) -> Box | None:
        index = next((at for at, room in enumerate(self.board.rooms) if room.id == room_id), None)
        at = next((at for at, shown in enumerate(self.days) if shown.on == day), None)
        if index is None or at is None:
            return None
        left = at * self.column + 1
        x = left + max(0, min(self.scaled(start, self.cells), self.cells - 1))
        right = left + min(self.cells, max(self.scaled(end, self.cells), x - left + 1))
        return Box(x, index * self.pitch, right - x, self.thickness)

    def spot(self, x: int, y: int) -> Spot | None:
        index, (at, inside) = y // self.pitch, divmod(x, self.column)
        if not 0 <= index < len(self.board.rooms) or not 0 <= at < len(self.days):
            return None
        return Spot(self.board.rooms[index].id, self.days[at].on, self.minute_at(max(0, inside - 1), self.cells))

    def background(self, y: int, cells: Cells) -> None:
        if y // self.pitch >= len(self.board.rooms):
            return
        signs, inside = glyphs(), y % self.pitch
        for at, day in enumerate(self.days):
            left = at * self.column
            cells.put(left, signs.edge, "edge")
            if inside >= self.thickness:
                continue
            if day.closed or day.holiday:
                cells.put(left + 1, signs.hatch * self.cells, "hatch")
                word = "férié" if day.holiday else "fermé"
                if inside == 0 and self.cells > len(word) + 1:
                    cells.put(left + 1, f" {word} ", "word")
            elif self.is_today(day.on) and self.board.first_minute <= self.now_minute < self.board.last_minute:
                cells.put(left + 1 + min(self.cells - 1, self.scaled(self.now_minute, self.cells)), signs.down, "now")

    def header(self, y: int, paint: Paint) -> Strip:
        parts = []
        for day in self.days:
            title = day_title(day, self.column) if y == 0 else day.holiday
            name = "title-today" if self.is_today(day.on) and y == 0 else "title" if y == 0 else "word"
            parts.append(paint.words(Content.assemble(" ", ink.line(title)), self.column, name))
        return Strip.join(parts).adjust_cell_length(self.body.width, paint.ink(""))

    def label(self, y: int, paint: Paint, room_id: int) -> Strip:
        index = y // self.pitch
        if index >= len(self.board.rooms) or y % self.pitch:
            return Strip.blank(self.label_width, paint.ink(""))
        room = self.board.rooms[index]
        return room_label(room, self.label_width, paint, room.id == room_id)

    def across(self, room_id: int, day: date, by: int) -> tuple[int, date] | None:
        ids = [room.id for room in self.board.rooms]
        at = ids.index(room_id) + by if room_id in ids else 0
        return (ids[at], day) if 0 <= at < len(ids) else None

    def past(self, day: date, by: int) -> date | None:
        return next_day(self.days, day, by)
