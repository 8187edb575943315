"""What rooms cost: one meeting for the live check, a company's month for its card, everyone's for the accounts."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, select

from realis_tui.db.models import Company, Setting
from realis_tui.db.models.rooms import Booking, Room, RoomTariff
from realis_tui.domain.accounts import Permission
from realis_tui.domain.days import add_months
from realis_tui.domain.fields import Input
from realis_tui.domain.french import THIN, fold, format_duration, format_money, sort_key
from realis_tui.domain.inputs import Day
from realis_tui.domain.paris_time import instant_of, local_of
from realis_tui.domain.policy import Policy, policy_on
from realis_tui.domain.room_prices import Charge, Meeting, Rate, charge_month, free_hours_of, share_owed
from realis_tui.domain.rooms import BookingStatus, Party, Slot, Tenant, is_lapsed
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.rows import row_of
from realis_tui.usecases.rooms.parties import PartyFound, tenant_of
from realis_tui.usecases.rooms.reading import booking_of
from realis_tui.usecases.rooms.requests import BookingRequest
from realis_tui.usecases.rooms.views import Price, SeriesPrice
from realis_tui.usecases.unit import UnitOfWork


class MonthUse(Input):
    """A company's use of the rooms; `month`: any day of it."""

    company_id: int
    month: Day


class MonthsUse(Input):
    """A company's use of the rooms over several months; `first` and `last`: any day of the first and of the last."""

    company_id: int
    first: Day
    last: Day


class MonthOfRooms(Input):
    """Everyone's use of the rooms; `month`: any day of it."""

    month: Day


@dataclass(frozen=True, slots=True)
class RoomUseLine:
    """One meeting. `minutes` are those owed, `free` of them from the free hours; `cents` before tax for the rest.

    `why`: what is out of the ordinary (« non honorée, due en entier »), "" when nothing is.
    """

    booking_id: int
    room_id: int
    room: str
    title: str | None
    slot: Slot
    tenant: Tenant
    status: BookingStatus
    minutes: int
    free: int
    cents: int
    why: str
    is_priced: bool


@dataclass(frozen=True, slots=True)
class RoomUse:
    """A tenant's month: its meetings by their start, and their sums. `month`: its first day.

    What was given up in time is left out: it owes nothing. `granted`: free minutes of the month (the most that any of
    its meetings had, when the kind of tenant or the setting changed within it).
    `is_priced` is False when a meeting is to be paid and no tariff says how much.
    """

    company_id: int | None
    who: str
    month: date
    lines: tuple[RoomUseLine, ...]
    granted: int

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def free(self) -> int:
        return sum(line.free for line in self.lines)

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def is_priced(self) -> bool:
        return all(line.is_priced for line in self.lines)


@question("rooms.month_use", "Salles du mois d'une entreprise", Permission.ROOMS_READ)
def month_use(unit: UnitOfWork, request: MonthUse) -> RoomUse:
    """The meetings of a company's month and what they cost (rule 17)."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    first = request.month.replace(day=1)
    rows = unit.session.execute(_month(first).where(Booking.company_id == company.id)).all()
    use = _use(unit, rows, first, company.id, company.name)
    if rows:
        return use
    day = unit.today if unit.today.replace(day=1) == first else first
    return replace(use, granted=free_hours_of(unit.policy_of(day), tenant_of(unit, company.id, day)) * 60)


@question("rooms.months_use", "Salles d'une entreprise, mois par mois", Permission.ROOMS_READ)
def months_use(unit: UnitOfWork, request: MonthsUse) -> tuple[RoomUse, ...]:
    """What each of a company's meetings costs, by month; months without a meeting are left out."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    first, last = request.first.replace(day=1), request.last.replace(day=1)
    months: dict[date, list[Row[Any]]] = defaultdict(list)
    for row in unit.session.execute(_month(first, last).where(Booking.company_id == company.id)):
        months[local_of(row.starts_at).date().replace(day=1)].append(row)
    terms = _Terms(unit, last, {row.room_id for rows in months.values() for row in rows})
    return tuple(_use(unit, rows, month, company.id, company.name, terms) for month, rows in months.items())


@question("rooms.use", "Salles du mois", Permission.ROOMS_READ)
def room_use(unit: UnitOfWork, request: MonthOfRooms) -> tuple[RoomUse, ...]:
    """Everyone's month, by name: companies, projects and outsiders; the house's own meetings have no price."""
    first = request.month.replace(day=1)
    statement = _month(first).where(Booking.party != Party.INTERNAL)
    accounts: dict[_Account, list[Row[Any]]] = defaultdict(list)
    for row in unit.session.execute(statement):
        accounts[_account(row.party, row.company_id, row.party_name)].append(row)
    terms = _Terms(unit, first, {row.room_id for rows in accounts.values() for row in rows})
    uses = (
        _use(unit, rows, first, company_id, rows[-1].company or rows[-1].party_name or "", terms)
        for (_, company_id, _), rows in accounts.items()
    )
    return tuple(sorted((use for use in uses if use.lines), key=lambda use: sort_key(use.who)))


@question("rooms.price", "Prix d'une réservation", Permission.ROOMS_READ)
def booking_price(unit: UnitOfWork, request: BookingRequest) -> Price | None:
    """What a booking is owed as it was booked; None when it was cancelled, and for the house's own."""
    found = booking_of(unit, request.booking_id)
    if found.status is BookingStatus.CANCELLED or found.tenant is Tenant.INTERNAL:
        return None
    return price_of(
        unit, found.room_id, found.tenant, found.party, found.company_id, found.party_name, found.slot, found.id
    )


def price_of(
    unit: UnitOfWork,
    room_id: int,
    tenant: Tenant,
    party: Party,
    company_id: int | None,
    party_name: str | None,
    slot: Slot,
    except_booking: int = 0,
) -> Price:
    """What a booking would cost once confirmed, as the month will show it.

    Free hours go to the meetings in the order of their start, so one more in the middle of a month may make later
    ones be paid: `later_cents` says by how much. `except_booking`: the one being changed, not in its own way.
    """
    if tenant is Tenant.INTERNAL:
        return Price(0, slot.minutes, 0, 0, 0, tenant)
    first = slot.day.replace(day=1)
    account = _account(party, company_id, party_name)
    others = [meeting for meeting in _meetings(unit, first, account) if meeting.key != except_booking]
    asked = Meeting(except_booking or _AFTER_ALL, room_id, slot, tenant)
    terms = _Terms(unit, first, {room_id, *(meeting.room_id for meeting in others)})
    charges = charge_month([*others, asked], terms.policy_of, terms.rate_of)
    without = charge_month(others, terms.policy_of, terms.rate_of)
    charge = next(each for each in charges if each.meeting is asked)
    return Price(
        charge.cents,
        charge.minutes,
        charge.free,
        charge.used,
        charge.granted // 60,
        tenant,
        charge.is_priced,
        later_cents=_total(charges) - charge.cents - _total(without),
        month_minutes=sum(each.minutes for each in without),
    )


def price_of_series(
    unit: UnitOfWork, party: PartyFound, met: Sequence[tuple[int, Slot]], but: Collection[int] = ()
) -> SeriesPrice:
    """What these meetings, as (room, time), would cost in all, month by month, as the months will show them.

    `but`: bookings that become part of the series, and are not there beside it.
    """
    minutes = sum(slot.minutes for _, slot in met)
    if not met or party.tenant is Tenant.INTERNAL:
        return SeriesPrice(party.tenant, len(met), minutes, 0, 0)
    asked = [Meeting(_AFTER_ALL + rank, room_id, slot, party.tenant) for rank, (room_id, slot) in enumerate(met)]
    first, last = (edge(meeting.day for meeting in asked).replace(day=1) for edge in (min, max))
    account = _account(party.party, party.company_id, party.party_name)
    others = [meeting for meeting in _meetings(unit, first, account, last) if meeting.key not in but]
    terms = _Terms(unit, last, {meeting.room_id for meeting in (*others, *asked)})
    months: dict[date, tuple[list[Meeting], list[Meeting]]] = defaultdict(lambda: ([], []))
    for rank, meetings in enumerate((others, asked)):
        for meeting in meetings:
            months[meeting.day.replace(day=1)][rank].append(meeting)
    own: list[Charge] = []
    later = 0
    for before, more in months.values():
        charges = charge_month([*before, *more], terms.policy_of, terms.rate_of)
        ours = [charge for charge in charges if charge.meeting.key >= _AFTER_ALL]
        own += ours
        later += _total(charges) - _total(ours) - _total(charge_month(before, terms.policy_of, terms.rate_of))
    is_priced = all(charge.is_priced for charge in own)
    free = sum(charge.free for charge in own)
    return SeriesPrice(party.tenant, len(met), minutes, free, _total(own), later, is_priced)


def late_words(unit: UnitOfWork, booking: Booking) -> str:
    """What a booking just cancelled owes all the same: « due à 50 % : 7,50 € HT (moins de 24 h avant) ».

    "" when nothing is, as the month will show it.
    """
    percent, _ = share_owed(_meeting(booking, unit.now), unit.policy_of(local_of(booking.starts_at).date()))
    if not percent:
        return ""
    first = local_of(booking.starts_at).date().replace(day=1)
    meetings = _meetings(unit, first, _account(booking.party, booking.company_id, booking.party_name))
    terms = _Terms(unit, first, {meeting.room_id for meeting in meetings})
    charge = next(
        each for each in charge_month(meetings, terms.policy_of, terms.rate_of) if each.meeting.key == booking.id
    )
    notice = f"(moins de {terms.policy_of(charge.meeting.day).cancel_notice_hours}{THIN}h avant)"
    owed = [f"{format_duration(charge.free)} des heures comprises"] if charge.free else []
    if charge.cents:
        owed.insert(0, f"{format_money(charge.cents)} HT")
    elif not charge.is_priced:
        owed.insert(0, "aucun tarif fixé")
    return f"due à {percent}{THIN}% : {' et '.join(owed) or 'rien à payer'} {notice}"


_AFTER_ALL = 1 << 62
"""The key of a booking not yet made: the last of those that start together."""
_Account = tuple[Party, int | None, str]
"""Whose free hours: a company, or a project or an outsider by name; one name may be both."""


def _account(party: Party, company_id: int | None, party_name: str | None) -> _Account:
    return party, company_id, "" if company_id is not None else fold(party_name or "")


def _meetings(unit: UnitOfWork, first: date, account: _Account, last: date | None = None) -> list[Meeting]:
    """What one account has in a month (until the end of `last`'s); the house's own meetings are nobody's."""
    return [
        _meeting(row, unit.now)
        for row in unit.session.execute(_month(first, last).where(Booking.company_id == account[1]))
        if _account(row.party, row.company_id, row.party_name) == account and row.party != Party.INTERNAL
    ]


def _month(first: date, last: date | None = None) -> Select[*tuple[Any, ...]]:
    """The bookings that start in a month (until the end of `last`'s), with what pricing and its lines need of them."""
    return (
        select(
            Booking.id,
            Booking.room_id,
            Room.name.label("room"),
            Booking.title,
            Booking.party,
            Booking.company_id,
            Company.name.label("company"),
            Booking.party_name,
            Booking.tenant,
            Booking.status,
            Booking.starts_at,
            Booking.ends_at,
            Booking.lapses_at,
            Booking.cancelled_at,
            Booking.cancelled_by_tenant,
        )
        .join(Room, Booking.room_id == Room.id)
        .outerjoin(Company, Booking.company_id == Company.id)
        .where(
            Booking.starts_at >= instant_of(first, time()),
            Booking.starts_at < instant_of(add_months(last or first, 1), time()),
        )
        .order_by(Booking.starts_at, Booking.id)
    )


def _meeting(row: Row[Any] | Booking, now: datetime) -> Meeting:
    """An option past its time is already given up, though no writing has let it go yet."""
    return Meeting(
        row.id,
        row.room_id,
        Slot(row.starts_at, row.ends_at),
        row.tenant,
        BookingStatus.CANCELLED if is_lapsed(row, now) else row.status,
        row.cancelled_at,
        row.cancelled_by_tenant,
        # Confirming takes away the moment an option lapses at; cancelling leaves it.
        was_option=row.lapses_at is not None,
    )


class _Terms:
    """The settings and the tariffs of a month, read once each, and what is in force on each of its days."""

    def __init__(self, unit: UnitOfWork, first: date, room_ids: Iterable[int]) -> None:
        last = add_months(first, 1)
        self._settings: Sequence[tuple[str, date, Any]] = [
            (key, valid_from, value)
            for key, valid_from, value in unit.session.execute(
                select(Setting.key, Setting.valid_from, Setting.value).where(Setting.valid_from < last)
            )
        ]
        self.policy_of: Callable[[date], Policy] = cache(lambda day: policy_on(day, self._settings))
        self._tariffs: dict[tuple[int, Tenant], list[tuple[date, Rate]]] = defaultdict(list)
        tariffs = (
            select(
                RoomTariff.room_id,
                RoomTariff.tenant,
                RoomTariff.valid_from,
                RoomTariff.hour_cents,
                RoomTariff.half_day_cents,
            )
            .where(RoomTariff.room_id.in_(room_ids), RoomTariff.valid_from < last)
            .order_by(RoomTariff.valid_from.desc())
        )
        for room_id, tenant, valid_from, hour_cents, half_day_cents in unit.session.execute(tariffs):
            self._tariffs[room_id, tenant].append((valid_from, Rate(hour_cents, half_day_cents)))

    def rate_of(self, meeting: Meeting) -> Rate | None:
        """The newest tariff not after the meeting's day."""
        tariffs = self._tariffs.get((meeting.room_id, meeting.tenant), ())
        return next((rate for valid_from, rate in tariffs if valid_from <= meeting.day), None)


def _use(
    unit: UnitOfWork,
    rows: Sequence[Row[Any]],
    first: date,
    company_id: int | None,
    who: str,
    terms: _Terms | None = None,
) -> RoomUse:
    terms = terms or _Terms(unit, first, {row.room_id for row in rows})
    of = {row.id: row for row in rows}
    charges = charge_month([_meeting(row, unit.now) for row in rows], terms.policy_of, terms.rate_of)
    lines = tuple(
        _line(charge, of[charge.meeting.key])
        for charge in charges
        if charge.meeting.status is not BookingStatus.CANCELLED or charge.minutes
    )
    granted = max((charge.granted for charge in charges), default=0)
    return RoomUse(company_id, who, first, lines, granted)


def _line(charge: Charge, row: Row[Any]) -> RoomUseLine:
    return RoomUseLine(
        row.id,
        row.room_id,
        row.room,
        row.title,
        charge.meeting.slot,
        row.tenant,
        charge.meeting.status,
        charge.minutes,
        charge.free,
        charge.cents,
        charge.why,
        charge.is_priced,
    )


def _total(charges: Iterable[Charge]) -> int:
    return sum(charge.cents for charge in charges)
