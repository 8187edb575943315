"""Keys typed without waiting for a form to open: they are its first field's, in order, and no act on the list."""

import asyncio
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from realis_tui.app import RealisApp
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.companies.merging import MergeBox
from realis_tui.screens.companies.screen import CompaniesScreen
from realis_tui.screens.form_box import FormBox
from realis_tui.screens.spaces import SpacesScreen
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.widgets.filter_field import FilterField
from realis_tui.widgets.form import Form
from tests.screens.on_base import door_of, press, running, settled

NAME = "dehli qvnx ed"
"""Each letter of it is an act on the list."""


def at_once(app: RealisApp, text: str, *keys: str) -> None:
    """Press keys as a terminal gives those of a fast typist: all before the first one is answered."""
    for char in text:
        app.post_message(events.Key({" ": "space", "/": "slash"}.get(char, char), char))
    for key in keys:
        app.post_message(events.Key(key, None))


async def everyone(app: RealisApp, pilot: Any) -> CompaniesScreen:
    screen = app.screen
    assert isinstance(screen, CompaniesScreen)
    screen.bar.tabs.choose("toutes")
    await settled(pilot, lambda: len(screen.lines.rows) == 3)
    screen.lines.focus()
    return screen


def first_field(app: RealisApp) -> str:
    assert isinstance(app.screen, FormBox), app.screen
    return next(iter(app.screen.query_one(Form).values().values()))


async def test_a_name_typed_with_the_key_of_its_form(base: Path) -> None:
    async with running(base) as (app, pilot):
        await everyone(app, pilot)
        at_once(app, f"n{NAME}")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        assert first_field(app) == NAME
        await press(pilot, "z")
        assert first_field(app) == f"{NAME}z"


async def test_while_a_card_is_read_and_a_module_imported(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(base) as (app, pilot):
        await everyone(app, pilot)
        answer, perform = asyncio.Event(), app.perform

        async def slow(*args: Any, **options: Any) -> Any:
            await answer.wait()
            return await perform(*args, **options)

        monkeypatch.setattr(app, "perform", slow)
        at_once(app, "e")
        await pilot.pause()
        at_once(app, NAME)
        await pilot.pause()
        assert isinstance(app.screen, CompaniesScreen)
        answer.set()
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        # What the field held is selected, as when one comes into it: the first letter takes its place.
        assert first_field(app).endswith(NAME)


async def test_a_choice_asked_before_the_form_has_its_keys(base: Path) -> None:
    async with running(base) as (app, pilot):
        await at_the_spaces(app, pilot)
        at_once(app, "l", "down", "enter")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))


async def at_the_spaces(app: RealisApp, pilot: Any) -> None:
    await app.action_go("spaces")
    await settled(pilot, lambda: isinstance(app.screen, SpacesScreen) and app.screen.space() is not None)


async def test_what_is_typed_while_a_choice_closes_is_the_forms(base: Path) -> None:
    async with running(base) as (app, pilot):
        await at_the_spaces(app, pilot)
        await press(pilot, "l")
        assert isinstance(app.screen, ChoiceDialog)
        at_once(app, "", "enter")
        at_once(app, "24/11/2026")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        assert first_field(app) == "24/11/2026"


async def test_what_is_typed_as_a_choice_is_being_closed_is_the_forms(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment when the box is told to go and is still on top."""
    async with running(base) as (app, pilot):
        await at_the_spaces(app, pilot)
        await press(pilot, "l")
        dialog = app.screen
        assert isinstance(dialog, ChoiceDialog)
        dismiss = dialog.dismiss

        def slowly(result: Any = None) -> Any:
            at_once(app, "24/11/2026")
            return dismiss(result)

        monkeypatch.setattr(dialog, "dismiss", slowly)
        at_once(app, "", "enter")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        assert first_field(app) == "24/11/2026"


async def test_an_act_its_choice_and_its_form_in_one_breath(base: Path) -> None:
    async with running(base) as (app, pilot):
        await at_the_spaces(app, pilot)
        at_once(app, "l", "enter")
        at_once(app, "24/11/2026")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        assert first_field(app) == "24/11/2026"


async def test_a_choice_that_leads_nowhere_gives_the_keys_back(base: Path) -> None:
    async with running(base) as (app, pilot):
        await at_the_spaces(app, pilot)
        screen = app.screen
        await press(pilot, "l", "escape", "slash", *"terra")
        assert app.screen is screen
        assert app.screen.query_one(FilterField).query_one(Input).value == "terra"


async def test_a_choice_that_is_no_forms_has_its_keys_too(base: Path) -> None:
    """Its Entrée, pressed before it is there, opens no card of the list below."""
    door = door_of(base)
    door.perform(create_company, CreateCompany(name="VELOMISTRAU", state="prospect", despite_duplicates=True))
    door.database.close()
    async with running(base) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, CompaniesScreen)
        screen.bar.tabs.choose("toutes")
        await settled(pilot, lambda: len(screen.lines.rows) == 4)
        screen.lines.focus()
        assert screen.lines.move_to(next(row.id for row in screen.lines.rows if row.name == "Vélomistrau"))
        at_once(app, "f", "enter")
        await settled(pilot, lambda: isinstance(app.screen, MergeBox))
        assert app.screen_stack == [screen, app.screen]
        await press(pilot, "escape")
        at_once(app, "v", "down", "down", "down", "enter")
        await settled(pilot, lambda: screen.bar.tabs.current == "prospects")
        assert app.screen_stack == [screen]


async def test_an_act_that_opens_nothing_gives_the_keys_back_to_the_list(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await everyone(app, pilot)
        await press(pilot, "slash", *"zzzz", "enter")
        await settled(pilot, lambda: not screen.lines.rows)
        at_once(app, "e/")
        await settled(pilot)
        assert app.screen is screen
        assert screen.bar.filter.has_focus_within
        await press(pilot, "escape", "escape")
        await settled(pilot, lambda: len(screen.lines.rows) == 3)


async def test_leaving_at_once_leaves_the_form(base: Path) -> None:
    async with running(base) as (app, pilot):
        screen = await everyone(app, pilot)
        at_once(app, "nab", "escape")
        await settled(pilot, lambda: app.screen is screen)
        at_once(app, "n")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        assert first_field(app) == "ab"


async def test_leaving_while_a_form_opens_is_no_error(base: Path) -> None:
    """An act that ends once no screen is left gives its keys to nobody."""
    async with running(base) as (app, _pilot):
        app.typed_ahead.begin(app.screen)
        first = app.screen
    app.typed_ahead.end(first)
    assert not app.screen_stack


async def test_a_key_while_a_thread_imports_the_text_area(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The module is there before its class is: what is asked of it then must not stop the program."""
    async with running(base) as (app, pilot):
        await everyone(app, pilot)
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "textual.widgets._text_area", ModuleType("half imported"))
            await press(pilot, "slash", "v", "é")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "vé"
