"""The one door: every screen, command and import performs its acts here, one act in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from realis_tui.clock import Clock
from realis_tui.db import journal
from realis_tui.db.engine import Database
from realis_tui.db.errors import translated
from realis_tui.db.listener import News
from realis_tui.domain.accounts import SYSTEM, Actor
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.acts import Act, Staged, UseCase
from realis_tui.usecases.unit import UnitOfWork

Request = TypeVar("Request")
View = TypeVar("View")


class Door:
    """Performs acts on one data base for one actor.

    `desk` names the program that acts in the journal. A door is not shared between threads that write; reading from
    another thread is safe, since each act opens its own session.
    """

    def __init__(self, database: Database, actor: Actor = SYSTEM, clock: Clock | None = None, desk: str = "") -> None:
        self.database = database
        self.actor = actor
        self.clock = clock or Clock()
        self.desk = desk

    def for_actor(self, actor: Actor) -> "Door":
        """The same door for someone else."""
        return Door(self.database, actor, self.clock, self.desk)

    def perform(self, use_case: UseCase[Request, View], request: Request) -> View:
        """Do it and commit. Raises `Refused` (nothing written) or `Unavailable`."""
        if isinstance(use_case, Staged):
            view: View = use_case.through(self.perform, request)
            return view
        with self._session(use_case.act) as session:
            unit = UnitOfWork(session, self.actor, self.clock.now(), explain=self._explain)
            return self._read(use_case, unit, request) if use_case.act.reads else self._write(use_case, unit, request)

    def rehearse(self, use_case: UseCase[Request, View], request: Request) -> View:
        """Do it, then take it back: what it would answer, nothing written. Raises `Refused` or `Unavailable`."""
        with self._session(use_case.act) as session:
            unit = UnitOfWork(session, self.actor, self.clock.now(), explain=self._explain)
            journal.start(session, self._recording(use_case.act, unit))
            unit.require_open_account()
            try:
                return use_case(unit, request)
            finally:
                session.rollback()

    def _read(self, use_case: UseCase[Request, View], unit: UnitOfWork, request: Request) -> View:
        # A look-up by key before each read: what one may no longer write, one may no longer see either.
        unit.require_open_account()
        return use_case(unit, request)

    def _write(self, use_case: UseCase[Request, View], unit: UnitOfWork, request: Request) -> View:
        recording = self._recording(use_case.act, unit)
        journal.start(unit.session, recording)
        try:
            unit.require_open_account()
            view = use_case(unit, request)
            journal.finish(unit.session, unit.summary or use_case.act.label)
        except Refused:
            if unit.keeps_on_refusal:
                journal.finish(unit.session, f"{use_case.act.label} (refusé)")
                self._commit(unit.session, recording)
            raise
        self._commit(unit.session, recording)
        return view

    def _recording(self, act: Act, unit: UnitOfWork) -> journal.Recording:
        return journal.Recording(
            act=act.id,
            actor=self.actor,
            at=unit.now,
            clock=self.clock.real(),
            desk=self.desk,
            pillars=act.changes,
            permission=act.permission,
            undoable=act.undoable,
        )

    def _commit(self, session: Session, recording: journal.Recording) -> None:
        with self.database.watch.announced(session.connection(), recording.act_id, recording.pillars):
            session.commit()

    def _explain(self, error: DBAPIError) -> Exception:
        return translated(error, self.database)

    def listen(self, told: Callable[[News], None]) -> bool:
        """Be told, from another thread, what other desks commit as they commit it, until one leaves.

        False on SQLite, where nobody tells: ask `changes_since` now and then.
        """
        return self.database.watch.listen(told, self._explain)

    def leave(self) -> None:
        """The program leaves: the threads beside the data base end by themselves, nothing waits for them."""
        self.database.leaving.set()

    def changes_since(self) -> frozenset[str]:
        """The pillars that other programs have changed since the last call (none the first time).

        Raises `Unavailable`.
        """
        self.database.refuse_replaced()
        try:
            return self.database.watch.poll()
        except DBAPIError as error:
            raise translated(error, self.database) from error

    def interrupt(self, thread: int | None = None) -> None:
        """Stop the readings under way in a thread, from another one; a writing is never stopped."""
        self.database.interrupt_reads(thread)

    @contextmanager
    def _session(self, act: Act) -> Iterator[Session]:
        if act.reads:
            self.database.refuse_replaced()
        elif act.changes:
            journal.prepare()
        try:
            with self.database.read() if act.reads else self.database.write() as session:
                yield session
        except StaleDataError as error:
            raise Stale from error
        except DBAPIError as error:
            raise translated(error, self.database) from error
