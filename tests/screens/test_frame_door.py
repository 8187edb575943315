"""The frame over the real door: a new base, its first account, signing in, being told of others' acts."""

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from realis_tui import leaving
from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Role
from realis_tui.settings import Settings
from tests.screens.fake_door import FAKE_PILLARS, MORNING, PHRASE, ListPlace
from tests.screens.test_frame import until


def real_app(monkeypatch: pytest.MonkeyPatch, folder: Path, **settings: str) -> RealisApp:
    import realis_tui.app
    import realis_tui.frame
    import realis_tui.pillars

    for module in (realis_tui.app, realis_tui.frame, realis_tui.pillars):
        monkeypatch.setattr(module, "PILLARS", FAKE_PILLARS)
    monkeypatch.setattr(leaving, "default_base", lambda: folder / "realis.db")
    return RealisApp(Settings(now=MORNING, **settings))  # type: ignore[arg-type]


async def test_from_nothing_to_the_first_screen_and_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = real_app(monkeypatch, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.has_class("-first-time"))
        for field, typed in (("#name", "Inès Fabre"), ("#passphrase", "court"), ("#again", "court")):
            app.screen.query_one(field, Input).value = typed
        app.screen.query_one("#again").focus()
        await pilot.press("enter")
        await until(pilot, lambda: "▲" in str(app.screen.query_one("#problem", Static).content))
        for field in ("#passphrase", "#again"):
            app.screen.query_one(field, Input).value = PHRASE
        await pilot.press("enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, ListPlace))
        assert app.actor is not None
        assert app.actor.role is Role.DIRECTION


async def test_already_identified_and_wrong_tries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = real_app(monkeypatch, tmp_path)
    async with first.run_test() as pilot:
        await until(pilot, lambda: first.connected)
        from realis_tui.screens.sign_in import acts

        await first.perform(acts.create_first_account({"name": "Inès", "passphrase": PHRASE}))
    known = real_app(monkeypatch, tmp_path, account="ines", passphrase=PHRASE)
    async with known.run_test() as pilot:
        await until(pilot, lambda: isinstance(known.screen, ListPlace))
    wrong = real_app(monkeypatch, tmp_path, account="ines", passphrase="autre chose")
    async with wrong.run_test() as pilot:
        problem = wrong.screen.query_one("#problem", Static)
        for _ in range(5):
            await until(pilot, lambda: "incorrects" in str(problem.content))
            wrong.screen.query_one("#passphrase", Input).value = "non plus"
            await pilot.pause()
            wrong.screen.query_one("#passphrase").focus()
            await pilot.press("enter")
            await until(pilot, lambda: "▲" in str(problem.content))
        await until(pilot, lambda: "30" in str(problem.content))


async def test_a_new_default_base_holds_the_starter_premises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = real_app(monkeypatch, tmp_path)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.screen.has_class("-first-time"))
    from realis_tui.db.engine import Database
    from realis_tui.domain.accounts import SYSTEM
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.spaces.plan import PlanRequest, spaces_plan

    database = Database.open(tmp_path / "realis.db")
    try:
        assert Door(database, SYSTEM).perform(spaces_plan, PlanRequest()).spaces == 42
    finally:
        database.close()
