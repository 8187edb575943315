"""Start-up settings: environment, then the file, then defaults; a bad file costs a note, never the start."""

from pathlib import Path

import pytest

from realis_tui.settings import load, remember


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "reglages.toml"
    file.write_text('base = "a.db"\ncompte = "Amina"\ntheme = "clair"\n[touches]\n"companies.create" = "u"\n')
    settings = load({"REALIS_BASE": "b.db", "REALIS_MAINTENANT": "2026-11-23T09:42"}, file)
    assert (settings.base, settings.account, settings.theme) == ("b.db", "Amina", "clair")
    assert settings.keys == {"companies.create": "u"}
    assert f"{settings.clock().now():%Y-%m-%dT%H:%M}" == "2026-11-23T08:42"


def test_defaults_without_a_file(tmp_path: Path) -> None:
    settings = load({}, tmp_path / "absent.toml")
    assert (settings.base, settings.theme, settings.notes) == ("", "nuit", ())


@pytest.mark.parametrize("content", ["base = ", "base = 3", 'touches = "n"', "[touches]\nx = 1", b"\xff\xfe"])
def test_a_bad_file_is_said(tmp_path: Path, content: str | bytes) -> None:
    file = tmp_path / "reglages.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    settings = load({}, file)
    assert settings.notes
    assert settings.base == ""


def test_a_bad_moment_is_said(tmp_path: Path) -> None:
    settings = load({"REALIS_MAINTENANT": "demain"}, tmp_path / "absent.toml")
    assert settings.now is None
    assert "demain" in settings.notes[0]


def test_a_choice_is_remembered_and_the_rest_of_the_file_kept(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "reglages.toml"
    remember(file, "theme", "clair")
    assert load({}, file).theme == "clair"
    file.write_text('# à moi\nbase = "a.db"\ntheme = "clair"\n[touches]\ntheme = "u"\n')
    remember(file, "theme", "nuit")
    assert file.read_text() == '# à moi\nbase = "a.db"\ntheme = "nuit"\n[touches]\ntheme = "u"\n'
    file.write_text("illisible = ")
    remember(file, "theme", "nuit")
    assert file.read_text() == "illisible = "


def test_plain_signs_come_from_the_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "reglages.toml"
    file.write_text('signes = "simples"\n')
    assert load({}, file).plain_signs
    assert not load({"REALIS_SIGNES": "dessinés"}, file).plain_signs
