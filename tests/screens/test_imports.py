"""Importing a file from the screen: tried first, refused rows named, done, undone, cancelled."""

import threading
from pathlib import Path
from typing import Any

import pytest

from realis_tui.app import RealisApp
from realis_tui.importing import run
from realis_tui.importing.report import RowStatus
from realis_tui.screens.imports import ImportScreen
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.door import Door
from tests.screens.on_base import SIZES, door_of, press, running, settled, shown
from tests.usecases.companies_steps import create
from tests.waiting import PATIENCE, until

ROWS = """Nom;SIRET;Ville;Colonne à nous
[/]Les Brebis d'Oc;;Sète;x
Vélomistrau;123;Nîmes;x
=1+1 [@click=app.quit]Coop;;Lodève;x
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "entreprises [red].csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


async def at_import(app: RealisApp, pilot: Any, path: str) -> ImportScreen:
    screen = ImportScreen()
    await app.push_screen(screen)
    screen.query_one("#path").value = path  # type: ignore[attr-defined]
    await settled(pilot)
    return screen


def companies(path: Path) -> int:
    door = door_of(path)
    try:
        return door.perform(list_companies, ListCompanies(view="toutes")).total
    finally:
        door.database.close()


async def tried(pilot: Any, screen: ImportScreen) -> None:
    await press(pilot, "enter")
    await settled(pilot, lambda: bool(screen.lines.rows))


@pytest.mark.parametrize("size", SIZES)
async def test_a_try_writes_nothing_then_what_is_good_is_imported(
    sqlite_base: Path, table: Path, size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_import(app, pilot, str(table))
        await tried(pilot, screen)
        seen = shown(app)
        assert "Essai : 2 créées, 1 rejetée" in seen
        assert companies(sqlite_base) == 0
        first = screen.lines.current
        assert first is not None
        assert (first.row.statut, first.row.ligne, first.row.champ) == (RowStatus.REJECTED, 3, "siret")
        assert "Ligne 3 · Vélomistrau" in seen
        if size[0] >= 120:
            assert "Colonne à nous" in seen
        await press(pilot, "down")
        assert "[/]Les Brebis d'Oc" in shown(app)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "annuler tout l'import" in shown(app))
        assert companies(sqlite_base) == 2
        await press(pilot, "ctrl+z")
        await settled(pilot)
        assert companies(sqlite_base) == 0


async def test_a_number_of_a_card_of_another_name_is_asked_about_before(
    sqlite_base: Path, sqlite_door: Door, tmp_path: Path
) -> None:
    create(sqlite_door, "Vélomistrau", siren="009011115", city="Sète")
    table = tmp_path / "autre.csv"
    table.write_text("Nom;SIREN;Ville\nSillage d'Oc;009011115;Béziers\n", encoding="utf-8")
    async with running(sqlite_base) as (app, pilot):
        screen = await at_import(app, pilot, str(table))
        await tried(pilot, screen)
        for answers, town in ((("enter",), "Sète"), (("down", "enter"), "Béziers")):
            await press(pilot, "ctrl+s")
            await settled(pilot, lambda: "1 ligne porte le numéro d'une fiche d'un autre nom" in shown(app))
            await press(pilot, *answers)
            await settled(pilot, lambda: app.screen is screen and not screen._importing)
            assert [row.city for row in sqlite_door.perform(list_companies, ListCompanies()).rows] == [town]


async def test_the_same_file_again_creates_nothing(sqlite_base: Path, table: Path) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_import(app, pilot, f"'{table}'")
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: bool(screen.lines.rows))
        assert companies(sqlite_base) == 0
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "annuler tout l'import" in shown(app))
        screen.query_one("#path").focus()
        await press(pilot, "enter")
        await settled(pilot, lambda: "rien à importer" in shown(app))
        assert companies(sqlite_base) == 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nulle/part [/].xlsx", "n'existe pas"),
        ("~personne_de_ce_nom/x.csv", "Ce dossier personnel n'existe pas"),
        ("/", "est un dossier"),
        ("", "Donner le chemin d'un fichier"),
    ],
)
async def test_a_file_that_cannot_be_read_is_said_under_it(
    sqlite_base: Path, size: tuple[int, int], path: str, said: str
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_import(app, pilot, path)
        await press(pilot, "enter")
        await settled(pilot, lambda: said in " ".join(shown(app).split()))
        assert app.focused is screen.query_one("#path")
        assert screen.query_one("#path").value == path  # type: ignore[attr-defined]


async def test_cancelling_leaves_nothing(sqlite_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tmp_path / "beaucoup.csv"
    many.write_text("Nom;Ville\n" + "".join(f"Coopérative {rank};Sète\n" for rank in range(40)), encoding="utf-8")
    begun, go_on, enter = threading.Event(), threading.Event(), run._enter_row

    def held(*row: Any) -> Any:
        begun.set()
        go_on.wait(PATIENCE)
        return enter(*row)

    async with running(sqlite_base) as (app, pilot):
        screen = await at_import(app, pilot, str(many))
        await tried(pilot, screen)
        monkeypatch.setattr(run, "_enter_row", held)
        await pilot.press("ctrl+s")
        await until(pilot, begun.is_set)
        await pilot.press("escape")
        go_on.set()
        await settled(pilot, lambda: "Import arrêté : rien n'a été écrit." in shown(app))
        assert app.screen is screen
        assert companies(sqlite_base) == 0
        await press(pilot, "escape")
        assert app.screen is not screen


async def test_what_the_thread_tells_last_finds_no_screen(
    sqlite_base: Path, table: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_import(app, pilot, str(table))
        await press(pilot, "ctrl+s")
        screen._importing = True
        await screen.query_one("#progress").remove()
        screen._told(1, 2)
        await settled(pilot)
    assert caplog.records == []


async def test_the_right_arrow_completes_a_path(sqlite_base: Path, table: Path) -> None:
    from realis_tui.screens.imports.screen import FileNames

    found = await FileNames().get_suggestion(str(table)[:-12])
    assert found == str(table)
    assert await FileNames().get_suggestion("/nulle/part") is None
