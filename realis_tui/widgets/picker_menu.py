"""The lines offered under a field one chooses in by typing, at most eight."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from realis_tui.domain.french import fold
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice

MOST_SHOWN = 8


class PickerMenu(Widget):
    """The lines under the field, the chosen one marked; drawn over what is below.

    `said` is what was said of the text typed (several lines joined): hidden below, it is the last line here.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"picker-menu--cursor", "picker-menu--detail"}
    DEFAULT_CSS = """
    PickerMenu {
        overlay: screen;
        constrain: inside inside;
        display: none;
        width: 100%;
        height: auto;
        background: $panel;
        & > .picker-menu--cursor { background: $tournesol 25%; text-style: bold; }
        & > .picker-menu--detail { color: $muted; }
        &:ansi > .picker-menu--cursor, &:nocolor > .picker-menu--cursor { text-style: bold reverse; }
    }
    """

    class Clicked(Message):
        """A line was clicked."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Turned(Message):
        """The lines are there, or gone."""

        def __init__(self, shown: bool) -> None:
            super().__init__()
            self.shown = shown

    def __init__(self) -> None:
        super().__init__()
        self.choices: Sequence[Choice] = ()
        self.cursor = 0
        self.moved = False
        self.words: Sequence[str] = ()
        self.said = ""

    @property
    def is_reached(self) -> bool:
        """Whether the arrows chose the marked line."""
        return self.display and self.moved and self.current is not None

    @property
    def current(self) -> Choice | None:
        """The marked line, when the lines are shown."""
        return self.choices[self.cursor] if self.display and 0 <= self.cursor < len(self.choices) else None

    def offer(self, choices: Sequence[Choice], typed: str, field: Region) -> None:
        """Show these lines; a choice the arrows had reached stays under the mark wherever it is now."""
        reached = self.current if self.is_reached else None
        self.choices = self._placed(choices[:MOST_SHOWN], field)
        self.moved = reached in self.choices
        first = -1 if self.choices and self.choices[0].weak else 0
        self.cursor = self.choices.index(reached) if reached is not None and self.moved else first
        self.words = fold(typed).split()
        self.display = True
        self.post_message(self.Turned(True))
        self.refresh(layout=True)

    def _placed(self, choices: Sequence[Choice], field: Region) -> tuple[Choice, ...]:
        """Go under the field, or over it where there is more room: never on what is typed. Gives those that fit."""
        taken = 1 if self.said else 0
        under, over = self.screen.size.height - field.bottom - taken, field.y - taken
        goes_over = max(1, len(choices)) > under and over > under
        fit = tuple(choices[: max(1, over if goes_over else under)])
        self.styles.offset = (0, -(max(1, len(fit)) + taken + field.height) if goes_over else 0)
        return fit

    def close(self) -> None:
        """Take the lines away."""
        if self.display:
            self.post_message(self.Turned(False))
        self.display = False
        self.cursor = 0
        self.moved = False

    def step(self, by: int) -> None:
        """Mark another line."""
        if self.choices:
            # With none marked, ↓ goes to the first and ↑ to the last.
            self.cursor = (max(self.cursor, -1 if by > 0 else 0) + by) % len(self.choices)
            self.moved = True
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y < len(self.choices):
            self.post_message(self.Clicked(self.choices[event.y]))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self.choices)) + (1 if self.said else 0)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        style = self.visual_style
        if self.said and y == max(1, len(self.choices)):
            said = Content.assemble("  ", ink.line(self.said, "$garance"))
            return ink.strip_of(self, said, width, style)
        if not self.choices and y == 0:
            return ink.strip_of(self, Content.styled("  Rien de ce nom.", "$muted"), width, style)
        if y >= len(self.choices):
            return Strip.blank(width, style.rich_style)
        choice = self.choices[y]
        if y == self.cursor:
            style = self.get_visual_style("picker-menu--cursor")
        pointer = (">" if ink.Plain.signs else "▸") if y == self.cursor else " "
        label = ink.highlight(ink.line(choice.label).plain, self.words)
        if not choice.detail:
            return ink.strip_of(self, Content.assemble(f"{pointer} ", ink.pad(label, width - 3)), width, style)
        longest = max(ink.line(other.label).cell_length for other in self.choices)
        label_width = min(max(longest, 12), max(12, (width - 4) // 2))
        detail = ink.line(choice.detail, "$muted")
        whole = Content.assemble(f"{pointer} ", ink.pad(label, label_width), "  ", detail)
        return ink.strip_of(self, whole, width, style)
