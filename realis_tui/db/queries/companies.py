"""What the lists and cards of companies read: columns, never entities. `:today` is bound at each call."""

from typing import Any

from sqlalchemy import Date, and_, bindparam, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from realis_tui.db.models import (
    Certificate,
    Company,
    Establishment,
    HostingAgreement,
    Membership,
    Occupancy,
    Passage,
    Person,
    Review,
    SearchEntry,
    Space,
    SupportAgreement,
)
from realis_tui.db.search_kinds import COMPANY
from realis_tui.domain.companies import SUPPORTED_STATES
from realis_tui.domain.milestones import CertificateKind, ReviewKind

TODAY = bindparam("today", type_=Date())


def _present(rows: Any) -> Any:
    """Days both included, no end while it lasts."""
    return and_(rows.starts_on <= TODAY, or_(rows.ends_on.is_(None), rows.ends_on >= TODAY))


hosted = exists().where(Occupancy.company_id == Company.id, _present(Occupancy)).correlate(Company)
esus = (
    exists()
    .where(Certificate.company_id == Company.id, Certificate.kind == CertificateKind.ESUS, _present(Certificate))
    .correlate(Company)
)
supported = Passage.state.in_(tuple(SUPPORTED_STATES))
area_now = (
    select(func.coalesce(func.sum(Space.area_dm2), 0))
    .join(Occupancy, Occupancy.space_id == Space.id)
    .where(Occupancy.company_id == Company.id, _present(Occupancy))
    .correlate(Company)
    .scalar_subquery()
)
first_space = (
    select(func.min(Space.code))
    .join(Occupancy, Occupancy.space_id == Space.id)
    .where(Occupancy.company_id == Company.id, _present(Occupancy))
    .correlate(Company)
    .scalar_subquery()
)
hosting_end = (
    select(func.min(HostingAgreement.ends_on))
    .where(
        HostingAgreement.company_id == Company.id,
        HostingAgreement.ended_on.is_(None),
        HostingAgreement.starts_on <= TODAY,
    )
    .correlate(Company)
    .scalar_subquery()
)
support_open_end = case((SupportAgreement.ended_on.is_(None), SupportAgreement.ends_on), else_=None)
ends_on = func.coalesce(support_open_end, hosting_end)
_main = aliased(Membership)
_any = aliased(Membership)
contact_id = func.coalesce(
    select(func.min(_main.person_id)).where(_main.company_id == Company.id, _main.is_main).scalar_subquery(),
    select(func.min(_any.person_id)).where(_any.company_id == Company.id).scalar_subquery(),
)
FROM = (
    Company.__table__.outerjoin(Passage, and_(Passage.company_id == Company.id, Passage.is_current))
    .outerjoin(SupportAgreement, SupportAgreement.passage_id == Passage.id)
    .outerjoin(SearchEntry, and_(SearchEntry.kind == COMPANY, SearchEntry.ref == Company.id))
)
LIST = select(
    Company.id,
    Company.version,
    Company.name,
    Company.legal_form,
    Company.statute,
    Company.referent,
    Company.city,
    Company.department,
    Company.activity,
    Company.sector,
    Company.siren,
    Company.rna,
    Company.email,
    Company.phone,
    Company.postcode,
    Passage.state,
    Passage.state_since,
    Passage.exited_on,
    Passage.exit_reason,
    SupportAgreement.starts_on,
    ends_on.label("ends_on"),
    hosted.label("hosted"),
    esus.label("esus"),
    area_now.label("area_dm2"),
    Person.name.label("contact"),
    Person.phone.label("contact_phone"),
    Person.email.label("contact_email"),
).select_from(FROM.outerjoin(Person, Person.id == contact_id))
TOTALS = select(
    func.count().label("total"),
    func.coalesce(func.sum(area_now), 0).label("area_dm2"),
    func.coalesce(func.sum(case((hosted, 1), else_=0)), 0).label("hosted"),
).select_from(FROM)
SPACES_NOW = (
    select(Occupancy.company_id, Space.code)
    .join(Space, Space.id == Occupancy.space_id)
    .where(_present(Occupancy), Occupancy.company_id.in_(bindparam("ids", expanding=True)))
    .order_by(Space.code)
)
SIRETS = (
    select(Establishment.company_id, Establishment.siret)
    .where(Establishment.company_id.in_(bindparam("ids", expanding=True)))
    .order_by(Establishment.is_head_office.desc(), Establishment.id)
)


def reviewed(rank: int) -> Any:
    """The yearly review of a rank is done in the current passage."""
    return (
        exists()
        .where(Review.passage_id == Passage.id, Review.kind == ReviewKind.YEARLY, Review.rank == literal(rank))
        .correlate(Passage)
    )


def in_space(condition: Any) -> Any:
    """Occupies today a space that fulfils `condition`."""
    return (
        exists()
        .where(Occupancy.company_id == Company.id, Space.id == Occupancy.space_id, _present(Occupancy), condition)
        .correlate(Company)
    )


def with_siret(condition: Any) -> Any:
    """Has an establishment that fulfils `condition`."""
    return exists().where(Establishment.company_id == Company.id, condition).correlate(Company)


def with_person(condition: Any) -> Any:
    """Has a person that fulfils `condition`."""
    return (
        exists()
        .where(Membership.company_id == Company.id, Person.id == Membership.person_id, condition)
        .correlate(Company)
    )
