"""Which SQLite is safe, and when a dated copy is due."""

import os
from threading import Event

import pytest
from sqlalchemy import text

from realis_tui.db import backup, driver, place
from realis_tui.db.engine import Database
from realis_tui.db.models import YearlyFigures
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from realis_tui.usecases.keeper import Keeper
from tests.db.acting import add, company


@pytest.mark.parametrize(
    ("version", "bug"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_versions_with_the_wal_reset_bug(version: tuple[int, int, int], bug: bool) -> None:
    assert driver.has_wal_reset_bug(version) is bug


def test_every_pragma_is_set(sqlite_database: Database) -> None:
    for write in (False, True):
        with sqlite_database.connection(write=write) as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "cell_size_check", "busy_timeout")
            }
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "cell_size_check": 1,
            "busy_timeout": 4000,
        }


def test_postgres_waits_have_an_end(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    with database.connection() as connection:
        shown = [
            connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("timezone", "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        ]
    assert shown == ["UTC", "4s", "30s", "1min"]
    database.close()


def test_a_copy_is_due_after_half_an_hour_and_a_change(sqlite_door: Door) -> None:
    database = sqlite_door.database
    first = base.back_up_if_due(database)
    assert first is not None
    assert base.back_up_if_due(database) is None
    old = first.path.stat().st_mtime - backup.EVERY - 60
    os.utime(first.path, (old, old))
    assert database.path is not None
    for suffix in ("", "-wal"):
        file = database.path.with_name(database.path.name + suffix)
        if file.exists():
            os.utime(file, (old - 10, old - 10))
    assert base.back_up_if_due(database) is None
    add(sqlite_door, company("Vélomistrau"))
    assert base.back_up_if_due(database) is not None
    assert base.quick_check(database) == ""


def test_a_copy_of_a_server_without_a_name_is_dated_in_the_data_folder(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    made = base.back_up(database).path
    home = place.copies_of_server(database.url)
    assert made.parent.parent == place.data_folder()
    assert place.backups_of(home) == [made]
    database.close()


def test_copies_are_made_while_the_program_is_open(sqlite_database: Database) -> None:
    worries: list[str] = []
    keeper = Keeper(sqlite_database, worries.append, after=0)
    keeper.start()
    assert sqlite_database.path is not None
    while not place.backups_of(sqlite_database.path):
        assert keeper.is_alive()
    sqlite_database.leaving.set()
    keeper.join(30)
    assert not keeper.is_alive()
    assert worries == []


def test_a_damaged_base_is_said_and_not_copied(sqlite_door: Door) -> None:
    path = sqlite_door.database.path
    assert path is not None
    with sqlite_door.database.connection() as connection:
        asked = text("SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = :name")
        page, size = connection.execute(asked, {"name": YearlyFigures.__tablename__}).one()
    sqlite_door.database.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\x5a" * size  # a table that no start reads: it still opens
    path.write_bytes(content)
    database = Database.open(path)
    worries: list[str] = []
    keeper = Keeper(database, worries.append, after=0)
    keeper.start()
    keeper.join(30)
    (said,) = worries
    assert "abîmée" in said
    assert place.backups_of(path) == []
    database.close()


def test_a_copy_that_cannot_be_made_is_said(sqlite_database: Database) -> None:
    assert sqlite_database.path is not None
    (sqlite_database.path.parent / "sauvegardes").write_text("un fichier à la place du dossier")
    said = Event()
    keeper = Keeper(sqlite_database, lambda _: said.set(), after=0)
    keeper.start()
    assert said.wait(30)
    sqlite_database.leaving.set()
    keeper.join(30)
