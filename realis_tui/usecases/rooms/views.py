"""What a screen, a command or a document is given of rooms and bookings: frozen values, never rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from realis_tui.domain.french import format_money
from realis_tui.domain.rooms import BlockKind, BookingStatus, InTheWay, Party, Purpose, Slot, Tenant, letter_of


@dataclass(frozen=True, slots=True)
class LayoutView:
    name: str
    capacity: int


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room. `parts`: the rooms a combined one is made of, none for a simple one; `resources`: what it takes.

    `shares`: the other rooms that cannot be had at the same time (a combined one and its parts).
    """

    id: int
    name: str
    capacity: int
    fire_capacity: int
    equipment: tuple[str, ...]
    layouts: tuple[LayoutView, ...]
    setup_minutes: int
    clearing_minutes: int
    is_bookable: bool
    place: str | None
    notes: str | None
    rank: int
    parts: tuple[int, ...]
    resources: tuple[int, ...]
    shares: tuple[int, ...]
    version: int


class BookingView(NamedTuple):
    """One booking, whole. Instants are UTC. `who`: the name people read; `series_rule`: RFC 5545, None when alone.

    A tuple and not a dataclass, as `PlanningBlock`: a page of the planning makes a thousand, which takes a third.

    `blocked`: the time it takes of its room with setup and clearing, None once cancelled or wholly freed;
    `ends_at` stays what was booked even when the room was freed before (`freed_at`).
    """

    id: int
    room_id: int
    room: str
    party: Party
    company_id: int | None
    party_name: str | None
    who: str
    tenant: Tenant
    purpose: Purpose
    title: str | None
    starts_at: datetime
    ends_at: datetime
    setup_minutes: int
    clearing_minutes: int
    people: int | None
    layout: str | None
    equipment: tuple[str, ...]
    notes: str | None
    status: BookingStatus
    lapses_at: datetime | None
    is_outside_hours: bool
    forced_because: str | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    freed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    series_id: int | None
    series_rule: str | None
    occurrence_on: date | None
    version: int
    blocked: Slot | None

    @property
    def slot(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)

    @property
    def letter(self) -> str:
        return letter_of(self.party, self.purpose)

    @property
    def party_asked(self) -> str:
        """Who it is for, as a request says it: « company:12 », « projet:Alpha », « interne »."""
        match self.party:
            case Party.COMPANY:
                return f"company:{self.company_id}"
            case Party.PROJECT:
                return f"projet:{self.party_name}"
            case Party.OUTSIDE:
                return f"exterieur:{self.party_name}"
            case _:
                return "interne"

    @property
    def shown_title(self) -> str:
        """What stands on a block: who it is for, or its title when it is the house's own."""
        return (self.title or self.who) if self.party is Party.INTERNAL else self.who


@dataclass(frozen=True, slots=True)
class ClosureView:
    """Rooms that cannot be had. `days`: each day's time, as (first instant, end)."""

    id: int
    kind: BlockKind
    reason: str
    starts_at: datetime
    ends_at: datetime
    room_ids: tuple[int, ...]
    version: int


class PlanningBlock(NamedTuple):
    """One block of the planning: a booking, or a closure, in one room's line.

    `slot`: the time to draw (the meeting's own, cut where the room was freed); `blocked`: with setup and clearing.
    `through`: the name of the other room it is really booked in, when that one shares this room's walls.
    `lapsed`: an option past its time, that the next writing lets go: the slot counts as free.
    """

    key: str
    """« booking:12 », « closure:3 »: what the cursor stays on."""
    room_id: int
    slot: Slot
    blocked: Slot
    label: str
    letter: str
    booking: BookingView | None
    closure_id: int | None
    kind: BlockKind
    through: str = ""
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class PlanningDay:
    """A day of the planning. `holiday`: its French public holiday, "" on other days; `closed`: the house is shut."""

    on: date
    opens_at: datetime
    closes_at: datetime
    holiday: str
    closed: bool


@dataclass(frozen=True, slots=True)
class PlanningView:
    """What is on from `days[0]` to `days[-1]`, in `rooms` (in their order). `blocks` by room, then start."""

    days: tuple[PlanningDay, ...]
    rooms: tuple[RoomView, ...]
    blocks: tuple[PlanningBlock, ...]
    opening_hour: int
    closing_hour: int
    equipment: tuple[str, ...]
    """Every equipment of the house, for the filter."""


class Standing(StrEnum):
    """How a wanted time stands."""

    FREE = "libre"
    TAKEN = "pris"
    REFUSED = "refusé"


@dataclass(frozen=True, slots=True)
class Nearby:
    """Another time of the same room, or another room at the same time, offered as a choice."""

    room_id: int
    room: str
    slot: Slot
    said: str
    """« Thau, même heure », « 16 h – 18 h »."""
    layout: str | None = None
    """How it would stand there; None: as usual."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said under the form that refuses nothing: a holiday, a quota passed. `level` as the signs' names."""

    level: str
    message: str


@dataclass(frozen=True, slots=True)
class Price:
    """What a booking costs, in cents before tax. `free_minutes`: taken from the month's free hours.

    `used_minutes`, `free_hours`: the month before this booking, and what is granted. `month_minutes`: all the month's
    other meetings owe, those after it too. `is_priced` is False when no
    tariff is known for that room and kind of tenant. `later_cents`: what later meetings of the month will owe more,
    this one taking free hours before them.
    """

    cents: int
    minutes: int
    free_minutes: int
    used_minutes: int
    free_hours: int
    tenant: Tenant
    is_priced: bool = True
    later_cents: int = 0
    month_minutes: int = 0

    @property
    def later_said(self) -> str:
        """« 24,00 € de plus sur les suivantes du mois »; empty when they pay no more."""
        return f"{format_money(self.later_cents)} de plus sur les suivantes du mois" if self.later_cents else ""


@dataclass(frozen=True, slots=True)
class Check:
    """The live check of a form: free or not and why, what it costs, what else is free.

    `problems`: (field, sentence) of what would refuse it; `message`: the one sentence under the hours.
    `lapses_at`: when it would be let go if it were an option made now. `ways`: the fields that would let it through.
    """

    standing: Standing
    message: str
    slot: Slot | None
    problems: tuple[tuple[str | None, str], ...]
    remarks: tuple[Remark, ...]
    nearby: tuple[Nearby, ...]
    also_free: tuple[str, ...]
    price: Price | None
    capacity: int | None
    lapses_at: datetime | None = None
    ways: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A room free over `slot`; `spare`: seats beyond what is asked; `layout`: how it must stand to hold them."""

    room: RoomView
    slot: Slot
    spare: int
    layout: str | None = None
    """None: as it usually stands."""

    @property
    def seats(self) -> int:
        """What it holds as it would stand."""
        return next((item.capacity for item in self.room.layouts if item.name == self.layout), self.room.capacity)


@dataclass(frozen=True, slots=True)
class Blocker:
    """A booking that alone keeps a room that fits from being free: an option to let go, a meeting to move."""

    room_id: int
    room: str
    booking_id: int | None
    slot: Slot
    said: str


@dataclass(frozen=True, slots=True)
class SlotsFound:
    """Free rooms, best fit first; when none, the nearest free times and what would free one."""

    free: tuple[FreeSlot, ...]
    nearest: tuple[FreeSlot, ...]
    blockers: tuple[Blocker, ...]
    message: str


class Fate(StrEnum):
    """What becomes of one date of a series."""

    BOOKED = "réservée"
    CLASH = "prise"
    HOLIDAY = "férié"
    CLOSED = "fermée"
    SKIPPED = "sautée"
    REFUSED = "refusée"
    PAST = "passée"
    MOVED = "déplacée"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One line of a series: the day the rule gives, the slot really meant, and its fate with the words for it.

    `shifted`: the local time does not exist that day and was moved forward. `who`: who is in the way of one taken.
    `way`: of one refused, the input field that would let it through.
    """

    on: date
    slot: Slot | None
    fate: Fate
    said: str
    booking_id: int | None = None
    version: int | None = None
    shifted: bool = False
    who: str = ""
    way: str | None = None


def in_the_way(occurrences: Iterable[Occurrence]) -> tuple[InTheWay, ...]:
    """Who is in the way of dates that are taken, or why they are closed."""
    return tuple(
        InTheWay(item.slot, item.who or item.said, BlockKind.BOOKING if item.fate is Fate.CLASH else BlockKind.CLOSURE)
        for item in occurrences
        if item.slot is not None
    )


@dataclass(frozen=True, slots=True)
class SeriesPrice:
    """What all the dates of a series that would be booked cost, in cents before tax, each month with its free hours.

    `later_cents`: what other meetings of these months will owe more. `is_priced` is False when a date to be paid has
    no tariff.
    """

    tenant: Tenant
    dates: int
    minutes: int
    free_minutes: int
    cents: int
    later_cents: int = 0
    is_priced: bool = True

    @property
    def later_said(self) -> str:
        """« 24,00 € de plus sur ses autres réunions »; empty when they pay no more."""
        return f"{format_money(self.later_cents)} de plus sur ses autres réunions" if self.later_cents else ""


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series, date by date. `said`: « tous les jeudis jusqu'au 24 juin, 31 dates, 2 sautées : … ».

    `price`: of a series to be booked, once it is known who for and at what hours.
    """

    series_id: int | None
    rule: str
    said: str
    occurrences: tuple[Occurrence, ...]
    remarks: tuple[Remark, ...] = ()
    price: SeriesPrice | None = None

    @property
    def booked(self) -> tuple[Occurrence, ...]:
        return tuple(item for item in self.occurrences if item.fate in (Fate.BOOKED, Fate.MOVED))

    @property
    def clashes(self) -> tuple[Occurrence, ...]:
        return tuple(item for item in self.occurrences if item.fate is Fate.CLASH)


@dataclass(frozen=True, slots=True)
class BookingsSaved:
    """What an act on bookings leaves: those it wrote, in order, those that clashed and those it left out.

    `message`: what to say of it (« Garrigue réservée pour Vélomistrau, mar. 24 nov., 14 h – 16 h »).
    `is_owed`: cancelled, and owed all the same; the message says how much. `brief`: what to say of it on a line that
    goes away, where the message names dates.
    """

    bookings: tuple[BookingView, ...]
    message: str
    clashes: tuple[Occurrence, ...] = ()
    skipped: tuple[Occurrence, ...] = ()
    series: SeriesView | None = None
    is_owed: bool = False
    brief: str = ""
