"""Keys and pastes by chance on every screen that they reach: no traceback, and a sound base after."""

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from textual import events

from realis_tui.domain.accounts import Role
from realis_tui.usecases.base import verify
from realis_tui.usecases.rooms.catalogue import CreateRoom, create_room
from tests.screens.on_base import HOSTILE, door_of, running, settled, some_companies
from tests.screens.rooms_base import book

FULL = bool(os.environ.get("REALIS_TEST_FULL"))
SEEDS = range(40) if FULL else range(3)
KEYS_EACH = 500 if FULL else 80
SIZES = ((150, 40), (80, 24), (120, 36), (200, 60), (60, 16))

LETTERS = [*"nedrsamcwxyvpihtolfgqbz", *"NEQ", "comma", "slash", "colon", "question_mark", "space", "1", "é"]
MOVES = ["up", "down", "left", "right", "enter", "enter", "tab", "shift+tab", "pagedown", "pageup", "home", "end"]
OTHERS = ["escape", "escape", "ctrl+s", "ctrl+z", "ctrl+y", "ctrl+p", "ctrl+f", "ctrl+r", "ctrl+n", "f1", "f3", "f4",
          "f4", "f8", "shift+right", "shift+down", "backspace", "delete", "ctrl+c", "ctrl+a"]  # fmt: skip
PASTES = (*HOSTILE, "a\nb\tc", "\x1b]52;c;eA==\x07", "\u202e\u2066", "=cmd()", "x" * 5_000, "31/02/2026", "-1", "12k€")


def next_key(chance: random.Random) -> str:
    return chance.choice(chance.choices((LETTERS, MOVES, OTHERS), (5, 4, 2))[0])


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_keys_whatever(sqlite_base: Path, seed: int) -> None:
    door = door_of(sqlite_base)
    some_companies(door, ("Vélomistrau", "[/nope]", "Terra Nòstra"))
    for name in ("Garrigue", "[/lez]"):
        room = door.perform(create_room, CreateRoom(name=name, capacity=12, fire_capacity=15, equipment=("visio",)))
        book(door, room.id, "23/11", "14h", "16h")
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    pressed: list[str] = []
    async with running(sqlite_base, SIZES[seed % len(SIZES)]) as (app, pilot):
        actor = app.actor
        assert actor is not None
        assert actor.role is Role.DIRECTION
        if seed % 2:
            await pilot.press("f4")
        for _ in range(KEYS_EACH):
            if app.actor is None:
                await app.enter(actor)  # the palette offers to change person
            if app.locked:
                app.locked = False
                app.screen.dismiss(None)
            if chance.random() < 0.04 and app.focused is not None:
                app.focused.post_message(events.Paste(chance.choice(PASTES)))
            pressed.append(next_key(chance))
            await pilot.press(pressed[-1])
            assert app.is_running, f"ended after {pressed[-20:]}"
            seen[type(app.screen).__name__] += 1
            if chance.random() < 0.02:
                await pilot.resize_terminal(*chance.choice(SIZES))
        await settled(pilot)
    assert len(seen) > 2, seen
    assert seen["PlanningScreen"] or not seed % 2, seen
    wrong = [control for control in verify(door.database) if not control.ok]
    assert wrong == [], f"{wrong} after {pressed}"
    door.database.close()
