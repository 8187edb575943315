"""A long list drawn by lines: only what is on the screen is drawn, a key redraws two lines whatever the length."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar, Generic

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from realis_tui.keys import bindings_for
from realis_tui.widgets.columns import Column
from realis_tui.widgets.record_paint import RecordPaint
from realis_tui.widgets.records import Identified, Row, same_or_nearest

__all__ = ["Column", "Identified", "RecordList"]

NEAR_END = 50
"""Rows left below the cursor or the screen when the next page is asked for."""


class RecordList(ScrollView, Generic[Row], can_focus=True):
    """Rows under titles, one of them the cursor's.

    `show(rows, total)` replaces the rows and keeps the cursor on the same record, at the same height on the screen.
    Messages: `Highlighted` (the cursor is on another record), `Opened` (Entrée, second click), `NearEnd` (read on
    from `count`, then call `append`), `MarksChanged` (« , »), `SortRequested` (click on a sortable title).
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-list--header",
        "record-list--cursor",
        "record-list--cursor-blurred",
        "record-list--hover",
        "record-list--sums",
        "record-list--message",
    }
    DEFAULT_CSS = """
    RecordList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
        & > .record-list--header { color: $muted; }
        & > .record-list--cursor { background: $block-cursor-background; }
        & > .record-list--cursor-blurred { background: $block-cursor-blurred-background; }
        & > .record-list--hover { background: $surface; }
        & > .record-list--sums { color: $foreground; text-style: bold; }
        & > .record-list--message { color: $muted; }
        &:ansi > .record-list--cursor { text-style: reverse; }
        &:ansi > .record-list--cursor-blurred { text-style: bold; }
        &:nocolor > .record-list--cursor { text-style: reverse; }
        &:nocolor > .record-list--cursor-blurred { text-style: bold; }
    }
    """
    PLACE = "rows"
    BINDINGS = bindings_for(PLACE)

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """The index of the cursor's row among those loaded."""

    class _About(Message):
        def __init__(self, record_list: "RecordList[Any]") -> None:
            super().__init__()
            self.record_list = record_list

        @property
        def control(self) -> "RecordList[Any]":
            return self.record_list

    class Highlighted(_About):
        """The cursor is on `row` (None: the list is empty)."""

        def __init__(self, record_list: "RecordList[Any]", row: Any) -> None:
            super().__init__(record_list)
            self.row = row

    class Opened(_About):
        """`row` is to be opened."""

        def __init__(self, record_list: "RecordList[Any]", row: Any) -> None:
            super().__init__(record_list)
            self.row = row

    class NearEnd(_About):
        """The next rows, from `count` on, are wanted."""

        def __init__(self, record_list: "RecordList[Any]", count: int) -> None:
            super().__init__(record_list)
            self.count = count

    class MarksChanged(_About):
        """Other rows are marked."""

    class SortRequested(_About):
        """The order of the column `key` is wanted."""

        def __init__(self, record_list: "RecordList[Any]", key: str) -> None:
            super().__init__(record_list)
            self.key = key

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        empty: Content | None = None,
        header: bool = True,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`empty`: what an empty list says (a sentence and the key that does something about it)."""
        super().__init__(name=name, id=id, classes=classes)
        self._paint = RecordPaint[Row](self, columns)
        self._empty = empty or Content("Rien ici.")
        self._has_header = header
        self._rows: list[Row] = []
        self._total = 0
        self._loading_sentence: Content | None = Content("Chargement…")
        self._sums: Mapping[str, Content] = {}
        self._marked: dict[Hashable, Row] = {}
        self._hover: int | None = None
        self._asked_at = -1
        self._expected: Hashable | None = None

    # What a screen says to the list

    @property
    def rows(self) -> Sequence[Row]:
        """The rows loaded so far."""
        return self._rows

    @property
    def total(self) -> int:
        """How many records there are, loaded or not."""
        return self._total

    @property
    def current(self) -> Row | None:
        """The cursor's row."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    @property
    def marked(self) -> list[Row]:
        """The rows marked with « , », in the order they were; they stay marked when a filter hides them."""
        return list(self._marked.values())

    @property
    def chosen(self) -> list[Row]:
        """What an act is about: the marked rows, else the cursor's."""
        return self.marked or ([self.current] if self.current is not None else [])

    def show(
        self,
        rows: Sequence[Row],
        total: int | None = None,
        *,
        sums: Mapping[str, Content] | None = None,
        to_top: bool = False,
    ) -> None:
        """Replace the rows; the cursor stays on its record, or goes to the nearest one still there.

        `total`: how many there are beyond those given; `sums`: column key → content, drawn under the rows.
        `to_top`: forget where the cursor was (another view was chosen).
        """
        before, height = self.current, self.cursor - self.scroll_offset.y
        target = 0 if to_top else same_or_nearest(self._rows, self.cursor, rows)
        if self._expected is not None:
            target = next((index for index, row in enumerate(rows) if row.id == self._expected), target)
            if rows and rows[target].id == self._expected:
                self._expected = None
        self._rows = list(rows)
        self._total = len(rows) if total is None else total
        self._sums = sums or {}
        self._loading_sentence = None
        self._asked_at = -1
        self._marked = {**self._marked, **{row.id: row for row in rows if row.id in self._marked}}
        self._paint.forget()
        self._fit()
        self.set_reactive(RecordList.cursor, target)
        self._scroll(0 if to_top else max(0, target - height))
        self._keep_cursor_visible()
        self.refresh()
        if before is None or self.current != before:
            self.post_message(self.Highlighted(self, self.current))
        self._ask_for_more()

    def append(self, rows: Sequence[Row], total: int | None = None) -> None:
        """Add the next page under what is there; rows already loaded are skipped."""
        known = {row.id for row in self._rows}
        self._rows.extend(row for row in rows if row.id not in known)
        self._total = max(len(self._rows), self._total if total is None else total)
        self._fit()
        self.refresh()

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns of the same rows."""
        self._paint.set_columns(columns)
        self.refresh()

    def set_sort(self, key: str | None, descending: bool = False) -> None:
        """Show « ↑ » or « ↓ » beside the title of the column the rows are sorted by."""
        self._paint.sort = None if key is None else (key, descending)
        self.refresh()

    def set_empty(self, sentence: Content) -> None:
        """What an empty list says from now on."""
        self._empty = sentence
        self.refresh()

    def move_to(self, identity: Hashable) -> bool:
        """Put the cursor on the record of that id; not there yet (False), when `show` brings it."""
        self._expected = None
        for index, row in enumerate(self._rows):
            if row.id == identity:
                self.cursor = index
                return True
        self._expected = identity
        return False

    def clear_marks(self) -> None:
        """Mark nothing."""
        if self._marked:
            self._marked = {}
            self.refresh()
            self.post_message(self.MarksChanged(self))

    # Keys

    def action_cursor_up(self) -> None:
        self._move(self.cursor - 1)

    def action_cursor_down(self) -> None:
        self._move(self.cursor + 1)

    def action_page_up(self) -> None:
        self._move(self.cursor - max(1, self._body_height - 1))

    def action_page_down(self) -> None:
        self._move(self.cursor + max(1, self._body_height - 1))

    def action_first(self) -> None:
        self._move(0)

    def action_last(self) -> None:
        self._move(len(self._rows) - 1)

    def action_open(self) -> None:
        if self.current is not None:
            self.post_message(self.Opened(self, self.current))

    def action_toggle_mark(self) -> None:
        row = self.current
        if row is None:
            return
        if self._marked.pop(row.id, None) is None:
            self._marked[row.id] = row
        self._refresh_row(self.cursor)
        self.post_message(self.MarksChanged(self))

    def _move(self, index: int) -> None:
        if self._rows:
            self.cursor = max(0, min(index, len(self._rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        self._expected = None
        self._refresh_row(old)
        self._refresh_row(new)
        self._keep_cursor_visible()
        self.post_message(self.Highlighted(self, self.current))
        self._ask_for_more()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._ask_for_more()

    # Mouse

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        if self._has_header and offset.y == 0:
            self._click_title(offset.x)
            return
        index = self._index_at(offset.y)
        if index is None:
            return
        if index == self.cursor and event.chain > 1:
            self.action_open()
        self.cursor = index

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._set_hover(self._index_at(event.y))

    def on_leave(self) -> None:
        self._set_hover(None)

    def _set_hover(self, index: int | None) -> None:
        if index != self._hover:
            old, self._hover = self._hover, index
            for changed in (old, index):
                if changed is not None:
                    self._refresh_row(changed)

    def _click_title(self, x: int) -> None:
        if key := self._paint.sortable_at(x):
            self.post_message(self.SortRequested(self, key))

    def _index_at(self, y: int) -> int | None:
        if not self._header_height <= y < self._header_height + self._body_height:
            return None
        index = self.scroll_offset.y + y - self._header_height
        return index if index < len(self._rows) else None

    # Where things are

    @property
    def _header_height(self) -> int:
        return 1 if self._has_header else 0

    @property
    def _body_height(self) -> int:
        return max(0, self.size.height - self._header_height - (1 if self._sums else 0))

    def _fit(self) -> None:
        extra = self._header_height + (1 if self._sums else 0)
        self.virtual_size = Size(self.size.width, len(self._rows) + extra)

    def _keep_cursor_visible(self) -> None:
        if not self._body_height:
            return
        top = self.scroll_offset.y
        if self.cursor < top:
            self._scroll(self.cursor)
        elif self.cursor >= top + self._body_height:
            self._scroll(self.cursor - self._body_height + 1)

    def _scroll(self, top: int) -> None:
        """Forced: a list that has just grown has no scroll bar before it is laid out, and would stay at its top."""
        self.scroll_to(y=top, animate=False, force=True)

    def _ask_for_more(self) -> None:
        loaded = len(self._rows)
        if loaded >= self._total or self._asked_at == loaded:
            return
        if max(self.cursor, self.scroll_offset.y + self._body_height) >= loaded - NEAR_END:
            self._asked_at = loaded
            self.post_message(self.NearEnd(self, loaded))

    def on_resize(self) -> None:
        self._paint.forget()
        self._fit()
        self._keep_cursor_visible()
        self._ask_for_more()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._paint.forget()

    def on_focus(self) -> None:
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        self._refresh_row(self.cursor)

    # Drawing

    def _refresh_row(self, index: int) -> None:
        y = index - self.scroll_offset.y + self._header_height
        self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        paint = self._paint
        paint.fit(self.scrollable_content_region.width)
        if self._has_header and y == 0:
            return paint.header("record-list--header")
        if self._sums and y == self.size.height - 1:
            return paint.sums(self._sums, "record-list--sums")
        index = self.scroll_offset.y + y - self._header_height
        if index < len(self._rows):
            row = self._rows[index]
            return paint.row(index, row, self._look_of(index), row.id in self._marked)
        if not self._rows and y == self._header_height + 1:
            return paint.message(self._loading_sentence or self._empty, "record-list--message")
        return paint.blank()

    def _look_of(self, index: int) -> str:
        if index == self.cursor:
            return "record-list--cursor" if self.has_focus else "record-list--cursor-blurred"
        return "record-list--hover" if index == self._hover else ""
