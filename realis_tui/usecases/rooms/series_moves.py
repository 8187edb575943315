"""The dates of a series that go elsewhere before it is booked: another day, other hours, another room (rule 15)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from realis_tui.domain.french import fold, format_date, format_day
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Slot, slot_of
from realis_tui.usecases.rooms.making import check_hours, refuse_over, refuse_unbookable
from realis_tui.usecases.rooms.reading import room_among, room_views
from realis_tui.usecases.rooms.requests import BookRoom, MoveOccurrence
from realis_tui.usecases.rooms.series_dates import Plan, RoomTime, clash_words, moved_words
from realis_tui.usecases.rooms.views import Fate, Occurrence, RoomView
from realis_tui.usecases.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a date goes. `refused`: why it cannot, "" when it can; `way`: the field that would let it all the same."""

    room: RoomView
    slot: Slot
    outside_hours: bool
    refused: str = ""
    way: str | None = None

    @property
    def wide(self) -> Slot:
        return self.slot.widened(self.room.setup_minutes, self.room.clearing_minutes)


def moved(unit: UnitOfWork, plan: Plan, moves: Sequence[MoveOccurrence]) -> dict[date, Moved]:
    """Where each date goes that is met elsewhere, by its day of the rule; a move that changes nothing is none."""
    asked = {move.occurrence_on: move for move in moves if move.occurrence_on in plan.days}
    if plan.room is None or not asked:
        return {}
    home, rooms = plan.room.id, room_views(unit)
    found = {on: _there(unit, plan, move, rooms) for on, move in asked.items()}
    return {on: to for on, to in found.items() if to.refused or (to.room.id, to.slot) != (home, plan.hours.on(on))}


def _there(unit: UnitOfWork, plan: Plan, move: MoveOccurrence, rooms: Sequence[RoomView]) -> Moved:
    assert plan.room is not None
    on, said = move.occurrence_on, plan.outside_hours or move.outside_hours
    room, slot = plan.room, plan.hours.on(on)
    try:
        room = room_among(rooms, move.room_id) if move.room_id is not None else room
        refuse_unbookable(room)
        if (move.on or on, move.start, move.end) != (on, None, None):
            hours = plan.hours.changed(move.start, move.end)
            slot = slot_of(move.on or on, hours.start, hours.end)
        refuse_over(unit, slot)
        check_hours(unit, slot, said=said)
    except Refused as refused:
        return Moved(room, slot, said, refused.message, refused.problems[0].way)
    return Moved(room, slot, said)


def said_there(to: Moved, request: BookRoom) -> BookRoom:
    """What a booking of the series says of itself there: as usual when that room has not the layout asked."""
    known = {fold(layout.name) for layout in to.room.layouts}
    layout = request.layout if to.room.id == request.room_id or fold(request.layout or "") in known else None
    return request.model_copy(update={"layout": layout, "outside_hours": to.outside_hours})


def refuse_strangers(days: Sequence[date], moves: Sequence[MoveOccurrence]) -> None:
    """Refuse to move what is no date of the series."""
    strange = next((move.occurrence_on for move in moves if move.occurrence_on not in days), None)
    if strange is not None:
        raise Refused(f"Le {format_date(strange)} n'est pas une date de cette série.", "repeat")


def with_moves(
    unit: UnitOfWork, plan: Plan, told: Sequence[Occurrence], going: Mapping[date, Moved]
) -> tuple[Occurrence, ...]:
    """The dates of a plan, those that are moved told where they go; nothing is written."""
    taken = _taken_there(unit, plan, going.values())
    seen = [_seen(plan, item, going[item.on], taken) if item.on in going else item for item in told]
    for rank, item in enumerate(seen):
        other = _own_in_the_way(plan, seen, item, going) if item.fate is Fate.MOVED else None
        if other is not None:
            words = f"prise par la série elle-même, le {format_day(other.on)} ({item.said})"
            seen[rank] = replace(item, fate=Fate.CLASH, said=words, who="la série elle-même")
    return tuple(seen)


def _taken_there(unit: UnitOfWork, plan: Plan, going: Iterable[Moved]) -> dict[int, RoomTime]:
    """What takes each room that dates go to, by room: read once each, however many dates go there."""
    wanted: dict[int, list[Moved]] = {}
    for to in going:
        if not to.refused:
            wanted.setdefault(to.room.id, []).append(to)
    return {
        room_id: RoomTime(unit, there[0].room, [to.wide for to in there], plan.but) for room_id, there in wanted.items()
    }


def _seen(plan: Plan, item: Occurrence, to: Moved, taken: Mapping[int, RoomTime]) -> Occurrence:
    """A date that is moved, with what is in the way there."""
    assert plan.room is not None
    if to.refused:
        return Occurrence(item.on, to.slot, Fate.REFUSED, to.refused, way=to.way)
    words = moved_words(to.slot, plan.hours.on(item.on), to.room.name if to.room.id != plan.room.id else "")
    clash = taken[to.room.id].clash(to.wide)
    if clash is None:
        return Occurrence(item.on, to.slot, Fate.MOVED, words)
    fate, why = clash_words(clash, to.slot, to.room)
    return Occurrence(item.on, to.slot, fate, f"{why} ({words})", who=clash.who)


def _own_in_the_way(
    plan: Plan, told: Sequence[Occurrence], item: Occurrence, going: Mapping[date, Moved]
) -> Occurrence | None:
    """Another date of the same series that is met there at that time."""
    to = going[item.on]
    for other in told:
        if other.on == item.on or other.slot is None or other.fate not in (Fate.BOOKED, Fate.MOVED):
            continue
        there = going[other.on].room if other.on in going else plan.room
        wide = going[other.on].wide if other.on in going else plan.wide(other.slot)
        if there is not None and set(there.resources) & set(to.room.resources) and to.wide.overlaps(wide):
            return other
    return None
