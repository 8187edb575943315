"""Reading an iCalendar file back as another program does, to tell whether it says the same instants."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from realis_tui.domain.paris_time import PARIS
from realis_tui.domain.rooms import Slot

_MOST_READ = 5_000
"""Dates of one series without an end, which another program may write."""


def read_calendar(data: bytes) -> list[Slot]:
    """The instants a calendar holds, in order, as RFC 5545 has any program read them.

    An hour without a zone is read in Paris; a whole day is left out.
    """
    events: list[Any] = list(Calendar.from_ical(data).walk("VEVENT"))
    changed = {_key(event, event["recurrence-id"].dt) for event in events if "recurrence-id" in event}
    found = [
        slot for event in events if isinstance(event["dtstart"].dt, datetime) for slot in _slots_of(event, changed)
    ]
    return sorted(found, key=lambda slot: (slot.start, slot.end))


def _slots_of(event: Any, changed: Collection[tuple[str, datetime]]) -> Iterator[Slot]:
    start, end = _zoned(event["dtstart"].dt), _zoned(event["dtend"].dt)
    lasts = end.astimezone(UTC) - start.astimezone(UTC)
    left_out = {_zoned(each.dt).astimezone(UTC) for each in _exdates(event)}
    for begins in _expanded(event, start):
        is_changed = "recurrence-id" not in event and _key(event, begins) in changed
        if begins.astimezone(UTC) not in left_out and not is_changed:
            yield Slot(begins.astimezone(UTC), begins.astimezone(UTC) + lasts)


def _expanded(event: Any, start: datetime) -> Iterable[datetime]:
    if "rrule" not in event:
        return [start]
    return islice(rrulestr(event["rrule"].to_ical().decode(), dtstart=start), _MOST_READ)


def _exdates(event: Any) -> Iterator[Any]:
    lists = event.get("exdate", [])
    for each in lists if isinstance(lists, list) else [lists]:
        yield from each.dts


def _key(event: Any, moment: datetime) -> tuple[str, datetime]:
    return str(event["uid"]), _zoned(moment).astimezone(UTC)


def _zoned(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=PARIS)
