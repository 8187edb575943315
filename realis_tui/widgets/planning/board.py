"""What the planning lays out: blocks by room and day in minutes of the wall's clock, and where a cursor may stand.

The clock on the wall is what people read and point at: a day is 0 to 1440 whatever the change of clock, and a slot
becomes instants only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from realis_tui.domain.paris_time import instant_of, local_of
from realis_tui.domain.rooms import BlockKind, Slot, nearest_in_size
from realis_tui.usecases.rooms.views import PlanningBlock, PlanningDay, PlanningView, RoomView

HOUR, WHOLE_DAY = 60, 1440
LEAST = 15
"""The shortest time one can want, in minutes."""


def minute_of(instant: datetime, day: date) -> int:
    """An instant in minutes from midnight of `day` on the wall, 0 before it and 1440 after it."""
    return _minute_on(day, local_of(instant))


def _minute_on(day: date, local: datetime) -> int:
    on = local.date()
    if on == day:
        return local.hour * HOUR + local.minute
    return 0 if on < day else WHOLE_DAY


def instant_at(day: date, minute: int) -> datetime:
    """The instant of a minute of the wall's day."""
    days, rest = divmod(minute, WHOLE_DAY)
    return instant_of(day + timedelta(days=days), time(*divmod(rest, HOUR)))


def hour_at(minute: int) -> time:
    """A minute of the day as an hour, midnight at both ends."""
    return time(*divmod(minute % WHOLE_DAY, HOUR))


def clock(minute: int) -> str:
    """« 09:00 »."""
    return f"{minute // HOUR:02d}:{minute % HOUR:02d}"


@dataclass(frozen=True, slots=True)
class Laid:
    """A block as it stands in one room on one day: the hours to draw, and those it takes with setup and clearing.

    pale: it touches one of its own colour, from which its tint is to tell it apart.
    """

    block: PlanningBlock
    room_id: int
    day: date
    start: int
    end: int
    taken_from: int
    taken_to: int
    pale: bool = False

    @property
    def key(self) -> str:
        return self.block.key

    @property
    def is_closure(self) -> bool:
        return self.block.kind is not BlockKind.BOOKING

    def takes(self, start: int, end: int) -> bool:
        """Whether it is in the way of these minutes: a lapsed option is not, nor what has freed its time."""
        held = self.block.booking is None or self.block.booking.blocked is not None
        return held and not self.block.lapsed and self.taken_from < end and start < self.taken_to


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the cursor is: a block (`key`), or a free time one may want.

    anchor: the minute kept while going from room to room or day to day, whatever the blocks met on the way.
    """

    room_id: int
    day: date
    start: int
    end: int
    key: str = ""
    anchor: int = 0

    @property
    def slot(self) -> Slot:
        """Its instants."""
        return Slot(instant_at(self.day, self.start), instant_at(self.day, self.end))


@dataclass(frozen=True, slots=True)
class Carried:
    """A booking being moved or stretched, where it would be dropped; `clash`: what is in the way there."""

    block: PlanningBlock
    room_id: int
    day: date
    start: int
    end: int
    before: int = 0
    after: int = 0
    clash: Laid | None = None

    @property
    def slot(self) -> Slot:
        return Slot(instant_at(self.day, self.start), instant_at(self.day, self.end))

    @property
    def has_moved(self) -> bool:
        """Whether it is anywhere else than where it was taken."""
        return self.room_id != self.block.room_id or self.slot != _meeting(self.block)


def _meeting(block: PlanningBlock) -> Slot:
    """The hours that were booked, though the room was freed before their end."""
    return block.booking.slot if block.booking is not None else block.slot


class Board:
    """The blocks of a planning by room and day. `rooms`: those shown, all of the view's at first."""

    def __init__(self, view: PlanningView) -> None:
        self.view = view
        self.rooms: tuple[RoomView, ...] = view.rooms
        self.days: tuple[PlanningDay, ...] = view.days
        self._laid: dict[tuple[int, date], list[Laid]] = {}
        self._rates: dict[frozenset[int], float | None] = {}
        days = [day.on for day in view.days]
        for block in view.blocks:
            for laid in _laid_over(block, days):
                self._laid.setdefault((laid.room_id, laid.day), []).append(laid)
        for line in self._laid.values():
            # What has lapsed is drawn first, under what has taken its time since.
            line.sort(key=lambda laid: (laid.start, not laid.block.lapsed, laid.end))
            _set_apart(line)
        booked = [laid for line in self._laid.values() for laid in line if not laid.is_closure]
        self.first_minute = min([view.opening_hour * HOUR, *(laid.start // HOUR * HOUR for laid in booked)])
        self.last_minute = max([view.closing_hour * HOUR, *(-(-laid.end // HOUR) * HOUR for laid in booked)])

    def only(self, rooms: Sequence[RoomView]) -> Board:
        """The same board showing some of its rooms."""
        narrowed = copy(self)
        narrowed.rooms = tuple(rooms)
        return narrowed

    # Reading

    def on(self, room_id: int, day: date) -> Sequence[Laid]:
        """The blocks of a room on a day, in order."""
        return self._laid.get((room_id, day), ())

    def day(self, on: date) -> PlanningDay | None:
        return next((day for day in self.days if day.on == on), None)

    def room(self, room_id: int) -> RoomView | None:
        return next((room for room in self.view.rooms if room.id == room_id), None)

    def at(self, wanted: Wanted | None) -> Laid | None:
        """The block under the cursor."""
        if wanted is None or not wanted.key:
            return None
        return next((laid for laid in self.on(wanted.room_id, wanted.day) if laid.key == wanted.key), None)

    def find(self, key: str, room_id: int | None = None) -> Laid | None:
        """A block by its key, in that room first, else where it is really booked."""
        found = [laid for line in self._laid.values() for laid in line if laid.key == key]
        found.sort(key=lambda laid: (laid.room_id != room_id, bool(laid.block.through)))
        return found[0] if found else None

    def free_rooms(self, wanted: Wanted) -> list[RoomView]:
        """The other rooms that are free over that time, in the order the form offers them."""
        free = [
            room
            for room in self.rooms
            if room.id != wanted.room_id
            and not any(laid.takes(wanted.start, wanted.end) for laid in self.on(room.id, wanted.day))
        ]
        here = self.room(wanted.room_id)
        seats = here.capacity if here is not None else 0
        return sorted(free, key=lambda room: nearest_in_size(room.capacity, bool(room.parts), room.name, seats))

    def rate(self, room_ids: Iterable[int]) -> float | None:
        """Booked minutes over open minutes of some rooms, worked out once; None when they are never open."""
        asked = frozenset(room_ids)
        if asked not in self._rates:
            self._rates[asked] = self._rate(asked)
        return self._rates[asked]

    def _rate(self, room_ids: Iterable[int]) -> float | None:
        opened = booked = 0
        first, last = self.view.opening_hour * HOUR, self.view.closing_hour * HOUR
        for room_id in room_ids:
            for day in self.days:
                if day.closed:
                    continue
                opened += last - first
                for laid in self.on(room_id, day.on):
                    common = max(0, min(laid.end, last) - max(laid.start, first))
                    if laid.is_closure:
                        opened -= common
                    elif laid.takes(laid.start, laid.end):
                        booked += common
        return min(1.0, booked / opened) if opened > 0 else None

    # The cursor

    def land(self, room_id: int, day: date, minute: int, length: int = HOUR, anchor: int | None = None) -> Wanted:
        """The cursor at a minute of a room's day: on the block that is there, else on free time up to `length`."""
        kept = minute if anchor is None else anchor
        there = [laid for laid in self.on(room_id, day) if laid.taken_from <= minute < laid.taken_to]
        there.sort(key=lambda laid: (laid.block.lapsed, not laid.start <= minute < laid.end))
        if there:
            return Wanted(room_id, day, there[0].start, there[0].end, there[0].key, kept)
        return Wanted(room_id, day, minute, self._free_end(room_id, day, minute, length), "", kept)

    def _free_end(self, room_id: int, day: date, minute: int, length: int) -> int:
        following = [laid.taken_from for laid in self.on(room_id, day) if laid.taken_from > minute]
        return min([minute + length, WHOLE_DAY, *following])

    def stepped(self, wanted: Wanted, by: int, step: int, length: int = HOUR) -> Wanted | None:
        """The cursor one step of `step` minutes later (`by` 1) or earlier (-1); None past the hours shown.

        It stops at every block on the way, and leaves one by the time it ends or starts.
        """
        here, line = self.at(wanted), self.on(wanted.room_id, wanted.day)
        if by > 0:
            since = here.taken_to if here else wanted.start
            target = since if here else (wanted.start // step + 1) * step
            met = [laid for laid in line if laid is not here and wanted.start < laid.taken_from <= target]
            target = min([target, *(laid.taken_from for laid in met)])
            if target >= self.last_minute:
                return None
            return self.land(wanted.room_id, wanted.day, target, length)
        until = here.taken_from if here else wanted.start
        if until <= self.first_minute:
            return None
        target = max(self.first_minute, (until - 1) // step * step)
        met = [laid for laid in line if laid is not here and laid.taken_to > target and laid.taken_from < until]
        if met:
            last = met[-1]
            return Wanted(wanted.room_id, wanted.day, last.start, last.end, last.key, last.start)
        return self.land(wanted.room_id, wanted.day, target, length)

    def widened(self, wanted: Wanted, by: int) -> Wanted:
        """Free time made longer or shorter by minutes, up to what is in the way; a block stays as it is."""
        if wanted.key:
            return wanted
        length = max(LEAST, wanted.end - wanted.start + by)
        return replace(wanted, end=self._free_end(wanted.room_id, wanted.day, wanted.start, length))

    def again(self, wanted: Wanted) -> Wanted:
        """The cursor on a board read again: on the same block wherever it is now, else where it was."""
        if wanted.key:
            same = self.find(wanted.key, wanted.room_id)
            if same is not None:
                anchor = wanted.anchor if same.start <= wanted.anchor < same.end else same.start
                return Wanted(same.room_id, same.day, same.start, same.end, same.key, anchor)
        return self.land(wanted.room_id, wanted.day, wanted.start, wanted.end - wanted.start, wanted.anchor)

    # Moving a booking

    def carry(self, laid: Laid) -> Carried:
        """Take a booking in hand, where it is."""
        meeting = _meeting(laid.block)
        day = local_of(meeting.start).date()
        start = minute_of(meeting.start, day)
        booking = laid.block.booking
        before, after = (booking.setup_minutes, booking.clearing_minutes) if booking is not None else (0, 0)
        room_id = booking.room_id if booking is not None else laid.room_id
        return Carried(laid.block, room_id, day, start, start + meeting.minutes, before, after)

    def put(self, carried: Carried, *, room_id: int, day: date, start: int, end: int) -> Carried:
        """The booking held elsewhere, with what is in the way there. It stays in one day."""
        length = min(end - start, WHOLE_DAY)
        start = max(0, min(start, WHOLE_DAY - length))
        room = self.room(room_id)
        if room is not None and carried.block.booking is not None and room_id != carried.block.booking.room_id:
            carried = replace(carried, before=room.setup_minutes, after=room.clearing_minutes)
        moved = replace(carried, room_id=room_id, day=day, start=start, end=start + length)
        return replace(moved, clash=self._clash(moved))

    def _clash(self, carried: Carried) -> Laid | None:
        first, last = carried.start - carried.before, carried.end + carried.after
        return next(
            (
                laid
                for laid in self.on(carried.room_id, carried.day)
                if laid.key != carried.block.key and laid.takes(first, last)
            ),
            None,
        )


def _set_apart(line: list[Laid]) -> None:
    """Of two blocks that touch and have one colour, the second is pale."""
    for rank in range(1, len(line)):
        before, here = line[rank - 1], line[rank]
        if before.end == here.start and before.block.letter == here.block.letter and not before.pale:
            line[rank] = replace(here, pale=True)


def _laid_over(block: PlanningBlock, days: Sequence[date]) -> Iterable[Laid]:
    """A block on each of the days it touches."""
    slot = local_of(block.slot.start), local_of(block.slot.end)
    # Most have neither setup nor clearing, and a page has hundreds.
    blocked = slot if block.blocked == block.slot else (local_of(block.blocked.start), local_of(block.blocked.end))
    first, last = min(slot[0], blocked[0]).date(), max(slot[1], blocked[1]).date()
    for day in days if first != last else (first,):
        if not first <= day <= last or day not in days:
            continue
        start, end = (_minute_on(day, local) for local in slot)
        taken_from, taken_to = (start, end) if blocked is slot else (_minute_on(day, local) for local in blocked)
        if end > start:
            yield Laid(block, block.room_id, day, start, end, min(start, taken_from), max(end, taken_to))
