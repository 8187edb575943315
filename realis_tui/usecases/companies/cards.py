"""The card of a company: everything one screen shows of it, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from realis_tui.db.models import (
    Certificate,
    Company,
    DocumentLink,
    Establishment,
    Passage,
    Review,
    StateChange,
)
from realis_tui.db.search import BY_NAME, search
from realis_tui.db.search_kinds import COMPANY
from realis_tui.domain.accounts import Permission
from realis_tui.domain.companies import (
    REOPENABLE_STATES,
)
from realis_tui.domain.fields import Input
from realis_tui.domain.french import fold_name, sort_key
from realis_tui.domain.milestones import CertificateKind
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.alerts import end_level
from realis_tui.usecases.companies.card_follow_up import extension, moves, reviews
from realis_tui.usecases.companies.card_views import (
    AmendmentView,
    CertificateView,
    CompanyCard,
    CompanySummary,
    DocumentView,
    EstablishmentView,
    ExtensionOption,
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
from realis_tui.usecases.companies.premises import covers, hosting_views
from realis_tui.usecases.companies.rows import exactly_named, row_of, told_apart
from realis_tui.usecases.companies.summaries import summaries_of
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
    "ExtensionOption",
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
    summary = summaries_of(unit, [company.id])[company.id]
    passages = _passages(unit, company.id)
    current = next((passage for passage in passages if passage.is_current), None)
    certificates = _certificates(unit, company.id)
    done = _all(unit, Review, company.id, Review.rank)
    return CompanyCard(
        **{each.name: getattr(summary, each.name) for each in fields(CompanySummary)},
        **{name: getattr(company, name) for name in _COPIED},
        is_ess=_is_ess(company, certificates, unit.today),
        passages=passages,
        moves=moves(unit, current, summary.support),
        can_apply_again=current is None or current.state in REOPENABLE_STATES,
        extension=extension(unit, current, summary.support),
        hosting=hosting_views(unit, company.id, summary.alerts),
        reviews=reviews(unit, current, summary.support, done),
        certificates=certificates,
        documents=_documents(unit, company.id),
    )


@question("companies.find", "Trouver une entreprise", Permission.COMPANIES_READ)
def find_company(unit: UnitOfWork, request: FindCompany) -> CompanyFound:
    """The one company meant: of several that answer to it, the one whose name is typed to the letter.

    Refused when none, or when several match (it says which, and what tells them apart).
    """
    text = request.text.strip()
    digits = "".join(text.split()).upper()
    statement = select(*_NAMED)
    if digits.isdecimal() or (digits.startswith("W") and digits[1:].isdecimal()):
        site = select(Establishment.company_id).where(Establishment.siret == digits)
        statement = statement.where(or_(Company.siren == digits, Company.rna == digits, Company.id.in_(site)))
        found = unit.session.execute(statement).all()
    else:
        found = _by_name(unit, text)
    if not found:
        near = search(unit.session, text, unit.actor, unit.now, limit=2, kinds=(COMPANY,))
        likely = " ou ".join(f"« {hit.title} »" for hit in near if hit.score >= BY_NAME)
        way = f"vouliez-vous dire {likely}\u202f?" if likely else "vérifier le nom, ou donner le SIREN."
        raise Refused(f"Aucune entreprise « {text} » : {way}", "entreprise")
    if len(found) > 1:
        listed = ", ".join(_distinguished(row, found) for row in found[:5])
        raise Refused(
            f"Plusieurs entreprises répondent à « {text} » : {listed}. Donner le nom exact ou le SIREN.", "entreprise"
        )
    return CompanyFound(found[0].id, found[0].name)


_NAMED = (Company.id, Company.name, Company.identity, Company.siren, Company.city)


def _distinguished(row: Any, found: Sequence[Any]) -> str:
    """« Mistral » alone; with its SIREN or its town beside another of the same name after folding."""
    is_alone = sum(other.identity == row.identity for other in found) == 1
    return f"« {row.name} »" if is_alone else told_apart(row.name, row.siren, row.city)


def _by_name(unit: UnitOfWork, text: str) -> Sequence[Any]:
    """The exact name first (to the letter, then but for capitals, then folded), else those that begin or hold it."""
    identity = fold_name(text)
    if not identity:
        return []
    statement = select(*_NAMED).order_by(Company.sort_name, Company.id)
    for condition in (
        Company.identity == identity,
        Company.identity.startswith(identity, autoescape=True),
        Company.identity.contains(identity, autoescape=True),
    ):
        if found := unit.session.execute(statement.where(condition).limit(6)).all():
            return exactly_named(found, text)
    return []


_COPIED = ["vat_number", "naf", "created_on", "address", "department", "email", "website", "notes"]
"""What the card says of the company beyond its summary."""


def _all(unit: UnitOfWork, model: Any, company_id: int, *order: Any) -> Sequence[Any]:
    return unit.session.scalars(select(model).where(model.company_id == company_id).order_by(*order)).all()


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


def _is_ess(company: Company, certificates: Sequence[CertificateView], day: date) -> bool:
    """By status, or by dated evidence: an ESUS approval proves it too."""
    if company.legal_form is not None and company.legal_form.ess_by_status:
        return True
    proofs = (CertificateKind.ESS, CertificateKind.ESUS)
    return any(each.kind in proofs and covers(each.starts_on, each.ends_on, day) for each in certificates)


def _documents(unit: UnitOfWork, company_id: int) -> tuple[DocumentView, ...]:
    rows = _all(unit, DocumentLink, company_id, DocumentLink.dated.desc(), DocumentLink.id)
    rows = sorted(rows, key=lambda row: (row.dated is None, sort_key(row.title) if row.dated is None else ""))
    return tuple(DocumentView(row.id, row.title, row.location, row.dated, row.version) for row in rows)
