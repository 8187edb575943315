"""The planning, the search for a free room, the closures and the live check, on both engines."""

from datetime import date
from typing import Any

import pytest

from realis_tui.domain.fields import validate
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BlockKind
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.rooms.checking import check_booking
from realis_tui.usecases.rooms.closures import ListClosures, close_rooms, list_closures, reopen_rooms
from realis_tui.usecases.rooms.planning import planning
from realis_tui.usecases.rooms.requests import CheckBooking, CloseRooms, FindSlot, PlanningRequest, ReopenRooms
from realis_tui.usecases.rooms.slots import find_slot
from realis_tui.usecases.rooms.views import SlotsFound, Standing
from tests.usecases.companies_steps import TODAY
from tests.usecases.rooms_steps import book, company, room, starter

DAY = date(2026, 11, 24)
N = "\u202f"


def find(door: Door, **given: Any) -> SlotsFound:
    return door.perform(find_slot, validate(FindSlot, {"on": "24/11/2026", **given}, TODAY))


def close(door: Door, room_id: int, first: str, last: str = "") -> Any:
    raw = {"room_ids": (room_id,), "first": first, "last": last, "reason": "travaux"}
    return door.perform(close_rooms, validate(CloseRooms, raw, TODAY))


def test_the_day_shows_bookings_through_shared_walls_and_closures(door: Door) -> None:
    rooms = starter(door)
    both = room(door, "Garrigue + Lez", "32", parts=("Garrigue", "Lez"))
    book(door, both.id, "9h", "10h", company(door))
    close(door, rooms["Thau"].id, "24/11/2026")
    shown = door.perform(planning, PlanningRequest(first=DAY))
    lines = {(block.room_id, block.through, block.kind) for block in shown.blocks}
    assert lines == {
        (both.id, "", BlockKind.BOOKING),
        (rooms["Garrigue"].id, "Garrigue + Lez", BlockKind.BOOKING),
        (rooms["Lez"].id, "Garrigue + Lez", BlockKind.BOOKING),
        (rooms["Thau"].id, "", BlockKind.CLOSURE),
    }
    assert {block.label for block in shown.blocks} == {"Vélomistrau", "travaux"}


def test_the_best_fit_comes_first(door: Door) -> None:
    rooms = starter(door)
    found = find(door, people="12", equipment="visio", earliest="14h", latest="16h")
    assert [item.room.name for item in found.free] == ["Garrigue", "Lez", "Canigou", "Auditorium Cévennes"]
    book(door, rooms["Garrigue"].id, "15h", "17h")
    found = find(door, people="12", equipment="visio", earliest="14h", latest="16h")
    assert [item.room.name for item in found.free] == ["Lez", "Canigou", "Auditorium Cévennes"]


def test_when_none_is_free_the_nearest_times_and_what_would_free_one(door: Door) -> None:
    hall = starter(door)["Auditorium Cévennes"]
    book(door, hall.id, "9h", "18h", company(door))
    found = find(door, people="80", earliest="14h", latest="16h")
    assert found.free == ()
    assert found.nearest[0].slot.day == DAY
    assert found.blockers[0].said.replace(N, " ") == (
        "Auditorium Cévennes : si Vélomistrau (mar. 24 nov., 9 h – 18 h) change d'heure ou de salle"
    )
    assert "la plus grande, Auditorium Cévennes, en tient 90" in find(door, people="200").message


def test_the_nearest_times_are_near_the_hour_asked(door: Door) -> None:
    hall = starter(door)["Auditorium Cévennes"]
    book(door, hall.id, "8h", "22h", company(door))
    found = find(door, people="80", earliest="18h", latest="20h")
    assert {local_of(item.slot.start).hour for item in found.nearest} == {18}


def test_several_times_of_a_room_are_counted_as_times(door: Door) -> None:
    starter(door)
    found = find(door, people="80", last="26/11/2026")
    assert found.message.replace(N, " ") == "3 créneaux libres dans 1 salle, pour 1 h."
    assert find(door, people="80").message.replace(N, " ") == "1 salle libre pour 1 h."


def test_a_duration_anywhere_in_a_period_starts_on_a_quarter(door: Door) -> None:
    rooms = starter(door)
    book(door, rooms["Garrigue"].id, "7h", "10h05")
    found = find(door, people="12", minutes=90, last="25/11/2026")
    first = next(item for item in found.free if item.room.name == "Garrigue")
    assert (first.slot.minutes, first.slot.start.minute) == (90, 15)


def test_equipment_is_found_as_people_name_it_or_what_there_is_is_said(door: Door) -> None:
    starter(door)
    with_one = [item.room.name for item in find(door, equipment="vidéoprojecteur").free]
    assert with_one and [item.room.name for item in find(door, equipment="projecteur").free] == with_one
    nowhere = find(door, equipment="piano").message
    assert nowhere.startswith("Aucune salle n'a : piano. Matériel des salles : ") and "vidéoprojecteur" in nowhere


def test_a_closure_is_refused_over_a_booking_and_undone(door: Door) -> None:
    garrigue = room(door)
    book(door, garrigue.id, "14h", "16h", company(door))
    with pytest.raises(Refused) as refused:
        close(door, garrigue.id, "23/11/2026", "26/11/2026")
    assert refused.value.message.replace(N, " ") == (
        "Une réservation est là : Vélomistrau, Garrigue, mar. 24 nov., 14 h – 16 h. La déplacer ou l'annuler d'abord."
    )
    made = close(door, garrigue.id, "21/12/2026", "03/01/2027")
    with pytest.raises(Refused) as refused:
        book(door, garrigue.id, "9h", "10h", on="28/12/2026")
    assert refused.value.message.startswith("Garrigue est fermée jusqu'au dim. 3 janv. inclus (travaux).")
    door.perform(reopen_rooms, ReopenRooms(closure_id=made.id, version=made.version))
    assert door.perform(list_closures, ListClosures()) == ()
    door.perform(undo_last, UndoLast())
    assert [each.reason for each in door.perform(list_closures, ListClosures())] == ["travaux"]


def test_a_closure_says_how_many_bookings_are_in_which_room(door: Door) -> None:
    garrigue, lez = room(door), room(door, "Lez", "20")
    both = room(door, "Garrigue + Lez", "32", parts=("Garrigue", "Lez"))
    book(door, lez.id, "9h", "10h", company(door))
    book(door, both.id, "14h", "16h", title="Plénière")
    book(door, garrigue.id, "10h", "12h", on="25/11/2026", repeat="tous les jours, 3 fois")
    with pytest.raises(Refused) as refused:
        door.perform(close_rooms, CloseRooms(first=date(2026, 11, 23), last=date(2026, 11, 30), reason="travaux"))
    assert refused.value.message.replace(N, " ") == (
        "5 réservations sont là (Garrigue 3, Lez 1, Garrigue + Lez 1) : Vélomistrau, Lez, mar. 24 nov., 9 h – 10 h ; "
        "REALIS (Plénière), Garrigue + Lez, mar. 24 nov., 14 h – 16 h ; REALIS, Garrigue, mer. 25 nov., 10 h – 12 h ; "
        "et 2 autres. Les déplacer ou les annuler d'abord."
    )


def test_a_closed_room_of_two_says_in_which_part_someone_is(door: Door) -> None:
    garrigue = room(door)
    room(door, "Lez", "20")
    both = room(door, "Garrigue + Lez", "32", parts=("Garrigue", "Lez"))
    book(door, garrigue.id, "14h", "16h", company(door))
    with pytest.raises(Refused, match="Vélomistrau, Garrigue, mar"):
        close(door, both.id, "23/11/2026", "26/11/2026")


def test_the_check_answers_whatever_is_missing(door: Door) -> None:
    rooms = starter(door)
    garrigue = rooms["Garrigue"]
    vélomistrau = company(door)
    book(door, garrigue.id, "14h", "16h", vélomistrau)
    assert door.perform(check_booking, CheckBooking()).standing is Standing.FREE
    free = door.perform(check_booking, CheckBooking(room_id=garrigue.id, on="demain", start="9h", end="11h"))
    assert (free.standing, free.message.replace(N, " "), free.capacity) == (Standing.FREE, "libre · 2 h", 12)
    taken = door.perform(check_booking, CheckBooking(room_id=garrigue.id, on="demain", start="15h", end="17h"))
    assert taken.standing is Standing.TAKEN
    assert [(item.room, item.said.replace(N, " ")) for item in taken.nearby[:2]] == [
        ("Garrigue", "12 h – 14 h"),
        ("Garrigue", "16 h – 18 h"),
    ]
    wrong = door.perform(
        check_booking, CheckBooking(room_id=garrigue.id, on="demain", start="25h", end="11h", people="400", who="Zzz")
    )
    assert {field for field, _ in wrong.problems} == {"start", "who"}


def test_a_room_is_found_as_it_may_stand(door: Door) -> None:
    room(door, fire_capacity="30", layouts="U 10, théâtre 25")
    found = door.perform(find_slot, FindSlot(on=date(2026, 11, 24), minutes=60, people=20))
    assert [(item.room.name, item.layout, item.spare) for item in found.free[:1]] == [("Garrigue", "théâtre", 5)]
    none = door.perform(find_slot, FindSlot(on=date(2026, 11, 24), minutes=60, people=26))
    assert none.message == ("Aucune salle ne tient 26 personnes : la plus grande, Garrigue en théâtre, en tient 25.")
    usual = door.perform(find_slot, FindSlot(on=date(2026, 11, 24), minutes=60, people=12))
    assert usual.free[0].layout is None


def test_the_other_rooms_free_that_have_the_equipment_asked_come_first(door: Door) -> None:
    garrigue = room(door, equipment="visio")
    room(door, "Thau", "14", layouts="U 12")
    room(door, "Lez", "20", equipment="Visio")
    room(door, "Canigou", "40", equipment="visio, tableau", layouts="U 20")

    def offered(**typed: str) -> tuple[str, ...]:
        asked = CheckBooking(room_id=garrigue.id, on="demain", start="14h", end="16h", **typed)
        return door.perform(check_booking, asked).also_free

    assert offered() == ("Thau (14 p)", "Lez (20 p)", "Canigou (40 p)")
    assert offered(equipment="visio") == ("Lez (20 p)", "Canigou (40 p)", "Thau (14 p, sans visio)")
    assert offered(equipment="visio, tableau", layout="U") == (
        "Canigou en U (20 p)",
        "Thau en U (12 p, sans visio ni tableau)",
        "Lez (20 p, sans U ni tableau)",
    )


def test_the_other_rooms_of_a_taken_slot_are_offered_as_they_may_stand(door: Door) -> None:
    garrigue = room(door, layouts="U 10")
    room(door, "Thau", "8", fire_capacity="30", layouts="théâtre 25")
    room(door, "Lez", "20", layouts="U 14")
    book(door, garrigue.id, "14h", "16h")

    def offered(**typed: str) -> list[tuple[str, str | None]]:
        asked = CheckBooking(room_id=garrigue.id, on="demain", start="14h", end="16h", **typed)
        found = door.perform(check_booking, asked)
        others = [near for near in found.nearby if near.room_id != garrigue.id]
        assert tuple(near.said.removesuffix(", même heure") for near in others) == found.also_free
        return [(near.said, near.layout) for near in others]

    assert offered(people="22") == [("Thau en théâtre (25 p), même heure", "théâtre")]
    assert offered(people="9", layout="u") == [
        ("Lez en U (14 p), même heure", "U"),
        ("Thau en théâtre (25 p, sans u), même heure", "théâtre"),
    ]
    assert offered(people="16", layout="U") == [
        ("Lez (20 p, sans U), même heure", None),
        ("Thau en théâtre (25 p, sans U), même heure", "théâtre"),
    ]
    assert offered(people="9")[0] == ("Lez (20 p), même heure", None)
