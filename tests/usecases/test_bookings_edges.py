"""What could slip between two rules of the bookings: lapsed options, freed time, nights, the hour that comes twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from realis_tui.domain.fields import validate
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus
from realis_tui.usecases import base
from realis_tui.usecases.acts import UseCase
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import JournalFilter, UndoAct, journal_list, undo_act
from realis_tui.usecases.rooms.bookings import (
    cancel_booking,
    check_in,
    check_out,
    confirm_booking,
    edit_booking,
    mark_no_show,
    move_booking,
)
from realis_tui.usecases.rooms.catalogue import EditRoom, edit_room
from realis_tui.usecases.rooms.closures import ListClosures, close_rooms, list_closures
from realis_tui.usecases.rooms.requests import (
    CancelBooking,
    CheckIn,
    CheckOut,
    CloseRooms,
    ConfirmBooking,
    MarkNoShow,
    MoveBooking,
)
from realis_tui.usecases.rooms.views import ClosureView
from tests.sql_watch import counted
from tests.usecases.companies_steps import TODAY
from tests.usecases.rooms_steps import at, book, booking, edited, room

FRIDAY = "27/11/2026"


# Options whose time is over


@pytest.mark.parametrize(
    ("act", "request_of"),
    [
        (move_booking, lambda made: MoveBooking(booking_id=made.id, on=date(2026, 11, 30))),
        (edit_booking, lambda made: edited(made, title="Réunion")),
        (cancel_booking, lambda made: CancelBooking(booking_id=made.id)),
        (confirm_booking, lambda made: ConfirmBooking(booking_id=made.id)),
        (check_in, lambda made: CheckIn(booking_id=made.id)),
        (mark_no_show, lambda made: MarkNoShow(booking_id=made.id)),
    ],
    ids=lambda value: getattr(getattr(value, "act", None), "id", ""),
)
def test_an_option_whose_time_is_over_is_no_longer_anybodys(
    door: Door, act: UseCase[Any, Any], request_of: Any
) -> None:
    made = book(door, room(door).id, "14h", "16h", on=FRIDAY, option=True)
    with pytest.raises(Refused, match="n'est plus tenue"):
        at(door, "2026-11-27T14:10").perform(act, request_of(made))
    left = booking(door, made.id)
    assert (left.status, left.slot, left.checked_in_at) == (BookingStatus.OPTION, made.slot, None)
    # Once let go by another writing, the same is said of it: nobody has cancelled it.
    later = at(door, "2026-11-27T14:10")
    book(later, made.room_id, "18h", "19h", on=FRIDAY)
    assert booking(door, made.id).status is BookingStatus.CANCELLED
    with pytest.raises(Refused, match="n'est plus tenue"):
        later.perform(act, request_of(made))


def test_an_undo_is_not_stopped_by_an_option_whose_time_is_over(door: Door) -> None:
    """A booking is moved away, an option takes its place and lapses: going back is a writing like any other."""
    garrigue = room(door)
    made = book(door, garrigue.id, "14h", "16h", on=FRIDAY)
    option = at(door, "2026-11-23T09:43")
    later = at(door, "2026-11-25T09:50")
    later.perform(move_booking, MoveBooking(booking_id=made.id, on=date(2026, 11, 30)))
    held = book(option, garrigue.id, "15h", "17h", on=FRIDAY, option=True)
    moving = next(act for act in door.perform(journal_list, JournalFilter()) if act.act == "rooms.move_booking")
    later.perform(undo_act, UndoAct(id=moving.id))
    assert booking(door, made.id).slot == made.slot
    assert booking(door, held.id).status is BookingStatus.CANCELLED
    assert [control for control in base.verify(door.database) if not control.ok] == []


# Time that was freed


def test_what_was_freed_and_taken_since_does_not_stop_the_form_of_who_left(door: Door) -> None:
    hall = room(door, setup_minutes="15", clearing_minutes="15")
    made = book(door, hall.id, "10h", "12h", on="23/11/2026")
    door.perform(check_in, CheckIn(booking_id=made.id))
    left = at(door, "2026-11-23T11:00")
    left.perform(check_out, CheckOut(booking_id=made.id))
    book(left, hall.id, "11h30", "12h30", on="23/11/2026")
    saved = left.perform(edit_booking, edited(made, title="Partis tôt")).bookings[0]
    assert (saved.title, saved.freed_at) == ("Partis tôt", datetime(2026, 11, 23, 10, tzinfo=UTC))
    with pytest.raises(Refused, match="partis à 11"):
        left.perform(edit_booking, edited(made, end=datetime(2026, 1, 1, 12, 30).time()))


def test_a_room_left_at_11_h_and_some_seconds_is_free_from_11_h(door: Door) -> None:
    garrigue, hall = room(door), room(door, "Lez", "20", clearing_minutes="15")
    for each in (garrigue, hall):
        made = book(door, each.id, "10h", "12h", on="23/11/2026")
        door.perform(check_in, CheckIn(booking_id=made.id))
        at(door, "2026-11-23T11:00:23.000456").perform(check_out, CheckOut(booking_id=made.id))
    book(door, garrigue.id, "11h", "12h", on="23/11/2026")
    with pytest.raises(Refused) as refused:
        book(door, hall.id, "11h", "12h", on="23/11/2026")
    assert refused.value.message.replace("\u202f", " ") == (
        "Rangement après REALIS jusqu'à 11 h 15 : libre à partir de 11 h 15."
    )


def test_who_has_left_is_not_moved(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "10h", "12h", on="23/11/2026")
    door.perform(check_in, CheckIn(booking_id=made.id))
    left = at(door, "2026-11-23T11:00")
    left.perform(check_out, CheckOut(booking_id=made.id))
    with pytest.raises(Refused, match="déjà partis"):
        left.perform(move_booking, MoveBooking(booking_id=made.id, end=datetime(2026, 1, 1, 13).time()))


def test_the_form_of_a_no_show_is_put_right_but_not_its_hours(door: Door) -> None:
    made = book(door, room(door).id, "9h", "12h", on="23/11/2026")
    door.perform(mark_no_show, MarkNoShow(booking_id=made.id))
    saved = door.perform(edit_booking, edited(made, notes="avait prévenu")).bookings[0]
    assert (saved.notes, saved.status) == ("avait prévenu", BookingStatus.NO_SHOW)
    with pytest.raises(Refused, match="ne se déplace plus"):
        door.perform(edit_booking, edited(made, on=date(2026, 11, 24)))


def test_leaving_before_the_start_gives_the_whole_of_it_back(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "10h", "12h", on="23/11/2026")
    door.perform(check_in, CheckIn(booking_id=made.id))
    door.perform(check_out, CheckOut(booking_id=made.id))
    assert booking(door, made.id).blocked is None
    book(door, garrigue.id, "10h", "12h", on="23/11/2026")


# Nights and the hour that comes twice


def test_a_night_is_moved_to_another_day(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "21h", "23h", outside_hours=True)
    late = door.perform(
        move_booking, MoveBooking(booking_id=made.id, start=datetime(2026, 1, 1, 23).time(), outside_hours=True)
    ).bookings[0]
    assert local_of(late.ends_at).replace(tzinfo=None) == datetime(2026, 11, 25, 1)
    moved = door.perform(move_booking, MoveBooking(booking_id=made.id, on=date(2026, 11, 26))).bookings[0]
    assert (moved.starts_at, moved.ends_at) == (late.starts_at + timedelta(days=2), late.ends_at + timedelta(days=2))


def test_another_room_keeps_the_very_instants(door: Door) -> None:
    """1 h 30 and two hours, in the night when 2 h comes twice: it ends at the second 2 h 30."""
    garrigue, lez = room(door), room(door, "Lez", "20")
    made = book(door, garrigue.id, "0h30", "2h30", on="31/10/2027", outside_hours=True)
    request = MoveBooking(booking_id=made.id, start=datetime(2027, 1, 1, 1, 30).time())
    late = door.perform(move_booking, request).bookings[0]
    assert (late.slot.minutes, late.ends_at) == (120, datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
    moved = door.perform(move_booking, MoveBooking(booking_id=made.id, room_id=lez.id)).bookings[0]
    assert (moved.room, moved.slot) == ("Lez", late.slot)


def test_the_hours_on_the_wall_stay_across_the_change_of_clock(door: Door) -> None:
    made = book(door, room(door).id, "10h", "12h", on="27/03/2027")
    moved = door.perform(move_booking, MoveBooking(booking_id=made.id, on=date(2027, 3, 28))).bookings[0]
    assert (local_of(moved.starts_at).hour, local_of(moved.ends_at).hour) == (10, 12)
    assert moved.starts_at - made.starts_at == timedelta(hours=23)


def test_out_of_hours_is_said_each_time_it_becomes_so(door: Door) -> None:
    made = book(door, room(door).id, "6h", "7h30", outside_hours=True)
    inside = MoveBooking(booking_id=made.id, start=datetime(2026, 1, 1, 10).time())
    assert door.perform(move_booking, inside).bookings[0].is_outside_hours is False
    with pytest.raises(Refused, match="Hors des heures"):
        door.perform(move_booking, MoveBooking(booking_id=made.id, start=datetime(2026, 1, 1, 21).time()))


# Buffers, layouts, rooms in rooms


def test_a_day_with_its_setup_is_too_long(door: Door) -> None:
    hall = room(door, setup_minutes="30")
    with pytest.raises(Refused, match="24 heures au plus") as refused:
        book(door, hall.id, "0h", "0h", outside_hours=True)
    assert refused.value.field == "end"
    assert book(door, room(door, "Lez", "20").id, "0h", "0h", outside_hours=True).slot.minutes == 24 * 60


def test_a_layout_does_not_follow_into_a_room_that_has_none_such(door: Door) -> None:
    garrigue, lez = room(door, layouts="U 10"), room(door, "Lez", "20")
    made = book(door, garrigue.id, "10h", "12h", layout="U")
    assert door.perform(move_booking, MoveBooking(booking_id=made.id, room_id=lez.id)).bookings[0].layout is None


def test_a_part_of_a_combined_room_stays_simple(door: Door) -> None:
    for name in ("Garrigue", "Lez", "Thau"):
        part = room(door, name)
    room(door, "Lez + Thau", "20", parts=("Lez", "Thau"))
    request = {"room_id": part.id, "version": part.version, "name": "Thau", "capacity": "12"}
    with pytest.raises(Refused, match="fait partie de « Lez \\+ Thau »"):
        door.perform(edit_room, validate(EditRoom, {**request, "parts": ("Garrigue", "Lez")}, TODAY))
    with pytest.raises(Refused, match="au moins deux"):
        room(door, "Deux fois la même", "20", parts=("Garrigue", "garrigue"))


# Closures


def closed(door: Door, rooms: tuple[int, ...], first: str, last: str, start: str = "", end: str = "") -> ClosureView:
    raw = {"room_ids": rooms, "first": first, "last": last, "start": start, "end": end, "reason": "travaux"}
    return door.perform(close_rooms, validate(CloseRooms, raw, TODAY))


def test_two_closures_at_other_hours_of_the_same_days(door: Door) -> None:
    garrigue = room(door)
    closed(door, (garrigue.id,), "30/11/2026", "04/12/2026", "8h", "10h")
    closed(door, (garrigue.id,), "30/11/2026", "04/12/2026", "10h", "12h")
    with pytest.raises(Refused, match="Déjà fermée"):
        closed(door, (garrigue.id,), "03/12/2026", "03/12/2026", "11h", "13h")
    book(door, garrigue.id, "12h", "13h", on="01/12/2026")


@pytest.mark.parametrize(("day", "hours"), [("28/03/2027", 23), ("31/10/2027", 25)])
def test_a_day_of_23_or_25_hours_is_closed_whole(door: Door, day: str, hours: int) -> None:
    garrigue = room(door)
    made = closed(door, (garrigue.id,), day, day)
    assert made.ends_at - made.starts_at == timedelta(hours=hours)
    with pytest.raises(Refused, match="est fermée"):
        book(door, garrigue.id, "23h", "0h", on=day, outside_hours=True)


def test_the_closures_are_read_in_a_fixed_number_of_statements(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez", "20")
    seen = []
    for day in ("30/11/2026", "01/12/2026", "02/12/2026"):
        closed(door, (garrigue.id, lez.id), day, day)
        with counted() as statements:
            views = door.perform(list_closures, ListClosures())
        seen.append(len(statements))
    assert seen == [seen[0]] * 3
    assert [set(view.room_ids) for view in views] == [{garrigue.id, lez.id}] * 3
