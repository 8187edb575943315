"""What a series must not lose: its bookings at a closed door, its past, its true reasons, other people's turn."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from realis_tui.db.models.rooms import Booking
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.fields import validate
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Taken
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.rooms.bookings import cancel_booking, confirm_booking, move_booking
from realis_tui.usecases.rooms.catalogue import EditRoom, edit_room
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.requests import (
    CancelBooking,
    CloseRooms,
    ConfirmBooking,
    MoveBooking,
    ReaddOccurrence,
    Scope,
    SkipOccurrence,
)
from realis_tui.usecases.rooms.series import readd_occurrence, skip_occurrence
from realis_tui.usecases.rooms.views import BookingsSaved, BookingView, Fate
from tests.usecases.companies_steps import TODAY, enter
from tests.usecases.companies_steps import move as move_company
from tests.usecases.rooms_steps import at, book, booking, plain, room
from tests.usecases.test_series import all_series, card, hours, on, series, sound


def moved(door: Door, view: BookingView, scope: Scope = Scope.ALL, **asked: Any) -> BookingsSaved:
    return door.perform(move_booking, MoveBooking(booking_id=view.id, scope=scope, **asked))


def statuses(door: Door, saved: BookingsSaved) -> set[BookingStatus]:
    return {booking(door, view.id).status for view in saved.bookings}


# A closed door is in the way, a holiday is not


def test_a_series_is_not_moved_into_a_room_that_is_closed(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez")
    closing = CloseRooms(room_ids=(lez.id,), first=date(2026, 12, 1), last=date(2026, 12, 4), reason="travaux")
    door.perform(close_rooms, closing)
    saved = series(door, garrigue.id, "tous les jeudis, 3 fois")
    with pytest.raises(Refused, match=r"1 date sur 3 n'est pas libre : 3 déc\. fermée \(travaux\)") as refused:
        moved(door, saved.bookings[0], room_id=lez.id)
    assert refused.value.field == "start"
    assert statuses(door, saved) == {BookingStatus.CONFIRMED}


def test_only_the_dates_that_are_free_there_are_moved_when_that_is_asked(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez")
    book(door, lez.id, "9h", "11h", on="03/12/2026", title="Conseil")
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois", on="26/11/2026")
    with pytest.raises(Taken) as refused:
        moved(door, saved.bookings[0], room_id=lez.id)
    assert refused.value.problems[0].way == "partial"
    done = moved(door, saved.bookings[0], room_id=lez.id, partial=True)
    assert [booking(door, view.id).room for view in saved.bookings] == ["Lez", "Garrigue", "Lez", "Lez"]
    assert [item.on for item in done.clashes] == [date(2026, 12, 3)]
    assert "1 date reste où elle est : 3 déc. prise par REALIS" in done.message
    assert on(card(door, done), "2026-12-03").fate is Fate.MOVED, "still a date of the series, met elsewhere"
    door.perform(undo_last, UndoLast())
    assert {booking(door, view.id).room for view in saved.bookings} == {"Garrigue"}


def test_a_date_that_stays_is_named_by_its_own_day(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "9h", "13h", on="04/12/2026", title="Conseil")
    saved = series(door, garrigue.id, "tous les jeudis, 3 fois", on="26/11/2026")
    done = moved(door, saved.bookings[0], on=date(2026, 11, 27), partial=True)
    assert "1 date reste où elle est : 3 déc. (le 4 déc. prise par REALIS (Conseil) jusqu'à 13 h)." in plain(
        done.message
    )


def test_when_no_date_is_free_there_the_others_are_not_offered(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez")
    for day in ("26/11/2026", "03/12/2026"):
        book(door, lez.id, "8h", "18h", on=day)
    saved = series(door, garrigue.id, "tous les jeudis, 2 fois", on="26/11/2026")
    with pytest.raises(Taken, match=r"Choisir d'autres heures ou une autre salle\.$") as refused:
        moved(door, saved.bookings[0], room_id=lez.id)
    assert refused.value.problems[0].way is None


def test_a_date_that_stays_is_in_the_way_of_the_one_that_would_come_there(door: Door) -> None:
    """Every day to the next: the last one's is taken, so that it stays, and so does each before it."""
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jours, 3 fois", on="01/12/2026")
    book(door, garrigue.id, "9h", "13h", on="04/12/2026")
    with pytest.raises(Refused, match="Aucune de ces dates n'est libre là"):
        moved(door, saved.bookings[0], on=date(2026, 12, 2), partial=True)
    assert statuses(door, saved) == {BookingStatus.CONFIRMED} and len(all_series(door)) == 1


def test_a_series_is_not_moved_to_holidays_alone(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 2 fois", on="17/12/2026")
    with pytest.raises(Refused, match=r"25 déc\. férié \(Noël\)") as refused:
        moved(door, saved.bookings[-1], Scope.FOLLOWING, on=date(2026, 12, 25))
    assert refused.value.field == "on"
    assert statuses(door, saved) == {BookingStatus.CONFIRMED} and len(all_series(door)) == 1
    done = moved(door, saved.bookings[0], on=date(2026, 12, 18))
    assert [view.id for view in done.bookings] == [saved.bookings[0].id], "one date is left: the holiday is skipped"


# Options whose time is over


def test_a_lapsed_option_keeps_no_other_date_from_moving(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois", on="03/12/2026", option=True)
    confirming = ConfirmBooking(booking_id=saved.bookings[1].id, scope=Scope.FOLLOWING)
    door.perform(confirm_booking, confirming)
    late = at(door, "2026-11-26 12:00")
    done = moved(late, saved.bookings[2], start=time(15))
    assert [view.id for view in done.bookings] == [view.id for view in saved.bookings[1:]]
    assert booking(late, saved.bookings[0].id).cancel_reason == "option non confirmée à temps"
    sound(late)


def test_cancelling_and_skipping_let_lapsed_options_go_as_the_programs_own(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois", option=True, on="03/12/2026")
    confirming = ConfirmBooking(booking_id=saved.bookings[2].id, scope=Scope.FOLLOWING)
    door.perform(confirm_booking, confirming)
    other = book(door, garrigue.id, "14h", "16h", on="30/11/2026", option=True)
    late = at(door, "2026-11-26 12:00")
    assert saved.series is not None and saved.series.series_id is not None
    skip = SkipOccurrence(series_id=saved.series.series_id, on=date(2026, 12, 17))
    late.perform(skip_occurrence, skip)
    assert booking(late, other.id).status is BookingStatus.CANCELLED
    late.perform(undo_last, UndoLast())
    done = late.perform(cancel_booking, CancelBooking(booking_id=saved.bookings[0].id, scope=Scope.ALL, reason="fin"))
    assert [view.id for view in done.bookings] == [view.id for view in saved.bookings[2:]]
    assert booking(late, saved.bookings[0].id).cancel_reason == "option non confirmée à temps"
    assert booking(late, other.id).cancel_reason == "option non confirmée à temps"
    sound(late)


# What is over stays as it was


def rows(door: Door, saved: BookingsSaved) -> dict[date, tuple[date | None, int | None]]:
    """The day each booking was made for: what it stands for now, and in which series."""
    with door.database.read() as session:
        found = {row.id: (row.occurrence_on, row.series_id) for row in session.scalars(select(Booking))}
    return {view.slot.day: found[view.id] for view in saved.bookings}


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_the_past_stays_once_a_date_was_moved_ahead(door: Door, act: str) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les mardis, 6 fois", on="24/11/2026")
    door.perform(move_booking, MoveBooking(booking_id=saved.bookings[0].id, on=date(2026, 12, 16)))
    before = rows(door, saved)
    later = at(door, "2026-12-10 12:00")
    if act == "move":
        moved(later, saved.bookings[4], on=date(2026, 12, 23))
    else:
        later.perform(cancel_booking, CancelBooking(booking_id=saved.bookings[4].id, scope=Scope.ALL))
    after = rows(later, saved)
    past = (date(2026, 12, 1), date(2026, 12, 8))
    assert [after[day] for day in past] == [before[day] for day in past]
    view = card(later, saved)
    assert [item.on for item in view.occurrences] == [date(2026, 11, 24), *past]
    assert [item.fate for item in view.occurrences[1:]] == [Fate.PAST, Fate.PAST]
    if act == "move":
        assert booking(later, saved.bookings[0].id).slot.day == date(2026, 12, 17)
    later.perform(undo_last, UndoLast())
    assert rows(later, saved) == before
    sound(later)


# The reasons follow


def test_a_shifted_series_gives_the_reasons_of_its_new_days(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois", on="29/04/2027", skip=(date(2027, 5, 20),))
    before = all_series(door), hours(card(door, saved))
    done = moved(door, saved.bookings[0], on=date(2027, 4, 30))
    assert done.series is not None
    left = {item.on.isoformat(): item.said for item in done.series.occurrences if item.fate is Fate.SKIPPED}
    assert left == {"2027-05-07": "libre, à remettre si besoin", "2027-05-21": "sautée"}
    assert "Ascension" not in done.series.said
    assert done.series.series_id is not None
    back = ReaddOccurrence(series_id=done.series.series_id, on=date(2027, 5, 7))
    assert on(door.perform(readd_occurrence, back), "2027-05-07").fate is Fate.BOOKED
    door.perform(undo_last, UndoLast())
    door.perform(undo_last, UndoLast())
    assert (all_series(door), hours(card(door, saved))) == before


def test_a_date_that_was_taken_says_who_takes_it_at_the_new_hours(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "10h", "11h", "projet:Ancien", on="03/12/2026")
    book(door, garrigue.id, "15h", "16h", "projet:Nouveau", on="03/12/2026")
    saved = series(door, garrigue.id, "tous les jeudis, 3 fois", partial=True)
    done = moved(door, saved.bookings[0], start=time(14))
    assert done.series is not None
    assert plain(on(done.series, "2026-12-03").said) == "prise par Nouveau jusqu'à 16 h"


# A date that comes back keeps to the rules of a booking


def test_a_date_does_not_come_back_into_a_room_that_is_not_to_be_booked(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois")
    assert saved.series is not None and saved.series.series_id is not None
    one = {"series_id": saved.series.series_id, "on": date(2026, 12, 3)}
    door.perform(skip_occurrence, SkipOccurrence(**one))
    raw = {"room_id": garrigue.id, "version": garrigue.version, "name": "Garrigue", "capacity": "12"}
    door.perform(edit_room, validate(EditRoom, raw | {"is_bookable": "non"}, TODAY))
    with pytest.raises(Refused, match="pas à réserver"):
        door.perform(readd_occurrence, ReaddOccurrence(**one))


@pytest.mark.parametrize("first", ["19/11/2026", "26/11/2026"])
def test_the_exit_ends_the_series_and_no_date_of_it_comes_back(door: Door, first: str) -> None:
    garrigue, company_id = room(door), enter(door, date_entree="15/01/2025")
    early = at(door, "2026-11-18 09:00")
    saved = series(early, garrigue.id, "tous les jeudis, 4 fois", on=first, who=f"company:{company_id}")
    before = all_series(door)
    move_company(door, company_id, CompanyState.EXITED, reason="croissance", destination_city="Sète")
    assert saved.series is not None and saved.series.series_id is not None
    if first == "19/11/2026":
        assert [item.fate for item in card(door, saved).occurrences] == [Fate.PAST], "the rule ends with the stay"
    back = ReaddOccurrence(series_id=saved.series.series_id, on=date(2026, 12, 3))
    for later in (door, at(door, "2026-11-27 09:00")):
        with pytest.raises(Refused, match=r"n'est pas une date|est sortie"):
            later.perform(readd_occurrence, back)
    door.perform(undo_last, UndoLast())
    assert all_series(door) == before
    sound(door)
