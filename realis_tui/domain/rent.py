"""The progressive rent (rule 8): so much per m² and year, a percentage by year of presence, cents rounded half-up."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from realis_tui.domain.days import after_months, days_in_month, months_elapsed
from realis_tui.domain.french import round_half_up


@dataclass(frozen=True, slots=True)
class RentTerms:
    """What a rent is computed from.

    area: m²; cents_per_m2: full price of one m² for one year, in cents; entry: first day in the premises;
    steps: percentage of the full price in each year of presence; after: percentage once those years are over.
    """

    area: Decimal
    cents_per_m2: int
    entry: date
    steps: tuple[int, ...]
    after: int

    def percent(self, year: int) -> int:
        """The percentage of a year of presence, 1 being the first."""
        return self.steps[year - 1] if year <= len(self.steps) else self.after


@dataclass(frozen=True, slots=True)
class RentPart:
    """A part of a month at one rate: days from `first` to `last` out of the month's `month_days`."""

    first: date
    last: date
    month_days: int
    percent: int
    cents: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def presence(entry: date, day: date) -> int:
    """The year of presence on a day, 1 being the first (and what comes before the entry)."""
    return max(0, months_elapsed(entry, day)) // 12 + 1


def monthly_rent(terms: RentTerms, year: int = 1) -> int:
    """Cents for a whole month in a year of presence (1 is the first)."""
    yearly = terms.area * terms.cents_per_m2 * terms.percent(year) / 100
    return int(round_half_up(yearly / 12))


def rent_parts(terms: RentTerms, year: int, month: int, end: date | None = None) -> tuple[RentPart, ...]:
    """The parts of a calendar month, cut at the entry, at the anniversary of entry and at the end, each rounded."""
    size = days_in_month(year, month)
    first = max(date(year, month, 1), terms.entry)
    last = date(year, month, size)
    if end is not None and end < last:
        last = end
    parts = []
    while first <= last:
        there = presence(terms.entry, first)
        stop = min(last, after_months(terms.entry, there * 12) - timedelta(days=1))
        days = (stop - first).days + 1
        cents = int(round_half_up(Decimal(monthly_rent(terms, there) * days) / size))
        parts.append(RentPart(first, stop, size, terms.percent(there), cents))
        first = stop + timedelta(days=1)
    return tuple(parts)
