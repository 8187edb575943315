"""All that a base holds, poured into another one, whatever their engines: a copy of a server, or back from it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, func, insert, select, text

from realis_tui.db import guards, search_entries
from realis_tui.db.models import SearchEntry
from realis_tui.db.models.whole import metadata

_CHUNK = 500
_INDEX = SearchEntry.__tablename__
_NUMBERED = tuple(metadata.tables.values())
_POURED = tuple(table for table in metadata.sorted_tables if table.name != _INDEX)
"""Every table but the entries of the search, which are made anew from the others."""

_LINKS = text(
    "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY oid"
)


def pour(source: Connection, target: Connection) -> None:
    """Put every row of `source` into the tables of `target`, which hold nothing; the caller commits.

    Rows keep their numbers, and the next ones go on from the highest ever given on either side, so that a number seen
    on a screen never comes to mean something else. The journal comes as it is, the search is made anew.
    """
    with _links_checked_last(target):
        for table in _POURED:
            rows = source.execution_options(yield_per=_CHUNK).execute(select(table).order_by(table.c.id))
            for chunk in rows.mappings().partitions():
                target.execute(insert(table), [dict(row) for row in chunk])
    for table in _POURED:
        _go_on_from(target, table, _last_number(source, table))
    search_entries.rebuild(target)
    if guards.missing(target):
        guards.install(target)


def empty(target: Connection) -> None:
    """Take every row out (PostgreSQL); numbers go on from where they were. The caller commits.

    Waits for whoever is reading or writing, and makes others wait until the end of the transaction.
    """
    target.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in _NUMBERED)}")


@contextmanager
def _links_checked_last(target: Connection) -> Iterator[None]:
    """An account may have been changed by one that came after it: links are checked once all the rows are there."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # until the end of the transaction
        yield
        return
    target.exec_driver_sql("SET LOCAL statement_timeout = 0")
    links = target.scalars(_LINKS).all()
    for link in links:
        target.exec_driver_sql(f"{link} DEFERRABLE INITIALLY DEFERRED")
    yield
    target.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for link in links:
        target.exec_driver_sql(f"{link} NOT DEFERRABLE")


# Numbers

_SQLITE_LAST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_SQLITE_RAISE = text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :name")
_SQLITE_FIRST = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
_SERVER_RAISE = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")


def _last_number(connection: Connection, table: Table) -> int:
    """The highest number ever given to a row of the table, also when that row is no longer there."""
    highest = int(connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0)
    if connection.dialect.name == "sqlite":
        return max(highest, int(connection.scalar(_SQLITE_LAST, {"name": table.name}) or 0))
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    given = connection.exec_driver_sql(f"SELECT last_value FROM {sequence} WHERE is_called").scalar()
    return max(highest, int(given or 0))


def _go_on_from(connection: Connection, table: Table, last: int) -> None:
    given = _last_number(connection, table)
    named = {"name": table.name, "last": max(last, given)}
    if not named["last"]:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(_SERVER_RAISE, named)
    elif connection.scalar(_SQLITE_LAST, {"name": table.name}) is None:
        connection.execute(_SQLITE_FIRST, named)
    else:
        connection.execute(_SQLITE_RAISE, named)
