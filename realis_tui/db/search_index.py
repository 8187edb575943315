"""The full-text index over the entries: FTS5 tables fed by triggers on SQLite, expression indexes on PostgreSQL."""

from sqlalchemy import Connection, text

from realis_tui.db.search_vocabulary import VOCABULARY, Vocabulary

__all__ = ["MAIN", "NOTES", "TABLES", "VOCABULARY", "Vocabulary", "check", "gather", "install", "vector"]

MAIN = ("folded_title", "folded_subtitle", "code")
NOTES = ("notes",)
TABLES = {"search_main": MAIN, "search_notes": NOTES}
_OPTIONS = "tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4 5 6 7 8 9 10 11 12'"
"""Up to so many letters, what begins some way stands together, as the words that begin so do not: half as much again on
the disk, and a key in the search costs half as much."""


def vector(columns: tuple[str, ...]) -> str:
    """PostgreSQL: the indexed expression over these columns of an entry."""
    joined = " || ' ' || ".join(columns)
    return f"to_tsvector('simple', {joined})"


def install(connection: Connection) -> None:
    """Make the index and what feeds it, filled from the entries that are there, anew if it was declared otherwise.

    Idempotent; the caller commits.
    """
    if connection.dialect.name != "sqlite":
        for name, columns in TABLES.items():
            statement = f"CREATE INDEX IF NOT EXISTS ix_{name} ON search_entries USING gin ({vector(columns)})"
            connection.exec_driver_sql(statement)
        return
    for name, columns in TABLES.items():
        declared = _declaration(name, columns)
        if connection.execute(_DECLARED, {"name": name}).scalar() != declared:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
            connection.exec_driver_sql(declared)
        for suffix, statement in _triggers(name, columns).items():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}_{suffix}")
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
    gather(connection)


def gather(connection: Connection) -> None:
    """Put the index in one piece after it has been filled: a question then looks in one place only."""
    if connection.dialect.name == "sqlite":
        for name in TABLES:
            connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('optimize')")


def check(connection: Connection) -> list[str]:
    """Names of the full-text tables that no longer say what the entries say (SQLite; PostgreSQL keeps its own)."""
    if connection.dialect.name != "sqlite":
        return []
    wrong = []
    for name in TABLES:
        try:
            connection.exec_driver_sql(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
        except Exception:
            wrong.append(name)
    return wrong


_DECLARED = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")


def _declaration(name: str, columns: tuple[str, ...]) -> str:
    listed = ", ".join(columns)
    return f"CREATE VIRTUAL TABLE {name} USING fts5({listed}, content='search_entries', content_rowid='id', {_OPTIONS})"


def _triggers(name: str, columns: tuple[str, ...]) -> dict[str, str]:
    listed = ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    add = f"INSERT INTO {name} (rowid, {listed}) VALUES (new.id, {new});"
    drop = f"INSERT INTO {name} ({name}, rowid, {listed}) VALUES ('delete', old.id, {old});"
    on = "ON search_entries BEGIN"
    return {
        "inserted": f"CREATE TRIGGER {name}_inserted AFTER INSERT {on} {add} END",
        "deleted": f"CREATE TRIGGER {name}_deleted AFTER DELETE {on} {drop} END",
        "updated": f"CREATE TRIGGER {name}_updated AFTER UPDATE {on} {drop} {add} END",
    }
