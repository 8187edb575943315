"""What moving and editing a booking keep of the rules: its option, its people, its past, its agreement's end."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Slot
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.bookings import check_in, check_out, edit_booking, move_booking
from realis_tui.usecases.rooms.catalogue import EditRoom, edit_room
from realis_tui.usecases.rooms.requests import CheckIn, CheckOut, MoveBooking, Scope
from realis_tui.usecases.rooms.views import RoomView
from tests.usecases.companies_steps import TODAY
from tests.usecases.rooms_steps import at, book, booking, books, edited, plain, room, supported

MONDAY = "23/11/2026"
NEXT_WEEK = date(2026, 12, 1)


# Options


def test_an_option_brought_nearer_lapses_at_its_start_at_the_latest(door: Door) -> None:
    made = book(door, room(door).id, "14h", "16h", on="04/12/2026", option=True)
    request = MoveBooking(booking_id=made.id, on=date(2026, 11, 24), start=time(9), end=time(10))
    moved = door.perform(move_booking, request).bookings[0]
    assert moved.lapses_at == moved.starts_at
    back = MoveBooking(booking_id=made.id, on=date(2026, 12, 4))
    assert door.perform(move_booking, back).bookings[0].lapses_at == moved.starts_at, "a move holds it no longer"


# People


@pytest.mark.parametrize(
    ("there", "said"),
    [({"layouts": "U 8"}, "18 personnes pour 8 places (Lez en U)"), ({}, "18 personnes pour 10 places (Lez)")],
    ids=("a smaller layout", "no such layout"),
)
@pytest.mark.parametrize("scope", [Scope.THIS, Scope.ALL])
def test_people_do_not_move_where_they_do_not_fit(door: Door, there: dict[str, str], said: str, scope: Scope) -> None:
    garrigue = room(door, capacity="20", layouts="U 20")
    lez = room(door, "Lez", "10", fire_capacity="30", **there)
    made = books(door, garrigue.id, "14h", "16h", people="18", layout="U", repeat="tous les mardis, 3 fois").bookings[0]
    with pytest.raises(Refused) as refused:
        door.perform(move_booking, MoveBooking(booking_id=made.id, room_id=lez.id, scope=scope))
    assert said in plain(refused.value.message)


def test_forced_people_move_up_to_fire_safety(door: Door) -> None:
    garrigue, lez = room(door, fire_capacity="20"), room(door, "Lez", "10", fire_capacity="15")
    booth = room(door, "Cabine", "2")
    made = book(door, garrigue.id, "14h", "16h", people="14", forced_because="deux debout")
    assert door.perform(move_booking, MoveBooking(booking_id=made.id, room_id=lez.id)).bookings[0].room == "Lez"
    with pytest.raises(Refused, match="sécurité incendie"):
        door.perform(move_booking, MoveBooking(booking_id=made.id, room_id=booth.id))


@pytest.mark.parametrize("scope", [Scope.THIS, Scope.ALL])
def test_people_fit_in_their_own_room_too_once_its_layout_holds_fewer(door: Door, scope: Scope) -> None:
    garrigue = room(door, layouts="U 20", fire_capacity="20")
    made = books(door, garrigue.id, "14h", "16h", people="18", layout="U", repeat="tous les mardis, 3 fois").bookings[0]
    door.perform(edit_room, edited_room(garrigue, layouts=("U 15",)))
    with pytest.raises(Refused) as refused:
        door.perform(move_booking, MoveBooking(booking_id=made.id, start=time(15), scope=scope))
    assert "18 personnes pour 15 places (Garrigue en U)" in plain(refused.value.message)
    assert "modifier d'abord la réservation pour y accepter le dépassement" in plain(refused.value.message)


@pytest.mark.parametrize("scope", [Scope.THIS, Scope.ALL])
def test_a_layout_left_behind_is_said(door: Door, scope: Scope) -> None:
    garrigue, lez = room(door, layouts="U 10"), room(door, "Lez", "20", layouts="théâtre 20")
    made = books(door, garrigue.id, "10h", "12h", people="8", layout="U", repeat="tous les mardis, 3 fois").bookings[0]
    saved = door.perform(move_booking, MoveBooking(booking_id=made.id, room_id=lez.id, scope=scope))
    assert {each.layout for each in saved.bookings} == {None}
    assert saved.message.endswith("Lez n'a pas de disposition « U » : comme d'habitude, ou théâtre.")
    assert saved.message.count("Lez n'a pas") == 1


@pytest.mark.parametrize("scope", [Scope.THIS, Scope.ALL])
def test_a_move_out_of_the_opening_hours_is_noted_and_back_in_forgotten(door: Door, scope: Scope) -> None:
    made = books(door, room(door).id, "10h", "12h", repeat="tous les mardis, 3 fois").bookings[0]
    late = MoveBooking(booking_id=made.id, start=time(21), end=time(23), outside_hours=True, scope=scope)
    assert {each.is_outside_hours for each in door.perform(move_booking, late).bookings} == {True}
    early = MoveBooking(booking_id=made.id, start=time(10), end=time(12), scope=scope)
    assert {each.is_outside_hours for each in door.perform(move_booking, early).bookings} == {False}


def test_fire_safety_does_not_go_under_what_is_booked(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "10h", "12h", people="11", who="exterieur:Région")
    book(door, garrigue.id, "14h", "16h", people="9")
    with pytest.raises(Refused, match="11 personnes") as refused:
        door.perform(edit_room, lowered(garrigue, 10))
    assert (refused.value.field, "Région" in refused.value.message) == ("fire_capacity", True)
    later = at(door, "2026-11-25 09:00")
    assert later.perform(edit_room, lowered(garrigue, 10)).fire_capacity == 10


def lowered(made: RoomView, seats: int) -> EditRoom:
    return edited_room(made, capacity=seats, fire_capacity=seats)


def edited_room(made: RoomView, **changes: Any) -> EditRoom:
    """The form of a room as it is, with changes."""
    kept = {"name": made.name, "capacity": made.capacity, "fire_capacity": made.fire_capacity, "is_bookable": True}
    return EditRoom(room_id=made.id, version=made.version, **(kept | changes))


# Who has left


def test_who_has_left_keeps_the_time_given_back(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez", "20")
    made = book(door, garrigue.id, "10h", "12h", on=MONDAY)
    door.perform(check_in, CheckIn(booking_id=made.id))
    left = at(door, "2026-11-23 11:00")
    left.perform(check_out, CheckOut(booking_id=made.id))
    for change in ({"end": time(13)}, {"room_id": lez.id}, {"start": time(9)}, {"on": date(2026, 11, 24)}):
        with pytest.raises(Refused, match="partis à 11"):
            left.perform(edit_booking, edited(made, **change))
    shorter = left.perform(edit_booking, edited(made, end=time(11, 30))).bookings[0]
    assert (shorter.freed_at, shorter.slot.minutes) == (at_instant(made.slot, 60), 90)


def at_instant(slot: Slot, minutes: int) -> Any:
    return slot.start + timedelta(minutes=minutes)


# The past


def test_nothing_is_moved_into_the_past(door: Door) -> None:
    made = book(door, room(door).id, "14h", "16h")
    for to in ({"on": date(2026, 11, 20)}, {"on": TODAY, "start": time(8), "end": time(9)}):
        with pytest.raises(Refused, match=r"^[A-Z].* est déjà passé"):
            door.perform(move_booking, MoveBooking(booking_id=made.id, **to))


def test_a_past_booking_is_put_right_in_the_past(door: Door) -> None:
    made = book(door, room(door).id, "14h", "16h")
    later = at(door, "2026-11-25 09:00")
    saved = later.perform(edit_booking, edited(made, start=time(13), end=time(15), people=4)).bookings[0]
    assert (saved.people, saved.starts_at) == (4, made.starts_at - timedelta(hours=1))
    with pytest.raises(Refused, match="passée") as refused:
        later.perform(edit_booking, edited(made, on=NEXT_WEEK))
    assert refused.value.field == "on"


def test_what_has_just_been_is_booked_and_what_is_older_is_not(door: Door) -> None:
    garrigue = room(door)
    assert book(door, garrigue.id, "8h", "9h", on=MONDAY)
    with pytest.raises(Refused, match="passé") as refused:
        book(door, garrigue.id, "14h", "16h", on="20/11/2026")
    assert refused.value.field == "on"
    to_come = book(door, garrigue.id, "14h", "16h")
    with pytest.raises(Refused, match="passé"):
        door.perform(edit_booking, edited(to_come, on=date(2026, 11, 20)))


def test_who_has_arrived_is_not_taken_to_a_later_hour(door: Door) -> None:
    made = book(door, room(door).id, "10h", "12h", on=MONDAY)
    door.perform(check_in, CheckIn(booking_id=made.id))
    with pytest.raises(Refused, match="déjà arrivés"):
        door.perform(edit_booking, edited(made, on=NEXT_WEEK))


@pytest.mark.parametrize(("start", "end"), [("11h", "12h"), ("10h15", "11h")])
def test_who_has_arrived_does_not_begin_at_an_hour_that_is_not_when_they_came(door: Door, start: str, end: str) -> None:
    """They came at 9:42 for 10:00."""
    made = book(door, room(door).id, "10h", "11h", on=MONDAY)
    door.perform(check_in, CheckIn(booking_id=made.id))
    later = at(door, "2026-11-23T10:30")
    with pytest.raises(Refused, match=r"déjà arrivés, à 9.h.42"):
        later.perform(move_booking, MoveBooking(booking_id=made.id, start=start, end=end))
    with pytest.raises(Refused, match="déjà arrivés"):
        later.perform(edit_booking, edited(made, start=start, end=end))
    assert booking(door, made.id).slot == made.slot


def test_who_came_early_begins_nearer_to_when_they_came(door: Door) -> None:
    made = book(door, room(door).id, "10h", "11h", on=MONDAY)
    door.perform(check_in, CheckIn(booking_id=made.id))
    moved = at(door, "2026-11-23T10:30").perform(move_booking, MoveBooking(booking_id=made.id, start="9h45", end="11h"))
    assert moved.bookings[0].slot.minutes == 75


def test_who_has_arrived_stays_longer_goes_to_another_room_and_has_begun_early(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez", "20")
    made = book(door, garrigue.id, "10h", "11h", on=MONDAY)
    door.perform(check_in, CheckIn(booking_id=made.id))
    for change in ({"end": "12h"}, {"room_id": lez.id}, {"start": "9h30", "end": "12h"}):
        door.perform(move_booking, MoveBooking(booking_id=made.id, **change))
    assert (booking(door, made.id).room, booking(door, made.id).slot.minutes) == ("Lez", 150)


# The agreement's end


def test_one_date_of_a_series_does_not_go_past_the_agreement(door: Door) -> None:
    garrigue, who = room(door), supported(door)
    made = books(
        door, garrigue.id, "10h", "12h", who=who, on="14/12/2026", repeat="le 14 de chaque mois, 3 fois"
    ).bookings[0]  # fmt: skip
    beyond = date(2028, 1, 17)
    with pytest.raises(Refused, match=r"14 janv\. 2028") as refused:
        door.perform(move_booking, MoveBooking(booking_id=made.id, on=beyond))
    assert refused.value.field == "on"
    with pytest.raises(Refused, match=r"14 janv\. 2028"):
        door.perform(edit_booking, edited(made, who=who, on=beyond))
    assert door.perform(move_booking, MoveBooking(booking_id=made.id, on=date(2028, 1, 13))).bookings
