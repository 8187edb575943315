"""What the data base itself says no to, in words: a slot that is taken, a room closed, a booking too long."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from realis_tui.db.models.rooms import Booking, Room, TimeBlock
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BlockKind, BookingStatus, InTheWay, Party, Slot, Taken, Tenant
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import HistoryOf, history_of
from realis_tui.usecases.rooms.bookings import move_booking
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.requests import CloseRooms, MoveBooking
from tests.db.acting import perform
from tests.usecases.companies_steps import create
from tests.usecases.rooms_steps import book, day, room

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)


def put(door: Door, start: datetime, hours: float, resource: int = 1) -> None:
    """A booking written without any of the rules of the use cases."""

    def write(session: Session) -> None:
        end = start + timedelta(hours=hours)
        booking = Booking(
            room_id=1, party=Party.INTERNAL, tenant=Tenant.INTERNAL, starts_at=start, ends_at=end,
            status=BookingStatus.CONFIRMED,
        )  # fmt: skip
        booking.blocks = [TimeBlock(resource_id=resource, kind=BlockKind.BOOKING, starts_at=start, ends_at=end)]
        session.add(booking)

    perform(door, write)


def test_who_has_it_and_until_when(door: Door) -> None:
    garrigue = room(door).id
    create(door, "Vélomistrau")
    book(door, garrigue, "9h", "12h", "company:1")
    with pytest.raises(Taken, match=re.escape("Créneau déjà pris par Vélomistrau jusqu'à 12\u202fh.")) as refused:
        put(door, NINE + timedelta(hours=1), 4)
    assert refused.value.field == "start"
    wanted = Slot(NINE + timedelta(hours=1), NINE + timedelta(hours=5))
    assert refused.value.clashes == (InTheWay(wanted, "Vélomistrau", room="Garrigue"),)
    put(door, NINE + timedelta(hours=3), 1)


def test_until_midnight(door: Door) -> None:
    garrigue = room(door).id
    book(door, garrigue, "20h", "0h", "exterieur:Mairie de Sète", outside_hours="oui")
    with pytest.raises(Refused, match="Mairie de Sète jusqu'à minuit"):
        put(door, NINE + timedelta(hours=14), 1)


def test_a_room_that_is_closed(door: Door) -> None:
    room(door)
    door.perform(close_rooms, CloseRooms(first=day("2026-11-24"), last=day("2026-11-25"), reason="inventaire"))
    with pytest.raises(Refused, match=re.escape("La salle est fermée jusqu'au mer. 25 nov. inclus (inventaire).")):
        put(door, NINE, 1)


def test_longer_than_a_day(door: Door) -> None:
    room(door)
    put(door, NINE, 24)
    with pytest.raises(Refused, match="24 heures au plus") as refused:
        put(door, NINE + timedelta(days=2), 24.5)
    assert refused.value.field == "end"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at": NINE}, "end"),
        ({"people": 0}, "people"),
        ({"status": BookingStatus.OPTION}, "option"),
        ({"party": Party.COMPANY}, "who"),
    ],
)
def test_the_checks_in_words(door: Door, values: dict[str, Any], field: str) -> None:
    garrigue = room(door).id
    made = book(door, garrigue, "9h", "12h")

    def write(session: Session) -> None:
        booking = session.get_one(Booking, made.id)
        for name, value in values.items():
            setattr(booking, name, value)

    with pytest.raises(Refused) as refused:
        perform(door, write)
    assert refused.value.field == field
    assert "règle" not in refused.value.message


def test_two_rooms_of_one_name(door: Door) -> None:
    room(door)
    with pytest.raises(Refused, match="s'appelle déjà ainsi") as refused:
        perform(door, lambda session: session.add(Room(name="Garrigue", folded_name="x", capacity=1, fire_capacity=1)))
    assert refused.value.field == "name"


def test_the_history_of_a_booking_of_its_company_and_of_its_room(door: Door) -> None:
    garrigue, lez = room(door).id, room(door, "Lez").id
    create(door, "Vélomistrau")
    made = book(door, garrigue, "9h", "12h", "company:1", title="Point")
    door.perform(move_booking, MoveBooking(booking_id=made.id, room_id=lez))
    alone = book(door, garrigue, "9h", "12h")
    moved, booked = door.perform(history_of, HistoryOf(owner=f"bookings:{made.id}"))
    assert [(change.thing, change.field, change.old, change.new) for change in moved.changes] == [
        ("réservation", "salle", "Garrigue", "Lez")
    ]
    said = {change.field: change.new for change in booked.changes}
    assert (said["entreprise"], said["début"], said["objet" if "objet" in said else "intitulé"]) == (
        "Vélomistrau", "24 nov. 2026 09:00", "Point"
    )  # fmt: skip
    assert {change.thing for change in booked.changes} == {"réservation du 24 nov."}
    assert [act.act for act in door.perform(history_of, HistoryOf(owner="companies:1"))] == [
        "rooms.move_booking", "rooms.book", "companies.create"
    ]  # fmt: skip
    assert [act.act for act in door.perform(history_of, HistoryOf(owner=f"bookings:{alone.id}"))] == ["rooms.book"]
    assert [act.act for act in door.perform(history_of, HistoryOf(owner=f"rooms:{garrigue}"))] == ["rooms.create"]
