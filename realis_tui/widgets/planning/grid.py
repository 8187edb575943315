"""The grid of the planning: one widget drawn by lines, whatever its shape, its length and the number of its blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from realis_tui.keys import bindings_for
from realis_tui.usecases.rooms.views import PlanningBlock
from realis_tui.widgets import content as ink
from realis_tui.widgets.planning.board import HOUR, Board, Carried, Laid, Wanted
from realis_tui.widgets.planning.day_grid import DayGrid
from realis_tui.widgets.planning.inks import COMPONENTS, CSS
from realis_tui.widgets.planning.mouse import GridMouse
from realis_tui.widgets.planning.moves import GridKeys
from realis_tui.widgets.planning.paint import Cells, Face, Paint, overlaid
from realis_tui.widgets.planning.shape import Box, Shape
from realis_tui.widgets.planning.week_grid import WeekGrid
from realis_tui.widgets.planning.week_rooms import WeekRooms

__all__ = ["DayGrid", "PlanningGrid", "WeekGrid", "WeekRooms"]

CARRYING = "rooms.carrying"
FREE = "rooms.free"
"""On free time, Entrée books."""
"""Where one is while a booking is in hand: the bottom line says what Entrée and Échap do then."""


class PlanningGrid(GridMouse, GridKeys, ScrollView, can_focus=True):
    """`show(board)` replaces what is on; `turn(shape)` draws it otherwise. `wanted` is the cursor, `carried` what is
    being moved: screens watch both.

    Messages, from `moves`: `Opened` (Entrée, second click), `Dropped` (Entrée while moving), `Beyond` (a day that is
    not here).
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = CSS
    PLACE = "rooms.grid"
    BINDINGS = bindings_for(PLACE)

    wanted: reactive[Wanted | None] = reactive(None, repaint=False, init=False)
    carried: reactive[Carried | None] = reactive(None, repaint=False, init=False)

    def __init__(self, *, id: str | None = None, may_book: bool = True) -> None:
        super().__init__(id=id)
        self.may_book = may_book
        self.length = HOUR
        """How long a free time is wanted, as last widened, in minutes."""
        self.going: date | None = None
        """The day that the last page asked for goes to, until it is shown."""
        self._paint = Paint(self)
        self._board: Board | None = None
        self._shape: Shape | None = None
        self._kind: type[Shape] = DayGrid
        self._room_id = 0
        self._now: datetime | None = None
        self._empty = Content("Chargement…")

    # What a screen says to the grid

    @property
    def board(self) -> Board | None:
        return self._board

    @property
    def kind(self) -> type[Shape]:
        """The shape drawn: `DayGrid`, `WeekGrid` or `WeekRooms`."""
        return self._kind

    def show(self, board: Board, wanted: Wanted | None = None, *, now: datetime) -> None:
        """Replace what is on. The cursor stays on its block, or where it was, unless `wanted` says where."""
        self._board, self._now = board, now
        carried = self.carried
        if carried is not None:
            same = board.find(carried.block.key)
            held = replace(carried, block=same.block) if same is not None else carried
            held = board.put(held, room_id=held.room_id, day=held.day, start=held.start, end=held.end)
            self.set_reactive(PlanningGrid.carried, held)
        here = wanted if wanted is not None else self.wanted
        self._fit()
        if here is not None and board.rooms:
            known = any(room.id == here.room_id for room in board.rooms)
            here = board.again(here) if known else board.land(board.rooms[0].id, here.day, here.start, self.length)
            if self._kind is WeekGrid and here.room_id != self._room_id:
                self._room_id = here.room_id
                self._fit()
        if here is not None and here.day == self.going:
            self.going = None
        self._set_wanted(here if board.rooms else None)

    def turn(self, kind: type[Shape], room_id: int = 0) -> None:
        """Draw in another shape; `room_id`: the one room that a week of one shows."""
        self.aim(kind, room_id)
        self._fit()
        self._keep_in_sight()

    def aim(self, kind: type[Shape], room_id: int = 0) -> None:
        """The shape of the board that is about to be shown."""
        self._kind, self._room_id = kind, room_id

    def light(self, words: str) -> None:
        """Dim the bookings that do not hold these folded words."""
        if words != self._paint.light:
            self._paint.light = words
            self.refresh()

    def lit(self) -> int:
        """How many bookings hold the words of the filter."""
        board = self._board
        if board is None:
            return 0
        days = [day.on for day in board.days]
        every = (laid for room in board.rooms for day in days for laid in board.on(room.id, day))
        return len({laid.key for laid in every if self._paint.is_lit(laid)})

    def shown(self) -> tuple[PlanningBlock, ...]:
        """The blocks drawn, each once; those that hold the words of the filter when there are some."""
        drawn = self._shape.placed() if self._shape is not None else ()
        return tuple({laid.key: laid.block for laid, _ in drawn if self._paint.is_lit(laid)}.values())

    def set_empty(self, sentence: Content) -> None:
        """What is said when there is no room to show."""
        self._empty = sentence
        self.refresh()

    def tick(self, now: datetime) -> None:
        """Time has passed: the line of now moves."""
        self._now = now
        self._fit()

    @property
    def current(self) -> Laid | None:
        """The block under the cursor."""
        return self._board.at(self.wanted) if self._board is not None else None

    def go(self, room_id: int, day: date, minute: int) -> None:
        """Put the cursor at a minute of a room's day."""
        if self._board is not None:
            self._set_wanted(self._board.land(room_id, day, minute, self.length))

    def move_to(self, key: str) -> bool:
        """Put the cursor on a block; False when it is not here."""
        laid = self._board.find(key) if self._board is not None else None
        if laid is not None:
            self._set_wanted(Wanted(laid.room_id, laid.day, laid.start, laid.end, laid.key, laid.start))
        return laid is not None

    # Moving a booking

    def take(self) -> bool:
        """Take the booking under the cursor in hand; False when there is none."""
        laid = self.current
        if self._board is None or laid is None or laid.block.booking is None:
            return False
        self._hold(self._board.carry(laid))
        return True

    def let_go(self) -> None:
        """Give up moving: the booking is where it was."""
        if self.carried is not None:
            self._hold(None)

    def _hold(self, carried: Carried | None) -> None:
        self.carried = carried
        # The bottom line reads the place: other words for Entrée and Échap while a booking is in hand.
        self._take_place()
        self.refresh()
        self._keep_in_sight()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who only reads stretches nothing."""
        if action in ("longer", "shorter") and not self.may_book:
            return False
        return super().check_action(action, parameters)

    def _take_place(self) -> None:
        wanted = self.wanted
        is_free = self.may_book and wanted is not None and not wanted.key
        place = CARRYING if self.carried is not None else FREE if is_free else type(self).PLACE
        if place != self.PLACE:
            self.PLACE = place
            self.screen.refresh_bindings()

    def _carry_to(self, *, room_id: int | None = None, day: date | None = None, start: int = -1, end: int = -1) -> None:
        held, board = self.carried, self._board
        if held is None or board is None:
            return
        self.carried = board.put(
            held,
            room_id=held.room_id if room_id is None else room_id,
            day=day or held.day,
            start=held.start if start < 0 else start,
            end=held.end if end < 0 else end,
        )
        self.refresh()
        self._keep_in_sight()

    # Where things are

    def _fit(self) -> None:
        """Lay the board out in the cells there are; a bar of scrolling takes one of them."""
        if self._board is None or self._now is None or not self.size.width:
            return
        width, height = self.size.width, self.size.height
        shape = self._kind(self._board, width, height, self._now, self._room_id)
        tall = shape.header_height + shape.body.height > height
        wide = shape.label_width + shape.body.width > width
        if tall or wide:
            shape = self._kind(self._board, width - tall, height - wide, self._now, self._room_id)
        self._shape = shape
        whole = Size(shape.label_width + shape.body.width, shape.header_height + shape.body.height)
        if whole != self.virtual_size:
            self.virtual_size = whole
            # How far it scrolls is known once the bars are there.
            self.call_after_refresh(self._keep_in_sight)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self._fit()
        self._keep_in_sight()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._paint.forget()

    def on_focus(self) -> None:
        self._refresh_rows(self._cursor_box(self.wanted))

    def on_blur(self) -> None:
        self._refresh_rows(self._cursor_box(self.wanted))

    def _set_wanted(self, wanted: Wanted | None) -> None:
        if wanted == self.wanted:
            self.refresh()
            return
        self.wanted = wanted

    def watch_wanted(self, old: Wanted | None, new: Wanted | None) -> None:
        self._take_place()
        for box in (self._cursor_box(old), self._cursor_box(new)):
            self._refresh_rows(box)
        self._keep_in_sight()

    def _cursor_box(self, wanted: Wanted | None) -> Box | None:
        shape, board = self._shape, self._board
        if wanted is None or shape is None or board is None:
            return None
        laid = board.at(wanted)
        known = shape.box_of(laid) if laid is not None else None
        return known or shape.box(wanted.room_id, wanted.day, wanted.start, wanted.end)

    def _refresh_rows(self, box: Box | None) -> None:
        if box is not None and self._shape is not None:
            top = box.y - self.scroll_offset.y + self._shape.header_height
            self.refresh(Region(0, top, self.size.width, box.height))

    def _keep_in_sight(self) -> None:
        shape, held = self._shape, self.carried
        if shape is None:
            return
        box = shape.box(held.room_id, held.day, held.start, held.end) if held else self._cursor_box(self.wanted)
        if box is None:
            return
        seen_width = self.scrollable_content_region.width - shape.label_width
        seen_height = self.scrollable_content_region.height - shape.header_height
        x = _in_sight(self.scroll_offset.x, seen_width, box.x, box.right)
        y = _in_sight(self.scroll_offset.y, seen_height, box.y, box.bottom)
        if (x, y) != self.scroll_offset:
            self.scroll_to(x, y, animate=False)

    # Drawing

    def render_line(self, y: int) -> Strip:
        paint, shape, board = self._paint, self._shape, self._board
        width = self.size.width
        blank = paint.ink("")
        if shape is None or board is None or not board.rooms:
            sentence = self._empty if y == 1 else ink.EMPTY
            return paint.words(Content.assemble(" ", sentence), width, "title")
        left, offset = shape.label_width, self.scroll_offset
        seen = max(0, self.scrollable_content_region.width - left)
        if y < shape.header_height:
            label = paint.words(shape.corner(), left, "title")
            body = shape.header(y, paint)
        else:
            row = y - shape.header_height + offset.y
            here = self.carried or self.wanted
            label = shape.label(row, paint, here.room_id if here is not None else 0)
            body = self._body(row, shape, board) if row < shape.body.height else Strip.blank(shape.body.width, blank)
        return Strip.join([label, body.crop(offset.x, offset.x + seen)]).adjust_cell_length(width, blank)

    def _body(self, row: int, shape: Shape, board: Board) -> Strip:
        paint = self._paint
        cells = Cells(shape.body.width)
        shape.background(row, cells)
        held, under = self.carried, self.current
        under_key = under.key if under is not None else ""
        lit_cursor = self.has_focus and held is None
        layers: list[tuple[int, Face]] = []
        buffered = shape if isinstance(shape, DayGrid) else None
        top: tuple[int, Face] | None = None
        for box, laid in shape.row(row):
            if buffered is not None:
                layers += self._buffers(buffered, laid)
            away = held is not None and laid.key == held.block.key
            bare = away and held is not None and _lies_over(held, laid)
            on_it = under is not None and laid.key == under_key and laid.room_id == under.room_id
            lines = paint.block(laid, box, cursor=on_it and lit_cursor, dimmed=away, bare=bare)
            piece = (box.x, lines[row - box.y])
            layers.append(piece)
            top = piece if on_it else top
        if top is not None:
            layers.append(top)
        if held is not None:
            box_held = shape.box(held.room_id, held.day, held.start, held.end)
            if box_held is not None and box_held.y <= row < box_held.bottom:
                layers.append((box_held.x, paint.carried(box_held, held)[row - box_held.y]))
        elif self.wanted is not None and not self.wanted.key:
            free = self._cursor_box(self.wanted)
            if free is not None and free.y <= row < free.bottom:
                drawn = paint.wanted(free, self.wanted, focused=self.has_focus, may_book=self.may_book)
                layers.append((free.x, drawn[row - free.y]))
        return overlaid(cells, paint, layers)

    def _buffers(self, shape: DayGrid, laid: Laid) -> list[tuple[int, Face]]:
        """Setup and clearing, where there is a cell for them."""
        if laid.is_closure or laid.block.lapsed:
            return []
        pieces = []
        for start, end in ((laid.taken_from, laid.start), (laid.end, laid.taken_to)):
            x, right = shape.scaled(start, shape.cells), shape.scaled(end, shape.cells)
            if right > x and end > start:
                pieces.append((x, self._paint.buffer(right - x)))
        return pieces


def _lies_over(held: Carried, laid: Laid) -> bool:
    """Whether the booking in hand covers some of where it was: its words there would be read twice."""
    same = (held.room_id, held.day) == (laid.room_id, laid.day)
    return same and held.start < laid.end and laid.start < held.end


def _in_sight(offset: int, seen: int, first: int, last: int) -> int:
    """The scroll that shows cells `first` to `last`, their start rather than their end."""
    if seen <= 0:
        return offset
    if first < offset or last - first >= seen:
        return first
    return last - seen if last > offset + seen else offset
