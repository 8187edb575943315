"""Columns of a list: what each shows, and which ones fit in a given width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from textual.content import Content

Row = TypeVar("Row")
Align = Literal["left", "right", "center"]


# No slots: `Column[Row](…)` writes __orig_class__ on the instance, and a frozen class with slots trips on it.
@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. `width` cells, and a share `flex` of what is left over (0: never wider).

    priority: 0 never hides; the others hide from the greatest number down as the list narrows.
    sortable: a click on the title asks for this order.
    """

    key: str
    title: str
    render: Callable[[Row], Content]
    width: int = 12
    flex: int = 0
    align: Align = "left"
    priority: int = 0
    sortable: bool = False


@dataclass(frozen=True)
class Placed(Generic[Row]):
    """A column that fits, with where it starts and how wide it is drawn."""

    column: Column[Row]
    start: int
    width: int


def place(columns: Sequence[Column[Row]], available: int, gap: int = 2) -> list[Placed[Row]]:
    """The columns that fit in `available` cells, the least important ones left out, the rest shared by `flex`."""
    kept = list(columns)
    while _needed(kept, gap) > available:
        optional = [column for column in kept if column.priority > 0]
        if not optional:
            break
        kept.remove(max(optional, key=lambda column: (column.priority, columns.index(column))))
    spare = max(0, available - _needed(kept, gap))
    shares = sum(column.flex for column in kept)
    placed: list[Placed[Row]] = []
    start = given = taken = 0
    for column in kept:
        taken += column.flex
        extra = spare * taken // shares - given if shares else 0
        given += extra
        placed.append(Placed(column, start, column.width + extra))
        start += column.width + extra + gap
    return placed


def _needed(columns: Sequence[Column[Row]], gap: int) -> int:
    return sum(column.width for column in columns) + gap * max(0, len(columns) - 1)
