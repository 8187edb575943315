"""Series of bookings (rule 15): booked whole or in part, kept date by date, changed, undone; on both engines."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from realis_tui.clock import PARIS, Clock
from realis_tui.db.models.rooms import BookingSeries
from realis_tui.domain.fields import validate
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Taken, Tenant
from realis_tui.usecases.base import verify
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import JournalFilter, UndoLast, journal_list, undo_last
from realis_tui.usecases.rooms import making, series_dates
from realis_tui.usecases.rooms.bookings import book_room, cancel_booking, confirm_booking, move_booking
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.requests import (
    BookRoom,
    CancelBooking,
    CheckBooking,
    CloseRooms,
    ConfirmBooking,
    MoveBooking,
    ReaddOccurrence,
    Scope,
    SeriesRequest,
    SkipOccurrence,
)
from realis_tui.usecases.rooms.series import preview_series, readd_occurrence, series_card, skip_occurrence
from realis_tui.usecases.rooms.views import BookingsSaved, Fate, Occurrence, SeriesView
from tests.usecases.companies_steps import TODAY
from tests.usecases.rooms_steps import at, book, booking, company, plain, room, supported

THURSDAYS = "tous les jeudis jusqu'au 24 juin 2027"


def series(door: Door, room_id: int, repeat: str = THURSDAYS, on: str = "26/11/2026", **fields: Any) -> BookingsSaved:
    raw = {"room_id": room_id, "on": on, "start": "10h", "end": "12h", "who": "interne", "repeat": repeat}
    return door.perform(book_room, validate(BookRoom, raw | fields, TODAY))


def card(door: Door, saved: BookingsSaved | SeriesView) -> SeriesView:
    found = saved.series if isinstance(saved, BookingsSaved) else saved
    assert found is not None and found.series_id is not None
    return door.perform(series_card, SeriesRequest(series_id=found.series_id))


def on(view: SeriesView, day: str) -> Occurrence:
    return next(item for item in view.occurrences if item.on == date.fromisoformat(day))


def hours(view: SeriesView) -> list[str]:
    """« 2026-11-26 10:00-12:00 » for each date that is met."""
    met = [item.slot for item in view.booked if item.slot is not None]
    return [f"{local_of(slot.start):%Y-%m-%d %H:%M}-{local_of(slot.end):%H:%M}" for slot in met]


def all_series(door: Door) -> list[tuple[str, date, str, str, list[dict[str, Any]]]]:
    """Every series as the data base has it."""
    with door.database.read() as session:
        rows = session.scalars(select(BookingSeries).order_by(BookingSeries.id)).all()
        return [(row.rule, row.starts_on, row.start_time, row.end_time, row.skipped) for row in rows]


def sound(door: Door) -> None:
    """No overlap, the guards in place, the journal coherent."""
    assert all(control.ok for control in verify(door.database)), verify(door.database)


# Booking


def test_a_series_skips_the_holidays_and_says_so(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, who=company(door))
    assert len(saved.bookings) == 30
    assert saved.series is not None and plain(saved.series.said) == (
        "tous les jeudis jusqu'au 24 juin 2027, 31 dates, 1 sautée : 6 mai férié (Ascension)"
    )
    assert saved.message.startswith("Garrigue réservée pour Vélomistrau : tous les jeudis")
    assert {local_of(view.starts_at).strftime("%H:%M") for view in saved.bookings} == {"10:00"}, "winter and summer"
    assert len({view.starts_at.hour for view in saved.bookings}) == 2, "two different hours in UTC"
    assert saved.bookings[0].series_rule == "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270624"
    assert card(door, saved).said == saved.series.said
    sound(door)


def test_dates_that_are_taken_refuse_them_all_unless_the_others_are_wanted(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "11h", "16h", company(door), on="13/05/2027")
    with pytest.raises(Taken) as refused:
        series(door, garrigue.id)
    assert [(clash.wanted.day, clash.who) for clash in refused.value.clashes] == [(date(2027, 5, 13), "Vélomistrau")]
    assert plain(refused.value.message).startswith(
        "1 date sur 31 n'est pas libre : 13 mai prise par Vélomistrau jusqu'à 16 h."
    )
    assert refused.value.field == "repeat"
    assert all_series(door) == [], "nothing is written"
    saved = series(door, garrigue.id, partial=True)
    assert len(saved.bookings) == 29 and [item.on for item in saved.clashes] == [date(2027, 5, 13)]
    assert saved.series is not None and plain(saved.series.said) == (
        "tous les jeudis jusqu'au 24 juin 2027, 31 dates, 2 sautées : 6 mai férié (Ascension), "
        "13 mai prise par Vélomistrau jusqu'à 16 h"
    )
    assert on(card(door, saved), "2027-05-13").fate is Fate.CLASH
    sound(door)


def test_the_data_base_alone_keeps_a_series_from_a_taken_slot(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another desk takes the slot between the look and the writing: that date only is refused."""
    garrigue = room(door)
    book(door, garrigue.id, "11h", "16h", company(door), on="10/12/2026")
    monkeypatch.setattr(series_dates.RoomTime, "clash", lambda *_: None)
    monkeypatch.setattr(making, "refuse_taken", lambda *_, **__: None)
    with pytest.raises(Refused, match=r"1 date sur 4 n'est pas libre : 10 déc\. prise par Vélomistrau"):
        series(door, garrigue.id, "tous les jeudis, 4 fois")
    assert all_series(door) == []
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois", partial=True)
    assert len(saved.bookings) == 3 and on(card(door, saved), "2026-12-10").fate is Fate.CLASH
    sound(door)
    door.perform(undo_last, UndoLast())
    assert all_series(door) == []
    sound(door)


def test_closures_and_exceptions_are_skipped_and_said(door: Door) -> None:
    garrigue = room(door)
    raw = {"first": "21/12/2026", "last": "01/01/2027", "reason": "fermeture de fin d'année"}
    door.perform(close_rooms, validate(CloseRooms, raw, TODAY))
    saved = series(door, garrigue.id, "tous les jeudis, sauf le 14 janvier, 10 fois", skip=(date(2026, 12, 3),))
    view = card(door, saved)
    fates = {item.on.isoformat(): (item.fate, item.said) for item in view.occurrences if item.fate is not Fate.BOOKED}
    assert fates == {
        "2026-12-03": (Fate.SKIPPED, "sautée"),
        "2026-12-24": (Fate.CLOSED, "fermée (fermeture de fin d'année)"),
        "2026-12-31": (Fate.CLOSED, "fermée (fermeture de fin d'année)"),
        "2027-01-14": (Fate.SKIPPED, "sautée"),
    }
    assert "10 fois, 4 sautées" in view.said


def test_an_hour_that_does_not_exist_is_moved_forward_and_said(door: Door) -> None:
    garrigue = room(door)
    fields = {"start": "2h30", "end": "3h30", "outside_hours": True}
    saved = series(door, garrigue.id, "tous les jours, 3 fois", on="27/03/2027", **fields)
    view = card(door, saved)
    assert hours(view) == ["2027-03-27 02:30-03:30", "2027-03-28 03:30-04:30"], "29 March is Easter Monday"
    shifted = on(view, "2027-03-28")
    assert shifted.shifted and plain(shifted.said) == "à 3 h 30 – 4 h 30, au changement d'heure"
    assert "1 décalée : 28 mars à" in view.said
    with pytest.raises(Refused, match="n'existe pas"):
        book(door, garrigue.id, "2h30", "3h30", on="28/03/2027", outside_hours=True)


def test_a_company_does_not_book_past_its_agreement(door: Door) -> None:
    garrigue, who = room(door), supported(door)
    with pytest.raises(Refused, match=r"La convention de Vélomistrau finit le 14 janv\. 2028") as refused:
        series(door, garrigue.id, "le 15 de chaque mois jusqu'au 15 janvier 2028", who=who)
    assert refused.value.field == "repeat"
    assert series(door, garrigue.id, "le 14 de chaque mois jusqu'au 14 janvier 2028", who=who).bookings
    lez, free = room(door, "Lez"), company(door, "Bêta")
    assert series(door, lez.id, "un mardi sur deux jusqu'au 20 juin 2028", who=free).bookings, "no agreement: no bound"
    with pytest.raises(Refused, match=r"ne sont pas libres : 14 déc\. prise par Vélomistrau.*, 14 déc\. 2027 prise"):
        series(door, garrigue.id, "le 14, tous les douze mois, 2 fois", who=free)


def test_after_its_agreement_a_company_is_an_outsider(door: Door) -> None:
    garrigue, who = room(door), supported(door)
    last = book(door, garrigue.id, "9h", "10h", who, on="14/01/2028")
    after = book(door, garrigue.id, "9h", "10h", who, on="17/01/2028")
    assert (last.tenant, after.tenant) == (Tenant.HOSTED, Tenant.OUTSIDE)
    overdue = Clock(datetime(2028, 2, 1, 9, tzinfo=PARIS))
    later = Door(door.database, door.actor, overdue, door.desk)
    assert book(later, garrigue.id, "9h", "10h", who, on="02/02/2028").tenant is Tenant.HOSTED, "not renewed yet"


@pytest.mark.parametrize(
    ("fields", "field", "word"),
    [
        ({"repeat": "tous les jeudis"}, "repeat", "a une fin"),
        ({"repeat": "FREQ=YEARLY;COUNT=2"}, "repeat", "chaque mois"),
        ({"start": "12h", "end": "10h"}, "end", "avant le début"),
        ({"start": "6h", "end": "8h"}, "start", "heures d'ouverture"),
        ({"people": "40"}, "people", "personnes"),
        ({"on": "01/09/2026", "repeat": "tous les jours, 5 fois"}, "repeat", "passées"),
        ({"on": "25/12/2026", "repeat": "tous les jours, 1 fois"}, "repeat", "Noël"),
        ({"room_id": 999}, "room_id", "n'existe plus"),
    ],
)
def test_what_a_series_refuses(door: Door, fields: dict[str, Any], field: str, word: str) -> None:
    asked = {"room_id": room(door).id, "repeat": THURSDAYS} | fields
    with pytest.raises(Refused, match=word) as refused:
        series(door, asked.pop("room_id"), asked.pop("repeat"), **asked)
    assert refused.value.field == field
    assert all_series(door) == []


def test_past_dates_are_left_alone_and_said(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois", on="12/11/2026")
    assert [view.occurrence_on for view in saved.bookings] == [date(2026, 11, 26), date(2026, 12, 3)]
    assert saved.series is not None and "4 fois, 2 passées" in saved.series.said


def test_a_preview_says_it_before(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "11h", "16h", company(door, "Papilles d'Oc"), on="13/05/2027")
    form = {"room_id": garrigue.id, "on": "24/11/2026", "start": "10h", "end": "12h", "repeat": THURSDAYS}
    view = door.perform(preview_series, CheckBooking(**form))
    assert plain(view.said).endswith("2 sautées : 6 mai férié (Ascension), 13 mai prise par Papilles d'Oc jusqu'à 16 h")
    assert len(view.booked) == 29 and len(view.clashes) == 1
    assert [remark.message for remark in view.remarks] == ["La première date est le jeudi 26 nov. 2026."]
    half = door.perform(preview_series, CheckBooking(on="24/11/2026", repeat="le 31 de chaque mois, 3 fois"))
    assert half.rule == "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3" and half.occurrences[0].slot is None
    assert [remark.message for remark in half.remarks][1:] == ["Les mois sans 31 sont sautés."]
    for form in ({}, {"on": "24/11/2026"}, {"on": "hein", "repeat": THURSDAYS}):
        assert door.perform(preview_series, CheckBooking(**form)).occurrences == ()
    wrong = door.perform(preview_series, CheckBooking(on="24/11/2026", repeat="tous les jeudis"))
    assert "a une fin" in wrong.remarks[0].message
    who = supported(door)
    far = {"on": "24/11/2026", "who": who, "repeat": "tous les jeudis jusqu'au 1er mars 2028"}
    assert "14 janv. 2028" in door.perform(preview_series, CheckBooking(**far)).remarks[-1].message
    assert all_series(door) == []


def test_the_journal_says_a_series_in_words(door: Door) -> None:
    garrigue = room(door)
    series(door, garrigue.id, skip=(date(2026, 12, 3),))
    act = door.perform(journal_list, JournalFilter())[0]
    assert act.summary == "Garrigue réservée pour REALIS : tous les jeudis jusqu'au 24 juin 2027 (29 dates)"
    words = {change.field: change.new for change in act.changes if change.thing == "série"}
    assert words["répétition"] == "tous les jeudis jusqu'au 24 juin 2027"
    assert words["dates sautées"] == "3 déc. 2026 sautée, 6 mai 2027 férié (Ascension)"


def test_undo_takes_the_whole_series_away(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, who=company(door))
    assert door.perform(undo_last, UndoLast()).message.startswith("Défait : «\u00a0Garrigue réservée pour Vélomistrau")
    assert all_series(door) == []
    assert series(door, garrigue.id).bookings[0].starts_at == saved.bookings[0].starts_at, "the room is free again"
    sound(door)


# One date


def test_one_date_skipped_and_added_again(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois")
    assert saved.series is not None and saved.series.series_id is not None
    one = {"series_id": saved.series.series_id, "on": date(2026, 12, 10)}
    view = door.perform(skip_occurrence, SkipOccurrence(**one, reason="séminaire"))
    assert (on(view, "2026-12-10").fate, on(view, "2026-12-10").said) == (Fate.SKIPPED, "sautée (séminaire)")
    assert "1 sautée : 10 déc. sautée (séminaire)" in view.said
    with pytest.raises(Refused, match="déjà sautée"):
        door.perform(skip_occurrence, SkipOccurrence(**one))
    door.perform(undo_last, UndoLast())
    assert len(card(door, saved).booked) == 4
    door.perform(skip_occurrence, SkipOccurrence(**one))
    other = book(door, garrigue.id, "11h", "13h", on="10/12/2026")
    with pytest.raises(Refused, match="déjà pris"):
        door.perform(readd_occurrence, ReaddOccurrence(**one))
    door.perform(cancel_booking, CancelBooking(booking_id=other.id))
    view = door.perform(readd_occurrence, ReaddOccurrence(**one))
    assert len(view.booked) == 4 and view.said == "tous les jeudis, 4 fois"
    with pytest.raises(Refused, match="déjà réservée"):
        door.perform(readd_occurrence, ReaddOccurrence(**one))
    door.perform(undo_last, UndoLast())
    assert len(card(door, saved).booked) == 3
    sound(door)


def test_a_holiday_may_be_added_all_the_same_and_no_other_day(door: Door) -> None:
    garrigue = room(door)
    fields = {"who": company(door), "title": "Conseil", "people": "8", "option": True}
    saved = series(door, garrigue.id, THURSDAYS, **fields)
    assert saved.series is not None and saved.series.series_id is not None
    number = saved.series.series_id
    view = door.perform(readd_occurrence, ReaddOccurrence(series_id=number, on=date(2027, 5, 6)))
    made = booking(door, on(view, "2027-05-06").booking_id or 0)
    assert (made.title, made.people, made.who, made.status) == ("Conseil", 8, "Vélomistrau", BookingStatus.OPTION)
    assert "sautée" not in view.said
    for act, request in ((skip_occurrence, SkipOccurrence), (readd_occurrence, ReaddOccurrence)):
        with pytest.raises(Refused, match="n'est pas une date de cette série"):
            door.perform(act, request(series_id=number, on=date(2027, 5, 7)))
        with pytest.raises(Refused, match="n'existe plus"):
            door.perform(act, request(series_id=999, on=date(2027, 5, 6)))


# This one, the following, all


def test_cancelling_what_follows_ends_the_rule_before(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 6 fois")
    before = all_series(door)
    done = door.perform(cancel_booking, CancelBooking(booking_id=saved.bookings[2].id, scope=Scope.FOLLOWING))
    assert [view.status for view in done.bookings] == [BookingStatus.CANCELLED] * 4
    assert done.message.endswith("4 dates de la série annulées")
    assert card(door, saved).said == "tous les jeudis jusqu'au 9 décembre, 2 dates"
    assert book(door, garrigue.id, "10h", "12h", on="10/12/2026").id
    door.perform(undo_last, UndoLast())
    door.perform(undo_last, UndoLast())
    assert all_series(door) == before and len(card(door, saved).booked) == 6
    sound(door)


def test_past_dates_stay_whatever_is_cancelled(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 6 fois")
    later = at(door, "2026-12-04 09:00")
    done = later.perform(cancel_booking, CancelBooking(booking_id=saved.bookings[0].id, scope=Scope.ALL))
    assert len(done.bookings) == 4
    assert [booking(later, view.id).status for view in saved.bookings[:2]] == [BookingStatus.CONFIRMED] * 2
    with pytest.raises(Refused, match="rien à annuler"):
        later.perform(cancel_booking, CancelBooking(booking_id=saved.bookings[0].id, scope=Scope.ALL))
    assert [item.fate for item in card(later, saved).occurrences] == [Fate.PAST, Fate.PAST]


def test_the_options_of_a_series_are_confirmed_together(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 3 fois", option=True)
    assert {view.status for view in saved.bookings} == {BookingStatus.OPTION}
    ask = ConfirmBooking(booking_id=saved.bookings[1].id, scope=Scope.FOLLOWING)
    assert len(door.perform(confirm_booking, ask).bookings) == 2
    assert booking(door, saved.bookings[0].id).status is BookingStatus.OPTION
    with pytest.raises(Refused, match="rien à confirmer"):
        door.perform(confirm_booking, ask)
    late = at(door, "2026-12-01 09:00")
    with pytest.raises(Refused, match="rien à confirmer"):
        late.perform(confirm_booking, ConfirmBooking(booking_id=saved.bookings[1].id, scope=Scope.ALL))


def test_moving_all_of_a_series_within_its_own_time(door: Door) -> None:
    """Later or earlier, over the very time the series has: no date is ever in another's way."""
    garrigue = room(door, setup_minutes="30")
    saved = series(door, garrigue.id, "tous les jours, 8 fois", on="05/01/2027")
    before = all_series(door), hours(card(door, saved))
    first = saved.bookings[0]
    for day, start, met in (
        ("06/01/2027", "11h", "2027-01-06 11:00-13:00"),
        ("04/01/2027", "8h", "2027-01-04 08:00-10:00"),
        ("05/01/2027", "10h", "2027-01-05 10:00-12:00"),
    ):
        raw = {"booking_id": first.id, "on": day, "start": start, "scope": Scope.ALL}
        done = door.perform(move_booking, validate(MoveBooking, raw, TODAY))
        assert len(done.bookings) == 8 and hours(card(door, saved))[0] == met
        assert len(all_series(door)) == 1, "nothing stays behind: no split"
        assert all(item.fate is Fate.BOOKED for item in card(door, saved).occurrences)
        sound(door)
    assert (all_series(door), hours(card(door, saved))) == before
    for _ in range(3):
        door.perform(undo_last, UndoLast())
    assert (all_series(door), hours(card(door, saved))) == before
    sound(door)


def test_a_shift_of_days_turns_the_rule_of_what_follows(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 8 fois", skip=(date(2027, 1, 7),))
    before = all_series(door), hours(card(door, saved))
    raw = {"booking_id": saved.bookings[3].id, "on": "18/12/2026", "start": "14h", "scope": Scope.FOLLOWING}
    done = door.perform(move_booking, validate(MoveBooking, raw, TODAY))
    old, new = all_series(door)
    assert old[:4] == ("FREQ=WEEKLY;BYDAY=TH;UNTIL=20261216", date(2026, 11, 26), "10:00", "12:00")
    assert new[:4] == ("FREQ=WEEKLY;BYDAY=FR;COUNT=5", date(2026, 12, 18), "14:00", "16:00")
    assert done.series is not None
    fates = {item.on.isoformat(): item.fate for item in done.series.occurrences}
    assert fates == {
        "2026-12-18": Fate.BOOKED,
        "2026-12-25": Fate.HOLIDAY,
        "2027-01-01": Fate.HOLIDAY,
        "2027-01-08": Fate.SKIPPED,
        "2027-01-15": Fate.BOOKED,
    }
    assert hours(done.series) == ["2026-12-18 14:00-16:00", "2027-01-15 14:00-16:00"]
    assert hours(card(door, saved)) == before[1][:3]
    assert "2 dates de la série déplacées" in done.message and "férié (Noël)" in done.message
    door.perform(undo_last, UndoLast())
    assert (all_series(door), hours(card(door, saved))) == before
    sound(door)


def test_past_dates_stay_when_all_are_moved(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez", "20")
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois")
    later = at(door, "2026-12-04 09:00")
    raw = {"booking_id": saved.bookings[0].id, "room_id": lez.id, "scope": Scope.ALL}
    done = later.perform(move_booking, validate(MoveBooking, raw, TODAY))
    assert {view.room for view in done.bookings} == {"Lez"} and len(done.bookings) == 2
    assert [booking(later, view.id).room for view in saved.bookings] == ["Garrigue", "Garrigue", "Lez", "Lez"]
    assert len(all_series(later)) == 2
    assert book(later, garrigue.id, "10h", "12h", on="10/12/2026").id


def test_what_no_rule_can_say_keeps_its_own_days(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "le 2e mardi du mois, 3 fois", on="24/11/2026")
    raw = {"booking_id": saved.bookings[0].id, "on": "09/12/2026", "scope": Scope.ALL}
    done = door.perform(move_booking, validate(MoveBooking, raw, TODAY))
    assert done.series is not None
    assert [item.fate for item in done.series.occurrences] == [Fate.MOVED] * 3
    assert "3 déplacées : 8 déc. au mer. 9 déc." in done.series.said
    assert hours(done.series)[1] == "2027-01-13 10:00-12:00"


def test_a_date_moved_by_itself_stays_of_its_series(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 3 fois")
    raw = {"booking_id": saved.bookings[1].id, "on": "04/12/2026"}
    door.perform(move_booking, validate(MoveBooking, raw, TODAY))
    lez = room(door, "Lez")
    for number, change in ((0, {"room_id": lez.id}), (2, {"room_id": lez.id, "start": "15h"})):
        asked = {"booking_id": saved.bookings[number].id, **change}
        door.perform(move_booking, validate(MoveBooking, asked, TODAY))
    view = card(door, saved)
    assert plain(view.said) == (
        "tous les jeudis, 3 fois, 3 déplacées : 26 nov. en salle Lez, 3 déc. au ven. 4 déc., 10 h – 12 h, "
        "10 déc. à 15 h – 17 h en salle Lez"
    )
    assert on(view, "2026-12-03").fate is Fate.MOVED
    raw = {"booking_id": saved.bookings[0].id, "start": "14h", "end": "15h", "scope": Scope.ALL}
    door.perform(move_booking, validate(MoveBooking, raw, TODAY))
    assert hours(card(door, saved)) == ["2026-11-26 14:00-15:00", "2026-12-04 14:00-15:00", "2026-12-10 14:00-15:00"]


def test_a_move_that_meets_others_is_refused_naming_them(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois")
    book(door, garrigue.id, "14h", "15h", company(door), on="10/12/2026")
    before = hours(card(door, saved))
    raw = {"booking_id": saved.bookings[1].id, "start": "13h30", "scope": Scope.FOLLOWING}
    with pytest.raises(
        Refused, match=r"10 déc\. prise par Vélomistrau jusqu'à 15.h\. Choisir d'autres heures"
    ) as refused:
        door.perform(move_booking, validate(MoveBooking, raw, TODAY))
    assert refused.value.field == "start"
    assert hours(card(door, saved)) == before and len(all_series(door)) == 1


def test_a_move_does_not_go_into_the_past(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "tous les jeudis, 4 fois")
    raw = {"booking_id": saved.bookings[0].id, "on": "19/11/2026", "scope": Scope.ALL}
    with pytest.raises(Refused, match="déjà passé"):
        door.perform(move_booking, validate(MoveBooking, raw, TODAY))


def test_a_move_does_not_go_past_the_agreement(door: Door) -> None:
    garrigue = room(door)
    saved = series(door, garrigue.id, "le 14 de chaque mois, 14 fois", who=supported(door))
    assert saved.bookings[-1].occurrence_on == date(2028, 1, 14)
    raw = {"booking_id": saved.bookings[0].id, "on": "15/12/2026", "scope": Scope.ALL}
    with pytest.raises(Refused, match=r"14 janv\. 2028"):
        door.perform(move_booking, validate(MoveBooking, raw, TODAY))


def test_the_hours_billed_are_those_elapsed(door: Door) -> None:
    """Across the night that is an hour longer."""
    garrigue = room(door)
    fields = {"start": "1h", "end": "4h", "outside_hours": True}
    saved = series(door, garrigue.id, "tous les jours, 3 fois", on="30/10/2027", **fields)
    assert [view.slot.minutes for view in saved.bookings] == [180, 240]
    assert saved.bookings[1].starts_at == datetime(2027, 10, 31, 1, tzinfo=PARIS)
