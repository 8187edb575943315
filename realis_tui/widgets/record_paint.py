"""How the rows of a list are drawn: titles, cells in their columns, sums; a row drawn once is kept until it changes."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from textual.content import Content
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column, Placed, place

Row = TypeVar("Row")


class RecordPaint(Generic[Row]):
    """Draws for one widget, in the columns that fit in its width."""

    def __init__(self, widget: Widget, columns: Sequence[Column[Row]]) -> None:
        self._widget = widget
        self._columns = tuple(columns)
        self._placed: list[Placed[Row]] = []
        self._width = -1
        self._kept: dict[Hashable, Strip] = {}
        self.sort: tuple[str, bool] | None = None
        """The column the rows are sorted by, and whether from the greatest down."""

    def forget(self) -> None:
        """Rows, colours or width have changed: everything is drawn again."""
        self._kept.clear()
        self._width = -1

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Draw these columns from now on."""
        self._columns = tuple(columns)
        self.forget()

    def fit(self, width: int) -> None:
        """Choose the columns for `width` cells, a mark and a margin apart."""
        if self._width != width:
            self.forget()
            self._placed = place(self._columns, width - 2)
            self._width = width

    def sortable_at(self, x: int) -> str:
        """The key of the sortable column whose title is at `x`; empty when there is none."""
        for placed in self._placed:
            if placed.start <= x - 1 < placed.start + placed.width and placed.column.sortable:
                return placed.column.key
        return ""

    def row(self, index: int, row: Row, look: str, marked: bool) -> Strip:
        """A row in its look (a component class, or none), marked or not."""
        key = (index, look, marked)
        strip = self._kept.get(key)
        if strip is None:
            mark = ink.sign(ink.Level.DONE) if marked else Content(" ")
            cells = [(placed, placed.column.render(row)) for placed in self._placed]
            strip = self._kept[key] = self._draw(cells, mark, self._look(look))
        return strip

    def header(self, look: str) -> Strip:
        """The titles, an arrow beside the one the rows are sorted by."""
        return self._draw(
            [(placed, self._title(placed.column)) for placed in self._placed], Content(" "), self._look(look)
        )

    def sums(self, sums: Mapping[str, Content], look: str) -> Strip:
        """What is under the rows, by column."""
        cells = [(placed, sums.get(placed.column.key, ink.EMPTY)) for placed in self._placed]
        return self._draw(cells, Content(" "), self._look(look))

    def message(self, sentence: Content, look: str) -> Strip:
        """A sentence where the rows would be."""
        return ink.strip_of(self._widget, Content.assemble(" ", sentence), self._width, self._look(look))

    def blank(self) -> Strip:
        """A line with nothing on it."""
        return Strip.blank(self._width, self._widget.visual_style.rich_style)

    def _title(self, column: Column[Row]) -> Content:
        title = ink.line(column.title)
        if self.sort and self.sort[0] == column.key:
            arrow = "↓" if self.sort[1] else "↑"
            return Content.assemble(title, (f" {arrow}", "$tournesol"))
        return title

    def _look(self, component: str) -> Style:
        return self._widget.get_visual_style(component) if component else self._widget.visual_style

    def _draw(self, cells: Sequence[tuple[Placed[Any], Content]], mark: Content, style: Style) -> Strip:
        parts = [mark]
        for placed, cell in cells:
            if placed.start:
                parts.append(Content("  "))
            parts.append(ink.pad(_one_line(cell), placed.width, placed.column.align))
        return ink.strip_of(self._widget, ink.EMPTY.join(parts), self._width, style)


def _one_line(cell: Content) -> Content:
    return Content(" ").join(cell.split("\n")) if "\n" in cell.plain else cell
