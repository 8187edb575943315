"""What is done from the planning to the booking, or the free time, under the cursor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events, work

from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.domain.rooms import BookingStatus, format_hour
from realis_tui.keys import keys_at
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.rooms.scope import ask_scope, perform_on_dates
from realis_tui.usecases.rooms.bookings import (
    cancel_booking,
    check_in,
    check_out,
    confirm_booking,
    mark_no_show,
    move_booking,
)
from realis_tui.usecases.rooms.requests import (
    CancelBooking,
    CheckIn,
    CheckOut,
    ConfirmBooking,
    MarkNoShow,
    MoveBooking,
    Scope,
)
from realis_tui.usecases.rooms.views import BookingsSaved, BookingView
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.planning.board import HOUR, Carried, hour_at
from realis_tui.widgets.planning.grid import PlanningGrid
from realis_tui.widgets.status_line import StatusLine
from realis_tui.widgets.typed_ahead import opens_form

if TYPE_CHECKING:
    from realis_tui.screens.framed import Placed

    class _Base(Placed[None]):
        """What it is mixed in."""
else:
    _Base = object

UNDO = "Ctrl+Z pour annuler"
BY_HOUSE = "« du fait de la maison »"
"""The palette's other way to cancel, that owes nothing."""
ONLY_READS = "Votre rôle lit le planning sans y réserver."
_BOOKING_KEYS = frozenset(
    name
    for place in ("rooms.planning", "rooms.grid")
    for key in keys_at(place)
    for name in key.keys
    if key.permission == "rooms.book"
)
"""What only those who may book press here."""
_NO_BOOKING = "Aller d'abord sur une réservation (flèches)."


class PlanningActs(_Base):
    """Keys of the planning that act."""

    @property
    def grid(self) -> PlanningGrid:
        return self.query_one(PlanningGrid)

    def show_booking(self, booking: BookingView) -> None:
        """Bring a booking in sight, the cursor on it."""
        raise NotImplementedError

    def people_asked(self) -> int | None:
        """How many people the filter asks for."""
        raise NotImplementedError

    def read_whole(self) -> None:
        """Show all that is known of what is under the cursor, over the planning."""
        raise NotImplementedError

    def booking(self) -> BookingView | None:
        """The booking under the cursor; said when there is none."""
        laid = self.grid.current
        if laid is None or laid.block.booking is None:
            self.realis.say(_NO_BOOKING, "soon")
            return None
        return laid.block.booking

    def forget_hint(self) -> None:
        """Where to go first is not said any more to who is going."""
        for line in self.query(StatusLine):
            if line.said == _NO_BOOKING:
                line.hide()

    async def _do(self, use_case: Any, request: Any) -> BookingsSaved | None:
        """Perform an act and say what it did, or why it is refused; None then."""
        try:
            saved: BookingsSaved = await perform_on_dates(self.screen, use_case, request)
        except Refused as refused:
            self.realis.say(ink.line(refused.message).plain, "refused")
            return None
        except Unavailable:
            return None
        undo = f"{UNDO}, puis Ctrl+P : {BY_HOUSE}" if saved.is_owed else UNDO
        self.realis.say(f"{ink.line(saved.message).plain} · {undo}")
        return saved

    async def _scope(self, booking: BookingView, verb: str) -> Scope | None:
        """Which occurrences an act is about: asked of a series only. None when it is given up."""
        if booking.series_id is None:
            return Scope.THIS
        return await ask_scope(self.screen, verb)

    def on_key(self, event: events.Key) -> None:
        """A key that is not for this role says so: it is learnt from a colleague, and nothing seems to happen."""
        if event.key.lower() in _BOOKING_KEYS and self.grid.has_focus and not self.realis.may("rooms.book"):
            self.realis.say(ONLY_READS, "soon")
            event.prevent_default()

    # Opening, booking

    @opens_form
    async def action_new(self) -> None:
        await self._book()

    @opens_form
    async def action_book(self) -> None:
        await self._book()

    @opens_form
    async def action_edit(self) -> None:
        booking = self.booking()
        if booking is not None:
            await self._edit(booking)

    async def _book(self) -> None:
        """The form, on the free time under the cursor, or on the next one after the booking that is there."""
        from realis_tui.screens.rooms.booking_form import open_booking_form

        grid, wanted = self.grid, self.grid.wanted
        if wanted is None or grid.board is None:
            # Asked from elsewhere by the palette, the planning not read yet.
            await open_booking_form(self, people=self.people_asked())
            return
        laid = grid.board.at(wanted)
        if laid is not None and not laid.block.lapsed:
            wanted = grid.board.land(wanted.room_id, wanted.day, min(laid.taken_to, 23 * HOUR), grid.length)
        if wanted.key and not (laid is not None and laid.block.lapsed):
            # Nothing is free to the end of that day (a closure): the form opens on it all the same, and says why.
            start = max(wanted.start, grid.board.first_minute)
            wanted = replace(wanted, start=start, end=start + HOUR)
        saved = await open_booking_form(self, room_id=wanted.room_id, slot=wanted.slot, people=self.people_asked())
        if saved is not None and saved.bookings:
            self.show_booking(saved.bookings[0])

    async def _edit(self, booking: BookingView) -> None:
        from realis_tui.screens.rooms.booking_form import open_booking_form

        saved = await open_booking_form(self, booking=booking)
        if saved is not None and saved.bookings:
            self.show_booking(saved.bookings[0])

    @opens_form
    async def open_wanted(self) -> None:
        """Entrée: the booking under the cursor, or a new one on the free time."""
        grid = self.grid
        laid = grid.current
        if laid is None:
            if self.realis.may("rooms.book"):
                await self._book()
            else:
                self.realis.say(ONLY_READS, "soon")
        elif laid.block.booking is None:
            self.realis.say(f"Fermée : {ink.line(laid.block.label).plain}", "soon")
        elif self.realis.may("rooms.book"):
            await self._edit(laid.block.booking)
        else:
            self.read_whole()

    @opens_form
    async def action_find(self) -> None:
        wanted = self.grid.wanted
        if wanted is not None:
            from realis_tui.screens.rooms.finder import open_finder

            saved = await open_finder(self, wanted.day)
            if saved is not None and saved.bookings:
                self.show_booking(saved.bookings[0])

    # Moving

    def action_move(self) -> None:
        if self.booking() is not None:
            self.grid.take()

    @work
    async def drop(self, carried: Carried) -> None:
        """Move the booking in hand to where it is shown."""
        booking = carried.block.booking
        if booking is None:
            return
        outside = booking.is_outside_hours
        if not outside and self._is_outside(carried):
            outside = await self._accepts_outside()
            if not outside:
                return
        scope = await self._scope(booking, "Déplacer")
        if scope is None:
            return
        request = MoveBooking(
            booking_id=booking.id,
            version=booking.version,
            room_id=carried.room_id if carried.room_id != booking.room_id else None,
            on=carried.day,
            start=hour_at(carried.start),
            end=hour_at(carried.end),
            outside_hours=outside,
            scope=scope,
        )
        saved = await self._do(move_booking, request)
        if saved is not None:
            self.grid.let_go()
            if saved.bookings:
                self.show_booking(saved.bookings[0])

    def _is_outside(self, carried: Carried) -> bool:
        board = self.grid.board
        if board is None:
            return False
        day = board.day(carried.day)
        opens, closes = board.view.opening_hour * HOUR, board.view.closing_hour * HOUR
        return carried.start < opens or carried.end > closes or (day is not None and day.closed)

    async def _accepts_outside(self) -> bool:
        board = self.grid.board
        assert board is not None
        hours = f"de {board.view.opening_hour}\u202fh à {board.view.closing_hour}\u202fh"
        choices = [Choice("", "La laisser où elle est"), Choice("yes", "Déplacer quand même, hors horaires")]
        dialog = ChoiceDialog("Hors des heures d'ouverture", choices, f"La maison est ouverte {hours}.")
        answer = await self.app.push_screen_wait(dialog)
        return answer is not None and answer.value == "yes"

    # One key, one act

    @work
    async def action_delete(self) -> None:
        await self._cancel(by_tenant=True)

    @work
    async def action_cancel_house(self) -> None:
        await self._cancel(by_tenant=False)

    async def _cancel(self, *, by_tenant: bool) -> None:
        booking = self.booking()
        if booking is None or (scope := await self._scope(booking, "Annuler")) is None:
            return
        request = CancelBooking(booking_id=booking.id, version=booking.version, scope=scope, by_tenant=by_tenant)
        await self._do(cancel_booking, request)

    @work
    async def action_done(self) -> None:
        booking = self.booking()
        if booking is None:
            return
        if booking.status is not BookingStatus.OPTION:
            self.realis.say("Cette réservation est déjà confirmée.", "soon")
        elif (scope := await self._scope(booking, "Confirmer")) is not None:
            request = ConfirmBooking(booking_id=booking.id, version=booking.version, scope=scope)
            await self._do(confirm_booking, request)

    @work
    async def action_arrive(self) -> None:
        booking = self.booking()
        if booking is None:
            return
        seen = {"booking_id": booking.id, "version": booking.version}
        if booking.checked_in_at is None:
            await self._do(check_in, CheckIn(**seen))
        elif booking.checked_out_at is None:
            await self._do(check_out, CheckOut(**seen))
        else:
            self.realis.say(f"Départ déjà noté à {format_hour(booking.checked_out_at)}.", "soon")

    @work
    async def action_absent(self) -> None:
        booking = self.booking()
        if booking is not None:
            await self._do(mark_no_show, MarkNoShow(booking_id=booking.id, version=booking.version))

    async def action_history(self) -> None:
        from realis_tui.screens.history import HistoryScreen

        booking = self.booking()
        if booking is not None:
            title = f"{booking.room}, {booking.who}"
            await self.app.push_screen(HistoryScreen(f"bookings:{booking.id}", title))

    @opens_form
    async def action_print(self) -> None:
        board, wanted = self.grid.board, self.grid.wanted
        if board is not None and wanted is not None:
            from realis_tui.screens.rooms.exporting import open_print

            # What the filter leaves out is not printed either.
            await open_print(self, replace(board.view, rooms=board.rooms), wanted.room_id, wanted.day)

    @opens_form
    async def action_export(self) -> None:
        from realis_tui.screens.rooms.exporting import export_shown

        board = self.grid.board
        if board is not None:
            await export_shown(self, self.grid.shown(), board.days[0].on, board.days[-1].on)

    @opens_form
    async def action_series(self) -> None:
        booking = self.booking()
        if booking is None:
            return
        if booking.series_id is None:
            self.realis.say("Cette réservation est seule : elle n'est d'aucune série.", "soon")
            return
        from realis_tui.screens.rooms.series_box import open_series

        await open_series(self, booking.series_id)
