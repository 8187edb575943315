"""Bookings from a file: the sample, its five refusals, nothing entered twice, nothing guessed."""

from datetime import time
from pathlib import Path

import pytest

from realis_tui.domain.fields import validate
from realis_tui.domain.rooms import BookingStatus, Party, Purpose
from realis_tui.importing.report import ImportReport, RowStatus
from realis_tui.importing.run import ImportFile, import_file
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.rooms.bookings import cancel_booking, edit_booking, move_booking
from realis_tui.usecases.rooms.catalogue import ListRooms, list_rooms
from realis_tui.usecases.rooms.planning import ListBookings, list_bookings
from realis_tui.usecases.rooms.requests import CancelBooking, EditBooking, MoveBooking
from realis_tui.usecases.rooms.views import BookingView
from tests.usecases.companies_steps import TODAY, create
from tests.usecases.rooms_steps import book, day, starter

DATA = Path(__file__).parents[1] / "data"
SAMPLE = DATA / "reservations.csv"
HEADER = "Salle;Date;De;À;Pour;Objet;Nb pers."


def read(door: Door, path: Path) -> ImportReport:
    return door.perform(import_file, ImportFile(path, "reservations", go_on=True))


def bookings(door: Door) -> tuple[BookingView, ...]:
    return door.perform(list_bookings, ListBookings(first=day("2020-01-01"), last=day("2030-01-01")))


@pytest.fixture
def house(door: Door) -> Door:
    starter(door)
    door.perform(import_file, ImportFile(DATA / "entreprises.xlsx", go_on=True))
    return door


@pytest.fixture
def one(sqlite_door: Door) -> Door:
    starter(sqlite_door)
    create(sqlite_door, "Vélomistrau")
    return sqlite_door


def rows(door: Door, tmp_path: Path, *lines: str, header: str = HEADER) -> ImportReport:
    path = tmp_path / "agenda.csv"
    path.write_text("\n".join((header, *lines)), encoding="utf-8")
    return read(door, path)


def test_the_sample_gives_what_is_expected_and_nothing_twice(house: Door) -> None:
    report = read(house, SAMPLE)
    assert (report.lues, report.count(RowStatus.CREATED)) == (10, 5)
    assert [(row.ligne, row.champ) for row in report.rejected] == [
        (7, "de"), (8, "de"), (9, "a"), (10, "salle"), (11, "personnes")
    ]  # fmt: skip
    assert report.rejected[0].message.startswith("Créneau déjà pris par Mobilité du Lez jusqu'à 12\u202fh")
    assert report.ignorees == ()
    made = bookings(house)
    assert [(item.room, item.who, item.title, item.people) for item in made] == [
        ("Garrigue", "Mobilité du Lez", "réunion", 8),
        ("Garrigue", "Sillage d'Oc", "déjeuner", 6),
        ("Thau", "Forêt de l'Aude", "atelier", 5),
        ("Thau", "Papilles d'Oc", "revue", 3),
        ("Lez", "Cœur du Salagou", "point", 4),
    ]
    again = read(house, SAMPLE)
    assert (again.count(RowStatus.CREATED), again.count(RowStatus.UNCHANGED), len(again.rejected)) == (0, 5, 5)
    assert len(bookings(house)) == 5
    house.perform(undo_last, UndoLast())
    assert bookings(house) == ()


def test_headers_people_really_use(one: Door, tmp_path: Path) -> None:
    line = "salle garrigue;mardi 24 novembre 2026;9:00;midi;VELOMISTRAU;réunion d'équipe;8"
    header = "SALLE RÉSERVÉE;Jour;Heure début;Heure fin;Entreprise;Motif;Effectif"
    report = rows(one, tmp_path, line, header=header)
    assert report.count(RowStatus.CREATED) == 1
    [made] = bookings(one)
    assert (made.room, made.who, made.title, made.people) == ("Garrigue", "Vélomistrau", "réunion d'équipe", 8)


def test_who_is_not_known_is_never_taken_for_an_outsider(one: Door, tmp_path: Path) -> None:
    report = rows(
        one,
        tmp_path,
        "Garrigue;24/11/2026;9h;10h;Vélomistro;;",
        "Garrigue;24/11/2026;9h;10h;Mistrau;;",
        "Garrigue;24/11/2026;10h;11h;extérieur : Mairie de Sète;;",
        "Garrigue;24/11/2026;11h;12h;projet : Les Ruches;;",
        "Garrigue;24/11/2026;12h;13h;interne;;",
        "Garrigue;24/11/2026;13h;14h;REALIS;;",
    )
    assert [row.champ for row in report.rejected] == ["pour", "pour"]
    assert (
        "Aucune entreprise ne s'appelle « Vélomistro ». La plus proche : « Vélomistrau »" in report.rejected[0].message
    )
    parties = [(item.party, item.who) for item in bookings(one)]
    assert parties == [
        (Party.OUTSIDE, "Mairie de Sète"),
        (Party.PROJECT, "Les Ruches"),
        (Party.INTERNAL, "REALIS"),
        (Party.INTERNAL, "REALIS"),
    ]


def test_what_was_cancelled_since_is_not_booked_again(one: Door, tmp_path: Path) -> None:
    line = "Garrigue;24/11/2026;9h;10h;Vélomistrau;point;"
    rows(one, tmp_path, line)
    one.perform(cancel_booking, CancelBooking(booking_id=bookings(one)[0].id))
    [row] = rows(one, tmp_path, line).lignes
    assert (row.statut, "annulée depuis" in row.message) == (RowStatus.UNCHANGED, True)
    # Somebody else may have it: the room is free.
    assert rows(one, tmp_path, line.replace("Vélomistrau", "interne")).count(RowStatus.CREATED) == 1


def test_what_was_changed_since_is_not_booked_twice(door: Door, tmp_path: Path) -> None:
    """The row is known by what it said: its booking may have another room, other hours, another company by now."""
    starter(door)
    create(door, "Vélomistrau")
    other = create(door, "Papilles d'Oc").company_id
    lines = tuple(f"Garrigue;{day}/11/2026;9h;10h;Vélomistrau;point;" for day in (24, 25, 26))
    assert rows(door, tmp_path, *lines).count(RowStatus.CREATED) == 3
    first, second, third = bookings(door)
    lez = next(room.id for room in door.perform(list_rooms, ListRooms()) if room.name == "Lez")
    door.perform(move_booking, MoveBooking(booking_id=first.id, room_id=lez, start=time(14)))
    given = {"who": f"company:{other}", "on": "25/11/2026", "start": "9h", "end": "10h", "room_id": second.room_id}
    raw = {"booking_id": second.id, "version": second.version, **given}
    door.perform(edit_booking, validate(EditBooking, raw, TODAY))
    before = bookings(door)
    again = rows(door, tmp_path, *lines)
    assert [row.statut for row in again.lignes] == [RowStatus.UNCHANGED] * 3
    assert "changée depuis" in again.lignes[0].message and "changée depuis" not in again.lignes[2].message
    assert bookings(door) == before
    door.perform(move_booking, MoveBooking(booking_id=third.id, start=time(15)))
    # Booked at the desk, it is none of the file's.
    book(door, third.room_id, "9h", "10h", on="27/11/2026")
    assert rows(door, tmp_path, "Garrigue;26/11/2026;9h;10h;interne;;").count(RowStatus.CREATED) == 1


def test_what_became_of_them_is_kept(one: Door, tmp_path: Path) -> None:
    report = rows(
        one,
        tmp_path,
        "Garrigue;02/11/2026;9h;10h;interne;non honorée;atelier",
        "Garrigue;02/11/2026;9h;10h;Vélomistrau;annulée;",
        "Garrigue;02/12/2026;9h;10h;Vélomistrau;option;",
        "Garrigue;03/12/2026;9h;10h;Vélomistrau;perdue;",
        header="Salle;Date;De;À;Pour;Statut;Nature",
    )
    assert [row.statut for row in report.lignes] == [
        RowStatus.CREATED, RowStatus.UNCHANGED, RowStatus.CREATED, RowStatus.REJECTED
    ]  # fmt: skip
    assert report.rejected[0].champ == "statut"
    assert [(item.status, item.purpose) for item in bookings(one)] == [
        (BookingStatus.NO_SHOW, Purpose.WORKSHOP),
        (BookingStatus.OPTION, Purpose.MEETING),
    ]


def test_a_file_that_is_no_agenda_says_what_it_lacks(one: Door, tmp_path: Path) -> None:
    from realis_tui.domain.refusals import Refused

    with pytest.raises(Refused, match="« Salle »"):
        rows(one, tmp_path, "Vélomistrau;Sète", header="Nom;Commune")
