"""A company's premises as its card shows them: who is where, under which agreement, at what rent today."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from realis_tui.db.models import HostingAgreement, Occupancy, RentStep, Space
from realis_tui.domain.rent import RentTerms, monthly_rent, presence
from realis_tui.usecases.companies.alerts import end_level
from realis_tui.usecases.companies.card_views import HostingView, PremisesView
from realis_tui.usecases.companies.views import Alert, Level
from realis_tui.usecases.unit import UnitOfWork

_OCCUPANCIES = (
    select(
        Occupancy.id,
        Occupancy.space_id,
        Space.code,
        Space.kind,
        Space.area_dm2,
        Occupancy.company_id,
        Occupancy.starts_on,
        Occupancy.ends_on,
        Occupancy.hosting_agreement_id,
        Occupancy.version,
    )
    .join(Space, Space.id == Occupancy.space_id)
    .order_by(Occupancy.starts_on.desc(), Space.code)
)


def premises_of(unit: UnitOfWork, ids: Collection[int]) -> dict[int, list[PremisesView]]:
    """Occupancies past, present and to come by company, the latest first."""
    found: dict[int, list[PremisesView]] = defaultdict(list)
    for row in unit.session.execute(_OCCUPANCIES.where(Occupancy.company_id.in_(ids))):
        found[row.company_id].append(
            PremisesView(
                occupancy_id=row.id,
                space_id=row.space_id,
                space=row.code,
                kind=row.kind.label,
                area_dm2=row.area_dm2,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                is_now=covers(row.starts_on, row.ends_on, unit.today),
                hosting_agreement_id=row.hosting_agreement_id,
                version=row.version,
            )
        )
    return found


def hosting_views(unit: UnitOfWork, company_id: int, alerts: Sequence[Alert]) -> tuple[HostingView, ...]:
    """Hosting agreements, the latest first, with today's rent. `alerts`: the company's."""
    agreements = unit.session.scalars(
        select(HostingAgreement)
        .where(HostingAgreement.company_id == company_id)
        .order_by(HostingAgreement.starts_on.desc())
    ).all()
    if not agreements:
        return ()
    steps: dict[int, list[tuple[int, int]]] = {}
    wanted = select(RentStep.agreement_id, RentStep.year, RentStep.percent).order_by(RentStep.year)
    for agreement_id, year, percent in unit.session.execute(
        wanted.where(RentStep.agreement_id.in_([each.id for each in agreements]))
    ):
        steps.setdefault(agreement_id, []).append((year, percent))
    rows = occupancies_of(unit, company_id)
    late = {alert.agreement_id: alert for alert in alerts if alert.days < 0}
    return tuple(_hosting(unit, each, steps.get(each.id, []), rows, late.get(each.id)) for each in agreements)


def _hosting(
    unit: UnitOfWork,
    agreement: HostingAgreement,
    steps: Sequence[tuple[int, int]],
    rows: Sequence[Any],
    overdue: Alert | None,
) -> HostingView:
    here = [row for row in rows if row.hosting_agreement_id == agreement.id]
    now = [row for row in here if covers(row.starts_on, row.ends_on, unit.today)]
    last_day = agreement.ended_on or agreement.ends_on
    current = covers(agreement.starts_on, last_day, unit.today)
    after = unit.policy_of(agreement.starts_on).rent_after_steps
    terms = [terms_of(agreement, steps, row, rows, after) for row in now]
    years = [presence(each.entry, unit.today) for each in terms]
    rent = sum(monthly_rent(each, year) for each, year in zip(terms, years, strict=True))
    return HostingView(
        **{name: getattr(agreement, name) for name in _COPIED},
        steps=tuple(steps),
        spaces=tuple(sorted({row.code for row in (now or here)})),
        area_dm2=sum(row.area_dm2 or 0 for row in now),
        rent_now_cents=rent,
        percent_now=terms[0].percent(years[0]) if terms else None,
        days_left=(last_day - unit.today).days if last_day else None,
        level=overdue.level if overdue else _level(unit, agreement, current),
        is_current=current,
        overdue=overdue,
    )


def _level(unit: UnitOfWork, agreement: HostingAgreement, current: bool) -> Level:
    if agreement.ended_on is None:
        return end_level(unit, agreement.ends_on) or Level.FINE
    return Level.FINE if current else Level.DONE


_COPIED = [
    "id",
    "regime",
    "starts_on",
    "ends_on",
    "ended_on",
    "rent_cents_per_m2",
    "charges_cents",
    "deposit_cents",
    "indexation",
    "vat_applies",
    "notes",
    "version",
]


def occupancies_of(unit: UnitOfWork, company_id: int) -> Sequence[Any]:
    """The company's occupancies as columns, the latest first."""
    return unit.session.execute(_OCCUPANCIES.where(Occupancy.company_id == company_id)).all()


def terms_of(
    agreement: HostingAgreement, steps: Sequence[tuple[int, int]], row: Any, rows: Sequence[Any], after: int
) -> RentTerms:
    """What the rent of one occupancy follows from; years of presence count from the entry into the premises.

    An agreement that renews another keeps the steps counting: the entry is that of the unbroken stay in the space.
    """
    return RentTerms(
        area=Decimal(row.area_dm2 or 0) / 100,
        cents_per_m2=agreement.rent_cents_per_m2,
        entry=entry_of(row, rows),
        steps=tuple(percent for _, percent in steps),
        after=after,
    )


def entry_of(row: Any, rows: Sequence[Any]) -> date:
    """The first day of an unbroken stay of the company in the space."""
    first: date = row.starts_on
    stays = sorted((each for each in rows if each.space_id == row.space_id), key=lambda each: each.starts_on)
    for stay in reversed(stays):
        if stay.ends_on is not None and (first - stay.ends_on).days == 1:
            first = stay.starts_on
    return first


def covers(first: date, last: date | None, day: date) -> bool:
    """Whether a day is between two days, both included; no last day while it lasts."""
    return first <= day and (last is None or day <= last)
