"""Moving over the planning: arrows, pages, what is taken in hand, and the mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from textual.message import Message

from realis_tui.widgets.planning.board import LEAST, WHOLE_DAY, Board, Carried, Wanted
from realis_tui.widgets.planning.shape import Shape

if TYPE_CHECKING:
    from textual.scroll_view import ScrollView

    class _Base(ScrollView):
        """What it is mixed in: a grid with a board in a shape."""

        wanted: Wanted | None
        carried: Carried | None
        may_book: bool
        length: int
        going: date | None
        _board: Board | None
        _shape: Shape | None

        def take(self) -> bool: ...
        def let_go(self) -> None: ...
        def _hold(self, carried: Carried | None) -> None: ...
        def _carry_to(
            self, *, room_id: int | None = None, day: date | None = None, start: int = -1, end: int = -1
        ) -> None: ...
        def _set_wanted(self, wanted: Wanted | None) -> None: ...
else:
    _Base = object


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


class GridKeys(_Base):
    """What each key does: without a booking in hand the cursor moves, with one the booking does."""

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
        self.going = None
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
            self.post_message(Beyond(day, wanted.room_id, minute))

    def _step_across(self, shape: Shape, board: Board, wanted: Wanted, by: int) -> None:
        target = shape.across(wanted.room_id, wanted.day, by)
        if target is None:
            return
        room_id, day = target
        if shape.shows(day):
            self._set_wanted(board.land(room_id, day, wanted.anchor, self.length))
        else:
            self.post_message(Beyond(day, room_id, wanted.anchor))

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
            self.post_message(Beyond(day, held.room_id, None))

    def _carry_across(self, shape: Shape, held: Carried, by: int) -> None:
        target = shape.across(held.room_id, held.day, by)
        if target is None:
            return
        self._carry_to(room_id=target[0], day=target[1])
        if not shape.shows(target[1]):
            self.post_message(Beyond(target[1], target[0], None))

    def action_page_up(self) -> None:
        self._page(-1)

    def action_page_down(self) -> None:
        self._page(1)

    def _page(self, by: int) -> None:
        """The same hour a day, or a week, before or after."""
        shape, here = self._shape, self.carried or self.wanted
        if shape is None or here is None:
            return
        # A key held down sends pages faster than they are drawn: each counts from where the one before goes.
        start = self.going if self.going is not None and self.carried is None else here.day
        day = date.fromordinal(start.toordinal() + by * shape.PERIOD)
        if self.carried is not None:
            self._carry_to(day=day)
            self.post_message(Beyond(day, here.room_id, None))
        elif self.wanted is not None:
            self.going = day
            self.post_message(Beyond(day, here.room_id, self.wanted.anchor))

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
            self.post_message(Opened(self.wanted))

    def drop(self) -> None:
        """Say where the booking in hand is dropped; nothing is said when it is where it was."""
        held = self.carried
        if held is not None and held.has_moved:
            self.post_message(Dropped(held))
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
