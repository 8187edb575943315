"""What is done to the time of one booking, for itself and within its series: put elsewhere, or cancelled."""

from realis_tui.db.models import Booking
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Slot
from realis_tui.usecases.rooms.blocks import hold_turn, refuse_taken, take_time
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.unit import UnitOfWork


def put(unit: UnitOfWork, booking: Booking, room: RoomView, slot: Slot) -> None:
    """Move a booking's time to a room and a slot, after the check in words; its own buffers follow its room."""
    if not booking.status.takes_time:
        raise Refused(f"Cette réservation est {booking.status.label} : elle ne se déplace plus.")
    held = {block.resource_id for block in booking.blocks}
    if room.id != booking.room_id:
        if not room.is_bookable:
            raise Refused(f"{room.name} n'est pas à réserver en ce moment : choisir une autre salle.", "room_id")
        booking.setup_minutes, booking.clearing_minutes = room.setup_minutes, room.clearing_minutes
    hold_turn(unit, {*held, *room.resources})
    refuse_taken(unit, room, slot, booking.setup_minutes, booking.clearing_minutes, but=(booking.id,))
    booking.room_id = room.id
    if slot != Slot(booking.starts_at, booking.ends_at):
        booking.starts_at, booking.ends_at = slot.start, slot.end
        booking.freed_at = None
    take_time(unit, booking, room.resources)


def cancel(unit: UnitOfWork, booking: Booking, *, by_tenant: bool, reason: str | None) -> None:
    """Cancel one booking that still takes time. Refused when it does not, or when it was."""
    if not booking.status.takes_time:
        raise Refused(f"Cette réservation est déjà {booking.status.label}.")
    if booking.checked_in_at is not None:
        raise Refused("Ils sont déjà arrivés : noter leur départ (a) libère la salle.")
    if booking.ends_at <= unit.now:
        raise Refused("Cette réservation est passée : elle ne s'annule plus. Noter plutôt que personne n'est venu.")
    booking.status = BookingStatus.CANCELLED
    booking.cancelled_at, booking.cancelled_by_tenant, booking.cancel_reason = unit.now, by_tenant, reason
    take_time(unit, booking, ())


def refuse_too_many(room: RoomView, booking: Booking) -> None:
    """Refuse to move people into a room too small for them."""
    if room.id != booking.room_id and booking.people is not None and booking.people > room.capacity:
        raise Refused(
            f"{booking.people} personnes pour {room.capacity} places ({room.name}) : choisir une salle plus grande.",
            "room_id",
        )
