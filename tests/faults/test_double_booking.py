"""Eight desks book overlapping slots at the same time: never two in one room, none lost, no error but « déjà pris »
(fault 15, rule 13)."""

import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from realis_tui.db import guards
from realis_tui.db.engine import Database
from realis_tui.db.models.rooms import Booking, Room, TimeBlock
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from tests.faults.racer import DESKS, TRIES, WAYS, grid
from tests.usecases.rooms_steps import room


@pytest.mark.parametrize("driver", ["", pytest.param("ancien", marks=pytest.mark.full)])
@pytest.mark.parametrize("how", ["mêlés", *(pytest.param(way, marks=pytest.mark.full) for way in WAYS)])
def test_eight_desks_never_book_one_room_twice(url: str, full: bool, how: str, driver: str) -> None:
    """Each desk tries every cell four times, at other hours that all overlap in the cell.

    So the first to come has it and the thirty-one others are refused, whatever the order: one booking a cell of the
    simple room. In the cells of the two rooms that are also had together, the end is always the same too: each of the
    two is taken once, by two bookings or by one of both.
    """
    if driver and url.startswith("postgresql"):
        return
    cells = 50 if full else 10
    database = Database.open(url)
    _rooms(Door(database))
    said = _race(url, cells, how, driver)

    with database.read() as session:
        blocks = session.execute(select(TimeBlock.resource_id, TimeBlock.starts_at, TimeBlock.ends_at)).all()
        kept = Counter(session.scalars(select(Room.name).join(Booking, Booking.room_id == Room.id)))
    places = [cell.rooms for cell in grid(cells)]
    assert kept["C"] == places.count(("C",))
    both = len(places) - places.count(("C",))
    assert kept["A"] + kept["A + B"] == kept["B"] + kept["A + B"] == both
    assert len(blocks) == kept["C"] + 2 * both
    by_place = sorted(blocks)
    overlaps = [(a, b) for a, b in pairwise(by_place) if a.resource_id == b.resource_id and a.ends_at > b.starts_at]
    assert overlaps == []

    accepted, refused = sum(desk["accepted"] for desk in said), [words for desk in said for words in desk["told"]]
    assert accepted == sum(kept.values())
    assert accepted + len(refused) == DESKS * cells * TRIES
    assert {words for words in refused if "déjà pris" not in words} == set()
    with database.connection() as connection:
        assert guards.clashes(connection) == []
    assert [control for control in base.verify(database) if not control.ok] == []
    database.close()


def _rooms(door: Door) -> None:
    buffers = {"setup_minutes": "15", "clearing_minutes": "15"}
    for name in ("A", "B", "C"):
        room(door, name, **buffers)
    room(door, "A + B", "24", parts=("A", "B"), **buffers)


def _race(url: str, cells: int, how: str, driver: str) -> list[dict[str, Any]]:
    """Let the desks go together; what each says of it."""
    command = [sys.executable, "-m", "tests.faults.racer", url, str(cells), how, driver]
    done = subprocess.run(command, cwd=Path.cwd(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    said: list[dict[str, Any]] = json.loads(done.stdout)
    assert [desk["failed"] for desk in said] == [""] * DESKS
    return said
