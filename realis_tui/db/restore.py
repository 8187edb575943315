"""Back to a copy: a file is put in the place of a file, the rows of a copy in the place of a server's.

The copy is taken aside, checked and brought to the newest schema first; the present base is kept; whatever fails
leaves everything as it was.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from realis_tui.clock import PARIS, Clock
from realis_tui.db import backup, driver, place, postgres, transfer
from realis_tui.db.engine import Database, address, file_of
from realis_tui.db.errors import translated
from realis_tui.db.migrations import REVISIONS
from realis_tui.domain.refusals import Trouble, Unavailable
from realis_tui.domain.system_errors import is_full, words_of

_SIDES = ("", "-wal", "-shm")


def restore(base: str | Path, copy: Path) -> Path | None:
    """Put the copy in the place of the base; gives where the present one is kept (None: there was none).

    base: a file, that no program may have open, or the address of a server's base, where other desks may be at work:
    they are told to read everything again. copy: a file made by `back_up`, on either engine, or a base of one desk.
    Raises `Unavailable`, or `Refused` when a server's base holds the tables of something else.
    """
    url = address(base)
    path = file_of(url)
    with _ready(copy, path.parent if path else None) as ready:
        return _into_file(path, ready) if path else _into_server(url, ready, copy)


@contextmanager
def _ready(copy: Path, folder: Path | None) -> Iterator[Path]:
    """The copy, taken aside (in a folder of that disk), found sound, and brought to the newest schema."""
    place.check_file(copy)
    try:
        taken_in = tempfile.TemporaryDirectory(prefix=".realis-restauration-", dir=folder, ignore_cleanup_errors=True)
    except OSError as error:
        raise _failed(copy, error) from error
    with taken_in as made:
        taken = Path(made) / copy.name
        try:
            _take(copy, taken)
        except OSError as error:
            raise _failed(copy, error) from error
        _refuse_newer(taken, copy)
        try:
            Database.open(taken).close()
        except Unavailable as error:
            said = error.message.replace(str(taken), str(copy))
            raise Unavailable(said, error.remedy, error.trouble) from error
        yield taken


def _take(copy: Path, taken: Path) -> None:
    """Copy a copy; one that a program has open has its last acts in a file beside it, which SQLite itself must read."""
    try:
        if place.has_pending(copy):
            connection = driver.module.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
            try:
                connection.execute("VACUUM INTO ?", (str(taken),))
            finally:
                connection.close()
        else:
            shutil.copyfile(copy, taken)
        backup.check(taken)
    except driver.module.Error as error:
        raise place.damaged(copy, str(error)) from error
    except Unavailable as error:
        raise place.damaged(copy) from error


def _refuse_newer(taken: Path, copy: Path) -> None:
    try:
        connection = driver.module.connect(f"{taken.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            revision = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        finally:
            connection.close()
    except (driver.module.Error, TypeError) as error:
        raise place.damaged(copy, "sans schéma") from error
    if revision not in {known.id for known in REVISIONS}:
        raise Unavailable(
            f"La sauvegarde « {copy} » vient d'une version plus récente du programme (schéma {revision}) : "
            "rien n'a été changé.",
            "Mettre le programme à jour, puis recommencer.",
            Trouble.NEWER,
        )


# In the place of a file


def _into_file(path: Path, ready: Path) -> Path | None:
    now = Clock().now().astimezone(PARIS).strftime(backup.STAMP)
    aside = path.with_name(f"{path.stem}-avant-restauration-{now}{path.suffix}")
    moved: list[tuple[Path, Path]] = []
    try:
        backup.sync(ready)
        for suffix in _SIDES:
            present, kept = path.with_name(path.name + suffix), aside.with_name(aside.name + suffix)
            if present.exists():
                os.replace(present, kept)
                moved.append((present, kept))
        os.replace(ready, path)
        backup.sync_folder(path.parent)
    except OSError as error:
        for present, kept in moved:
            with suppress(OSError):
                os.replace(kept, present)
        raise _failed(path, error) from error
    return aside if moved else None


# In the place of what a server holds


def _into_server(url: URL, ready: Path, copy: Path) -> Path | None:
    source = Database.open(ready, read_only=True)
    try:
        present = _present(url)
        if present is None:
            with source.connection() as rows:
                Database.create(url, lambda target: _pour(rows, target, copy)).close()
            return None
        try:
            return _replaced(present, source, copy)
        finally:
            present.close()
    finally:
        source.close()


def _present(url: URL) -> Database | None:
    """The server's base, None when there is nothing in it yet. Raises `Refused` when it holds something else."""
    try:
        return Database.open(url)
    except Unavailable as error:
        if error.trouble is not Trouble.FOREIGN:
            raise
    postgres.refuse_existing(url)
    return None


def _replaced(present: Database, source: Database, copy: Path) -> Path:
    now = Clock().now().astimezone(PARIS).strftime(backup.STAMP)
    home = place.copies_of_server(present.url)
    aside = backup.back_up(present, home.with_name(f"{home.stem}-avant-restauration-{now}{home.suffix}")).path
    try:
        with source.connection() as rows, present.connection(write=True) as target:
            present.watch.announce_restored(target)  # what was there is no more
            transfer.empty(target)
            _pour(rows, target, copy)
            present.watch.announce_restored(target)  # and what came is there
            target.commit()
    except DBAPIError as error:
        raise translated(error, present) from error
    return aside


def _pour(rows: Connection, target: Connection, copy: Path) -> None:
    try:
        transfer.pour(rows, target)
    except (DataError, IntegrityError) as error:
        said = str(error.orig).splitlines()[0]
        raise Unavailable(
            f"La sauvegarde « {copy} » n'a pas pu être reprise ({said}) : la base est restée telle qu'elle était.",
            "Prendre une autre sauvegarde, ou l'ouvrir avec --base pour corriger ce qui est refusé.",
            Trouble.DAMAGED,
        ) from error


def _failed(path: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"La restauration de « {path} » n'a pas pu être faite ({words_of(error)}) : "
        "la base est restée telle qu'elle était.",
        "Vérifier les droits et la place sur le disque, puis recommencer.",
        Trouble.FULL if is_full(error) else Trouble.UNREACHABLE,
    )
