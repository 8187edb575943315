"""The card in brief beside the list: what is near the cursor is read ahead, so that a key draws both in one frame."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from realis_tui.screens.companies.summary import summary
from realis_tui.usecases.companies.lists import CompanyRow
from realis_tui.usecases.companies.summaries import CompanySummary
from realis_tui.widgets.line_view import LineView

BEHIND, AHEAD, NEAR = 8, 24, 4
"""Lines read before and after the cursor; NEAR: when one as close as that is not known, the next are read."""


class ReadAhead:
    """The summaries known so far, forgotten whenever something has changed."""

    def __init__(self) -> None:
        self._known: dict[int, CompanySummary] = {}

    def get(self, company_id: int) -> CompanySummary | None:
        return self._known.get(company_id)

    def forget(self) -> None:
        self._known.clear()

    def learn(self, summaries: Iterable[CompanySummary]) -> None:
        self._known.update((each.id, each) for each in summaries)

    def missing(self, rows: Sequence[CompanyRow], cursor: int) -> tuple[int, ...]:
        """The ids to read now; none while all that is near the cursor is known."""
        near = rows[max(0, cursor - NEAR) : cursor + NEAR + 1]
        if all(row.id in self._known for row in near):
            return ()
        wanted = rows[max(0, cursor - BEHIND) : cursor + AHEAD]
        return tuple(row.id for row in wanted if row.id not in self._known)


class SummaryView(LineView):
    """Drawn by lines, so that another company changes no layout."""

    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown: CompanySummary | None = None

    def show(self, shown: CompanySummary | None) -> None:
        """Show a company, or nothing."""
        if shown is not self._shown:
            self._shown = shown
            self.lay_out_again()
            if self.scroll_offset.y:
                self.scroll_home(animate=False)

    def lay_out(self, width: int) -> Sequence[Content]:
        return summary(self._shown, width).wrap(max(10, width)) if self._shown is not None else ()
