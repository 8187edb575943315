"""Equipment as people name it: « projecteur », « vidéoproj », « videoprojeteur » are the « vidéoprojecteur ».

Never « micro » the « micro-ondes »: a part must be most of the name, or its first word.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from realis_tui.domain.french import fold

LEAST_LETTERS = 4
"""Letters that a slip in a name must have to be taken for it."""
_WORD, _MOST = 6, 0.6
"""Letters of a first word that stands for the whole name, and the share of the name that any other part must be."""
_CLOSE = 0.8
"""How near a slip is, of 1 (`difflib`): one letter of five, two of nine."""


def meant(wanted: str, known: Iterable[str]) -> str | None:
    """Which of the known ones is meant: of that name, else the first that holds it, else the nearest; None if none."""
    folded = {fold(name): name for name in known}
    plain = fold(wanted)
    if plain in folded or len(plain) < LEAST_LETTERS:
        return folded.get(plain)
    held = next((name for each, name in folded.items() if _is_most_of(plain, each)), None)
    return held or next((folded[near] for near in get_close_matches(plain, folded, 1, _CLOSE)), None)


def _is_most_of(part: str, name: str) -> bool:
    is_first_word = len(part) >= _WORD and name.partition(" ")[0] == part
    return is_first_word or (part in name and len(part) >= _MOST * len(name))


def lacking(wanted: Iterable[str], known: Iterable[str]) -> list[str]:
    """What is asked for and is not there, as it was typed."""
    there = tuple(known)
    return [item for item in wanted if meant(item, there) is None]
