"""The results under the search field: drawn by lines, grouped by kind, one of them under the mark."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from realis_tui.domain.french import fold
from realis_tui.keys import bindings_for
from realis_tui.usecases.flows.search import Hit, SearchResults
from realis_tui.widgets import content as ink

TITLE = 22
"""Cells of a title at least, so that the details stand in a column."""


class SearchLines(ScrollView, can_focus=True):
    """`show(results)`; `Opened` and `Left` (↑ from the first line) are its messages, its letters are the screen's."""

    PLACE = "search.results"
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"search-lines--cursor"}
    BINDINGS = bindings_for("results")
    cursor: reactive[int] = reactive(0, repaint=True, init=False)

    class Opened(Message):
        def __init__(self, hit: Hit) -> None:
            super().__init__()
            self.hit = hit

    class Left(Message):
        """The focus goes back to the field."""

    def __init__(self) -> None:
        super().__init__()
        self._hits: tuple[Hit, ...] = ()
        self._lines: list[str | int] = []
        self._words: Sequence[str] = ()
        self._sentence: Content = ink.EMPTY
        self._title_width = TITLE

    @property
    def current(self) -> Hit | None:
        """The hit under the mark, as shown now."""
        return self._hits[self.cursor] if self.cursor < len(self._hits) else None

    @property
    def count(self) -> int:
        return len(self._hits)

    def show(self, results: SearchResults | None, sentence: Content) -> None:
        """Draw other results, the mark on the first; `sentence` is said when there are none."""
        before, tall = max(1, len(self._lines)), self.size.height
        self._hits = results.hits if results else ()
        self._words = fold(results.text).split() if results else ()
        self._sentence = sentence
        self._lines = []
        at = 0
        for group in results.groups if results else ():
            self._lines.append(group.label)
            self._lines.extend(range(at, at + len(group.hits)))
            at += len(group.hits)
        self._title_width = max((ink.line(hit.title).cell_length for hit in self._hits), default=TITLE)
        self.set_reactive(SearchLines.cursor, 0)
        now = max(1, len(self._lines))
        if now != before:
            self.virtual_size = Size(0, len(self._lines))
        if self.scroll_offset.y:
            self.scroll_to(y=0, animate=False)
        # Laid out again only when its height changes: not while there is more than it can show.
        self.refresh(layout=now != before and not (tall < before and tall < now))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self._lines))

    def action_step(self, by: int) -> None:
        if self.cursor + by < 0:
            self.post_message(self.Left())
        elif self._hits:
            self.cursor = min(len(self._hits) - 1, self.cursor + by)

    def action_open_hit(self) -> None:
        if self.current is not None:
            self.post_message(self.Opened(self.current))

    # Letters: the screen does them, for the hit under the mark

    async def action_edit(self) -> None:
        await self.screen.run_action("edit")

    async def action_history(self) -> None:
        await self.screen.run_action("history")

    async def action_copy(self) -> None:
        await self.screen.run_action("copy")

    async def action_back(self) -> None:
        await self.screen.run_action("close")

    def watch_cursor(self) -> None:
        line = self._lines.index(self.cursor) if self.cursor in self._lines else 0
        top, height = self.scroll_offset.y, self.size.height
        if line < top:
            self.scroll_to(y=max(0, line - 1), animate=False)
        elif height and line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False)

    def on_click(self, event: events.Click) -> None:
        index = self.scroll_offset.y + event.y
        line: Any = self._lines[index] if index < len(self._lines) else None
        if isinstance(line, int):
            again = line == self.cursor
            self.cursor = line
            if again:
                self.action_open_hit()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = self.scroll_offset.y + y
        if not self._lines:
            return ink.strip_of(self, self._sentence if y == 0 else ink.EMPTY, width, self.visual_style)
        if index >= len(self._lines):
            return Strip.blank(width, self.visual_style.rich_style)
        line = self._lines[index]
        if isinstance(line, str):
            return ink.strip_of(self, Content.styled(line, "$muted"), width, self.visual_style)
        style = self.get_visual_style("search-lines--cursor") if line == self.cursor else self.visual_style
        return ink.strip_of(self, self._hit(self._hits[line], line == self.cursor, width), width, style)

    def _hit(self, hit: Hit, marked: bool, width: int) -> Content:
        pointer = (">" if ink.Plain.signs else "▸") if marked else " "
        title_width = max(10, min(max(TITLE, self._title_width), width // 2))
        title = ink.highlight(ink.line(hit.title).plain, self._words, "bold $tournesol", "bold")
        detail = ink.highlight(ink.line(hit.detail).plain, self._words, "$tournesol", "$muted")
        end = " ⏎" if marked and not ink.Plain.signs else ""
        room = width - title_width - 4 - len(end) - 1
        return Content.assemble(
            f"{pointer} ", ink.pad(title, title_width), "  ", ink.pad(detail, max(0, room)), (end, "$muted")
        )
