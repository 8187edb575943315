"""The filter of the planning: « 12p visio vélomistrau », read as people, equipment, and whose bookings to light."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from realis_tui.domain.french import fold

_PEOPLE = re.compile(r"(\d{1,4})\s*(?:p|pers|personnes?|places?)\b\.?", re.IGNORECASE)
_QUOTED = re.compile(r'«([^»]*)»?|"([^"]*)"?')
LEAST_LETTERS = 3
"""Letters after which the start of a word is an equipment."""


@dataclass(frozen=True, slots=True)
class RoomsFilter:
    """What a filter asks: rooms that hold `people` and have each `equipment` (folded starts of words); `company`: the
    folded words that the bookings to light hold."""

    people: int | None = None
    equipment: tuple[str, ...] = ()
    company: str = ""

    def keeps(self, capacity: int, equipment: Iterable[str]) -> bool:
        """Whether a room passes."""
        there = [word for item in equipment for word in fold(item).split()]
        has_all = all(any(word.startswith(wanted) for word in there) for wanted in self.equipment)
        return has_all and (self.people is None or capacity >= self.people)


def read_rooms_filter(text: str, equipment: Sequence[str]) -> RoomsFilter:
    """Read a filter; `equipment`: all that the house has. Between quotes, words are a company's whatever they are.

    Never refused: what is neither people nor equipment is a name.
    """
    quoted = [fold(one or other) for one, other in _QUOTED.findall(text)]
    rest = _QUOTED.sub(" ", text)
    people = max((int(count) for count in _PEOPLE.findall(rest)), default=None)
    known = {word for item in equipment for word in fold(item).split()}
    wanted: list[str] = []
    names: list[str] = []
    for word in fold(_PEOPLE.sub(" ", rest)).split():
        is_equipment = word in known or (len(word) >= LEAST_LETTERS and any(item.startswith(word) for item in known))
        (wanted if is_equipment else names).append(word)
    return RoomsFilter(people, tuple(wanted), " ".join(word for word in [*names, *quoted] if word))
