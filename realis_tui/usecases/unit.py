"""The unit of work: one act, one transaction, one actor, one moment."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from realis_tui.clock import PARIS
from realis_tui.db.models import Account, Setting, Stamped
from realis_tui.domain.accounts import Actor, Permission
from realis_tui.domain.policy import Policy, policy_on
from realis_tui.domain.refusals import Refused, Stale

_OPEN_UNTIL = select(Account.ends_on).where(Account.id == bindparam("id"), Account.active)
_SETTINGS = select(Setting.key, Setting.valid_from, Setting.value)


@dataclass
class UnitOfWork:
    """What a use case works with.

    `now` is the moment acted at (aware, UTC) and `today` its day in Paris: a rule never reads a clock.
    `summary` is what the journal will say of the act; a use case sets it once it knows the names.
    `keeps_on_refusal` commits what was written even when the act is refused (a wrong passphrase is counted).
    """

    session: Session
    actor: Actor
    now: datetime
    summary: str = ""
    keeps_on_refusal: bool = field(default=False)
    explain: Callable[[DBAPIError], Exception] | None = None
    """What the data base complains of, in words; the door gives it."""

    @property
    def today(self) -> date:
        return self.now.astimezone(PARIS).date()

    @cached_property
    def policy(self) -> Policy:
        """The settings in force today."""
        return self.policy_of(self.today)

    def policy_of(self, day: date) -> Policy:
        """The settings in force on another day: what was agreed then is not altered by a later change."""
        return policy_on(day, self._settings)

    @cached_property
    def _settings(self) -> Sequence[tuple[str, date, Any]]:
        """Every setting ever given, read once: a series asks for the settings of a hundred days."""
        return [(key, valid_from, value) for key, valid_from, value in self.session.execute(_SETTINGS)]

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """One row among many: refused by a rule or by a constraint, it is rolled back alone."""
        try:
            with self.session.begin_nested():
                yield
        except IntegrityError as error:
            raise (self.explain(error) if self.explain else error) from error

    def require_open_account(self) -> None:
        """Refuse a person whose account was closed, or came to its end, while their program was open."""
        if self.actor.account_id is None:
            return
        found = self.session.execute(_OPEN_UNTIL, {"id": self.actor.account_id}).first()
        if found is None or (found.ends_on is not None and found.ends_on < self.today):
            raise Refused("Votre compte est fermé : demander à la direction de le rouvrir.")

    def require(self, permission: Permission) -> None:
        """Refuse what the actor's role may not do."""
        self.actor.require(permission)

    def check_version(self, row: Stamped, seen: int) -> None:
        """Refuse to overwrite a row that was changed since its form was opened."""
        if row.version != seen:
            raise Stale
