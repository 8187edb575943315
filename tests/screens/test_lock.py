"""The lock on a real base: the first person's typing stays a draft of theirs when a second one signs in from it."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Actor, Role
from realis_tui.screens.companies.identity_form import CompanyForm
from realis_tui.screens.lock import LockScreen
from realis_tui.screens.sign_in import SignInScreen
from realis_tui.widgets.form import Form
from tests.screens.on_base import press, running, settled, shown, typed


async def _new_company(app: RealisApp, pilot: Pilot[Any]) -> Form:
    await press(pilot, "n")
    await settled(pilot, lambda: isinstance(app.screen, CompanyForm) and not app.screen.is_opening)
    return app.screen.query_one(Form)


async def _leave_from_the_lock(app: RealisApp, pilot: Pilot[Any]) -> None:
    await app.action_lock()
    await settled(pilot, lambda: isinstance(app.screen, LockScreen))
    await press(pilot, "ctrl+l")
    await settled(pilot, lambda: isinstance(app.screen, SignInScreen) and not app.locked)


async def test_what_was_typed_is_found_again_by_who_typed_it_alone(sqlite_base: Path) -> None:
    async with running(sqlite_base) as (app, pilot):
        await _new_company(app, pilot)
        await press(pilot, *typed("Tiers lieu"))
        await _leave_from_the_lock(app, pilot)
        assert "Tiers lieu" not in shown(app)
        await app.enter(Actor(None, "Leïla", Role.RECEPTION))
        await settled(pilot, lambda: not isinstance(app.screen, SignInScreen))
        assert (await _new_company(app, pilot)).values()["name"] == ""
        await _leave_from_the_lock(app, pilot)
        await app.enter(Actor(None, "Claire", Role.DIRECTION))
        await settled(pilot, lambda: not isinstance(app.screen, SignInScreen))
        assert (await _new_company(app, pilot)).values()["name"] == "Tiers lieu"
