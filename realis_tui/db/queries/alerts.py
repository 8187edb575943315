"""What alerts are derived from: open agreements, last proofs, reviews done, exits. `ids`: some companies, or all."""

from typing import Any

from sqlalchemy import Date, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from realis_tui.db.models import (
    Certificate,
    Company,
    HostingAgreement,
    Occupancy,
    Passage,
    Review,
    SupportAgreement,
)
from realis_tui.db.queries.companies import TODAY, hosted, supported
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.milestones import CertificateKind

HORIZON = bindparam("horizon", type_=Date())

SUPPORTS = (
    select(
        Company.id,
        Company.name,
        SupportAgreement.passage_id,
        SupportAgreement.starts_on,
        SupportAgreement.ends_on,
    )
    .join(SupportAgreement, SupportAgreement.company_id == Company.id)
    .join(Passage, Passage.id == SupportAgreement.passage_id)
    .where(SupportAgreement.ended_on.is_(None), Passage.is_current, supported)
)
REVIEWS = (
    select(Review.passage_id, Review.kind, Review.rank)
    .join(Passage, Passage.id == Review.passage_id)
    .join(Company, Company.id == Review.company_id)
    .where(Passage.is_current)
)
_held = and_(
    Occupancy.company_id == HostingAgreement.company_id,
    or_(Occupancy.hosting_agreement_id == HostingAgreement.id, Occupancy.hosting_agreement_id.is_(None)),
    Occupancy.starts_on <= TODAY,
    or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= TODAY),
)
_inside = exists().where(_held).correlate(HostingAgreement)
# An agreement ended is watched for whoever stays on: one that leaves on its last day leaves nothing to do.
_stays_on = (
    exists()
    .where(_held, or_(Occupancy.ends_on.is_(None), Occupancy.ends_on > HostingAgreement.ended_on))
    .correlate(HostingAgreement)
)
_other = aliased(HostingAgreement)
_here, _there = aliased(Occupancy), aliased(Occupancy)
_same_space = (
    exists()
    .where(
        _here.hosting_agreement_id == HostingAgreement.id,
        _there.hosting_agreement_id == _other.id,
        _here.space_id == _there.space_id,
    )
    .correlate(HostingAgreement, _other)
)
_names_a_space = exists().where(_here.hosting_agreement_id == HostingAgreement.id).correlate(HostingAgreement)
_other_names_a_space = exists().where(_there.hosting_agreement_id == _other.id).correlate(_other)
# A coworking agreement does not renew the lease of an office: the premises are the same, or, unsaid, the regime is.
_same_premises = or_(
    _same_space,
    and_(~and_(_names_a_space, _other_names_a_space), _other.regime == HostingAgreement.regime),
)
_renewed = (
    exists()
    .where(
        _other.company_id == HostingAgreement.company_id,
        _other.id != HostingAgreement.id,
        _other.ended_on.is_(None),
        _other.starts_on > HostingAgreement.starts_on,
        or_(_other.ends_on.is_(None), _other.ends_on >= TODAY),
        _same_premises,
    )
    .correlate(HostingAgreement)
)
_last_day = func.coalesce(HostingAgreement.ended_on, HostingAgreement.ends_on)
HOSTINGS = (
    select(
        Company.id,
        Company.name,
        HostingAgreement.id.label("agreement_id"),
        HostingAgreement.regime,
        HostingAgreement.ended_on,
        _last_day.label("last_day"),
        _inside.label("inside"),
    )
    .join(HostingAgreement, HostingAgreement.company_id == Company.id)
    .where(_last_day <= HORIZON, ~_renewed, or_(HostingAgreement.ended_on.is_(None), _stays_on))
)
_later = aliased(Certificate)
CERTIFICATES = (
    select(Company.id, Company.name, Certificate.kind, Certificate.ends_on)
    .join(Certificate, Certificate.company_id == Company.id)
    .outerjoin(Passage, and_(Passage.company_id == Company.id, Passage.is_current))
    .where(
        Certificate.kind.in_((CertificateKind.ESUS, CertificateKind.INSURANCE)),
        Certificate.ends_on <= HORIZON,
        or_(supported, Passage.state == CompanyState.ADMITTED, hosted),
        ~exists()
        .where(
            _later.company_id == Certificate.company_id,
            _later.kind == Certificate.kind,
            or_(_later.ends_on.is_(None), _later.ends_on > Certificate.ends_on),
        )
        .correlate(Certificate),
    )
)
EXITS = (
    select(Company.id, Company.name, Passage.id.label("passage_id"), Passage.exited_on)
    .join(Passage, Passage.company_id == Company.id)
    .where(
        Passage.is_current,
        Passage.exited_on.is_not(None),
        Passage.state.in_((CompanyState.EXITED, CompanyState.FOLLOWED)),
    )
)
_IDS: Any = Company.id.in_(bindparam("ids", expanding=True))
OF = {statement: (statement, statement.where(_IDS)) for statement in (SUPPORTS, REVIEWS, HOSTINGS, CERTIFICATES, EXITS)}
"""Each statement for all companies, and for some."""
