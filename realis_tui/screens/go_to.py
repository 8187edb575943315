"""`g`, then a letter: the pillars by their letter, for keyboards whose F keys need Fn."""

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.screens.framed import FramedBox


class GoTo(FramedBox[None]):
    """A line at the bottom that waits for one letter; any other key closes it."""

    PLACE = "go_to"
    IS_PASSING = True
    CSS = """
    GoTo { align: left bottom; background: transparent; }
    GoTo > #box { width: 1fr; max-width: 100%; border: none; padding: 0 1; background: $boost; }
    """

    def compose_box(self) -> ComposeResult:
        line = Content.styled("Aller à :", "$muted")
        for item in self.realis.standing().pillars:
            line = Content.assemble(line, "   ", (item.letter, "bold $tournesol"), f" {item.title}")
        yield Static(line)

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "q", "Q", "f1"):
            return
        event.stop()
        letter = (event.character or "").lower()
        place = next((item for item in self.realis.standing().pillars if item.letter == letter), None)
        self.dismiss(None)
        if place is not None:
            self.app.call_later(self.app.run_action, f"app.go('{place.mode}')")
