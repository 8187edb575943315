"""Rooms with bookings on a real base, and the forms over a screen: what the tests of rooms' forms and lists share."""

from datetime import datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from realis_tui.app import RealisApp
from realis_tui.clock import PARIS
from realis_tui.domain.rooms import Slot
from realis_tui.screens.rooms.booking_form import BookingForm, open_booking_form
from realis_tui.screens.rooms.checked import CheckView
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.bookings import book_room
from realis_tui.usecases.rooms.catalogue import CreateRoom, create_room
from realis_tui.usecases.rooms.planning import ListBookings, list_bookings
from realis_tui.usecases.rooms.requests import BookRoom
from realis_tui.usecases.rooms.views import BookingsSaved, BookingView
from tests.conftest import NOW
from tests.screens.on_base import door_of, settled, some_companies
from tests.screens.on_card import seen_in

TODAY = NOW.date()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of November 2026, in Paris."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def slot(day: int, start: int, end: int) -> Slot:
    return Slot(at(day, start), at(day, end))


def furnished(path: Path) -> dict[str, int]:
    """Three companies and three rooms; Vélomistrau (hosted) has Garrigue on Tuesday from 9 to 12. Rooms by name."""
    door = door_of(path)
    some_companies(door)
    rooms = {}
    for request in (
        CreateRoom(name="Garrigue", capacity=12, fire_capacity=15, equipment=("écran", "visio"), layouts=("U 10",)),
        CreateRoom(name="Lez", capacity=20, fire_capacity=25, equipment=("visio",)),
        CreateRoom(name="Thau", capacity=8, fire_capacity=10, equipment=("écran",)),
    ):
        room = door.perform(create_room, request)
        rooms[room.name] = room.id
    book(door, rooms["Garrigue"], "24/11", "9h", "12h", who="company:1")
    door.database.close()
    return rooms


def book(door: Door, room: int, on: str, start: str, end: str, **said: Any) -> BookingsSaved:
    """A booking as a form would ask for it."""
    given = {"who": "company:2", "room_id": room, "on": on, "start": start, "end": end, **said}
    return door.perform(book_room, BookRoom.model_validate(given, context={"today": TODAY}))


def booked(path: Path) -> list[BookingView]:
    """Every booking of the season, in the order of their start."""
    door = door_of(path)
    found = door.perform(list_bookings, ListBookings(first=TODAY.replace(month=9), last=TODAY.replace(year=2027)))
    door.database.close()
    return sorted(found, key=lambda booking: booking.starts_at)


async def at_form(app: RealisApp, pilot: Pilot[Any], **given: Any) -> BookingForm:
    """The booking form over the screen, prefilled with what is given, its first word said."""
    app.run_worker(open_booking_form(app.screen, **given))
    await settled(pilot, lambda: isinstance(app.screen, BookingForm) and not app.screen.is_opening)
    assert isinstance(app.screen, BookingForm)
    return app.screen


async def says(app: RealisApp, pilot: Pilot[Any], *sentences: str) -> None:
    """Wait until these are on the screen, whatever the line breaks and the frames between their words."""
    await settled(pilot, lambda: all(sentence in words(app) for sentence in sentences))


def words(app: RealisApp) -> str:
    """What is on the screen, one blank between words; of a form and what is beside it, each apart."""
    apart = [*app.screen.query("Form").results(), *app.screen.query(CheckView)]
    seen = " ".join(seen_in(app, widget.region) for widget in (app.screen, *apart) if widget.display)
    return " ".join(seen.replace("│", " ").split())
