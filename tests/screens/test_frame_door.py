"""The frame over the real door: a new base, its first account, signing in, being told of others' acts."""

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from realis_tui import leaving, presence
from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Role
from realis_tui.domain.refusals import Trouble
from realis_tui.lanes import Later
from realis_tui.screens.help import HelpScreen
from realis_tui.settings import Settings
from realis_tui.widgets.status_line import StatusLine
from tests.screens.fake_door import FAKE_PILLARS, MORNING, PHRASE, ListPlace
from tests.screens.test_in_one_breath import burst
from tests.waiting import PATIENCE, until

if TYPE_CHECKING:
    from realis_tui.usecases.door import Door


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
        assert not known.screen.query(Input), "nothing is to be typed"
        await until(pilot, lambda: isinstance(known.screen, ListPlace))
        await known.action_sign_out()
        await until(pilot, lambda: known.focused is not None and known.focused.id == "name")
        assert {field.value for field in known.screen.query(Input)} == {""}
    wrong = real_app(monkeypatch, tmp_path, account="ines", passphrase="autre chose")
    async with wrong.run_test() as pilot:
        await until(pilot, lambda: bool(wrong.screen.query("#problem")))
        problem = wrong.screen.query_one("#problem", Static)
        await until(pilot, lambda: "incorrects" in str(problem.content))
        assert wrong.screen.query_one("#name", Input).value == "ines"
        typed = wrong.screen.query_one("#passphrase", Input)
        await until(pilot, lambda: typed.has_focus)
        for _ in range(12):
            # What was typed in dots is replaced by what is typed next.
            await pilot.press("x")
            assert (typed.value, typed.selected_text) == ("x", "")
            await pilot.press("enter")
            await until(pilot, lambda: typed.selected_text == "x")
        # The seconds left are said, and no longer whether the passphrase was right.
        await until(pilot, lambda: any(char.isdigit() for char in str(problem.content)))


async def test_a_name_and_its_passphrase_in_one_breath(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As a password manager types them: the passphrase never stands in clear in the name."""
    app = real_app(monkeypatch, tmp_path)
    async with app.run_test() as pilot:
        await at_work(app, pilot)
        await app.action_sign_out()
        await until(pilot, lambda: not app.screen.has_class("-first-time"))
        assert "Se connecter" in str(app.screen.query_one("#sign-in").border_title)
        burst(app, "Ines Fabre", "<tab>", PHRASE, "<enter>")
        await until(pilot, lambda: isinstance(app.screen, ListPlace))


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


async def at_work(app: RealisApp, pilot: Pilot[int]) -> None:
    """Make the first account of a base that has none, and come to the first screen."""
    await until(pilot, lambda: app.screen.has_class("-first-time"))
    for field, typed in (("#name", "Inès Fabre"), ("#passphrase", PHRASE), ("#again", PHRASE)):
        app.screen.query_one(field, Input).value = typed
    app.screen.query_one("#again").focus()
    await pilot.press("enter", "enter")
    await until(pilot, lambda: isinstance(app.screen, ListPlace))


async def test_a_desk_that_quits_is_counted_no_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from realis_tui.usecases.desks import BeHere, be_here

    app = real_app(monkeypatch, tmp_path)
    async with app.run_test() as pilot:
        await at_work(app, pilot)
        await app.presence.beat()
        door = await asyncio.to_thread(other_desk, str(tmp_path / "realis.db"))
        here = BeHere(desk="accueil", at=app.clock.real())
        assert await asyncio.to_thread(door.perform, be_here, here) == 1
        monkeypatch.setattr(presence, "FAREWELL", PATIENCE)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)
    assert await asyncio.to_thread(door.perform, be_here, here) == 0
    await asyncio.to_thread(door.database.close)


def other_desk(url: str) -> "Door":
    """Another program on the same base (in a thread: the event loop never touches a data base)."""
    from realis_tui.db.engine import Database
    from realis_tui.domain.accounts import SYSTEM
    from realis_tui.usecases.door import Door

    return Door(Database.open(url), SYSTEM)


@pytest.mark.postgres
async def test_another_desk_is_heard_without_being_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str
) -> None:
    from tests.db.acting import add, company

    app = real_app(monkeypatch, tmp_path, base=postgres_url)
    async with app.run_test() as pilot:
        await at_work(app, pilot)
        assert app.lanes.listening
        monkeypatch.setattr(app.presence, "look_elsewhere", None)  # nothing is asked: what comes was told
        door = await asyncio.to_thread(other_desk, postgres_url)
        await asyncio.to_thread(add, door, company("Vélomistrau"))
        await until(pilot, lambda: "reload" in app.screen.done)  # type: ignore[attr-defined]
        await asyncio.to_thread(door.database.close)
    assert not any(thread.name == "realis-écoute" for thread in await asyncio.to_thread(left_after_a_while))


def left_after_a_while() -> list[threading.Thread]:
    """The threads still there once the listeners have had the time to leave."""
    for thread in threading.enumerate():
        if thread.name == "realis-écoute":
            thread.join(PATIENCE)
    return threading.enumerate()


@pytest.mark.postgres
async def test_while_another_desk_writes_the_screen_lives(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str
) -> None:
    """Fault 16: the wait is said, look-ups go on, then it is given up with its sentence."""
    app = real_app(monkeypatch, tmp_path, base=postgres_url)

    def hold(door: "Door") -> None:
        with door.database.connection(write=True) as connection:
            connection.exec_driver_sql("LOCK TABLE desks IN EXCLUSIVE MODE")
            held.set()
            assert let_go.wait(PATIENCE)

    held, let_go = threading.Event(), threading.Event()
    writing = Later("realis_tui.usecases.desks", "be_here", "BeHere", {"desk": "accueil", "at": MORNING})
    looking_up = Later("realis_tui.usecases.sign_in", "accounts_overview", reads=True)
    async with app.run_test() as pilot:
        await at_work(app, pilot)
        door = await asyncio.to_thread(other_desk, postgres_url)
        holding = asyncio.create_task(asyncio.to_thread(hold, door))
        await until(pilot, held.is_set)
        saving = asyncio.create_task(app.ask(writing))
        await until(pilot, lambda: "Un autre poste enregistre : un instant…" in said(app))
        assert (await app.perform(looking_up)).has_accounts
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert await saving is None
        assert app.trouble is not None and app.trouble.trouble is Trouble.LOCKED
        let_go.set()
        await holding
        await until(pilot, lambda: app.trouble is None)
        await asyncio.to_thread(door.database.close)


def said(app: RealisApp) -> str:
    """The quiet words on the screen, if any."""
    return " ".join(str(line.content) for line in app.screen.query(StatusLine) if line.has_class("-shown"))
