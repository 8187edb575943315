"""Walks through everything that is done to rooms: what a random step asks, and what must hold after it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from realis_tui.clock import Clock
from realis_tui.db import guards
from realis_tui.db.models import ActRecord
from realis_tui.db.models.rooms import Booking, BookingSeries, Closure, Room, TimeBlock
from realis_tui.db.models.whole import metadata
from realis_tui.domain.accounts import SYSTEM
from realis_tui.domain.paris_time import day_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Slot, blocked_slot
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import RedoLast, UndoLast, redo_last, undo_last
from realis_tui.usecases.rooms.bookings import (
    book_room,
    cancel_booking,
    check_in,
    check_out,
    confirm_booking,
    edit_booking,
    mark_no_show,
    move_booking,
)
from realis_tui.usecases.rooms.closures import close_rooms, reopen_rooms
from realis_tui.usecases.rooms.requests import (
    BookRoom,
    CancelBooking,
    CheckIn,
    CheckOut,
    CloseRooms,
    ConfirmBooking,
    EditBooking,
    MarkNoShow,
    MoveBooking,
    ReaddOccurrence,
    ReopenRooms,
    Scope,
    SkipOccurrence,
)
from realis_tui.usecases.rooms.series import readd_occurrence, skip_occurrence
from tests.conftest import NOW
from tests.usecases.rooms_steps import room

TABLES = ("resources", "rooms", "room_parts", "booking_series", "bookings", "closures", "time_blocks")
STAMPS = {"version", "updated_at", "updated_by"}
ACTS = (
    "book", "book", "book", "option", "move", "move", "stretch", "edit", "cancel", "confirm", "arrive", "leave",
    "absent", "close", "reopen", "undo", "undo", "redo", "series", "series move", "series cancel", "skip", "readd",
)  # fmt: skip
NUMBER = st.integers(0, 11)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), NUMBER, NUMBER, NUMBER, NUMBER), min_size=4, max_size=24)
"""What is done, and four numbers that say to what, when and where."""
RULES = ("FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", "FREQ=WEEKLY;INTERVAL=2;COUNT=3")


@dataclass
class Walk:
    """Three rooms of which one is the two others, and a clock that moves when it is told to."""

    door: Door
    now: datetime = NOW

    def __post_init__(self) -> None:
        # The rooms are somebody else's doing, and so are the options let go: only what this desk did is taken back.
        installer, self.door = self.door, self.door.for_actor(replace(SYSTEM, name="Zoé"))
        room(installer, "A", "12", fire_capacity="16", layouts="U 8", setup_minutes="15", clearing_minutes="15")
        room(installer, "B", "12")
        room(installer, "A + B", "24", fire_capacity="30", parts=("A", "B"), setup_minutes="10", clearing_minutes="5")
        self.rooms = self.rows(select(Room.id).order_by(Room.id))

    def rows(self, statement: Any) -> list[Any]:
        with self.door.database.read() as session:
            return list(session.scalars(statement))

    def do(self, name: str, a: int, b: int, c: int, d: int) -> bool:
        """One act, whether it was accepted; one that a rule refuses changes nothing."""
        before = state(self.door)
        door = Door(self.door.database, self.door.actor, Clock(self.now), self.door.desk)
        asked = self._asked(name, a, b, c, d)
        if asked is None:
            return False
        try:
            door.perform(*asked)
        except Refused:
            assert state(self.door) == before, name
            return False
        return True

    def _asked(self, name: str, a: int, b: int, c: int, d: int) -> tuple[Any, Any] | None:
        """The use case and its request; None when there is nothing yet to do it to."""
        room_id, day = self.rooms[a % 3], self._day(b)
        start, end = time(7 + c), time((8 + c + d % 4) % 24)
        when = {"room_id": room_id, "on": day, "start": start, "end": end, "who": "interne", "outside_hours": d == 11}
        # As many as every room holds, or the largest alone, or none: with a reason to go beyond or without.
        when |= {"people": (None, 14, 8, None, 14, 8, 20, None, 14, 8, 14, 40)[b - c]}
        when |= {"layout": "U" if a == 6 else None, "forced_because": "une fois" if c % 3 == 0 else None}
        others: dict[str, Callable[[], tuple[Any, Any] | None]] = {
            "book": lambda: (book_room, BookRoom(**when)),
            "option": lambda: (book_room, BookRoom(**when, option=True)),
            "series": lambda: (book_room, BookRoom(**when, repeat=RULES[d % 3], partial=d % 2 == 0)),
            "close": lambda: (
                close_rooms,
                CloseRooms(room_ids=(room_id,), first=day, last=day + timedelta(days=d % 3), reason="travaux",
                           start=start if d > 5 else None, end=end if d > 5 else None),
            ),
            "reopen": lambda: self._reopened(a),
            "undo": lambda: (undo_last, UndoLast()),
            "redo": lambda: (redo_last, RedoLast()),
            "skip": lambda: self._skipped(a, b),
            "readd": lambda: self._readded(a, b),
        }  # fmt: skip
        return others[name]() if name in others else self._changed(name, a, when, d)

    def _day(self, number: int) -> date:
        """Today, the next days, and both nights when the clock changes."""
        far = {10: date(2027, 3, 28), 11: date(2027, 10, 31)}
        return far.get(number) or day_of(self.now) + timedelta(days=number % 4)

    def _changed(self, name: str, a: int, when: dict[str, Any], d: int) -> tuple[Any, Any] | None:
        ids = self.rows(select(Booking.id).order_by(Booking.id))
        if not ids:
            return None
        number, scope = ids[-1 - (a * 7 + d) % len(ids)], (Scope.FOLLOWING, Scope.ALL)[d % 2]
        moved = {key: when[key] for key in (("on",), ("start",), ("room_id", "start"), ("room_id",))[d % 4]}
        asked = {
            "move": (move_booking, MoveBooking(booking_id=number, **moved, outside_hours=d > 8)),
            "stretch": (move_booking, MoveBooking(booking_id=number, end=when["end"], outside_hours=d > 8)),
            "edit": (edit_booking, EditBooking(booking_id=number, **when, title="Réunion")),
            "cancel": (cancel_booking, CancelBooking(booking_id=number)),
            "confirm": (confirm_booking, ConfirmBooking(booking_id=number)),
            "arrive": (check_in, CheckIn(booking_id=number)),
            "leave": (check_out, CheckOut(booking_id=number)),
            "absent": (mark_no_show, MarkNoShow(booking_id=number)),
            "series move": (move_booking, MoveBooking(booking_id=number, **moved, scope=scope)),
            "series cancel": (cancel_booking, CancelBooking(booking_id=number, scope=scope)),
        }
        return asked[name]

    def _reopened(self, a: int) -> tuple[Any, Any] | None:
        found = self.rows(select(Closure).order_by(Closure.id))
        if not found:
            return None
        closure = found[a % len(found)]
        return reopen_rooms, ReopenRooms(closure_id=closure.id, version=closure.version)

    def _skipped(self, a: int, b: int) -> tuple[Any, Any] | None:
        found = self.rows(select(Booking).where(Booking.series_id.is_not(None)).order_by(Booking.id))
        if not found:
            return None
        row = found[(a + b) % len(found)]
        return skip_occurrence, SkipOccurrence(series_id=row.series_id, on=row.occurrence_on)

    def _readded(self, a: int, b: int) -> tuple[Any, Any] | None:
        found = [row for row in self.rows(select(BookingSeries).order_by(BookingSeries.id)) if row.skipped]
        if not found:
            return None
        row = found[a % len(found)]
        on = date.fromisoformat(row.skipped[b % len(row.skipped)]["on"])
        return readd_occurrence, ReaddOccurrence(series_id=row.id, on=on)

    def acts(self) -> int:
        return len(self.rows(select(ActRecord.id)))


def state(door: Door) -> dict[str, list[Any]]:
    """Every row of the rooms, but for the stamps that an undo moves on too."""
    with door.database.connection() as connection:
        return {
            name: [
                tuple((key, value) for key, value in row._asdict().items() if key not in STAMPS)
                for row in connection.execute(select(table).order_by(table.c.id))
            ]
            for name, table in metadata.tables.items()
            if name in TABLES
        }


def hold_true(walk: Walk) -> None:
    """No overlap; each booking takes of each of its room's resources what the rule says, each closure what it says.

    None is for more people than its room holds as it stands, but for a reason, nor than fire safety allows.
    """
    database = walk.door.database
    with database.read() as session:
        blocks = sorted(
            (row.resource_id, row.starts_at, row.ends_at, row.booking_id, row.closure_id is not None)
            for row in session.execute(
                select(TimeBlock.resource_id, TimeBlock.starts_at, TimeBlock.ends_at, TimeBlock.booking_id,
                       TimeBlock.closure_id)
            )
        )  # fmt: skip
        resources = {row.id: _resources(row) for row in session.scalars(select(Room))}
        wanted = [
            (resource, span.start, span.end, booking.id, False)
            for booking in session.scalars(select(Booking))
            if (span := _taken(booking)) is not None
            for resource in resources[booking.room_id]
        ]
        crowds = [
            (booking.people, _seats(booking), booking.room.fire_capacity, booking.forced_because)
            for booking in session.scalars(select(Booking))
            if booking.people is not None and booking.status.takes_time
        ]
        lapsing = [row for row in session.scalars(select(Booking)) if row.status is BookingStatus.OPTION]
    for one, other in pairwise(blocks):
        assert one[0] != other[0] or one[2] <= other[1], (one, other)
    assert [block for block in blocks if not block[4]] == sorted(wanted)
    assert all(row.lapses_at is not None for row in lapsing)
    assert all(people <= most and (people <= usual or forced) for people, usual, most, forced in crowds), crowds
    with database.connection() as connection:
        assert guards.clashes(connection) == []


def sound(walk: Walk) -> None:
    """The index of the search, the links, the journal and the guards too."""
    assert [control for control in base.verify(walk.door.database) if not control.ok] == []


def _resources(row: Room) -> list[int]:
    return [part.part.resource_id or 0 for part in row.parts] or [row.resource_id or 0]


def _seats(booking: Booking) -> int:
    """How many the room of a booking holds as it stands."""
    stood = {layout.name: layout.capacity for layout in booking.room.layouts}
    return booking.room.capacity if booking.layout is None else stood[booking.layout]


def _taken(booking: Booking) -> Slot | None:
    slot = Slot(booking.starts_at.astimezone(UTC), booking.ends_at.astimezone(UTC))
    return blocked_slot(slot, booking.setup_minutes, booking.clearing_minutes, booking.status, booking.freed_at)
