"""The booking form and the search for a free time, by keys, on a real base: what the planning answers as one types."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from realis_tui.domain.accounts import Role
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.rooms import BookingStatus, Party
from realis_tui.drafts import DraftStore
from realis_tui.messages import Changed
from realis_tui.screens.rooms.booking_form import BookingForm
from realis_tui.screens.rooms.checked import CheckView
from realis_tui.screens.rooms.finder import FinderBox, open_finder
from realis_tui.screens.rooms.last_draft import last_draft
from realis_tui.usecases.rooms.bookings import booking_card, cancel_booking, mark_no_show, move_booking
from realis_tui.usecases.rooms.catalogue import CreateRoom, create_room
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.requests import BookingRequest, CancelBooking, CloseRooms, MarkNoShow, MoveBooking
from realis_tui.widgets.form import Form
from realis_tui.widgets.offer_line import OfferLine
from realis_tui.widgets.record_list import RecordList
from tests.screens.on_base import HOSTILE, SIZES, door_of, press, running, settled, shown, typed
from tests.screens.on_card import at_card, seen_in, type_in
from tests.screens.on_rooms import at_planning
from tests.screens.rooms_base import TODAY, at, at_form, book, booked, furnished, says, slot, words


@pytest.fixture
def rooms(sqlite_base: Path) -> dict[str, int]:
    return furnished(sqlite_base)


@pytest.mark.parametrize("size", SIZES)
async def test_a_free_slot_is_said_with_its_length_and_its_price(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    door = door_of(sqlite_base)
    book(door, rooms["Thau"], "30/11", "9h", "11h", who="company:1")
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Lez"], slot=slot(26, 9, 11))
        await press(pilot, *"velo")
        await settled(pilot, lambda: "Vélomistrau" in shown(app))
        await press(pilot, "enter")
        await says(app, pilot, "libre · 2 h", "5 h + 2 h sur 10 h", "compris")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
        assert "Lez réservée pour Vélomistrau" in words(app) and "Ctrl+Z" in words(app)
    last = booked(sqlite_base)[-2]
    assert (last.room, last.who, last.starts_at) == ("Lez", "Vélomistrau", at(26, 9))


@pytest.mark.parametrize("size", SIZES)
async def test_a_taken_slot_names_who_until_when_and_an_offer_is_taken_by_a_key(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(24, 10, 11))
        await says(app, pilot, "pris par Vélomistrau jusqu'à 12 h", "8 h – 9 h", "12 h – 13 h")
        await type_in(app, pilot, "who", "bioloc")
        box.form.focus_field("end")
        await press(pilot, "tab")
        assert app.focused is box.form._rows["repeat"].target
        await press(pilot, "up", "down")
        assert isinstance(app.focused, OfferLine)
        await press(pilot, "right", "enter")
        assert box.form.values()["start"] == "12:00" and box.form.values()["end"] == "13:00"
        await says(app, pilot, "libre · 1 h")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
    assert [view.starts_at for view in booked(sqlite_base)] == [at(24, 9), at(24, 12)]


async def test_an_offer_keeps_the_length_that_was_typed(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(24, 10, 11))
        await type_in(app, pilot, "end", "12h30")
        await says(app, pilot, "12 h – 14 h 30")
        box.form.focus_field("end")
        await press(pilot, "down")
        await settled(pilot, lambda: isinstance(app.focused, OfferLine))
        await press(pilot, "enter")
        await says(app, pilot, "libre · 2 h 30")
        await settled(pilot, lambda: box.form.values()["start"] == "12:00")
        assert box.form.values()["end"] == "14:30"
        await type_in(app, pilot, "start", "15h")
        await settled(pilot, lambda: box.form.values()["end"] == "17:30")


async def test_a_letter_typed_on_the_offers_is_the_field_s(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(24, 10, 11))
        await says(app, pilot, "pris par Vélomistrau jusqu'à 12 h", "8 h – 9 h")
        box.form.focus_field("end")
        await press(pilot, "down")
        assert isinstance(app.focused, OfferLine)
        await press(pilot, "1", "4", "h")
        assert app.focused is box.form._rows["end"].target
        assert box.form.values()["end"].endswith("14h")


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_in_the_way_is_said_once_when_it_is_refused(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(24, 10, 11))
        await type_in(app, pilot, "who", "bioloc")
        await says(app, pilot, "pris par Vélomistrau jusqu'à 12 h")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "Vélomistrau" in box.form.problem_of("start"))
        await settled(pilot, lambda: said_of(box).count("Vélomistrau") == 1)
        assert "12 h – 13 h" in words(app), "what is offered instead stays"
        # Typed anew, it is said live again.
        await type_in(app, pilot, "start", "11h")
        await settled(pilot, lambda: not box.form.problem_of("start") and said_of(box).count("Vélomistrau") == 1)


def said_of(box: BookingForm) -> str:
    """What is said under the hours, and beside when there is something beside."""
    row = box.form._rows
    notes = [row[name]._note.content for name in ("start", "end") if row[name].has_class("-noted")]
    beside = box.query_one(CheckView)
    told = [*notes, *(beside._shown or () if beside.display else ())]
    return " ".join(str(each) for each in (*told, row["start"].problem, row["end"].problem))


async def test_another_room_is_offered_and_taken_by_a_click(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(24, 10, 11))
        await says(app, pilot, "Lez (20 p), même heure")
        offers = box.form._rows["end"].query_one(OfferLine)
        place = next(start for start, _, view in offers._spans() if view.title.startswith("Lez"))
        await pilot.click(offers, offset=(place + 2, 0))
        await says(app, pilot, "libre · 1 h")
        assert box.form.values()["room_id"] == str(rooms["Lez"])


async def test_an_offer_of_another_room_takes_the_layout_it_stands_in(sqlite_base: Path, rooms: dict[str, int]) -> None:
    door = door_of(sqlite_base)
    forum = door.perform(create_room, CreateRoom(name="Forum", capacity=8, fire_capacity=200, layouts=("théâtre 150",)))
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(24, 10, 11))
        await type_in(app, pilot, "people", "120")
        await says(app, pilot, "Forum en théâtre (150 p)")
        offers = box.form._rows["end"].query_one(OfferLine)
        place = next(start for start, _, view in offers._spans() if view.title.startswith("Forum"))
        await pilot.click(offers, offset=(place + 2, 0))
        await says(app, pilot, "libre · 1 h")
        values = box.form.values()
        assert (values["room_id"], values["layout"]) == (str(forum.id), "théâtre")


async def test_saving_a_taken_slot_is_refused_in_place_and_keeps_what_is_typed(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(24, 10, 11))
        await type_in(app, pilot, "who", "bioloc")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: any(row.problem for row in box.form._rows.values()))
        assert app.screen is box and box.form.values()["start"] == "10:00"
    assert len(booked(sqlite_base)) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_too_many_people_is_said_under_their_number_and_forced_with_a_reason(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "people", "9")
        await says(app, pilot, "9 personnes pour 8 places", "libre · 2 h")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: bool(box.form._rows["people"].problem))
        await type_in(app, pilot, "forced_because", "debout")
        await settled(pilot, lambda: "9 personnes pour 8 places" not in words(app))
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
    assert booked(sqlite_base)[-1].forced_because == "debout"


async def test_outside_the_opening_hours_the_box_to_tick_is_pointed_to(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 5, 6))
        await type_in(app, pilot, "who", "bioloc")
        await says(app, pilot, "Hors des heures d'ouverture", "Espace pour accepter hors des horaires")
        box.form.focus_field("outside_hours")
        await press(pilot, "space")
        await says(app, pilot, "libre · 1 h")
        assert "Espace pour accepter" not in words(app)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
    # The only one that early: the meeting of the 24th comes before it.
    assert booked(sqlite_base)[-1].is_outside_hours


@pytest.mark.parametrize("size", SIZES)
async def test_an_option_says_until_when_it_is_held(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 10))
        await type_in(app, pilot, "who", "bioloc")
        box.form.focus_field("option")
        await press(pilot, "space")
        await says(app, pilot, "tenue jusqu'au mer. 25 nov. à 9 h 42")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
    assert booked(sqlite_base)[-1].status is BookingStatus.OPTION


async def test_a_holiday_is_said_and_refuses_nothing(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 10))
        await type_in(app, pilot, "on", "25/12")
        await says(app, pilot, "Jour férié", "libre · 1 h")


async def test_the_end_goes_with_the_start_until_it_is_typed(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        await type_in(app, pilot, "start", "14h")
        assert box.form.values()["end"] == "16:00"
        await type_in(app, pilot, "end", "15h30")
        await type_in(app, pilot, "start", "15h")
        assert box.form.values()["end"] == "15h30"


async def test_hours_are_said_back_refused_in_words_and_typed_on_the_top_row(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        box.form.focus_field("start")
        await press(pilot, "end", "ctrl+u", "ampersand", "apostrophe", "h")
        assert box.form.values()["start"] == "14h"
        assert "14 h 00" in words(app)
        await press(pilot, "end", "ctrl+u", "left_parenthesis", "h")
        assert box.form.values()["start"] == "5h"
        await press(pilot, "end", "ctrl+u", *"25h", "tab")
        await says(app, pilot, "les heures vont de 00:00 à 23:59")


async def test_who_may_be_the_house_a_project_or_somebody_from_outside(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    asked = {"int": Party.INTERNAL, "projet Bocal": Party.PROJECT, "exterieur Mairie de Sète": Party.OUTSIDE}
    async with running(sqlite_base) as (app, pilot):
        for hour, text in enumerate(asked, start=14):
            box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, hour, hour + 1))
            box.form.focus_field("who")
            await press(pilot, *typed(text))
            await press(pilot, "tab")
            await press(pilot, "ctrl+s")
            await settled(pilot, lambda box=box: app.screen is not box)
    made = [view for view in booked(sqlite_base) if view.room == "Thau"]
    assert [view.party for view in made] == list(asked.values())
    assert [view.who for view in made][1:] == ["Bocal", "Mairie de Sète"]


async def test_an_unknown_name_is_somebody_from_outside_never_the_house(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base) as (app, pilot):
        for key in ("tab", "enter"):
            box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 10))
            await press(pilot, *"zostere", key)
            assert box.form.values()["who"] == "exterieur:zostere"
            box.form.saved()
            await press(pilot, "escape")


async def test_a_company_found_by_its_contact_is_not_taken_without_the_arrows(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 10))
        await press(pilot, *"marion", "tab")
        assert box.form.values()["who"] == "marion"
        await says(app, pilot, "↓ pour choisir dans la liste")


async def test_saving_takes_the_marked_line_and_shows_the_refusal(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(24, 10, 11))
        await press(pilot, *"biol")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: any(row.problem for row in box.form._rows.values()))
        assert box.form.values()["who"] == "company:2"
        assert not box.form._rows["who"].field.widget.is_open  # type: ignore[attr-defined]
    assert len(booked(sqlite_base)) == 1


async def test_a_draft_comes_back_on_its_slot_only_and_once_dropped_leaves_no_word(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "start", "14h")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)
        box = await at_form(app, pilot, room_id=rooms["Lez"], slot=slot(27, 10, 11))
        values = box.form.values()
        assert (values["who"], values["on"], values["start"]) == ("", "27/11/2026", "10:00")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        assert box.form.values()["who"] == "company:2"
        assert (box.form.values()["start"], box.form.values()["end"]) == ("14h", "16:00"), "typed over what was given"
        await press(pilot, "ctrl+r")
        await settled(pilot)
        values = box.form.values()
        assert (values["who"], values["start"], values["end"]) == ("", "09:00", "11:00")


async def test_a_draft_of_other_hours_gives_way_to_those_asked_for_now(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "end", "12h")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 10))
        assert (box.form.values()["who"], box.form.values()["end"]) == ("company:2", "10:00")
        assert "Dans le brouillon : 12h" in words(app)
        await press(pilot, "ctrl+r")
        await settled(pilot)
        assert box.form.values()["who"] == "" and "Dans le brouillon" not in words(app)


@pytest.mark.parametrize(
    ("saved", "on", "end", "is_offered"),
    [
        (20, "demain", "11h", False),
        (20, "lundi", "9h30", False),
        (20, "lundi", "11h", True),
        (23, "23/11/2026", "9:42", False),
        (23, "23/11/2026", "0h", True),
        (23, "bientôt", "", True),
        (23, "24/11/2026", "9h", True),
    ],
)
def test_only_a_draft_of_what_is_not_over_is_offered(
    tmp_path: Path, saved: int, on: str, end: str, is_offered: bool
) -> None:
    moment = datetime(2026, 11, saved, 8, 0, tzinfo=UTC)
    store = DraftStore(tmp_path, lambda: moment)
    store.save("roux", "booking:at:1", {"on": on, "end": end})
    found = last_draft(store, "roux", "", datetime(2026, 11, 23, 8, 42, tzinfo=UTC))
    assert (found is not None) is is_offered


@pytest.mark.parametrize("size", SIZES)
async def test_the_last_draft_is_offered_on_another_slot_and_left_alone_when_it_is_not_wanted(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "people", "6")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)
        # Not wanted: the slot that was chosen is booked.
        box = await at_form(app, pilot, room_id=rooms["Lez"], slot=slot(27, 10, 11))
        told = "Brouillon de 9 h 42 : BioLoc, Thau, jeu. 26 nov., 9 h – 11 h. Ctrl+O pour le reprendre."
        await says(app, pilot, told)
        await type_in(app, pilot, "who", "terra")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
        # Taken up, then dropped: back to the slot that was chosen.
        box = await at_form(app, pilot, room_id=rooms["Lez"], slot=slot(27, 10, 11))
        await says(app, pilot, told)
        await press(pilot, "ctrl+o")
        await settled(pilot, lambda: box.form.values()["people"] == "6")
        values = box.form.values()
        assert (values["who"], values["room_id"], values["on"]) == ("company:2", str(rooms["Thau"]), "26/11/2026")
        assert (values["start"], values["end"]) == ("09:00", "11:00"), "the end does not follow the start"
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
        # Booked: no draft is left.
        box = await at_form(app, pilot, room_id=rooms["Lez"], slot=slot(27, 14, 15))
        await says(app, pilot, "libre · 1 h")
        assert "rouillon" not in words(app)
        await press(pilot, "ctrl+o")
        assert box.form.values()["who"] == ""
    made = [(view.who, view.room, view.slot) for view in booked(sqlite_base)[1:]]
    assert made == [("BioLoc", "Thau", slot(26, 9, 11)), ("Terra Nòstra", "Lez", slot(27, 10, 11))]


async def test_a_draft_taken_up_elsewhere_and_dropped_gives_the_chosen_slot_back(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        await type_in(app, pilot, "title", "Conseil")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)
        box = await at_form(app, pilot, room_id=rooms["Lez"], slot=slot(27, 11, 12))
        await type_in(app, pilot, "people", "6")
        await press(pilot, "ctrl+o")
        await settled(pilot, lambda: box.form.values()["title"] == "Conseil")
        await press(pilot, "ctrl+r")
        await settled(pilot, lambda: box.form.values()["title"] == "")
        values = box.form.values()
        assert (values["room_id"], values["on"], values["start"], values["end"]) == (
            str(rooms["Lez"]), "27/11/2026", "11:00", "12:00",
        )  # fmt: skip
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        assert box.form.values()["title"] == ""


async def test_a_draft_of_a_day_that_is_over_is_not_offered(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(20, 9, 11))
        await type_in(app, pilot, "title", "Conseil")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)
        await at_form(app, pilot, room_id=rooms["Lez"], slot=slot(27, 11, 12))
        await says(app, pilot, "libre · 1 h")
        assert "rouillon" not in words(app)


async def test_what_is_said_of_a_layout_is_not_read_by_halves_under_its_choices(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(26, 9, 11))
        box.form.focus_field("layout")
        await press(pilot, *"banquet")
        row = box.form._rows["layout"]
        await settled(pilot, lambda: row.has_class("-noted") and "Rien de ce nom" in words(app))
        assert "n'a pas de disposition" not in words(app) and "parmi" not in words(app)
        await press(pilot, "tab")
        await says(app, pilot, "Garrigue n'a pas de disposition « banquet » : choisir parmi : U.")


async def test_what_another_desk_books_is_said_at_once(sqlite_base: Path, rooms: dict[str, int]) -> None:
    door = door_of(sqlite_base)
    async with running(sqlite_base) as (app, pilot):
        await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        await says(app, pilot, "libre · 2 h")
        book(door, rooms["Thau"], "26/11", "9h", "10h")
        app.screen.post_message(Changed({"rooms"}))
        await says(app, pilot, "pris par BioLoc jusqu'à 10 h")
    door.database.close()


async def test_a_refusal_looks_again_and_says_each_thing_once(sqlite_base: Path, rooms: dict[str, int]) -> None:
    door = door_of(sqlite_base)
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 11))
        await type_in(app, pilot, "who", "velo")
        await says(app, pilot, "libre · 2 h")
        book(door, rooms["Thau"], "26/11", "9h", "10h")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: any(row.problem for row in box.form._rows.values()))
        await settled(pilot, lambda: "libre · 2 h" not in words(app))
        assert any(row.problem for row in box.form._rows.values())
    door.database.close()


async def test_a_booking_as_it_stands_is_said_unchanged(sqlite_base: Path, rooms: dict[str, int]) -> None:
    [view] = booked(sqlite_base)
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, booking=view)
        await says(app, pilot, "inchangé · 3 h")
        assert "libre · 3 h" not in words(app)
        await type_in(app, pilot, "end", "11h")
        await says(app, pilot, "libre · 2 h")
        assert box.form.has_class("-low")


async def test_on_a_closed_day_the_form_opens_on_it_and_says_why(sqlite_base: Path, rooms: dict[str, int]) -> None:
    door = door_of(sqlite_base)
    door.perform(
        close_rooms,
        CloseRooms.model_validate(
            {"room_ids": tuple(rooms.values()), "first": "25/11", "last": "25/11", "reason": "Inventaire"},
            context={"today": TODAY},
        ),
    )
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        screen.go(date(2026, 11, 25), rooms["Lez"], 10 * 60)
        await settled(pilot, lambda: screen.grid.wanted is not None and screen.grid.wanted.day.day == 25)
        await press(pilot, "n")
        await settled(pilot, lambda: isinstance(app.screen, BookingForm) and not app.screen.is_opening)
        assert app.screen.query_one(Form).values()["on"] == "25/11/2026"
        await says(app, pilot, "Inventaire")


async def test_a_booking_changed_elsewhere_is_shown_beside_what_is_typed(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    door = door_of(sqlite_base)
    [view] = booked(sqlite_base)
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, booking=view)
        await type_in(app, pilot, "title", "Conseil")
        door.perform(move_booking, MoveBooking.model_validate(
            {"booking_id": view.id, "start": "14h"}, context={"today": TODAY}))  # fmt: skip
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: box.form.values()["start"] == "14:00")
        assert "entre-temps" in words(app)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
    after = door.perform(booking_card, BookingRequest(booking_id=view.id))
    assert (after.title, after.starts_at) == ("Conseil", at(24, 14))
    door.database.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_only_text(sqlite_base: Path, size: tuple[int, int], name: str) -> None:
    rooms = furnished(sqlite_base)
    door = door_of(sqlite_base)
    book(door, rooms["Thau"], "26/11", "9h", "10h", who=f"exterieur:{name[:150]}", title=name)
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 9, 10))
        await settled(pilot, lambda: name[:4] in shown(app))


# « Trouver un créneau »


async def at_finder(app: Any, pilot: Any) -> FinderBox:
    app.run_worker(open_finder(app.screen, TODAY))
    await settled(pilot, lambda: isinstance(app.screen, FinderBox) and not app.screen.is_opening)
    assert isinstance(app.screen, FinderBox)
    return app.screen


def found(box: FinderBox) -> list[str]:
    return [line.id.partition(":")[0] for line in box.query_one(RecordList).rows]


@pytest.mark.parametrize("size", SIZES)
async def test_free_rooms_come_best_fit_first_and_enter_books(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_finder(app, pilot)
        await press(pilot, *"10", "tab", *"visio", "tab", *"mardi", "tab", *"14", "down")
        await settled(pilot, lambda: box.lines.has_focus)
        assert [line.free.room.name for line in box.lines.rows] == ["Garrigue", "Lez"]
        assert "12 places" in words(app) and "mar. 24 nov." in words(app)
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, BookingForm) and not app.screen.is_opening)
        values = app.screen.query_one(Form).values()
        assert (values["people"], values["equipment"], values["start"]) == ("10", "visio", "14:00")
        await type_in(app, pilot, "who", "bioloc")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: not isinstance(app.screen, BookingForm | FinderBox))
    assert booked(sqlite_base)[-1].starts_at == at(24, 14)


async def test_what_is_found_follows_what_another_desk_books(sqlite_base: Path, rooms: dict[str, int]) -> None:
    door = door_of(sqlite_base)
    async with running(sqlite_base) as (app, pilot):
        box = await at_finder(app, pilot)
        await settled(pilot, lambda: len(box.lines.rows) > 1)
        await press(pilot, "down", "down")
        await settled(pilot, lambda: box.lines.has_focus and box.lines.cursor == 1)
        kept, first = box.lines.current, box.lines.rows[0]
        assert kept is not None and first.free is not None and kept.free is not None
        here = f"{local_of(first.slot.start):%H:%M}", f"{local_of(first.slot.end):%H:%M}"
        book(door, first.free.room.id, "23/11", *here)
        app.screen.post_message(Changed({"rooms"}))
        await settled(pilot, lambda: first.id not in {line.id for line in box.lines.rows})
        assert box.lines.current == kept, "the mark stays on its line"
        book(door, kept.free.room.id, "23/11", *here)
        app.screen.post_message(Changed({"rooms"}))
        await says(app, pilot, f"{kept.free.room.name} n'est plus libre à cette heure.")
    door.database.close()


async def test_who_only_reads_finds_a_room_and_is_told_not_to_book_it(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        box = await at_finder(app, pilot)
        await settled(pilot, lambda: bool(box.lines.rows))
        box.lines.focus()
        await press(pilot, "enter")
        await settled(pilot, lambda: "sans y réserver" in words(app))
        assert app.screen is box


async def test_a_room_found_in_a_layout_is_booked_in_it(sqlite_base: Path, rooms: dict[str, int]) -> None:
    door = door_of(sqlite_base)
    door.perform(create_room, CreateRoom(name="Canopée", capacity=12, fire_capacity=40, layouts=("théâtre 35",)))
    door.database.close()
    async with running(sqlite_base, (150, 40)) as (app, pilot):
        box = await at_finder(app, pilot)
        await press(pilot, *"30", "down")
        await settled(pilot, lambda: box.lines.has_focus)
        await says(app, pilot, "Canopée en théâtre", "35 places")
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, BookingForm) and not app.screen.is_opening)
        assert app.screen.query_one(Form).values()["layout"] == "théâtre"


@pytest.mark.parametrize("size", SIZES)
async def test_when_none_is_free_the_nearest_times_and_what_would_free_one(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    door = door_of(sqlite_base)
    book(door, rooms["Lez"], "24/11", "9h", "12h")
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_finder(app, pilot)
        await press(pilot, *"10", "tab", *"visio", "tab", *"mardi", "tab", *"9", "tab", *"11", "down")
        await settled(pilot, lambda: box.lines.has_focus)
        assert {"near", "held"} == set(found(box))
        assert "Aucune salle libre" in words(app)
        await press(pilot, "end")
        await says(app, pilot, "change d'heure ou de salle")
        await press(pilot, "enter")
        assert app.screen is box
        await press(pilot, "escape")
        assert box.form.query("Input:focus")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)


async def test_what_the_search_refuses_is_said_under_its_field(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        await at_finder(app, pilot)
        await press(pilot, "tab", "tab", "tab", *"16", "tab", *"14")
        await says(app, pilot, "L'heure de fin vient avant celle de début")
        await press(pilot, "end", "ctrl+u", *"18", "tab", *"1h30")
        await says(app, pilot, "libres pour 1 h 30")


async def test_what_is_refused_is_said_once_and_clears_what_was_found(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        box = await at_finder(app, pilot)
        await settled(pilot, lambda: bool(box.lines.rows))
        await press(pilot, "tab", "tab", "ctrl+u", *"trucmuche", "tab")
        await settled(pilot, lambda: not box.lines.rows)
        assert seen_in(app, box.region).count("◆") + seen_in(app, box.region).count("▲") == 1


async def test_that_no_room_holds_so_many_is_said_once_and_whole(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        box = await at_finder(app, pilot)
        await press(pilot, *"600")
        await settled(pilot, lambda: "en tient 20." in seen_in(app, box.region))
        assert seen_in(app, box.region).count("Aucune salle") == 1 and "Rien ici" not in seen_in(app, box.region)


# From a company


async def test_a_company_s_card_shows_its_bookings_and_books_for_it(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, 1, "rooms")
        await says(app, pilot, "Garrigue", "mar. 24 nov. 2026", "3 h sur 10 h comprises", "à venir", "compris")
        await press(pilot, "n")
        await settled(pilot, lambda: isinstance(app.screen, BookingForm) and not app.screen.is_opening)
        await press(pilot, *"lez", "tab", *"jeudi", "tab", *"14", "ctrl+s")
        await settled(pilot, lambda: app.screen is screen)
        await says(app, pilot, "jeu. 26 nov. 2026")
        await press(pilot, "down", "d")
        await says(app, pilot, "annulée")
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: booked(sqlite_base)[-1].status is BookingStatus.CONFIRMED)


async def test_a_cancelled_booking_is_told_from_the_others_in_a_small_terminal_and_does_not_open(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    door = door_of(sqlite_base)
    made = book(door, rooms["Lez"], "27/11", "9h", "10h", who="company:1").bookings[0]
    door.perform(cancel_booking, CancelBooking(booking_id=made.id, reason="salle en travaux"))
    book(door, rooms["Lez"], "30/11", "9h", "10h", who="company:1", option=True)
    absent = book(door, rooms["Thau"], "23/11", "9h", "10h", who="company:1").bookings[0]
    door.perform(mark_no_show, MarkNoShow(booking_id=absent.id))
    door.database.close()
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = await at_card(app, pilot, 1, "rooms")
        await says(app, pilot, "9 h – 10 h Lez annulée", "9 h – 10 h Lez option", "9 h – 12 h Garrigue compris")
        await says(app, pilot, "9 h – 10 h Thau absents")
        await press(pilot, "down", "down", "enter")
        await says(app, pilot, "Lez, ven. 27 nov. 2026, 9 h – 10 h : annulée le 23 nov. 2026 (salle en travaux)")
        assert app.screen is screen


async def test_r_books_for_the_company_under_the_cursor(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        await press(pilot, "r")
        await settled(pilot, lambda: isinstance(app.screen, BookingForm) and not app.screen.is_opening)
        assert app.screen.query_one(Form).values()["who"] == "company:1"


async def test_who_only_reads_books_nothing(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        await press(pilot, "r")
        assert not isinstance(app.screen, BookingForm)
        screen = await at_card(app, pilot, 1, "rooms")
        await says(app, pilot, "Garrigue")
        await press(pilot, "n", "d")
        assert app.screen is screen
    assert [view.status for view in booked(sqlite_base)] == [BookingStatus.CONFIRMED]
