"""What a list holds: rows that stay themselves when they are read again."""

from collections.abc import Hashable, Sequence
from typing import Protocol, TypeVar, runtime_checkable


@runtime_checkable
class Identified(Protocol):
    """A row: anything with an `id` that stays the same when the row is read again."""

    @property
    def id(self) -> Hashable: ...


Row = TypeVar("Row", bound=Identified)


def same_or_nearest(before: Sequence[Row], cursor: int, now: Sequence[Row]) -> int:
    """Where the row at `cursor` is among the rows read again; else the nearest after it, else before, else the top."""
    places = {row.id: index for index, row in enumerate(now)}
    nearest = (*before[cursor:], *reversed(before[:cursor]))
    return next((places[row.id] for row in nearest if row.id in places), 0)
