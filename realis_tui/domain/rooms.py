"""Shared rooms and their bookings: the words, and the rules that need no data base (rules 13, 14 and 17)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Protocol

from realis_tui.domain.equipment import lacking
from realis_tui.domain.french import THIN, WEEKDAYS, fold, format_date_long, format_day
from realis_tui.domain.paris_time import PARIS, day_of, exists, instant_of, local_of
from realis_tui.domain.policy import Policy
from realis_tui.domain.refusals import Refused

LONGEST_BOOKING = timedelta(hours=24)
"""A booking with its setup and clearing: held by the data base too, and what bounds every reading of a period."""
TOO_LONG = "Une réservation dure 24 heures au plus, installation et rangement compris."
LONGEST_BLOCK = timedelta(hours=25)
"""A whole day of closure, the one of 25 hours included."""


class _Labelled(StrEnum):
    @property
    def label(self) -> str:
        return self.value


class BookingStatus(_Labelled):
    """`OPTION` is held until it lapses; `NO_SHOW` has freed what was left of its time."""

    OPTION = "option"
    CONFIRMED = "confirmée"
    CANCELLED = "annulée"
    NO_SHOW = "non honorée"

    @property
    def takes_time(self) -> bool:
        return self in (BookingStatus.OPTION, BookingStatus.CONFIRMED)


class Held(Protocol):
    """What tells whether a booking is still held: a view, or a row read with these columns."""

    @property
    def status(self) -> BookingStatus: ...

    @property
    def lapses_at(self) -> datetime | None: ...


def is_lapsed(booking: Held, now: datetime) -> bool:
    """Whether it is an option whose time is over: it is in nobody's way, and the next writing lets it go (rule 17)."""
    return booking.status is BookingStatus.OPTION and booking.lapses_at is not None and booking.lapses_at <= now


class Party(_Labelled):
    """Who a booking is for."""

    COMPANY = "entreprise"
    PROJECT = "projet"
    INTERNAL = "interne"
    OUTSIDE = "extérieur"


class Tenant(_Labelled):
    """Which free hours and which tariff a booking has; what is booked for the house itself has no price."""

    HOSTED = "hébergée"
    COHORT = "promotion"
    PARTNER = "partenaire"
    OUTSIDE = "extérieur"
    INTERNAL = "interne"


class Purpose(_Labelled):
    """What a booking is for; with who it is for, it gives the letter and the colour of its block."""

    MEETING = "réunion"
    COACHING = "coaching"
    WORKSHOP = "atelier"
    ACADEMY = "YESS"


class BlockKind(_Labelled):
    """What takes a resource's time."""

    BOOKING = "réservation"
    CLOSURE = "fermeture"
    MAINTENANCE = "maintenance"

    @property
    def room_is(self) -> str:
        """How a room is then: « prise », « fermée », « en maintenance »."""
        return {"fermeture": "fermée", "maintenance": "en maintenance"}.get(self.value, "prise")


class ResourceKind(_Labelled):
    ROOM = "salle"


def letter_of(party: Party, purpose: Purpose) -> str:
    """The letter of a block: E entreprise, Y YESS, C coaching, A atelier, I interne, X extérieur."""
    if purpose is not Purpose.MEETING:
        return _PURPOSE_LETTERS[purpose]
    return _PARTY_LETTERS[party]


_PURPOSE_LETTERS = {Purpose.COACHING: "C", Purpose.WORKSHOP: "A", Purpose.ACADEMY: "Y"}
_PARTY_LETTERS = {Party.COMPANY: "E", Party.PROJECT: "Y", Party.INTERNAL: "I", Party.OUTSIDE: "X"}


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time, `start` included, `end` not: two that touch do not overlap. Instants, aware."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Slot") -> bool:
        return self.start < other.end and other.start < self.end

    def widened(self, before: int, after: int) -> "Slot":
        """With setup and clearing, in minutes: the time it really takes."""
        if not before and not after:
            return self
        return Slot(self.start - timedelta(minutes=before), self.end + timedelta(minutes=after))

    @property
    def minutes(self) -> int:
        """Elapsed minutes: two hours on the wall may be one or three at a change of clock."""
        return int((self.end - self.start) / timedelta(minutes=1))

    @property
    def day(self) -> date:
        return day_of(self.start)


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A time that was wanted, and who has it (why the room is closed, when it is). `room`: "" when it was named."""

    wanted: Slot
    who: str
    kind: BlockKind = BlockKind.BOOKING
    room: str = ""


class Taken(Refused):
    """What is wanted is taken, or closed: `clashes` says who is in the way, date by date, as far as it is known."""

    def __init__(
        self, message: str, field: str | None = None, clashes: Iterable[InTheWay] = (), way: str | None = None
    ) -> None:
        super().__init__(message, field, way)
        self.clashes = tuple(clashes)


def blocked_slot(slot: Slot, before: int, after: int, status: BookingStatus, freed_at: datetime | None) -> Slot | None:
    """The time a booking really takes of its room, setup and clearing included; None when it takes none any more.

    Freed by a check-out, the room is still cleared after it; freed because nobody came, there is nothing to clear.
    """
    if status is BookingStatus.CANCELLED:
        return None
    whole = slot.widened(before, after)
    if freed_at is None:
        return whole
    clearing = 0 if status is BookingStatus.NO_SHOW else after
    end = min(whole.end, freed_at + timedelta(minutes=clearing))
    return Slot(whole.start, end) if end > whole.start else None


def slot_of(day: date, start: time, end: time, *, fields: tuple[str, str] = ("start", "end")) -> Slot:
    """The slot of two hours on the wall on one day; an end at 00:00 is midnight that night.

    Refused, in words, when the end is not after the start or when an hour is jumped over by the change of clock.
    """
    for hour, field in ((start, fields[0]), (end, fields[1])):
        if not exists(day, hour):
            raise Refused(
                f"{format_hour(hour)} n'existe pas le {format_date_long(day)} : les montres passent de 2{THIN}h à "
                f"3{THIN}h. Choisir une autre heure.",
                field,
            )
    last_day = day + timedelta(days=1) if end == time() else day
    slot = Slot(instant_of(day, start), instant_of(last_day, end))
    if slot.end <= slot.start:
        if end == start:
            raise Refused(same_hour_words(start), fields[1])
        raise Refused(reversed_words(start, end), fields[1])
    return slot


def is_within_hours(slot: Slot, policy: Policy) -> bool:
    """Whether a meeting is inside the opening hours, on a day the house is open."""
    start, end = local_of(slot.start), local_of(slot.end)
    opens = datetime.combine(start.date(), time(policy.opening_hour % 24), PARIS)
    closes = _closing(start.date(), policy)
    return start >= opens and end <= closes and not is_closed_weekday(start.date(), policy)


def is_closed_weekday(day: date, policy: Policy) -> bool:
    """Whether the house is closed every week on that day of the week."""
    return fold(WEEKDAYS[day.weekday()]) in {fold(name) for name in policy.closed_weekdays}


def opening_of(day: date, policy: Policy) -> Slot:
    """The opening hours of a day, as instants (UTC: what is added to them are minutes that elapse)."""
    return Slot(instant_of(day, time(policy.opening_hour % 24)), _closing(day, policy).astimezone(UTC))


def _closing(day: date, policy: Policy) -> datetime:
    if policy.closing_hour >= 24:
        return datetime.combine(day + timedelta(days=1), time(), PARIS)
    return datetime.combine(day, time(policy.closing_hour), PARIS)


def opening_words(policy: Policy) -> str:
    """« de 7 h à 22 h »."""
    return f"de {policy.opening_hour}{THIN}h à {policy.closing_hour}{THIN}h"


def format_hour(hour: time | datetime) -> str:
    """« 16 h », « 9 h 30 »: an hour in a sentence. An instant is told in Paris."""
    if isinstance(hour, datetime):
        hour = local_of(hour).time()
    minutes = f"{THIN}{hour.minute:02d}" if hour.minute else ""
    return f"{hour.hour}{THIN}h{minutes}"


def reversed_words(start: time, end: time) -> str:
    """What is said of hours given the wrong way round."""
    return f"La fin ({format_hour(end)}) vient avant le début ({format_hour(start)}) : inverser les deux heures."


def same_hour_words(hour: time) -> str:
    """Why a start and an end at one hour are refused."""
    return f"La fin et le début sont la même heure ({format_hour(hour)}) : choisir une fin plus tardive."


def format_clock(instant: datetime) -> str:
    """« 09:00 »: an instant in a table or on a block, in Paris."""
    return f"{local_of(instant):%H:%M}"


def format_slot(slot: Slot, today: date | None = None, *, with_year: bool = False) -> str:
    """« mar. 24 nov., 14 h – 16 h »; « mar. 5 janv. 2027, … » when `today` is of another year, or always."""
    is_said = with_year or (today is not None and today.year != slot.day.year)
    year = f" {slot.day.year}" if is_said else ""
    return f"{format_day(slot.day)}{year}, {format_hour(slot.start)} – {format_hour(slot.end)}"


def until_words(end: datetime, day: date) -> str:
    """« jusqu'à 16 h », with the day when it is another one; midnight is the end of the day before."""
    if local_of(end).time() == time():
        last = day_of(end) - timedelta(days=1)
        return "jusqu'à minuit" if last == day else f"jusqu'au {format_day(last)} inclus"
    if day_of(end) == day:
        return f"jusqu'à {format_hour(end)}"
    return f"jusqu'au {format_day(day_of(end))} à {format_hour(end)}"


def who_of(party: Party, company: str | None, name: str | None) -> str:
    """Who a booking is for, as people read it."""
    return company or name or {Party.INTERNAL: "REALIS"}.get(party, party.label)


def taken_words(
    kind: BlockKind, who: str, end: datetime, day: date, *, room: str = "La salle", is_option: bool = False
) -> str:
    """« Créneau déjà pris par Vélomistrau jusqu'à 16 h. », « Garrigue est fermée jusqu'à 18 h (inventaire). »"""
    if kind is not BlockKind.BOOKING:
        return f"{room} est {kind.room_is} {until_words(end, day)} ({who})."
    return f"Créneau déjà pris par {who}{' (en option)' if is_option else ''} {until_words(end, day)}."


def free_stretches(window: Slot, taken: Iterable[Slot]) -> list[Slot]:
    """What is free of `window` once `taken` is, in order."""
    free, start = [], window.start
    for slot in sorted((slot for slot in taken if slot.end > slot.start), key=lambda slot: slot.start):
        if slot.start > start:
            free.append(Slot(start, min(slot.start, window.end)))
        start = max(start, slot.end)
        if start >= window.end:
            break
    if start < window.end:
        free.append(Slot(start, window.end))
    return [slot for slot in free if slot.end > slot.start]


@dataclass(frozen=True, slots=True)
class Seats:
    """What a room holds: `usual` people (in the layout chosen, when one is), `most` as fire safety allows."""

    usual: int
    most: int


def in_room(name: str) -> str:
    """« en salle Lez »; a room that is called « Salle bleue » says it already."""
    return f"en {name}" if fold(name).startswith("salle") else f"en salle {name}"


def in_layout(layout: str) -> str:
    """« en théâtre »; a layout that is called « en U » says it already."""
    return layout if fold(layout).startswith("en ") else f"en {layout}"


def check_people(
    people: int | None, seats: Seats, forced_because: str | None, *, where: str, is_move: bool = False
) -> None:
    """Rule 14: over what the layout holds, refused unless forced with a reason; over what fire safety allows, never.

    `is_move`: no reason is asked there, the booking itself says it.
    """
    if people is None:
        return
    if people > seats.most:
        raise Refused(
            f"{people} personnes : {where} en admet {seats.most} au plus, la sécurité incendie n'en permet pas "
            "davantage. Choisir une salle plus grande.",
            "people",
        )
    if people > seats.usual and not (forced_because or "").strip():
        too_many = f"{people} personnes pour {seats.usual} places ({where}) : choisir une salle plus grande, ou"
        if is_move:
            raise Refused(f"{too_many} modifier d'abord la réservation pour y accepter le dépassement.", "people")
        raise Refused(f"{too_many} accepter le dépassement en disant pourquoi.", "people", way="forced_because")


def best_fit(rooms: Sequence["Offered"], people: int | None, equipment: Iterable[str]) -> list["Offered"]:
    """The rooms that hold the people and have the equipment, the smallest first; simple rooms before combined ones.

    Those that hold them as they usually stand come before those where a layout would.
    """
    wanted = tuple(equipment)
    fitting = [
        (stood, room)
        for room in rooms
        if (stood := room.stood(people)) is not None and not lacking(wanted, room.equipment)
    ]
    fitting.sort(key=lambda item: (item[0][0] is not None, item[0][1], item[1].is_combined, fold(item[1].name)))
    return [room for _, room in fitting]


def nearest_in_size(capacity: int, is_combined: bool, name: str, wanted: int) -> tuple[bool, int, bool, str]:
    """The order in which the other rooms are offered: those that hold `wanted` people first, the nearest in size."""
    return capacity < wanted, abs(capacity - wanted), is_combined, fold(name)


@dataclass(frozen=True, slots=True)
class Offered:
    """A room as the search for a free one sees it."""

    id: int
    name: str
    capacity: int
    equipment: tuple[str, ...]
    is_combined: bool = False
    layouts: tuple[tuple[str, int], ...] = ()

    def stood(self, people: int | None) -> tuple[str | None, int] | None:
        """How it would stand to hold them and its seats then: as usual (None) or in its smallest layout that does."""
        if people is None or self.capacity >= people:
            return None, self.capacity
        return min(((name, seats) for name, seats in self.layouts if seats >= people), key=itemgetter(1), default=None)
