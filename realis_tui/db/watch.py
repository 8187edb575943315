"""What other desks have changed: announced in the transaction of each act, and read from the journal to catch up."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex

from sqlalchemy import Connection, Engine, bindparam, func, select, text
from sqlalchemy.exc import DBAPIError

from realis_tui.db.listener import Listener, News
from realis_tui.db.models import ActRecord

BEHIND = 200
"""PostgreSQL numbers acts as they are written and shows them as they are committed: how late one may appear."""
_RESTORED = 0
"""Announced in the place of an act when the whole base is another one."""
_LAST = select(func.coalesce(func.max(ActRecord.id), 0))
_SINCE = select(ActRecord.id, ActRecord.pillars).where(ActRecord.id > bindparam("seen"))
_EVERYTHING = select(ActRecord.pillars).distinct()
_NOTIFY = text("SELECT pg_notify(:channel, :said)")
CHANNEL = "realis_acts"


class Watch:
    """Tells which pillars other programs have changed.

    PostgreSQL: a commit carries its announcement to every other desk, heard by a thread of its own (`listen`); the
    journal is read only to catch up after a lost connection. SQLite has nobody to tell: a connection of its own says
    by `PRAGMA data_version` whether anything was committed since it was last asked (`poll`), the journal says what.
    """

    def __init__(self, engine: Engine, leaving: threading.Event) -> None:
        self._engine = engine
        self._leaving = leaving
        self._program = token_hex(6)
        self._lock = threading.Lock()
        self._polling = threading.Lock()
        self._known: set[int] = set()
        self._seen: int | None = None
        self._version: int | None = None
        self._connection: Connection | None = None

    # Telling

    @contextmanager
    def announced(self, connection: Connection, act_id: int | None, pillars: Iterable[str]) -> Iterator[None]:
        """What is committed inside is this act: the other desks are told with the commit, and it is no news here.

        Known before it is committed, since it may be heard of, or read in the journal, before the commit has answered.
        """
        if act_id is None:
            yield
            return
        with self._lock:
            self._remember(act_id)
        try:
            self._notify(connection, act_id, pillars)
            yield
        except BaseException:
            with self._lock:
                self._known.discard(act_id)
            raise

    def announce_restored(self, connection: Connection) -> None:
        """Say, in this transaction, that the base has become another one: whatever is shown must be read again."""
        self._notify(connection, _RESTORED, _all_pillars(connection))

    def _notify(self, connection: Connection, act_id: int, pillars: Iterable[str]) -> None:
        if connection.dialect.name == "postgresql":
            said = " ".join([self._program, str(act_id), *sorted(pillars)])
            connection.execute(_NOTIFY, {"channel": CHANNEL, "said": said})

    # Being told

    def listen(self, told: Callable[[News], None], explain: Callable[[DBAPIError], Exception]) -> bool:
        """Start the thread that hears the other desks; False where nobody tells, and `poll` is to be called."""
        if self._engine.dialect.name != "postgresql":
            return False
        Listener(self._engine, CHANNEL, self, told, explain, self._leaving).start()
        return True

    def hear(self, connection: Connection, said: str) -> frozenset[str]:
        """The pillars of an announcement; none when it is one's own, or known already."""
        program, number, *pillars = said.split()
        act_id = int(number)
        if program == self._program:
            return frozenset()
        if act_id == _RESTORED:
            self._forget()
            self.catch_up(connection)
            return frozenset(pillars)
        with self._lock:
            known = act_id in self._known
            self._remember(act_id)
            self._seen = max(self._seen or 0, act_id)
        return frozenset() if known else frozenset(pillars)

    def catch_up(self, connection: Connection) -> frozenset[str]:
        """The pillars of the acts of the journal that are not known yet (nothing the first time)."""
        last = int(connection.execute(_LAST).scalar_one())
        seen = last if self._seen is None else self._seen
        if last < seen:
            self._forget()
            self.catch_up(connection)
            return _all_pillars(connection)
        rows = connection.execute(_SINCE, {"seen": seen - BEHIND}).all()
        with self._lock:
            news = {pillar for act_id, pillars in rows if act_id not in self._known for pillar in pillars.split()}
            first, self._seen = self._seen is None, last
            self._remember(*(act_id for act_id, _ in rows))
        return frozenset() if first else frozenset(news)

    def poll(self) -> frozenset[str]:
        """The pillars changed elsewhere since the last call (nothing at the first one)."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.connect() as connection:
                return self.catch_up(connection)
        with self._polling:
            return frozenset() if self._leaving.is_set() else self._poll_file()

    def _poll_file(self) -> frozenset[str]:
        if self._connection is None:
            self._connection = self._engine.connect()
        connection = self._connection
        try:
            version = int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
            if self._seen is not None and version == self._version:
                return frozenset()
            self._version = version
            return self.catch_up(connection)
        except DBAPIError:
            self._let_go()
            raise
        finally:
            with suppress(DBAPIError):
                connection.rollback()

    def close(self) -> None:
        """Let its connection go, once the thread that polls has done with it: closing a connection under a statement
        that runs ends the whole program."""
        with self._polling:
            self._let_go()

    def _let_go(self) -> None:
        """The next `poll` takes another connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()

    def _remember(self, *acts: int) -> None:
        self._known.update(acts)
        if len(self._known) > 4 * BEHIND:
            newest = max(self._known)
            self._known = {act_id for act_id in self._known if act_id > newest - 2 * BEHIND}

    def _forget(self) -> None:
        with self._lock:
            self._known.clear()
            self._seen = None


def _all_pillars(connection: Connection) -> frozenset[str]:
    """Every pillar that the journal names."""
    return frozenset(pillar for pillars in connection.scalars(_EVERYTHING) for pillar in pillars.split())
