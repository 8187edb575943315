"""Equipment as people name it: « projecteur », « vidéoproj », « videoprojeteur » are the « vidéoprojecteur »."""

from collections.abc import Iterable
from difflib import get_close_matches

from realis_tui.domain.french import fold

LEAST_LETTERS = 4
"""Letters that a part of a name, or a slip in it, must have to be taken for it."""
_CLOSE = 0.8
"""How near a slip is, of 1 (`difflib`): one letter of five, two of nine."""


def meant(wanted: str, known: Iterable[str]) -> str | None:
    """Which of the known ones is meant: of that name, else the first that holds it, else the nearest; None if none."""
    folded = {fold(name): name for name in known}
    plain = fold(wanted)
    if plain in folded or len(plain) < LEAST_LETTERS:
        return folded.get(plain)
    held = next((name for each, name in folded.items() if plain in each), None)
    return held or next((folded[near] for near in get_close_matches(plain, folded, 1, _CLOSE)), None)


def lacking(wanted: Iterable[str], known: Iterable[str]) -> list[str]:
    """What is asked for and is not there, as it was typed."""
    there = tuple(known)
    return [item for item in wanted if meant(item, there) is None]
