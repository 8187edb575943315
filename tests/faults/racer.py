"""Desks that book as fast as they can, each a process of its own: `python -m tests.faults.racer BASE 10 pause`.

Each tries every cell of the grid `TRIES` times, in an order of its own, each time at other hours of that cell. They are
forked from one process that has imported everything and opened nothing, wait for each other at a gate so that all run
together, and what each was told is printed.
"""

import json
import multiprocessing
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DESKS = 8
TRIES = 4
WAYS = ("tel quel", "pause", "sans contrôle")
"""« pause »: 20 ms between the check in words and the writing; « sans contrôle »: no check, the base alone holds."""
FIRST = date(2026, 12, 1)
MEETS = ((9, 7.0, 10.75), (13, 11.25, 16.0))
"""Two cells a day: an hour that every meeting of the cell holds, and the hours between which it is drawn.

Two meetings of one cell always overlap; the buffers of the rooms (15 minutes before, 15 after) make those of the two
cells touch at 11 h at the most.
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the grid; `rooms`: those that a try may take, by name."""

    day: date
    held: int
    earliest: float
    latest: float
    rooms: tuple[str, ...]


def grid(cells: int) -> list[Cell]:
    """Cells that share nothing with each other: by turns a simple room, then any of two rooms and both at once."""
    made = []
    for number in range(cells):
        held, earliest, latest = MEETS[number // 2 % 2]
        rooms = ("A", "B", "A + B") if number % 2 else ("C",)
        made.append(Cell(FIRST + timedelta(days=number // 4), held, earliest, latest, rooms))
    return made


def tries(cells: list[Cell], draw: random.Random) -> Iterator[tuple[str, dict[str, object]]]:
    """What is asked for: every cell and each of its rooms in turn, in an order drawn; the room's name, and when."""
    wanted = [(cell, cell.rooms[turn % len(cell.rooms)]) for cell in cells for turn in range(TRIES)]
    draw.shuffle(wanted)
    for cell, room in wanted:
        start = draw.randrange(int(cell.earliest * 4), cell.held * 4)
        end = draw.randrange(cell.held * 4 + 1, int(cell.latest * 4) + 1)
        yield room, {"on": cell.day, "start": _hour(start), "end": _hour(end)}


def _hour(quarters: int) -> str:
    return f"{quarters // 4}h{quarters % 4 * 15:02d}"


def main(url: str, cells: str, how: str, driver: str = "") -> None:
    if driver == "ancien":
        sys.modules["pysqlite3"] = None  # type: ignore[assignment]
    import realis_tui.db.postgres
    import realis_tui.usecases.rooms.bookings  # noqa: F401 (imported once, for all the desks)

    fork = multiprocessing.get_context("fork")
    gate, said = fork.Barrier(DESKS), fork.SimpleQueue()
    ways = [WAYS[seed % len(WAYS)] if how == "mêlés" else how for seed in range(DESKS)]
    desks = [
        fork.Process(target=desk, args=(url, seed, int(cells), way, gate, said), daemon=True)
        for seed, way in enumerate(ways)
    ]
    for process in desks:
        process.start()
    print(json.dumps([said.get() for _ in desks]))
    for process in desks:
        process.join()


def desk(url: str, seed: int, cells: int, how: str, gate: Any, said: Any) -> None:
    """One desk: what it was told goes to `said`, whatever happens to it."""
    answer: dict[str, Any] = {"accepted": 0, "told": [], "failed": ""}
    try:
        _book(url, seed, cells, how, gate, answer)
    except BaseException as error:
        gate.abort()
        answer["failed"] = repr(error)
    said.put(answer)


def _book(url: str, seed: int, cells: int, how: str, gate: Any, answer: dict[str, Any]) -> None:
    from realis_tui.clock import Clock
    from realis_tui.db import sqlite
    from realis_tui.db.engine import Database
    from realis_tui.domain.fields import validate
    from realis_tui.domain.refusals import Refused
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.rooms.bookings import book_room
    from realis_tui.usecases.rooms.catalogue import ListRooms, list_rooms
    from realis_tui.usecases.rooms.requests import BookRoom
    from tests.conftest import NOW

    # Eight programs that never rest: how long one may wait for its turn is not what is looked at here (fault 16 is).
    sqlite.GIVEN_UP = 300.0
    _change(how)
    door = Door(Database.open(url), clock=Clock(NOW), desk=f"poste {seed}")
    rooms = {room.name: room.id for room in door.perform(list_rooms, ListRooms())}
    wanted = [
        validate(BookRoom, {**when, "room_id": rooms[name], "who": "interne"}, NOW.date())
        for name, when in tries(grid(cells), random.Random(seed))
    ]
    gate.wait(60)
    for request in wanted:
        try:
            door.perform(book_room, request)
            answer["accepted"] += 1
        except Refused as refused:
            answer["told"].append(refused.message)
    door.database.close()


def _change(how: str) -> None:
    """Make the check in words slow, or take it away."""
    from realis_tui.usecases.rooms import making

    checked = making.refuse_taken

    def then_pause(*given: Any, **named: Any) -> None:
        checked(*given, **named)
        time.sleep(0.02)

    if how == "pause":
        making.refuse_taken = then_pause
    elif how == "sans contrôle":
        making.refuse_taken = lambda *given, **named: None


if __name__ == "__main__":
    main(*sys.argv[1:])
