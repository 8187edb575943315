"""Drafts: what was typed in a form and not yet saved, kept on disk per account so that nothing typed is ever lost.

One JSON file a form, readable by its owner alone, written aside, synced, then renamed: whatever the moment of a
crash, the file holds a whole draft. No Textual here, and no data base.
"""

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form held: `key` names the form and its record (« companies.edit:12 »), `title` is for people."""

    key: str
    title: str
    values: Mapping[str, str]
    saved_at: datetime


class DraftStore:
    """The drafts of this machine's user, in `folder`, apart for each account. Safe to call from any thread."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """`now` dates the drafts: the application's clock."""
        self._folder = folder
        self._now = now
        self._lock = threading.Lock()

    def save(self, account: str, key: str, values: Mapping[str, str], title: str = "") -> Draft:
        """Write the draft and return it once it is on the disk. Raises OSError when the disk refuses."""
        draft = Draft(key, title, dict(values), self._now())
        written = {
            "format": FORMAT,
            "account": account,
            "key": key,
            "title": title,
            "saved_at": draft.saved_at.isoformat(),
            "values": dict(values),
        }
        with self._lock:
            _write(self._path(account, key), json.dumps(written, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        return draft

    def load(self, account: str, key: str) -> Draft | None:
        """The draft of that form, or None (none, or a file that can't be read)."""
        draft = _read(self._path(account, key), account)
        return draft if draft is not None and draft.key == key else None

    def delete(self, account: str, key: str) -> None:
        """Forget the draft (it was saved, or given up); nothing to forget is no error."""
        with self._lock:
            self._path(account, key).unlink(missing_ok=True)

    def list(self, account: str) -> "list[Draft]":
        """The account's drafts, newest first (« brouillon retrouvé »)."""
        try:
            paths = sorted(self._account_folder(account).glob("*.json"))
        except OSError:
            return []
        found = [draft for path in paths if (draft := _read(path, account)) is not None]
        return sorted(found, key=lambda draft: draft.saved_at, reverse=True)

    def _account_folder(self, account: str) -> Path:
        return self._folder / _file_name(account)

    def _path(self, account: str, key: str) -> Path:
        return self._account_folder(account) / f"{_file_name(key)}.json"


def _file_name(name: str) -> str:
    """A file name for any text: readable when it can be, never two texts the same, on any file system."""
    safe = quote(name.casefold() if name.isascii() else name, safe=" @+").replace(".", "%2E")
    if len(safe) <= 80 and name == name.casefold():
        return safe
    return f"{safe[:60]}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp creates the file 0600; the rename keeps it so.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be synced (Windows does not)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path, account: str) -> Draft | None:
    try:
        held = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        if held["account"] != account or held["format"] != FORMAT:
            return None
        values = {str(name): str(value) for name, value in held["values"].items()}
        return Draft(str(held["key"]), str(held["title"]), values, datetime.fromisoformat(held["saved_at"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
