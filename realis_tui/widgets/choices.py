"""What can be chosen in a field, and who gives it for what is typed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from realis_tui.domain.french import fold


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen: the value kept, the label read and typed, and a detail beside it.

    weak: found by something else than its name; it is chosen with the arrows, never by Tab or Entrée alone.
    """

    value: str
    label: str
    detail: str = ""
    weak: bool = False


Supplier = Callable[[str], Awaitable[Sequence[Choice]]]
"""What matches a typed text, best first; empty text: what to offer before anything is typed."""


def closed_list(choices: Sequence[tuple[str, str]]) -> Supplier:
    """The supplier of a short closed list: those whose label starts with the text, then those that hold it."""
    known = [Choice(value, label) for value, label in choices]

    async def supply(typed: str) -> Sequence[Choice]:
        wanted = fold(typed)
        if not wanted:
            return known
        ranked = [(fold(choice.label).find(wanted), choice) for choice in known]
        exact = [choice for choice in known if fold(choice.value) == wanted]
        starts = [choice for at, choice in ranked if at == 0]
        return [*starts, *(choice for at, choice in ranked if at > 0), *(c for c in exact if c not in starts)]

    return supply
