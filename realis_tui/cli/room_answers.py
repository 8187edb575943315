"""What the commands of the rooms answer: the JSON of the contract, and lines that read well aloud."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from realis_tui.domain.french import capital, format_day, plural
from realis_tui.domain.paris_time import day_of
from realis_tui.domain.rooms import BlockKind, BookingStatus, InTheWay, format_hour, format_slot, in_layout

if TYPE_CHECKING:
    from realis_tui.usecases.rooms.views import BookingsSaved, BookingView, Occurrence, RoomView, SlotsFound


def clash_document(item: InTheWay) -> dict[str, Any]:
    return {"debut": item.wanted.start, "fin": item.wanted.end, "avec": item.who}


def clash_line(item: InTheWay, today: date) -> str:
    """« Prise : mar. 24 nov., 14 h – 16 h, par Vélomistrau », « Fermée : mar. 24 nov., 14 h – 16 h (travaux) »."""
    when = f"{item.kind.room_is.capitalize()} : {format_slot(item.wanted, today)}"
    return f"{when}, par {item.who}" if item.kind is BlockKind.BOOKING else f"{when} ({item.who})"


def told_lines(saved: "BookingsSaved", conflicts: Sequence[InTheWay], today: date) -> list[str]:
    """Who is in the way, date by date, and the dates that a series leaves out."""
    from realis_tui.usecases.rooms.views import Fate

    lines = [clash_line(item, today) for item in conflicts]
    for item in saved.skipped:
        year = f" {item.on.year}" if item.on.year != today.year else ""
        why = "" if item.said == Fate.SKIPPED.value else f", {item.said}"
        lines.append(f"Laissée de côté : {format_day(item.on)}{year}{why}")
    return lines


def document(saved: "BookingsSaved", conflicts: Sequence[InTheWay], *, rehearsed: bool = False) -> dict[str, Any]:
    """The JSON of what an act on bookings did, or would do."""
    # What was taken back had numbers of its own, that the next writing gives to something else.
    unnumbered = {"id": None, "serie": None} if rehearsed else {}
    return {
        "reservations": [booking_document(item) | unnumbered for item in saved.bookings],
        "conflits": [clash_document(item) for item in conflicts],
        "ignorees": [_left_out(item) for item in saved.skipped],
        "message": saved.message,
    } | ({"essai": True} if rehearsed else {})


def booking_document(item: "BookingView") -> dict[str, Any]:
    return {
        "id": item.id,
        "salle": item.room,
        "debut": item.starts_at,
        "fin": item.ends_at,
        "statut": item.status,
        "pour": item.who,
        "titre": item.title,
        "nature": item.purpose,
        "personnes": item.people,
        "tarif": item.tenant,
        "option_jusqu_a": item.lapses_at,
        "arrivee": item.checked_in_at,
        "depart": item.checked_out_at,
        "serie": item.series_id,
    }


def _left_out(item: "Occurrence") -> dict[str, Any]:
    return {"debut": item.slot.start if item.slot else item.on, "raison": item.said}


def booking_line(item: "BookingView", today: date, *, rehearsed: bool = False) -> str:
    """« n° 12, Garrigue, mar. 24 nov., 14 h – 16 h, Vélomistrau (réunion), option »; rehearsed, it has no number."""
    title = f" ({item.title})" if item.title else ""
    status = "" if item.status is BookingStatus.CONFIRMED else f", {item.status.label}"
    if item.lapses_at is not None and item.status is BookingStatus.OPTION:
        status += f" jusqu'au {format_day(day_of(item.lapses_at))} à {format_hour(item.lapses_at)}"
    number = "" if rehearsed else f"n° {item.id}, "
    return f"{number}{item.room}, {format_slot(item.slot, today)}, {item.who}{title}{status}"


def room_line(room: "RoomView") -> str:
    more = ", ".join(room.equipment)
    return f"{room.name}, {plural(room.capacity, 'place')}{f' : {more}' if more else ''}"


def free_lines(rooms: Sequence["RoomView"], found: "SlotsFound", today: date) -> list[str]:
    """The free rooms; when none, why, the nearest times and what would free one."""
    lines = [found.message] if found.message else []
    standing = {free.room.id: free.layout for free in found.free if free.layout is not None}
    lines += [
        f"{room_line(room)}{f' ({in_layout(standing[room.id])})' if room.id in standing else ''}" for room in rooms
    ]
    if not rooms:
        lines += [f"Libre : {free.room.name}, {format_slot(free.slot, today)}" for free in found.nearest]
        lines += [f"{capital(blocker.said)}." for blocker in found.blockers]
    return lines or ["Aucune salle libre."]
