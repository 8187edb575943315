"""The tabs of a company's card, in order."""

from realis_tui.screens.companies.parts import CardPart, DocumentsPart, HistoryPart, IdentityPart, PeoplePart
from realis_tui.screens.companies.parts_agreements import AgreementsPart
from realis_tui.screens.companies.parts_figures import FiguresPart, ReviewsPart

TABS: tuple[type[CardPart], ...] = (
    IdentityPart,
    PeoplePart,
    AgreementsPart,
    FiguresPart,
    ReviewsPart,
    DocumentsPart,
    HistoryPart,
)

__all__ = ["TABS", "CardPart"]
