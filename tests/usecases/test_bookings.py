"""Booking a room, moving it, cancelling it, arriving, leaving (rules 13, 14 and 17), on both engines."""

from datetime import UTC, datetime, timedelta

import pytest

from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BlockKind, BookingStatus, Taken, Tenant
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import (
    JournalFilter,
    UndoAct,
    UndoLast,
    journal_list,
    undo_act,
    undo_last,
)
from realis_tui.usecases.rooms.bookings import (
    cancel_booking,
    check_in,
    check_out,
    confirm_booking,
    edit_booking,
    mark_no_show,
    move_booking,
)
from realis_tui.usecases.rooms.checking import check_booking
from realis_tui.usecases.rooms.requests import (
    CancelBooking,
    CheckBooking,
    CheckIn,
    CheckOut,
    ConfirmBooking,
    EditBooking,
    MarkNoShow,
    MoveBooking,
)
from realis_tui.usecases.rooms.series import preview_series
from realis_tui.usecases.rooms.views import Fate, Standing
from tests.usecases.rooms_steps import at, book, booking, company, edited, room, starter

N = "\u202f"


def plain(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.message.replace(N, " ")


def test_what_is_asked_for_is_kept_as_the_room_writes_it(door: Door) -> None:
    garrigue = room(door, equipment="écran, visio")
    made = book(door, garrigue.id, "14h", "16h", company(door), equipment="ECRAN, piano")
    assert made.equipment == ("écran", "piano")
    door.perform(edit_booking, edited(made, equipment=("Visio", "ecran")))
    assert booking(door, made.id).equipment == ("visio", "écran")


def test_a_taken_slot_says_who_until_when_and_from_when_it_is_free(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "14h", "16h", company(door))
    with pytest.raises(Taken) as refused:
        book(door, garrigue.id, "15h", "17h", company(door, "Papilles d'Oc"))
    assert plain(refused) == "Créneau déjà pris par Vélomistrau jusqu'à 16 h. Libre à partir de 16 h."
    assert refused.value.field == "start"
    assert [(clash.who, clash.kind) for clash in refused.value.clashes] == [("Vélomistrau", BlockKind.BOOKING)]


def test_touching_is_allowed_and_buffers_add_up(door: Door) -> None:
    plain_room = room(door)
    book(door, plain_room.id, "9h", "10h")
    assert book(door, plain_room.id, "10h", "11h").status is BookingStatus.CONFIRMED
    hall = room(door, "Auditorium", "90", setup_minutes="30", clearing_minutes="15")
    book(door, hall.id, "10h", "12h")
    with pytest.raises(Refused) as refused:
        book(door, hall.id, "12h30", "13h")
    assert (
        plain(refused)
        == "Rangement après REALIS jusqu'à 12 h 15, puis 30 min d'installation : libre à partir de 12 h 45."
    )
    assert book(door, hall.id, "12h45", "14h").blocked is not None


@pytest.mark.parametrize(
    ("setup", "clearing", "start", "end", "said"),
    [
        ("0", "15", "12h", "13h", "Rangement après Vélomistrau jusqu'à 12 h 15 : libre à partir de 12 h 15."),
        ("15", "0", "12h", "13h", "Vélomistrau est là jusqu'à 12 h, puis 15 min d'installation : "
                                  "libre à partir de 12 h 15."),
        ("0", "15", "8h", "10h", "Vélomistrau arrive à 10 h, après 15 min de rangement : "
                                 "finir à 9 h 45 au plus tard."),
        ("30", "0", "9h", "10h", "Installation pour Vélomistrau dès 9 h 30 : finir à 9 h 30 au plus tard."),
        ("30", "15", "9h", "10h", "Installation pour Vélomistrau dès 9 h 30, après 15 min de rangement : "
                                  "finir à 9 h 15 au plus tard."),
        ("30", "0", "9h30", "10h", "Installation pour Vélomistrau dès 9 h 30 : libre à partir de 12 h 30."),
        ("0", "30", "12h", "22h", "Rangement après Vélomistrau jusqu'à 12 h 30 : "
                                  "plus de place ce jour-là, choisir un autre jour ou une autre salle."),
        ("30", "30", "11h", "13h", "Créneau déjà pris par Vélomistrau jusqu'à 12 h. Libre à partir de 13 h."),
    ],
)  # fmt: skip
def test_setup_and_clearing_alone_in_the_way_are_said_as_such_live_and_at_saving(
    door: Door, setup: str, clearing: str, start: str, end: str, said: str
) -> None:
    hall = room(door, setup_minutes=setup, clearing_minutes=clearing)
    book(door, hall.id, "10h", "12h", company(door))
    with pytest.raises(Taken) as refused:
        book(door, hall.id, start, end)
    assert plain(refused) == said
    live = door.perform(check_booking, CheckBooking(room_id=hall.id, on="24/11/2026", start=start, end=end))
    assert (live.standing, live.message.replace(N, " ")) == (Standing.TAKEN, said)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("9h", "10h", "dès 9 h 30 (installation comprise, 15 min de rangement avant)"),
        ("12h", "13h", "jusqu'à 12 h 15 (rangement compris, 30 min d'installation ensuite)"),
        ("11h", "13h", "jusqu'à 12 h"),
    ],
)
def test_a_date_of_a_series_says_the_setup_and_the_clearing_in_its_way(
    door: Door, start: str, end: str, said: str
) -> None:
    hall = room(door, setup_minutes="30", clearing_minutes="15")
    book(door, hall.id, "10h", "12h", company(door))
    asked = CheckBooking(room_id=hall.id, on="24/11/2026", start=start, end=end, repeat="tous les mardis, 2 fois")
    first, second = door.perform(preview_series, asked).occurrences
    assert first.said.replace(N, " ") == f"prise par Vélomistrau {said}"
    assert second.fate is Fate.BOOKED


def test_the_house_s_own_meeting_in_the_way_is_said_with_its_title(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "14h", "16h", title="Oraux du jury")
    with pytest.raises(Taken) as refused:
        book(door, garrigue.id, "15h", "17h", company(door))
    assert plain(refused) == "Créneau déjà pris par REALIS (Oraux du jury) jusqu'à 16 h. Libre à partir de 16 h."


def test_combined_rooms_block_each_other(door: Door) -> None:
    rooms = starter(door)
    both = room(door, "Garrigue + Lez", "32", parts=("Garrigue", "Lez"))
    book(door, both.id, "9h", "10h")
    for part in ("Garrigue", "Lez"):
        with pytest.raises(Refused, match="déjà pris"):
            book(door, rooms[part].id, "9h30", "10h30")
    book(door, rooms["Lez"].id, "10h", "11h")
    with pytest.raises(Refused, match="déjà pris"):
        book(door, both.id, "10h30", "12h")


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"start": "14h", "end": "13h"}, "end", "La fin (13 h) vient avant le début (14 h)"),
        ({"start": "6h", "end": "8h"}, "start", "Hors des heures d'ouverture (de 7 h à 22 h)"),
        ({"start": "9h", "end": "10h", "people": "80"}, "people", "la sécurité incendie"),
        ({"start": "9h", "end": "10h", "people": "14"}, "people", "14 personnes pour 12 places"),
        ({"start": "2h30", "end": "4h", "on": "28/03/2027", "outside_hours": True}, "start", "n'existe pas"),
        ({"start": "9h", "end": "10h", "layout": "théâtre"}, "layout", "n'a pas de disposition"),
        ({"start": "9h", "end": "10h", "who": "Personne d'ici"}, "who", "Aucune entreprise"),
    ],
)
def test_what_the_rules_refuse_is_said_at_its_field(door: Door, given: dict[str, str], field: str, said: str) -> None:
    garrigue = room(door, fire_capacity="15")
    with pytest.raises(Refused) as refused:
        book(door, garrigue.id, **given)
    assert (refused.value.field, said in plain(refused)) == (field, True)


def test_what_may_be_said_is_said(door: Door) -> None:
    garrigue = room(door, fire_capacity="15")
    early = book(door, garrigue.id, "6h", "8h", outside_hours=True)
    assert early.is_outside_hours
    many = book(door, garrigue.id, "9h", "10h", people="14", forced_because="deux debout")
    assert many.forced_because == "deux debout"


def test_moving_keeps_the_length_and_undo_puts_it_back(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "14h", "16h")
    moved = door.perform(move_booking, MoveBooking(booking_id=made.id, version=made.version, start="15h"))
    assert moved.bookings[0].slot.start - made.slot.start == timedelta(hours=1)
    assert moved.bookings[0].slot.minutes == 120
    door.perform(undo_last, UndoLast())
    assert booking(door, made.id).slot == made.slot


def test_moving_to_another_room_takes_its_time_there(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez", "20")
    made = book(door, garrigue.id, "14h", "16h")
    door.perform(move_booking, MoveBooking(booking_id=made.id, room_id=lez.id))
    book(door, garrigue.id, "14h", "16h")
    with pytest.raises(Refused, match="déjà pris"):
        book(door, lez.id, "15h", "15h30")


def test_a_cancelled_slot_is_free_and_undo_is_refused_once_it_is_taken(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "14h", "16h", company(door))
    door.perform(cancel_booking, CancelBooking(booking_id=made.id, version=made.version))
    assert booking(door, made.id).blocked is None
    other = at(door, "2026-11-23T09:43")
    book(other, garrigue.id, "15h", "17h")
    cancelled = next(act for act in door.perform(journal_list, JournalFilter()) if "annulée" in act.summary)
    with pytest.raises(Refused, match="déjà"):
        door.perform(undo_act, UndoAct(id=cancelled.id))
    assert booking(door, made.id).status is BookingStatus.CANCELLED


def test_an_option_lapses_at_the_next_writing_and_the_journal_says_who(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "14h", "16h", on="27/11/2026", option=True)
    assert made.lapses_at == datetime(2026, 11, 25, 8, 42, tzinfo=UTC)
    with pytest.raises(Refused, match="en option"):
        book(door, garrigue.id, "14h", "16h", on="27/11/2026")
    later = at(door, "2026-11-25T09:42")
    assert book(later, garrigue.id, "14h", "16h", on="27/11/2026")
    lapsed = booking(door, made.id)
    assert (lapsed.status, lapsed.cancel_reason) == (BookingStatus.CANCELLED, "option non confirmée à temps")
    lapse = next(act for act in door.perform(journal_list, JournalFilter()) if act.act == "rooms.lapse")
    assert (lapse.actor, "option de salle échue" in lapse.summary) == ("realis", True)
    assert lapsed.cancelled_at == made.lapses_at, "then, and not when somebody wrote"
    with pytest.raises(Refused):
        later.perform(undo_act, UndoAct(id=lapse.id))


def test_a_confirmed_option_stays(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "14h", "16h", on="27/11/2026", option=True)
    door.perform(confirm_booking, ConfirmBooking(booking_id=made.id, version=made.version))
    later = at(door, "2026-11-26T09:42")
    with pytest.raises(Refused, match="déjà pris"):
        book(later, garrigue.id, "14h", "16h", on="27/11/2026")
    with pytest.raises(Refused, match="rien à confirmer"):
        door.perform(confirm_booking, ConfirmBooking(booking_id=made.id))


def test_arriving_and_leaving_early_frees_the_rest(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "10h", "12h", on="23/11/2026")
    door.perform(check_in, CheckIn(booking_id=made.id))
    with pytest.raises(Refused, match="déjà arrivés"):
        door.perform(cancel_booking, CancelBooking(booking_id=made.id))
    left = at(door, "2026-11-23T11:00")
    left.perform(check_out, CheckOut(booking_id=made.id))
    assert book(left, garrigue.id, "11h", "12h", on="23/11/2026")


def test_what_is_over_or_has_begun_does_not_move_away(door: Door) -> None:
    garrigue = room(door)
    over = book(door, garrigue.id, "8h", "9h", on="23/11/2026")
    with pytest.raises(Refused, match="passée"):
        door.perform(move_booking, MoveBooking(booking_id=over.id, start="15h"))
    begun = book(door, garrigue.id, "9h30", "11h", on="23/11/2026")
    door.perform(check_in, CheckIn(booking_id=begun.id))
    with pytest.raises(Refused, match="déjà arrivés"):
        door.perform(move_booking, MoveBooking(booking_id=begun.id, start="15h"))
    longer = door.perform(move_booking, MoveBooking(booking_id=begun.id, end="12h"))
    assert longer.bookings[0].slot.minutes == 150


def test_nobody_came_frees_what_is_left(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "9h", "12h", on="23/11/2026")
    door.perform(mark_no_show, MarkNoShow(booking_id=made.id))
    assert booking(door, made.id).status is BookingStatus.NO_SHOW
    assert book(door, garrigue.id, "9h45", "12h", on="23/11/2026")


def test_editing_changes_everything_with_the_version_seen(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez", "20")
    made = book(door, garrigue.id, "14h", "16h")
    request = EditBooking(
        booking_id=made.id, version=made.version, room_id=lez.id, who=company(door), on=made.slot.day, start="9h",
        end="10h30", title="Réunion", people="15",
    )  # fmt: skip
    saved = door.perform(edit_booking, request).bookings[0]
    assert (saved.room, saved.who, saved.title, saved.people, saved.tenant) == (
        "Lez", "Vélomistrau", "Réunion", 15, Tenant.OUTSIDE,
    )  # fmt: skip
    with pytest.raises(Refused, match="modifiée entre-temps"):
        door.perform(edit_booking, request)


def test_a_booking_across_the_change_of_clock_lasts_what_it_lasts(door: Door) -> None:
    garrigue = room(door)
    longer = book(door, garrigue.id, "1h", "4h", on="31/10/2027", outside_hours=True)
    shorter = book(door, garrigue.id, "1h", "4h", on="28/03/2027", outside_hours=True)
    assert (longer.slot.minutes, shorter.slot.minutes) == (240, 120)
