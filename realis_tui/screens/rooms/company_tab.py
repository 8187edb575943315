"""The tab « Salles » of a company's card: its bookings, what comes first, and the free hours of its month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_day, format_duration, format_money, format_month
from realis_tui.domain.rooms import BookingStatus, format_hour
from realis_tui.screens.card_parts import Item, LinesPart, Removal, cell
from realis_tui.screens.form_box import FormPlan
from realis_tui.screens.rooms.booking_form import open_booking_form
from realis_tui.usecases.companies.cards import CompanyCard
from realis_tui.usecases.rooms.bookings import booking_card, cancel_booking
from realis_tui.usecases.rooms.planning import ListBookings, list_bookings
from realis_tui.usecases.rooms.prices import MonthUse, RoomUse, month_use
from realis_tui.usecases.rooms.requests import BookingRequest, CancelBooking
from realis_tui.usecases.rooms.views import BookingView
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.meter import meter_line

if TYPE_CHECKING:
    from realis_tui.screens.companies.card import CompanyCardScreen

AROUND = timedelta(days=366)
"""How far the bookings are read, back and ahead."""
_STYLES = {BookingStatus.OPTION: "$ocre", BookingStatus.NO_SHOW: "$garance", BookingStatus.CANCELLED: "$muted"}
_SIGNS = {
    BookingStatus.CONFIRMED: "fine",
    BookingStatus.OPTION: "soon",
    BookingStatus.NO_SHOW: "late",
    BookingStatus.CANCELLED: "none",
}


def _day(item: Item) -> Content:
    booking: BookingView = item.about
    return ink.line(f"{format_day(booking.slot.day)} {booking.slot.day.year}", _STYLES.get(booking.status, ""))


def _hours(item: Item) -> Content:
    booking: BookingView = item.about
    return ink.line(f"{format_hour(booking.starts_at)} – {format_hour(booking.ends_at)}")


def _what(item: Item) -> Content:
    booking: BookingView = item.about
    repeated = Content.styled("série", "$pastel") if booking.series_id is not None else ink.EMPTY
    return ink.join([ink.line(booking.title), repeated])


class BookingsPart(LinesPart):
    """`n` books for the company, `e` or Entrée changes a booking, `d` cancels it."""

    key, title, permission = "rooms", "Salles", "rooms.read"
    EMPTY = ("Aucune réservation depuis un an.", "n", "réserver une salle")
    COLUMNS = (
        Column[Item]("sign", "", lambda item: ink.sign(_SIGNS[item.about.status]), width=1),
        Column[Item]("day", "Date", _day, width=18),
        Column[Item]("hours", "Heures", _hours, width=17),
        Column[Item]("room", "Salle", cell(lambda booking: booking.room, "bold"), width=14, flex=1),
        Column[Item]("what", "Objet", _what, width=14, flex=2, priority=1),
        Column[Item]("status", "", lambda item: ink.line(
            item.about.status.label, _STYLES.get(item.about.status, "$muted")), width=12),
    )  # fmt: skip

    def compose(self) -> ComposeResult:
        month = Static(ink.EMPTY, id="month")
        month.styles.height = 1
        yield month
        yield from super().compose()

    def today(self) -> date:
        return self.on_screen.realis.clock.now().astimezone(PARIS).date()

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        today = self.today()
        asked = ListBookings(first=today - AROUND, last=today + AROUND, company_id=card.id)
        found = await screen.realis.perform(list_bookings, asked)
        use: RoomUse = await screen.realis.perform(month_use, MonthUse(company_id=card.id, month=today))
        now = screen.realis.clock.now()
        ordered = sorted(found, key=lambda booking: booking.starts_at)
        coming = [booking for booking in ordered if booking.ends_at > now]
        past = [booking for booking in reversed(ordered) if booking.ends_at <= now]
        self.lines.show([Item(str(booking.id), booking) for booking in (*coming, *past)])
        self.query_one("#month", Static).update(_month(use))

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        await open_booking_form(screen, company_id=card.id)
        return None

    async def edit(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        booking: BookingView | None = self.about()
        if booking is not None:
            fresh = await screen.realis.ask(booking_card, BookingRequest(booking_id=booking.id))
            if fresh is not None:
                await open_booking_form(screen, booking=fresh)
        return None

    def delete(self, card: CompanyCard) -> Removal | None:
        booking: BookingView | None = self.about()
        if booking is None:
            return None
        request = CancelBooking(booking_id=booking.id, version=booking.version)
        return Removal(cancel_booking, request)


def _month(use: RoomUse) -> Content:
    """« novembre 2026 ▇▇▇▇▁▁ 6 h sur 10 h libres · 24,00 € HT »."""
    spent = Content.styled(f"{format_money(use.cents)} HT", "bold") if use.cents else ink.EMPTY
    hours = Content(format_duration(use.minutes) if use.minutes else "rien")
    if use.granted:
        label = f"{format_duration(use.minutes) if use.minutes else '0'} sur {format_duration(use.granted)} libres"
        hours = meter_line(use.minutes / 60, use.granted / 60, label=label)
    return Content.assemble((f"{format_month(use.month)}  ", "$muted"), ink.join([hours, spent]))
