"""Recurrence (rule 15): rules read both ways, the days they give, and how they are said."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from realis_tui.domain.holidays_fr import holiday_on, holidays_between
from realis_tui.domain.recurrence import (
    MOST_DATES,
    Frequency,
    Rule,
    WeekDay,
    checked,
    days,
    ended,
    parse_repeat,
    resumed,
    said,
    shifted,
)
from tests.domain.sentences import parse_rule, refusal_of

START = date(2026, 11, 24)
"""A Tuesday."""
STARTS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def _days(text: str, starts_on: date = START) -> list[date]:
    return list(days(parse_rule(text, starts_on), starts_on))


# What RFC 5545 says


@pytest.mark.parametrize(
    ("text", "starts_on", "found"),
    [
        ("FREQ=DAILY;INTERVAL=3;COUNT=3", "2026-11-24", "2026-11-24 2026-11-27 2026-11-30"),
        ("FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261203", "2026-11-24", "2026-11-24 2026-11-26 2026-12-01 2026-12-03"),
        # The 31st and the 5th Monday skip the months that lack them.
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", "2026-12-31", "2026-12-31 2027-01-31 2027-03-31 2027-05-31"),
        ("FREQ=MONTHLY;BYDAY=5MO;COUNT=3", "2026-11-30", "2026-11-30 2027-03-29 2027-05-31"),
        ("FREQ=MONTHLY;COUNT=3", "2026-12-31", "2026-12-31 2027-01-31 2027-03-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2026-11-30", "2026-11-30 2026-12-31 2027-01-31"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2026-11-24", "2026-11-27 2026-12-25"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2026-11-24", "2026-11-30 2026-12-31"),
        # The example of the RFC: weeks from Monday, Tuesday and Sunday of one week in two.
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "1997-08-05",
            "1997-08-05 1997-08-10 1997-08-19 1997-08-24",
        ),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4", "2026-11-25", "2026-11-25 2026-12-07 2026-12-09 2026-12-21"),
        # A start that is no day of the rule: fortnights are counted from the first that is.
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=3", "2026-11-24", "2026-11-30 2026-12-14 2026-12-28"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15;COUNT=2", "2026-11-24", "2026-12-15 2027-02-15"),
    ],
)
def test_the_days_of_a_rule(text: str, starts_on: str, found: str) -> None:
    assert [day.isoformat() for day in _days(text, date.fromisoformat(starts_on))] == found.split()


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261224", "2026-12-24"),
        ("20261224T235959", "2026-12-24"),
        ("20261224T000000", "2026-12-24"),
        # 23:30 in London is the next day in Paris; in summer, 22:30 is too.
        ("20261224T233000Z", "2026-12-25"),
        ("20270624T223000Z", "2027-06-25"),
        ("20261224T225959Z", "2026-12-24"),
    ],
)
def test_an_until_is_a_day_of_paris_included(until: str, last: str) -> None:
    rule = parse_rule(f"FREQ=DAILY;UNTIL={until}", START)
    assert rule.until == date.fromisoformat(last)
    assert list(days(rule, START))[-1] == rule.until


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("rrule:freq=weekly;byday=th;count=2;", "FREQ=WEEKLY;BYDAY=TH;COUNT=2"),
        (" FREQ=WEEKLY ; COUNT=2 ", "FREQ=WEEKLY;BYDAY=TU;COUNT=2"),
        ("FREQ=DAILY;BYDAY=MO,WE;COUNT=2", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2"),
        ("FREQ=WEEKLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;COUNT=2", "FREQ=DAILY;COUNT=2"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2;COUNT=2", "FREQ=MONTHLY;BYDAY=2TU;COUNT=2"),
        ("FREQ=MONTHLY;BYDAY=TU;COUNT=2", "FREQ=WEEKLY;BYDAY=TU;COUNT=2"),
        ("FREQ=MONTHLY;BYDAY=+2TU;COUNT=2;WKST=MO;INTERVAL=1", "FREQ=MONTHLY;BYDAY=2TU;COUNT=2"),
    ],
)
def test_a_rule_in_its_plainest_form(text: str, plain: str) -> None:
    assert parse_rule(text, START).text == plain


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("FREQ=WEEKLY", "a une fin"),
        ("tous les jeudis", "a une fin"),
        ("tous les jeudis", "fin de sa convention"),
        ("FREQ=YEARLY;COUNT=2", "chaque mois"),
        ("FREQ=HOURLY;COUNT=2", "chaque mois"),
        ("COUNT=2", "chaque mois"),
        ("FREQ=WEEKLY;BYHOUR=10;COUNT=2", "BYHOUR"),
        ("FREQ=WEEKLY;BYMONTH=3;COUNT=2", "BYMONTH"),
        ("FREQ=WEEKLY;COUNT=2\nDTSTART:20261124", "COUNT"),
        ("FREQ=WEEKLY;COUNT=2;EXDATE=20261124", "EXDATE"),
        ("FREQ=WEEKLY;COUNT=2;COUNT=3", "deux fois"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "pas les deux"),
        ("FREQ=WEEKLY;COUNT=0", "au moins une fois"),
        ("FREQ=WEEKLY;COUNT=-3", "au moins une fois"),
        ("FREQ=WEEKLY;COUNT=x", "nombre entier"),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=2", "1 à 99"),
        ("FREQ=WEEKLY;INTERVAL=100;COUNT=2", "1 à 99"),
        ("FREQ=WEEKLY;WKST=SU;COUNT=2", "lundi"),
        ("FREQ=WEEKLY;BYDAY=2TU;COUNT=2", "chaque mois"),
        ("FREQ=WEEKLY;BYMONTHDAY=2;COUNT=2", "chaque mois"),
        ("FREQ=WEEKLY;BYDAY=LU;COUNT=2", "BYDAY=LU"),
        ("FREQ=WEEKLY;BYDAY=;COUNT=2", "BYDAY="),
        ("FREQ=MONTHLY;BYDAY=0TU;COUNT=2", "BYDAY=0TU"),
        ("FREQ=MONTHLY;BYDAY=6TU;COUNT=2", "cinq fois"),
        ("FREQ=MONTHLY;BYDAY=TU,2WE;COUNT=2", "pas les deux"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", "pas les deux"),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2", "1 à 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=0;COUNT=2", "1 à 31"),
        ("FREQ=MONTHLY;BYSETPOS=1;COUNT=2", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,2;COUNT=2", "un seul rang"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=12;COUNT=2", "aucune date"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=MO;COUNT=2", "pas les deux"),
        ("FREQ=DAILY;UNTIL=20261123", "avant de commencer"),
        ("FREQ=DAILY;UNTIL=20261332", "n'est pas une date"),
        ("FREQ=DAILY;UNTIL=demain", "n'est pas une date"),
        ("FREQ=DAILY;UNTIL=99991231", "10 ans"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "n'est pas une date"),
        ("FREQ=DAILY;UNTIL=00010101T000000Z", "avant de commencer"),
        ("FREQ=DAILY;COUNT=401", "400 dates"),
        ("FREQ=WEEKLY;COUNT=100000", "400 dates"),
        (f"FREQ=WEEKLY;COUNT={'9' * 300}", f"« COUNT={'9' * 54}… », c'est trop"),
        ("FREQ=WEEKLY;INTERVAL=100000;COUNT=2", "c'est trop"),
        ("tous les jeudis, 100000 fois", "« 100000 », c'est trop : une série a 400 dates au plus"),
        ("FREQ=DAILY;UNTIL=20281231", "400 dates"),
        ("FREQ=MONTHLY;UNTIL=20371231", "10 ans"),
        ("FREQ=MONTHLY;INTERVAL=99;COUNT=5", "10 ans"),
        ("le 30 février de chaque mois, 3 fois", "n'est pas compris"),
        ("tous les ans, 3 fois", "pas chaque année"),
        ("n'importe quoi", "tous les jeudis jusqu'au 24 juin"),
        ("[bold]jeudi[/] 10 fois et plus", "n'est pas compris"),
        ("tous les jeudis dix-sept fois", "n'est pas compris"),
        ("tous les jeudis plein de fois", "n'est pas un nombre"),
        ("tous les jeudis jusqu'au 31 juin 2027", "n'existe pas"),
        ("tous les jeudis jusqu'au mardi 24 juin 2027", "pas un mardi"),
        ("tous les jeudis jusqu'au 24 juin 2020", "avant de commencer"),
        ("tous les jeudis sauf les vacances, 10 fois", "n'est pas une date"),
        ("", "n'est pas compris"),
    ],
)
def test_what_is_refused_says_why_in_one_sentence(text: str, word: str) -> None:
    told = refusal_of(parse_rule, text, START)
    assert told is not None and word in told
    assert told[0].isupper() or told[0] == "«"


# Words, both ways


@pytest.mark.parametrize(
    ("text", "rule", "back"),
    [
        (
            "tous les jeudis jusqu'au 24 juin",
            "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270624",
            "tous les jeudis jusqu'au 24 juin 2027",
        ),
        (
            "Tous les mardis et jeudis, 10 fois",
            "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10",
            "tous les mardis et jeudis, 10 fois",
        ),
        (
            "chaque mardi et chaque jeudi, dix fois",
            "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10",
            "tous les mardis et jeudis, 10 fois",
        ),
        ("un lundi sur deux, 10 fois", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=10", "un lundi sur deux, 10 fois"),
        (
            "toutes les deux semaines le mardi, 4 fois",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=4",
            "un mardi sur deux, 4 fois",
        ),
        ("le mardi une semaine sur 2, 4 fois", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=4", "un mardi sur deux, 4 fois"),
        ("tous les quinze jours, 4 fois", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=4", "un mardi sur deux, 4 fois"),
        (
            "les mardis et jeudis, une semaine sur deux, 4 fois",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4",
            "les mardis et jeudis, une semaine sur deux, 4 fois",
        ),
        (
            "un jeudi sur trois, 4 fois",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=TH;COUNT=4",
            "le jeudi, toutes les trois semaines, 4 fois",
        ),
        ("tous les jours, 10 fois", "FREQ=DAILY;COUNT=10", "tous les jours, 10 fois"),
        ("tous les jours pendant deux semaines", "FREQ=DAILY;UNTIL=20261207", "tous les jours jusqu'au 7 décembre"),
        ("un jour sur deux, 10 fois", "FREQ=DAILY;INTERVAL=2;COUNT=10", "un jour sur deux, 10 fois"),
        (
            "tous les jours ouvrés jusqu'au 31/12",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261231",
            "du lundi au vendredi jusqu'au 31 décembre",
        ),
        (
            "du lundi au jeudi pendant 1 mois",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;UNTIL=20261223",
            "du lundi au jeudi jusqu'au 23 décembre",
        ),
        ("le 15 de chaque mois, 6 fois", "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=6", "le 15 de chaque mois, 6 fois"),
        ("tous les mois le 15, 6 fois", "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=6", "le 15 de chaque mois, 6 fois"),
        (
            "le 1er et le 15 de chaque mois, 6 fois",
            "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=6",
            "le 1er et le 15 de chaque mois, 6 fois",
        ),
        ("le 2e mardi du mois, 6 fois", "FREQ=MONTHLY;BYDAY=2TU;COUNT=6", "le 2e mardi du mois, 6 fois"),
        ("tous les deuxièmes mardis du mois, 6 fois", "FREQ=MONTHLY;BYDAY=2TU;COUNT=6", "le 2e mardi du mois, 6 fois"),
        (
            "le 1er et le 3e mardi du mois, 6 fois",
            "FREQ=MONTHLY;BYDAY=1TU,3TU;COUNT=6",
            "le 1er et le 3e mardi du mois, 6 fois",
        ),
        (
            "le dernier vendredi du mois, 6 fois",
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=6",
            "le dernier vendredi du mois, 6 fois",
        ),
        (
            "l'avant-dernier vendredi du mois, 6 fois",
            "FREQ=MONTHLY;BYDAY=-2FR;COUNT=6",
            "l'avant-dernier vendredi du mois, 6 fois",
        ),
        ("le dernier jour du mois, 6 fois", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6", "le dernier jour du mois, 6 fois"),
        (
            "le dernier jour ouvré du mois, 6 fois",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=6",
            "le dernier jour ouvré du mois, 6 fois",
        ),
        (
            "un mois sur deux le 2e mardi, 6 fois",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU;COUNT=6",
            "le 2e mardi, un mois sur deux, 6 fois",
        ),
        (
            "chaque trimestre, 4 fois",
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=24;COUNT=4",
            "le 24, tous les trois mois, 4 fois",
        ),
        (
            "chaque semaine jusqu'à fin juin",
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
            "tous les mardis jusqu'au 30 juin 2027",
        ),
        (
            "tous les mardis jusqu'en juin",
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630",
            "tous les mardis jusqu'au 30 juin 2027",
        ),
        (
            "mardi, jusqu'à la fin de l'année",
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231",
            "tous les mardis jusqu'au 31 décembre",
        ),
        (
            "les mardis jusqu'au jeudi 1er avril 2027 inclus",
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270401",
            "tous les mardis jusqu'au 1er avril 2027",
        ),
    ],
)
def test_words_and_rule_and_words_again(text: str, rule: str, back: str) -> None:
    found = parse_rule(text, START)
    assert (found.text, said(found, START)) == (rule, back)


def test_a_term_without_a_year_looks_ahead() -> None:
    """Unlike a date typed elsewhere, which may be one of the last 90 days."""
    assert parse_rule("tous les mardis jusqu'au 15 novembre", START).until == date(2027, 11, 15)


@pytest.mark.parametrize(
    ("text", "excepted"),
    [
        ("tous les jeudis sauf le 6 mai jusqu'au 24 juin", "2027-05-06"),
        ("tous les jeudis jusqu'au 24 juin sauf le 6 mai et le 13 mai", "2027-05-06 2027-05-13"),
        ("tous les jeudis jusqu'au 24 juin, sauf les 6, 13 et 20 mai", "2027-05-06 2027-05-13 2027-05-20"),
        ("tous les jeudis sauf 24/12 et 31/12/2026, 10 fois", "2026-12-24 2026-12-31"),
        ("tous les jeudis hors jours fériés, 10 fois", ""),
    ],
)
def test_exceptions_in_words(text: str, excepted: str) -> None:
    found = parse_repeat(text, START)
    assert sorted(day.isoformat() for day in found.excepted) == excepted.split()
    assert found.rule.weekdays == (WeekDay(3),)


def test_public_holidays_have_their_french_names() -> None:
    assert holiday_on(date(2027, 5, 6)) == "Ascension"
    assert holiday_on(date(2027, 5, 7)) == ""
    assert holiday_on(date(2008, 5, 1)) == "Ascension et Fête du Travail"
    assert list(holidays_between(date(2026, 12, 25), date(2027, 1, 1)).values()) == ["Noël", "Jour de l'an"]
    assert len(holidays_between(date(2027, 1, 1), date(2027, 12, 31))) == 11, "no holiday of Alsace nor of overseas"


# Whatever the rule


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, date]:
    """A rule that a series may have, in its plainest form, and its start."""
    starts_on = draw(STARTS)
    frequency = draw(st.sampled_from(Frequency))
    weekdays: list[WeekDay] = []
    month_days: list[int] = []
    positions: list[int] = []
    some_days = st.lists(st.integers(0, 6), min_size=1, max_size=6, unique=True)
    if frequency is Frequency.WEEKLY:
        weekdays = [WeekDay(day) for day in draw(some_days)]
    elif frequency is Frequency.MONTHLY:
        kind = draw(st.sampled_from(("days", "nth", "each", "among")))
        if kind == "days":
            month_days = draw(st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=3, unique=True))
        elif kind == "nth":
            nths = st.builds(WeekDay, st.integers(0, 6), st.integers(-5, 5).filter(bool))
            weekdays = draw(st.lists(nths, min_size=1, max_size=3, unique=True))
        else:
            weekdays = [WeekDay(day) for day in draw(some_days)]
            positions = [draw(st.integers(-4, 4).filter(bool))] if kind == "among" else []
    rule = Rule(frequency, draw(st.integers(1, 20)), tuple(weekdays), tuple(month_days), tuple(positions))
    if draw(st.booleans()):
        rule = ended(rule, starts_on + timedelta(days=draw(st.integers(0, 380))))
    else:
        rule = replace(rule, count=draw(st.integers(1, 20)))
    try:
        return checked(rule, starts_on), starts_on
    except ValueError:
        assume(False)
        raise


@given(rules())
def test_a_rule_survives_its_text(given_rule: tuple[Rule, date]) -> None:
    rule, starts_on = given_rule
    assert parse_rule(rule.text, starts_on) == rule


@given(rules())
def test_a_rule_survives_its_words(given_rule: tuple[Rule, date]) -> None:
    rule, starts_on = given_rule
    assert parse_rule(said(rule, starts_on), starts_on) == rule, said(rule, starts_on)


@given(rules())
def test_the_days_are_those_of_dateutil_from_the_first(given_rule: tuple[Rule, date]) -> None:
    rule, starts_on = given_rule
    found = list(days(rule, starts_on))
    first = found[0]
    expansion = rrulestr(rule.text, dtstart=datetime.combine(first, time()))
    assert found == [moment.date() for moment in islice(expansion, MOST_DATES)]


@given(rules())
def test_the_days_are_those_of_a_calendar_on_the_wall(given_rule: tuple[Rule, date]) -> None:
    """Day by day, with no library: is it one of the rule's?"""
    rule, starts_on = given_rule
    found = list(days(rule, starts_on))
    last = rule.until or found[-1]
    walked = [starts_on + timedelta(days=gap) for gap in range((last - starts_on).days + 1)]
    assert found == [day for day in walked if _is_of(rule, found[0], day)]


def _is_of(rule: Rule, first: date, day: date) -> bool:
    if rule.frequency is Frequency.DAILY:
        return day >= first and (day - first).days % rule.interval == 0
    if rule.frequency is Frequency.WEEKLY:
        weeks = (day.toordinal() - day.weekday() - first.toordinal() + first.weekday()) // 7
        return day >= first and weeks % rule.interval == 0 and day.weekday() in {each.day for each in rule.weekdays}
    months = (day.year - first.year) * 12 + day.month - first.month
    return day >= first and months % rule.interval == 0 and day in _of_month(rule, day)


def _of_month(rule: Rule, day: date) -> list[date]:
    length = monthrange(day.year, day.month)[1]
    month = [day.replace(day=number) for number in range(1, length + 1)]
    if rule.month_days:
        return [each for each in month if each.day in rule.month_days or each.day - length - 1 in rule.month_days]
    if rule.positions:
        among = [each for each in month if WeekDay(each.weekday()) in rule.weekdays]
        return [among[at - (at > 0)] for at in rule.positions if abs(at) <= len(among)]
    ranks = {each: ((each.day - 1) // 7 + 1, -((length - each.day) // 7) - 1) for each in month}
    return [
        each for each in month if any(of.day == each.weekday() and of.nth in (0, *ranks[each]) for of in rule.weekdays)
    ]


@given(rules(), st.integers(-10, 10))
def test_a_shifted_rule_gives_each_day_shifted(given_rule: tuple[Rule, date], by: int) -> None:
    rule, starts_on = given_rule
    moved = shifted(rule, by)
    assume(moved is not None)
    assert moved is not None
    first = next(days(rule, starts_on)) + timedelta(days=by)
    assert list(days(moved, first)) == [day + timedelta(days=by) for day in days(rule, starts_on)]


def test_what_a_shift_cannot_say() -> None:
    second_tuesday = parse_rule("le 2e mardi du mois, 6 fois", START)
    assert shifted(second_tuesday, 1) is None
    assert shifted(second_tuesday, 0) == second_tuesday
    assert shifted(parse_rule("les lundis et vendredis, une semaine sur deux, 6 fois", START), 3) is None
    thursdays = shifted(parse_rule("un mardi sur deux, 6 fois", START), 2)
    assert thursdays is not None and thursdays.text == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=6"


@given(rules(), st.data())
def test_a_rule_cut_in_two_gives_the_same_days(given_rule: tuple[Rule, date], data: st.DataObject) -> None:
    rule, starts_on = given_rule
    found = list(days(rule, starts_on))
    assume(len(found) > 1)
    at = data.draw(st.integers(1, len(found) - 1))
    before, after = ended(rule, found[at] - timedelta(days=1)), resumed(rule, starts_on, found[at])
    assert [*days(before, starts_on), *days(after, found[at])] == found
    assert all(first < second for first, second in pairwise(found))


@given(st.text(max_size=60) | st.from_regex(r"(FREQ|RRULE:FREQ)=[A-Z]+(;[A-Z]+=[A-Z0-9,+-]*){0,4}", fullmatch=True))
def test_any_text_is_a_rule_or_a_sentence(text: str) -> None:
    told = refusal_of(parse_rule, text, START)
    assert told is None or told.endswith((".", ").", "?"))
