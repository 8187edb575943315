"""Copies that go from one engine to the other, and back to them: all of it, or everything as it was."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from realis_tui.clock import Clock
from realis_tui.db import place
from realis_tui.db.engine import Database
from realis_tui.db.listener import News
from realis_tui.db.models import Account, Company, SearchEntry
from realis_tui.db.models.whole import metadata
from realis_tui.domain.accounts import Role
from realis_tui.domain.refusals import Refused, Trouble, Unavailable
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, join, perform, person, space, stay

Copying = Callable[[str], Path]


def furnish(door: Door) -> None:
    """Something in many tables: links that go back and forth, numbers no longer used, acts undone or not."""
    add(door, Account(name="Inès", folded_name="ines", role=Role.DIRECTION))
    add(door, Account(name="Paul", folded_name="paul", role=Role.COACH))
    add(door, company("Vélomistrau", city="Sète", siren="009010372"), company("Boucl'Verre"))
    add(door, person("Éloïse Garrigue", phone="+33639981234"), space("B-204"))
    join(door, 1, 1)
    add(door, stay(1, 2, "2026-01-05"))
    (last,) = add(door, company("Bientôt partie"))
    perform(door, lambda session: session.delete(session.get(Company, last)))
    with door.database.write() as session:
        session.connection().execute(text("UPDATE accounts SET updated_by = 2 WHERE id = 1"))
        session.commit()


def content(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, but the numbers of the search's entries."""
    left_out = SearchEntry.__table__.c.id
    with database.connection() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(*(c for c in table.c if c is not left_out)))), key=repr
            )
            for table in metadata.sorted_tables
        }


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Company.name).order_by(Company.id)))


def sound(database: Database) -> None:
    assert [control for control in base.verify(database) if not control.ok] == []


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def copied_from(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """A base with something in it, on each engine in turn: the one that copies are made of."""
    if request.param == "sqlite":
        database = Database.create(tmp_path / "origine.db")
    else:
        database = Database.create(request.getfixturevalue("empty_postgres_url"))
    furnish(Door(database, clock=clock, desk="essais"))
    yield database
    database.close()


def test_a_copy_opens_by_itself_and_holds_everything(copied_from: Database, tmp_path: Path) -> None:
    copy = base.back_up(copied_from, tmp_path / "copie.db")
    assert copy.size == copy.path.stat().st_size
    assert [path.name for path in tmp_path.glob("*copie.db*")] == ["copie.db"]
    opened = Database.open(copy.path)
    assert content(opened) == content(copied_from)
    sound(opened)
    opened.close()


def test_back_to_a_copy_of_either_engine(copied_from: Database, url: str, tmp_path: Path, clock: Clock) -> None:
    copy = base.back_up(copied_from, tmp_path / "copie.db").path
    present = Database.open(url)
    add(Door(present, clock=clock), *(company(f"D'avant {number}") for number in range(9)))
    before = content(present)
    present.close()
    aside = base.restore(url, copy)
    restored = Database.open(url)
    assert content(restored) == content(copied_from)
    sound(restored)
    assert aside is not None
    kept = Database.open(aside)
    assert content(kept) == before
    sound(kept)
    kept.close()
    door = Door(restored, clock=clock)
    (number,) = add(door, company("D'après"))
    assert number > 3  # that of the company that was deleted is not given again
    with pytest.raises(Refused):
        add(door, stay(1, 1, "2026-02-01"))
    with restored.read() as session:
        assert session.scalars(select(SearchEntry.title).where(SearchEntry.ref == number)).all() == ["D'après"]
    restored.close()


@pytest.mark.postgres
def test_numbers_seen_on_a_screen_are_not_given_to_something_else(
    postgres_url: str, clock: Clock, tmp_path: Path
) -> None:
    database = Database.open(postgres_url)
    door = Door(database, clock=clock)
    add(door, company("Vélomistrau"))
    copy = base.back_up(database, tmp_path / "copie.db").path
    (seen,) = add(door, company("Boucl'Verre"))
    base.restore(postgres_url, copy)
    assert add(door, company("BioLoc"))[0] > seen
    database.close()


@pytest.mark.postgres
def test_from_one_desk_to_several(sqlite_door: Door, empty_postgres_url: str) -> None:
    """The base of one desk, even with a program open on it, into a server's that holds nothing yet."""
    furnish(sqlite_door)
    path = sqlite_door.database.path
    assert path is not None and place.has_pending(path)
    assert base.restore(empty_postgres_url, path) is None
    moved = Database.open(empty_postgres_url)
    assert content(moved) == content(sqlite_door.database)
    sound(moved)
    moved.close()


@pytest.mark.postgres
def test_the_other_desks_read_everything_again(postgres_url: str, clock: Clock, tmp_path: Path) -> None:
    database = Database.open(postgres_url)
    door = Door(database, clock=clock)
    add(door, company("Vélomistrau"))
    copy = base.back_up(database, tmp_path / "copie.db").path
    told: Queue[News] = Queue()
    door.changes_since()
    door.listen(told.put)
    assert told.get(timeout=30) == frozenset()
    base.restore(postgres_url, copy)
    assert told.get(timeout=30) == {"companies"}
    database.close()


# What is refused, and what fails midway


def same_as_before(url: str, copy: Path) -> Unavailable:
    """Restoring that copy is refused, and nothing has changed; gives what is said."""
    database = Database.open(url)
    before = content(database)
    database.close()
    folder = Path(url).parent if "://" not in url else copy.parent
    files = sorted(path.name for path in folder.iterdir())
    with pytest.raises(Unavailable) as caught:
        base.restore(url, copy)
    assert caught.value.remedy
    assert sorted(path.name for path in folder.iterdir()) == files
    database = Database.open(url)
    assert content(database) == before
    sound(database)
    database.close()
    return caught.value


@pytest.fixture
def copy(url: str, clock: Clock, tmp_path: Path) -> Path:
    """A copy of the base at `url`, which has gone on since."""
    database = Database.open(url)
    furnish(Door(database, clock=clock))
    made = base.back_up(database, tmp_path / "copies" / "copie.db").path
    add(Door(database, clock=clock), company("Après"))
    database.close()
    return made


def rewrite(copy: Path, statement: str) -> None:
    with sqlite3.connect(copy) as connection:
        connection.execute(statement)
    connection.close()
    copy.with_name(copy.name + "-wal").unlink(missing_ok=True)
    copy.with_name(copy.name + "-shm").unlink(missing_ok=True)


def test_a_copy_of_another_application_is_refused(url: str, copy: Path) -> None:
    copy.unlink()
    rewrite(copy, "CREATE TABLE notes (text)")
    assert same_as_before(url, copy).trouble is Trouble.FOREIGN


def test_a_copy_newer_than_the_program_is_refused(url: str, copy: Path) -> None:
    rewrite(copy, "UPDATE alembic_version SET version_num = '9999'")
    said = same_as_before(url, copy)
    assert said.trouble is Trouble.NEWER
    assert str(copy) in said.message


def test_a_damaged_copy_is_refused(url: str, copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:60_000])
    said = same_as_before(url, copy)
    assert said.trouble is Trouble.DAMAGED
    assert str(copy) in said.message


def test_a_copy_that_fails_midway_changes_nothing(url: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "://" in url:
        rewrite(copy, f"UPDATE acts SET desk = '{'x' * 200}' WHERE id = 3")  # longer than a server's column
    else:
        replace = os.replace

        def fail_at_the_last_step(source: Path, target: Path) -> None:
            if ".realis-restauration-" in str(source):
                raise OSError(28, "No space left on device")
            replace(source, target)

        monkeypatch.setattr(os, "replace", fail_at_the_last_step)
    assert "telle qu'elle était" in same_as_before(url, copy).message


@pytest.mark.postgres
def test_a_server_still_empty_stays_so_when_it_fails_midway(
    empty_postgres_url: str, sqlite_door: Door, tmp_path: Path
) -> None:
    furnish(sqlite_door)
    copy = base.back_up(sqlite_door.database, tmp_path / "copie.db").path
    rewrite(copy, f"UPDATE acts SET desk = '{'x' * 200}' WHERE id = 3")
    with pytest.raises(Unavailable, match="n'a pas pu être reprise"):
        base.restore(empty_postgres_url, copy)
    with pytest.raises(Unavailable) as caught:
        Database.open(empty_postgres_url)
    assert caught.value.trouble is Trouble.FOREIGN
    base.restore(empty_postgres_url, base.back_up(sqlite_door.database, tmp_path / "bonne.db").path)
    Database.open(empty_postgres_url).close()


@pytest.mark.postgres
def test_a_server_that_holds_something_else_is_left_alone(empty_postgres_url: str, sqlite_door: Door) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(empty_postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id integer)"))
    path = sqlite_door.database.path
    assert path is not None
    with pytest.raises(Refused, match="déjà des tables"):
        base.restore(empty_postgres_url, path)
    engine.dispose()


@pytest.mark.postgres
def test_a_desk_at_work_is_waited_for_then_the_restoring_is_given_up(
    postgres_url: str, clock: Clock, tmp_path: Path
) -> None:
    database = Database.open(postgres_url)
    add(Door(database, clock=clock), company("Vélomistrau"))
    copy = base.back_up(database, tmp_path / "copie.db").path

    def at_work(session: Session) -> None:
        session.add(company("Boucl'Verre"))
        session.flush()
        with pytest.raises(Unavailable) as caught:
            base.restore(postgres_url, copy)
        assert caught.value.trouble is Trouble.LOCKED

    perform(Door(database, clock=clock), at_work)
    assert names(database) == ["Vélomistrau", "Boucl'Verre"]
    database.close()
