"""Rule 11: identifiers checked, repaired and said."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.companies import LegalForm
from realis_tui.domain.identifiers import (
    Checked,
    Raw,
    check_email,
    check_naf,
    check_phone,
    check_postcode,
    check_rna,
    check_siren,
    check_siret,
    check_vat,
    department_of,
    identify,
    in_occitanie,
)
from tests.domain.sentences import refusal_of

COMPANIES = """siren;siret;tva;rna;cp
009010372;00901037200010;FR41009010372;;34070
009010745;00901074500017;FR93009010745;W349900002;11100
009014440;00901444000011;FR23009014440;;34740
009021106;00902110600019;FR39009021106;;09000
"""


@pytest.mark.parametrize(
    "row", list(csv.DictReader(io.StringIO(COMPANIES), delimiter=";")), ids=lambda row: row["siren"]
)
def test_coherent_companies(row: dict[str, str]) -> None:
    assert check_siren(row["siren"]).value == row["siren"]
    assert check_siret(row["siret"], row["siren"]).value == row["siret"]
    assert check_vat(row["tva"], row["siren"]).value == row["tva"]
    assert in_occitanie(check_postcode(row["cp"]).value)


@pytest.mark.parametrize(
    ("raw", "value", "repaired"),
    [
        ("00901000000017", "00901000000017", None),
        ("009 010 745 00017", "00901074500017", "Espaces retirés."),
        ("009011859\xa000015", "00901185900015", "Espaces retirés."),
        ("009-011-859-00015", "00901185900015", "Signes de séparation retirés."),
        (901111500012.0, "00901111500012", "Zéros de tête rétablis."),
        (901111500012, "00901111500012", "Zéros de tête rétablis."),
        ("901111500012.0", "00901111500012", "« .0 » final retiré, zéros de tête rétablis."),
        ("35600000049837", "35600000049837", None),
        ("35600000000048", "35600000000048", None),
    ],
)
def test_siret_repairs(raw: Raw, value: str, repaired: str | None) -> None:
    assert check_siret(raw) == Checked("siret", value, repaired)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("00902110600010", "clé"),
        ("9,01E+12", "Excel a perdu des chiffres"),
        ("7,32829E+13", "Excel a perdu des chiffres"),
        (0.5, "arrondi"),
        (float("nan"), "arrondi"),
        ("00000000000000", "zéros"),
        ("35600000049838", "clé"),
        ("009010372", "14 chiffres"),
        ("12345678900007", "SIREN"),
        ("abc", "14 chiffres"),
        ("", "14 chiffres"),
    ],
)
def test_siret_refused(raw: Raw, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_siret(raw)


def test_siret_of_another_company() -> None:
    with pytest.raises(ValueError, match="n'est pas de cette entreprise"):
        check_siret("00901074500017", "009010372")


@pytest.mark.parametrize("raw", ["000000000", "009010373", "12", "", "00901037O"])
def test_siren_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="SIREN"):
        check_siren(raw)


def test_rna_is_for_associations() -> None:
    assert check_rna("w349 900 002", LegalForm.ASSOCIATION).value == "W349900002"
    assert check_rna("W349900002").value == "W349900002"
    for form in (LegalForm.SAS, LegalForm.FOUNDATION, LegalForm.SCIC):
        with pytest.raises(ValueError, match="seule une association"):
            check_rna("W343012345", form)
    for raw in ("W34990000", "343012345", "W000000000", ""):
        with pytest.raises(ValueError, match="RNA"):
            check_rna(raw)


def test_naf_is_four_digits_and_a_letter() -> None:
    for raw in ("62.01Z", "6201Z", "62.01 z", " 62 01 Z"):
        assert check_naf(raw).value == "62.01Z"
    assert check_naf("62.01Z").repaired is None
    for raw in ("62.01", "6201ZZ", "édition", "62.1Z", 6201):
        with pytest.raises(ValueError, match=r"comme 62\.01Z"):
            check_naf(raw)
    with pytest.raises(ValueError, match="code NAF"):
        check_naf("٦٢٠١Z")


@pytest.mark.parametrize("raw", ["FR42009010372", "FR41009010373", "DE123456789", "41", "FRO1009010372", ""])
def test_vat_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="TVA"):
        check_vat(raw)


def test_vat_of_another_company() -> None:
    assert check_vat("41 009 010 372").value == "FR41009010372"
    with pytest.raises(ValueError, match="n'est pas de cette entreprise"):
        check_vat("FR41009010372", "009010745")


@pytest.mark.parametrize(
    "raw",
    [
        "06 39 98 13 69",
        "06.39.98.13.69",
        "06-39-98-13-69",
        "0639981369",
        "+33 6 39 98 13 69",
        "+33 (0)6 39 98 13 69",
        "0033639981369",
        "33639981369",
        639981369.0,
        639981369,
        "639981369",
        "639981369.0",
        "06\u202f39\u202f98\u202f13\u202f69",
    ],
)
def test_phone(raw: Raw) -> None:
    assert check_phone(raw).value == "+33639981369"


def test_foreign_phone() -> None:
    assert check_phone("+32 2 555 12 12").value == "+3225551212"


@pytest.mark.parametrize("raw", ["", "12", "06 39 98 13", "06 39 98 13 69 70", "standard", "06 39 98 AB CD", "+999 1"])
def test_phone_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="téléphone"):
        check_phone(raw)


@pytest.mark.parametrize(
    "raw", ["Contact0@Exemple.invalid", " mailto:contact0@exemple.invalid", "Inès <contact0@exemple.invalid>"]
)
def test_email(raw: str) -> None:
    assert check_email(raw).value == "contact0@exemple.invalid"


@pytest.mark.parametrize(
    "raw", ["", "a@b", "a.exemple.fr", "a b@exemple.fr", "a..b@exemple.fr", "@exemple.fr", "a@-x.fr", "a@b@c.fr"]
)
def test_email_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="adresse"):
        check_email(raw)


@pytest.mark.parametrize(
    ("raw", "value", "department", "here"),
    [
        (9000.0, "09000", "09", True),
        ("34 070", "34070", "34", True),
        ("20200", "20200", "2B", False),
        ("20000", "20000", "2A", False),
        ("97400", "97400", "974", False),
        (13001, "13001", "13", False),
    ],
)
def test_postcode(raw: Raw, value: str, department: str, here: bool) -> None:
    assert check_postcode(raw).value == value
    assert department_of(value) == department
    assert in_occitanie(value) is here


@pytest.mark.parametrize("raw", ["99123", "00100", "340", "ABCDE", "96000", ""])
def test_postcode_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="code postal"):
        check_postcode(raw)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("009 010 372", "siren"),
        ("00901037200010", "siret"),
        ("W349900002", "rna"),
        ("FR41009010372", "tva"),
        ("41009010372", "tva"),
        ("06 39 98 13 69", "telephone"),
        ("+33 6 39 98 13 69", "telephone"),
        ("a@exemple.fr", "courriel"),
        ("34070", "code_postal"),
    ],
)
def test_identify(raw: str, kind: str) -> None:
    assert identify(raw).kind == kind


@pytest.mark.parametrize(
    "check", [check_siren, check_siret, check_rna, check_vat, check_phone, check_email, check_postcode, identify]
)
@given(raw=st.one_of(st.text(), st.floats(), st.integers(), st.text(alphabet="0123456789 .-E+WFR@", max_size=20)))
def test_anything_gives_a_value_or_a_sentence(check: Callable[[Raw], Checked], raw: Raw) -> None:
    sentence = refusal_of(check, raw)
    if sentence is None:
        value = check(raw).value
        assert check(value).value == value
    else:
        assert sentence.endswith(".")
