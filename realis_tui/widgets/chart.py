"""Yearly figures as a small bar chart: the value above each bar, a missing year left as a gap that says so."""

from collections.abc import Callable, Sequence

from textual.content import Content

from realis_tui.widgets import content as ink
from realis_tui.widgets.line_view import LineView

EIGHTHS = " ▁▂▃▄▅▆▇█"


class YearChart(LineView, can_focus=False):
    """`show([(2023, 48.0), (2024, None), …])`; a value's text is made by `read` (« 48 k€ »)."""

    DEFAULT_CSS = """
    YearChart { height: 8; }
    """

    def __init__(
        self,
        values: Sequence[tuple[int, float | None]] = (),
        *,
        read: Callable[[float], str] = lambda value: f"{value:g}",
        style: str = "$olivier",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._values = tuple(values)
        self._read = read
        self._bar_style = style

    def show(self, values: Sequence[tuple[int, float | None]]) -> None:
        """Draw other years; every year from the first to the last has its place, given or not."""
        self._values = tuple(values)
        self.lay_out_again()

    def lay_out(self, width: int) -> Sequence[Content]:
        given = dict(self._values)
        known = [value for value in given.values() if value is not None]
        if not known:
            return [Content.styled("Aucun chiffre.", "$muted")]
        labels = {year: "–" if (value := given.get(year)) is None else self._read(value) for year in _years(given)}
        column = max(4, *(ink.line(label).cell_length for label in labels.values())) + 2
        years = list(labels)[-max(1, width // column) :]
        height = max(1, self.size.height - 2)
        top = max(*known, 0.0) or 1.0
        lines = []
        for row in range(height, -1, -1):
            cells = []
            for year in years:
                value = given.get(year)
                eighths = 0 if value is None else max(1, round(max(0.0, value) / top * height * 8))
                cells.append(self._cell(labels[year], value, eighths, row, column))
            lines.append(ink.EMPTY.join(cells))
        lines.append(ink.EMPTY.join(ink.pad(Content.styled(str(year), "$muted"), column, "center") for year in years))
        return lines

    def _cell(self, label: str, value: float | None, eighths: int, row: int, column: int) -> Content:
        """One cell: the bar up to its height, its value on the row just above."""
        label_row = -(-eighths // 8)
        if row == label_row:
            return ink.pad(ink.line(label, "" if value is not None else "$muted"), column, "center")
        if row > label_row or value is None:
            return Content(" " * column)
        level = min(8, eighths - row * 8)
        block = "#" if ink.Plain.signs else EIGHTHS[level]
        return ink.pad(Content.styled(block * (column - 2), self._bar_style), column, "center")


def _years(given: dict[int, float | None]) -> range:
    return range(min(given), max(given) + 1)
