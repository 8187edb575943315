"""Accounts and settings for direction, and coming back with a one-time code, on a real base."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from textual.widgets import Input

from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Actor, Role
from realis_tui.domain.refusals import Refused
from realis_tui.screens.accounts import AccountsScreen, PassphraseBox
from realis_tui.screens.accounts.code import CodeBox
from realis_tui.screens.form_box import FormBox
from realis_tui.screens.history import HistoryScreen
from realis_tui.screens.settings import SettingsScreen
from realis_tui.screens.sign_in import SignInScreen
from realis_tui.usecases.accounts import AccountOf, AddAccount, add_account, issue_reset_code, list_accounts
from realis_tui.usecases.sign_in import VISITOR, SignIn, sign_in
from realis_tui.widgets.form import Form
from tests.screens.on_base import HOSTILE, SIZES, door_of, press, running, settled, shown, typed

PHRASE = "le tournesol suit la lumière"


def hired(path: Path, *names: tuple[str, Role]) -> None:
    door = door_of(path)
    for name, role in names:
        door.perform(add_account, AddAccount(name=name, role=role, passphrase=SecretStr(PHRASE)))
    door.database.close()


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    hired(sqlite_base, ("Claire Fontanel", Role.DIRECTION), ("Nadia Roux", Role.COACH))
    return sqlite_base


async def at(app: RealisApp, pilot: Any, place: str) -> Any:
    await app.action_open_screen(place)
    await settled(pilot)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_opening_an_account_says_every_refusal_then_opens_it(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        screen = await at(app, pilot, "accounts:AccountsScreen")
        assert "Nadia Roux" in shown(app)
        await press(pilot, "n")
        form = app.screen.query_one(Form)
        form.set_values({"name": "nadia roux", "role": "coach", "passphrase": "court"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "trop courte" in shown(app))
        form.set_values({"passphrase": PHRASE})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "déjà pris" in shown(app))
        assert form.values()["name"] == "nadia roux"
        form.set_values({"name": "[/]Zoé"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is screen and "[/]Zoé" in shown(app))
        assert screen.lines.current is not None and screen.lines.current.name == "[/]Zoé"


async def test_closing_reopening_and_the_last_direction(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await at(app, pilot, "accounts:AccountsScreen")
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == "Nadia Roux"))
        await press(pilot, "d")
        await settled(pilot, lambda: "fermé · Ctrl+Z" in shown(app))
        await settled(pilot, lambda: [row.active for row in screen.lines.rows] == [True, False])
        await press(pilot, "e")
        assert "le rouvrir d'abord" in shown(app)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: all(row.active for row in screen.lines.rows))
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == "Claire Fontanel"))
        await press(pilot, "d")
        await settled(pilot, lambda: "aucun compte de direction" in shown(app))


@pytest.mark.parametrize("size", SIZES)
async def test_a_code_is_shown_once(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        screen = await at(app, pilot, "accounts:AccountsScreen")
        await press(pilot, "end", "e")
        await settled(pilot, lambda: isinstance(app.screen, CodeBox))
        code = app.screen._code.code  # type: ignore[attr-defined]
        assert code in shown(app) and "mar. 24 nov. à 09:42" in shown(app)
        await press(pilot, "escape")
        assert app.screen is screen
        assert code not in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_coming_back_with_the_code(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        door = door_of(base)
        nadia = next(one for one in door.perform(list_accounts, None) if one.name == "Nadia Roux")
        given = door.perform(issue_reset_code, AccountOf(account_id=nadia.id))
        door.database.close()
        await app.action_sign_out()
        await settled(pilot, lambda: isinstance(app.screen, SignInScreen))
        screen = app.screen
        await press(pilot, "ctrl+o")
        typed = {"#name": "nadia roux", "#code": "AAAAA-AAAAA", "#passphrase": "une phrase neuve", "#again": "autre"}
        for field, value in typed.items():
            screen.query_one(field, Input).value = value
        screen.query_one("#again").focus()
        await press(pilot, "enter")
        assert "pas les mêmes" in shown(app)
        screen.query_one("#again", Input).value = "une phrase neuve"
        await press(pilot, "enter")
        await settled(pilot, lambda: "Nom ou code incorrects" in shown(app))
        assert app.focused is screen.query_one("#code")
        screen.query_one("#code", Input).value = f" {given.code.lower()} "
        screen.query_one("#again").focus()
        await press(pilot, "enter")
        await settled(pilot, lambda: app.actor is not None and not isinstance(app.screen, SignInScreen))
        assert app.actor is not None and app.actor.name == "Nadia Roux"


# One's own passphrase


async def as_nadia(app: RealisApp, pilot: Any, path: Path) -> None:
    door = door_of(path)
    nadia = next(one for one in door.perform(list_accounts, None) if one.name == "Nadia Roux")
    door.database.close()
    await app.enter(Actor(nadia.id, nadia.name, nadia.role))
    await settled(pilot)


def opens(path: Path, passphrase: str) -> bool:
    door = door_of(path)
    try:
        door.for_actor(VISITOR).perform(sign_in, SignIn(name="Nadia Roux", passphrase=SecretStr(passphrase)))
    except Refused:
        return False
    finally:
        door.database.close()
    return True


@pytest.mark.parametrize("size", SIZES)
async def test_changing_ones_own_passphrase(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        await as_nadia(app, pilot, base)
        await press(pilot, "ctrl+p", *typed("changer ma phrase"), "enter")
        await settled(pilot, lambda: isinstance(app.screen, PassphraseBox))
        form = app.screen.query_one(Form)
        # The first box opened: it is no taller than its fields, and has one frame.
        assert app.screen.query_one("#box").region.height == form.region.height + 2 < 20
        await press(pilot, *typed("pas la bonne"), "enter", *typed("une phrase neuve"), "enter", *typed("une autre"))
        assert form.values()["current"] == "pas la bonne"
        assert not [secret for secret in ("bonne", "neuve", "autre") if secret in shown(app)]
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "mêmes" in shown(app))
        form.set_values({"again": "une phrase neuve"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "celle-là" in shown(app))
        form.set_values({"current": PHRASE})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "Phrase secrète changée" in shown(app))
    assert opens(base, "une phrase neuve") and not opens(base, PHRASE)


async def test_ones_own_account_offers_it(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await at(app, pilot, "accounts:AccountsScreen")
        mine = next(row for row in screen.lines.rows if row.name == "Claire Fontanel")
        await app.enter(Actor(mine.id, mine.name, mine.role))
        screen = await at(app, pilot, "accounts:AccountsScreen")
        screen.lines.move_to(mine.id)
        await press(pilot, "enter")
        assert "Donner un code" not in shown(app)
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, PassphraseBox))


async def test_nothing_secret_is_kept_as_a_draft(base: Path, home: Path) -> None:
    """Typed, seen masked, left for longer than a draft takes, then abandoned: nowhere on the disk."""
    async with running(base) as (app, pilot):
        await as_nadia(app, pilot, base)
        await app.action_open_screen("accounts:PassphraseBox")
        await press(pilot, *typed("motmotmot"), "tab", *typed("sesame"))
        app.leave()
    async with running(base) as (app, pilot):
        await at(app, pilot, "accounts:AccountsScreen")
        await press(pilot, "n", *typed("nouveau"), "tab", "tab", *typed("motmotmot"))
        form = app.screen.query_one(Form)
        assert form.values()["passphrase"] == "motmotmot"
        assert "motmotmot" not in shown(app)
        await press(pilot, "escape")
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"motmotmot" in path.read_bytes() or b"sesame" in path.read_bytes()]


@pytest.mark.parametrize("size", SIZES)
async def test_refused_sign_ins_are_in_the_accounts_history(base: Path, size: tuple[int, int]) -> None:
    assert not opens(base, "pas la bonne")
    async with running(base, size) as (app, pilot):
        screen = await at(app, pilot, "accounts:AccountsScreen")
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == "Nadia Roux"))
        await press(pilot, "h")
        await settled(pilot, lambda: isinstance(app.screen, HistoryScreen))
        assert "Connexion refusée à Nadia" in shown(app) and "incorrecte" in shown(app)
        assert "connexion, depuis essais" in shown(app)
        await press(pilot, "enter")
        assert "ne s'annule pas" in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_setting_changes_from_a_day_on_never_before(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        screen = await at(app, pilot, "settings:SettingsScreen")
        assert isinstance(screen, SettingsScreen)
        assert "Durée de l'accompagnement" in shown(app)
        assert all(line.about.label in shown(app) for line in screen.lines.rows[: size[1] - 12])
        await press(pilot, "enter")
        assert isinstance(app.screen, FormBox)
        form = app.screen.query_one(Form)
        form.set_values({"value": "beaucoup", "valid_from": "23/11/2026"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "beaucoup" in shown(app) and "▲" in shown(app))
        form.set_values({"value": "48", "valid_from": "22/11/2026"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "ne change pas le passé" in shown(app))
        form.set_values({"valid_from": "01/01/2027"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is screen and "1er janv. 2027" in shown(app))
        line = screen.lines.current
        assert line is not None and line.about.shown == "36" and line.planned[0][1] == "48"


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_only_text(base: Path, name: str) -> None:
    hired(base, (f"{name[:150]} A", Role.READER))
    async with running(base, (80, 24)) as (app, pilot):
        screen = await at(app, pilot, "accounts:AccountsScreen")
        screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name.startswith(name[:3])))
        await press(pilot, "e")
        await settled(pilot, lambda: isinstance(app.screen, CodeBox))
        assert name[:3] in shown(app)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.READER])
async def test_others_have_neither_accounts_nor_settings(base: Path, role: Role) -> None:
    async with running(base, role=role) as (app, pilot):
        await press(pilot, "ctrl+p")
        assert "Comptes de l'équipe" not in shown(app) and "Réglages" not in shown(app)
        await press(pilot, "escape")
        await at(app, pilot, "accounts:AccountsScreen")
        assert "Nadia" not in shown(app)


async def test_the_palette_leads_there(base: Path) -> None:
    async with running(base) as (app, pilot):
        await press(pilot, "ctrl+p", *"comptes", "enter")
        await settled(pilot, lambda: isinstance(app.screen, AccountsScreen))
