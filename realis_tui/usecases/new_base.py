"""A new base: the starter set of spaces in it, or nothing."""

from pathlib import Path

from realis_tui.clock import Clock
from realis_tui.db.engine import Database
from realis_tui.domain.accounts import SYSTEM
from realis_tui.usecases.door import Door
from realis_tui.usecases.spaces.catalogue import StarterSpaces, create_starter_spaces


def create(base: str | Path, clock: Clock, *, starter: bool = True, desk: str = "") -> Database:
    """Make it and open it: all of it is made, or nothing at all.

    Raises `Refused` when there is one already, or `Unavailable`.
    """

    def furnish(made: Database) -> None:
        Door(made, SYSTEM, clock, desk).perform(create_starter_spaces, StarterSpaces())

    return Database.create(base, furnish=furnish if starter else None)
