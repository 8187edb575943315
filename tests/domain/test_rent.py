"""Rule 8: the progressive rent, to the cent."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.days import add_months, after_months
from realis_tui.domain.rent import RentTerms, monthly_rent, presence, rent_parts

STEPS = (60, 75, 90, 100)
TERMS = RentTerms(Decimal(24), 13_200, date(2025, 11, 10), STEPS, 100)


def rent_of_month(terms: RentTerms, year: int, month: int, end: date | None = None) -> int:
    return sum(part.cents for part in rent_parts(terms, year, month, end))


def test_monthly_rents_of_the_rule() -> None:
    assert [monthly_rent(TERMS, year) for year in (1, 2, 3, 4, 5)] == [15_840, 19_800, 23_760, 26_400, 26_400]
    assert monthly_rent(replace(TERMS, after=110), 5) == 29_040


@pytest.mark.parametrize(
    ("year", "month", "cents"),
    [
        (2025, 10, 0),
        (2025, 11, 11_088),
        (2025, 12, 15_840),
        (2026, 10, 15_840),
        (2026, 11, 4_752 + 13_860),
        (2026, 12, 19_800),
        (2029, 11, 26_400),
    ],
)
def test_months_of_the_rule(year: int, month: int, cents: int) -> None:
    assert rent_of_month(TERMS, year, month) == cents


def test_entry_of_the_rule() -> None:
    assert rent_of_month(replace(TERMS, entry=date(2026, 11, 10)), 2026, 11) == 11_088


def test_the_last_month_is_prorated() -> None:
    assert rent_of_month(TERMS, 2026, 9, date(2026, 9, 15)) == 7_920
    assert rent_of_month(TERMS, 2026, 10, date(2026, 9, 15)) == 0
    assert rent_of_month(TERMS, 2025, 11, date(2025, 11, 9)) == 0


def test_a_step_shows_its_parts() -> None:
    before, after = rent_parts(TERMS, 2026, 11)
    assert (before.days, before.percent, before.cents) == (9, 60, 4_752)
    assert (after.days, after.percent, after.cents, after.month_days) == (21, 75, 13_860, 30)


def test_the_years_of_presence_begin_at_the_entry() -> None:
    days = (date(2025, 11, 9), date(2025, 11, 10), date(2026, 11, 9), date(2026, 11, 10), date(2035, 11, 10))
    assert [presence(TERMS.entry, day) for day in days] == [1, 1, 1, 2, 11]
    assert presence(TERMS.entry, date(2020, 1, 1)) == 1


def test_half_a_cent_goes_up() -> None:
    assert monthly_rent(RentTerms(Decimal(1), 6, date(2026, 1, 1), (100,), 100)) == 1


@pytest.mark.parametrize(
    ("year", "percent"), [(2025, 60), (2026, 75), (2027, 90), (2028, 100), (2029, 110), (2040, 110)]
)
def test_after_the_last_year_the_rate_is_the_last_one(year: int, percent: int) -> None:
    assert rent_parts(replace(TERMS, after=110), year, 12)[0].percent == percent


TERMS_OF_ANY = st.builds(
    RentTerms,
    st.decimals("0.5", 500, places=2),
    st.integers(0, 50_000),
    st.dates(date(2015, 1, 1), date(2035, 12, 31)),
    st.lists(st.integers(0, 120), max_size=5).map(tuple),
    st.integers(0, 150),
)


@given(TERMS_OF_ANY, st.integers(0, 70), st.integers(0, 900))
def test_parts_cover_the_month_and_sum_to_its_rent(terms: RentTerms, offset: int, stay: int) -> None:
    end = terms.entry + timedelta(days=stay)
    month = add_months(terms.entry.replace(day=1), offset)
    parts = rent_parts(terms, month.year, month.month, end)
    days = [part.first + timedelta(days=each) for part in parts for each in range(part.days)]
    present = [month + timedelta(days=each) for each in range(31)]
    assert days == [day for day in present if day.month == month.month and terms.entry <= day <= end]
    for part in parts:
        presence = next(year for year in itertools.count(1) if part.last < after_months(terms.entry, 12 * year))
        assert part.first >= after_months(terms.entry, 12 * (presence - 1)), "cut at the anniversary"
        assert part.percent == terms.percent(presence)
        exact = Decimal(monthly_rent(terms, presence) * part.days) / part.month_days
        assert abs(part.cents - exact) <= Decimal("0.5")
