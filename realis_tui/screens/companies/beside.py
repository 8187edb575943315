"""The card in brief beside the list of companies."""

from textual.content import Content

from realis_tui.screens.companies.summary import summary
from realis_tui.usecases.companies.summaries import CompanySummary
from realis_tui.widgets.beside import BesideView


class SummaryView(BesideView[CompanySummary]):
    """A company in brief."""

    def draw(self, item: CompanySummary, width: int) -> Content:
        return summary(item, width)
