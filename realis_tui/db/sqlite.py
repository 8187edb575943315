"""SQLite as the program wants it: durable, strict, one explicit transaction at a time, and told when it waits."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from realis_tui.db import driver, place
from realis_tui.domain.refusals import Refused, Trouble, Unavailable
from realis_tui.domain.system_errors import is_full, words_of

SAID = 1.0
"""Seconds of waiting for another writer before it is said."""
GIVEN_UP = 4.0
"""Seconds of waiting before it is given up."""


def engine(path: Path, *, create: bool = False, read_only: bool = False) -> Engine:
    """An engine on the file; without `create`, a missing file is an error and never made."""
    mode = "rwc" if create else "ro" if read_only else "rw"

    def connect() -> Any:
        connection = _raw(path, mode)
        try:
            _prepare(connection, path, create=create, read_only=read_only)
        except BaseException:
            connection.close()
            raise
        return connection

    made = create_engine(
        "sqlite://",
        module=driver.module,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        json_deserializer=_from_json,
    )
    event.listen(made, "begin", _begin)
    return made


def _from_json(text: str) -> Any:
    """What a column of lists holds: nothing, most often, which hundreds of rows need not have read."""
    return [] if text == "[]" else json.loads(text)


def create_file(path: Path, fill: Callable[[Path], None]) -> None:
    """Make a base whole beside its place, then put it there: a kill leaves nothing or a base, never a half one.

    Raises `Refused` when something has taken its place meanwhile, or `Unavailable`; what `fill` raises goes through.
    """
    place.check_folder(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.nouvelle")
    sides = [Path(f"{beside}{suffix}") for suffix in ("-wal", "-shm", "-journal", ".verrou")]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fill(beside)
        if sides[0].exists():  # closing could not put what was written last into the file itself
            raise Unavailable(
                f"La base « {path} » ne tient pas sur le disque : rien n'a été créé.",
                "Faire de la place, puis recommencer.",
                Trouble.FULL,
            )
        _put_in_place(beside, path)
    except OSError as error:
        raise Unavailable(
            f"La base « {path} » ne peut pas être créée ({words_of(error)}).",
            "Vérifier le dossier, les droits et la place sur le disque.",
            Trouble.FULL if is_full(error) else Trouble.READ_ONLY,
        ) from error
    finally:
        for leftover in (beside, *sides):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def _put_in_place(beside: Path, path: Path) -> None:
    """Give the base its name, unless something has taken it meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise already_there(path) from None
    except (OSError, AttributeError):  # a disk, or a system, without links
        if path.exists():
            raise already_there(path) from None
        beside.rename(path)


def already_there(path: Path) -> Refused:
    return Refused(f"Il y a déjà un fichier à l'adresse « {path} » : il n'a pas été touché.", "base")


def refuse_unwritable(path: Path) -> None:
    """Refuse a file or a folder that cannot be written (WAL needs both). Raises `Unavailable`."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return
    raise read_only(str(path))


def read_only(name: str) -> Unavailable:
    return Unavailable(
        f"La base « {name} » est en lecture seule : rien ne peut y être écrit.",
        "Rendre le fichier et son dossier modifiables, ou ouvrir la base en lecture seule.",
        Trouble.READ_ONLY,
    )


def locked(name: str) -> Unavailable:
    return Unavailable(
        f"La base « {name} » est occupée par un autre programme depuis plus de 4 secondes : rien n'a été écrit.",
        "Recommencer dans un moment ; ce qui est affiché reste consultable.",
        Trouble.LOCKED,
    )


def write_lock(path: Path) -> driver.WriteLock:
    """The one lock file behind which an old SQLite writes."""
    return driver.WriteLock(path.with_name(path.name + ".verrou"))


def _raw(path: Path, mode: str) -> Any:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    if mode == "ro" and not os.access(path.parent, os.W_OK) and not place.has_pending(path):
        # Nobody can write here: without this, WAL would want to make its side files in a folder it cannot write.
        address += "&immutable=1"
    return driver.module.connect(
        address, uri=True, timeout=GIVEN_UP, isolation_level=None, check_same_thread=False, cached_statements=512
    )


def _prepare(connection: Any, path: Path, *, create: bool, read_only: bool) -> None:
    run = connection.execute
    run("PRAGMA foreign_keys = ON")
    run("PRAGMA cache_size = -32768")  # 32 MB of pages at most: the search of a big base goes through many
    run("PRAGMA cell_size_check = ON")
    if read_only:
        run("PRAGMA query_only = ON")
        return
    if create:
        run(f"PRAGMA application_id = {place.APPLICATION_ID}")
    if run("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise place.network_share(path)
    run("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    """Driver transactions are off: begin explicitly, at once as a writer when the execution options say so."""
    if not connection.get_execution_options().get("realis_write"):
        connection.exec_driver_sql("BEGIN")
        return
    try:
        _begin_writing(connection, SAID)
        return
    except OperationalError as error:
        if not is_busy(error):
            raise
    told = connection.get_execution_options().get("realis_told", _nobody)
    told(True)
    try:
        _begin_writing(connection, GIVEN_UP - SAID)
    finally:
        told(False)


def _begin_writing(connection: Connection, seconds: float) -> None:
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(GIVEN_UP * 1000)}")


def is_busy(error: OperationalError) -> bool:
    """Whether another program holds what was wanted."""
    return "locked" in str(error.orig) or "busy" in str(error.orig)


def _nobody(_: bool) -> None:
    pass
