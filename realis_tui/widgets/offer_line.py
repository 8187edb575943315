"""« 16 h – 18 h   Lez, même heure »: what a live check offers instead, on one line under its field."""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from realis_tui.keys import bindings_for
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.view_tabs import View, ViewTabs


class OfferLine(ViewTabs):
    """← and → go through the offers when it has the focus; Entrée or a click takes one: `Taken(choice)`."""

    DEFAULT_CSS = """
    OfferLine {
        width: 1fr;
        & > .view-tabs--current, & > .view-tabs--other {
            background: transparent; color: $pastel;
        }
    }
    """
    PLACE = "offers"
    BINDINGS = bindings_for(PLACE)

    class Taken(Message):
        """An offer is taken."""

        def __init__(self, line: "OfferLine", choice: Choice) -> None:
            super().__init__()
            self.line = line
            self.choice = choice

        @property
        def control(self) -> "OfferLine":
            return self.line

    def __init__(self) -> None:
        super().__init__()
        self._offers: dict[str, Choice] = {}

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show these, the first one current; none: the line is empty."""
        if tuple(choices) != tuple(self._offers.values()):
            self._offers = {choice.value: choice for choice in choices}
            first = choices[0].value if choices else ""
            self.show([View(choice.value, choice.label) for choice in choices], first)

    def choose(self, key: str) -> None:
        # Going through the offers changes nothing yet, so nobody is told.
        if key in self._offers:
            self._current = key
            self.refresh()

    def action_take(self) -> None:
        if self.current:
            self.post_message(self.Taken(self, self._offers[self.current]))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        event.prevent_default()
        x = event.x + self._offset(self.size.width)
        for start, end, view in self._spans():
            if start <= x < end:
                self.choose(view.key)
                self.action_take()
