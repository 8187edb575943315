"""The support agreement: 36 months, extensions decided before the end, suspensions (rule 4)."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated

from sqlalchemy import func, select

from realis_tui.db.models import Amendment, Company, Passage, SupportAgreement
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import (
    EndChange,
    check_extension,
    ends_leading_to,
    ends_through,
    extended_end,
    support_end,
)
from realis_tui.domain.companies import SUPPORTED_STATES, CompanyState
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import format_date, of
from realis_tui.domain.inputs import Count, Day, Line
from realis_tui.domain.milestones import AmendmentKind
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.lifecycle import record_move, refuse_decision, refuse_move
from realis_tui.usecases.companies.rows import in_order, row_of, seen_row
from realis_tui.usecases.unit import UnitOfWork


class ExtendSupport(Input):
    """`version`: the agreement's. A company « accompagnée » becomes « prolongée »."""

    agreement_id: int
    months: Annotated[Count, Shown("Mois", "Prolongation", widget="number", example="6", column="mois")]
    decided_on: Annotated[Day, Shown("Décidée le", "Prolongation", widget="date", column="decision")]
    reason: Annotated[Line | None, Shown("Motif", "Prolongation", column="motif")] = None
    version: int


class SuspendSupport(Input):
    """The end does not move unless the decision says so (`new_end`)."""

    agreement_id: int
    decided_on: Annotated[Day, Shown("Décidée le", "Suspension", widget="date", column="decision")]
    new_end: Annotated[Day | None, Shown("Nouvelle fin", "Suspension", widget="date", column="fin")] = None
    reason: Annotated[Line | None, Shown("Motif", "Suspension", column="motif")] = None
    version: int


class ResumeSupport(SuspendSupport):
    """The support goes on."""


class CorrectSupport(Input):
    """Dates entered wrong, put right. Without an end, the rule's with the months granted; any other is a decision."""

    agreement_id: int
    starts_on: Annotated[Day, Shown("Du", "Accompagnement", widget="date", column="du")]
    ends_on: Annotated[
        Day | None, Shown("Au", "Accompagnement", widget="date", hint="vide : selon la règle", column="au")
    ] = None
    version: int


@act("support.extend", "Prolonger l'accompagnement", Permission.COMPANIES_DECIDE, changes=("companies",))
def extend_support(unit: UnitOfWork, request: ExtendSupport) -> date:
    """At most twelve months in all, decided before the end; answers the new last day."""
    agreement, passage, company = _open(unit, request.agreement_id, request.version)
    extend(unit, agreement, request.months, request.decided_on, request.reason)
    if passage.state is CompanyState.SUPPORTED:
        record_move(unit, passage, CompanyState.EXTENDED, unit.today, decided_on=request.decided_on)
    unit.session.flush()
    unit.summary = f"Accompagnement {of(company)} prolongé jusqu'au {format_date(agreement.ends_on)}"
    return agreement.ends_on


@act("support.suspend", "Suspendre l'accompagnement", Permission.COMPANIES_DECIDE, changes=("companies",))
def suspend_support(unit: UnitOfWork, request: SuspendSupport) -> date:
    """Suspend; answers the last day, moved only if the decision says so."""
    agreement, passage, company = _open(unit, request.agreement_id, request.version)
    refuse_move(passage.state, CompanyState.SUSPENDED)
    amend(unit, agreement, AmendmentKind.SUSPENSION, request.decided_on, request.new_end, request.reason)
    record_move(unit, passage, CompanyState.SUSPENDED, unit.today, decided_on=request.decided_on)
    unit.session.flush()
    unit.summary = f"Accompagnement {of(company)} suspendu"
    return agreement.ends_on


@act("support.resume", "Reprendre l'accompagnement", Permission.COMPANIES_DECIDE, changes=("companies",))
def resume_support(unit: UnitOfWork, request: ResumeSupport) -> date:
    """Resume to « accompagnée », or « prolongée » when an extension was decided; answers the last day."""
    agreement, passage, company = _open(unit, request.agreement_id, request.version)
    if passage.state is not CompanyState.SUSPENDED:
        raise Refused(f"L'accompagnement n'est pas suspendu : l'entreprise est « {passage.state.label} ».")
    amend(unit, agreement, AmendmentKind.RESUMPTION, request.decided_on, request.new_end, request.reason)
    target = CompanyState.EXTENDED if months_extended(unit, agreement) else CompanyState.SUPPORTED
    record_move(unit, passage, target, unit.today, decided_on=request.decided_on)
    unit.session.flush()
    unit.summary = f"Accompagnement {of(company)} repris"
    return agreement.ends_on


@act("support.correct", "Corriger les dates", Permission.COMPANIES_WRITE, changes=("companies",))
def correct_support(unit: UnitOfWork, request: CorrectSupport) -> date:
    """Correct the dates of an agreement; answers the last day. An end of one's own asks `COMPANIES_DECIDE`."""
    agreement, _, company = _open(unit, request.agreement_id, request.version)
    in_order(request.starts_on, request.ends_on)
    # A decided end left as it stands is no new decision, unless an earlier start makes the support longer.
    kept = agreement.end_is_decided and request.ends_on == agreement.ends_on
    if not kept or request.starts_on < agreement.starts_on:
        _restate(unit, agreement, request.starts_on, request.ends_on)
    agreement.starts_on = request.starts_on
    unit.session.flush()
    first, last = format_date(agreement.starts_on), format_date(agreement.ends_on)
    unit.summary = f"Dates de l'accompagnement {of(company)} corrigées : du {first} au {last}"
    return agreement.ends_on


def _restate(unit: UnitOfWork, agreement: SupportAgreement, start: date, given: date | None) -> None:
    """The end, and what each amendment says of it, from a corrected start.

    The amendments are told again rather than refused: they were decided, only the day they were counted from was
    wrong. The months of an extension count from the end before it; an end that a suspension or a resumption decided
    is a day and stays, whatever the start.
    """
    ruled = support_end(start, unit.policy_of(start).support_months)
    changes = [_change(amendment) for amendment in agreement.amendments]
    decided = any(change.moved_to is not None for change in changes)
    ends = ends_through(ruled, changes)
    if given is not None and given != ends[-1]:
        unit.require(Permission.COMPANIES_DECIDE)
        _refuse_beyond(unit, start, given, "ends_on", decided_end=ends[-1] if decided else None)
        ends = ends_leading_to(given, ruled, changes)
        decided = True
    _refuse_incoherent(agreement.amendments, start, ends)
    for amendment, (before, after) in zip(agreement.amendments, pairwise(ends), strict=True):
        amendment.previous_end, amendment.new_end = before, after
    agreement.ends_on, agreement.end_is_decided = ends[-1], decided


def _change(amendment: Amendment) -> EndChange:
    if amendment.kind is AmendmentKind.EXTENSION:
        return EndChange(months=amendment.months)
    return EndChange(moved_to=amendment.new_end if amendment.new_end != amendment.previous_end else None)


def _refuse_beyond(unit: UnitOfWork, start: date, end: date, field: str, *, decided_end: date | None = None) -> None:
    """Rule 4: no end beyond the longest extension, nor beyond the one that an amendment decided."""
    policy = unit.policy_of(start)
    limit = unit.policy.extension_months
    latest = decided_end or extended_end(support_end(start, policy.support_months), limit)
    if end > latest:
        why = "la fin décidée" if decided_end else f"{policy.support_months} mois et {limit} de prolongation au plus"
        raise Refused(f"L'accompagnement finit au plus tard le {format_date(latest)} : {why}.", field)


def _refuse_incoherent(amendments: Sequence[Amendment], start: date, ends: Sequence[date]) -> None:
    """The amendments still stand on the corrected dates: none ends before the start, or is decided too late."""
    if (first := min(ends)) < start:
        raise Refused(
            f"Les avenants font finir l'accompagnement le {format_date(first)}, avant son début : "
            "vérifier les deux dates.",
            "ends_on",
        )
    for amendment, (before, after) in zip(amendments, pairwise(ends), strict=True):
        limit = before if amendment.kind is AmendmentKind.EXTENSION else after
        if amendment.decided_on > limit:
            raise Refused(
                f"La {amendment.kind.value} décidée le {format_date(amendment.decided_on)} viendrait après la fin "
                f"({format_date(limit)}) : vérifier les deux dates.",
                "ends_on",
            )


def start_support(unit: UnitOfWork, passage: Passage, on: date, decided_end: date | None = None) -> SupportAgreement:
    """The agreement of a company that becomes « accompagnée », ending as rule 4 says unless decided otherwise."""
    ruled = support_end(on, unit.policy_of(on).support_months)
    in_order(on, decided_end, "new_end")
    if decided_end is not None and decided_end != ruled:
        unit.require(Permission.COMPANIES_DECIDE)
        _refuse_beyond(unit, on, decided_end, "new_end")
    agreement = SupportAgreement(company_id=passage.company_id, passage_id=passage.id, starts_on=on)
    agreement.ends_on = decided_end or ruled
    agreement.end_is_decided = agreement.ends_on != ruled
    unit.session.add(agreement)
    return agreement


def extend(
    unit: UnitOfWork, agreement: SupportAgreement, months: int, decided_on: date | None, reason: str | None
) -> None:
    """An extension of rule 4, with its amendment."""
    decided = _decision(unit, agreement, decided_on)
    already = months_extended(unit, agreement)
    end = check_extension(agreement.ends_on, months, decided, unit.policy_of(decided).extension_months, already)
    if not any(_change(amendment).moved_to for amendment in agreement.amendments):
        # An end decided from the start may already hold some of the months that may be granted in all.
        _refuse_beyond(unit, agreement.starts_on, end, "months")
    _add(unit, agreement, AmendmentKind.EXTENSION, decided, end, reason, months)


def amend(
    unit: UnitOfWork,
    agreement: SupportAgreement,
    kind: AmendmentKind,
    decided_on: date | None,
    new_end: date | None,
    reason: str | None,
) -> None:
    """A suspension or a resumption; the end moves only when the decision gives one."""
    decided = _decision(unit, agreement, decided_on)
    in_order(agreement.starts_on, new_end, "new_end")
    if new_end is not None and new_end < decided:
        raise Refused(f"La nouvelle fin vient avant la décision ({format_date(decided)}).", "new_end")
    if new_end is not None and new_end != agreement.ends_on:
        agreement.end_is_decided = True
    _add(unit, agreement, kind, decided, new_end or agreement.ends_on, reason)


def _decision(unit: UnitOfWork, agreement: SupportAgreement, decided_on: date | None) -> date:
    """A decision about an accompaniment under way was taken since it began; one to come may be changed before."""
    decided = refuse_decision(unit, decided_on)
    if decided < agreement.starts_on <= unit.today:
        raise Refused(
            f"La décision du {format_date(decided)} vient avant le début de l'accompagnement "
            f"({format_date(agreement.starts_on)}).",
            "decided_on",
        )
    return decided


def _add(
    unit: UnitOfWork,
    agreement: SupportAgreement,
    kind: AmendmentKind,
    decided_on: date,
    end: date,
    reason: str | None,
    months: int = 0,
) -> None:
    amendment = Amendment(agreement_id=agreement.id, kind=kind, decided_on=decided_on, months=months)
    amendment.previous_end, amendment.new_end, amendment.reason = agreement.ends_on, end, reason
    agreement.ends_on = end
    unit.session.add(amendment)


def months_extended(unit: UnitOfWork, agreement: SupportAgreement) -> int:
    """Months already granted, in all."""
    statement = select(func.coalesce(func.sum(Amendment.months), 0)).where(
        Amendment.agreement_id == agreement.id, Amendment.kind == AmendmentKind.EXTENSION
    )
    return int(unit.session.scalar(statement) or 0)


def _open(unit: UnitOfWork, agreement_id: int, version: int) -> tuple[SupportAgreement, Passage, str]:
    agreement = seen_row(unit, SupportAgreement, agreement_id, version, "Cet accompagnement")
    passage = row_of(unit, Passage, agreement.passage_id)
    company = row_of(unit, Company, agreement.company_id)
    if agreement.ended_on is not None or passage.state not in SUPPORTED_STATES:
        raise Refused(f"L'accompagnement de « {company.name} » est terminé.")
    return agreement, passage, company.name
