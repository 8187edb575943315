"""The desks open now: counted, forgotten after ninety seconds, never journaled."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from realis_tui.db.models import ActRecord
from realis_tui.usecases.desks import BeHere, be_here
from realis_tui.usecases.door import Door


def test_desks_count_one_another_and_are_forgotten(door: Door, now: datetime) -> None:
    assert door.perform(be_here, BeHere(desk="a#1", at=now)) == 0
    assert door.perform(be_here, BeHere(desk="b#2", at=now)) == 1
    later = now + timedelta(seconds=60)
    assert door.perform(be_here, BeHere(desk="a#1", at=later)) == 1
    assert door.perform(be_here, BeHere(desk="a#1", at=later + timedelta(seconds=60))) == 0
    with door.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ActRecord)) == 0
