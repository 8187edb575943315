"""What a command works with: its words, its answers, the clock, and the door once the base is open."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from realis_tui.cli.answers import Answers, with_option
from realis_tui.clock import PARIS, Clock
from realis_tui.domain.refusals import Problem, Refused
from realis_tui.settings import Settings, default_base

if TYPE_CHECKING:
    from pydantic import BaseModel

    from realis_tui.db.engine import Database
    from realis_tui.domain.accounts import Actor, Permission
    from realis_tui.usecases.door import Door


@dataclass
class Context:
    """One run of one command."""

    args: argparse.Namespace
    settings: Settings
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        self.answers = Answers(self.args.json)

    @property
    def clock(self) -> Clock:
        return Clock(self.settings.now)

    @property
    def today(self) -> date:
        """The day one acts on, in Paris."""
        return self.clock.now().astimezone(PARIS).date()

    @property
    def base(self) -> str:
        """The path or URL of the base: the option, the environment, the settings, else the default place."""
        return self.settings.base or str(default_base())

    @contextmanager
    def database(self, *, read_only: bool = False) -> Iterator["Database"]:
        """The base, which must exist. Raises `Unavailable`."""
        from realis_tui.db.engine import Database

        database = Database.open(self.base, read_only=read_only)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def door(self, permission: "Permission | None" = None) -> Iterator["Door"]:
        """The door of who acts. Raises `Refused` when it is not known who, or when they may not."""
        with self.database() as database:
            door = self.door_to(database)
            if permission is not None:
                door.actor.require(permission)
            yield door

    def door_to(self, database: "Database") -> "Door":
        """The door to a base that is open, for who acts."""
        from pydantic import SecretStr

        from realis_tui.usecases.door import Door
        from realis_tui.usecases.sign_in import VISITOR, SignIn, accounts_overview, sign_in

        visitor = Door(database, VISITOR, self.clock, desk_name())
        if not visitor.perform(accounts_overview, None).has_accounts:
            return visitor.for_actor(_shell(self.settings.account))
        if not self.settings.account:
            raise Refused(
                "Cette base a des comptes : dire qui agit avec --compte NOM (la phrase secrète vient de "
                "REALIS_PHRASE ou est demandée).",
                "compte",
            )
        passphrase = self.settings.passphrase or ask_passphrase("Phrase secrète : ", "REALIS_PHRASE")
        with fields_named(name="compte", passphrase="phrase"):
            signed_in = visitor.perform(sign_in, SignIn(name=self.settings.account, passphrase=SecretStr(passphrase)))
        return visitor.for_actor(signed_in.actor)


@contextmanager
def fields_named(model: "type[BaseModel] | None" = None, **names: str) -> Iterator[None]:
    """Refusals name the fields of `model` by their column, as the options and the JSON do; `names` adds to these.

    What would let one through all the same is named as the option it is.
    """
    if model is not None:
        from realis_tui.domain.fields import field_specs

        names = {spec.name: spec.column for spec in field_specs(model)} | names
    try:
        yield
    except Refused as refused:
        raise Refused.many(
            Problem(
                names.get(problem.field or "", problem.field),
                with_option(problem.message, names.get(problem.way or "")),
            )
            for problem in refused.problems
        ) from None


def ask_passphrase(prompt: str, variable: str) -> str:
    """Ask for a passphrase at the terminal; refused when there is nobody to ask."""
    if not sys.stdin.isatty():
        raise Refused(f"Aucun terminal où demander la phrase secrète : la donner dans {variable}.", "phrase")
    import getpass

    return getpass.getpass(prompt)


def desk_name() -> str:
    """How this shell is named in the journal."""
    import socket

    return f"{_user()}@{socket.gethostname()} (commande)"[:80]


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return os.environ.get("USERNAME", "?")


def _shell(name: str) -> "Actor":
    """A shell on a base that has no account yet may do everything: who starts it is noted."""
    from realis_tui.domain.accounts import Actor, Role

    return Actor(None, name or _user(), Role.DIRECTION)
