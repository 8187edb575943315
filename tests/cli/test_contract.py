"""The contract of command-line.md: names, JSON keys and exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import SAMPLE, Realis

OVERVIEW = {"type", "lues", "creees", "mises_a_jour", "inchangees", "rejetees", "lignes", "reparations"}


def test_done_when_2(realis: Realis, new_base: str) -> None:
    """initialiser, importer twice, chercher, verifier, on both engines."""
    made = realis("initialiser", "--base", new_base, "--json")
    assert made.code == 0
    assert {"base", "revision"} <= made.json.keys()
    first = realis("importer", SAMPLE, "--type", "entreprises", "--continuer", "--json", "--base", new_base)
    assert first.code == 0
    assert first.json.keys() >= OVERVIEW
    assert (first.json["creees"], first.json["rejetees"]) == (30, 4)
    rejected = [(row["ligne"], row["champ"]) for row in first.json["lignes"] if row["statut"] == "rejetee"]
    assert rejected == [(36, "siret"), (37, "siret"), (38, "rna"), (39, "date_entree")]
    again = realis("--base", new_base, "importer", SAMPLE, "--continuer", "--json")
    assert again.json["creees"] == 0
    for asked, found in (
        ("forett du salagou", "Forêt du Salagou"),
        ("numerique lozerien", "Numérique Lozérien"),
        ("coeur salagou", "Cœur du Salagou"),
        ("998136", "Mobilité du Lez"),
        ("00901111500012", "Cœur du Salagou"),
        ("velo ariegois", "Vélo Ariégeois"),
    ):
        hits = realis("chercher", asked, "--base", new_base, "--json").json["resultats"]
        assert (hits[0]["type"], hits[0]["titre"]) == ("entreprise", found), asked
        assert hits[0].keys() >= {"type", "id", "titre", "detail", "score"}
    checked = realis("verifier", "--base", new_base, "--json")
    assert (checked.code, checked.json["ok"]) == (0, True)
    assert all(control.keys() == {"nom", "ok", "message"} for control in checked.json["controles"])


def test_without_continuer_one_bad_row_stops_it_all(realis: Realis, base: Path, tmp_path: Path) -> None:
    other = tmp_path / "autre.db"
    assert realis("initialiser", "--base", other).code == 0
    stopped = realis("importer", SAMPLE, "--base", other, "--json")
    assert stopped.code == 1
    assert stopped.json.keys() >= OVERVIEW | {"erreur"}
    assert stopped.json["creees"] == 0
    assert realis("entreprises", "--base", other, "--json").json == {"entreprises": []}
    tried = realis("importer", SAMPLE, "--base", other, "--essai", "--json")
    assert (tried.code, tried.json["creees"]) == (0, 30)
    assert realis("entreprises", "--base", other, "--json").json == {"entreprises": []}


def test_list_and_card(realis: Realis, base: Path) -> None:
    assert len(realis("entreprises", "--json").json["entreprises"]) == 30
    hosted = realis("entreprises", "--statut", "hébergée", "--json").json["entreprises"]
    assert 0 < len(hosted) < 30
    ending = realis("entreprises", "--fin-avant", "01/03/2027", "--json").json["entreprises"]
    assert [row["nom"] for row in ending] == ["Racines de l'Étang"]
    assert realis("entreprises", "--statut", "inconnue").code == 1
    for named in ("Cœur du Salagou", "coeur du salagou", "009011115", "00901111500012"):
        card = realis("entreprise", named, "--json").json["entreprise"]
        assert (card["nom"], card["siren"], card["commune"]) == ("Cœur du Salagou", "009011115", "Béziers")
    unknown = realis("entreprise", "Nulle part", "--json")
    assert unknown.code == 1
    assert unknown.json.keys() >= {"erreur", "champ"}


def test_moving_a_company_obeys_the_rules(realis: Realis, base: Path) -> None:
    refused = realis("statut", "Cœur du Salagou", "sortie", "--json")
    assert refused.code == 1
    assert "motif" in refused.json["erreur"]
    assert realis("statut", "Cœur du Salagou", "prospect").code == 1
    moved = realis("statut", "Cœur du Salagou", "suspendue", "--le", "2026-11-20", "--json")
    assert moved.code == 0, moved.out
    assert moved.json["entreprise"]["statut"] == "suspendue"


def test_who_was_refused_or_archived_applies_again(realis: Realis, base: Path) -> None:
    """Rule 3: a new application, the same company; the former passage stays."""
    assert realis("statut", "Cœur du Salagou", "sortie", "--motif", "fusion", "--le", "2026-11-20").code == 0
    extra = realis("statut", "Cœur du Salagou", "candidature", "--motif", "terme", "--json")
    assert (extra.code, extra.json["champ"]) == (1, "motif")
    early = realis("statut", "Cœur du Salagou", "candidature", "--le", "2026-11-01", "--json")
    assert (early.code, early.json["champ"]) == (1, "le")
    again = realis("statut", "Cœur du Salagou", "candidature")
    assert (again.code, "nouvelle candidature" in again.out) == (0, True)
    assert realis("statut", "Cœur du Salagou", "candidature").code == 1
    refused = realis("statut", "Cœur du Salagou", "refusée", "--motif", "hors champ de l'ESS")
    assert refused.code == 0, refused.err
    card = realis("statut", "Cœur du Salagou", "candidature", "--json").json["entreprise"]
    assert card["statut"] == "candidature"
    assert [passage["statut"] for passage in card["passages"]] == ["candidature", "refusée", "sortie"]


def test_a_decision_without_a_day_is_of_the_day_of_the_move(realis: Realis, base: Path) -> None:
    extended = realis("statut", "Cœur du Salagou", "prolongée", "--mois", "6", "--json")
    assert extended.code == 0, extended.out
    assert extended.json["entreprise"]["statut"] == "prolongée"
    again = realis("statut", "Cœur du Salagou", "prolongée", "--mois", "3", "--json")
    assert again.json["entreprise"]["accompagnement"]["fin"] > extended.json["entreprise"]["accompagnement"]["fin"]
    assert "mois" in realis("statut", "Cœur du Salagou", "prolongée").err
    assert "3" in realis("statut", "Cœur du Salagou", "prolongée", "--mois", "7").err


def test_journal_and_undo(realis: Realis, base: Path) -> None:
    assert realis("statut", "Cœur du Salagou", "suspendue").code == 0
    acts = realis("journal", "--json").json["actes"]
    assert acts[0]["acte"] == "companies.move"
    assert realis("journal", "--objet", "entreprise:Cœur du Salagou", "--depuis", "hier", "--json").json["actes"]
    assert realis("annuler-acte", acts[0]["id"], "--json").code == 0
    assert realis("entreprise", "Cœur du Salagou", "--json").json["entreprise"]["statut"] == "accompagnée"
    assert realis("annuler-acte", acts[0]["id"]).code == 1
    assert realis("annuler-acte", "999999").code == 1


def test_backup_and_restore(realis: Realis, base: Path, tmp_path: Path) -> None:
    copied = realis("sauvegarder", tmp_path / "copie.db", "--json").json
    assert copied["octets"] == (tmp_path / "copie.db").stat().st_size
    assert len(copied["sha256"]) == 64
    realis("statut", "Cœur du Salagou", "suspendue")
    restored = realis("restaurer", tmp_path / "copie.db", "--json")
    assert restored.code == 0
    assert Path(restored.json["mise_de_cote"]).exists()
    assert realis("entreprise", "Cœur du Salagou", "--json").json["entreprise"]["statut"] == "accompagnée"
    assert realis("restaurer", SAMPLE).code == 3
    assert realis("restaurer", tmp_path / "absent.db").code == 1
    assert realis("sauvegarder", base).code == 1


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_exports(realis: Realis, base: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"export.{ending}"
    written = realis("exporter", "entreprises", path, "--json")
    assert written.json == {"fichier": str(path), "lignes": 30}
    if ending == "csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    everything = realis("exporter", "tout", path)
    assert everything.code == (0 if ending == "xlsx" else 1)


def test_accounts(realis: Realis, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALIS_NOUVELLE_PHRASE", "quatre mots sans rapport")
    assert realis("comptes", "ajouter", "Paul", "--role", "coach").code == 1  # the first is direction's
    assert realis("comptes", "ajouter", "Inès", "--role", "direction", "--json").code == 0
    refused = realis("entreprises", "--json")
    assert (refused.code, refused.json["champ"]) == (1, "compte")
    monkeypatch.setenv("REALIS_PHRASE", "pas la bonne phrase")
    assert realis("entreprises", "--compte", "Inès").code == 1
    monkeypatch.setenv("REALIS_PHRASE", "quatre mots sans rapport")
    assert realis("entreprises", "--compte", "ines").code == 0
    assert realis("comptes", "ajouter", "Paul", "--role", "coach", "--compte", "ines").code == 0
    listed = realis("comptes", "lister", "--compte", "ines", "--json").json["comptes"]
    assert {account["nom"]: account["role"] for account in listed} == {"Inès": "direction", "Paul": "coach"}
    assert realis("comptes", "lister", "--compte", "paul").code == 1
    assert realis("comptes", "desactiver", "paul", "--compte", "ines").code == 0
    assert realis("entreprises", "--compte", "paul").code == 1
    assert realis("comptes", "desactiver", "personne", "--compte", "ines").code == 1


@pytest.mark.parametrize(
    ("number", "kind"),
    [("009 010 372", "siren"), ("00901037200010", "siret"), ("W349900002", "rna"), ("FR41 009010372", "tva")],
)
def test_identifiers(realis: Realis, number: str, kind: str) -> None:
    found = realis("identifiant", *number.split(), "--json")
    assert (found.code, found.json["type"], found.json["valide"]) == (0, kind, True)


def test_a_wrong_identifier(realis: Realis) -> None:
    found = realis("identifiant", "009010373", "--json")
    assert (found.code, found.json["valide"]) == (1, False)
    assert realis("identifiant", "009010373").err


@pytest.mark.parametrize(
    "words", [["entreprises"], ["verifier"], ["chercher", "x"], ["sauvegarder"], ["journal"], ["comptes", "lister"]]
)
def test_a_missing_base_is_said_and_not_made(realis: Realis, tmp_path: Path, words: list[str]) -> None:
    path = tmp_path / "nulle" / "part.db"
    missing = realis(*words, "--base", path, "--json")
    assert missing.code == 3
    assert missing.json["erreur"]
    assert not path.parent.exists()


@pytest.mark.parametrize("content", [b"", b"pas une base" * 200, b"SQLite format 3\0" + b"\0" * 2000])
def test_a_file_that_is_no_base_is_left_alone(realis: Realis, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "autre.db"
    path.write_bytes(content)
    assert realis("entreprises", "--base", path).code == 3
    assert realis("initialiser", "--base", path).code == 1
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "words",
    [
        ["nulle"],
        ["importer"],
        ["importer", "x.xlsx", "--type", "rien"],
        ["statut", "x"],
        ["entreprises", "--nulle"],
        ["comptes"],
        ["annuler-acte", "douze"],
        ["entreprises", "--maintenant", "bientôt"],
    ],
)
def test_wrong_usage_is_2_and_in_french(realis: Realis, words: list[str]) -> None:
    wrong = realis(*words)
    assert wrong.code == 2
    assert wrong.err
    assert not wrong.out
    for english in ("required", "invalid", "unrecognized", "expected", "argument "):
        assert english not in wrong.err


def test_help_is_french(realis: Realis) -> None:
    for words in (["--aide"], ["importer", "--help"], ["comptes", "ajouter", "-h"]):
        told = realis(*words)
        assert told.code == 0
        assert told.out.startswith("usage : ")
        for english in ("optional", "positional", "show this", "usage: "):
            assert english not in told.out


def test_only_what_is_there_is_offered(realis: Realis, base: Path) -> None:
    for words, offered in (
        (("importer", SAMPLE, "--type", "seances"), "(entreprises, reservations)"),
        (("exporter", "projets"), "(entreprises, reservations, salles, tout)"),
    ):
        wrong = realis(*words)
        assert (wrong.code, offered in wrong.err) == (2, True)


def test_the_real_program() -> None:
    """Through the module, with an output that is not a terminal and a locale that is not UTF-8."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "realis_tui", *words], capture_output=True, text=True, encoding="utf-8", check=False
        )

    checked = run("identifiant", "W349900002")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert run("nulle").returncode == 2


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        (["identifiant", "009010372"], ("sqlalchemy", "textual")),
        (["--aide"], ("sqlalchemy", "textual", "pydantic")),
        (
            ["chercher", "x", "--base", "/nulle/part.db"],
            ("textual", "alembic", "xlsxwriter", "python_calamine", "argon2"),
        ),
    ],
)
def test_a_command_imports_what_it_needs(words: list[str], absent: tuple[str, ...]) -> None:
    code = (
        "import sys; from realis_tui.cli.main import main; main(sys.argv[2:]);"
        "print([name for name in sys.argv[1].split() if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, " ".join(absent), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout.strip().splitlines()[-1] == "[]"


def test_one_row_read_is_one(realis: Realis, base: Path, tmp_path: Path) -> None:
    path = tmp_path / "suivi.csv"
    path.write_text("Nom;Ville\nUne;Sète\n", encoding="utf-8")
    assert "suivi.csv : 1 ligne lue." in realis("importer", path).out


def test_a_file_of_other_things_is_not_taken_for_companies(base: Path, tmp_path: Path, realis: Realis) -> None:
    """A log of sessions names companies and coaches too: « mises à jour », their coach would be another's."""
    path = tmp_path / "seances.csv"
    path.write_text("date,coach,structure,durée,thème,compte rendu\n2026-11-02,C. Roux,Mobilité du Lez,1h30,x,y\n")
    refused = realis("--base", base, "importer", path)
    assert refused.code == 1
    assert "date, durée, thème, compte rendu" in refused.err
    assert "--type entreprises" in refused.err
    assert realis("--base", base, "importer", path, "--type", "entreprises").code == 0
