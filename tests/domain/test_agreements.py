"""Rules 4, 6, 9 and 10: ends, extensions, alerts, reviews, follow-ups."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.agreements import (
    AlertLevel,
    EndChange,
    alert_for,
    check_extension,
    ends_leading_to,
    ends_through,
    esus_end,
    follow_ups_due,
    length_in_months,
    month_of_support,
    progress,
    review_label,
    reviews_due,
    state_implied_by,
    support_end,
    year_of_support,
)
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.refusals import Refused

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-15", 36, "2028-01-14"),
        ("2023-08-31", 36, "2026-08-30"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2024-03-01", 36, "2027-02-28"),
        ("2024-02-11", 36, "2027-02-10"),
        ("2024-10-31", 36, "2027-10-30"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_support_end(start: str, months: int, end: str) -> None:
    assert support_end(date.fromisoformat(start), months) == date.fromisoformat(end)


@given(DAYS, st.integers(0, 400), st.integers(1, 72))
def test_starting_later_never_ends_earlier(start: date, later: int, months: int) -> None:
    assert support_end(start, months) <= support_end(start + timedelta(days=later), months)
    assert support_end(start, months) < support_end(start, months + 1)
    assert length_in_months(start, support_end(start, months)) == months


@given(DAYS, st.integers(1, 60))
def test_months_count_up_to_the_last_day(start: date, months: int) -> None:
    end = support_end(start, months)
    assert month_of_support(start, start) == 1
    assert month_of_support(start, end) == months
    assert month_of_support(start, end + timedelta(days=1)) == months + 1
    assert progress(start, end, end) == 1


def test_extension() -> None:
    end = date(2027, 1, 14)
    assert check_extension(end, 6, date(2027, 1, 14), 12) == date(2027, 7, 14)
    assert check_extension(end, 6, TODAY, 12, already=6) == date(2027, 7, 14)
    with pytest.raises(Refused, match="il reste 6 mois") as refusal:
        check_extension(end, 7, TODAY, 12, already=6)
    assert refusal.value.field == "months"
    with pytest.raises(Refused, match="tout est déjà accordé"):
        check_extension(end, 1, TODAY, 12, already=12)
    with pytest.raises(Refused, match="se décide avant"):
        check_extension(end, 6, date(2027, 1, 15), 12)
    with pytest.raises(Refused, match="au moins un mois"):
        check_extension(end, 0, TODAY, 12)


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        (None, None, CompanyState.PROSPECT),
        (date(2026, 12, 1), date(2029, 11, 30), CompanyState.ADMITTED),
        (TODAY, date(2029, 11, 22), CompanyState.SUPPORTED),
        (date(2023, 11, 24), date(2026, 11, 23), CompanyState.SUPPORTED),
        (date(2023, 11, 23), date(2026, 11, 22), CompanyState.EXITED),
    ],
)
def test_state_implied(start: date | None, end: date | None, state: CompanyState) -> None:
    assert state_implied_by(start, end, TODAY) is state


@pytest.mark.parametrize(
    ("days", "threshold", "level"),
    [
        (90, 90, AlertLevel.SOON),
        (31, 90, AlertLevel.SOON),
        (30, 30, AlertLevel.NEAR),
        (8, 30, AlertLevel.NEAR),
        (7, 7, AlertLevel.IMMINENT),
        (0, 7, AlertLevel.IMMINENT),
        (-1, 0, AlertLevel.OVERDUE),
        (-400, 0, AlertLevel.OVERDUE),
    ],
)
def test_only_the_nearest_threshold_shows(days: int, threshold: int, level: AlertLevel) -> None:
    alert = alert_for(TODAY + timedelta(days=days), TODAY, (90, 30, 7))
    assert alert is not None
    assert (alert.threshold, alert.level, alert.days_left) == (threshold, level, days)


def test_no_alert_from_afar() -> None:
    assert alert_for(TODAY + timedelta(days=91), TODAY, (90, 30, 7)) is None
    assert alert_for(None, TODAY, (90, 30, 7)) is None
    assert alert_for(TODAY + timedelta(days=5), TODAY, ()) is None


@pytest.mark.parametrize(
    ("granted", "created", "end"),
    [
        ("2024-02-03", None, "2029-02-02"),
        ("2024-02-03", "2010-01-01", "2029-02-02"),
        ("2024-02-03", "2021-02-04", "2026-02-02"),
        ("2024-02-03", "2021-02-03", "2029-02-02"),
    ],
)
def test_esus(granted: str, created: str | None, end: str) -> None:
    assert esus_end(date.fromisoformat(granted), date.fromisoformat(created) if created else None).isoformat() == end


def test_progress_as_in_the_picture() -> None:
    start, end = date(2024, 1, 15), date(2027, 1, 14)
    assert (month_of_support(start, TODAY), length_in_months(start, end)) == (35, 36)
    assert year_of_support(start, TODAY) == 3
    for year in (1, 2, 3, 20):
        first = date(start.year + year - 1, start.month, start.day)
        assert [year_of_support(start, first + timedelta(days=days)) for days in (-1, 0)] == [year - 1, year]
    assert round(progress(start, end, TODAY), 2) == 0.97
    assert progress(start, end, date(2020, 1, 1)) == 0


def test_reviews() -> None:
    first, second, third = reviews_due(date(2024, 1, 15), date(2027, 1, 14), 30, 30)
    assert [review.due_on.isoformat() for review in (first, second, third)] == [
        "2025-01-15",
        "2026-01-15",
        "2026-12-15",
    ]
    assert [review.final for review in (first, second, third)] == [False, False, True]
    assert first.overdue_on == date(2025, 2, 15)
    assert reviews_due(date(2024, 1, 15), date(2027, 1, 14), 30, 30, done={1, 2}) == (third,)
    assert review_label(3) == "Bilan de 3ᵉ année"
    assert len(reviews_due(date(2024, 1, 15), date(2028, 1, 14), 30, 30)) == 4


def test_follow_ups() -> None:
    due = follow_ups_due(date(2023, 11, 30), (12, 36, 60), done={36})
    assert [(each.months, each.due_on.isoformat()) for each in due] == [(12, "2024-11-30"), (60, "2028-11-30")]


def test_ends_follow_what_each_amendment_does() -> None:
    changes = [EndChange(months=6), EndChange(), EndChange(moved_to=date(2028, 10, 31)), EndChange(months=2)]
    assert ends_through(date(2028, 1, 14), changes) == (
        date(2028, 1, 14),
        date(2028, 7, 14),
        date(2028, 7, 14),
        date(2028, 10, 31),
        date(2028, 12, 31),
    )


def test_ends_that_lead_to_a_day_are_counted_back_to_the_last_decided_one() -> None:
    changes = [EndChange(months=6), EndChange(moved_to=date(2028, 10, 31)), EndChange(months=2), EndChange()]
    assert ends_leading_to(date(2028, 11, 30), date(2028, 1, 14), changes) == (
        date(2028, 1, 14),
        date(2028, 7, 14),
        date(2028, 9, 30),
        date(2028, 11, 30),
        date(2028, 11, 30),
    )


def test_without_a_decided_end_they_are_counted_back_to_the_first() -> None:
    assert ends_leading_to(date(2028, 9, 14), date(2028, 1, 14), [EndChange(months=6)]) == (
        date(2028, 3, 14),
        date(2028, 9, 14),
    )
    assert ends_leading_to(date(2028, 9, 14), date(2028, 1, 14), []) == (date(2028, 9, 14),)
