"""The measures of the rooms: 20 of them and 200,000 bookings, each beside its floor in the same run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.big_bases import ACCOUNT, MOMENT, PASSPHRASE, TODAY
from tests.benchmarks.booked_bases import BOOKINGS, ROOMS, make_booked
from tests.benchmarks.measuring import KEYS, Result, floor, keys_answered, read_until, start, turn_about
from tests.terminal.pty_harness import Terminal, realis, sequence

if TYPE_CHECKING:
    from realis_tui.db.engine import Database
    from realis_tui.usecases.door import Door
    from tests.benchmarks.measures import Bases

ROOM = "Salle 01"
PAGES = [sequence(key) for key in ("pagedown", "pagedown", "pagedown", "pageup", "pageup", "pageup")]
ARROWS = [sequence(key) for key in ("right", "down", "left", "up")]


def week_of_rooms(bases: "Bases") -> list[Result]:
    """The question, and the page turned to a week of all the rooms (which the screen reads before it is wanted)."""
    door, weeks, pages = _door(_booked(bases)), count(1), count()
    with _planning(bases, BOOKINGS) as terminal, _planning(bases, 0) as empty:
        for either in (terminal, empty):
            either.press("v", "v", pause=0.5)
            either.wait_quiet(1.0)
        query, value, beside = turn_about(
            lambda: _timed(lambda: _week(door, next(weeks))),
            # To the frame of the page; what the panel says of the block under the cursor comes after it.
            lambda: keys_answered(terminal, [PAGES[next(pages) // 2 % len(PAGES)]])[0],
            lambda: keys_answered(empty, [PAGES[next(pages) // 2 % len(PAGES)]])[0],
            runs=18,
        )
    what = f"week of {ROOMS} rooms out of {BOOKINGS:,} bookings, query to frame"
    return [Result(what, "an empty grid's frame", query + value, beside, "ms", 3.0)]


def key_in_grid(bases: "Bases") -> list[Result]:
    """An arrow in the day of all the rooms: the cursor moves, then the panel beside tells the block."""
    with _planning(bases, BOOKINGS) as terminal, start(floor("table", "30")) as bare:
        read_until(bare, "Montpellier")
        keys_answered(terminal, ARROWS)
        keys_answered(bare, [sequence("down")] * 3)
        value = keys_answered(terminal, ARROWS * (KEYS // 4))
        beside = keys_answered(bare, [sequence("down")] * KEYS)
    ends = ("answered", "to the last byte")
    return [
        Result(f"an arrow in the grid of {ROOMS} rooms, {end}", "a key in a bare table", mine, plain, "ms", 2.0)
        for end, mine, plain in zip(ends, value, beside, strict=True)
    ]


def free_slot(bases: "Bases") -> list[Result]:
    """« Trouver un créneau » over a year: found, then nowhere; beside reading that year from its index."""
    from realis_tui.usecases.rooms.requests import FindSlot
    from realis_tui.usecases.rooms.slots import find_slot

    door = _door(_booked(bases))
    year = {"on": TODAY, "last": TODAY + timedelta(days=365)}
    found, nowhere, scan = turn_about(
        lambda: _timed(lambda: door.perform(find_slot, FindSlot(**year, minutes=60))),
        lambda: _timed(lambda: door.perform(find_slot, FindSlot(**year, minutes=600))),
        lambda: _timed(lambda: _scan(door.database)),
    )
    beside = "a bare scan of the year's index"
    return [
        Result("a free slot within a year of 20 rooms", beside, found, scan, "ms", 2.0),
        Result("a slot that is nowhere in it, and what is nearest", beside, nowhere, scan, "ms", 15.0),
    ]


def booking(bases: "Bases") -> list[Result]:
    """The whole act, guard and journal included, among many bookings and among none."""
    many, none = (_booker(_door(path)) for path in (_booked(bases), _booked(bases, 0)))
    value, beside = turn_about(lambda: _timed(many), lambda: _timed(none))
    return [Result(f"booking among {BOOKINGS:,}", "booking in an empty base", value, beside, "ms", 1.5)]


ROOM_MEASURES = (week_of_rooms, key_in_grid, free_slot, booking)


def _booked(bases: "Bases", bookings: int = BOOKINGS) -> Path:
    path = bases.folder / f"rooms-{bookings}.db"
    return path if path.exists() else make_booked(path, bookings)


def _door(path: Path) -> "Door":
    from realis_tui.clock import Clock
    from realis_tui.db.engine import Database
    from realis_tui.usecases.door import Door

    return Door(Database.open(path), clock=Clock(MOMENT))


def _week(door: "Door", number: int) -> Any:
    from realis_tui.usecases.rooms.planning import planning
    from realis_tui.usecases.rooms.requests import PlanningRequest

    first = TODAY - timedelta(days=TODAY.weekday()) + timedelta(weeks=number)
    return door.perform(planning, PlanningRequest(first=first, days=7))


def _scan(database: "Database") -> int:
    """Every block of the year, as text, through nothing but the driver."""
    year = str(TODAY), str(TODAY + timedelta(days=366))
    with database.connection() as connection:
        raw: Any = connection.connection.driver_connection
        return sum(len(raw.execute(_BARE, (room, *year)).fetchall()) for room in range(1, ROOMS + 1))


_BARE = "SELECT resource_id, starts_at, ends_at FROM time_blocks WHERE resource_id = ? AND ends_at > ? AND ends_at < ?"


def _booker(door: "Door") -> Callable[[], Any]:
    """Books one more hour each time, at 13 h where nothing ever is."""
    from realis_tui.domain.fields import validate
    from realis_tui.domain.refusals import Refused
    from realis_tui.usecases.rooms.bookings import book_room
    from realis_tui.usecases.rooms.requests import BookRoom

    days = count(1)

    def book() -> None:
        day: date = TODAY + timedelta(days=next(days))
        with suppress(Refused):
            raw = {"room_id": 1, "who": "company:1", "on": day, "start": "13h", "end": "14h"}
            door.perform(book_room, validate(BookRoom, raw, TODAY))

    return book


def _timed(do: Callable[[], Any]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


@contextmanager
def _planning(bases: "Bases", bookings: int) -> Iterator[Terminal]:
    """The program on its planning, with its day drawn."""
    path = _booked(bases, bookings)
    environment = {
        **bases.environment(100, identified=False),
        "REALIS_BASE": str(path),
        "REALIS_COMPTE": ACCOUNT,
        "REALIS_PHRASE": PASSPHRASE,
    }
    with start(realis(), environment) as terminal:
        terminal.wait_quiet(3.0)
        terminal.press("f4")
        read_until(terminal, ROOM)
        terminal.wait_quiet(1.5)
        yield terminal
