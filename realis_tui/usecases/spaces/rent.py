"""The rent of a hosting agreement month by month: part months by days, each part rounded (rule 8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import select

from realis_tui.db.models import Company, HostingAgreement, RentStep
from realis_tui.domain.accounts import Permission
from realis_tui.domain.days import add_months, days_in_month, last_of_month
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import round_half_up
from realis_tui.domain.inputs import Day
from realis_tui.domain.rent import RentTerms, monthly_rent, presence, rent_parts
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.premises import occupancies_of, terms_of
from realis_tui.usecases.companies.rows import row_of
from realis_tui.usecases.unit import UnitOfWork


class RentSchedule(Input):
    """The rent of an agreement by month; `months` from `first` (the agreement's first month when empty)."""

    agreement_id: int
    first: Annotated[Day | None, Shown("À partir de", widget="date")] = None
    months: int = 48


@dataclass(frozen=True, slots=True)
class RentPartView:
    """Days at one rate within a month; `days` out of `month_days`."""

    days: int
    month_days: int
    percent: int
    space: str
    cents: int


@dataclass(frozen=True, slots=True)
class RentMonth:
    """`rent_cents` before tax; `charges_cents` prorated as the rent is; `total_cents` their sum."""

    month: date
    rent_cents: int
    charges_cents: int
    total_cents: int
    parts: tuple[RentPartView, ...]


@dataclass(frozen=True, slots=True)
class RentScheduleView:
    agreement_id: int
    company: str
    steps: tuple[tuple[int, int], ...]
    full_rent_cents: int
    """A full month at 100 %."""
    months: tuple[RentMonth, ...]
    rent_cents: int
    charges_cents: int
    total_cents: int


@question("hosting.rent", "Échéancier des loyers", Permission.COMPANIES_READ)
def rent_schedule(unit: UnitOfWork, request: RentSchedule) -> RentScheduleView:
    """The rent month by month, part months by days, each part rounded (rule 8)."""
    agreement = row_of(unit, HostingAgreement, request.agreement_id, "Cette convention")
    company = row_of(unit, Company, agreement.company_id)
    steps = [
        (row.year, row.percent)
        for row in unit.session.execute(
            select(RentStep.year, RentStep.percent).where(RentStep.agreement_id == agreement.id).order_by(RentStep.year)
        )
    ]
    rows = occupancies_of(unit, agreement.company_id)
    after = unit.policy_of(agreement.starts_on).rent_after_steps
    stays = [
        (row, terms_of(agreement, steps, row, rows, after))
        for row in sorted(rows, key=lambda row: (row.code, row.starts_on))
        if row.hosting_agreement_id == agreement.id
    ]
    first = (request.first or agreement.starts_on).replace(day=1)
    months = [_month(agreement, stays, month) for month in _months(first, request.months, agreement)]
    now = [(row, terms) for row, terms in stays if row.ends_on is None or row.ends_on >= first]
    full = sum(int(round_half_up(terms.area * terms.cents_per_m2 / 12)) for _, terms in now)
    return RentScheduleView(
        agreement_id=agreement.id,
        company=company.name,
        steps=tuple(steps),
        full_rent_cents=full,
        months=tuple(months),
        rent_cents=sum(month.rent_cents for month in months),
        charges_cents=sum(month.charges_cents for month in months),
        total_cents=sum(month.total_cents for month in months),
    )


def _months(first: date, count: int, agreement: HostingAgreement) -> Iterator[date]:
    last = agreement.ended_on or agreement.ends_on
    for rank in range(max(0, min(count, 1200))):
        month = add_months(first, rank)
        if last is not None and month > last:
            return
        yield month


def _month(agreement: HostingAgreement, stays: Sequence[tuple[Any, RentTerms]], month: date) -> RentMonth:
    parts = [part for row, terms in stays for part in _parts(agreement, row, terms, month)]
    rent = sum(part.cents for part in parts)
    first, last = _within(month, agreement.starts_on, agreement.ended_on or agreement.ends_on)
    size = days_in_month(month.year, month.month)
    days = max(0, (last - first).days + 1)
    charges = int(round_half_up(Decimal(agreement.charges_cents * days) / size))
    return RentMonth(month, rent, charges, rent + charges, tuple(parts))


def _parts(agreement: HostingAgreement, row: Any, terms: RentTerms, month: date) -> Iterator[RentPartView]:
    """The parts of a month at one rate, within the agreement and the stay."""
    lasts = [day for day in (agreement.ended_on or agreement.ends_on, row.ends_on) if day is not None]
    opening = max(agreement.starts_on, row.starts_on)
    closing = min(lasts, default=None)
    for part in rent_parts(terms, month.year, month.month, closing):
        first = max(part.first, opening)
        days = (part.last - first).days + 1
        if days < 1:
            continue
        cents = part.cents
        if first != part.first:
            full = monthly_rent(terms, presence(terms.entry, part.first))
            cents = int(round_half_up(Decimal(full * days) / part.month_days))
        yield RentPartView(days, part.month_days, part.percent, row.code, cents)


def _within(month: date, first: date, last: date | None) -> tuple[date, date]:
    end = last_of_month(month)
    return max(month, first), end if last is None else min(end, last)
