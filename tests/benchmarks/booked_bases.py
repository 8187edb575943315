"""A base of 20 rooms and 200,000 bookings, written straight into the tables, past the guard all the same."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from realis_tui.db.engine import Database
from realis_tui.domain.french import fold
from realis_tui.domain.paris_time import instant_of
from realis_tui.domain.rooms import BlockKind, BookingStatus, Party, Purpose, ResourceKind, Slot, Tenant
from tests.benchmarks.big_bases import TODAY, insert_all, make

COMPANIES = 100
ROOMS = 20
HOURS = ((8, 10), (10, 11), (11, 12), (12, 13), (14, 15), (15, 16), (16, 18), (18, 20))
"""What every room is booked for every day, from one hour to another; 13 h to 14 h and the evening stay free."""
EACH_DAY = ROOMS * len(HOURS)
BOOKINGS = 200_000


def make_booked(path: Path, bookings: int = BOOKINGS) -> Path:
    """That many bookings, spread over the days before and after today; with none, the rooms alone."""
    make(path, COMPANIES)
    database = Database.open(path)
    with database.connection(write=True) as connection:
        _rooms(connection)
        for table, rows in (("bookings", _bookings(bookings)), ("time_blocks", _blocks(bookings))):
            insert_all(connection, table, rows)
        connection.commit()
    with database.connection(write=True) as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    database.close()
    return path


def _rooms(connection: Connection) -> None:
    insert_all(connection, "resources", ({"id": n, "kind": ResourceKind.ROOM} for n in range(1, ROOMS + 1)))
    rooms = (
        {
            "id": n, "name": f"Salle {n:02d}", "folded_name": fold(f"Salle {n:02d}"), "resource_id": n, "rank": n,
            "capacity": 4 + n, "fire_capacity": 8 + n, "equipment": ["écran"] if n % 2 else ["écran", "visio"],
            "setup_minutes": 0, "clearing_minutes": 0, "is_bookable": True,
        }
        for n in range(1, ROOMS + 1)
    )  # fmt: skip
    insert_all(connection, "rooms", rooms)


def _slots(bookings: int) -> Iterator[tuple[int, int, Slot]]:
    """The number, the room and the time of each booking, day by day."""
    numbers = count(1)
    first = TODAY - timedelta(days=bookings // EACH_DAY * 7 // 10)
    for offset in count():
        day: date = first + timedelta(days=offset)
        for opens, closes in HOURS:
            slot = Slot(instant_of(day, time(opens)), instant_of(day, time(closes)))
            for room in range(1, ROOMS + 1):
                number = next(numbers)
                if number > bookings:
                    return
                yield number, room, slot


def _bookings(bookings: int) -> Iterator[dict[str, Any]]:
    for number, room, slot in _slots(bookings):
        company = number % COMPANIES + 1
        yield {
            "id": number, "room_id": room, "party": Party.COMPANY, "company_id": company, "tenant": Tenant.HOSTED,
            "purpose": Purpose.MEETING, "starts_at": slot.start, "ends_at": slot.end, "setup_minutes": 0,
            "clearing_minutes": 0, "equipment": [], "status": BookingStatus.CONFIRMED, "is_outside_hours": False,
            "cancelled_by_tenant": False, "people": 1 + number % 8,
        }  # fmt: skip


def _blocks(bookings: int) -> Iterator[dict[str, Any]]:
    for number, room, slot in _slots(bookings):
        times = {"starts_at": slot.start, "ends_at": slot.end}
        yield {"id": number, "resource_id": room, "kind": BlockKind.BOOKING, "booking_id": number, **times}
