"""The plan of the premises: by building and floor, who is where and until when, and the occupancy rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import func, or_, select

from realis_tui.db.models import Company, HostingAgreement, Occupancy, Space
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import fold
from realis_tui.domain.inputs import Day
from realis_tui.domain.spaces import Period, SpaceKind, SpaceUse, occupancy_rate
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.alerts import end_level
from realis_tui.usecases.companies.premises import covers
from realis_tui.usecases.companies.rows import in_order, row_of
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.spaces.codes import code_order
from realis_tui.usecases.unit import UnitOfWork


class PlanRequest(Input):
    """`on`: the day shown (today when empty); `first` and `last`: the period of the rate, the day's year when empty."""

    on: Annotated[Day | None, Shown("Le", widget="date")] = None
    first: Annotated[Day | None, Shown("Du", widget="date")] = None
    last: Annotated[Day | None, Shown("Au", widget="date")] = None
    filter_text: str = ""


class SpaceRequest(Input):
    """Which space; refused when it is there no more."""

    space_id: int


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space on the day shown; the occupant's end is the occupancy's, or the agreement's when that one is open."""

    id: int
    code: str
    kind: SpaceKind
    building: str | None
    floor: str | None
    area_dm2: int | None
    is_lettable: bool
    notes: str | None
    version: int
    occupancy_id: int | None
    occupancy_version: int | None
    company_id: int | None
    company: str | None
    since: date | None
    until: date | None
    level: Level
    """OPEN when free, FINE when let, SOON when it ends within the thresholds, LATE when the agreement is past."""
    next_company: str | None
    next_from: date | None


@dataclass(frozen=True, slots=True)
class FloorPlan:
    building: str
    floor: str
    spaces: tuple[SpaceRow, ...]
    let: int
    free: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`rate`: let m²-days over lettable m²-days of the period, None when nothing is lettable or measured."""

    on: date
    floors: tuple[FloorPlan, ...]
    spaces: int
    let: int
    free: int
    lettable_dm2: int
    let_dm2: int
    seats: int
    seats_let: int
    rate: float | None
    first: date
    last: date
    unmeasured: int


@dataclass(frozen=True, slots=True)
class OccupancyView:
    id: int
    company_id: int
    company: str
    starts_on: date
    ends_on: date | None
    hosting_agreement_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class SpaceCard:
    """A space and all who were, are and will be in it, the latest first."""

    space: SpaceRow
    occupancies: tuple[OccupancyView, ...]


_STAYS = (
    select(
        Occupancy.id,
        Occupancy.version,
        Occupancy.space_id,
        Occupancy.company_id,
        Company.name,
        Occupancy.starts_on,
        Occupancy.ends_on,
        Occupancy.hosting_agreement_id,
        func.coalesce(HostingAgreement.ended_on, HostingAgreement.ends_on).label("agreement_end"),
    )
    .join(Company, Company.id == Occupancy.company_id)
    .outerjoin(HostingAgreement, HostingAgreement.id == Occupancy.hosting_agreement_id)
    .order_by(Occupancy.starts_on)
)


@question("spaces.plan", "Plan des locaux", Permission.SPACES_READ)
def spaces_plan(unit: UnitOfWork, request: PlanRequest) -> Plan:
    """The plan on a day, with the occupancy rate of a period."""
    day = request.on or unit.today
    first, last = request.first or date(day.year, 1, 1), request.last or date(day.year, 12, 31)
    in_order(first, last, "last")
    spaces = unit.session.scalars(select(Space).order_by(Space.building, Space.floor, Space.code)).all()
    since = min(first, day)
    stays = _stays(unit, _STAYS.where(or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= since)))
    rows = [_row(unit, space, stays.get(space.id, []), day) for space in spaces]
    words = fold(request.filter_text).split()
    shown = [row for row in rows if all(word in _folded(row) for word in words)]
    lettable = [row for row in rows if row.is_lettable]
    rate = occupancy_rate(_uses(spaces, stays, Period(first, last)), Period(first, last))
    let = [row for row in lettable if row.company_id is not None]
    seats = [row for row in lettable if row.kind is SpaceKind.COWORKING]
    return Plan(
        on=day,
        floors=_floors(shown),
        spaces=len(rows),
        let=len(let),
        free=len(lettable) - len(let),
        lettable_dm2=sum(row.area_dm2 or 0 for row in lettable),
        let_dm2=sum(row.area_dm2 or 0 for row in let),
        seats=len(seats),
        seats_let=sum(row.company_id is not None for row in seats),
        rate=None if rate is None else float(rate),
        first=first,
        last=last,
        unmeasured=sum(row.area_dm2 is None and row.kind is not SpaceKind.COWORKING for row in lettable),
    )


@question("spaces.card", "Fiche du local", Permission.SPACES_READ)
def space_card(unit: UnitOfWork, request: SpaceRequest) -> SpaceCard:
    """One space and its occupants over time."""
    space = row_of(unit, Space, request.space_id, "Ce local")
    stays = _stays(unit, _STAYS.where(Occupancy.space_id == space.id)).get(space.id, [])
    views = [
        OccupancyView(
            id=stay.id,
            company_id=stay.company_id,
            company=stay.name,
            starts_on=stay.starts_on,
            ends_on=stay.ends_on,
            hosting_agreement_id=stay.hosting_agreement_id,
            version=stay.version,
        )
        for stay in reversed(stays)
    ]
    return SpaceCard(_row(unit, space, stays, unit.today), tuple(views))


def _stays(unit: UnitOfWork, statement: Any) -> dict[int, list[Any]]:
    stays: dict[int, list[Any]] = {}
    for row in unit.session.execute(statement):
        stays.setdefault(row.space_id, []).append(row)
    return stays


def _row(unit: UnitOfWork, space: Space, stays: Sequence[Any], day: date) -> SpaceRow:
    now = next((stay for stay in stays if covers(stay.starts_on, stay.ends_on, day)), None)
    coming = next((stay for stay in stays if stay.starts_on > day), None)
    until = None if now is None else now.ends_on or now.agreement_end
    last = None if now is None else _last_day(now, stays)
    return SpaceRow(
        id=space.id,
        code=space.code,
        kind=space.kind,
        building=space.building,
        floor=space.floor,
        area_dm2=space.area_dm2,
        is_lettable=space.is_lettable,
        notes=space.notes,
        version=space.version,
        occupancy_id=now.id if now else None,
        occupancy_version=now.version if now else None,
        company_id=now.company_id if now else None,
        company=now.name if now else None,
        since=now.starts_on if now else None,
        until=until,
        level=Level.OPEN if now is None else end_level(unit, last) or Level.FINE,
        next_company=coming.name if coming else None,
        next_from=coming.starts_on if coming else None,
    )


def _last_day(now: Any, stays: Sequence[Any]) -> date | None:
    """The day the right to be there ends: a stay cut by a renewal goes on with the next one, from its morrow.

    `stays` come by first day, so that each is looked at once whatever their agreements' ends.
    """
    last: date | None = min((end for end in (now.ends_on, now.agreement_end) if end), default=None)
    for stay in stays:
        if last is not None and stay.company_id == now.company_id and stay.starts_on == last + timedelta(days=1):
            last = min((end for end in (stay.ends_on, stay.agreement_end) if end), default=None)
    return last


def _folded(row: SpaceRow) -> str:
    state = "libre" if row.company_id is None else "occupe"
    return fold(
        f"{row.code} {row.kind.label} {row.building or ''} {row.company or ''} {row.next_company or ''} {state}"
    )


def _floors(rows: Sequence[SpaceRow]) -> tuple[FloorPlan, ...]:
    groups: dict[tuple[str, str], list[SpaceRow]] = {}
    for row in rows:
        building = row.building or ("Coworking" if row.kind is SpaceKind.COWORKING else "Autres")
        groups.setdefault((building, row.floor or ""), []).append(row)
    plans = []
    for (building, floor), group in sorted(groups.items(), key=lambda item: (len(item[0][0]), item[0])):
        let = sum(row.company_id is not None for row in group)
        free = sum(row.company_id is None and row.is_lettable for row in group)
        plans.append(FloorPlan(building, floor, tuple(sorted(group, key=lambda row: code_order(row.code))), let, free))
    return tuple(plans)


def _uses(spaces: Sequence[Space], stays: dict[int, list[Any]], window: Period) -> list[SpaceUse]:
    """Let and lettable m²: a space that was not measured has no weight."""
    return [
        SpaceUse(
            Decimal(space.area_dm2) / 100,
            (window,),
            tuple(Period(stay.starts_on, stay.ends_on) for stay in stays.get(space.id, [])),
        )
        for space in spaces
        if space.is_lettable and space.area_dm2
    ]
