"""Rules 5, 7 and 38: occupations, derogatory leases, occupancy."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.refusals import Refused
from realis_tui.domain.spaces import (
    Period,
    PremisesRisk,
    SpaceUse,
    check_derogatory_lease,
    occupancy_rate,
    premises_risk,
)

BASE = date(2024, 1, 1)


def period(first: int, last: int | None) -> Period:
    return Period(BASE + timedelta(days=first), None if last is None else BASE + timedelta(days=last))


PERIODS = st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 40))).map(
    lambda pair: period(pair[0], None if pair[1] is None else pair[0] + pair[1])
)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ((0, 14), (15, 20), False),
        ((0, 14), (14, 20), True),
        ((0, None), (100, 120), True),
        ((0, None), (0, None), True),
        ((50, None), (0, 49), False),
        ((5, 6), (0, 20), True),
    ],
)
def test_overlap(one: tuple[int, int | None], other: tuple[int, int | None], overlap: bool) -> None:
    assert period(*one).overlaps(period(*other)) is overlap
    assert period(*other).overlaps(period(*one)) is overlap


def test_a_period_runs_forward() -> None:
    with pytest.raises(Refused, match="vient avant le début") as refusal:
        period(5, 4)
    assert refusal.value.field == "end"
    assert period(4, 4).days == 1


@given(PERIODS, PERIODS)
def test_common_days(one: Period, other: Period) -> None:
    window = [BASE + timedelta(days=day) for day in range(120)]
    common = one.within(other)
    shared = [day for day in window if one.contains(day) and other.contains(day)]
    assert bool(shared) is (common is not None) is one.overlaps(other)
    assert shared == [day for day in window if common is not None and common.contains(day)]


@pytest.mark.parametrize(
    ("leases", "allowed"),
    [
        ([("2023-08-31", "2026-08-30")], True),
        ([("2023-08-31", "2026-08-31")], False),
        ([("2022-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")], True),
        ([("2022-01-01", "2023-12-31"), ("2024-01-01", "2025-01-01")], False),
        ([("2022-01-01", "2023-12-31"), ("2025-06-01", "2026-05-31")], True),
        ([("2025-06-01", "2026-06-01"), ("2022-01-01", "2023-12-31")], False),
        ([], True),
    ],
)
def test_derogatory_leases(leases: list[tuple[str, str]], allowed: bool) -> None:
    periods = [Period(date.fromisoformat(first), date.fromisoformat(last)) for first, last in leases]
    if allowed:
        check_derogatory_lease(periods, 36)
    else:
        with pytest.raises(Refused, match="36 mois au plus"):
            check_derogatory_lease(periods, 36)


def test_a_derogatory_lease_has_an_end() -> None:
    with pytest.raises(Refused, match="date de fin"):
        check_derogatory_lease([Period(BASE)], 36)


@pytest.mark.parametrize(
    ("today", "still_in", "risk"),
    [
        ("2026-11-22", True, PremisesRisk.NONE),
        ("2026-11-23", True, PremisesRisk.OVERSTAY),
        ("2026-12-21", True, PremisesRisk.OVERSTAY),
        ("2026-12-22", True, PremisesRisk.COMMERCIAL_LEASE),
        ("2026-12-22", False, PremisesRisk.NONE),
    ],
)
def test_premises_risk(today: str, still_in: bool, risk: PremisesRisk) -> None:
    assert premises_risk(date(2026, 11, 22), still_in, date.fromisoformat(today)) is risk
    assert premises_risk(None, still_in, date.fromisoformat(today)) is PremisesRisk.NONE


def test_occupancy() -> None:
    window = period(0, 9)
    office = SpaceUse(Decimal(24), (period(0, None),), (period(0, 4),))
    open_space = SpaceUse(Decimal(40), (period(0, None),), (period(0, 2), period(5, 5)))
    assert occupancy_rate([office], window) == Decimal("0.5")
    assert occupancy_rate([open_space], window) == Decimal("0.4")
    assert occupancy_rate([office, open_space], window) == Decimal(120 + 160) / Decimal(240 + 400)
    assert occupancy_rate([], window) is None


@given(st.lists(st.tuples(st.integers(1, 100), st.lists(PERIODS, max_size=5)), min_size=1, max_size=5))
def test_occupancy_is_a_ratio(spaces: list[tuple[int, list[Period]]]) -> None:
    uses = [SpaceUse(Decimal(area), (period(0, None),), tuple(taken)) for area, taken in spaces]
    rate = occupancy_rate(uses, period(10, 50))
    assert rate is not None
    assert 0 <= rate <= 1
