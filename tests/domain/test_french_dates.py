"""Dates as people type and read them."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.french import (
    format_date,
    format_date_long,
    format_date_short,
    format_day,
    format_month,
    format_relative_days,
    parse_date,
    parse_past_date,
)
from tests.domain.sentences import refusal_of

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/11/2026", "2026-11-24"),
        ("24/11", "2026-11-24"),
        ("24-11-26", "2026-11-24"),
        ("2026-11-24", "2026-11-24"),
        ("24.11.2026", "2026-11-24"),
        ("24/11/2026 00:00:00", "2026-11-24"),
        ("7 août 2026", "2026-08-07"),
        ("10 avr. 2025", "2025-04-10"),
        ("25 sept. 2025", "2025-09-25"),
        ("1er février 2027", "2027-02-01"),
        ("mardi 1 décembre 2026", "2026-12-01"),
        ("lundi 23 novembre", "2026-11-23"),
        ("aujourd'hui", "2026-11-23"),
        ("Demain", "2026-11-24"),
        ("après-demain", "2026-11-25"),
        ("hier", "2026-11-22"),
        ("mardi", "2026-11-24"),
        ("lundi", "2026-11-30"),
        ("lundi prochain", "2026-11-30"),
        ("jeudi en huit", "2026-12-03"),
        ("lundi en huit", "2026-11-30"),
        ("jeu. en quinze", "2026-12-10"),
        ("mardi dernier", "2026-11-17"),
        ("dans 3 mois", "2027-02-23"),
        ("dans une semaine", "2026-11-30"),
        ("il y a 10 jours", "2026-11-13"),
        ("+10j", "2026-12-03"),
        ("-3 j", "2026-11-20"),
        ("+2a", "2028-11-23"),
        ("fin juin", "2027-06-30"),
        ("fin nov.", "2026-11-30"),
        ("fin du mois", "2026-11-30"),
        ("mi-mars 2028", "2028-03-15"),
        ("5/1", "2027-01-05"),
        ("30/06", "2027-06-30"),
        ("15/10", "2026-10-15"),
        ("23/11", "2026-11-23"),
    ],
)
def test_parse(text: str, day: str) -> None:
    assert parse_date(text, TODAY).isoformat() == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31/02/2026", "Le 31/02/2026 n'existe pas : février 2026 a 28 jours."),
        ("29/02", "février 2027 a 28 jours"),
        ("31/04", "avril 2027 a 30 jours"),
        ("32/01/2026", "janvier 2026 a 31 jours"),
        ("00/01/2026", "janvier 2026 a 31 jours"),
        ("31/13/2026", "il n'y a pas de mois 13"),
        ("lundi 24 novembre 2026", "Le 24 nov. 2026 est un mardi, pas un lundi."),
        ("12 jui 2026", "le mois « jui » n'est pas reconnu"),
        ("bientôt", "n'est pas une date"),
        ("", "n'est pas une date"),
        ("24/11/0026", "L'année 26 n'est pas vraisemblable"),
        ("dans 9999 ans", "trop loin"),
        ("+5x", "n'est pas une date"),
    ],
)
def test_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parse_date(text, TODAY)


def test_formats() -> None:
    assert format_date(TODAY) == "23 nov. 2026"
    assert format_date(date(2026, 3, 1)) == "1er mars 2026"
    assert format_date_short(TODAY) == "23 nov."
    assert format_date_long(TODAY) == "lundi 23 novembre 2026"
    assert format_day(TODAY) == "lun. 23 nov."
    assert format_month(TODAY) == "novembre 2026"
    assert [format_relative_days(days) for days in (18, 1, 0, -1, -3)] == [
        "dans 18\u202fj", "demain", "aujourd'hui", "hier", "il y a 3\u202fj",
    ]  # fmt: skip


@given(DAYS, DAYS)
def test_what_is_shown_can_be_typed(day: date, today: date) -> None:
    for shown in (
        format_date(day),
        format_date_long(day),
        day.isoformat(),
        day.strftime("%d/%m/%Y"),
        day.strftime("%d/%m/%y"),
    ):
        assert parse_date(shown, today) == day


@given(DAYS, st.integers(-89, 270))
def test_a_near_day_needs_no_year(today: date, distance: int) -> None:
    day = today + timedelta(days=distance)
    assert parse_date(format_date_short(day), today) == day
    assert parse_date(format_day(day), today) == day


@given(st.text())
def test_any_text_gives_a_day_or_a_sentence(text: str) -> None:
    sentence = refusal_of(parse_date, text, TODAY)
    assert sentence is None or sentence[-1] in ".?!"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15/03", "2026-03-15"),
        ("lundi", "2026-11-23"),
        ("mardi", "2026-11-17"),
        ("fin juin", "2026-06-30"),
        ("7 août", "2026-08-07"),
        ("24/11", "2025-11-24"),
        ("hier", "2026-11-22"),
        ("aujourd'hui", "2026-11-23"),
        ("demain", "2026-11-24"),
        ("15/03/2027", "2027-03-15"),
    ],
)
def test_of_what_has_been_the_last_one_is_meant(text: str, expected: str) -> None:
    assert parse_past_date(text, TODAY).isoformat() == expected
