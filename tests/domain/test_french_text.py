"""Folding, French order, hostile text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.french import clean_text, fold, fold_name, has_hostile, of, sort_key, title_case_name, to


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Cœur du Salagou", "coeur du salagou"),
        ("  VÉLO—Mistrau  ", "velo mistrau"),
        ("Ｆｏｒêｔ", "foret"),
        ("Straße", "strasse"),
        ("l'Étang / d’Oc", "l etang d oc"),
        ("Ex Æquo", "ex aequo"),
        ("[bold]x[/]", "bold x"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "name",
    [
        "Velomistrau",
        "VÉLOMISTRAU",
        "Vélo-Mistrau",
        "Vélo Mistrau SCIC",
        "S.C.I.C. Vélo-Mistrau",
        "vélo mistrau (SCIC SAS)",
    ],
)
def test_one_company_under_many_writings(name: str) -> None:
    assert fold_name(name) == "velomistrau"


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("Association", "association"),
        ("SCOP SARL", "sarl"),
        ("Association Cap Répit, assoc. loi 1901", "caprepit"),
        ("Zostère & Cie", "zostereetcie"),
        ("L'Œuf d’Oc", "loeufdoc"),
        ("La Mutuelle des Saveurs Lentes", "lamutuelledessaveurslentes"),
    ],
)
def test_fold_name_keeps_something(name: str, identity: str) -> None:
    assert fold_name(name) == identity


def test_french_order() -> None:
    names = ["Zèbre", "Étang", "Eau", "Œuvre", "Oeillet", "Olivier", "A-10", "A-9"]
    assert sorted(names, key=sort_key) == ["A-9", "A-10", "Eau", "Étang", "Oeillet", "Œuvre", "Olivier", "Zèbre"]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Sillage d'Oc  ", "Sillage d'Oc"),
        ("a\x1b[31mb", "a[31mb"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\u200b\ufeffb\u2066c\u2069", "abc"),
        ("ligne 1 \r\nligne 2\rligne 3", "ligne 1\nligne 2\nligne 3"),
        ("e\u0301", "é"),
        ("col\tcol", "col\tcol"),
        ("\x9b\x90x\udc80", "x"),
    ],
)
def test_clean_text(text: str, clean: str) -> None:
    assert clean_text(text) == clean
    assert not has_hostile(clean)


@pytest.mark.parametrize("text", ["\x1b", "a\u202eb", "\x9b", "\r", "\u2028", "\x00"])
def test_hostile(text: str) -> None:
    assert has_hostile(text)


@pytest.mark.parametrize("text", ["Cœur « d'Oc »", "a\nb\tc", "1\u202f234,50\u202f€", "日本", ""])
def test_not_hostile(text: str) -> None:
    assert not has_hostile(text)


@pytest.mark.parametrize(
    ("shouted", "name"),
    [
        ("FORÊT DE L'AUDE", "Forêt de l'Aude"),
        ("L'ATELIER DES CÈPES", "L'Atelier des Cèpes"),
        ("NUMÉRIQUE LOZÉRIEN", "Numérique Lozérien"),
        ("COMPOST D'OC", "Compost d'Oc"),
        ("CASTELNAU-LE-LEZ", "Castelnau-le-Lez"),
        ("HANDI'SILLAGE", "Handi'Sillage"),
        ("SCOP DU CANAL", "SCOP du Canal"),
        ("Data Commune", "Data Commune"),
        ("BGE", "BGE"),
    ],
)
def test_title_case(shouted: str, name: str) -> None:
    assert title_case_name(shouted) == name


@pytest.mark.parametrize(
    ("name", "of_it", "to_it"),
    [
        ("Vélomistrau", "de Vélomistrau", "à Vélomistrau"),
        ("Énergie Citoyenne des Pins", "d'Énergie Citoyenne des Pins", "à Énergie Citoyenne des Pins"),
        ("Odile Ferrand", "d'Odile Ferrand", "à Odile Ferrand"),
        ("Œuvre Commune", "d'Œuvre Commune", "à Œuvre Commune"),
        ("Le Fournil des Garrigues", "du Fournil des Garrigues", "au Fournil des Garrigues"),
        ("Les Couturières du Canal", "des Couturières du Canal", "aux Couturières du Canal"),
        ("La Mutuelle des Saveurs", "de la Mutuelle des Saveurs", "à la Mutuelle des Saveurs"),
        ("L'Atelier des Possibles", "de l'Atelier des Possibles", "à l'Atelier des Possibles"),
        ("L’Atelier", "de l’Atelier", "à l’Atelier"),
        ("Leïla Benali", "de Leïla Benali", "à Leïla Benali"),
        ("Le", "de Le", "à Le"),
        ("Handi'Sillage", "de Handi'Sillage", "à Handi'Sillage"),
        ("[/]", "de [/]", "à [/]"),
        ("", "de ", "à "),
    ],
)
def test_a_name_after_de_and_a(name: str, of_it: str, to_it: str) -> None:
    assert of(name) == of_it
    assert to(name) == to_it


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text) == fold(unicodedata.normalize("NFD", text))


@given(st.text(alphabet=st.characters()))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert not has_hostile(clean)
    fold_name(text), sort_key(text), title_case_name(text)
