"""The full-text index over the entries: FTS5 tables fed by triggers on SQLite, expression indexes on PostgreSQL."""

import threading
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

MAIN = ("folded_title", "folded_subtitle", "code")
NOTES = ("notes",)
VOCABULARY = "vocabulary"
"""Where a session finds the vocabulary of its base."""
TABLES = {"search_main": MAIN, "search_notes": NOTES}
_OPTIONS = "tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'"


def vector(columns: tuple[str, ...]) -> str:
    """PostgreSQL: the indexed expression over these columns of an entry."""
    joined = " || ' ' || ".join(columns)
    return f"to_tsvector('simple', {joined})"


def install(connection: Connection) -> None:
    """Make the index and what feeds it, filled from the entries that are there. Idempotent; the caller commits."""
    if connection.dialect.name != "sqlite":
        for name, columns in TABLES.items():
            statement = f"CREATE INDEX IF NOT EXISTS ix_{name} ON search_entries USING gin ({vector(columns)})"
            connection.exec_driver_sql(statement)
        return
    for name, columns in TABLES.items():
        listed = ", ".join(columns)
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({listed}, "
            f"content='search_entries', content_rowid='id', {_OPTIONS})"
        )
        for suffix, statement in _triggers(name, columns).items():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}_{suffix}")
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


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


@dataclass
class Vocabulary:
    """The words of the titles, in memory, for what is misspelt; it reads only the entries it has not seen yet.

    Kept by length, and by length with their first or last two letters: a word one slip away is hardly longer or
    shorter, and one of its ends is intact (but for the middle of a word of four letters: see `one_slip_away`).
    """

    by_length: dict[int, dict[str, None]] = field(default_factory=dict)
    by_start: dict[str, list[str]] = field(default_factory=dict)
    last: int = 0
    _by_end: dict[tuple[int, str, str], list[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self, session: Session) -> None:
        """Read the titles that are new since the last time: their words of four letters and more."""
        with self._lock:
            for row in session.execute(_NEW_TITLES, {"last": self.last}):
                words = row.folded_title.split()
                for word in (*words, "".join(words)):
                    if len(word) >= 4:
                        self._add(word)
                self.last = max(self.last, row.id)

    def _add(self, word: str) -> None:
        size = len(word)
        known = self.by_length.setdefault(size, {})
        if word not in known:
            known[word] = None
            self.by_start.setdefault(word[:2], []).append(word)
            self._by_end.setdefault((size, word[:2], ""), []).append(word)
            self._by_end.setdefault((size, "", word[-2:]), []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self.by_length.get(len(word), ())

    def one_slip_away(self, word: str) -> list[str]:
        """The words that one letter more, less or other, or two exchanged, may have made of this one, and more."""
        size = len(word)
        with self._lock:
            found = [
                known
                for length in (size, size - 1, size + 1)
                for ends in ((word[:2], ""), ("", word[-2:]))
                for known in self._by_end.get((length, *ends), ())
            ]
        if size == 4 and (middle := word[0] + word[2] + word[1] + word[3]) in self:
            found.append(middle)
        return found

    def about_as_long(self, word: str, most: int) -> list[str]:
        """The words whose length is at most `most` away from this one's."""
        with self._lock:
            lengths = range(len(word) - most, len(word) + most + 1)
            return list(chain.from_iterable(self.by_length.get(length, ()) for length in lengths))

    def beginnings(self, word: str) -> list[str]:
        """Longer words that start with the same two letters, cut to this one's length."""
        with self._lock:
            size = len(word)
            return [known[:size] for known in self.by_start.get(word[:2], ()) if len(known) > size]


_NEW_TITLES = text("SELECT id, folded_title FROM search_entries WHERE id > :last ORDER BY id")
