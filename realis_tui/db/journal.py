"""The journal: what each act wrote, row by row, in the same transaction; and the stamps of every row.

Mapper events see each row as the SQL leaves; the entries of one flush are written together after it, the act's own
record with the first of them, so that an act that changes nothing leaves nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, event, insert, select, update
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, SessionTransaction, attributes
from sqlalchemy.orm import object_session as session_of

from realis_tui.clock import Clock
from realis_tui.db import guards, search_stale
from realis_tui.db.migrations import HEAD
from realis_tui.db.models import ActRecord, Base, JournalEntry, Stamped
from realis_tui.db.owners import OwnerFinder
from realis_tui.db.values import jsonable, table_of, values_of
from realis_tui.domain.accounts import SYSTEM, Actor

_ACTS = Base.metadata.tables[ActRecord.__tablename__]
_ENTRIES = Base.metadata.tables[JournalEntry.__tablename__]
STAMPS = frozenset({"version", "created_at", "created_by", "updated_at", "updated_by"})
FLUSHED = "realis_flushed"
"""Where a connection keeps the rows of the flush under way, so that a guard's refusal can say who is in the way."""


class JournaledSession(Session):
    """The only kind of session of the program: its mapped rows are stamped, journaled and indexed."""


@dataclass
class Recording:
    """The act under way, and what it has written so far.

    undoes_id and redo are set by the undo use cases.
    """

    act: str
    actor: Actor
    at: datetime
    clock: datetime
    desk: str
    pillars: Iterable[str]
    permission: str
    undoable: bool
    undoes_id: int | None = None
    redo: bool = False
    act_id: int | None = None
    written: int = 0
    unsure: bool = False
    pending: list[dict[str, Any]] = field(default_factory=list)
    owners: OwnerFinder = field(default_factory=OwnerFinder)


def start(session: Session, recording: Recording) -> None:
    """From now on, what `session` writes belongs to this act."""
    session.info["recording"] = recording


def recording_of(session: Session) -> Recording | None:
    """The act under way in a session."""
    found = session.info.get("recording")
    return found if isinstance(found, Recording) else None


def mention(session: Session, table: str, row_id: int, *, owner: str, audience: str) -> None:
    """Say in the journal that a row changed which is never journaled itself: that it did, not what it holds."""
    recording = recording_of(session)
    if recording is not None:
        entry = {"table_name": table, "row_id": row_id, "operation": "update", "old": {}, "new": {}}
        recording.pending.append({**entry, "owner": owner, "audience": audience})


def finish(session: Session, summary: str) -> None:
    """Flush, and give the act its summary in words; an act that wrote nothing leaves no record."""
    session.flush()
    write_entries(session)  # what was mentioned since the last flush that had rows to write
    recording = recording_of(session)
    if recording is None or recording.act_id is None:
        return
    _make_sure(session.connection(), recording)
    session.connection().execute(
        update(_ACTS)
        .where(_ACTS.c.id == recording.act_id)
        .values(
            summary=summary,
            pillars=" ".join(sorted(recording.pillars)),
            permission=recording.permission,
            undoes_id=recording.undoes_id,
            redo=recording.redo,
        )
    )


@contextmanager
def aside(session: Session, recording: Recording, summary: str) -> Iterator[None]:
    """Another act in the same transaction, before the one under way: what is written inside belongs to it."""
    session.flush()
    under_way = recording_of(session)
    start(session, recording)
    try:
        yield
        finish(session, summary)
    finally:
        session.info["recording"] = under_way


# Stamps


@event.listens_for(Stamped, "before_insert", propagate=True)
def _stamp_new(mapper: Mapper[Any], connection: Connection, row: Stamped) -> None:
    now, author = _signature(row)
    row.version = 1
    row.created_at, row.created_by = now, author
    row.updated_at, row.updated_by = now, author
    _about_to_write(mapper, connection, row)


@event.listens_for(Stamped, "before_update", propagate=True)
def _stamp_changed(mapper: Mapper[Any], connection: Connection, row: Stamped) -> None:
    session = session_of(row)
    if session is None or not session.is_modified(row, include_collections=False):
        return
    now, author = _signature(row)
    row.version += 1
    row.updated_at, row.updated_by = now, author
    _about_to_write(mapper, connection, row)


def _signature(row: Stamped) -> tuple[datetime, int | None]:
    session = session_of(row)
    recording = recording_of(session) if session is not None else None
    if recording is None:
        return Clock().now(), SYSTEM.account_id
    return recording.at, recording.actor.account_id


def _about_to_write(mapper: Mapper[Any], connection: Connection, row: Stamped) -> None:
    about_to_write(connection, table_of(mapper), {column.key: getattr(row, column.key) for column in mapper.columns})


def about_to_write(connection: Connection, table: str, values: dict[str, Any]) -> None:
    """Before the SQL of a row: wait one's turn on what it takes, and keep it in case the data base refuses it."""
    connection.info.setdefault(FLUSHED, []).append((table, values))
    guard = guards.guard_of(table)
    if guard is not None:
        guards.take_turn(connection, guard, values[guard.key])


def keep_rows(context: ExceptionContext) -> None:
    """Engine event: attach the rows of the flush that failed to its error, for `errors.translated`."""
    error = context.sqlalchemy_exception
    if error is not None and context.connection is not None and not context.connection.invalidated:
        error.realis_rows = context.connection.info.pop(FLUSHED, [])  # type: ignore[attr-defined]


# Entries


@event.listens_for(Stamped, "after_insert", propagate=True)
def _inserted(mapper: Mapper[Any], connection: Connection, row: Stamped) -> None:
    _note_row(mapper, row, "insert", None, values_of(row))


@event.listens_for(Stamped, "after_delete", propagate=True)
def _deleted(mapper: Mapper[Any], connection: Connection, row: Stamped) -> None:
    _note_row(mapper, row, "delete", values_of(row), None)


@event.listens_for(Stamped, "after_update", propagate=True)
def _updated(mapper: Mapper[Any], connection: Connection, row: Stamped) -> None:
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for column in mapper.columns:
        added, _, deleted = attributes.get_history(row, column.key)
        if added and (not deleted or deleted[0] != added[0]):
            old[column.key] = jsonable(deleted[0]) if deleted else None
            new[column.key] = jsonable(added[0])
    if new:
        # The version's own history is reset as soon as the statement has checked it.
        old["version"], new["version"] = row.version - 1, row.version
        _note_row(mapper, row, "update", old, new)


def _note_row(
    mapper: Mapper[Any], row: Stamped, operation: str, old: dict[str, Any] | None, new: dict[str, Any] | None
) -> None:
    session = session_of(row)
    if session is not None:
        note(session, table_of(mapper), operation, old, new, whole=old or {} if new is None else values_of(row))


def note(
    session: Session,
    table: str,
    operation: str,
    old: dict[str, Any] | None,
    new: dict[str, Any] | None,
    *,
    whole: dict[str, Any],
) -> None:
    """A row was written: its entry, and those of the search to make anew; `whole`: all it holds, or held."""
    search_stale.touch(session, table, whole, old or {}, new or {})
    recording = recording_of(session)
    if recording is None:
        return
    entry = {"table_name": table, "row_id": whole["id"], "operation": operation, "old": old, "new": new}
    recording.pending.append({**entry, "audience": "team", "parents": whole})


@event.listens_for(JournaledSession, "after_flush")
def write_entries(session: Session, _context: object = None) -> None:
    """Write the entries of what has just been flushed, in the order of its SQL."""
    connection = session.connection()
    connection.info.pop(FLUSHED, None)
    recording = recording_of(session)
    if recording is None or not recording.pending:
        return
    pending, recording.pending = _as_written(recording.pending), []
    _make_sure(connection, recording)
    if recording.act_id is None:
        recording.act_id = _open_act(connection, recording)
    rows = []
    for entry in pending:
        if "owner" not in entry:
            found = recording.owners.owner(connection, entry["table_name"], entry["row_id"], entry.pop("parents"))
            entry["owner"] = found
        rows.append({**entry, "act_id": recording.act_id, "seq": recording.written})
        recording.written += 1
    connection.execute(insert(_ENTRIES), rows)


def _as_written(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries in the order of their SQL: in a run of one table, a flush sends updates before insertions."""
    ordered: list[dict[str, Any]] = []
    run: list[dict[str, Any]] = []
    for entry in [*entries, None]:
        same = bool(run) and entry is not None and run[0]["table_name"] == entry["table_name"]
        if run and (not same or entry is None or entry["operation"] == "delete" or run[-1]["operation"] == "delete"):
            ordered += sorted(run, key=lambda item: item["operation"] != "update")
            run = []
        if entry is not None:
            run.append(entry)
    return ordered


def _open_act(connection: Connection, recording: Recording) -> int:
    written = connection.execute(
        insert(_ACTS).returning(_ACTS.c.id),
        {
            "act": recording.act,
            "summary": "",
            "at": recording.at,
            "clock": recording.clock,
            "actor_id": recording.actor.account_id,
            "actor_name": recording.actor.name,
            "desk": recording.desk,
            "pillars": " ".join(sorted(recording.pillars)),
            "permission": recording.permission,
            "undoable": recording.undoable,
            "undoes_id": recording.undoes_id,
            "redo": recording.redo,
            "revision": HEAD,
        },
    )
    return int(written.scalar_one())


def _make_sure(connection: Connection, recording: Recording) -> None:
    """After a savepoint was rolled back, the act's record may be gone with it."""
    if recording.unsure and recording.act_id is not None:
        found = connection.execute(select(_ACTS.c.id).where(_ACTS.c.id == recording.act_id)).first()
        if found is None:
            recording.act_id = None
    recording.unsure = False


@event.listens_for(JournaledSession, "after_soft_rollback")
def _forget(session: Session, _previous: SessionTransaction) -> None:
    recording = recording_of(session)
    if recording is not None:
        recording.pending.clear()
        recording.unsure = True


# What would go round the journal


@event.listens_for(JournaledSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Stamped):
        raise RuntimeError(f"bulk writing of {mapper.class_.__name__} skips the journal: load the rows and change them")


def prepare() -> None:
    """Load what the first write of this process needs, before it takes its turn: others would wait for an import.

    It maps every pillar's tables, which nobody who only reads waits for.
    """
    import_module("realis_tui.db.search_entries")


@event.listens_for(JournaledSession, "before_commit")
def _index(session: Session) -> None:
    session.flush()
    if search_stale.STALE not in session.info:
        return
    from realis_tui.db import search_entries  # loaded by `prepare`

    recording = recording_of(session)
    search_entries.refresh(session, recording.at if recording is not None else Clock().now())
