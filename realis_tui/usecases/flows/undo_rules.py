"""The rules that no constraint of the data base holds, looked at again once an act has been undone.

Each pillar has its rule among its use cases; here it stands beside the table it is about. An undo puts rows back as
they were: what was done since may no longer go with them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from realis_tui.db.models import JournalEntry
from realis_tui.usecases.account_rules import refuse_no_direction
from realis_tui.usecases.rooms.catalogue import refuse_crowded
from realis_tui.usecases.settings import refuse_undoing
from realis_tui.usecases.spaces.leases import check_leases_again
from realis_tui.usecases.unit import UnitOfWork

Written = Sequence[Any]
"""Entries of the journal about one table: `row_id`, `old`, `new`."""
Rule = Callable[[UnitOfWork, Written], None]


def _someone_of_direction(unit: UnitOfWork, _written: Written) -> None:
    refuse_no_direction(unit)


def _fire_safety_of_rooms(unit: UnitOfWork, written: Written) -> None:
    refuse_crowded(unit, room_ids=_rows(written))


def _fire_safety_of_bookings(unit: UnitOfWork, written: Written) -> None:
    refuse_crowded(unit, booking_ids=_rows(written))


def _leases(unit: UnitOfWork, written: Written) -> None:
    check_leases_again(unit, _rows(written))


_RULES: tuple[tuple[str, Rule], ...] = (
    ("accounts", _someone_of_direction),
    ("settings", refuse_undoing),
    ("hosting_agreements", _leases),
    ("rooms", _fire_safety_of_rooms),
    ("bookings", _fire_safety_of_bookings),
)


def look_again(unit: UnitOfWork, act_id: int) -> None:
    """After the act `act_id` was reversed, and before it is committed. Raises `Refused`: nothing is undone then."""
    unit.session.flush()
    entries = unit.session.execute(_WRITTEN.where(JournalEntry.act_id == act_id)).all()
    for table, rule in _RULES:
        written = [entry for entry in entries if entry.table_name == table]
        if written:
            rule(unit, written)


_WRITTEN = select(JournalEntry.table_name, JournalEntry.row_id, JournalEntry.old, JournalEntry.new)


def _rows(written: Written) -> list[int]:
    return sorted({entry.row_id for entry in written})
