"""The frame that every screen shares: top line, banner, the screen's own body, quiet words, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from textual import events
from textual.app import App, ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Container
from textual.geometry import Region
from textual.screen import ModalScreen, Screen

from realis_tui.keys import bindings_for, keys_at
from realis_tui.messages import Changed
from realis_tui.widgets.banner import Banner
from realis_tui.widgets.key_line import KeyLine
from realis_tui.widgets.status_line import StatusLine
from realis_tui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

Result = TypeVar("Result")


class Placed(Screen[Result]):
    """A screen, or a box over one, that has a place in the key registry and reloads what changes.

    PLACE: its name in `keys.py`, whose keys become its bindings. SHOWS: the pillars whose changes concern it.
    IS_PASSING: what asks where to go: going elsewhere by another way closes it.
    """

    PLACE: ClassVar[str] = ""
    SHOWS: ClassVar[frozenset[str]] = frozenset()
    IS_PASSING: ClassVar[bool] = False
    _stale = False
    _leaving: tuple[Result | None] | None = None
    _comes_up = False
    """Laid out and drawn for the first time, or at another size than when it was left, and not yet at rest."""

    def __init_subclass__(cls, **options: Any) -> None:
        if "PLACE" in cls.__dict__:
            cls.BINDINGS = [*bindings_for(cls.PLACE), *cls.__dict__.get("BINDINGS", [])]
        super().__init_subclass__(**options)

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        # Known from the start, the size's classes need no second styling of the whole screen at its first resize.
        self.add_class(*_size_classes(self.app), update=False)

    @property
    def realis(self) -> RealisApp:
        """The application, by its own type."""
        return cast("RealisApp", self.app)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a role may not do is neither shown nor done."""
        for key in keys_at(self.PLACE):
            if key.permission and key.run == action and not self.realis.may(key.permission):
                return False
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """A key that is not for this role says so: it is learnt from a colleague, and nothing seems to happen."""
        if self.realis.actor is None:
            return
        for key in keys_at(self.PLACE):
            if event.key.lower() in key.keys and key.permission and not self.realis.may(key.permission):
                self.realis.say(f"{re.split(r' [(:]', key.help)[0]} : votre rôle ne le permet pas.", "soon")
                return

    async def reload(self) -> None:
        """Read the view again and draw it, keeping cursor, filter and scroll. Screens that show data write this."""

    def lets_go(self) -> bool:
        """Whether it may be left without being asked, for the pillar under it; it keeps first what it can keep."""
        return True

    def on_changed(self, message: Changed) -> None:
        if message.pillars & self.SHOWS:
            self._stale = True
            if self.realis.shows(self):
                self._reload_soon()

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close this screen, and only this one: with another over it (the lock, another pillar), when it is back.

        Textual's own takes away whatever screen is on top.
        """
        if self.is_active and len(self.app.screen_stack) > 1:
            return super().dismiss(result)
        self._leaving = (result,)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        if self._leaving is not None:
            super().dismiss(*self._leaving)
            return
        if self.outer_size == self.app.size:
            for line in self.query(TopLine):
                line.refresh()
        else:
            self._comes_up = True
            self.call_after_refresh(self._is_up)
        self.catch_up()

    def catch_up(self) -> None:
        """Read again, when something changed that could not be read then."""
        if self._stale:
            self._reload_soon()

    def _is_up(self) -> None:
        self._comes_up = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """As Textual's, which asks a screen that comes up to be drawn whole three times: what moves is drawn anyway."""
        whole_again = self._comes_up and not regions and not recompose
        if whole_again and not layout:
            return self
        return super().refresh(*regions, repaint=repaint and not whole_again, layout=layout, recompose=recompose)

    def on_screen_suspend(self) -> None:
        """What was said here is over once something else is opened: it is not read under a form."""
        for line in self.query(StatusLine):
            line.hide()

    def _reload_soon(self) -> None:
        self._stale = False
        self.run_worker(self._reload(), group="reload", exclusive=True)

    async def _reload(self) -> None:
        await self.reload()
        self.note_unread()

    def note_unread(self) -> None:
        """After a reading: in trouble, what is shown may be of before, and is read once the data base answers."""
        self._stale = self._stale or self.realis.trouble is not None


def _size_classes(app: App[Any]) -> Iterator[str]:
    """What a screen is called by the terminal's width and height: « -narrow », « -low »…"""
    for breakpoints, size in (
        (app.HORIZONTAL_BREAKPOINTS, app.size.width),
        (app.VERTICAL_BREAKPOINTS, app.size.height),
    ):
        yield from [name for least, name in breakpoints or () if size >= least][-1:]


class FramedScreen(Placed[Result]):
    """A whole screen. Subclasses write `compose_body`, and `action_<verb>` for each of their keys."""

    def compose(self) -> ComposeResult:
        yield TopLine(self.realis.standing)
        yield Banner(classes="-frame")
        with Container(id="body"):
            yield from self.compose_body()
        yield StatusLine()
        yield KeyLine()

    def compose_body(self) -> ComposeResult:
        """The screen's own part, between the top line and the keys."""
        yield from ()

    def on_mount(self) -> None:
        self.realis.show_banner(self)


class FramedBox(Placed[Result], ModalScreen[Result]):
    """A box over the screen: a form, a choice, the help. Its keys take the bottom line while it is there."""

    PLACE = "box"

    def compose(self) -> ComposeResult:
        with Container(id="box"):
            yield from self.compose_box()
        yield StatusLine()
        yield KeyLine()

    def compose_box(self) -> ComposeResult:
        """What the box holds."""
        yield from ()

    def action_close(self) -> None:
        """Close without choosing."""
        self.dismiss(None)

    def action_back(self) -> None:
        self.action_close()

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.action_close()
