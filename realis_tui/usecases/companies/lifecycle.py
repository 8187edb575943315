"""A company's passages: applying again, and the pieces of a move that concern the company alone (rules 2 and 3)."""

from datetime import date
from typing import Annotated

from sqlalchemy import func, select

from realis_tui.db.models import Company, Passage, StateChange
from realis_tui.domain.accounts import Permission
from realis_tui.domain.companies import REOPENABLE_STATES, CompanyState, check_move, check_reason, needs_of
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import format_date, of
from realis_tui.domain.inputs import Day
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.identity import open_passage
from realis_tui.usecases.companies.rows import current_passage, row_of
from realis_tui.usecases.unit import UnitOfWork


class ApplyAgain(Input):
    """A refused, withdrawn or archived company applies again: a new passage of the same company."""

    company_id: int
    on: Annotated[Day | None, Shown("Le", "Parcours", widget="date", hint="aujourd'hui", column="le")] = None


@act("companies.apply_again", "Nouvelle candidature", Permission.COMPANIES_WRITE, changes=("companies",))
def apply_again(unit: UnitOfWork, request: ApplyAgain) -> int:
    """Open a new passage at « candidature »; the former one stays in the history. Answers the passage's id."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    former = current_passage(unit, company.id)
    if former is not None:
        if former.state not in REOPENABLE_STATES:
            raise Refused(f"« {company.name} » est « {former.state.label} » : son passage n'est pas terminé.")
        refuse_day(unit, former, request.on or unit.today)
        former.is_current = False
        # The former passage gives way before the new one takes the place: one is current at a time.
        unit.session.flush()
    last = unit.session.scalar(select(func.max(Passage.number)).where(Passage.company_id == company.id)) or 0
    passage = open_passage(unit, company.id, CompanyState.APPLICATION, request.on, last + 1)
    unit.session.flush()
    unit.summary = f"Nouvelle candidature {of(company.name)}"
    return passage.id


def refuse_day(unit: UnitOfWork, passage: Passage, on: date) -> None:
    """A move is noted when it has happened, and after the one before."""
    if on > unit.today:
        raise Refused(f"Le {format_date(on)} est à venir : une étape se note le jour venu.", "on")
    if on < passage.state_since:
        raise Refused(
            f"L'étape « {passage.state.label} » date du {format_date(passage.state_since)} : choisir un jour après.",
            "on",
        )


def refuse_decision(unit: UnitOfWork, decided_on: date | None) -> date:
    """A decision is dated, and has been taken."""
    if decided_on is None:
        raise Refused("La date de la décision est à donner.", "decided_on")
    if decided_on > unit.today:
        raise Refused(f"La décision du {format_date(decided_on)} est à venir : la noter une fois prise.", "decided_on")
    return decided_on


def refuse_move(source: CompanyState, target: CompanyState) -> None:
    """Rule 2, with the field of the input."""
    try:
        check_move(source, target)
    except Refused as refused:
        raise Refused(refused.message, "to") from None


def reason_of(unit: UnitOfWork, target: CompanyState, reason: str | None) -> str | None:
    """Rule 3: the reason as the list of today writes it."""
    needed = needs_of(target).reasons
    return check_reason(target, reason, getattr(unit.policy, needed) if needed else ())


def record_move(
    unit: UnitOfWork,
    passage: Passage,
    target: CompanyState,
    on: date,
    *,
    decided_on: date | None = None,
    reason: str | None = None,
    note: str | None = None,
) -> None:
    """Write the new state and its line of history; the checks are the caller's."""
    change = StateChange(passage_id=passage.id, from_state=passage.state, to_state=target, changed_on=on)
    change.decided_on, change.reason, change.note = decided_on, reason, note
    unit.session.add(change)
    passage.state, passage.state_since = target, on
    if target is CompanyState.ADMITTED:
        passage.decided_on = decided_on
