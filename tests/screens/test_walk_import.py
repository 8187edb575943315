"""`u`: the team's workbook, imported from the list of companies by keys (smaller files are in `test_imports`)."""

import json
from pathlib import Path

import pytest

from realis_tui.screens.imports import ImportScreen
from realis_tui.usecases.companies.lists import CompanyRow, ListCompanies, list_companies
from realis_tui.usecases.door import Door
from tests.screens.on_base import press, running, settled, typed
from tests.screens.on_card import seen_in

DATA = Path(__file__).parents[1] / "data"
EXPECTED = json.loads((DATA / "expected-entreprises.json").read_text(encoding="utf-8"))


def everyone(door: Door) -> tuple[CompanyRow, ...]:
    return tuple(door.perform(list_companies, ListCompanies()).rows)


async def test_the_workbook_is_tried_imported_and_creates_nothing_twice(
    sqlite_base: Path, sqlite_door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "suivi.xlsx").write_bytes((DATA / "entreprises.xlsx").read_bytes())
    monkeypatch.chdir(tmp_path)
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        await press(pilot, "u")
        await settled(pilot, lambda: isinstance(app.screen, ImportScreen))
        screen = app.screen
        assert isinstance(screen, ImportScreen)
        await press(pilot, *typed("suivi.xls"), "enter")
        await settled(pilot, lambda: "Le fichier « suivi.xls » n'existe pas." in seen_in(app))
        assert screen.query_one("#path").value == "suivi.xls"  # type: ignore[attr-defined]
        await press(pilot, "x", "enter")
        await settled(pilot, lambda: bool(screen.lines.rows))
        assert "Essai : 30 créées" in seen_in(app) and "4 rejetées" in seen_in(app)
        first = [(line.row.ligne, line.row.champ) for line in screen.lines.rows[:4]]
        assert first == [(row["ligne"], row["champ"]) for row in EXPECTED["rejets"]]
        assert not everyone(sqlite_door)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "annuler tout l'import" in seen_in(app))
        made = everyone(sqlite_door)
        assert {row.name for row in made} == set(EXPECTED["entreprises"])
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "rien à importer" in seen_in(app))
        assert everyone(sqlite_door) == made
        await press(pilot, "escape", "ctrl+z")
        await settled(pilot, lambda: "Défait :" in seen_in(app) and "Import de suivi.xlsx" in seen_in(app))
    assert not everyone(sqlite_door)
