"""What other desks commit: told as it is committed on PostgreSQL, asked for on SQLite; never one's own."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from realis_tui.clock import Clock
from realis_tui.db import postgres
from realis_tui.db.engine import Database
from realis_tui.db.listener import News
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, perform

PATIENCE = 10.0
"""Seconds after which a test that waits for a news has failed."""
CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Ear:
    """A desk that listens, and what it was told."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.door = Door(Database.open(url), clock=clock, desk="accueil")
        self.told: Queue[News] = Queue()
        self.door.changes_since()
        assert self.door.listen(self.told.put)
        (self.thread,) = (thread for thread in threading.enumerate() if thread.name == "realis-écoute")
        assert self.next() == frozenset()  # heard: from now on whatever is committed is told

    def next(self) -> News:
        return self.told.get(timeout=PATIENCE)

    def is_told_nothing_but(self, said: News, then: Callable[[], object]) -> None:
        """What comes next is what `then` makes others say: nothing else was on its way before it."""
        then()
        assert self.next() == said
        assert self.told.empty()

    def close(self) -> None:
        self.door.database.close()


@pytest.fixture
def ear(postgres_url: str, clock: Clock) -> Iterator[Ear]:
    ear = Ear(postgres_url, clock)
    yield ear
    ear.close()
    ear.thread.join(PATIENCE)


@pytest.fixture
def other(postgres_url: str, clock: Clock) -> Iterator[Door]:
    database = Database.open(postgres_url)
    yield Door(database, clock=clock, desk="coach")
    database.close()


@pytest.mark.postgres
def test_an_act_arrives_with_its_commit(ear: Ear, other: Door) -> None:
    ear.is_told_nothing_but(frozenset({"companies"}), lambda: add(other, company("Vélomistrau")))


@pytest.mark.postgres
def test_ones_own_acts_do_not_come_back(ear: Ear, other: Door) -> None:
    add(ear.door, company("Vélomistrau"))
    ear.is_told_nothing_but(frozenset({"companies"}), lambda: add(other, company("Boucl'Verre")))
    assert ear.door.changes_since() == frozenset()


@pytest.mark.postgres
def test_an_act_that_is_refused_is_not_told(ear: Ear, other: Door) -> None:
    add(ear.door, company("Vélomistrau", siren="009010372"))
    with pytest.raises(Refused):
        add(other, company("Autre", siren="009010372"))
    ear.is_told_nothing_but(frozenset({"companies"}), lambda: add(other, company("Boucl'Verre")))


@pytest.mark.postgres
def test_a_lost_connection_is_said_then_what_was_missed(ear: Ear, other: Door) -> None:
    with other.database.connection() as connection:
        connection.execute(CUT)
    lost = ear.next()
    assert isinstance(lost, Unavailable)
    add(ear.door, company("Vélomistrau"))
    add(other, company("Boucl'Verre"))
    heard = [ear.next()]
    while heard[-1] != frozenset({"companies"}):
        heard.append(ear.next())
    assert set(heard[:-1]) <= {frozenset()}  # heard again, before or after the act: told once, and only the other's
    ear.is_told_nothing_but(frozenset({"companies"}), lambda: add(other, company("BioLoc")))


@pytest.mark.postgres
def test_an_act_that_began_before_one_already_read_is_not_missed(
    postgres_url: str, clock: Clock, ear: Ear, other: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers are given as acts are written, and seen as they are committed: the lower one may come last."""
    third = Door(Database.open(postgres_url), clock=clock, desk="direction")
    asking = Door(Database.open(postgres_url), clock=clock, desk="lecture")
    assert asking.changes_since() == frozenset()

    # A program of an older version, which does not wait for the writing turn.
    monkeypatch.setattr(postgres, "take_turn", lambda connection: None)

    def while_another_commits(session: Session) -> None:
        session.add(company("Vélomistrau"))
        session.flush()
        add(third, company("Boucl'Verre"))
        assert asking.changes_since() == {"companies"}

    perform(other, while_another_commits)
    assert asking.changes_since() == {"companies"}
    assert asking.changes_since() == frozenset()
    for door in (third, asking):
        door.database.close()


@pytest.mark.postgres
def test_the_thread_ends_when_the_base_is_closed(ear: Ear, other: Door) -> None:
    ear.close()
    ear.thread.join(PATIENCE)
    assert not ear.thread.is_alive()
    add(other, company("Vélomistrau"))
    with pytest.raises(Empty):
        ear.told.get_nowait()


@pytest.mark.postgres
def test_the_thread_ends_though_the_server_is_gone(ear: Ear, other: Door) -> None:
    with other.database.connection() as connection:
        connection.execute(CUT)
    assert isinstance(ear.next(), Unavailable)
    ear.door.leave()
    ear.thread.join(PATIENCE)
    assert not ear.thread.is_alive()


def test_sqlite_has_nobody_to_tell(sqlite_door: Door) -> None:
    assert not sqlite_door.listen(lambda news: None)


def test_a_commit_that_fails_leaves_its_number_to_others(door: Door, url: str, clock: Clock) -> None:
    """SQLite gives the number of an act that was rolled back again: it is then another desk's."""
    elsewhere = Door(Database.open(url), clock=clock, desk="autre")

    def fail(_session: Session) -> None:
        raise Refused("non")

    def write(session: Session) -> None:
        session.add(company("Perdue"))
        event.listen(session, "before_commit", fail)

    assert door.changes_since() == frozenset()
    with pytest.raises(Refused):
        perform(door, write)
    add(elsewhere, company("Boucl'Verre"))
    assert door.changes_since() == {"companies"}
    elsewhere.database.close()


def test_closing_waits_for_the_thread_that_polls(sqlite_base: Path) -> None:
    """SQLite ends the whole program when a connection is closed under a statement that another thread runs."""
    database = Database.open(str(sqlite_base))
    inside, go_on = threading.Event(), threading.Event()

    @event.listens_for(database.engine, "before_cursor_execute")
    def _hold(*_given: object) -> None:
        inside.set()
        go_on.wait(PATIENCE)

    polling = threading.Thread(target=database.watch.poll)
    polling.start()
    assert inside.wait(PATIENCE)
    closing = threading.Thread(target=database.watch.close)
    closing.start()
    closing.join(0.3)
    assert closing.is_alive()
    go_on.set()
    for thread in (polling, closing):
        thread.join(PATIENCE)
        assert not thread.is_alive()
    database.close()
