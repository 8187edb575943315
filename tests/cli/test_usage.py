"""How commands are really called: from scripts with empty variables, into pipes and full disks, with wrong numbers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from realis_tui.cli.arguments import WrongUsage
from realis_tui.cli.main import GROUPS, build_parser
from tests.cli.conftest import SAMPLE, Realis

COMPANY = "Cœur du Salagou"


@pytest.mark.parametrize(
    "words",
    [
        ["entreprises", "--base", ""],
        ["--base=", "entreprises"],
        ["entreprises", "--compte", " "],
        ["entreprises", "--maintenant", ""],
        ["journal", "--limite", "0"],
        ["journal", "--limite", "-3"],
        ["journal", "--limite", "99999999999999999999"],
        ["journal", "--limite", "dix"],
    ],
)
def test_an_option_without_its_value_is_wrong_usage(realis: Realis, base: Path, words: list[str]) -> None:
    """An empty variable of a script never means the base by default."""
    wrong = realis(*words)
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err
    assert realis(*words, "--json").json["erreur"]


@pytest.mark.parametrize("words", [["--statut", ""], ["--fin-avant", " "]])
def test_an_empty_filter_does_not_mean_everything(realis: Realis, base: Path, words: list[str]) -> None:
    refused = realis("entreprises", *words, "--json")
    assert (refused.code, refused.json["champ"]) == (1, words[0].removeprefix("--"))


def test_a_filter_that_is_not_understood_exports_nothing(realis: Realis, base: Path, tmp_path: Path) -> None:
    for what in ("entreprises", "tout"):
        refused = realis("exporter", what, tmp_path / "sortie.xlsx", "--filtre", "truc:machin", "--json")
        assert (refused.code, refused.json["champ"]) == (1, "filtre")
        assert not (tmp_path / "sortie.xlsx").exists()


def test_where_to_export_is_said_in_french(realis: Realis, base: Path, tmp_path: Path) -> None:
    refused = realis("exporter", "entreprises", tmp_path / "nulle" / "part.xlsx", "--json")
    assert (refused.code, refused.json["champ"]) == (1, "fichier")
    assert "dossier" in refused.json["erreur"] and "No such" not in refused.json["erreur"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ([COMPANY, "sortie"], "motif"),
        ([COMPANY, "nulle"], "statut"),
        ([COMPANY, "accompagnée", "--le", "zut"], "le"),
        ([COMPANY, "suspendue", "--le", "demain"], "le"),
        ([COMPANY, "prolongée", "--decision", "zut"], "decision"),
        ([COMPANY, "prolongée", "--mois", "douze"], "mois"),
        ([COMPANY, "sortie", "--motif", "terme", "--occitanie", "peut-être"], "occitanie"),
    ],
)
def test_a_refused_move_names_the_option(realis: Realis, base: Path, words: list[str], field: str) -> None:
    refused = realis("statut", *words, "--json")
    assert (refused.code, refused.json["champ"]) == (1, field)


def test_a_wrong_day_is_said_once(realis: Realis, base: Path) -> None:
    assert realis("statut", COMPANY, "suspendue", "--le", "zut").err.count("n'est pas une date") == 1


def test_the_day_of_a_move_is_that_of_its_decision(realis: Realis, base: Path) -> None:
    moved = realis("statut", COMPANY, "prolongée", "--mois", "6", "--le", "2026-11-20", "--motif", "essai", "--json")
    assert moved.code == 0, moved.out
    assert moved.json["entreprise"]["accompagnement"]["avenants"][0]["decision"] == "2026-11-20"


def test_accounts_name_their_fields_in_french(realis: Realis, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALIS_NOUVELLE_PHRASE", "court")
    add = ("comptes", "ajouter")
    assert realis(*add, "Inès", "--role", "direction", "--json").json["champ"] == "phrase"
    monkeypatch.setenv("REALIS_NOUVELLE_PHRASE", "quatre mots sans rapport")
    assert realis(*add, "Inès", "--role", "direction", "--fin", "hier", "--json").json["champ"] == "fin"
    assert realis(*add, " ", "--role", "direction", "--json").json["champ"] == "nom"
    assert realis(*add, "Inès", "--role", "direction", "--json").code == 0
    monkeypatch.setenv("REALIS_PHRASE", "pas la bonne phrase")
    assert realis("entreprises", "--compte", "Inès", "--json").json["champ"] == "phrase"


def test_the_last_day_of_an_account_is_reckoned_in_paris(
    realis: Realis, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 0 h 30 in Paris it is still the day before in UTC."""
    monkeypatch.setenv("REALIS_NOUVELLE_PHRASE", "quatre mots sans rapport")
    monkeypatch.setenv("REALIS_PHRASE", "quatre mots sans rapport")
    assert realis("comptes", "ajouter", "Claire", "--role", "direction").code == 0
    words = ("comptes", "ajouter", "Inès", "--role", "direction", "--fin", "demain", "--compte", "Claire")
    assert realis(*words, "--maintenant", "2026-11-24T00:30", "--json").json["compte"]["fin"] == "2026-11-25"


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", "99999999999999999999"])
def test_an_act_that_is_not_there(realis: Realis, base: Path, number: str) -> None:
    refused = realis("annuler-acte", number, "--json")
    assert (refused.code, refused.json["champ"]) == (1, "id")
    assert number in refused.json["erreur"]


def test_undoing_is_refused_when_rows_have_moved_on(realis: Realis, base: Path) -> None:
    assert realis("statut", COMPANY, "suspendue").code == 0
    first = realis("journal", "--limite", "1", "--json").json["actes"][0]
    assert realis("statut", COMPANY, "accompagnée").code == 0
    refused = realis("annuler-acte", first["id"])
    assert (refused.code, refused.out) == (1, "")
    assert "Cela a changé depuis" in refused.err


def test_the_history_of_a_space_by_its_code(realis: Realis, base: Path) -> None:
    by_code = realis("journal", "--objet", "local:b-201", "--json")
    assert by_code.code == 0 and by_code.json["actes"]
    refused = realis("journal", "--objet", "local:Z-999", "--json")
    assert (refused.code, refused.json["champ"]) == (1, "objet")


def test_what_a_person_reads(realis: Realis, base: Path) -> None:
    told = realis("entreprise", COMPANY).out
    assert "SIREN : 009 011 115" in told.replace("\u202f", " ")
    assert "06 39 98 22 70" in told.replace("\u202f", " ")
    assert realis("entreprise", COMPANY, "--json").json["entreprise"]["siren"] == "009011115"
    assert "lignes lues. Essai, rien n'est écrit" in realis("importer", SAMPLE, "--essai").out


def test_an_import_tells_in_words_all_that_it_did(realis: Realis, base: Path, tmp_path: Path) -> None:
    path = tmp_path / "reprise.csv"
    path.write_text("Nom;CP;Local;Date d'entrée\nAlpha;9000;B-914;10/01/2021\n", encoding="utf-8")
    told = realis("importer", path).out
    assert "À vérifier :\nLigne 2, Alpha : Reprise comme « sortie »" in told
    assert "Ligne 2, code postal : « 9000 » devient « 09000 »." in told
    assert "Ligne 2, local B-914 créé." in told


def test_a_support_closed_by_an_exit_says_its_last_day(realis: Realis, base: Path) -> None:
    left = realis("statut", COMPANY, "sortie", "--motif", "croissance", "--json").json["entreprise"]["accompagnement"]
    assert left["clos_le"] == "2026-11-23" < left["fin"]
    assert "au 23/11/2026" in realis("entreprise", COMPANY).out


def test_a_wrong_choice_is_said_as_people_write(realis: Realis) -> None:
    wrong = realis("initialiser", "--modele", "truc").err
    assert "« truc » n'est pas un choix connu (realis, vide)" in wrong


# Outputs that fail


def ran(*words: str, out: str = "", code: str = "") -> "subprocess.CompletedProcess[str]":
    """The real program through a shell, what `code` holds printed after it."""
    line = f'"$PYTHON" -m realis_tui "$@" {out}; echo "code ${{PIPESTATUS[0]}}" >&2'
    return subprocess.run(
        ["bash", "-c", line, "realis", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHON": sys.executable, "REALIS_MAINTENANT": "2026-11-23T09:42"},
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("json_", [[], ["--json"]])
def test_an_output_that_is_full_is_said(base: Path, json_: list[str]) -> None:
    full = ran("entreprises", *json_, out="> /dev/full")
    assert "Traceback" not in full.stderr and "Exception ignored" not in full.stderr
    assert "n'a pas pu être écrite" in full.stderr
    assert "code 3" in full.stderr


def test_a_reader_that_leaves_changes_no_exit_code(base: Path) -> None:
    for words, code in ((["entreprises"], 0), (["importer", SAMPLE], 1), (["annuler-acte", "0", "--json"], 1)):
        left = ran(*words, out="| true")
        assert "Traceback" not in left.stderr and "Exception ignored" not in left.stderr
        assert f"code {code}" in left.stderr, (words, left.stderr)


def test_json_is_one_document_and_nothing_else(realis: Realis, base: Path, tmp_path: Path) -> None:
    """Each command of the contract, asked for JSON, wherever the option stands."""
    for words in (
        ["entreprises"],
        ["entreprise", COMPANY],
        ["chercher", "salagou"],
        ["verifier"],
        ["journal"],
        ["importer", SAMPLE, "--essai"],
        ["exporter", "tout", str(tmp_path / "t.xlsx")],
        ["sauvegarder", str(tmp_path / "s.db")],
        ["comptes", "lister"],
        ["identifiant", "W349900002"],
        ["statut", COMPANY, "suspendue"],
        ["annuler-acte", "1"],
    ):
        for given in (["--json", *words], [*words, "--json"]):
            answered = realis(*given)
            assert isinstance(json.loads(answered.out), dict), given
            assert answered.err == "", given


def test_where_to_copy_is_not_made(realis: Realis, base: Path, tmp_path: Path) -> None:
    refused = realis("sauvegarder", tmp_path / "nulle" / "copie.db", "--json")
    assert (refused.code, refused.json["champ"]) == (1, "destination")
    assert not (tmp_path / "nulle").exists()


def test_a_folder_is_no_table(realis: Realis, base: Path, tmp_path: Path) -> None:
    refused = realis("importer", tmp_path, "--json")
    assert refused.code == 1 and f"« {tmp_path} » est un dossier" in refused.json["erreur"]


def test_what_the_system_says_is_told_in_french(realis: Realis, base: Path, tmp_path: Path) -> None:
    (tmp_path / "sortie.xlsx").mkdir()
    refused = realis("exporter", "entreprises", tmp_path / "sortie.xlsx", "--json")
    assert refused.code == 1 and "(c'est un dossier)" in refused.json["erreur"]


def test_a_number_of_no_known_length_names_them_all(realis: Realis) -> None:
    refused = realis("identifiant", "123", "--json")
    assert refused.code == 1 and "SIREN" in refused.json["message"] and "code postal" in refused.json["message"]


def test_each_group_declares_the_commands_it_is_named_for() -> None:
    """Only the group of the command asked for is imported: the table must say the truth."""
    for group, commands in GROUPS.items():
        with pytest.raises(WrongUsage) as wrong:
            build_parser([group]).parse_args(["rien"])
        assert f"({', '.join(commands)})" in str(wrong.value)
