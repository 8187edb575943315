"""The filter of the planning, as a table of cases."""

import pytest

from realis_tui.domain.rooms_filter import RoomsFilter, read_rooms_filter

HOUSE = ("écran 4K", "visioconférence", "tableau blanc", "sono")


@pytest.mark.parametrize(
    ("typed", "people", "equipment", "company"),
    [
        ("", None, (), ""),
        ("12p", 12, (), ""),
        ("12 p", 12, (), ""),
        ("12 personnes", 12, (), ""),
        ("8pers.", 8, (), ""),
        ("12p visio vélomistrau", 12, ("visio",), "velomistrau"),
        ("visio écran", None, ("visio", "ecran"), ""),
        ("VISIOCONFÉRENCE", None, ("visioconference",), ""),
        ("vi", None, (), "vi"),
        ("vis", None, ("vis",), ""),
        ("son", None, ("son",), ""),
        ("Terra Nòstra", None, (), "terra nostra"),
        ("« Écran vert » 6p", 6, (), "ecran vert"),
        ("6p 12p", 12, (), ""),
        ("[/nope] \x1b", None, (), "nope"),
        ("4k", None, ("4k",), ""),
        ("2025", None, (), "2025"),
    ],
)
def test_what_is_typed(typed: str, people: int | None, equipment: tuple[str, ...], company: str) -> None:
    assert read_rooms_filter(typed, HOUSE) == RoomsFilter(people, equipment, company)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (RoomsFilter(), True),
        (RoomsFilter(12), True),
        (RoomsFilter(13), False),
        (RoomsFilter(None, ("visio",)), True),
        (RoomsFilter(None, ("4k", "blanc")), False),
        (RoomsFilter(12, ("visio", "ecran")), True),
        (RoomsFilter(company="velomistrau"), True),
    ],
)
def test_which_rooms_pass(asked: RoomsFilter, kept: bool) -> None:
    assert asked.keeps(12, ("écran 4K", "visioconférence")) is kept
