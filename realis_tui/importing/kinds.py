"""The kinds of import: what a file of companies, bookings, sessions… is read into. Each pillar registers its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel

from realis_tui.domain.fields import Repair, field_specs
from realis_tui.importing.headers import Vocabulary
from realis_tui.usecases.unit import UnitOfWork


class Entered(Protocol):
    """What entering one row gives; `status` is « creee », « mise_a_jour » or « inchangee ».

    `is_doubtful`: it may write over something else than what is meant.
    """

    @property
    def status(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def repairs(self) -> Sequence[Repair]: ...
    @property
    def warnings(self) -> Sequence[str]: ...
    @property
    def is_doubtful(self) -> bool: ...


@dataclass(frozen=True)
class ImportKind:
    """A kind of file: `name` for `--type`, the input model of a row, and the use case that enters it."""

    name: str
    label: str
    noun: str
    """What one row is, for sentences: « entreprise »."""
    model: type[BaseModel]
    enter: Callable[[UnitOfWork, Any], Entered]

    def vocabulary(self) -> Vocabulary:
        return Vocabulary(field_specs(self.model))

    def column(self, field: str | None) -> str | None:
        """A field's name in reports."""
        return next((spec.column for spec in field_specs(self.model) if spec.name == field), field)

    def label_of(self, field: str | None) -> str:
        """A field as people read it in the middle of a sentence: « code postal », « SIREN »."""
        label = next((spec.shown.label for spec in field_specs(self.model) if spec.name == field), field or "")
        return label if label[:2].isupper() else label[:1].lower() + label[1:]


_KINDS: dict[str, Callable[[], ImportKind]] = {}


def register(name: str, make: Callable[[], ImportKind]) -> None:
    """Declare a kind; `make` imports what it needs only when such a file is read."""
    _KINDS[name] = make


def names() -> tuple[str, ...]:
    return tuple(_KINDS)


def kind(name: str) -> ImportKind:
    """A kind by its name; raises KeyError."""
    return _KINDS[name]()


def kinds() -> Iterator[ImportKind]:
    return (make() for make in _KINDS.values())


def _companies() -> ImportKind:
    from realis_tui.usecases.flows.enter_company import EnterCompany, enter_company

    return ImportKind("entreprises", "Entreprises", "entreprise", EnterCompany, enter_company)


def _bookings() -> ImportKind:
    from realis_tui.usecases.flows.enter_booking import EnterBooking, enter_booking

    return ImportKind("reservations", "Réservations", "réservation", EnterBooking, enter_booking)


register("entreprises", _companies)
register("reservations", _bookings)
