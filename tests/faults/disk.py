"""A disk that remembers what SQLite asked of it, and that may refuse: for power cuts and I/O errors.

The default VFS of the SQLite library in use is wrapped (its `xOpen`, then the writes, truncations and syncs of what
it opens): the program and its connections are the real ones. What it knows is what SQLite wrote and had synced;
that the system and the disk keep what was synced is taken for granted, and so is a file's name once it is made.
"""

import ctypes
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from realis_tui.db import driver

SECTOR = 512
IOERR_WRITE, IOERR_SYNC = 10 | 3 << 8, 10 | 4 << 8
"""SQLite's codes for a write and a sync that failed."""

_POINTER = ctypes.c_void_p
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, _POINTER, ctypes.c_int, _POINTER)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, ctypes.c_int, ctypes.c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int)
_METHODS = _POINTER * 19
_AT_WRITE, _AT_TRUNCATE, _AT_SYNC = 3, 4, 5


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("data", _POINTER),
        ("open", _POINTER),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: « write », « truncate » or « sync » of a file, or « ack » of an act."""

    kind: str
    name: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What was asked of the files of one base; `failing` says which requests to refuse, with which code."""

    base: Path
    events: list[Event] = field(default_factory=list)
    failing: Callable[[Event], int] = lambda _: 0
    _before: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._before[self.base.name] = self.base.read_bytes()

    def acknowledge(self, name: str) -> None:
        self.events.append(Event("ack", name))

    def asked(self, event: Event) -> int:
        code = self.failing(event)
        if not code:
            self.events.append(event)
        return code

    def after_a_cut(self, cut: int, chance: random.Random, folder: Path) -> set[str]:
        """Write in `folder` the files as a cut after `cut` events may leave them; gives what was acknowledged.

        What a file's last sync covers is there; each later write is there, is not, or is there in part.
        """
        past = self.events[:cut]
        synced = {event.name: at for at, event in enumerate(past) if event.kind == "sync"}
        files = {name: bytearray(data) for name, data in self._before.items()}
        for at, event in enumerate(past):
            content = files.setdefault(event.name, bytearray()) if event.kind in ("write", "truncate") else None
            if content is None:
                continue
            kept = len(event.data) if at < synced.get(event.name, -1) else _kept(len(event.data), chance)
            if event.kind == "truncate":
                del content[event.offset :]
            elif kept:
                content.extend(bytes(max(event.offset - len(content), 0)))
                content[event.offset : event.offset + kept] = event.data[:kept]
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return {event.name for event in past if event.kind == "ack"}


@contextmanager
def watched(base: Path) -> Iterator[Disk]:
    """Every file of this base that is opened meanwhile goes through the disk given."""
    disk = Disk(base)
    library = _library()
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None).contents
    real: int = vfs.open
    opened = _OPEN(real)

    def open_file(vfs_at: int, name_at: int | None, file: int, flags: int, out: int) -> int:
        # The name goes on by its address: SQLite keeps that, and names its « -shm » file by it later.
        code: int = opened(vfs_at, name_at, file, flags, out)
        name = Path(ctypes.string_at(name_at).decode()).name if name_at else ""
        if not code and name.startswith(base.name):
            _wrap(disk, name, file)
        return code

    callback = _OPEN(open_file)
    _KEPT.append(callback)
    vfs.open = ctypes.cast(callback, _POINTER).value
    try:
        yield disk
    finally:
        vfs.open = real


_KEPT: list[Any] = []
"""What files still open point to: never let go."""


def _library() -> ctypes.CDLL:
    package = driver.module.__name__.partition(".")[0]
    extension = import_module("pysqlite3._sqlite3" if package == "pysqlite3" else "_sqlite3")
    assert extension.__file__ is not None
    return ctypes.CDLL(extension.__file__)


def _wrap(disk: Disk, name: str, file: int) -> None:
    """Put our own write, truncate and sync in front of those of one open file."""
    place = ctypes.cast(file, ctypes.POINTER(_POINTER))
    methods = _METHODS.from_buffer_copy(ctypes.string_at(place.contents.value or 0, ctypes.sizeof(_METHODS)))
    real_write, real_sync = _WRITE(methods[_AT_WRITE] or 0), _SYNC(methods[_AT_SYNC] or 0)
    real_truncate = _TRUNCATE(methods[_AT_TRUNCATE] or 0)

    def write(at: int, data: int, size: int, offset: int) -> int:
        code = disk.asked(Event("write", name, offset, ctypes.string_at(data, size)))
        return code or int(real_write(at, data, size, offset))

    def truncate(at: int, size: int) -> int:
        return disk.asked(Event("truncate", name, size)) or int(real_truncate(at, size))

    def sync(at: int, flags: int) -> int:
        return disk.asked(Event("sync", name)) or int(real_sync(at, flags))

    ours = (_WRITE(write), _TRUNCATE(truncate), _SYNC(sync))
    for position, function in zip((_AT_WRITE, _AT_TRUNCATE, _AT_SYNC), ours, strict=True):
        methods[position] = ctypes.cast(function, _POINTER).value
    _KEPT.append((methods, ours))
    place[0] = _POINTER(ctypes.addressof(methods))


def _kept(size: int, chance: random.Random) -> int:
    """How much of a write that was not synced a cut leaves: all, nothing, or some sectors."""
    return chance.choice((size, 0, min(size, SECTOR * chance.randrange(size // SECTOR + 1))))
