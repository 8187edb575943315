"""The fictitious data, made once a worker and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import NOW


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from realis_tui.db.engine import Database
    from realis_tui.demo.build import build_demo

    path = tmp_path_factory.mktemp("demo") / "demonstration.db"
    database = Database.create(path)
    build_demo(database, 1, NOW.date())
    database.close()
    return path


@pytest.fixture
def demo_base(demo_template: Path, tmp_path: Path) -> Path:
    """A base of its own with the fictitious data."""
    return Path(shutil.copyfile(demo_template, tmp_path / "demonstration.db"))
