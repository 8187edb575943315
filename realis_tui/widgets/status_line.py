"""Quiet words: a line over the keys that says what happened, and goes away."""

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from realis_tui.widgets import signs

_LEVELS = {"info": "fine", "soon": "soon", "refused": "late"}
SECONDS_SHOWN = 6.0


class StatusLine(Static):
    """One line over the bottom of the screen; it moves nothing when it comes and goes."""

    DEFAULT_CSS = """
    StatusLine {
        layer: status; dock: bottom; margin: 0 0 1 0; height: auto; max-height: 4; width: 1fr;
        background: $boost; color: $foreground; padding: 0 1; display: none;
        &.-shown { display: block; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None
        self.said = ""
        """The last sentence, shown or gone."""

    def say(self, message: str, kind: str = "info") -> None:
        """Show a sentence for a few seconds; it takes the place of the one before."""
        self.said = message
        self.update(Content.assemble(signs.sign(_LEVELS.get(kind, "fine")), " ", message))
        self.add_class("-shown")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SECONDS_SHOWN, self.hide)

    def hide(self) -> None:
        """Take the sentence away."""
        self.remove_class("-shown")
