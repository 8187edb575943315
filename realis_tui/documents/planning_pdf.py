"""The planning on paper: a week on one A4 page, and the day's sheet for a room's door (rule 18)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from realis_tui.documents.typesetting import write_pdf
from realis_tui.domain.french import (
    MONTHS,
    THIN,
    WEEKDAYS,
    clean_text,
    format_date_long,
    plural,
)
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BlockKind, BookingStatus, Slot, format_hour, free_stretches
from realis_tui.usecases.rooms.views import PlanningBlock, PlanningDay, PlanningView, RoomView

LETTERS = {
    "E": ("pastel", "entreprise"),
    "Y": ("vigne", "YESS"),
    "C": ("olivier", "coaching"),
    "A": ("tournesol", "atelier"),
    "I": ("muted", "interne"),
    "X": ("ocre", "extérieur"),
}
"""The colour of each letter's blocks, and its meaning."""
HOUSE = "REALIS · pour réserver, s’adresser à l’accueil"
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_LONGEST = 160
"""Letters of a name that any page could show."""
_GRID_HEIGHT = 440.0
"""Points of a week's hours on the page, at least (`week_room.typ`)."""
_LEAST_HEIGHT = 6.2
"""Points under which a block can say nothing."""
_SHORTEST_FREE = timedelta(minutes=15)
_WHOLE_DAY = 23 * 60
_NARROW = 0.45
"""How wide a day of the end of the week, or of closing, is beside the others when nothing is on."""
_SATURDAY = 5


def week_pdf(path: Path, view: PlanningView, room_id: int | None, *, printed_at: datetime) -> None:
    """The days of `view` on one landscape page: one room's hours, or all rooms when `room_id` is None.

    Raises `Refused` when the file cannot be written.
    """
    if room_id is None:
        write_pdf(path, "week_rooms.typ", week_of_rooms(view, printed_at), printed_at)
    else:
        write_pdf(path, "week_room.typ", week_of_room(view, _room(view, room_id), printed_at), printed_at)


def door_pdf(path: Path, view: PlanningView, room_id: int | None, *, printed_at: datetime) -> None:
    """The sheet of the first day of `view` for a room's door; for each room a page when `room_id` is None."""
    rooms = view.rooms if room_id is None else (_room(view, room_id),)
    if not rooms:
        raise Refused("Aucune salle à imprimer : en créer une, ou effacer le filtre.")
    write_pdf(path, "door.typ", door_sheets(view, rooms, printed_at), printed_at)


def _room(view: PlanningView, room_id: int) -> RoomView:
    room = next((room for room in view.rooms if room.id == room_id), None)
    if room is None:
        raise Refused("Cette salle n'est pas dans le planning affiché : effacer le filtre.")
    return room


# What the templates are given


def week_of_room(view: PlanningView, room: RoomView, printed_at: datetime) -> dict[str, Any]:
    """The data of `week_room.typ`: minutes from midnight, as the clock on the wall shows them."""
    parts = {day.on: [part for part in _parts(view, day.on) if part.block.room_id == room.id] for day in view.days}
    shown = [part for each in parts.values() for part in each]
    first = min([view.opening_hour * 60, *(part.start // 60 * 60 for part in shown if not part.is_closure)])
    last = max([view.closing_hour * 60, *(-(-part.end // 60) * 60 for part in shown if not part.is_closure)])
    least = int(_LEAST_HEIGHT * (last - first) / _GRID_HEIGHT) + 1
    return {
        **_frame(room.name, view, printed_at, shown),
        "about": _about(room),
        "first": first,
        "last": last,
        "hours": [{"at": hour, "said": _hour(hour)} for hour in range(first, last + 1, 60)],
        "days": [
            {
                **_day(day, is_empty=not parts[day.on]),
                "shut": _shut(day, first, last),
                "blocks": [_entry(part) for part in _laid(parts[day.on], first, last, least)],
            }
            for day in view.days
        ],
    }


def week_of_rooms(view: PlanningView, printed_at: datetime) -> dict[str, Any]:
    """The data of `week_rooms.typ`: the meetings of each room's days in order."""
    parts = {day.on: list(_parts(view, day.on)) for day in view.days}
    return {
        **_frame("Salles", view, printed_at, [part for each in parts.values() for part in each]),
        "days": [_day(day, is_empty=not parts[day.on]) for day in view.days],
        "rooms": [
            {
                "name": _said(room.name),
                "about": f"{room.capacity}{THIN}p.",
                "cells": [
                    [_entry_among_rooms(part) for part in parts[day.on] if part.block.room_id == room.id]
                    for day in view.days
                ],
            }
            for room in view.rooms
        ],
    }


def door_sheets(view: PlanningView, rooms: Sequence[RoomView], printed_at: datetime) -> dict[str, Any]:
    """The data of `door.typ`: for each room its meetings and what is free between, in order."""
    day = view.days[0]
    return {
        **_frame("Feuille de porte", view, printed_at, ()),
        "house": HOUSE,
        "rooms": [_door(day, room, [p for p in _parts(view, day.on) if p.block.room_id == room.id]) for room in rooms],
    }


def _door(day: PlanningDay, room: RoomView, parts: list["_Part"]) -> dict[str, Any]:
    opening = Slot(day.opens_at, day.closes_at)
    free = [] if day.closed else free_stretches(opening, [part.block.blocked for part in parts])
    free = [slot for slot in free if slot.end - slot.start >= _SHORTEST_FREE]
    entries = [(part.block.slot.start, {**_entry(part), "free": False}) for part in parts]
    for _, entry in entries:
        entry["hours"] = _capital(entry["hours"])
    entries += [(slot.start, {"free": True, "hours": _between(slot)}) for slot in free]
    if day.closed and not entries:
        entries = [(day.opens_at, {**_BLANK, "free": False, "closed": True, "label": "La maison est fermée"})]
    return {
        "name": _said(room.name),
        "day": _capital(format_date_long(day.on)),
        "note": _said(day.holiday),
        "about": _about(room),
        "with-options": any(_is_option(part.block) for part in parts),
        "entries": [entry for _, entry in sorted(entries, key=lambda entry: entry[0])],
        "free-all-day": not parts and not day.closed,
        "free-said": _between(opening),
    }


def _frame(title: str, view: PlanningView, printed_at: datetime, shown: Iterable["_Part"]) -> dict[str, Any]:
    """What every page says of itself."""
    moment = local_of(printed_at)
    return {
        "title": _said(title),
        "period": period_words([day.on for day in view.days]),
        "printed": f"imprimé le {format_date_long(moment.date())} à {format_hour(moment)}",
        "legend": [{"letter": letter, "colour": colour, "said": said} for letter, (colour, said) in LETTERS.items()],
        "with-options": any(_is_option(part.block) for part in shown),
    }


def period_words(days: Sequence[date]) -> str:
    """« Semaine 48, du lundi 23 au dimanche 29 novembre 2026 »."""
    first, last = days[0], days[-1]
    if first == last:
        return _capital(format_date_long(first))
    whole_week = first.weekday() == 0 and len(days) <= 7
    start = f"{WEEKDAYS[first.weekday()]} {_number(first)}"
    if first.year != last.year:
        start = format_date_long(first)
    elif first.month != last.month:
        start = f"{start} {MONTHS[first.month - 1]}"
    period = f"{'du' if whole_week else 'Du'} {start} au {format_date_long(last)}"
    return f"Semaine {first.isocalendar().week}, {period}" if whole_week else period


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _about(room: RoomView) -> str:
    """« 12 personnes · écran, visio · 1er étage »."""
    parts = [plural(room.capacity, "personne"), ", ".join(room.equipment), room.place or ""]
    return " · ".join(_said(part) for part in parts if part)


def _day(day: PlanningDay, *, is_empty: bool) -> dict[str, Any]:
    weekday = WEEKDAYS[day.on.weekday()]
    is_narrow = is_empty and (day.closed or day.on.weekday() >= _SATURDAY)
    notes = [f"férié, {_said(day.holiday)}" if day.holiday else "", "fermé" if day.closed else ""]
    return {
        "name": f"{f'{weekday[:3]}.' if is_narrow else weekday} {_number(day.on)}",
        "note": ", ".join(note for note in notes if note),
        "holiday": bool(day.holiday),
        "closed": day.closed,
        "share": _NARROW if is_narrow else 1,
    }


def _shut(day: PlanningDay, first: int, last: int) -> list[dict[str, int]]:
    """What of the hours drawn is outside the opening hours."""
    opens, closes = _minute(day.opens_at, day.on), _minute(day.closes_at, day.on)
    stretches = ((first, opens), (closes, last))
    return [{"from": start, "to": end} for start, end in stretches if start < end]


# Blocks


@dataclass(frozen=True, slots=True)
class _Part:
    """What a block takes of one day, in minutes from midnight: from `since` to `until`, drawn from `start` to `end`.

    `others`: blocks too small to be drawn that it stands for.
    """

    block: PlanningBlock
    since: int
    until: int
    start: int
    end: int
    lane: int = 0
    lanes: int = 1
    others: int = 0

    @property
    def is_closure(self) -> bool:
        return self.block.kind is not BlockKind.BOOKING


def _parts(view: PlanningView, on: date) -> Iterator[_Part]:
    """What stands on a day, in order; what was cancelled, or let go, is not on paper."""
    for block in sorted(view.blocks, key=lambda block: (block.slot.start, block.slot.end, block.key)):
        given_up = block.booking is not None and block.booking.status is BookingStatus.CANCELLED
        start, end = _minute(block.slot.start, on), _minute(block.slot.end, on)
        if not block.lapsed and not given_up and start < end:
            yield _Part(block, start, end, start, end)


def _minute(instant: datetime, on: date) -> int:
    """Minutes from midnight on the wall, kept within the day."""
    wall = local_of(instant)
    if wall.date() != on:
        return 0 if wall.date() < on else 24 * 60
    return wall.hour * 60 + wall.minute


def _laid(parts: Sequence[_Part], first: int, last: int, least: int) -> Iterator[_Part]:
    """What is drawn: none too small to be read, side by side when they share time (parts of a combined room)."""
    cut = [replace(part, start=max(part.start, first), end=min(part.end, last)) for part in parts]
    for cluster in _clusters(_gathered([part for part in cut if part.start < part.end], last, least)):
        lanes: list[list[_Part]] = []
        for part in cluster:
            lane = next((lane for lane in lanes if lane[-1].end <= part.start), None)
            if lane is None:
                lanes.append(lane := [])
            lane.append(part)
        for rank, lane in enumerate(lanes):
            yield from (replace(part, lane=rank, lanes=len(lanes)) for part in lane)


def _gathered(parts: Sequence[_Part], last: int, least: int) -> list[_Part]:
    """Blocks under `least` minutes as tall as that where there is room; small ones in a row are drawn as one."""
    gathered: list[_Part] = []
    for part in parts:
        before = gathered[-1] if gathered else None
        if before and part.end - part.start < least and part.start < before.start + least > before.end:
            end = max(before.end, part.end)
            gathered[-1] = replace(before, end=end, until=end, others=before.others + 1)
        else:
            gathered.append(part)
    following = [*(part.start for part in gathered[1:]), last]
    return [
        replace(part, end=max(part.end, min(part.start + least, limit)))
        for part, limit in zip(gathered, following, strict=False)
    ]


def _clusters(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Parts that share time, directly or through others, together."""
    cluster: list[_Part] = []
    for part in parts:
        if cluster and part.start >= max(each.end for each in cluster):
            yield cluster
            cluster = []
        cluster.append(part)
    if cluster:
        yield cluster


_BLANK: dict[str, Any] = {
    "letter": "",
    "colour": "muted",
    "label": "",
    "more": "",
    "detail": "",
    "hours": "",
    "start": "",
    "option": False,
    "closed": False,
    "elsewhere": False,
}


def _entry(part: _Part) -> dict[str, Any]:
    """A block as the templates show it."""
    block, booking = part.block, part.block.booking
    details = [booking.title if booking and booking.title != block.label else "", block.through]
    if booking is not None and booking.status is BookingStatus.NO_SHOW:
        details.append("non honorée")
    whole_day = part.until - part.since >= _WHOLE_DAY
    others = f" et {plural(part.others, 'autre')}" if part.others else ""
    return {
        **_BLANK,
        "letter": "" if part.is_closure else block.letter,
        "colour": "muted" if part.is_closure else LETTERS.get(block.letter, ("muted", ""))[0],
        "label": _said(block.label),
        "more": others,
        "detail": " · ".join(_said(detail) for detail in details if detail),
        "hours": "toute la journée" if whole_day else f"{_hour(part.since)} – {_hour(part.until)}",
        "start": _hour(part.since),
        "option": _is_option(block),
        "closed": part.is_closure,
        "from": part.start,
        "to": part.end,
        "lane": part.lane,
        "lanes": part.lanes,
    }


def _entry_among_rooms(part: _Part) -> dict[str, Any]:
    """Where every room stands on the page, a booking is shown once: its walls' other rooms say what takes them."""
    entry, through = _entry(part), part.block.through
    if not through:
        return entry
    said = _said(f"pris par {through}")
    return {**entry, "letter": "", "colour": "muted", "label": said, "elsewhere": True}


def _is_option(block: PlanningBlock) -> bool:
    return block.booking is not None and block.booking.status is BookingStatus.OPTION and not block.lapsed


def _hour(minutes: int) -> str:
    """« 9 h 30 »; the end of the day is 24 h."""
    return f"24{THIN}h" if minutes == 24 * 60 else format_hour(time(minutes // 60, minutes % 60))


def _between(slot: Slot) -> str:
    """« de 10 h 30 à 14 h »; the end of the day is 24 h, not 0 h."""
    ends_next_day = local_of(slot.end).date() > slot.day
    end = _hour(24 * 60) if ends_next_day else format_hour(slot.end)
    return f"de {format_hour(slot.start)} à {end}"


def _said(text: str) -> str:
    """Text as a page may show it: on one line, nothing hostile, no longer than any page."""
    cleaned = _APOSTROPHE.sub("’", " ".join(clean_text(text).split()))
    return cleaned if len(cleaned) <= _LONGEST else f"{cleaned[:_LONGEST]}…"
