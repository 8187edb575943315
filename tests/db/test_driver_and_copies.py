"""Which SQLite is safe, and when a dated copy is due."""

import os
import shutil
from pathlib import Path

import pytest

from realis_tui.db import backup, driver
from realis_tui.db.engine import Database
from realis_tui.domain.refusals import Unavailable
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
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


def test_a_postgres_copy_asks_pg_dump(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database.open(postgres_url)
    found = shutil.which("pg_dump") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/pg_dump")), None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Unavailable, match="pg_dump"):
        base.back_up(database, tmp_path / "copie.dump")
    if found is not None:
        monkeypatch.setattr(shutil, "which", lambda _: found)
        assert base.back_up(database, tmp_path / "copie.dump").size > 1000
    database.close()
