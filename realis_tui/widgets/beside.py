"""What stands beside a list: read ahead around the cursor, so that a key draws the line and its panel in one frame."""

from collections.abc import Callable, Hashable, Sequence
from itertools import zip_longest
from typing import Generic, TypeVar

from textual.content import Content

from realis_tui.widgets.line_view import LineView

BEHIND, AHEAD, NEAR = 8, 24, 4
"""Lines read before and after the cursor; NEAR: when one as close as that is not known, the next are read."""

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")
Item = TypeVar("Item")


class ReadAhead(Generic[Row, Key, Item]):
    """What is known so far of the rows near the cursor, forgotten whenever something has changed.

    `key` gives what a row is read by; None for a row that has nothing beside it (a heading).
    """

    def __init__(self, key: Callable[[Row], Key | None]) -> None:
        self._key = key
        self._known: dict[Key, Item] = {}

    def get(self, row: Row | None) -> Item | None:
        """What is known of that row."""
        key = self._key(row) if row is not None else None
        return self._known.get(key) if key is not None else None

    def forget(self) -> None:
        """Everything is to be read again."""
        self._known.clear()

    def learn(self, key: Key, item: Item) -> None:
        """That was read."""
        self._known[key] = item

    def missing(self, rows: Sequence[Row], cursor: int) -> tuple[Key, ...]:
        """What to read now, the cursor's row first; nothing while all that is near it is known."""
        near = rows[max(0, cursor - NEAR) : cursor + NEAR + 1]
        if not self._unknown(near):
            return ()
        return self._unknown([*rows[cursor : cursor + AHEAD], *reversed(rows[max(0, cursor - BEHIND) : cursor])])

    def _unknown(self, rows: Sequence[Row]) -> tuple[Key, ...]:
        keys = (self._key(row) for row in rows)
        return tuple(key for key in keys if key is not None and key not in self._known)


class BesideView(LineView, Generic[Item]):
    """The panel beside the list: drawn by lines, so that another record changes no layout."""

    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown: Item | None = None

    def draw(self, item: Item, width: int) -> Content:
        """A record, for a panel `width` cells wide inside."""
        raise NotImplementedError

    def show(self, item: Item | None) -> None:
        """Show a record from its top, or nothing."""
        if item is not self._shown:
            self._shown = item
            self.lay_out_again()
            if self.scroll_offset.y:
                self.scroll_home(animate=False)

    def lay_out(self, width: int) -> Sequence[Content]:
        return self.draw(self._shown, width).wrap(max(10, width)) if self._shown is not None else ()

    def redraw(self, before: Sequence[Content]) -> None:
        """Only the lines that differ: from a record to the next, most of a panel stays."""
        if not before or self.scroll_offset.y:
            self.refresh()
            return
        for y, (old, new) in enumerate(zip_longest(before, self._laid_out)):
            if old is None or new is None or not new.is_same(old):
                self.refresh_line(y)
