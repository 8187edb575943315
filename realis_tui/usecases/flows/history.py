"""What was done, by whom, what it changed; and undoing it, which is itself an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, Text, and_, func, or_, select, type_coerce
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from realis_tui.clock import PARIS
from realis_tui.db import journal, replay
from realis_tui.db.models import ActRecord, JournalEntry, Membership, Occupancy
from realis_tui.db.visibility import audience_clause
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.domain.french import format_date, format_day
from realis_tui.domain.inputs import Day
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Taken
from realis_tui.usecases.acts import act, question
from realis_tui.usecases.flows.change_words import SAID_ELSEWHERE, ChangeView, Names, changes_of
from realis_tui.usecases.flows.undo_rules import look_again
from realis_tui.usecases.rooms.blocks import hold_turn, resources_of_act
from realis_tui.usecases.unit import UnitOfWork

MOST_ROWS = 100
"""Rows of one act whose changes are told, so that a page of the journal stays one."""
_ALL_PILLARS = ("accounts", "companies", "spaces", "rooms")


class UndoLast(Input):
    """Undo my last act (Ctrl+Z)."""


class RedoLast(Input):
    """Put back what I undid last."""


class UndoAct(Input):
    """Undo one act of the journal, mine or another's."""

    id: int


class HistoryOf(Input):
    """The acts that changed one card: « companies:12 », « spaces:3 », « people:7 », « rooms:2 », « bookings:41 »."""

    owner: str
    limit: int = 200


class JournalFilter(Input):
    """The journal, newest first. `before`: only acts older than this number, to go on from a page."""

    owner: str = ""
    actor: str = ""
    pillar: str = ""
    since: Day | None = None
    until: Day | None = None
    before: int | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class ActView:
    """One act of the journal; `undone` says it has been, `undoes` which act it undid.

    `more`: rows it wrote besides those whose changes are listed; an agenda taken over writes thousands.
    """

    id: int
    act: str
    summary: str
    at: datetime
    actor: str
    desk: str
    pillars: tuple[str, ...]
    undoable: bool
    undone: bool
    undoes: int | None
    changes: tuple[ChangeView, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did, in words, and the pillars it changed."""

    act_id: int
    message: str
    pillars: tuple[str, ...]


@act("history.undo", "Annuler", Permission.UNDO, changes=_ALL_PILLARS)
def undo_last(unit: UnitOfWork, _request: UndoLast) -> Undone:
    """Undo the actor's last act of today that is not itself an undo and has not been undone."""
    found = unit.session.scalars(
        _mine(unit).where(or_(ActRecord.undoes_id.is_(None), ActRecord.redo), ~_is_undone()).limit(1)
    ).first()
    if found is None:
        raise Refused("Rien à annuler.")
    day = found.at.astimezone(PARIS).date()
    if day < unit.today:
        # A key pressed by mistake must not take back what everybody has worked on since.
        raise Refused(
            f"Rien à annuler aujourd'hui. Votre dernier acte est du {format_date(day)} : « {found.summary} ». "
            "L'annuler depuis l'historique."
        )
    return _undo(unit, found)


@act("history.undo_act", "Annuler un acte", Permission.UNDO, changes=_ALL_PILLARS)
def undo_act(unit: UnitOfWork, request: UndoAct) -> Undone:
    """Undo one act by its number; it asks the permission that the act itself asked."""
    found = unit.session.get(ActRecord, request.id)
    if found is None:
        raise Refused(f"Aucun acte n'a le numéro {request.id} au journal.", "id")
    return _undo(unit, found)


@act("history.redo", "Rétablir", Permission.UNDO, changes=_ALL_PILLARS)
def redo_last(unit: UnitOfWork, _request: RedoLast) -> Undone:
    """Put back what the actor undid last, unless they have done something else since."""
    last_done = unit.session.scalar(_mine(unit).where(ActRecord.undoes_id.is_(None)).with_only_columns(ActRecord.id))
    undos = _mine(unit).where(ActRecord.undoes_id.is_not(None), ~ActRecord.redo, ~_is_undone())
    found = unit.session.scalars(undos.where(ActRecord.id > (last_done or 0)).limit(1)).first()
    if found is None:
        raise Refused("Rien à rétablir.")
    return _undo(unit, found)


@question("history.card", "Historique", Permission.JOURNAL_READ)
def history_of(unit: UnitOfWork, request: HistoryOf) -> tuple[ActView, ...]:
    """The acts that changed a card and what hangs from it, newest first, old → new."""
    return _acts(unit, _owned_by(request.owner), select(ActRecord).limit(request.limit))


@question("history.journal", "Journal", Permission.JOURNAL_READ)
def journal_list(unit: UnitOfWork, request: JournalFilter) -> tuple[ActView, ...]:
    """The journal as the actor may see it, newest first."""
    statement = select(ActRecord).limit(request.limit)
    if request.actor:
        statement = statement.where(ActRecord.actor_name == request.actor)
    if request.pillar:
        pillars = type_coerce(ActRecord.pillars, Text)  # our own text type would take the spaces off
        statement = statement.where((" " + pillars + " ").contains(f" {request.pillar} ", autoescape=True))
    if request.since is not None:
        statement = statement.where(ActRecord.at >= _midnight(request.since))
    if request.until is not None:
        statement = statement.where(ActRecord.at < _midnight(request.until + timedelta(days=1)))
    if request.before is not None:
        statement = statement.where(ActRecord.id < request.before)
    return _acts(unit, _owned_by(request.owner) if request.owner else None, statement)


# Undoing


def _mine(unit: UnitOfWork) -> Select[Any]:
    actor = unit.actor
    mine = (
        and_(ActRecord.actor_id.is_(None), ActRecord.actor_name == actor.name)
        if actor.account_id is None
        else ActRecord.actor_id == actor.account_id
    )
    return select(ActRecord).where(mine).order_by(ActRecord.id.desc())


def _is_undone() -> Any:
    undoing = aliased(ActRecord)
    return select(undoing.id).where(undoing.undoes_id == ActRecord.id).exists()


def _undo(unit: UnitOfWork, found: ActRecord) -> Undone:
    """Replay an act backwards. An undo undone is a redo."""
    recording = journal.recording_of(unit.session)
    if recording is None:
        raise RuntimeError("an undo is itself an act")
    # Before a word of what it did is said.
    unit.require(Permission(found.permission))
    if unit.session.scalar(select(ActRecord.id).where(ActRecord.undoes_id == found.id)) is not None:
        raise Refused(f"« {found.summary} » est déjà annulé.", "id")
    if not found.undoable:
        raise Refused(f"« {found.summary} » ne s'annule pas.", "id")
    redo = found.undoes_id is not None and not found.redo
    act_id, pillars = found.id, tuple(found.pillars.split())
    plain = _told_of(found.summary)
    recording.undoes_id, recording.redo = act_id, redo
    recording.pillars, recording.permission = pillars, found.permission
    # As any writing on a room: an option whose time is over is not in the way.
    hold_turn(unit, resources_of_act(unit, act_id))
    try:
        replay.reverse(unit.session, found)
    except IntegrityError as error:
        raise _refused_of(unit, error) from error
    look_again(unit, act_id)
    # Between guillemets: « annulée » is what was undone, not what is.
    unit.summary = f"{'Refait' if redo else 'Défait'} : «\u00a0{plain}\u00a0»"
    return Undone(act_id, unit.summary, pillars)


def _refused_of(unit: UnitOfWork, error: IntegrityError) -> Exception:
    """Why, in which room and on which day: an act may have been about many."""
    refused = unit.explain(error) if unit.explain else error
    if isinstance(refused, Taken) and refused.clashes:
        clash = refused.clashes[0]
        day = clash.wanted.day
        where = f"{clash.room or 'Salle'}, {format_day(day)} {day.year}"
        said = f"{where} : {refused.message[:1].lower()}{refused.message[1:]} Rien n'a été défait."
        return Taken(said, refused.field, refused.clashes)
    return refused


def _told_of(summary: str) -> str:
    """What an act did, without the words of the undo that wrapped it; « Annulé : … » is how they were said before."""
    for verb in ("Défait", "Refait"):
        said = summary.removeprefix(f"{verb} : «\u00a0")
        if said != summary:
            return said.removesuffix("\u00a0»")
    return summary.removeprefix("Annulé : ").removeprefix("Rétabli : ")


# Reading


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def _owned_by(owner: str) -> Any:
    """The entries a card's history shows: its own, those of a company's people, a space's occupancies; a booking's,
    though the company it is for owns them."""
    kind, _, number = owner.partition(":")
    if not number.isdigit():
        raise Refused(f"« {owner} » ne désigne pas une fiche.", "owner")
    own = JournalEntry.owner == owner
    if kind == "companies":
        members = select(Membership.person_id).where(Membership.company_id == int(number))
        return or_(own, and_(JournalEntry.table_name == "people", JournalEntry.row_id.in_(members)))
    if kind == "spaces":
        stays = select(Occupancy.id).where(Occupancy.space_id == int(number))
        return or_(own, and_(JournalEntry.table_name == "occupancies", JournalEntry.row_id.in_(stays)))
    if kind == "bookings":
        return or_(own, and_(JournalEntry.table_name == kind, JournalEntry.row_id == int(number)))
    return own


def _acts(unit: UnitOfWork, owned: Any, statement: Select[Any]) -> tuple[ActView, ...]:
    """The acts of `statement` that have an entry the actor may see (of the card, when `owned` says one)."""
    seen = audience_clause(unit.actor, JournalEntry.audience)
    shown = seen if owned is None else and_(seen, owned)
    having = select(JournalEntry.id).where(JournalEntry.act_id == ActRecord.id, shown).exists()
    acts: Sequence[ActRecord] = unit.session.scalars(statement.where(having).order_by(ActRecord.id.desc())).all()
    ids = [found.id for found in acts]
    entries: dict[int, list[JournalEntry]] = {}
    more: dict[int, int] = {}
    act_id = JournalEntry.act_id
    ranked = (
        select(
            JournalEntry.id,
            func.row_number().over(partition_by=act_id, order_by=JournalEntry.seq).label("place"),
            func.count().over(partition_by=act_id).label("written"),
        )
        .where(act_id.in_(ids), shown, JournalEntry.table_name.not_in(SAID_ELSEWHERE))
        .subquery()
    )
    listed = select(JournalEntry, ranked.c.written).join(ranked, ranked.c.id == JournalEntry.id)
    listed = listed.where(ranked.c.place <= MOST_ROWS).order_by(JournalEntry.act_id, JournalEntry.seq)
    for entry, count in unit.session.execute(listed):
        entries.setdefault(entry.act_id, []).append(entry)
        more[entry.act_id] = count - MOST_ROWS
    undone = set(unit.session.scalars(select(ActRecord.undoes_id).where(ActRecord.undoes_id.in_(ids))))
    names = Names(unit.session)
    return tuple(
        _view(found, entries.get(found.id, []), found.id in undone, names, max(0, more.get(found.id, 0)))
        for found in acts
    )


def _view(found: ActRecord, entries: list[JournalEntry], undone: bool, names: Names, more: int) -> ActView:
    return ActView(
        id=found.id,
        act=found.act,
        summary=found.summary,
        at=found.at,
        actor=found.actor_name,
        desk=found.desk,
        pillars=tuple(found.pillars.split()),
        undoable=found.undoable and not undone,
        undone=undone,
        undoes=found.undoes_id,
        changes=changes_of(entries, names),
        more=more,
    )
