"""A power cut at any moment loses nothing acknowledged (fault 2); a disk that refuses is said (fault 4).

Proved: whatever SQLite had not synced when the power went (lost, kept or torn, write by write, in the file and in its
WAL, checkpoints included), the base opens, is whole, and has every act acknowledged before. Not proved: that the system
and the disk keep what they were asked to sync.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from realis_tui.db.engine import Database
from realis_tui.db.models import ActRecord, Company
from realis_tui.domain.refusals import Unavailable
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from tests.db.acting import add, company
from tests.faults.disk import IOERR_SYNC, IOERR_WRITE, Disk, Event, watched

ACTS = 24


@contextmanager
def opened(path: Path, *pragmas: str) -> Iterator[Door]:
    """The base through the real door, each of its connections with these pragmas after the program's own."""
    database = Database.open(str(path))

    def prepare(connection: object, *_: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    database.engine.dispose()
    event.listen(database.engine, "connect", prepare)
    try:
        yield Door(database)
    finally:
        database.close()


def recorded(path: Path, *pragmas: str) -> Disk:
    """Some acts, acknowledged one by one, with checkpoints in between; what was asked of the disk meanwhile."""
    with watched(path) as disk, opened(path, *pragmas) as door:
        for number in range(ACTS):
            add(door, company(f"Entreprise {number}", notes="x" * 300 * (number % 5)))
            disk.acknowledge(f"Entreprise {number}")
        asked = list(disk.events)
    disk.events = asked  # what closing asked for is left out: it deletes the WAL, which no event tells
    return disk


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Company.name)))


def after_cuts(disk: Disk, cuts: int, folder: Path) -> int:
    """How many of so many power cuts lost what was acknowledged; the base must be whole after each."""
    chance, lost = random.Random(2), 0
    for number in range(cuts):
        place = folder / str(number)
        place.mkdir()
        acknowledged = disk.after_a_cut(chance.randrange(1, len(disk.events) + 1), chance, place)
        database = Database.open(str(place / disk.base.name))
        found = names(database)
        lost += not acknowledged <= set(found)
        with database.connection() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        with database.read() as session:
            assert session.scalar(select(func.count()).select_from(ActRecord)) == len(found)
        if number % 20 == 0:
            assert [control for control in base.verify(database) if not control.ok] == []
        database.close()
    return lost


def test_a_power_cut_loses_nothing_acknowledged(sqlite_base: Path, tmp_path: Path, full: bool) -> None:
    disk = recorded(sqlite_base, "wal_autocheckpoint = 40")
    assert {event.name for event in disk.events if event.kind == "write"} == {"realis.db", "realis.db-wal"}
    assert after_cuts(disk, 1000 if full else 60, tmp_path) == 0


def test_the_cuts_would_show_a_loss(sqlite_base: Path, tmp_path: Path) -> None:
    """The same with `synchronous = NORMAL`, which data.md saw losing acts: the simulation must see it too."""
    disk = recorded(sqlite_base, "synchronous = NORMAL")
    assert after_cuts(disk, 20, tmp_path) > 0


@pytest.mark.parametrize(("kind", "code"), [("write", IOERR_WRITE), ("sync", IOERR_SYNC)])
def test_a_disk_that_refuses_is_said_and_nothing_is_half_done(sqlite_base: Path, kind: str, code: int) -> None:
    """Every request of one act refused in turn: said, undone, reading goes on, writing again once the disk is well."""
    with watched(sqlite_base) as disk, opened(sqlite_base) as door:
        kept = []
        for turn in range(400):
            left = turn

            def refuse(asked: Event) -> int:
                nonlocal left
                left -= asked.kind == kind
                return code if left < 0 and asked.kind == kind else 0

            disk.failing = refuse
            with suppress(Unavailable):
                add(door, company(f"Entreprise {turn}"))
                kept.append(f"Entreprise {turn}")
            disk.failing = lambda _: 0
            assert names(door.database) == kept
            if left >= 0:
                break
        else:
            pytest.fail("no act went through")
        assert turn > 0
        add(door, company("Boucl'Verre"))
        assert names(door.database) == [*kept, "Boucl'Verre"]
        assert [control for control in base.verify(door.database) if not control.ok] == []
