"""Dated copies of the base, consistent while it is in use.

A copy is made beside, checked, brought to the disk, then renamed: a full disk leaves the previous one and no half file.
It is always a SQLite file, which opens by itself: a server's base is poured into one (`transfer`).
"""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from realis_tui.clock import PARIS, Clock
from realis_tui.db import driver, place
from realis_tui.db.models import ActRecord, Desk, JournalEntry, SearchEntry, Stamped
from realis_tui.db.models.whole import registries
from realis_tui.domain.refusals import Trouble, Unavailable
from realis_tui.domain.system_errors import is_full, words_of

if TYPE_CHECKING:
    from realis_tui.db.engine import Database

NEWEST, HOURLY, DAILY, MONTHLY = 12, 24, 14, 12
EVERY = 30 * 60
"""Seconds between two dated copies of a base that changes."""
STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made: where, how big, and what it hashes to."""

    path: Path
    size: int
    sha256: str


def back_up(database: "Database", destination: Path | None = None, *, reason: str = "") -> Backup:
    """Copy the base while it is in use. Without a destination: a dated file, and old ones thinned out.

    Dated copies are beside the base; those of a server's are in the user's data folder. Raises `Unavailable`; the
    previous copies are then as they were.
    """
    home = database.path or place.copies_of_server(database.url)
    target = destination or _dated(home, reason)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.partielle")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(database, temporary)
        os.replace(temporary, target)
        sync_folder(target.parent)
        made = Backup(target, target.stat().st_size, _digest(target))
    except (OSError, DBAPIError, driver.module.Error) as error:
        raise _failed(target, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    if destination is None:
        thin_out(home)
    return made


def is_due(database: "Database") -> bool:
    """Whether something has changed in a SQLite base since its newest copy, and that one is 30 minutes old.

    A server's base has its administrator's copies. The desks that say they are open write into the file all day long:
    the file's own date only tells when there is nothing to look for.
    """
    path = database.path
    if path is None or database.read_only:
        return False
    copies = place.backups_of(path)
    if not copies:
        return True
    copied = copies[0].stat().st_mtime
    files = (path, path.with_name(path.name + "-wal"))
    written = max(file.stat().st_mtime for file in files if file.exists())
    if written <= copied or Clock().now().timestamp() - copied < EVERY:
        return False
    with database.connection() as connection:
        now = [[tuple(row) for row in connection.exec_driver_sql(question)] for question in _state()]
    return now != _state_of(copies[0])


def _state() -> list[str]:
    """What tells whether two states of a base differ: the newest act, and all that is kept without being journaled."""
    told = {Desk, ActRecord, JournalEntry, SearchEntry}
    kept = [
        mapper.class_.__tablename__
        for registry in registries
        for mapper in registry.mappers
        if mapper.class_ not in told and not issubclass(mapper.class_, Stamped)
    ]
    return ["SELECT max(id) FROM acts", *(f"SELECT * FROM {name} ORDER BY id" for name in sorted(kept))]


def _state_of(copy: Path) -> list[list[Any]] | None:
    """That of a copy; None when it cannot be read, or is of an older schema."""
    try:
        connection = driver.module.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            return [connection.execute(question).fetchall() for question in _state()]
        finally:
            connection.close()
    except driver.module.Error:
        return None


def thin_out(path: Path) -> None:
    """Keep the newest copy of each of the last 24 hours, 14 days and 12 months that have one.

    And the last dozen, whatever their hour: the one asked for before something risky, and the one made before it.
    """
    dated = [(moment, copy) for copy in place.backups_of(path) if (moment := _moment(copy, path)) is not None]
    kept = {copy for _, copy in dated[:NEWEST]}
    for pattern, count in (("%Y%m%d%H", HOURLY), ("%Y%m%d", DAILY), ("%Y%m", MONTHLY)):
        kept |= _newest_of_each(((moment.strftime(pattern), copy) for moment, copy in dated), count)
    for _, copy in dated:
        if copy not in kept:
            with suppress(OSError):
                copy.unlink()


def _newest_of_each(copies: Iterable[tuple[str, Path]], count: int) -> set[Path]:
    newest: dict[str, Path] = {}
    for period, copy in copies:  # newest first
        newest.setdefault(period, copy)
    return set(list(newest.values())[:count])


def _dated(path: Path, reason: str) -> Path:
    now = Clock().now().astimezone(PARIS).strftime(STAMP)
    said = f"-{reason}" if reason else ""
    return path.parent / place.BACKUP_FOLDER / f"{path.stem}-{now}{said}{path.suffix}"


def _moment(copy: Path, path: Path) -> datetime | None:
    written = copy.name.removeprefix(f"{path.stem}-")[:15]
    try:
        return datetime.strptime(written, STAMP)
    except ValueError:
        return None


def _copy(database: "Database", temporary: Path) -> None:
    with database.connection() as connection:
        if database.kind == "sqlite":
            raw: Any = connection.connection.driver_connection
            raw.execute("VACUUM INTO ?", (str(temporary),))
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")  # one state of the base, whoever writes
            _pour(connection, temporary, type(database))
    check(temporary)
    sync(temporary)


def _pour(source: Connection, temporary: Path, kind: "type[Database]") -> None:
    """kind: given, for a migration copies the base before it changes it (no circle of imports)."""
    from realis_tui.db import transfer

    def fill(target: Connection) -> None:
        try:
            transfer.pour(source, target)
        except DBAPIError as error:
            raise _failed(temporary, error) from error

    kind.create(temporary, fill).close()


def check(copy: Path) -> None:
    """Refuse a copy that SQLite finds wrong."""
    try:
        connection = driver.module.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            said = connection.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            connection.close()
    except driver.module.DatabaseError as error:
        raise place.damaged(copy, str(error)) from error
    if said != "ok":
        raise place.damaged(copy, str(said))


def sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _failed(target: Path, error: Exception) -> Unavailable:
    full = is_full(error) or "full" in str(error)
    reason = "disque plein" if full else words_of(error) if isinstance(error, OSError) else "la base ne se lit pas"
    return Unavailable(
        f"La sauvegarde « {target.name} » n'a pas pu être faite ({reason}) : les précédentes sont intactes.",
        "Libérer de la place ou choisir un autre dossier, puis recommencer.",
        Trouble.FULL if full else Trouble.UNREACHABLE,
    )
