"""A pillar asked for again: what stands over its first screen is left, and nothing typed is lost."""

from pathlib import Path

import pytest

from realis_tui.screens.accounts.passphrase import PassphraseBox
from realis_tui.screens.alerts import AlertsScreen
from realis_tui.screens.companies import CompaniesScreen
from realis_tui.screens.companies.identity_form import CompanyForm
from realis_tui.screens.history import HistoryScreen
from realis_tui.widgets.status_line import StatusLine
from tests.screens.on_base import press, running, settled, shown, typed
from tests.screens.places import PLACES


@pytest.mark.parametrize("keys", [("f3",), ("g", "e")])
@pytest.mark.parametrize("place", ["settings", "accounts", "journal", "alerts", "companies.card"])
async def test_the_companies_are_reached_from_what_stands_over_them(
    base: Path, place: str, keys: tuple[str, ...]
) -> None:
    async with running(base) as (app, pilot):
        await PLACES[place](app, pilot)
        assert not isinstance(app.screen, CompaniesScreen)
        await press(pilot, *keys)
        assert isinstance(app.screen, CompaniesScreen)
        assert len(app.screen_stack) == 1


async def test_with_the_palette_open_the_key_of_the_pillar_leads_there(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "ctrl+p", "f3")
        assert isinstance(app.screen, CompaniesScreen)


@pytest.mark.parametrize("asked", ["ctrl+p", "f1", "g"])
async def test_what_asks_where_to_go_is_not_left_behind(base: Path, asked: str) -> None:
    async with running(base) as (app, pilot):
        here = app.screen
        await press(pilot, asked)
        await settled(pilot, lambda: app.screen is not here)
        await press(pilot, "f4")
        await settled(pilot, lambda: app.current_mode == "rooms" and not app.going)
        await app.action_go("companies")
        await settled(pilot, lambda: app.current_mode == "companies" and not app.going)
        assert app.screen is here


async def test_a_form_that_is_left_this_way_keeps_its_draft(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "n", *typed("Atelier"), "f3")
        assert isinstance(app.screen, CompaniesScreen)
        await press(pilot, "n")
        assert isinstance(app.screen, CompanyForm)
        assert app.screen.form.values()["name"] == "Atelier"


async def test_a_form_that_keeps_no_draft_is_not_left_with_what_is_typed(base: Path) -> None:
    async with running(base) as (app, pilot):
        await app.run_action("app.open_screen('accounts:PassphraseBox')")
        await settled(pilot)
        await press(pilot, *typed("secret"), "f3")
        assert isinstance(app.screen, PassphraseBox)


async def test_from_the_journal_the_palette_opens_what_is_done_in_the_list(base: Path) -> None:
    async with running(base) as (app, pilot):
        await PLACES["journal"](app, pilot)
        assert isinstance(app.screen, HistoryScreen)
        await press(pilot, "ctrl+p", *typed("surveiller"), "enter")
        assert isinstance(app.screen, AlertsScreen)


async def test_what_was_said_is_not_read_under_the_next_form(base: Path) -> None:
    async with running(base) as (app, pilot):
        app.say("Défait : création de BioLoc")
        await settled(pilot)
        assert "Défait" in shown(app)
        said = app.screen.query_one(StatusLine)
        await press(pilot, "n")
        assert isinstance(app.screen, CompanyForm)
        assert not said.display


@pytest.mark.parametrize("asked", ["deconn", "session", "quitter"])
async def test_changing_person_is_found_by_other_words(base: Path, asked: str) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "ctrl+p", *typed(asked))
        assert "Changer de personne" in shown(app)
