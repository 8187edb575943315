"""The watch on the event loop's thread sees what it is there to see."""

import asyncio
from typing import Any

from sqlalchemy import text
from textual.app import App

from tests import sql_watch

QUESTION = text("SELECT 42")


class Careless(App[None]):
    def __init__(self, database: Any) -> None:
        super().__init__()
        self.database = database

    def ask(self) -> None:
        with self.database.read() as session:
            session.execute(QUESTION)

    def key_x(self) -> None:
        self.ask()

    async def key_y(self) -> None:
        await asyncio.to_thread(self.ask)


async def test_sql_in_a_screen_is_seen(sqlite_database: Any) -> None:
    async with Careless(sqlite_database).run_test() as pilot:
        await pilot.press("x")
    assert "SELECT 42" in sql_watch.take_faults()


async def test_sql_in_a_thread_or_in_the_journey_itself_is_not(sqlite_database: Any) -> None:
    app = Careless(sqlite_database)
    async with app.run_test() as pilot:
        with sql_watch.counted() as statements:
            await pilot.press("y")
            app.ask()
    assert statements.count("SELECT 42") == 2
    assert sql_watch.take_faults() == []
