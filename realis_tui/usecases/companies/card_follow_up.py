"""What a card shows of what comes next: the moves allowed, the reviews due and done."""

from collections.abc import Sequence
from datetime import date

from realis_tui.db.models import Review
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import follow_ups_due, review_label, reviews_due
from realis_tui.domain.companies import ALLOWED_MOVES, SUPPORTED_STATES, CompanyState, is_decision, needs_of, resumes
from realis_tui.domain.milestones import AmendmentKind, ReviewKind
from realis_tui.usecases.companies.card_views import ExtensionOption, MoveOption, PassageView, ReviewView, SupportView
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.unit import UnitOfWork


def moves(unit: UnitOfWork, current: PassageView | None, support: SupportView | None) -> tuple[MoveOption, ...]:
    """What rule 2 allows now to this person, and what each move asks."""
    if current is None:
        return ()
    source, decides = current.state, unit.actor.may(Permission.COMPANIES_DECIDE)
    return tuple(
        _move(unit, source, target, support)
        for target in ALLOWED_MOVES[source]
        if decides or not is_decision(source, target)
    )


def _move(unit: UnitOfWork, source: CompanyState, target: CompanyState, support: SupportView | None) -> MoveOption:
    needs, back = needs_of(target), resumes(source, target)
    granted = support is not None and any(each.kind is AmendmentKind.EXTENSION for each in support.amendments)
    blocked = None
    # Back from a suspension, months granted before it are still there: none is asked.
    if target is CompanyState.EXTENDED and support is not None and not (back and granted):
        blocked = _why_not_longer(unit, support)
    return MoveOption(
        to=target,
        label=_BACK[target] if back else _VERBS.get(target, target.label),
        needs_decision=needs.decision or back or target is CompanyState.SUSPENDED,
        reasons=getattr(unit.policy, needs.reasons) if needs.reasons else (),
        needs_destination=needs.destination,
        may_move_end=back or target is CompanyState.SUSPENDED,
        needs_months=target is CompanyState.EXTENDED and not (back and granted),
        blocked=blocked,
    )


def extension(unit: UnitOfWork, current: PassageView | None, support: SupportView | None) -> ExtensionOption | None:
    """The months that may still be granted, for who decides and while the accompaniment runs."""
    if current is None or support is None or support.ended_on is not None:
        return None
    if current.state not in SUPPORTED_STATES or not unit.actor.may(Permission.COMPANIES_DECIDE):
        return None
    blocked = _why_not_longer(unit, support)
    return ExtensionOption(support.id, support.extension_months_left, blocked, support.version)


def _why_not_longer(unit: UnitOfWork, support: SupportView) -> str | None:
    if support.extension_months_left == 0:
        return "Les mois de prolongation sont tous accordés."
    if support.ends_on < unit.today:
        return "L'accompagnement a pris fin : une prolongation se décide avant."
    return None


_BACK = {CompanyState.SUPPORTED: "reprendre l'accompagnement", CompanyState.EXTENDED: "reprendre, prolongé"}
_VERBS = {
    CompanyState.APPLICATION: "enregistrer la candidature",
    CompanyState.ELIGIBLE: "déclarer recevable",
    CompanyState.HEARD: "auditionner",
    CompanyState.DEFERRED: "ajourner",
    CompanyState.REFUSED: "refuser",
    CompanyState.WITHDRAWN: "noter le désistement",
    CompanyState.ADMITTED: "admettre",
    CompanyState.SUPPORTED: "accompagner",
    CompanyState.SUSPENDED: "suspendre",
    CompanyState.EXTENDED: "prolonger",
    CompanyState.EXITED: "prononcer la sortie",
    CompanyState.FOLLOWED: "passer en suivi",
    CompanyState.ARCHIVED: "archiver",
}


def reviews(
    unit: UnitOfWork, current: PassageView | None, support: SupportView | None, done: Sequence[Review]
) -> tuple[ReviewView, ...]:
    """The yearly reviews and post-exit follow-ups of the current passage, due and done."""
    if current is None:
        return ()
    made = {(row.kind, row.rank): row for row in done if row.passage_id == current.id}
    views = []
    policy = unit.policy
    if support is not None:
        for due in reviews_due(support.starts_on, support.ends_on, policy.review_grace_days, policy.last_review_days):
            row = made.get((ReviewKind.YEARLY, due.number))
            if row is None and support.ended_on is not None:
                continue
            label = review_label(due.number)
            views.append(_review(unit, ReviewKind.YEARLY, due.number, label, due.due_on, due.overdue_on, row))
    if current.exited_on is not None:
        for after in follow_ups_due(current.exited_on, policy.follow_up_months):
            row = made.get((ReviewKind.POST_EXIT, after.months))
            label = f"Suivi à {after.months} mois"
            views.append(_review(unit, ReviewKind.POST_EXIT, after.months, label, after.due_on, after.due_on, row))
    return tuple(views)


def _review(
    unit: UnitOfWork, kind: ReviewKind, rank: int, label: str, due_on: date, overdue_on: date, row: Review | None
) -> ReviewView:
    level = Level.DONE if row else Level.OPEN
    if row is None and unit.today >= overdue_on:
        level = Level.LATE
    elif row is None and due_on <= unit.today:
        level = Level.SOON
    return ReviewView(
        kind=kind,
        rank=rank,
        label=label,
        due_on=due_on,
        overdue_on=overdue_on,
        done_on=row.done_on if row else None,
        is_active=row.is_active if row else None,
        summary=row.summary if row else None,
        level=level,
        id=row.id if row else None,
        version=row.version if row else None,
    )
