"""F4 on a real base: what it opens on, moving about in time, and what is done to a booking in place."""

import asyncio
import sys
import types
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from realis_tui.domain.accounts import Role
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Unavailable
from realis_tui.domain.rooms import BookingStatus
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.history import HistoryScreen
from realis_tui.screens.rooms import PlanningScreen
from realis_tui.screens.rooms.about import AboutBox
from realis_tui.usecases.rooms.bookings import booking_card, move_booking
from realis_tui.usecases.rooms.catalogue import SetTariff, set_tariff
from realis_tui.usecases.rooms.planning import planning
from realis_tui.usecases.rooms.requests import BookingRequest, MoveBooking
from realis_tui.usecases.rooms.views import BookingView
from realis_tui.widgets.planning.grid import DayGrid, WeekGrid, WeekRooms
from tests.screens.on_base import HOSTILE, SIZES, door_of, press, running, settled, shown, some_companies, typed
from tests.screens.on_card import seen_in
from tests.screens.on_rooms import MONDAY, at_planning, booked, rooms_of, seeded
from tests.waiting import until

VELO, BIOLOC, TEAM, REGION, TERRA, JURY = range(6)


@pytest.fixture
def ids(sqlite_base: Path) -> list[int]:
    return seeded(sqlite_base)


def card(path: Path, booking_id: int) -> BookingView:
    door = door_of(path)
    try:
        return door.perform(booking_card, BookingRequest(booking_id=booking_id))
    finally:
        door.database.close()


def hours(booking: BookingView) -> str:
    return f"{local_of(booking.starts_at):%H:%M}–{local_of(booking.ends_at):%H:%M}"


def under(screen: PlanningScreen) -> str:
    """What the cursor is on."""
    laid, wanted = screen.grid.current, screen.grid.wanted
    assert wanted is not None
    return laid.block.label if laid is not None else f"{wanted.day:%d/%m} {wanted.start // 60}h"


@pytest.mark.parametrize("size", SIZES)
async def test_it_opens_today_on_what_is_on(sqlite_base: Path, ids: list[int], size: tuple[int, int]) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_planning(app, pilot)
        assert screen.grid.kind is DayGrid and under(screen) == "Vélomistrau"
        seen = shown(app)
        assert "lundi 23 novembre · aujourd'hui" in seen and "semaine 48" in seen
        assert "en cours, arrivée non notée" in seen
        if size[0] >= 120:
            assert "Canopée 16" in seen and "Garrigue 12" in seen
            await settled(pilot, lambda: "compris" in shown(app))
            assert "par realis" in shown(app), "who booked it"
        else:
            assert "8 personnes sur 12" in seen


async def test_moved_by_an_hour_in_few_keys_and_undone(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        pressed = 1 + await press(pilot, "t", "right", "right", "enter")
        assert pressed <= 6
        assert hours(card(sqlite_base, ids[VELO])) == "10:00–12:00"
        assert "Ctrl+Z pour annuler" in shown(app) and screen.grid.carried is None
        await settled(pilot, lambda: under(screen) == "Vélomistrau")
        await press(pilot, "ctrl+z")
        assert hours(card(sqlite_base, ids[VELO])) == "09:00–11:00"
        await settled(pilot, lambda: screen.grid.wanted is not None and screen.grid.wanted.start == 9 * 60)
        assert under(screen) == "Vélomistrau"


async def test_cancelled_and_back_in_two_keys(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "d")
        assert "due à 50\u202f%" in shown(app) and "du fait de la maison" in shown(app)
        assert card(sqlite_base, ids[VELO]).status is BookingStatus.CANCELLED
        await settled(pilot, lambda: under(screen) != "Vélomistrau")
        await press(pilot, "ctrl+z")
        assert "Défait : «" in shown(app)
        assert card(sqlite_base, ids[VELO]).status is BookingStatus.CONFIRMED


async def test_undo_while_a_booking_is_in_hand_only_gives_up_the_move(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "d")
        await settled(pilot, lambda: under(screen) != "Vélomistrau")
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: under(screen) == "Vélomistrau")
        await press(pilot, "t", "right", "ctrl+z")
        assert screen.grid.carried is None and hours(card(sqlite_base, ids[VELO])) == "09:00–11:00"
        assert card(sqlite_base, ids[VELO]).status is BookingStatus.CONFIRMED
        await press(pilot, "ctrl+y")
        await settled(pilot, lambda: card(sqlite_base, ids[VELO]).status is BookingStatus.CANCELLED)


async def test_who_is_from_outside_is_told_the_price_beside(sqlite_base: Path, ids: list[int]) -> None:
    door = door_of(sqlite_base)
    door.perform(
        set_tariff, SetTariff(room_id=rooms_of(door)[0], tenant="extérieur", hour_cents="20", half_day_cents="60")
    )
    made = booked(door, rooms_of(door)[0], "exterieur:Région", "9h30", "11h30")
    door.database.close()
    async with running(sqlite_base, (150, 40)) as (app, pilot):
        screen = await at_planning(app, pilot)
        screen.show_booking(made)
        await settled(pilot, lambda: "40,00\u202f€ HT" in shown(app))


async def test_a_clash_is_shown_at_once_refused_in_words_and_given_up(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "t", *["right"] * 9)
        assert "déjà pris par BioLoc" in shown(app)
        await press(pilot, "enter")
        assert screen.grid.carried is not None, "still in hand"
        assert "pris par BioLoc" in shown(app) and hours(card(sqlite_base, ids[VELO])) == "09:00–11:00"
        await press(pilot, "n", "e", "d", "v", "z", "b")
        assert screen.grid.carried is not None and app.screen is screen, "letters wait until it is dropped"
        await press(pilot, "escape")
        assert screen.grid.carried is None and under(screen) == "Vélomistrau"


async def test_dropped_in_another_room_on_another_day(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "t", "pagedown")
        assert "mardi 24 novembre" in shown(app)
        assert "déjà pris par Terra Nòstra" in " ".join(shown(app).split())
        await press(pilot, "down", "enter")
        moved = card(sqlite_base, ids[VELO])
        assert (moved.room, local_of(moved.starts_at).date(), hours(moved)) == (
            "Lez",
            MONDAY + timedelta(days=1),
            "09:00–11:00",
        )
        await settled(pilot, lambda: under(screen) == "Vélomistrau")
        assert "mardi 24 novembre" in shown(app)


async def test_given_up_in_another_week_one_is_back_where_it_is(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "v", "t", "pagedown", "pagedown")
        assert "semaine du 7 décembre" in shown(app)
        await press(pilot, "q")
        assert "semaine du 23 novembre" in shown(app)
        assert under(screen) == "Vélomistrau"


async def test_stretched_then_dropped(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        await at_planning(app, pilot)
        await press(pilot, "shift+left")
        assert shown(app).count("lomistrau") == 1, "beside; no more under what is in hand"
        await press(pilot, "shift+right", "shift+right", "shift+right", "enter")
        assert hours(card(sqlite_base, ids[VELO])) == "09:00–12:00"


async def test_outside_hours_it_is_asked_first(sqlite_base: Path, ids: list[int]) -> None:
    door = door_of(sqlite_base)
    booked(door, rooms_of(door)[0], "BioLoc", "21h", "23h", outside_hours=True)
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        screen.grid.move_to(f"booking:{ids[VELO]}")
        await press(pilot, "t", *["right"] * 23, "enter")
        assert isinstance(app.screen, ChoiceDialog)
        await press(pilot, "enter")
        assert screen.grid.carried is not None and hours(card(sqlite_base, ids[VELO])) == "09:00–11:00"
        await press(pilot, "enter", "down", "enter")
        assert hours(card(sqlite_base, ids[VELO])) == "20:30–22:30"


async def test_arrived_then_gone(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "a")
        await settled(pilot, lambda: "✓ arrivés à 9\u202fh\u202f42" in shown(app))
        await press(pilot, "a")
        assert card(sqlite_base, ids[VELO]).checked_out_at is not None
        assert under(screen) == "Vélomistrau"
        await press(pilot, "a")
        assert "Départ déjà noté" in shown(app)


async def test_nobody_came(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        screen.action_absent()
        await settled(pilot, lambda: "personne n'est venu" in shown(app))
        assert card(sqlite_base, ids[VELO]).status is BookingStatus.NO_SHOW


async def test_an_option_is_confirmed_and_a_firm_one_has_nothing_to_confirm(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "x")
        assert "déjà confirmée" in shown(app)
        screen.grid.move_to(f"booking:{ids[BIOLOC]}")
        await press(pilot)
        assert "? option jusqu'" in shown(app)
        await press(pilot, "x")
        assert card(sqlite_base, ids[BIOLOC]).status is BookingStatus.CONFIRMED


async def test_on_free_time_what_needs_a_booking_says_so(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "up")
        assert screen.grid.current is None
        for key in ("t", "d", "x", "a", "h", "e"):
            await press(pilot, key)
            assert "Aller d'abord sur une réservation" in shown(app), key
            assert app.screen is screen


async def test_the_view_turns_and_keeps_the_moment(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        for kind, said in (
            (WeekGrid, "Garrigue · semaine du 23 novembre"),
            (WeekRooms, "Toutes les salles · semaine du 23 novembre"),
            (DayGrid, "Salles · lundi 23 novembre"),
        ):
            await press(pilot, "v")
            assert screen.grid.kind is kind and said in shown(app)
            assert under(screen) == "Vélomistrau"


async def test_a_room_is_chosen_by_its_tab(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "tab", "tab")
        assert screen.grid.has_focus
        await press(pilot, "tab", "left", "enter")
        assert screen.grid.kind is WeekGrid and "Thau · semaine du 23 novembre" in shown(app)
        assert "Thau 8" in shown(app) and screen.grid.has_focus
        assert "occupée" in str(screen.query_one("#planning").border_subtitle)
        await press(pilot, "tab", "right", "enter")
        assert screen.grid.kind is DayGrid


async def test_pages_go_by_days_and_weeks_and_z_comes_back(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "pagedown")
        assert "mardi 24 novembre" in shown(app) and under(screen) == "Terra Nòstra"
        await press(pilot, "pageup", "pageup")
        assert "dimanche 22 novembre" in shown(app)
        await press(pilot, "z")
        assert "aujourd'hui" in shown(app) and under(screen) == "Vélomistrau"
        await press(pilot, "v", *["pageup"] * 52)
        assert "semaine du 24 novembre 2025" in shown(app)
        await press(pilot, "z")
        assert "semaine du 23 novembre" in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_date_typed_as_people_say_it_is_gone_to(
    sqlite_base: Path, ids: list[int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "j", *"31/02", "enter")
        await settled(pilot, lambda: "n'existe pas" in shown(app))
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is screen)
        await press(pilot, "j", *"24 juin", "enter")
        await settled(pilot, lambda: app.screen is screen and "jeudi 24 juin 2027" in shown(app))
        await press(pilot, "v", "j", *"hier", "enter")
        await settled(pilot, lambda: app.screen is screen and "semaine du 16 novembre" in shown(app))


async def test_from_a_meeting_that_is_on_the_other_rooms_are_looked_at_from_now(
    sqlite_base: Path, ids: list[int]
) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        assert under(screen) == "Vélomistrau", "on since 9 h, it is 9 h 42"
        await press(pilot, "up")
        wanted = screen.grid.wanted
        assert wanted is not None and (wanted.key, wanted.start, wanted.end) == ("", 9 * 60 + 30, 10 * 60 + 30)


async def test_the_next_period_is_there_before_it_is_asked_for(
    sqlite_base: Path, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await settled(pilot)

        async def never(*_: Any, **__: Any) -> Any:
            raise AssertionError("the data base was asked")

        monkeypatch.setattr(screen, "_read", never)
        monkeypatch.setattr(screen, "_look_ahead", lambda: None)
        monkeypatch.setattr(screen, "_read_owed", lambda booking: None)
        await pilot.press("pagedown")
        assert under(screen) == "Terra Nòstra"


async def test_a_period_read_ahead_before_an_act_does_not_come_back_after_it(
    sqlite_base: Path, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer is on its way when another desk books there: the page turned to has the booking all the same."""
    wednesday = MONDAY + timedelta(days=9)
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        read, go_on, learnt, ask = asyncio.Event(), asyncio.Event(), asyncio.Event(), app.perform

        async def late(use_case: Any, request: Any = None, *, group: str = "") -> Any:
            if group == "rooms.ahead" and go_on.is_set():
                learnt.set()  # it goes on to the next one
            view = await ask(use_case, request, group=group)
            if group == "rooms.ahead" and not read.is_set():
                assert request.first == wednesday
                read.set()
                await go_on.wait()
            elif group == "rooms.planning" and read.is_set() and not learnt.is_set():
                go_on.set()
                await learnt.wait()
            return view

        monkeypatch.setattr(app, "perform", late)
        other = door_of(sqlite_base)
        canopee = rooms_of(other)[0]
        screen.go(wednesday - timedelta(days=1), canopee, 9 * 60)
        await until(pilot, read.is_set)
        booked(other, canopee, "exterieur:Mairie", "9h", "11h", day=wednesday)
        other.database.close()
        app.changed(frozenset({"rooms"}))
        await until(pilot, learnt.is_set)
        await press(pilot, "pagedown")
        assert under(screen) == "Mairie"


async def test_a_page_that_could_not_be_read_is_read_once_the_base_answers(
    sqlite_base: Path, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, far, broken = door_of(sqlite_base), MONDAY + timedelta(days=29), True
    booked(door, rooms_of(door)[0], "exterieur:Mairie", "9h", "11h", day=far)
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        ask = app.lanes.perform

        async def failing(use_case: Any, request: Any = None, *, group: str = "") -> Any:
            if broken and use_case is planning:
                raise Unavailable("La base est occupée.", "Réessayez dans un instant.")
            return await ask(use_case, request, group=group)

        monkeypatch.setattr(app.lanes, "perform", failing)
        screen.go(far, 0)
        await settled(pilot, lambda: app.trouble is not None)
        broken = False
        await app.perform(booking_card, BookingRequest(booking_id=ids[0]))
        await settled(pilot, lambda: "Mairie" in shown(app))


@pytest.mark.parametrize("views", [0, 1, 2], ids=["day", "week of a room", "week of all"])
async def test_pages_asked_for_faster_than_they_are_drawn_all_count(
    sqlite_base: Path, ids: list[int], views: int
) -> None:
    """What a key held down sends: five at once went one page."""
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, *["v"] * views)
        grid = screen.grid
        assert grid.wanted is not None
        start, days = grid.wanted.day, 1 if views == 0 else 7
        for _ in range(5):
            grid.action_page_down()
        grid.action_page_up()
        there = start + timedelta(days=4 * days)
        await settled(pilot, lambda: grid.wanted is not None and grid.wanted.day == there)
        await press(pilot, "pagedown")
        await settled(pilot, lambda: grid.wanted is not None and grid.wanted.day == there + timedelta(days=days))


async def test_a_terminal_made_wider_or_narrower_still_says_what_is_under_the_cursor(
    sqlite_base: Path, ids: list[int]
) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = await at_planning(app, pilot)
        screen.grid.move_to(f"booking:{ids[REGION]}")
        await settled(pilot)
        await pilot.resize_terminal(150, 40)
        await settled(pilot, lambda: "Région" in seen_in(app, screen.query_one("#about").region))
        screen.grid.move_to(f"booking:{ids[VELO]}")
        await settled(pilot)
        await pilot.resize_terminal(80, 24)
        await settled(pilot, lambda: "lomistrau" in seen_in(app, screen.query_one("#strip").region))


async def test_another_desks_act_is_drawn_and_the_cursor_stays(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        screen.grid.move_to(f"booking:{ids[REGION]}")
        door = door_of(sqlite_base)
        door.perform(move_booking, MoveBooking(booking_id=ids[REGION], start="18h"))
        door.database.close()
        app.changed(frozenset({"rooms"}))
        await settled(pilot, lambda: screen.grid.wanted is not None and screen.grid.wanted.start == 18 * 60)
        assert under(screen) == "Région"


@pytest.mark.parametrize("size", SIZES)
async def test_the_filter_narrows_the_rooms_and_lights_a_company(
    sqlite_base: Path, ids: list[int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "slash", *"12p")
        assert screen.grid.board is not None
        assert [room.name for room in screen.grid.board.rooms] == ["Canopée", "Garrigue", "Lez"]
        await press(pilot, "space", *"visio")
        assert [room.name for room in screen.grid.board.rooms] == ["Canopée"]
        await press(pilot, "space", *"99p")
        assert "Aucune salle ne passe ce filtre" in shown(app)
        await press(pilot, "escape", *"velomi")
        assert screen.grid.lit() == 1
        await press(pilot, *typed("ZZ[b]"))
        assert "Rien ici pour « velomiZZ[b] »" in shown(app), "as it was typed"
        await press(pilot, "escape", "escape")
        assert screen.grid.has_focus and "Rien ici" not in shown(app)


class Form:
    """Stands for the booking form: keeps what it was opened with."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def open_booking_form(self, screen: Any, **fields: Any) -> None:
        self.asked.append(fields)

    async def open_finder(self, screen: Any, on: date) -> None:
        self.asked.append({"on": on})


@pytest.fixture
def form(monkeypatch: pytest.MonkeyPatch) -> Iterator[Form]:
    asked = Form()
    for name in ("booking_form", "finder"):
        module = types.ModuleType(f"realis_tui.screens.rooms.{name}")
        module.open_booking_form, module.open_finder = asked.open_booking_form, asked.open_finder  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return asked


async def test_enter_books_the_free_time_and_opens_a_booking(sqlite_base: Path, ids: list[int], form: Form) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "enter")
        assert form.asked[-1]["booking"].id == ids[VELO]
        await press(pilot, "e")
        assert form.asked[-1]["booking"].id == ids[VELO]
        await press(pilot, "n")
        assert local_of(form.asked[-1]["slot"].start).hour == 11, "after the booking that is there"
        await press(pilot, "up")
        assert "Entrée réserver" in shown(app).splitlines()[-1], "the bottom line and the panel say the same"
        await press(pilot, "shift+right", "enter")
        wanted = screen.grid.wanted
        assert wanted is not None
        asked = form.asked[-1]
        assert asked["room_id"] == wanted.room_id and asked["slot"] == wanted.slot and asked["slot"].minutes == 90
        await press(pilot, "r")
        assert form.asked[-1] == asked
        await press(pilot, "b")
        assert form.asked[-1] == {"on": MONDAY}


async def test_the_filters_people_go_into_the_form(sqlite_base: Path, ids: list[int], form: Form) -> None:
    async with running(sqlite_base) as (app, pilot):
        await at_planning(app, pilot)
        await press(pilot, "slash", *"12p", "enter", "n")
        assert form.asked[-1]["people"] == 12


async def test_a_series_asks_which_dates_and_opens_date_by_date(sqlite_base: Path, ids: list[int]) -> None:
    door = door_of(sqlite_base)
    room = rooms_of(door)[0]
    first = booked(door, room, "interne", "9h30", "10h30", repeat="tous les lundis, 4 fois", title="Point d'équipe")
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        assert under(screen) == "Point d'équipe"
        assert "tous les lundis" in shown(app)
        await press(pilot, "t", "right", "enter")
        assert isinstance(app.screen, ChoiceDialog) and "Celle-ci et les suivantes" in shown(app)
        await press(pilot, "escape")
        assert screen.grid.carried is not None, "given up: it is still in hand"
        await press(pilot, "enter", "down", "down", "enter")
        await settled(pilot, lambda: screen.grid.carried is None)
        assert hours(card(sqlite_base, first.id + 1)) == "10:00–11:00"
        await press(pilot, "k")
        await settled(pilot, lambda: app.screen is not screen)
        assert "30 nov." in shown(app)
        await press(pilot, "escape", "d", "down", "down", "enter")
        assert card(sqlite_base, first.id + 3).status is BookingStatus.CANCELLED


async def test_what_is_shown_is_printed_and_exported(
    sqlite_base: Path, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    async def kept(screen: Any, view: Any, *rest: Any) -> None:
        asked.append((view, *rest))

    monkeypatch.setattr("realis_tui.screens.rooms.exporting.open_print", kept)
    monkeypatch.setattr("realis_tui.screens.rooms.exporting.export_shown", kept)
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "p")
        view, room_id, day = asked.pop()
        assert screen.grid.wanted is not None and (room_id, day) == (screen.grid.wanted.room_id, MONDAY)
        await press(pilot, "slash", *"visio", "enter", "i")
        assert [room.name for room in view.rooms][:2] == ["Canopée", "Garrigue"]
        blocks, first, last = asked.pop()
        assert not blocks and (first, last) == (MONDAY, MONDAY), "the only room with video is free today"
        await press(pilot, "slash", "escape", "escape", "v", "i")
        blocks, first, last = asked.pop()
        assert {block.room_id for block in blocks} == {screen.grid.wanted.room_id}
        assert last == MONDAY + timedelta(days=6)


async def test_a_double_click_opens(sqlite_base: Path, ids: list[int], form: Form) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        shape = screen.grid._shape
        laid = screen.grid.board.find(f"booking:{ids[REGION]}") if screen.grid.board is not None else None
        assert shape is not None and laid is not None
        box = shape.box_of(laid)
        assert box is not None
        offset = (shape.label_width + box.x + 2, shape.header_height + box.y)
        await pilot.click("#grid", offset=offset)
        await settled(pilot)
        assert under(screen) == "Région" and not form.asked
        await pilot.click("#grid", offset=offset, times=2)
        await settled(pilot)
        assert form.asked[-1]["booking"].id == ids[REGION]


async def test_its_history_opens(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        await at_planning(app, pilot)
        await press(pilot, "h")
        assert isinstance(app.screen, HistoryScreen) and "Historique · Garrigue, Vélomistrau" in shown(app)


async def test_who_only_reads_changes_nothing(sqlite_base: Path, ids: list[int], form: Form) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        screen = await at_planning(app, pilot)
        assert "étirer" not in shown(app) and "déplacer" not in shown(app)
        await press(pilot, "t", "d", "x", "a", "n", "r", "e", "shift+right")
        assert app.screen is screen and screen.grid.carried is None and not form.asked
        await press(pilot, "enter")
        assert isinstance(app.screen, AboutBox) and "8 sur 12" in shown(app), "it is read whole in a small terminal too"
        await press(pilot, "escape", "up", "enter")
        assert not form.asked and "réserver" not in shown(app).replace("sans y réserver", "")
        assert hours(card(sqlite_base, ids[VELO])) == "09:00–11:00"


async def test_where_to_go_first_is_no_longer_said_once_one_is_there(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, "up", "d")
        await settled(pilot, lambda: "Aller d'abord sur une réservation" in shown(app))
        await press(pilot, "down")
        await settled(pilot, lambda: under(screen) == "Vélomistrau")
        assert "Aller d'abord" not in shown(app)


@pytest.mark.parametrize("key", ["n", "r", "e", "d", "t", "a", "x", "N", "shift+right"])
async def test_a_key_that_is_not_for_who_only_reads_says_why(sqlite_base: Path, ids: list[int], key: str) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        screen = await at_planning(app, pilot)
        await press(pilot, key)
        await settled(pilot, lambda: "Votre rôle lit le planning sans y réserver." in shown(app))
        assert app.screen is screen


async def test_what_who_only_reads_types_in_the_filter_is_only_text(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        await at_planning(app, pilot)
        await press(pilot, "slash", *"nade")
        await settled(pilot, lambda: "nade" in shown(app))
        assert "Votre rôle" not in shown(app)


async def test_with_no_room_it_says_what_to_do(sqlite_base: Path) -> None:
    door = door_of(sqlite_base)
    some_companies(door)
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        await app.action_go("rooms")
        await settled(pilot, lambda: "Aucune salle encore" in shown(app))
        await press(pilot, "right", "enter", "t", "v", "z", "pagedown", "d")
        assert app.is_running


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [HOSTILE[0], *(pytest.param(name, marks=pytest.mark.full) for name in HOSTILE[1:])])
async def test_a_hostile_name_is_only_text(sqlite_base: Path, size: tuple[int, int], name: str) -> None:
    seeded(sqlite_base)
    door = door_of(sqlite_base)
    room = rooms_of(door)[0]
    own = booked(door, room, f"exterieur:{name[:150]}", "9h", "20h", title=name, notes=f"{name}\n{name}")
    booked(door, room, "interne", "20h", "20h15", title=name, option=True)
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_planning(app, pilot)
        for keys in ((), ("v",), ("v",), ("t",), ("escape",)):
            await press(pilot, *keys)
            assert "\x1b" not in shown(app) and app.is_running
        screen.grid.move_to(f"booking:{own.id}")
        await press(pilot)
        assert name[:4] in shown(app)


async def test_it_draws_again_in_the_other_theme_and_size(sqlite_base: Path, ids: list[int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_planning(app, pilot)
        await app.action_theme()
        for size in ((80, 24), (120, 36), (200, 50)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert under(screen) == "Vélomistrau" and "Vélom" in shown(app)
            assert all(len(line) <= size[0] for line in shown(app).splitlines())
