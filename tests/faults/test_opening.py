"""What cannot be opened is refused in a sentence, and left untouched (faults 6 to 13)."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from realis_tui.db import place
from realis_tui.db.engine import Database
from realis_tui.domain.refusals import Refused, Trouble, Unavailable
from realis_tui.usecases import base
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.door import Door
from tests.db.acting import add, company


def refused(path: Path | str, trouble: Trouble, *, read_only: bool = False) -> Unavailable:
    """Open, and check why it is refused."""
    with pytest.raises(Unavailable) as caught:
        Database.open(str(path), read_only=read_only)
    assert caught.value.trouble is trouble
    assert caught.value.message.endswith(".")
    assert caught.value.remedy
    return caught.value


def failing(path: Path) -> list[str]:
    """The controls that fail; a base too damaged to open fails its integrity, in a sentence."""
    try:
        database = Database.open(str(path))
    except Unavailable as error:
        return ["intégrité"] if error.trouble is Trouble.DAMAGED and error.remedy else [error.message]
    try:
        return [control.name for control in base.verify(database) if not control.ok]
    finally:
        database.close()


def test_a_wrong_path_creates_nothing(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere" / "realis.db", Trouble.MISSING)
    refused(tmp_path / "realis.db", Trouble.MISSING)
    refused("mysql://x/y", Trouble.MISSING)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "realis.db"
    path.touch()
    refused(path, Trouble.EMPTY)
    assert path.stat().st_size == 0


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, Trouble.FOREIGN)


@pytest.mark.parametrize("content", [b"bonjour", b"PK\x03\x04" + b"\x00" * 500, b"\x00" * 4096, b"SQLite format 3\x00"])
def test_another_type_of_file_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "realis.db"
    path.write_bytes(content)
    refused(path, Trouble.FOREIGN)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_another_applications_base_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = path.read_bytes()
    refused(path, Trouble.FOREIGN)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_destroyed_header_offers_the_dated_backups(sqlite_base: Path) -> None:
    database = Database.open(str(sqlite_base))
    copy = base.back_up(database).path
    database.close()
    content = sqlite_base.read_bytes()
    sqlite_base.write_bytes(b"\xff" * 100 + content[100:])
    said = refused(sqlite_base, Trouble.DAMAGED)
    assert str(copy) in said.remedy
    base.restore(sqlite_base, copy)
    Database.open(str(sqlite_base)).close()


def test_a_truncated_base_is_said_and_kept(sqlite_door: Door) -> None:
    path = sqlite_door.database.path
    assert path is not None
    add(sqlite_door, *(company(f"Entreprise {number}") for number in range(300)))
    copy = base.back_up(sqlite_door.database).path
    sqlite_door.database.close()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3])
    assert "intégrité" in failing(path)
    kept = base.restore(path, copy)
    assert kept.stat().st_size == len(content) // 3
    database = Database.open(str(path))
    assert [control for control in base.verify(database) if not control.ok] == []
    database.close()


def test_scrambled_pages_are_found_by_the_verification(sqlite_door: Door) -> None:
    path = sqlite_door.database.path
    assert path is not None
    add(sqlite_door, *(company(f"Entreprise {number}") for number in range(300)))
    sqlite_door.database.close()
    content = bytearray(path.read_bytes())
    for page in range(10, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 200] = os.urandom(200)
    path.write_bytes(bytes(content))
    assert "intégrité" in failing(path)


def test_a_newer_schema_is_refused_and_nothing_written(sqlite_base: Path) -> None:
    with sqlite3.connect(sqlite_base) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = sqlite_base.read_bytes()
    said = refused(sqlite_base, Trouble.NEWER)
    assert "9999" in said.message
    assert sqlite_base.read_bytes() == before


def test_a_replaced_file_stops_the_next_write(sqlite_door: Door, sqlite_base: Path) -> None:
    add(sqlite_door, company("Vélomistrau"))
    other = sqlite_base.with_name("other.db")
    Database.create(other).close()
    before = other.read_bytes()
    os.replace(other, sqlite_base)
    with pytest.raises(Unavailable) as caught:
        add(sqlite_door, company("Perdue"))
    assert caught.value.trouble is Trouble.REPLACED
    assert sqlite_base.read_bytes() == before
    for reading in (sqlite_door.changes_since, lambda: sqlite_door.perform(list_companies, ListCompanies())):
        with pytest.raises(Unavailable) as stale:
            reading()
        assert stale.value.trouble is Trouble.REPLACED, "what is shown would be of a base that nobody has any more"


def test_creating_over_something_is_refused(sqlite_base: Path) -> None:
    before = sqlite_base.read_bytes()
    with pytest.raises(Refused):
        Database.create(str(sqlite_base))
    assert sqlite_base.read_bytes() == before


def test_creating_twice_on_postgres_is_refused(postgres_url: str) -> None:
    with pytest.raises(Refused, match="contient déjà des tables"):
        Database.create(postgres_url)


def test_a_network_share_is_refused(sqlite_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_file_system", lambda _: "nfs4")
    refused(sqlite_base, Trouble.NETWORK_SHARE)


READ_ONLY = """
import os, sys
from realis_tui.db.engine import Database
from realis_tui.db.models import Company
from realis_tui.domain.refusals import Unavailable
from sqlalchemy import select
if os.getuid() == 0:
    os.setuid(65534)
try:
    Database.open(sys.argv[1])
except Unavailable as error:
    print(error.trouble.value)
database = Database.open(sys.argv[1], read_only=True)
with database.read() as session:
    print(session.scalars(select(Company.name)).all())
try:
    with database.write():
        pass
except Unavailable as error:
    print(error.trouble.value)
"""


@pytest.mark.parametrize("folder_too", [True, False])
def test_a_read_only_file_is_said_and_can_be_read(sqlite_door: Door, folder_too: bool) -> None:
    add(sqlite_door, company("Vélomistrau"))
    sqlite_door.database.close()
    path = sqlite_door.database.path
    assert path is not None
    # Out of the folders of pytest, which are closed to everyone else.
    folder = Path(tempfile.mkdtemp(prefix="realis-lecture-"))
    try:
        copy = Path(shutil.copy(path, folder / "realis.db"))
        copy.chmod(0o444)
        folder.chmod(0o555 if folder_too else 0o777)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(copy)], capture_output=True, text=True, check=False, cwd=Path.cwd()
        )
        assert done.stdout.splitlines() == ["read_only", "['Vélomistrau']", "read_only"], done.stderr
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
