"""PostgreSQL going away in the middle: rolled back, said, and the next act reconnects (fault 20)."""

import time
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from realis_tui.db.engine import Database
from realis_tui.db.models import Company
from realis_tui.domain.refusals import Trouble, Unavailable
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, perform

pytestmark = pytest.mark.postgres


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
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
        time.sleep(0.2)
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


def test_a_row_held_elsewhere_is_given_up_after_four_seconds(postgres_door: Door, postgres_url: str) -> None:
    (row_id,) = add(postgres_door, company("Vélomistrau"))
    other = Database.open(postgres_url)
    failed: list[Unavailable] = []

    def rename() -> None:
        try:
            perform(postgres_door, lambda session: setattr(session.get(Company, row_id), "name", "Autre"))
        except Unavailable as error:
            failed.append(error)

    with other.connection(write=True) as connection:
        connection.execute(text("UPDATE companies SET city = 'x'"))
        started = time.monotonic()
        thread = Thread(target=rename)
        thread.start()
        thread.join(10)
    assert failed[0].trouble is Trouble.LOCKED
    assert 3 < time.monotonic() - started < 8
    other.close()
    postgres_door.database.close()
