"""Rooms and bookings in the search: what is to come and what was lately, in step with what is written."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from realis_tui.clock import Clock
from realis_tui.db import search_entries
from realis_tui.db.models import SearchEntry
from realis_tui.db.search import SearchHit, search
from realis_tui.domain.accounts import SYSTEM, Actor, Role
from realis_tui.usecases import base
from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card
from realis_tui.usecases.companies.identity import EditCompany, edit_company
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.flows.search import SearchEverything, search_everything
from realis_tui.usecases.rooms.bookings import cancel_booking, move_booking
from realis_tui.usecases.rooms.catalogue import EditRoom, edit_room
from realis_tui.usecases.rooms.requests import CancelBooking, MoveBooking
from realis_tui.usecases.rooms.views import RoomView
from tests.usecases.companies_steps import create
from tests.usecases.rooms_steps import at, book, room, starter


def found(door: Door, asked: str, actor: Actor = SYSTEM, limit: int = 20) -> list[SearchHit]:
    with door.database.read() as session:
        return search(session, asked, actor, door.clock.now(), limit)


def titles(door: Door, asked: str) -> list[str]:
    return [hit.title for hit in found(door, asked)]


def details(door: Door, asked: str) -> list[str]:
    return [hit.detail for hit in found(door, asked) if hit.kind == "reservation"]


@pytest.fixture
def house(door: Door) -> dict[str, RoomView]:
    rooms = starter(door)
    create(door, "Vélomistrau", city="Sète")
    book(door, rooms["Garrigue"].id, "9h", "12h", "company:1", title="Réunion d'équipe")
    book(door, rooms["Lez"].id, "14h", "16h", "exterieur:Mairie de Sète", on="26/11/2026")
    book(door, rooms["Lez"].id, "9h", "10h", "company:1", on="02/03/2027", title="Réunion d'équipe")
    return rooms


def test_what_people_say_of_a_meeting(door: Door, house: dict[str, RoomView]) -> None:
    for asked in ("reunion equipe", "reunion velomistrau", "equipe garrigue", "mardi 24 novembre equip", "24/11"):
        assert "Réunion d'équipe" in titles(door, asked), asked
    assert details(door, "reunion")[0].startswith("Vélomistrau · Garrigue · mar. 24 nov.")
    assert titles(door, "mairie") == ["Mairie de Sète"]
    assert found(door, "mairie")[0].detail.startswith("Lez · jeu. 26 nov.")


def test_a_room_by_its_name_even_misspelt_and_by_its_equipment(door: Door, house: dict[str, RoomView]) -> None:
    for asked in ("garrigue", "garigue", "salle de 12 garrigue"[-8:], "auditorium cev"):
        assert found(door, asked)[0].kind == "salle", asked
    assert {hit.title for hit in found(door, "sono") if hit.kind == "salle"} == {"Canigou", "Auditorium Cévennes"}


def test_the_company_comes_before_what_it_booked(door: Door, house: dict[str, RoomView]) -> None:
    kinds = [hit.kind for hit in found(door, "velomistrau")]
    assert kinds == ["entreprise", "reservation", "reservation"]
    groups = door.perform(search_everything, SearchEverything(text="velomistrau")).groups
    assert [group.label for group in groups] == ["Entreprises", "Réservations"]
    assert [hit.opens for hit in groups[1].hits] == [("bookings", 1), ("bookings", 3)]
    assert door.perform(search_everything, SearchEverything(text="garrigue")).hits[0].opens[0] == "rooms"


def test_many_bookings_hide_nothing_and_the_soonest_come_first(sqlite_door: Door) -> None:
    lez = room(sqlite_door, "Lez").id
    for number in range(30):
        on = f"{1 + number % 28}/{2 + number // 28:02d}/2027"
        book(sqlite_door, lez, "9h", "10h", "interne", on=on, title="Lez et environs")
    create(sqlite_door, "Les Petits Vélos du Lez")
    book(sqlite_door, lez, "9h", "10h", "interne", title="Lez demain")
    book(at(sqlite_door, "2026-11-19T08:00"), lez, "9h", "10h", "interne", on="19/11/2026", title="Lez hier")
    hits = found(sqlite_door, "lez")
    assert [hit.title for hit in hits[:4]] == ["Lez", "Les Petits Vélos du Lez", "Lez demain", "Lez et environs"]
    assert [hit.kind for hit in hits].count("reservation") == 8
    assert found(sqlite_door, "lez hier")[0].title == "Lez hier"
    only = sqlite_door.perform(search_everything, SearchEverything(text="lez", kinds=("reservation",), limit=40))
    assert len(only.hits) == 32


def test_in_step_with_what_is_written(door: Door, house: dict[str, RoomView]) -> None:
    door.perform(move_booking, MoveBooking(booking_id=2, room_id=house["Canigou"].id))
    assert details(door, "mairie")[0].startswith("Canigou")
    door.perform(cancel_booking, CancelBooking(booking_id=2))
    assert titles(door, "mairie") == []
    door.perform(undo_last, UndoLast())
    assert titles(door, "mairie") == ["Mairie de Sète"]
    seen = door.perform(company_card, CompanyCardRequest(company_id=1))
    door.perform(edit_company, EditCompany(company_id=1, version=seen.version, name="Cyclomistral"))
    assert details(door, "reunion cyclomistral")[0].startswith("Cyclomistral")
    assert titles(door, "velomistrau") == []
    lez = house["Lez"]
    renamed = EditRoom(room_id=lez.id, version=lez.version, name="Hérault", capacity=20, fire_capacity=25)
    door.perform(edit_room, renamed)
    assert "Hérault" in details(door, "reunion herault")[0]
    assert found(door, "herault")[0].kind == "salle"
    sound(door)


def sound(door: Door) -> None:
    with door.database.read() as session:
        assert search_entries.compare(session) == []
    assert [control.name for control in base.verify(door.database) if not control.ok] == []


def refs(door: Door) -> list[int]:
    with door.database.read() as session:
        chosen = select(SearchEntry.ref).where(SearchEntry.kind == "reservation").order_by(SearchEntry.ref)
        return list(session.scalars(chosen))


def test_what_is_long_over_leaves_the_index(door: Door, house: dict[str, RoomView]) -> None:
    """A month after its end a booking is found no more; `verifier` and `rebuild` agree whatever day it is."""
    lez = house["Lez"].id
    later = Door(door.database, clock=Clock(door.clock.now() + timedelta(days=29)))
    book(later, lez, "17h", "18h", on="01/03/2027")
    assert refs(door) == [1, 2, 3, 4]
    later = Door(door.database, clock=Clock(door.clock.now() + timedelta(days=33)))
    book(later, lez, "19h", "20h", on="01/03/2027")
    assert refs(door) == [2, 3, 4, 5]
    sound(door)
    with door.database.write() as session:
        search_entries.rebuild(session.connection())
        session.commit()
    assert refs(door) == [2, 3, 4, 5]
    # Acting at an earlier moment, as a test or a demonstration does, puts nothing out of step.
    book(door, lez, "21h", "22h", on="01/03/2027")
    sound(door)


def test_what_kept_its_entry_is_still_compared(door: Door, house: dict[str, RoomView]) -> None:
    far = Door(door.database, clock=Clock(door.clock.now() + timedelta(days=200)))
    create(far, "Autre")  # nothing was booked since: entries stay
    assert refs(door) == [1, 2, 3]
    sound(door)
    with door.database.write() as session:
        session.scalars(
            select(SearchEntry).where(SearchEntry.kind == "reservation", SearchEntry.ref == 1)
        ).one().title = "x"
        session.commit()
    with door.database.read() as session:
        assert search_entries.compare(session) == ["reservation 1 n'est pas à jour"]


def test_a_juror_finds_no_booking(door: Door, house: dict[str, RoomView]) -> None:
    assert found(door, "reunion", Actor(None, "J", Role.JUROR)) == []


def test_the_words_of_bookings_mislead_no_slip(door: Door, house: dict[str, RoomView]) -> None:
    """Not kept in the vocabulary: a cancelled meeting never makes it be read again."""
    book(door, house["Thau"].id, "9h", "10h", title="Zanzibarium")
    found(door, "velomistrai")
    assert not door.database.vocabulary.begins("zanzibar")
    assert titles(door, "zanzibarium") == ["Zanzibarium"]
