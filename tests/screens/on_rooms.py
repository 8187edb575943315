"""A base with rooms and a lively week, and the planning open on it: what the tests of the rooms' screens share."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from realis_tui.app import RealisApp
from realis_tui.screens.rooms import PlanningScreen
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.bookings import book_room
from realis_tui.usecases.rooms.catalogue import CreateRoom, ListRooms, create_room, list_rooms
from realis_tui.usecases.rooms.requests import BookRoom
from realis_tui.usecases.rooms.views import BookingView
from tests.screens.on_base import door_of, settled, some_companies

MONDAY = date(2026, 11, 23)
ROOMS = (("Canopée", 16), ("Garrigue", 12), ("Lez", 20), ("Thau", 8))


def booked(door: Door, room: int, who: str, start: str, end: str, day: date = MONDAY, **fields: Any) -> BookingView:
    """Book a room for a company (its name), « interne » or « exterieur:Nom »."""
    request = BookRoom(room_id=room, who=who, on=day, start=start, end=end, **fields)
    return door.perform(book_room, request).bookings[0]


def rooms_of(door: Door) -> list[int]:
    """The rooms, in their order."""
    return [room.id for room in door.perform(list_rooms, ListRooms())]


def seeded(path: Path) -> list[int]:
    """Three companies, four rooms, some bookings this week; the bookings' ids."""
    door = door_of(path)
    some_companies(door)
    rooms = [
        door.perform(
            create_room,
            CreateRoom(name=name, capacity=seats, equipment="écran" if rank else "écran, visio", fire_capacity=seats),
        ).id
        for rank, (name, seats) in enumerate(ROOMS)
    ]
    tuesday = MONDAY + timedelta(days=1)
    made = [
        booked(door, rooms[1], "Vélomistrau", "9h", "11h", people=8),
        booked(door, rooms[1], "BioLoc", "14h", "16h", option=True),
        booked(door, rooms[2], "interne", "10h", "12h", title="Réunion d'équipe", purpose="atelier"),
        booked(door, rooms[3], "exterieur:Région", "16h", "17h30"),
        booked(door, rooms[1], "Terra Nòstra", "8h30", "10h", day=tuesday),
        booked(door, rooms[0], "interne", "14h", "18h", day=tuesday, purpose="YESS", title="Oraux du jury"),
    ]
    door.database.close()
    return [booking.id for booking in made]


async def at_planning(app: RealisApp, pilot: Any) -> PlanningScreen:
    """Open F4 and wait for its data."""
    await pilot.press("f4")
    await settled(
        pilot, lambda: isinstance(app.screen, PlanningScreen) and bool(app.screen.grid.board and app.screen.grid.wanted)
    )
    assert isinstance(app.screen, PlanningScreen)
    return app.screen
