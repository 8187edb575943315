"""The data base could not do it: what happened and what to do, until it can again."""

from textual.content import Content
from textual.widgets import Static

from realis_tui.domain.refusals import Unavailable
from realis_tui.widgets import signs


class Banner(Static):
    """Hidden until `show(unavailable)` or `say(message, remedy)`; `clear_away()` hides it again.

    Where it is mounted it takes its lines above what follows; `-frame` docks it under the top line of a screen.
    """

    DEFAULT_CSS = """
    Banner {
        height: auto; max-height: 4; width: 1fr; padding: 0 1;
        background: $panel; color: $foreground; border-left: outer $garance; display: none;
        &.-shown { display: block; }
        &.-frame { dock: top; margin: 1 0 0 0; }
    }
    """
    ALLOW_SELECT = False

    def show(self, trouble: Unavailable | None) -> None:
        """Say what an act could not do; None: all is well again."""
        if trouble is None:
            self.clear_away()
        else:
            self.say(trouble.message, trouble.remedy)

    def say(self, message: str, remedy: str = "") -> None:
        """What happened, in bold; what to do, after."""
        from realis_tui.domain.french import clean_text  # the first frame does not wait for it

        parts = [signs.sign("late"), Content.styled(clean_text(message), "bold $garance"), Content(clean_text(remedy))]
        self.update(Content(" ").join([part for part in parts if part]))
        self.add_class("-shown")

    def clear_away(self) -> None:
        """All is well again."""
        self.remove_class("-shown")
