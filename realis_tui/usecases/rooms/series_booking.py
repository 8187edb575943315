"""Booking a series: what it would give, date by date as it is typed, then all of it in one act (rule 15)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from pydantic import TypeAdapter, ValidationError

from realis_tui.db.models.rooms import Booking, BookingSeries
from realis_tui.domain.accounts import Permission
from realis_tui.domain.french import plural
from realis_tui.domain.inputs import Day, Hour
from realis_tui.domain.occurrences import Hours
from realis_tui.domain.recurrence import Repeat, Rule, days, parse_repeat, said
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Slot, Taken, Tenant
from realis_tui.usecases.acts import question
from realis_tui.usecases.rooms.blocks import blocks_of, clashes_of, hold_turn
from realis_tui.usecases.rooms.making import Wanted, booking_for, check_fields, new_booking, refuse_unbookable
from realis_tui.usecases.rooms.parties import PartyFound, party_of
from realis_tui.usecases.rooms.prices import price_of_series
from realis_tui.usecases.rooms.reading import bookings_of, room_view, room_views
from realis_tui.usecases.rooms.requests import BookRoom, CheckBooking, TenantField
from realis_tui.usecases.rooms.series_dates import (
    LEFT_OUT,
    MET,
    Plan,
    clash_words,
    named,
    planned,
    refuse_beyond_agreement,
    series_said,
    starting_remark,
)
from realis_tui.usecases.rooms.series_moves import Moved, moved, refuse_strangers, said_there, with_moves
from realis_tui.usecases.rooms.views import (
    BookingsSaved,
    Fate,
    Occurrence,
    Remark,
    RoomView,
    SeriesPrice,
    SeriesView,
    in_the_way,
)
from realis_tui.usecases.unit import UnitOfWork

_DAY: TypeAdapter[date] = TypeAdapter(Day)
_HOUR: TypeAdapter[time] = TypeAdapter(Hour)
_TENANT: TypeAdapter[Tenant] = TypeAdapter(TenantField)


@question("rooms.preview_series", "Prévoir la série", Permission.ROOMS_READ)
def preview_series(unit: UnitOfWork, request: CheckBooking) -> SeriesView:
    """What a form's repetition gives, date by date, with what is known so far: it refuses nothing, writes nothing."""
    on = _read(_DAY, request.on, unit)
    if on is None or not request.repeat.strip():
        return SeriesView(None, "", "", ())
    try:
        repeat = parse_repeat(request.repeat, on)
    except ValueError as error:
        return SeriesView(None, "", "", (), (Remark("late", str(error)),))
    rule, found = repeat.rule, list(days(repeat.rule, on))
    room = next((room for room in room_views(unit) if room.id == request.room_id), None)
    start, end = _read(_HOUR, request.start, unit), _read(_HOUR, request.end, unit)
    hours = Hours(start, end) if start is not None and end is not None and (end > start or end == time()) else None
    plan = Plan(
        found,
        hours or Hours(time(), time()),
        room if hours else None,
        outside_hours=request.outside_hours or hours is None,
        excepted=_excepted(repeat, request.skip),
        but=() if request.booking_id is None else (request.booking_id,),
    )
    going = moved(unit, plan, request.moves)
    told = with_moves(unit, plan, planned(unit, plan), going)
    occurrences = told if hours else tuple(replace(item, slot=None, shifted=False) for item in told)
    party = _party(unit, request, found[0])
    return SeriesView(
        None,
        rule.text,
        series_said(rule, on, occurrences),
        occurrences,
        tuple(_remarks(unit, party, rule, on, _days_met(found, told))),
        _price(unit, party, plan, told, going),
    )


def _read(adapter: TypeAdapter[Any], text: str, unit: UnitOfWork) -> Any:
    try:
        return adapter.validate_python(text, context={"today": unit.today}) if text.strip() else None
    except ValidationError:
        return None


def _party(unit: UnitOfWork, request: CheckBooking, on: date) -> PartyFound | None:
    """Who it is for, at the tariff that is chosen; None until it is understood."""
    try:
        return party_of(unit, request.who, _read(_TENANT, request.tenant, unit), on) if request.who.strip() else None
    except Refused:
        return None


def _price(
    unit: UnitOfWork,
    party: PartyFound | None,
    plan: Plan,
    told: Sequence[Occurrence],
    going: Mapping[date, Moved],
) -> SeriesPrice | None:
    """What the dates that would be booked cost, each in the room where it is met."""
    room = plan.room
    if party is None or room is None:
        return None
    met = [(item.on, item.slot) for item in told if item.fate in MET and item.slot is not None]
    where = [(going[on].room.id if on in going else room.id, slot) for on, slot in met]
    return price_of_series(unit, party, where, plan.but)


def _remarks(
    unit: UnitOfWork, party: PartyFound | None, rule: Rule, on: date, found: Sequence[date]
) -> Iterator[Remark]:
    yield from (Remark("soon", text) for text in (starting_remark(rule, on), _skipping_remark(rule)) if text)
    try:
        if party is not None:
            refuse_beyond_agreement(unit, party, max(found))
    except Refused as refused:
        yield Remark("late", refused.message)


def _days_met(found: Sequence[date], told: Sequence[Occurrence]) -> list[date]:
    """The days of a rule, and those where its dates go."""
    return [*found, *(item.slot.day for item in told if item.fate is Fate.MOVED and item.slot is not None)]


def _skipping_remark(rule: Rule) -> str:
    """Said of a day that some months lack."""
    lacking = [day for day in rule.month_days if day > 28]
    if lacking:
        return f"Les mois sans {lacking[-1]} sont sautés."
    return "Les mois qui n'en ont que quatre sont sautés." if any(day.nth == 5 for day in rule.weekdays) else ""


def book_series(unit: UnitOfWork, request: BookRoom) -> BookingsSaved:
    """Book every date of a repetition, as one act. Refused when some are taken, naming them, unless `partial`.

    Public holidays, closures, past dates and those excepted are left out and said, and kept with the series.
    """
    hours = Hours(request.start, request.end)
    hours.refuse_reversed()
    repeat = repeat_of(request.repeat or "", request.on)
    found = list(days(repeat.rule, request.on))
    refuse_strangers(found, request.moves)
    room = room_view(unit, request.room_id)
    refuse_unbookable(room)
    plan = Plan(found, hours, room, request.outside_hours, _excepted(repeat, request.skip))
    going = moved(unit, plan, request.moves)
    party = party_of(unit, request.who, request.tenant, found[0])
    refuse_beyond_agreement(unit, party, max([*found, *(to.slot.day for to in going.values())]))
    hold_turn(unit, {*room.resources, *(each for to in going.values() for each in to.room.resources)})
    occurrences = list(with_moves(unit, plan, planned(unit, plan), going))
    _refuse_what_cannot_be(occurrences, partial=request.partial)
    series = BookingSeries(
        room_id=room.id,
        rule=repeat.rule.text,
        starts_on=found[0],
        start_time=f"{hours.start:%H:%M}",
        end_time=f"{hours.end:%H:%M}",
    )
    unit.session.add(series)
    unit.session.flush()
    made = _book_dates(unit, series, party, request, occurrences, going)
    series.skipped = [
        {"on": item.on.isoformat(), "why": item.said, "fate": item.fate.value}
        for item in occurrences
        if item.fate in (*LEFT_OUT, Fate.PAST)
    ]
    unit.session.flush()
    return _saved(unit, series, repeat.rule, room, party, occurrences, made, option=request.option)


def repeat_of(text: str, on: date) -> Repeat:
    """What a repetition asks. Refused on the field `repeat`."""
    try:
        return parse_repeat(text, on)
    except ValueError as error:
        raise Refused(str(error), "repeat") from None


def _excepted(repeat: Repeat, skip: Sequence[date]) -> dict[date, str]:
    return dict.fromkeys((*repeat.excepted, *skip), "")


def _refuse_what_cannot_be(occurrences: Sequence[Occurrence], *, partial: bool) -> None:
    refused = next((item for item in occurrences if item.fate is Fate.REFUSED), None)
    if refused is not None:
        raise Refused(refused.said, "start", way=refused.way)
    refuse_clashes(occurrences, partial=partial)
    if not any(item.fate in MET for item in occurrences):
        left = [item for item in occurrences if item.fate is not Fate.PAST]
        told = (
            f"il ne reste aucune date ({named(left, occurrences[0].on)})" if left else "toutes ses dates sont passées"
        )
        told = f"Rien à réserver dans cette série : {told}."
        taken = [item for item in left if item.fate is Fate.CLASH]
        raise Taken(told, "repeat", in_the_way(taken)) if taken else Refused(told, "repeat")


def refuse_clashes(
    occurrences: Sequence[Occurrence],
    *,
    partial: bool = False,
    fates: Sequence[Fate] = (Fate.CLASH,),
    field: str = "repeat",
    advice: str = "Changer d'heure ou de salle, ou réserver seulement les autres.",
    way: str | None = "partial",
) -> None:
    """Refuse, naming who and until when, dates that are taken, unless the others are wanted all the same."""
    taken = [item for item in occurrences if item.fate in fates]
    if taken and not partial:
        are = "n'est pas libre" if len(taken) == 1 else "ne sont pas libres"
        names = named(taken, occurrences[0].on)
        told = f"{plural(len(taken), 'date')} sur {len(occurrences)} {are} : {names}. {advice}"
        raise Taken(told, field, in_the_way(taken), way)


def _book_dates(
    unit: UnitOfWork,
    series: BookingSeries,
    party: PartyFound,
    request: BookRoom,
    occurrences: list[Occurrence],
    going: Mapping[date, Moved],
) -> list[Booking]:
    """Book each date that is free; what was taken since it was looked at is one date more that clashes."""
    room = room_view(unit, request.room_id)
    wanted = {}
    for rank, item in enumerate(occurrences):
        if item.fate in MET and item.slot is not None:
            to = going.get(item.on)
            there, fields = (to.room, said_there(to, request)) if to is not None else (room, request)
            wanted[rank] = Wanted(there, party, item.slot, fields, request.option, series.id, item.on)
    made = _book_at_once(unit, wanted) or _book_one_by_one(unit, wanted)
    for rank, want in wanted.items():
        booking = made.get(rank)
        if booking is not None:
            occurrences[rank] = replace(occurrences[rank], booking_id=booking.id, version=booking.version)
        else:
            fate, words, who = _took(unit, want.room, want.slot)
            occurrences[rank] = replace(occurrences[rank], fate=fate, said=words, who=who)
    refuse_clashes(occurrences, partial=request.partial)
    return list(made.values())


def _book_at_once(unit: UnitOfWork, wanted: Mapping[int, Wanted]) -> dict[int, Booking] | None:
    """All of them in one flush, as it nearly always goes; None when one was refused because it is taken.

    It is one's turn and what is taken was read: only another program's writing, which the guard sees, comes between.
    """
    try:
        with unit.savepoint():
            made = {}
            for rank, want in wanted.items():
                check_fields(unit, want.room, want.slot, want.fields)
                made[rank] = booking_for(unit, want)
                made[rank].blocks = blocks_of(made[rank], want.room.resources)
            unit.session.add_all(made.values())
            unit.session.flush()
            return made
    except Taken:
        return None


def _book_one_by_one(unit: UnitOfWork, wanted: Mapping[int, Wanted]) -> dict[int, Booking]:
    """Each in a savepoint of its own: what the data base refuses is one date, not all of them."""
    made = {}
    for rank, want in wanted.items():
        try:
            with unit.savepoint():
                made[rank] = new_booking(unit, want)
        except Taken:
            continue
    return made


def _took(unit: UnitOfWork, room: RoomView, slot: Slot) -> tuple[Fate, str, str]:
    """What took the slot since it was looked at."""
    found = clashes_of(unit, room.resources, slot.widened(room.setup_minutes, room.clearing_minutes))
    if not found:
        return Fate.CLASH, "prise à l'instant par un autre poste", "un autre poste"
    return *clash_words(found[0], slot, room), found[0].who


def _saved(
    unit: UnitOfWork,
    series: BookingSeries,
    rule: Rule,
    room: RoomView,
    party: PartyFound,
    occurrences: Sequence[Occurrence],
    made: Sequence[Booking],
    *,
    option: bool,
) -> BookingsSaved:
    view = SeriesView(series.id, rule.text, series_said(rule, series.starts_on, occurrences), tuple(occurrences))
    told = f"{room.name} {'mise en option' if option else 'réservée'} pour {party.name}"
    unit.summary = f"{told} : {said(rule, series.starts_on)} ({plural(len(made), 'date')})"
    return BookingsSaved(
        bookings=bookings_of(unit, [booking.id for booking in made]),
        message=f"{told} : {view.said}",
        brief=f"{told} : {series_said(rule, series.starts_on, occurrences, by_name=False)}",
        clashes=view.clashes,
        skipped=tuple(item for item in occurrences if item.fate not in (*MET, Fate.CLASH)),
        series=view,
    )
