"""Bringing a base to the newest schema: backed up first, all or nothing, guards and index put back, links checked."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from realis_tui.db import guards, search_entries, search_index
from realis_tui.db.backup import back_up
from realis_tui.domain.refusals import Refused, Trouble, Unavailable

if TYPE_CHECKING:
    from realis_tui.db.engine import Database

HERE = Path(__file__).parent
NEWEST = "head"


def configuration(connection: Connection, versions: Path = HERE / "versions") -> Config:
    """Alembic's configuration on a connection whose transaction the caller holds."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def upgrade(database: "Database", target: str = NEWEST, versions: Path = HERE / "versions") -> None:
    """Migrate to `target`. A failure or a kill midway leaves the old schema whole. Raises `Unavailable`."""
    saved = ""
    if database.path is not None:
        back_up(database, reason="avant-mise-a-jour")
        saved = " ; une sauvegarde vient d'être faite"
    try:
        with database.connection(write=True) as connection, _links_off(connection):
            _migrate(connection, target, versions)
    except (Refused, Unavailable):
        raise
    except Exception as error:
        raise Unavailable(
            f"La mise à jour de la base « {database.name} » a échoué ({_first_line(error)}) : "
            "elle est restée telle qu'elle était.",
            f"Garder l'ancienne version du programme et signaler le message{saved}.",
            Trouble.OLDER,
        ) from error


def _migrate(connection: Connection, target: str, versions: Path) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(1380273235)"))
    guards.remove(connection)
    command.upgrade(configuration(connection, versions), target)
    guards.install(connection)
    search_index.install(connection)
    if target == NEWEST:
        search_entries.rebuild(connection)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"{len(broken)} lignes désignent ce qui n'existe plus")
    connection.commit()


@contextmanager
def _links_off(connection: Connection) -> Iterator[None]:
    """SQLite: foreign keys off outside the transaction, since rebuilding a table would delete rows by cascade."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        with suppress(DBAPIError):
            connection.rollback()
        raw.execute("PRAGMA foreign_keys = ON")


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).splitlines()[0][:200]
