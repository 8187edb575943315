"""The key registry: its grammar, what is never bound, and a footer that is whole at 80 columns."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from rich.cells import cell_len
from textual.binding import Binding

import realis_tui.screens
import realis_tui.usecases
import realis_tui.widgets
from realis_tui import keys
from realis_tui.domain.accounts import Role
from realis_tui.keys import EVERYWHERE, KEYS, LED_TO, Key
from realis_tui.keys_audit import clashes
from realis_tui.screens.imports import ImportScreen
from tests.screens.on_base import press, running, settled, shown

PLACES = sorted({place for key in KEYS for place in key.where})


def test_the_registry_has_no_clash() -> None:
    assert clashes() == []


@pytest.mark.parametrize(
    "name",
    [
        "ctrl+i",
        "ctrl+m",
        "ctrl+h",
        "ctrl+j",
        "ctrl+space",
        "ctrl+left_square_bracket",
        "ctrl+shift+a",
        "ctrl+alt+e",
        "ctrl+1",
        "ctrl+enter",
        "ctrl+tab",
        "ctrl+pageup",
        "alt+enter",
        "f10",
        "f12",
        "1",
        "left_square_bracket",
        "backslash",
        "grave_accent",
        "at",
    ],
)
def test_what_is_never_bound_is_refused(name: str) -> None:
    assert clashes([Key("x", "new", "x", "x", own_keys=(name,))])


def test_a_letter_means_the_same_everywhere() -> None:
    assert clashes([Key("x", "erase", "x", "x", where=("a",), own_keys=("n",))])


def test_two_acts_on_one_key_clash() -> None:
    both = [Key("x", "new", "x", "x", where=("a",)), Key("y", "new", "y", "y", where=("a",))]
    assert clashes(both)


def test_alt_is_never_the_only_way() -> None:
    assert clashes([Key("x", "fold", "x", "x", where=("a",), own_keys=("alt+z",))])


def test_act_ids_are_unique_and_every_place_has_a_way_back_or_out() -> None:
    assert len({key.act for key in KEYS}) == len(KEYS)
    assert all(key.help and key.label for key in KEYS)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [80, 120, 150, 200])
def test_the_footer_is_never_clipped(place: str, width: int) -> None:
    shown = keys.footer_for(place, width)
    line = " " + "   ".join(f"{key} {label}" for key, label in shown)
    assert cell_len(line) <= width
    if width == 80:
        assert len(shown) <= 6
        kept = [key for key in (*keys.keys_at(place), *keys.keys_at(EVERYWHERE)) if key.kept and key.keys]
        assert {keys.shown(key.keys[0]) for key in kept} <= {key for key, _ in shown}


def test_letters_are_bound_in_both_cases() -> None:
    bound = {part for binding in keys.bindings_for("companies.list") for part in binding.key.split(",")}  # type: ignore[union-attr]
    assert {"n", "N"} <= bound


def test_no_bare_letter_in_a_form() -> None:
    for place in ("form", "form.lines", "search", "sign_in", "lock", "palette"):
        for key in keys.keys_at(place):
            assert not any(len(name) == 1 for name in key.keys), key.act


def test_keys_as_people_read_them() -> None:
    shown = [keys.shown(name) for name in ("ctrl+z", "escape", "f1", "space", "n", "question_mark", "shift+tab")]
    assert shown == ["Ctrl+Z", "Échap", "F1", "Espace", "n", "?", "Maj+Tab"]


def test_a_person_may_remap() -> None:
    assert keys.keymap({"companies.create": "u", "unknown": "z", "frame.help": ""}) == {"companies.create": "u,U"}


def modules_of(*packages: ModuleType) -> Iterator[ModuleType]:
    for package in packages:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def test_no_binding_outside_the_registry() -> None:
    strangers, seen = [], 0
    for module in [importlib.import_module("realis_tui.frame"), *modules_of(realis_tui.widgets, realis_tui.screens)]:
        for name, member in inspect.getmembers(module, inspect.isclass):
            if member.__module__ != module.__name__:
                continue
            for binding in vars(member).get("BINDINGS", ()):
                seen += 1
                known = isinstance(binding, Binding) and (
                    keys.by_act(binding.id or "") is not None or (binding.id or "").startswith("go.")
                )
                if not known:
                    strangers.append(f"{name}: {binding}")
    assert strangers == []
    assert seen > 100


def test_every_screen_and_widget_answers_its_keys() -> None:
    """A key declared for a place has its method on some class of that place (mixins and bases included)."""
    placed: dict[str, list[type]] = {}
    bound: list[tuple[str, type]] = []
    for module in [importlib.import_module("realis_tui.app"), *modules_of(realis_tui.widgets, realis_tui.screens)]:
        for _, member in inspect.getmembers(module, inspect.isclass):
            if member.__module__ == module.__name__ and getattr(member, "PLACE", ""):
                placed.setdefault(member.PLACE, []).append(member)
                bound += [(binding.id, member) for binding in vars(member).get("BINDINGS", ())]
    silent = [
        f"{place}: {key.act}"
        for key in KEYS
        for place in key.where
        if (key.bound or key.keyless) and place in placed
        if not any(
            hasattr(owner, f"action_{key.run.partition('(')[0]}")
            for owner in (*placed[place], *(owner for act, owner in bound if act == key.act))
        )
    ]
    assert silent == []


NOT_FOR_PEOPLE = {
    "accounts.sign_in", "accounts.reset", "accounts.create_first",  # before anyone is in
    "accounts.declare_demo", "companies.enter", "import.file", "spaces.starter", "rooms.starter", "rooms.enter_booking",
    "rooms.take_over",
    "desks.be_here", "desks.be_gone",  # the program's own
    "history.undo", "history.redo", "history.undo_act",  # Ctrl+Z, Ctrl+Y and the journal
}  # fmt: skip


def test_every_act_is_in_the_palette_by_its_name() -> None:
    list(modules_of(realis_tui.usecases))
    from realis_tui.usecases.acts import all_acts

    led = {act for key in KEYS for act in (key.act, *key.leads_to)}
    lost = [act.id for act in all_acts() if not act.reads and act.id not in led | NOT_FOR_PEOPLE]
    assert lost == []
    named = {act.id: act.label for act in all_acts()}
    assert {act: named[act] for act in LED_TO} == LED_TO
    assert {act for key in KEYS for act in key.leads_to} == set(LED_TO)


async def test_u_imports_from_the_companies_list(sqlite_base: Path) -> None:
    async with running(sqlite_base) as (app, pilot):
        await press(pilot, "u")
        await settled(pilot, lambda: isinstance(app.screen, ImportScreen))
        await press(pilot, "escape")
        await press(pilot, "f1")
        assert "Importer des entreprises" in shown(app)


async def test_a_reader_has_no_key_to_import(sqlite_base: Path) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        await press(pilot, "u")
        assert not isinstance(app.screen, ImportScreen)
        await press(pilot, "f1")
        assert "Importer des entreprises" not in shown(app)
