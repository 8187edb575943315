"""The fictitious team: an account a role, their passphrases shown, and what each does, day after day."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from pydantic import SecretStr

from realis_tui.clock import PARIS, Clock
from realis_tui.domain.accounts import SYSTEM, Actor, Role
from realis_tui.usecases.accounts import AddAccount, DeclareDemo, add_account, declare_demo
from realis_tui.usecases.door import Door

if TYPE_CHECKING:
    from realis_tui.db.engine import Database

ACCOUNTS = (
    ("Claire Fontanel", Role.DIRECTION, "garrigue direction"),
    ("Leïla Benali", Role.RECEPTION, "garrigue accueil"),
    ("Nadia Roux", Role.COACH, "garrigue coach"),
    ("Sylvain Aubrac", Role.ACADEMY, "garrigue yess"),
    ("Odile Ferrand", Role.JUROR, "garrigue jure"),
    ("Guy Lecture", Role.READER, "garrigue lecture"),
)


class Team:
    """Who enters what, when: each act is done by the person whose job it is, on the day it would have been.

    Acts are planned first, life by life, then done in the order of their days, as a journal has them.
    """

    def __init__(self, database: "Database", now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(PARIS).date()
        self._database = database
        self._actors: dict[Role, Actor] = {}
        self._plans: list[tuple[date, Role, Callable[[Door], object]]] = []

    def hire(self, day: date) -> None:
        """Open the accounts and say that the base is fictitious."""
        door = Door(self._database, SYSTEM, self._clock(day), "démonstration")
        door.perform(declare_demo, DeclareDemo(passphrases={name: phrase for name, _, phrase in ACCOUNTS}))
        for name, role, phrase in ACCOUNTS:
            opened = door.perform(add_account, AddAccount(name=name, role=role, passphrase=SecretStr(phrase)))
            self._actors[role] = Actor(opened.id, opened.name, role)

    def plan(self, role: Role, day: date, step: Callable[[Door], object]) -> None:
        """`step` is for the account of a role, on a day (never after today)."""
        self._plans.append((min(day, self.today), role, step))

    def live(self) -> None:
        """Do all that is planned, day after day; of one day, in the order it was planned."""
        for day, role, step in sorted(self._plans, key=lambda plan: plan[0]):
            step(self.door(role, day))
        self._plans.clear()

    def door(self, role: Role, day: date) -> Door:
        """The door of the account of a role, on a day."""
        return Door(self._database, self._actors[role], self._clock(day), "démonstration")

    def _clock(self, day: date) -> Clock:
        return Clock(datetime.combine(day, time(8, 30), PARIS))
