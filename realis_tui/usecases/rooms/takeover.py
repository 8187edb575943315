"""Taking over another agenda whole: years of bookings at once, what became of each included.

Each keeps to the rules of one booking typed at the desk; that none overlaps another is left to the data base's guard,
which refuses them all together: thousands of questions are spared.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from realis_tui.db.models.rooms import Booking, BookingSeries
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.domain.french import plural
from realis_tui.domain.inputs import Day
from realis_tui.domain.rooms import BookingStatus, Slot
from realis_tui.usecases.acts import act, question
from realis_tui.usecases.rooms.blocks import blocks_of, hold_turn
from realis_tui.usecases.rooms.making import check_fields, fill, fill_party, lapse_of
from realis_tui.usecases.rooms.parties import PartyFound, party_of
from realis_tui.usecases.rooms.reading import room_among, room_views
from realis_tui.usecases.rooms.requests import BookingFields, ForWhom
from realis_tui.usecases.rooms.views import Fate, RoomView
from realis_tui.usecases.unit import UnitOfWork


class TakenOver(BookingFields, ForWhom):
    """A booking as it stood in the other agenda. `series`: its place in `TakeOver.series`, for the day `occurrence_on`.

    `freed_at`: from when the room was free again before the end.
    """

    room_id: int
    starts_at: datetime
    ends_at: datetime
    status: BookingStatus = BookingStatus.CONFIRMED
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    freed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by_tenant: bool = False
    series: int | None = None
    occurrence_on: Day | None = None


class SeriesTakenOver(Input):
    """A recurrence: RFC 5545 rule from a day on, hours on the wall (« 14:00 »), the days left out, why and as what."""

    room_id: int
    rule: str
    starts_on: Day
    start_time: str
    end_time: str
    skipped: tuple[tuple[Day, str, Fate], ...] = ()


class TakeOver(Input):
    """Another agenda whole: its recurrences, and its bookings, which name theirs by rank in `series`."""

    bookings: tuple[TakenOver, ...]
    series: tuple[SeriesTakenOver, ...] = ()


@act("rooms.take_over", "Reprise d'un agenda", Permission.ROOMS_MANAGE, changes=("rooms", "companies"), undoable=False)
def take_over(unit: UnitOfWork, request: TakeOver) -> int:
    """Enter all of it, or nothing; answers how many bookings. Refused on the first that breaks a rule."""
    rooms = room_views(unit)
    hold_turn(unit, {resource for room in rooms for resource in room.resources})
    series = [_series(item) for item in request.series]
    unit.session.add_all(series)
    unit.session.flush()
    parties: dict[tuple[object, ...], PartyFound] = {}
    # All of them before the first is added: the rows of one flush go together.
    unit.session.add_all([_booking(unit, item, rooms, series, parties) for item in request.bookings])
    unit.session.flush()
    unit.summary = f"Agenda repris : {plural(len(request.bookings), 'réservation')}"
    return len(request.bookings)


@question("rooms.count", "Nombre de réservations", Permission.ROOMS_READ)
def count_bookings(unit: UnitOfWork, _request: None) -> int:
    """How many bookings the base holds, cancelled ones too."""
    return unit.session.scalar(select(func.count()).select_from(Booking)) or 0


def _booking(
    unit: UnitOfWork,
    item: TakenOver,
    rooms: Sequence[RoomView],
    series: list[BookingSeries],
    parties: dict[tuple[object, ...], PartyFound],
) -> Booking:
    room, slot = room_among(rooms, item.room_id), Slot(item.starts_at, item.ends_at)
    check_fields(unit, room, slot, item)
    key = (item.who, item.tenant, None if item.tenant else slot.day)
    if key not in parties:
        parties[key] = party_of(unit, item.who, item.tenant, slot.day)
    booking = Booking(
        room_id=room.id,
        starts_at=slot.start,
        ends_at=slot.end,
        setup_minutes=room.setup_minutes,
        clearing_minutes=room.clearing_minutes,
        status=item.status,
        lapses_at=lapse_of(unit, slot) if item.status is BookingStatus.OPTION else None,
        checked_in_at=item.checked_in_at,
        checked_out_at=item.checked_out_at,
        freed_at=item.freed_at,
        cancelled_at=item.cancelled_at,
        cancelled_by_tenant=item.cancelled_by_tenant,
        series_id=None if item.series is None else series[item.series].id,
        occurrence_on=item.occurrence_on,
    )
    fill_party(booking, parties[key])
    fill(unit, booking, room, slot, item)
    booking.blocks = blocks_of(booking, room.resources)
    return booking


def _series(item: SeriesTakenOver) -> BookingSeries:
    return BookingSeries(
        room_id=item.room_id,
        rule=item.rule,
        starts_on=item.starts_on,
        start_time=item.start_time,
        end_time=item.end_time,
        skipped=[{"on": day.isoformat(), "why": why, "fate": fate.value} for day, why, fate in item.skipped],
    )
