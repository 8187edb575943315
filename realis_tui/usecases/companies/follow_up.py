"""Yearly reviews and post-exit follow-ups: recording them; what is due is derived (rule 9)."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from sqlalchemy import select

from realis_tui.db.models import Company, Passage, Review
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import review_label
from realis_tui.domain.days import after_months
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import format_date, of
from realis_tui.domain.inputs import Day, Flag, Paragraph, choices_of, one_of
from realis_tui.domain.milestones import ReviewKind
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.papers import RemoveRow
from realis_tui.usecases.companies.rows import current_passage, reviews_of, row_of, seen_row, support_of
from realis_tui.usecases.unit import UnitOfWork

Kind = Annotated[ReviewKind, BeforeValidator(one_of(ReviewKind))]


class RecordReview(Input):
    """`rank`: the year of support (1, 2, 3, 4), or months after the exit (12, 36, 60).

    `passage_id`: None for the current passage. `version`: of the review when it is replaced.
    """

    company_id: int
    kind: Annotated[Kind, Shown("Nature", "Suivi", widget="choice", choices=choices_of(ReviewKind), column="nature")]
    rank: Annotated[
        int, Shown("Rang", "Suivi", widget="number", hint="année 1, 2, 3 ou mois 12, 36, 60", column="rang")
    ]
    done_on: Annotated[Day | None, Shown("Fait le", "Suivi", widget="date", hint="aujourd'hui", column="fait_le")] = (
        None
    )
    is_active: Annotated[
        Flag | None, Shown("Toujours en activité", "Suivi", hint="oui, non ; vide : non vérifié", column="active")
    ] = None
    summary: Annotated[Paragraph | None, Shown("Bilan", "Suivi", widget="area", column="bilan", max_length=20_000)] = (
        None
    )
    passage_id: int | None = None
    version: int | None = None


@act("reviews.record", "Bilan ou suivi fait", Permission.COMPANIES_WRITE, changes=("companies",))
def record_review(unit: UnitOfWork, request: RecordReview) -> int:
    """Record a review done, or change it; answers the row's id."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    passage = _passage(unit, request, company)
    done_on = request.done_on or unit.today
    if done_on > unit.today:
        raise Refused("Un bilan se note une fois fait : cette date est à venir.", "done_on")
    _check_rank(unit, passage, request, done_on)
    row = unit.session.scalars(
        select(Review).where(Review.passage_id == passage.id, Review.kind == request.kind, Review.rank == request.rank)
    ).one_or_none()
    if row is None:
        row = Review(company_id=company.id, passage_id=passage.id, kind=request.kind, rank=request.rank)
        unit.session.add(row)
    elif request.version is None:
        raise Refused("Ce bilan est déjà enregistré : le modifier.", "rank")
    else:
        unit.check_version(row, request.version)
    row.done_on, row.is_active, row.summary = done_on, request.is_active, request.summary
    unit.session.flush()
    label = review_label(row.rank) if row.kind is ReviewKind.YEARLY else f"Suivi à {row.rank} mois"
    unit.summary = f"{label} {of(company.name)}"
    return row.id


@act("reviews.remove", "Supprimer un bilan", Permission.COMPANIES_WRITE, changes=("companies",))
def remove_review(unit: UnitOfWork, request: RemoveRow) -> None:
    """Take back a review recorded by mistake."""
    row = seen_row(unit, Review, request.id, request.version, "Ce bilan")
    unit.summary = "Bilan supprimé"
    unit.session.delete(row)
    unit.session.flush()


def _passage(unit: UnitOfWork, request: RecordReview, company: Company) -> Passage:
    passage = current_passage(unit, company.id)
    if request.passage_id is not None:
        passage = row_of(unit, Passage, request.passage_id, "Ce passage")
    if passage is None or passage.company_id != company.id:
        raise Refused(f"« {company.name} » n'a pas de passage où noter ce bilan.")
    return passage


def _check_rank(unit: UnitOfWork, passage: Passage, request: RecordReview, done_on: date) -> None:
    if request.kind is ReviewKind.POST_EXIT:
        months = unit.policy.follow_up_months
        if passage.exited_on is None:
            raise Refused("Le suivi post-sortie vient après la sortie.", "kind")
        if request.rank not in months:
            raise Refused(f"Le suivi se fait à {', '.join(map(str, months))} mois.", "rank")
        if done_on < passage.exited_on:
            raise Refused(f"La sortie est du {format_date(passage.exited_on)} : le suivi vient après.", "done_on")
        return
    support = support_of(unit, passage)
    if support is None:
        raise Refused("Un bilan annuel demande un accompagnement.", "kind")
    ranks = [due.number for due in reviews_of(unit, support)]
    if request.rank not in ranks:
        raise Refused(f"Cet accompagnement a des bilans de 1 à {ranks[-1]}.", "rank")
    opens = after_months(support.starts_on, 12 * (request.rank - 1))
    if done_on < opens:
        raise Refused(
            f"Le {review_label(request.rank).lower()} se fait à partir du {format_date(opens)} : corriger la date.",
            "done_on",
        )
