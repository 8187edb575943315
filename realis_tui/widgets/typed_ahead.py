"""Keys pressed while a form opens, or while it goes from field to field: they wait, and reach their field in order.

Between the key of an act and its form there is a card to read and sometimes a module to import. Whoever knows the form
types on; without this, those letters would be acts on the list below.

In a form, Tab or Entrée is answered only once it has come up from the field, through every widget, to the application:
letters given meanwhile to the field that has the focus would be the old one's. They wait until the key has been
answered.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import events
from textual.app import ScreenStackError
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from realis_tui.keys import KEYS
from realis_tui.pillars import PILLARS

if TYPE_CHECKING:
    from textual.app import App

Place = TypeVar("Place", bound=Widget)
_ALWAYS = frozenset(
    [*(name for key in KEYS if key.wins for name in key.keys), *(item.f_key for item in PILLARS if item.f_key)]
)
"""Keys of the frame that win over every widget, an act under way or not."""


ROUNDS = 2
"""How often a key is followed from its field to the application: behind the key, then behind what it made others say
(that a field was submitted)."""
STILL = 0.1
"""Seconds after which a key on its way is looked at: its field may have gone with its form."""
LONGEST = 25.0
"""Seconds after which the next keys go whatever has become of it: longer than a picker waits for its lines."""


class Followed(Message):
    """Goes up behind a key, in the same queues: where it arrives, the key has been answered."""

    def __init__(self, behind: Widget, rounds: int) -> None:
        super().__init__()
        self.behind = behind
        self.rounds = rounds


class TypedAhead:
    """The keys on hold. They wait while an act that opens a form prepares it: its screen is still the one on top."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._openers: list[Screen[Any]] = []
        self._held: list[events.Key] = []
        self._answered: Screen[Any] | None = None
        """The choice asked before the form, once it has its answer: it only has to close."""
        self._behind: Widget | None = None
        """The field of a form whose last key is on its way."""
        self._since = 0.0

    def begin(self, screen: Screen[Any]) -> None:
        """An act of that screen prepares a form."""
        if not self._openers:
            self._app.screen_change_signal.subscribe(screen, self._changed, immediate=True)
        self._openers.append(screen)

    def end(self, screen: Screen[Any]) -> None:
        """The act is over, with its form or without: what still waits goes to whatever has the focus."""
        self._openers.remove(screen)
        self._answered = None
        with suppress(ScreenStackError):  # the program is leaving: no screen is there any more
            self.deliver()

    def keeps(self, event: events.Key) -> bool:
        """Whether a key just come from the terminal waits, before any widget sees it."""
        if (self._waits or self._is_answered or self._on_its_way) and event.key not in _ALWAYS:
            self._held.append(event)
            return True
        self._note_answer(event)
        return False

    def follow(self, event: events.Key, field: Widget) -> None:
        """A key has been given to a field: if it may leave it, the next ones wait until it has been answered."""
        if not event.is_printable and any(getattr(node, "ORDERS_KEYS", False) for node in field.ancestors):
            self._behind, self._since = field, monotonic()
            field.post_message(Followed(field, ROUNDS))
            self._app.set_timer(STILL, self._look_again)

    def arrived(self, message: Followed) -> None:
        """A key has been answered: once more for what it made others say, then the next ones go."""
        if message.behind is not self._behind:
            return
        if message.rounds > 1 and self._on_its_way:
            message.behind.post_message(Followed(message.behind, message.rounds - 1))
        else:
            self._behind = None
            self.deliver()

    @property
    def _on_its_way(self) -> bool:
        field = self._behind
        if field is None or monotonic() - self._since > LONGEST:
            return False
        return field.is_running and field.is_attached and field.screen is self._app.screen

    def _look_again(self) -> None:
        """A field that has gone answers no key any more; nor does any once the program has left its screens."""
        with suppress(ScreenStackError):
            if self._on_its_way:
                self._app.set_timer(STILL, self._look_again)
            elif self._behind is not None:
                self._behind = None
                self.deliver()

    def takes(self, event: events.Key) -> bool:
        """Whether a key that no widget took is kept for a field: it was on its way before the act began."""
        if self._waits:
            self._held.append(event)
            return True
        focused = self._app.focused
        if event.is_printable and focused is not None and edits_text(focused) and not focused.disabled:
            # A field takes every letter: one that comes here left for the list before the field had the focus.
            self._forward(event, focused)
            return True
        return False

    def deliver(self) -> None:
        """Give what waits to what has the focus now."""
        focused = self._app.focused
        # In the order they were pressed: those that were on their way come after those that never left.
        self._held.sort(key=lambda event: event.time)
        while self._held and focused is not None and not (self._waits or self._is_answered or self._on_its_way):
            event = self._held.pop(0)
            self._note_answer(event)
            self._forward(event, focused)
            self.follow(event, focused)

    def _forward(self, event: events.Key, focused: Widget) -> None:
        """As the application forwards a key of the terminal: it is the sender, so that the key comes up to it."""
        again = events.Key(event.key, event.character)
        again.time = event.time
        again.set_sender(self._app)
        focused._forward_event(again)

    def _note_answer(self, event: events.Key) -> None:
        screen = self._app.screen
        if self._openers and event.key == getattr(screen, "closes_with", ""):
            self._answered = screen

    @property
    def _is_answered(self) -> bool:
        return self._answered is not None and self._app.screen is self._answered

    @property
    def _waits(self) -> bool:
        """Until the form is there, then until it can be typed in."""
        screen = self._app.screen
        return bool(self._openers) and (screen in self._openers or bool(getattr(screen, "is_opening", False)))

    def _changed(self, screen: Screen[Any]) -> None:
        """A choice asked before the form takes the keys once it has the focus (a form says so itself)."""
        if self._held and screen not in self._openers and not getattr(screen, "is_opening", False):
            # The watcher is called before the field is told of its focus: the keys come after that.
            self._app.watch(screen, "focused", self._deliver_later)

    def _deliver_later(self) -> None:
        self._app.call_later(self.deliver)


def edits_text(widget: Widget | None) -> bool:
    """Whether letters typed there are text. A text area is not imported to ask: before it is, there is none."""
    # A thread may be importing it at this moment: the module is there before its class is.
    area = getattr(sys.modules.get("textual.widgets._text_area"), "TextArea", None)
    return isinstance(widget, Input) or (area is not None and isinstance(widget, area))


def opens_form(act: Callable[[Place], Coroutine[Any, Any, None]]) -> Callable[[Place], None]:
    """For an `action_…` that opens a form or a choice: done in a worker, what is typed meanwhile waits for it."""

    @wraps(act)
    def started(place: Place) -> None:
        typed_ahead = cast("TypedAhead | None", getattr(place.app, "typed_ahead", None))
        screen = place.screen
        if typed_ahead is not None:
            typed_ahead.begin(screen)

        async def done() -> None:
            try:
                await act(place)
            finally:
                if typed_ahead is not None:
                    typed_ahead.end(screen)

        place.run_worker(done(), name=act.__name__)

    return started
