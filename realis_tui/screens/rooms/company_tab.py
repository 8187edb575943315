"""The tab « Salles » of a company's card: its bookings, what comes first, and the free hours of its month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_date, format_day, format_duration, format_money, format_month
from realis_tui.domain.rooms import BookingStatus, format_hour
from realis_tui.keys import bindings_for
from realis_tui.screens.card_parts import Item, LinesPart, Removal, cell
from realis_tui.screens.form_box import FormPlan
from realis_tui.screens.rooms.booking_form import open_booking_form
from realis_tui.usecases.companies.cards import CompanyCard
from realis_tui.usecases.rooms.bookings import booking_card, cancel_booking
from realis_tui.usecases.rooms.planning import ListBookings, list_bookings
from realis_tui.usecases.rooms.prices import MonthsUse, MonthUse, RoomUse, RoomUseLine, month_use, months_use
from realis_tui.usecases.rooms.requests import BookingRequest, CancelBooking
from realis_tui.usecases.rooms.views import BookingView
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.meter import meter_line
from realis_tui.widgets.typed_ahead import opens_form

if TYPE_CHECKING:
    from realis_tui.screens.companies.card import CompanyCardScreen

AROUND = timedelta(days=366)
"""How far the bookings are read, back and ahead."""
_DATE = 18
"""Cells of a date with its weekday and its year."""
_STYLES = {BookingStatus.OPTION: "$ocre", BookingStatus.NO_SHOW: "$garance", BookingStatus.CANCELLED: "$muted"}
_SIGNS = {
    BookingStatus.CONFIRMED: "fine",
    BookingStatus.OPTION: "soon",
    BookingStatus.NO_SHOW: "late",
    BookingStatus.CANCELLED: "none",
}


@dataclass(frozen=True, slots=True)
class Booked:
    """A line: a booking, what it owes (None: nothing is counted of it), and the heading its group begins with."""

    booking: BookingView
    owed: RoomUseLine | None
    heading: str = ""


def _heading(item: Item) -> Content:
    return Content.styled(item.about.heading, "bold $muted")


def _sign(item: Item) -> Content:
    return ink.sign(_SIGNS[item.about.booking.status])


def _day(item: Item) -> Content:
    booking: BookingView = item.about.booking
    day = booking.slot.day
    said = f"{format_day(day)} {day.year}"
    # « mar. 1er sept. 2026 » would lose its year.
    return ink.line(said if len(said) <= _DATE else format_date(day), _struck(booking))


def _hours(item: Item) -> Content:
    booking: BookingView = item.about.booking
    hours = f"{format_hour(booking.starts_at)} – {format_hour(booking.ends_at)}"
    return ink.line(hours, _struck(booking) if booking.status is BookingStatus.CANCELLED else "")


def _struck(booking: BookingView) -> str:
    """What was cancelled is struck through, whatever it owes."""
    style = _STYLES.get(booking.status, "")
    return f"{style} strike" if booking.status is BookingStatus.CANCELLED else style


def _what(item: Item) -> Content:
    """Its title; before it, how it stands when its price says no word of it."""
    booking: BookingView = item.about.booking
    status = booking.status if _state(item.about) is None else BookingStatus.CONFIRMED
    stands = ink.line(status.label, _STYLES[status]) if status in _STYLES else ink.EMPTY
    repeated = Content.styled("série", "$pastel") if booking.series_id is not None else ink.EMPTY
    return ink.join([stands, ink.line(booking.title), repeated])


def _state(booked: Booked) -> BookingStatus | None:
    """How it stands, where nothing is owed: an option, what was cancelled in time. None for what has a price."""
    owed, status = booked.owed, booked.booking.status
    return status if status in _STYLES and (owed is None or not owed.minutes) else None


def _price(item: Item) -> Content:
    """« 24,00 € », « compris », « absents », « annulée »; of one cancelled late, what it owes all the same."""
    state = _state(item.about)
    if state is not None:
        return ink.line(state.label, _STYLES[state])
    owed: RoomUseLine | None = item.about.owed
    if owed is None or not owed.minutes:
        return ink.EMPTY
    if not owed.is_priced:
        return Content.styled("sans tarif", "$ocre")
    if not owed.cents:
        is_absent = owed.status is BookingStatus.NO_SHOW
        return Content.styled("absents", "$garance") if is_absent else Content.styled("compris", "$olivier")
    return Content.styled(format_money(owed.cents), _STYLES.get(owed.status, "") if owed.why else "bold")


class BookingsPart(LinesPart):
    """`n` books for the company, `e` or Entrée changes a booking, `d` cancels it; `i` or `p` writes its calendar."""

    PLACE = "rooms.company"
    BINDINGS = bindings_for(PLACE)
    key, title, permission = "rooms", "Salles", "rooms.read"
    EMPTY = ("Aucune réservation depuis un an.", "n", "réserver une salle")
    COLUMNS = (
        Column[Item]("heading", "", _heading, width=8),
        Column[Item]("sign", "", _sign, width=1),
        Column[Item]("day", "Date", _day, width=_DATE),
        Column[Item]("hours", "Heures", _hours, width=17),
        Column[Item]("room", "Salle", cell(lambda booked: booked.booking.room, "bold"), width=10, flex=1),
        Column[Item]("price", "Prix HT", _price, width=10, align="right"),
        Column[Item]("what", "Objet", _what, width=14, flex=2, priority=1),
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
        period = MonthsUse(company_id=card.id, first=today - AROUND, last=today + AROUND)
        months: tuple[RoomUse, ...] = await screen.realis.perform(months_use, period)
        now = screen.realis.clock.now()
        ordered = sorted(found, key=lambda booking: booking.starts_at)
        coming = [booking for booking in ordered if booking.ends_at > now]
        past = [booking for booking in reversed(ordered) if booking.ends_at <= now]
        owed = {line.booking_id: line for month in months for line in month.lines}
        groups = (("à venir", coming), ("passées", past))
        self.lines.show(
            [
                Item(str(booking.id), Booked(booking, owed.get(booking.id), "" if rank else heading))
                for heading, bookings in groups
                for rank, booking in enumerate(bookings)
            ]
        )
        self.query_one("#month", Static).update(_month(use))

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        await open_booking_form(screen, company_id=card.id)
        return None

    async def edit(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        booked: Booked | None = self.about()
        if booked is not None:
            fresh = await screen.realis.ask(booking_card, BookingRequest(booking_id=booked.booking.id))
            if fresh is not None:
                await open_booking_form(screen, booking=fresh)
        return None

    @opens_form
    async def action_export(self) -> None:
        from realis_tui.screens.rooms.exporting import export_company

        card = self.on_screen.card
        if card is not None:
            await export_company(self.on_screen, card.id, card.name)

    def delete(self, card: CompanyCard) -> Removal | None:
        booked: Booked | None = self.about()
        if booked is None:
            return None
        booking = booked.booking
        request = CancelBooking(booking_id=booking.id, version=booking.version)
        return Removal(cancel_booking, request)


def _month(use: RoomUse) -> Content:
    """« novembre 2026 ▇▇▇▇▁▁ 6 h sur 10 h comprises · 24,00 € HT »."""
    spent = Content.styled(f"{format_money(use.cents)} HT", "bold") if use.cents else ink.EMPTY
    hours = Content(format_duration(use.minutes) if use.minutes else "rien")
    if use.granted:
        label = f"{format_duration(use.minutes) if use.minutes else '0'} sur {format_duration(use.granted)} comprises"
        hours = meter_line(use.minutes / 60, use.granted / 60, label=label)
    return Content.assemble((f"{format_month(use.month)}  ", "$muted"), ink.join([hours, spent]))
