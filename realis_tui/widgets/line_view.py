"""A text of any length drawn by lines and scrolled by the arrows: the base of histories and of facts panels."""

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from realis_tui.widgets import content as ink


class LineView(ScrollView, can_focus=True):
    """Lines of `Content`, laid out again by `lay_out(width)` when the width changes, drawn only where seen."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineView { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._laid_out: Sequence[Content] = ()
        self._width = 0

    def lay_out(self, width: int) -> Sequence[Content]:
        """The lines at that width."""
        raise NotImplementedError

    def lay_out_again(self) -> None:
        """What is shown has changed."""
        if not self.size.width:
            return
        before, was = self._laid_out, self._width
        self._width = self.size.width
        self._laid_out = self.lay_out(self._width)
        if len(self._laid_out) > self.size.height:
            # The scrollbar stands in the last cells: nothing is written under it, nor against it.
            self._width = max(1, self.size.width - self.styles.scrollbar_size_vertical - 1)
            self._laid_out = self.lay_out(self._width)
        self.virtual_size = Size(self.size.width, len(self._laid_out))
        self.redraw(before if self._width == was else ())

    def redraw(self, before: Sequence[Content]) -> None:
        """Draw what has been laid out; `before`: the lines that are on the screen, none when they were narrower."""
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self.lay_out_again()

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        style = self.visual_style
        if index < len(self._laid_out):
            strip = ink.strip_of(self, self._laid_out[index], self._width, style)
            return strip.adjust_cell_length(self.size.width, style.rich_style)
        return Strip.blank(self.size.width, style.rich_style)


def wrapped(content: Content, width: int, indent: int = 0) -> list[Content]:
    """The content's lines, folded between words at `width`, the following ones indented."""
    lines = content.wrap(max(10, width)) if indent == 0 else content.wrap(max(10, width - indent))
    return [line if not indent else Content.assemble(" " * indent, line) for line in lines]
