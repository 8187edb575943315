"""A row of a file being entered: what it changed, what was put right, what is to be looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from realis_tui.domain.fields import Repair
from realis_tui.domain.french import title_case_name

if TYPE_CHECKING:
    from realis_tui.usecases.flows.enter_company import EnterCompany
    from realis_tui.usecases.unit import UnitOfWork


@dataclass
class Entry:
    """A row being entered: what it changed, repaired, and what to look at."""

    unit: UnitOfWork
    row: EnterCompany
    changed: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def name(self) -> str:
        """The name as typed; one all in capitals is put back in small letters."""
        typed = self.row.nom
        if not typed.isupper() or len(typed) < 5:
            return typed
        cased = title_case_name(typed)
        self.repairs.append(Repair("nom", typed, cased, "Nom remis en minuscules."))
        return cased

    def put(self, target: Any, name: str, value: Any, word: str) -> None:
        """Set a value the file gives; an empty cell never erases."""
        if value is not None and getattr(target, name) != value:
            setattr(target, name, value)
            self.note(word)

    def note(self, word: str) -> None:
        if word not in self.changed:
            self.changed.append(word)
