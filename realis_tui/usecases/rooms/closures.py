"""Rooms that cannot be had: closed, or under maintenance, a guarded block a day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta

from sqlalchemy import select

from realis_tui.db.models.rooms import Closure, TimeBlock
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.domain.french import format_date, plural
from realis_tui.domain.inputs import Day
from realis_tui.domain.paris_time import instant_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BlockKind, Slot, format_slot, slot_of
from realis_tui.usecases.acts import act, question
from realis_tui.usecases.companies.rows import seen_row
from realis_tui.usecases.rooms.blocks import clashes_in, hold_turn, taken_rows
from realis_tui.usecases.rooms.reading import room_views
from realis_tui.usecases.rooms.requests import CloseRooms, ReopenRooms
from realis_tui.usecases.rooms.views import ClosureView, RoomView
from realis_tui.usecases.unit import UnitOfWork

LONGEST_CLOSURE = timedelta(days=366)
_TOLD = 3
"""Bookings in the way that are named."""


class ListClosures(Input):
    """Those that are not over on `since` (today when empty)."""

    since: Day | None = None


@act("rooms.close", "Fermer des salles", Permission.ROOMS_MANAGE, changes=("rooms",))
def close_rooms(unit: UnitOfWork, request: CloseRooms) -> ClosureView:
    """Close rooms (all when none is named). Refused while something is booked there and then: it says what."""
    rooms = _chosen(unit, request)
    last = request.last or request.first
    if last < request.first:
        raise Refused("Le dernier jour vient avant le premier : vérifier les deux dates.", "last")
    if last - request.first > LONGEST_CLOSURE:
        raise Refused("Une fermeture dure un an au plus : la marquer « pas à réserver » plutôt.", "last")
    resources = _resources(rooms)
    slots = list(_days(request.first, last, request.start, request.end))
    hold_turn(unit, resources)
    _refuse_booked(unit, rooms, slots)
    kind = BlockKind.MAINTENANCE if request.maintenance else BlockKind.CLOSURE
    closure = Closure(kind=kind, reason=request.reason, starts_at=slots[0].start, ends_at=slots[-1].end)
    closure.blocks = [
        TimeBlock(resource_id=resource, kind=kind, starts_at=slot.start, ends_at=slot.end)
        for slot in slots
        for resource in resources
    ]
    unit.session.add(closure)
    unit.session.flush()
    names = ", ".join(room.name for room in rooms) if len(rooms) < 4 else plural(len(rooms), "salle")
    until = f" au {format_date(last)}" if last != request.first else ""
    unit.summary = f"{names} : {kind.label} du {format_date(request.first)}{until} ({request.reason})"
    return _view(closure, rooms, resources)


@act("rooms.reopen", "Rouvrir des salles", Permission.ROOMS_MANAGE, changes=("rooms",))
def reopen_rooms(unit: UnitOfWork, request: ReopenRooms) -> None:
    """The closure is taken away, past days included; Ctrl+Z puts it back."""
    closure = seen_row(unit, Closure, request.closure_id, request.version, "Cette fermeture")
    unit.summary = f"Réouverture : {closure.kind.label} « {closure.reason} » retirée"
    unit.session.delete(closure)
    unit.session.flush()


@question("rooms.closures", "Fermetures", Permission.ROOMS_READ)
def list_closures(unit: UnitOfWork, request: ListClosures) -> tuple[ClosureView, ...]:
    """The closures that are not over, by start."""
    since = instant_of(request.since or unit.today, time())
    rooms = room_views(unit)
    found = unit.session.scalars(select(Closure).where(Closure.ends_at > since).order_by(Closure.starts_at)).all()
    shut: dict[int | None, list[int]] = {}
    taken = select(TimeBlock.closure_id, TimeBlock.resource_id).distinct()
    for closure_id, resource in unit.session.execute(
        taken.where(TimeBlock.closure_id.in_([closure.id for closure in found]))
    ):
        shut.setdefault(closure_id, []).append(resource)
    return tuple(_view(closure, rooms, shut.get(closure.id, [])) for closure in found)


def _chosen(unit: UnitOfWork, request: CloseRooms) -> tuple[RoomView, ...]:
    rooms = room_views(unit)
    chosen = tuple(room for room in rooms if room.id in request.room_ids) if request.room_ids else rooms
    if not chosen:
        raise Refused("Aucune salle à fermer : en choisir une.", "room_ids")
    return chosen


def _days(first: date, last: date, start: time | None, end: time | None) -> Iterator[Slot]:
    """The time of each day: whole, or between two hours."""
    for offset in range((last - first).days + 1):
        yield slot_of(first + timedelta(days=offset), start or time(), end or time())


def _resources(rooms: Iterable[RoomView]) -> list[int]:
    return sorted({resource for room in rooms for resource in room.resources})


def _refuse_booked(unit: UnitOfWork, rooms: Sequence[RoomView], slots: list[Slot]) -> None:
    """Refuse while something is there: how many in which room, and the first of them."""
    whole = Slot(slots[0].start, slots[-1].end)
    largest_first = sorted(rooms, key=lambda room: -len(room.resources))
    names = {resource: room.name for room in largest_first for resource in room.resources}
    busy: dict[tuple[int | None, int | None], str] = {}
    rows = taken_rows(unit, _resources(rooms), whole)
    for row in rows:
        if any(slot.overlaps(Slot(row.starts_at, row.ends_at)) for slot in slots):
            busy.setdefault((row.booking_id, row.closure_id), row.room or names[row.resource_id])
    there = [(clash, busy.get((clash.booking_id, clash.closure_id))) for clash in clashes_in(unit, rows)]
    found = [(clash, room) for clash, room in there if room is not None]
    if not found:
        return
    told = " ; ".join(f"{clash.who}, {room}, {format_slot(clash.slot, unit.today)}" for clash, room in found[:_TOLD])
    more = f" ; et {plural(len(found) - _TOLD, 'autre')}" if len(found) > _TOLD else ""
    if any(clash.closure_id is not None for clash, _ in found):
        raise Refused(f"Déjà fermée ces jours-là : {told}{more}. Choisir d'autres dates.", "first")
    counts = Counter(room for _, room in found)
    by_room = ", ".join(f"{room} {count}" for room, count in counts.most_common())
    where = f" ({by_room})" if len(counts) > 1 else ""
    if len(found) == 1:
        raise Refused(f"Une réservation est là : {told}. La déplacer ou l'annuler d'abord.", "first")
    said = f"{len(found)} réservations sont là{where} : {told}{more}"
    raise Refused(f"{said}. Les déplacer ou les annuler d'abord.", "first")


def _view(closure: Closure, rooms: tuple[RoomView, ...], resources: list[int]) -> ClosureView:
    closed = set(resources)
    shut = tuple(room.id for room in rooms if closed & set(room.resources))
    return ClosureView(
        closure.id, closure.kind, closure.reason, closure.starts_at, closure.ends_at, shut, closure.version
    )
