"""What other desks have changed: read from the journal, asked for cheaply."""

from contextlib import suppress

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from realis_tui.db.models import ActRecord

_LAST = select(func.max(ActRecord.id))


class Watch:
    """Tells which pillars other programs have changed since it was last asked.

    SQLite: a connection of its own says by `PRAGMA data_version` whether anything was committed since; the journal is
    read only then. PostgreSQL: the journal is asked each time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._own: set[int] = set()
        self._seen: int | None = None
        self._version: int | None = None
        self._connection: Connection | None = None

    def is_ours(self, act_id: int) -> None:
        """An act of this program: its screens know of it already."""
        self._own.add(act_id)

    def poll(self) -> frozenset[str]:
        """The pillars changed elsewhere since the last call (nothing at the first one)."""
        if self._connection is None:
            self._connection = self._engine.connect()
        connection = self._connection
        try:
            return self._news(connection)
        except DBAPIError:
            self.close()
            raise
        finally:
            with suppress(DBAPIError):
                connection.rollback()

    def _news(self, connection: Connection) -> frozenset[str]:
        if connection.dialect.name == "sqlite":
            version = int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
            if self._seen is not None and version == self._version:
                return frozenset()
            self._version = version
        if self._seen is None:
            self._seen = int(connection.execute(_LAST).scalar() or 0)
            return frozenset()
        acts = select(ActRecord.id, ActRecord.pillars).where(ActRecord.id > self._seen)
        changed: set[str] = set()
        for act_id, pillars in connection.execute(acts.order_by(ActRecord.id)):
            self._seen = max(self._seen, act_id)
            if act_id in self._own:
                self._own.discard(act_id)
            else:
                changed.update(pillars.split())
        return frozenset(changed)

    def close(self) -> None:
        """Let its connection go; the next `poll` takes another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()
