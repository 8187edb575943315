"""`realis planning --pdf`: the week on one page, the doors, and what is refused in words."""

from pathlib import Path

import pytest

from tests.cli.conftest import Realis
from tests.documents.pdf_text import pages


@pytest.fixture
def booked(realis: Realis, base: Path) -> Path:
    words = ("--salle", "Garrigue", "--pour", "interne", "--titre", "Comité d'agrément")
    assert realis("reserver", *words, "--le", "24/11/2026", "--de", "14h", "--a", "16h").code == 0
    return base


def texts(path: Path) -> list[str]:
    return [page.replace("\u202f", " ").replace("\n", " ") for page in pages(path.read_bytes())]


def test_the_week_of_a_day_on_one_page(realis: Realis, booked: Path, tmp_path: Path) -> None:
    done = realis("planning", "--le", "27/11/2026", "--pdf", tmp_path / "semaine.pdf")
    assert (done.code, done.out) == (0, f"Semaine dans {tmp_path / 'semaine.pdf'}\n")
    (text,) = texts(tmp_path / "semaine.pdf")
    for said in ("Semaine 48, du lundi 23", "Garrigue", "Thau", "Comité d’agrément", "14 h – 16 h", "à 9 h 42"):
        assert said in text


def test_the_week_of_one_room(realis: Realis, booked: Path, tmp_path: Path) -> None:
    done = realis("planning", "--semaine", "48", "--salle", "garri", "--pdf", tmp_path / "x.pdf", "--json")
    assert done.json["fichiers"] == [str(tmp_path / "x.pdf")]
    assert [item["salle"] for item in done.json["reservations"]] == ["Garrigue"]
    (text,) = texts(tmp_path / "x.pdf")
    assert "Comité d’agrément" in text and "Thau" not in text


def test_the_sheets_of_the_doors(realis: Realis, booked: Path, tmp_path: Path) -> None:
    assert realis("planning", "--le", "mardi", "--porte", "--pdf", tmp_path / "portes.pdf").code == 0
    found = texts(tmp_path / "portes.pdf")
    assert len(found) > 1 and all("Mardi 24 novembre 2026" in page for page in found)
    assert realis("planning", "--le", "mardi", "--salle", "Thau", "--porte", "--pdf", tmp_path / "thau.pdf").code == 0
    (text,) = texts(tmp_path / "thau.pdf")
    assert "Thau" in text and "Libre" in text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--porte",), 2, "--porte demande --pdf FICHIER"),
        (("--porte", "--semaine", "48", "--pdf", "x.pdf"), 2, "--porte demande --le et non --semaine"),
        (("--pdf", "x.doc"), 1, "finir le nom par .pdf"),
        (("--pdf", "nulle-part/x.pdf"), 1, "n'existe pas"),
    ],
)
def test_what_is_refused(realis: Realis, base: Path, words: tuple[str, ...], code: int, said: str) -> None:
    refused = realis("planning", *words)
    assert (refused.code, refused.out) == (code, "")
    assert said in refused.err
