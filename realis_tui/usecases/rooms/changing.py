"""What is done to the time of one booking, for itself and within its series: put elsewhere, or cancelled."""

from collections.abc import Iterable

from realis_tui.db.models.rooms import Booking
from realis_tui.domain.french import fold
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Slot, check_people, format_hour
from realis_tui.usecases.rooms.blocks import hold_turn, refuse_taken, take_time
from realis_tui.usecases.rooms.making import is_outside_hours, place_words, refuse_unbookable, seats_of
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.unit import UnitOfWork

_LET_GO = "Cette option n'est plus tenue, son délai est passé : réserver de nouveau si le créneau est libre."


def put(unit: UnitOfWork, booking: Booking, room: RoomView, slot: Slot) -> None:
    """Move a booking's time to a room and a slot, after the check in words; its own buffers follow its room."""
    refuse_gone(booking, f"Cette réservation est {booking.status.label} : elle ne se déplace plus.")
    _refuse_left(booking, room, slot)
    hold(unit, booking, room.resources)
    used = used_of(booking, slot)
    if room.id != booking.room_id:
        refuse_unbookable(room)
    if used is not None:
        refuse_taken(unit, room, used, *buffers_there(room, booking), but=(booking.id,))
    place(unit, booking, room, slot)
    take_time(unit, booking, room.resources)


def place(unit: UnitOfWork, booking: Booking, room: RoomView, slot: Slot) -> None:
    """Say in a booking where it goes and what follows from it; its time is still to be taken."""
    booking.layout = layout_there(room, booking)
    booking.is_outside_hours = is_outside_hours(unit, slot)
    if room.id != booking.room_id:
        booking.setup_minutes, booking.clearing_minutes = buffers_there(room, booking)
        booking.room_id = room.id
    if slot != Slot(booking.starts_at, booking.ends_at):
        booking.starts_at, booking.ends_at = slot.start, slot.end
        booking.freed_at = booking.freed_at if booking.checked_out_at is not None else None
        if booking.lapses_at is not None and slot.start > unit.now:
            booking.lapses_at = min(booking.lapses_at, slot.start)


def used_of(booking: Booking, slot: Slot) -> Slot | None:
    """What it would use of a slot: while it stays there, what was freed before the end may be somebody else's."""
    stays = slot == Slot(booking.starts_at, booking.ends_at)
    end = min(slot.end, booking.freed_at) if stays and booking.freed_at is not None else slot.end
    return Slot(slot.start, end) if end > slot.start else None


def buffers_there(room: RoomView, booking: Booking) -> tuple[int, int]:
    """Its minutes of setup and of clearing in a room: its own while it stays where it is."""
    if room.id == booking.room_id:
        return booking.setup_minutes, booking.clearing_minutes
    return room.setup_minutes, room.clearing_minutes


def _refuse_left(booking: Booking, room: RoomView, slot: Slot) -> None:
    """What was given back by leaving stays given back: no other room, no hour more."""
    if booking.checked_out_at is None:
        return
    if room.id != booking.room_id or slot.start < booking.starts_at or slot.end > booking.ends_at:
        raise Refused(
            f"Ils sont partis à {format_hour(booking.checked_out_at)} : ni autre salle, ni heures de plus. Annuler "
            "d'abord leur départ, ou réserver l'autre créneau."
        )


def hold(unit: UnitOfWork, booking: Booking, resources: Iterable[int] = ()) -> None:
    """Wait one's turn on what it takes and on `resources`; refused when it was an option whose time is over."""
    was_option = booking.status is BookingStatus.OPTION
    hold_turn(unit, {*resources, *(block.resource_id for block in booking.blocks)})
    if was_option and booking.status is BookingStatus.CANCELLED:
        raise Refused(_LET_GO)


def refuse_gone(booking: Booking, said: str) -> None:
    """Refuse, as `said`, what takes no time any more; an option that nobody confirmed was cancelled by nobody."""
    if booking.status.takes_time:
        return
    is_let_go = booking.lapses_at is not None and booking.cancelled_at == booking.lapses_at
    raise Refused(_LET_GO if is_let_go else said)


def cancel(unit: UnitOfWork, booking: Booking, *, by_tenant: bool, reason: str | None) -> None:
    """Cancel one booking that still takes time. Refused when it does not, or when it was."""
    mark_cancelled(unit, booking, by_tenant=by_tenant, reason=reason)
    unit.session.flush()


def mark_cancelled(unit: UnitOfWork, booking: Booking, *, by_tenant: bool, reason: str | None) -> None:
    """The same, written with the next flush: many are cancelled together."""
    refuse_gone(booking, f"Cette réservation est déjà {booking.status.label}.")
    if booking.checked_in_at is not None:
        raise Refused("Ils sont déjà arrivés : noter leur départ libère la salle.")
    if booking.ends_at <= unit.now:
        raise Refused("Cette réservation est passée : elle ne s'annule plus. Noter plutôt que personne n'est venu.")
    booking.status = BookingStatus.CANCELLED
    booking.cancelled_at, booking.cancelled_by_tenant, booking.cancel_reason = unit.now, by_tenant, reason
    booking.blocks.clear()


def layout_there(room: RoomView, booking: Booking) -> str | None:
    """The layout a booking keeps in a room; None when that room has none such and stands as usual."""
    there = {fold(layout.name) for layout in room.layouts}
    return booking.layout if fold(booking.layout or "") in there else None


def layout_left(room: RoomView, booking: Booking) -> str:
    """Said of a layout that does not follow into a room; "" when it does."""
    if not booking.layout or layout_there(room, booking):
        return ""
    known = ", ".join(layout.name for layout in room.layouts)
    return f"{room.name} n'a pas de disposition « {booking.layout} » : comme d'habitude{f', ou {known}' * bool(known)}."


def refuse_too_many(room: RoomView, booking: Booking) -> None:
    """Refuse to move people into a room too small for them, as it will stand there; its own may have changed since."""
    layout = layout_there(room, booking)
    try:
        where = place_words(room, layout)
        check_people(booking.people, seats_of(room, layout), booking.forced_because, where=where, is_move=True)
    except Refused as refused:
        raise Refused(refused.message, "room_id") from None
