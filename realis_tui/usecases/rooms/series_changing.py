"""Changing a series: this date and the following ones, or all of them; what is over stays as it was (rule 15).

When what follows becomes another series than what came before, the series is split: the old one's rule ends the day
before, a new one has the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from realis_tui.db.models.rooms import Booking, BookingSeries
from realis_tui.domain.french import format_date_short, format_day, plural
from realis_tui.domain.occurrences import Hours
from realis_tui.domain.paris_time import day_of, local_of
from realis_tui.domain.recurrence import resumed, shifted
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Party, Slot
from realis_tui.usecases.rooms.blocks import blocks_of, hold_turn
from realis_tui.usecases.rooms.changing import buffers_there, layout_left, mark_cancelled, place, refuse_too_many
from realis_tui.usecases.rooms.making import check_hours, refuse_over, refuse_unbookable
from realis_tui.usecases.rooms.parties import party_kept
from realis_tui.usecases.rooms.prices import late_words
from realis_tui.usecases.rooms.reading import bookings_of, room_view, room_views
from realis_tui.usecases.rooms.requests import CancelBooking, ConfirmBooking, MoveBooking, Scope
from realis_tui.usecases.rooms.series_booking import refuse_clashes
from realis_tui.usecases.rooms.series_dates import (
    Plan,
    RoomTime,
    clash_words,
    named,
    planned,
    refuse_beyond_agreement,
    skipped_day,
)
from realis_tui.usecases.rooms.series_keeping import (
    Kept,
    bookings_in,
    end_rule,
    in_scope,
    kept,
    not_over,
    note_skipped,
    rule_day,
    series_of,
    series_view,
)
from realis_tui.usecases.rooms.views import BookingsSaved, Fate, Occurrence, RoomView
from realis_tui.usecases.unit import UnitOfWork

_NOT_FREE = (Fate.CLASH, Fate.CLOSED)
_FREE = "libre, à remettre si besoin"
"""Said of a date that was not met where it was, and could be where it went."""


def cancel_series(unit: UnitOfWork, booking: Booking, request: CancelBooking) -> BookingsSaved:
    """Cancel what is still to come; the rule ends before it, so that the series says what it was."""
    series, rows = _series_of(unit, booking)
    part, chosen = _held(unit, rows, booking, request.scope)
    if not chosen:
        raise Refused("Ces dates sont toutes passées ou déjà annulées : il n'y a rien à annuler.")
    for row in chosen:
        mark_cancelled(unit, row, by_tenant=request.by_tenant, reason=request.reason)
    if (cut := _cut(rows, part)) is not None:
        end_rule(series, cut - timedelta(days=1))
    unit.session.flush()
    saved = _told(unit, booking, chosen, "annulée")
    owed = [f"{format_day(rule_day(row))} {words}" for row in chosen if (words := late_words(unit, row))]
    unit.summary = ", ".join([saved.message, *owed])
    return replace(saved, message=unit.summary, is_owed=bool(owed))


def confirm_series(unit: UnitOfWork, booking: Booking, request: ConfirmBooking) -> BookingsSaved:
    """The options that are still held become firm."""
    _, rows = _series_of(unit, booking)
    chosen = [row for row in in_scope(rows, booking, request.scope) if row.status is BookingStatus.OPTION]
    hold_turn(unit, {block.resource_id for row in chosen for block in row.blocks})
    held = [row for row in not_over(unit, chosen) if row.status is BookingStatus.OPTION]
    if not held:
        raise Refused("Aucune de ces dates n'est une option encore tenue : il n'y a rien à confirmer.")
    for row in held:
        row.status, row.lapses_at = BookingStatus.CONFIRMED, None
    unit.session.flush()
    return _told(unit, booking, held, "confirmée")


def move_series(unit: UnitOfWork, booking: Booking, request: MoveBooking) -> BookingsSaved:
    """Another room, day or hours for what is still to come.

    Refused when some dates are taken or come behind a closed door, naming them, unless only the others are wanted
    (`partial`), and beyond the agreement's end; those that come on a public holiday are skipped and said, when others
    are left.
    """
    series, rows = _series_of(unit, booking)
    room = room_view(unit, request.room_id or series.row.room_id)
    part, chosen = _held(unit, rows, booking, request.scope, room.resources)
    if not chosen:
        raise Refused("Ces dates sont toutes passées ou annulées : il n'y a rien à déplacer.")
    change = _Change.of(series, booking, request)
    rooms = {each.id: each for each in room_views(unit)}
    moves = [_Move(row, rooms[request.room_id or row.room_id], change.slot_of(series, row)) for row in chosen]
    _refuse_beyond(unit, booking, moves)
    moves, told, staying = _parted(unit, moves, request)
    if not any(item.fate is Fate.BOOKED for item in told):
        raise Refused(f"Il ne resterait aucune date : {named(told, told[0].on)}. Choisir un autre jour.", "on")
    outside = request.outside_hours or any(row.is_outside_hours for row in chosen)
    plan = Plan((), series.hours.changed(change.start, change.end), room, outside, but=[row.id for row in chosen])
    _rewrite(unit, series, rows, part, change, plan)
    left = {move.row.id: layout_left(move.room, move.row) for move in moves}
    kept_on = _carry_out(unit, moves, told)
    unit.session.flush()
    saved = _told(unit, booking, kept_on, "déplacée")
    said = list(dict.fromkeys(left[row.id] for row in kept_on if left[row.id]))
    if staying:
        stay = "1 date reste où elle est" if len(staying) == 1 else f"{len(staying)} dates restent où elles sont"
        said.insert(0, f"{stay} : {named(_where_they_stay(staying, chosen), staying[0].on)}.")
    return replace(saved, message=". ".join([saved.message, " ".join(said)]), clashes=tuple(staying)) if said else saved


# Which dates


def _series_of(unit: UnitOfWork, booking: Booking) -> tuple[Kept, Sequence[Booking]]:
    assert booking.series_id is not None
    return series_of(unit, booking.series_id), bookings_in(unit, booking.series_id)


def _held(
    unit: UnitOfWork, rows: Sequence[Booking], booking: Booking, scope: Scope, resources: Iterable[int] = ()
) -> tuple[list[Booking], list[Booking]]:
    """The dates of the scope that are not over, and those of them that are held, once it is one's turn."""
    part = not_over(unit, in_scope(rows, booking, scope))
    hold_turn(unit, {*resources, *(block.resource_id for row in part for block in row.blocks)})
    # Waiting one's turn lets lapsed options go: these are cancelled already.
    return part, [row for row in part if row.status.takes_time]


def _cut(rows: Sequence[Booking], part: Sequence[Booking]) -> date | None:
    """The day from which the rule changes: after every date that stays as it was; None when none stays.

    A date that was moved ahead of one that is over changes by itself: the rule keeps its day.
    """
    touched = {row.id for row in part}
    stay = [rule_day(row) for row in rows if row.id not in touched]
    if not stay:
        return None
    last = max(stay)
    return min((rule_day(row) for row in part if rule_day(row) > last), default=last + timedelta(days=1))


# What changes


@dataclass(frozen=True, slots=True)
class _Change:
    """What a move asks of each date: so many days later, other hours (None: its own), how long (None: as it did)."""

    by_days: int
    start: time | None
    end: time | None

    @classmethod
    def of(cls, series: Kept, booking: Booking, request: MoveBooking) -> "_Change":
        day = request.on or _own(series, booking)[0]
        return cls((day - _own(series, booking)[0]).days, request.start, request.end)

    def slot_of(self, series: Kept, row: Booking) -> Slot:
        """Where a date goes."""
        day, hours = _own(series, row)
        if hours is None:
            if self.start is None and self.end is None and self.by_days == 0:
                return Slot(row.starts_at, row.ends_at)
            raise Refused("Une date de la série dure plus d'un jour : la déplacer seule d'abord.")
        return hours.changed(self.start, self.end).on(day + timedelta(days=self.by_days))


def _own(series: Kept, row: Booking) -> tuple[date, Hours | None]:
    """The day and the hours of a date: the series' own while it is at its place, else where it was moved to."""
    on = rule_day(row)
    if series.hours.on(on) == Slot(row.starts_at, row.ends_at):
        return on, series.hours
    start, end = local_of(row.starts_at), local_of(row.ends_at)
    next_day = start.date() + timedelta(days=1)
    if end.date() != start.date() and not (end.date() == next_day and end.time() == time()):
        return start.date(), None
    return start.date(), Hours(start.time(), end.time())


@dataclass(frozen=True, slots=True)
class _Move:
    """One date and where it goes."""

    row: Booking
    room: RoomView
    slot: Slot

    @property
    def wide(self) -> Slot:
        """With the setup and clearing it will have."""
        return self.slot.widened(*buffers_there(self.room, self.row))


def _looked_at(unit: UnitOfWork, moves: Sequence[_Move], *, outside_hours: bool) -> list[Occurrence]:
    """What becomes of each date where it goes; nothing is written."""
    ours = {move.row.id for move in moves}
    there = {
        room_id: RoomTime(unit, room, [move.wide for move in moves if move.room.id == room_id], ours)
        for room_id, room in {move.room.id: move.room for move in moves}.items()
    }
    told = []
    for move in moves:
        if move.room.id != move.row.room_id:
            refuse_unbookable(move.room)
        refuse_too_many(move.room, move.row)
        refuse_over(unit, move.slot)
        said_outside = outside_hours or move.row.is_outside_hours
        fate, words, who = Fate.BOOKED, "réservée", ""
        if move.slot.day != day_of(move.row.starts_at):
            fate, words = skipped_day(unit, move.slot.day, outside_hours=said_outside) or (fate, words)
        if fate is Fate.BOOKED:
            check_hours(unit, move.slot, said=said_outside)
            clash = there[move.room.id].clash(move.wide)
            if clash is not None:
                (fate, words), who = clash_words(clash, move.slot, move.room), clash.who
        told.append(Occurrence(move.slot.day, move.slot, fate, words, move.row.id, who=who))
    return told


def _parted(
    unit: UnitOfWork, moves: list[_Move], request: MoveBooking
) -> tuple[list[_Move], list[Occurrence], list[Occurrence]]:
    """The dates that go, with what becomes of each; and those that stay, not free there. Refused unless that is asked.

    One that stays may be in the way of another: the others are looked at again without it.
    """
    staying: list[Occurrence] = []
    while moves:
        told = _looked_at(unit, moves, outside_hours=request.outside_hours)
        kept_back = [item for item in told if item.fate in _NOT_FREE]
        if not kept_back:
            return moves, told, staying
        others = any(item.fate is Fate.BOOKED for item in told)
        advice = f"Choisir d'autres heures ou une autre salle{', ou déplacer seulement les autres' if others else ''}."
        way = "partial" if others else None
        refuse_clashes(told, partial=request.partial, fates=_NOT_FREE, field="start", advice=advice, way=way)
        staying += kept_back
        moves = [move for move in moves if move.row.id not in {item.booking_id for item in staying}]
    raise Refused("Aucune de ces dates n'est libre là : choisir d'autres heures ou une autre salle.", "start")


def _where_they_stay(items: Sequence[Occurrence], rows: Sequence[Booking]) -> list[Occurrence]:
    """By their own days, with what is in the way on those where they would have gone."""
    own = {row.id: day_of(row.starts_at) for row in rows}
    told = []
    for item in items:
        day = own[item.booking_id or 0]
        there = item.said if item.on == day else f"(le {format_date_short(item.on)} {item.said})"
        told.append(replace(item, on=day, said=there))
    return told


def _refuse_beyond(unit: UnitOfWork, booking: Booking, moves: Sequence[_Move]) -> None:
    last = max(moves, key=lambda move: move.slot.start)
    if booking.party is Party.COMPANY and last.slot.day > day_of(last.row.starts_at):
        refuse_beyond_agreement(unit, party_kept(booking), last.slot.day, field="on")


# Writing it


def _rewrite(
    unit: UnitOfWork,
    series: Kept,
    rows: Sequence[Booking],
    part: Sequence[Booking],
    change: _Change,
    plan: Plan,
) -> None:
    """Give the dates of `part` their new rule, hours and room, in a new series when others stay.

    A shift of days turns a weekly rule; where no rule gives the new days, the dates stand for their own days, moved.
    """
    cut = _cut(rows, part)
    going = [row for row in part if cut is None or rule_day(row) >= cut]
    if not going:
        return
    rest = series.rule if cut is None else resumed(series.rule, series.row.starts_on, cut)
    turned = shifted(rest, change.by_days)
    by = change.by_days if turned is not None else 0
    later = [item for on, item in series.skipped.items() if cut is None or on >= cut]
    target = series.row if cut is None else _split(unit, series, cut)
    assert plan.room is not None
    target.rule, target.room_id = (turned or rest).text, plan.room.id
    target.start_time, target.end_time = f"{plan.hours.start:%H:%M}", f"{plan.hours.end:%H:%M}"
    target.starts_on = (cut or series.row.starts_on) + timedelta(days=by)
    target.skipped = later if turned is None else _reasons(unit, later, by, plan)
    unit.session.flush()
    stands_for = {row.id: rule_day(row) + timedelta(days=by) for row in going}
    if by and cut is None:
        # Two of them never stand for the same day, even for a moment.
        for row in going:
            row.occurrence_on = None
        unit.session.flush()
    for row in going:
        row.series_id, row.occurrence_on = target.id, stands_for[row.id]


def _reasons(unit: UnitOfWork, items: Sequence[Mapping[str, Any]], by: int, plan: Plan) -> list[dict[str, Any]]:
    """Why dates are not met, once all is `by` days later: a holiday may be none there. What a person left out stays."""
    told = planned(unit, replace(plan, days=[_later(item["on"], by) for item in items]))
    anew: list[dict[str, Any]] = []
    for item, found in zip(items, told, strict=True):
        why, fate = found.said, found.fate
        if Fate(item.get("fate", Fate.SKIPPED)) is Fate.SKIPPED and item["why"] != _FREE:
            why, fate = item["why"], Fate.SKIPPED
        elif fate is Fate.BOOKED:
            why, fate = _FREE, Fate.SKIPPED
        anew.append({"on": found.on.isoformat(), "why": why, "fate": fate.value})
    return anew


def _split(unit: UnitOfWork, series: Kept, cut: date) -> BookingSeries:
    """End the series the day before `cut`; gives the new one, to be filled."""
    old = series.row
    end_rule(series, cut - timedelta(days=1))
    made = BookingSeries(
        room_id=old.room_id, rule=old.rule, starts_on=cut, start_time=old.start_time, end_time=old.end_time
    )
    unit.session.add(made)
    unit.session.flush()
    return made


def _later(on: str, by_days: int) -> date:
    return date.fromisoformat(on) + timedelta(days=by_days)


def _carry_out(unit: UnitOfWork, moves: Sequence[_Move], told: Sequence[Occurrence]) -> list[Booking]:
    """Move them together: all give their time back, then take it anew. Those that come on a holiday are cancelled,
    owing nothing."""
    fates = {item.booking_id: item for item in told}
    going = [move for move in moves if fates[move.row.id].fate is Fate.BOOKED]
    for move in moves:
        item = fates[move.row.id]
        if item.fate is not Fate.BOOKED:
            mark_cancelled(unit, move.row, by_tenant=False, reason=item.said)
            series = unit.session.get_one(BookingSeries, move.row.series_id)
            note_skipped(series, rule_day(move.row), item.said, item.fate)
    for move in going:
        move.row.blocks.clear()
        place(unit, move.row, move.room, move.slot)
    unit.session.flush()
    for move in going:
        move.row.blocks = blocks_of(move.row, move.room.resources)
    unit.session.flush()
    return [move.row for move in going]


def _told(unit: UnitOfWork, booking: Booking, rows: Sequence[Booking], word: str) -> BookingsSaved:
    views = bookings_of(unit, [row.id for row in rows])
    series_id = rows[0].series_id if rows else booking.series_id
    view = series_view(unit, kept(unit.session.get_one(BookingSeries, series_id)))
    first = views[0] if views else bookings_of(unit, [booking.id])[0]
    skipped = tuple(item for item in view.occurrences if item.fate in (Fate.HOLIDAY, Fate.CLOSED))
    unit.summary = f"{first.who}, {first.room} : {plural(len(rows), 'date')} de la série {word}{'s' * (len(rows) > 1)}"
    message = f"{unit.summary} ({view.said})" if word == "déplacée" else unit.summary
    return BookingsSaved(views, message, skipped=skipped, series=view)
