"""Data to Textual `Content`: the only way a name, a note or a figure reaches a widget.

Nothing here reads markup, and nothing lets a control character or a direction override through.
Styles are Textual style strings made of theme variables (« bold $tournesol »), never colours.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from realis_tui.domain.french import clean_text, fold
from realis_tui.widgets.signs import Level, Plain, sign, use_plain_signs
from realis_tui.widgets.wrapping import wrap_as_french

__all__ = [
    "EMPTY",
    "Level",
    "Plain",
    "facts",
    "highlight",
    "join",
    "line",
    "meter",
    "pad",
    "progress",
    "sign",
    "sparkline",
    "strip_of",
    "text",
    "truncate",
    "use_plain_signs",
]

EMPTY: Final = Content("")
NARROW_SPACE: Final = "\u202f"

wrap_as_french()


def text(value: object, style: str = "") -> Content:
    """`value` as text, line breaks kept; `None` is empty."""
    return Content.styled(_clean(value), style)


def line(value: object, style: str = "") -> Content:
    """`value` on one line: line breaks and tabs become spaces."""
    clean = _clean(value)
    return Content.styled(clean if clean.isprintable() else " ".join(clean.split("\n")).replace("\t", " "), style)


def join(parts: Iterable[Content], separator: str = " · ", style: str = "$muted") -> Content:
    """The parts that are not empty, with a separator between."""
    return Content.styled(separator, style).join([part for part in parts if part])


def meter(value: float, total: float, width: int = 10, label: str = "", style: str = "$foreground") -> Content:
    """« ▇▇▇▇▁▁ 10/12 h »: what is used of what is granted; beyond the total the bar is full, in `$garance`."""
    ratio = value / total if total > 0 else (1.0 if value > 0 else 0.0)
    filled = min(width, max(0, round(ratio * width)))
    if value > 0 and not filled:
        filled = 1
    full, rest = ("#", "-") if Plain.signs else ("▇", "▁")
    bar = Content.assemble((full * filled, "$garance" if ratio > 1 else style), (rest * (width - filled), "$muted"))
    return bar if not label else Content.assemble(bar, " ", line(label))


def sparkline(values: Sequence[float | int | None], style: str = "$olivier") -> Content:
    """A small chart, one cell a value, from the least to the greatest; a missing value is « · »."""
    levels = "12345678" if Plain.signs else "▁▂▃▄▅▆▇█"
    known = [value for value in values if value is not None]
    if not known:
        return Content.styled("·" * len(values), "$muted")
    low, high = min(0, *known) if min(known) < 0 else min(known), max(known)
    parts = []
    for value in values:
        if value is None:
            parts.append(Content.styled("." if Plain.signs else "·", "$muted"))
        else:
            rank = round((value - low) / (high - low) * (len(levels) - 1)) if high > low else len(levels) // 2
            parts.append(Content.styled(levels[rank], style))
    return EMPTY.join(parts)


def progress(ratio: float, width: int = 30, style: str = "$tournesol", label: bool = True) -> Content:
    """« ├━━━━━──┤ 97 % », `width` cells wide with its ends, its percentage after; bounded to 0–1."""
    bounded = min(1.0, max(0.0, ratio))
    inner = max(1, width - 2)
    filled = round(bounded * inner)
    start, full, rest, end = ("[", "=", "-", "]") if Plain.signs else ("├", "━", "─", "┤")
    track = "$border-colour"
    bar = Content.assemble((start, track), (full * filled, style), (rest * (inner - filled), track), (end, track))
    if not label:
        return bar
    return Content.assemble(bar, " ", (f"{round(bounded * 100)}{NARROW_SPACE}%", style))


def facts(pairs: Iterable[tuple[str, Content | object]], label_width: int = 0, gap: int = 2) -> Content:
    """Labels in a muted column, values beside; further lines of a value stay under its first. Empty values go out."""
    kept = [(label, value if isinstance(value, Content) else text(value)) for label, value in pairs]
    kept = [(label, value) for label, value in kept if value]
    width = max([label_width, *(Content(label).cell_length for label, _ in kept)]) + gap
    rows = []
    for label, value in kept:
        heading = line(label, "$muted")
        first, *others = value.split("\n")
        rows.append(Content.assemble(pad(heading, width), first))
        rows.extend(Content.assemble(" " * width, other) for other in others)
    return Content("\n").join(rows)


def highlight(value: object, words: Iterable[str], style: str = "bold $tournesol", base: str = "") -> Content:
    """`value` with what matches the folded `words` marked, whatever its accents, capitals or thin spaces."""
    shown = _clean(value)
    content = Content.styled(shown, base)
    folded, origins = _folded(shown)
    digits = [(char, origin) for char, origin in zip(folded, origins, strict=True) if char.isdigit()]
    number = "".join(char for char, _ in digits)
    for word in words:
        if len(word) >= 4 and word.isdigit():
            at = number.find(word)
            if at >= 0:
                content = content.stylize(style, digits[at][1], digits[at + len(word) - 1][1] + 1)
            continue
        at = folded.find(word) if word else -1
        while at >= 0:
            # One or two letters only mark the start of a word, or the line would be nothing but marks.
            if len(word) > 2 or at == 0 or folded[at - 1] == " ":
                content = content.stylize(style, origins[at], origins[at + len(word) - 1] + 1)
            at = folded.find(word, at + len(word))
    return content


def truncate(content: Content, width: int) -> Content:
    """At most `width` cells, « … » at the end of what was cut."""
    return content.truncate(width, ellipsis=True) if width > 0 else EMPTY


def pad(content: Content, width: int, align: str = "left") -> Content:
    """Exactly `width` cells, cut with « … » or padded on the side away from `align` (left, right, center)."""
    cut = truncate(content, width)
    missing = width - cut.cell_length
    if missing <= 0:
        return cut
    before = {"right": missing, "center": missing // 2}.get(align, 0)
    return Content.assemble(" " * before, cut, " " * (missing - before))


def strip_of(widget: Widget, content: Content, width: int, style: Style) -> Strip:
    """One line of `content`, exactly `width` cells, as the strip of `widget` on top of `style` (for render_line)."""
    segments = [
        Segment(piece, (style + piece_style).rich_style)
        for piece, piece_style in pad(content, width).render(style, end="", parse_style=widget._get_style)
        if piece
    ]
    return Strip(segments).adjust_cell_length(width, style.rich_style)


def _clean(value: object) -> str:
    if value is None:
        return ""
    given = str(value)
    return given if given.isascii() and given.isprintable() else clean_text(given)


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    return fold(char) or " "


def _folded(shown: str) -> tuple[str, list[int]]:
    """The text folded letter by letter, and for each folded letter where it comes from."""
    letters: list[str] = []
    origins: list[int] = []
    for index, char in enumerate(shown):
        for letter in _fold_char(char):
            letters.append(letter)
            origins.append(index)
    return "".join(letters), origins
