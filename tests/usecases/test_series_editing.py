"""One form, several dates: « celle-ci, les suivantes, toutes » for all that the form of a booking says (rule 15)."""

from datetime import date, time
from typing import Any

import pytest

from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.rooms.bookings import edit_booking
from realis_tui.usecases.rooms.requests import EditBooking, Scope
from realis_tui.usecases.rooms.views import BookingsSaved, BookingView
from tests.usecases.companies_steps import enter
from tests.usecases.rooms_steps import at, book, booking, books, edited, room

TUESDAYS = "tous les mardis, 4 fois"


def of_form(made: BookingView, scope: Scope = Scope.ALL, **changes: Any) -> EditBooking:
    """The form of a date as it is, with changes, for more than itself."""
    kept = {"title": made.title, "people": made.people, "layout": made.layout, "purpose": made.purpose}
    return edited(made, **{**kept, "scope": scope, **changes})


def now(door: Door, saved: BookingsSaved) -> list[BookingView]:
    return [booking(door, made.id) for made in saved.bookings]


def hours(views: list[BookingView]) -> list[int]:
    return [local_of(view.starts_at).hour for view in views]


def test_the_details_of_the_following_dates_change_in_one_act(door: Door) -> None:
    saved = books(door, room(door, layouts="U 10").id, "10h", "12h", repeat=TUESDAYS)
    request = of_form(
        saved.bookings[1],
        Scope.FOLLOWING,
        title="Comité",
        people=8,
        layout="U",
        who="projet:Alpha",
        tenant="partenaire",
    )
    done = door.perform(edit_booking, request)
    assert len(done.bookings) == 3 and "3 dates de la série modifiées" in done.message
    assert [view.title for view in now(door, saved)] == [None, "Comité", "Comité", "Comité"]
    assert {(view.people, view.layout, view.tenant.value) for view in done.bookings} == {(8, "U", "partenaire")}
    door.perform(undo_last, UndoLast())
    assert [view._replace(version=0) for view in now(door, saved)] == [
        view._replace(version=0) for view in saved.bookings
    ]


def test_hours_room_and_details_are_one_act(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez", "20")
    saved = books(door, garrigue.id, "10h", "12h", repeat=TUESDAYS)
    request = of_form(
        saved.bookings[0], room_id=lez.id, start=time(9), end=time(10), people=18, who="exterieur:Région"
    )  # fmt: skip
    done = door.perform(edit_booking, request)
    assert {(view.room, view.who, view.people) for view in done.bookings} == {("Lez", "Région", 18)}
    assert hours(now(door, saved)) == [9] * 4
    door.perform(undo_last, UndoLast())
    assert {(view.room, view.who, view.people) for view in now(door, saved)} == {("Garrigue", "REALIS", None)}
    assert hours(now(door, saved)) == [10] * 4


def test_refused_it_has_written_nothing(door: Door) -> None:
    garrigue, booth = room(door), room(door, "Cabine", "2")
    saved = books(door, garrigue.id, "10h", "12h", repeat=TUESDAYS)
    book(door, garrigue.id, "9h", "10h", on="08/12/2026")
    with pytest.raises(Refused, match=r"8 déc\."):
        door.perform(edit_booking, of_form(saved.bookings[0], title="Comité", start=time(9), end=time(11)))
    with pytest.raises(Refused, match="sécurité incendie"):
        door.perform(edit_booking, of_form(saved.bookings[0], title="Comité", room_id=booth.id, people=5))
    assert now(door, saved) == list(saved.bookings)


def test_each_date_is_checked_in_its_own_room_and_keeps_its_own(door: Door) -> None:
    garrigue, booth = room(door), room(door, "Cabine", "4")
    saved = books(door, garrigue.id, "10h", "12h", repeat=TUESDAYS)
    apart = saved.bookings[2]
    door.perform(edit_booking, of_form(apart, Scope.THIS, room_id=booth.id, start=time(8), notes="à part"))
    with pytest.raises(Refused, match=r"8 déc\..*8 personnes : Cabine") as refused:
        door.perform(edit_booking, of_form(saved.bookings[0], people=8, forced_because=None))
    assert refused.value.field == "people"
    door.perform(edit_booking, of_form(saved.bookings[0], people=3))
    after = now(door, saved)
    assert [view.people for view in after] == [3] * 4
    assert (after[2].room, after[2].notes, hours(after)) == ("Cabine", "à part", [10, 10, 8, 10])


def test_past_dates_stay_and_a_new_company_stays_within_its_agreement(door: Door) -> None:
    saved = books(door, room(door).id, "10h", "12h", repeat="le 14 de chaque mois, 16 fois", on="14/12/2026")
    later = at(door, "2026-12-20 09:00")
    supported = enter(door, date_entree="15/01/2025")
    with pytest.raises(Refused, match=r"14 janv\. 2028") as refused:
        later.perform(edit_booking, of_form(saved.bookings[3], who=f"company:{supported}"))
    assert refused.value.field == "who"
    done = later.perform(edit_booking, of_form(saved.bookings[3], title="Comité"))
    assert saved.bookings[0].id not in {view.id for view in done.bookings}
    assert [view.title for view in now(door, saved)][:2] == [None, "Comité"]
    assert done.bookings[0].slot.day == date(2027, 1, 14)
