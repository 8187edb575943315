"""An undo keeps the rules that no constraint of the data base holds: what was done since may no longer go with it."""

from datetime import date, timedelta

import pytest

from realis_tui.domain.refusals import Refused
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import JournalFilter, UndoAct, UndoLast, journal_list, undo_act, undo_last
from realis_tui.usecases.rooms.bookings import cancel_booking
from realis_tui.usecases.rooms.catalogue import EditRoom, edit_room, list_rooms
from realis_tui.usecases.rooms.requests import CancelBooking, Scope
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.settings import ChangeSetting, change_setting
from realis_tui.usecases.spaces.hosting import CreateHosting, EndHosting, create_hosting, end_hosting
from tests.usecases.companies_steps import create, space
from tests.usecases.rooms_steps import at, book, booking, plain, room
from tests.usecases.test_settings import policy


def undo(door: Door, back: int) -> None:
    """Undo the act that came `back` acts before the last one."""
    door.perform(undo_act, UndoAct(id=door.perform(journal_list, JournalFilter())[back].id))


def seats(made: RoomView, most: int) -> EditRoom:
    return EditRoom(
        room_id=made.id, version=made.version, name=made.name, capacity=most, fire_capacity=most, is_bookable=True
    )


def test_a_room_does_not_go_back_under_whom_it_was_booked_for(door: Door) -> None:
    small = room(door, capacity="10")
    door.perform(edit_room, seats(small, 20))
    book(door, small.id, "10h", "12h", people="18")
    with pytest.raises(Refused, match=r"18 personnes .* sécurité incendie n'en admettrait \(10\)"):
        undo(door, 1)
    assert door.perform(list_rooms, None)[0].fire_capacity == 20


def test_a_cancelled_booking_does_not_come_back_to_a_room_made_smaller(door: Door) -> None:
    garrigue = room(door, capacity="20")
    made = book(door, garrigue.id, "10h", "12h", people="18")
    door.perform(cancel_booking, CancelBooking(booking_id=made.id, version=made.version))
    door.perform(edit_room, seats(garrigue, 10))
    with pytest.raises(Refused, match="18 personnes"):
        undo(door, 1)
    assert not booking(door, made.id).status.takes_time


def test_what_was_taken_since_is_said_with_its_room_and_its_day(door: Door) -> None:
    """A series of twenty dates comes back whole or not at all: which of them is in the way."""
    garrigue = room(door)
    made = book(door, garrigue.id, "10h", "12h", on="01/12/2026", repeat="tous les mardis, 4 fois")
    door.perform(cancel_booking, CancelBooking(booking_id=made.id, version=made.version, scope=Scope.ALL))
    book(door, garrigue.id, "11h", "13h", on="15/12/2026")
    with pytest.raises(Refused, match="Garrigue") as refused:
        undo(door, 1)
    told = "Garrigue, mar. 15 déc. 2026 : créneau déjà pris par REALIS jusqu'à 13 h. Rien n'a été défait."
    assert plain(refused.value.message) == told
    assert not booking(door, made.id).status.takes_time


def test_a_lease_ended_does_not_come_back_beside_the_one_signed_since(door: Door) -> None:
    company_id, office = create(door).company_id, space(door)
    terms = {"company_id": company_id, "space_ids": (office,), "regime": HostingRegime.DEROGATORY_LEASE}
    first = {"starts_on": date(2025, 1, 1), "ends_on": date(2027, 12, 31)}
    made = door.perform(create_hosting, CreateHosting(**terms, **first))
    ending = EndHosting(agreement_id=made.agreement_id, on=date(2026, 11, 20), version=made.version)
    door.perform(end_hosting, ending)
    second = {"starts_on": date(2026, 12, 1), "ends_on": date(2027, 11, 30)}
    door.perform(create_hosting, CreateHosting(**terms, **second))
    with pytest.raises(Refused):
        undo(door, 1)


def test_a_setting_in_force_is_not_taken_back(door: Door) -> None:
    """What was agreed since was agreed by it; on its first day it is still undone."""
    door.perform(change_setting, ChangeSetting(key="rent_cents_per_m2", value="200"))
    later = at(door, "2027-03-01 09:00")
    with pytest.raises(Refused, match=r"en vigueur depuis le 23 nov"):
        undo(later, 0)
    assert policy(later, date(2027, 2, 1)).rent_cents_per_m2 == 20_000
    door.perform(undo_last, UndoLast())
    assert policy(door, date(2027, 2, 1)).rent_cents_per_m2 != 20_000


def test_a_setting_is_undone_in_a_house_without_accounts(door: Door) -> None:
    door.perform(change_setting, ChangeSetting(key="support_months", value="48"))
    door.perform(undo_last, UndoLast())
    assert policy(door, date(2026, 11, 23)).support_months == 36


def test_two_settings_to_come_do_not_close_the_rooms_together(door: Door) -> None:
    june, january = date(2027, 6, 1), date(2027, 1, 1)
    door.perform(change_setting, ChangeSetting(key="closing_hour", value="20", valid_from=june))
    with pytest.raises(Refused, match=r"ouvriraient à 21.*à partir du 1er juin 2027"):
        door.perform(change_setting, ChangeSetting(key="opening_hour", value="21", valid_from=january))
    assert policy(door, june + timedelta(days=1)).opening_hour < 20
