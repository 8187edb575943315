"""What is done with a booking: made, moved, changed, confirmed, cancelled, arrived, left (rules 13 to 15 and 17)."""

from dataclasses import replace
from datetime import time, timedelta

from realis_tui.db.models.rooms import Booking
from realis_tui.domain.accounts import Permission
from realis_tui.domain.paris_time import day_of, local_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Slot, format_hour, format_slot, in_room, slot_of
from realis_tui.usecases.acts import act, question
from realis_tui.usecases.rooms import series
from realis_tui.usecases.rooms.blocks import take_time
from realis_tui.usecases.rooms.changing import cancel, hold, layout_left, put, refuse_gone, refuse_too_many
from realis_tui.usecases.rooms.editing import edit_series
from realis_tui.usecases.rooms.making import (
    Wanted,
    check_fields,
    check_hours,
    fill,
    fill_party,
    new_booking,
    refuse_over,
    refuse_past,
)
from realis_tui.usecases.rooms.parties import PartyFound, party_edited, party_kept, party_of
from realis_tui.usecases.rooms.prices import late_words
from realis_tui.usecases.rooms.reading import booking_of, no_booking, room_view
from realis_tui.usecases.rooms.requests import (
    BookingRequest,
    BookRoom,
    CancelBooking,
    CheckIn,
    CheckOut,
    ConfirmBooking,
    EditBooking,
    MarkNoShow,
    MoveBooking,
    Scope,
    SeenBooking,
)
from realis_tui.usecases.rooms.series_dates import refuse_beyond_agreement
from realis_tui.usecases.rooms.views import BookingsSaved, BookingView
from realis_tui.usecases.unit import UnitOfWork

_CHANGES = ("rooms", "companies")
_EARLY = timedelta(minutes=60)
"""How long before its start people may be checked in."""


@question("rooms.booking", "Réservation", Permission.ROOMS_READ)
def booking_card(unit: UnitOfWork, request: BookingRequest) -> BookingView:
    """One booking, whole."""
    return booking_of(unit, request.booking_id)


@act("rooms.book", "Réserver une salle", Permission.ROOMS_BOOK, changes=_CHANGES)
def book_room(unit: UnitOfWork, request: BookRoom) -> BookingsSaved:
    """Book once, or a series when `repeat` says so. Refused in words: taken, by whom, until when, free from when."""
    if request.repeat:
        return series.book_series(unit, request)
    slot = slot_of(request.on, request.start, request.end)
    refuse_past(unit, slot)
    room = room_view(unit, request.room_id)
    party = party_of(unit, request.who, request.tenant, request.on)
    booking = new_booking(unit, Wanted(room, party, slot, request, option=request.option))
    what = "mise en option" if request.option else "réservée"
    unit.summary = f"{room.name} {what} pour {party.name}, {format_slot(slot, unit.today)}"
    return _saved(unit, booking, unit.summary)


@act("rooms.edit_booking", "Modifier la réservation", Permission.ROOMS_BOOK, changes=_CHANGES)
def edit_booking(unit: UnitOfWork, request: EditBooking) -> BookingsSaved:
    """Everything of one booking, from its form; a past one too, to put right what was."""
    booking = _seen(unit, request)
    if request.scope is not Scope.THIS and booking.series_id is not None:
        return edit_series(unit, booking, request)
    slot = slot_of(request.on, request.start, request.end)
    room = room_view(unit, request.room_id)
    party = party_edited(unit, booking, request.who, request.tenant, request.on)
    check_fields(unit, room, slot, request)
    _refuse_untimely(unit, booking, slot)
    _refuse_beyond(unit, booking, party, slot)
    stays = room.id == booking.room_id and slot == Slot(booking.starts_at, booking.ends_at)
    if not (stays and booking.status is BookingStatus.NO_SHOW):
        put(unit, booking, room, slot)
    fill_party(booking, party)
    fill(unit, booking, room, slot, request)
    unit.session.flush()
    unit.summary = f"{room.name}, {party.name}, {format_slot(slot, unit.today)} : réservation modifiée"
    return _saved(unit, booking, unit.summary)


@act("rooms.move_booking", "Déplacer la réservation", Permission.ROOMS_BOOK, changes=_CHANGES)
def move_booking(unit: UnitOfWork, request: MoveBooking) -> BookingsSaved:
    """Another room, day or hours; what is not given stays, and it lasts as long as it did."""
    booking = _seen(unit, request)
    if request.scope is not Scope.THIS and booking.series_id is not None:
        return series.move_series(unit, booking, request)
    room = room_view(unit, request.room_id or booking.room_id)
    slot = moved_slot(booking, request)
    _refuse_over(unit, booking, slot)
    check_hours(unit, slot, said=request.outside_hours or booking.is_outside_hours)
    _refuse_beyond(unit, booking, party_kept(booking), slot)
    refuse_too_many(room, booking)
    left = layout_left(room, booking)
    put(unit, booking, room, slot)
    unit.session.flush()
    who = booking_of(unit, booking.id).who
    unit.summary = f"{who} : {room.name}, {format_slot(slot, unit.today)}"
    message = f"{who} : déplacée {in_room(room.name)}, {format_slot(slot, unit.today)}"
    return _saved(unit, booking, f"{message}. {left}" if left else message)


@act("rooms.confirm", "Confirmer l'option", Permission.ROOMS_BOOK, changes=_CHANGES)
def confirm_booking(unit: UnitOfWork, request: ConfirmBooking) -> BookingsSaved:
    """An option becomes firm; one that has lapsed is let go first, and says so."""
    booking = _seen(unit, request)
    if request.scope is not Scope.THIS and booking.series_id is not None:
        return series.confirm_series(unit, booking, request)
    hold(unit, booking)
    refuse_gone(booking, f"Cette réservation est {booking.status.label} : il n'y a rien à confirmer.")
    if booking.status is not BookingStatus.OPTION:
        raise Refused(f"Cette réservation est déjà {booking.status.label} : il n'y a rien à confirmer.")
    booking.status, booking.lapses_at = BookingStatus.CONFIRMED, None
    unit.session.flush()
    return _told(unit, booking, "confirmée")


@act("rooms.cancel", "Annuler la réservation", Permission.ROOMS_BOOK, changes=_CHANGES)
def cancel_booking(unit: UnitOfWork, request: CancelBooking) -> BookingsSaved:
    """Its time is free again at once; what a late cancellation costs is counted from the moment it was said."""
    booking = _seen(unit, request)
    if request.scope is not Scope.THIS and booking.series_id is not None:
        return series.cancel_series(unit, booking, request)
    hold(unit, booking)
    cancel(unit, booking, by_tenant=request.by_tenant, reason=request.reason)
    unit.session.flush()
    owed = late_words(unit, booking)
    return replace(_told(unit, booking, f"annulée, {owed}" if owed else "annulée"), is_owed=bool(owed))


@act("rooms.check_in", "Noter l'arrivée", Permission.ROOMS_BOOK, changes=("rooms",))
def check_in(unit: UnitOfWork, request: CheckIn) -> BookingsSaved:
    """They have come, at the moment acted at; an option still held is confirmed by it."""
    booking = _live(unit, request)
    if booking.checked_in_at is not None:
        raise Refused(f"Arrivée déjà notée à {format_hour(booking.checked_in_at)}.")
    if unit.now < booking.starts_at - _EARLY:
        planned = format_slot(Slot(booking.starts_at, booking.ends_at), unit.today)
        raise Refused(f"C'est prévu {planned} : l'arrivée se note au plus une heure avant.")
    if unit.now >= booking.ends_at:
        raise Refused("Cette réservation est finie : son arrivée ne se note plus.")
    if booking.status is BookingStatus.OPTION:
        booking.status, booking.lapses_at = BookingStatus.CONFIRMED, None
    booking.checked_in_at = unit.now
    unit.session.flush()
    return _told(unit, booking, f"arrivés à {format_hour(unit.now)}")


@act("rooms.check_out", "Noter le départ", Permission.ROOMS_BOOK, changes=("rooms",))
def check_out(unit: UnitOfWork, request: CheckOut) -> BookingsSaved:
    """They have left: what remains of the slot is free again, once cleared."""
    booking = _live(unit, request)
    if booking.checked_in_at is None:
        raise Refused("Leur arrivée n'est pas notée : noter l'arrivée d'abord, ou que personne n'est venu.")
    if booking.checked_out_at is not None:
        raise Refused(f"Départ déjà noté à {format_hour(booking.checked_out_at)}.")
    booking.checked_out_at = unit.now
    _free_from(unit, booking)
    return _told(unit, booking, f"partis à {format_hour(unit.now)}")


@act("rooms.no_show", "Noter que personne n'est venu", Permission.ROOMS_BOOK, changes=_CHANGES)
def mark_no_show(unit: UnitOfWork, request: MarkNoShow) -> BookingsSaved:
    """« Non honorée »: what is left of the slot is free again; the whole of it is owed."""
    booking = _live(unit, request)
    if booking.checked_in_at is not None:
        raise Refused(f"Ils sont arrivés à {format_hour(booking.checked_in_at)} : noter leur départ plutôt.")
    if unit.now < booking.starts_at:
        raise Refused(
            f"Elle commence à {format_hour(booking.starts_at)} : attendre l'heure, ou annuler la réservation."
        )
    booking.status, booking.lapses_at = BookingStatus.NO_SHOW, None
    _free_from(unit, booking)
    return _told(unit, booking, "non honorée")


def _free_from(unit: UnitOfWork, booking: Booking) -> None:
    if unit.now < booking.ends_at:
        # To the minute: what is said free from 11 h is free from 11 h.
        booking.freed_at = unit.now.replace(second=0, microsecond=0)
    take_time(unit, booking, [block.resource_id for block in booking.blocks])


def moved_slot(booking: Booking, request: MoveBooking) -> Slot:
    """The slot asked for: what is not given is the booking's own, and with no end it lasts as long."""
    start, end = local_of(booking.starts_at), local_of(booking.ends_at)
    day = request.on or start.date()
    if day == start.date() and request.start is None and request.end is None:
        return Slot(booking.starts_at, booking.ends_at)
    first = request.start or start.time()
    if request.end is not None:
        return slot_of(day, first, request.end)
    goes_past_midnight = end.date() > start.date() and end.time() != time()
    if request.start is None and not goes_past_midnight:
        return slot_of(day, first, end.time())
    begins = slot_of(day, first, time()).start
    return Slot(begins, begins + (booking.ends_at - booking.starts_at))


def _refuse_over(unit: UnitOfWork, booking: Booking, slot: Slot) -> None:
    """What is over does not move; who has arrived may stay longer or change rooms, not begin at another time."""
    if booking.ends_at <= unit.now:
        raise Refused("Cette réservation est passée : elle ne se déplace plus, sa fiche se corrige en la modifiant.")
    if booking.checked_out_at is not None:
        raise Refused("Ils sont déjà partis : réserver l'autre créneau.")
    refuse_over(unit, slot)
    _refuse_arrived(booking, slot)


def _refuse_untimely(unit: UnitOfWork, booking: Booking, slot: Slot) -> None:
    """What is over is put right where it was, in the past; what is not over does not go to an earlier day."""
    if booking.ends_at > unit.now:
        refuse_past(unit, slot)
        _refuse_arrived(booking, slot)
    elif slot.end > unit.now or slot.day != day_of(booking.starts_at):
        raise Refused(
            "Cette réservation est passée : ses heures se corrigent le jour même, et pas vers un temps à venir. "
            "Réserver l'autre créneau.",
            "on",
        )


def _refuse_arrived(booking: Booking, slot: Slot) -> None:
    """Who is there stays there: the start moves only to where they arrive within it, or nearer to when they came."""
    came = booking.checked_in_at if booking.checked_out_at is None else None
    if came is None or slot.start == booking.starts_at:
        return
    if not (slot.start <= came < slot.end or came <= slot.start <= booking.starts_at):
        raise Refused(
            f"Ils sont déjà arrivés, à {format_hour(came)} : changer la fin ou la salle, ou noter leur départ et "
            "réserver l'autre créneau.",
            "start",
        )


def _refuse_beyond(unit: UnitOfWork, booking: Booking, party: PartyFound, slot: Slot) -> None:
    """One date of a company's series goes no further than its agreement, as the whole of it (rule 15)."""
    is_later = slot.day > day_of(booking.starts_at) or party.company_id != booking.company_id
    if booking.series_id is not None and is_later:
        refuse_beyond_agreement(unit, party, slot.day, field="on")


def _seen(unit: UnitOfWork, request: SeenBooking) -> Booking:
    booking = unit.session.get(Booking, request.booking_id)
    if booking is None:
        raise no_booking(request.booking_id)
    if request.version is not None:
        unit.check_version(booking, request.version)
    return booking


def _live(unit: UnitOfWork, request: SeenBooking) -> Booking:
    booking = _seen(unit, request)
    refuse_gone(booking, f"Cette réservation est {booking.status.label}.")
    hold(unit, booking)
    return booking


def _told(unit: UnitOfWork, booking: Booking, what: str) -> BookingsSaved:
    view = booking_of(unit, booking.id)
    unit.summary = f"{view.room}, {view.who}, {format_slot(view.slot, unit.today)} : {what}"
    return BookingsSaved((view,), unit.summary)


def _saved(unit: UnitOfWork, booking: Booking, message: str) -> BookingsSaved:
    return BookingsSaved((booking_of(unit, booking.id),), message)
