"""Dates of a series that are moved before it is booked: told where they go, then booked there, in one act."""

from datetime import date, time
from typing import Any

import pytest

from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Taken
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.rooms.catalogue import EditRoom, edit_room
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.requests import CheckBooking, CloseRooms, MoveOccurrence, ReaddOccurrence
from realis_tui.usecases.rooms.series import preview_series, readd_occurrence
from realis_tui.usecases.rooms.views import BookingsSaved, Fate, Occurrence, SeriesView
from tests.usecases.companies_steps import enter
from tests.usecases.rooms_steps import book, booking, company, room
from tests.usecases.test_series import all_series, card, hours, on, plain, series, sound

FOUR = "tous les jeudis, 4 fois"
"""From Thursday 26 November to 17 December, from 10 to 12."""
THIRD = date(2026, 12, 10)
FRIDAY = date(2026, 12, 11)


def going(of: date = THIRD, **where: Any) -> MoveOccurrence:
    return MoveOccurrence(occurrence_on=of, **where)


def foreseen(door: Door, room_id: int, *moves: MoveOccurrence, repeat: str = FOUR, **form: Any) -> SeriesView:
    typed = {"room_id": room_id, "on": "26/11/2026", "start": "10h", "end": "12h", "repeat": repeat, **form}
    return door.perform(preview_series, CheckBooking(**typed, moves=moves))


def third(view: SeriesView | BookingsSaved | None) -> Occurrence:
    view = view.series if isinstance(view, BookingsSaved) else view
    assert view is not None
    return on(view, THIRD.isoformat())


def told(item: Occurrence) -> tuple[Fate, str]:
    return item.fate, plain(item.said)


def test_a_date_goes_to_another_day_and_the_series_says_so(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "11h", "16h", company(door), on="10/12/2026")
    assert third(foreseen(door, garrigue.id)).fate is Fate.CLASH
    view = foreseen(door, garrigue.id, going(on=FRIDAY))
    assert told(third(view)) == (Fate.MOVED, "au ven. 11 déc., 10 h – 12 h")
    assert plain(view.said) == "tous les jeudis, 4 fois, 1 déplacée : 10 déc. au ven. 11 déc., 10 h – 12 h"
    assert not view.clashes and len(view.booked) == 4
    assert all_series(door) == [], "nothing is written"
    saved = series(door, garrigue.id, FOUR, moves=(going(on=FRIDAY),))
    assert saved.series is not None and saved.series.said == view.said and saved.series.said in saved.message
    assert [item.said for item in saved.skipped] == []
    assert card(door, saved).said == view.said, "as it is kept"
    assert hours(card(door, saved))[2] == "2026-12-11 10:00-12:00"
    assert booking(door, third(saved).booking_id or 0).occurrence_on == THIRD
    sound(door)


def test_it_is_one_act_and_one_undo(door: Door) -> None:
    garrigue = room(door)
    series(door, garrigue.id, FOUR, moves=(going(start=time(14), end=time(16)),))
    door.perform(undo_last, UndoLast())
    assert all_series(door) == []
    assert series(door, garrigue.id, FOUR, start="14h", end="16h").bookings, "its time is free again"
    sound(door)


def test_to_other_hours_it_lasts_as_long_and_to_another_room_as_that_one_stands(door: Door) -> None:
    garrigue = room(door, layouts="U 8")
    lez = room(door, "Lez", setup_minutes="15", clearing_minutes="15")
    moves = (going(start=time(14)), going(date(2026, 12, 17), room_id=lez.id))
    saved = series(door, garrigue.id, FOUR, moves=moves, layout="U")
    assert told(third(saved)) == (Fate.MOVED, "à 14 h – 16 h")
    last = booking(door, saved.bookings[-1].id)
    assert (last.room, last.layout, last.setup_minutes) == ("Lez", None, 15)
    assert last.blocked is not None and local_of(last.blocked.start).time() == time(9, 45)
    assert [view.layout for view in saved.bookings] == ["U", "U", "U", None]
    assert "17 déc. en salle Lez" in card(door, saved).said
    sound(door)


def test_two_dates_at_one_time_are_in_each_others_way_in_one_room_alone(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez")
    beside = foreseen(door, garrigue.id, going(on=date(2026, 12, 17), room_id=lez.id))
    assert told(third(beside)) == (Fate.MOVED, "au jeu. 17 déc., 10 h – 12 h en salle Lez")
    over = third(foreseen(door, garrigue.id, going(on=date(2026, 12, 17))))
    assert (over.fate, over.who) == (Fate.CLASH, "la série elle-même")


def test_the_booking_that_becomes_a_series_is_in_no_dates_way(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "10h", "12h", on="11/12/2026")
    assert third(foreseen(door, garrigue.id, going(on=FRIDAY))).fate is Fate.CLASH
    assert third(foreseen(door, garrigue.id, going(on=FRIDAY), booking_id=made.id)).fate is Fate.MOVED


def test_where_it_goes_is_looked_at_too(door: Door) -> None:
    garrigue, lez, thau = room(door), room(door, "Lez"), room(door, "Thau", "6")
    book(door, garrigue.id, "9h", "11h", company(door), on="11/12/2026")
    door.perform(
        close_rooms, CloseRooms(room_ids=(lez.id,), first=date(2026, 12, 1), last=date(2026, 12, 31), reason="travaux")
    )
    taken = told(third(foreseen(door, garrigue.id, going(on=FRIDAY))))
    assert taken == (Fate.CLASH, "prise par Vélomistrau jusqu'à 11 h (au ven. 11 déc., 10 h – 12 h)")
    assert third(foreseen(door, garrigue.id, going(on=FRIDAY))).who == "Vélomistrau"
    with pytest.raises(Taken, match=r"1 date sur 4 n'est pas libre : 10 déc\. prise par Vélomistrau"):
        series(door, garrigue.id, FOUR, moves=(going(on=FRIDAY),))
    closed = told(third(foreseen(door, garrigue.id, going(room_id=lez.id))))
    assert closed == (Fate.CLOSED, "fermée (travaux) (en salle Lez)")
    early = third(foreseen(door, garrigue.id, going(start=time(5))))
    assert early.fate is Fate.REFUSED and "heures d'ouverture" in early.said and early.way == "outside_hours"
    assert third(foreseen(door, garrigue.id, going(start=time(5), outside_hours=True))).fate is Fate.MOVED
    past = third(foreseen(door, garrigue.id, going(on=date(2026, 11, 3))))
    assert past.fate is Fate.REFUSED and "déjà passé" in past.said and past.way is None
    backwards = third(foreseen(door, garrigue.id, going(start=time(14), end=time(13))))
    assert backwards.fate is Fate.REFUSED and "avant le début" in backwards.said
    door.perform(edit_room, EditRoom(**_as_edited(thau, is_bookable=False)))
    assert third(foreseen(door, garrigue.id, going(room_id=thau.id))).fate is Fate.REFUSED
    with pytest.raises(Refused, match="n'est pas à réserver"):
        series(door, garrigue.id, FOUR, moves=(going(room_id=thau.id),))
    assert all_series(door) == []


def _as_edited(thau: Any, **fields: Any) -> dict[str, Any]:
    names = ("name", "capacity", "fire_capacity")
    return {"room_id": thau.id, "version": thau.version, **{name: getattr(thau, name) for name in names}, **fields}


def test_it_is_not_in_the_way_of_its_own_series(door: Door) -> None:
    garrigue = room(door)
    own = date(2026, 12, 17)
    view = foreseen(door, garrigue.id, going(on=own, start=time(11), end=time(13)))
    assert told(third(view)) == (
        Fate.CLASH,
        "prise par la série elle-même, le jeu. 17 déc. (au jeu. 17 déc., 11 h – 13 h)",
    )
    beside = going(on=own, start=time(12), end=time(14))
    assert third(foreseen(door, garrigue.id, beside)).fate is Fate.MOVED
    exchanged = (going(on=own), going(own, on=THIRD))
    assert len(foreseen(door, garrigue.id, *exchanged).booked) == 4, "two dates that change places"
    saved = series(door, garrigue.id, FOUR, moves=exchanged)
    assert len(saved.bookings) == 4
    sound(door)
    together = (going(on=FRIDAY), going(own, on=FRIDAY, start=time(11)))
    fates = [item.fate for item in foreseen(door, room(door, "Lez").id, *together).occurrences]
    assert fates == [Fate.BOOKED, Fate.BOOKED, Fate.CLASH, Fate.MOVED]


def test_a_date_that_would_be_skipped_is_met_where_it_is_moved(door: Door) -> None:
    garrigue = room(door)
    christmas = {"repeat": "tous les vendredis, 2 fois", "on": "18/12/2026"}
    eve = going(date(2026, 12, 25), on=date(2026, 12, 24))
    assert [item.fate for item in foreseen(door, garrigue.id, eve, **christmas).occurrences] == [
        Fate.BOOKED,
        Fate.MOVED,
    ]
    saved = series(door, garrigue.id, moves=(eve,), skip=(date(2026, 12, 25),), **christmas)
    assert hours(card(door, saved)) == ["2026-12-18 10:00-12:00", "2026-12-24 10:00-12:00"]
    assert saved.series is not None and saved.series.series_id is not None
    again = ReaddOccurrence(series_id=saved.series.series_id, on=date(2026, 12, 25))
    with pytest.raises(Refused, match="déjà réservée"):
        door.perform(readd_occurrence, again)
    sound(door)


def test_what_a_move_refuses(door: Door) -> None:
    garrigue = room(door)
    with pytest.raises(Refused, match=r"Le 11 déc\. 2026 n'est pas une date de cette série"):
        series(door, garrigue.id, FOUR, moves=(going(FRIDAY, on=THIRD),))
    supported = f"company:{enter(door, date_entree='15/01/2025')}"
    last = {"repeat": "le 14 de chaque mois jusqu'au 14 janvier 2028", "on": "14/12/2027", "who": supported}
    beyond = going(date(2028, 1, 14), on=date(2028, 1, 17))
    with pytest.raises(Refused, match=r"finit le 14 janv\. 2028"):
        series(door, garrigue.id, moves=(beyond,), **last)
    small = room(door, "Thau", "6")
    with pytest.raises(Refused, match="Thau"):
        series(door, garrigue.id, FOUR, people="10", moves=(going(room_id=small.id),))
    with pytest.raises(Refused, match="n'existe plus"):
        series(door, garrigue.id, FOUR, moves=(going(room_id=999),))
    assert all_series(door) == []


def test_a_move_that_changes_nothing_is_none(door: Door) -> None:
    garrigue = room(door)
    assert told(third(foreseen(door, garrigue.id, going(on=THIRD, start=time(10), end=time(12))))) == (
        Fate.BOOKED,
        "réservée",
    )
