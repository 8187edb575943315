"""The planning: what is on from a day to a day, in few statements whose cost does not grow with the years kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from realis_tui.db.models.rooms import Booking, Closure, TimeBlock
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
    is_lapsed,
    opening_of,
)
from realis_tui.usecases.acts import question
from realis_tui.usecases.rooms.reading import BOOKINGS, booking_view, ids_sharing, room_views
from realis_tui.usecases.rooms.requests import PlanningRequest
from realis_tui.usecases.rooms.views import BookingView, PlanningBlock, PlanningDay, PlanningView, RoomView
from realis_tui.usecases.unit import UnitOfWork

MOST_DAYS = 62
_SHORTEST = timedelta(minutes=1)
"""What is drawn of a booking freed as it began."""

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


class ListBookings(Input):
    """Bookings that start from `first` to `last` (both included), of a room or a company when one is named."""

    first: Day
    last: Day
    room_id: int | None = None
    company_id: int | None = None


@question("rooms.planning", "Planning des salles", Permission.ROOMS_READ)
def planning(unit: UnitOfWork, request: PlanningRequest) -> PlanningView:
    """What is on over the days asked, in the rooms asked: all that are to be booked when none is."""
    if not 1 <= request.days <= MOST_DAYS:
        raise Refused(f"Le planning se lit sur {MOST_DAYS} jours au plus.", "days")
    every = room_views(unit)
    rooms = [room for room in every if (room.id in request.room_ids if request.room_ids else room.is_bookable)]
    days = _days(unit, request)
    policies = [unit.policy_of(day.on) for day in days]
    window = Slot(day_bounds(days[0].on)[0], day_bounds(days[-1].on)[1])
    blocks = [
        *_booked(unit, every, rooms, window),
        *_closed(unit, rooms, window),
    ]
    place = {room.id: rank for rank, room in enumerate(rooms)}
    blocks.sort(key=lambda block: (place[block.room_id], block.slot.start, block.key))
    return PlanningView(
        days=tuple(days),
        rooms=tuple(rooms),
        blocks=tuple(blocks),
        opening_hour=min(policy.opening_hour for policy in policies),
        closing_hour=max(policy.closing_hour for policy in policies),
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
    return tuple(booking_view(row) for row in unit.session.execute(statement))


def bookings_during(unit: UnitOfWork, room_ids: Iterable[int], window: Slot) -> Sequence[Any]:
    """The rows of the bookings of these rooms that overlap `window`, by room then start, whatever their status."""
    bounds = {"since": window.start - LONGEST_BOOKING, "start": window.start, "end": window.end}
    # Through the connection: these are columns, that the session would only look over once more.
    return unit.session.connection().execute(_DURING, {"rooms": sorted(room_ids), **bounds}).all()


def _days(unit: UnitOfWork, request: PlanningRequest) -> list[PlanningDay]:
    days = [request.first + timedelta(days=offset) for offset in range(request.days)]
    holidays = holidays_between(days[0], days[-1])
    found = []
    for day in days:
        # Each day by its own settings: new hours may begin in the middle of a week.
        policy = unit.policy_of(day)
        hours, closed = opening_of(day, policy), is_closed_weekday(day, policy)
        found.append(PlanningDay(day, hours.start, hours.end, holidays.get(day, ""), closed))
    return found


def _booked(
    unit: UnitOfWork, every: Sequence[RoomView], rooms: Sequence[RoomView], window: Slot
) -> Iterable[PlanningBlock]:
    shown = {room.id: room for room in rooms}
    names = {room.id: room.name for room in every}
    lines: dict[int, list[int]] = {}
    for room in rooms:
        for other in (room.id, *room.shares):
            lines.setdefault(other, []).append(room.id)
    for row in bookings_during(unit, ids_sharing(every, shown), window):
        booking = booking_view(row)
        if booking.status is BookingStatus.CANCELLED:
            continue
        lapsed = is_lapsed(booking, unit.now)
        for room_id in lines.get(booking.room_id, ()):
            through = "" if room_id == booking.room_id else names[booking.room_id]
            if through and (booking.blocked is None or lapsed):
                continue
            yield _block(booking, room_id, through, lapsed)


def _block(booking: BookingView, room_id: int, through: str, lapsed: bool) -> PlanningBlock:
    end = min(booking.ends_at, booking.freed_at) if booking.freed_at else booking.ends_at
    slot = Slot(booking.starts_at, max(end, booking.starts_at + _SHORTEST))
    # By place: a page of the planning has hundreds of them.
    return PlanningBlock(
        f"booking:{booking.id}", room_id, slot, booking.blocked or slot, booking.shown_title, booking.letter, booking,
        None, BlockKind.BOOKING, through, lapsed,
    )  # fmt: skip


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
