"""The first frame imports `domain/french` only: nothing but the standard library may come with it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("french", ("pydantic", "phonenumbers", "stdnum", "dateutil", "babel", "sqlalchemy", "textual")),
        ("identifiers", ("pydantic", "phonenumbers", "stdnum", "sqlalchemy", "textual")),
        ("filters", ("pydantic", "phonenumbers", "stdnum", "sqlalchemy", "textual")),
    ],
)
def test_imports(module: str, absent: tuple[str, ...]) -> None:
    code = f"import sys, realis_tui.domain.{module}; print([name for name in {absent!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
