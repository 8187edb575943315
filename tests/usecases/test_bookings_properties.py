"""Whatever is done to rooms, in whatever order: nothing overlaps, and the journal can take all of it back (rule 13)."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from realis_tui.clock import Clock
from realis_tui.db.engine import Database
from realis_tui.domain.holidays_fr import holiday_on
from realis_tui.domain.paris_time import exists, instant_of
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import RedoLast, UndoLast, redo_last, undo_last
from realis_tui.usecases.rooms.bookings import book_room
from realis_tui.usecases.rooms.requests import BookRoom
from tests.conftest import NOW
from tests.usecases.rooms_walks import STEPS, Walk, hold_true, sound, state

if TYPE_CHECKING:
    from tests.bases import PostgresBases, SqliteBases

Steps = list[tuple[str, int, int, int, int]]
FEW, FEWER = (300, 40) if os.environ.get("REALIS_TEST_FULL") else (15, 3)
"""Walks on SQLite, and on PostgreSQL (where a new base takes half a second)."""
PHASES = (Phase.explicit, Phase.generate)
"""A walk that fails is told as it is: making it shorter would take minutes."""
WAITS = st.lists(st.integers(0, 9), min_size=24, max_size=24)
"""How long before each step: an hour, half a day, or nothing."""


@contextmanager
def walking(url: str) -> Iterator[Walk]:
    database = Database.open(url)
    try:
        yield Walk(Door(database, clock=Clock(NOW), desk="essais"))
    finally:
        database.close()


@pytest.fixture
def sqlite_urls(tmp_path: Path, sqlite_bases: "SqliteBases") -> Iterator[Iterator[str]]:
    def fresh() -> Iterator[str]:
        for number in range(100_000):
            path = sqlite_bases.copy_to(tmp_path / f"{number}.db")
            yield str(path)
            for left in tmp_path.glob(f"{number}.db*"):
                left.unlink()

    return fresh()


def taken_back(walk: Walk, steps: Steps) -> None:
    """Every act undone, the last first, gives the tables as at the start; redone, as at the end."""
    start = state(walk.door)
    for step in steps:
        if walk.do(*step):
            hold_true(walk)
    end, undone = state(walk.door), 0
    while state(walk.door) != start:
        walk.door.perform(undo_last, UndoLast())
        hold_true(walk)
        undone += 1
    for _ in range(undone):
        walk.door.perform(redo_last, RedoLast())
    assert state(walk.door) == end
    sound(walk)


def kept(walk: Walk, steps: Steps, waits: list[int]) -> None:
    """With time going by: options lapse, meetings begin and end."""
    for step, wait in zip(steps, waits, strict=False):
        walk.now += timedelta(hours={8: 1, 9: 12}.get(wait, 0), minutes=7 * (wait > 4))
        walk.do(*step)
        hold_true(walk)
    sound(walk)


@given(STEPS)
@settings(max_examples=FEW, phases=PHASES)
def test_all_that_was_done_is_taken_back(sqlite_urls: Iterator[str], steps: Steps) -> None:
    with walking(next(sqlite_urls)) as walk:
        taken_back(walk, steps)


@given(STEPS, WAITS)
@settings(max_examples=FEW, phases=PHASES)
def test_nothing_overlaps_as_time_goes_by(sqlite_urls: Iterator[str], steps: Steps, waits: list[int]) -> None:
    with walking(next(sqlite_urls)) as walk:
        kept(walk, steps, waits)


@pytest.mark.postgres
@given(STEPS)
@settings(max_examples=FEWER, phases=PHASES)
def test_all_that_was_done_is_taken_back_on_postgresql(postgres_bases: "PostgresBases", steps: Steps) -> None:
    with postgres_bases.fresh() as url, walking(url) as walk:
        taken_back(walk, steps)


@pytest.mark.postgres
@given(STEPS, WAITS)
@settings(max_examples=FEWER, phases=PHASES)
def test_nothing_overlaps_as_time_goes_by_on_postgresql(
    postgres_bases: "PostgresBases", steps: Steps, waits: list[int]
) -> None:
    with postgres_bases.fresh() as url, walking(url) as walk:
        kept(walk, steps, waits)


RULES = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 3)),
    st.builds(
        "FREQ=WEEKLY;INTERVAL={};BYDAY={}".format,
        st.integers(1, 3),
        st.sets(st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU")), min_size=1).map(sorted).map(",".join),
    ),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.integers(1, 31)),
    st.builds(
        "FREQ=MONTHLY;BYDAY={}{}".format, st.sampled_from((1, 2, 3, 4, 5, -1)), st.sampled_from(("SU", "MO", "WE"))
    ),
)
ENDS = st.one_of(
    st.builds(";COUNT={}".format, st.integers(1, 60)),
    st.dates(date(2027, 4, 1), date(2027, 12, 1)).map(lambda day: f";UNTIL={day:%Y%m%d}"),
)


def expanded(rule: str, first: date) -> list[date]:
    """The RFC's days, by dateutil. The RFC leaves open what a start that is none of them gives: the first one is it."""
    # On the days alone: a last day is included, whatever the hour.
    one_in_one = rrulestr(re.sub(r"INTERVAL=\d+", "INTERVAL=1", rule), dtstart=datetime.combine(first, time()))
    starts = next(iter(one_in_one), None)
    return [day.date() for day in islice(rrulestr(rule, dtstart=starts), 401)] if starts is not None else []


@given(RULES, ENDS, st.dates(date(2027, 3, 1), date(2027, 10, 31)), st.integers(0, 21), st.sampled_from((0, 30)))
@settings(max_examples=FEW, phases=PHASES)
def test_a_series_is_what_the_rfc_says_across_both_changes_of_clock(
    sqlite_urls: Iterator[str], rule: str, end: str, first: date, hour: int, minute: int
) -> None:
    """Beside dateutil's expansion on the wall; 10 h stays 10 h, and an hour that does not exist comes an hour later."""
    wall = datetime.combine(first, time(hour, minute))
    expected = expanded(rule + end, first)
    asked = BookRoom(
        room_id=1, who="interne", on=first, start=wall.time(), end=time(hour + 2, minute), outside_hours=True,
        repeat=rule + end, partial=True,
    )  # fmt: skip
    with walking(next(sqlite_urls)) as walk:
        try:
            saved = walk.door.perform(book_room, asked)
        except Refused as refused:
            # Too many dates, none at all, none that is not a holiday; the hour typed is one that the first day has not.
            assume(
                len(expected) > 1 and len(expected) <= 400 and exists(first, asked.start) and exists(first, asked.end)
            )
            raise AssertionError(refused.message) from refused
        hold_true(walk)
    assert saved.series is not None
    told = {item.on for item in saved.series.occurrences}
    assert told == set(expected)
    for booking in saved.bookings:
        assert booking.occurrence_on is not None
        assert booking.starts_at == instant_of(booking.occurrence_on, wall.time())
    left_out = told - {booking.occurrence_on for booking in saved.bookings}
    assert all(holiday_on(day) for day in left_out)


def test_a_walk_does_something(sqlite_base: Path) -> None:
    """The steps are not all refused: what is looked at above is not an empty planning."""
    steps: Steps = [
        ("book", 0, 0, 3, 1), ("book", 1, 0, 3, 1), ("option", 0, 1, 6, 2), ("series", 1, 2, 5, 2),
        ("arrive", 0, 0, 0, 2), ("leave", 0, 0, 0, 2), ("move", 0, 3, 6, 0), ("undo", 0, 0, 0, 0),
        ("close", 1, 3, 0, 1), ("redo", 0, 0, 0, 0), ("skip", 0, 1, 0, 0), ("readd", 0, 0, 0, 0),
    ]  # fmt: skip
    with walking(str(sqlite_base)) as walk:
        done = [walk.do(*step) for step in steps]
        with pytest.raises(Refused):
            walk.door.perform(redo_last, RedoLast())
        hold_true(walk)
    assert sum(done) >= 8
