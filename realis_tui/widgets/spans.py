"""Agreements and occupations over time, as bars by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from realis_tui.widgets import content as ink
from realis_tui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasts: an agreement, an office's occupation. `end` None: until further notice."""

    label: str
    start: date
    end: date | None
    style: str = "$pastel"


class SpanBars(LineView):
    """Spans one above the other, a cell a month when they fit, today marked. `show(spans, today)`."""

    def __init__(self, spans: Sequence[Span] = (), today: date | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lasting = tuple(spans)
        self._now = today

    def show(self, spans: Sequence[Span], today: date) -> None:
        """Replace the spans."""
        self._lasting, self._now = tuple(spans), today
        self.lay_out_again()

    def lay_out(self, width: int) -> Sequence[Content]:
        if not self._lasting:
            return [Content.styled("Aucune période.", "$muted")]
        first = min(_month(span.start) for span in self._lasting)
        ends = [_month(span.end) if span.end else _month(self._now or span.start) + 6 for span in self._lasting]
        months = max(max(ends), _month(self._now) if self._now else 0) - first + 1
        label = min(24, max(ink.line(span.label).cell_length for span in self._lasting), max(8, width // 3))
        cells = max(8, min(months, width - label - 2))

        def place(month: int) -> int:
            return min(cells - 1, (month - first) * cells // months)

        lines = [Content.assemble(" " * (label + 2), _years(first, months, cells))]
        today = place(_month(self._now)) if self._now else -1
        full, empty, mark = ("#", ".", "|") if ink.Plain.signs else ("▆", "·", "│")
        for span, end in zip(self._lasting, ends, strict=True):
            drawn = []
            for cell in range(cells):
                inside = place(_month(span.start)) <= cell <= place(end)
                style = "$tournesol" if cell == today else span.style if inside else "$border-colour"
                drawn.append(Content.styled(full if inside else mark if cell == today else empty, style))
            lines.append(Content.assemble(ink.pad(ink.line(span.label), label), "  ", ink.EMPTY.join(drawn)))
        return lines


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _years(first: int, months: int, cells: int) -> Content:
    """The years above the bars, each where its January is, those that fit."""
    drawn = [" "] * cells
    free = 0
    for month in range(first, first + months):
        at = (month - first) * cells // months
        if (month % 12 == 0 or month == first) and at >= free and at + 4 <= cells:
            drawn[at : at + 4] = str(month // 12)
            free = at + 5
    return Content.styled("".join(drawn), "$muted")
