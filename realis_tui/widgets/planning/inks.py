"""The inks of the planning, as the style sheet of its grid declares them, and the signs drawn with them."""

from dataclasses import dataclass

from realis_tui.widgets import content as ink

COLOURS = {"E": "pastel", "Y": "vigne", "C": "olivier", "A": "tournesol", "I": "muted", "X": "ocre"}
"""The letter of a block and its colour."""

_ROLES = ("block", "hours", "pale", "pale-hours", "bar", "cursor")
COMPONENTS = {
    "planning--dot",
    "planning--hatch",
    "planning--word",
    "planning--now",
    "planning--edge",
    "planning--label",
    "planning--label-cursor",
    "planning--seats",
    "planning--title",
    "planning--title-today",
    "planning--free",
    "planning--free-blurred",
    "planning--clash",
    "planning--carried",
    "planning--buffer",
    "planning--dim",
    "planning--closed",
    "planning--closed-cursor",
    *(f"planning--{role}-{letter}" for role in _ROLES for letter in COLOURS),
}


def _block_css(letter: str, colour: str) -> str:
    tint, pale = ("$boost", "$panel") if colour == "muted" else (f"${colour} 20%", f"${colour} 10%")
    return f"""
        & > .planning--block-{letter} {{ background: {tint}; color: $foreground; }}
        & > .planning--hours-{letter} {{ background: {tint}; color: ${colour}; }}
        & > .planning--pale-{letter} {{ background: {pale}; color: $foreground; }}
        & > .planning--pale-hours-{letter} {{ background: {pale}; color: ${colour}; }}
        & > .planning--bar-{letter} {{ background: ${colour}; color: $background; text-style: bold; }}
        & > .planning--cursor-{letter} {{ background: ${colour}; color: $background; text-style: bold; }}
        &:ansi > .planning--cursor-{letter} {{ text-style: bold reverse; }}
        &:nocolor > .planning--cursor-{letter} {{ text-style: bold reverse; }}
        &:nocolor > .planning--bar-{letter} {{ text-style: bold reverse; }}"""


CSS = (
    """
    PlanningGrid {
        height: 1fr;
        width: 1fr;
        background: $background;
        color: $foreground;
        scrollbar-size: 1 1;
        & > .planning--dot { color: $border-colour; }
        & > .planning--hatch { color: $border-colour; }
        & > .planning--word { color: $muted; text-style: italic; }
        & > .planning--now { color: $garance; }
        & > .planning--edge { color: $border-colour; }
        & > .planning--label { color: $foreground; text-style: bold; }
        & > .planning--label-cursor { color: $tournesol; text-style: bold; }
        & > .planning--seats { color: $muted; }
        & > .planning--title { color: $muted; }
        & > .planning--title-today { color: $tournesol; text-style: bold; }
        & > .planning--free { background: $tournesol; color: $on-tournesol; }
        & > .planning--free-blurred { background: $tournesol 45%; color: $foreground; }
        & > .planning--clash { background: $garance; color: $background; text-style: bold; }
        & > .planning--carried { background: $tournesol; color: $on-tournesol; text-style: bold; }
        & > .planning--buffer { background: $surface; color: $muted; }
        & > .planning--dim { background: $surface; color: $muted; }
        & > .planning--closed { background: $surface; color: $muted; }
        & > .planning--closed-cursor { background: $muted; color: $background; text-style: bold; }
        &:ansi > .planning--free, &:nocolor > .planning--free { text-style: reverse; }
        &:ansi > .planning--carried, &:nocolor > .planning--carried { text-style: bold reverse; }
        &:ansi > .planning--clash, &:nocolor > .planning--clash { text-style: bold reverse underline; }
        &:ansi > .planning--closed-cursor, &:nocolor > .planning--closed-cursor { text-style: bold reverse; }
"""
    + "".join(_block_css(letter, colour) for letter, colour in COLOURS.items())
    + "\n    }\n"
)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs drawn, by what the font has."""

    bar: str
    hatch: str
    dot: str
    across: str
    down: str
    edge: str
    enter: str
    buffer: str
    from_half: str
    to_half: str


_FINE = Glyphs("▌", "╱", "·", "─", "│", "┊", "⏎", "┄", "▖", "▘")
_PLAIN = Glyphs("|", "/", ".", "-", "!", ":", "Entrée :", "-", ".", "'")


def glyphs() -> Glyphs:
    """The signs of this terminal."""
    return _PLAIN if ink.Plain.signs else _FINE
