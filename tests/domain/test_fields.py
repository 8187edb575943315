"""Input models said in words: one sentence a field, short whatever was pasted."""

from datetime import date
from typing import Annotated

import pytest

from realis_tui.domain.fields import Input, Shown, validate
from realis_tui.domain.inputs import Line, Paragraph
from realis_tui.domain.refusals import Refused

TODAY = date(2026, 11, 23)


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
