"""Running `realis` in this process, on a base of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from realis_tui.cli.main import main

DATA = Path(__file__).parents[1] / "data"
SAMPLE = str(DATA / "entreprises.xlsx")


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Realis = Callable[..., Ran]


@pytest.fixture
def realis(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Realis:
    """Run a command at the moment of the pictures; never a traceback, whatever it is given."""
    monkeypatch.setenv("REALIS_MAINTENANT", "2026-11-23T09:42")

    def run(*words: object) -> Ran:
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert "n'était pas prévue" not in captured.out + captured.err
        assert code in (0, 1, 2, 3)
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_base(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a base is to be made, on each engine in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "realis.db")
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def base(realis: Realis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base with the sample imported, named by REALIS_BASE."""
    path = tmp_path / "realis.db"
    monkeypatch.setenv("REALIS_BASE", str(path))
    assert realis("initialiser").code == 0
    assert realis("importer", SAMPLE, "--continuer").code == 0
    return path
