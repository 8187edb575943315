"""A whole file through the use cases: counts, one transaction, rehearsals, cancelling (issue A, « Done when » 2)."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from realis_tui.domain.accounts import Actor, Role
from realis_tui.domain.refusals import Refused
from realis_tui.importing.report import ImportStopped, RowStatus
from realis_tui.importing.run import ImportFile, import_file
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import JournalFilter, UndoLast, journal_list, undo_last

DATA = Path(__file__).parents[1] / "data"
SAMPLE = DATA / "entreprises.xlsx"
EXPECTED = json.loads((DATA / "expected-entreprises.json").read_text(encoding="utf-8"))


def names(door: Door) -> list[str]:
    return sorted(row.name for row in door.perform(list_companies, ListCompanies(limit=500)).rows)


def test_the_sample_gives_what_is_expected_and_nothing_twice(door: Door) -> None:
    report = door.perform(import_file, ImportFile(SAMPLE, go_on=True))
    assert report.count(RowStatus.CREATED) == EXPECTED["creees"]
    assert [{"ligne": row.ligne, "champ": row.champ} for row in report.rejected] == EXPECTED["rejets"]
    repeated = next(row for row in report.lignes if row.ligne == EXPECTED["doublon_ligne"])
    assert repeated.statut in (RowStatus.UNCHANGED, RowStatus.UPDATED)
    assert report.lues == 35
    assert report.ignorees == ("N°",)
    assert names(door) == sorted(EXPECTED["entreprises"])
    again = door.perform(import_file, ImportFile(SAMPLE, go_on=True))
    assert (again.count(RowStatus.CREATED), again.count(RowStatus.UPDATED), len(again.rejected)) == (0, 0, 4)
    assert len(names(door)) == 30


def test_repairs_are_said(door: Door) -> None:
    report = door.perform(import_file, ImportFile(SAMPLE, go_on=True))
    repairs = {(item.ligne, item.champ): (item.avant, item.apres) for item in report.reparations}
    assert repairs[8, "siret"] == ("901111500012", "00901111500012")
    assert repairs[5, "telephone"] == ("639981369", "+33639981369")


def test_one_bad_row_stops_it_all(door: Door) -> None:
    with pytest.raises(ImportStopped) as stopped:
        door.perform(import_file, ImportFile(SAMPLE))
    report = stopped.value.report.as_dict()
    assert (report["creees"], report["rejetees"]) == (0, 4)
    assert report["erreur"].startswith("Rien n'a été écrit : ligne 36")
    assert names(door) == []
    assert door.perform(journal_list, JournalFilter()) == ()


def test_a_rehearsal_writes_nothing(door: Door) -> None:
    report = door.perform(import_file, ImportFile(SAMPLE, rehearse=True))
    assert report.essai
    assert report.count(RowStatus.CREATED) == 30
    assert names(door) == []
    assert door.perform(journal_list, JournalFilter()) == ()


def test_the_whole_import_is_one_act_and_can_be_undone(door: Door) -> None:
    door.perform(import_file, ImportFile(SAMPLE, go_on=True))
    assert [found.act for found in door.perform(journal_list, JournalFilter())] == ["import.file"]
    door.perform(undo_last, UndoLast())
    assert names(door) == []


def test_progress_and_cancelling(door: Door) -> None:
    told: list[tuple[int, int]] = []
    door.perform(import_file, ImportFile(SAMPLE, go_on=True, rehearse=True, progress=lambda *at: told.append(at)))
    assert told[0] == (0, 35)
    assert told[-1][0] >= 30
    with pytest.raises(Refused, match="rien n'a été écrit"):
        door.perform(import_file, ImportFile(SAMPLE, go_on=True, cancelled=lambda: True))
    assert names(door) == []


def test_a_reader_may_not_import(door: Door) -> None:
    reader = door.for_actor(Actor(None, "lecteur", Role.READER))
    with pytest.raises(Refused, match="rôle"):
        reader.perform(import_file, ImportFile(SAMPLE))


def test_hostile_text_is_text(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "hostile.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Observations"])
        for line, text in enumerate(
            ("[/nope]", "=cmd|' /C calc'!A0", "a\u202eb\x1b[31mc\u200b", "[@click=app.quit]x[/]"), 1
        ):
            sheet.write_string(line, 0, f"{text} {line}")
            sheet.write_string(line, 1, text)
    report = door.perform(import_file, ImportFile(path, go_on=True))
    assert report.count(RowStatus.CREATED) == 4
    assert not [name for name in names(door) if set(name) & {"\u202e", "\x1b", "\u200b"}]


def test_what_is_to_be_looked_at_is_told_apart(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "reprise.csv"
    path.write_text(
        "Nom;Code postal;Local;Date d'entrée;Téléphone\n"
        "Alpha;9000;b 214;10/01/2021;06 39 98 00 01\n"
        "Bêta;34000;B-215;10/01/2026;06 39 98 00 01\n",
        encoding="utf-8",
    )
    report = door.perform(import_file, ImportFile(path))
    assert [(row.ligne, row.a_verifier) for row in report.to_look_at] == [
        (2, ("Reprise comme « sortie » : l'accompagnement a pris fin le 9 janv. 2024.",)),
        (3, ("Même téléphone ou courriel que « Alpha » : doublon possible.",)),
    ]
    said = [f"{item.ligne}, {item.sentence()}" for item in report.reparations]
    assert "2, code postal : « 9000 » devient « 09000 »." in said
    assert "2, local : « b 214 » devient « B-214 »." in said
    assert "2, local B-214 créé." in said
    assert "3, local B-215 créé." in said
    assert {item["champ"] for item in report.as_dict()["reparations"]} >= {"cp", "local"}


def test_the_field_of_a_refused_row_is_named_as_people_read_it(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "refus.csv"
    path.write_text("Nom;CP;SIREN\nAlpha;34;\nBêta;;12\n", encoding="utf-8")
    report = door.perform(import_file, ImportFile(path, go_on=True))
    assert [(row.champ, row.libelle) for row in report.rejected] == [("cp", "code postal"), ("siren", "SIREN")]
