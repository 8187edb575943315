"""The dates of a series, one line each with its fate; and what is shown before one that clashes is booked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_day
from realis_tui.domain.rooms import format_hour
from realis_tui.screens.framed import FramedBox
from realis_tui.screens.rooms.checked import repeated
from realis_tui.usecases.rooms.requests import CheckBooking, MoveOccurrence
from realis_tui.usecases.rooms.series import preview_series
from realis_tui.usecases.rooms.views import Fate, Occurrence, SeriesView
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form

_SIGNS = {
    Fate.BOOKED: "fine",
    Fate.MOVED: "fine",
    Fate.CLASH: "late",
    Fate.REFUSED: "late",
    Fate.HOLIDAY: "soon",
    Fate.CLOSED: "soon",
    Fate.SKIPPED: "none",
    Fate.PAST: "none",
}
_STYLES = {"fine": "", "late": "$garance", "soon": "$ocre", "none": "$muted"}


@dataclass(frozen=True)
class DateLine:
    """One date of a series; `foreseen`: nothing is booked yet. `year`: the one that is not said."""

    about: Occurrence
    year: int
    foreseen: bool = False

    @property
    def id(self) -> date:
        return self.about.on


def _style(line: DateLine) -> str:
    return _STYLES[_SIGNS[line.about.fate]]


def _on(line: DateLine) -> Content:
    on = line.about.on
    return ink.line(format_day(on) + (f" {on.year}" if on.year != line.year else ""), _style(line) or "bold")


def _hours(line: DateLine) -> Content:
    slot = line.about.slot
    return ink.line(f"{format_hour(slot.start)} – {format_hour(slot.end)}", _style(line)) if slot else ink.EMPTY


def _fate(line: DateLine) -> Content:
    fate = line.about.fate
    return ink.line("libre" if line.foreseen and fate is Fate.BOOKED else fate.value, _style(line))


def _said(line: DateLine) -> Content:
    """Why, without the word before: « par Vélomistrau jusqu'à 13 h » after « prise »."""
    said = "" if line.about.said == "confirmée" else line.about.said
    return ink.line(said.removeprefix(line.about.fate.value).lstrip(), "$muted")


COLUMNS = (
    Column[DateLine]("sign", "", lambda line: ink.sign(_SIGNS[line.about.fate]), width=1),
    Column[DateLine]("on", "Date", _on, width=20),
    # The same on every line but where a date is moved, which says it: why a date is left out is what is read here.
    Column[DateLine]("hours", "Heures", _hours, width=17, priority=1),
    Column[DateLine]("fate", "", _fate, width=9),
    Column[DateLine]("said", "", _said, width=36, flex=1),
)


class DatesBox(FramedBox[Any]):
    """The dates, what they say as a whole above them."""

    CSS: ClassVar[str] = """
    DatesBox > #box { width: 96%; max-width: 116; height: 90%; }
    DatesBox RecordList { background: $panel; margin-top: 1; }
    DatesBox #said { height: auto; max-height: 5; }
    DatesBox.-low > #box { height: 100%; max-height: 100%; }
    DatesBox.-narrow > #box { width: 100%; }
    """
    AUTO_FOCUS = "RecordList"

    def compose_box(self) -> ComposeResult:
        yield Static(ink.EMPTY, id="said")
        yield RecordList(COLUMNS, header=False)

    @property
    def lines(self) -> RecordList[DateLine]:
        return self.query_one(RecordList)

    FORESEEN: ClassVar[bool] = False

    def show(self, series: SeriesView) -> None:
        """Draw it; the cursor stays on its date."""
        self.query_one("#said", Static).update(repeated(series))
        year = self.realis.clock.now().astimezone(PARIS).year
        self.lines.show([DateLine(item, year, self.FORESEEN) for item in series.occurrences])

    def current(self) -> Occurrence | None:
        line = self.lines.current
        return line.about if line is not None else None


Elsewhere = Callable[[CheckBooking, Occurrence], Awaitable[MoveOccurrence | None]]
"""Asks where a date of what is to be booked goes; None when it stays."""


class SeriesPreview(DatesBox):
    """Before a series that clashes is booked: Ctrl+S books the other dates, `d` or `x` leaves one more out, `t`, `e` or
    Entrée moves one, `n` puts it back. Answers what is to be booked, None when nothing is."""

    PLACE = "rooms.series_preview"
    FORESEEN = True
    CSS = DatesBox.CSS.replace("DatesBox", "SeriesPreview")

    def __init__(self, series: SeriesView, asked: CheckBooking, elsewhere: Elsewhere) -> None:
        super().__init__()
        self._series = series
        self.asked = asked
        """With the dates left aside and those moved, whatever is answered: they stay with the form."""
        self._elsewhere = elsewhere

    def on_mount(self) -> None:
        box = self.query_one("#box")
        box.border_title = Content("Série à réserver")
        self._draw()

    def _draw(self) -> None:
        self.show(self._series)
        free = len(self._series.booked)
        others = "l'autre date" if free == 1 else f"les {free} autres"
        if free == len(self._series.occurrences):
            others = "la série"
        self.query_one("#box").border_subtitle = Content(
            f"Ctrl+S réserver {others} · Échap revenir au formulaire" if free else "Échap revenir au formulaire"
        )
        self.lines.move_to(next((item.on for item in self._series.clashes), None))

    def action_delete(self) -> None:
        item = self.current()
        if item is not None:
            self._ask(item.on, skipped=True)

    def action_new(self) -> None:
        item = self.current()
        if item is None:
            return
        told = f"{format_day(item.on)} : {item.said}."
        is_ours = item.on in self.asked.skip or any(move.occurrence_on == item.on for move in self.asked.moves)
        if not is_ours and item.fate is Fate.HOLIDAY:
            self.realis.say(f"{told} À remettre par k, une fois la série réservée.", "soon")
        elif not is_ours and item.fate in (Fate.CLOSED, Fate.CLASH):
            self.realis.say(f"{told} Touche t pour la déplacer.", "soon")
        else:
            self._ask(item.on)

    @on(RecordList.Opened)
    def _opened(self, event: RecordList.Opened) -> None:
        event.stop()
        self.action_move()

    def action_edit(self) -> None:
        self.action_move()

    @opens_form
    async def action_move(self) -> None:
        item = self.current()
        if item is None or item.slot is None:
            return
        move = await self._elsewhere(self.asked, item)
        if move is not None:
            self._ask(item.on, move)

    @work(exclusive=True, group="preview")
    async def _ask(self, on: date, move: MoveOccurrence | None = None, *, skipped: bool = False) -> None:
        """Look again, that date being moved, left out, or where the rule has it."""
        skip = set(self.asked.skip) | {on} if skipped else set(self.asked.skip) - {on}
        others = tuple(each for each in self.asked.moves if each.occurrence_on != on)
        moves = (*others, move) if move is not None else others
        asked = self.asked.model_copy(update={"skip": tuple(sorted(skip)), "moves": moves})
        series = await self.realis.ask(preview_series, asked, group="booking.series")
        if series is not None:
            self._series, self.asked = series, asked
            self._draw()
            self.lines.move_to(on)

    def action_save(self) -> None:
        if self._series.booked:
            self.dismiss(self.asked)
        else:
            self.realis.say("Aucune date n'est libre : changer l'heure ou la salle.", "refused")
