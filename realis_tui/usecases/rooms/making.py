"""One booking, every rule of it: the form, the series, the command line and an import all come through here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from realis_tui.db.models.rooms import Booking
from realis_tui.domain.equipment import lacking
from realis_tui.domain.french import capital, fold
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import (
    LONGEST_BOOKING,
    TOO_LONG,
    BookingStatus,
    Seats,
    Slot,
    check_people,
    format_slot,
    in_layout,
    is_closed_weekday,
    is_within_hours,
    opening_words,
)
from realis_tui.usecases.rooms.blocks import hold_turn, refuse_taken, take_time
from realis_tui.usecases.rooms.parties import PartyFound
from realis_tui.usecases.rooms.requests import BookingFields
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Wanted:
    """A booking to make: where, for whom, when; an option when `option`; which date of which series it is."""

    room: RoomView
    party: PartyFound
    slot: Slot
    fields: BookingFields
    option: bool = False
    series_id: int | None = None
    occurrence_on: date | None = None


def new_booking(unit: UnitOfWork, wanted: Wanted) -> Booking:
    """Make it and take its time. Refused, with the field, when a rule or another booking says no."""
    room, slot = wanted.room, wanted.slot
    refuse_unbookable(room)
    check_fields(unit, room, slot, wanted.fields)
    hold_turn(unit, room.resources)
    refuse_taken(unit, room, slot, room.setup_minutes, room.clearing_minutes)
    booking = booking_for(unit, wanted)
    unit.session.add(booking)
    unit.session.flush()
    take_time(unit, booking, room.resources)
    return booking


def booking_for(unit: UnitOfWork, wanted: Wanted) -> Booking:
    """The row of a booking that was checked; it takes no time yet, and is not of the session."""
    room, slot = wanted.room, wanted.slot
    booking = Booking(
        room_id=room.id,
        starts_at=slot.start,
        ends_at=slot.end,
        setup_minutes=room.setup_minutes,
        clearing_minutes=room.clearing_minutes,
        status=BookingStatus.OPTION if wanted.option else BookingStatus.CONFIRMED,
        lapses_at=lapse_of(unit, slot) if wanted.option else None,
        series_id=wanted.series_id,
        occurrence_on=wanted.occurrence_on,
    )
    fill_party(booking, wanted.party)
    fill(unit, booking, room, slot, wanted.fields)
    return booking


def refuse_unbookable(room: RoomView) -> None:
    """Refuse a room that is not to be booked."""
    if not room.is_bookable:
        raise Refused(f"{room.name} n'est pas à réserver en ce moment : choisir une autre salle.", "room_id")


def lapse_of(unit: UnitOfWork, slot: Slot) -> datetime:
    """When an option made now is let go: after the hours of the settings, and never after its own start."""
    lapse = unit.now + timedelta(hours=unit.policy.option_hours)
    return min(lapse, slot.start) if slot.start > unit.now else lapse


def check_fields(unit: UnitOfWork, room: RoomView, slot: Slot, fields: BookingFields) -> None:
    """What the rules say of hours, length, people and layout, whoever else is there (rule 14)."""
    wide = slot.widened(room.setup_minutes, room.clearing_minutes)
    if wide.end - wide.start > LONGEST_BOOKING:
        raise Refused(TOO_LONG, "end")
    check_hours(unit, slot, said=fields.outside_hours)
    if fields.people == 0:
        raise Refused("Au moins une personne, ou rien si le nombre n'est pas connu.", "people")
    seats = seats_of(room, fields.layout)
    check_people(fields.people, seats, fields.forced_because, where=place_words(room, fields.layout))


def place_words(room: RoomView, layout: str | None) -> str:
    """« Garrigue en U »."""
    return f"{room.name} {in_layout(layout)}" if layout else room.name


def refuse_past(unit: UnitOfWork, slot: Slot) -> None:
    """The desk logs what has just been, on its very day; what is older comes from an import."""
    if slot.end <= unit.now and slot.day < unit.today:
        raise Refused(
            f"{capital(format_slot(slot, unit.today))} est passé : seule une réunion du jour se note après coup. "
            "Choisir un jour à venir.",
            "on",
        )


def refuse_over(unit: UnitOfWork, slot: Slot) -> None:
    """Nothing moves to a time that is over."""
    if slot.end <= unit.now:
        when = capital(format_slot(slot, unit.today))
        raise Refused(f"{when} est déjà passé : choisir un jour ou une heure à venir.", "on")


def check_hours(unit: UnitOfWork, slot: Slot, *, said: bool) -> None:
    """Within the opening hours of that day's settings, or « hors horaires » said."""
    policy = unit.policy_of(slot.day)
    if said or is_within_hours(slot, policy):
        return
    if is_closed_weekday(slot.day, policy):
        closed = "La maison est fermée ce jour-là : changer de jour, ou accepter « hors horaires »."
        raise Refused(closed, "start", way="outside_hours")
    raise Refused(
        f"Hors des heures d'ouverture ({opening_words(policy)}) : changer l'heure, ou accepter « hors horaires ».",
        "start",
        way="outside_hours",
    )


def is_outside_hours(unit: UnitOfWork, slot: Slot) -> bool:
    """Whether it is out of the opening hours of that day's settings."""
    return not is_within_hours(slot, unit.policy_of(slot.day))


def seats_of(room: RoomView, layout: str | None) -> Seats:
    """How many it holds as it will stand. Refused when it has no such layout."""
    if not layout:
        return Seats(room.capacity, room.fire_capacity)
    found = next((item for item in room.layouts if fold(item.name) == fold(layout)), None)
    if found is None:
        known = ", ".join(item.name for item in room.layouts)
        told = f"choisir parmi : {known}" if known else "cette salle n'en a pas d'autre que l'habituelle"
        raise Refused(f"{room.name} n'a pas de disposition « {layout} » : {told}.", "layout")
    return Seats(found.capacity, room.fire_capacity)


def missing_equipment(room: RoomView, wanted: Iterable[str]) -> list[str]:
    """What is asked for and is not in the room: to be brought."""
    return lacking(wanted, room.equipment)


def as_spelled(room: RoomView, wanted: Iterable[str]) -> list[str]:
    """What is asked for as the room itself writes it: « ecran » is its « écran »."""
    spelled = {fold(item): item for item in room.equipment}
    return [spelled.get(fold(item), item) for item in wanted]


def fill(unit: UnitOfWork, booking: Booking, room: RoomView, slot: Slot, fields: BookingFields) -> None:
    """Put in a booking what its form says, once it has been checked."""
    layout = next((item.name for item in room.layouts if fold(item.name) == fold(fields.layout or "")), None)
    usual = seats_of(room, layout).usual
    booking.title, booking.purpose, booking.people = fields.title, fields.purpose, fields.people
    booking.layout, booking.equipment, booking.notes = layout, as_spelled(room, fields.equipment), fields.notes
    booking.is_outside_hours = is_outside_hours(unit, slot)
    booking.forced_because = fields.forced_because if fields.people and fields.people > usual else None


def fill_party(booking: Booking, party: PartyFound) -> None:
    """Put in a booking who it is for."""
    booking.party, booking.company_id, booking.party_name = party.party, party.company_id, party.party_name
    booking.tenant = party.tenant
