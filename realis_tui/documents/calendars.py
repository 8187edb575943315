"""Calendars as iCalendar files (RFC 5545), that another program reads back to the same instants.

A booking is one VEVENT. A series is one VEVENT with its rule, the dates it does not have (EXDATE) and those that are
not as the rule says (same UID, RECURRENCE-ID). Hours are written in Europe/Paris with its VTIMEZONE, so that 10:00
stays 10:00 in another calendar too; an UNTIL beside a zone is in UTC, as the RFC asks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from realis_tui.documents.in_place import write_in_place
from realis_tui.domain.french import clean_text
from realis_tui.domain.paris_time import PARIS, instant_of, local_of
from realis_tui.domain.recurrence import Frequency, days
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Slot
from realis_tui.usecases.rooms.calendars import CalendarEntry, CalendarSeries, CalendarView

if TYPE_CHECKING:
    from icalendar import Event, Timezone

_ZONE = "Europe/Paris"


def write_calendar(path: Path, view: CalendarView) -> int:
    """Write a calendar, whole or not at all; gives how many bookings it holds. Raises `Refused`."""
    if path.suffix.lower() != ".ics":
        raise Refused(f"« {path.name} » : finir le nom par .ics.", "fichier")
    written = calendar_bytes(view)
    write_in_place(path, lambda beside: beside.write_bytes(written))
    return view.count


def calendar_bytes(view: CalendarView) -> bytes:
    """The calendar as a file holds it."""
    # Imported when a calendar is written, which is rare.
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", "-//REALIS//realis//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(clean_text(view.title)))
    calendar.add("x-wr-timezone", _ZONE)
    calendar.add_component(_timezone())
    for entry in view.entries:
        calendar.add_component(_event(_uid_of(entry), entry, view.made_at))
    for series in view.series:
        for event in _series_events(series, view.made_at):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


# One booking


def _uid_of(entry: CalendarEntry) -> str:
    return f"realis-booking-{entry.booking_id}@realis"


def _event(uid: str, entry: CalendarEntry, made_at: datetime) -> "Event":
    """What every VEVENT says, at the hours of the entry."""
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", _wall(entry.slot.start))
    event.add("dtend", _wall(entry.slot.end))
    event.add("summary", clean_text(entry.summary))
    event.add("location", clean_text(entry.location))
    if entry.description:
        event.add("description", clean_text(entry.description))
    event.add("status", "TENTATIVE" if entry.is_option else "CONFIRMED")
    event.add("sequence", entry.changes)
    return event


def _wall(instant: datetime) -> datetime:
    """The hour on the wall; in UTC for the second of two hours alike, which a zone alone cannot say."""
    local = local_of(instant)
    return instant.astimezone(UTC) if local.fold else local


# A series


def _series_events(series: CalendarSeries, made_at: datetime) -> Iterator["Event"]:
    """The series from the first to the last of its dates that are in the calendar.

    A date that is none of the rule's, or alone, is a booking like another; so is a first date across a change of
    clock, whose length would be taken for that of all.
    """
    of_rule = set(days(series.rule, series.starts_on))
    dated = {entry.on: entry for entry in series.entries if entry.on is not None and entry.on in of_rule}
    while dated and _is_odd(series, min(dated)):
        del dated[min(dated)]
    if len(dated) < 2:
        dated = {}
    for entry in series.entries:
        if entry.on not in dated:
            yield _event(_uid_of(entry), entry, made_at)
    if dated:
        yield from _Master(series, dated, sorted(of_rule)).events(made_at)


class _Master:
    """The VEVENT of a series, and those of the dates that are not as it says."""

    def __init__(self, series: CalendarSeries, dated: Mapping[date, CalendarEntry], of_rule: Sequence[date]) -> None:
        self._series = series
        self._dated = dated
        self._first, self._last = min(dated), max(dated)
        self._left_out = [on for on in of_rule if self._first <= on <= self._last and on not in dated]
        usual = series.hours.on(self._first)
        self._lasts = usual.end - usual.start
        (shown, _), *_ = Counter(_shown(entry) for entry in dated.values()).most_common(1)
        self._model = next(entry for entry in dated.values() if _shown(entry) == shown)
        self._uid = f"realis-series-{series.series_id}@realis"

    def events(self, made_at: datetime) -> Iterator["Event"]:
        from icalendar import vRecur

        first = self._slot_on(self._first)
        model = replace(self._model, slot=first, changes=max(entry.changes for entry in self._dated.values()))
        event = _event(self._uid, model, made_at)
        event.pop("dtstart")
        event.add("dtstart", self._start_on(self._first))
        event.add("rrule", vRecur.from_ical(self._rule_text()))
        if self._left_out:
            event.add("exdate", [self._start_on(on) for on in self._left_out])
        yield event
        for on, entry in sorted(self._dated.items()):
            as_said = entry.slot == self._slot_on(on) and not _is_odd(self._series, on)
            if not as_said or _shown(entry) != _shown(self._model):
                moved = _event(self._uid, entry, made_at)
                moved.add("recurrence-id", self._start_on(on))
                yield moved

    def _start_on(self, on: date) -> datetime:
        """The hour of the series on a day, also one that the clock jumps over: it is what the rule gives."""
        return datetime.combine(on, self._series.hours.start, PARIS)

    def _slot_on(self, on: date) -> Slot:
        """The instants another calendar gives a date: RFC 5545 keeps the exact length of the first beside a DTEND."""
        start = instant_of(on, self._series.hours.start)
        return Slot(start, start + self._lasts)

    def _rule_text(self) -> str:
        rule = replace(self._series.rule, count=None, until=None)
        weeks = ";WKST=MO" if rule.frequency is Frequency.WEEKLY and rule.interval > 1 else ""
        return f"{rule.text}{weeks};UNTIL={self._slot_on(self._last).start:%Y%m%dT%H%M%SZ}"


def _is_odd(series: CalendarSeries, on: date) -> bool:
    """Whether the clock changes during the hours of a day: programs differ in how long they then say it lasts."""
    start, end = datetime.combine(on, series.hours.start, PARIS), local_of(series.hours.on(on).end)
    return series.hours.are_shifted(on) or start.utcoffset() != end.utcoffset()


def _shown(entry: CalendarEntry) -> tuple[str, str, str, bool]:
    return entry.summary, entry.location, entry.description, entry.is_option


def _timezone() -> "Timezone":
    """Europe/Paris as its rule has been since 1996: last Sundays of March and October, at one o'clock UTC."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

    zone = Timezone()
    zone.add("tzid", _ZONE)
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for part, name, start, month, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, winter, summer),
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, summer, winter),
    ):
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("rrule", vRecur.from_ical(f"FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU"))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
