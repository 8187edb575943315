"""Migrations make the schema of the models; one that fails or is killed leaves the old schema whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from realis_tui.db import engine as opening
from realis_tui.db import guards
from realis_tui.db.engine import Database
from realis_tui.db.migrations import HEAD, REVISIONS, Revision
from realis_tui.db.migrations.run import HERE, upgrade
from realis_tui.db.models.companies import ONE_CURRENT
from realis_tui.db.models.whole import metadata
from realis_tui.domain.refusals import Trouble, Unavailable
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, space, stay

LATER = f"{int(HEAD) + 1:04d}"
NEXT = '''
"""A later schema, for the tests."""
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{down}"


def upgrade() -> None:
    with op.batch_alter_table("occupancies", recreate="always") as batch:
        batch.add_column(sa.Column("remark", sa.Text(), nullable=True))
    {then}
'''


def versions(folder: Path, then: str = "pass") -> Path:
    """The released migrations and one more."""
    folder.mkdir()
    for script in (HERE / "versions").glob("*.py"):
        (folder / script.name).write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / f"{LATER}_later.py").write_text(NEXT.format(revision=LATER, down=HEAD, then=then), encoding="utf-8")
    return folder


def ours(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out what no metadata describes: the full-text index, the index made by DDL, Alembic's own table."""
    unmapped = ("search_main", "search_notes", "ix_search_", ONE_CURRENT)
    return not (kind in ("table", "index") and (name or "").startswith(unmapped))


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
    return [found for found in compare_metadata(context, metadata) if "guard_" not in str(found)]


def columns_of(database: Database, table: str) -> list[str]:
    from sqlalchemy import inspect

    return [column["name"] for column in inspect(database.engine).get_columns(table)]


def let(door: Door) -> None:
    company_id, space_id = add(door, company("Vélomistrau"), space("B-204"))
    add(door, stay(space_id, company_id, "2025-01-15"))


def test_migrations_make_the_models_schema(empty_postgres_url: str) -> None:
    database = Database(*_bare_postgres(empty_postgres_url))
    upgrade(database)
    with database.connection() as connection:
        assert differences(connection) == []
        assert guards.missing(connection) == []
    database.close()


def test_migrations_make_the_models_schema_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "realis.db"
    database = _emptied(path)
    upgrade(database)
    with database.connection() as connection:
        assert differences(connection) == []
        made = _sql(connection)
    database.close()
    Database.create(tmp_path / "created.db").close()
    created = Database.open(tmp_path / "created.db")
    with created.connection() as connection:
        assert {name: _columns_sorted(sql) for name, sql in _sql(connection).items()} == {
            name: _columns_sorted(sql) for name, sql in made.items()
        }
    created.close()


def test_the_newest_revision_is_the_scripts_head() -> None:
    scripts = sorted(path.name.split("_")[0] for path in (HERE / "versions").glob("[0-9]*.py"))
    assert scripts == [revision.id for revision in REVISIONS]
    assert scripts[-1] == HEAD


def test_up_with_data_and_the_guards_still_there(door: Door, tmp_path: Path) -> None:
    let(door)
    upgrade(door.database, versions=versions(tmp_path / "v"))
    assert "remark" in columns_of(door.database, "occupancies")
    with door.database.connection() as connection:
        assert guards.missing(connection) == []
        assert connection.execute(text("SELECT count(*) FROM occupancies")).scalar_one() == 1
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == LATER
    failed = [control for control in base.verify(door.database) if not control.ok]
    assert failed == []
    if door.database.path is not None:
        assert list((door.database.path.parent / "sauvegardes").glob("*avant-mise-a-jour*"))


@pytest.mark.parametrize("then", ["raise RuntimeError('au milieu')", 'op.execute("INSERT INTO nowhere VALUES (1)")'])
def test_failing_midway_leaves_the_old_schema_whole(door: Door, tmp_path: Path, then: str) -> None:
    let(door)
    with pytest.raises(Unavailable, match="restée telle qu'elle était"):
        upgrade(door.database, versions=versions(tmp_path / "v", then))
    _is_old_and_whole(door.database)


def test_a_link_broken_by_a_migration_is_refused(sqlite_door: Door, tmp_path: Path) -> None:
    let(sqlite_door)
    broken = versions(tmp_path / "v", 'op.execute("DELETE FROM spaces")')
    with pytest.raises(Unavailable, match="désignent ce qui n'existe plus"):
        upgrade(sqlite_door.database, versions=broken)
    _is_old_and_whole(sqlite_door.database)
    with sqlite_door.database.connection() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_killed_midway_is_old_or_new(sqlite_door: Door, tmp_path: Path) -> None:
    let(sqlite_door)
    path = sqlite_door.database.path
    sqlite_door.database.close()
    folder = versions(tmp_path / "v", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    program = (
        "import sys; from pathlib import Path; from realis_tui.db.engine import Database; "
        "from realis_tui.db.migrations.run import upgrade; "
        "upgrade(Database.open(sys.argv[1]), versions=Path(sys.argv[2]))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path), str(folder)], env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL
    again = Database.open(str(path))
    _is_old_and_whole(again)
    again.close()


def test_opening_an_older_base_migrates_it_by_itself(sqlite_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is one schema ahead of the file: opening brings it up; reading only, it is refused."""
    let(sqlite_door)
    url = str(sqlite_door.database.path)
    sqlite_door.database.close()
    monkeypatch.setattr(opening, "HEAD", LATER)
    monkeypatch.setattr(opening, "REVISIONS", (*REVISIONS, Revision(LATER, frozenset({"occupancies"}))))
    called: list[str] = []
    monkeypatch.setattr("realis_tui.db.migrations.run.upgrade", lambda database: called.append(database.name))
    with pytest.raises(Unavailable) as refused:
        Database.open(url, read_only=True)
    assert refused.value.trouble is Trouble.OLDER
    Database.open(url).close()
    assert called == [url]


def _is_old_and_whole(database: Database) -> None:
    assert "remark" not in columns_of(database, "occupancies")
    with database.connection() as connection:
        assert guards.missing(connection) == []
        assert differences(connection) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == HEAD
    assert [control for control in base.verify(database) if not control.ok] == []


def _bare_postgres(url: str) -> tuple[Any, Any, None]:
    from realis_tui.db import postgres

    return opening.address(url), postgres.engine(opening.address(url)), None


def _emptied(path: Path) -> Database:
    """An open base with our application's number and no table."""
    from realis_tui.db import sqlite

    sqlite.engine(path, create=True).connect().close()
    database = Database(opening.address(path), sqlite.engine(path), path)
    return database


def _sql(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {row.name: row.sql for row in rows if row.name not in ("alembic_version", "sqlite_sequence")}


def _columns_sorted(sql: str) -> list[str]:
    return sorted(" ".join(line.replace('"', "").split()).rstrip(",") for line in sql.splitlines())
