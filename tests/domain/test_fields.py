"""Input models said in words: one sentence a field, short whatever was pasted."""

from datetime import date, datetime, time
from typing import Annotated

import pytest

from realis_tui.domain.fields import Input, Shown, validate
from realis_tui.domain.inputs import Area, Count, Fte, Hour, Line, Minutes, Paragraph
from realis_tui.domain.refusals import Refused

TODAY = date(2026, 11, 23)


class Meeting(Input):
    at: Annotated[Hour, Shown("À")]


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        (0.9999, time(0)),
        (0.625, time(15)),
        (0.6250001, time(15)),
        (time(15, 0, 0, 8640), time(15)),
        (time(14, 59, 59, 991_000), time(15)),
        (time(23, 59, 59, 991_000), time(0)),
        (datetime(2026, 11, 23, 15, 0, 0, 8640), time(15)),
        ("9h05", time(9, 5)),
    ],
)
def test_an_hour_is_to_the_minute(cell: object, hour: time) -> None:
    assert validate(Meeting, {"at": cell}, TODAY).at == hour


class Letter(Input):
    subject: Annotated[Line | None, Shown("Objet", "Lettre")] = None
    body: Annotated[Paragraph | None, Shown("Texte", "Lettre", widget="area", max_length=20_000)] = None


@pytest.mark.parametrize(
    ("field", "length", "sentence"),
    [
        ("subject", 201, "« Objet » : 200 caractères au plus."),
        ("body", 20_001, "« Texte » : 20\u202f000 caractères au plus."),
    ],
)
def test_a_text_too_long_is_told_its_limit_and_not_repeated(field: str, length: int, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        validate(Letter, {field: "x" * length}, TODAY)
    assert [(problem.field, problem.message) for problem in refused.value.problems] == [(field, sentence)]


def test_a_text_of_the_limit_is_kept() -> None:
    assert validate(Letter, {"subject": "x" * 200}, TODAY).subject == "x" * 200


class Counted(Input):
    people: Annotated[Count | None, Shown("Personnes")] = None
    area: Annotated[Area | None, Shown("Surface")] = None
    fte: Annotated[Fte | None, Shown("ETP")] = None
    lasts: Annotated[Minutes | None, Shown("Durée")] = None


@pytest.mark.parametrize("field", list(Counted.model_fields))
@pytest.mark.parametrize("typed", ["99999999999999999999", "9" * 5000])
def test_a_number_that_nothing_could_hold_is_a_slip(field: str, typed: str) -> None:
    """Twenty nines in « Bénéficiaires » ended the program: no column of the data base holds them."""
    with pytest.raises(Refused, match="faute de frappe") as refused:
        validate(Counted, {field: typed}, TODAY)
    (problem,) = refused.value.problems
    assert problem.field == field
    assert len(problem.message) < 150
