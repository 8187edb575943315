"""From the first schema, with companies in their premises, to the newest: all there, guarded, and rooms to book."""

import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from realis_tui.clock import Clock
from realis_tui.db import guards, search_index
from realis_tui.db.engine import Database
from realis_tui.db.migrations import HEAD
from realis_tui.db.migrations.run import configuration
from realis_tui.db.models import HostingAgreement
from realis_tui.domain.french import fold_name, sort_key
from realis_tui.domain.refusals import Refused
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from tests.migrations.test_migrations import _bare_postgres, _emptied, differences, versions
from tests.usecases.rooms_steps import book, booking, room

FIRST = "0001"
STAMP = {"version": 1, "created_at": datetime(2026, 1, 1, tzinfo=UTC), "updated_at": datetime(2026, 1, 1, tzinfo=UTC)}
LET = [(number, 1 + number % 3, number) for number in range(1, 8)]
"""Occupancies: number, space, company; one after the other in each of three spaces."""


@pytest.fixture
def first_file(tmp_path: Path) -> str:
    """The path of a base as the first version left it."""
    path = tmp_path / "realis.db"
    _made_first(_emptied(path))
    return str(path)


@pytest.fixture
def first_url(empty_postgres_url: str) -> str:
    """The same on PostgreSQL."""
    _made_first(Database(*_bare_postgres(empty_postgres_url)))
    return empty_postgres_url


def _made_first(database: Database) -> None:
    with database.connection(write=True) as connection:
        command.upgrade(configuration(connection), FIRST)
        guards.install(connection, tuple(guard for guard in guards.GUARDS if guard.table == "occupancies"))
        search_index.install(connection)
        _fill(connection)
        connection.commit()
    database.close()


def _fill(connection: Connection) -> None:
    """Only columns that the first schema had: the tables are read from the base, not from the models."""
    there = MetaData()
    there.reflect(connection, only=["companies", "spaces", "occupancies", "hosting_agreements"])
    tables = there.tables
    for number in range(1, 8):
        name = f"Entreprise {number}"
        row = {"id": number, "name": name, "identity": fold_name(name), "sort_name": sort_key(name)}
        connection.execute(insert(tables["companies"]), row | STAMP)
    for number in range(1, 4):
        row = {"id": number, "code": f"B-20{number}", "kind": "bureau", "is_lettable": True}
        connection.execute(insert(tables["spaces"]), row | STAMP)
    for number, space_id, company_id in LET:
        row = {"id": number, "space_id": space_id, "company_id": company_id}
        days = {"starts_on": date(2020 + number, 1, 1), "ends_on": date(2020 + number, 6, 30)}
        connection.execute(insert(tables["occupancies"]), row | days | STAMP)
    # Let in by an older program: it ended before it began.
    terms = {"regime": "AOT", "rent_cents_per_m2": 0, "charges_cents": 0, "deposit_cents": 0, "vat_applies": True}
    days = {"starts_on": date(2026, 9, 1), "ended_on": date(2026, 6, 30)}
    connection.execute(insert(tables["hosting_agreements"]), {"id": 1, "company_id": 1} | terms | days | STAMP)


def _revision(database: Database) -> str:
    with database.connection() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _is_whole(database: Database) -> None:
    """At the newest schema: every row, every guard, the schema of the models, and the guards do hold."""
    assert _revision(database) == HEAD
    with database.connection() as connection:
        assert guards.missing(connection) == []
        assert guards.clashes(connection) == []
        assert differences(connection) == []
        kept = connection.execute(text("SELECT id, space_id, company_id FROM occupancies ORDER BY id")).all()
        assert [tuple(row) for row in kept] == LET
        assert connection.execute(text("SELECT count(*) FROM companies")).scalar_one() == 7
        ended = select(HostingAgreement.starts_on, HostingAgreement.ended_on)
        assert connection.execute(ended).one() == (date(2026, 9, 1), date(2026, 9, 1))
    with database.connection(write=True) as connection:
        with pytest.raises(DBAPIError, match="guard_occupancies_space_id"):
            connection.execute(text("UPDATE occupancies SET space_id = 1 + 1, ends_on = NULL WHERE id <= 4"))
        connection.rollback()
    # These rows were written past the search: a migration makes its entries anew.
    assert [control.name for control in base.verify(database) if not control.ok] == []


def _rooms_are_usable(door: Door) -> None:
    garrigue = room(door)
    made = book(door, garrigue.id, "14h", "16h", "company:1")
    assert booking(door, made.id).who == "Entreprise 1"
    with pytest.raises(Refused, match="déjà pris par Entreprise 1"):
        book(door, garrigue.id, "15h", "17h")


@pytest.mark.parametrize("base_of", ["first_file", pytest.param("first_url", marks=pytest.mark.postgres)])
def test_opening_brings_the_first_schema_up(request: pytest.FixtureRequest, base_of: str, clock: Clock) -> None:
    database = Database.open(request.getfixturevalue(base_of))
    _is_whole(database)
    _rooms_are_usable(Door(database, clock=clock))
    database.close()


def test_killed_midway_it_is_still_the_first(first_file: str, tmp_path: Path, clock: Clock) -> None:
    """The kill comes in the last of the scripts: all the tables of the rooms were made by then, and are gone."""
    folder = versions(tmp_path / "v", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    program = (
        "import sys; from pathlib import Path; from realis_tui.db import engine; "
        "from realis_tui.db.migrations import run; "
        "run.upgrade.__defaults__ = ('head', Path(sys.argv[2])); engine.Database.open(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", program, first_file, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    database = _as_it_is(first_file)
    assert _revision(database) == FIRST
    assert "time_blocks" not in inspect(database.engine).get_table_names()
    database.close()
    again = Database.open(first_file)
    _is_whole(again)
    _rooms_are_usable(Door(again, clock=clock))
    again.close()


@pytest.mark.parametrize("late", [2, 4, *(pytest.param(late, marks=pytest.mark.full) for late in (0, 1, 3, 5, 6))])
def test_killed_at_any_moment_it_is_the_old_one_or_the_new_one(first_file: str, late: int) -> None:
    program = (
        "import sys; import realis_tui.db.migrations.run; from realis_tui.db.engine import Database; "
        "print('prêt', flush=True); Database.open(sys.argv[1])"
    )
    process = subprocess.Popen([sys.executable, "-c", program, first_file], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "prêt"
    time.sleep(0.03 * late * late)
    process.kill()
    process.communicate()
    database = _as_it_is(first_file)
    assert _revision(database) in (FIRST, HEAD)
    assert ("time_blocks" in inspect(database.engine).get_table_names()) == (_revision(database) == HEAD)
    database.close()
    again = Database.open(first_file)
    _is_whole(again)
    again.close()


def _as_it_is(path: str) -> Database:
    """The base opened without being brought up."""
    from realis_tui.db import engine, sqlite

    return Database(engine.address(path), sqlite.engine(Path(path)), Path(path))
