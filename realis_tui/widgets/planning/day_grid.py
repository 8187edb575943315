"""A day of all the rooms: rooms down, hours across."""

from collections.abc import Iterator
from datetime import date, timedelta

from textual.geometry import Size
from textual.strip import Strip

from realis_tui.widgets.planning.board import HOUR, Laid
from realis_tui.widgets.planning.inks import glyphs
from realis_tui.widgets.planning.paint import Cells, Paint
from realis_tui.widgets.planning.shape import (
    Box,
    Shape,
    Spot,
    closed_word,
    names_width,
    room_label,
)

CELLS_AN_HOUR = 4
"""A quarter a cell: with less room than that the hours are scrolled along."""
MOST_ROWS = 4


class DayGrid(Shape):
    """One to three rows a room, with one between where there is room for it."""

    def lay_out(self, width: int, height: int, room_id: int) -> None:
        rooms = self.board.rooms
        self.label_width = names_width(rooms, width)
        self.header_height = 1
        hours = self.minutes // HOUR
        self.cells = max(hours * CELLS_AN_HOUR, width - self.label_width - 1)
        self.pitch = max(1, min(MOST_ROWS, (height - self.header_height) // max(1, len(rooms))))
        self.thickness = self.pitch if self.pitch < 3 else self.pitch - 1
        self.body = Size(self.cells + 1, max(len(rooms) * self.pitch, 1))
        self.step = 30

    def placed(self) -> Iterator[tuple[Laid, Box]]:
        for day in self.days[:1]:
            for index, room in enumerate(self.board.rooms):
                for laid, x, width in self.along(self.board.on(room.id, day.on), 0, self.cells):
                    yield laid, Box(x, index * self.pitch, width, self.thickness)

    def box(self, room_id: int, day: date, start: int, end: int) -> Box | None:
        index = next((at for at, room in enumerate(self.board.rooms) if room.id == room_id), None)
        if index is None or not self.shows(day):
            return None
        x = max(0, min(self.scaled(start, self.cells), self.cells - 1))
        right = min(self.cells, max(self.scaled(end, self.cells), x + 1))
        return Box(x, index * self.pitch, right - x, self.thickness)

    def spot(self, x: int, y: int) -> Spot | None:
        index = y // self.pitch
        if not self.days or not 0 <= index < len(self.board.rooms) or not 0 <= x < self.cells:
            return None
        return Spot(self.board.rooms[index].id, self.days[0].on, self.minute_at(x, self.cells))

    def background(self, y: int, cells: Cells) -> None:
        if not self.days or y // self.pitch >= len(self.board.rooms):
            return
        day, signs, inside = self.days[0], glyphs(), y % self.pitch
        if inside < self.thickness:
            for x in range(self.cells):
                minute = self.board.first_minute + x * self.minutes // self.cells
                if self.is_shut(day, minute):
                    cells.put(x, signs.hatch, "hatch")
            word = closed_word(day)
            if word and inside == 0:
                cells.put(self.cells // 2 - len(word) // 2 - 1, f" {word} ", "word")
            elif inside == 0:
                for minute in range(self.board.first_minute, self.board.last_minute + 1, HOUR):
                    cells.put(self.scaled(minute, self.cells), signs.dot, "dot")
        if self.is_today(day.on) and self.board.first_minute <= self.now_minute < self.board.last_minute:
            cells.put(self.scaled(self.now_minute, self.cells), signs.down, "now")

    def header(self, y: int, paint: Paint) -> Strip:
        line = Cells(self.body.width)
        wide = self.cells >= 5 * (self.minutes // HOUR)
        if self.days and self.is_today(self.days[0].on):
            now = self.scaled(self.now_minute, self.cells)
            if wide and 0 < now < self.cells:
                line.put(now, glyphs().down, "now")
        for minute in range(self.board.first_minute, self.board.last_minute, HOUR):
            line.put(self.scaled(minute, self.cells), f"{minute // HOUR:02d}{'h' if wide else ''}", "title")
        return line.strip(paint)

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
        return day + timedelta(days=by)
