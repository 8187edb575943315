"""The standard tasks of interface.md that this version holds, with the keys they cost, no mouse."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from realis_tui.clock import PARIS
from realis_tui.domain.rooms import BookingStatus
from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.screen import CompaniesScreen
from realis_tui.screens.rooms import PlanningScreen
from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.companies.support import CorrectSupport, correct_support
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.enter_company import EnterCompany, enter_company
from realis_tui.usecases.rooms.views import BookingView
from tests.conftest import NOW
from tests.screens import on_rooms
from tests.screens.on_base import door_of, press, running, settled, some_companies, typed
from tests.screens.rooms_base import at, booked


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    door = door_of(sqlite_base)
    some_companies(door)
    door.database.close()
    return sqlite_base


async def test_1_who_is_on_the_phone(base: Path) -> None:
    async with running(base) as (app, pilot):
        keys = await press(pilot, "space", *typed("981134"), "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None)
        assert isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None
        assert app.screen.card.name == "BioLoc"
        assert keys <= 8


@pytest.mark.parametrize("misspelt", ["vlomi", "velimi", "élvomi", "zélomi"])
async def test_2_a_company_from_a_misspelt_name(base: Path, misspelt: str) -> None:
    """The name is unfinished and misspelt, near its beginning; others nearly begin so."""
    door = door_of(base)
    for rival in ("Volumis", "Les Vélos du Lez", "Vélib' Occitan", "Milo Conseil"):
        door.perform(create_company, CreateCompany(name=rival, state="prospect"))
    door.database.close()
    async with running(base) as (app, pilot):
        keys = await press(pilot, "space", *typed(misspelt), "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None)
        assert isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None
        assert app.screen.card.name == "Vélomistrau"
        assert keys <= 8


ENDS = {
    "Hier": -1,
    "Aujourd'hui": 0,
    "Bientôt": 30,
    "Juste avant": 89,
    "Le jour même": 90,
    "Juste après": 91,
    "Loin": 400,
}
"""In how many days the support of each company ends; the one over since yesterday is in the view « Fin dépassée »."""


def supported(door: Door, name: str, days: int) -> None:
    """A company whose support ends in so many days."""
    key = door.perform(enter_company, EnterCompany(nom=name, date_entree=date(2025, 1, 6))).company_id
    seen = door.perform(company_card, CompanyCardRequest(company_id=key)).support
    assert seen is not None
    ends = NOW.astimezone(PARIS).date() + timedelta(days=days)
    request = CorrectSupport(agreement_id=seen.id, starts_on=seen.starts_on, ends_on=ends, version=seen.version)
    door.perform(correct_support, request)


async def test_15_agreements_that_end_soon_as_excel(base: Path, home: Path) -> None:
    """The file holds those companies, all of them, and no other."""
    (home / "Downloads").mkdir()
    door = door_of(base)
    for name, days in ENDS.items():
        supported(door, name, days)
    door.database.close()
    async with running(base) as (app, pilot):
        assert isinstance(app.screen, CompaniesScreen)
        keys = await press(pilot, "v", *["down"] * 5, "enter")
        keys += await press(pilot, "i")
        keys += await press(pilot, "enter")
        await settled(pilot, lambda: bool(list((home / "Downloads").glob("*.xlsx"))))
        assert keys <= 10
    [file] = (home / "Downloads").glob("*.xlsx")
    header, *rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    names = {row[header.index("Nom")] for row in rows}
    assert names == {name for name, days in ENDS.items() if 0 <= days <= 90}


# Rooms: from F4 until the desk's screen is there


@pytest.fixture
def rooms(sqlite_base: Path) -> Path:
    """Four rooms and a lively week; the cursor comes on the first room, at the next hour."""
    on_rooms.seeded(sqlite_base)
    return sqlite_base


def made_since(path: Path, known: set[int]) -> list[BookingView]:
    """What was booked meanwhile, by start."""
    return [view for view in booked(path) if view.id not in known]


def ids(path: Path) -> set[int]:
    return {view.id for view in booked(path)}


async def booked_by_form(pilot: Any) -> None:
    """The form is saved, and the planning is back."""
    await settled(pilot, lambda: isinstance(pilot.app.screen, PlanningScreen))


async def test_3_a_named_room_tomorrow_for_a_named_company(rooms: Path) -> None:
    before = ids(rooms)
    async with running(rooms) as (app, pilot):
        await on_rooms.at_planning(app, pilot)
        keys = 1 + await press(pilot, "n")
        keys += await press(pilot, *typed("biol")) + await press(pilot, "enter")
        keys += await press(pilot, *typed("garr")) + await press(pilot, "enter")
        keys += await press(pilot, *typed("demain"), "tab", *typed("14"), "tab", *typed("16"), "ctrl+s")
        await booked_by_form(pilot)
        assert keys <= 30
    [view] = made_since(rooms, before)
    assert (view.room, view.who) == ("Garrigue", "BioLoc")
    assert (view.starts_at, view.ends_at) == (at(24, 14), at(24, 16))


async def test_4_any_free_room_for_12_with_video_next_tuesday_afternoon(rooms: Path) -> None:
    before = ids(rooms)
    async with running(rooms) as (app, pilot):
        await on_rooms.at_planning(app, pilot)
        keys = 1 + await press(pilot, "b")
        keys += await press(pilot, *typed("12"), "tab", *typed("écran"), "tab", *typed("mardi"), "tab", *typed("14"))
        keys += await press(pilot, "down")
        await settled(pilot, lambda: bool(app.screen.query("RecordList:focus")))
        keys += await press(pilot, "enter")
        keys += await press(pilot, *typed("biol")) + await press(pilot, "enter", "ctrl+s")
        await booked_by_form(pilot)
        assert keys <= 32
    [view] = made_since(rooms, before)
    assert (view.room, view.people, view.starts_at) == ("Garrigue", 12, at(24, 14))


async def test_5_today_s_booking_an_hour_later(rooms: Path) -> None:
    async with running(rooms) as (app, pilot):
        screen = await on_rooms.at_planning(app, pilot)
        keys = 1 + await to_booking(screen, pilot)
        keys += await press(pilot, "t", "right", "right") + await press(pilot, "enter")
        await settled(pilot, lambda: booked(rooms)[0].starts_at == at(23, 10))
        assert keys <= 6


async def test_6_cancel_it_then_undo(rooms: Path) -> None:
    """The cursor is on it already: the task is the one before's."""
    async with running(rooms) as (app, pilot):
        screen = await on_rooms.at_planning(app, pilot)
        await to_booking(screen, pilot)
        keys = await press(pilot, "d")
        await settled(pilot, lambda: booked(rooms)[0].status is BookingStatus.CANCELLED)
        keys += await press(pilot, "ctrl+z")
        await settled(pilot, lambda: booked(rooms)[0].status is BookingStatus.CONFIRMED)
        assert keys <= 4


async def to_booking(screen: PlanningScreen, pilot: Any) -> int:
    """To the meeting that is on in the next room: the keys it takes."""
    keys = 0
    while screen.booking() is None:
        keys += await press(pilot, "down")
        assert keys < 4
    return keys


async def test_7_a_weekly_booking_until_the_end_of_june(rooms: Path) -> None:
    before = ids(rooms)
    async with running(rooms) as (app, pilot):
        await on_rooms.at_planning(app, pilot)
        keys = 1 + await press(pilot, "n")
        keys += await press(pilot, *typed("biol")) + await press(pilot, "enter", "tab")
        keys += await press(pilot, *typed("jeudi"), "tab", *typed("14"), "tab", *typed("16"), "tab")
        keys += await press(pilot, *typed("jeudis jusqu'à juin"), "ctrl+s")
        await booked_by_form(pilot)
        assert keys <= 45
    days = [view.slot.day for view in made_since(rooms, before)]
    assert days[0] == date(2026, 11, 26) and days[-1] == date(2027, 6, 24)
    assert date(2027, 5, 6) not in days and len(days) == 30


async def test_16_a_visitor_s_meeting_checked_in(rooms: Path) -> None:
    async with running(rooms) as (app, pilot):
        screen = await on_rooms.at_planning(app, pilot)
        keys = 1 + await to_booking(screen, pilot) + await press(pilot, "a")
        await settled(pilot, lambda: booked(rooms)[0].checked_in_at is not None)
        assert keys <= 5
