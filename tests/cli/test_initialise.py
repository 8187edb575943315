"""`realis initialiser` makes a base whole or leaves nothing: refused, interrupted, or with the disk full."""

import os
import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from realis_tui.db.engine import Database
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.base import verify
from realis_tui.usecases.door import Door
from realis_tui.usecases.spaces import catalogue
from realis_tui.usecases.spaces.plan import PlanRequest, spaces_plan
from tests.cli.conftest import Realis


def test_the_starter_set_is_there(realis: Realis, new_base: str) -> None:
    made = realis("initialiser", "--base", new_base, "--json")
    assert made.code == 0
    assert realis("chercher", "B-201", "--base", new_base, "--json").json["resultats"][0]["titre"] == "B-201"
    assert realis("verifier", "--base", new_base).code == 0


def test_a_base_that_is_there_is_refused(realis: Realis, new_base: str) -> None:
    assert realis("initialiser", "--base", new_base).code == 0
    again = realis("initialiser", "--base", new_base, "--json")
    assert (again.code, again.json["champ"]) == (1, "base")
    assert "n'a pas été touché" in again.json["erreur"]
    assert realis("chercher", "B-201", "--base", new_base, "--json").json["resultats"]


@pytest.mark.parametrize(
    ("trouble", "code", "said"),
    [
        (Refused("Le local A-105 est en double."), 1, "en double"),
        (KeyboardInterrupt(), 1, "Interrompu"),
    ],
)
def test_what_fails_midway_leaves_no_base(
    realis: Realis, new_base: str, monkeypatch: pytest.MonkeyPatch, trouble: BaseException, code: int, said: str
) -> None:
    """The fifth space of the starter set, after four have been written."""
    real, asked = catalogue.place_of_code, list[str]()

    def failing(found: str) -> object:
        asked.append(found)
        if len(asked) == 5:
            raise trouble
        return real(found)

    with monkeypatch.context() as patched:
        patched.setattr(catalogue, "place_of_code", failing)
        failed = realis("initialiser", "--base", new_base)
    assert len(asked) == 5
    assert failed.code == code and said in failed.err
    assert realis("entreprises", "--base", new_base).code == 3
    if "://" not in new_base:
        assert list(Path(new_base).parent.iterdir()) == []
    assert realis("initialiser", "--base", new_base).code == 0
    assert realis("verifier", "--base", new_base).code == 0


def test_a_demonstration_that_fails_midway_leaves_no_base(
    realis: Realis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("realis_tui.demo.build.set_figures_of", failing)
        assert realis("demo", "--sans-ecran", "--base", tmp_path / "d.db").code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_name_taken_meanwhile_is_left_alone(realis: Realis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "realis.db"

    def taken(found: str) -> tuple[object, ...]:
        path.write_bytes(b"un autre")
        return real(found)

    real = catalogue.place_of_code
    monkeypatch.setattr(catalogue, "place_of_code", taken)
    assert realis("initialiser", "--base", path).code == 1
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("realis.db", b"un autre")]


@pytest.mark.skipif(os.name == "nt", reason="limits of a process")
@pytest.mark.parametrize("kilobytes", [0, 20, 150, 300, 360, 366, 371, 376, 381])
def test_a_full_disk_leaves_no_base_or_a_whole_one(tmp_path: Path, kilobytes: int) -> None:
    """No file of the process may grow over this: in the schema, in the starter set, in the last copy into the file."""
    path = tmp_path / "dossier" / "realis.db"
    path.parent.mkdir()
    words = [sys.executable, "-m", "realis_tui", "initialiser", "--base", str(path)]
    ran = subprocess.run(
        words,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024)),
    )
    assert "Traceback" not in ran.stderr and ".nouvelle" not in ran.stderr
    made = [each.name for each in path.parent.iterdir()]
    assert (ran.returncode, made) in ((3, []), (0, ["realis.db"])), ran.stderr
    if made:
        with closing(Database.open(path)) as database:
            assert all(control.ok for control in verify(database))
            assert Door(database).perform(spaces_plan, PlanRequest()).spaces
