"""The hours of a series: what they become when one is changed, and the time they are on each day (rule 15)."""

from datetime import date, datetime, time, timedelta

import pytest

from realis_tui.domain.occurrences import Hours
from realis_tui.domain.paris_time import PARIS
from realis_tui.domain.refusals import Refused

MORNING = Hours(time(10), time(12))
LATE = Hours(time(22), time())
WHOLE_DAY = Hours(time(), time())
SPRING = date(2027, 3, 28)
"""At 2 h it is 3 h."""


@pytest.mark.parametrize(
    ("hours", "start", "end", "found"),
    [
        (MORNING, None, None, MORNING),
        (MORNING, time(14), None, Hours(time(14), time(16))),
        (MORNING, None, time(11), Hours(time(10), time(11))),
        (MORNING, time(14), time(15), Hours(time(14), time(15))),
        (MORNING, time(22), None, LATE),
        (LATE, time(20), None, Hours(time(20), time(22))),
        (LATE, None, None, LATE),
        (WHOLE_DAY, None, None, WHOLE_DAY),
        (WHOLE_DAY, time(), None, WHOLE_DAY),
    ],
)
def test_with_another_start_they_last_as_long(hours: Hours, start: time | None, end: time | None, found: Hours) -> None:
    assert hours.changed(start, end) == found


@pytest.mark.parametrize(
    ("hours", "start", "end", "words"),
    [
        (MORNING, time(23), None, "finirait le lendemain"),
        (WHOLE_DAY, time(0, 1), None, "finirait le lendemain"),
        (MORNING, None, time(10), "10"),
        (MORNING, time(12), time(12), "12"),
        (MORNING, None, time(9), "avant le début"),
    ],
)
def test_an_end_that_does_not_come_after_is_refused(
    hours: Hours, start: time | None, end: time | None, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        hours.changed(start, end)
    assert refused.value.field == "end"


@pytest.mark.parametrize(
    ("hours", "day", "start", "lasts"),
    [
        (MORNING, date(2026, 11, 24), "2026-11-24 10:00", 2),
        (LATE, date(2026, 11, 24), "2026-11-24 22:00", 2),
        (WHOLE_DAY, date(2026, 11, 24), "2026-11-24 00:00", 24),
        (WHOLE_DAY, SPRING, "2027-03-28 00:00", 23),
        (MORNING, SPRING, "2027-03-28 10:00", 2),
        (Hours(time(2, 30), time(4, 30)), SPRING, "2027-03-28 03:30", 2),
        (Hours(time(2, 30), time()), SPRING, "2027-03-28 03:30", 21.5),
    ],
)
def test_the_time_of_a_day(hours: Hours, day: date, start: str, lasts: float) -> None:
    slot = hours.on(day)
    assert slot.start == datetime.fromisoformat(start).replace(tzinfo=PARIS)
    assert slot.end - slot.start == timedelta(hours=lasts)


@pytest.mark.parametrize(
    ("hours", "shifted"),
    [
        (Hours(time(2, 30), time(4)), True),
        (Hours(time(1), time(2, 30)), True),
        (Hours(time(1), time(3)), False),
        (MORNING, False),
    ],
)
def test_an_hour_that_the_clock_jumps_over(hours: Hours, shifted: bool) -> None:
    assert hours.are_shifted(SPRING) is shifted
    assert not hours.are_shifted(SPRING + timedelta(days=1))
