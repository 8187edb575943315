"""A record's card: a heading, a line of tabs, and under it the tab that was asked for, loaded when it is first seen."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.keys import bindings_for
from realis_tui.widgets import content as ink
from realis_tui.widgets.banner import Banner
from realis_tui.widgets.line_view import LineView, wrapped
from realis_tui.widgets.view_tabs import View, ViewTabs


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a facts panel; `body` may hold several lines."""

    title: str
    body: Content


def section(title: str, pairs: Iterable[tuple[str, Content | object]]) -> Section:
    """A section made of labels and values."""
    return Section(title, ink.facts(pairs))


class FactsPanel(LineView):
    """Sections of facts, scrolled by the arrows. `show(sections)`; sections with nothing in them are left out."""

    def __init__(self, sections: Sequence[Section] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._parts = tuple(sections)

    def show(self, sections: Sequence[Section]) -> None:
        """Replace what is shown."""
        self._parts = tuple(sections)
        self.lay_out_again()

    def lay_out(self, width: int) -> Sequence[Content]:
        lines: list[Content] = []
        for part in self._parts:
            if not part.body:
                continue
            if lines:
                lines.append(ink.EMPTY)
            if part.title:
                lines.append(ink.line(part.title, "bold"))
            for content in part.body.split("\n"):
                lines.extend(wrapped(content, width) or [ink.EMPTY])
        return lines


@dataclass(frozen=True, slots=True)
class CardTab:
    """One tab: what makes its widget, and what loads it (given that widget) each time it has to be read again."""

    key: str
    title: str
    build: Callable[[], Widget]
    load: Callable[[Any], Awaitable[None]] | None = None
    count: int | None = None


class CardTabs(ViewTabs):
    """The titles of the tabs: ↓ and Entrée go into the one shown."""

    PLACE = "tabs"
    BINDINGS = bindings_for(PLACE)


class Card(Vertical):
    """Tabs change with ← and → from anywhere in the card that does not use them; Tab goes into the tab.

    A tab is built and loaded when first shown; `reload()` reads the shown one again now and the others when next shown.
    Message: `TabShown(key)`.
    """

    DEFAULT_CSS = """
    Card {
        height: 1fr;
        & > .card--heading { height: auto; }
        & > ViewTabs { width: 1fr; margin-bottom: 1; }
        & > .card--body { height: 1fr; }
    }
    """
    PLACE = "card"
    BINDINGS = bindings_for(PLACE)

    class TabShown(Message):
        """Another tab is shown."""

        def __init__(self, card: "Card", key: str) -> None:
            super().__init__()
            self.card = card
            self.key = key

        @property
        def control(self) -> "Card":
            return self.card

    def __init__(
        self, tabs: Sequence[CardTab], *, heading: Content = ink.EMPTY, first: str | None = None, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._tab_of = {tab.key: tab for tab in tabs}
        self._built: dict[str, Widget] = {}
        self._stale: set[str] = set()
        self._heading = Static(heading, classes="card--heading")
        self._titles = CardTabs([View(tab.key, tab.title, tab.count) for tab in tabs], first)
        self._banner = Banner()
        self._body = Container(classes="card--body")
        self._showing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._titles
        yield self._banner
        yield self._body

    async def on_mount(self) -> None:
        await self._show_tab(self._titles.current)

    @property
    def current(self) -> str:
        """The key of the tab shown."""
        return self._titles.current

    def widget_of(self, key: str) -> Widget | None:
        """The widget of a tab, None while it has not been shown."""
        return self._built.get(key)

    def set_heading(self, heading: Content) -> None:
        """What stands above the tabs."""
        self._heading.update(heading)

    def set_counts(self, counts: dict[str, int]) -> None:
        """How many records tabs hold, shown beside their titles."""
        views = [View(tab.key, tab.title, counts.get(tab.key, tab.count)) for tab in self._tab_of.values()]
        self._titles.show(views)

    async def show_tab(self, key: str) -> None:
        """Show a tab; done when this returns (what it shows may still be loading)."""
        self._titles.choose(key)
        await self._show_tab(key)

    def reload(self) -> None:
        """What the tabs show has changed."""
        self._stale.update(self._built)
        self._load_if_stale(self.current)

    def focus_body(self) -> None:
        """Put the focus in the tab shown."""
        widget = self._built.get(self.current)
        if widget is not None:
            target = widget if widget.focusable else next((c for c in widget.query("*") if c.focusable), None)
            if target is not None:
                target.focus()

    def action_tab(self, by: int) -> None:
        self._titles.step(by)

    @on(ViewTabs.Chosen)
    async def _chosen_tab(self, event: ViewTabs.Chosen) -> None:
        if event.view_tabs is self._titles:
            event.stop()
            await self._show_tab(event.key)
            self.post_message(self.TabShown(self, event.key))

    @on(ViewTabs.Left)
    def _to_body(self, event: ViewTabs.Left) -> None:
        if event.view_tabs is self._titles:
            event.stop()
            self.focus_body()

    async def _show_tab(self, key: str) -> None:
        # Asked by a key and by an act at once, a tab is built once, and filled when it is there.
        async with self._showing:
            await self._show_built(key)

    async def _show_built(self, key: str) -> None:
        if not key:
            return
        had_focus = self.screen.focused is not None and self._body in self.screen.focused.ancestors
        if key not in self._built:
            self._built[key] = self._tab_of[key].build()
            self._stale.add(key)
            await self._body.mount(self._built[key])
        for other, widget in self._built.items():
            widget.display = other == key
        if had_focus:
            self.focus_body()
        self._load_if_stale(key)

    def _load_if_stale(self, key: str) -> None:
        if key in self._stale:
            self._stale.discard(key)
            self._load(key)

    @work(exclusive=True, group="card")
    async def _load(self, key: str) -> None:
        load = self._tab_of[key].load
        if load is None:
            return
        try:
            await load(self._built[key])
        except Unavailable as trouble:
            self._stale.add(key)
            self._banner.show(trouble)
        except Refused as refused:
            self._banner.say(refused.message)
        else:
            self._banner.clear_away()
