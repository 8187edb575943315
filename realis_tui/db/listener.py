"""The thread that hears, on PostgreSQL, what other desks commit as they commit it."""

import threading
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from realis_tui.db import postgres
from realis_tui.domain.refusals import Unavailable

News = frozenset[str] | Unavailable
"""The pillars changed elsewhere (none: the base is heard again), or why nobody can be heard any more."""
_GLANCE = 0.5
"""Seconds of listening before looking whether it is time to leave; what is heard is told at once."""
_ALIVE = 60
"""Glances with nothing heard before the server is asked whether it is still there."""
_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each new try when the connection is lost; the last one again and again."""


class Heard(Protocol):
    """What makes news of what is heard, and of what was missed."""

    def hear(self, connection: Connection, said: str) -> frozenset[str]: ...

    def catch_up(self, connection: Connection) -> frozenset[str]: ...


class Listener(threading.Thread):
    """Listens on a connection of its own until the program leaves; nobody needs to wait for it.

    told: called in this thread with each news. A lost connection is told, tried again, then what was missed meanwhile
    is read from the journal.
    """

    def __init__(
        self,
        engine: Engine,
        channel: str,
        watch: Heard,
        told: Callable[[News], None],
        explain: Callable[[DBAPIError], Exception],
        leaving: threading.Event,
    ) -> None:
        super().__init__(name="realis-écoute", daemon=True)
        self._engine = engine
        self._channel = channel
        self._watch = watch
        self._told = told
        self._explain = explain
        self._leaving = leaving
        self._failures = 0

    def run(self) -> None:
        while not self._leaving.is_set():
            try:
                with postgres.listening(self._engine, self._channel) as connection:
                    self._listen(connection)
            except DBAPIError as error:
                trouble = self._explain(error)
                if isinstance(trouble, Unavailable):
                    self._tell(trouble)
                self._leaving.wait(_PAUSES[min(self._failures, len(_PAUSES) - 1)])
                self._failures += 1

    def _listen(self, connection: Connection) -> None:
        # Listening already: what is committed from now on is heard, so that nothing falls between the two.
        self._tell(self._watch.catch_up(connection))
        self._failures = glances = 0
        while not self._leaving.is_set():
            heard = postgres.heard(connection, _GLANCE)
            glances = 0 if heard else glances + 1
            news = frozenset().union(*(self._watch.hear(connection, said) for said in heard))
            if news:
                self._tell(news)
            if glances >= _ALIVE:
                connection.exec_driver_sql("SELECT 1")
                glances = 0

    def _tell(self, news: News) -> None:
        if not self._leaving.is_set():
            self._told(news)
