"""A screen as a file that a person can read and a diff can show: its text, then the colours of each line.

Colours are letters, explained at the end: « 12a30b » is twelve cells of style a, then thirty of b. One letter more or
another colour under a letter is all that a change of theme shows.
"""

from itertools import groupby
from string import ascii_letters

from rich.style import Style
from textual.strip import Strip

from realis_tui.app import RealisApp

_TRAITS = ("bold", "dim", "italic", "underline", "reverse", "strike")


def text_of(app: RealisApp) -> str:
    """What is written on the screen, line by line."""
    return "\n".join(strip.text.rstrip() for strip in _strips(app)) + "\n"


def colours_of(app: RealisApp) -> str:
    """The style of every cell, by runs."""
    letters: dict[str, str] = {}
    lines = []
    for strip in _strips(app):
        cells = ((_named(segment.style), segment.cell_length) for segment in strip)
        runs = [(named, sum(size for _, size in run)) for named, run in groupby(cells, key=lambda cell: cell[0])]
        lines.append(
            "".join(f"{size}{letters.setdefault(named, _letter(len(letters)))}" for named, size in runs if size)
        )
    legend = [f"{letter} = {named}" for named, letter in letters.items()]
    return "\n".join([*lines, "", *legend]) + "\n"


def _strips(app: RealisApp) -> list[Strip]:
    return app.screen._compositor.render_strips()


def _letter(rank: int) -> str:
    return ascii_letters[rank] if rank < len(ascii_letters) else f"({rank})"


def _named(style: Style | None) -> str:
    if style is None:
        return "plain"
    colours = " on ".join(
        colour.get_truecolor().hex if colour else "default" for colour in (style.color, style.bgcolor)
    )
    return " ".join([colours, *(trait for trait in _TRAITS if getattr(style, trait))])
