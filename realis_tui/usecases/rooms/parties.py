"""Who a booking is for: a company, a project, the house, someone from outside; and which tariff is theirs."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, or_, select

from realis_tui.db.models import Company, HostingAgreement, Occupancy, Passage, SupportAgreement
from realis_tui.db.models.rooms import Booking
from realis_tui.domain.companies import SUPPORTED_STATES
from realis_tui.domain.french import fold
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Party, Tenant, who_of
from realis_tui.usecases.companies.cards import FindCompany, find_company
from realis_tui.usecases.companies.rows import row_of
from realis_tui.usecases.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class PartyFound:
    """Who, by what, and at which tariff; `name`: as people read it."""

    party: Party
    company_id: int | None
    party_name: str | None
    tenant: Tenant
    name: str


def party_of(unit: UnitOfWork, who: str, tenant: Tenant | None, day: date) -> PartyFound:
    """Read « company:12 », « interne », « projet:Nom », « exterieur:Nom », or a company's name, SIREN or SIRET.

    Without a tenant given, it is what they are on `day`. Refused on the field `who`.
    """
    kind, _, rest = who.partition(":")
    named, name = fold(kind), rest.strip()
    if named == "company" and name.isdecimal():
        return _company(unit, row_of(unit, Company, int(name), "Cette entreprise"), tenant, day)
    if named in ("interne", "realis") and not name:
        return PartyFound(Party.INTERNAL, None, None, Tenant.INTERNAL, who_of(Party.INTERNAL, None, None))
    if named in ("projet", "exterieur", "externe") and ":" in who:
        party = Party.PROJECT if named == "projet" else Party.OUTSIDE
        if not name:
            raise Refused("Dire qui : « exterieur:Mairie de Sète », « projet:Nom du projet ».", "who")
        usual = Tenant.COHORT if party is Party.PROJECT else Tenant.OUTSIDE
        return PartyFound(party, None, name, tenant or usual, name)
    try:
        found = find_company(unit, FindCompany(text=who))
    except Refused as refused:
        others = " Pour d'autres : « interne », « projet:Nom » ou « exterieur:Nom »." if ":" in who else ""
        raise Refused(f"{refused.message}{others}", "who") from None
    return _company(unit, row_of(unit, Company, found.id, "Cette entreprise"), tenant, day)


def party_kept(booking: Booking) -> PartyFound:
    """Who a booking is for, as it is."""
    name = who_of(booking.party, booking.company.name if booking.company else None, booking.party_name)
    return PartyFound(booking.party, booking.company_id, booking.party_name, booking.tenant, name)


def party_edited(unit: UnitOfWork, booking: Booking, who: str, tenant: Tenant | None, day: date) -> PartyFound:
    """Who an edited booking is for: those it was for keep their tariff when none is given, whatever they are now."""
    found = party_of(unit, who, tenant, day)
    kept = party_kept(booking)
    is_same = (found.party, found.company_id, found.party_name) == (kept.party, kept.company_id, kept.party_name)
    return replace(found, tenant=kept.tenant) if tenant is None and is_same else found


def _company(unit: UnitOfWork, company: Company, tenant: Tenant | None, day: date) -> PartyFound:
    return PartyFound(Party.COMPANY, company.id, None, tenant or tenant_of(unit, company.id, day), company.name)


def tenant_of(unit: UnitOfWork, company_id: int, day: date) -> Tenant:
    """« hébergée » for a company with premises on that day, or accompanied then; « extérieur » otherwise."""
    asked = {"company": company_id, "day": day}
    going_on = (row for statement in (_HOUSED, _SUPPORTED) for row in unit.session.execute(statement, asked))
    is_hosted = any(_binds(row.ends_on, row.ended_on, day, unit.today) for row in going_on)
    return Tenant.HOSTED if is_hosted else Tenant.OUTSIDE


def _binds(ends_on: date | None, ended_on: date | None, day: date, today: date) -> bool:
    """Whether an agreement holds on `day`; one that should have been renewed holds while they are still there."""
    if ended_on is not None:
        return ended_on >= day
    return ends_on is None or ends_on >= day or ends_on < today


_HOUSED = (
    select(HostingAgreement.ends_on, HostingAgreement.ended_on)
    .select_from(Occupancy)
    .outerjoin(HostingAgreement, HostingAgreement.id == Occupancy.hosting_agreement_id)
    .where(
        Occupancy.company_id == bindparam("company"),
        Occupancy.starts_on <= bindparam("day"),
        or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= bindparam("day")),
    )
)
"""What binds a company to premises that are its own on a day."""
_SUPPORTED = (
    select(SupportAgreement.ends_on, SupportAgreement.ended_on)
    .select_from(Passage)
    .outerjoin(SupportAgreement, SupportAgreement.passage_id == Passage.id)
    .where(
        Passage.company_id == bindparam("company"),
        Passage.is_current,
        Passage.state.in_(tuple(SUPPORTED_STATES)),
    )
)
