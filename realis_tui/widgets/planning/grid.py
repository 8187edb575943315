"""The grid of the planning: one widget drawn by lines, whatever its shape, its length and the number of its blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from realis_tui.keys import bindings_for
from realis_tui.usecases.rooms.views import PlanningBlock
from realis_tui.widgets import content as ink
from realis_tui.widgets.planning.board import HOUR, LEAST, WHOLE_DAY, Board, Carried, Laid, Wanted
from realis_tui.widgets.planning.day_grid import DayGrid
from realis_tui.widgets.planning.paint import COMPONENTS, CSS, Cells, Paint, overlaid
from realis_tui.widgets.planning.shape import Box, Shape, Spot
from realis_tui.widgets.planning.week_grid import WeekGrid
from realis_tui.widgets.planning.week_rooms import WeekRooms

__all__ = ["DayGrid", "PlanningGrid", "WeekGrid", "WeekRooms"]

CARRYING = "rooms.carrying"
"""Where one is while a booking is in hand: the bottom line says what Entrée and Échap do then."""


@dataclass(slots=True)
class _Drag:
    """What the mouse holds since it was pressed: free time, a booking, or the end of one."""

    spot: Spot
    laid: Laid | None
    by_end: bool
    moved: bool = False


class PlanningGrid(ScrollView, can_focus=True):
    """`show(board)` replaces what is on; `turn(shape)` draws it otherwise. `wanted` is the cursor, `carried` what is
    being moved: screens watch both.

    Messages: `Opened` (Entrée, second click), `Dropped` (Entrée while moving), `Beyond` (a day that is not here).
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = CSS
    PLACE = "rooms.grid"
    BINDINGS = bindings_for(PLACE)

    wanted: reactive[Wanted | None] = reactive(None, repaint=False, init=False)
    carried: reactive[Carried | None] = reactive(None, repaint=False, init=False)

    class Opened(Message):
        """The block, or the free time, under the cursor is to be opened or booked."""

        def __init__(self, wanted: Wanted) -> None:
            super().__init__()
            self.wanted = wanted

    class Dropped(Message):
        """A booking is dropped at another time or in another room."""

        def __init__(self, carried: Carried) -> None:
            super().__init__()
            self.carried = carried

    class Beyond(Message):
        """A day that the board has not is wanted, with the cursor at `minute` of a room (None: where it was)."""

        def __init__(self, day: date, room_id: int, minute: int | None) -> None:
            super().__init__()
            self.day = day
            self.room_id = room_id
            self.minute = minute

    def __init__(self, *, id: str | None = None, may_book: bool = True) -> None:
        super().__init__(id=id)
        self.may_book = may_book
        self.length = HOUR
        """How long a free time is wanted, as last widened, in minutes."""
        self._paint = Paint(self)
        self._board: Board | None = None
        self._shape: Shape | None = None
        self._kind: type[Shape] = DayGrid
        self._room_id = 0
        self._now = datetime.now(UTC)
        self._drag: _Drag | None = None
        self._empty = Content("Chargement…")

    # What a screen says to the grid

    @property
    def board(self) -> Board | None:
        return self._board

    @property
    def kind(self) -> type[Shape]:
        """The shape drawn: `DayGrid`, `WeekGrid` or `WeekRooms`."""
        return self._kind

    def show(self, board: Board, wanted: Wanted | None = None, *, now: datetime | None = None) -> None:
        """Replace what is on. The cursor stays on its block, or where it was, unless `wanted` says where."""
        self._board = board
        self._now = now or self._now
        self._paint.forget()
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
        self._set_wanted(here if board.rooms else None)

    def turn(self, kind: type[Shape], room_id: int = 0) -> None:
        """Draw in another shape; `room_id`: the one room that a week of one shows."""
        self._kind, self._room_id = kind, room_id
        self._fit()
        self._keep_in_sight()

    def light(self, words: str) -> None:
        """Dim the bookings that do not hold these folded words."""
        if words != self._paint.light:
            self._paint.light = words
            self._paint.forget()
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
        self.PLACE = CARRYING if carried is not None else type(self).PLACE
        self._paint.forget()
        self.refresh()
        self._keep_in_sight()
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

    # Keys

    def action_left(self) -> None:
        self._arrow("x", -1)

    def action_right(self) -> None:
        self._arrow("x", 1)

    def action_up(self) -> None:
        self._arrow("y", -1)

    def action_down(self) -> None:
        self._arrow("y", 1)

    def _arrow(self, axis: str, by: int) -> None:
        shape = self._shape
        if shape is None or self._board is None:
            return
        along = axis == shape.ALONG
        if self.carried is not None:
            (self._carry_along if along else self._carry_across)(shape, self.carried, by)
        elif self.wanted is not None:
            (self._step_along if along else self._step_across)(shape, self._board, self.wanted, by)

    def _step_along(self, shape: Shape, board: Board, wanted: Wanted, by: int) -> None:
        stepped = board.stepped(wanted, by, shape.step, self.length)
        if stepped is not None:
            self._set_wanted(stepped)
            return
        day = shape.past(wanted.day, by)
        if day is None:
            return
        minute = board.first_minute if by > 0 else board.last_minute - shape.step
        if shape.shows(day):
            self._set_wanted(board.land(wanted.room_id, day, minute, self.length))
        else:
            self.post_message(self.Beyond(day, wanted.room_id, minute))

    def _step_across(self, shape: Shape, board: Board, wanted: Wanted, by: int) -> None:
        target = shape.across(wanted.room_id, wanted.day, by)
        if target is None:
            return
        room_id, day = target
        if shape.shows(day):
            self._set_wanted(board.land(room_id, day, wanted.anchor, self.length))
        else:
            self.post_message(self.Beyond(day, room_id, wanted.anchor))

    def _carry_along(self, shape: Shape, held: Carried, by: int) -> None:
        assert self._board is not None
        step, first, last = shape.step, self._board.first_minute, self._board.last_minute
        start = held.start + by * step
        length = held.end - held.start
        if first <= start and start + length <= last:
            self._carry_to(start=start, end=start + length)
            return
        day = shape.past(held.day, by)
        if day is None:
            return
        start = first if by > 0 else max(first, last - length)
        self._carry_to(day=day, start=start, end=start + length)
        if not shape.shows(day):
            self.post_message(self.Beyond(day, held.room_id, None))

    def _carry_across(self, shape: Shape, held: Carried, by: int) -> None:
        target = shape.across(held.room_id, held.day, by)
        if target is None:
            return
        self._carry_to(room_id=target[0], day=target[1])
        if not shape.shows(target[1]):
            self.post_message(self.Beyond(target[1], target[0], None))

    def action_page_up(self) -> None:
        self._page(-1)

    def action_page_down(self) -> None:
        self._page(1)

    def _page(self, by: int) -> None:
        """The same hour a day, or a week, before or after."""
        shape, here = self._shape, self.carried or self.wanted
        if shape is None or here is None:
            return
        day = date.fromordinal(here.day.toordinal() + by * shape.PERIOD)
        if self.carried is not None:
            self._carry_to(day=day)
            self.post_message(self.Beyond(day, here.room_id, None))
        elif self.wanted is not None:
            self.post_message(self.Beyond(day, here.room_id, self.wanted.anchor))

    def action_first(self) -> None:
        self._to_edge(lambda board: board.first_minute)

    def action_last(self) -> None:
        self._to_edge(lambda board: board.last_minute - LEAST)

    def _to_edge(self, minute: Callable[[Board], int]) -> None:
        if self._board is not None and self.wanted is not None and self.carried is None:
            at = minute(self._board)
            edge = self._board.land(self.wanted.room_id, self.wanted.day, at, self.length)
            if not edge.key and at > self._board.first_minute:
                # The last free time worth wanting, not its last quarter.
                at = max(self._board.first_minute, at + LEAST - self.length)
                edge = self._board.land(self.wanted.room_id, self.wanted.day, at, self.length)
            self._set_wanted(edge)

    def action_open(self) -> None:
        if self.carried is not None:
            self.drop()
        elif self.wanted is not None:
            self.post_message(self.Opened(self.wanted))

    def drop(self) -> None:
        """Say where the booking in hand is dropped; nothing is said when it is where it was."""
        held = self.carried
        if held is not None and held.has_moved:
            self.post_message(self.Dropped(held))
        else:
            self.let_go()

    def action_longer(self) -> None:
        self._stretch(1)

    def action_shorter(self) -> None:
        self._stretch(-1)

    def _stretch(self, by: int) -> None:
        board, shape = self._board, self._shape
        if board is None or shape is None or self.wanted is None:
            return
        step = by * min(shape.step, 30)
        if self.carried is None and not self.wanted.key:
            widened = board.widened(self.wanted, step)
            self.length = widened.end - widened.start
            self._set_wanted(widened)
        elif self.may_book and (self.carried is not None or self.take()):
            held = self.carried
            assert held is not None
            self._carry_to(end=min(WHOLE_DAY, max(held.start + LEAST, held.end + step)))

    # Mouse

    def _under(self, event: events.MouseEvent) -> tuple[Spot, Laid | None, Box | None] | None:
        """What is under the mouse: a minute of a room's day, and the block there with its box."""
        shape = self._shape
        if shape is None or event.x < shape.label_width or event.y < shape.header_height:
            return None
        x = event.x - shape.label_width + self.scroll_offset.x
        y = event.y - shape.header_height + self.scroll_offset.y
        spot = shape.spot(x, y)
        if spot is None:
            return None
        there = [(box, laid) for box, laid in shape.row(y) if box.x <= x < box.right]
        box, laid = there[-1] if there else (None, None)
        return spot, laid, box

    def on_mouse_down(self, event: events.MouseDown) -> None:
        found = self._under(event) if event.button == 1 else None
        if found is None or self.carried is not None:
            return
        spot, laid, box = found
        by_end = False
        if box is not None and self._shape is not None:
            x, y = event.x - self._shape.label_width + self.scroll_offset.x, event.y - self._shape.header_height
            last = x == box.right - 1 if self._shape.ALONG == "x" else y + self.scroll_offset.y == box.bottom - 1
            by_end = last and (box.width if self._shape.ALONG == "x" else box.height) > 1
        self._drag = _Drag(spot, laid, by_end)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        drag = self._drag
        found = self._under(event) if drag is not None else None
        if drag is None or found is None or self._board is None or self._shape is None:
            return
        spot = found[0]
        if not drag.moved and spot == drag.spot:
            return
        drag.moved = True
        step = min(self._shape.step, 30)
        if drag.laid is None:
            first, last = sorted((drag.spot.minute // step, spot.minute // step))
            start = self._board.land(drag.spot.room_id, drag.spot.day, first * step, (last - first + 1) * step)
            if not start.key:
                self._set_wanted(start)
            return
        if drag.laid.block.booking is None or not self.may_book:
            return
        if self.carried is None:
            self._hold(self._board.carry(drag.laid))
        held = self._board.carry(drag.laid)
        by = round((spot.minute - drag.spot.minute) / step) * step
        if drag.by_end:
            self._carry_to(end=max(held.start + LEAST, held.end + by))
        else:
            self._carry_to(room_id=spot.room_id, day=spot.day, start=max(0, held.start + by), end=held.end + by)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        drag, self._drag = self._drag, None
        self.release_mouse()
        if drag is not None and drag.moved:
            if self.carried is not None:
                self.drop()
            elif drag.laid is None and self.wanted is not None and not self.wanted.key:
                self.length = self.wanted.end - self.wanted.start
            event.stop()
            self._dragged = True

    _dragged = False

    def on_click(self, event: events.Click) -> None:
        dragged, self._dragged = self._dragged, False
        found = self._under(event)
        if found is None or dragged or self._board is None or self._shape is None:
            return
        event.stop()
        spot, laid, _ = found
        if self.carried is not None:
            held = self.carried
            self._carry_to(room_id=spot.room_id, day=spot.day, start=spot.minute // 30 * 30,
                           end=spot.minute // 30 * 30 + held.end - held.start)  # fmt: skip
            return
        before = self.wanted
        if laid is not None:
            self._set_wanted(Wanted(laid.room_id, laid.day, laid.start, laid.end, laid.key, laid.start))
        else:
            self._set_wanted(self._board.land(spot.room_id, spot.day, spot.minute // 30 * 30, self.length))
        if event.chain > 1 and self.wanted == before:
            self.action_open()

    # Where things are

    def _fit(self) -> None:
        """Lay the board out in the cells there are; a bar of scrolling takes one of them."""
        if self._board is None or not self.size.width:
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
        self._paint.forget()
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
        held = self.carried
        under = self.current
        layers: list[tuple[int, Strip]] = []
        top: tuple[int, Strip] | None = None
        for box, laid in shape.row(row):
            layers += self._buffers(shape, laid, box, row)
            away = held is not None and laid.key == held.block.key
            on_it = under is not None and laid.key == under.key and laid.room_id == under.room_id
            lines = paint.block(laid, box, cursor=on_it and self.has_focus and held is None, dimmed=away)
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
        return overlaid(cells.strip(paint), layers)

    def _buffers(self, shape: Shape, laid: Laid, box: Box, row: int) -> list[tuple[int, Strip]]:
        """Setup and clearing, drawn where a day's hours go across and there is a cell for them."""
        if shape.ALONG != "x" or laid.is_closure or laid.block.lapsed or not isinstance(shape, DayGrid):
            return []
        pieces = []
        for start, end in ((laid.taken_from, laid.start), (laid.end, laid.taken_to)):
            x, right = shape.scaled(start, shape.cells), shape.scaled(end, shape.cells)
            if right > x and end > start:
                pieces.append((x, self._paint.buffer(right - x)))
        return pieces


def _in_sight(offset: int, seen: int, first: int, last: int) -> int:
    """The scroll that shows cells `first` to `last`, their start rather than their end."""
    if seen <= 0:
        return offset
    if first < offset or last - first >= seen:
        return first
    return last - seen if last > offset + seen else offset
