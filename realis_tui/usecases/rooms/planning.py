"""The planning: what is on from a day to a day, in few statements whose cost does not grow with the years kept."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, select

from realis_tui.db.models import Booking, Closure, TimeBlock
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.domain.french import fold
from realis_tui.domain.holidays_fr import holidays_between
from realis_tui.domain.inputs import Day
from realis_tui.domain.paris_time import day_bounds
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import (
    LONGEST_BLOCK,
    LONGEST_BOOKING,
    BlockKind,
    BookingStatus,
    Slot,
    is_closed_weekday,
    opening_of,
)
from realis_tui.usecases.acts import question
from realis_tui.usecases.rooms.reading import BOOKINGS, booking_view, ids_sharing, room_views
from realis_tui.usecases.rooms.requests import PlanningRequest
from realis_tui.usecases.rooms.views import BookingView, PlanningBlock, PlanningDay, PlanningView, RoomView
from realis_tui.usecases.unit import UnitOfWork

MOST_DAYS = 62

_DURING = (
    BOOKINGS.where(
        Booking.room_id.in_(bindparam("rooms", expanding=True)),
        # No booking lasts longer than a day: the index gives those that may still be on, and no others.
        Booking.starts_at > bindparam("since"),
        Booking.starts_at < bindparam("end"),
        Booking.ends_at > bindparam("start"),
    )
    .order_by(Booking.room_id, Booking.starts_at, Booking.id)
)  # fmt: skip
_CLOSED = (
    select(
        TimeBlock.resource_id,
        TimeBlock.starts_at,
        TimeBlock.ends_at,
        TimeBlock.kind,
        TimeBlock.closure_id,
        Closure.reason,
    )
    .join(Closure, Closure.id == TimeBlock.closure_id)
    .where(
        TimeBlock.resource_id.in_(bindparam("resources", expanding=True)),
        TimeBlock.ends_at > bindparam("start"),
        TimeBlock.ends_at < bindparam("end_bound"),
        TimeBlock.starts_at < bindparam("end"),
    )
    .order_by(TimeBlock.starts_at, TimeBlock.id)
)
_SHOWN = frozenset({BookingStatus.OPTION, BookingStatus.CONFIRMED, BookingStatus.NO_SHOW})


class ListBookings(Input):
    """Bookings that start from `first` to `last` (both included), of a room or a company when one is named."""

    first: Day
    last: Day
    room_id: int | None = None
    company_id: int | None = None
    with_cancelled: bool = True


@question("rooms.planning", "Planning des salles", Permission.ROOMS_READ)
def planning(unit: UnitOfWork, request: PlanningRequest) -> PlanningView:
    """What is on over the days asked, in the rooms that pass the filter."""
    if not 1 <= request.days <= MOST_DAYS:
        raise Refused(f"Le planning se lit sur {MOST_DAYS} jours au plus.", "days")
    every = room_views(unit)
    rooms = [room for room in every if _passes(room, request)]
    days = _days(unit, request)
    window = Slot(day_bounds(days[0].on)[0], day_bounds(days[-1].on)[1])
    blocks = [
        *_booked(unit, every, rooms, window, with_cancelled=request.with_cancelled),
        *_closed(unit, rooms, window),
    ]
    place = {room.id: rank for rank, room in enumerate(rooms)}
    blocks.sort(key=lambda block: (place[block.room_id], block.slot.start, block.key))
    return PlanningView(
        days=tuple(days),
        rooms=tuple(rooms),
        blocks=tuple(blocks),
        rate=_rate(days, rooms, blocks),
        opening_hour=unit.policy.opening_hour,
        closing_hour=unit.policy.closing_hour,
        equipment=tuple(sorted({item for room in every for item in room.equipment}, key=fold)),
    )


@question("rooms.bookings", "Réservations", Permission.ROOMS_READ)
def list_bookings(unit: UnitOfWork, request: ListBookings) -> tuple[BookingView, ...]:
    """Bookings of a period, by start."""
    if request.last < request.first:
        raise Refused("Le dernier jour vient avant le premier : vérifier les deux dates.", "last")
    statement = BOOKINGS.where(
        Booking.starts_at >= day_bounds(request.first)[0], Booking.starts_at < day_bounds(request.last)[1]
    ).order_by(Booking.starts_at, Booking.id)
    if request.room_id is not None:
        statement = statement.where(Booking.room_id == request.room_id)
    if request.company_id is not None:
        statement = statement.where(Booking.company_id == request.company_id)
    if not request.with_cancelled:
        statement = statement.where(Booking.status != BookingStatus.CANCELLED)
    return tuple(booking_view(row) for row in unit.session.execute(statement))


def bookings_during(unit: UnitOfWork, room_ids: Iterable[int], window: Slot) -> Sequence[Any]:
    """The rows of the bookings of these rooms that overlap `window`, by room then start, whatever their status."""
    bounds = {"since": window.start - LONGEST_BOOKING, "start": window.start, "end": window.end}
    # Through the connection: these are columns, that the session would only look over once more.
    return unit.session.connection().execute(_DURING, {"rooms": sorted(room_ids), **bounds}).all()


def _passes(room: RoomView, request: PlanningRequest) -> bool:
    if request.room_ids and room.id not in request.room_ids:
        return False
    if not room.is_bookable and not request.room_ids:
        return False
    there = [fold(item) for item in room.equipment]
    has_all = all(any(have.startswith(fold(item)) for have in there) for item in request.equipment)
    return has_all and (request.people is None or room.capacity >= request.people)


def _days(unit: UnitOfWork, request: PlanningRequest) -> list[PlanningDay]:
    policy = unit.policy_of(request.first)
    days = [request.first + timedelta(days=offset) for offset in range(request.days)]
    holidays = holidays_between(days[0], days[-1])
    hours = {day: opening_of(day, policy) for day in days}
    return [
        PlanningDay(day, hours[day].start, hours[day].end, holidays.get(day, ""), is_closed_weekday(day, policy))
        for day in days
    ]


def _booked(
    unit: UnitOfWork, every: Sequence[RoomView], rooms: Sequence[RoomView], window: Slot, *, with_cancelled: bool
) -> Iterable[PlanningBlock]:
    shown = {room.id: room for room in rooms}
    names = {room.id: room.name for room in every}
    lines: dict[int, list[int]] = {}
    for room in rooms:
        for other in (room.id, *room.shares):
            lines.setdefault(other, []).append(room.id)
    for row in bookings_during(unit, ids_sharing(every, shown), window):
        booking = booking_view(row)
        if booking.status not in _SHOWN and not with_cancelled:
            continue
        lapsed = is_past_option(booking, unit.now)
        for room_id in lines.get(booking.room_id, ()):
            through = "" if room_id == booking.room_id else names[booking.room_id]
            if through and (booking.blocked is None or lapsed):
                continue
            yield _block(booking, room_id, through, lapsed)


def is_past_option(booking: BookingView, now: datetime) -> bool:
    """An option whose time is over, that the next writing on its room lets go."""
    return booking.status is BookingStatus.OPTION and booking.lapses_at is not None and booking.lapses_at <= now


def _block(booking: BookingView, room_id: int, through: str, lapsed: bool) -> PlanningBlock:
    end = min(booking.ends_at, booking.freed_at) if booking.freed_at else booking.ends_at
    slot = Slot(booking.starts_at, max(end, booking.starts_at + timedelta(minutes=1)))
    return PlanningBlock(
        key=f"booking:{booking.id}",
        room_id=room_id,
        slot=slot,
        blocked=booking.blocked or slot,
        label=booking.shown_title,
        letter=booking.letter,
        booking=booking,
        closure_id=None,
        kind=BlockKind.BOOKING,
        through=through,
        lapsed=lapsed,
    )


def _closed(unit: UnitOfWork, rooms: Sequence[RoomView], window: Slot) -> Iterable[PlanningBlock]:
    resources = sorted({resource for room in rooms for resource in room.resources})
    bounds = {"start": window.start, "end": window.end, "end_bound": window.end + LONGEST_BLOCK}
    seen: set[tuple[int, int, datetime]] = set()
    for row in unit.session.execute(_CLOSED, {"resources": resources, **bounds}):
        for room in rooms:
            mark = (room.id, row.closure_id, row.starts_at)
            if row.resource_id not in room.resources or mark in seen:
                continue
            seen.add(mark)
            slot = Slot(row.starts_at, row.ends_at)
            yield PlanningBlock(
                f"closure:{row.closure_id}", room.id, slot, slot, row.reason, "", None, row.closure_id, row.kind
            )


def _rate(days: Sequence[PlanningDay], rooms: Sequence[RoomView], blocks: Sequence[PlanningBlock]) -> float | None:
    """Booked minutes over open minutes; closures are taken off what is open."""
    hours = [Slot(day.opens_at, day.closes_at) for day in days if not day.closed]
    opened = sum(slot.minutes for slot in hours) * len(rooms)
    ends = [slot.end for slot in hours]
    booked = 0
    for block in blocks:
        common = 0
        for slot in islice(hours, bisect_right(ends, block.slot.start), None):
            if slot.start >= block.slot.end:
                break
            common += Slot(max(block.slot.start, slot.start), min(block.slot.end, slot.end)).minutes
        if block.kind is not BlockKind.BOOKING:
            opened -= common
        elif block.booking is not None and block.booking.blocked is not None and not block.lapsed:
            booked += common
    return min(1.0, booked / opened) if opened > 0 else None
