"""What the application tells its screens."""

from collections.abc import Iterable

from textual.message import Message


class Changed(Message):
    """An act has been committed, here or elsewhere: who shows one of these pillars draws itself again."""

    def __init__(self, pillars: Iterable[str]) -> None:
        super().__init__()
        self.pillars = frozenset(pillars)


class Superseded(Exception):
    """A newer question of the same group took this one's place; its answer is of no use."""
