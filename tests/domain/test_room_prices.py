"""Rule 17: the month's free hours in the order of the meetings, then the tariff, to the cent."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.policy import Policy
from realis_tui.domain.room_prices import Charge, Meeting, Rate, charge_month, free_hours_of, price_of_minutes
from realis_tui.domain.rooms import BookingStatus, Slot, Tenant, slot_of

S = BookingStatus
RATE = Rate(hour_cents=1_500, half_day_cents=5_000)
POLICY = Policy()


def test_the_free_hours_are_those_of_the_policy_and_the_house_has_none() -> None:
    policy = Policy(free_hours_hosted=1, free_hours_cohort=2, free_hours_partner=3, free_hours_outside=4)
    by_tenant = {tenant: free_hours_of(policy, tenant) for tenant in Tenant}
    assert by_tenant == {
        Tenant.HOSTED: 1, Tenant.COHORT: 2, Tenant.PARTNER: 3, Tenant.OUTSIDE: 4, Tenant.INTERNAL: 0,
    }  # fmt: skip


def meeting(key: int, day: int, minutes: int, **fields: object) -> Meeting:
    """From 9 h on a day of November 2026, for a hosted company."""
    start = datetime(2026, 11, day, 8, tzinfo=UTC)
    return replace(Meeting(key, 1, Slot(start, start + timedelta(minutes=minutes)), Tenant.HOSTED), **fields)  # type: ignore[arg-type]


def charged(*meetings: Meeting, policy: Policy = POLICY, rate: Rate | None = RATE) -> tuple[Charge, ...]:
    return charge_month(meetings, lambda day: policy, lambda meeting: rate)


@pytest.mark.parametrize(
    ("minutes", "cents"),
    [
        (0, 0),
        (1, 25),
        (60, 1_500),
        (90, 2_250),
        (199, 4_975),
        (200, 5_000),
        (201, 5_000),
        (240, 5_000),
        (241, 5_025),
        (300, 6_500),
        (480, 10_000),
        (540, 11_500),
        (620, 13_500),
        (700, 15_000),
    ],
)
def test_half_days_then_the_cheaper(minutes: int, cents: int) -> None:
    assert price_of_minutes(minutes, RATE) == cents


@pytest.mark.parametrize(
    ("minutes", "hour_cents", "cents"), [(1, 1_530, 26), (1, 1_529, 25), (30, 1_001, 501), (20, 1_000, 333)]
)
def test_minutes_are_rounded_half_up_to_the_cent(minutes: int, hour_cents: int, cents: int) -> None:
    assert price_of_minutes(minutes, Rate(hour_cents, 100_000)) == cents


def test_free_hours_go_to_the_first_meetings_and_a_part_free_meeting_is_charged_for_the_rest() -> None:
    charges = charged(meeting(3, 20, 120), meeting(1, 2, 300), meeting(2, 9, 270))
    assert [(each.meeting.key, each.minutes, each.free, each.cents) for each in charges] == [
        (1, 300, 300, 0),
        (2, 270, 270, 0),
        (3, 120, 30, 2_250),
    ]
    assert [(each.used, each.granted) for each in charges] == [(0, 600), (300, 600), (570, 600)]


@pytest.mark.parametrize(
    ("tenant", "free", "cents"),
    [
        (Tenant.HOSTED, 60, 0),
        (Tenant.COHORT, 60, 0),
        (Tenant.PARTNER, 0, 1_500),
        (Tenant.OUTSIDE, 0, 1_500),
        (Tenant.INTERNAL, 0, 0),
    ],
)
def test_each_kind_of_tenant(tenant: Tenant, free: int, cents: int) -> None:
    (charge,) = charged(meeting(1, 2, 60, tenant=tenant))
    assert (charge.free, charge.cents) == (free, cents)


START = datetime(2026, 11, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "minutes", "cents", "why"),
    [
        ({}, 120, 3_000, ""),
        ({"status": S.NO_SHOW}, 120, 3_000, "non honorée, due en entier"),
        ({"status": S.OPTION}, 0, 0, "option, pas encore facturée"),
        ({"tenant": Tenant.INTERNAL}, 0, 0, "interne, sans prix"),
        (
            {"status": S.CANCELLED, "by_tenant": True, "cancelled_at": START - timedelta(hours=24)},
            0,
            0,
            "annulée, rien n'est dû",
        ),
        (
            {"status": S.CANCELLED, "by_tenant": True, "cancelled_at": START - timedelta(hours=23, minutes=59)},
            60,
            1_500,
            "annulée à moins de 24\u202fh, due à 50\u202f%",
        ),
        (
            {"status": S.CANCELLED, "by_tenant": True, "cancelled_at": START + timedelta(minutes=5)},
            60,
            1_500,
            "annulée à moins de 24\u202fh, due à 50\u202f%",
        ),
        ({"status": S.CANCELLED, "cancelled_at": START - timedelta(hours=1)}, 0, 0, "annulée, rien n'est dû"),
        (
            {
                "status": S.CANCELLED,
                "by_tenant": True,
                "was_option": True,
                "cancelled_at": START - timedelta(hours=1),
            },
            0,
            0,
            "annulée, rien n'est dû",
        ),
    ],
)
def test_what_is_owed_by_what_became_of_it(fields: dict[str, object], minutes: int, cents: int, why: str) -> None:
    policy = replace(POLICY, free_hours_hosted=0)
    (charge,) = charged(meeting(1, 12, 120, **fields), policy=policy)
    assert (charge.minutes, charge.cents, charge.why) == (minutes, cents, why)


def test_a_late_cancellation_takes_its_share_of_the_free_minutes() -> None:
    late = {"status": S.CANCELLED, "by_tenant": True, "cancelled_at": datetime(2026, 11, 2, 7, tzinfo=UTC)}
    first, second = charged(meeting(1, 2, 120, **late), meeting(2, 9, 600))
    assert (first.minutes, first.free, first.cents) == (60, 60, 0)
    assert (second.free, second.cents) == (540, 1_500)


def test_a_late_cancellation_partly_free() -> None:
    late = {"status": S.CANCELLED, "by_tenant": True, "cancelled_at": datetime(2026, 11, 9, 7, tzinfo=UTC)}
    _, second, third = charged(meeting(1, 2, 570), meeting(2, 9, 91, **late), meeting(3, 10, 60))
    assert (second.minutes, second.free, second.cents) == (46, 15, 763)  # half of 30 free and of 61 paid, 15,25 €
    assert (third.free, third.cents) == (15, 1_125)


def test_a_tariff_that_is_missing_is_not_a_price() -> None:
    free, part = charged(meeting(1, 2, 590), meeting(2, 9, 60), rate=None)
    assert free.is_priced and free.cents == 0
    assert not part.is_priced and part.free == 10


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        (date(2027, 3, 28), time(1), time(4), 120),
        (date(2026, 10, 25), time(1), time(4), 240),
        (date(2026, 11, 24), time(22), time(), 120),
    ],
)
def test_the_hours_billed_are_the_hours_elapsed(day: date, start: time, end: time, minutes: int) -> None:
    (charge,) = charged(replace(meeting(1, 1, 1), slot=slot_of(day, start, end)))
    assert charge.minutes == minutes


def test_the_policy_and_the_tariff_are_those_of_the_meeting_s_day() -> None:
    charges = charge_month(
        [meeting(1, 2, 600), meeting(2, 20, 660)],
        lambda day: replace(POLICY, free_hours_hosted=12 if day >= date(2026, 11, 15) else 10),
        lambda each: Rate(1_000, 9_000) if each.day < date(2026, 11, 15) else Rate(2_000, 9_000),
    )
    assert [(each.granted, each.free, each.cents) for each in charges] == [(600, 600, 0), (720, 120, 20_000)]


def test_one_account_of_free_minutes_for_a_tenant_whose_kind_changes() -> None:
    first, second, third = charged(
        meeting(1, 2, 300), meeting(2, 9, 60, tenant=Tenant.OUTSIDE), meeting(3, 16, 400, tenant=Tenant.COHORT)
    )
    assert (first.free, second.free, third.free) == (300, 0, 300)


KINDS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(list(S)),
        "by_tenant": st.booleans(),
        "tenant": st.sampled_from(list(Tenant)),
        "cancelled_at": st.integers(-72, 2).map(lambda hours: START + timedelta(hours=hours)),
    }
)
MEETINGS = st.lists(
    st.tuples(st.integers(1, 28), st.integers(1, 24 * 60), KINDS),
    max_size=12,
).map(lambda rows: [meeting(key, day, minutes, **fields) for key, (day, minutes, fields) in enumerate(rows, 1)])
RATES = st.builds(Rate, st.integers(0, 20_000), st.integers(0, 60_000))
POLICIES = st.builds(
    Policy,
    free_hours_hosted=st.integers(0, 30),
    free_hours_cohort=st.integers(0, 30),
    free_hours_partner=st.integers(0, 5),
    free_hours_outside=st.integers(0, 5),
    late_cancel_percent=st.integers(0, 100),
)


@given(MEETINGS, RATES, POLICIES, st.randoms(use_true_random=False))
def test_the_order_of_insertion_changes_nothing(
    meetings: list[Meeting], rate: Rate, policy: Policy, random: Random
) -> None:
    before = charged(*meetings, policy=policy, rate=rate)
    random.shuffle(meetings)
    assert charged(*meetings, policy=policy, rate=rate) == before


@given(MEETINGS, RATES, POLICIES)
def test_what_is_free_stays_within_the_grant_and_within_the_meeting(
    meetings: list[Meeting], rate: Rate, policy: Policy
) -> None:
    charges = charged(*meetings, policy=policy, rate=rate)
    assert sum(each.free for each in charges) <= max((each.granted for each in charges), default=0)
    used = 0
    for each in charges:
        assert each.used == used
        assert 0 <= each.free <= each.minutes <= each.meeting.slot.minutes
        used += each.free


@given(MEETINGS, RATES, POLICIES)
def test_whole_meetings_sum_to_the_cent(meetings: list[Meeting], rate: Rate, policy: Policy) -> None:
    """What is owed whole is exactly the price of the minutes that were not free; half of it is half, rounded."""
    for each in charged(*meetings, policy=policy, rate=rate):
        if each.meeting.tenant is not Tenant.INTERNAL and each.meeting.status in (S.CONFIRMED, S.NO_SHOW):
            assert each.minutes == each.meeting.slot.minutes
            assert each.cents == price_of_minutes(each.minutes - each.free, rate)


@given(st.integers(0, 3_000), RATES)
def test_minutes_cost_what_they_are_made_of(minutes: int, rate: Rate) -> None:
    """Never more than by the hour once a half-day is no dearer than its hours; whole half-days add up exactly."""
    cheap = Rate(rate.hour_cents, min(rate.half_day_cents, 4 * rate.hour_cents))
    assert Decimal(price_of_minutes(minutes, cheap)) <= Decimal(minutes * rate.hour_cents) / 60 + Decimal("0.5")
    assert price_of_minutes(minutes + 240, rate) == price_of_minutes(minutes, rate) + rate.half_day_cents


@given(MEETINGS, RATES, POLICIES, st.integers(0, 11), st.integers(1, 600))
def test_a_longer_meeting_never_costs_less(
    meetings: list[Meeting], rate: Rate, policy: Policy, which: int, more: int
) -> None:
    if which >= len(meetings):
        return
    longer = list(meetings)
    slot = longer[which].slot
    longer[which] = replace(longer[which], slot=Slot(slot.start, slot.end + timedelta(minutes=more)))
    before, after = (charged(*each, policy=policy, rate=rate) for each in (meetings, longer))
    key = meetings[which].key
    of = {each.meeting.key: each for each in before}, {each.meeting.key: each for each in after}
    assert of[0][key].cents <= of[1][key].cents
    assert of[0][key].free <= of[1][key].free
    assert sum(each.cents for each in before) <= sum(each.cents for each in after)
