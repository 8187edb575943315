"""Three years of the fictitious rooms' agenda: meetings, series, closures, today's people; the same for a seed."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from realis_tui.demo.agenda_words import (
    COMPANY_TITLES,
    INTERNAL,
    OUTSIDERS,
    SERIES,
    THIS_WEEK,
    TODAY,
    Meeting,
    Weekly,
)
from realis_tui.demo.lives import Life
from realis_tui.demo.team import Team
from realis_tui.domain.accounts import Role
from realis_tui.domain.days import add_months
from realis_tui.domain.holidays_fr import holidays_between
from realis_tui.domain.paris_time import instant_of
from realis_tui.domain.rooms import BookingStatus, Slot, Tenant
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.catalogue import ListRooms, list_rooms
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.requests import CloseRooms
from realis_tui.usecases.rooms.takeover import SeriesTakenOver, TakenOver, TakeOver, take_over
from realis_tui.usecases.rooms.views import Fate, RoomView

PAST_MONTHS, AHEAD_MONTHS = 36, 7
_STARTS = (
    time(8, 30), time(9), time(9, 30), time(10), time(11), time(13, 30), time(14), time(14, 30), time(16), time(17),
)  # fmt: skip
_LENGTHS = (60, 60, 90, 90, 120, 120, 120, 180)
_B = BookingStatus


@dataclass(frozen=True, slots=True)
class Tenure:
    """A company of the house, from its first day to its last, both included."""

    life: Life
    since: date
    until: date

    def is_there(self, day: date) -> bool:
        return self.since <= day <= self.until


@dataclass
class Agenda:
    """What is booked so far, room by room, so that nothing drawn ever overlaps.

    companies: the thirty of the house by their rank, then those that left.
    """

    team: Team
    seed: int
    companies: dict[int, Tenure]
    bookings: list[TakenOver] = field(default_factory=list)
    series: list[SeriesTakenOver] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today = self.team.today
        self.first = add_months(self.today, -PAST_MONTHS)
        self.last = add_months(self.today, AHEAD_MONTHS)
        self.random = Random(f"salles {self.seed}")
        rooms = self._desk().perform(list_rooms, ListRooms())
        self.rooms = {room.name: room for room in rooms}
        self.holidays = holidays_between(self.first, self.last)
        self.closed: dict[date, str] = {}
        self.taken: dict[tuple[int, date], list[Slot]] = {}

    def _desk(self) -> Door:
        # Yesterday: on the morning one opens it, nothing is there to undo by mistake.
        return self.team.door(Role.DIRECTION, self.today - timedelta(days=1))

    # Closures

    def plan_closures(self) -> None:
        """The end of each year and a week of August, but for the week of today; one room under maintenance."""
        for year in range(self.first.year, self.last.year + 1):
            self._close(date(year, 8, 9), date(year, 8, 16), "fermeture d'été")
            self._close(date(year, 12, 24), date(year + 1, 1, 1), "fermeture de fin d'année")
        day = self._workday(self.today + timedelta(days=9))
        room = self.rooms["Canigou"]
        asked = CloseRooms(
            room_ids=(room.id,), first=day, start=time(8), end=time(12), reason="entretien de la sono", maintenance=True
        )
        self._plan(self.today, asked)
        self._take(room, Slot(instant_of(day, time(8)), instant_of(day, time(12))))

    def _close(self, first: date, last: date, reason: str) -> None:
        monday = self.today - timedelta(days=self.today.weekday())
        if last < self.first or first > self.last or (first <= monday + timedelta(days=6) and last >= monday):
            return
        # Said two months before, as a house does.
        self._plan(first - timedelta(days=60), CloseRooms(first=first, last=last, reason=reason))
        for offset in range((last - first).days + 1):
            self.closed[first + timedelta(days=offset)] = reason

    def _plan(self, day: date, asked: CloseRooms) -> None:
        said = min(day, self.today - timedelta(days=1))
        self.team.plan(Role.DIRECTION, said, lambda door: door.perform(close_rooms, asked))

    def _workday(self, day: date) -> date:
        while day.weekday() > 4 or day in self.closed or day in self.holidays:
            day += timedelta(days=1)
        return day

    # What is booked

    def take_over(self) -> int:
        """Take the whole of it over in one act, once all else is done; answers how many bookings."""
        self._compose()
        request = TakeOver(bookings=tuple(self.bookings), series=tuple(self.series))
        return self._desk().perform(take_over, request)

    def _compose(self) -> None:
        """Today and its week first, as a visitor will see them; then the series; then what fills the years."""
        for meeting in TODAY:
            self._put(meeting, self.today)
        monday = self.today - timedelta(days=self.today.weekday())
        for offset, meeting in THIS_WEEK:
            if monday + timedelta(days=offset) != self.today:
                self._put(meeting, monday + timedelta(days=offset))
        for weekly in SERIES:
            for school_year in range(self.first.year - 1, self.last.year + 1):
                self._repeat(weekly, school_year)
        for offset in range((self.last - self.first).days):
            day = self.first + timedelta(days=offset)
            if day.weekday() < 5 and day != self.today and day not in self.closed and day not in self.holidays:
                self._fill(day)

    def _repeat(self, weekly: Weekly, school_year: int) -> None:
        """One series a school year, September to June, its holidays and closures left out and said."""
        start, until = date(school_year, 9, 1), date(school_year + 1, 6, 30)
        who = weekly.meeting.who
        tenure = self.companies[who] if isinstance(who, int) else None
        first = max(start, self.first, tenure.since if tenure else start)
        last = min(until, self.last, tenure.until if tenure else until)
        room = self.rooms[weekly.meeting.room]
        skipped: list[tuple[date, str, Fate]] = []
        met: list[date] = []
        for day in weekly.days(first, last):
            if day in self.holidays:
                skipped.append((day, f"férié ({self.holidays[day]})", Fate.HOLIDAY))
            elif day in self.closed:
                skipped.append((day, f"fermée ({self.closed[day]})", Fate.CLOSED))
            elif self._is_taken(room, weekly.meeting.slot(day)):
                skipped.append((day, "prise", Fate.CLASH))
            else:
                met.append(day)
        if not met:
            return
        place = len(self.series)
        rule = f"{weekly.rule};UNTIL={last:%Y%m%d}"
        hours = weekly.meeting.start, weekly.meeting.end
        self.series.append(
            SeriesTakenOver(
                room_id=room.id,
                rule=rule,
                starts_on=met[0],
                start_time=f"{hours[0]:%H:%M}",
                end_time=f"{hours[1]:%H:%M}",
                skipped=tuple(item for item in skipped if item[0] >= met[0]),
            )
        )
        for day in met:
            self._put(weekly.meeting, day, series=place)

    def _fill(self, day: date) -> None:
        """An ordinary day: fewer in summer, fewer the further ahead."""
        draw = self.random
        usual = draw.choice((4, 5, 5, 6, 7, 8)) * (0.4 if day.month in (7, 8) else 1.0)
        ahead = (day - self.today).days
        if ahead > 0:
            usual *= max(0.12, 1 - ahead / 60)
        for _ in range(round(usual)):
            if meeting := self._drawn(day):
                self._put(meeting, day)

    def _drawn(self, day: date) -> Meeting | None:
        draw = self.random
        start, minutes = draw.choice(_STARTS), draw.choice(_LENGTHS)
        end = (datetime.combine(day, start) + timedelta(minutes=minutes)).time()
        kind = draw.random()
        if kind < 0.72:
            there = [rank for rank, tenure in self.companies.items() if tenure.is_there(day)]
            if not there:
                return None
            title, most = draw.choice(COMPANY_TITLES)
            people = draw.randint(2, most)
            return Meeting(self._room_for(people), start, end, draw.choice(there), title, people)
        if kind < 0.88:
            title, purpose, most = draw.choice(INTERNAL)
            people = draw.randint(2, most)
            return Meeting(self._room_for(people), start, end, "interne", title, people, purpose)
        who, title, most = draw.choice(OUTSIDERS)
        people = draw.randint(6, most)
        return Meeting(self._room_for(people), start, end, f"exterieur:{who}", title, people)

    def _room_for(self, people: int) -> str:
        """One of the three smallest rooms that hold them."""
        fitting = sorted(
            (room for room in self.rooms.values() if room.capacity >= people),
            key=lambda room: (room.capacity, bool(room.parts), room.name),
        )
        return self.random.choice(fitting[:3]).name

    def _put(self, meeting: Meeting, day: date, series: int | None = None) -> bool:
        """Add one booking, with what became of it, unless the room is taken."""
        room, slot = self.rooms[meeting.room], meeting.slot(day)
        if self._is_taken(room, slot):
            return False
        self._take(room, slot.widened(room.setup_minutes, room.clearing_minutes))
        who, tenant = self._whom(meeting, day)
        fate = self._fate(meeting, slot) if series is None else {}
        self.bookings.append(
            TakenOver(
                who=who,
                tenant=tenant,
                room_id=room.id,
                starts_at=slot.start,
                ends_at=slot.end,
                title=meeting.title,
                purpose=meeting.purpose,
                people=meeting.people,
                series=series,
                occurrence_on=None if series is None else day,
                **fate,
            )
        )
        return True

    def _whom(self, meeting: Meeting, day: date) -> tuple[str, Tenant]:
        if isinstance(meeting.who, int):
            tenure = self.companies[meeting.who]
            return f"company:{tenure.life.id}", Tenant.HOSTED if tenure.is_there(day) else Tenant.OUTSIDE
        kind = meeting.who.partition(":")[0]
        return meeting.who, {"interne": Tenant.INTERNAL, "projet": Tenant.COHORT}.get(kind, Tenant.OUTSIDE)

    def _fate(self, meeting: Meeting, slot: Slot) -> dict[str, Any]:
        """What became of it: most were held, some were cancelled, to some nobody came; a few to come are options."""
        if meeting.status is not None:
            return {"status": meeting.status}
        if meeting.came is not None:
            arrived, left = self._by_now(slot.day, meeting.came), self._by_now(slot.day, meeting.left)
            return {"checked_in_at": arrived, "checked_out_at": left, "freed_at": left}
        if slot.day == self.today:
            return {}
        draw = self.random.random()
        if draw < 0.05:
            notice = timedelta(hours=self.random.choice((3, 20, 50, 100)))
            said = min(slot.start - notice, instant_of(self.today, time(8)), self.team.now)
            return {"status": _B.CANCELLED, "cancelled_at": said, "cancelled_by_tenant": True}
        if slot.day > self.today:
            return {"status": _B.OPTION} if draw < 0.12 and (slot.day - self.today).days > 2 else {}
        if draw < 0.08:
            return {"status": _B.NO_SHOW, "freed_at": slot.start + timedelta(minutes=30)}
        if (self.today - slot.day).days < 90 and draw < 0.7:
            return {"checked_in_at": slot.start - timedelta(minutes=self.random.choice((0, 2, 5, 8)))}
        return {}

    def _by_now(self, day: date, hour: time | None) -> datetime | None:
        """When it happened, None while it is still to come."""
        at = None if hour is None else instant_of(day, hour)
        return at if at is not None and at <= self.team.now else None

    def _is_taken(self, room: RoomView, slot: Slot) -> bool:
        wide = slot.widened(room.setup_minutes, room.clearing_minutes)
        there = (other for resource in room.resources for other in self.taken.get((resource, slot.day), ()))
        return any(other.overlaps(wide) for other in there)

    def _take(self, room: RoomView, wide: Slot) -> None:
        for resource in room.resources:
            self.taken.setdefault((resource, wide.day), []).append(wide)
