"""Quiet words: a line over the keys that says what happened and goes away, a banner when the data base cannot."""

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

_SIGNS = {"info": ("●", "$olivier"), "soon": ("◆", "$ocre"), "refused": ("▲", "$garance")}
SECONDS_SHOWN = 6.0


class StatusLine(Static):
    """One line over the bottom of the screen; it moves nothing when it comes and goes."""

    DEFAULT_CSS = """
    StatusLine {
        layer: status; dock: bottom; margin: 0 0 1 0; height: auto; max-height: 3; width: 1fr;
        background: $boost; color: $foreground; padding: 0 1; display: none;
        &.-shown { display: block; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._timer: Timer | None = None

    def say(self, message: str, kind: str = "info") -> None:
        """Show a sentence for a few seconds; it takes the place of the one before."""
        sign, colour = _SIGNS.get(kind, _SIGNS["info"])
        self.update(Content.assemble((f"{sign} ", colour), message))
        self.add_class("-shown")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SECONDS_SHOWN, self.hide)

    def hide(self) -> None:
        """Take the sentence away."""
        self.remove_class("-shown")


class Banner(Static):
    """What the data base cannot do, and what to do about it: stays until it can again."""

    DEFAULT_CSS = """
    Banner {
        dock: top; margin: 1 0 0 0; height: auto; max-height: 4; width: 1fr; padding: 0 1;
        background: $panel; color: $foreground; display: none;
        &.-shown { display: block; }
    }
    """
    ALLOW_SELECT = False

    def show(self, message: str, remedy: str = "") -> None:
        """Show what happened and the remedy; an empty message takes the banner away."""
        self.update(Content.assemble(("▲ ", "$garance"), (message, "bold $garance"), f" {remedy}" if remedy else ""))
        self.set_class(bool(message), "-shown")
