"""The set-up files: locks that name no machine and no index, and that cover what pyproject.toml asks."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
# An address, a folder of a machine, or an option of pip that names either.
ADDRESS = re.compile(
    r"://|@ |--(extra-)?index-url|--find-links|--trusted-host|(^|[\s=\"'])/\w+/|\b[\w-]+\.(com|org|net|io)\b"
)


def lines(name: str) -> list[str]:
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def pinned(name: str) -> dict[str, str]:
    """Name to version of all that a lock installs."""
    found = (re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.!+]+)", line) for line in lines(name))
    return {canonicalize_name(match[1]): match[2] for match in found if match}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    assert [line for line in lines(name) if ADDRESS.search(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_each_line_of_a_lock_has_its_hashes(name: str) -> None:
    text = "\n".join(lines(name)).replace("\\\n", " ")
    requirements = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert requirements
    assert [line for line in requirements if "--hash=sha256:" not in line] == []


def test_both_locks_agree() -> None:
    runtime, development = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert runtime.items() <= development.items()


def test_the_locks_give_what_is_asked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["postgres"]]
    asked += project["build-system"]["requires"]
    runtime = pinned("requirements.lock")
    for requirement in map(Requirement, asked):
        assert runtime.get(canonicalize_name(requirement.name), "") in requirement.specifier, requirement
    development = pinned("requirements-dev.lock")
    for requirement in map(Requirement, project["dependency-groups"]["dev"]):
        assert development.get(canonicalize_name(requirement.name), "") in requirement.specifier, requirement
