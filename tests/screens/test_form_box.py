"""A form in its box: what it says of its draft, by the application's clock, and what a resize leaves."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from realis_tui.app import RealisApp
from realis_tui.drafts import DraftStore
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.form_box import FormBox
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.form import Form
from tests.screens.on_base import SIZES, press, running, settled, shown


async def opened(app: RealisApp, pilot: Any, key: str = "n") -> Form:
    await press(pilot, key)
    await settled(pilot, lambda: isinstance(app.screen, FormBox) and app.focused is not None)
    return app.screen.query_one(Form)


def border(app: RealisApp) -> str:
    return str(app.screen.query_one("#box").border_subtitle)


async def test_a_draft_is_dated_by_the_application_s_clock(base: Path) -> None:
    async with running(base) as (app, pilot):
        await opened(app, pilot)
        await press(pilot, *"Zo", "tab")
        await settled(pilot, lambda: "brouillon gardé à 09:42" in border(app))
        await press(pilot, "escape")
        await opened(app, pilot)
        assert "Brouillon du 23/11 à 09:42 repris." in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_keys_say_what_is_true(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        await opened(app, pilot)
        keys = shown(app).splitlines()[-1]
        assert "Échap fermer" in keys
        assert "brouillon" not in keys
        await press(pilot, *"Zo", "escape")
        await opened(app, pilot)
        assert "Ctrl+R" in shown(app).splitlines()[-1]
        await press(pilot, "ctrl+r")
        await settled(pilot, lambda: "Ctrl+R" not in shown(app))


async def test_a_draft_that_the_disk_refuses_is_said_and_the_form_stays(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(DraftStore, "save", full)
    async with running(base) as (app, pilot):
        form = await opened(app, pilot)
        await press(pilot, *"Zo", "tab")
        await settled(pilot, lambda: "Brouillon non gardé : le disque refuse." in shown(app))
        assert form.values()["name"] == "Zo"
        await press(pilot, "escape")
        assert not isinstance(app.screen, FormBox)


@pytest.mark.parametrize("size", SIZES)
async def test_a_base_restored_under_an_open_form_is_said_in_it(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        form = await opened(app, pilot)
        await press(pilot, *"Zo")
        kept = base.with_name("kept.db")
        shutil.copyfile(base, kept)
        os.replace(kept, base)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "remplacé ou renommé" in " ".join(shown(app).split()))
        assert form.values()["name"] == "Zo" and isinstance(app.screen, FormBox)


async def test_a_resize_keeps_what_is_typed_and_where(base: Path) -> None:
    async with running(base) as (app, pilot):
        form = await opened(app, pilot)
        await press(pilot, *"Zoé", "tab", *"xy")
        before, focused = form.values(), app.focused
        for size in ((80, 24), (60, 16), (200, 60), (120, 36), (150, 40)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert form.values() == before
            assert app.focused is focused
            region = focused.region if focused is not None else None
            assert region is not None
            assert app.screen.region.contains_region(region), size
        await press(pilot, "z")
        assert form.values() != before


async def test_a_box_that_saves_under_the_lock_leaves_the_lock(base: Path) -> None:
    async with running(base) as (app, pilot):
        await opened(app, pilot)
        box = app.screen
        assert isinstance(box, FormBox)
        await app.action_lock()
        await settled(pilot)
        lock = app.screen
        assert lock is not box
        box.dismiss(None)
        await settled(pilot)
        assert app.screen is lock
        app.locked = False
        lock.dismiss(None)
        await settled(pilot)
        assert not isinstance(app.screen, FormBox)
        assert len(app.screen_stack) == 1


async def test_a_box_closed_twice_closes_nothing_else(base: Path) -> None:
    async with running(base) as (app, pilot):
        await opened(app, pilot)
        box = app.screen
        box.dismiss(None)
        box.dismiss(None)
        await settled(pilot)
        assert app.is_running
        assert len(app.screen_stack) == 1


async def test_nothing_comes_over_the_lock(base: Path) -> None:
    """A click beside it opens nothing, and a form that was on its way waits under it."""
    async with running(base) as (app, pilot):
        await app.action_lock()
        await settled(pilot)
        lock = app.screen
        await pilot.click(offset=(1, 3))
        app.run_worker(app.push_screen_wait(ChoiceDialog("Salle", [Choice("1", "Garrigue")])))
        await settled(pilot)
        assert app.screen is lock
        app.locked = False
        lock.dismiss(None)
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
