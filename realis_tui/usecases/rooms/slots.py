"""« Trouver un créneau » (rule 16): the free rooms, the best fit first; when none, when and what would free one."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Any

from realis_tui.domain.accounts import Permission
from realis_tui.domain.equipment import lacking
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
    in_layout,
    is_closed_weekday,
    is_lapsed,
    opening_of,
    opening_words,
    same_hour_words,
    who_of,
)
from realis_tui.usecases.acts import question
from realis_tui.usecases.rooms.blocks import taken_rows
from realis_tui.usecases.rooms.busy import Busy
from realis_tui.usecases.rooms.making import is_outside_hours
from realis_tui.usecases.rooms.reading import room_views
from realis_tui.usecases.rooms.requests import FindSlot
from realis_tui.usecases.rooms.views import Blocker, FreeSlot, RoomView, SlotsFound
from realis_tui.usecases.unit import UnitOfWork

MOST_DAYS = 366
AROUND = timedelta(days=14)
"""How far from the period the nearest free times are looked for."""
_SOON = 31
"""Days of a long period that are read before the others."""
_STEP = timedelta(minutes=15)
_A_ROOM = 3
"""Times offered for one room, so that one does not fill the list."""
_NEAREST = 6
_BLOCKERS = 4
_USUAL = 60
_DAY_APART = timedelta(hours=6)
"""What a day apart weighs beside an hour apart: the same evening of tomorrow comes before this morning at seven."""


@question("rooms.find", "Trouver un créneau", Permission.ROOMS_READ)
def find_slot(unit: UnitOfWork, request: FindSlot) -> SlotsFound:
    """Free rooms over the period; the nearest free times, and what would free a room, when there is none."""
    days = _days(request)
    lasts = _lasts(request)
    rooms = _fitting(unit, request)
    if not rooms:
        return SlotsFound((), (), (), _no_room(unit, request))
    free = _free(unit, request, rooms, days, lasts)[: request.limit]
    if free:
        told = _told(free, lasts)
        if any(is_outside_hours(unit, found.slot) for found in free):
            told = (
                f"{told.removesuffix('.')}, hors des heures d'ouverture ({opening_words(unit.policy_of(request.on))})."
            )
        return SlotsFound(tuple(free), (), (), told)
    wanted = [slot for day in days[: AROUND.days] if (slot := _window(unit, day, request)) is not None]
    return SlotsFound(
        (),
        tuple(_nearest(unit, request, rooms, days, lasts)),
        tuple(_blockers(unit, rooms, wanted)),
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
        if between == 0:
            raise Refused(same_hour_words(request.earliest), "latest")
        if between < 0:
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
    offered = [offered_of(room) for room in rooms.values()]
    return [rooms[item.id] for item in best_fit(offered, request.people, request.equipment)]


def offered_of(room: RoomView) -> Offered:
    """A room as it may stand and what it has."""
    layouts = tuple((layout.name, layout.capacity) for layout in room.layouts)
    return Offered(room.id, room.name, room.capacity, room.equipment, bool(room.parts), layouts)


def _free_slot(room: RoomView, slot: Slot, people: int | None) -> FreeSlot:
    layout, seats = offered_of(room).stood(people) or (None, room.capacity)
    return FreeSlot(room, slot, seats - (people or 0), layout)


def _no_room(unit: UnitOfWork, request: FindSlot) -> str:
    """Which of the two, people or equipment, no room has."""
    rooms = [room for room in room_views(unit) if room.is_bookable]
    if not rooms:
        return "Aucune salle n'est à réserver."
    stood = [(room.capacity, room.name) for room in rooms]
    stood += [(layout.capacity, f"{room.name} {in_layout(layout.name)}") for room in rooms for layout in room.layouts]
    most, largest = max(stood, key=itemgetter(0))
    if request.people is not None and request.people > most:
        return f"Aucune salle ne tient {request.people} personnes : la plus grande, {largest}, en tient {most}."
    known = sorted({item for room in rooms for item in room.equipment}, key=fold)
    unknown = lacking(request.equipment, known)
    if unknown and known:
        return f"Aucune salle n'a : {', '.join(unknown)}. Matériel des salles : {', '.join(known)}."
    if unknown:
        return "Aucune salle n'a de matériel."
    wanted = ", ".join(request.equipment)
    return f"Aucune salle de {plural(request.people or 1, 'place')} n'a aussi : {wanted}."


def _busy(unit: UnitOfWork, rooms: Sequence[RoomView], days: Sequence[date]) -> Busy:
    """What is taken of the rooms on these days, with what setup and clearing reach beside them."""
    margin = max(max(room.setup_minutes, room.clearing_minutes) for room in rooms)
    period = Slot(instant_of(days[0], time()), instant_of(days[-1] + timedelta(days=1), time()))
    return Busy.read(unit, (item for room in rooms for item in room.resources), period.widened(margin, margin))


def _window(unit: UnitOfWork, day: date, request: FindSlot) -> Slot | None:
    """The hours of a day that may serve: those said, else the opening ones; what is past is not offered."""
    policy = unit.policy_of(day)
    hours = opening_of(day, policy)
    said = request.earliest is not None or request.latest is not None
    if is_closed_weekday(day, policy) and not said:
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
    unit: UnitOfWork, request: FindSlot, rooms: Sequence[RoomView], days: Sequence[date], lasts: int
) -> list[FreeSlot]:
    """The rooms in their order, each with its first free times; every room's first before anyone's second day.

    The rest of a long period is read only when the days to come have not enough of them.
    """
    found: dict[int, list[Slot]] = {room.id: [] for room in rooms}
    for part in (days[:_SOON], days[_SOON:]):
        wanting = [room for room in rooms if len(found[room.id]) < _A_ROOM]
        windows = [window for day in part if (window := _window(unit, day, request)) is not None]
        if not wanting or not windows:
            continue
        busy = _busy(unit, wanting, part)
        for room in wanting:
            for window in windows:
                found[room.id] += _starts(room, window, lasts, busy)
                if len(found[room.id]) >= _A_ROOM:
                    break
    ranked = [(room, rank) for rank in range(_A_ROOM) for room in rooms if rank < len(found[room.id])]
    return [_free_slot(room, found[room.id][rank], request.people) for room, rank in ranked]


def _starts(room: RoomView, window: Slot, lasts: int, busy: Busy) -> Iterator[Slot]:
    """The first time in each free stretch of the window that is long enough, on a quarter of an hour."""
    length = timedelta(minutes=lasts)
    before, after = timedelta(minutes=room.setup_minutes), timedelta(minutes=room.clearing_minutes)
    wide = Slot(window.start - before, window.end + after)
    for stretch in free_stretches(wide, busy.within(room.resources, wide)):
        start = max(stretch.start + before, window.start)
        start = start if start == window.start else _rounded(start)
        if start + length <= min(stretch.end - after, window.end):
            yield Slot(start, start + length)


def _nearest(
    unit: UnitOfWork, request: FindSlot, rooms: Sequence[RoomView], days: Sequence[date], lasts: int
) -> list[FreeSlot]:
    """Other hours of these days and the days around, the least far first, the hour of the day counting too; of a long
    period, its first month."""
    first = max(days[0] - AROUND, unit.today)
    last = max(days[:_SOON][-1], unit.today) + AROUND
    around = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    first_hours = _window(unit, days[0], request) or opening_of(days[0], unit.policy_of(days[0]))
    wanted = local_of(first_hours.start).time()
    free_hours = request.model_copy(update={"earliest": None, "latest": None})
    busy = _busy(unit, rooms, around)
    windows = [window for day in around if (window := _window(unit, day, free_hours)) is not None]
    found = []
    for rank, room in enumerate(rooms):
        for window in windows:
            day = window.day
            hour = instant_of(day, wanted) if exists(day, wanted) else window.start
            days_apart = max((days[0] - day).days, (day - days[-1]).days, 0)
            for slot in _starts(room, window, lasts, busy):
                best = _closest(slot, window, room, hour, busy, lasts)
                apart = days_apart * _DAY_APART + abs(best.start - hour)
                found.append((apart, rank, _free_slot(room, best, request.people)))
    found.sort(key=lambda item: item[:2])
    return [slot for _, _, slot in found[:_NEAREST]]


def _closest(slot: Slot, window: Slot, room: RoomView, wanted: datetime, busy: Busy, lasts: int) -> Slot:
    """The same stretch, as near the wanted hour as it lets."""
    length = timedelta(minutes=lasts)
    wide = window.widened(room.setup_minutes, room.clearing_minutes)
    stretches = free_stretches(wide, busy.within(room.resources, wide))
    stretch = next((free for free in stretches if free.start <= slot.start < free.end), None)
    if stretch is None:
        return slot
    latest = min(stretch.end - timedelta(minutes=room.clearing_minutes), window.end) - length
    latest -= timedelta(minutes=local_of(latest).minute % 15)
    start = min(max(slot.start, wanted), latest)
    return Slot(start, start + length) if start >= slot.start else slot


def _blockers(unit: UnitOfWork, rooms: Sequence[RoomView], wanted: Sequence[Slot]) -> list[Blocker]:
    """What would free a room in the days to come: an option not confirmed first, then a single booking to move."""
    if not wanted:
        return []
    margin = max(max(room.setup_minutes, room.clearing_minutes) for room in rooms)
    period = Slot(wanted[0].start, wanted[-1].end).widened(margin, margin)
    rows: dict[int, list[Any]] = {}
    for row in taken_rows(unit, sorted({item for room in rooms for item in room.resources}), period):
        if not is_lapsed(row, unit.now):
            rows.setdefault(row.resource_id, []).append(row)
    found = []
    for room in rooms:
        taken = [row for resource in room.resources for row in rows.get(resource, ())]
        for window in wanted:
            wide = window.widened(room.setup_minutes, room.clearing_minutes)
            mine = {
                (row.booking_id, row.closure_id): row
                for row in taken
                if row.starts_at < wide.end and wide.start < row.ends_at
            }
            if len(mine) == 1:
                (row,) = mine.values()
                if row.kind is BlockKind.BOOKING:
                    found.append((row.lapses_at is None, _blocker(unit, room, row)))
    found.sort(key=lambda item: item[0])
    return [blocker for _, blocker in found[:_BLOCKERS]]


def _blocker(unit: UnitOfWork, room: RoomView, row: Any) -> Blocker:
    who = who_of(row.party, row.company, row.party_name)
    slot = Slot(row.meets_at, row.meets_until)
    option, when = row.lapses_at is not None, format_slot(slot, unit.today)
    said = (
        f"{room.name} : l'option de {who} ({when}) n'est pas confirmée"
        if option
        else f"{room.name} : si {who} ({when}) change d'heure ou de salle"
    )
    return Blocker(room.id, room.name, row.booking_id, slot, said)


def _told(free: Sequence[FreeSlot], lasts: int) -> str:
    """« 6 salles libres pour 1 h. », « 10 créneaux libres dans 6 salles, pour 1 h. » when a room has several."""
    rooms = {item.room.id for item in free}
    if len(free) > len(rooms):
        where = plural(len(rooms), "salle")
        return f"{plural(len(free), 'créneau')} libres dans {where}, pour {format_duration(lasts)}."
    return f"{plural(len(rooms), 'salle')} libre{'s' if len(rooms) > 1 else ''} pour {format_duration(lasts)}."
