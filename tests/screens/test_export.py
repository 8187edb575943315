"""`i`: what the list shows goes into a file, and only what was understood."""

from pathlib import Path

from tests.screens.on_base import door_of, press, running, settled, shown, some_companies, typed


async def test_a_filter_that_is_not_understood_exports_nothing(sqlite_base: Path, home: Path) -> None:
    """The list shows everything then, with the sentence: a file of everything would be taken for the filter's."""
    door = door_of(sqlite_base)
    some_companies(door)
    door.database.close()
    (home / "Downloads").mkdir()
    async with running(sqlite_base) as (app, pilot):
        await press(pilot, "slash", *typed("statut:xx"), "enter", "i")
        await settled(pilot, lambda: "rien n'est exporté" in shown(app))
        assert len(app.screen_stack) == 1
    assert not list((home / "Downloads").iterdir())
