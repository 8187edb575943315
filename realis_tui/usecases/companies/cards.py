"""The card of a company: everything one screen shows of it, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from realis_tui.db.models import (
    Amendment,
    Certificate,
    Company,
    DocumentLink,
    Establishment,
    Membership,
    Passage,
    Person,
    Review,
    StateChange,
    SupportAgreement,
    YearlyFigures,
)
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import (
    length_in_months,
    month_of_support,
    progress,
    year_of_support,
)
from realis_tui.domain.companies import (
    REOPENABLE_STATES,
)
from realis_tui.domain.fields import Input
from realis_tui.domain.french import fold_name, sort_key
from realis_tui.domain.milestones import AmendmentKind, CertificateKind
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.alerts import alerts_of, end_level, worst
from realis_tui.usecases.companies.card_follow_up import moves, reviews
from realis_tui.usecases.companies.card_views import (
    AmendmentView,
    CertificateView,
    CompanyCard,
    DocumentView,
    EstablishmentView,
    FiguresView,
    HostingView,
    MoveOption,
    PassageView,
    PersonView,
    PremisesView,
    ReviewView,
    StateChangeView,
    SupportView,
)
from realis_tui.usecases.companies.lists import form_of
from realis_tui.usecases.companies.premises import hosting_views, premises_views
from realis_tui.usecases.companies.rows import row_of
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.unit import UnitOfWork

__all__ = [
    "AmendmentView",
    "CertificateView",
    "CompanyCard",
    "CompanyCardRequest",
    "CompanyFound",
    "DocumentView",
    "EstablishmentView",
    "FiguresView",
    "FindCompany",
    "HostingView",
    "MoveOption",
    "PassageView",
    "PersonView",
    "PremisesView",
    "ReviewView",
    "StateChangeView",
    "SupportView",
    "company_card",
    "find_company",
]


class CompanyCardRequest(Input):
    """One company's card."""

    company_id: int


class FindCompany(Input):
    """A company by name, SIREN or SIRET, as the command line names it."""

    text: str


@dataclass(frozen=True, slots=True)
class CompanyFound:
    id: int
    name: str


@question("companies.card", "Fiche de l'entreprise", Permission.COMPANIES_READ)
def company_card(unit: UnitOfWork, request: CompanyCardRequest) -> CompanyCard:
    """The card. Refused when the company does not exist (any more)."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    passages = _passages(unit, company.id)
    current = next((passage for passage in passages if passage.is_current), None)
    supports = _supports(unit, company.id, current)
    support = next((each for each in supports if each.is_current), None)
    certificates = _certificates(unit, company.id)
    done = _all(unit, Review, company.id, Review.rank)
    esus = _esus_until(unit, certificates)
    is_esus = any(each.kind is CertificateKind.ESUS and _covers(each, unit.today) for each in certificates)
    premises, alerts = premises_views(unit, company.id), tuple(alerts_of(unit, [company.id]))
    return CompanyCard(
        **{name: getattr(company, name) for name in _COPIED},
        form=form_of(company.legal_form, company.statute, is_esus),
        esus=is_esus,
        esus_until=esus,
        is_ess=_is_ess(company, certificates, unit.today),
        hosted=any(each.is_now for each in premises),
        state=current.state if current else None,
        state_since=current.state_since if current else None,
        level=worst(alerts),
        establishments=_establishments(unit, company.id),
        people=_people(unit, company.id),
        passages=passages,
        moves=moves(unit, current, support),
        can_apply_again=current is None or current.state in REOPENABLE_STATES,
        support=support,
        supports=supports,
        premises=premises,
        hosting=hosting_views(unit, company.id),
        figures=_figures(unit, company.id),
        reviews=reviews(unit, current, support, done),
        certificates=certificates,
        documents=_documents(unit, company.id),
        alerts=alerts,
    )


@question("companies.find", "Trouver une entreprise", Permission.COMPANIES_READ)
def find_company(unit: UnitOfWork, request: FindCompany) -> CompanyFound:
    """The one company meant. Refused when none, or when several match (it says which)."""
    text = request.text.strip()
    digits = "".join(text.split()).upper()
    statement = select(Company.id, Company.name)
    if digits.isdecimal() or (digits.startswith("W") and digits[1:].isdecimal()):
        site = select(Establishment.company_id).where(Establishment.siret == digits)
        statement = statement.where(or_(Company.siren == digits, Company.rna == digits, Company.id.in_(site)))
        found = unit.session.execute(statement).all()
    else:
        found = _by_name(unit, text)
    if not found:
        raise Refused(f"Aucune entreprise « {text} » : vérifier le nom, ou donner le SIREN.", "entreprise")
    if len(found) > 1:
        listed = ", ".join(f"« {row.name} »" for row in found[:5])
        raise Refused(f"Plusieurs entreprises répondent à « {text} » : {listed}. Donner le SIREN.", "entreprise")
    return CompanyFound(found[0].id, found[0].name)


def _by_name(unit: UnitOfWork, text: str) -> Sequence[Any]:
    """The exact name first (folded), else the names that begin or hold it."""
    identity = fold_name(text)
    if not identity:
        return []
    statement = select(Company.id, Company.name).order_by(Company.sort_name)
    for condition in (
        Company.identity == identity,
        Company.identity.startswith(identity, autoescape=True),
        Company.identity.contains(identity, autoescape=True),
    ):
        if found := unit.session.execute(statement.where(condition).limit(6)).all():
            return found
    return []


_COPIED = [
    "id",
    "version",
    "name",
    "legal_form",
    "statute",
    "siren",
    "rna",
    "vat_number",
    "naf",
    "activity",
    "sector",
    "created_on",
    "address",
    "postcode",
    "city",
    "department",
    "email",
    "phone",
    "website",
    "referent",
    "origin",
    "notes",
]


def _all(unit: UnitOfWork, model: Any, company_id: int, *order: Any) -> Sequence[Any]:
    return unit.session.scalars(select(model).where(model.company_id == company_id).order_by(*order)).all()


def _establishments(unit: UnitOfWork, company_id: int) -> tuple[EstablishmentView, ...]:
    rows = _all(unit, Establishment, company_id, Establishment.is_head_office.desc(), Establishment.id)
    return tuple(EstablishmentView(row.id, row.siret, row.is_head_office, row.version) for row in rows)


def _people(unit: UnitOfWork, company_id: int) -> tuple[PersonView, ...]:
    rows = unit.session.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.company_id == company_id)
        .order_by(Membership.is_main.desc(), Person.sort_name, Membership.id)
    ).all()
    return tuple(
        PersonView(
            membership_id=membership.id,
            person_id=person.id,
            name=person.name,
            title=membership.title,
            email=person.email,
            phone=person.phone,
            is_main=membership.is_main,
            notes=person.notes,
            version=person.version,
            membership_version=membership.version,
        )
        for membership, person in rows
    )


def _passages(unit: UnitOfWork, company_id: int) -> tuple[PassageView, ...]:
    changes: dict[int, list[StateChangeView]] = {}
    statement = select(StateChange).join(Passage).where(Passage.company_id == company_id).order_by(StateChange.id)
    for row in unit.session.scalars(statement):
        changes.setdefault(row.passage_id, []).append(
            StateChangeView(
                row.from_state, row.to_state, row.changed_on, row.decided_on, row.reason, row.note, row.is_takeover
            )
        )
    return tuple(
        PassageView(
            **{name: getattr(row, name) for name in _PASSAGE},
            changes=tuple(changes.get(row.id, ())),
        )
        for row in _all(unit, Passage, company_id, Passage.is_current.desc(), Passage.number.desc())
    )


_PASSAGE = [
    "id",
    "number",
    "is_current",
    "state",
    "state_since",
    "decided_on",
    "exited_on",
    "exit_reason",
    "destination_in_occitanie",
    "destination_city",
    "version",
]


def _supports(unit: UnitOfWork, company_id: int, current: PassageView | None) -> tuple[SupportView, ...]:
    amendments: dict[int, list[Amendment]] = {}
    rows = _all(unit, SupportAgreement, company_id, SupportAgreement.starts_on.desc())
    if rows:
        statement = select(Amendment).where(Amendment.agreement_id.in_([row.id for row in rows])).order_by(Amendment.id)
        for amendment in unit.session.scalars(statement):
            amendments.setdefault(amendment.agreement_id, []).append(amendment)
    return tuple(_support(unit, row, amendments.get(row.id, []), current) for row in rows)


def _support(
    unit: UnitOfWork, row: SupportAgreement, amendments: Sequence[Amendment], current: PassageView | None
) -> SupportView:
    begun, open_ = row.starts_on <= unit.today, row.ended_on is None
    extended = sum(each.months for each in amendments if each.kind is AmendmentKind.EXTENSION)
    return SupportView(
        id=row.id,
        passage_id=row.passage_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        ended_on=row.ended_on,
        end_is_decided=row.end_is_decided,
        year=year_of_support(row.starts_on, unit.today) if begun and open_ else None,
        month=month_of_support(row.starts_on, unit.today) if begun and open_ else None,
        months=length_in_months(row.starts_on, row.ends_on),
        progress=progress(row.starts_on, row.ends_on, row.ended_on or unit.today),
        days_left=(row.ends_on - unit.today).days,
        level=(end_level(unit, row.ends_on) or Level.FINE) if open_ else Level.DONE,
        extension_months_left=max(0, unit.policy.extension_months - extended),
        is_current=current is not None and current.id == row.passage_id,
        amendments=tuple(
            AmendmentView(each.kind, each.decided_on, each.months, each.previous_end, each.new_end, each.reason)
            for each in amendments
        ),
        version=row.version,
    )


def _certificates(unit: UnitOfWork, company_id: int) -> tuple[CertificateView, ...]:
    rows = _all(unit, Certificate, company_id, Certificate.kind, Certificate.starts_on.desc())
    return tuple(
        CertificateView(
            row.id,
            row.kind,
            row.starts_on,
            row.ends_on,
            row.reference,
            end_level(unit, row.ends_on) or Level.FINE,
            row.version,
        )
        for row in rows
    )


def _covers(certificate: CertificateView, day: date) -> bool:
    return certificate.starts_on <= day and (certificate.ends_on is None or certificate.ends_on >= day)


def _esus_until(unit: UnitOfWork, certificates: Sequence[CertificateView]) -> date | None:
    ends = [each.ends_on for each in certificates if each.kind is CertificateKind.ESUS and each.ends_on]
    return max(ends, default=None)


def _is_ess(company: Company, certificates: Sequence[CertificateView], day: date) -> bool:
    """By status, or by dated evidence: an ESUS approval proves it too."""
    if company.legal_form is not None and company.legal_form.ess_by_status:
        return True
    proofs = (CertificateKind.ESS, CertificateKind.ESUS)
    return any(each.kind in proofs and _covers(each, day) for each in certificates)


def _figures(unit: UnitOfWork, company_id: int) -> tuple[FiguresView, ...]:
    names = [
        "id",
        "year",
        "fte_hundredths",
        "turnover_cents",
        "own_funds_cents",
        "grants_cents",
        "beneficiaries",
        "volunteers",
        "note",
        "version",
    ]
    rows = _all(unit, YearlyFigures, company_id, YearlyFigures.year)
    return tuple(FiguresView(**{name: getattr(row, name) for name in names}) for row in rows)


def _documents(unit: UnitOfWork, company_id: int) -> tuple[DocumentView, ...]:
    rows = _all(unit, DocumentLink, company_id, DocumentLink.dated.desc(), DocumentLink.id)
    rows = sorted(rows, key=lambda row: (row.dated is None, sort_key(row.title) if row.dated is None else ""))
    return tuple(DocumentView(row.id, row.title, row.location, row.dated, row.version) for row in rows)
