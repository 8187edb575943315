"""What the pickers offer, asked as a field asks it."""

from pathlib import Path

from realis_tui.screens.suppliers import suppliers_for
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.catalogue import CreateRoom, create_room
from tests.screens.on_base import running
from tests.usecases.companies_steps import create


async def test_of_two_names_alike_the_one_typed_comes_first_and_both_are_told_apart(
    sqlite_base: Path, sqlite_door: Door
) -> None:
    create(sqlite_door, "Mistràl", siren="009010745")
    create(sqlite_door, "Mistral", city="Sète", despite_duplicates=True)
    async with running(sqlite_base) as (app, _):
        companies = suppliers_for(app)["companies"]
        for typed, names in (("Mistral", ["Mistral", "Mistràl"]), ("mistràl", ["Mistràl", "Mistral"])):
            found = await companies(typed)
            assert [choice.label for choice in found] == names
            told = {choice.label: choice.detail.replace("\u202f", " ") for choice in found}
            assert told == {"Mistral": "Sète", "Mistràl": "SIREN 009 010 745"}


async def test_a_room_is_found_with_a_slip_and_two_joined_by_their_plus(sqlite_base: Path, sqlite_door: Door) -> None:
    for name, parts in (("Garrigue", ()), ("Lez", ()), ("Garrigue + Lez", ("Garrigue", "Lez")), ("Bulle 2", ())):
        sqlite_door.perform(create_room, CreateRoom(name=name, capacity=32, fire_capacity=40, parts=parts))
    async with running(sqlite_base) as (app, _):
        rooms = suppliers_for(app)["rooms"]
        for typed, first in (
            ("garr", "Garrigue"), ("garrigue +", "Garrigue + Lez"), ("garigue", "Garrigue"), ("bulle2", "Bulle 2"),
        ):  # fmt: skip
            assert [choice.label for choice in await rooms(typed)][:1] == [first], typed
        assert not await rooms("théâtre")
