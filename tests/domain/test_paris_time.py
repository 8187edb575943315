"""Days and hours on the wall of Paris, and the instants they are, on both sides of both changes of clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.paris_time import PARIS, day_bounds, day_of, exists, instant_of, local_of

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""02:00 becomes 03:00; 03:00 becomes 02:00 again."""
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("day", "hour", "there"),
    [
        (SPRING, "01:59", True),
        (SPRING, "02:00", False),
        (SPRING, "02:30", False),
        (SPRING, "02:59", False),
        (SPRING, "03:00", True),
        (AUTUMN, "02:30", True),
        (date(2027, 3, 27), "02:30", True),
        (date(2026, 3, 29), "02:30", False),
        (date(2026, 11, 24), "00:00", True),
    ],
)
def test_hours_that_are_jumped_over_do_not_exist(day: date, hour: str, there: bool) -> None:
    assert exists(day, time.fromisoformat(hour)) is there


@pytest.mark.parametrize(
    ("day", "hour", "instant"),
    [
        (date(2026, 11, 24), "10:00", "2026-11-24T09:00"),
        (date(2026, 7, 14), "10:00", "2026-07-14T08:00"),
        (date(2026, 11, 24), "00:00", "2026-11-23T23:00"),
        (SPRING, "01:59", "2027-03-28T00:59"),
        (SPRING, "02:30", "2027-03-28T01:30"),  # moved forward, to 03:30
        (SPRING, "03:00", "2027-03-28T01:00"),
        (SPRING, "03:30", "2027-03-28T01:30"),
        (AUTUMN, "01:59", "2027-10-30T23:59"),
        (AUTUMN, "02:00", "2027-10-31T00:00"),  # the first of the two
        (AUTUMN, "02:59", "2027-10-31T00:59"),
        (AUTUMN, "03:00", "2027-10-31T02:00"),
    ],
)
def test_the_instant_of_an_hour_on_the_wall(day: date, hour: str, instant: str) -> None:
    assert instant_of(day, time.fromisoformat(hour)) == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert instant_of(day, time.fromisoformat(hour)).tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "hours"),
    [(SPRING, 23), (AUTUMN, 25), (date(2026, 11, 24), 24), (date(2027, 3, 27), 24), (date(2024, 2, 29), 24)],
)
def test_a_day_is_23_24_or_25_hours(day: date, hours: int) -> None:
    first, end = day_bounds(day)
    assert end - first == timedelta(hours=hours)
    assert (day_of(first), day_of(end - timedelta(microseconds=1)), day_of(end)) == (day, day, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("instant", "wall"),
    [
        ("2026-11-23T23:30", "2026-11-24T00:30"),
        ("2026-06-30T22:00", "2026-07-01T00:00"),
        ("2027-10-31T00:30", "2027-10-31T02:30"),
        ("2027-10-31T01:30", "2027-10-31T02:30"),
    ],
)
def test_what_the_wall_shows(instant: str, wall: str) -> None:
    shown = local_of(datetime.fromisoformat(instant).replace(tzinfo=UTC))
    assert (shown.replace(tzinfo=None), shown.tzinfo) == (datetime.fromisoformat(wall), PARIS)
    assert day_of(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == datetime.fromisoformat(wall).date()


@given(DAYS, MINUTES)
def test_an_hour_that_exists_is_shown_at_its_instant_and_one_that_does_not_an_hour_later(day: date, hour: time) -> None:
    shown = local_of(instant_of(day, hour)).replace(tzinfo=None)
    moved = timedelta() if exists(day, hour) else timedelta(hours=1)
    assert shown == datetime.combine(day, hour) + moved


@given(INSTANTS)
def test_an_instant_is_in_its_day(instant: datetime) -> None:
    first, end = day_bounds(day_of(instant))
    assert first <= instant < end
    assert local_of(instant) == instant


@given(DAYS)
def test_days_follow_each_other_without_a_gap(day: date) -> None:
    assert day_bounds(day)[1] == day_bounds(day + timedelta(days=1))[0]
