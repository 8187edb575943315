"""PostgreSQL going away in the middle: rolled back, said, and the next act reconnects (fault 20)."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from realis_tui.db.engine import Database
from realis_tui.db.models import Company
from realis_tui.domain.refusals import Trouble, Unavailable
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, perform

pytestmark = pytest.mark.postgres
PATIENCE = 30.0
"""Seconds after which what a test waits for will not come."""


@pytest.fixture
def postgres_door(postgres_url: str) -> Door:
    return Door(Database.open(postgres_url))


def test_stopped_mid_transaction_then_back(postgres_door: Door, postgres_url: str) -> None:
    other = Database.open(postgres_url)

    def cut(session: Session) -> None:
        session.add(company("Perdue"))
        session.flush()
        own = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with other.connection() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": own})
        session.add(company("Perdue aussi"))
        session.flush()

    with pytest.raises(Unavailable) as caught:
        perform(postgres_door, cut)
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert caught.value.remedy
    add(postgres_door, company("Vélomistrau"))
    with postgres_door.database.read() as session:
        assert session.scalars(select(Company.name)).all() == ["Vélomistrau"]
    other.close()
    postgres_door.database.close()


def test_idle_connections_cut_are_replaced(postgres_door: Door, postgres_url: str) -> None:
    add(postgres_door, company("Vélomistrau"))
    other = Database.open(postgres_url)
    with other.connection() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    add(postgres_door, company("Boucl'Verre"))
    with other.connection() as connection:
        names = connection.execute(text("SELECT name FROM companies ORDER BY id")).scalars().all()
    assert names == ["Vélomistrau", "Boucl'Verre"]
    other.close()
    postgres_door.database.close()


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(Unavailable) as caught:
        Database.open("postgresql+psycopg://nobody:secret@127.0.0.1:9/none")
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert "secret" not in str(caught.value)


def test_a_base_without_our_tables_is_said(empty_postgres_url: str) -> None:
    with pytest.raises(Unavailable) as caught:
        Database.open(empty_postgres_url)
    assert caught.value.trouble is Trouble.FOREIGN


class Renaming(Thread):
    """A desk that renames a company, and what it is told meanwhile."""

    def __init__(self, door: Door, row_id: int) -> None:
        super().__init__()
        self.door = door
        self.row_id = row_id
        self.told: list[str] = []
        self.waits = Event()
        door.database.on_wait = self._hear

    def _hear(self, waiting: bool) -> None:
        self.told.append("attend" if waiting else "n'attend plus")
        self.waits.set()

    def run(self) -> None:
        try:
            perform(self.door, lambda session: setattr(session.get(Company, self.row_id), "name", "Vélo-Mistrau"))
        except Unavailable as error:
            self.told.append(error.trouble)
        else:
            self.told.append("enregistré")


@pytest.fixture
def other(postgres_url: str) -> Iterator[Database]:
    database = Database.open(postgres_url)
    yield database
    database.close()


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Company.name)))


HOLD = text("UPDATE companies SET city = 'Sète'")


def test_a_row_held_elsewhere_is_said_then_given_up(postgres_door: Door, other: Database) -> None:
    """Fault 16: look-ups go on meanwhile, and writing goes on afterwards."""
    (row_id,) = add(postgres_door, company("Vélomistrau"))
    renaming = Renaming(postgres_door, row_id)
    with other.connection(write=True) as connection:
        connection.execute(HOLD)
        renaming.start()
        assert renaming.waits.wait(PATIENCE)
        assert names(postgres_door.database) == ["Vélomistrau"]
        renaming.join(PATIENCE)
        assert renaming.told == ["attend", "n'attend plus", Trouble.LOCKED]
    add(postgres_door, company("Boucl'Verre"))
    assert sorted(names(postgres_door.database)) == ["Boucl'Verre", "Vélomistrau"]
    postgres_door.database.close()


def test_a_row_let_go_in_time_is_written(postgres_door: Door, other: Database) -> None:
    (row_id,) = add(postgres_door, company("Vélomistrau"))
    renaming = Renaming(postgres_door, row_id)
    with other.connection(write=True) as connection:
        connection.execute(HOLD)
        renaming.start()
        assert renaming.waits.wait(PATIENCE)
    renaming.join(PATIENCE)
    assert renaming.told == ["attend", "n'attend plus", "enregistré"]
    assert names(postgres_door.database) == ["Vélo-Mistrau"]
    postgres_door.database.close()


def test_an_act_that_is_only_long_waits_for_nobody(postgres_door: Door) -> None:
    told: list[bool] = []
    postgres_door.database.on_wait = told.append
    perform(postgres_door, lambda session: session.execute(text("SELECT pg_sleep(1.6)")))
    assert told == []
    postgres_door.database.close()
