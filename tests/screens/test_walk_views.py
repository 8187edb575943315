"""Views of one's own and the filter, by keys, from the list of companies."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from realis_tui.screens.companies.screen import CompaniesScreen
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.companies.saved_views import SaveView, save_view
from realis_tui.usecases.door import Door
from tests.screens.on_base import press, running, settled, some_companies, typed
from tests.screens.on_card import form_of, refused_under, seen_in, type_in
from tests.usecases.companies_steps import create


@pytest.fixture
def door(sqlite_door: Door) -> Door:
    """Three companies of Sète, one of Alès."""
    some_companies(sqlite_door)
    create(sqlite_door, "Rouages", city="Alès")
    return sqlite_door


def own_views(door: Door) -> list[tuple[str, str]]:
    page = door.perform(list_companies, ListCompanies())
    return [(view.title, view.filter_text) for view in page.views if view.own]


async def test_a_filter_is_kept_as_a_view_and_opened_again(sqlite_base: Path, door: Door) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        screen.bar.tabs.choose("toutes")
        await settled(pilot, lambda: len(screen.lines.rows) == 4)
        await press(pilot, "slash", *typed("commune:ales"), "enter")
        await settled(pilot, lambda: [row.name for row in screen.lines.rows] == ["Rouages"])
        await press(pilot, "v")
        assert "Enregistrer ce filtre…" in seen_in(app)
        await press(pilot, "end", "enter")
        assert "« Nom de la vue » est à remplir." in await refused_under(app, pilot, "name")
        assert form_of(app).values()["filter_text"] == "commune:ales"
        assert not own_views(door)
        await type_in(app, pilot, "name", "À Alès")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: screen.is_current and screen.bar.tabs.current.startswith("vue-"))
        assert "Vue enregistrée" in seen_in(app)
        assert own_views(door) == [("À Alès", "commune:ales")]
        assert (screen.bar.filter.text, [row.name for row in screen.lines.rows]) == ("", ["Rouages"])
        await press(pilot, "v", "home", "enter")
        await settled(pilot, lambda: [row.name for row in screen.lines.rows] != ["Rouages"])
        await press(pilot, "v", "end", "up", "enter")
        await settled(pilot, lambda: [row.name for row in screen.lines.rows] == ["Rouages"])


async def test_undoing_the_view_one_is_on_shows_all(sqlite_base: Path, door: Door) -> None:
    # Defect: the list stayed on the view that was no more, and read nothing from then on.
    async with running(sqlite_base) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        await press(pilot, "slash", *typed("commune:ales"), "enter", "v", "end", "enter")
        await type_in(app, pilot, "name", "À Alès")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: screen.is_current and screen.bar.tabs.current.startswith("vue-"))
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: "Défait :" in seen_in(app) and "À Alès" in seen_in(app))
        assert not own_views(door)
        assert "Cette vue n'existe plus." not in seen_in(app)
        assert screen.bar.tabs.current == "toutes"
        assert len(screen.lines.rows) == 4


async def test_a_view_chosen_while_all_is_being_counted_is_the_one_shown(
    sqlite_base: Path, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Defect: « nothing here, but 3 in Toutes » was asked in the list's own name, and silenced what was asked since.
    counting = asyncio.Event()
    async with running(sqlite_base) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        perform = app.perform

        async def slow_to_count(query: Any, given: Any = None, **options: Any) -> Any:
            if isinstance(given, ListCompanies) and given.limit == 1:
                await counting.wait()
            return await perform(query, given, **options)

        monkeypatch.setattr(app, "perform", slow_to_count)
        await press(pilot, "slash", *typed("commune:ales"), "enter", "v", "down", "down", "down", "enter")
        counting.set()
        await settled(pilot, lambda: screen.bar.tabs.current == "prospects")
        assert [row.name for row in screen.lines.rows] == ["Rouages"]


async def test_a_view_deleted_comes_back(sqlite_base: Path, door: Door) -> None:
    door.perform(save_view, SaveView(name="À Alès", filter_text="commune:ales"))
    async with running(sqlite_base) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        await press(pilot, "v", "end")
        assert "Supprimer « À Alès »" in seen_in(app)
        await press(pilot, "enter")
        await settled(pilot, lambda: "Vue supprimée · Ctrl+Z pour annuler" in seen_in(app))
        assert not own_views(door)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: "À Alès" in [view.title for view in screen._page.views] if screen._page else False)
    assert own_views(door) == [("À Alès", "commune:ales")]


async def test_a_filter_typed_wrong_says_what_would_be_right(sqlite_base: Path, door: Door) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        screen.bar.tabs.choose("toutes")
        await settled(pilot, lambda: len(screen.lines.rows) == 4)
        await press(pilot, "slash", *typed("comune:ales"), "enter")
        await settled(pilot, lambda: "« comune »" in seen_in(app))
        assert "Le champ « comune » n'existe pas ici : essayer « commune »." in seen_in(app)
        assert len(screen.lines.rows) == 4
        assert screen.bar.filter.text == "comune:ales"
        await press(pilot, "v", "end", "enter")
        await type_in(app, pilot, "name", "À Alès")
        assert "essayer « commune »." in await refused_under(app, pilot, "filter_text")
        assert form_of(app).values() == {"name": "À Alès", "filter_text": "comune:ales"}
        assert not own_views(door)
        await type_in(app, pilot, "filter_text", "commune:ales")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: [row.name for row in screen.lines.rows] == ["Rouages"])
    assert own_views(door) == [("À Alès", "commune:ales")]
