"""A new base: the starter set of spaces and rooms in it, or nothing."""

from pathlib import Path

from realis_tui.clock import Clock
from realis_tui.db.engine import Database
from realis_tui.domain.accounts import SYSTEM
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.catalogue import StarterRooms, create_starter_rooms
from realis_tui.usecases.spaces.catalogue import StarterSpaces, create_starter_spaces


def create(base: str | Path, clock: Clock, *, starter: bool = True, desk: str = "") -> Database:
    """Make it and open it: all of it is made, or nothing at all.

    Raises `Refused` when there is one already, or `Unavailable`.
    """

    def furnish(made: Database) -> None:
        door = Door(made, SYSTEM, clock, desk)
        door.perform(create_starter_spaces, StarterSpaces())
        door.perform(create_starter_rooms, StarterRooms())

    return Database.create(base, furnish=furnish if starter else None)
