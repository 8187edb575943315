"""A series that is booked, one line per date: dates are left out, moved, put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import on, work
from textual.content import Content
from textual.screen import Screen

from realis_tui.domain.french import format_day, plural
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.messages import Superseded
from realis_tui.screens.rooms.booking_form import open_booking_form
from realis_tui.screens.rooms.series_preview import DatesBox
from realis_tui.usecases.rooms.bookings import booking_card
from realis_tui.usecases.rooms.requests import BookingRequest, ReaddOccurrence, SeriesRequest, SkipOccurrence
from realis_tui.usecases.rooms.series import readd_occurrence, series_card, skip_occurrence
from realis_tui.usecases.rooms.views import Fate, SeriesView
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form

if TYPE_CHECKING:
    from realis_tui.app import RealisApp


async def open_series(screen: Screen[Any], series_id: int) -> None:
    """Show a series date by date. To be awaited in a worker."""
    app = cast("RealisApp", screen.app)
    await app.push_screen_wait(SeriesBox(series_id))


class SeriesBox(DatesBox):
    """A series that is booked: `d` or `x` leaves a date out, `n` puts it back, `e` or Entrée changes it."""

    PLACE = "rooms.series"
    SHOWS = frozenset({"rooms"})
    CSS = DatesBox.CSS.replace("DatesBox", "SeriesBox")

    def __init__(self, series_id: int) -> None:
        super().__init__()
        self._series_id = series_id

    def on_mount(self) -> None:
        self.query_one("#box").border_title = Content("Série")
        self._reload_soon()

    async def reload(self) -> None:
        try:
            series: SeriesView = await self.realis.perform(
                series_card, SeriesRequest(series_id=self._series_id), group="rooms.series"
            )
        except Refused as refused:
            self.realis.say(refused.message, "refused")
            self.dismiss(None)
            return
        except (Unavailable, Superseded):
            return
        if not self.is_attached:
            return
        first = not self.lines.rows
        self.show(series)
        booked = len(series.booked)
        self.query_one("#box").border_subtitle = Content(f"{plural(booked, 'date')} sur {len(series.occurrences)}")
        coming = next((item for item in series.occurrences if item.fate is not Fate.PAST), None)
        if first and coming is not None:
            self.lines.move_to(coming.on)

    @work
    async def action_delete(self) -> None:
        if (item := self.current()) is None:
            return
        skipping = SkipOccurrence(series_id=self._series_id, on=item.on)
        if await self.realis.ask(skip_occurrence, skipping) is not None:
            self.realis.say(f"{format_day(item.on)} : laissée de côté · Ctrl+Z pour annuler")

    @work
    async def action_new(self) -> None:
        if (item := self.current()) is None:
            return
        readding = ReaddOccurrence(series_id=self._series_id, on=item.on)
        if await self.realis.ask(readd_occurrence, readding) is not None:
            self.realis.say(f"{format_day(item.on)} : remise · Ctrl+Z pour annuler")

    @on(RecordList.Opened)
    def _opened(self, event: RecordList.Opened) -> None:
        event.stop()
        self.action_edit()

    @opens_form
    async def action_edit(self) -> None:
        item = self.current()
        if item is None:
            return
        if item.booking_id is None or item.fate not in (Fate.BOOKED, Fate.MOVED, Fate.PAST):
            self.realis.say(f"{format_day(item.on)} n'est pas réservée : n pour la remettre.", "soon")
            return
        booking = await self.realis.ask(booking_card, BookingRequest(booking_id=item.booking_id))
        if booking is not None:
            await open_booking_form(self, booking=booking)
