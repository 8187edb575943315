"""The companies' screens: list, card, forms, on a real base."""

from pathlib import Path

import pytest
from textual.widgets import Input

from realis_tui.domain.accounts import Role
from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.identity_form import CompanyForm
from realis_tui.screens.companies.screen import CompaniesScreen
from realis_tui.screens.companies.twins import TwinLine
from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card
from realis_tui.usecases.companies.identity import CreateCompany, EditCompany, create_company, edit_company
from realis_tui.widgets.form import Form
from tests.screens.on_base import HOSTILE, SIZES, door_of, press, running, settled, shown, some_companies, typed


async def everyone(app, pilot) -> CompaniesScreen:  # type: ignore[no-untyped-def]
    """The list of all companies."""
    screen = app.screen
    assert isinstance(screen, CompaniesScreen)
    screen.bar.tabs.choose("toutes")
    await settled(pilot, lambda: len(screen.lines.rows) >= 3)
    return screen


@pytest.mark.parametrize("size", [*SIZES, pytest.param((120, 36), id="120", marks=pytest.mark.full)])
async def test_the_list_and_the_card(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        screen = await everyone(app, pilot)
        assert "Vélomistrau" in shown(app)
        assert screen.query_one("#card").display is (size[0] >= 120)
        await press(pilot, "enter")
        assert isinstance(app.screen, CompanyCardScreen)
        for _ in range(7):
            await press(pilot, "right")
        await press(pilot, "q")
        assert app.screen is screen


async def test_the_filter_keeps_the_cursor(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await everyone(app, pilot)
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == "Terra Nòstra"))
        await press(pilot, "slash", *typed("terra"), "enter")
        await settled(pilot, lambda: len(screen.lines.rows) == 1)
        assert screen.lines.current is not None and screen.lines.current.name == "Terra Nòstra"
        await press(pilot, "slash", "escape", "escape")
        await settled(pilot, lambda: len(screen.lines.rows) == 3)
        assert screen.lines.current.name == "Terra Nòstra"


async def test_a_filter_that_takes_the_row_of_the_cursor_away_goes_to_the_first(base: Path) -> None:
    """Entrée, Entrée opens the first that passes, wherever the cursor was."""
    async with running(base) as (app, pilot):
        screen = await everyone(app, pilot)
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == "Vélomistrau"))
        assert screen.lines.cursor == 2
        await press(pilot, "slash", *typed("-mistrau"))
        await settled(pilot, lambda: len(screen.lines.rows) == 2)
        assert screen.lines.cursor == 0


async def test_every_error_of_the_form_is_inline_and_nothing_is_lost(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "n")
        assert isinstance(app.screen, CompanyForm)
        form = app.screen.query_one(Form)
        form.set_values({"siren": "123", "email": "pas un courriel", "postcode": "99"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: sum(bool(row.problem) for row in form._rows.values()) == 4)
        assert form.values()["email"] == "pas un courriel"


async def test_creating_then_undoing(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "n", *typed("Nouvelle Coop"), "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, CompaniesScreen))
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        await settled(pilot, lambda: any(row.name == "Nouvelle Coop" for row in screen.lines.rows))
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: all(row.name != "Nouvelle Coop" for row in screen.lines.rows))


async def test_twins_are_said_while_one_types(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "n", *typed("velo mistrau"))
        await settled(pilot, lambda: app.screen.query_one(TwinLine).has_class("-found"))
        assert "Vélomistrau" in shown(app)
        app.screen.query_one(TwinLine).focus()
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen))


async def test_a_stale_form_shows_both_and_overwrites_nothing(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await everyone(app, pilot)
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == "BioLoc"))
        await press(pilot, "e")
        form = app.screen.query_one(Form)
        company = screen.lines.current
        assert company is not None
        door = door_of(base)
        seen = door.perform(company_card, CompanyCardRequest(company_id=company.id))
        elsewhere = EditCompany(company_id=seen.id, version=seen.version, name="BioLoc", city="Alès", sector="énergie")
        door.perform(edit_company, elsewhere)
        form.set_values({"city": "Nîmes"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "Alès" in shown(app))
        assert form.values()["city"] == "Nîmes"
        assert form.values()["sector"] == "énergie"
        assert door.perform(company_card, CompanyCardRequest(company_id=seen.id)).city == "Alès"
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, CompaniesScreen))
        assert door.perform(company_card, CompanyCardRequest(company_id=seen.id)).city == "Nîmes"
        door.database.close()


@pytest.mark.full  # the ordinary run has it on every screen, in test_hostile
@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_are_only_text(sqlite_base: Path, size: tuple[int, int]) -> None:
    door = door_of(sqlite_base)
    some_companies(door, HOSTILE)
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        screen = await everyone(app, pilot)
        for row in list(screen.lines.rows):
            screen.lines.move_to(row.id)
            screen.lines.focus()
            await press(pilot, "enter", *["right"] * 6, "h", "q", "q")
            assert app.screen is screen
            await press(pilot, "e", "escape", "t", "escape", "l", "escape")
            assert app.screen is screen
        assert "[/nope]" in shown(app)


async def test_a_reader_is_not_offered_what_they_may_not_do(base: Path) -> None:
    async with running(base, role=Role.READER) as (app, pilot):
        await press(pilot, "n", "e", "t", "d")
        assert isinstance(app.screen, CompaniesScreen)
        assert "votre rôle ne le permet pas" in shown(app)
        assert not app.screen.query(Input).filter("#never")
        assert "nouvelle" not in shown(app)


async def test_what_was_typed_comes_back(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "n", *typed("Brouillon"), "escape")
        assert isinstance(app.screen, CompaniesScreen)
        await press(pilot, "n")
        await settled(pilot, lambda: "repris" in shown(app))
        assert app.screen.query_one(Form).values()["name"] == "Brouillon"


async def test_an_act_of_another_desk_shows_and_the_cursor_stays(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await everyone(app, pilot)
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == "Vélomistrau"))
        door = door_of(base)
        some = CreateCompany(name="Aaa d'ailleurs")
        door.perform(create_company, some)
        door.database.close()
        await settled(pilot, lambda: len(screen.lines.rows) == 4)
        assert screen.lines.current is not None and screen.lines.current.name == "Vélomistrau"


async def test_a_heading_too_long_for_the_line_says_so(base: Path) -> None:
    door = door_of(base)
    activity = "répit des aidants, accueil de jour, formation des familles et des bénévoles"
    made = door.perform(create_company, CreateCompany(name="Cap Répit", activity=activity, state="prospect"))
    door.database.close()
    async with running(base, (80, 24)) as (app, pilot):
        await app.push_screen(CompanyCardScreen(made.company_id))
        await settled(pilot)
        assert shown(app).splitlines()[2].rstrip(" │").endswith("…")


async def test_an_example_is_not_taken_for_a_value(base: Path) -> None:
    async with running(base) as (app, pilot):
        await everyone(app, pilot)
        await press(pilot, "n")
        assert "ex. 009 011 115" in shown(app)
        assert app.screen.query_one(Form).values()["siren"] == ""
