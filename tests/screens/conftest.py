"""What the screens are tried on."""

from pathlib import Path

import pytest

from tests.screens.on_base import door_of, some_companies


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    """A base with a few companies in it; modules that want others have their own."""
    door = door_of(sqlite_base)
    some_companies(door)
    door.database.close()
    return sqlite_base
