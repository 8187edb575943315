"""What goes wrong while writing: said, nothing half done, and it goes on afterwards (faults 1, 3, 4, 5, 14 to 16)."""

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Event, Thread, Timer, get_ident

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from realis_tui.db import backup, sqlite
from realis_tui.db.engine import Database
from realis_tui.db.models import ActRecord, Company, JournalEntry, Occupancy
from realis_tui.domain.refusals import Refused, Stale, Trouble, Unavailable
from realis_tui.usecases import base
from realis_tui.usecases.acts import Act, UseCase
from realis_tui.usecases.door import Door
from realis_tui.usecases.unit import UnitOfWork
from tests.db.acting import add, company, perform, space

PATIENCE = 30.0
"""Seconds after which what a test waits for will not come."""
WRITER = """
import sys
from realis_tui.db.engine import Database
from realis_tui.usecases.door import Door
from tests.db.acting import add, company
door = Door(Database.open(sys.argv[1]))
number = int(sys.argv[2])
while True:
    add(door, company(f"Entreprise {number}"))
    print(number, flush=True)
    number += 1
"""


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Company.name)))


def sound(database: Database) -> None:
    assert [control for control in base.verify(database) if not control.ok] == []


def test_kill_during_commits_loses_nothing_acknowledged(sqlite_base: Path, full: bool) -> None:
    acknowledged: set[str] = set()
    for _ in range(200 if full else 8):
        program = [sys.executable, "-c", WRITER, str(sqlite_base), str(len(acknowledged) * 10)]
        process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        assert process.stdout is not None
        acknowledged.add(f"Entreprise {process.stdout.readline().strip()}")
        time.sleep(0.01 * (len(acknowledged) % 7))
        process.send_signal(signal.SIGKILL)
        acknowledged.update(f"Entreprise {line.strip()}" for line in process.stdout if line.strip())
        process.wait()
        process.stdout.close()
    database = Database.open(str(sqlite_base))
    assert acknowledged <= set(names(database))
    sound(database)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ActRecord)) == len(names(database))
    database.close()


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """No file may grow beyond `limit` bytes: writing there fails as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_said_reading_goes_on_and_writing_comes_back(sqlite_door: Door) -> None:
    add(sqlite_door, company("Vélomistrau"))
    database = sqlite_door.database
    with database.connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with database.connection(write=True) as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable) as caught:
        add(sqlite_door, *(company(f"Entreprise {number}", notes="x" * 2000) for number in range(100)))
    assert caught.value.trouble is Trouble.FULL
    assert names(database) == ["Vélomistrau"]
    with database.connection(write=True) as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA max_page_count = 1073741823")
    add(sqlite_door, company("Boucl'Verre"))
    assert names(database) == ["Vélomistrau", "Boucl'Verre"]
    sound(database)


def test_a_file_that_can_no_longer_grow_is_said(sqlite_door: Door) -> None:
    """The system's own refusal (an I/O error to SQLite): nothing half written, and it goes on afterwards."""
    add(sqlite_door, company("Vélomistrau"))
    database = sqlite_door.database
    assert database.path is not None
    wal = database.path.with_name(database.path.name + "-wal")
    with full_disk(wal.stat().st_size), pytest.raises(Unavailable) as caught:
        add(sqlite_door, *(company(f"Entreprise {number}", notes="x" * 2000) for number in range(50)))
    assert caught.value.remedy
    assert names(database) == ["Vélomistrau"]
    add(sqlite_door, company("Boucl'Verre"))
    sound(database)


def test_a_full_disk_during_a_backup_keeps_the_previous_one(sqlite_door: Door) -> None:
    add(sqlite_door, *(company(f"Entreprise {number}") for number in range(200)))
    first = base.back_up(sqlite_door.database)
    with full_disk(100_000), pytest.raises(Unavailable, match="les précédentes sont intactes"):
        base.back_up(sqlite_door.database)
    assert list(first.path.parent.iterdir()) == [first.path]
    sound(sqlite_door.database)


def test_backups_are_thinned_out(sqlite_base: Path) -> None:
    folder = sqlite_base.parent / "sauvegardes"
    folder.mkdir()
    for year, month, day, hour in [
        (y, m, d, h) for y in (2025, 2026) for m in range(1, 13) for d in (1, 15) for h in (8, 9)
    ]:
        (folder / f"realis-{year}{month:02}{day:02}-{hour:02}0000.db").touch()
    (folder / "realis-notes.db").touch()
    backup.thin_out(sqlite_base)
    left = sorted(path.name for path in folder.iterdir())
    assert "realis-notes.db" in left
    assert "realis-20261215-090000.db" in left
    assert "realis-20260115-090000.db" in left
    assert "realis-20251215-080000.db" not in left
    assert len(left) == 1 + 24 + 2 + 5  # hours of the last six months, two more days, five more months


def test_a_copy_asked_for_outlives_the_next_ones_of_its_hour(sqlite_door: Door) -> None:
    add(sqlite_door, company("Vélomistrau"))
    mine = base.back_up(sqlite_door.database).path
    folder = mine.parent
    for minute in range(10, 20):
        (folder / f"{mine.stem[:-6]}{minute:02}0000.db").touch()
    backup.thin_out(mine.parent.parent / "realis.db")
    assert mine.exists()


def test_a_restore_keeps_the_present_aside(sqlite_door: Door) -> None:
    path = sqlite_door.database.path
    assert path is not None
    add(sqlite_door, company("Avant"))
    copy = base.back_up(sqlite_door.database)
    add(sqlite_door, company("Après"))
    sqlite_door.database.close()
    aside = base.restore(path, copy.path)
    for file, expected in ((path, ["Avant"]), (aside, ["Avant", "Après"])):
        database = Database.open(str(file))
        assert names(database) == expected
        sound(database)
        database.close()


def test_two_desks_edit_one_card(door: Door) -> None:
    """Each form carries the version it saw: the second one is told, and nothing is overwritten."""
    (row_id,) = add(door, company("Vélomistrau"))

    def edit(unit: UnitOfWork, request: tuple[int, str]) -> None:
        row = unit.session.get(Company, row_id)
        assert row is not None
        unit.check_version(row, request[0])
        row.name = request[1]

    from realis_tui.domain.accounts import Permission

    use_case = UseCase(edit, Act("tests.edit", "Modifier", Permission.COMPANIES_WRITE, False, True, frozenset()))
    door.perform(use_case, (1, "Vélo-Mistrau"))
    with pytest.raises(Stale):
        door.perform(use_case, (1, "Autre"))
    assert names(door.database) == ["Vélo-Mistrau"]


BOOKER = """
import random, sys
if "ancien" in sys.argv:
    sys.modules["pysqlite3"] = None  # only the standard library's, with its lock file where it has the bug
from datetime import date, timedelta
from realis_tui.db.engine import Database
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.usecases.door import Door
from tests.db.acting import add, stay
door = Door(Database.open(sys.argv[1]))
draw = random.Random(int(sys.argv[2]))
for _ in range(int(sys.argv[3])):
    first = date(2026, 1, 1) + timedelta(days=draw.randrange(300))
    last = first + timedelta(days=draw.randrange(20))
    try:
        add(door, stay(draw.choice([2, 3]), 1, first.isoformat(), last.isoformat()))
    except (Refused, Unavailable) as error:
        assert isinstance(error, Refused), error
"""


@pytest.mark.parametrize("driver", ["", pytest.param("ancien", marks=pytest.mark.full)])
def test_eight_processes_never_overlap(url: str, full: bool, driver: str) -> None:
    if driver and url.startswith("postgresql"):
        return
    database = Database.open(url)
    with database.write() as session:
        session.add(company("Vélomistrau"))
        session.add_all([space("A"), space("B"), space("C")])
        session.commit()
    database.close()
    tries = "200" if full else "25"
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", BOOKER, url, str(seed), tries, driver], cwd=Path.cwd(), stderr=subprocess.PIPE
        )
        for seed in range(8)
    ]
    said = [program.communicate()[1].decode()[-2000:] for program in programs]
    assert [program.returncode for program in programs] == [0] * 8, said
    with database.read() as session:
        rows = session.execute(select(Occupancy.space_id, Occupancy.starts_on, Occupancy.ends_on))
        kept = [(space_id, first, last or date.max) for space_id, first, last in rows]
    overlaps = [
        (one, other)
        for one in kept
        for other in kept
        if one is not other
        and one[0] == other[0]
        and one[1] <= (other[2] or date.max)
        and other[1] <= (one[2] or date.max)
    ]
    assert len(kept) > 20
    assert overlaps == []
    sound(database)
    database.close()


class Adding(Thread):
    """A desk that adds a company, and what it is told meanwhile."""

    def __init__(self, door: Door, name: str) -> None:
        super().__init__()
        self.door = door
        self.company = name
        self.told: list[str] = []
        self.waits = Event()
        door.database.on_wait = self._hear

    def _hear(self, waiting: bool) -> None:
        self.told.append("attend" if waiting else "n'attend plus")
        self.waits.set()

    def run(self) -> None:
        try:
            add(self.door, company(self.company))
        except Unavailable as error:
            self.told.append(error.trouble)
        else:
            self.told.append("enregistré")


@pytest.fixture
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same waits, a quarter as long: what is said and given up is what matters here."""
    for name in ("SAID", "GIVEN_UP"):
        monkeypatch.setattr(f"realis_tui.db.sqlite.{name}", getattr(sqlite, name) / 4)


@pytest.mark.usefixtures("in_haste")
@pytest.mark.parametrize("old", [False, True], ids=["", "ancien"])
def test_a_lock_held_is_said_then_given_up(sqlite_base: Path, monkeypatch: pytest.MonkeyPatch, old: bool) -> None:
    """Look-ups go on meanwhile, and writing goes on afterwards; also behind the lock file of an old SQLite."""
    monkeypatch.setattr("realis_tui.db.driver.has_wal_reset_bug", lambda version=None: old)
    door, other = Door(Database.open(str(sqlite_base))), Database.open(str(sqlite_base))
    add(door, company("Vélomistrau"))
    adding = Adding(door, "Perdue")
    with other.write():
        adding.start()
        assert adding.waits.wait(PATIENCE)
        assert names(door.database) == ["Vélomistrau"]
        adding.join(PATIENCE)
        assert adding.told == ["attend", "n'attend plus", Trouble.LOCKED]
    add(door, company("Boucl'Verre"))
    assert names(door.database) == ["Vélomistrau", "Boucl'Verre"]
    other.close()
    door.database.close()


def test_a_lock_let_go_in_time_is_taken(sqlite_door: Door) -> None:
    other = Database.open(str(sqlite_door.database.path))
    adding = Adding(sqlite_door, "Vélomistrau")
    with other.write():
        adding.start()
        assert adding.waits.wait(PATIENCE)
    adding.join(PATIENCE)
    assert adding.told == ["attend", "n'attend plus", "enregistré"]
    other.close()


def test_a_superseded_reading_is_interrupted(sqlite_database: Database) -> None:
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n"
    failed: list[BaseException] = []

    def read() -> None:
        try:
            perform(Door(sqlite_database), lambda session: session.connection().exec_driver_sql(slow).all(), reads=True)
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=read, daemon=True)
    thread.start()
    for _ in range(200):
        sqlite_database.interrupt_reads()
        thread.join(0.05)
    assert not thread.is_alive()
    assert isinstance(failed[0], Unavailable)


def test_an_old_sqlite_writes_behind_one_lock(sqlite_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realis_tui.db.driver.has_wal_reset_bug", lambda version=None: True)
    one, other = Database.open(str(sqlite_base)), Database.open(str(sqlite_base))
    with one.write() as session:
        session.add(company("Vélomistrau"))
        session.commit()
        monkeypatch.setattr("realis_tui.db.sqlite.GIVEN_UP", 0.2)
        with pytest.raises(Unavailable, match="occupée"), other.write():
            pass
    with other.write() as session:
        session.add(company("Boucl'Verre"))
        session.commit()
    assert len(names(one)) == 2
    one.close()
    other.close()


def test_entries_of_a_killed_act_are_not_there(door: Door) -> None:
    """An exception in the middle of an act: neither its rows nor its entries stay."""

    def fail(session: Session) -> None:
        session.add(company("Perdue"))
        session.flush()
        raise Refused("non")

    with pytest.raises(Refused):
        perform(door, fail)
    with door.database.read() as session:
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == 0


def test_only_the_thread_meant_is_interrupted(sqlite_database: Database) -> None:
    """A look-up that is replaced never stops what an act reads on the writing lane."""
    with sqlite_database.read() as session:
        slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT count(*) FROM n"
        other = Timer(0.005, sqlite_database.interrupt_reads, args=(get_ident() + 1,))
        other.start()
        assert session.execute(text(slow)).scalar_one() == 400_000
        other.join()
