"""Whatever was done, undoing it all gives the state before, and redoing it all the state after."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from realis_tui.db.models import ActRecord, Company, Membership, Occupancy, Person, Space
from realis_tui.db.models.whole import metadata
from realis_tui.domain.refusals import Refused
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import RedoLast, UndoLast, redo_last, undo_last
from tests.db.acting import company, perform, person, space, stay

TABLES = ("companies", "people", "memberships", "spaces", "occupancies")
STAMPS = {"version", "updated_at", "updated_by"}


def state(door: Door) -> dict[str, list[Any]]:
    """Every row, but for the stamps that an undo moves on too."""
    with door.database.connection() as connection:
        return {
            name: [
                tuple((key, value) for key, value in row._asdict().items() if key not in STAMPS)
                for row in connection.execute(select(table).order_by(table.c.id))
            ]
            for name, table in metadata.tables.items()
            if name in TABLES
        }


def acts(door: Door) -> int:
    with door.database.read() as session:
        return session.scalar(select(func.count()).select_from(ActRecord)) or 0


def something(session: Session, draw: random.Random) -> None:
    """One random change; a rule of the data base may refuse it."""

    def pick(model: Any) -> Any:
        rows = session.scalars(select(model).order_by(model.id)).all()
        return draw.choice(rows) if rows else None

    who, where, one, in_place = pick(Company), pick(Space), pick(Person), pick(Occupancy)
    match draw.randrange(9):
        case 0:
            session.add(company(f"Entreprise {draw.randrange(100)}", siren=str(draw.randrange(10**8, 10**9))))
        case 1:
            session.add(space(f"B-{draw.randrange(30)}"))
        case 2:
            session.add(person(f"Personne {draw.randrange(100)}"))
        case 3 if who and one:
            session.add(Membership(company_id=who.id, person_id=one.id))
        case 4 if who and where:
            first = date(2026, 1, 1) + timedelta(days=draw.randrange(300))
            last = None if draw.random() < 0.2 else (first + timedelta(days=draw.randrange(60))).isoformat()
            session.add(stay(where.id, who.id, first.isoformat(), last))
        case 5 if in_place:
            in_place.ends_on = in_place.starts_on + timedelta(days=draw.randrange(90))
        case 6 if in_place:
            session.delete(in_place)
        case 7 if who:
            who.name, who.city = f"Renommée {draw.randrange(100)}", draw.choice([None, "Sète", "Agde"])
        case _ if one:
            session.delete(one)


def act(door: Door, draw: random.Random) -> bool:
    """One act of one to four changes; whether the journal has it."""
    before = acts(door)
    try:
        perform(
            door, lambda session: [something(session, draw) or session.flush() for _ in range(draw.randrange(1, 5))]
        )
    except (Refused, AssertionError):
        return False
    return acts(door) != before


@pytest.mark.parametrize("seed", range(3))
def test_all_undone_then_all_redone(door: Door, seed: int, full: bool) -> None:
    draw = random.Random(seed)
    states = [state(door)]
    for _ in range(100 if full else 20):
        if act(door, draw):
            states.append(state(door))
    assert len(states) > 5
    for expected in reversed(states[:-1]):
        door.perform(undo_last, UndoLast())
        assert state(door) == expected
    with pytest.raises(Refused, match="Rien à annuler"):
        door.perform(undo_last, UndoLast())
    for expected in states[1:]:
        door.perform(redo_last, RedoLast())
        assert state(door) == expected
    assert [control for control in base.verify(door.database) if not control.ok] == []
