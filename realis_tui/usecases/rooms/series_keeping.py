"""A series that is booked, date by date: read, one date left out, one that comes back (rule 15)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from realis_tui.db.models.rooms import Booking, BookingSeries
from realis_tui.domain.accounts import Permission
from realis_tui.domain.french import format_date
from realis_tui.domain.occurrences import Hours
from realis_tui.domain.paris_time import day_of
from realis_tui.domain.recurrence import Rule, days, ended, read_rfc
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, who_of
from realis_tui.usecases.acts import act, question
from realis_tui.usecases.companies.rows import current_passage, row_of
from realis_tui.usecases.rooms.blocks import hold_turn, refuse_taken, take_time
from realis_tui.usecases.rooms.changing import cancel, hold, place, refuse_too_many
from realis_tui.usecases.rooms.making import Wanted, lapse_of, new_booking, refuse_unbookable
from realis_tui.usecases.rooms.parties import party_kept
from realis_tui.usecases.rooms.reading import BOOKINGS, booking_view, room_view
from realis_tui.usecases.rooms.requests import (
    BookingFields,
    ReaddOccurrence,
    Scope,
    SeriesRequest,
    SkipOccurrence,
)
from realis_tui.usecases.rooms.series_dates import (
    moved_words,
    refuse_beyond_agreement,
    series_said,
    shifted_words,
    skipped_words,
)
from realis_tui.usecases.rooms.views import BookingView, Fate, Occurrence, SeriesView
from realis_tui.usecases.unit import UnitOfWork

_CHANGES = ("rooms", "companies")
_OF_SERIES = BOOKINGS.where(Booking.series_id == bindparam("series")).order_by(Booking.occurrence_on)
_ROWS = (
    select(Booking)
    .where(Booking.series_id == bindparam("series"))
    .options(selectinload(Booking.blocks))
    .order_by(Booking.occurrence_on)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A series as it is kept: its row, its rule and its hours."""

    row: BookingSeries
    rule: Rule
    hours: Hours

    @property
    def days(self) -> list[date]:
        return list(days(self.rule, self.row.starts_on))

    @property
    def skipped(self) -> dict[date, dict[str, Any]]:
        return {date.fromisoformat(item["on"]): item for item in self.row.skipped}


def kept(row: BookingSeries) -> Kept:
    """Read the row of a series."""
    return Kept(row, read_rfc(row.rule), Hours.read(row.start_time, row.end_time))


def series_of(unit: UnitOfWork, series_id: int) -> Kept:
    """A series. Refused when there is none such."""
    return kept(row_of(unit, BookingSeries, series_id, "Cette série"))


def bookings_in(unit: UnitOfWork, series_id: int) -> Sequence[Booking]:
    """Every booking of a series, cancelled ones too, in the order of its rule."""
    return unit.session.scalars(_ROWS, {"series": series_id}).all()


def rule_day(row: Booking) -> date:
    """The day of the rule that a booking of a series stands for, also once moved."""
    return row.occurrence_on or day_of(row.starts_at)


def in_scope(rows: Iterable[Booking], booking: Booking, scope: Scope) -> list[Booking]:
    """Those of a series that an act done on `booking` is about, when it is not about that one alone."""
    return [row for row in rows if scope is Scope.ALL or rule_day(row) >= rule_day(booking)]


def note_skipped(series: BookingSeries, on: date, why: str, fate: Fate) -> None:
    """Keep with the series that a date is not met, and why."""
    others = [item for item in series.skipped if item["on"] != on.isoformat()]
    noted = {"on": on.isoformat(), "why": why, "fate": fate.value}
    series.skipped = sorted([*others, noted], key=lambda item: str(item["on"]))


def end_rule(series: Kept, last: date) -> None:
    """The rule gives no day after `last`, nor reasons for any."""
    series.row.rule = ended(series.rule, last).text
    series.row.skipped = [item for on, item in series.skipped.items() if on <= last]


@question("rooms.series", "Série de réservations", Permission.ROOMS_READ)
def series_card(unit: UnitOfWork, request: SeriesRequest) -> SeriesView:
    """A series, one line per date of its rule."""
    return series_view(unit, series_of(unit, request.series_id))


def series_view(unit: UnitOfWork, series: Kept) -> SeriesView:
    """The series as it stands, date by date."""
    rows = unit.session.execute(_OF_SERIES, {"series": series.row.id})
    booked = {view.occurrence_on: view for view in map(booking_view, rows)}
    skipped = series.skipped
    occurrences = tuple(_occurrence(unit, series, on, booked.get(on), skipped.get(on)) for on in series.days)
    said = series_said(series.rule, series.row.starts_on, occurrences)
    return SeriesView(series.row.id, series.rule.text, said, occurrences)


def _occurrence(
    unit: UnitOfWork, series: Kept, on: date, booking: BookingView | None, noted: Mapping[str, Any] | None
) -> Occurrence:
    usual = series.hours.on(on)
    if booking is None or booking.status is BookingStatus.CANCELLED:
        fate, said = _left_out(booking, noted)
        ids = (booking.id, booking.version) if booking is not None else (None, None)
        return Occurrence(on, usual, fate, said, *ids)
    shifted = series.hours.are_shifted(on)
    fate, said = Fate.BOOKED, shifted_words(usual) if shifted else booking.status.label
    if booking.ends_at <= unit.now:
        fate, said = Fate.PAST, "passée" if booking.status.takes_time else booking.status.label
    elif booking.slot != usual or booking.room_id != series.row.room_id:
        room = booking.room if booking.room_id != series.row.room_id else ""
        fate, said = Fate.MOVED, moved_words(booking.slot, usual, room)
    return Occurrence(on, booking.slot, fate, said, booking.id, booking.version, shifted)


def _left_out(booking: BookingView | None, noted: Mapping[str, Any] | None) -> tuple[Fate, str]:
    if noted is not None:
        return Fate(noted.get("fate", Fate.SKIPPED.value)), str(noted["why"])
    reason = booking.cancel_reason if booking is not None else None
    return Fate.SKIPPED, f"annulée ({reason})" if reason else "annulée"


@act("rooms.skip_occurrence", "Sauter une date de la série", Permission.ROOMS_BOOK, changes=_CHANGES)
def skip_occurrence(unit: UnitOfWork, request: SkipOccurrence) -> SeriesView:
    """Leave one date out: its time is free again, nothing is owed for it, and the reason stays with the series."""
    series = series_of(unit, request.series_id)
    booking = _at(unit, series, request.on)
    if booking is None or booking.status is BookingStatus.CANCELLED:
        raise Refused(f"La date du {format_date(request.on)} est déjà sautée.")
    hold(unit, booking)
    cancel(unit, booking, by_tenant=False, reason=request.reason)
    note_skipped(series.row, request.on, skipped_words(request.reason), Fate.SKIPPED)
    unit.session.flush()
    unit.summary = f"{_named(unit, booking)} : le {format_date(request.on)} sautée"
    return series_view(unit, series)


@act("rooms.readd_occurrence", "Remettre une date de la série", Permission.ROOMS_BOOK, changes=_CHANGES)
def readd_occurrence(unit: UnitOfWork, request: ReaddOccurrence) -> SeriesView:
    """A date left out comes back at the hours of the series, a public holiday too. Refused when it is taken."""
    series = series_of(unit, request.series_id)
    booking = _at(unit, series, request.on)
    if booking is not None and booking.status is not BookingStatus.CANCELLED:
        raise Refused(f"La date du {format_date(request.on)} est déjà réservée.")
    if series.hours.on(request.on).end <= unit.now:
        raise Refused(f"Le {format_date(request.on)} est passé : cette date ne revient plus.")
    _refuse_after_the_stay(unit, series, request.on)
    booking = _revived(unit, series, booking) if booking is not None else _booked_again(unit, series, request.on)
    series.row.skipped = [item for item in series.row.skipped if item["on"] != request.on.isoformat()]
    unit.session.flush()
    unit.summary = f"{_named(unit, booking)} : le {format_date(request.on)} remise"
    return series_view(unit, series)


def _at(unit: UnitOfWork, series: Kept, on: date) -> Booking | None:
    """The booking of a date of the rule. Refused when it is none of its dates."""
    if on not in series.days:
        raise Refused(f"Le {format_date(on)} n'est pas une date de cette série.", "on")
    return next((row for row in bookings_in(unit, series.row.id) if row.occurrence_on == on), None)


def _refuse_after_the_stay(unit: UnitOfWork, series: Kept, on: date) -> None:
    """Rule 15, for one date: not past the end of a company's agreement, nor once it has left."""
    rows = bookings_in(unit, series.row.id)
    company = rows[0].company if rows else None
    if company is None:
        return
    passage = current_passage(unit, company.id)
    if passage is not None and passage.exited_on is not None and on > passage.exited_on:
        left = format_date(passage.exited_on)
        raise Refused(f"{company.name} est sortie le {left} : réserver à part, au tarif d'un extérieur.", "on")
    refuse_beyond_agreement(unit, party_kept(rows[0]), on, field="on")


def _revived(unit: UnitOfWork, series: Kept, booking: Booking) -> Booking:
    """The very booking that was cancelled, at the hours and in the room of the series."""
    assert booking.occurrence_on is not None
    room, slot = room_view(unit, series.row.room_id), series.hours.on(booking.occurrence_on)
    refuse_unbookable(room)
    hold_turn(unit, room.resources)
    refuse_taken(unit, room, slot, room.setup_minutes, room.clearing_minutes)
    held = booking.lapses_at is not None
    refuse_too_many(room, booking)
    place(unit, booking, room, slot)
    booking.setup_minutes, booking.clearing_minutes = room.setup_minutes, room.clearing_minutes
    booking.status = BookingStatus.OPTION if held else BookingStatus.CONFIRMED
    booking.lapses_at = lapse_of(unit, slot) if held else None
    booking.cancelled_at, booking.cancelled_by_tenant, booking.cancel_reason = None, False, None
    booking.freed_at = None
    take_time(unit, booking, room.resources)
    return booking


def _booked_again(unit: UnitOfWork, series: Kept, on: date) -> Booking:
    """A date that never was booked: like the nearest one that was."""
    others = bookings_in(unit, series.row.id)
    if not others:
        raise Refused("Cette série n'a plus aucune réservation : la réserver de nouveau.")
    model = min(others, key=lambda row: (not row.status.takes_time, _gap(row, on)))
    fields = BookingFields(
        title=model.title,
        purpose=model.purpose,
        people=model.people,
        layout=model.layout,
        equipment=tuple(model.equipment),
        notes=model.notes,
        outside_hours=model.is_outside_hours,
        forced_because=model.forced_because,
    )
    option = model.status is BookingStatus.OPTION
    room = room_view(unit, series.row.room_id)
    return new_booking(unit, Wanted(room, party_kept(model), series.hours.on(on), fields, option, series.row.id, on))


def _gap(row: Booking, on: date) -> int:
    return abs((row.occurrence_on - on).days) if row.occurrence_on else 0


def _named(unit: UnitOfWork, booking: Booking) -> str:
    who = who_of(booking.party, booking.company.name if booking.company else None, booking.party_name)
    return f"Série de {who} ({room_view(unit, booking.room_id).name})"


def not_over(unit: UnitOfWork, rows: Iterable[Booking]) -> list[Booking]:
    """Those that a change of the series may still touch: not over, and nobody has arrived."""
    return [row for row in rows if row.ends_at > unit.now and row.checked_in_at is None]
