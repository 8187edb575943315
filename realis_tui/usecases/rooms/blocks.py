"""The time of the rooms: taking it, giving it back, and who is in the way. The data base's guard has the last word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from realis_tui.db import guards, journal
from realis_tui.db.models import Company, JournalEntry
from realis_tui.db.models.rooms import Booking, Closure, Room, TimeBlock
from realis_tui.domain.accounts import SYSTEM, Permission
from realis_tui.domain.french import plural
from realis_tui.domain.in_the_way import between_words, is_between, who_there
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import (
    LONGEST_BLOCK,
    LONGEST_BOOKING,
    TOO_LONG,
    BlockKind,
    BookingStatus,
    InTheWay,
    Slot,
    Taken,
    blocked_slot,
    format_hour,
    format_slot,
    free_stretches,
    is_lapsed,
    opening_of,
    taken_words,
)
from realis_tui.usecases.rooms.reading import LAPSED
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.unit import UnitOfWork

_GUARD = next(guard for guard in guards.GUARDS if guard.table == TimeBlock.__tablename__)


@dataclass(frozen=True, slots=True)
class Clash:
    """What is in the way: who (or why it is closed) and its time, setup and clearing included."""

    who: str
    kind: BlockKind
    blocked: Slot
    slot: Slot
    """The meeting's own hours, as far as they were used, or the whole of the closure."""
    booking_id: int | None
    closure_id: int | None
    is_option: bool


TAKEN = (
    select(
        TimeBlock.resource_id, TimeBlock.kind, TimeBlock.starts_at, TimeBlock.ends_at,
        TimeBlock.booking_id, TimeBlock.closure_id,
        Booking.starts_at.label("meets_at"), Booking.ends_at.label("meets_until"), Booking.freed_at,
        Booking.party, Booking.party_name, Booking.status, Booking.lapses_at, Booking.title,
        Company.name.label("company"), Room.name.label("room"), Closure.reason,
        Closure.starts_at.label("closed_at"), Closure.ends_at.label("closed_until"),
    )
    .outerjoin(Booking, Booking.id == TimeBlock.booking_id)
    .outerjoin(Company, Company.id == Booking.company_id)
    .outerjoin(Room, Room.id == Booking.room_id)
    .outerjoin(Closure, Closure.id == TimeBlock.closure_id)
    .where(
        TimeBlock.resource_id.in_(bindparam("resources", expanding=True)),
        # The longest block bounds both ends: the index is read where it must be, and nowhere else.
        TimeBlock.ends_at > bindparam("start"),
        TimeBlock.ends_at < bindparam("end_bound"),
        TimeBlock.starts_at < bindparam("end"),
    )
    .order_by(TimeBlock.starts_at, TimeBlock.id)
)  # fmt: skip
"""What takes these resources over a period."""


def taken_rows(unit: UnitOfWork, resources: Iterable[int], window: Slot) -> Sequence[Any]:
    """The rows of `TAKEN` over `window`, lapsed options included."""
    bounds = {"start": window.start, "end": window.end, "end_bound": window.end + LONGEST_BLOCK}
    return unit.session.execute(TAKEN, {"resources": list(resources), **bounds}).all()


def clashes_of(unit: UnitOfWork, resources: Iterable[int], window: Slot, *, but: Iterable[int] = ()) -> list[Clash]:
    """What is in the way of `window` (setup and clearing included), by start; `but`: bookings that are not."""
    return clashes_in(unit, taken_rows(unit, resources, window), but=but)


def clashes_in(unit: UnitOfWork, rows: Iterable[Any], *, but: Iterable[int] = ()) -> list[Clash]:
    """What is in the way, of rows of `TAKEN` that were read."""
    left_out = set(but)
    found: dict[tuple[int | None, int | None], Clash] = {}
    for row in rows:
        if row.booking_id in left_out or is_lapsed(row, unit.now):
            continue
        meets = row.booking_id is not None
        own = Slot(row.meets_at, row.meets_until) if meets else Slot(row.closed_at, row.closed_until)
        if row.freed_at is not None and row.freed_at > own.start:
            own = Slot(own.start, min(own.end, row.freed_at))
        who = who_there(row.party, row.company, row.party_name, row.title) if meets else row.reason
        found.setdefault(
            (row.booking_id, row.closure_id),
            Clash(
                who=who,
                kind=row.kind,
                blocked=Slot(row.starts_at, row.ends_at),
                slot=own,
                booking_id=row.booking_id,
                closure_id=row.closure_id,
                is_option=row.status is BookingStatus.OPTION,
            ),
        )
    return list(found.values())


def refuse_taken(
    unit: UnitOfWork, room: RoomView, slot: Slot, before: int, after: int, *, but: Iterable[int] = ()
) -> None:
    """Say who is in the way, until when, and from when the room is free for as long. Refused on « start »."""
    found = clashes_of(unit, room.resources, slot.widened(before, after), but=but)
    if found:
        told = taken_sentence(unit, room, slot, before, after, found[0], but=but)
        raise Taken(told, "start", (InTheWay(slot, clash.who, clash.kind) for clash in found))


def taken_sentence(
    unit: UnitOfWork, room: RoomView, slot: Slot, before: int, after: int, clash: Clash, *, but: Iterable[int] = ()
) -> str:
    """« Créneau déjà pris par Vélomistrau jusqu'à 16 h. Libre à partir de 16 h. »

    Where only setup and clearing meet: « Rangement après Vélomistrau jusqu'à 16 h 15 : libre à partir de 16 h 15. »
    """
    if clash.closure_id is None and is_between(slot, clash.slot):
        said, right = between_words(clash.who, slot, before, after, clash.slot, clash.blocked)
        later = None if right else next_free(unit, room, slot, before, after, but=but)
        if later is not None:
            right = f"libre à partir de {format_hour(later.start)}"
        return f"{said} : {right or 'plus de place ce jour-là, choisir un autre jour ou une autre salle'}."
    said = taken_words(clash.kind, clash.who, clash.slot.end, slot.day, room=room.name, is_option=clash.is_option)
    later = next_free(unit, room, slot, before, after, but=but)
    if later is None:
        return f"{said} Plus de place ce jour-là pour aussi longtemps : choisir un autre jour ou une autre salle."
    return f"{said} Libre à partir de {format_hour(later.start)}."


def next_free(
    unit: UnitOfWork, room: RoomView, slot: Slot, before: int, after: int, *, but: Iterable[int] = ()
) -> Slot | None:
    """The first time as long as `slot`, after its start on the same day, within the opening hours; None when none."""
    left_out = set(but)
    hours = opening_of(slot.day, unit.policy_of(slot.day))
    window = Slot(slot.start, max(hours.end, slot.end)).widened(before, after)
    taken = [
        Slot(row.starts_at, row.ends_at)
        for row in taken_rows(unit, room.resources, window)
        if row.booking_id not in left_out and not is_lapsed(row, unit.now)
    ]
    lasts = slot.end - slot.start
    for free in free_stretches(window, taken):
        start = free.start + timedelta(minutes=before)
        if start + lasts <= free.end - timedelta(minutes=after):
            return Slot(start, start + lasts)
    return None


def take_time(unit: UnitOfWork, booking: Booking, resources: Sequence[int]) -> None:
    """Put the blocks where the booking says now: moved in place when its resources are the same, else made anew."""
    span = blocked_slot(
        Slot(booking.starts_at, booking.ends_at),
        booking.setup_minutes, booking.clearing_minutes, booking.status, booking.freed_at,
    )  # fmt: skip
    held = {block.resource_id: block for block in booking.blocks}
    if span is not None and span.end - span.start > LONGEST_BOOKING:
        raise Refused(TOO_LONG, "end")
    gone = [block for resource, block in held.items() if span is None or resource not in resources]
    for block in gone:
        booking.blocks.remove(block)
    # What is given back goes first: the guard would see the old time beside the new.
    unit.session.flush()
    if span is None:
        return
    for resource in sorted(resources):
        if resource in held:
            held[resource].starts_at, held[resource].ends_at = span.start, span.end
        else:
            made = TimeBlock(resource_id=resource, kind=BlockKind.BOOKING, starts_at=span.start, ends_at=span.end)
            booking.blocks.append(made)
    unit.session.flush()


def blocks_of(booking: Booking, resources: Iterable[int]) -> list[TimeBlock]:
    """New blocks where the booking says now: many bookings are put down together, one flush for all."""
    span = blocked_slot(
        Slot(booking.starts_at, booking.ends_at),
        booking.setup_minutes, booking.clearing_minutes, booking.status, booking.freed_at,
    )  # fmt: skip
    if span is None:
        return []
    if span.end - span.start > LONGEST_BOOKING:
        raise Refused(TOO_LONG, "end")
    return [
        TimeBlock(resource_id=resource, kind=BlockKind.BOOKING, starts_at=span.start, ends_at=span.end)
        for resource in sorted(resources)
    ]


def hold_turn(unit: UnitOfWork, resources: Iterable[int]) -> None:
    """PostgreSQL: wait one's turn on each of these, always in the same order; then let lapsed options go."""
    wanted = sorted(set(resources))
    connection = unit.session.connection()
    for resource in wanted:
        guards.take_turn(connection, _GUARD, resource)
    release_lapsed(unit, wanted)


def resources_of_act(unit: UnitOfWork, act_id: int) -> set[int]:
    """The resources whose time an act of the journal wrote."""
    entries = unit.session.execute(_WRITTEN, {"act": act_id}).all()
    there = select(TimeBlock.resource_id).where(TimeBlock.id.in_([entry.row_id for entry in entries]))
    told = {row.get("resource_id") for entry in entries for row in (entry.old or {}, entry.new or {})}
    return {*unit.session.scalars(there), *(resource for resource in told if resource is not None)}


_WRITTEN = select(JournalEntry.row_id, JournalEntry.old, JournalEntry.new).where(
    JournalEntry.act_id == bindparam("act"), JournalEntry.table_name == TimeBlock.__tablename__
)
_LAPSED = (
    select(Booking)
    .where(LAPSED, Booking.blocks.any(TimeBlock.resource_id.in_(bindparam("resources", expanding=True))))
    .options(selectinload(Booking.blocks), joinedload(Booking.room).load_only(Room.name))
    .order_by(Booking.id)
)


def release_lapsed(unit: UnitOfWork, resources: Sequence[int]) -> int:
    """Let go the options of these resources whose time is over; journaled as the program's own act (rule 17)."""
    bookings = unit.session.scalars(_LAPSED, {"resources": list(resources), "now": unit.now}).all()
    if not bookings:
        return 0
    under_way = journal.recording_of(unit.session)
    recording = journal.Recording(
        act="rooms.lapse",
        actor=SYSTEM,
        at=unit.now,
        clock=under_way.clock if under_way else unit.now,
        desk="",
        pillars=("rooms",),
        permission=Permission.ROOMS_BOOK,
        undoable=False,
    )
    told = ", ".join(
        f"{booking.room.name} {format_slot(Slot(booking.starts_at, booking.ends_at), unit.today)}"
        for booking in bookings[:3]
    )
    with journal.aside(unit.session, recording, f"{plural(len(bookings), 'option')} de salle échue : {told}"):
        for booking in bookings:
            booking.status = BookingStatus.CANCELLED
            booking.cancelled_at, booking.cancel_reason = booking.lapses_at, "option non confirmée à temps"
            booking.blocks.clear()
    return len(bookings)
