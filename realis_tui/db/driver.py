"""Which SQLite library the program uses: one for all, so that two never meet on one file.

pysqlite3 carries a recent SQLite; the standard library's is whatever the system has, and before 3.44.6, 3.50.7 and
3.51.3 it has the WAL-reset bug: writers and checkpoints of several processes racing may corrupt the base. Where only an
old one is to be had, writing and checkpointing are done behind one lock file (`WriteLock`).
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO


def _choose() -> ModuleType:
    for name in ("pysqlite3.dbapi2", "sqlite3.dbapi2"):
        with suppress(ImportError):
            return import_module(name)
    raise ImportError("no SQLite library")


module = _choose()
"""The DBAPI module; every connection of the program is made by it."""


def sqlite_version() -> tuple[int, int, int]:
    """Version of the SQLite library in use."""
    major, minor, patch = (int(part) for part in module.sqlite_version.split(".")[:3])
    return major, minor, patch


def has_wal_reset_bug(version: tuple[int, int, int] | None = None) -> bool:
    """Whether that SQLite (the one in use by default) may corrupt a base that several processes write."""
    version = version or sqlite_version()
    if version >= (3, 51, 3):
        return False
    return not ((3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0))


class WriteLock:
    """A lock between processes, held by the system: it falls with the process that holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def held(self, said: float, given_up: float, told: Callable[[bool], None]) -> Iterator[None]:
        """Hold the lock; raises TimeoutError after `given_up` seconds of waiting.

        told: given True after `said` seconds of waiting, then False when the wait is over, however it ended.
        """
        with self.path.open("ab") as file:
            self._take(file, said, given_up, told)
            try:
                yield
            finally:
                _unlock(file)

    def _take(self, file: IO[bytes], said: float, given_up: float, told: Callable[[bool], None]) -> None:
        started, waiting = time.monotonic(), False
        try:
            while not _try_lock(file):
                waited = time.monotonic() - started
                if waited > given_up:
                    raise TimeoutError(f"{self.path} is held by another process")
                if waited > said and not waiting:
                    waiting = True
                    told(True)
                time.sleep(0.02)
        finally:
            if waiting:
                told(False)


if os.name == "nt":  # pragma: no cover - no Windows in the tests
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        with suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            return True
        return False

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
