"""The top line at every width: never wider than the terminal, the time always there, hostile names as they are."""

from dataclasses import replace
from datetime import datetime

import pytest

from realis_tui.pillars import Pillar
from realis_tui.widgets.top_line import Standing, top_line

TITLES = [
    ("Accueil", "Acc."), ("Entreprises", "Entr."), ("Salles", "Salles"), ("Services", "Serv."), ("Coaching", "Coach."),
    ("YESS", "YESS"), ("Financements", "Fin."), ("Pilotage", "Pil."),
]  # fmt: skip
EIGHT = tuple(
    Pillar(f"p{number}", f"f{number}", "x", title, short, "m:C") for number, (title, short) in enumerate(TITLES, 2)
)
STANDING = Standing(datetime(2026, 11, 23, 9, 42), EIGHT, "p2", "Amina Faure", "accueil", True, True, 0)


@pytest.mark.parametrize("width", [80, 100, 120, 150, 200])
@pytest.mark.parametrize("who", ["Amina Faure", "[/]", "[@click=app.quit]x", "Éçœ" * 70, "\x1b[31mrouge"])
def test_it_fits_and_keeps_the_time(width: int, who: str) -> None:
    line, places = top_line(replace(STANDING, who=who), width)
    assert line.cell_length <= width
    assert line.plain.rstrip().endswith("09:42")
    assert [mode for _, _, mode in places] == [item.mode for item in EIGHT]


def test_as_in_the_pictures() -> None:
    wide, _ = top_line(replace(STANDING, demo=False), 150)
    assert wide.plain.startswith(" REALIS    F2 Accueil  F3 Entreprises  F4 Salles ")
    assert "lun. 23 nov." in wide.plain
    small, _ = top_line(STANDING, 80)
    assert small.plain.startswith(" R   Accueil F3Entr. F4Salles F5Serv. F6Coach. F7YESS F8Fin. F9Pil. ")


def test_the_pillar_one_is_in_keeps_its_key_and_its_name_with_another_desk_there() -> None:
    two = tuple(item for item in EIGHT if item.title in ("Entreprises", "Salles"))
    for width in (60, 70, 80, 100):
        for current in two:
            line, _ = top_line(replace(STANDING, pillars=two, current=current.mode, other_desks=1), width)
            assert f" {current.f_key.upper()} {current.title} " in line.plain and line.plain.endswith(" 09:42 ")
    assert "● 2 postes" in top_line(replace(STANDING, pillars=two, other_desks=1), 80)[0].plain


def test_who_is_signed_in_when_there_is_room() -> None:
    assert "Amina Faure · accueil" in top_line(STANDING, 200)[0].plain
    assert "Amina" not in top_line(STANDING, 100)[0].plain


@pytest.mark.parametrize("other_desks", [0, 1])
def test_who_is_signed_in_is_named_in_the_smallest_terminal(other_desks: int) -> None:
    two = tuple(item for item in EIGHT if item.title in ("Entreprises", "Salles"))
    standing = replace(STANDING, pillars=two, current="p3", other_desks=other_desks)
    assert "  Amina F.  " in top_line(standing, 80)[0].plain
    assert "  Amina  " in top_line(replace(standing, who="Amina"), 80)[0].plain


def test_the_connection_is_said_in_words_when_lost() -> None:
    assert "▲ base injoignable" in top_line(replace(STANDING, connected=False, pillars=()), 80)[0].plain
    assert "● 3 postes" in top_line(replace(STANDING, other_desks=2, pillars=()), 80)[0].plain
