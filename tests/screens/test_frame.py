"""The frame over a fake door: signing in, places, help, palette, lock, what goes wrong."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static
from textual.worker import WorkerState

from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Role
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.messages import Superseded
from realis_tui.palette import Palette, matched
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.help import HelpScreen
from realis_tui.screens.lock import LockScreen
from realis_tui.screens.sign_in import SignInScreen
from realis_tui.terminal import CleanLines, driver_class
from realis_tui.theme import LIGHT_NAME
from realis_tui.widgets.banner import Banner
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.key_line import KeyLine
from realis_tui.widgets.status_line import StatusLine
from tests.screens.fake_door import PHRASE, FakeDoor, ListPlace, PlanPlace, fake, fake_app
from tests.waiting import PATIENCE, until


@asynccontextmanager
async def opened(
    monkeypatch: pytest.MonkeyPatch, door: FakeDoor | None = None, size: tuple[int, int] = (120, 36), **settings: Any
) -> AsyncIterator[tuple[RealisApp, Pilot[int]]]:
    app = fake_app(monkeypatch, door, **settings)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.connected is not None)
        yield app, pilot


@asynccontextmanager
async def at_work(
    monkeypatch: pytest.MonkeyPatch, door: FakeDoor | None = None, size: tuple[int, int] = (120, 36), **settings: Any
) -> AsyncIterator[tuple[RealisApp, Pilot[int]]]:
    async with opened(monkeypatch, door, size, account="Amina Faure", passphrase=PHRASE, **settings) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, ListPlace) and not app.going)
        yield app, pilot


def footer(app: RealisApp) -> str:
    return app.screen.query_one(KeyLine).render().plain  # type: ignore[union-attr]


def words(app: RealisApp) -> str:
    return str(app.screen.query_one(StatusLine).content)


# Signing in


async def test_a_proposed_account_is_one_arrow_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch) as (app, pilot):
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        assert "données fictives" in app.screen.query_one("TopLine").render().plain  # type: ignore[union-attr]
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ListPlace))
        assert app.actor is not None
        assert app.actor.name == "Amina Faure"


async def test_a_wrong_passphrase_is_said_and_what_was_typed_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch, FakeDoor(demo=False)) as (app, pilot):
        await pilot.press(*"Zoé", "enter", *"faux", "enter")
        await until(pilot, lambda: "n'est pas la bonne" in str(app.screen.query_one("#problem", Static).content))
        assert app.screen.query_one("#name", Input).value == "Zoé"
        assert app.screen.query_one("#passphrase", Input).value == "faux"
        assert app.focused is app.screen.query_one("#passphrase")


async def test_whose_role_opens_nothing_is_told_so_and_is_not_left_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch, FakeDoor(demo=False)) as (app, pilot):
        monkeypatch.setattr("realis_tui.app.PILLARS", ())
        await pilot.press(*"Zoé", "enter", *PHRASE, "enter")
        await until(pilot, lambda: "Changer de personne" in str(app.screen.query_one("#name-problem", Static).content))
        assert app.actor is None and app.screen.query_one("#passphrase", Input).value == ""


async def test_an_empty_passphrase_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch) as (app, pilot):
        await pilot.press(*"Zoé", "enter", "enter")
        await until(pilot, lambda: "est à remplir" in str(app.screen.query_one("#problem", Static).content))


async def test_the_first_start_makes_the_direction_account(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch, FakeDoor(has_accounts=False, demo=False, role=Role.DIRECTION)) as (app, pilot):
        await until(pilot, lambda: app.screen.has_class("-first-time"))
        await pilot.press(*"Inès", "tab", *PHRASE, "tab", *"autre", "enter")
        await until(pilot, lambda: "pas les mêmes" in str(app.screen.query_one("#problem", Static).content))
        app.screen.query_one("#again", Input).value = PHRASE
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ListPlace))


async def test_nothing_of_the_house_answers_before_signing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(monkeypatch) as (app, pilot):
        await pilot.press("f3", "ctrl+p", "ctrl+f", "ctrl+z")
        assert isinstance(app.screen, SignInScreen)
        assert "Entreprises" not in app.screen.query_one("TopLine").render().plain  # type: ignore[union-attr]


async def test_changing_person_forgets_the_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        await app.action_sign_out()
        await pilot.pause()
        assert isinstance(app.screen, SignInScreen)
        assert app.screen.query_one("#passphrase", Input).value == ""
        assert not any(isinstance(screen, ListPlace) for screen in app.all_screens())


# Keys, footer, places


@pytest.mark.parametrize("key", ["n", "N"])
async def test_caps_lock_is_ignored(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        await pilot.press(key)
        assert app.screen.done == ["new"]  # type: ignore[attr-defined]


async def test_letters_are_text_in_a_field_and_f_keys_win(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        await pilot.press("slash", *"nq g", "f3")
        assert app.screen.query_one("#field", Input).value == "nq g"
        assert app.screen.done == []  # type: ignore[attr-defined]
        assert "filtrer" not in footer(app)


async def test_the_footer_follows_place_and_role(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch, size=(80, 24)) as (app, _):
        assert footer(app).strip() == ("Entrée ouvrir   n nouvelle   / filtrer   v vues   Espace chercher   F1 aide")
    async with at_work(monkeypatch, FakeDoor(role=Role.READER)) as (app, pilot):
        assert "nouvelle" not in footer(app)
        await pilot.press("n")
        assert app.screen.done == []  # type: ignore[attr-defined]


async def test_a_footer_key_can_be_clicked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        at = footer(app).index("nouvelle")
        await pilot.click(KeyLine, offset=(at + 1, 0))
        await until(pilot, lambda: app.screen.done == ["new"])  # type: ignore[attr-defined]


async def test_g_and_a_letter_go_and_f3_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        first = app.screen
        await pilot.press("g", "L")
        await until(pilot, lambda: isinstance(app.screen, PlanPlace))
        assert "F3 Entreprises" in app.screen.query_one("TopLine").render().plain  # type: ignore[union-attr]
        await pilot.press("f3")
        await until(pilot, lambda: app.screen is first)


async def test_a_remapped_key_answers_and_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch, keys={"companies.create": "u"}) as (app, pilot):
        await pilot.press("n", "u")
        assert app.screen.done == ["new"]  # type: ignore[attr-defined]
        assert "u nouvelle" in footer(app)


async def test_help_lists_and_does(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        here = app.screen
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        lines = app.screen.query_one(OptionList)
        lines.highlighted = lines.get_option_index("companies.create")
        await pilot.press("enter")
        await until(pilot, lambda: here.done == ["new"])  # type: ignore[attr-defined]
        assert app.screen is here


async def test_the_palette_folds_accents_and_does(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        await pilot.press("ctrl+p", *"thème", "enter")
        await until(pilot, lambda: app.theme == LIGHT_NAME)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        await pilot.press(*"locaux aller", "enter")
        await until(pilot, lambda: isinstance(app.screen, PlanPlace))
        await pilot.press("ctrl+p", *"nouvelle entreprise", "enter")
        await until(pilot, lambda: isinstance(app.screen, ListPlace) and app.screen.done == ["new"])


def test_matching_folds_both_sides() -> None:
    assert matched("theme", "Changer de thème") is not None
    assert matched("THÈME", "Changer de theme") is not None
    assert matched("zzz", "Changer de thème") is None


async def test_undo_says_which_act(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "[/]Vital'Oc" in words(app))
        await until(pilot, lambda: "reload" in app.screen.done)  # type: ignore[attr-defined]


# Lock


async def test_the_lock_keeps_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        here = app.screen
        await pilot.press("slash", *"en cours")
        app.idle_minutes = 0
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        app.idle_minutes = 10
        await pilot.press("escape", "f3", "ctrl+p", "ctrl+f", "f2")
        assert isinstance(app.screen, LockScreen)
        await pilot.press(*"faux", "enter")
        await until(pilot, lambda: "n'est pas la bonne" in str(app.screen.query_one("#problem", Static).content))
        # What is typed next takes the place of the dots.
        await pilot.press(*PHRASE, "enter")
        await until(pilot, lambda: app.screen is here)
        assert here.query_one("#field", Input).value == "en cours"
        assert app.focused is here.query_one("#field")


async def test_somebody_else_signs_in_from_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        here = app.screen
        await app.action_lock()
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        await until(pilot, lambda: "changer de personne" in footer(app))
        waiting = app.run_worker(app.push_screen_wait(ChoiceDialog("Salle", [Choice("1", "Garrigue")])))
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(app.screen, SignInScreen) and not app.locked)
        assert app.actor is None and here not in app.all_screens()
        # What the first person was about to open does not come to the next.
        await until(pilot, lambda: waiting.state is WorkerState.CANCELLED)
        await pilot.press(*"Zoé", "enter", *PHRASE, "enter")
        await until(pilot, lambda: isinstance(app.screen, ListPlace))
        assert app.actor is not None and app.actor.name == "Zoé"


# The door


async def test_reads_and_writes_go_their_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    door = FakeDoor()
    async with at_work(monkeypatch, door) as (app, _):

        @fake(reads=True)
        def look(door: FakeDoor, request: Any) -> str:
            return "vu"

        @fake(changes=("companies",))
        def write(door: FakeDoor, request: Any) -> str:
            return "écrit"

        assert await app.perform(look) == "vu"
        assert await app.perform(write) == "écrit"
        assert door.threads[-2:] == [("look", "realis-lecture"), ("write", "realis-écriture")]


async def test_a_newer_read_replaces_the_older(monkeypatch: pytest.MonkeyPatch) -> None:
    door = FakeDoor()
    async with at_work(monkeypatch, door) as (app, pilot):
        begun = threading.Event()

        @fake(reads=True)
        def slow(door: FakeDoor, request: int) -> int:
            if request == 0:
                begun.set()
                door.interrupted.wait(PATIENCE)
            return request

        first = asyncio.create_task(app.perform(slow, 0, group="search"))
        await until(pilot, begun.is_set)
        second = asyncio.create_task(app.perform(slow, 1, group="search"))
        third = asyncio.create_task(app.perform(slow, 2, group="search"))
        outcomes = await asyncio.gather(first, second, third, return_exceptions=True)
        assert isinstance(outcomes[0], Superseded)
        assert isinstance(outcomes[1], Superseded)
        assert outcomes[2] == 2


async def test_a_write_is_never_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, finished = threading.Event(), threading.Event(), threading.Event()
    async with at_work(monkeypatch) as (app, pilot):

        @fake(changes=("companies",))
        def long_import(door: FakeDoor, request: Any) -> None:
            begun.set()
            go_on.wait(PATIENCE)
            finished.set()

        task = asyncio.create_task(app.perform(long_import))
        await until(pilot, begun.is_set)
        task.cancel()
        go_on.set()
        await until(pilot, finished.is_set)
        await until(pilot, lambda: "reload" in app.screen.done)  # type: ignore[attr-defined]


async def test_another_process_commit_reloads(monkeypatch: pytest.MonkeyPatch) -> None:
    door = FakeDoor()
    async with at_work(monkeypatch, door) as (app, pilot):
        door.elsewhere = {"companies"}
        await until(pilot, lambda: "reload" in app.screen.done)  # type: ignore[attr-defined]


async def test_a_hidden_screen_reloads_when_it_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):
        hidden = app.screen
        await app.action_go("spaces")
        app.changed(frozenset({"companies"}))
        await pilot.pause()
        assert hidden.done == []  # type: ignore[attr-defined]
        await app.action_go("companies")
        await until(pilot, lambda: hidden.done == ["reload"])  # type: ignore[attr-defined]


async def test_what_goes_wrong_is_said_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work(monkeypatch) as (app, pilot):

        @fake()
        def refuse(door: FakeDoor, request: Any) -> None:
            raise Refused("Ce nom est déjà pris : [/]Vital'Oc.", "name")

        @fake(reads=True)
        def broken(door: FakeDoor, request: Any) -> None:
            raise Unavailable("La base est occupée.", "Réessayez dans un instant.")

        @fake(reads=True)
        def mended(door: FakeDoor, request: Any) -> int:
            return 1

        assert await app.ask(refuse) is None
        assert "[/]Vital'Oc" in words(app)
        app.run_worker(app.perform(broken))
        await until(pilot, lambda: app.screen.query_one(Banner).has_class("-shown"))
        assert "Réessayez" in str(app.screen.query_one(Banner).content)
        await app.ask(mended)
        await pilot.pause()
        assert not app.screen.query_one(Banner).has_class("-shown")


# The terminal


async def test_nothing_hostile_reaches_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "a\x1b]52;c;eHg=\x07b\x9b31mc\u202ed[/]\u2066[@click=app.quit]é"
    async with at_work(monkeypatch, FakeDoor(name=hostile)) as (app, pilot):
        app.screen.query_one("#rows", Static).update(Content(hostile))
        app.say(hostile)
        await pilot.pause()
        drawn = "".join(segment.text for strip in app.screen._compositor.render_strips(app.size) for segment in strip)
        assert "[@click=app.quit]" in drawn
        assert not any(sign in drawn for sign in "\x1b\x07\x9b\u202e\u2066")


def test_clean_lines_leave_ordinary_text_alone() -> None:
    from rich.segment import Segment
    from textual.color import Color

    segments = [Segment("Éçœ 1\u202f234,50\u202f€ ▁▂█ ✓"), Segment("x")]
    assert CleanLines().apply(segments, Color(0, 0, 0)) == segments


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_the_decoder_replaces() -> None:
    assert driver_class() is not None


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (150, 40), (200, 60)])
@pytest.mark.parametrize("theme", ["nuit", "clair"])
async def test_every_size_and_theme_draws(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], theme: str) -> None:
    async with at_work(monkeypatch, size=size, theme=theme) as (app, pilot):
        assert app.screen.query_one(KeyLine).region.bottom == size[1]
        await pilot.press("f1")
        await pilot.pause()
        assert app.screen.query_one("#box").region.bottom < size[1]


async def test_no_color_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_work(monkeypatch) as (app, _):
        assert app.no_color
        assert "F3 Entreprises" in app.screen.query_one("TopLine").render().plain  # type: ignore[union-attr]


async def test_sixteen_colours_reverse_the_chosen_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    async with at_work(monkeypatch) as (app, pilot):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        lines = app.screen.query_one(OptionList)
        assert lines.get_component_styles("option-list--option-highlighted").text_style.reverse


async def test_leaving_saves_what_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    saved = []
    async with at_work(monkeypatch) as (app, _):
        app.screen.query_one("#rows").flush_draft = lambda: saved.append(True)  # type: ignore[attr-defined]
        app.leave()
    assert saved == [True]


async def test_an_act_that_trips_over_the_leaving_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def trips(app: RealisApp) -> None:
        app.leave()
        raise RuntimeError("its screen is no longer there")

    async with at_work(monkeypatch) as (app, _):
        app.run_worker(trips(app))
    assert app.return_code == 0


def test_the_frame_loads_nothing_heavy() -> None:
    code = (
        "import sys; import realis_tui.app, realis_tui.palette, realis_tui.screens.lock, realis_tui.screens.help;"
        "heavy = {'sqlalchemy', 'pydantic', 'alembic', 'argon2', 'phonenumbers', 'realis_tui.usecases'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
