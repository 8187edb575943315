"""Frozen values that several companies' use cases show."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """How urgent: ● fine, ◆ soon, ▲ late, ○ open, ✓ done. Same values as the widgets' signs."""

    FINE = "fine"
    SOON = "soon"
    LATE = "late"
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that ends, is due or is overdue (rules 5, 6 and 9).

    kind: « accompagnement », « convention », « agrément ESUS », « assurance », « bail commercial », « bilan »,
    « suivi post-sortie ». message: a whole French sentence. due_on: the day it is about; days: from today to it,
    negative when past; threshold: the nearest alert threshold passed (90, 30, 7), None when already past or none;
    agreement_id: the hosting agreement it is about.
    """

    company_id: int
    company_name: str
    kind: str
    message: str
    due_on: date
    days: int
    threshold: int | None
    level: Level
    agreement_id: int | None = None

    @property
    def heading(self) -> str:
        """What comes before the day in its sentence: « Risque de bail commercial », « À clore »."""
        return self.message.partition(" : ")[0]
