"""The card in brief, of several companies at once: a list shows it beside the line one is on, without a wait."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import select

from realis_tui.db.models import (
    Amendment,
    Certificate,
    Company,
    Establishment,
    Membership,
    Passage,
    Person,
    SupportAgreement,
    YearlyFigures,
)
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import length_in_months, month_of_support, progress, year_of_support
from realis_tui.domain.fields import Input
from realis_tui.domain.milestones import AmendmentKind, CertificateKind
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.alerts import alerts_of, end_level, worst
from realis_tui.usecases.companies.card_views import (
    AmendmentView,
    CompanySummary,
    EstablishmentView,
    FiguresView,
    PersonView,
    SupportView,
)
from realis_tui.usecases.companies.lists import form_of
from realis_tui.usecases.companies.premises import covers, premises_of
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.unit import UnitOfWork

__all__ = ["CompanySummary", "SummariesRequest", "company_summaries", "summaries_of"]


class SummariesRequest(Input):
    """The companies wanted."""

    company_ids: tuple[int, ...]


@question("companies.summaries", "Fiches en bref", Permission.COMPANIES_READ)
def company_summaries(unit: UnitOfWork, request: SummariesRequest) -> tuple[CompanySummary, ...]:
    """The summaries of those that exist, in the order asked for."""
    found = summaries_of(unit, request.company_ids)
    return tuple(found[each] for each in request.company_ids if each in found)


def summaries_of(unit: UnitOfWork, ids: Collection[int]) -> dict[int, CompanySummary]:
    """Summaries by company: as many statements for a hundred as for one."""
    wanted = list(ids)
    if not wanted:
        return {}
    establishments, people, supports = _establishments(unit, wanted), _people(unit, wanted), _supports(unit, wanted)
    premises, figures, approvals = premises_of(unit, wanted), _figures(unit, wanted), _approvals(unit, wanted)
    alerts = _grouped((alert.company_id, alert) for alert in alerts_of(unit, wanted))
    found = {}
    for row in unit.session.execute(_COMPANIES.where(Company.id.in_(wanted))):
        ends = [each.ends_on for each in approvals[row.id] if each.ends_on]
        is_esus = any(covers(each.starts_on, each.ends_on, unit.today) for each in approvals[row.id])
        found[row.id] = CompanySummary(
            **row._mapping,
            form=form_of(row.legal_form, row.statute, is_esus),
            esus=is_esus,
            esus_until=max(ends, default=None),
            level=worst(alerts[row.id]),
            establishments=tuple(establishments[row.id]),
            people=tuple(people[row.id]),
            supports=tuple(supports[row.id]),
            premises=tuple(premises[row.id]),
            figures=tuple(figures[row.id]),
            alerts=tuple(alerts[row.id]),
        )
    return found


_COMPANIES = select(
    Company.id,
    Company.version,
    Company.name,
    Company.legal_form,
    Company.statute,
    Company.siren,
    Company.rna,
    Company.activity,
    Company.sector,
    Company.postcode,
    Company.city,
    Company.phone,
    Company.referent,
    Company.origin,
    Passage.state,
    Passage.state_since,
).outerjoin(Passage, (Passage.company_id == Company.id) & Passage.is_current)


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for company_id, view in pairs:
        groups[company_id].append(view)
    return groups


def _views(view: Callable[..., Any], rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Each row made a view of its columns but the first, which says whose it is."""
    return _grouped((row[0], view(*row[1:])) for row in rows)


def _establishments(unit: UnitOfWork, ids: list[int]) -> dict[int, list[EstablishmentView]]:
    statement = (
        select(
            Establishment.company_id,
            Establishment.id,
            Establishment.siret,
            Establishment.is_head_office,
            Establishment.version,
        )
        .where(Establishment.company_id.in_(ids))
        .order_by(Establishment.is_head_office.desc(), Establishment.id)
    )
    return _views(EstablishmentView, unit.session.execute(statement))


def _people(unit: UnitOfWork, ids: list[int]) -> dict[int, list[PersonView]]:
    statement = (
        select(
            Membership.company_id,
            Membership.id,
            Person.id,
            Person.name,
            Membership.title,
            Person.email,
            Person.phone,
            Membership.is_main,
            Person.notes,
            Person.version,
            Membership.version,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.company_id.in_(ids))
        .order_by(Membership.is_main.desc(), Person.sort_name, Membership.id)
    )
    return _views(PersonView, unit.session.execute(statement))


def _supports(unit: UnitOfWork, ids: list[int]) -> dict[int, list[SupportView]]:
    statement = (
        select(
            SupportAgreement.company_id,
            SupportAgreement.id,
            SupportAgreement.passage_id,
            SupportAgreement.starts_on,
            SupportAgreement.ends_on,
            SupportAgreement.ended_on,
            SupportAgreement.end_is_decided,
            SupportAgreement.version,
            Passage.is_current,
        )
        .join(Passage, Passage.id == SupportAgreement.passage_id)
        .where(SupportAgreement.company_id.in_(ids))
        .order_by(SupportAgreement.starts_on.desc())
    )
    rows = unit.session.execute(statement).all()
    amendments = _amendments(unit, [row.id for row in rows])
    return _grouped((row.company_id, _support(unit, row, tuple(amendments[row.id]))) for row in rows)


def _amendments(unit: UnitOfWork, agreements: list[int]) -> dict[int, list[AmendmentView]]:
    if not agreements:
        return defaultdict(list)
    statement = (
        select(
            Amendment.agreement_id,
            Amendment.kind,
            Amendment.decided_on,
            Amendment.months,
            Amendment.previous_end,
            Amendment.new_end,
            Amendment.reason,
        )
        .where(Amendment.agreement_id.in_(agreements))
        .order_by(Amendment.id)
    )
    return _views(AmendmentView, unit.session.execute(statement))


def _support(unit: UnitOfWork, row: Any, amendments: tuple[AmendmentView, ...]) -> SupportView:
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
        is_current=row.is_current,
        amendments=amendments,
        version=row.version,
    )


def _figures(unit: UnitOfWork, ids: list[int]) -> dict[int, list[FiguresView]]:
    statement = (
        select(
            YearlyFigures.company_id,
            YearlyFigures.id,
            YearlyFigures.year,
            YearlyFigures.fte_hundredths,
            YearlyFigures.turnover_cents,
            YearlyFigures.own_funds_cents,
            YearlyFigures.grants_cents,
            YearlyFigures.beneficiaries,
            YearlyFigures.volunteers,
            YearlyFigures.note,
            YearlyFigures.version,
        )
        .where(YearlyFigures.company_id.in_(ids))
        .order_by(YearlyFigures.year)
    )
    return _views(FiguresView, unit.session.execute(statement))


def _approvals(unit: UnitOfWork, ids: list[int]) -> dict[int, list[Any]]:
    statement = select(Certificate.company_id, Certificate.starts_on, Certificate.ends_on).where(
        Certificate.company_id.in_(ids), Certificate.kind == CertificateKind.ESUS
    )
    return _grouped((row.company_id, row) for row in unit.session.execute(statement))
