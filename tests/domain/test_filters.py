"""The language of list filters."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.companies import CompanyState
from realis_tui.domain.filters import FilterField, FilterOp, FilterTerm, parse
from tests.domain.sentences import refusal_of

TODAY = date(2026, 11, 23)
FIELDS = (
    FilterField(
        "state",
        "état",
        "choice",
        aliases=("statut",),
        choices=tuple((state.value, state.label) for state in CompanyState),
        elsewhere=(("hébergée", "hosted"),),
    ),
    FilterField("hosted", "hébergée", "flag"),
    FilterField("end", "fin", "date"),
    FilterField("area", "surface", "number", aliases=("m2",)),
    FilterField("advisor", "référent"),
)
IS, CONTAINS, BETWEEN = FilterOp.IS, FilterOp.CONTAINS, FilterOp.BETWEEN


def test_the_example_of_the_product() -> None:
    query = parse("statut:hébergée fin<90j montpellier", FIELDS, TODAY)
    assert query.terms == (
        FilterTerm("hosted", IS, (True,)),
        FilterTerm("end", FilterOp.LESS, (date(2027, 2, 21),), relative=True),
        FilterTerm(None, CONTAINS, ("montpellier",)),
    )
    assert query.words == ("montpellier",)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("hébergée:oui", FilterTerm("hosted", IS, (True,))),
        ("HEBERGEE:non", FilterTerm("hosted", IS, (False,))),
        ("-hébergée:oui", FilterTerm("hosted", IS, (True,), negated=True)),
        ("état:accompagnee|Suspendue", FilterTerm("state", IS, ("accompagnée", "suspendue"))),
        ("statut:admise,recev", FilterTerm("state", IS, ("admise", "recevable"))),
        ('référent:"C. Roux"', FilterTerm("advisor", CONTAINS, ("c roux",))),
        ("référent:« C. Roux »", FilterTerm("advisor", CONTAINS, ("c roux",))),
        ("référent:aucun", FilterTerm("advisor", FilterOp.EMPTY)),
        ("-fin:aucune", FilterTerm("end", FilterOp.EMPTY, negated=True)),
        ("surface>=18,5", FilterTerm("area", FilterOp.AT_LEAST, (Decimal("18.5"),))),
        ("m2≤24", FilterTerm("area", FilterOp.AT_MOST, (Decimal(24),))),
        ("surface:12|24", FilterTerm("area", IS, (Decimal(12), Decimal(24)))),
        ("fin<90", FilterTerm("end", FilterOp.LESS, (date(2027, 2, 21),), relative=True)),
        ("fin<3m", FilterTerm("end", FilterOp.LESS, (date(2027, 2, 23),), relative=True)),
        ("fin>=2a", FilterTerm("end", FilterOp.AT_LEAST, (date(2028, 11, 23),), relative=True)),
        ("fin>-30j", FilterTerm("end", FilterOp.MORE, (date(2026, 10, 24),), relative=True)),
        ("fin=24/11/2026", FilterTerm("end", IS, (date(2026, 11, 24),))),
        ("fin>01/01/2027", FilterTerm("end", FilterOp.MORE, (date(2027, 1, 1),))),
        ("fin<demain", FilterTerm("end", FilterOp.LESS, (date(2026, 11, 24),))),
        ('fin:"7 août 2027"', FilterTerm("end", IS, (date(2027, 8, 7),))),
        ("fin:2027", FilterTerm("end", BETWEEN, (date(2027, 1, 1), date(2027, 12, 31)))),
        ("fin:02/2028", FilterTerm("end", BETWEEN, (date(2028, 2, 1), date(2028, 2, 29)))),
        ("fin:01/2027", FilterTerm("end", BETWEEN, (date(2027, 1, 1), date(2027, 1, 31)))),
        ("fin:2027-12", FilterTerm("end", BETWEEN, (date(2027, 12, 1), date(2027, 12, 31)))),
        ("fin>2027", FilterTerm("end", FilterOp.MORE, (date(2027, 12, 31),))),
        ("fin<2027", FilterTerm("end", FilterOp.LESS, (date(2027, 1, 1),))),
        ("-sète", FilterTerm(None, CONTAINS, ("sete",), negated=True)),
        ('"Cœur du Salagou"', FilterTerm(None, CONTAINS, ("coeur du salagou",))),
        ("14:30", FilterTerm(None, CONTAINS, ("14 30",))),
        ("Vélo-Mistrau", FilterTerm(None, CONTAINS, ("velo mistrau",))),
    ],
)
def test_terms(text: str, term: FilterTerm) -> None:
    assert parse(text, FIELDS, TODAY).terms == (term,)


@pytest.mark.parametrize("text", ["", "  ", "statut:", "fin<", "-", "«", '"', "référent:«", "statut:|"])
def test_what_is_being_typed_is_not_refused(text: str) -> None:
    assert parse(text, FIELDS, TODAY).terms == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sttaut:admise", "Le champ « sttaut » n'existe pas ici : essayer « statut »."),
        ("zzzz:1", "il y a état, hébergée, fin, surface, référent"),
        ("statut:zzz", "« état » n'a pas la valeur « zzz »"),
        ("statut:su", "convient à plusieurs valeurs"),
        ("statut<admise", "ne se compare pas"),
        ("statut:hébergée|admise", "à part"),
        ("hébergée:peut-être", "oui ou non"),
        ("hébergée:oui|non", "oui ou non"),
        ("fin:31/02/2027", "Le 31/02/2027 n'existe pas"),
        ("fin:bientôt", "n'est pas une date"),
        ("fin:00/2027", "n'est pas une date"),
        ("fin:13/2027", "n'est pas une date"),
        ("fin:12/2200", "n'est pas une date"),
        ("fin:demain|hier", "une seule date"),
        ("surface>beaucoup", "n'est pas un nombre"),
        ("surface>1|2", "une seule valeur"),
    ],
)
def test_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)) as refusal:
        parse(text, FIELDS, TODAY)
    assert str(refusal.value).endswith(".")


@given(
    st.lists(
        st.sampled_from(
            ["statut", "fin", "surface", ":", "<", ">=", "-", "|", ",", '"', "«", "»", "90j", "admise", " ", "é", "["]
        )
    ).map("".join)
)
def test_any_typing_gives_a_query_or_a_sentence(text: str) -> None:
    sentence = refusal_of(parse, text, FIELDS, TODAY)
    assert sentence is None or sentence.endswith(".")
