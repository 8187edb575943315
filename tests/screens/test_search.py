"""The search as one types: its lines follow what is found, and what it compares misspelt words with is read ahead."""

from pathlib import Path

import pytest

from realis_tui.domain.accounts import Role
from realis_tui.screens.companies import CompaniesScreen
from realis_tui.screens.search import SearchScreen
from realis_tui.screens.search.results import SearchLines
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from tests.screens.on_base import SIZES, door_of, press, running, settled, shown, some_companies, typed


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    door = door_of(sqlite_base)
    some_companies(door)
    for number in range(60):
        door.perform(create_company, CreateCompany(name=f"Atelier {number}", state="prospect"))
    door.database.close()
    return sqlite_base


@pytest.mark.parametrize("size", SIZES)
async def test_the_lines_follow_what_is_found(base: Path, size: tuple[int, int]) -> None:
    """Many, two, none, many again: nothing of what was shown before stays, nothing found is missing."""
    async with running(base, size) as (app, pilot):
        await press(pilot, "space", *typed("atelier"))
        assert isinstance(app.screen, SearchScreen)
        lines = app.screen.query_one(SearchLines)
        tall = lines.size.height
        assert "plus de 40 résultats" in shown(app) and shown(app).count("Atelier") >= tall - 1
        await press(pilot, *["backspace"] * 7, *typed("bioloc"))
        assert "2 résultats" in shown(app) and "BioLoc" in shown(app) and "Atelier" not in shown(app)
        assert lines.size.height < tall
        await press(pilot, *typed("qqqq"))
        assert "Rien ne ressemble à" in shown(app)
        await press(pilot, *["backspace"] * 10, *typed("atelier 7"))
        assert "Atelier 7" in shown(app)
        await press(pilot, *["backspace"] * 2)
        assert lines.size.height == tall and "plus de 40 résultats" in shown(app)


async def test_words_are_read_before_one_is_misspelt(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "space")
        await settled(pilot)
        door = app.lanes.door()
        assert door.database.vocabulary.begins("velomistrau")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("role", "offered"), [(Role.RECEPTION, True), (Role.READER, False)])
async def test_what_a_role_may_not_do_is_not_offered(base: Path, role: Role, offered: bool) -> None:
    async with running(base, role=role) as (app, pilot):
        await press(pilot, "space", *typed("bioloc"))
        assert ("e modifier" in shown(app)) is offered
        assert "y copier" in shown(app)
        await press(pilot, "down", "e")
        assert isinstance(app.screen, SearchScreen) is not offered


@pytest.mark.parametrize("size", SIZES)
async def test_a_filter_that_nothing_passes_here_says_how_many_do_elsewhere(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        assert isinstance(app.screen, CompaniesScreen)
        await press(pilot, "slash", *typed("bioloc"))
        assert "Rien ici, mais 1 dans Toutes (v).  Échap dans le filtre l'efface" in shown(app)
        await press(pilot, *typed("qqq"))
        assert "Rien dans cette vue ne passe ce filtre.  Échap dans le filtre l'efface" in shown(app)
