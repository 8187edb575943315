"""What is under the cursor of the planning, in words: a booking, a closure, a free time, a booking in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.clock import PARIS
from realis_tui.domain.french import (
    MONTHS,
    WEEKDAYS,
    format_date_short,
    format_day,
    format_duration,
    format_money,
    plural,
)
from realis_tui.domain.in_the_way import between_words, is_between
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.recurrence import read_rfc, said
from realis_tui.domain.rooms import BlockKind, BookingStatus, Tenant, format_hour, until_words
from realis_tui.screens.framed import FramedBox
from realis_tui.usecases.rooms.views import BookingView, RoomView
from realis_tui.widgets import content as ink
from realis_tui.widgets.beside import BesideView
from realis_tui.widgets.planning.board import Carried, Laid, Wanted, clock
from realis_tui.widgets.planning.inks import COLOURS

LABELS = 15
"""Cells of the longest label of a booking, with what is left after it."""
MOST_ROOMS = 8
"""Rooms also free that are named."""


@dataclass(frozen=True)
class Owed:
    """What is known of a booking once read: its price, and who made it. Empty when nobody can say."""

    price: str = ""
    booked_by: str = ""


@dataclass(frozen=True)
class About:
    """What the panel shows. `room`: the cursor's; `also_free`: other rooms over the same free time."""

    wanted: Wanted
    laid: Laid | None
    carried: Carried | None
    room: RoomView | None
    carried_to: RoomView | None
    also_free: tuple[RoomView, ...]
    now: datetime
    may_book: bool
    owed: Owed | None = None

    @property
    def title(self) -> str:
        """What the panel is called."""
        if self.carried is not None:
            return "Déplacer"
        if self.laid is None:
            return "Créneau libre"
        return "Fermeture" if self.laid.is_closure else "Réservation"

    @property
    def keys(self) -> str:
        """What one can do, at the bottom of the panel."""
        if self.carried is not None:
            return "Entrée poser · Échap renoncer"
        if self.laid is None:
            return "Entrée réserver" if self.may_book else ""
        return "" if self.laid.is_closure or not self.may_book else "Entrée ouvrir · t déplacer"


class AboutView(BesideView[About]):
    """Beside the planning."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._titles = ("", "")

    def show(self, item: About | None) -> None:
        titles = (item.title, item.keys) if item is not None else self._titles
        if titles != self._titles:
            # A title draws the whole panel again.
            self._titles = titles
            self.border_title, self.border_subtitle = map(Content, titles)
        super().show(item)

    def draw(self, item: About, width: int) -> Content:
        return panel_of(item, width)


class AboutBox(FramedBox[None]):
    """The same over the planning, for who only reads it in a small terminal."""

    CSS = """
    AboutBox > #box { width: 60; overflow-y: auto; }
    """

    def __init__(self, about: About) -> None:
        super().__init__()
        self._about = about

    def compose_box(self) -> ComposeResult:
        yield Static(panel_of(self._about, 56))

    def on_mount(self) -> None:
        self.query_one("#box").border_title = Content(self._about.title)


def panel_of(about: About, width: int = 40) -> Content:
    """Everything, one thing under another."""
    if about.carried is not None:
        return _in_hand(about, about.carried)
    if about.laid is None:
        return _free(about)
    if about.laid.block.booking is None:
        return _closed(about, about.laid)
    return _booking(about, about.laid, about.laid.block.booking, width)


def strip_of(about: About) -> Content:
    """The same in two lines, under a narrow planning."""
    if about.carried is not None:
        held = about.carried
        to = ink.line(about.carried_to.name if about.carried_to is not None else "")
        first = _line([ink.line(held.block.label, "bold"), to, _when(held.day, held.start, held.end)])
        return Content("\n").join([first, _dropping(held)])
    wanted = about.wanted
    where = _room_words(about.room)
    if about.laid is None:
        first = _line([Content.styled("libre", "bold $olivier"), where, _when(wanted.day, wanted.start, wanted.end)])
        return Content("\n").join([first, _also_in_line(about.also_free)])
    laid = about.laid
    if laid.block.booking is None:
        first = _line([Content.styled(_closed_word(laid), "bold $ocre"), ink.line(laid.block.label)])
        return Content("\n").join([first, _line([where, _when(laid.day, laid.start, laid.end)])])
    booking = laid.block.booking
    who = Content.assemble(_letter(laid), " ", ink.line(booking.who, "bold"))
    first = _line([who, _when(laid.day, laid.start, laid.end), where])
    second = _line(
        [_status(booking, laid, about.now), _people(booking, about.room), ink.line(booking.title), _kit(booking)]
    )
    return Content("\n").join([first, second])


def _line(parts: Sequence[Content]) -> Content:
    return ink.join(parts)


def _when(day: date, start: int, end: int) -> Content:
    return Content.styled(f"{format_day(day)} {clock(start)}–{clock(end)}", "$tournesol")


def _heading(wanted: Wanted, start: int, end: int) -> list[Content]:
    """« jeudi 26 novembre », « 09:00 – 11:00 »."""
    number = "1er" if wanted.day.day == 1 else str(wanted.day.day)
    day = f"{WEEKDAYS[wanted.day.weekday()]} {number} {MONTHS[wanted.day.month - 1]}"
    return [
        Content.styled(day, "bold $tournesol"),
        Content.styled(f"{clock(start)} – {clock(end)}", "bold $tournesol"),
    ]


def _room_words(room: RoomView | None) -> Content:
    if room is None:
        return ink.EMPTY
    # « Bulle 1 · 2 p », not « Bulle 1 2 p ».
    apart = " ·" if room.name[-1:].isdigit() else ""
    return Content.assemble(ink.line(room.name), (f"{apart} {room.capacity}\u202fp", "$muted"))


def _free(about: About) -> Content:
    wanted = about.wanted
    length = wanted.end - wanted.start
    lines = [
        *_heading(wanted, wanted.start, wanted.end),
        Content.styled(f"libre · {format_duration(length)}", "$olivier"),
        ink.EMPTY,
        _room_words(about.room),
    ]
    if about.room is not None and about.room.equipment:
        lines.append(ink.line(", ".join(about.room.equipment), "$muted"))
    if about.room is not None and about.room.place:
        lines.append(ink.line(about.room.place, "$muted"))
    lines += [ink.EMPTY, Content.styled("Aussi libres à cette heure", "bold"), _also(about.also_free)]
    return Content("\n").join(lines)


def _also(rooms: Sequence[RoomView]) -> Content:
    """The rooms that are free too, one a line: their seats stay beside their names."""
    if not rooms:
        return Content.styled("aucune autre salle", "$muted")
    lines = [_room_words(room) for room in rooms[:MOST_ROOMS]]
    if len(rooms) > MOST_ROOMS:
        lines.append(Content.styled(f"et {plural(len(rooms) - MOST_ROOMS, 'autre')}", "$muted"))
    return Content("\n").join(lines)


def _also_in_line(rooms: Sequence[RoomView]) -> Content:
    if not rooms:
        return ink.EMPTY
    return Content.assemble(("aussi libres : ", "$muted"), ink.join([_room_words(room) for room in rooms]))


def _closed_word(laid: Laid) -> str:
    return "maintenance" if laid.block.kind is BlockKind.MAINTENANCE else "fermée"


def _closed(about: About, laid: Laid) -> Content:
    lines = [
        *_heading(about.wanted, laid.start, laid.end),
        Content.assemble(ink.sign(ink.Level.SOON), " ", (_closed_word(laid), "$ocre")),
        ink.EMPTY,
        _room_words(about.room),
        ink.text(laid.block.label),
    ]
    return Content("\n").join(lines)


def _letter(laid: Laid) -> Content:
    return Content.styled(laid.block.letter, f"bold ${COLOURS.get(laid.block.letter, 'muted')}")


def _booking(about: About, laid: Laid, booking: BookingView, width: int) -> Content:
    wanted = about.wanted
    start, end = local_of(booking.starts_at), local_of(booking.ends_at)
    head = [
        *_heading(wanted, start.hour * 60 + start.minute, (end.hour * 60 + end.minute) or 1440),
        _status(booking, laid, about.now),
        ink.EMPTY,
        Content.assemble(_letter(laid), " ", ink.line(booking.who, "bold")),
        ink.line(booking.title),
    ]
    price = about.owed.price if about.owed is not None else ""
    pairs: list[tuple[str, Content | str]] = [
        ("Salle", Content.assemble(_room_words(about.room))),
        ("Par", ink.line(laid.block.through)),
        ("Durée", format_duration(booking.slot.minutes)),
        ("Personnes", _people(booking, about.room, labelled=True)),
        ("Disposition", ink.line(booking.layout)),
        ("Matériel", ink.line(", ".join(booking.equipment))),
        ("Battement", _buffers(booking)),
        ("Série", ink.text(_series(booking))),
        ("Hors horaires", "accepté" if booking.is_outside_hours else ""),
        ("Dépassement", ink.line(booking.forced_because)),
        ("Tarif", booking.tenant.label if booking.tenant is not Tenant.INTERNAL else ""),
        ("Prix", Content.styled(price, "$olivier") if price else ink.EMPTY),
        ("Réservé", ink.line(about.owed.booked_by if about.owed is not None else "")),
    ]
    facts = ink.facts([(label, _within(value, width)) for label, value in pairs])
    parts = [Content("\n").join([line for line in head if line or line is ink.EMPTY]), facts]
    if booking.notes:
        parts.append(Content.assemble(Content.styled("Notes", "bold"), "\n", ink.text(booking.notes)))
    return Content("\n\n").join(parts)


def _within(value: Content | str, width: int) -> Content:
    """A value in the column of the facts, its further lines under its first."""
    content = value if isinstance(value, Content) else Content(value)
    if content.cell_length <= width - LABELS and "\n" not in content.plain:
        return content
    return Content("\n").join(content.wrap(max(12, width - LABELS)))


def _buffers(booking: BookingView) -> Content:
    parts = []
    if booking.setup_minutes:
        parts.append(f"{booking.setup_minutes}\u202fmin avant")
    if booking.clearing_minutes:
        parts.append(f"{booking.clearing_minutes}\u202fmin après")
    return Content(", ".join(parts))


def _series(booking: BookingView) -> str:
    """« tous les jeudis jusqu'au 24 juin »."""
    if booking.series_rule is None:
        return ""
    day = booking.occurrence_on or local_of(booking.starts_at).date()
    try:
        return said(read_rfc(booking.series_rule), day)
    except ValueError:
        return "oui"


def _people(booking: BookingView, room: RoomView | None, *, labelled: bool = False) -> Content:
    if booking.people is None:
        return ink.EMPTY
    seats = f" sur {room.capacity}" if room is not None else ""
    over = room is not None and booking.people > room.capacity
    said = str(booking.people) if labelled else plural(booking.people, "personne")
    return Content.assemble((said, "$ocre" if over else ""), (seats, "$muted"))


def _kit(booking: BookingView) -> Content:
    return ink.line(", ".join(booking.equipment), "$muted")


def _status(booking: BookingView, laid: Laid, now: datetime) -> Content:
    """« ● confirmée », « ? option jusqu'à 18 h », « ✓ arrivés à 9 h 05 »."""
    today = local_of(now).date()
    if laid.block.lapsed:
        return Content.styled("? option échue, le créneau compte comme libre", "$ocre")
    if booking.status is BookingStatus.OPTION:
        until = f" {until_words(booking.lapses_at, today)}" if booking.lapses_at is not None else ""
        return Content.styled(f"? option{until}", "$ocre")
    if booking.status is BookingStatus.NO_SHOW:
        return Content.assemble(ink.sign(ink.Level.LATE), (" personne n'est venu", "$garance"))
    if booking.status is BookingStatus.CANCELLED:
        return Content.styled("annulée", "$muted")
    if booking.checked_out_at is not None:
        return Content.assemble(ink.sign(ink.Level.DONE), f" partis à {format_hour(booking.checked_out_at)}")
    if booking.checked_in_at is not None:
        return Content.assemble(ink.sign(ink.Level.DONE), f" arrivés à {format_hour(booking.checked_in_at)}")
    if booking.starts_at <= now < booking.ends_at:
        return Content.assemble(ink.sign(ink.Level.OPEN), (" en cours, arrivée non notée", "$pastel"))
    return Content.assemble(ink.sign(ink.Level.FINE), (" confirmée", "$olivier"))


def _in_hand(about: About, held: Carried) -> Content:
    length = held.end - held.start
    to = Wanted(held.room_id, held.day, held.start, held.end)
    lines = [
        *_heading(to, held.start, held.end),
        _dropping(held),
        ink.EMPTY,
        ink.line(held.block.label, "bold"),
        Content.assemble(_room_words(about.carried_to), (f" · {format_duration(length)}", "$muted")),
    ]
    if held.block.booking is not None:
        was = held.block.booking
        before = f"était {format_day(local_of(was.starts_at).date())}, {format_hour(was.starts_at)}, {was.room}"
        lines.append(ink.line(before, "$muted"))
    return Content("\n").join(lines)


def _dropping(held: Carried) -> Content:
    """Whether it can be dropped there: free, or taken by whom until when."""
    clash = held.clash
    if clash is None:
        return Content.styled("libre" if held.has_moved else "où elle est", "$olivier")
    sign = ink.sign(ink.Level.LATE)
    if clash.is_closure:
        return Content.assemble(sign, " ", (f"{_closed_word(clash)} : ", "$garance"), ink.line(clash.block.label))
    block = clash.block
    if is_between(held.slot, block.slot):
        said, right = between_words(block.label, held.slot, held.before, held.after, block.slot, block.blocked)
        told = ink.line(f"{said} : {right}" if right else said, "$garance")
        return Content.assemble(sign, " ", told)
    until = until_words(block.blocked.end, held.day)
    return Content.assemble(sign, (" déjà pris par ", "$garance"), ink.line(block.label, "bold"), f" {until}")


def booked_words(who: str, at: datetime) -> str:
    """« par Claire, le 12 nov. à 9 h 41 »."""
    local = at.astimezone(PARIS)
    return f"par {who}, le {format_date_short(local.date())} à {format_hour(at)}"


def price_words(cents: int, free_minutes: int, minutes: int, *, is_priced: bool) -> str:
    """« compris », « 36,00 € HT », « 24,00 € HT, 2 h comprises »."""
    if not is_priced:
        return "tarif non fixé"
    if not cents:
        return "compris" if free_minutes else "sans frais"
    free = f", {format_duration(free_minutes)} comprises" if free_minutes else ""
    return f"{format_money(cents)} HT{free}" if minutes else ""
