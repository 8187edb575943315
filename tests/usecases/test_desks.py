"""The desks open now: counted, forgotten after ninety seconds, never journaled."""

import os
from datetime import datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import func, select

from realis_tui.db import backup
from realis_tui.db.models import ActRecord
from realis_tui.db.models.whole import metadata
from realis_tui.usecases import base
from realis_tui.usecases.desks import BeGone, BeHere, be_gone, be_here
from realis_tui.usecases.door import Door
from realis_tui.usecases.sign_in import CreateFirstAccount, SignIn, create_first_account, sign_in
from tests.db.acting import add, company

SECRETS = metadata.tables["secrets"]


def test_desks_count_one_another_and_are_forgotten(door: Door, now: datetime) -> None:
    assert door.perform(be_here, BeHere(desk="a#1", at=now)) == 0
    assert door.perform(be_here, BeHere(desk="b#2", at=now)) == 1
    later = now + timedelta(seconds=60)
    assert door.perform(be_here, BeHere(desk="a#1", at=later)) == 1
    assert door.perform(be_here, BeHere(desk="a#1", at=later + timedelta(seconds=60))) == 0
    with door.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ActRecord)) == 0


def test_a_desk_that_closes_is_counted_no_more(door: Door, now: datetime) -> None:
    door.perform(be_here, BeHere(desk="a#1", at=now))
    door.perform(be_gone, BeGone(desk="a#1"))
    door.perform(be_gone, BeGone(desk="never there"))
    assert door.perform(be_here, BeHere(desk="b#2", at=now)) == 0


def test_a_desk_that_is_only_open_is_nothing_new_to_copy(sqlite_door: Door, now: datetime) -> None:
    """A beat writes into the base, and changes nothing that a dated copy is made for."""
    database = sqlite_door.database
    account = CreateFirstAccount(name="Inès", passphrase=SecretStr("quatre mots sans rapport"))
    sqlite_door.perform(create_first_account, account)

    def half_an_hour_after_the_copy() -> None:
        copy = base.back_up(database).path
        old = copy.stat().st_mtime - backup.EVERY - 60
        os.utime(copy, (old, old))

    half_an_hour_after_the_copy()
    for beat in range(3):
        sqlite_door.perform(be_here, BeHere(desk="a#1", at=now + timedelta(seconds=30 * beat)))
    sqlite_door.perform(sign_in, SignIn(name="Inès", passphrase=SecretStr("quatre mots sans rapport")))
    assert base.back_up_if_due(database) is None
    add(sqlite_door, company("Vélomistrau"))
    assert base.back_up_if_due(database) is not None
    half_an_hour_after_the_copy()
    with database.write() as session:
        session.execute(SECRETS.update().values(passphrase_hash="une autre"))
        session.commit()
    assert base.back_up_if_due(database) is not None  # a passphrase is not journaled, and worth a copy all the same
