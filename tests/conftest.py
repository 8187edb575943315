"""What every test shares: a fixed moment, a fresh data base on either engine, a home of its own, and a watch on SQL."""

import fcntl
import gc
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

# Read by Textual when it is imported: no animation, the colours of the snapshots.
os.environ.update(TEXTUAL_ANIMATIONS="none", COLORTERM="truecolor", TERM="xterm-256color")
os.environ.pop("NO_COLOR", None)

import pytest
import textual._wait
from hypothesis import HealthCheck, settings

from realis_tui.clock import PARIS, Clock
from tests import sql_watch

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from realis_tui.db.engine import Database
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.unit import UnitOfWork
    from tests.bases import PostgresBases, SqliteBases

# The pilot waits for idle by slices: smaller ones, same share of work allowed in each.
textual._wait.SLEEP_GRANULARITY = 1 / 200
textual._wait.SLEEP_IDLE = 1 / 200 / 20

# The same examples at each run; more of them in `make test-full`.
_STEADY = {"deadline": None, "derandomize": True, "database": None}
_SLOW_FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
settings.register_profile("ordinary", max_examples=60, suppress_health_check=_SLOW_FIXTURES, **_STEADY)
settings.register_profile("full", max_examples=1000, suppress_health_check=_SLOW_FIXTURES, **_STEADY)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))

# Thousands of widgets and rows live at once: the collector went through all of them again and again.
gc.set_threshold(100_000, 20, 50)

NOW = datetime(2026, 11, 23, 9, 42, tzinfo=PARIS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for folder, mark in (("terminal", "terminal"), ("benchmarks", "benchmark")):
            if f"tests/{folder}/" in item.path.as_posix():
                item.add_marker(mark)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With REALIS_TEST_NO_SKIP (continuous integration), a skipped test is a failure."""
    report = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REALIS_TEST_NO_SKIP") and report is not None and report.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 9 h 42 in Paris: the moment of the pictures."""
    return NOW


@pytest.fixture
def clock(now: datetime) -> Clock:
    """A clock that stands still at `now`."""
    return Clock(now)


@pytest.fixture
def full() -> bool:
    """Whether the long counts are asked for (`make test-full`)."""
    return bool(os.environ.get("REALIS_TEST_FULL"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test: no setting, data or draft of the person who runs them."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / kind.lower()))
    for name in [name for name in os.environ if name.startswith("REALIS_") and not name.startswith("REALIS_TEST_")]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(autouse=True)
def no_sql_on_the_event_loop() -> Iterator[None]:
    """Fails the test in which the program ran SQL on the event loop's thread."""
    sql_watch.take_faults()
    yield
    faults = sql_watch.take_faults()
    assert not faults, f"SQL on the event loop's thread: {faults[:3]}"


@pytest.fixture(scope="session")
def sqlite_bases(tmp_path_factory: pytest.TempPathFactory) -> "SqliteBases":
    from tests.bases import SqliteBases

    return SqliteBases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_bases() -> Iterator["PostgresBases"]:
    from tests.bases import PostgresBases, postgres_server

    bases = PostgresBases(postgres_server())
    yield bases
    bases.drop_template()


@pytest.fixture
def sqlite_base(tmp_path: Path, sqlite_bases: "SqliteBases") -> Path:
    """The path of a new SQLite base with nothing in it yet."""
    return sqlite_bases.copy_to(tmp_path / "realis.db")


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictitious data for the day of the pictures, made once for all workers: to be copied or only read."""
    from realis_tui.db.engine import Database
    from realis_tui.demo.build import build_demo

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    path = shared / "demonstration.db"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            Database.create(path, furnish=lambda made: build_demo(made, 1, NOW)).close()
    return path


@pytest.fixture
def demo_base(demo_template: Path, tmp_path: Path) -> Path:
    """A base of its own with the fictitious data."""
    return Path(shutil.copyfile(demo_template, tmp_path / "demonstration.db"))


@pytest.fixture
def postgres_url(postgres_bases: "PostgresBases") -> Iterator[str]:
    """The URL of a new PostgreSQL base with nothing in it yet (skips without a server)."""
    with postgres_bases.fresh() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_bases: "PostgresBases") -> Iterator[str]:
    """The URL of a PostgreSQL data base without a schema (skips without a server)."""
    with postgres_bases.empty() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """The path or URL of a new base, on each engine in turn."""
    return str(request.getfixturevalue("sqlite_base" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def database(url: str) -> Iterator["Database"]:
    """A new base with nothing in it yet, on each engine in turn."""
    from realis_tui.db.engine import Database

    opened = Database.open(url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_base: Path) -> Iterator["Database"]:
    """A new base on SQLite alone: for what has nothing to do with the engine, screens above all."""
    from realis_tui.db.engine import Database

    opened = Database.open(str(sqlite_base))
    yield opened
    opened.close()


@pytest.fixture
def door(database: "Database", clock: Clock) -> "Door":
    """The door to a new base, on each engine in turn, for the program itself, at `now`."""
    from realis_tui.usecases.door import Door

    return Door(database, clock=clock, desk="essais")


@pytest.fixture
def sqlite_door(sqlite_database: "Database", clock: Clock) -> "Door":
    """The same on SQLite alone."""
    from realis_tui.usecases.door import Door

    return Door(sqlite_database, clock=clock, desk="essais")


@pytest.fixture
def session(database: "Database") -> Iterator["Session"]:
    """A session that only reads, on each engine in turn."""
    with database.read() as session:
        yield session


@pytest.fixture
def unit(session: "Session", now: datetime) -> "UnitOfWork":
    """A unit of work that only reads; what writes goes through `door`."""
    from realis_tui.domain.accounts import SYSTEM
    from realis_tui.usecases.unit import UnitOfWork

    return UnitOfWork(session, SYSTEM, now)
