"""The clocks of support agreements: ends, extensions, alerts, reviews and follow-ups (rules 2, 4, 6, 9 and 10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from realis_tui.domain.companies import CompanyState
from realis_tui.domain.days import add_months, after_months, months_elapsed, term_end
from realis_tui.domain.french import format_date, ordinal
from realis_tui.domain.refusals import Refused

ESUS_YEARS, YOUNG_ESUS_YEARS, YOUNG_YEARS = 5, 2, 3


def support_end(start: date, months: int) -> date:
    """The last day (rule 4): the eve of the same day of the month, or the month's last day where there is none."""
    return term_end(start, months)


def check_extension(end: date, months: int, decided_on: date, limit: int, already: int = 0) -> date:
    """The new last day of a support extended by `months`, `already` months having been granted before.

    Refused beyond `limit` months in all, or when decided after the end.
    """
    if months < 1:
        raise Refused("Une prolongation est d'au moins un mois.", "months")
    if already + months > limit:
        rest = limit - already
        left = f"il reste {rest} mois" if rest > 0 else "tout est déjà accordé"
        raise Refused(f"Prolongation de {limit} mois au plus en tout : {left}.", "months")
    if decided_on > end:
        raise Refused(
            f"La décision du {format_date(decided_on)} vient après la fin ({format_date(end)}) : "
            "une prolongation se décide avant.",
            "decided_on",
        )
    return extended_end(end, months)


def extended_end(end: date, months: int) -> date:
    """The last day of an agreement whose last day was `end`, `months` longer."""
    return term_end(end + timedelta(days=1), months)


@dataclass(frozen=True, slots=True)
class EndChange:
    """What an amendment does to the last day: adds `months`, or sets it at `moved_to`; neither leaves it alone."""

    months: int = 0
    moved_to: date | None = None


def ends_through(first_end: date, changes: Sequence[EndChange]) -> tuple[date, ...]:
    """The last day before any amendment, then after each."""
    ends = [first_end]
    for change in changes:
        ends.append(change.moved_to or extended_end(ends[-1], change.months))
    return tuple(ends)


def ends_leading_to(end: date, first_end: date, changes: Sequence[EndChange]) -> tuple[date, ...]:
    """The same when the last one is to be `end`: months granted are counted back from it, as far as the last day that
    a decision set, which then was another; without one, as far as the last day before any amendment."""
    ends = [*ends_through(first_end, changes)[:-1], end]
    for rank in range(len(changes), 0, -1):
        if changes[rank - 1].moved_to is not None:
            break
        ends[rank - 1] = extended_end(ends[rank], -changes[rank - 1].months)
    return tuple(ends)


def state_implied_by(start: date | None, end: date | None, today: date) -> CompanyState:
    """The state a first import enters a company in (« reprise »), from its support's first and last day, if any."""
    if start is None or end is None:
        return CompanyState.PROSPECT
    if start > today:
        return CompanyState.ADMITTED
    return CompanyState.SUPPORTED if end >= today else CompanyState.EXITED


class AlertLevel(StrEnum):
    """How near a term is."""

    SOON = "bientôt"
    NEAR = "proche"
    IMMINENT = "imminent"
    OVERDUE = "dépassé"

    @property
    def label(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Alert:
    """A term that comes near. `days_left` is negative once past; `threshold` is the one passed, 0 once past."""

    level: AlertLevel
    threshold: int
    days_left: int


def alert_for(end: date | None, today: date, thresholds: Sequence[int]) -> Alert | None:
    """The nearest threshold passed before `end` (its last day), overdue after it, None when it is still far."""
    if end is None:
        return None
    left = (end - today).days
    if left < 0:
        return Alert(AlertLevel.OVERDUE, 0, left)
    passed = [(rank, days) for rank, days in enumerate(sorted(thresholds)) if left <= days]
    if not passed:
        return None
    rank, threshold = passed[0]
    levels = (AlertLevel.IMMINENT, AlertLevel.NEAR, AlertLevel.SOON)
    return Alert(levels[min(rank, 2)], threshold, left)


def esus_end(granted_on: date, created_on: date | None) -> date:
    """The last day of an ESUS approval: five years, two for a company under three years old when it is granted."""
    young = created_on is not None and granted_on < after_months(created_on, YOUNG_YEARS * 12)
    return term_end(granted_on, 12 * (YOUNG_ESUS_YEARS if young else ESUS_YEARS))


def year_of_support(start: date, day: date) -> int:
    """1 in the first year of support; 0 or less before it."""
    return months_elapsed(start, day) // 12 + 1


def month_of_support(start: date, day: date) -> int:
    """1 in the first month of support."""
    return months_elapsed(start, day) + 1


def length_in_months(start: date, end: date) -> int:
    """How many months, begun ones included, an agreement lasts from its first to its last day."""
    after = end + timedelta(days=1)
    whole = months_elapsed(start, after)
    return whole if after_months(start, whole) == after else whole + 1


def progress(start: date, end: date, day: date) -> float:
    """How far along the support is, by months begun: 0 before it, 1 from its last month on."""
    return min(1.0, max(0.0, month_of_support(start, day) / max(1, length_in_months(start, end))))


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A yearly review not yet held. `number`: 1 for the first year; `final`: the one an exit « terme » asks."""

    number: int
    due_on: date
    overdue_on: date
    final: bool


def reviews_due(
    start: date, end: date, grace_days: int, last_days: int, done: Collection[int] = ()
) -> tuple[ReviewDue, ...]:
    """The reviews of an agreement that are not in `done`, by number, whether their day has come or not.

    One at each anniversary, the last one `last_days` before the end; overdue once `grace_days` have gone by.
    """
    count = max(1, -(-length_in_months(start, end) // 12))
    reviews = []
    for number in range(1, count + 1):
        final = number == count
        due = end - timedelta(days=last_days) if final else after_months(start, 12 * number)
        reviews.append(ReviewDue(number, due, due + timedelta(days=grace_days + 1), final))
    return tuple(review for review in reviews if review.number not in done)


def review_label(number: int) -> str:
    """« Bilan de 3ᵉ année »."""
    return f"Bilan de {ordinal(number)} année"


@dataclass(frozen=True, slots=True)
class FollowUpDue:
    """A news call after the exit, `months` after it."""

    months: int
    due_on: date


def follow_ups_due(exited_on: date, months: Sequence[int], done: Collection[int] = ()) -> tuple[FollowUpDue, ...]:
    """The follow-ups after an exit that are not in `done` (months)."""
    return tuple(FollowUpDue(each, add_months(exited_on, each)) for each in months if each not in done)
