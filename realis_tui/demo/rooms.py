"""The rooms of the fictitious house: nine, one made of two, what they cost, and what the auditorium takes to set up."""

from datetime import date

from realis_tui.domain.rooms import Tenant
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.catalogue import (
    CreateRoom,
    EditRoom,
    ListRooms,
    SetTariff,
    StarterRooms,
    create_room,
    create_starter_rooms,
    edit_room,
    list_rooms,
    set_tariff,
)
from realis_tui.usecases.rooms.views import RoomView

_MORE_ROOMS = (("Caroux", 6, 800), ("Espiguette", 30, 2_000))
"""Beside the starter ones: name, places, the hour in cents for a company of the house."""
_SHARES = {Tenant.HOSTED: 100, Tenant.COHORT: 100, Tenant.PARTNER: 150, Tenant.OUTSIDE: 200}


def open_rooms(door: Door, day: date) -> None:
    """The starter rooms, two more and one made of two; the auditorium takes time to set up and to clear."""
    door.perform(create_starter_rooms, StarterRooms())
    for name, places, cents in _MORE_ROOMS:
        made = door.perform(
            create_room,
            CreateRoom(name=name, capacity=places, fire_capacity=places + 4, equipment=("écran", "paperboard")),
        )
        _price(door, day, made.id, cents)
    both = CreateRoom(
        name="Garrigue + Lez", capacity=34, fire_capacity=40, equipment=("visio",), parts=("Garrigue", "Lez")
    )
    _price(door, day, door.perform(create_room, both).id, 2_200)
    rooms = {room.name: room for room in door.perform(list_rooms, ListRooms())}
    for name, layouts, minutes in (
        ("Lez", ("en U 14", "théâtre 25"), 0),
        ("Canigou", ("théâtre 49", "ateliers 32"), 0),
        ("Auditorium Cévennes", ("cabaret 60",), 30),
    ):
        door.perform(edit_room, _edited(rooms[name], layouts, minutes))


def _price(door: Door, day: date, room_id: int, cents: int) -> None:
    for tenant, percent in _SHARES.items():
        hour = cents * percent // 100
        asked = SetTariff(room_id=room_id, tenant=tenant, hour_cents=hour, half_day_cents=3 * hour, valid_from=day)
        door.perform(set_tariff, asked)


def _edited(room: RoomView, layouts: tuple[str, ...], minutes: int) -> EditRoom:
    return EditRoom(
        room_id=room.id,
        version=room.version,
        name=room.name,
        capacity=room.capacity,
        fire_capacity=room.fire_capacity,
        equipment=room.equipment,
        layouts=layouts,
        setup_minutes=minutes,
        clearing_minutes=minutes,
        place="rez-de-chaussée" if minutes else None,
    )
