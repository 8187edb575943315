"""Whatever is done to a series: no overlap, each date in its rule, what is over as it was, and undo gives all back."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from realis_tui.clock import Clock
from realis_tui.db.engine import Database
from realis_tui.db.models.rooms import Booking, BookingSeries, TimeBlock
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Slot, blocked_slot
from realis_tui.usecases.base import verify
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.rooms.bookings import cancel_booking, move_booking
from realis_tui.usecases.rooms.requests import CancelBooking, MoveBooking, ReaddOccurrence, Scope, SkipOccurrence
from realis_tui.usecases.rooms.series import readd_occurrence, skip_occurrence
from realis_tui.usecases.rooms.series_keeping import kept
from tests.bases import SqliteBases
from tests.conftest import NOW
from tests.usecases.rooms_steps import at, book, room
from tests.usecases.test_series import series

RULES = (
    "tous les jours, 9 fois",
    "tous les mardis et jeudis, 8 fois",
    "un lundi et vendredi sur deux, 6 fois",
    "le 15 et le 28 de chaque mois, 5 fois",
    "le 2e mardi du mois jusqu'à fin juin",
)
MOVES = st.fixed_dictionaries(
    {"scope": st.sampled_from(Scope)},
    optional={
        "by": st.integers(-6, 9),
        "start": st.integers(8, 17).map(lambda hour: f"{hour:02d}:00"),
        "end": st.just("19:30"),
        "other_room": st.just(True),
        "partial": st.booleans(),
    },
)
ACTS = st.lists(
    st.tuples(st.sampled_from(("move", "move", "move", "cancel", "skip", "readd")), st.integers(0, 30), MOVES),
    min_size=1,
    max_size=4,
)


def everything(door: Door) -> list[Any]:
    """The rows of series, bookings and blocks, without their stamps."""
    with door.database.read() as session:
        return [
            tuple(getattr(row, column.key) for column in model.__table__.columns if column.key not in UNDONE_TOO)
            for model in (BookingSeries, Booking, TimeBlock)
            for row in session.scalars(select(model).order_by(model.id))
        ]


UNDONE_TOO = {"version", "created_at", "created_by", "updated_at", "updated_by"}


# Each example is a base of its own: finding the smallest that fails would take minutes.
@settings(max_examples=settings().max_examples // 5, phases=(Phase.explicit, Phase.generate))
@given(st.sampled_from(RULES), ACTS)
def test_any_changes_of_a_series_and_back(
    sqlite_bases: SqliteBases, tmp_path_factory: pytest.TempPathFactory, repeat: str, acts: list[Any]
) -> None:
    base = Database.open(str(sqlite_bases.copy_to(tmp_path_factory.mktemp("series") / "realis.db")))
    try:
        _change_and_undo(Door(base, clock=Clock(NOW)), repeat, acts)
    finally:
        base.close()


def _change_and_undo(first: Door, repeat: str, acts: list[Any]) -> None:
    garrigue, lez = room(first, setup_minutes="15"), room(first, "Lez", "20")
    series(first, garrigue.id, repeat)
    for day in ("03/12/2026", "10/12/2026", "18/12/2026"):
        book(first, lez.id, "9h", "13h", on=day)
    door = at(first, "2026-12-02 09:42")
    before, past = everything(door), _past(door)
    done = 0
    for name, which, ask in acts:
        now = everything(door)
        _do(door, name, which, ask, lez.id)
        done += everything(door) != now
        _check(door)
        assert set(past) <= set(_past(door)), "what is over stays as it was"
    for _ in range(done):
        door.perform(undo_last, UndoLast())
    assert everything(door) == before
    assert all(control.ok for control in verify(door.database))


def _do(door: Door, name: str, which: int, ask: dict[str, Any], other_room: int) -> None:
    """Do one act on one date, unless a rule refuses it."""
    with door.database.read() as session:
        held = Booking.status == BookingStatus.CONFIRMED, Booking.series_id.is_not(None)
        rows = session.scalars(select(Booking).where(*held)).all()
        row = sorted(rows, key=lambda each: each.starts_at)[which % len(rows)] if rows else None
        skipped = [(each.id, item["on"]) for each in session.scalars(select(BookingSeries)) for item in each.skipped]
    if row is None:
        return
    with suppress(Refused):
        if name == "move":
            asked = {key: value for key, value in ask.items() if key in ("scope", "start", "end", "partial")}
            asked |= {"on": row.occurrence_on + timedelta(days=ask["by"])} if "by" in ask else {}
            asked |= {"room_id": other_room} if "other_room" in ask else {}
            door.perform(move_booking, MoveBooking(booking_id=row.id, outside_hours=True, **asked))
        elif name == "cancel":
            door.perform(cancel_booking, CancelBooking(booking_id=row.id, scope=ask["scope"]))
        elif name == "skip":
            door.perform(skip_occurrence, SkipOccurrence(series_id=row.series_id, on=row.occurrence_on))
        elif skipped:
            number, on = skipped[which % len(skipped)]
            door.perform(readd_occurrence, ReaddOccurrence(series_id=number, on=date.fromisoformat(on)))


def _past(door: Door) -> list[Any]:
    with door.database.read() as session:
        rows = session.scalars(select(Booking).where(Booking.ends_at <= door.clock.now()).order_by(Booking.id))
        return [
            (row.id, row.starts_at, row.ends_at, row.room_id, row.status, row.series_id, row.occurrence_on)
            for row in rows
        ]


def _check(door: Door) -> None:
    assert all(control.ok for control in verify(door.database))
    with door.database.read() as session:
        rules = {row.id: set(kept(row).days) for row in session.scalars(select(BookingSeries))}
        for row in session.scalars(select(Booking)):
            span = blocked_slot(
                Slot(row.starts_at, row.ends_at), row.setup_minutes, row.clearing_minutes, row.status, row.freed_at
            )
            assert [Slot(block.starts_at, block.ends_at) for block in row.blocks] == ([span] if span else [])
            if row.status.takes_time and row.series_id is not None:
                assert row.occurrence_on in rules[row.series_id], "each date that is met is one of its rule"
