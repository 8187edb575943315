"""The data base itself: is it sound, copy it, go back to a copy."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import DBAPIError

from realis_tui.db import backup as copies
from realis_tui.db import driver, guards, search_entries, search_index
from realis_tui.db.engine import Database
from realis_tui.db.errors import translated
from realis_tui.db.models import ActRecord, JournalEntry

Backup = copies.Backup


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that was verified: its French name, whether it is right, and a sentence."""

    name: str
    ok: bool
    message: str


def verify(database: Database) -> list[Control]:
    """Every control of the base, each apart: one that fails does not hide the next."""
    controls: list[tuple[str, Callable[[Database], str]]] = [
        ("intégrité", _integrity),
        ("clés étrangères", _foreign_keys),
        ("garde-fous", _guards),
        ("index de recherche", _index),
        ("journal", _journal),
    ]
    done = []
    for name, control in controls:
        try:
            wrong = control(database)
        except DBAPIError as error:
            wrong = str(translated(error, database))
        done.append(Control(name, not wrong, wrong or "Rien à signaler."))
    done.append(_engine(database))
    return done


def back_up(database: Database, destination: Path | None = None) -> Backup:
    """A consistent copy while the base is in use. Raises `Unavailable`."""
    return copies.back_up(database, destination)


def back_up_if_due(database: Database) -> Backup | None:
    """A dated copy when something changed and the newest one is 30 minutes old; None when there is no need."""
    return copies.back_up(database) if copies.is_due(database) else None


def quick_check(database: Database) -> str:
    """ "" when the file looks sound (fast, for the background of each start), else a sentence."""
    if database.kind != "sqlite":
        return ""
    try:
        with database.connection() as connection:
            said = connection.exec_driver_sql("PRAGMA quick_check(5)").scalars().all()
    except DBAPIError as error:
        return str(translated(error, database))
    return "" if list(said) == ["ok"] else f"La base est abîmée ({said[0]}) : reprendre une sauvegarde datée."


def restore(base: str | Path, copy: Path) -> Path | None:
    """Put a copy (of either engine) in place of the base, which is kept aside; gives where, None when there was none.

    Raises `Unavailable` or `Refused`; everything is then as it was.
    """
    from realis_tui.db.restore import restore as put_back

    return put_back(base, copy)


def _integrity(database: Database) -> str:
    if database.kind != "sqlite":
        return ""
    with database.connection() as connection:
        said = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    return "" if list(said) == ["ok"] else " ; ".join(str(line) for line in said)


def _foreign_keys(database: Database) -> str:
    if database.kind != "sqlite":
        return ""
    with database.connection() as connection:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return f"{len(broken)} lignes désignent ce qui n'existe plus." if broken else ""


def _guards(database: Database) -> str:
    with database.connection() as connection:
        absent, clashes = guards.missing(connection), guards.clashes(connection)
    said = [f"manquent : {', '.join(absent)}"] if absent else []
    said += [f"se chevauchent : {', '.join(clashes)}"] if clashes else []
    return " ; ".join(said)


def _index(database: Database) -> str:
    with database.read() as session:
        wrong = search_entries.compare(session)
    if database.kind == "sqlite" and not database.read_only:
        with database.connection(write=True) as connection:
            wrong += [f"{name} est à refaire" for name in search_index.check(connection)]
    return f"{len(wrong)} écarts : {', '.join(wrong[:5])}" if wrong else ""


_ENTRIES = select(func.count()).select_from(JournalEntry)
_BROKEN = text(
    "SELECT count(*) FROM (SELECT act_id FROM journal_entries GROUP BY act_id, seq HAVING count(*) > 1) AS twice"
)


def _journal(database: Database) -> str:
    """Every entry has its act, its place in it and the values its operation asks."""
    shapes = or_(
        (JournalEntry.operation == "insert") & (JournalEntry.new.is_(None)),
        (JournalEntry.operation == "delete") & (JournalEntry.old.is_(None)),
        (JournalEntry.operation == "update") & (JournalEntry.old.is_(None) | JournalEntry.new.is_(None)),
        JournalEntry.operation.not_in(("insert", "update", "delete")),
    )
    orphans = ~select(ActRecord.id).where(ActRecord.id == JournalEntry.act_id).exists()
    with database.read() as session:
        wrong = session.scalar(_ENTRIES.where(or_(shapes, orphans))) or 0
        twice = session.execute(_BROKEN).scalar_one()
    return f"{wrong + twice} entrées sont incohérentes." if wrong or twice else ""


def _engine(database: Database) -> Control:
    if database.kind != "sqlite":
        with database.connection() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
        return Control("moteur", True, f"PostgreSQL {version}.")
    version = driver.module.sqlite_version
    if driver.has_wal_reset_bug():
        return Control("moteur", True, f"SQLite {version} (ancien : les écritures passent derrière un verrou).")
    return Control("moteur", True, f"SQLite {version}.")
