"""The card in brief beside the list of companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from realis_tui.lanes import Later
from realis_tui.screens.companies.summary import summary
from realis_tui.widgets.beside import BesideView

if TYPE_CHECKING:
    from realis_tui.usecases.companies.card_views import CompanySummary


def summaries_of(companies: tuple[int, ...]) -> Later:
    """What asks for them; named, since the first list must not wait for the import."""
    module = "realis_tui.usecases.companies.summaries"
    return Later(module, "company_summaries", "SummariesRequest", {"company_ids": companies}, reads=True)


class SummaryView(BesideView["CompanySummary"]):
    """A company in brief."""

    def draw(self, item: CompanySummary, width: int) -> Content:
        return summary(item, width)
