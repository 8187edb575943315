"""The data base could not do it: what happened and what to do, above the screen, until it can again."""

from textual.content import Content
from textual.widgets import Static

from realis_tui.domain.refusals import Unavailable
from realis_tui.widgets import content as ink


class Banner(Static):
    """Hidden until `show(unavailable)` or `say(message, remedy)`; `clear_away()` hides it again."""

    DEFAULT_CSS = """
    Banner {
        display: none;
        height: auto;
        padding: 0 1;
        background: $panel;
        border-left: outer $garance;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(ink.EMPTY, id=id)

    def show(self, trouble: Unavailable) -> None:
        """Say what an act could not do."""
        self.say(trouble.message, trouble.remedy)

    def say(self, message: str, remedy: str = "") -> None:
        """What happened, in bold; what to do, after."""
        parts = [ink.sign(ink.Level.LATE), ink.text(message, "bold"), ink.text(remedy, "$muted")]
        self.update(Content(" ").join(part for part in parts if part))
        self.display = True

    def clear_away(self) -> None:
        """All is well again."""
        self.display = False
