"""The programs open now on this base: each says it is there every thirty seconds and when it closes, and learns how
many others are."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from realis_tui.db.models import Desk
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.usecases.acts import act
from realis_tui.usecases.unit import UnitOfWork

SEEN_WITHIN = timedelta(seconds=90)
"""A desk not heard of for three beats is no longer there."""
KEPT = timedelta(days=1)


class BeHere(Input):
    """`at`: the real time, the same for every desk, even where « today » is a fixed one."""

    desk: str
    at: datetime


class BeGone(Input):
    """A desk that is closed no longer counts among those that are open."""

    desk: str


@act("desks.be_here", "Poste ouvert", Permission.SIGN_IN, changes=(), undoable=False)
def be_here(unit: UnitOfWork, request: BeHere) -> int:
    """Note that this desk is open; gives how many others are. Desks are not journaled."""
    desk = unit.session.scalars(select(Desk).where(Desk.name == request.desk)).one_or_none()
    if desk is None:
        desk = Desk(name=request.desk, seen_at=request.at)
        unit.session.add(desk)
        unit.session.execute(delete(Desk).where(Desk.seen_at < request.at - KEPT))
    desk.account_id, desk.seen_at = unit.actor.account_id, request.at
    others = select(func.count()).where(Desk.name != request.desk, Desk.seen_at > request.at - SEEN_WITHIN)
    return unit.session.scalar(others) or 0


@act("desks.be_gone", "Poste fermé", Permission.SIGN_IN, changes=(), undoable=False)
def be_gone(unit: UnitOfWork, request: BeGone) -> None:
    """Note that this desk closes."""
    unit.session.execute(delete(Desk).where(Desk.name == request.desk))
