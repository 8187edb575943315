"""Hosting agreements: legal regime, dates and money (rules 5 and 8). The rent by month is in `rent.py`."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from pydantic import BeforeValidator
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from realis_tui.db.models import Company, HostingAgreement, Occupancy, RentStep, Space
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import format_date, of
from realis_tui.domain.inputs import Day, Flag, Line, Money, Paragraph, choices_of, one_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.rows import in_order, row_of, seen_row
from realis_tui.usecases.spaces.leases import check_lease, spaces_of
from realis_tui.usecases.spaces.occupancies import occupy, refuse_stay_outside, refuse_taken_space
from realis_tui.usecases.unit import UnitOfWork

Regime = Annotated[HostingRegime, BeforeValidator(one_of(HostingRegime))]


class HostingFields(Input):
    """An agreement as it is typed: amounts in cents before tax, the rent by m² and year, the charges by month.

    `ends_on`: its last day, none for one without end. Refused beside its field.
    """

    regime: Annotated[
        Regime, Shown("Régime", "Convention", widget="choice", choices=choices_of(HostingRegime), column="regime")
    ]
    starts_on: Annotated[Day, Shown("Du", "Convention", widget="date", column="du")]
    ends_on: Annotated[Day | None, Shown("Au", "Convention", widget="date", column="au")] = None
    rent_cents_per_m2: Annotated[
        Money | None, Shown("Loyer au m² et par an", "Argent", widget="money", example="132 €", column="loyer_m2")
    ] = None
    charges_cents: Annotated[Money, Shown("Charges par mois", "Argent", widget="money", column="charges")] = 0
    deposit_cents: Annotated[Money, Shown("Dépôt de garantie", "Argent", widget="money", column="depot")] = 0
    indexation: Annotated[
        Line | None, Shown("Indexation", "Argent", example="ILAT, au 1er janvier", column="indexation")
    ] = None
    vat_applies: Annotated[Flag, Shown("TVA", "Argent", widget="check", column="tva")] = True
    notes: Annotated[
        Paragraph | None, Shown("Notes", "Convention", widget="area", column="notes", max_length=2_000)
    ] = None


class CreateHosting(HostingFields):
    """A new agreement; `space_ids` are assigned from its first day to its last."""

    company_id: int
    space_ids: tuple[int, ...] = ()


class EditHosting(HostingFields):
    """An agreement changed; refused as `Stale` when it is no longer at this `version`."""

    agreement_id: int
    version: int


class EndHosting(Input):
    """`on`: its last day (today when empty); `release`: its spaces are released that day too."""

    agreement_id: int
    on: Annotated[Day | None, Shown("Dernier jour", "Convention", widget="date", hint="aujourd'hui", column="le")] = (
        None
    )
    release: Annotated[Flag, Shown("Libérer les locaux", "Convention", widget="check", column="liberer")] = True
    version: int


class RenewHosting(Input):
    """A new agreement from the day after the old one's end, on the same terms and spaces."""

    agreement_id: int
    ends_on: Annotated[Day, Shown("Jusqu'au", "Convention", widget="date", column="au")]
    regime: Annotated[
        Regime | None,
        Shown(
            "Régime", "Convention", widget="choice", choices=choices_of(HostingRegime), hint="le même", column="regime"
        ),
    ] = None
    version: int


@dataclass(frozen=True, slots=True)
class HostingSaved:
    agreement_id: int
    regime: HostingRegime
    starts_on: date
    ends_on: date | None
    version: int
    kept: tuple[str, ...] = ()
    """Spaces that its end does not release, and that are still occupied after it."""


@act("hosting.create", "Nouvelle convention d'hébergement", Permission.COMPANIES_WRITE, changes=("companies", "spaces"))
def create_hosting(unit: UnitOfWork, request: CreateHosting) -> HostingSaved:
    """A « bail dérogatoire » beyond 36 months in all for the same company and premises is refused."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    in_order(request.starts_on, request.ends_on)
    if request.regime is HostingRegime.DEROGATORY_LEASE:
        check_lease(unit, company.id, request.starts_on, request.ends_on, set(request.space_ids))
    agreement = HostingAgreement(company_id=company.id)
    _fill(unit, agreement, request)
    unit.session.add(agreement)
    unit.session.flush()
    for year, percent in enumerate(unit.policy_of(request.starts_on).rent_steps, start=1):
        unit.session.add(RentStep(agreement_id=agreement.id, year=year, percent=percent))
    _take_spaces(unit, company, agreement, request.space_ids)
    unit.session.flush()
    unit.summary = f"Convention ({agreement.regime.label}) {of(company.name)}"
    return _saved(agreement)


@act("hosting.edit", "Modifier la convention", Permission.COMPANIES_WRITE, changes=("companies", "spaces"))
def edit_hosting(unit: UnitOfWork, request: EditHosting) -> HostingSaved:
    """Change an agreement's terms; its rent steps stay those agreed."""
    agreement = seen_row(unit, HostingAgreement, request.agreement_id, request.version, "Cette convention")
    in_order(request.starts_on, request.ends_on)
    _keep_ended(agreement.ended_on, request)
    if request.regime is HostingRegime.DEROGATORY_LEASE:
        spaces = spaces_of(unit, agreement.id)
        check_lease(unit, agreement.company_id, request.starts_on, request.ends_on, spaces, agreement.id)
    first, last = agreement.starts_on, agreement.ends_on
    _fill(unit, agreement, request)
    _move_stays(unit, agreement, first, last)
    unit.session.flush()
    company = row_of(unit, Company, agreement.company_id)
    unit.summary = f"Convention {of(company.name)} modifiée"
    return _saved(agreement)


@act("hosting.end", "Mettre fin à la convention", Permission.COMPANIES_WRITE, changes=("companies", "spaces"))
def end_hosting(unit: UnitOfWork, request: EndHosting) -> HostingSaved:
    """End it, and release its spaces unless told otherwise: who stays on is then watched by the alerts."""
    agreement = seen_row(unit, HostingAgreement, request.agreement_id, request.version, "Cette convention")
    last = request.on or unit.today
    if agreement.ended_on is not None:
        raise Refused(f"Cette convention est close depuis le {format_date(agreement.ended_on)}.", "on")
    if last < agreement.starts_on:
        raise Refused(f"La convention commence le {format_date(agreement.starts_on)} : choisir un jour après.", "on")
    # Closed late, a lease still ended on its term: the occupant's overstay counts from there (rule 5).
    agreement.ended_on = last if agreement.ends_on is None else min(last, agreement.ends_on)
    going_on = _occupancies(unit, agreement.id, last)
    for occupancy in going_on if request.release else ():
        if occupancy.starts_on > last:
            unit.session.delete(occupancy)
        else:
            occupancy.ends_on = last
    unit.session.flush()
    company = row_of(unit, Company, agreement.company_id)
    unit.summary = f"Convention {of(company.name)} close le {format_date(agreement.ended_on)}"
    kept = () if request.release else tuple(sorted({occupancy.space.code for occupancy in going_on}))
    return replace(_saved(agreement), kept=kept)


@act("hosting.renew", "Renouveler la convention", Permission.COMPANIES_WRITE, changes=("companies", "spaces"))
def renew_hosting(unit: UnitOfWork, request: RenewHosting) -> HostingSaved:
    """Renew it; the steps go on counting from the entry into the premises."""
    old = seen_row(unit, HostingAgreement, request.agreement_id, request.version, "Cette convention")
    last = old.ended_on or old.ends_on
    if last is None:
        raise Refused("Cette convention n'a pas de fin : il n'y a rien à renouveler.", "ends_on")
    start = last + timedelta(days=1)
    if request.ends_on < start:
        raise Refused(f"La convention renouvelée commence le {format_date(start)} : choisir une fin après.", "ends_on")
    regime = request.regime or old.regime
    if unit.session.scalar(_following(old, start)) is not None:
        raise Refused(f"Cette convention est déjà renouvelée à partir du {format_date(start)}.", "ends_on")
    if regime is HostingRegime.DEROGATORY_LEASE:
        check_lease(unit, old.company_id, start, request.ends_on, spaces_of(unit, old.id))
    new = HostingAgreement(company_id=old.company_id, regime=regime, starts_on=start, ends_on=request.ends_on)
    for name in _TERMS:
        setattr(new, name, getattr(old, name))
    unit.session.add(new)
    unit.session.flush()
    for step in old.rent_steps:
        unit.session.add(RentStep(agreement_id=new.id, year=step.year, percent=step.percent))
    old.ended_on = last
    _carry_over(unit, old, new, last)
    unit.session.flush()
    company = row_of(unit, Company, new.company_id)
    unit.summary = f"Convention {of(company.name)} renouvelée jusqu'au {format_date(request.ends_on)}"
    return _saved(new)


def _following(old: HostingAgreement, start: date) -> Select[int]:
    """The agreement that renewed one already: it begins the day after, over the same spaces or on the same terms."""
    mine, theirs = aliased(Occupancy), aliased(Occupancy)
    same_space = (
        select(mine.id)
        .join(theirs, theirs.space_id == mine.space_id)
        .where(mine.hosting_agreement_id == old.id, theirs.hosting_agreement_id == HostingAgreement.id)
        .exists()
    )
    same_terms = and_(*(getattr(HostingAgreement, name) == getattr(old, name) for name in ("regime", *_RENT)))
    return (
        select(HostingAgreement.id)
        .where(HostingAgreement.company_id == old.company_id, HostingAgreement.starts_on == start)
        .where(or_(same_space, same_terms))
        .limit(1)
    )


_RENT = ("rent_cents_per_m2", "charges_cents", "deposit_cents")
_TERMS = ("rent_cents_per_m2", "charges_cents", "deposit_cents", "indexation", "vat_applies", "notes")


def _fill(unit: UnitOfWork, agreement: HostingAgreement, fields: HostingFields) -> None:
    agreement.regime, agreement.starts_on, agreement.ends_on = fields.regime, fields.starts_on, fields.ends_on
    price = fields.rent_cents_per_m2
    if price is None:
        agreed = agreement.id is not None
        price = agreement.rent_cents_per_m2 if agreed else unit.policy_of(fields.starts_on).rent_cents_per_m2
    for name in _TERMS:
        setattr(agreement, name, getattr(fields, name))
    agreement.rent_cents_per_m2 = price


def _keep_ended(ended: date | None, fields: HostingFields) -> None:
    """The day an agreement really ended stays between its first day and its last."""
    if ended is None:
        return
    if fields.starts_on > ended:
        raise Refused(f"Cette convention a pris fin le {format_date(ended)} : choisir un début avant.", "starts_on")
    if fields.ends_on is not None and fields.ends_on < ended:
        raise Refused(
            f"Cette convention a pris fin le {format_date(ended)} : choisir un dernier jour après.", "ends_on"
        )


def _move_stays(unit: UnitOfWork, agreement: HostingAgreement, first: date, last: date | None) -> None:
    """The stays whose days were the agreement's follow it; one that was given its own days keeps them."""
    if (agreement.starts_on, agreement.ends_on) == (first, last):
        return
    linked = select(Occupancy).where(Occupancy.hosting_agreement_id == agreement.id)
    for stay in unit.session.scalars(linked).all():
        start = agreement.starts_on if stay.starts_on == first else stay.starts_on
        end = agreement.ends_on if stay.ends_on == last else stay.ends_on
        if (start, end) != (stay.starts_on, stay.ends_on):
            in_order(start, end)
        refuse_stay_outside(agreement, stay.space, start, end)
        if (start, end) != (stay.starts_on, stay.ends_on):
            refuse_taken_space(unit, stay.space, start, end, except_id=stay.id)
            stay.starts_on, stay.ends_on = start, end


def _occupancies(unit: UnitOfWork, agreement_id: int, after: date) -> list[Occupancy]:
    """Those of the agreement that go on after a day."""
    statement = (
        select(Occupancy)
        .options(joinedload(Occupancy.space))
        .where(
            Occupancy.hosting_agreement_id == agreement_id, or_(Occupancy.ends_on.is_(None), Occupancy.ends_on > after)
        )
    )
    return list(unit.session.scalars(statement))


def _take_spaces(unit: UnitOfWork, company: Company, agreement: HostingAgreement, space_ids: tuple[int, ...]) -> None:
    """Assign the spaces; one the company is in already is put under the agreement. With none named, those it is in."""
    inside = unit.session.scalars(
        select(Occupancy).where(
            Occupancy.company_id == company.id,
            Occupancy.starts_on <= agreement.starts_on,
            or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= agreement.starts_on),
        )
    ).all()
    for occupancy in inside:
        if occupancy.space_id in space_ids or (not space_ids and occupancy.hosting_agreement_id is None):
            _put_under(unit, occupancy, agreement)
    known = {occupancy.space_id for occupancy in inside}
    for space_id in space_ids:
        if space_id not in known:
            space = row_of(unit, Space, space_id, "Ce local")
            occupy(unit, space, company, agreement.starts_on, agreement.ends_on, agreement.id)


def _put_under(unit: UnitOfWork, stay: Occupancy, agreement: HostingAgreement) -> None:
    """From the agreement's first day; the days before it stay those of the agreement they were under."""
    if stay.hosting_agreement_id is None or stay.starts_on == agreement.starts_on:
        stay.hosting_agreement_id = agreement.id
    else:
        _cut(unit, stay, agreement, stay.ends_on)


def _cut(unit: UnitOfWork, stay: Occupancy, agreement: HostingAgreement, end: date | None) -> None:
    """End a stay on the eve of an agreement, under which it goes on."""
    stay.ends_on = agreement.starts_on - timedelta(days=1)
    unit.session.flush()
    row = Occupancy(space_id=stay.space_id, company_id=stay.company_id, starts_on=agreement.starts_on, ends_on=end)
    row.hosting_agreement_id = agreement.id
    unit.session.add(row)
    unit.session.flush()


def _carry_over(unit: UnitOfWork, old: HostingAgreement, new: HostingAgreement, last: date) -> None:
    """The stay is cut at the renewal, so that each agreement keeps its own days."""
    statement = select(Occupancy).where(
        Occupancy.hosting_agreement_id == old.id, or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= last)
    )
    for stay in unit.session.scalars(statement).all():
        if stay.starts_on > last:
            stay.hosting_agreement_id = new.id
            continue
        until = stay.ends_on
        _cut(unit, stay, new, until if until is None or until > last else new.ends_on)


def _saved(agreement: HostingAgreement) -> HostingSaved:
    return HostingSaved(agreement.id, agreement.regime, agreement.starts_on, agreement.ends_on, agreement.version)
