"""Who occupies which space, from which day to which day, both included (rule 7)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import func, or_, select

from realis_tui.db.models import Company, HostingAgreement, Occupancy, Space
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import format_date, to
from realis_tui.domain.inputs import Day
from realis_tui.domain.refusals import Refused
from realis_tui.domain.spaces import Period, SpaceKind, free_days_words, taken_space_words
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.rows import in_order, row_of, seen_row
from realis_tui.usecases.spaces.codes import code_order
from realis_tui.usecases.spaces.leases import check_lease_with
from realis_tui.usecases.unit import UnitOfWork


class OccupancyFields(Input):
    """From a day to another, both included (none: as long as it lasts), under a hosting agreement or none."""

    starts_on: Annotated[Day, Shown("Du", "Occupation", widget="date", column="du")]
    ends_on: Annotated[Day | None, Shown("Au", "Occupation", widget="date", hint="vide : sans fin", column="au")] = None
    hosting_agreement_id: int | None = None


class AssignSpace(OccupancyFields):
    """A company takes a space. Without an agreement given, the company's only current hosting agreement is taken."""

    space_id: Annotated[int, Shown("Local", "Occupation", widget="picker", source="spaces", column="local")]
    company_id: Annotated[
        int, Shown("Entreprise", "Occupation", widget="picker", source="companies", column="entreprise")
    ]


class AssignSeat(OccupancyFields):
    """A company takes any free coworking seat."""

    company_id: Annotated[
        int, Shown("Entreprise", "Occupation", widget="picker", source="companies", column="entreprise")
    ]


class ChangeOccupancy(OccupancyFields):
    """Its days or its agreement changed; refused as `Stale` when it is no longer at this `version`."""

    occupancy_id: int
    version: int


class ReleaseSpace(Input):
    """`on`: the last day in the space (today when empty)."""

    occupancy_id: int
    on: Annotated[Day | None, Shown("Dernier jour", "Occupation", widget="date", hint="aujourd'hui", column="le")] = (
        None
    )
    version: int


@dataclass(frozen=True, slots=True)
class OccupancySaved:
    occupancy_id: int
    space: str
    company: str
    starts_on: date
    ends_on: date | None
    version: int


@act("spaces.assign", "Attribuer un local", Permission.SPACES_WRITE, changes=("spaces", "companies"))
def assign_space(unit: UnitOfWork, request: AssignSpace) -> OccupancySaved:
    """Refused when someone else is in the space on one of the days: it says who and until when."""
    space = row_of(unit, Space, request.space_id, "Ce local")
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    agreement_id = request.hosting_agreement_id or only_agreement(unit, company.id, request.starts_on)
    occupancy = occupy(unit, space, company, request.starts_on, request.ends_on, agreement_id)
    unit.summary = f"Local {space.code} attribué {to(company.name)}"
    return _saved(occupancy, space, company)


@act("spaces.assign_seat", "Attribuer un poste de coworking", Permission.SPACES_WRITE, changes=("spaces", "companies"))
def assign_seat(unit: UnitOfWork, request: AssignSeat) -> OccupancySaved:
    """The first seat free over the whole period; refused when all are taken, saying from when one is free."""
    in_order(request.starts_on, request.ends_on)
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    lettable = select(Space).where(Space.kind == SpaceKind.COWORKING, Space.is_lettable)
    seats = sorted(unit.session.scalars(lettable), key=lambda seat: code_order(seat.code))
    if not seats:
        raise Refused("Il n'y a aucun poste de coworking : en créer un d'abord.", "space_id")
    ids = [seat.id for seat in seats]
    taken = _taken(unit, ids, request.starts_on, request.ends_on)
    seat = next((seat for seat in seats if seat.id not in taken), None)
    if seat is None:
        alone = len(seats) == 1
        said = "Le seul poste de coworking est pris" if alone else f"Les {len(seats)} postes de coworking sont pris"
        if last := _first_freed(unit, ids, request.starts_on):
            when = f" ; {'il' if alone else 'un poste'} se libère après le {format_date(last)}"
        else:
            when = ""
        raise Refused(f"{said} à ces dates{when}.", "starts_on")
    agreement_id = request.hosting_agreement_id or only_agreement(unit, company.id, request.starts_on)
    occupancy = occupy(unit, seat, company, request.starts_on, request.ends_on, agreement_id)
    unit.summary = f"Poste {seat.code} attribué {to(company.name)}"
    return _saved(occupancy, seat, company)


@act("spaces.change", "Modifier l'occupation", Permission.SPACES_WRITE, changes=("spaces", "companies"))
def change_occupancy(unit: UnitOfWork, request: ChangeOccupancy) -> OccupancySaved:
    """Change the days or the agreement of an occupation."""
    occupancy = seen_row(unit, Occupancy, request.occupancy_id, request.version, "Cette occupation")
    space, company = occupancy.space, occupancy.company
    in_order(request.starts_on, request.ends_on)
    refuse_taken_space(unit, space, request.starts_on, request.ends_on, except_id=occupancy.id)
    was_outside, agreed = _is_outside(unit, occupancy), occupancy.hosting_agreement_id
    was = occupancy.starts_on, occupancy.ends_on
    occupancy.starts_on, occupancy.ends_on = request.starts_on, request.ends_on
    # A form of the days alone says nothing of the agreement: it stays, and the rent with it.
    if "hosting_agreement_id" in request.model_fields_set:
        occupancy.hosting_agreement_id = request.hosting_agreement_id
    # One that its agreement's end left outside is corrected as it stands, when nothing is made worse.
    is_no_worse = was_outside and occupancy.hosting_agreement_id == agreed and _is_within(occupancy, *was)
    if not is_no_worse:
        _check_agreement(unit, company, space, occupancy)
    unit.session.flush()
    unit.summary = f"Occupation de {space.code} par {company.name} modifiée"
    return _saved(occupancy, space, company)


@act("spaces.release", "Libérer le local", Permission.SPACES_WRITE, changes=("spaces", "companies"))
def release_space(unit: UnitOfWork, request: ReleaseSpace) -> OccupancySaved:
    """End an occupation on its last day."""
    occupancy = seen_row(unit, Occupancy, request.occupancy_id, request.version, "Cette occupation")
    last = request.on or unit.today
    if last < occupancy.starts_on:
        raise Refused(f"L'occupation commence le {format_date(occupancy.starts_on)} : choisir un jour après.", "on")
    if occupancy.ends_on is not None and occupancy.ends_on < last:
        raise Refused(f"Le local est déjà libéré depuis le {format_date(occupancy.ends_on)}.", "on")
    occupancy.ends_on = last
    unit.session.flush()
    unit.summary = f"Local {occupancy.space.code} libéré par {occupancy.company.name}"
    return _saved(occupancy, occupancy.space, occupancy.company)


def occupy(
    unit: UnitOfWork, space: Space, company: Company, first: date, last: date | None, agreement_id: int | None
) -> Occupancy:
    """Put a company in a space from a day to a day, after the checks of rule 7."""
    in_order(first, last)
    if not space.is_lettable:
        raise Refused(f"Le local {space.code} n'est pas à louer.", "space_id")
    refuse_taken_space(unit, space, first, last, field="space_id")
    occupancy = Occupancy(space_id=space.id, company_id=company.id, starts_on=first, ends_on=last)
    occupancy.hosting_agreement_id = agreement_id
    _check_agreement(unit, company, space, occupancy)
    unit.session.add(occupancy)
    unit.session.flush()
    return occupancy


def refuse_taken_space(
    unit: UnitOfWork, space: Space, first: date, last: date | None, *, except_id: int = 0, field: str = "starts_on"
) -> None:
    """Say who is in the space, until when, and when it is free; the data base's guard holds it whoever writes."""
    statement = (
        select(Company.name, Occupancy.starts_on, Occupancy.ends_on)
        .join(Company, Company.id == Occupancy.company_id)
        .where(
            Occupancy.space_id == space.id,
            Occupancy.id != except_id,
            or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= first),
        )
        .order_by(Occupancy.starts_on)
    )
    stays, asked = unit.session.execute(statement).all(), Period(first, last)
    taken = [Period(stay.starts_on, stay.ends_on) for stay in stays]
    if taken and taken[0].overlaps(asked):
        clash, free = stays[0], free_days_words(asked, taken)
        raise Refused(taken_space_words(space.code, clash.name, clash.starts_on, clash.ends_on, free), field)


def only_agreement(unit: UnitOfWork, company_id: int, day: date) -> int | None:
    """The company's hosting agreement on a day when it has exactly one, so that the rent is found."""
    found = unit.session.scalars(
        select(HostingAgreement.id).where(
            HostingAgreement.company_id == company_id,
            HostingAgreement.ended_on.is_(None),
            HostingAgreement.starts_on <= day,
            or_(HostingAgreement.ends_on.is_(None), HostingAgreement.ends_on >= day),
        )
    ).all()
    return found[0] if len(found) == 1 else None


def refuse_stay_outside(agreement: HostingAgreement, space: Space, first: date, last: date | None) -> None:
    """A stay has one day at least under its agreement: one that goes on after the end is an overstay (rule 5)."""
    allowed = _days_of(agreement)
    if not allowed.overlaps(Period(first, last)):
        since, until = format_date(allowed.start), allowed.end and format_date(allowed.end)
        days = f"va du {since} au {until}" if until else f"commence le {since}"
        raise Refused(f"La convention {days} : le local {space.code} n'y serait pas occupé un seul jour.", "starts_on")


def _days_of(agreement: HostingAgreement) -> Period:
    return Period(agreement.starts_on, agreement.ended_on or agreement.ends_on)


def _is_outside(unit: UnitOfWork, stay: Occupancy) -> bool:
    """Whether a stay has not one day under its agreement."""
    agreement = unit.session.get(HostingAgreement, stay.hosting_agreement_id) if stay.hosting_agreement_id else None
    return agreement is not None and not _days_of(agreement).overlaps(Period(stay.starts_on, stay.ends_on))


def _is_within(stay: Occupancy, first: date, last: date | None) -> bool:
    """Whether a stay adds no day to those it had."""
    return stay.starts_on >= first and (last is None or (stay.ends_on is not None and stay.ends_on <= last))


def _check_agreement(unit: UnitOfWork, company: Company, space: Space, stay: Occupancy) -> None:
    if stay.hosting_agreement_id is None:
        return
    agreement = row_of(unit, HostingAgreement, stay.hosting_agreement_id, "Cette convention")
    if agreement.company_id != company.id:
        raise Refused("Cette convention est celle d'une autre entreprise.", "hosting_agreement_id")
    refuse_stay_outside(agreement, space, stay.starts_on, stay.ends_on)
    check_lease_with(unit, agreement, space.id)


def _taken(unit: UnitOfWork, ids: list[int], first: date, last: date | None) -> set[int]:
    """Seats occupied on a day of the period."""
    statement = select(Occupancy.space_id).where(
        Occupancy.space_id.in_(ids), or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= first)
    )
    if last is not None:
        statement = statement.where(Occupancy.starts_on <= last)
    return set(unit.session.scalars(statement))


def _first_freed(unit: UnitOfWork, ids: list[int], first: date) -> date | None:
    """The last day before a seat, the first of all, is free for good; None when none is."""
    ends = unit.session.scalars(
        select(func.max(Occupancy.ends_on))
        .where(Occupancy.space_id.in_(ids), or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= first))
        .group_by(Occupancy.space_id)
        .having(func.count() == func.count(Occupancy.ends_on))
    )
    return min((end for end in ends if end is not None), default=None)


def _saved(occupancy: Occupancy, space: Space, company: Company) -> OccupancySaved:
    return OccupancySaved(
        occupancy.id, space.code, company.name, occupancy.starts_on, occupancy.ends_on, occupancy.version
    )
