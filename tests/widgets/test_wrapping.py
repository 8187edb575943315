"""Where a line may break in French: never inside the marks of « … », nor before : ; ! ?, nor at a no-break space."""

import pytest

from realis_tui.widgets import content as ink


@pytest.mark.parametrize(
    ("said", "width", "lines"),
    [
        ("écrire « demain » ou", 10, ["écrire", "« demain »", "ou"]),
        ("écrire « dans 3 mois ».", 14, ["écrire « dans", "3 mois »."]),
        ("une adresse : elle", 11, ["une", "adresse :", "elle"]),
        ("vraiment oui ?", 12, ["vraiment", "oui ?"]),
        ("reste 1\u202f234,50\u202f€ ici", 12, ["reste", "1\u202f234,50\u202f€", "ici"]),
        ("reste 10\u00a0000\u00a0€", 10, ["reste", "10\u00a0000\u00a0€"]),
        ("A · B", 3, ["A ·", "B"]),
        ("une\ndeux : trois", 8, ["une", "deux :", "trois"]),
    ],
)
def test_where_a_line_breaks(said: str, width: int, lines: list[str]) -> None:
    assert [line.plain.rstrip() for line in ink.text(said).wrap(width)] == lines


def test_what_is_wider_than_the_line_is_cut_and_nothing_lost() -> None:
    broken = [line.plain for line in ink.text("« anticonstitutionnellement »").wrap(8)]
    assert all(len(line.rstrip()) <= 8 for line in broken)
    assert "".join(broken).replace(" ", "") == "«anticonstitutionnellement»"
