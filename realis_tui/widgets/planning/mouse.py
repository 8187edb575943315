"""The mouse on the planning: a click puts the cursor, a second one opens; dragging moves, stretches, or wants time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events

from realis_tui.widgets.planning.board import LEAST, Laid, Wanted
from realis_tui.widgets.planning.shape import Box, Spot

if TYPE_CHECKING:
    from realis_tui.widgets.planning.moves import GridKeys as _Base
else:
    _Base = object


@dataclass(slots=True)
class _Drag:
    """What the mouse holds since it was pressed: free time, a booking, or the end of one."""

    spot: Spot
    laid: Laid | None
    by_end: bool
    moved: bool = False


class GridMouse(_Base):
    """What the mouse does."""

    _drag: _Drag | None = None
    _dragged = False

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

    def on_click(self, event: events.Click) -> None:
        dragged, self._dragged = self._dragged, False
        found = self._under(event)
        if found is None or dragged or self._board is None or self._shape is None:
            return
        event.stop()
        spot, laid, _ = found
        if self.carried is not None and event.chain > 1:
            self.drop()
            return
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
