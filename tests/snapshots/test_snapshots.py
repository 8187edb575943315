"""Every screen as it was accepted, at three sizes and in two themes, on the fictitious data.

When a screen changes on purpose: look at it, then `REALIS_ACCEPT_SNAPSHOTS=1 make test-full ARGS=tests/snapshots`.
"""

import asyncio
import os
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from realis_tui.app import RealisApp
from realis_tui.theme import theme_named
from tests.screens.on_base import press, running, settled, typed
from tests.screens.places import PLACES, Walk, act, keys
from tests.snapshots.drawing import colours_of, text_of

STORED = Path(__file__).parent / "stored"
ACCEPT = bool(os.environ.get("REALIS_ACCEPT_SNAPSHOTS"))
SIZES = ((80, 24), (120, 36), (150, 40))
THEMES = ("nuit", "clair")
SAMPLE = Path(__file__).parents[1] / "data" / "entreprises.xlsx"


async def _sign_in(app: RealisApp, pilot: Pilot[Any]) -> None:
    await app.action_sign_out()
    await settled(pilot)


async def _locked(app: RealisApp, pilot: Pilot[Any]) -> None:
    await app.action_lock()
    await settled(pilot)


async def _import_preview(app: RealisApp, pilot: Pilot[Any]) -> None:
    await press(pilot, "u")
    app.screen.query(Input).first().value = str(SAMPLE)
    await press(pilot, "enter")
    # Where the sample is on this machine is nobody's business.
    app.screen.query(Input).first().value = "entreprises.xlsx"
    await settled(pilot)


async def _twin(app: RealisApp, pilot: Pilot[Any]) -> None:
    await keys("n", *typed("velomistrau"))(app, pilot)
    # The draft is written a moment after the typing, and said in the box's border.
    await settled(pilot, lambda: "brouillon gardé" in text_of(app))


SCENES: dict[str, Walk] = {
    **{name.replace(".", "-"): walk for name, walk in PLACES.items() if name not in ("journal", "undo")},
    "sign-in": _sign_in,
    "locked": _locked,
    "companies-view": keys("shift+tab", "right", "right", "enter"),
    "companies-filter": keys("slash", *typed("fin<90j"), "enter"),
    "companies-filter-refused": keys("slash", *typed("statut:xx")),
    "companies-none": keys("slash", *typed("zzzz"), "enter"),
    "companies-new-refused": keys("n", "ctrl+s"),
    "companies-new-twin": _twin,
    "companies-exit": keys("t", "down", "down", "enter"),
    "companies-merging": keys("down", "down", "f", "enter"),
    "companies-marked": keys("comma", "comma"),
    "search-empty": keys("space"),
    "search-nothing": keys("space", *typed("zzqqzz")),
    "spaces-card": keys("g", "l", "down", "enter"),
    "rooms-print": keys("f4", "p"),
    "rooms-export": keys("f4", "i"),
    "go-to": keys("g"),
    "import-preview": _import_preview,
    "journal": act("history:HistoryScreen"),
}
ORDINARY = {((80, 24), "nuit"), ((150, 40), "nuit"), ((150, 40), "clair")}
FIRST_SCENES = {
    "companies", "companies-card", "companies-agreements", "companies-figures", "companies-edit", "companies-filter",
    "companies-merging", "companies-move", "spaces", "spaces-card", "search", "alerts", "import-preview", "journal",
    "palette", "help", "sign-in", "settings",
}  # fmt: skip
"""What the ordinary run looks at; the full one looks at every scene, at every size, in every theme."""
CASES = [pytest.param(scene, marks=() if scene in FIRST_SCENES else pytest.mark.full) for scene in SCENES]


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that does not blink."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda self: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda self: None)


@pytest.mark.parametrize("scene", CASES)
async def test_the_screen_is_as_it_was_accepted(demo_base: Path, scene: str, full: bool) -> None:
    differences: list[str] = []
    async with running(demo_base, (150, 40)) as (app, pilot):
        await SCENES[scene](app, pilot)
        for width, height in SIZES:
            for theme in THEMES:
                if full or ACCEPT or ((width, height), theme) in ORDINARY:
                    await pilot.resize_terminal(width, height)
                    app.theme = theme_named(theme)
                    await _at_rest(app, pilot, (width, height))
                    stem = f"{scene}-{width}x{height}"
                    if theme == THEMES[0]:
                        differences += compared(f"{stem}.txt", text_of(app))
                    differences += compared(f"{stem}-{theme}.style", colours_of(app))
    assert not differences, "\n".join(["look at the screen, then accept it (see this module)", *differences[:60]])


async def _at_rest(app: RealisApp, pilot: Pilot[Any], size: tuple[int, int]) -> None:
    """Every screen has the terminal's size, and nothing moves any more: drawn alike three times in a row."""
    await settled(pilot, lambda: all(screen.size == size for screen in app.screen_stack))
    last, alike = "", 0
    while alike < 2:
        await asyncio.sleep(1 / 60)  # what Textual leaves between two layouts
        await settled(pilot)
        drawn = text_of(app) + colours_of(app)
        last, alike = drawn, alike + 1 if drawn == last else 0


def compared(name: str, drawn: str) -> Iterator[str]:
    """What differs from the stored file, which is written when snapshots are accepted."""
    file = STORED / name
    if ACCEPT:
        STORED.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    stored = file.read_text(encoding="utf-8") if file.exists() else ""
    return unified_diff(stored.splitlines(), drawn.splitlines(), name, "now", n=0, lineterm="")


def test_nothing_stored_is_left_of_a_scene_that_is_gone() -> None:
    known = {
        f"{scene}-{width}x{height}{end}"
        for scene in SCENES
        for width, height in SIZES
        for end in (".txt", *(f"-{theme}.style" for theme in THEMES))
    }
    assert {file.name for file in STORED.iterdir()} == known
