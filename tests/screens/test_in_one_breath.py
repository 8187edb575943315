"""A whole form typed without a pause: every key is obeyed in order, so each field has its own text."""

from pathlib import Path

import pytest
from textual import events

from realis_tui.app import RealisApp
from realis_tui.screens.form_box import FormBox
from realis_tui.screens.rooms.finder import FinderBox, open_finder
from tests.screens.on_base import door_of, press, running, settled, some_companies
from tests.screens.on_card import form_of
from tests.screens.rooms_base import TODAY, at_form, booked, furnished


@pytest.fixture
def rooms(sqlite_base: Path) -> dict[str, int]:
    return furnished(sqlite_base)


def burst(app: RealisApp, *parts: str) -> None:
    """All the keys of a very fast typist, before the first one is answered: a text, or a key's name between < and >."""
    for part in parts:
        for key in [part[1:-1]] if part.startswith("<") else part:
            app.post_message(events.Key({" ": "space", "/": "slash"}.get(key, key), key if len(key) == 1 else None))


async def test_a_booking_in_one_breath(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot)
        burst(app, "velo", "<tab>", "thau", "<enter>", "jeudi", "<tab>", "9h", "<tab>", "10h30", "<tab>")
        await settled(pilot, lambda: box.form.values()["end"] == "10h30")
        values = box.form.values()
        assert [values[name] for name in ("who", "room_id", "on", "start")] == [
            "company:1", str(rooms["Thau"]), "jeudi", "9h",
        ]  # fmt: skip
        assert not values["repeat"]


async def test_a_booking_and_its_saving_in_one_breath(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        box = await at_form(app, pilot)
        burst(app, "velo", "<enter>", "thau", "<tab>", "jeudi", "<enter>", "9h", "<enter>", "10h", "<ctrl+s>")
        await settled(pilot, lambda: app.screen is not box)
    last = booked(sqlite_base)[-1]
    assert (last.room, last.who) == ("Thau", "Vélomistrau")


async def test_a_company_in_one_breath(sqlite_base: Path) -> None:
    door = door_of(sqlite_base)
    some_companies(door)
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        await press(pilot, "n")
        assert isinstance(app.screen, FormBox)
        form = form_of(app)
        names = [name for name, row in form._rows.items() if row.spec.shown.widget == "text"][:1]
        first, second = list(form._rows)[:2]
        burst(app, "Ondine", "<tab>")
        await settled(pilot)
        assert names == [first] and form.values()[first] == "Ondine"
        burst(app, "<shift+tab>", "Loup", "<down>", "<up>", "<end>", "x", "<backspace>", "!", "<tab>")
        await settled(pilot)
        assert form.values()[first] == "Loup!" and app.focused is form._rows[second].target


async def test_a_search_in_one_breath(sqlite_base: Path, rooms: dict[str, int]) -> None:
    async with running(sqlite_base) as (app, pilot):
        app.run_worker(open_finder(app.screen, TODAY))
        await settled(pilot, lambda: isinstance(app.screen, FinderBox) and not app.screen.is_opening)
        burst(app, "12", "<tab>", "visio", "<tab>", "jeudi", "<tab>", "14h", "<tab>", "18h", "<enter>", "90")
        await settled(pilot, lambda: form_of(app).values()["minutes"] == "90")
        values = form_of(app).values()
        assert [values[name] for name in ("people", "equipment", "on", "earliest", "latest")] == [
            "12", "visio", "jeudi", "14h", "18h",
        ]  # fmt: skip
