"""Moving a company along its life: one act for every state, the exit and what it releases included (rules 2, 3, 9)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from realis_tui.db.models import Company, Passage
from realis_tui.domain.accounts import Permission
from realis_tui.domain.companies import CompanyState, is_decision, resumes
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import format_date, plural
from realis_tui.domain.inputs import YES_OR_NO, Day, Flag, Line, Paragraph, choices_of, one_of
from realis_tui.domain.milestones import AmendmentKind
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.lifecycle import (
    reason_of,
    record_move,
    refuse_day,
    refuse_decision,
    refuse_move,
)
from realis_tui.usecases.companies.rows import current_passage, row_of, support_of
from realis_tui.usecases.companies.support import amend, extend, months_extended, start_support
from realis_tui.usecases.flows.exit import Leaving, cancel_support, leave
from realis_tui.usecases.unit import UnitOfWork

State = Annotated[CompanyState, BeforeValidator(one_of(CompanyState))]


class MoveCompany(Input):
    """Where to, since when, and what the rules ask: a decision to admit, a reason to refuse or leave, where it goes.

    For « prolongée », `months` and `decided_on` say the extension; for « suspendue » and the return from it, `new_end`
    lets the decision move the end. `version`: the current passage's, as seen; None trusts the present state.
    """

    company_id: int
    to: Annotated[State, Shown("Étape", "Parcours", widget="choice", choices=choices_of(CompanyState), column="statut")]
    on: Annotated[Day | None, Shown("Le", "Parcours", widget="date", hint="aujourd'hui", column="le")] = None
    decided_on: Annotated[
        Day | None, Shown("Décision du", "Parcours", widget="date", hint="date du comité", column="decision")
    ] = None
    reason: Annotated[Line | None, Shown("Motif", "Parcours", widget="choice", column="motif")] = None
    months: Annotated[
        int | None, Shown("Mois de prolongation", "Parcours", widget="number", example="6", column="mois")
    ] = None
    new_end: Annotated[
        Day | None, Shown("Nouvelle fin", "Parcours", widget="date", hint="si la décision la déplace", column="fin")
    ] = None
    destination_in_occitanie: Annotated[
        Flag | None, Shown("Reste en Occitanie", "Parcours", widget="choice", choices=YES_OR_NO, column="occitanie")
    ] = None
    destination_city: Annotated[Line | None, Shown("Commune d'arrivée", "Parcours", column="destination")] = None
    note: Annotated[Paragraph | None, Shown("Note", "Parcours", widget="area", column="note", max_length=2_000)] = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The new state, and in words what followed (« local B-204 libéré le 14 janv. 2027 »)."""

    company_id: int
    name: str
    state: CompanyState
    on: date
    consequences: tuple[str, ...]


@act("companies.move", "Changer d'étape", Permission.COMPANIES_WRITE, changes=("companies", "spaces", "rooms"))
def move_company(unit: UnitOfWork, request: MoveCompany) -> Moved:
    """One move of rule 2, with what rule 3 asks; a decision (`is_decision`) asks `Permission.COMPANIES_DECIDE`."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    passage = current_passage(unit, company.id)
    if passage is None:
        raise Refused(f"« {company.name} » n'a aucun passage : enregistrer d'abord sa candidature.", "to")
    if request.version is not None:
        unit.check_version(passage, request.version)
    if is_decision(passage.state, request.to):
        unit.require(Permission.COMPANIES_DECIDE)
    refuse_move(passage.state, request.to)
    resumed = resumes(passage.state, request.to)
    on = request.on or unit.today
    refuse_day(unit, passage, on)
    reason = reason_of(unit, request.to, request.reason)
    consequences = _follow(unit, company, passage, request, on, reason)
    record_move(unit, passage, request.to, on, decided_on=request.decided_on, reason=reason, note=request.note)
    unit.session.flush()
    more = f", de {plural(request.months, 'mois', 'mois')}" if request.months else ", reprise" if resumed else ""
    unit.summary = f"{company.name} : {request.to.label} le {format_date(on)}{more}"
    return Moved(company.id, company.name, request.to, on, tuple(consequences))


def _follow(
    unit: UnitOfWork, company: Company, passage: Passage, request: MoveCompany, on: date, reason: str | None
) -> list[str]:
    """What the move does besides the state, in words."""
    match request.to:
        case CompanyState.ADMITTED:
            refuse_decision(unit, request.decided_on)
        case CompanyState.SUPPORTED | CompanyState.EXTENDED | CompanyState.SUSPENDED:
            return _support(unit, passage, request, on)
        case CompanyState.WITHDRAWN:
            # Admitted by a first import with a day to come, the company has an agreement already: it never begins.
            return cancel_support(unit, support_of(unit, passage))
        case CompanyState.EXITED:
            leaving = Leaving(on, reason or "", request.destination_in_occitanie, request.destination_city)
            return leave(unit, company, passage, leaving)
    return []


def _support(unit: UnitOfWork, passage: Passage, request: MoveCompany, on: date) -> list[str]:
    agreement = support_of(unit, passage)
    if agreement is None:
        agreement = start_support(unit, passage, on, request.new_end)
        return [f"accompagnement du {format_date(on)} au {format_date(agreement.ends_on)}"]
    if passage.state is CompanyState.ADMITTED:
        return [f"accompagnement du {format_date(agreement.starts_on)} au {format_date(agreement.ends_on)}"]
    was_extended = months_extended(unit, agreement) > 0
    if request.to is CompanyState.SUPPORTED and was_extended:
        raise Refused("L'accompagnement avait été prolongé : il reprend « prolongée ».", "to")
    told = []
    if kind := _amendment(passage.state, request.to):
        amend(unit, agreement, kind, request.decided_on or on, request.new_end, request.reason)
        said = "fin inchangée" if request.new_end is None else "nouvelle fin"
        told = [f"{said}, le {format_date(agreement.ends_on)}"]
    goes_on_extended = passage.state is CompanyState.SUSPENDED and was_extended
    if request.to is CompanyState.EXTENDED and (request.months is not None or not goes_on_extended):
        if request.months is None:
            raise Refused("Dire de combien de mois l'accompagnement est prolongé.", "months")
        extend(unit, agreement, request.months, request.decided_on, request.reason)
        told = [f"accompagnement prolongé jusqu'au {format_date(agreement.ends_on)}"]
    return told


def _amendment(source: CompanyState, target: CompanyState) -> AmendmentKind | None:
    """What the move itself writes on the agreement, the months of an extension apart."""
    if target is CompanyState.SUSPENDED:
        return AmendmentKind.SUSPENSION
    return AmendmentKind.RESUMPTION if resumes(source, target) else None
