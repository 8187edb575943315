"""Rules 13, 14, 16 and 17: slots, opening hours, people, the time a booking takes, the words of an hour."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.paris_time import PARIS, instant_of
from realis_tui.domain.policy import Policy
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import (
    LONGEST_BLOCK,
    LONGEST_BOOKING,
    BookingStatus,
    Offered,
    Party,
    Purpose,
    Seats,
    Slot,
    best_fit,
    blocked_slot,
    check_people,
    format_clock,
    format_hour,
    format_slot,
    free_stretches,
    in_layout,
    is_closed_weekday,
    is_lapsed,
    is_within_hours,
    letter_of,
    opening_of,
    opening_words,
    slot_of,
    until_words,
)

DAY = date(2026, 11, 24)
"""A Tuesday, in winter time."""
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
N = "\u202f"


def at(hour: str, day: date = DAY) -> datetime:
    return instant_of(day, time.fromisoformat(hour))


def slot(start: str, end: str, day: date = DAY) -> Slot:
    return Slot(at(start, day), at(end, day))


def hours(start: str, end: str, day: date = DAY) -> Slot:
    return slot_of(day, time.fromisoformat(start), time.fromisoformat(end))


# Slots


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (("09:00", "10:00"), ("10:00", "11:00"), False),
        (("09:00", "10:00"), ("09:59", "11:00"), True),
        (("09:00", "12:00"), ("10:00", "11:00"), True),
        (("09:00", "10:00"), ("09:00", "10:00"), True),
        (("09:00", "10:00"), ("11:00", "12:00"), False),
    ],
)
def test_slots_that_touch_do_not_overlap(one: tuple[str, str], other: tuple[str, str], overlap: bool) -> None:
    assert slot(*one).overlaps(slot(*other)) is overlap
    assert slot(*other).overlaps(slot(*one)) is overlap


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        (DAY, "14:00", "16:00", 120),
        (DAY, "22:00", "00:00", 120),
        (DAY, "00:00", "00:00", 24 * 60),
        (SPRING, "01:00", "04:00", 120),
        (SPRING, "00:00", "00:00", 23 * 60),
        (AUTUMN, "01:00", "04:00", 240),
        (AUTUMN, "02:00", "03:00", 120),
        (AUTUMN, "00:00", "00:00", 25 * 60),
        (date(2026, 12, 31), "23:00", "00:00", 60),
    ],
)
def test_a_slot_lasts_what_elapses(day: date, start: str, end: str, minutes: int) -> None:
    made = hours(start, end, day)
    assert (made.minutes, made.day) == (minutes, day)
    assert made.start.tzinfo is UTC and made.end.tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "start", "end", "field", "said"),
    [
        (DAY, "14:00", "13:00", "end", "La fin (13 h) vient avant le début (14 h)"),
        (DAY, "14:00", "14:00", "end", "La fin et le début sont la même heure (14 h)"),
        (SPRING, "02:30", "04:00", "start", "2 h 30 n'existe pas le dimanche 28 mars 2027"),
        (SPRING, "01:00", "02:00", "end", "2 h n'existe pas le dimanche 28 mars 2027"),
    ],
)
def test_what_is_no_slot_is_said(day: date, start: str, end: str, field: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        hours(start, end, day)
    assert refused.value.field == field
    assert said in refused.value.message.replace(N, " ")


def test_the_fields_of_a_slot_may_have_other_names() -> None:
    with pytest.raises(Refused) as refused:
        slot_of(DAY, time(10), time(9), fields=("de", "a"))
    assert refused.value.field == "a"


def test_a_slot_widened() -> None:
    assert slot("10:00", "12:00").widened(30, 15) == slot("09:30", "12:15")


# The time a booking takes


@pytest.mark.parametrize(
    ("status", "freed", "taken"),
    [
        (BookingStatus.CONFIRMED, None, ("09:30", "12:15")),
        (BookingStatus.OPTION, None, ("09:30", "12:15")),
        (BookingStatus.NO_SHOW, None, ("09:30", "12:15")),
        (BookingStatus.CANCELLED, None, None),
        (BookingStatus.CANCELLED, "11:00", None),
        (BookingStatus.CONFIRMED, "11:00", ("09:30", "11:15")),
        (BookingStatus.NO_SHOW, "11:00", ("09:30", "11:00")),
        (BookingStatus.CONFIRMED, "12:00", ("09:30", "12:15")),
        (BookingStatus.CONFIRMED, "12:10", ("09:30", "12:15")),
        (BookingStatus.NO_SHOW, "12:10", ("09:30", "12:10")),
        (BookingStatus.NO_SHOW, "12:30", ("09:30", "12:15")),
        (BookingStatus.CONFIRMED, "09:20", ("09:30", "09:35")),
        (BookingStatus.CONFIRMED, "09:15", None),
        (BookingStatus.NO_SHOW, "09:30", None),
        (BookingStatus.NO_SHOW, "09:00", None),
    ],
)
def test_what_a_booking_takes(status: BookingStatus, freed: str | None, taken: tuple[str, str] | None) -> None:
    """10 h to 12 h with half an hour before and a quarter after."""
    found = blocked_slot(slot("10:00", "12:00"), 30, 15, status, at(freed) if freed else None)
    assert found == (slot(*taken) if taken else None)


def test_a_booking_of_a_day_is_the_longest_and_a_closure_takes_the_day_of_25_hours() -> None:
    assert hours("00:00", "00:00").minutes == LONGEST_BOOKING / timedelta(minutes=1)
    assert hours("00:00", "00:00", AUTUMN).minutes == LONGEST_BLOCK / timedelta(minutes=1)


# Opening hours


@pytest.mark.parametrize(
    ("day", "start", "end", "inside"),
    [
        (DAY, "07:00", "22:00", True),
        (DAY, "06:59", "08:00", False),
        (DAY, "21:00", "22:01", False),
        (DAY, "21:00", "00:00", False),
        (SPRING, "07:00", "22:00", True),
        (SPRING, "06:45", "08:00", False),
        (AUTUMN, "07:00", "22:00", True),
        (AUTUMN, "06:45", "08:00", False),
        (AUTUMN, "21:30", "22:15", False),
    ],
)
def test_within_opening_hours_whatever_the_clock_does(day: date, start: str, end: str, inside: bool) -> None:
    assert is_within_hours(hours(start, end, day), Policy()) is inside


def test_a_meeting_that_goes_on_the_next_day_is_outside_hours() -> None:
    night = Slot(at("21:00"), at("08:00", DAY + timedelta(days=1)))
    assert not is_within_hours(night, Policy())
    assert not is_within_hours(night, Policy(opening_hour=0, closing_hour=24))


def test_open_until_midnight() -> None:
    policy = Policy(opening_hour=0, closing_hour=24)
    assert is_within_hours(hours("00:00", "00:00"), policy)
    assert is_within_hours(hours("23:00", "00:00"), policy)


@pytest.mark.parametrize("names", [("dimanche",), ("Dimanche", "samedi"), ("DIMANCHE",)])
def test_a_weekday_that_the_house_is_closed(names: tuple[str, ...]) -> None:
    policy = Policy(closed_weekdays=names)
    assert is_closed_weekday(date(2026, 11, 29), policy)
    assert not is_closed_weekday(DAY, policy)
    assert not is_within_hours(hours("10:00", "11:00", date(2026, 11, 29)), policy)
    assert is_within_hours(hours("10:00", "11:00"), policy)


@pytest.mark.parametrize(
    ("day", "opening", "closing", "minutes"),
    [
        (DAY, 7, 22, 15 * 60),
        (DAY, 0, 24, 24 * 60),
        (SPRING, 7, 22, 15 * 60),
        (SPRING, 0, 24, 23 * 60),
        (SPRING, 1, 4, 2 * 60),
        (AUTUMN, 7, 22, 15 * 60),
        (AUTUMN, 0, 24, 25 * 60),
        (AUTUMN, 1, 4, 4 * 60),
    ],
)
def test_the_opening_of_a_day_is_instants(day: date, opening: int, closing: int, minutes: int) -> None:
    opened = opening_of(day, Policy(opening_hour=opening, closing_hour=closing))
    assert opened.minutes == minutes
    # Setup and clearing are minutes that elapse, not minutes on the wall.
    assert opened.widened(60, 120).minutes == minutes + 180
    assert opened.start.tzinfo is UTC and opened.end.tzinfo is UTC


def test_the_words_of_the_opening_hours() -> None:
    assert opening_words(Policy()) == f"de 7{N}h à 22{N}h"


# Words


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (time(16), f"16{N}h"),
        (time(9, 30), f"9{N}h{N}30"),
        (time(0), f"0{N}h"),
        (time(8, 5), f"8{N}h{N}05"),
        (at("14:00"), f"14{N}h"),
        (datetime(2026, 7, 14, 12, 15, tzinfo=UTC), f"14{N}h{N}15"),
    ],
)
def test_an_hour_in_a_sentence(hour: time | datetime, said: str) -> None:
    assert format_hour(hour) == said


def test_an_instant_on_a_block_and_a_slot_in_a_line() -> None:
    assert format_clock(at("09:05")) == "09:05"
    assert format_clock(datetime(2026, 7, 14, 12, 15, tzinfo=UTC)) == "14:15"
    assert format_slot(slot("14:00", "16:30")) == f"mar. 24 nov., 14{N}h – 16{N}h{N}30"


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (at("16:00"), "jusqu'à 16 h"),
        (at("16:30"), "jusqu'à 16 h 30"),
        (at("00:00", date(2026, 11, 25)), "jusqu'à minuit"),
        (at("09:00", date(2026, 11, 25)), "jusqu'au mer. 25 nov. à 9 h"),
        (at("00:00", date(2026, 11, 28)), "jusqu'au ven. 27 nov. inclus"),
    ],
)
def test_until_when(end: datetime, said: str) -> None:
    assert until_words(end, DAY).replace(N, " ") == said


@pytest.mark.parametrize(
    ("party", "purpose", "letter"),
    [
        (Party.COMPANY, Purpose.MEETING, "E"),
        (Party.PROJECT, Purpose.MEETING, "Y"),
        (Party.INTERNAL, Purpose.MEETING, "I"),
        (Party.OUTSIDE, Purpose.MEETING, "X"),
        (Party.COMPANY, Purpose.COACHING, "C"),
        (Party.INTERNAL, Purpose.WORKSHOP, "A"),
        (Party.OUTSIDE, Purpose.ACADEMY, "Y"),
    ],
)
def test_the_letter_of_a_block(party: Party, purpose: Purpose, letter: str) -> None:
    assert letter_of(party, purpose) == letter


def test_every_booking_has_a_letter() -> None:
    letters = {letter_of(party, purpose) for party in Party for purpose in Purpose}
    assert letters == set("EYCAIX")


# Free time

MINUTES = st.integers(0, 120)
STRETCHES = st.lists(st.tuples(MINUTES, MINUTES).map(sorted).map(lambda pair: (pair[0] - 20, pair[1] - 20)), max_size=8)


def minutes(first: int, last: int) -> Slot:
    return Slot(at("09:00") + timedelta(minutes=first), at("09:00") + timedelta(minutes=last))


@given(MINUTES, STRETCHES)
def test_what_is_free_is_what_no_minute_is_taken_of(length: int, taken: list[tuple[int, int]]) -> None:
    """Beside a sweep minute by minute; in order, apart from each other, never empty."""
    free = free_stretches(minutes(0, length), [minutes(*pair) for pair in taken])
    open_minutes = {minute for minute in range(length) if not any(first <= minute < last for first, last in taken)}
    assert {m for m in range(length) if any(s.start <= minutes(m, m).start < s.end for s in free)} == open_minutes
    assert all(one.end < other.start for one, other in pairwise(free))
    assert all(minutes(0, length).start <= s.start < s.end <= minutes(0, length).end for s in free)


# People and the best fit


@pytest.mark.parametrize(
    ("people", "reason", "accepted"),
    [
        (None, None, True),
        (1, None, True),
        (12, None, True),
        (13, None, False),
        (13, "  ", False),
        (13, "une personne debout", True),
        (15, "trois debout", True),
        (16, "quatre debout", False),
        (400, "tous dehors", False),
    ],
)
def test_over_the_seats_with_a_reason_over_fire_safety_never(
    people: int | None, reason: str | None, accepted: bool
) -> None:
    if accepted:
        check_people(people, Seats(12, 15), reason, where="Garrigue")
        return
    with pytest.raises(Refused) as refused:
        check_people(people, Seats(12, 15), reason, where="Garrigue")
    assert refused.value.field == "people"
    assert ("sécurité incendie" in refused.value.message) is ((people or 0) > 15)


ROOMS = [
    Offered(1, "Thau", 8, ("écran",)),
    Offered(2, "Garrigue", 12, ("écran", "Visio")),
    Offered(3, "Lez", 20, ("vidéoprojecteur", "visio")),
    Offered(4, "Bulle + Thau", 12, ("écran", "visio"), is_combined=True),
    Offered(5, "Étang", 12, ("écran", "visio")),
]


@pytest.mark.parametrize(
    ("people", "equipment", "names"),
    [
        (None, (), ["Thau", "Étang", "Garrigue", "Bulle + Thau", "Lez"]),
        (8, (), ["Thau", "Étang", "Garrigue", "Bulle + Thau", "Lez"]),
        (9, ("VISIO",), ["Étang", "Garrigue", "Bulle + Thau", "Lez"]),
        (13, ("visio",), ["Lez"]),
        (12, ("ecran", "visio"), ["Étang", "Garrigue", "Bulle + Thau"]),
        (21, (), []),
        (None, ("sono",), []),
    ],
)
def test_the_smallest_that_holds_them_comes_first(
    people: int | None, equipment: tuple[str, ...], names: list[str]
) -> None:
    assert [room.name for room in best_fit(ROOMS, people, equipment)] == names


def test_a_layout_that_holds_them_comes_after_the_rooms_that_do_as_usual() -> None:
    rooms = [
        Offered(1, "Garrigue", 12, (), layouts=(("U", 10), ("théâtre", 25), ("debout", 40))),
        Offered(2, "Lez", 30, ()),
        Offered(3, "Thau", 8, (), layouts=(("théâtre", 20),)),
    ]
    assert [room.name for room in best_fit(rooms, 20, ())] == ["Lez", "Thau", "Garrigue"]
    assert [room.stood(20) for room in rooms] == [("théâtre", 25), (None, 30), ("théâtre", 20)]
    assert best_fit(rooms, 50, ()) == []


def test_the_hours_of_paris_are_what_is_meant() -> None:
    assert slot("10:00", "12:00").start.astimezone(PARIS).hour == 10


@pytest.mark.parametrize(
    ("status", "minutes", "lapsed"),
    [
        (BookingStatus.OPTION, -1, True),
        (BookingStatus.OPTION, 0, True),
        (BookingStatus.OPTION, 1, False),
        (BookingStatus.CONFIRMED, -1, False),
        (BookingStatus.CANCELLED, -1, False),
        (BookingStatus.CONFIRMED, None, False),
    ],
)
def test_an_option_lapses_at_its_very_instant(status: BookingStatus, minutes: int | None, lapsed: bool) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    ends = None if minutes is None else now + timedelta(minutes=minutes)
    assert is_lapsed(SimpleNamespace(status=status, lapses_at=ends), now) is lapsed


def test_a_slot_of_another_year_says_its_year() -> None:
    slot = slot_of(date(2027, 1, 5), time(9), time(10))
    assert format_slot(slot, date(2026, 12, 31)).startswith("mar. 5 janv. 2027, 9")
    assert format_slot(slot, date(2027, 12, 31)).startswith("mar. 5 janv., 9")


@pytest.mark.parametrize(
    ("layout", "said"), [("théâtre", "en théâtre"), ("en U", "en U"), ("En U", "En U"), ("ensemble", "en ensemble")]
)
def test_a_layout_is_said_with_one_en(layout: str, said: str) -> None:
    assert in_layout(layout) == said
