"""Short ways to have rooms and bookings where a test wants them."""

from datetime import date, datetime
from typing import Any

from realis_tui.clock import PARIS, Clock
from realis_tui.domain.fields import validate
from realis_tui.domain.paris_time import local_of
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.bookings import book_room, booking_card
from realis_tui.usecases.rooms.catalogue import (
    CreateRoom,
    ListRooms,
    StarterRooms,
    create_room,
    create_starter_rooms,
    list_rooms,
)
from realis_tui.usecases.rooms.requests import BookingRequest, BookRoom, EditBooking
from realis_tui.usecases.rooms.views import BookingsSaved, BookingView, RoomView
from tests.usecases.companies_steps import TODAY, create, enter

TOMORROW = "24/11/2026"


def starter(door: Door) -> dict[str, RoomView]:
    """The rooms of the house, by name."""
    door.perform(create_starter_rooms, StarterRooms())
    return {room.name: room for room in door.perform(list_rooms, ListRooms())}


def room(door: Door, name: str = "Garrigue", capacity: str = "12", **fields: Any) -> RoomView:
    return door.perform(create_room, validate(CreateRoom, {"name": name, "capacity": capacity, **fields}, TODAY))


def book(
    door: Door, room_id: int, start: str, end: str, who: str = "interne", on: str = TOMORROW, **fields: Any
) -> BookingView:
    """One booking, its hours as people type them."""
    return books(door, room_id, start, end, who, on, **fields).bookings[0]


def books(
    door: Door, room_id: int, start: str, end: str, who: str = "interne", on: str = TOMORROW, **fields: Any
) -> BookingsSaved:
    raw = {"room_id": room_id, "on": on, "start": start, "end": end, "who": who, **fields}
    return door.perform(book_room, validate(BookRoom, raw, TODAY))


def booking(door: Door, booking_id: int) -> BookingView:
    return door.perform(booking_card, BookingRequest(booking_id=booking_id))


def company(door: Door, name: str = "Vélomistrau") -> str:
    """A company, as bookings name it."""
    return f"company:{create(door, name).company_id}"


def at(door: Door, moment: str) -> Door:
    """The same door at another moment, Paris's own time."""
    clock = Clock(datetime.fromisoformat(moment).replace(tzinfo=PARIS))
    return Door(door.database, door.actor, clock, door.desk)


def day(text: str) -> date:
    return date.fromisoformat(text)


def edited(made: BookingView, **changes: Any) -> EditBooking:
    """The form of a booking as it is, with changes."""
    start, end = local_of(made.starts_at), local_of(made.ends_at)
    raw: dict[str, Any] = {
        "booking_id": made.id, "room_id": made.room_id, "who": "interne", "on": start.date(),
        "start": start.time(), "end": end.time(), "outside_hours": made.is_outside_hours,
    }  # fmt: skip
    return EditBooking(**{**raw, **changes})


def supported(door: Door) -> str:
    """A company accompanied from 15/01/2025, until 14/01/2028, as bookings name it."""
    return f"company:{enter(door, date_entree='15/01/2025')}"


def plain(text: str) -> str:
    """What is said, with ordinary spaces."""
    return text.replace("\u202f", " ")
