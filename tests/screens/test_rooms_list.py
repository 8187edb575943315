"""The rooms themselves, their tariffs and closures, on a real base: made, changed, refused in words, reopened."""

from pathlib import Path
from typing import Any

import pytest

from realis_tui.domain.accounts import Role
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.form_box import FormBox
from realis_tui.screens.rooms.rooms_list import ClosuresScreen, RoomsScreen
from realis_tui.screens.rooms.rooms_parts import RoomsPart
from realis_tui.usecases.rooms.catalogue import ListRooms, TariffsOf, list_rooms, room_tariffs
from realis_tui.usecases.rooms.closures import ListClosures, list_closures
from realis_tui.usecases.rooms.views import RoomView
from tests.screens.on_base import HOSTILE, SIZES, door_of, press, running, settled, shown
from tests.screens.on_card import form_of, type_in
from tests.screens.rooms_base import furnished, says, words


@pytest.fixture
def rooms(sqlite_base: Path) -> dict[str, int]:
    return furnished(sqlite_base)


def known(path: Path) -> dict[str, RoomView]:
    door = door_of(path)
    found = {room.name: room for room in door.perform(list_rooms, ListRooms(with_closed=True))}
    door.database.close()
    return found


async def at_rooms(app: Any, pilot: Any, name: str = "RoomsScreen") -> RoomsScreen:
    await app.run_action(f"app.open_screen('rooms.rooms_list:{name}')")
    await settled(pilot, lambda: isinstance(app.screen, RoomsScreen) and bool(app.screen.known.rooms))
    assert isinstance(app.screen, RoomsScreen)
    return app.screen


async def saved(app: Any, pilot: Any, screen: RoomsScreen) -> None:
    await press(pilot, "ctrl+s")
    await settled(pilot, lambda: app.screen is screen)


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_says_what_each_room_holds(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_rooms(app, pilot)
        await says(app, pilot, "Garrigue 12 15 ● ouverte", "Salles 3", "40 places en tout")
        assert ("écran, visio" in words(app)) is (size[0] > 100)
        await press(pilot, "q")
        assert app.screen is not screen


async def test_it_is_found_in_the_palette(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        await press(pilot, "ctrl+p", *"salleslist", "enter")
        await settled(pilot, lambda: isinstance(app.screen, RoomsScreen))
        await press(pilot, "q", "ctrl+p", *"rouvrir", "enter")
        await settled(pilot, lambda: isinstance(app.screen, ClosuresScreen))


@pytest.mark.parametrize("size", SIZES)
async def test_a_combined_room_is_made_changed_and_deleted(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_rooms(app, pilot)
        await press(pilot, "n")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        for name, text in {"name": "lez", "capacity": "28", "parts": "Lez, Thau", "layouts": "U 40"}.items():
            await type_in(app, pilot, name, text)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: bool(form_of(app)._rows["name"].problem))
        await type_in(app, pilot, "name", "Lez + Thau")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: bool(form_of(app)._rows["layouts"].problem))
        await type_in(app, pilot, "layouts", "U 18 ; théâtre 28")
        await saved(app, pilot, screen)
        made = known(sqlite_base)["Lez + Thau"]
        assert {layout.name: layout.capacity for layout in made.layouts} == {"U": 18, "théâtre": 28}
        assert set(made.parts) == {rooms["Lez"], rooms["Thau"]}
        await settled(pilot, lambda: getattr(screen.query_one(RoomsPart).room(), "name", "") == "Lez + Thau")
        await press(pilot, "e")
        await settled(pilot, lambda: isinstance(app.screen, FormBox) and not app.screen.is_opening)
        assert form_of(app).values()["parts"] == "Lez, Thau"
        assert form_of(app).values()["layouts"] == "U 18, théâtre 28"
        await type_in(app, pilot, "setup_minutes", "15")
        await saved(app, pilot, screen)
        await press(pilot, "d")
        await settled(pilot, lambda: "Lez + Thau" not in known(sqlite_base))
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: "Lez + Thau" in known(sqlite_base))


async def test_a_room_that_was_booked_is_not_deleted(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        await at_rooms(app, pilot)
        await press(pilot, "d")
        await says(app, pilot, "« pas à réserver » plutôt")
    assert "Garrigue" in known(sqlite_base)


@pytest.mark.parametrize("size", SIZES)
async def test_a_tariff_is_set_then_changed_from_a_day(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_rooms(app, pilot)
        await press(pilot, "right", "n")
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await press(pilot, "down", "enter")
        await settled(pilot, lambda: isinstance(app.screen, FormBox) and not app.screen.is_opening)
        for name, text in {"tenant": "hébergée", "hour_cents": "15", "half_day_cents": "45"}.items():
            await type_in(app, pilot, name, text)
        await saved(app, pilot, screen)
        await says(app, pilot, "Lez hébergée 15,00 € 45,00 €")
        await press(pilot, "e")
        await settled(pilot, lambda: isinstance(app.screen, FormBox) and not app.screen.is_opening)
        assert form_of(app).values()["half_day_cents"] == "45"
        await type_in(app, pilot, "hour_cents", "18,50")
        await type_in(app, pilot, "valid_from", "1/1")
        await saved(app, pilot, screen)
        await says(app, pilot, "18,50 €", "1er janv. 2027")
    door = door_of(sqlite_base)
    assert [view.hour_cents for view in door.perform(room_tariffs, TariffsOf(room_id=rooms["Lez"]))] == [1850, 1500]
    door.database.close()


@pytest.mark.parametrize("size", SIZES)
async def test_rooms_chosen_together_are_closed_and_opened_again(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_rooms(app, pilot)
        await press(pilot, "comma", "down", "comma", "right", "right", "n")
        await settled(pilot, lambda: isinstance(app.screen, FormBox) and not app.screen.is_opening)
        assert "Fermer : Garrigue, Lez" in words(app)
        for name, text in {"first": "24/11", "reason": "Peinture"}.items():
            await type_in(app, pilot, name, text)
        await press(pilot, "ctrl+s")
        await says(app, pilot, "Une réservation est là : Vélomistrau, Garrigue")
        await type_in(app, pilot, "first", "24/12")
        await type_in(app, pilot, "last", "2/1")
        await saved(app, pilot, screen)
        await says(app, pilot, "24 déc. 2026 → 2 janv. 2027", "Peinture")
        door = door_of(sqlite_base)
        [closure] = door.perform(list_closures, ListClosures())
        assert set(closure.room_ids) == {rooms["Garrigue"], rooms["Lez"]}
        await press(pilot, "left", "left")
        await says(app, pilot, "fermée dès le 24 déc. 2026")
        await press(pilot, "right", "right", "d")
        await settled(pilot, lambda: not door.perform(list_closures, ListClosures()))
        door.database.close()


async def test_the_whole_house_is_closed_from_the_palette_s_place(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_rooms(app, pilot, "ClosuresScreen")
        assert isinstance(screen, ClosuresScreen)
        await says(app, pilot, "Aucune fermeture en cours")
        await press(pilot, "n")
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, FormBox) and not app.screen.is_opening)
        await type_in(app, pilot, "first", "25/12")
        await type_in(app, pilot, "reason", "Noël")
        await saved(app, pilot, screen)
        await says(app, pilot, "Noël", "toutes")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_only_text(sqlite_base: Path, size: tuple[int, int], name: str) -> None:
    from realis_tui.usecases.rooms.catalogue import CreateRoom, create_room

    door = door_of(sqlite_base)
    door.perform(
        create_room,
        CreateRoom(name=name[:150], capacity=4, equipment=(name[:20],), place=name, layouts=(f"{name[:20]} 4",)),
    )
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        await at_rooms(app, pilot)
        await settled(pilot, lambda: name[:4] in shown(app))
        await press(pilot, "e")
        await settled(pilot, lambda: isinstance(app.screen, FormBox) and not app.screen.is_opening)
        assert name[:4] in shown(app)


async def test_who_only_reads_changes_nothing(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        screen = await at_rooms(app, pilot)
        await press(pilot, "n", "e", "d", "enter", "right", "n", "right", "n")
        assert app.screen is screen
        assert "supprimer" not in shown(app)
