"""Dated copies of the base, consistent while it is in use, and back from one of them.

A copy is made beside, checked, brought to the disk, then renamed: a full disk leaves the previous one and no half file.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from realis_tui.clock import PARIS, Clock
from realis_tui.db import driver, place
from realis_tui.domain.refusals import Trouble, Unavailable

if TYPE_CHECKING:
    from realis_tui.db.engine import Database

HOURLY, DAILY, MONTHLY = 24, 14, 12
EVERY = 30 * 60
"""Seconds between two dated copies of a base that changes."""
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made: where, how big, and what it hashes to."""

    path: Path
    size: int
    sha256: str


def back_up(database: "Database", destination: Path | None = None, *, reason: str = "") -> Backup:
    """Copy the base while it is in use. Without a destination: a dated file beside it, and old ones thinned out.

    Raises `Unavailable`; the previous copies are then as they were.
    """
    if database.path is None:
        return _dump(database, destination)
    target = destination or _dated(database.path, reason)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.partielle")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(database, temporary)
        os.replace(temporary, target)
        _sync_folder(target.parent)
        made = Backup(target, target.stat().st_size, _digest(target))
    except (OSError, DBAPIError, driver.module.Error) as error:
        raise _failed(target, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    if destination is None:
        thin_out(database.path)
    return made


def restore(path: Path, backup: Path) -> Path:
    """Put `backup` in place of the base at `path`; gives where the present one is kept. No program may have it open.

    The copy is checked before anything is touched. Raises `Unavailable`.
    """
    place.check_file(backup)
    _check(backup)
    now = Clock().now().astimezone(PARIS).strftime(_STAMP)
    aside = path.with_name(f"{path.stem}-avant-restauration-{now}{path.suffix}")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.restauree")
    try:
        shutil.copyfile(backup, temporary)
        _sync(temporary)
        for suffix in ("", "-wal", "-shm"):
            present = path.with_name(path.name + suffix)
            if present.exists():
                os.replace(present, aside.with_name(aside.name + suffix))
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return aside


def is_due(database: "Database") -> bool:
    """Whether a SQLite base has been written since its newest copy, and that one is 30 minutes old."""
    path = database.path
    if path is None or database.read_only:
        return False
    copies = place.backups_of(path)
    if not copies:
        return True
    copied = copies[0].stat().st_mtime
    files = (path, path.with_name(path.name + "-wal"))
    written = max(file.stat().st_mtime for file in files if file.exists())
    return written > copied and Clock().now().timestamp() - copied >= EVERY


def thin_out(path: Path) -> None:
    """Keep the newest copy of each of the last 24 hours, 14 days and 12 months that have one."""
    dated = [(moment, copy) for copy in place.backups_of(path) if (moment := _moment(copy, path)) is not None]
    kept: set[Path] = set()
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
    now = Clock().now().astimezone(PARIS).strftime(_STAMP)
    said = f"-{reason}" if reason else ""
    return path.parent / place.BACKUP_FOLDER / f"{path.stem}-{now}{said}{path.suffix}"


def _moment(copy: Path, path: Path) -> datetime | None:
    written = copy.name.removeprefix(f"{path.stem}-")[:15]
    try:
        return datetime.strptime(written, _STAMP)
    except ValueError:
        return None


def _copy(database: "Database", temporary: Path) -> None:
    with database.connection() as connection:
        raw: Any = connection.connection.driver_connection
        connection.rollback()
        raw.execute("VACUUM INTO ?", (str(temporary),))
    _check(temporary)
    _sync(temporary)


def _check(copy: Path) -> None:
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


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _sync_folder(folder: Path) -> None:
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
    said = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error)
    is_full = getattr(error, "errno", None) in (27, 28) or "full" in said
    return Unavailable(
        f"La sauvegarde « {target.name} » n'a pas pu être faite ({'disque plein' if is_full else said}) : "
        "les précédentes sont intactes.",
        "Libérer de la place ou choisir un autre dossier, puis recommencer.",
        Trouble.FULL if is_full else Trouble.UNREACHABLE,
    )


def _dump(database: "Database", destination: Path | None) -> Backup:
    """PostgreSQL: pg_dump, when it is at hand."""
    program = shutil.which("pg_dump")
    if program is None or destination is None:
        raise Unavailable(
            "La sauvegarde d'une base PostgreSQL demande pg_dump et un fichier de destination."
            if program is None
            else "La sauvegarde d'une base PostgreSQL demande un fichier de destination.",
            "Installer le client PostgreSQL, ou la faire faire sur le serveur.",
            Trouble.UNREACHABLE,
        )
    temporary = destination.with_name(f".{destination.name}.{os.getpid()}.partielle")
    url = database.url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(database.url.password)} if database.url.password else {}
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [program, "--format=custom", f"--file={temporary}", url],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **secret},
        )
        _sync(temporary)
        os.replace(temporary, destination)
    except (OSError, subprocess.CalledProcessError) as error:
        raise _failed(destination, OSError(str(getattr(error, "stderr", error)).strip())) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return Backup(destination, destination.stat().st_size, _digest(destination))
