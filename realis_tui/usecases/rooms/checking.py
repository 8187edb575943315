"""The live check of a form as it is typed: free or not, by whom taken, over what, at what price, what else is free."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from realis_tui.db.models.rooms import Booking
from realis_tui.domain.accounts import Permission
from realis_tui.domain.french import fold, format_date, format_duration
from realis_tui.domain.holidays_fr import holiday_on
from realis_tui.domain.inputs import Count, Day, Hour, Words, one_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import (
    Slot,
    Tenant,
    format_hour,
    free_stretches,
    is_lapsed,
    nearest_in_size,
    opening_of,
    slot_of,
)
from realis_tui.usecases.acts import question
from realis_tui.usecases.rooms.blocks import clashes_of, next_free, taken_rows, taken_sentence
from realis_tui.usecases.rooms.changing import buffers_there, used_of
from realis_tui.usecases.rooms.making import (
    check_fields,
    lapse_of,
    missing_equipment,
    place_words,
    refuse_past,
    seats_of,
)
from realis_tui.usecases.rooms.parties import PartyFound, party_edited, party_of
from realis_tui.usecases.rooms.prices import price_of
from realis_tui.usecases.rooms.reading import room_views
from realis_tui.usecases.rooms.requests import BookingFields, CheckBooking
from realis_tui.usecases.rooms.series_dates import agreement_end
from realis_tui.usecases.rooms.slots import offered_of
from realis_tui.usecases.rooms.views import Check, Nearby, Price, Remark, RoomView, Standing
from realis_tui.usecases.unit import UnitOfWork

Value = TypeVar("Value")
_DAY: TypeAdapter[date] = TypeAdapter(Day)
_HOUR: TypeAdapter[Any] = TypeAdapter(Hour)
_COUNT: TypeAdapter[int] = TypeAdapter(Count)
_WORDS: TypeAdapter[tuple[str, ...]] = TypeAdapter(Words)
_MOST_NEARBY = 4


@dataclass
class _Typed:
    """What could be read of the form so far, and what could not."""

    room: RoomView | None = None
    slot: Slot | None = None
    party: PartyFound | None = None
    people: int | None = None
    equipment: tuple[str, ...] = ()
    booking: Booking | None = None
    problems: list[tuple[str | None, str]] = field(default_factory=list)
    ways: set[str] = field(default_factory=set)

    @property
    def but(self) -> tuple[int, ...]:
        """What is not in its own way."""
        return () if self.booking is None else (self.booking.id,)

    @property
    def buffers(self) -> tuple[int, int]:
        """Minutes of setup and of clearing in the room: a booking that stays keeps its own."""
        if self.room is None:
            return 0, 0
        if self.booking is not None:
            return buffers_there(self.room, self.booking)
        return self.room.setup_minutes, self.room.clearing_minutes

    def read(self, name: str, given: str, reader: Callable[[], Value]) -> Value | None:
        """What is typed in a field, None while it is empty or not understood (said then)."""
        if not given.strip():
            return None
        try:
            return reader()
        except ValidationError as error:
            said = error.errors(include_url=False)[0].get("ctx", {}).get("error", "Ce n'est pas compris.")
            self.problems.append((name, str(said)))
        except Refused as refused:
            self.problems += [(problem.field or name, problem.message) for problem in refused.problems]
        return None


@question("rooms.check", "Vérifier un créneau", Permission.ROOMS_READ)
def check_booking(unit: UnitOfWork, request: CheckBooking) -> Check:
    """Answer with what is known of a form, whatever is still missing; it refuses nothing and writes nothing."""
    rooms = room_views(unit)
    typed = _read(unit, request, rooms)
    room, slot = typed.room, typed.slot
    if room is not None and slot is not None:
        _check_rules(unit, request, typed, room, slot)
    taken = _taken(unit, typed)
    price = _price(unit, request, typed)
    others = _free_rooms(unit, rooms, typed, request) if slot is not None else []
    standing = Standing.TAKEN if taken else Standing.REFUSED if typed.problems else Standing.FREE
    nearby = _nearby(unit, request, typed, others) if taken and room is not None and slot is not None else []
    return Check(
        standing=standing,
        message=taken or _message(typed),
        slot=slot,
        problems=tuple(typed.problems),
        remarks=tuple(_remarks(unit, typed, _tenant(request.tenant))),
        nearby=tuple(nearby),
        also_free=tuple(other.said for other in others[:_MOST_NEARBY]),
        price=price,
        capacity=_capacity(room, request.layout),
        lapses_at=lapse_of(unit, slot) if slot is not None else None,
        ways=frozenset(typed.ways),
    )


def _read(unit: UnitOfWork, request: CheckBooking, rooms: Iterable[RoomView]) -> _Typed:
    typed = _Typed(room=next((room for room in rooms if room.id == request.room_id), None))
    typed.booking = unit.session.get(Booking, request.booking_id) if request.booking_id is not None else None
    context = {"today": unit.today}
    day = typed.read("on", request.on, lambda: _DAY.validate_python(request.on, context=context))
    start = typed.read("start", request.start, lambda: _HOUR.validate_python(request.start))
    end = typed.read("end", request.end, lambda: _HOUR.validate_python(request.end))
    typed.people = typed.read("people", request.people, lambda: _COUNT.validate_python(request.people))
    typed.equipment = (
        typed.read("equipment", request.equipment, lambda: _WORDS.validate_python(request.equipment)) or ()
    )
    if day is not None and start is not None and end is not None:
        typed.slot = typed.read("start", request.start, lambda: slot_of(day, start, end))
    tenant = _tenant(request.tenant)
    typed.party = typed.read("who", request.who, lambda: _party(unit, request, typed.booking, tenant, day))
    return typed


def _party(
    unit: UnitOfWork, request: CheckBooking, booking: Booking | None, tenant: Tenant | None, day: date | None
) -> PartyFound:
    on = day or unit.today
    if booking is None:
        return party_of(unit, request.who, tenant, on)
    return party_edited(unit, booking, request.who, tenant, on)


def _tenant(text: str) -> Tenant | None:
    try:
        found = one_of(Tenant)(text) if text.strip() else None
    except ValueError:
        return None
    return found if isinstance(found, Tenant) else None


def _check_rules(unit: UnitOfWork, request: CheckBooking, typed: _Typed, room: RoomView, slot: Slot) -> None:
    fields = BookingFields(
        people=typed.people,
        layout=request.layout or None,
        equipment=typed.equipment,
        outside_hours=request.outside_hours,
        forced_because=request.forced_because or None,
    )
    try:
        if request.booking_id is None:
            refuse_past(unit, slot)
        check_fields(unit, room, slot, fields)
    except Refused as refused:
        typed.problems += [(problem.field, problem.message) for problem in refused.problems]
        typed.ways |= {problem.way for problem in refused.problems if problem.way is not None}


def _taken(unit: UnitOfWork, typed: _Typed) -> str:
    room, slot = typed.room, typed.slot
    if room is None or slot is None:
        return ""
    used = slot if typed.booking is None else used_of(typed.booking, slot)
    if used is None:
        return ""
    before, after = typed.buffers
    found = clashes_of(unit, room.resources, used.widened(before, after), but=typed.but)
    return taken_sentence(unit, room, used, before, after, found[0], but=typed.but) if found else ""


def _message(typed: _Typed) -> str:
    if typed.problems:
        return typed.problems[0][1]
    if typed.slot is None or typed.room is None:
        return ""
    return f"libre · {format_duration(typed.slot.minutes)}"


def _price(unit: UnitOfWork, request: CheckBooking, typed: _Typed) -> Price | None:
    if typed.room is None or typed.slot is None or typed.party is None:
        return None
    return price_of(
        unit,
        typed.room.id,
        typed.party.tenant,
        typed.party.party,
        typed.party.company_id,
        typed.party.party_name,
        typed.slot,
        except_booking=request.booking_id or 0,
    )


@dataclass(frozen=True, slots=True)
class _Other:
    """Another room that is free, how it would stand and how many it then holds; `lacks`: the layout and the equipment
    asked that it has not."""

    room: RoomView
    layout: str | None
    seats: int
    lacks: tuple[str, ...]

    @property
    def said(self) -> str:
        """« Thau (20 p) », « Thau en théâtre (25 p) », « Thau (20 p, sans U ni visio) »."""
        lacking = f", sans {' ni '.join(self.lacks)}" if self.lacks else ""
        return f"{place_words(self.room, self.layout)} ({self.seats} p{lacking})"


def _stood(room: RoomView, people: int | None, layout: str, equipment: Iterable[str]) -> _Other | None:
    """How a room would hold as many: in the layout asked when it has it, else as a search finds it."""
    lacks = missing_equipment(room, equipment)
    asked = next((item for item in room.layouts if fold(item.name) == fold(layout)), None)
    if asked is not None and asked.capacity >= (people or 0):
        return _Other(room, asked.name, asked.capacity, tuple(lacks))
    stood = offered_of(room).stood(people)
    return _Other(room, *stood, (*([layout] if layout else []), *lacks)) if stood is not None else None


def _free_rooms(unit: UnitOfWork, rooms: tuple[RoomView, ...], typed: _Typed, request: CheckBooking) -> list[_Other]:
    """The other rooms free at that time that hold as many: those that lack nothing asked first, then those at least as
    large, the nearest in size."""
    slot = typed.slot
    assert slot is not None
    others = [
        other
        for room in rooms
        if room.is_bookable
        and (typed.room is None or room.id != typed.room.id)
        and (other := _stood(room, typed.people, request.layout.strip(), typed.equipment)) is not None
    ]
    margin = max((max(other.room.setup_minutes, other.room.clearing_minutes) for other in others), default=0)
    resources = sorted({resource for other in others for resource in other.room.resources})
    rows = [row for row in taken_rows(unit, resources, slot.widened(margin, margin)) if not is_lapsed(row, unit.now)]
    free = []
    for other in others:
        wide = slot.widened(other.room.setup_minutes, other.room.clearing_minutes)
        if not any(
            row.resource_id in other.room.resources
            and row.booking_id != (request.booking_id or -1)
            and Slot(row.starts_at, row.ends_at).overlaps(wide)
            for row in rows
        ):
            free.append(other)
    wanted = typed.people or (typed.room.capacity if typed.room else 0)
    return sorted(free, key=lambda other: _rank(other, request.layout, wanted))


def _rank(other: _Other, layout: str, wanted: int) -> tuple[Any, ...]:
    stands_otherwise = fold(other.layout or "") != fold(layout)
    return (
        len(other.lacks),
        stands_otherwise,
        *nearest_in_size(other.seats, bool(other.room.parts), other.room.name, wanted),
    )


def _nearby(unit: UnitOfWork, request: CheckBooking, typed: _Typed, others: list[_Other]) -> list[Nearby]:
    """The nearest times of the same room before and after, then the other rooms at the same time."""
    room, slot = typed.room, typed.slot
    assert room is not None and slot is not None
    found = []
    before = _previous_free(unit, room, slot, typed)
    later = next_free(unit, room, slot, *typed.buffers, but=typed.but)
    for other in (before, later):
        if other is not None:
            said = f"{format_hour(other.start)} – {format_hour(other.end)}"
            found.append(Nearby(room.id, room.name, other, said, request.layout or None))
    found += [
        Nearby(other.room.id, other.room.name, slot, f"{other.said}, même heure", other.layout) for other in others
    ]
    return found[:_MOST_NEARBY]


def _previous_free(unit: UnitOfWork, room: RoomView, slot: Slot, typed: _Typed) -> Slot | None:
    """The last time as long, before it on the same day, within the opening hours and not past."""
    hours = opening_of(slot.day, unit.policy_of(slot.day))
    opens = max(hours.start, unit.now) if slot.day == unit.today else hours.start
    if opens >= slot.end:
        return None
    setup, clearing = (timedelta(minutes=minutes) for minutes in typed.buffers)
    window = Slot(opens - setup, slot.end + clearing)
    taken = [
        Slot(row.starts_at, row.ends_at)
        for row in taken_rows(unit, room.resources, window)
        if row.booking_id not in typed.but and not is_lapsed(row, unit.now)
    ]
    lasts = slot.end - slot.start
    for free in reversed(free_stretches(window, taken)):
        end = free.end - clearing
        if end - lasts >= free.start + setup:
            return Slot(end - lasts, end)
    return None


def _remarks(unit: UnitOfWork, typed: _Typed, tenant: Tenant | None) -> Iterable[Remark]:
    """`tenant`: the tariff that was chosen, None for the usual one."""
    if typed.slot is not None:
        if holiday := holiday_on(typed.slot.day):
            yield Remark("soon", f"Jour férié : {holiday}.")
        if typed.slot.end <= unit.now:
            yield Remark("soon", "Ce créneau est passé.")
        if ended := tenant is None and _ended_by_then(unit, typed.party, typed.slot.day):
            yield Remark("soon", ended)
    if typed.room is not None and (brought := missing_equipment(typed.room, typed.equipment)):
        yield Remark("soon", f"À apporter, {typed.room.name} ne l'a pas : {', '.join(brought)}.")


def _ended_by_then(unit: UnitOfWork, party: PartyFound | None, day: date) -> str:
    """Why a company of the house pays as an outsider on that day, "" when it does not."""
    if party is None or party.company_id is None or party.tenant is not Tenant.OUTSIDE:
        return ""
    end = agreement_end(unit, party.company_id)
    return f"Sa convention finit le {format_date(end)} : après, tarif extérieur." if end and end < day else ""


def _capacity(room: RoomView | None, layout: str) -> int | None:
    if room is None:
        return None
    try:
        return seats_of(room, layout or None).usual
    except Refused:
        return room.capacity
