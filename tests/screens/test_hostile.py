"""Hostile text in the data (fault 23 and 24): shown as such on every screen, nothing of it in the terminal's stream."""

from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests.screens.on_base import door_of, press, running, shown
from tests.screens.places import PLACES
from tests.screens.rooms_base import furnished

TEXTS = (
    "[/]",
    "[/nope]",
    "[/",
    "[red]x",
    "[@click=app.quit]x",
    "Éçœ 🌻👩\u200d🌾",
    "N" * 200,
    "a\x1b[31mb\x1b]52;c;eA==\x07c",
    "abc\u202edef\u2066ghi\x9b31m",
)
FORBIDDEN = "\x1b\x07\u202e\u2066\x9b"
HELD = {
    "companies": ("name", "city", "activity", "sector", "referent", "origin", "notes", "website"),
    "people": ("name", "email", "notes"),
    "spaces": ("code", "building", "notes"),
    "rooms": ("name", "place", "notes"),
    "bookings": ("title", "notes"),
    "search_entries": ("title", "detail"),
    "acts": ("summary", "actor_name", "desk"),
}
"""Columns of text that a screen shows, those there are."""
UNIQUE = {("spaces", "code"), ("rooms", "name")}


def fill(base: Path, held: str) -> None:
    """Put the text wherever text is kept, past every rule: as an old base or another program might hold it."""
    furnished(base)
    door = door_of(base)
    with door.database.connection(write=True) as connection:
        for table, columns in HELD.items():
            there = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}
            for column in set(columns) & there:
                unique = " || id" if (table, column) in UNIQUE else ""
                connection.execute(sql(f"UPDATE {table} SET {column} = :held{unique}"), {"held": held})
        connection.commit()
    door.database.close()


ORDINARY = {(1, (150, 40))}
"""The case of the ordinary run; each walks through every screen, so the others wait for the full one."""
CASES = [
    pytest.param(held, size, id=f"{rank}-{size[0]}", marks=() if (rank, size) in ORDINARY else pytest.mark.full)
    for rank, held in enumerate(TEXTS)
    for size in ((150, 40), (80, 24))
]


@pytest.mark.parametrize(("held", "size"), CASES)
async def test_hostile_text_on_every_screen(sqlite_base: Path, held: str, size: tuple[int, int]) -> None:
    fill(sqlite_base, held)
    async with running(sqlite_base, size) as (app, pilot):
        await press(pilot, "v", "escape")
        first = app.screen
        named = 0
        for place, walk in PLACES.items():
            await walk(app, pilot)
            drawn = shown(app)
            assert not any(sign in drawn for sign in FORBIDDEN), place
            named += held[:20] in drawn
            assert app.is_running, place
            for _ in range(6):
                if len(app.screen_stack) == 1:
                    break
                app.screen.dismiss(None)
                await pilot.pause()
            await app.action_go("companies")
            assert app.screen is first, place
            app.screen.query_one("#companies").focus()
        if held.startswith("["):
            assert named >= 8, named
