"""How a block of the planning is drawn: a bar and a tint of its colour, its letter, who and when.

Backgrounds and blocks are laid one over the other on a line; what is drawn once is kept until the colours change.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from realis_tui.domain.french import fold
from realis_tui.domain.rooms import BlockKind, BookingStatus
from realis_tui.widgets import content as ink
from realis_tui.widgets.planning.board import Carried, Laid, Wanted, clock
from realis_tui.widgets.planning.inks import COLOURS, glyphs
from realis_tui.widgets.planning.shape import Box

TINY = 8
"""Under this width the letter takes the place of the bar."""
MOST_FACES = 2048
"""Faces of blocks kept once drawn."""


class Cells:
    """A line of single cells, each with the name of its ink: what is behind the blocks."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._chars = [" "] * width
        self._inks = [""] * width

    def put(self, x: int, text: str, ink_name: str) -> None:
        """Write over the line from `x`; what does not fit is left out. Plain signs only, a cell each."""
        for at, char in enumerate(text, x):
            if 0 <= at < self.width:
                self._chars[at], self._inks[at] = char, ink_name

    def segments(self, paint: "Paint", start: int, end: int) -> list[Segment]:
        """The line from a cell to another."""
        found = []
        for at in range(start + 1, end + 1):
            if at == end or self._inks[at] != self._inks[start]:
                found.append(Segment("".join(self._chars[start:at]), paint.ink(self._inks[start])))
                start = at
        return found

    def strip(self, paint: "Paint") -> Strip:
        return Strip(self.segments(paint, 0, self.width), self.width)


@dataclass(frozen=True, slots=True)
class Face:
    """A line of a block: segments alone, as hundreds are kept and a `Strip` is made to be one of a few."""

    segments: tuple[Segment, ...]
    width: int


def overlaid(base: Cells, paint: "Paint", layers: Sequence[tuple[int, Face]]) -> Strip:
    """`base` with faces over it, each from its cell, the later ones over the earlier."""
    width = base.width
    owners = [-1] * width
    for index, (x, face) in enumerate(layers):
        first, last = max(0, x), min(width, x + face.width)
        if first < last:
            owners[first:last] = [index] * (last - first)
    segments: list[Segment] = []
    start = 0
    for at in range(1, width + 1):
        if at < width and owners[at] == owners[start]:
            continue
        if owners[start] < 0:
            segments += base.segments(paint, start, at)
        else:
            x, face = layers[owners[start]]
            whole = start == x and at - x == face.width
            seen = face.segments if whole else Strip(face.segments, face.width).crop(start - x, at - x)
            # Behind what covers its middle, the end of its words would read as words of their own.
            segments += seen if start in (x, 0) else (Segment(" " * each.cell_length, each.style) for each in seen)
        start = at
    return Strip(segments, width)


class Paint:
    """Draws for one grid. `light`: the folded words of the filter; the bookings of others are dimmed."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._inks: dict[str, RichStyle] = {}
        self._faces: dict[Hashable, tuple[Face, ...]] = {}
        self._words: dict[Hashable, Strip] = {}
        self.light: str = ""

    def forget(self) -> None:
        """Colours have changed."""
        self._inks.clear()
        self._faces.clear()
        self._words.clear()

    def ink(self, name: str) -> RichStyle:
        """The ink of a component class without its prefix; "" is the widget's own."""
        style = self._inks.get(name)
        if style is None:
            widget = self._widget
            found = widget.get_visual_style(f"planning--{name}") if name else widget.visual_style
            style = self._inks[name] = found.rich_style
        return style

    def words(self, content: Content, width: int, name: str, align: str = "left") -> Strip:
        """Data on exactly `width` cells in an ink; the names of the rooms are drawn again at every key."""
        looks = (content.plain, tuple(content.spans), width, name, align)
        kept = self._words.get(looks)
        if kept is None:
            if len(self._words) >= MOST_FACES:
                self._words.clear()
            kept = self._words[looks] = self._drawn(content, width, name, align)
        return kept

    def _drawn(self, content: Content, width: int, name: str, align: str) -> Strip:
        widget = self._widget
        style = widget.get_visual_style(f"planning--{name}") if name else widget.visual_style
        return ink.strip_of(widget, ink.pad(content, width, align), width, style)

    def is_lit(self, laid: Laid) -> bool:
        """Whether the filter's words are in who it is for (or its title)."""
        if not self.light:
            return True
        booking = laid.block.booking
        said = f"{laid.block.label} {booking.who} {booking.title or ''}" if booking is not None else ""
        folded = fold(said)
        return all(word in folded for word in self.light.split())

    # Blocks

    def block(
        self, laid: Laid, box: Box, *, cursor: bool = False, dimmed: bool = False, bare: bool = False
    ) -> tuple[Face, ...]:
        """A block's lines, one a row of its box; `bare`: without a word, what is in hand says them over it."""
        if bare:
            return self._kept(self._bare, box.width, box.height)
        if laid.is_closure:
            word = "maintenance" if laid.block.kind is BlockKind.MAINTENANCE else "fermée"
            return self._kept(self._closure, word, _plain(laid.block.label), box.width, box.height, cursor)
        letter = laid.block.letter if laid.block.letter in COLOURS else "I"
        shown = not dimmed and not laid.block.lapsed and not laid.block.through and self.is_lit(laid)
        name, hours = (f"block-{letter}", f"hours-{letter}") if shown else ("dim", "dim")
        if shown and laid.pale:
            name, hours = f"pale-{letter}", f"pale-hours-{letter}"
        if cursor:
            name = hours = f"cursor-{letter}"
        texts = tuple(block_texts(laid, max(0, box.width - 1), box.height, tiny=box.width < TINY))
        looks = (letter, name, hours, texts, box.width, box.height, is_option(laid), laid.pale)
        return self._kept(self._booking, *looks)

    def _kept(self, draw: Callable[..., Iterable[Face]], *looks: Hashable) -> tuple[Face, ...]:
        """What is drawn with these looks: blocks that look the same, on this page or another, are drawn once."""
        kept = self._faces.get(looks)
        if kept is None:
            if len(self._faces) >= MOST_FACES:
                self._faces.clear()
            kept = self._faces[looks] = tuple(draw(*looks))
        return kept

    def _booking(
        self,
        letter: str,
        name: str,
        hours: str,
        texts: Sequence[str],
        width: int,
        height: int,
        option: bool,
        pale: bool,
    ) -> Iterator[Face]:
        tiny, shown, cursor = width < TINY, name != "dim", name.startswith("cursor")
        for row in range(height):
            mark = letter if tiny and row == 0 else " " if cursor else ""
            if width == 1 and option and row == min(1, height - 1):
                mark = "?"  # under its letter, in its place where there is one row
            end = "top" if row == 0 else "bottom" if row == height - 1 else ""
            edge = self._edge(letter, hours, mark, end if pale else "", shown=shown)
            style = self.ink(name if row == 0 else hours)
            if option or (row == 0 and height > 2):
                style += _slanted(row == 0 and height > 2, option)
            yield self._row(edge, texts[row] if row < len(texts) else "", width - 1, style)

    def _edge(self, letter: str, hours: str, mark: str, end: str, *, shown: bool) -> Segment:
        """The left edge: a bar of the full colour, or the letter on it where there is no room for both.

        `end`: the row is the "top" or the "bottom" of a block beside one of its colour; the bar is broken there.
        """
        if mark:
            return Segment(mark, self.ink(f"bar-{letter}" if shown else hours))
        bar = {"top": glyphs().from_half, "bottom": glyphs().to_half}.get(end, glyphs().bar)
        return Segment(bar, self.ink(hours))

    def _row(self, edge: Segment, text: str, width: int, style: RichStyle) -> Face:
        if width <= 0:
            return Face((edge,), 1)
        size = len(text) if text.isascii() else cell_len(text)
        if size > width:
            text, size = _cut(text, width), width
        return Face((edge, Segment(text + self._fill * (width - size), style)), width + 1)

    def _bare(self, width: int, height: int) -> Iterator[Face]:
        """Where a booking was that is in hand over its own place."""
        for _ in range(height):
            yield Face((Segment(self._fill * width, self.ink("dim")),), width)

    @property
    def _fill(self) -> str:
        """Where no colour shows how long a block is, its cells do."""
        if not self._widget.app.no_color:
            return " "
        return "=" if ink.Plain.signs else "░"

    def _closure(self, word: str, reason: str, width: int, height: int, cursor: bool) -> Iterator[Face]:
        name = "closed-cursor" if cursor else "closed"
        one = f"{word} · {reason}" if reason else word
        texts = [one] if height == 1 or width > cell_len(one) + 2 else [word, reason]
        for row in range(height):
            text = set_cell_size(texts[row], max(0, min(cell_len(texts[row]), width - 3))) if row < len(texts) else ""
            drawn = f"{glyphs().hatch} {text} " if text.strip() and width > 6 else ""
            drawn += glyphs().hatch * (width - cell_len(drawn))
            yield Face((Segment(drawn, self.ink(name)),), width)

    def wanted(self, box: Box, wanted: Wanted, *, focused: bool, may_book: bool) -> tuple[Face, ...]:
        """The free time under the cursor: « libre », its hours, and the key that books it."""
        name = "free" if focused else "free-blurred"
        texts = [Content("libre"), Content(hours_text(wanted.start, wanted.end, box.width - 2))]
        if may_book:
            texts.append(Content(f"{glyphs().enter} réserver"))
        if box.width < 5:
            texts = [Content(glyphs().enter[:1] if may_book else "")]
        pad = 1 if box.width > 6 else 0
        return tuple(self._lettered(texts, row, pad, box.width, name) for row in range(box.height))

    def _lettered(self, texts: Sequence[Content], row: int, pad: int, width: int, name: str) -> Face:
        text = texts[row] if row < len(texts) else ink.EMPTY
        return Face(tuple(self.words(Content.assemble(" " * pad, text).truncate(width), width, name)), width)

    def carried(self, box: Box, carried: Carried) -> tuple[Face, ...]:
        """The booking in hand: who and its new hours, or who is in the way and until when."""
        clash = carried.clash
        name = "clash" if clash is not None else "carried"
        sign = ink.sign(ink.Level.LATE).plain
        if clash is None:
            texts = [ink.line(carried.block.label), Content(hours_text(carried.start, carried.end, box.width - 1))]
        else:
            until = f"jusqu'à {clock(clash.taken_to)}"
            short = f"{'->' if ink.Plain.signs else '→'} {_short(clash.taken_to)}"
            texts = [
                Content.assemble(sign, " ", ink.line(clash.block.label)),
                Content(until if len(until) < box.width else short),
            ]
        pad = 1 if box.width > 4 else 0
        return tuple(self._lettered(texts, row, pad, box.width, name) for row in range(box.height))

    def buffer(self, width: int) -> Face:
        """Setup or clearing beside a meeting."""
        return Face((Segment(glyphs().buffer * width, self.ink("buffer")),), width)


def _cut(text: str, width: int) -> str:
    """The text on exactly `width` cells, « … » at its end where four letters stay before it."""
    if width < 5 or ink.Plain.signs:
        return text[:width] if text.isascii() else set_cell_size(text, width)
    # A wide letter cut in two leaves a blank before the sign.
    return (text[: width - 1] if text.isascii() else set_cell_size(text, width - 1)) + "…"


def hours_text(start: int, end: int, width: int) -> str:
    """« 09:00–11:00 », « 9h–11h » where that does not fit, « 9h », or nothing."""
    short = f"{_short(start)}–{_short(end)}"
    for text in (f"{clock(start)}–{clock(end)}", short, short.removesuffix("h"), _short(start)):
        if len(text) <= width:
            return text
    return ""


def _short(minute: int) -> str:
    hours, minutes = divmod(minute, 60)
    return f"{hours}h{minutes:02d}" if minutes else f"{hours}h"


def block_texts(laid: Laid, width: int, height: int, *, tiny: bool) -> list[str]:
    """What is written on a booking, line by line: who, when, and what it is about where there is room."""
    block, booking = laid.block, laid.block.booking
    head = f"{'' if tiny else block.letter}{'?' if is_option(laid) else ''}"
    # What takes a room by its walls says which other room that is, not who meets there.
    who = _plain(block.through or block.label)
    sign = _state_sign(laid)
    title = f"{head} {who}"
    if tiny and width - 1 - len(head) < 4:
        # Three letters tell a company from the others of the day, two do not; its state comes before them.
        title = head if width - len(head) < 3 or (sign and height == 1) else f"{head}{who}"
    if height == 1:
        return [f"{title} {sign}" if sign and width > cell_len(title) + len(sign) else title]
    hours = hours_text(laid.start, laid.end, width - (len(sign) + 1 if sign else 0))
    lines = [title, f"{hours} {sign}".strip()]
    if height > 2 and block.through:
        lines.append(_plain(block.label))
    elif height > 2 and booking is not None and booking.title and booking.title != block.label:
        lines.append(_plain(booking.title))
    return lines


@lru_cache(maxsize=2048)
def _plain(name: str) -> str:
    """A name on one line: the same few stand on hundreds of blocks."""
    return ink.line(name).plain


@cache
def _slanted(bold: bool, italic: bool) -> RichStyle:
    return RichStyle(bold=bold or None, italic=italic or None)


def is_option(laid: Laid) -> bool:
    """Whether it is held, and not yet confirmed."""
    return laid.block.booking is not None and laid.block.booking.status is BookingStatus.OPTION


def _state_sign(laid: Laid) -> str:
    booking = laid.block.booking
    if laid.block.lapsed:
        return "échue"
    if booking is None:
        return ""
    if booking.status is BookingStatus.NO_SHOW:
        return "absents"
    return ink.sign(ink.Level.DONE).plain if booking.checked_in_at is not None else ""
