"""Acts made for a test: any function of a session, performed through the real door."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from realis_tui.db.models import Company, Membership, Occupancy, Person, Space
from realis_tui.domain.accounts import Permission
from realis_tui.domain.french import fold_name, sort_key
from realis_tui.domain.spaces import SpaceKind
from realis_tui.usecases.acts import Act, UseCase
from realis_tui.usecases.door import Door


def perform(
    door: Door,
    function: Callable[[Session], Any],
    summary: str = "essai",
    *,
    permission: Permission = Permission.COMPANIES_WRITE,
    undoable: bool = True,
    reads: bool = False,
) -> Any:
    """Do `function` as one act of the door."""

    def run(unit: Any, _request: None) -> Any:
        unit.summary = summary
        return function(unit.session)

    declared = Act("tests.act", "Essai", permission, reads, undoable, frozenset({"companies"}))
    return door.perform(UseCase(run, declared), None)


def company(name: str, **values: Any) -> Company:
    return Company(name=name, identity=fold_name(name), sort_name=sort_key(name), **values)


def person(name: str, **values: Any) -> Person:
    return Person(name=name, sort_name=sort_key(name), **values)


def space(code: str, **values: Any) -> Space:
    return Space(code=code, kind=SpaceKind("bureau"), **values)


def add(door: Door, *rows: Any, summary: str = "ajout") -> list[int]:
    """Add rows in one act; gives their keys."""

    def run(session: Session) -> list[int]:
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]

    ids: list[int] = perform(door, run, summary)
    return ids


def stay(space_id: int, company_id: int, first: str, last: str | None = None) -> Occupancy:
    """A company in a space, both days included."""
    return Occupancy(
        space_id=space_id,
        company_id=company_id,
        starts_on=date.fromisoformat(first),
        ends_on=date.fromisoformat(last) if last else None,
    )


def join(door: Door, company_id: int, person_id: int, *, main: bool = True) -> int:
    return add(door, Membership(company_id=company_id, person_id=person_id, is_main=main))[0]
