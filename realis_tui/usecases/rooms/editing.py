"""What the form of one date says of its whole series, or of this date and the following ones: one act (rule 15).

Only what was changed on the form goes to the other dates: what one of them has of its own stays.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from realis_tui.db.models.rooms import Booking
from realis_tui.domain.french import capital, plural
from realis_tui.domain.paris_time import day_of, local_of
from realis_tui.domain.refusals import Problem, Refused
from realis_tui.domain.rooms import Slot, check_people, format_slot, slot_of
from realis_tui.usecases.rooms import series
from realis_tui.usecases.rooms.changing import hold
from realis_tui.usecases.rooms.making import as_spelled, check_fields, fill_party, place_words, seats_of
from realis_tui.usecases.rooms.parties import PartyFound, party_edited, party_kept
from realis_tui.usecases.rooms.reading import bookings_of, room_among, room_views
from realis_tui.usecases.rooms.requests import EditBooking, MoveBooking, Scope
from realis_tui.usecases.rooms.series_dates import refuse_beyond_agreement
from realis_tui.usecases.rooms.series_keeping import bookings_in, in_scope, not_over
from realis_tui.usecases.rooms.views import BookingsSaved, RoomView
from realis_tui.usecases.unit import UnitOfWork

_OF_PEOPLE = frozenset({"people", "layout", "forced_because"})


def edit_series(unit: UnitOfWork, booking: Booking, request: EditBooking) -> BookingsSaved:
    """Everything changed on a form, on each date to come in scope. Refused whole when one date cannot have it."""
    rooms = {room.id: room for room in room_views(unit)}
    slot = slot_of(request.on, request.start, request.end)
    room = room_among(rooms.values(), request.room_id)
    check_fields(unit, room, slot, request)
    hold(unit, booking, room.resources)
    rows = _to_come(unit, booking, request.scope)
    if not rows:
        raise Refused("Ces dates sont toutes passées ou annulées : il n'y a rien à modifier.")
    party = party_edited(unit, booking, request.who, request.tenant, request.on)
    told = _changed(booking, room, request)
    gone_to = party if party != party_kept(booking) else None
    move = _move_of(booking, request, slot)
    for row in rows:
        _fill(row, told, gone_to)
    moved = series.move_series(unit, booking, move) if move is not None else None
    left = [row for row in rows if row.status.takes_time]
    if told.keys() & _OF_PEOPLE:
        for row in left:
            _check(unit, row, rooms[row.room_id])
    if gone_to is not None:
        refuse_beyond_agreement(unit, gone_to, max(day_of(row.starts_at) for row in left), field="who")
    unit.session.flush()
    return _saved(unit, left, moved, with_details=bool(told or gone_to))


def _to_come(unit: UnitOfWork, booking: Booking, scope: Scope) -> list[Booking]:
    assert booking.series_id is not None
    rows = in_scope(bookings_in(unit, booking.series_id), booking, scope)
    return [row for row in not_over(unit, rows) if row.status.takes_time]


def _changed(booking: Booking, room: RoomView, request: EditBooking) -> dict[str, Any]:
    """What the form changes of the fields of a booking, by the name of its column."""
    said: dict[str, Any] = {
        "title": request.title,
        "purpose": request.purpose,
        "people": request.people,
        "layout": request.layout,
        "equipment": as_spelled(room, request.equipment),
        "notes": request.notes,
        "forced_because": request.forced_because,
    }
    return {name: value for name, value in said.items() if (value or None) != (getattr(booking, name) or None)}


def _move_of(booking: Booking, request: EditBooking, slot: Slot) -> MoveBooking | None:
    """The move that the form asks for; what it leaves as it was, each date keeps of its own."""
    own = Slot(booking.starts_at, booking.ends_at)
    if request.room_id == booking.room_id and slot == own:
        return None
    start, end = local_of(own.start), local_of(own.end)
    others = (start.time(), end.time()) != (request.start, request.end)
    return MoveBooking(
        booking_id=booking.id,
        room_id=request.room_id if request.room_id != booking.room_id else None,
        on=request.on if request.on != start.date() else None,
        start=request.start if others else None,
        end=request.end if others else None,
        outside_hours=request.outside_hours,
        scope=request.scope,
        partial=request.partial,
    )


def _fill(row: Booking, told: dict[str, Any], party: PartyFound | None) -> None:
    for name, value in told.items():
        setattr(row, name, value)
    if party is not None:
        fill_party(row, party)


def _check(unit: UnitOfWork, row: Booking, room: RoomView) -> None:
    """The people and the layout in the room of that date, which may be another than the series'."""
    try:
        seats = seats_of(room, row.layout)
        check_people(row.people, seats, row.forced_because, where=place_words(room, row.layout))
    except Refused as refused:
        when = format_slot(Slot(row.starts_at, row.ends_at), unit.today)
        raise Refused.many(Problem(said.field, f"{when} : {said.message}") for said in refused.problems) from None
    if row.people is None or row.people <= seats.usual:
        row.forced_because = None


def _saved(
    unit: UnitOfWork, rows: Sequence[Booking], moved: BookingsSaved | None, *, with_details: bool
) -> BookingsSaved:
    views = bookings_of(unit, [row.id for row in rows])
    if moved is not None:
        more = "détails modifiés" if with_details else ""
        if not more:
            return replace(moved, bookings=views)
        unit.summary += f", {more}"
        said = f"{moved.message} {capital(more)}." if moved.message.endswith(".") else f"{moved.message}, {more}"
        return replace(moved, bookings=views, message=said)
    many = plural(len(rows), "date")
    unit.summary = f"{views[0].who}, {views[0].room} : {many} de la série modifiée{'s' * (len(rows) > 1)}"
    return BookingsSaved(views, unit.summary)
