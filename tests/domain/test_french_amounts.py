"""Numbers, money, areas and durations as people type and read them."""

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain import french
from tests.domain.sentences import refusal_of

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 234,50 €", 123_450),
        (f"1{NARROW}234,50{NARROW}€", 123_450),
        ("1234.5", 123_450),
        ("1.234,50", 123_450),
        ("1,234.50", 123_450),
        ("1.234.567", 123_456_700),
        ("12k€", 1_200_000),
        ("2,3 M€", 230_000_000),
        ("48 euros", 4_800),
        ("-5", -500),
        ("0", 0),
    ],
)
def test_parse_money(text: str, cents: int) -> None:
    assert french.parse_money(text) == cents


@pytest.mark.parametrize("text", ["", "abc", "1.234", "12,345", "1,2,3", "12 34 x", "1e5", "nan", "99999999999999"])
def test_money_refused(text: str) -> None:
    with pytest.raises(ValueError, match="« "):
        french.parse_money(text)


@pytest.mark.parametrize(("text", "area"), [("24 m²", "24"), ("18,5", "18.5"), ("12 m2", "12"), ("48.0", "48")])
def test_parse_area(text: str, area: str) -> None:
    assert french.parse_area(text) == Decimal(area)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h30", 90),
        ("90", 90),
        ("1,5h", 90),
        ("14h-15h30", 90),
        ("14:00 – 15:30", 90),
        ("2 h", 120),
        ("45 min", 45),
        ("0:30", 30),
        ("1 h 05", 65),
        ("1,5", 90),
        ("14h à 15h", 60),
        (f"1{NARROW}h{NARROW}30", 90),
    ],
)
def test_parse_duration(text: str, minutes: int) -> None:
    assert french.parse_duration(text) == minutes


@pytest.mark.parametrize("text", ["0", "", "15h-14h", "abc", "1,333h", "25h-26h"])
def test_duration_refused(text: str) -> None:
    with pytest.raises(ValueError, match="« "):
        french.parse_duration(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:00", time(14)),
        ("14h", time(14)),
        ("9h05", time(9, 5)),
        ("14 h 30", time(14, 30)),
        ("14 h 30 min", time(14, 30)),
        ("14:30:00", time(14, 30)),
        ("1430", time(14, 30)),
        ("930", time(9, 30)),
        ("midi", time(12)),
        ("9", time(9)),
    ],
)
def test_parse_time(text: str, expected: time) -> None:
    assert french.parse_time(text) == expected


@pytest.mark.parametrize(
    "text", ["24:00", "24h", "24:01", "1475", "25h", "14h75", "tôt", "", "20 min", "9min", "20 h min"]
)
def test_time_refused(text: str) -> None:
    with pytest.raises(ValueError, match="« "):
        french.parse_time(text)


def test_formats() -> None:
    assert french.format_money(123_450) == f"1{NARROW}234,50{NARROW}€"
    assert french.format_money(-5) == f"-0,05{NARROW}€"
    assert [french.format_money_short(cents) for cents in (4_800_000, 95_000, 230_000_000, 120_000)] == [
        f"48{NARROW}k€", f"950{NARROW}€", f"2,3{NARROW}M€", f"1,2{NARROW}k€",
    ]  # fmt: skip
    assert french.format_number(1_234_567) == f"1{NARROW}234{NARROW}567"
    assert french.format_number(Decimal("7.50")) == "7,5"
    assert french.format_number(2, 1) == "2,0"
    assert french.format_area(Decimal("18.50")) == f"18,5{NARROW}m²"
    assert french.format_percent(35 / 36) == f"97{NARROW}%"
    assert [french.format_duration(each) for each in (90, 45, 120, 65, 0)] == [
        f"1{NARROW}h{NARROW}30", f"45{NARROW}min", f"2{NARROW}h", f"1{NARROW}h{NARROW}05", f"0{NARROW}min",
    ]  # fmt: skip
    assert french.format_phone("+33639981234").replace(NARROW, " ") == "06 39 98 12 34"
    assert french.format_phone("+3225551234") == "+3225551234"
    assert french.format_siret("00901444000011").replace(NARROW, " ") == "009 014 440 00011"
    assert [french.ordinal(1), french.ordinal(3), french.ordinal(1, feminine=False)] == ["1ʳᵉ", "3ᵉ", "1ᵉʳ"]


@pytest.mark.parametrize(
    ("number", "noun", "shown"),
    [
        (2, "entreprise", "2 entreprises"),
        (0, "entreprise", "0 entreprise"),
        (1, "local", "1 local"),
        (3, "local libre", "3 locaux libres"),
        (2, "jour de retard", "2 jours de retard"),
        (2, "mois", "2 mois"),
        (2, "bureau", "2 bureaux"),
        (2, "porteur d'un projet", "2 porteurs d'un projet"),
    ],
)
def test_plural(number: int, noun: str, shown: str) -> None:
    assert french.plural(number, noun) == shown


@given(st.integers(-(10**12), 10**12))
def test_money_shown_can_be_typed(cents: int) -> None:
    assert french.parse_money(french.format_money(cents)) == cents


@given(st.decimals(0, 99_999, places=2))
def test_area_shown_can_be_typed(area: Decimal) -> None:
    assert french.parse_area(french.format_area(area)) == area


@given(st.integers(1, 10_000))
def test_duration_shown_can_be_typed(minutes: int) -> None:
    assert french.parse_duration(french.format_duration(minutes)) == minutes


@pytest.mark.parametrize("parse", [french.parse_money, french.parse_area, french.parse_duration, french.parse_time])
@given(text=st.text(alphabet=st.one_of(st.sampled_from("0123456789 ,.-:h€km²à"), st.characters())))
def test_any_text_gives_a_value_or_a_sentence(parse: Callable[[str], Any], text: str) -> None:
    sentence = refusal_of(parse, text)
    assert sentence is None or sentence.endswith(".")
