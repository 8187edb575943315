"""What a booking keeps when its form is saved again: its own buffers, what it freed, its tariff, its place in time."""

from datetime import time

import pytest

from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Tenant
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.bookings import check_in, check_out, edit_booking
from realis_tui.usecases.rooms.catalogue import EditRoom, edit_room
from realis_tui.usecases.rooms.checking import check_booking
from realis_tui.usecases.rooms.requests import CheckBooking, CheckIn, CheckOut
from realis_tui.usecases.rooms.views import BookingView, Check, Standing
from tests.usecases.rooms_steps import at, book, company, edited, room


def live(door: Door, made: BookingView) -> Check:
    """What its own form says of it, nothing changed."""
    day = f"{made.slot.day:%d/%m/%Y}"
    typed = {"on": day, "start": "11h", "end": "12h", "who": "interne", "outside_hours": True}
    return door.perform(check_booking, CheckBooking(booking_id=made.id, room_id=made.room_id, **typed))


def test_its_form_says_free_what_saving_accepts_though_the_room_has_grown_buffers(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "10h", "11h")
    second = book(door, garrigue.id, "11h", "12h")
    door.perform(
        edit_room,
        EditRoom(
            room_id=garrigue.id, version=garrigue.version, name=garrigue.name, capacity=12, fire_capacity=12,
            is_bookable=True, setup_minutes=15,
        ),
    )  # fmt: skip
    assert live(door, second).standing is Standing.FREE
    assert door.perform(edit_booking, edited(second, title="Bilan")).bookings[0].title == "Bilan"


def test_its_form_says_free_though_what_it_freed_was_taken_since(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "11h", "12h", on="23/11/2026")
    there = at(door, "2026-11-23 11:05")
    there.perform(check_in, CheckIn(booking_id=made.id))
    left = at(door, "2026-11-23 11:20")
    left.perform(check_out, CheckOut(booking_id=made.id))
    book(left, garrigue.id, "11h30", "12h30", on="23/11/2026")
    assert live(left, made).standing is Standing.FREE


def test_correcting_a_title_changes_no_price(door: Door) -> None:
    """What a company becomes does not alter what it owes."""
    garrigue = room(door)
    who = company(door)
    made = book(door, garrigue.id, "10h", "12h", who, tenant="hébergée")
    assert made.tenant is Tenant.HOSTED  # it has no premises: what it is today would be « extérieur »
    saved = door.perform(edit_booking, edited(made, who=who, title="Bilan")).bookings[0]
    assert (saved.title, saved.tenant) == ("Bilan", Tenant.HOSTED)


@pytest.mark.parametrize(
    "change", [{"end": time(20)}, {"on": "2026-11-20"}, {"on": "2026-01-05"}], ids=["later", "before", "long before"]
)
def test_what_is_over_is_put_right_on_its_day_and_in_the_past(door: Door, change: dict[str, object]) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "8h", "9h", on="23/11/2026")
    with pytest.raises(Refused, match="le jour même, et pas vers un temps à venir"):
        door.perform(edit_booking, edited(made, **change))
    assert door.perform(edit_booking, edited(made, end=time(9, 15))).bookings[0].slot.minutes == 75
