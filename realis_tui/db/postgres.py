"""PostgreSQL as the program wants it: UTC, no wait without an end, a wait that is said, a connection tried first."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from realis_tui.domain.refusals import Refused, Trouble, Unavailable

SAID = 1.0
"""Seconds of waiting for another writer before it is said; `lock_timeout` gives up after four."""
_LOOK = 0.2
"""Seconds between two looks at a transaction that lasts."""

_SETTINGS = (
    "-c timezone=UTC -c client_encoding=UTF8 -c lock_timeout=4s -c statement_timeout=30s "
    "-c idle_in_transaction_session_timeout=60s -c search_path=public"
)
_LINE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""A server that the network no longer reaches is found out in half a minute, also by who only listens."""
_WAITS = text(
    "SELECT wait_event_type = 'Lock' AND query_start < clock_timestamp() - make_interval(secs => :said) "
    "FROM pg_stat_activity WHERE pid = :pid"
)

_TURN = text("SELECT pg_advisory_xact_lock(1919249516, 1)")
"""The first number is « real » in ASCII: other programs of the server have their own."""


def engine(url: URL) -> Engine:
    """An engine on the server. Raises `Unavailable` when the driver is not installed."""
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=4,
            connect_args={**_LINE, "options": _SETTINGS, "application_name": "realis"},
        )
    except ModuleNotFoundError as error:
        raise Unavailable(
            "PostgreSQL demande le pilote psycopg, qui n'est pas installé.",
            "Installer le programme avec son complément « postgres ».",
            Trouble.UNREACHABLE,
        ) from error


def take_turn(connection: Connection) -> None:
    """Wait for the base's one writing turn, given back at the end of the transaction.

    What a use case reads before it writes (another direction, the leases of a company) is then still so when it
    commits, as on SQLite.
    """
    connection.execute(_TURN)


@contextmanager
def listening(engine: Engine, channel: str) -> Iterator[Connection]:
    """A connection of its own, out of any transaction, that hears what is notified on a channel."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.exec_driver_sql(f"LISTEN {channel}")
            yield connection
        finally:
            connection.invalidate()  # closed for good, never lent to somebody who does not listen


def heard(connection: Connection, seconds: float) -> list[str]:
    """What is notified next, as soon as something is; empty after `seconds` of silence. Raises `DBAPIError`."""
    from psycopg import Error

    raw: Any = connection.connection.driver_connection
    try:
        return [notified.payload for notified in raw.notifies(timeout=seconds, stop_after=1)]
    except Error as error:
        raise OperationalError("LISTEN", None, error) from error


class WaitTeller(threading.Thread):
    """Beside a transaction that writes: tells when it has waited for another one's lock for a second.

    told: given True when that is so, False when the wait is over, however it ended. It ends with the transaction
    (`end`), which waits for nothing here.
    """

    def __init__(self, engine: Engine, writing: Connection, told: Callable[[bool], None]) -> None:
        super().__init__(name="realis-attente", daemon=True)
        raw: Any = writing.connection.driver_connection
        self._pid = raw.info.backend_pid
        self._engine = engine
        self._told = told
        self._over = threading.Event()
        self._telling = threading.Lock()
        self._said = False

    def run(self) -> None:
        if self._over.wait(SAID):
            return
        with suppress(DBAPIError), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            while not self._over.wait(_LOOK):
                self._tell(bool(connection.execute(_WAITS, {"pid": self._pid, "said": SAID}).scalar()))

    def end(self) -> None:
        """The transaction is over, and any wait with it."""
        self._over.set()
        self._tell(False)

    def _tell(self, waiting: bool) -> None:
        with self._telling:
            if waiting != self._said and not (waiting and self._over.is_set()):
                self._said = waiting
                self._told(waiting)


@contextmanager
def waits_told(engine: Engine, writing: Connection, told: Callable[[bool], None]) -> Iterator[None]:
    """While the body writes on a connection, tell when it waits for another program."""
    teller = WaitTeller(engine, writing, told)
    teller.start()
    try:
        yield
    finally:
        teller.end()


def refuse_existing(url: URL) -> None:
    """Refuse to create where tables are already. Raises `Refused` or `Unavailable`."""
    made = engine(url)
    try:
        with made.connect() as connection:
            tables = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one()
    except DBAPIError as error:
        raise unreachable(url.render_as_string(hide_password=True), error) from error
    finally:
        made.dispose()
    if tables:
        raise Refused(f"La base « {url.database} » contient déjà des tables : elle n'a pas été touchée.", "base")


def drop_all(connection: Connection) -> None:
    """Take away the tables of a base whose making failed; the caller commits."""
    listed = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
    if tables := connection.exec_driver_sql(listed).scalars().all():
        connection.exec_driver_sql(f"DROP TABLE {', '.join(tables)} CASCADE")


def unreachable(name: str, error: DBAPIError) -> Unavailable:
    """The server does not answer, or does not let us in."""
    said = str(error.orig)
    if "password" in said or "authentication" in said or "role" in said:
        return Unavailable(
            f"Le serveur PostgreSQL de « {name} » refuse l'accès.",
            "Vérifier l'utilisateur et la phrase de passe de l'adresse.",
            Trouble.UNREACHABLE,
        )
    if "does not exist" in said:
        return Unavailable(
            f"Aucune base à l'adresse « {name} ».", "Faire créer la base par l'administrateur.", Trouble.MISSING
        )
    return Unavailable(
        f"Le serveur PostgreSQL de « {name} » ne répond pas.",
        "Vérifier qu'il est démarré et que le réseau passe, puis recommencer : rien n'a été écrit.",
        Trouble.UNREACHABLE,
    )
