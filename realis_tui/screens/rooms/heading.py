"""What stands over and under the planning: the rooms' tabs, the day or week shown, how full it is."""

from __future__ import annotations

from datetime import date

from realis_tui.domain.french import MONTHS, THIN, WEEKDAYS, format_percent, plural
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.widgets.planning.board import Board


def tab(room: RoomView, is_current: bool) -> str:
    """« Garrigue 12 p » where one is, « Lez 20 », « Bulle 1 · 2 »."""
    apart = " ·" if room.name[-1:].isdigit() else ""
    return f"{room.name}{apart} {room.capacity}" + (f"{THIN}p" if is_current else "")


def of_day(board: Board, day: date, today: date) -> str:
    """« Salles · lundi 23 novembre · aujourd'hui », with the holiday it is."""
    holiday = next((f" · férié : {shown.holiday}" for shown in board.days if shown.holiday), "")
    now = " · aujourd'hui" if day == today else ""
    return f"Salles · {WEEKDAYS[day.weekday()]} {_said(day, today)}{now}{holiday}"


def of_week(day: date, today: date, room: RoomView | None) -> str:
    """« Garrigue · semaine du 23 novembre », of every room when there is none."""
    return f"{room.name if room is not None else 'Toutes les salles'} · semaine du {_said(day, today)}"


def _said(day: date, today: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != today.year else "")


def how_full(board: Board, room: RoomView | None) -> str:
    """« 61 % occupée · samedi fermé » of a room, « occupées à 42 % · 31 réservations » of all that are shown."""
    rooms = {room.id} if room is not None else {each.id for each in board.rooms}
    rate = board.rate(rooms)
    parts = []
    if rate is not None:
        parts.append(f"{format_percent(rate)} occupée" if room is not None else f"occupées à {format_percent(rate)}")
    if room is None:
        keys = {block.key for block in board.view.blocks if block.booking is not None and block.room_id in rooms}
        parts.append(plural(len(keys), "réservation"))
    parts += [f"{WEEKDAYS[day.on.weekday()]} fermé" for day in board.days if day.closed and not day.holiday]
    return " · ".join(parts)
