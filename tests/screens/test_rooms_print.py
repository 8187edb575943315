"""`p` and `i` of the planning: what is asked, where the file goes, and what is said when it cannot."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from textual.pilot import Pilot

from realis_tui.app import RealisApp
from realis_tui.domain.refusals import Refused
from realis_tui.screens.new_file import NewFileBox, path_of
from realis_tui.screens.rooms.exporting import export_shown, open_print
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.planning import planning
from realis_tui.usecases.rooms.requests import PlanningRequest
from realis_tui.usecases.rooms.views import PlanningView
from realis_tui.widgets.line_input import LineInput
from tests.documents.pdf_text import pages
from tests.screens.on_base import press, running, settled, shown, typed
from tests.screens.on_card import at_card
from tests.screens.on_rooms import at_planning, seeded
from tests.usecases.rooms_steps import book, company, starter

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def door(sqlite_door: Door, home: Path) -> Door:
    rooms = starter(sqlite_door)
    book(sqlite_door, rooms["Garrigue"].id, "14h", "16h", company(sqlite_door), title="Conseil")
    book(sqlite_door, rooms["Lez"].id, "9h", "10h")
    (home / "Downloads").mkdir()
    return sqlite_door


@pytest.fixture
def view(door: Door) -> PlanningView:
    return door.perform(planning, PlanningRequest(first=TUESDAY))


def started(app: RealisApp, ask: Callable[[], Awaitable[Any]]) -> None:
    """As a key of the planning starts it."""
    app.screen.run_worker(ask(), exit_on_error=True)


async def asked(app: RealisApp, pilot: Pilot[Any], view: PlanningView, room: str = "Garrigue") -> None:
    room_id = next((each.id for each in view.rooms if each.name == room), None)
    screen: Any = app.screen
    started(app, lambda: open_print(screen, view, room_id, TUESDAY))
    await settled(pilot, lambda: app.screen is not screen)


def texts(path: Path) -> list[str]:
    return [page.replace("\u202f", " ") for page in pages(path.read_bytes())]


async def test_the_door_s_sheet_is_two_keys_away(sqlite_base: Path, home: Path, view: PlanningView) -> None:
    async with running(sqlite_base) as (app, pilot):
        await asked(app, pilot, view)
        assert "Garrigue, mardi 24 novembre 2026" in shown(app)
        await press(pilot, "enter")
        assert "garrigue-porte-2026-11-24.pdf" in shown(app)
        await press(pilot, "enter")
        await settled(pilot, lambda: len(app.screen_stack) == 1)
        assert "Feuille de porte dans" in shown(app)
    (text,) = texts(home / "Downloads" / "garrigue-porte-2026-11-24.pdf")
    assert "Vélomistrau" in text and "14 h – 16 h" in text and "imprimé le lundi 23 novembre" in text


@pytest.mark.parametrize(
    ("down", "name", "number", "said"),
    [
        (1, "garrigue-semaine-48.pdf", 1, ["Vélomistrau", "mardi 24"]),
        (2, "salles-semaine-48.pdf", 1, ["Vélomistrau", "Lez", "Bulle 2"]),
        (3, "salles-portes-2026-11-24.pdf", 7, ["Garrigue"]),
    ],
)
async def test_the_other_sheets(
    sqlite_base: Path, home: Path, view: PlanningView, down: int, name: str, number: int, said: list[str]
) -> None:
    async with running(sqlite_base) as (app, pilot):
        await asked(app, pilot, view)
        await press(pilot, *["down"] * down, "enter")
        await press(pilot, "enter")
        await settled(pilot, lambda: len(app.screen_stack) == 1)
    found = texts(home / "Downloads" / name)
    assert len(found) == number
    assert all(words in found[0] for words in said)


async def test_the_calendar_of_the_room(sqlite_base: Path, home: Path, view: PlanningView) -> None:
    async with running(sqlite_base) as (app, pilot):
        await asked(app, pilot, view)
        await press(pilot, "end", "enter")
        await press(pilot, "enter")
        await settled(pilot, lambda: len(app.screen_stack) == 1)
        assert "Calendrier .ics dans" in shown(app)
    written = (home / "Downloads" / "garrigue.ics").read_text(encoding="utf-8")
    assert written.count("BEGIN:VEVENT") == 1 and "Vélomistrau" in written


async def test_without_a_room_under_the_cursor_only_what_is_for_all(sqlite_base: Path, view: PlanningView) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        await asked(app, pilot, view, room="")
        assert "Toutes les salles, semaine 48, dès lun. 23 nov." in shown(app)
        assert "Toutes les salles, pour un agenda" in shown(app)
        assert "Garrigue" not in shown(app)
        await press(pilot, "escape")
        assert len(app.screen_stack) == 1


async def test_a_place_that_cannot_be_keeps_what_is_typed(sqlite_base: Path, home: Path, view: PlanningView) -> None:
    async with running(sqlite_base) as (app, pilot):
        await asked(app, pilot, view)
        await press(pilot, "enter")
        field = app.screen.query_one("#path", LineInput)
        field.load(str(home / "nulle-part" / "x.pdf"))
        await press(pilot, "enter")
        assert "n'existe pas" in shown(app)
        assert field.value.endswith("x.pdf") and field.has_focus
        field.load(str(home))
        await press(pilot, "enter")
        await settled(pilot, lambda: len(app.screen_stack) == 1)
    assert (home / "garrigue-porte-2026-11-24.pdf").is_file()


async def test_a_file_already_there_is_replaced_only_when_asked_twice(
    sqlite_base: Path, home: Path, view: PlanningView
) -> None:
    there = home / "Downloads" / "porte.pdf"
    there.write_bytes(b"mine")
    async with running(sqlite_base) as (app, pilot):
        await asked(app, pilot, view)
        await press(pilot, "enter")
        app.screen.query_one("#path", LineInput).load("porte")
        await press(pilot, "enter")
        assert "« porte.pdf » existe déjà" in shown(app)
        assert there.read_bytes() == b"mine"
        await press(pilot, "enter")
        await settled(pilot, lambda: len(app.screen_stack) == 1)
    assert there.read_bytes().startswith(b"%PDF")


async def test_the_name_proposed_is_never_one_that_is_taken(sqlite_base: Path, home: Path, view: PlanningView) -> None:
    (home / "Downloads" / "garrigue-porte-2026-11-24.pdf").write_bytes(b"mine")
    async with running(sqlite_base) as (app, pilot):
        await asked(app, pilot, view)
        await press(pilot, "enter")
        assert "garrigue-porte-2026-11-24-2.pdf" in shown(app)


async def test_the_bookings_shown_go_into_a_table(sqlite_base: Path, home: Path, view: PlanningView) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen: Any = app.screen
        started(app, lambda: export_shown(screen, view.blocks, TUESDAY, TUESDAY))
        await settled(pilot, lambda: app.screen is not screen)
        assert "Exporter : 2 réservations" in shown(app)
        await press(pilot, "enter")
        await press(pilot, "enter")
        await settled(pilot, lambda: len(app.screen_stack) == 1)
        assert "2 réservations dans" in shown(app)
    rows = (
        CalamineWorkbook.from_path(home / "Downloads" / "reservations-2026-11-24.xlsx")
        .get_sheet_by_index(0)
        .to_python()
    )
    assert [row[0] for row in rows] == ["Salle", "Lez", "Garrigue"]


async def test_nothing_shown_is_nothing_exported(sqlite_base: Path, door: Door) -> None:
    empty = door.perform(planning, PlanningRequest(first=date(2026, 12, 24)))
    async with running(sqlite_base) as (app, pilot):
        screen: Any = app.screen
        started(app, lambda: export_shown(screen, empty.blocks, TUESDAY, TUESDAY))
        await settled(pilot)
        assert "Aucune réservation à exporter ici." in shown(app)
        assert len(app.screen_stack) == 1


async def test_what_lasts_says_so_and_is_not_left_midway(sqlite_base: Path, tmp_path: Path) -> None:
    loop, gate = asyncio.get_running_loop(), asyncio.Event()

    def slow(path: Path) -> None:
        asyncio.run_coroutine_threadsafe(gate.wait(), loop).result()
        path.write_bytes(b"done")

    async with running(sqlite_base) as (app, pilot):
        await app.push_screen(NewFileBox("Lent", tmp_path / "lent.pdf", slow))
        await settled(pilot)
        await pilot.press("enter")
        while "Écriture du fichier" not in shown(app):
            await pilot.pause()
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert isinstance(app.screen, NewFileBox)
        gate.set()
        await settled(pilot, lambda: len(app.screen_stack) == 1)
    assert (tmp_path / "lent.pdf").read_bytes() == b"done"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("x", "x.pdf"),
        ("x.PDF", "x.PDF"),
        ("plan.v2", "plan.v2.pdf"),
        (".", "proposé.pdf"),
        (" 'x.pdf' ", "x.pdf"),
    ],
)
def test_a_path_as_it_is_typed(tmp_path: Path, typed: str, expected: str) -> None:
    assert path_of(typed, tmp_path / "proposé.pdf") == tmp_path / expected


@pytest.mark.parametrize("typed", ["", "   ", "a" * 2_000, "rien/x.pdf", "~personne-de-ce-nom/x.pdf"])
def test_a_path_that_cannot_be(tmp_path: Path, typed: str) -> None:
    with pytest.raises(Refused):
        path_of(typed, tmp_path / "proposé.pdf")


async def test_p_prints_the_day_and_the_room_under_the_cursor(sqlite_base: Path, home: Path) -> None:
    seeded(sqlite_base)
    (home / "Downloads").mkdir()
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        room = screen.grid.board.room(screen.grid.wanted.room_id).name  # type: ignore[union-attr]
        await press(pilot, "p")
        await settled(pilot, lambda: app.screen is not screen)
        assert f"{room}, lundi 23 novembre 2026" in shown(app)
        await press(pilot, "enter", "enter")
        await settled(pilot, lambda: app.screen is screen)
    (text,) = texts(home / "Downloads" / f"{room.lower()}-porte-2026-11-23.pdf")
    assert room in text


async def test_i_exports_the_bookings_shown_and_the_filter_s_only(sqlite_base: Path, home: Path) -> None:
    seeded(sqlite_base)
    (home / "Downloads").mkdir()
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "i")
        await settled(pilot, lambda: app.screen is not screen)
        assert "Exporter : 4 réservations" in shown(app)
        await press(pilot, "escape", "slash", *typed("bioloc"), "enter")
        await settled(pilot, lambda: app.screen is screen and screen.grid.lit() == 1)
        await press(pilot, "i")
        await settled(pilot, lambda: app.screen is not screen)
        assert "Exporter : 1 réservation" in shown(app)


@pytest.mark.parametrize("way", ["i", "p", "palette"])
async def test_a_company_s_own_calendar_from_its_card(sqlite_base: Path, home: Path, door: Door, way: str) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = await at_card(app, pilot, 1, "" if way == "palette" else "rooms")
        if way == "palette":
            await press(pilot, "ctrl+p", *typed("agenda"))
            await settled(pilot, lambda: "Agenda des salles de l'entreprise" in shown(app))
            await press(pilot, "enter")
        else:
            await settled(pilot, lambda: "i agenda" in shown(app))
            await press(pilot, way)
        await settled(pilot, lambda: isinstance(app.screen, NewFileBox))
        await press(pilot, "enter")
        await settled(pilot, lambda: app.screen is screen and "Agenda de Vélomistrau dans" in shown(app))
    written = (home / "Downloads" / "agenda-velomistrau.ics").read_text("utf-8")
    assert "SUMMARY:Conseil" in written and written.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("word", ["calendrier", "agenda"])
async def test_a_room_s_calendar_is_found_in_the_palette(sqlite_base: Path, door: Door, word: str) -> None:
    async with running(sqlite_base) as (app, pilot):
        await at_planning(app, pilot)
        await press(pilot, "ctrl+p", *typed(word))
        await settled(pilot, lambda: "Imprimer : feuille de porte" in shown(app))
