"""What is asked of the rooms costs a number of statements that does not grow with what is booked (architecture.md)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from realis_tui.clock import PARIS, Clock
from realis_tui.domain.rooms import BookingStatus
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import RedoLast, UndoLast, redo_last, undo_last
from realis_tui.usecases.rooms.bookings import book_room, cancel_booking, move_booking
from realis_tui.usecases.rooms.checking import check_booking
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.planning import ListBookings, list_bookings, planning
from realis_tui.usecases.rooms.requests import (
    BookRoom,
    CancelBooking,
    CheckBooking,
    CloseRooms,
    FindSlot,
    MoveBooking,
    MoveOccurrence,
    PlanningRequest,
    Scope,
)
from realis_tui.usecases.rooms.series import preview_series
from realis_tui.usecases.rooms.slots import find_slot
from realis_tui.usecases.rooms.views import BookingsSaved, Fate
from tests.sql_watch import counted
from tests.usecases.rooms_steps import at, book, company, room, starter

DAY = date(2026, 11, 24)
YEAR = DAY + timedelta(days=365)
ASKED: dict[str, tuple[int, Callable[[Door, int, str], Any]]] = {
    "the planning of a day": (
        7,
        lambda door, _room, _who: door.perform(planning, PlanningRequest(first=DAY)),
    ),
    "the planning of a week": (
        7,
        lambda door, _room, _who: door.perform(planning, PlanningRequest(first=DAY, days=7)),
    ),
    "the bookings of a month": (
        1,
        lambda door, _room, _who: door.perform(list_bookings, ListBookings(first=DAY, last=DAY + timedelta(days=30))),
    ),
    "a free slot within a year": (
        6,
        lambda door, _room, _who: door.perform(find_slot, FindSlot(on=DAY, last=YEAR, people=2, minutes=60)),
    ),
    "a slot that is nowhere within a year": (
        11,
        lambda door, _room, _who: door.perform(find_slot, FindSlot(on=DAY, last=YEAR, people=2, minutes=1_000)),
    ),
    "the check of a free slot": (
        14,
        lambda door, room_id, who: door.perform(
            check_booking, CheckBooking(room_id=room_id, who=who, on="25/11/2026", start="20h", end="21h")
        ),
    ),
    "the check of a slot that is taken": (
        18,
        lambda door, room_id, who: door.perform(
            check_booking, CheckBooking(room_id=room_id, who=who, on="24/11/2026", start="9h", end="10h")
        ),
    ),
}
"""What is asked, and how many statements it may take at most."""


@pytest.mark.parametrize("asked", list(ASKED))
def test_the_statements_do_not_grow_with_what_is_booked(door: Door, asked: str) -> None:
    rooms = starter(door)
    garrigue = rooms["Garrigue"].id
    room(door, "Garrigue + Lez", "32", parts=("Garrigue", "Lez"))
    who = company(door)
    most, ask = ASKED[asked]
    _book(door, garrigue, who, 24, range(9, 12))
    few = _statements(door, ask, garrigue, who)
    for number in range(25, 29):
        for each in rooms.values():
            _book(door, each.id, who, number, range(8, 13))
    door.perform(close_rooms, CloseRooms(first=date(2026, 12, 20), last=date(2027, 1, 3), reason="fin d'année"))
    assert few <= most
    assert _statements(door, ask, garrigue, who) <= most


def _book(door: Door, room_id: int, who: str, number: int, hours: range) -> None:
    for hour in hours:
        request = BookRoom(
            room_id=room_id, who=who, on=date(2026, 11, number), start=time(hour), end=time(hour + 1), people=2
        )
        door.perform(book_room, request)


def _statements(door: Door, ask: Callable[[Door, int, str], Any], room_id: int, who: str) -> int:
    with counted() as statements:
        ask(door, room_id, who)
    return len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))])


SERIES: dict[str, tuple[int, int, Callable[[Door, int, int], Any]]] = {
    "foreseen": (
        10,
        0,
        lambda door, room_id, dates: door.perform(
            preview_series,
            CheckBooking(room_id=room_id, on="24/11/2026", start="10h", end="12h", repeat=_weekly(dates)),
        ),
    ),
    "booked": (30, 2, lambda door, room_id, dates: _book_series(door, room_id, dates, 14)),
    "moved to another hour": (
        40,
        2,
        lambda door, booking_id, _dates: door.perform(
            move_booking, MoveBooking(booking_id=booking_id, start=time(11), scope=Scope.ALL)
        ),
    ),
    "moved to another day": (
        40,
        3,
        lambda door, booking_id, _dates: door.perform(
            move_booking, MoveBooking(booking_id=booking_id, on=DAY + timedelta(days=1), scope=Scope.ALL)
        ),
    ),
    "cancelled": (
        30,
        1,
        lambda door, booking_id, _dates: door.perform(
            cancel_booking, CancelBooking(booking_id=booking_id, scope=Scope.ALL)
        ),
    ),
}
"""What is done with a series: how many statements it may take at most, and how many more for each date it writes."""


def _weekly(dates: int) -> str:
    return f"tous les mardis, {dates} fois"


def _book_series(door: Door, room_id: int, dates: int, hour: int) -> BookingsSaved:
    hours = {"start": time(hour), "end": time(hour + 2)}
    return door.perform(book_room, BookRoom(room_id=room_id, who="interne", on=DAY, repeat=_weekly(dates), **hours))


@pytest.mark.parametrize("done", list(SERIES))
@pytest.mark.parametrize("dates", [10, 100])
def test_what_is_done_with_a_series_reads_once_and_writes_each_date_once(door: Door, done: str, dates: int) -> None:
    """The writer is held meanwhile, and another desk waits for four seconds at most."""
    garrigue = room(door)
    most, each, act = SERIES[done]
    about = garrigue.id if done in ("foreseen", "booked") else _book_series(door, garrigue.id, dates, 10).bookings[0].id
    with counted() as statements:
        act(door, about, dates)
    assert len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]) <= most + each * dates


@pytest.mark.parametrize("moves", [2, 40])
def test_the_dates_that_go_elsewhere_are_looked_at_with_as_many_statements_whatever_they_are(
    door: Door, moves: int
) -> None:
    garrigue, lez = room(door), room(door, "Lez")
    days = [DAY + timedelta(weeks=rank) for rank in range(moves)]
    there = [
        MoveOccurrence(occurrence_on=on, on=on + timedelta(days=1), room_id=lez.id if rank % 2 else None)
        for rank, on in enumerate(days)
    ]
    asked = CheckBooking(
        room_id=garrigue.id, on="24/11/2026", start="10h", end="12h", repeat=_weekly(40), moves=tuple(there)
    )
    with counted() as statements:
        view = door.perform(preview_series, asked)
    assert len([item for item in view.occurrences if item.fate is Fate.MOVED]) == moves
    assert len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]) <= 12


@pytest.mark.parametrize("options", [5, 40])
def test_options_lapse_together_with_one_statement_each(door: Door, options: int) -> None:
    """Whoever writes first on Monday pays for those of the week-end: the writer is held meanwhile."""
    garrigue, lez = room(door), room(door, "Lez")
    both = room(door, "Garrigue + Lez", "32", parts=("Garrigue", "Lez"))
    for rank in range(options):
        about = (garrigue, lez, both)[rank % 3].id
        book(
            door, about, "10h", "12h", on=f"{DAY + timedelta(days=7 + rank):%d/%m/%Y}", option=True, outside_hours=True
        )
    late = at(door, "2026-11-27 12:00")
    with counted() as statements:
        book(late, both.id, "8h", "9h", on="28/12/2026")
    lapsed = [one for one in late.perform(list_bookings, _PERIOD) if one.status is BookingStatus.CANCELLED]
    assert len(lapsed) == options and all(one.blocked is None for one in lapsed)
    assert len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]) <= 50 + options


UNDONE: dict[str, Callable[[Door, int], Any]] = {
    "booked": lambda _door, _booking_id: None,
    "moved": lambda door, booking_id: door.perform(
        move_booking, MoveBooking(booking_id=booking_id, start=time(11), scope=Scope.ALL)
    ),
    "cancelled": lambda door, booking_id: door.perform(
        cancel_booking, CancelBooking(booking_id=booking_id, scope=Scope.ALL)
    ),
}


@pytest.mark.parametrize("done", list(UNDONE))
@pytest.mark.parametrize("dates", [10, 300])
def test_a_series_is_undone_and_redone_with_as_many_statements_whatever_its_dates(
    door: Door, done: str, dates: int
) -> None:
    """The other desks wait meanwhile: what a year of dates takes is what ten dates take."""
    garrigue = room(door)
    first = _book_series(door, garrigue.id, dates, 10).bookings[0]
    UNDONE[done](door, first.id)
    there = _slots(door)
    with counted() as undoing:
        door.perform(undo_last, UndoLast())
    assert _slots(door) != there
    with counted() as redoing:
        door.perform(redo_last, RedoLast())
    assert _slots(door) == there
    for statements in (undoing, redoing):
        assert len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]) <= 40


_PERIOD = ListBookings(first=DAY, last=date(2033, 1, 1))


def _slots(door: Door) -> list[tuple[datetime, datetime, str]]:
    return [(one.starts_at, one.ends_at, one.status.value) for one in door.perform(list_bookings, _PERIOD)]


def test_a_search_over_a_year_that_is_full_for_a_month(door: Door) -> None:
    """The rest of the period is read once, when the days to come have nothing."""
    garrigue = room(door)
    closing = CloseRooms(first=DAY, last=DAY + timedelta(days=40), reason="travaux")
    door.perform(close_rooms, closing)
    with counted() as statements:
        found = door.perform(find_slot, FindSlot(on=DAY, last=YEAR, minutes=60))
    assert found.free[0].slot.day == DAY + timedelta(days=41)
    assert found.free[0].room.id == garrigue.id
    assert len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]) <= 8


def test_a_search_in_days_that_are_over_offers_what_is_next(door: Door) -> None:
    room(door)
    late = Door(door.database, door.actor, Clock(datetime(2027, 3, 1, 9, tzinfo=PARIS)), door.desk)
    found = late.perform(find_slot, FindSlot(on=DAY, minutes=60))
    assert found.free == ()
    assert found.nearest[0].slot.day == date(2027, 3, 1)
