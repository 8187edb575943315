"""The tabs of a company's card, in order: its own, those of the pillars above, its history."""

from realis_tui.screens.card_parts import CardPart
from realis_tui.screens.card_tabs import COMPANY_TABS, CompanyTab
from realis_tui.screens.companies.parts import DocumentsPart, HistoryPart, IdentityPart, PeoplePart
from realis_tui.screens.companies.parts_agreements import AgreementsPart
from realis_tui.screens.companies.parts_figures import FiguresPart, ReviewsPart

TABS: tuple[type[CardPart] | CompanyTab, ...] = (
    IdentityPart,
    PeoplePart,
    AgreementsPart,
    FiguresPart,
    ReviewsPart,
    DocumentsPart,
    *COMPANY_TABS,
    HistoryPart,
)

SHOWS = frozenset({"companies", "spaces", *(tab.pillar for tab in COMPANY_TABS)})
"""The pillars whose changes concern a card."""

__all__ = ["SHOWS", "TABS", "CardPart"]
