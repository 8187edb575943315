"""`realis planning`: who is where, a day of every room or the week of one, as a grid that fits eighty columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from realis_tui.cli import planning_paper
from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context, fields_named
from realis_tui.cli.room_answers import booking_document, booking_line
from realis_tui.domain.accounts import Permission
from realis_tui.domain.days import known_day
from realis_tui.domain.french import capital, format_date_long, format_day, parse_date
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Slot

if TYPE_CHECKING:
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.rooms.views import BookingView, PlanningBlock, PlanningDay, PlanningView, RoomView

_NAME = 18
_HOUR = 4
"""Cells of a room's name, and of an hour."""
_QUARTER = timedelta(minutes=60 // _HOUR)
_WEEK = re.compile(r"(?:(?P<year>\d{4})\s*-?\s*)?[wWsS]?\s*(?P<week>\d{1,2})")


def declare(commands: Commands) -> None:
    """The words of this group."""
    parser = commands.add(
        "planning",
        "le planning des salles, d'un jour ou d'une semaine",
        show,
        description="Le planning des salles : aujourd'hui, un jour (--le) ou une semaine (--semaine). Dans la grille, "
        "E entreprise, Y YESS, C coaching, A atelier, I interne, X extérieur ; « ? » avant une option, # fermé.",
    )
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--semaine", metavar="S", help="une semaine : 2026-W48, ou 48")
    when.add_argument("--le", metavar="DATE", help="un jour : 24/11/2026, demain, mardi… (aujourd'hui)")
    parser.add_argument("--salle", metavar="S", help="une salle seulement")
    parser.add_argument("--pour", metavar="ENTREPRISE", help="une entreprise seulement : nom, SIREN ou SIRET")
    parser.add_argument("--ics", metavar="FICHIER", type=Path, help="écrit l'agenda (iCalendar) ; sans jour, en entier")
    planning_paper.declare(parser)


def show(context: Context) -> int:
    """What is on, cancelled bookings left out."""
    from realis_tui.usecases.rooms.planning import planning
    from realis_tui.usecases.rooms.requests import PlanningRequest

    args = context.args
    planning_paper.check(args)
    first, days = planning_paper.period(args, *_period(context))
    with context.door(Permission.ROOMS_READ) as door, fields_named(room_id="salle", entreprise="pour"):
        room = _room_id(door, args.salle) if args.salle is not None else None
        company = _company_id(door, args.pour) if args.pour is not None else None
        rooms = () if room is None else (room,)
        view = door.perform(planning, PlanningRequest(first=first, days=days, room_ids=rooms))
        view = view if company is None else _only_of(view, company)
        said = []
        if args.ics is not None:
            _write_calendar(context, door, room, company)
            said.append(f"Agenda dans {args.ics}")
        if args.pdf is not None:
            said.append(planning_paper.write(args, view, context.clock.now()))
    bookings = _bookings(view)
    document = {"reservations": [booking_document(item) for item in bookings]}
    if said:
        written = [str(path) for path in (args.ics, args.pdf) if path is not None]
        context.answers.give({**document, "fichier": written[0], "fichiers": written}, *said)
    else:
        context.answers.give(document, *lines_of(view, bookings, context.today))
    return 0


def _write_calendar(context: Context, door: "Door", room: int | None, company: int | None) -> None:
    """The whole agenda, or that of the period when one is said."""
    from realis_tui.documents.calendars import write_calendar
    from realis_tui.usecases.rooms.calendars import CalendarOf, calendar_of

    args = context.args
    _refuse_nowhere(args.ics, "ics")
    bounds: dict[str, date] = {}
    if args.le is not None or args.semaine is not None:
        first, days = _period(context)
        bounds = {"first": first, "last": first + timedelta(days=days - 1)}
    found = door.perform(calendar_of, CalendarOf(room_id=room, company_id=company, **bounds))
    write_calendar(args.ics, found)


def _refuse_nowhere(path: Path, field: str) -> None:
    if not path.parent.is_dir():
        raise Refused(f"Le dossier « {path.parent} » n'existe pas : le créer, ou choisir un autre endroit.", field)


def _period(context: Context) -> tuple[date, int]:
    args, today = context.args, context.today
    if args.semaine is not None:
        return _monday(args.semaine, today), 7
    if args.le is None:
        return today, 1
    try:
        return parse_date(args.le, today), 1
    except ValueError as error:
        raise Refused(str(error), "le") from None


def _monday(text: str, today: date) -> date:
    found = _WEEK.fullmatch(text.strip())
    wrong = Refused(f"« {text} » n'est pas une semaine : écrire par exemple 2026-W48, ou 48.", "semaine")
    if found is None:
        raise wrong
    try:
        monday = date.fromisocalendar(int(found["year"] or today.isocalendar().year), int(found["week"]), 1)
    except ValueError:
        raise wrong from None
    try:
        return known_day(monday)
    except ValueError as error:
        raise Refused(str(error), "semaine") from None


def _room_id(door: "Door", text: str) -> int:
    from realis_tui.usecases.rooms.naming import FindRoom, find_room

    return door.perform(find_room, FindRoom(text=text)).id


def _company_id(door: "Door", text: str) -> int:
    from realis_tui.usecases.companies.cards import FindCompany, find_company

    return door.perform(find_company, FindCompany(text=text)).id


def _only_of(view: "PlanningView", company: int) -> "PlanningView":
    """What a company has booked, and what is closed: nobody else's name leaves with it."""
    mine = (block for block in view.blocks if block.booking is None or block.booking.company_id == company)
    return replace(view, blocks=tuple(mine))


def _bookings(view: "PlanningView") -> list["BookingView"]:
    """Each booking once, though a combined room shows it in the lines of its parts too."""
    found = {
        block.booking.id: block.booking
        for block in view.blocks
        if block.booking is not None and not block.lapsed and block.booking.status is not BookingStatus.CANCELLED
    }
    return sorted(found.values(), key=lambda item: (item.starts_at, item.room, item.id))


# The grid


def lines_of(view: "PlanningView", bookings: Sequence["BookingView"], today: date) -> Iterator[str]:
    """A grid a day for all the rooms, or one grid of the days of one room; then the bookings, one a line."""
    if len(view.rooms) == 1 and len(view.days) > 1:
        yield f"{view.rooms[0].name}, du {format_day(view.days[0].on)} au {format_day(view.days[-1].on)}"
        yield _ruler(view)
        for day in view.days:
            yield _line(view, view.rooms[0], day, format_day(day.on))
    else:
        for day in view.days:
            yield _heading(day)
            yield _ruler(view)
            for room in view.rooms:
                yield _line(view, room, day, room.name)
    if not view.rooms:
        yield "Aucune salle."
    yield from (booking_line(item, today) for item in bookings)
    if not bookings:
        yield "Aucune réservation."


def _heading(day: "PlanningDay") -> str:
    said = format_date_long(day.on)
    if day.holiday:
        said += f" (férié : {day.holiday})"
    return capital(said)


def _ruler(view: "PlanningView") -> str:
    hours = "".join(f"{hour:<{_HOUR}}" for hour in range(view.opening_hour, view.closing_hour))
    return " " * _NAME + hours.rstrip()


def _line(view: "PlanningView", room: "RoomView", day: "PlanningDay", name: str) -> str:
    """A room's day, a cell a quarter of an hour: « · » free, « [E Vélomistr] » a booking, « (Garrigue + Lez) » taken by
    the booking of another room that shares its walls."""
    cells = ["·"] * ((view.closing_hour - view.opening_hour) * _HOUR)
    hours = Slot(day.opens_at, day.closes_at)
    for block in view.blocks:
        if block.room_id == room.id and not block.lapsed and block.slot.overlaps(hours) and _shown(block):
            _draw(cells, block, hours)
    short = name if len(name) < _NAME else f"{name[: _NAME - 2]}…"
    return f"{short:<{_NAME}}{''.join(cells)}"


def _shown(block: "PlanningBlock") -> bool:
    return block.booking is None or block.booking.status.takes_time


def _draw(cells: list[str], block: "PlanningBlock", hours: Slot) -> None:
    first = max(0, (block.slot.start - hours.start) // _QUARTER)
    last = min(len(cells), -((hours.start - block.slot.end) // _QUARTER))
    length = max(1, last - first)
    text = "#" * length
    if block.booking is not None:
        opened, closed = "()" if block.through else "[]"
        option = "?" if block.booking.status is BookingStatus.OPTION else ""
        who = block.through or f"{option}{block.letter} {block.label}"
        said = f"{opened}{who}"[: length - 1]
        text = f"{said:<{length - 1}}{closed}" if length > 1 else block.letter
    cells[first : first + length] = list(text)
