"""New opening hours from a day on: what is offered, foreseen and drawn follows the hours of its own day."""

from datetime import date

import pytest

from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.checking import check_booking
from realis_tui.usecases.rooms.planning import planning
from realis_tui.usecases.rooms.requests import CheckBooking, FindSlot, PlanningRequest
from realis_tui.usecases.rooms.slots import find_slot
from realis_tui.usecases.settings import ChangeSetting, change_setting
from tests.usecases.rooms_steps import book, room

NEW = date(2026, 12, 1)
DAY = "02/12/2026"


@pytest.fixture
def shorter(door: Door) -> Door:
    """From 10 to 18 from December on; until then as usual, from 7 to 22."""
    for key, value in (("opening_hour", "10"), ("closing_hour", "18")):
        door.perform(change_setting, ChangeSetting(key=key, value=value, valid_from=NEW))
    return door


def test_a_free_time_is_looked_for_within_the_hours_of_its_day(shorter: Door) -> None:
    room(shorter)
    found = shorter.perform(find_slot, FindSlot(on=date(2026, 12, 2), minutes=60))
    assert local_of(found.free[0].slot.start).hour == 10
    late = shorter.perform(find_slot, FindSlot(on=date(2026, 12, 2), minutes=600))
    assert not late.free and late.nearest[0].slot.day < NEW, "ten hours in a row were to be had in November"


def test_what_is_offered_instead_may_be_booked(shorter: Door) -> None:
    garrigue = room(shorter)
    book(shorter, garrigue.id, "10h", "12h", on=DAY)
    book(shorter, garrigue.id, "15h", "18h", on=DAY)
    with pytest.raises(Refused, match="Plus de place ce jour-là"):
        book(shorter, garrigue.id, "16h", "18h", on=DAY)
    typed = CheckBooking(room_id=garrigue.id, who="interne", on=DAY, start="10h30", end="12h30")
    hours = [local_of(near.slot.start).hour for near in shorter.perform(check_booking, typed).nearby]
    assert hours == [12], "not 8: it was open in November"


def test_the_planning_draws_each_day_by_its_own_hours(shorter: Door) -> None:
    room(shorter)
    view = shorter.perform(planning, PlanningRequest(first=date(2026, 11, 30), days=5))
    assert [local_of(day.opens_at).hour for day in view.days] == [7, 10, 10, 10, 10]
    assert (view.opening_hour, view.closing_hour) == (7, 22)
    december = shorter.perform(planning, PlanningRequest(first=NEW))
    assert (december.opening_hour, december.closing_hour) == (10, 18)
