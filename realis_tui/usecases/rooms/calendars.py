"""The calendar of a room, of a company or of the house, ready to be written as iCalendar (rule 18)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from sqlalchemy import Select, not_, select

from realis_tui.db.models import Company
from realis_tui.db.models.rooms import Booking, BookingSeries
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import format_date, plural
from realis_tui.domain.inputs import Day
from realis_tui.domain.occurrences import Hours
from realis_tui.domain.paris_time import day_bounds, day_of
from realis_tui.domain.recurrence import Rule
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import LONGEST_BOOKING, BookingStatus, Party, Slot, format_hour
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.rows import row_of
from realis_tui.usecases.rooms.reading import BOOKINGS, LAPSED, booking_view, room_among, room_views
from realis_tui.usecases.rooms.series_keeping import kept
from realis_tui.usecases.rooms.views import BookingView, RoomView
from realis_tui.usecases.unit import UnitOfWork


class CalendarOf(Input):
    """What takes a room, or what a company has booked; the whole house when neither is given. Both days included."""

    room_id: Annotated[int | None, Shown("Salle", widget="picker", source="rooms", column="salle")] = None
    company_id: Annotated[int | None, Shown("Entreprise", widget="picker", source="companies", column="entreprise")] = (
        None
    )
    first: Annotated[Day | None, Shown("Du", widget="date", hint="depuis toujours", column="du")] = None
    last: Annotated[Day | None, Shown("Au", widget="date", hint="sans fin", column="au")] = None


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A booking as another calendar shows it. `changes`: how many times it was changed; `on`: its date in a series."""

    booking_id: int
    slot: Slot
    summary: str
    location: str
    description: str
    is_option: bool
    changes: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CalendarSeries:
    """A series, with the bookings of it that are in this calendar."""

    series_id: int
    rule: Rule
    starts_on: date
    hours: Hours
    entries: tuple[CalendarEntry, ...]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar: what is booked once, by start, then the series. Cancelled bookings and lapsed options are out."""

    title: str
    made_at: datetime
    entries: tuple[CalendarEntry, ...]
    series: tuple[CalendarSeries, ...]

    @property
    def count(self) -> int:
        """How many bookings it holds."""
        return len(self.entries) + sum(len(series.entries) for series in self.series)


@question("rooms.calendar", "Calendrier iCalendar", Permission.ROOMS_READ)
def calendar_of(unit: UnitOfWork, request: CalendarOf) -> CalendarView:
    """The bookings of a room (those of the rooms that share its walls too), of a company, or all of them."""
    if request.first and request.last and request.last < request.first:
        raise Refused("Le dernier jour vient avant le premier : vérifier les deux dates.", "last")
    rooms = room_views(unit)
    room = room_among(rooms, request.room_id) if request.room_id is not None else None
    company = row_of(unit, Company, request.company_id, "Cette entreprise") if request.company_id is not None else None
    bookings = [booking_view(row) for row in unit.session.execute(_statement(request, room), {"now": unit.now})]
    places = {each.id: f"{each.name} ({each.place})" if each.place else each.name for each in rooms}
    alone = []
    by_series: dict[int, list[CalendarEntry]] = defaultdict(list)
    for booking in bookings:
        entry = _entry(booking, places[booking.room_id], named=company is None)
        if booking.series_id is None:
            alone.append(entry)
        else:
            by_series[booking.series_id].append(entry)
    names = [each.name for each in (room, company) if each is not None]
    title = f"REALIS – {', '.join(names)}" if names else "REALIS – salles"
    return CalendarView(title, unit.now, tuple(alone), _series(unit, by_series))


def _statement(request: CalendarOf, room: RoomView | None) -> Select[Any]:
    """The bookings wanted, by start; a period is read within the longest a booking may be."""
    statement = BOOKINGS.where(Booking.status != BookingStatus.CANCELLED, not_(LAPSED))
    if room is not None:
        statement = statement.where(Booking.room_id.in_((room.id, *room.shares)))
    if request.company_id is not None:
        statement = statement.where(Booking.company_id == request.company_id)
    if request.first is not None:
        since = day_bounds(request.first)[0]
        statement = statement.where(Booking.starts_at > since - LONGEST_BOOKING, Booking.ends_at > since)
    if request.last is not None:
        statement = statement.where(Booking.starts_at < day_bounds(request.last)[1])
    return statement.order_by(Booking.starts_at, Booking.id)


def _entry(booking: BookingView, place: str, *, named: bool) -> CalendarEntry:
    is_option = booking.status is BookingStatus.OPTION
    summary = _summary(booking, named=named)
    return CalendarEntry(
        booking_id=booking.id,
        slot=booking.slot,
        summary=f"Option : {summary}" if is_option else summary,
        location=place,
        description="\n".join(_described(booking)),
        is_option=is_option,
        changes=booking.version - 1,
        on=booking.occurrence_on,
    )


def _summary(booking: BookingView, *, named: bool) -> str:
    """« Vélomistrau : réunion d'équipe »; in a company's own calendar, the title or the room."""
    if not named:
        return booking.title or booking.room
    if booking.party is Party.INTERNAL:
        return booking.title or booking.who
    return f"{booking.who} : {booking.title}" if booking.title else booking.who


def _described(booking: BookingView) -> Iterable[str]:
    """What a guest may read; notes are the team's own."""
    if booking.people:
        yield plural(booking.people, "personne")
    if booking.layout:
        yield f"Disposition : {booking.layout}"
    if booking.equipment:
        yield f"Matériel : {', '.join(booking.equipment)}"
    if booking.status is BookingStatus.OPTION and booking.lapses_at is not None:
        yield f"À confirmer avant le {format_date(day_of(booking.lapses_at))} à {format_hour(booking.lapses_at)}"


def _series(unit: UnitOfWork, found: Mapping[int, list[CalendarEntry]]) -> tuple[CalendarSeries, ...]:
    rows = unit.session.scalars(select(BookingSeries).where(BookingSeries.id.in_(found)).order_by(BookingSeries.id))
    read = [kept(row) for row in rows]
    return tuple(
        CalendarSeries(each.row.id, each.rule, each.row.starts_on, each.hours, tuple(found[each.row.id]))
        for each in read
    )
