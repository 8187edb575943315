"""Saved views (or the tabs of a card) on one line: « Hébergées 28  Candidates 6 … », the current one reversed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from realis_tui.keys import bindings_for
from realis_tui.widgets import content as ink


@dataclass(frozen=True, slots=True)
class View:
    """One view: its key, its title, and how many records it holds (None: not counted)."""

    key: str
    title: str
    count: int | None = None

    @property
    def label(self) -> str:
        return self.title if self.count is None else f"{self.title} {self.count}"


class ViewTabs(Widget, can_focus=True):
    """A line of views; ← and → choose when it has the focus. `Chosen` says which, `Left` that ↓ or Entrée left it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "view-tabs--current",
        "view-tabs--current-focused",
        "view-tabs--other",
        "view-tabs--edge",
    }
    DEFAULT_CSS = """
    ViewTabs {
        height: 1;
        width: auto;
        & > .view-tabs--current { background: $tournesol; color: $on-tournesol; text-style: bold; }
        & > .view-tabs--current-focused { background: $tournesol; color: $on-tournesol; text-style: bold underline; }
        & > .view-tabs--other { color: $muted; }
        & > .view-tabs--edge { color: $tournesol; }
        &:ansi > .view-tabs--current, &:ansi > .view-tabs--current-focused { text-style: bold reverse; }
        &:nocolor > .view-tabs--current, &:nocolor > .view-tabs--current-focused { text-style: bold reverse; }
    }
    """
    PLACE = "views"
    BINDINGS = bindings_for(PLACE)

    class Chosen(Message):
        """Another view is chosen."""

        def __init__(self, view_tabs: "ViewTabs", key: str) -> None:
            super().__init__()
            self.view_tabs = view_tabs
            self.key = key

        @property
        def control(self) -> "ViewTabs":
            return self.view_tabs

    class Left(Message):
        """The focus is to go to what the views show."""

        def __init__(self, view_tabs: "ViewTabs") -> None:
            super().__init__()
            self.view_tabs = view_tabs

        @property
        def control(self) -> "ViewTabs":
            return self.view_tabs

    def __init__(
        self, views: Sequence[View] = (), current: str | None = None, *, id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._views: tuple[View, ...] = tuple(views)
        self._current = current if current is not None else (views[0].key if views else "")

    @property
    def current(self) -> str:
        """The key of the current view."""
        return self._current

    def show(self, views: Sequence[View], current: str | None = None) -> None:
        """Replace the views (new counts); the current one stays when it is still there. Posts nothing."""
        self._views = tuple(views)
        wanted = current if current is not None else self._current
        known = [view.key for view in views]
        self._current = wanted if wanted in known else (known[0] if known else "")
        self.refresh(layout=True)

    def choose(self, key: str) -> None:
        """Make `key` the current view, and say so."""
        if key != self._current and any(view.key == key for view in self._views):
            self._current = key
            self.refresh()
            self.post_message(self.Chosen(self, key))

    def step(self, by: int) -> None:
        """Choose the view `by` places further, round and round."""
        keys = [view.key for view in self._views]
        if keys:
            at = keys.index(self._current) if self._current in keys else 0
            self.choose(keys[(at + by) % len(keys)])

    def action_previous(self) -> None:
        self.step(-1)

    def action_next(self) -> None:
        self.step(1)

    def action_leave(self) -> None:
        self.post_message(self.Left(self))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        x = event.x + self._offset(self.size.width)
        for start, end, view in self._spans():
            if start <= x < end:
                self.choose(view.key)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return min(self._spans()[-1][1], container.width) if self._views else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def _spans(self) -> list[tuple[int, int, View]]:
        spans, start = [], 0
        for view in self._views:
            end = start + ink.line(view.label).cell_length + 2
            spans.append((start, end, view))
            start = end + 1
        return spans

    def _offset(self, width: int) -> int:
        """How many cells are scrolled away so that the current view shows whole, after whole ones."""
        spans = self._spans()
        if not spans or spans[-1][1] <= width:
            return 0
        end = next((end for _, end, view in spans if view.key == self._current), 0)
        following = next((start for start, _, _ in spans if start >= end), None)
        needed = max(0, end - width + (2 if following is not None else 0))
        return next((start for start, _, _ in spans if needed <= start < end), needed)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        parts: list[Content] = []
        current = "view-tabs--current-focused" if self.has_focus else "view-tabs--current"
        for view in self._views:
            style = self.get_visual_style(current if view.key == self._current else "view-tabs--other")
            parts.append(Content.assemble(" ", ink.line(view.label), " ").stylize(style))
        whole = Content(" ").join(parts)
        strip = ink.strip_of(self, whole, max(width, whole.cell_length), self.visual_style)
        offset = self._offset(width)
        strip = strip.crop(offset, offset + width)
        if whole.cell_length - offset > width:
            edge = ink.strip_of(self, Content("›"), 1, self.get_visual_style("view-tabs--edge"))
            strip = Strip.join([strip.crop(0, width - 1), edge])
        if offset:
            edge = ink.strip_of(self, Content("‹"), 1, self.get_visual_style("view-tabs--edge"))
            strip = Strip.join([edge, strip.crop(1, width)])
        return strip
