"""A fresh data base for each test, quickly: made once a worker as a template, then copied."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from realis_tui.db.engine import Database

POSTGRES = "REALIS_TEST_POSTGRES"
"""The URL of a server where data bases may be made and dropped; without it the PostgreSQL tests are skipped."""

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@dataclass
class SqliteBases:
    """Copies of one empty file."""

    folder: Path
    _template: Path | None = None

    def copy_to(self, path: Path) -> Path:
        if self._template is None:
            template = self.folder / "template.db"
            Database.create(str(template)).close()
            self._template = template
        shutil.copyfile(self._template, path)
        return path


@dataclass
class PostgresBases:
    """Data bases made from one template of the server."""

    server: str
    _template: str = ""
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a new data base, dropped at the end."""
        if not self._template:
            self._make_template()
        name = f"realis_{WORKER}_{os.getpid()}_{next(self._numbers)}"
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}"')
        try:
            yield self._url(name)
        finally:
            self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a new data base with nothing in it, dropped at the end: for what makes or migrates a schema."""
        name = f"realis_{WORKER}_{os.getpid()}_{next(self._numbers)}"
        self._do(f'CREATE DATABASE "{name}"')
        try:
            yield self._url(name)
        finally:
            self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    def drop_template(self) -> None:
        if self._template:
            self._do(f'DROP DATABASE IF EXISTS "{self._template}" WITH (FORCE)')

    def _make_template(self) -> None:
        name = f"realis_template_{WORKER}_{os.getpid()}"
        self._do(f'CREATE DATABASE "{name}"')
        Database.create(self._url(name)).close()
        self._template = name

    def _url(self, name: str) -> str:
        from sqlalchemy.engine import make_url

        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server.replace("+psycopg", "", 1), autocommit=True) as connection:
            connection.execute(statement.encode())


def postgres_server() -> str:
    """The server's URL; skips the test when there is none."""
    server = os.environ.get(POSTGRES, "")
    if not server:
        pytest.skip(f"{POSTGRES} is not set")
    return server
