"""iCalendar out: what another calendar reads back is the same instants, across both changes of clock (rule 18)."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from realis_tui.documents.calendars import calendar_bytes, write_calendar
from realis_tui.domain.fields import validate
from realis_tui.domain.french import has_hostile
from realis_tui.domain.occurrences import Hours
from realis_tui.domain.paris_time import PARIS
from realis_tui.domain.recurrence import days
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Slot
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.bookings import move_booking
from realis_tui.usecases.rooms.calendars import CalendarEntry, CalendarOf, CalendarSeries, CalendarView, calendar_of
from realis_tui.usecases.rooms.requests import MoveBooking, SkipOccurrence
from realis_tui.usecases.rooms.series import skip_occurrence
from tests.documents.calendar_reader import read_calendar
from tests.domain.sentences import parse_rule
from tests.usecases.companies_steps import TODAY
from tests.usecases.rooms_steps import book, books, company, room

MADE = datetime(2026, 11, 23, 9, 42, tzinfo=PARIS)


def entry(number: int, slot: Slot, on: date | None = None, **fields: Any) -> CalendarEntry:
    told = {"summary": "Vélomistrau", "location": "Garrigue", "description": "", "is_option": False, "changes": 0}
    return CalendarEntry(booking_id=number, slot=slot, on=on, **(told | fields))


def wall(day: str, start: str, end: str) -> Slot:
    return Hours.read(start, end).on(date.fromisoformat(day))


def of(*entries: CalendarEntry, series: tuple[CalendarSeries, ...] = ()) -> CalendarView:
    return CalendarView("REALIS – Garrigue", MADE, entries, series)


def one_series(rule: str, starts_on: str, start: str = "10:00", end: str = "12:00") -> CalendarSeries:
    first, hours = date.fromisoformat(starts_on), Hours.read(start, end)
    found = parse_rule(rule, first)
    entries = tuple(entry(number, hours.on(on), on) for number, on in enumerate(days(found, first), 1))
    return CalendarSeries(7, found, first, hours, entries)


def slots(view: CalendarView) -> list[Slot]:
    """What the house has."""
    found = [*view.entries, *(each for series in view.series for each in series.entries)]
    return sorted((each.slot for each in found), key=lambda slot: (slot.start, slot.end))


def events(view: CalendarView) -> list[Any]:
    return list(Calendar.from_ical(calendar_bytes(view)).walk("VEVENT"))


def lines(view: CalendarView) -> list[str]:
    return calendar_bytes(view).decode().replace("\r\n ", "").split("\r\n")


def test_a_booking_is_one_event() -> None:
    view = of(entry(12, wall("2026-11-24", "14:00", "16:00"), description="8 personnes", is_option=True, changes=3))
    told = lines(view)
    for line in (
        "UID:realis-booking-12@realis",
        "DTSTAMP:20261123T084200Z",
        "DTSTART;TZID=Europe/Paris:20261124T140000",
        "DTEND;TZID=Europe/Paris:20261124T160000",
        "SUMMARY:Vélomistrau",
        "LOCATION:Garrigue",
        "DESCRIPTION:8 personnes",
        "STATUS:TENTATIVE",
        "SEQUENCE:3",
        "X-WR-CALNAME:REALIS – Garrigue",
    ):
        assert line in told
    assert read_calendar(calendar_bytes(view)) == slots(view)


def test_a_series_is_one_event_with_its_rule() -> None:
    view = of(series=(one_series("tous les jeudis jusqu'au 24 juin 2027", "2026-11-26"),))
    told = lines(view)
    assert told.count("BEGIN:VEVENT") == 1
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270624T080000Z;BYDAY=TH" in told, "the last start, in UTC, in summer"
    assert "UID:realis-series-7@realis" in told
    assert read_calendar(calendar_bytes(view)) == slots(view)
    assert {slot.start.hour for slot in slots(view)} == {8, 9}


def test_dates_left_out_and_dates_moved() -> None:
    whole = one_series("un mardi sur deux, 12 fois", "2026-11-24")
    kept = [each for each in whole.entries if each.on not in (date(2026, 12, 8), date(2027, 2, 2))]
    kept[3] = entry(kept[3].booking_id, wall("2027-01-06", "14:00", "15:30"), kept[3].on, location="Thau")
    kept[5] = entry(kept[5].booking_id, kept[5].slot, kept[5].on, is_option=True, summary="Option : Vélomistrau")
    series = CalendarSeries(7, whole.rule, whole.starts_on, whole.hours, tuple(kept))
    view = of(series=(series,))
    told = lines(view)
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270427T080000Z;INTERVAL=2;BYDAY=TU;WKST=MO" in told
    assert "EXDATE;TZID=Europe/Paris:20261208T100000,20270202T100000" in told
    moved = [line for line in told if line.startswith("RECURRENCE-ID")]
    assert moved == [f"RECURRENCE-ID;TZID=Europe/Paris:{kept[rank].on:%Y%m%d}T100000" for rank in (3, 5)]
    assert read_calendar(calendar_bytes(view)) == slots(view)
    assert [str(event["status"]) for event in events(view)] == ["CONFIRMED", "CONFIRMED", "TENTATIVE"]


def test_a_period_of_a_series_is_that_period() -> None:
    """Dates before and after are neither in the rule nor excepted."""
    whole = one_series("tous les jeudis jusqu'au 24 juin 2027", "2026-11-26")
    part = CalendarSeries(7, whole.rule, whole.starts_on, whole.hours, whole.entries[4:9])
    told = lines(of(series=(part,)))
    assert not any(line.startswith("EXDATE") for line in told)
    assert read_calendar(calendar_bytes(of(series=(part,)))) == [each.slot for each in part.entries]
    alone = CalendarSeries(7, whole.rule, whole.starts_on, whole.hours, whole.entries[4:5])
    assert "UID:realis-booking-5@realis" in lines(of(series=(alone,)))
    assert calendar_bytes(of(series=(CalendarSeries(7, whole.rule, whole.starts_on, whole.hours, ()),)))


@pytest.mark.parametrize(
    ("rule", "starts_on", "start", "end"),
    [
        # The hour that is jumped over, the one that comes twice, and meetings across either.
        ("tous les jours, 4 fois", "2027-03-26", "02:30", "03:30"),
        ("tous les jours, 4 fois", "2027-03-28", "02:30", "03:30"),
        ("tous les jours, 4 fois", "2027-03-26", "01:00", "04:00"),
        ("tous les jours, 4 fois", "2027-03-28", "01:00", "04:00"),
        ("tous les jours, 4 fois", "2027-10-29", "02:30", "03:30"),
        ("tous les jours, 4 fois", "2027-10-31", "01:00", "04:00"),
        ("tous les jours, 4 fois", "2027-10-29", "22:00", "00:00"),
        ("le 31 de chaque mois, 5 fois", "2026-12-31", "10:00", "12:00"),
        ("le dernier jour ouvré du mois, 12 fois", "2026-11-24", "10:00", "12:00"),
    ],
)
def test_the_same_instants_across_the_changes_of_clock(rule: str, starts_on: str, start: str, end: str) -> None:
    view = of(series=(one_series(rule, starts_on, start, end),))
    assert read_calendar(calendar_bytes(view)) == slots(view)


def test_the_second_of_two_hours_alike() -> None:
    slot = Slot(datetime(2027, 10, 31, 1, 15, tzinfo=UTC), datetime(2027, 10, 31, 1, 45, tzinfo=UTC))
    assert "DTSTART:20271031T011500Z" in lines(of(entry(1, slot)))
    assert read_calendar(calendar_bytes(of(entry(1, slot)))) == [slot]


@given(
    st.sampled_from(
        ("DAILY", "WEEKLY", "WEEKLY;BYDAY=MO,TH", "MONTHLY", "MONTHLY;BYDAY=-1SU", "MONTHLY;BYMONTHDAY=31")
    ),
    st.integers(1, 3),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.times().map(lambda hour: time(hour.hour, hour.minute // 15 * 15)),
    st.data(),
)
def test_any_series_comes_back_the_same(
    text: str, interval: int, first: date, start: time, data: st.DataObject
) -> None:
    end = (datetime.combine(first, start) + timedelta(hours=1, minutes=30)).time()
    hours = Hours(start, end if end > start else time())
    rule = parse_rule(f"FREQ={text};INTERVAL={interval};COUNT={data.draw(st.integers(1, 15))}", first)
    entries = []
    for number, on in enumerate(days(rule, first)):
        fate = data.draw(st.sampled_from(("as said", "as said", "left out", "moved")))
        by = timedelta(hours=data.draw(st.integers(-30, 30))) if fate == "moved" else timedelta()
        if fate != "left out":
            entries.append(entry(number, Slot(hours.on(on).start + by, hours.on(on).end + by), on))
    view = of(series=(CalendarSeries(7, rule, first, hours, tuple(entries)),))
    assert read_calendar(calendar_bytes(view)) == slots(view)


def test_the_zone_says_what_paris_does() -> None:
    """The VTIMEZONE by itself: its own rules give the very changes of clock of the zone's base."""
    (zone,) = Calendar.from_ical(calendar_bytes(of())).walk("VTIMEZONE")
    changes = {}
    for part in zone.subcomponents:
        onsets = rrulestr(part["rrule"].to_ical().decode(), dtstart=part["dtstart"].dt)
        for onset in onsets.between(datetime(2020, 1, 1), datetime(2040, 1, 1)):
            changes[onset.replace(tzinfo=UTC) - part["tzoffsetfrom"].td] = part["tzoffsetto"].td
    assert len(changes) == 40
    for instant, offset in changes.items():
        assert instant.astimezone(PARIS).utcoffset() == offset
        assert (instant - timedelta(seconds=1)).astimezone(PARIS).utcoffset() != offset


HOSTILE = [
    "a\u202eb\x1b[31m",
    "BEGIN:VEVENT\r\nUID:faux",
    "virgule, point-virgule; \\ et\nligne",
    "[@click=app.quit]x[/]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_and_no_line_of_its_own(text: str) -> None:
    slot = wall("2026-11-24", "14:00", "16:00")
    view = CalendarView(text, MADE, (entry(1, slot, summary=text, location=text, description=text),), ())
    written = calendar_bytes(view)
    assert not has_hostile(written.decode().replace("\r\n", "\n"))
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(event["uid"]) == "realis-booking-1@realis"
    assert "ligne" not in text or str(event["summary"]) == text


def test_a_file_whole_or_not_at_all(tmp_path: Path) -> None:
    view = of(entry(1, wall("2026-11-24", "14:00", "16:00")))
    assert write_calendar(tmp_path / "garrigue.ics", view) == 1
    assert (tmp_path / "garrigue.ics").read_bytes() == calendar_bytes(view)
    for path in (tmp_path / "garrigue.pdf", tmp_path / "absent" / "garrigue.ics"):
        with pytest.raises(Refused) as refused:
            write_calendar(path, view)
        assert refused.value.field == "fichier"
    assert [path.name for path in tmp_path.iterdir()] == ["garrigue.ics"]


# From the data base


def test_the_calendar_of_a_room_and_of_a_company(door: Door) -> None:
    garrigue, lez = room(door, place="rez-de-chaussée"), room(door, "Lez", "20")
    both = room(door, "Garrigue + Lez", "30", parts=("Garrigue", "Lez"))
    who = company(door)
    book(door, garrigue.id, "14h", "16h", who, title="Conseil", people="8", notes="mauvais payeur")
    book(door, both.id, "17h", "18h", who)
    book(door, lez.id, "9h", "10h", title="Point d'équipe")
    saved = books(door, garrigue.id, "10h", "12h", who, "26/11/2026", repeat="tous les jeudis jusqu'au 24 juin 2027")
    assert saved.series is not None and saved.series.series_id is not None
    moved = {"booking_id": saved.bookings[2].id, "on": "11/12/2026", "room_id": lez.id}
    door.perform(move_booking, validate(MoveBooking, moved, TODAY))
    door.perform(skip_occurrence, SkipOccurrence(series_id=saved.series.series_id, on=date(2026, 12, 17)))
    of_company = door.perform(calendar_of, CalendarOf(company_id=int(who.partition(":")[2])))
    assert of_company.count == 31 and len(slots(of_company)) == 31
    assert read_calendar(calendar_bytes(of_company)) == slots(of_company)
    told = calendar_bytes(of_company).decode()
    assert "SUMMARY:Conseil" in told and "LOCATION:Garrigue (rez-de-chaussée)" in told and "8 personnes" in told
    assert "payeur" not in told
    of_room = door.perform(calendar_of, CalendarOf(room_id=garrigue.id))
    assert of_room.count == 30, "the moved date is elsewhere, the combined room is here"
    assert read_calendar(calendar_bytes(of_room)) == slots(of_room)
    assert "SUMMARY:Vélomistrau : Conseil" in calendar_bytes(of_room).decode()
    of_both = door.perform(calendar_of, CalendarOf(room_id=both.id))
    assert of_both.count == 32, "what takes a part takes the combined room"
    whole = door.perform(calendar_of, CalendarOf())
    assert whole.count == 32 and read_calendar(calendar_bytes(whole)) == slots(whole)
    week = door.perform(calendar_of, CalendarOf(first=date(2026, 12, 7), last=date(2026, 12, 13)))
    assert [str(slot.start) for slot in read_calendar(calendar_bytes(week))] == ["2026-12-11 09:00:00+00:00"]
    with pytest.raises(Refused, match="premier"):
        door.perform(calendar_of, CalendarOf(first=date(2026, 12, 7), last=date(2026, 12, 6)))
    with pytest.raises(Refused, match="n'existe plus"):
        door.perform(calendar_of, CalendarOf(room_id=999))
