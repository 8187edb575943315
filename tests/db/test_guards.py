"""What must never overlap does not, on both engines, whoever writes."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from realis_tui.db import guards
from realis_tui.db.engine import Database
from realis_tui.db.errors import translated
from realis_tui.db.guards import NoOverlap
from realis_tui.db.models import Occupancy
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, perform, space, stay


@pytest.fixture
def taken(door: Door) -> tuple[int, int]:
    """B-204, let to Vélomistrau until 14 January 2028: the space and the company."""
    company_id, space_id = add(door, company("Vélomistrau"), space("B-204"))
    add(door, stay(space_id, company_id, "2025-01-15", "2028-01-14"))
    return space_id, company_id


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2024-01-01", "2025-01-15"),
        ("2028-01-14", None),
        ("2026-01-01", "2026-01-01"),
        ("2020-01-01", None),
        ("2025-01-15", "2028-01-14"),
    ],
)
def test_a_shared_day_is_refused_with_who_and_until_when(
    door: Door, taken: tuple[int, int], first: str, last: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        add(door, stay(*taken, first, last))
    assert refused.value.message == (
        "Le local B-204 est occupé par Vélomistrau du 15 janv. 2025 jusqu'au 14 janv. 2028 : "
        "choisir d'autres dates ou un autre local."
    )
    assert refused.value.field == "starts_on"


@pytest.mark.parametrize(("first", "last"), [("2028-01-15", None), ("2020-01-01", "2025-01-14")])
def test_the_next_day_is_free(door: Door, taken: tuple[int, int], first: str, last: str | None) -> None:
    assert add(door, stay(*taken, first, last))


def test_an_open_end_blocks_for_ever(door: Door) -> None:
    company_id, space_id = add(door, company("Vélomistrau"), space("B-204"))
    add(door, stay(space_id, company_id, "2025-01-15"))
    with pytest.raises(Refused, match="sans date de fin"):
        add(door, stay(space_id, company_id, "2999-01-01"))


def test_an_update_is_guarded_too(door: Door, taken: tuple[int, int]) -> None:
    later = add(door, stay(*taken, "2028-01-15", "2028-12-31"))[0]
    with pytest.raises(Refused, match="B-204"):
        perform(door, lambda session: setattr(session.get(Occupancy, later), "starts_on", date(2028, 1, 14)))


def test_closing_one_and_opening_the_next_in_one_flush(door: Door, taken: tuple[int, int]) -> None:
    def move(session: object) -> None:
        current = session.scalars(select(Occupancy)).one()  # type: ignore[attr-defined]
        current.ends_on = date(2026, 11, 30)
        session.add(stay(*taken, "2026-12-01"))  # type: ignore[attr-defined]

    perform(door, move)
    with door.database.read() as session:
        stays = session.scalars(select(Occupancy).order_by(Occupancy.starts_on)).all()
        assert [(each.starts_on, each.ends_on) for each in stays][1:] == [(date(2026, 12, 1), None)]
        assert stays[0].ends_on == date(2026, 11, 30)


def test_installing_again_changes_nothing(database: Database) -> None:
    with database.connection(write=True) as connection:
        for _ in range(2):
            guards.install(connection)
        assert guards.missing(connection) == []
        connection.commit()


def test_a_guard_taken_away_comes_back_at_the_next_opening(database: Database, url: str) -> None:
    with database.connection(write=True) as connection:
        guards.remove(connection)
        connection.commit()
        assert guards.missing(connection)
    again = Database.open(url)
    with again.connection() as connection:
        assert guards.missing(connection) == []
    again.close()


_EXCLUDE = "EXCLUDE USING gist ({} WITH =, tstzrange(starts_at, ends_at, '{}') WITH &&)"
_NOTHING = {
    "no row": f"{_EXCLUDE.format('resource_id', '[)')} WHERE (false)",
    "other bounds": _EXCLUDE.format("resource_id", "()"),
    "another column": _EXCLUDE.format("id", "[)"),
    "a check": "CHECK (true)",
}


@pytest.fixture
def on_server(postgres_url: str) -> Iterator[Database]:
    """On PostgreSQL alone: on SQLite the triggers are compared whole, and a name is one trigger's only."""
    opened = Database.open(postgres_url)
    yield opened
    opened.close()


@pytest.mark.postgres
@pytest.mark.parametrize("said", _NOTHING.values(), ids=_NOTHING)
def test_a_guard_of_the_right_name_that_guards_nothing_is_missing(on_server: Database, said: str) -> None:
    database = on_server
    guard = next(guard for guard in guards.GUARDS if guard.table == "time_blocks")
    with database.connection(write=True) as connection:
        assert guards.missing(connection) == []
        for name, told in ((guard.name, said), (guard.length_name, "CHECK (ends_at > starts_at)")):
            connection.exec_driver_sql(f"ALTER TABLE time_blocks DROP CONSTRAINT {name}")
            connection.exec_driver_sql(f"ALTER TABLE time_blocks ADD CONSTRAINT {name} {told}")
        assert guards.missing(connection) == [guard.name, guard.length_name]
        connection.rollback()


@pytest.mark.postgres
def test_a_guard_of_another_table_is_none_of_this_one(on_server: Database) -> None:
    database = on_server
    guard = next(guard for guard in guards.GUARDS if guard.table == "time_blocks")
    with database.connection(write=True) as connection:
        connection.exec_driver_sql(f"ALTER TABLE time_blocks DROP CONSTRAINT {guard.name}")
        connection.exec_driver_sql("CREATE TABLE elsewhere (LIKE time_blocks)")
        connection.exec_driver_sql(guard.constraint().replace("TABLE time_blocks", "TABLE elsewhere"))
        assert guards.missing(connection) == [guard.name]
        connection.rollback()


def test_a_guard_that_guards_nothing_is_made_anew_at_the_next_opening(database: Database, url: str) -> None:
    with database.connection(write=True) as connection:
        if database.kind == "sqlite":
            name = "guard_time_blocks_resource_id_insert"
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE INSERT ON time_blocks BEGIN SELECT 1; END")
        else:
            name = "guard_time_blocks_resource_id"
            connection.exec_driver_sql(f"ALTER TABLE time_blocks DROP CONSTRAINT {name}")
            connection.exec_driver_sql(f"ALTER TABLE time_blocks ADD CONSTRAINT {name} CHECK (true)")
        connection.commit()
    again = Database.open(url)
    with again.connection() as connection:
        assert guards.missing(connection) == []
    again.close()


SLOTS = "CREATE TABLE slots (id INTEGER PRIMARY KEY, room_id INTEGER, starts_at {kind}, ends_at {kind}, status TEXT)"
INSTANTS = NoOverlap("slots", "room_id", "starts_at", "ends_at", kind="instants", where="{row}.status <> 'annulée'")


def test_instants_are_half_open_and_a_cancelled_row_takes_no_time(database: Database) -> None:
    kind = "TEXT" if database.kind == "sqlite" else "TIMESTAMPTZ"
    with database.connection(write=True) as connection:
        connection.execute(text(SLOTS.format(kind=kind)))
        guards.install(connection, (INSTANTS,))
        insert = text("INSERT INTO slots VALUES (:id, 1, :start, :end, :status)")

        def put(row_id: int, start: str, end: str, status: str = "confirmée") -> None:
            values = {"id": row_id, "start": f"2026-11-24 {start}:00.000000", "end": f"2026-11-24 {end}:00.000000"}
            connection.execute(insert, {**values, "status": status})

        put(1, "09:00", "10:00")
        put(2, "10:00", "11:00")
        put(3, "09:00", "12:00", "annulée")
        assert guards.missing(connection, (INSTANTS,)) == []
        assert guards.clashes(connection, (INSTANTS,)) == []
        with pytest.raises(DBAPIError, match="guard_slots_room_id"):
            put(4, "10:59", "12:00")
        connection.rollback()


def test_an_instant_in_another_form_is_refused(sqlite_database: Database) -> None:
    with sqlite_database.connection(write=True) as connection:
        connection.execute(text(SLOTS.format(kind="TEXT")))
        guards.install(connection, (INSTANTS,))
        with pytest.raises(DBAPIError, match="form: guard_slots_room_id"):
            connection.execute(text("INSERT INTO slots VALUES (1, 1, '2026-11-24T09:00Z', '2026-11-24T10:00Z', '')"))
        connection.rollback()


def test_insert_or_replace_does_not_get_round_it(sqlite_door: Door) -> None:
    company_id, space_id = add(sqlite_door, company("Vélomistrau"), space("B-204"))
    add(sqlite_door, stay(space_id, company_id, "2025-01-15"))
    with sqlite_door.database.connection(write=True) as connection, pytest.raises(DBAPIError) as caught:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO occupancies (id, space_id, company_id, starts_on, version, created_at, updated_at) "
            f"VALUES (99, {space_id}, {company_id}, '{date(2026, 1, 1) + timedelta(days=1)}', 1, '', '')"
        )
    assert isinstance(translated(caught.value, sqlite_door.database), Refused)
