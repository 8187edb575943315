"""The mapped classes that every screen needs: who acts, companies, premises, the journal.

A pillar's own tables are mapped when the pillar is first used, imported from its module (`models.rooms`): each class
costs the start some 3 ms. What needs every table, to create, migrate, copy or undo, takes `metadata` from
`models.whole`.
"""

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
