"""The tabs that other pillars add to a company's card: named here, so that no screen knows another pillar's.

A pillar that has something to show of a company writes a `CardPart` among its own screens, and adds its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from realis_tui.screens.card_parts import CardPart


@dataclass(frozen=True, slots=True)
class CompanyTab:
    """One tab. key: its name in the card; pillar: whose changes draw it again; permission: who sees it.

    part: « module:Class » of its `CardPart`, imported when the tab is first shown: called, a tab makes one.
    """

    key: str
    title: str
    pillar: str
    permission: str
    part: str

    def __call__(self) -> CardPart:
        module, _, name = self.part.partition(":")
        return cast("CardPart", getattr(import_module(module), name)())


COMPANY_TABS: tuple[CompanyTab, ...] = (
    CompanyTab("rooms", "Salles", "rooms", "rooms.read", "realis_tui.screens.rooms.company_tab:BookingsPart"),
)
