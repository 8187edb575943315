"""`p` and `i` of the planning: the door's sheet, the week on one page, a calendar; the bookings shown as a table.
And a company's own calendar, from its card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from realis_tui.documents.planning_pdf import door_pdf, week_pdf
from realis_tui.documents.tables import Table, write_table
from realis_tui.domain.french import fold, format_date_long, format_day, plural
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.new_file import NewFileBox, free_path, usual_folder
from realis_tui.usecases.rooms.calendars import CalendarOf, calendar_of
from realis_tui.usecases.rooms.export_tables import ExportBookings, export_bookings
from realis_tui.usecases.rooms.planning import planning
from realis_tui.usecases.rooms.requests import PlanningRequest
from realis_tui.usecases.rooms.views import PlanningBlock, PlanningView, RoomView
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

ALL = "Toutes les salles"
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Something the planning gives on paper or as a file.

    `room_id`: its room, None for all; `first`, `days`: what it reads; `write`: PDF of a planning and a room.
    """

    key: str
    label: str
    detail: str
    name: str
    room_id: int | None
    first: date
    days: int
    write: Callable[..., None] | None


async def open_print(
    screen: Screen[Any], view: PlanningView, room_id: int | None = None, on: date | None = None
) -> Path | None:
    """Ask what (the door's sheet under the cursor) and where, write it, say where it went.

    `room_id`: the room under the cursor; `on`: its day (the first of `view` when not given). The rooms are those of
    `view`, a filter included. Called from a worker.
    """
    room = next((room for room in view.rooms if room.id == room_id), None)
    sheets = list(_sheets(view, room, on or view.days[0].on))
    choices = [Choice(sheet.key, sheet.label, sheet.detail) for sheet in sheets]
    answer = await screen.app.push_screen_wait(ChoiceDialog("Imprimer", choices))
    if answer is None:
        return None
    sheet = next(sheet for sheet in sheets if sheet.key == answer.value)
    make = await (
        _calendar(screen, CalendarOf(room_id=sheet.room_id)) if sheet.write is None else _page(screen, view, sheet)
    )
    return await _put(screen, sheet.label, sheet.name, make) if make is not None else None


def _sheets(view: PlanningView, room: RoomView | None, on: date) -> Iterator[_Sheet]:
    """What there is for the room under the cursor, then for all of them; a calendar last."""
    monday = on - timedelta(days=on.weekday())
    number = monday.isocalendar().week
    day, week = format_date_long(on), f"semaine {number}, dès {format_day(monday)}"
    if room is not None:
        name, only = room.name, room.id
        yield _Sheet("door", "Feuille de porte", f"{name}, {day}", f"{name} porte {on}.pdf", only, on, 1, door_pdf)
        yield _Sheet("week", "Semaine A4", f"{name}, {week}", f"{name} semaine {number}.pdf", only, monday, 7, week_pdf)
    yield _Sheet("weeks", "Semaine A4", f"{ALL}, {week}", f"Salles semaine {number}.pdf", None, monday, 7, week_pdf)
    yield _Sheet("doors", "Feuilles de porte", f"{ALL}, {day}", f"Salles portes {on}.pdf", None, on, 1, door_pdf)
    name = room.name if room is not None else ALL
    told = f"{name}, pour un agenda (iCalendar)"
    yield _Sheet("ics", "Calendrier .ics", told, f"{name}.ics", room.id if room is not None else None, on, 1, None)


async def _page(screen: Screen[Any], view: PlanningView, sheet: _Sheet) -> Callable[[Path], object] | None:
    """What writes the PDF of a sheet, from the planning of its own days."""
    write = sheet.write
    assert write is not None
    wanted = (sheet.room_id,) if sheet.room_id is not None else tuple(room.id for room in view.rooms)
    asked = PlanningRequest(first=sheet.first, days=sheet.days, room_ids=wanted)
    found = await _realis(screen).ask(planning, asked)
    if found is None:
        return None
    printed_at = _realis(screen).clock.now()
    return lambda path: write(path, found, sheet.room_id, printed_at=printed_at)


async def export_company(screen: Screen[Any], company_id: int, name: str) -> Path | None:
    """All that a company has booked, past and to come, as a file for its own agenda. Called from a worker."""
    make = await _calendar(screen, CalendarOf(company_id=company_id))
    return await _put(screen, f"Agenda de {name}", f"agenda {name}.ics", make) if make is not None else None


async def _calendar(screen: Screen[Any], asked: CalendarOf) -> Callable[[Path], object] | None:
    from realis_tui.documents.calendars import write_calendar

    found = await _realis(screen).ask(calendar_of, asked)
    return None if found is None else lambda path: write_calendar(path, found)


async def export_shown(screen: Screen[Any], blocks: Iterable[PlanningBlock], first: date, last: date) -> Path | None:
    """The bookings among the blocks shown from `first` to `last`, as an Excel or a CSV file that can be imported again.

    Called from a worker.
    """
    shown = [block.booking for block in blocks if block.booking is not None and not block.lapsed]
    ids = frozenset(booking.id for booking in shown)
    if not ids:
        _realis(screen).say("Aucune réservation à exporter ici.", "soon")
        return None
    choices = [
        Choice(".xlsx", "Excel", "un classeur .xlsx"),
        Choice(".csv", "CSV", "texte, séparé par des points-virgules"),
    ]
    told = plural(len(ids), "réservation")
    ending = await screen.app.push_screen_wait(ChoiceDialog(f"Exporter : {told}", choices))
    if ending is None:
        return None
    # A night's booking begins the day before the first one shown.
    since = min(booking.slot.day for booking in shown)
    asked = ExportBookings(first=since, last=last, booking_ids=ids)
    found = await _realis(screen).ask(export_bookings, asked)
    if found is None:
        return None
    name = f"Réservations {_days(first, last)}{ending.value}"
    table = Table(found.title, found.headers, found.rows)
    return await _put(screen, told.capitalize(), name, lambda path: write_table(path, [table]))


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} {last}"


async def _put(screen: Screen[Any], label: str, name: str, make: Callable[[Path], object]) -> Path | None:
    """Ask where, write, and say where it went."""
    proposed = free_path(usual_folder() / _file_name(name))
    path: Path | None = await screen.app.push_screen_wait(NewFileBox(label, proposed, make))
    if path is not None:
        _realis(screen).say(f"{label} dans {ink.line(path).plain}")
    return path


def _file_name(name: str) -> str:
    """A name that any disk takes: « garrigue-semaine-48.pdf »."""
    stem, dot, ending = name.rpartition(".")
    return "-".join(fold(stem).split())[:_LONGEST] + dot + ending


def _realis(screen: Screen[Any]) -> RealisApp:
    return cast("RealisApp", screen.app)
