"""Equipment as people name it."""

import pytest

from realis_tui.domain.equipment import lacking, meant

HOUSE = ("écran", "écran tactile", "visio", "vidéoprojecteur", "tableau blanc", "micro-ondes", "wifi")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ecran", "écran"),
        ("projecteur", "vidéoprojecteur"),
        ("vidéoproj", "vidéoprojecteur"),
        ("videoprojeteur", "vidéoprojecteur"),
        ("ecrn", "écran"),
        ("micro", None),
        ("table", None),
        ("vidéo", None),
        ("tableau", "tableau blanc"),
        ("wifi", "wifi"),
        ("vi", None),
        ("fi", None),
        ("piano", None),
        ("video conference", None),
        ("", None),
    ],
)
def test_what_is_meant(typed: str, name: str | None) -> None:
    assert meant(typed, HOUSE) == name


def test_what_is_lacking_is_told_as_it_was_typed() -> None:
    assert lacking(("Projecteur", "Piano à queue", "TABLEAU"), HOUSE) == ["Piano à queue"]
    assert lacking(("écran",), ()) == ["écran"]
