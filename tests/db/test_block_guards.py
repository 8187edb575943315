"""The time of the rooms is guarded by the data base itself, on both engines, whoever writes and in whatever way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

from realis_tui.db import guards
from realis_tui.db.engine import Database
from realis_tui.db.errors import translated
from realis_tui.db.models.whole import metadata
from realis_tui.domain.refusals import Refused, Trouble, Unavailable
from realis_tui.domain.rooms import BlockKind, BookingStatus, Party, Purpose, Tenant
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from tests.usecases.rooms_steps import book, room

BLOCKS = metadata.tables["time_blocks"]
NAME = "guard_time_blocks_resource_id"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STAMP = {"version": 1, "created_at": NOON, "updated_at": NOON}
BOOKING = {
    "room_id": 1, "party": Party.INTERNAL, "tenant": Tenant.INTERNAL, "purpose": Purpose.MEETING, "equipment": [],
    "starts_at": NOON, "ends_at": NOON + timedelta(hours=1), "setup_minutes": 0, "clearing_minutes": 0,
    "status": BookingStatus.CONFIRMED, "is_outside_hours": False, "cancelled_by_tenant": False,
}  # fmt: skip


@pytest.fixture
def connection(door: Door) -> Iterator[Connection]:
    """Two rooms (resources 1 and 2), a booking (1) and a closure (1) to hang blocks on; 1 is taken 12 h to 14 h UTC."""
    for name in ("Garrigue", "Lez"):
        room(door, name)
    with door.database.connection(write=True) as raw:
        raw.execute(insert(metadata.tables["bookings"]), BOOKING | STAMP)
        closure = {"kind": BlockKind.CLOSURE, "reason": "x", "starts_at": NOON, "ends_at": NOON + timedelta(days=9)}
        raw.execute(insert(metadata.tables["closures"]), closure | STAMP)
        put(raw, 12, 14)
        raw.commit()
        yield raw
        raw.rollback()


def put(raw: Connection, start: float, end: float, resource: int = 1, kind: BlockKind = BlockKind.BOOKING) -> int:
    """A block between two hours counted from midnight UTC of the 24th."""
    midnight = NOON - timedelta(hours=12)
    cause = {"booking_id": 1} if kind is BlockKind.BOOKING else {"closure_id": 1}
    values = {"starts_at": midnight + timedelta(hours=start), "ends_at": midnight + timedelta(hours=end)}
    row = {"resource_id": resource, "kind": kind, **values, **cause, **STAMP}
    return int(raw.execute(insert(BLOCKS), row).inserted_primary_key[0])


def refused(raw: Connection, start: float, end: float, resource: int = 1, kind: BlockKind = BlockKind.BOOKING) -> bool:
    with pytest.raises(DBAPIError, match=NAME), raw.begin_nested():
        put(raw, start, end, resource, kind)
    return True


@pytest.mark.parametrize(("start", "end"), [(13, 15), (11, 13), (12, 14), (12.5, 13), (0, 24), (13.999, 14.5)])
def test_an_overlap_is_refused_whatever_the_kind(connection: Connection, start: float, end: float) -> None:
    assert all(refused(connection, start, end, kind=kind) for kind in BlockKind)


@pytest.mark.parametrize(("start", "end", "resource"), [(14, 16, 1), (10, 12, 1), (12, 14, 2)])
def test_touching_and_another_room_are_not(connection: Connection, start: float, end: float, resource: int) -> None:
    put(connection, start, end, resource)
    assert guards.clashes(connection) == []


def test_an_update_does_not_get_round_it(connection: Connection) -> None:
    later = put(connection, 14, 15)
    elsewhere = put(connection, 13, 15, 2)
    changes = (
        (later, {"starts_at": NOON + timedelta(hours=1, minutes=59)}),
        (elsewhere, {"resource_id": 1}),
    )
    for row_id, change in changes:
        with pytest.raises(DBAPIError, match=NAME), connection.begin_nested():
            connection.execute(BLOCKS.update().where(BLOCKS.c.id == row_id).values(change))
    connection.execute(BLOCKS.update().where(BLOCKS.c.id == later).values(ends_at=NOON + timedelta(hours=9)))
    assert guards.clashes(connection) == []


@pytest.mark.parametrize("kind", list(BlockKind))
def test_the_longest_is_a_day_for_a_booking_and_the_day_of_25_hours_for_a_closure(
    connection: Connection, kind: BlockKind
) -> None:
    most = 24 if kind is BlockKind.BOOKING else 25
    assert refused(connection, 100, 100 + most + 1 / 3600, kind=kind)
    assert refused(connection, 100, 300, kind=kind)
    row_id = put(connection, 100, 100 + most, kind=kind)
    end = NOON + timedelta(hours=88 + most, milliseconds=5)
    with pytest.raises(DBAPIError, match=NAME), connection.begin_nested():
        connection.execute(BLOCKS.update().where(BLOCKS.c.id == row_id).values(ends_at=end))


def test_a_closure_does_not_become_a_longer_booking(connection: Connection) -> None:
    row_id = put(connection, 100, 125, kind=BlockKind.CLOSURE)
    change = {"kind": BlockKind.BOOKING, "booking_id": 1, "closure_id": None}
    with pytest.raises(DBAPIError, match=NAME), connection.begin_nested():
        connection.execute(BLOCKS.update().where(BLOCKS.c.id == row_id).values(change))


def test_the_longest_ranges_still_meet_each_other(connection: Connection) -> None:
    """What bounds the reading of the index never hides a row that overlaps."""
    put(connection, 100, 125, kind=BlockKind.CLOSURE)
    assert refused(connection, 99, 100 + 1 / 3600)
    assert refused(connection, 125 - 1 / 3600, 149)
    put(connection, 76, 100)
    put(connection, 125, 149)


def test_an_overlap_is_said_in_french(connection: Connection, door: Door) -> None:
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        put(connection, 13, 15)
    told = translated(caught.value, door.database)
    assert isinstance(told, Refused)
    assert "déjà pris" in told.message


def test_overlaps_and_lengths_are_found_once_the_guard_is_gone(connection: Connection) -> None:
    guards.remove(connection)
    long, one = put(connection, 200, 300), put(connection, 13, 13.5)
    assert guards.clashes(connection) == [f"time_blocks 1 et {one}", f"time_blocks {long} (trop long)"]


def test_a_base_without_it_is_not_opened_while_rows_overlap(door: Door, connection: Connection, url: str) -> None:
    guards.remove(connection)
    extra = put(connection, 13, 15)
    connection.commit()
    missing = guards.missing(connection)
    assert len([name for name in missing if name.startswith(NAME)]) == 2
    connection.rollback()
    with pytest.raises(Unavailable, match="se chevauchent déjà") as refusal:
        Database.open(url)
    assert refusal.value.trouble is Trouble.GUARDS
    connection.execute(BLOCKS.delete().where(BLOCKS.c.id == extra))
    connection.commit()
    again = Database.open(url)
    guard = next(control for control in base.verify(again) if control.name == "garde-fous")
    assert guard.ok
    again.close()


def test_the_time_given_back_by_a_person_is_what_the_guard_lets_be_taken(door: Door) -> None:
    hall = room(door, "Auditorium", setup_minutes="30", clearing_minutes="15")
    made = book(door, hall.id, "10h", "12h")
    assert made.blocked is not None
    with door.database.connection(write=True) as raw:
        end = (made.blocked.end - (NOON - timedelta(hours=12))) / timedelta(hours=1)
        assert refused(raw, end - 0.01, end + 1, hall.resources[0])
        put(raw, end, end + 1, hall.resources[0])
        raw.rollback()


# SQLite: what only a file that anybody may write lets one try.


@pytest.fixture
def taken(sqlite_door: Door) -> Iterator[Connection]:
    """The same on SQLite: one room, taken 10 h to 12 h in Paris on the 24th (9 h to 11 h UTC) by block 1."""
    book(sqlite_door, room(sqlite_door).id, "10h", "12h")
    with sqlite_door.database.connection(write=True) as raw:
        yield raw
        raw.rollback()


COLUMNS = "(id, resource_id, kind, starts_at, ends_at, booking_id, version, created_at, updated_at)"
FROM, TO = "'2026-11-24 10:00:00.000000'", "'2026-11-24 12:00:00.000000'"


def values(row_id: int, start: str = FROM, end: str = TO, resource: int = 1) -> str:
    return f"({row_id}, {resource}, 'réservation', {start}, {end}, 1, 1, '', '')"


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO time_blocks {COLUMNS} VALUES {values(9)}",
        f"INSERT OR REPLACE INTO time_blocks {COLUMNS} VALUES {values(9)}",
        f"INSERT OR REPLACE INTO time_blocks {COLUMNS} VALUES {values(1)}",
        f"INSERT OR IGNORE INTO time_blocks {COLUMNS} VALUES {values(9)}",
        f"INSERT OR FAIL INTO time_blocks {COLUMNS} VALUES {values(9)}",
        f"REPLACE INTO time_blocks {COLUMNS} SELECT 9, resource_id, kind, {FROM}, {TO}, 1, 1, '', '' FROM time_blocks",
        f"INSERT INTO time_blocks {COLUMNS} VALUES {values(1)} ON CONFLICT (id) DO UPDATE SET ends_at = {TO}",
        f"INSERT INTO time_blocks {COLUMNS} VALUES {values(8, '20261124', TO)}",
        "UPDATE OR REPLACE time_blocks SET resource_id = 1, starts_at = starts_at WHERE id = 2",
        "UPDATE OR IGNORE time_blocks SET resource_id = 1 WHERE id = 2",
    ],
)
def test_no_way_of_writing_gets_round_it(taken: Connection, statement: str) -> None:
    if "id = 2" in statement:
        taken.exec_driver_sql(
            "INSERT INTO resources (id, kind, version, created_at, updated_at) VALUES (2, 'salle', 1, '', '')"
        )
        taken.exec_driver_sql(f"INSERT INTO time_blocks {COLUMNS} VALUES {values(2, resource=2)}")
    with pytest.raises(DBAPIError, match=NAME):
        taken.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "start",
    [
        "'2026-11-25 10:00:00'",
        "'2026-11-25T10:00:00.000000'",
        "'2026-11-25 10:00:00.000Z  '",
        "'2026-11-25 10:00:00.0000000'",
        "'2026-11-31 10:00:00.000000'",
        "'2026-02-29 10:00:00.000000'",
        "'2026-11-25 24:00:00.000000'",
        "'2026-11-25 1é:00:00.000000'",
        "'abcd-ef-gh ij:kl:mn.opqrst'",
        "CAST('2026-11-25 10:00:00.000000' AS BLOB)",
        "1764064800",
        "2461370.5",
        "NULL",
    ],
)
def test_an_instant_is_written_in_one_form(taken: Connection, start: str) -> None:
    """Comparing them is comparing texts: whatever is not that very text is refused, blobs and numbers too."""
    end = "'2026-11-25 12:00:00.000000'"
    taken.exec_driver_sql(f"INSERT INTO time_blocks {COLUMNS} VALUES {values(7, end, end.replace('12:', '13:'))}")
    for statement in (
        f"INSERT INTO time_blocks {COLUMNS} VALUES {values(9, start, end)}",
        f"UPDATE time_blocks SET starts_at = {start} WHERE id = 7",
    ):
        with pytest.raises(DBAPIError, match=f"form: {NAME}"):
            taken.exec_driver_sql(statement)


def test_the_last_microsecond_of_a_day_is_an_instant(taken: Connection) -> None:
    start, end = "'2026-11-25 22:59:59.999999'", "'2026-11-25 23:59:59.999999'"
    taken.exec_driver_sql(f"INSERT INTO time_blocks {COLUMNS} VALUES {values(9, start, end)}")
    [kept] = taken.execute(text("SELECT starts_at, ends_at FROM time_blocks WHERE id = 9")).all()
    assert [str(moment)[:26] for moment in kept] == [start.strip("'"), end.strip("'")]


def test_the_guard_reads_only_what_may_overlap(taken: Connection) -> None:
    """Both ends of what is read of the index are bounded: years to come cost nothing to whoever books today."""
    trigger = guards.guard_of("time_blocks")
    assert trigger is not None
    statement = trigger.triggers()[f"{NAME}_insert"]
    condition = statement.partition("WHERE EXISTS (")[2].partition(");")[0]
    for column, value in (("resource_id", "1"), ("starts_at", FROM), ("ends_at", TO)):
        condition = condition.replace(f"NEW.{column}", value)
    plan = [str(row[-1]) for row in taken.execute(text("EXPLAIN QUERY PLAN " + condition.replace(":", "\\:")))]
    assert plan == [
        "SEARCH other USING COVERING INDEX ix_time_blocks_resource (resource_id=? AND ends_at>? AND ends_at<?)"
    ]
