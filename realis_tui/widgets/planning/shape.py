"""How a planning is laid out in cells: what its three shapes share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from realis_tui.domain.french import WEEKDAYS
from realis_tui.domain.paris_time import local_of
from realis_tui.usecases.rooms.views import PlanningDay, RoomView
from realis_tui.widgets import content as ink
from realis_tui.widgets.planning.board import HOUR, Board, Laid

if TYPE_CHECKING:
    from realis_tui.widgets.planning.paint import Cells, Paint

NAMES_AT_MOST = 16


class Box(NamedTuple):
    """A rectangle of cells of the body: headers and labels apart."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Spot:
    """What a cell stands for."""

    room_id: int
    day: date
    minute: int


class Shape:
    """A board in `width` × `height` cells, at a moment. `label_width` and `header_height` stay when it is scrolled."""

    ALONG: ClassVar[Literal["x", "y"]] = "x"
    """The way time flows."""
    PERIOD: ClassVar[int] = 1
    """Days shown."""
    step = 30
    """Minutes a key moves by."""

    def __init__(self, board: Board, width: int, height: int, now: datetime, room_id: int = 0) -> None:
        self.board = board
        self.now = local_of(now)
        self.now_minute = self.now.hour * HOUR + self.now.minute
        self.days: tuple[PlanningDay, ...] = _worth_showing(board)
        self.minutes = board.last_minute - board.first_minute
        """Minutes from the first hour shown to the last."""
        self.label_width = 0
        self.header_height = 1
        self.body = Size(width, height)
        self._rows: dict[int, list[tuple[Box, Laid]]] = {}
        self._boxes: dict[tuple[int, date, str], Box] = {}
        self.lay_out(width, height, room_id)
        for laid, box in self.placed():
            self._boxes[laid.room_id, laid.day, laid.key] = box
            for y in range(box.y, box.bottom):
                self._rows.setdefault(y, []).append((box, laid))

    # What each shape says

    def lay_out(self, width: int, height: int, room_id: int) -> None:
        """Choose the scale: set `label_width`, `header_height`, `body` and `step`."""
        raise NotImplementedError

    def placed(self) -> Iterator[tuple[Laid, Box]]:
        """Where each block goes."""
        raise NotImplementedError

    def box(self, room_id: int, day: date, start: int, end: int) -> Box | None:
        """Where minutes of a room's day are; None when they are not shown."""
        raise NotImplementedError

    def spot(self, x: int, y: int) -> Spot | None:
        """What is at a cell of the body."""
        raise NotImplementedError

    def background(self, y: int, cells: Cells) -> None:
        """Draw what is behind the blocks of a row of the body."""
        raise NotImplementedError

    def header(self, y: int, paint: Paint) -> Strip:
        """A line above the body, as wide as the body."""
        raise NotImplementedError

    def label(self, y: int, paint: Paint, room_id: int) -> Strip:
        """What stands left of a row of the body; `room_id`: the cursor's."""
        raise NotImplementedError

    def across(self, room_id: int, day: date, by: int) -> tuple[int, date] | None:
        """The next line of time on either side (a room, a day); None at the edge."""
        raise NotImplementedError

    def past(self, day: date, by: int) -> date | None:
        """The day that follows this one along the time; None when its end is an end."""
        raise NotImplementedError

    def corner(self) -> Content:
        """What stands above the labels."""
        return ink.EMPTY

    # What they share

    def row(self, y: int) -> Sequence[tuple[Box, Laid]]:
        """The blocks of a row of the body."""
        return self._rows.get(y, ())

    def box_of(self, laid: Laid) -> Box | None:
        """Where a block is drawn."""
        return self._boxes.get((laid.room_id, laid.day, laid.key))

    def shows(self, day: date) -> bool:
        return any(shown.on == day for shown in self.days)

    def scaled(self, minute: int, cells: int) -> int:
        """A minute of the day as a cell among `cells`, halves up."""
        return ((minute - self.board.first_minute) * cells * 2 + self.minutes) // (2 * self.minutes)

    def along(self, line: Sequence[Laid], first: int, cells: int) -> Iterator[tuple[Laid, int, int]]:
        """Blocks along `cells` cells from the `first` as (block, its first cell, its width).

        One that would hide under the one before is pushed by it.
        """
        before: Laid | None = None
        edge, last = first, first + cells
        for item in line:
            start, end = first + self.scaled(item.start, cells), first + self.scaled(item.end, cells)
            if before is not None and before.end <= item.start and start < edge < last:
                start = edge
            start = max(first, min(start, last - 1))
            end = min(last, max(end, start + 1))
            yield item, start, end - start
            before, edge = item, end

    def minute_at(self, cell: int, cells: int) -> int:
        """The minute in the middle of a cell among `cells`: what starts in it is not taken for what comes before."""
        return self.board.first_minute + (2 * cell + 1) * self.minutes // (2 * cells)

    def is_shut(self, day: PlanningDay, minute: int) -> bool:
        """Whether the house is closed then."""
        view = self.board.view
        return bool(day.closed or day.holiday) or not view.opening_hour * HOUR <= minute < view.closing_hour * HOUR

    def is_today(self, day: date) -> bool:
        return day == self.now.date()


def _worth_showing(board: Board) -> tuple[PlanningDay, ...]:
    """The days of a board without a last Sunday when the house is closed and nothing is on."""
    days = board.days
    last = days[-1] if days else None
    if len(days) == 7 and last is not None and last.closed and last.on.weekday() == 6:
        return days if any(board.on(room.id, last.on) for room in board.rooms) else days[:-1]
    return days


def names_width(rooms: Sequence[RoomView], width: int) -> int:
    """Cells for the names of the rooms and their seats."""
    longest = max((ink.line(room.name).cell_length for room in rooms), default=6)
    return min(longest, NAMES_AT_MOST if width >= 100 else 11) + 6


def room_label(room: RoomView, width: int, paint: Paint, current: bool) -> Strip:
    """« Garrigue  12 p »: a room, its seats at the right."""
    seats = f" {room.capacity}p "
    name = paint.words(ink.line(room.name), width - len(seats), "label-cursor" if current else "label")
    return Strip.join([name, paint.words(Content(seats), len(seats), "seats")])


def day_title(day: PlanningDay, width: int) -> str:
    """« lun. 23 », « lu 23 » where there is less room."""
    name = WEEKDAYS[day.on.weekday()]
    number = "1er" if day.on.day == 1 else str(day.on.day)
    return f"{name[:3]}. {number}" if width >= 7 else f"{name[:2]} {number}"


def closed_word(day: PlanningDay) -> str:
    """Why a day is hatched: « férié : Ascension », « fermé »; empty on a day like another."""
    if day.holiday:
        return f"férié : {day.holiday}"
    return "fermé" if day.closed else ""


def next_day(days: Sequence[PlanningDay], day: date, by: int) -> date:
    """The day shown after or before one; beyond the last, the calendar's."""
    shown = [item.on for item in days]
    if day in shown and 0 <= shown.index(day) + by < len(shown):
        return shown[shown.index(day) + by]
    return day + timedelta(days=by)
