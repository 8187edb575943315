"""A series from the form, before it is booked and after, date by date, on a real base."""

from pathlib import Path
from typing import Any

import pytest

from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.rooms.booking_form import BookingForm, OccurrenceForm
from realis_tui.screens.rooms.series_box import SeriesBox, open_series
from realis_tui.screens.rooms.series_preview import SeriesPreview
from realis_tui.usecases.rooms.catalogue import SetTariff, set_tariff
from realis_tui.usecases.rooms.views import BookingView
from tests.screens.on_base import SIZES, door_of, press, running, settled
from tests.screens.on_card import type_in
from tests.screens.rooms_base import TODAY, at, at_form, book, booked, furnished, says, slot, words


@pytest.fixture
def rooms(sqlite_base: Path) -> dict[str, int]:
    return furnished(sqlite_base)


def weekly(path: Path, rooms: dict[str, int]) -> list[BookingView]:
    """Thau for BioLoc, five Thursdays from the 26th, from 14 to 16."""
    door = door_of(path)
    book(door, rooms["Thau"], "26/11", "14h", "16h", repeat="tous les jeudis, 5 fois")
    door.database.close()
    return of_series(path)


def of_series(path: Path) -> list[BookingView]:
    return [view for view in booked(path) if view.series_id is not None and view.status.takes_time]


@pytest.mark.parametrize("size", SIZES)
async def test_a_series_is_said_back_in_words_and_booked(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 14, 16))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "repeat", "tous les jeudis jusqu'au 15 mai")
        await says(app, pilot, "tous les jeudis jusqu'au 15 mai", "6 mai")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is not box)
    days = [view.slot.day.isoformat() for view in of_series(sqlite_base)]
    assert days[0] == "2026-11-26" and days[-1] == "2027-05-13" and "2027-05-06" not in days


@pytest.mark.parametrize("size", SIZES)
async def test_what_the_whole_series_costs_is_said_before_it_is_booked(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    door = door_of(sqlite_base)
    rate = {"room_id": rooms["Garrigue"], "tenant": "hébergée", "hour_cents": "10", "half_day_cents": "30"}
    door.perform(set_tariff, SetTariff.model_validate(rate, context={"today": TODAY}))
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(23, 10, 12))
        await type_in(app, pilot, "who", "vélomistrau")
        await type_in(app, pilot, "repeat", "tous les jours ouvrés, 8 fois")
        # One is taken; two of November's ten free hours are those of the booking that is there already.
        await says(app, pilot, "7 dates · 30,00 € HT en tout : 14 h, dont 11 h comprises")
        assert "sur 10 h" not in words(app), "the first date's own price is not told beside"
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, SeriesPreview))
        await says(app, pilot, "7 dates · 30,00 € HT en tout")
        await press(pilot, "up", "d")
        await says(app, pilot, "6 dates · 10,00 € HT en tout : 12 h, dont 11 h comprises")


async def test_what_is_not_understood_is_said_under_the_field(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(26, 14, 16))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "repeat", "quand ça me chante")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: bool(box.form._rows["repeat"].problem))
        assert "n'est pas compris" in box.form._rows["repeat"].problem
        assert app.screen is box


@pytest.mark.parametrize("size", SIZES)
async def test_a_series_that_clashes_shows_its_dates_and_books_the_others_only_if_asked(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(23, 10, 11))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "repeat", "tous les jours ouvrés, 5 fois")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, SeriesPreview))
        await says(app, pilot, "mar. 24 nov.", "prise par Vélomistrau jusqu'à 12 h", "réserver les 4 autres")
        assert "ouvrir" not in words(app)
        await press(pilot, "down", "d")
        await says(app, pilot, "réserver les 3 autres")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is box)
        assert not of_series(sqlite_base)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, SeriesPreview))
        # What was left aside stays with the form.
        await says(app, pilot, "réserver les 3 autres")
        await press(pilot, "down", "n")
        await says(app, pilot, "réserver les 4 autres")
        await press(pilot, "x")
        await says(app, pilot, "réserver les 3 autres")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: not isinstance(app.screen, SeriesPreview | BookingForm))
    assert [view.slot.day.day for view in of_series(sqlite_base)] == [23, 26, 27]


async def test_why_a_date_is_left_out_is_read_whole_in_a_small_terminal(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(23, 10, 11))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "repeat", "tous les jours ouvrés, 5 fois")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, SeriesPreview))
        await says(app, pilot, "mar. 24 nov. prise par Vélomistrau jusqu'à 12 h")


async def test_why_a_date_cannot_be_put_back_before_it_is_booked_is_said(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    door = door_of(sqlite_base)
    book(door, rooms["Thau"], "18/12", "9h", "12h", title="Conseil")
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        await at_form(app, pilot, room_id=rooms["Thau"], slot=slot(27, 10, 11))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "repeat", "tous les vendredis, 6 fois")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, SeriesPreview))
        await press(pilot, "n")
        await says(app, pilot, "ven. 18 déc. : prise par", "Touche t pour la déplacer.")
        await press(pilot, "down", "n")
        await says(app, pilot, "ven. 25 déc. : férié (Noël). À remettre par k, une fois la série réservée.")


@pytest.mark.parametrize("size", SIZES)
async def test_a_date_of_what_is_to_be_booked_is_moved_and_put_back(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_form(app, pilot, room_id=rooms["Garrigue"], slot=slot(23, 10, 11))
        await type_in(app, pilot, "who", "bioloc")
        await type_in(app, pilot, "repeat", "tous les jours ouvrés, 4 fois")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, SeriesPreview))
        await says(app, pilot, "prise par Vélomistrau jusqu'à 12 h", "réserver les 3 autres", "déplacer")
        await moving(app, pilot, "t")
        await says(app, pilot, "Déplacer la date du mar. 24 nov.", "Créneau déjà pris par Vélomistrau jusqu'à 12 h")
        # Where another date of the series is, it does not go.
        await type_in(app, pilot, "on", "25/11")
        await press(pilot, "ctrl+s")
        await says(app, pilot, "prise par la série elle-même")
        await type_in(app, pilot, "on", "24/11")
        await type_in(app, pilot, "start", "14h")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, SeriesPreview))
        await says(app, pilot, "14 h – 15 h", "1 déplacée : 24 nov. à 14 h – 15 h", "réserver la série")
        await press(pilot, "n")
        await says(app, pilot, "prise par Vélomistrau jusqu'à 12 h")
        await moving(app, pilot, "enter")
        await type_in(app, pilot, "room_id", "lez")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, SeriesPreview))
        await says(app, pilot, "en salle Lez")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is box)
        await press(pilot, "ctrl+s")
        # What was moved stays with the form.
        await says(app, pilot, "en salle Lez", "réserver la série")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: not isinstance(app.screen, SeriesPreview | BookingForm))
    assert [(view.slot.day.day, view.room) for view in of_series(sqlite_base)] == [
        (23, "Garrigue"),
        (24, "Lez"),
        (25, "Garrigue"),
        (26, "Garrigue"),
    ]


async def moving(app: Any, pilot: Any, key: str) -> None:
    """Open the form that moves the date under the cursor."""
    await press(pilot, key)
    await settled(pilot, lambda: isinstance(app.screen, OccurrenceForm) and not app.screen.is_opening)


async def at_series(app: Any, pilot: Any, series_id: int | None) -> SeriesBox:
    assert series_id is not None
    app.run_worker(open_series(app.screen, series_id))
    await settled(pilot, lambda: isinstance(app.screen, SeriesBox) and bool(app.screen.lines.rows))
    assert isinstance(app.screen, SeriesBox)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_a_date_is_left_out_put_back_and_moved(
    sqlite_base: Path, rooms: dict[str, int], size: tuple[int, int]
) -> None:
    first, *_ = weekly(sqlite_base, rooms)
    async with running(sqlite_base, size) as (app, pilot):
        box = await at_series(app, pilot, first.series_id)
        await says(app, pilot, "tous les jeudis", "5 dates sur 5")
        await press(pilot, "down", "d")
        await says(app, pilot, "4 dates sur 5", "sautée")
        await press(pilot, "enter")
        assert app.screen is box
        await press(pilot, "n")
        await says(app, pilot, "5 dates sur 5")
        await press(pilot, "e")
        await settled(pilot, lambda: isinstance(app.screen, BookingForm) and not app.screen.is_opening)
        await type_in(app, pilot, "start", "10h")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await press(pilot, "enter")
        await settled(pilot, lambda: app.screen is box)
        await says(app, pilot, "10 h – 12 h")
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is not box)
    assert [view.starts_at.astimezone(at(1, 0).tzinfo).hour for view in of_series(sqlite_base)] == [14, 10, 14, 14, 14]


async def test_moving_one_asks_what_moves_with_it(sqlite_base: Path, rooms: dict[str, int]) -> None:
    _, second, *_ = weekly(sqlite_base, rooms)
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, booking=second)
        await type_in(app, pilot, "start", "9h")
        await type_in(app, pilot, "title", "Comité")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "Celle-ci et les suivantes" in words(app)
        await press(pilot, "escape")
        await settled(pilot, lambda: app.screen is box)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await press(pilot, "down", "enter")
        await settled(pilot, lambda: not isinstance(app.screen, BookingForm | ChoiceDialog))
    after = of_series(sqlite_base)
    assert [view.starts_at.astimezone(at(1, 0).tzinfo).hour for view in after] == [14, 9, 9, 9, 9]
    assert [view.title for view in after] == [None, "Comité", "Comité", "Comité", "Comité"]


async def test_when_some_dates_are_taken_only_the_others_may_be_moved(sqlite_base: Path, rooms: dict[str, int]) -> None:
    first, _, third, *_ = weekly(sqlite_base, rooms)
    door = door_of(sqlite_base)
    book(door, first.room_id, f"{third.starts_at:%d/%m}", "9h", "11h", title="Conseil")
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, booking=first)
        await type_in(app, pilot, "start", "9h")
        for answers in (("escape",), ("down", "enter")):
            await press(pilot, "ctrl+s")
            await settled(pilot, lambda: "celle-ci et les suivantes" in words(app).lower())
            await press(pilot, "down", "enter")
            await settled(pilot, lambda: "Déplacer seulement les autres" in words(app))
            assert "1 date sur 5 n'est pas libre" in words(app)
            await press(pilot, *answers)
            await settled(pilot, lambda: not isinstance(app.screen, ChoiceDialog))
            if answers == ("escape",):
                assert "1 date sur 5 n'est pas libre" in box.form.problem_of("start"), "said under its field"
        await settled(pilot, lambda: app.screen is not box)
    assert [view.starts_at.astimezone(at(1, 0).tzinfo).hour for view in of_series(sqlite_base)] == [9, 9, 14, 9, 9]


async def test_a_detail_asks_what_changes_with_it_once(sqlite_base: Path, rooms: dict[str, int]) -> None:
    first, *_ = weekly(sqlite_base, rooms)
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, booking=first)
        await type_in(app, pilot, "people", "5")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await press(pilot, "enter")
        await settled(pilot, lambda: not isinstance(app.screen, BookingForm | ChoiceDialog))
        assert app.screen is not box
    assert [view.people for view in of_series(sqlite_base)] == [5, None, None, None, None]


async def test_refused_on_one_date_a_series_is_as_it_was_and_the_form_may_try_again(
    sqlite_base: Path, rooms: dict[str, int]
) -> None:
    door = door_of(sqlite_base)
    book(door, rooms["Thau"], "10/12", "9h", "10h")
    door.database.close()
    first, *_ = weekly(sqlite_base, rooms)
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot, booking=first)
        await type_in(app, pilot, "title", "Comité")
        await type_in(app, pilot, "start", "9h")
        for _ in range(2):
            await press(pilot, "ctrl+s")
            await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
            await press(pilot, "down", "down", "enter")
            await says(app, pilot, "10 déc.", "Ne rien déplacer")
            await press(pilot, "enter")
            await settled(pilot, lambda: app.screen is box)
            await says(app, pilot, "10 déc.")
        assert {view.title for view in of_series(sqlite_base)} == {None}
        await type_in(app, pilot, "start", "11h")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await press(pilot, "down", "down", "enter")
        await settled(pilot, lambda: not isinstance(app.screen, BookingForm | ChoiceDialog))
    assert {view.title for view in of_series(sqlite_base)} == {"Comité"}
