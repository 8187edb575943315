"""The dates of a series before they are booked: which would be, which are skipped and why, and the whole in words."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select

from realis_tui.db.models import HostingAgreement, Passage, SupportAgreement
from realis_tui.domain.companies import SUPPORTED_STATES
from realis_tui.domain.days import add_months
from realis_tui.domain.french import WEEKDAYS, format_date, format_date_short, format_duration, plural
from realis_tui.domain.holidays_fr import holiday_on
from realis_tui.domain.in_the_way import is_between
from realis_tui.domain.occurrences import Hours
from realis_tui.domain.recurrence import Rule, days, said
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import (
    LONGEST_BLOCK,
    Slot,
    format_hour,
    format_slot,
    in_room,
    is_closed_weekday,
    is_lapsed,
    until_words,
)
from realis_tui.usecases.rooms.blocks import Clash, clashes_in, taken_rows
from realis_tui.usecases.rooms.making import check_hours
from realis_tui.usecases.rooms.parties import PartyFound
from realis_tui.usecases.rooms.views import Fate, Occurrence, RoomView
from realis_tui.usecases.unit import UnitOfWork

LEFT_OUT = (Fate.HOLIDAY, Fate.CLOSED, Fate.CLASH, Fate.SKIPPED, Fate.REFUSED)
"""What becomes of a date of the rule that is not met."""
MET = (Fate.BOOKED, Fate.MOVED)
"""What becomes of one that is."""
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """What a series wants: these days of a rule, at these hours, in this room.

    `excepted`: days left out, each with why (or nothing). `but`: bookings that are not in its way.
    """

    days: Sequence[date]
    hours: Hours
    room: RoomView | None
    outside_hours: bool = False
    excepted: Mapping[date, str] | None = None
    but: Collection[int] = ()

    def wide(self, slot: Slot) -> Slot:
        """With the setup and clearing of the room."""
        room = self.room
        return slot if room is None else slot.widened(room.setup_minutes, room.clearing_minutes)


def planned(unit: UnitOfWork, plan: Plan) -> tuple[Occurrence, ...]:
    """Each day with the slot meant and its fate; nothing is written."""
    busy = RoomTime.of(unit, plan) if plan.room is not None and plan.days else None
    return tuple(_planned_on(unit, plan, busy, on) for on in plan.days)


def _planned_on(unit: UnitOfWork, plan: Plan, busy: "RoomTime | None", on: date) -> Occurrence:
    slot, shifted = plan.hours.on(on), plan.hours.are_shifted(on)
    fate, words = _fate(unit, plan, busy, on, slot)
    if fate is Fate.BOOKED and shifted:
        words = shifted_words(slot)
    clash = busy.clash(plan.wide(slot)) if busy is not None and fate is Fate.CLASH else None
    # The hours of a rule are all that is refused of a day.
    way = "outside_hours" if fate is Fate.REFUSED else None
    return Occurrence(on, slot, fate, words, shifted=shifted, who=clash.who if clash else "", way=way)


def _fate(unit: UnitOfWork, plan: Plan, busy: "RoomTime | None", on: date, slot: Slot) -> tuple[Fate, str]:
    if slot.end <= unit.now:
        return Fate.PAST, "passée"
    if plan.excepted is not None and on in plan.excepted:
        return Fate.SKIPPED, skipped_words(plan.excepted[on])
    if skipped := skipped_day(unit, on, outside_hours=plan.outside_hours):
        return skipped
    if busy is not None and (clash := busy.clash(plan.wide(slot))):
        assert plan.room is not None
        return clash_words(clash, slot, plan.room)
    try:
        check_hours(unit, slot, said=plan.outside_hours)
    except Refused as refused:
        return Fate.REFUSED, refused.message
    return Fate.BOOKED, "réservée"


def skipped_day(unit: UnitOfWork, on: date, *, outside_hours: bool) -> tuple[Fate, str] | None:
    """A day that a series skips by itself: a public holiday, or one the house is closed every week."""
    if holiday := holiday_on(on):
        return Fate.HOLIDAY, f"férié ({holiday})"
    if not outside_hours and is_closed_weekday(on, unit.policy_of(on)):
        return Fate.CLOSED, f"fermée (la maison n'ouvre pas le {WEEKDAYS[on.weekday()]})"
    return None


def skipped_words(why: str | None) -> str:
    """« sautée », « sautée (vacances) »."""
    return f"sautée ({why})" if why else "sautée"


def moved_words(slot: Slot, usual: Slot, room: str = "") -> str:
    """« au mar. 12 janv., 10 h – 12 h », « à 14 h – 16 h en salle Thau »; `room`: the other one, when it is another."""
    where = in_room(room) if room else ""
    if slot == usual:
        return where
    hours = f"à {format_hour(slot.start)} – {format_hour(slot.end)}"
    return f"{hours if slot.day == usual.day else f'au {format_slot(slot, usual.day)}'} {where}".rstrip()


def shifted_words(slot: Slot) -> str:
    """Said of an hour that does not exist on a day."""
    return f"à {format_hour(slot.start)} – {format_hour(slot.end)}, au changement d'heure"


def clash_words(clash: Clash, slot: Slot, room: RoomView) -> tuple[Fate, str]:
    """« prise par Vélomistrau jusqu'à 16 h », « fermée (travaux) »: what is in the way of a date in a room."""
    if clash.closure_id is not None:
        return Fate.CLOSED, f"{clash.kind.room_is} ({clash.who})"
    option = " (en option)" if clash.is_option else ""
    return Fate.CLASH, f"prise par {clash.who}{option} {_while(clash, slot, room)}"


def _while(clash: Clash, slot: Slot, room: RoomView) -> str:
    """« jusqu'à 16 h », « jusqu'à 16 h 15 (rangement compris) », « dès 14 h (15 min de rangement avant) »."""
    if not is_between(slot, clash.slot):
        return until_words(clash.slot.end, slot.day)
    if slot.end <= clash.slot.start:
        theirs = ["installation comprise"] if clash.blocked.start < clash.slot.start else []
        ours = [f"{format_duration(room.clearing_minutes)} de rangement avant"] if room.clearing_minutes else []
        when = f"dès {format_hour(clash.blocked.start)}"
    else:
        theirs = ["rangement compris"] if clash.blocked.end > clash.slot.end else []
        ours = [f"{format_duration(room.setup_minutes)} d'installation ensuite"] if room.setup_minutes else []
        when = until_words(clash.blocked.end, slot.day)
    return f"{when} ({', '.join([*theirs, *ours])})" if theirs or ours else when


class RoomTime:
    """What takes a room over a whole series, read at once: each date is compared with it."""

    def __init__(self, unit: UnitOfWork, room: RoomView, wide: Sequence[Slot], but: Collection[int] = ()) -> None:
        """`wide`: the times wanted, setup and clearing included. `but`: bookings that are not in the way."""
        self._unit, self._but = unit, frozenset(but)
        window = Slot(min(slot.start for slot in wide), max(slot.end for slot in wide))
        self._rows = [
            row
            for row in taken_rows(unit, room.resources, window)
            if row.booking_id not in self._but and not is_lapsed(row, unit.now)
        ]
        self._starts: list[datetime] = [row.starts_at for row in self._rows]

    @classmethod
    def of(cls, unit: UnitOfWork, plan: Plan) -> "RoomTime":
        """What is taken of the plan's room, which has one, over its days."""
        assert plan.room is not None
        return cls(unit, plan.room, [plan.wide(plan.hours.on(on)) for on in plan.days], plan.but)

    def clash(self, wide: Slot) -> Clash | None:
        """What is in the way of a time, setup and clearing included: a closure before a booking."""
        first, last = bisect_right(self._starts, wide.start - LONGEST_BLOCK), bisect_left(self._starts, wide.end)
        near = [row for row in self._rows[first:last] if row.ends_at > wide.start]
        return min(clashes_in(self._unit, near), key=lambda clash: clash.closure_id is None, default=None)


def series_said(rule: Rule, starts_on: date, occurrences: Iterable[Occurrence], *, by_name: bool = True) -> str:
    """« tous les jeudis jusqu'au 24 juin 2027, 31 dates, 2 sautées : 6 mai férié (Ascension), 13 mai prise par … ».

    by_name: which dates are left out or elsewhere, and why; without it only how many.
    """
    told = list(occurrences)
    # « 10 fois » says already how many.
    parts = [said(rule, starts_on), *([plural(len(told), "date")] if rule.count is None else [])]
    skipped = [item for item in told if item.fate in LEFT_OUT]
    past = [item for item in told if item.fate is Fate.PAST and item.booking_id is None]
    moved = [item for item in told if item.fate is Fate.MOVED]
    shifted = [item for item in told if item.shifted and item.fate is Fate.BOOKED]
    if past:
        parts.append(plural(len(past), "passée"))
    for items, word in ((moved, "déplacée"), (shifted, "décalée"), (skipped, "sautée")):
        if items:
            parts.append(plural(len(items), word) + (f" : {named(items, told[0].on)}" if by_name else ""))
    return ", ".join(parts)


def named(occurrences: Sequence[Occurrence], first: date) -> str:
    """« 6 mai férié (Ascension), 13 mai prise par Vélomistrau jusqu'à 16 h et 3 autres »; the year after a year."""
    year = add_months(first, 12)
    shown = [
        f"{(format_date if item.on >= year else format_date_short)(item.on)} {item.said}"
        for item in occurrences[:_MOST_NAMED]
    ]
    more = len(occurrences) - len(shown)
    return ", ".join(shown) + (f" et {plural(more, 'autre')}" if more else "")


def starting_remark(rule: Rule, typed: date) -> str:
    """Said when the day typed is none of the rule's, "" otherwise."""
    first = next(days(rule, typed), typed)
    return "" if first == typed else f"La première date est le {WEEKDAYS[first.weekday()]} {format_date(first)}."


# How far a company's series may go


def refuse_beyond_agreement(unit: UnitOfWork, party: PartyFound, last: date, *, field: str = "repeat") -> None:
    """Rule 15: a company's series does not run past the end of its agreement; without one there is no bound."""
    if party.company_id is None:
        return
    end = agreement_end(unit, party.company_id)
    if end is not None and last > end:
        raise Refused(
            f"La convention de {party.name} finit le {format_date(end)} et la série irait jusqu'au "
            f"{format_date(last)} : la finir ce jour-là au plus tard.",
            field,
        )


def agreement_end(unit: UnitOfWork, company_id: int) -> date | None:
    """The last day of what binds a company to the house, the later of its agreements that are going on.

    One that should have been renewed still counts while the company is accompanied, or has not left. None: no bound.
    """
    going_on = {"company": company_id, "today": unit.today}
    rows = [*unit.session.execute(_SUPPORTS, going_on), *unit.session.execute(_HOSTINGS, going_on)]
    ends = [row.ended_on or row.ends_on for row in rows]
    return max(ends) if ends and None not in ends else None


_SUPPORTS = (
    select(SupportAgreement.ends_on, SupportAgreement.ended_on)
    .join(Passage, Passage.id == SupportAgreement.passage_id)
    .where(
        SupportAgreement.company_id == bindparam("company"),
        or_(SupportAgreement.ended_on.is_(None), SupportAgreement.ended_on >= bindparam("today")),
        or_(SupportAgreement.ends_on >= bindparam("today"), Passage.state.in_(tuple(SUPPORTED_STATES))),
    )
)
_HOSTINGS = select(HostingAgreement.ends_on, HostingAgreement.ended_on).where(
    HostingAgreement.company_id == bindparam("company"),
    or_(HostingAgreement.ended_on.is_(None), HostingAgreement.ended_on >= bindparam("today")),
)
