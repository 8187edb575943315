"""What the use of rooms costs (rule 17): the month's free hours in the order of the meetings, then the tariff."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from realis_tui.domain.french import THIN, round_half_up
from realis_tui.domain.policy import Policy
from realis_tui.domain.rooms import BookingStatus, Slot, Tenant

HALF_DAY = 240
"""Minutes of a half-day, as the tariff counts it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What a room costs one kind of tenant, in cents before tax: an hour, and a half-day of four hours."""

    hour_cents: int
    half_day_cents: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """What pricing needs to know of a booking. `was_option`: it was cancelled before anyone confirmed it."""

    key: int
    room_id: int
    slot: Slot
    tenant: Tenant
    status: BookingStatus = BookingStatus.CONFIRMED
    cancelled_at: datetime | None = None
    by_tenant: bool = False
    was_option: bool = False

    @property
    def day(self) -> date:
        """The day it begins, in Paris: its month, its policy and its tariff."""
        return self.slot.day


@dataclass(frozen=True, slots=True)
class Charge:
    """What one meeting owes. `minutes` are those owed: `free` of them from the month's free hours, the rest paid.

    `cents` before tax. `used`: free minutes taken by the meetings before it; `granted`: those of its month.
    `why`: what is out of the ordinary, "" when nothing is. `is_priced` is False when minutes are to be paid and no
    tariff says how much.
    """

    meeting: Meeting
    minutes: int
    free: int
    cents: int
    used: int
    granted: int
    why: str = ""
    is_priced: bool = True


def price_of_minutes(minutes: int, rate: Rate) -> int:
    """Cents for elapsed minutes: whole half-days, then the cheaper of hours (pro rata) or one more half-day."""
    half_days, left = divmod(minutes, HALF_DAY)
    by_the_hour = int(round_half_up(Decimal(left * rate.hour_cents) / 60))
    return half_days * rate.half_day_cents + min(by_the_hour, rate.half_day_cents)


def free_hours_of(policy: Policy, tenant: Tenant) -> int:
    """Hours a month that cost nothing to a kind of tenant."""
    return {
        Tenant.HOSTED: policy.free_hours_hosted,
        Tenant.COHORT: policy.free_hours_cohort,
        Tenant.PARTNER: policy.free_hours_partner,
        Tenant.OUTSIDE: policy.free_hours_outside,
        Tenant.INTERNAL: 0,
    }[tenant]


def charge_month(
    meetings: Iterable[Meeting], policy_of: Callable[[date], Policy], rate_of: Callable[[Meeting], Rate | None]
) -> tuple[Charge, ...]:
    """What each meeting of one tenant's month owes, in the order of their start.

    A tenant whose kind changes within the month (hosted until the 15th) has one account of free minutes: a meeting
    takes what its own kind is granted, less what those before have taken.
    """
    charges, used = [], 0
    for meeting in sorted(meetings, key=lambda meeting: (meeting.slot.start, meeting.key)):
        policy = policy_of(meeting.day)
        charges.append(_charge(meeting, policy, rate_of(meeting), used))
        used += charges[-1].free
    return tuple(charges)


def _charge(meeting: Meeting, policy: Policy, rate: Rate | None, used: int) -> Charge:
    granted = free_hours_of(policy, meeting.tenant) * 60
    percent, why = share_owed(meeting, policy)
    if percent == 0:
        return Charge(meeting, 0, 0, 0, used, granted, why)
    minutes = meeting.slot.minutes
    free = min(minutes, max(0, granted - used))
    cents = price_of_minutes(minutes - free, rate) if rate is not None else 0
    return Charge(
        meeting,
        _share(minutes, percent),
        _share(free, percent),
        _share(cents, percent),
        used,
        granted,
        why,
        is_priced=rate is not None or free == minutes,
    )


def share_owed(meeting: Meeting, policy: Policy) -> tuple[int, str]:
    """The percentage of a meeting that is owed, and the words for it when it is not simply the whole.

    Checked out early, it owes what was booked; nobody came, the whole; the house cancelled, nothing.
    """
    if meeting.tenant is Tenant.INTERNAL:
        return 0, "interne, sans prix"
    if meeting.status is BookingStatus.OPTION:
        return 0, "option, pas encore facturée"
    if meeting.status is BookingStatus.NO_SHOW:
        return 100, "non honorée, due en entier"
    if meeting.status is BookingStatus.CANCELLED:
        if meeting.by_tenant and not meeting.was_option and _is_late(meeting, policy):
            percent = policy.late_cancel_percent
            return percent, f"annulée à moins de {policy.cancel_notice_hours}{THIN}h, due à {percent}{THIN}%"
        return 0, "annulée, rien n'est dû"
    return 100, ""


def _is_late(meeting: Meeting, policy: Policy) -> bool:
    if meeting.cancelled_at is None:
        return False
    return meeting.slot.start - meeting.cancelled_at < timedelta(hours=policy.cancel_notice_hours)


def _share(amount: int, percent: int) -> int:
    return int(round_half_up(Decimal(amount * percent) / 100))
