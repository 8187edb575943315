"""Who may import whom: the contracts of pyproject.toml, and what each way in loads when it really runs."""

import ast
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlalchemy", "pydantic", "alembic", "argon2", "psycopg", "xlsxwriter", "python_calamine")


def python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of Python in a process of its own, from the project's folder."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def loaded_by(module: str) -> set[str]:
    """The top names of all that is loaded once a module is imported."""
    done = python(f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", ["realis_tui.app", "realis_tui.screens.sign_in"])
def test_the_first_frame_loads_nothing_of_the_data(module: str) -> None:
    loaded = loaded_by(module)
    assert "textual" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("module", ["realis_tui.keys", "realis_tui.settings", "realis_tui.domain.french"])
def test_these_stand_alone(module: str) -> None:
    assert loaded_by(module).isdisjoint({"textual", "rich", *HEAVY})


@pytest.mark.parametrize("module", ["realis_tui.cli.main", "realis_tui.__main__"])
def test_the_command_line_waits_to_know_the_command(module: str) -> None:
    assert loaded_by(module).isdisjoint({"textual", *HEAVY})


def test_a_command_loads_no_screen(sqlite_base: Path) -> None:
    code = (
        "import sys; from realis_tui.__main__ import main\n"
        "try: code = main()\n"
        "except SystemExit as end: code = end.code\n"
        "print(code or 0, 'textual' in sys.modules, file=sys.stderr)"
    )
    done = python(code, "--base", str(sqlite_base), "chercher", "velomistrau", "--json")
    assert done.stderr.splitlines()[-1:] == ["0 False"], done.stdout + done.stderr


PILLARS = ("accounts", "companies", "spaces", "rooms")
"""Each stands on those before it."""
READ_FROM_ABOVE = {("companies", "Occupancy"), ("companies", "Space")}
"""Where a company is in the house is asked of its card and its list; what is written there is the spaces' own."""


def test_a_pillar_takes_its_own_tables_and_those_it_stands_on() -> None:
    """Most come from one package, of which the import contracts cannot tell one table from another."""
    taken, made = set(), set()
    for file in (ROOT / "realis_tui/usecases").rglob("*.py"):
        pillar = file.relative_to(ROOT / "realis_tui/usecases").parts[0].removesuffix(".py")
        if pillar not in PILLARS:
            continue
        above = PILLARS[PILLARS.index(pillar) + 1 :]
        tree = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        names = {
            name.name
            for node in tree
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("realis_tui.db.models")
            for name in node.names
            if getattr(import_module(str(node.module)), name.name).__module__.rpartition(".")[2] in above
        }
        taken |= {(pillar, name) for name in names}
        called = {node.func.id for node in tree if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        made |= {(pillar, name) for name in names & called}
    assert taken == READ_FROM_ABOVE
    assert made == set(), "read, never written"


@pytest.mark.parametrize("module", ["realis_tui.db.engine", "realis_tui.usecases.companies.lists"])
def test_the_journal_has_the_old_values_whatever_is_imported_first(module: str) -> None:
    """A question that is imported before the base is opened has SQLAlchemy configure the classes already."""
    code = f"""
import {module}, realis_tui.db.engine, realis_tui.db.models.whole
from sqlalchemy.orm import configure_mappers
from realis_tui.db.models import Stamped
configure_mappers()
print({{getattr(one, key).impl.active_history for one in Stamped.__subclasses__() for key in one.__table__.c.keys()}})
"""
    assert python(code).stdout == "{True}\n"


def test_who_enters_waits_for_no_other_pillar_s_tables() -> None:
    code = (
        "import sys, realis_tui.db.engine, realis_tui.usecases.sign_in, realis_tui.screens.companies\n"
        "print(*sorted(name for name in sys.modules if name.startswith('realis_tui.db.models.')))"
    )
    models = python(code).stdout.replace("realis_tui.db.models.", "").split()
    assert models == ["accounts", "base", "companies", "journal", "spaces"]


def test_a_question_never_meets_a_pillar_s_tables_half_made() -> None:
    """They are mapped in one thread while another asks: here something is asked after each class."""
    code = """
from sqlalchemy import event, select
from sqlalchemy.orm import Mapper
from realis_tui.db.models import Company

asked = []

@event.listens_for(Mapper, "after_mapper_constructed")
def ask(mapper, mapped):
    asked.append(str(select(Company).join(Company.passages)))

import realis_tui.db.models.rooms
print(len(asked), len(set(asked)))
"""
    done = python(code)
    assert done.stdout == "9 1\n", done.stderr
