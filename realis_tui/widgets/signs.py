"""The signs that stand beside colours, and their plain twins where a font lacks them. Light: the first frame has it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from textual.content import Content


class Level(StrEnum):
    """How a thing stands; each has a sign, a colour, and a word its caller writes beside."""

    FINE = "fine"
    SOON = "soon"
    LATE = "late"
    OPEN = "open"
    DONE = "done"
    NONE = "none"


_SIGNS: Final[Mapping[Level, tuple[str, str, str]]] = {
    Level.FINE: ("●", "*", "$olivier"),
    Level.SOON: ("◆", "+", "$ocre"),
    Level.LATE: ("▲", "!", "$garance"),
    Level.OPEN: ("○", "o", "$pastel"),
    Level.DONE: ("✓", "x", "$olivier"),
    Level.NONE: ("·", ".", "$muted"),
}


class Plain:
    """Whether this terminal's font lacks ▁ ◆ ✓: a fact of the process, set once from the settings."""

    signs: bool = False


def use_plain_signs(plain: bool) -> None:
    """Draw with ASCII signs from now on (« * + ! o x », « #### »)."""
    Plain.signs = plain


def sign(level: Level | str) -> Content:
    """The coloured sign of a level, one cell wide."""
    drawn, plain, colour = _SIGNS[Level(level)]
    return Content.styled(plain if Plain.signs else drawn, colour)
