"""« Trouver un créneau » (rule 16): the free rooms, the best fit first; when none, when and what would free one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from realis_tui.domain.accounts import Permission
from realis_tui.domain.french import fold, format_duration, plural
from realis_tui.domain.paris_time import exists, instant_of, local_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import (
    BlockKind,
    Offered,
    Slot,
    best_fit,
    format_slot,
    free_stretches,
    is_closed_weekday,
    opening_of,
)
from realis_tui.usecases.acts import question
from realis_tui.usecases.rooms.blocks import is_lapsed, taken_rows
from realis_tui.usecases.rooms.reading import room_views, who_of
from realis_tui.usecases.rooms.requests import FindSlot
from realis_tui.usecases.rooms.views import Blocker, FreeSlot, RoomView, SlotsFound
from realis_tui.usecases.unit import UnitOfWork

MOST_DAYS = 366
AROUND = timedelta(days=14)
"""How far from the period the nearest free times are looked for."""
_STEP = timedelta(minutes=15)
_A_ROOM = 3
"""Times offered for one room, so that one does not fill the list."""
_NEAREST = 6
_BLOCKERS = 4
_USUAL = 60

Taken = Mapping[int, Sequence[Slot]]
"""What is taken, by resource."""


@question("rooms.find", "Trouver un créneau", Permission.ROOMS_READ)
def find_slot(unit: UnitOfWork, request: FindSlot) -> SlotsFound:
    """Free rooms over the period; the nearest free times, and what would free a room, when there is none."""
    days = _days(request)
    lasts = _lasts(request)
    rooms = _fitting(unit, request)
    if not rooms:
        return SlotsFound((), (), (), _no_room(unit, request))
    period = Slot(instant_of(days[0], time()), instant_of(days[-1] + timedelta(days=1), time()))
    rows = taken_rows(unit, sorted({item for room in rooms for item in room.resources}), period)
    taken = _by_resource(unit, rows)
    free = _free(unit, request, rooms, days, lasts, taken)
    if free:
        return SlotsFound(tuple(free[: request.limit]), (), (), _told(free, lasts))
    wanted = [slot for day in days if (slot := _window(unit, day, request)) is not None]
    return SlotsFound(
        (),
        tuple(_nearest(unit, request, rooms, days, lasts)),
        tuple(_blockers(unit, rooms, wanted, rows)),
        f"Aucune salle libre {format_duration(lasts)} à ces heures.",
    )


def _days(request: FindSlot) -> list[date]:
    last = request.last or request.on
    if last < request.on:
        raise Refused("Le dernier jour vient avant le premier : vérifier les deux dates.", "last")
    if (last - request.on).days >= MOST_DAYS:
        raise Refused("Chercher sur un an au plus.", "last")
    return [request.on + timedelta(days=offset) for offset in range((last - request.on).days + 1)]


def _lasts(request: FindSlot) -> int:
    """How long, in minutes: said, or from one hour to the other, or an hour."""
    between = None
    if request.earliest is not None and request.latest is not None:
        ends = (request.latest.hour * 60 + request.latest.minute) or 24 * 60
        between = ends - request.earliest.hour * 60 - request.earliest.minute
        if between <= 0:
            raise Refused("L'heure de fin vient avant celle de début.", "latest")
    if request.minutes is None:
        return between or _USUAL
    if request.minutes < 1 or request.minutes > 24 * 60:
        raise Refused("Une durée va d'une minute à 24 heures.", "minutes")
    if between is not None and request.minutes > between:
        raise Refused(
            f"{format_duration(request.minutes)} ne tiennent pas entre ces deux heures : en choisir de plus larges.",
            "minutes",
        )
    return request.minutes


def _fitting(unit: UnitOfWork, request: FindSlot) -> list[RoomView]:
    rooms = {room.id: room for room in room_views(unit) if room.is_bookable}
    offered = [Offered(room.id, room.name, room.capacity, room.equipment, bool(room.parts)) for room in rooms.values()]
    return [rooms[item.id] for item in best_fit(offered, request.people, request.equipment)]


def _no_room(unit: UnitOfWork, request: FindSlot) -> str:
    """Which of the two, people or equipment, no room has."""
    rooms = [room for room in room_views(unit) if room.is_bookable]
    if not rooms:
        return "Aucune salle n'est à réserver."
    largest = max(rooms, key=lambda room: room.capacity)
    if request.people is not None and request.people > largest.capacity:
        return (
            f"Aucune salle ne tient {request.people} personnes : la plus grande, {largest.name}, "
            f"en tient {largest.capacity}."
        )
    have = {fold(item) for room in rooms for item in room.equipment}
    unknown = [item for item in request.equipment if fold(item) not in have]
    if unknown:
        return f"Aucune salle n'a : {', '.join(unknown)}."
    wanted = ", ".join(request.equipment)
    return f"Aucune salle de {plural(request.people or 1, 'place')} n'a aussi : {wanted}."


def _by_resource(unit: UnitOfWork, rows: Sequence[Any]) -> Taken:
    taken: dict[int, list[Slot]] = {}
    for row in rows:
        if not is_lapsed(row, unit.now):
            taken.setdefault(row.resource_id, []).append(Slot(row.starts_at, row.ends_at))
    return taken


def _window(unit: UnitOfWork, day: date, request: FindSlot) -> Slot | None:
    """The hours of a day that may serve: those said, else the opening ones; what is past is not offered."""
    hours = opening_of(day, unit.policy)
    said = request.earliest is not None or request.latest is not None
    if is_closed_weekday(day, unit.policy) and not said:
        return None
    start, end = hours.start, hours.end
    if request.earliest is not None:
        if not exists(day, request.earliest):
            return None
        start = instant_of(day, request.earliest)
    if request.latest is not None:
        after = timedelta(days=1) if request.latest == time() else timedelta()
        end = instant_of(day + after, request.latest)
    start = max(start, _rounded(unit.now)) if start < unit.now else start
    return Slot(start, end) if end > start else None


def _rounded(instant: datetime) -> datetime:
    """The next quarter of an hour."""
    wall = local_of(instant)
    late = timedelta(minutes=wall.minute % 15, seconds=wall.second, microseconds=wall.microsecond)
    return instant if not late else instant - late + _STEP


def _free(
    unit: UnitOfWork, request: FindSlot, rooms: Sequence[RoomView], days: Sequence[date], lasts: int, taken: Taken
) -> list[FreeSlot]:
    """The rooms in their order, each with its first free times; every room's first before anyone's second day."""
    windows = [window for day in days if (window := _window(unit, day, request)) is not None]
    found = []
    for room in rooms:
        slots: list[Slot] = []
        for window in windows:
            slots += _starts(room, window, lasts, taken)
            if len(slots) >= _A_ROOM:
                break
        found.append([FreeSlot(room, slot, room.capacity - (request.people or 0)) for slot in slots[:_A_ROOM]])
    return [slots[rank] for rank in range(_A_ROOM) for slots in found if rank < len(slots)]


def _starts(room: RoomView, window: Slot, lasts: int, taken: Taken) -> Iterator[Slot]:
    """The first time in each free stretch of the window that is long enough, on a quarter of an hour."""
    length = timedelta(minutes=lasts)
    before, after = timedelta(minutes=room.setup_minutes), timedelta(minutes=room.clearing_minutes)
    wide = Slot(window.start - before, window.end + after)
    busy = [slot for resource in room.resources for slot in taken.get(resource, ()) if slot.overlaps(wide)]
    for stretch in free_stretches(wide, busy):
        start = max(stretch.start + before, window.start)
        start = start if start == window.start else _rounded(start)
        if start + length <= min(stretch.end - after, window.end):
            yield Slot(start, start + length)


def _nearest(
    unit: UnitOfWork, request: FindSlot, rooms: Sequence[RoomView], days: Sequence[date], lasts: int
) -> list[FreeSlot]:
    """Other hours of these days, then the days around, the least far first."""
    first, last = max(days[0] - AROUND, unit.today), days[-1] + AROUND
    around = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    period = Slot(instant_of(first, time()), instant_of(last + timedelta(days=1), time()))
    taken = _by_resource(unit, taken_rows(unit, sorted({item for room in rooms for item in room.resources}), period))
    wanted = _window(unit, days[0], request) or opening_of(days[0], unit.policy)
    free_hours = request.model_copy(update={"earliest": None, "latest": None})
    found = []
    for rank, room in enumerate(rooms):
        for day in around:
            window = _window(unit, day, free_hours)
            for slot in _starts(room, window, lasts, taken) if window is not None else ():
                best = _closest(slot, window, room, wanted.start, taken, lasts) if window else slot
                spare = room.capacity - (request.people or 0)
                found.append((abs(best.start - wanted.start), rank, FreeSlot(room, best, spare)))
    found.sort(key=lambda item: item[:2])
    return [slot for _, _, slot in found[:_NEAREST]]


def _closest(slot: Slot, window: Slot, room: RoomView, wanted: datetime, taken: Taken, lasts: int) -> Slot:
    """The same stretch, as near the wanted hour as it lets."""
    length = timedelta(minutes=lasts)
    wide = window.widened(room.setup_minutes, room.clearing_minutes)
    busy = [other for resource in room.resources for other in taken.get(resource, ()) if other.overlaps(wide)]
    stretch = next((free for free in free_stretches(wide, busy) if free.start <= slot.start < free.end), None)
    if stretch is None:
        return slot
    latest = min(stretch.end - timedelta(minutes=room.clearing_minutes), window.end) - length
    start = min(max(slot.start, wanted), latest)
    return Slot(start, start + length) if start >= slot.start else slot


def _blockers(
    unit: UnitOfWork, rooms: Sequence[RoomView], wanted: Sequence[Slot], rows: Sequence[Any]
) -> list[Blocker]:
    """What would free a room: an option not confirmed first, then a single booking to move."""
    found = []
    for room in rooms:
        for window in wanted:
            wide = window.widened(room.setup_minutes, room.clearing_minutes)
            mine = {
                (row.booking_id, row.closure_id): row
                for row in rows
                if row.resource_id in room.resources
                and not is_lapsed(row, unit.now)
                and Slot(row.starts_at, row.ends_at).overlaps(wide)
            }
            if len(mine) == 1:
                (row,) = mine.values()
                if row.kind is BlockKind.BOOKING:
                    found.append((row.lapses_at is None, _blocker(room, row)))
    found.sort(key=lambda item: item[0])
    return [blocker for _, blocker in found[:_BLOCKERS]]


def _blocker(room: RoomView, row: Any) -> Blocker:
    who = who_of(row.party, row.company, row.party_name)
    slot = Slot(row.meets_at, row.meets_until)
    option = row.lapses_at is not None
    said = (
        f"{room.name} : l'option de {who} ({format_slot(slot)}) n'est pas confirmée"
        if option
        else f"{room.name} : si {who} ({format_slot(slot)}) change d'heure ou de salle"
    )
    return Blocker(room.id, room.name, row.booking_id, slot, said)


def _told(free: Sequence[FreeSlot], lasts: int) -> str:
    rooms = {item.room.id for item in free}
    return f"{plural(len(rooms), 'salle')} libre{'s' if len(rooms) > 1 else ''} pour {format_duration(lasts)}."
