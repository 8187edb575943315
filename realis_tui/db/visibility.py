"""Who may see what, as SQL: the same clause for lists, counts, search, journal and exports (rules 25, 30 and 31)."""

from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from realis_tui.domain.accounts import Actor, Role

TEAM = "team"
"""Everyone of the house; jurors see nothing of it."""
DIRECTION = "direction"

_AUDIENCES: dict[Role, tuple[str, ...]] = {
    Role.RECEPTION: (TEAM,),
    Role.COACH: (TEAM,),
    Role.ACADEMY: (TEAM,),
    Role.READER: (TEAM,),
    Role.DIRECTION: (TEAM, DIRECTION),
    Role.JUROR: (),
}


def audiences_of(actor: Actor) -> tuple[str, ...]:
    """The audiences an actor belongs to, besides their own."""
    own = () if actor.account_id is None else (f"account:{actor.account_id}",)
    return (*_AUDIENCES[actor.role], *own)


def audience_clause(
    actor: Actor, audience: InstrumentedAttribute[str], owner: InstrumentedAttribute[Any] | None = None
) -> ColumnElement[bool]:
    """Rows whose `audience` includes the actor, or whose `owner` (an account) the actor is."""
    clause = audience.in_(audiences_of(actor))
    if owner is not None and actor.account_id is not None:
        return or_(clause, owner == actor.account_id)
    return clause
