"""The fictitious team: an account a role, their passphrases shown, and doors open at any day of the past."""

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
    """Who enters what, when: each act is done by the person whose job it is, on the day it would have been."""

    def __init__(self, database: "Database", today: date) -> None:
        self.today = today
        self._database = database
        self._actors: dict[Role, Actor] = {}

    def hire(self) -> None:
        """Open the accounts and say that the base is fictitious."""
        door = Door(self._database, SYSTEM, self._clock(self.today), "démonstration")
        door.perform(declare_demo, DeclareDemo(passphrases={name: phrase for name, _, phrase in ACCOUNTS}))
        for name, role, phrase in ACCOUNTS:
            opened = door.perform(add_account, AddAccount(name=name, role=role, passphrase=SecretStr(phrase)))
            self._actors[role] = Actor(opened.id, opened.name, role)

    def door(self, role: Role, day: date | None = None) -> Door:
        """The door of the account of a role, on a day (never after today)."""
        on = min(day or self.today, self.today)
        return Door(self._database, self._actors[role], self._clock(on), "démonstration")

    def direction(self, day: date | None = None) -> Door:
        return self.door(Role.DIRECTION, day)

    def coach(self, day: date | None = None) -> Door:
        return self.door(Role.COACH, day)

    def reception(self, day: date | None = None) -> Door:
        return self.door(Role.RECEPTION, day)

    def _clock(self, day: date) -> Clock:
        return Clock(datetime.combine(day, time(8, 30), PARIS))
