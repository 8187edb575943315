"""What the commands of the rooms answer: the JSON of the contract, and lines that read well aloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from realis_tui.domain.french import format_day, plural
from realis_tui.domain.paris_time import day_of
from realis_tui.domain.rooms import BookingStatus, Slot, format_clock, format_slot

if TYPE_CHECKING:
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.rooms.views import BookingsSaved, BookingView, Occurrence, RoomView, SlotsFound


@dataclass(frozen=True, slots=True)
class Conflict:
    """A date that cannot be had, and what is in the way (empty when it is not known)."""

    start: datetime | None
    end: datetime | None
    who: str
    said: str

    @classmethod
    def of(cls, item: "Occurrence", who: str) -> "Conflict":
        slot = item.slot
        return cls(slot.start if slot else None, slot.end if slot else None, who or item.said, item.said)

    def as_dict(self) -> dict[str, Any]:
        return {"debut": self.start, "fin": self.end, "avec": self.who}

    def line(self) -> str:
        if self.start is None or self.end is None:
            return f"Prise : {self.who}"
        return f"Prise : {format_slot(Slot(self.start, self.end))}, par {self.who}"


def conflicts_of(door: "Door", room_id: int, item: "Occurrence") -> Conflict:
    """Who is in the way of one date of one room, as the planning tells."""
    from realis_tui.usecases.rooms.planning import planning
    from realis_tui.usecases.rooms.requests import PlanningRequest

    slot = item.slot
    if slot is None:
        return Conflict.of(item, "")
    view = door.perform(planning, PlanningRequest(first=slot.day, days=2, room_ids=(room_id,)))
    room = view.rooms[0]
    wide = slot.widened(room.setup_minutes, room.clearing_minutes)
    there = [
        block.booking.who if block.booking is not None else block.label
        for block in view.blocks
        if not block.lapsed and block.blocked.overlaps(wide) and _holds(block.booking)
    ]
    return Conflict.of(item, ", ".join(dict.fromkeys(there)))


def _holds(booking: "BookingView | None") -> bool:
    return booking is None or booking.blocked is not None


def document(saved: "BookingsSaved", conflicts: Sequence[Conflict], *, rehearsed: bool = False) -> dict[str, Any]:
    """The JSON of what an act on bookings did, or would do."""
    bookings = [booking_document(item) for item in saved.bookings]
    return {
        "reservations": [item | {"id": None} for item in bookings] if rehearsed else bookings,
        "conflits": [item.as_dict() for item in conflicts],
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


def booking_line(item: "BookingView") -> str:
    """« n° 12, Garrigue, mar. 24 nov., 14 h – 16 h, Vélomistrau (réunion), option »."""
    title = f" ({item.title})" if item.title else ""
    status = "" if item.status is BookingStatus.CONFIRMED else f", {item.status.label}"
    if item.lapses_at is not None and item.status is BookingStatus.OPTION:
        status += f" jusqu'au {format_day(day_of(item.lapses_at))} à {format_clock(item.lapses_at)}"
    return f"n° {item.id}, {item.room}, {format_slot(item.slot)}, {item.who}{title}{status}"


def room_line(room: "RoomView") -> str:
    more = ", ".join(room.equipment)
    return f"{room.name}, {plural(room.capacity, 'place')}{f' : {more}' if more else ''}"


def free_lines(rooms: Sequence["RoomView"], found: "SlotsFound") -> list[str]:
    """The free rooms; when none, why, the nearest times and what would free one."""
    lines = [found.message] if found.message else []
    lines += [room_line(room) for room in rooms]
    if not rooms:
        lines += [f"Libre : {free.room.name}, {format_slot(free.slot)}" for free in found.nearest]
        lines += [f"{blocker.said[0].upper()}{blocker.said[1:]}." for blocker in found.blockers]
    return lines or ["Aucune salle libre."]
