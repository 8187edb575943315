"""Every mapped class; importing this package is enough for the metadata to be whole."""

from realis_tui.db.models.accounts import Account, Desk, SavedView, Secret, Setting, Trait
from realis_tui.db.models.base import Base, Stamped
from realis_tui.db.models.companies import (
    Amendment,
    Certificate,
    Company,
    DocumentLink,
    Establishment,
    HostingAgreement,
    Membership,
    Passage,
    Person,
    RentStep,
    Review,
    StateChange,
    SupportAgreement,
    YearlyFigures,
)
from realis_tui.db.models.journal import ActRecord, JournalEntry, SearchEntry
from realis_tui.db.models.spaces import Occupancy, Space

__all__ = [
    "Account",
    "ActRecord",
    "Amendment",
    "Base",
    "Certificate",
    "Company",
    "Desk",
    "DocumentLink",
    "Establishment",
    "HostingAgreement",
    "JournalEntry",
    "Membership",
    "Occupancy",
    "Passage",
    "Person",
    "RentStep",
    "Review",
    "SavedView",
    "SearchEntry",
    "Secret",
    "Setting",
    "Space",
    "Stamped",
    "StateChange",
    "SupportAgreement",
    "Trait",
    "YearlyFigures",
]
