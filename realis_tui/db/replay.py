"""Putting rows back as they were before an act: its entries in exact reverse, through the same guards.

Entries of one kind that follow each other are written together, a table at a time: the other desks wait meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Row, Table, bindparam, delete, insert, select, true, update
from sqlalchemy.orm import Session

from realis_tui.clock import PARIS
from realis_tui.db import journal
from realis_tui.db.migrations import tables_changed_since
from realis_tui.db.models import ActRecord, JournalEntry
from realis_tui.db.models.whole import metadata
from realis_tui.db.values import from_json, jsonable
from realis_tui.domain.french import format_date
from realis_tui.domain.refusals import Refused

Key = tuple[str, int]
"""A row: its table and its number."""
Values = dict[str, Any]
_ENTRIES = select(JournalEntry).order_by(JournalEntry.seq)
_CHUNK = 500
"""Rows asked for by their numbers in one statement."""


def reverse(session: Session, act: ActRecord) -> None:
    """Undo every row of `act` in `session`; the caller commits. Raises `Refused` in words, nothing written."""
    entries = session.scalars(_ENTRIES.where(JournalEntry.act_id == act.id)).all()
    if not entries:
        raise Refused("Le détail de cet acte n'est plus au journal : il ne s'annule plus.")
    revision, act_id = act.revision, act.id
    migrated = tables_changed_since(revision) & {entry.table_name for entry in entries}
    if migrated:
        raise Refused("Cet acte date d'avant une mise à jour du programme : il ne s'annule plus.")
    recording = journal.recording_of(session)
    if recording is None:
        raise RuntimeError("an undo is itself an act")
    # Rows are written below the mapped classes: none that is loaded says any longer what is.
    session.flush()
    session.expunge_all()
    backwards = entries[::-1]
    replay = _Replay(session, recording, _as_they_are(session, entries))
    later = _Later(session, act_id, entries)
    last: dict[Key, JournalEntry] = {}
    for entry in backwards:
        last.setdefault(_key(entry), entry)
    for key, entry in last.items():
        later.refuse_moved_on(entry, replay.rows[key])
    for operation, run in groupby(backwards, key=lambda entry: entry.operation):
        for name, together in _by_table(operation, run):
            replay.undo(metadata.tables[name], operation, together)


def _key(entry: JournalEntry) -> Key:
    return entry.table_name, entry.row_id


def _chunks(rows: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(rows)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def _numbers(entries: Iterable[JournalEntry]) -> Iterator[tuple[Table, list[int]]]:
    """The rows that entries are about, by table, in chunks."""
    rows: dict[str, set[int]] = {}
    for entry in entries:
        rows.setdefault(entry.table_name, set()).add(entry.row_id)
    for name, numbers in rows.items():
        for chunk in _chunks(numbers):
            yield metadata.tables[name], chunk


def _as_they_are(session: Session, entries: Sequence[JournalEntry]) -> dict[Key, Values | None]:
    """The rows of these entries as they stand, None for one that is not there; nobody else writes them meanwhile."""
    rows: dict[Key, Values | None] = dict.fromkeys(map(_key, entries))
    for table, chunk in _numbers(entries):
        for found in session.execute(select(table).where(table.c.id.in_(chunk)).with_for_update()):
            rows[table.name, found.id] = dict(found._mapping)
    return rows


def _by_table(operation: str, run: Iterable[JournalEntry]) -> list[tuple[str, list[JournalEntry]]]:
    """What is done in a row and is of one kind, table by table: who refers goes first, and comes back last.

    Rows of several tables may change places there: what refers to what is all that ties them, and it is never changed
    by taking away, and by putting back once what it refers to is there.
    """
    groups: dict[str, list[JournalEntry]] = {}
    for entry in run:
        groups.setdefault(entry.table_name, []).append(entry)
    names = [table.name for table in metadata.sorted_tables if table.name in groups]
    return [(name, groups[name]) for name in (names[::-1] if operation == "insert" else names)]


class _Replay:
    """The undo under way; `rows`: each row of the act as it stands now, None when it is not there."""

    def __init__(self, session: Session, recording: journal.Recording, rows: dict[Key, Values | None]) -> None:
        self.rows = rows
        self._session = session
        self._connection = session.connection()
        self._stamps = {"updated_at": recording.at, "updated_by": recording.actor.account_id}

    def undo(self, table: Table, operation: str, entries: list[JournalEntry]) -> None:
        """Undo entries of one table and one kind."""
        undo: dict[str, Callable[[Table, list[JournalEntry]], None]] = {
            "insert": self._take_away,
            "delete": self._put_again,
            "update": self._put_back,
        }
        undo[operation](table, entries)
        journal.write_entries(self._session)

    def _take_away(self, table: Table, entries: list[JournalEntry]) -> None:
        numbers = [entry.row_id for entry in entries]
        _refuse_referenced(self._session, table.name, numbers)
        for chunk in _chunks(numbers):
            self._connection.execute(delete(table).where(table.c.id.in_(chunk)))
        for row_id in numbers:
            self._written(table, "delete", self.rows[table.name, row_id], None)

    def _put_again(self, table: Table, entries: list[JournalEntry]) -> None:
        rows = []
        for entry in entries:
            old = entry.old or {}
            row = {name: from_json(table.c[name], value) for name, value in old.items()}
            row |= {"version": old["version"] + 1, **self._stamps}
            journal.about_to_write(self._connection, table.name, row)
            rows.append(row)
        self._connection.execute(insert(table), rows)
        for row in rows:
            self._written(table, "insert", None, row)

    def _put_back(self, table: Table, entries: list[JournalEntry]) -> None:
        """Give rows the values they had. One that has them already is not written."""
        changes: list[tuple[Values, Values]] = []
        for entry in entries:
            row = self.rows[_key(entry)]
            assert row is not None
            old = {name: value for name, value in (entry.old or {}).items() if name not in journal.STAMPS}
            anew = row | {name: from_json(table.c[name], value) for name, value in old.items()}
            if anew != row:
                anew |= {"version": row["version"] + 1, **self._stamps}
                journal.about_to_write(self._connection, table.name, anew)
                self.rows[_key(entry)] = anew
                changes.append((row, anew))
        if not changes:
            return
        # All of a table with one statement: a column that one row keeps is written as it is.
        names = [name for name in table.c.keys() if any(anew[name] != row[name] for row, anew in changes)]  # noqa: SIM118
        statement = update(table).where(table.c.id == bindparam("_row"))
        statement = statement.values({name: bindparam(f"_{name}", type_=table.c[name].type) for name in names})
        written = [{"_row": anew["id"], **{f"_{name}": anew[name] for name in names}} for _, anew in changes]
        self._connection.execute(statement, written)
        for row, anew in changes:
            self._written(table, "update", row, anew)

    def _written(self, table: Table, operation: str, before: Values | None, after: Values | None) -> None:
        whole = after or before or {}
        self.rows[table.name, whole["id"]] = after
        if before is not None and after is not None:
            changed = [name for name in after if after[name] != before[name]]
            before, after = ({name: row[name] for name in changed} for row in (before, after))
        told = [None if row is None else {name: jsonable(row[name]) for name in row} for row in (before, after)]
        journal.note(self._session, table.name, operation, *told, whole={name: jsonable(whole[name]) for name in whole})


class _Later:
    """What was done after an act: undone again, it is as if it had not been; otherwise the act's rows moved on."""

    def __init__(self, session: Session, act_id: int, entries: Sequence[JournalEntry]) -> None:
        self._act_id = act_id
        undoing = select(ActRecord.id, ActRecord.undoes_id).where(ActRecord.undoes_id.is_not(None))
        self._undoes = {row.id: int(row.undoes_id) for row in session.execute(undoing.where(ActRecord.id > act_id))}
        self._undone_by = {undone: undo for undo, undone in self._undoes.items()}
        self._since: dict[Key, list[Row[Any]]] = {}
        for table, chunk in _numbers(entries):
            of_rows = _LATER.where(JournalEntry.table_name == table.name, JournalEntry.row_id.in_(chunk))
            for found in session.execute(of_rows.where(ActRecord.id > act_id)):
                self._since.setdefault((table.name, found.row_id), []).append(found)

    def refuse_moved_on(self, entry: JournalEntry, row: Mapping[str, Any] | None) -> None:
        """Refuse when the row is no longer as the act left it (its last entry), saying who wrote it since."""
        later = self._since.get(_key(entry), [])
        in_effect = next((found for found in later if not self._is_neutral(found.act_id)), None)
        if in_effect is not None:
            day = format_date(in_effect.at.astimezone(PARIS).date())
            raise Refused(
                f"Cela a changé depuis : « {in_effect.summary} », par {in_effect.actor_name} le {day} (acte "
                f"{in_effect.act_id}). Annuler d'abord cet acte-là, ou corriger la fiche."
            )
        operation, new = (later[0].operation, later[0].new) if later else (entry.operation, entry.new)
        written = None if operation == "delete" else (new or {}).get("version")
        if written != (None if row is None else row["version"]):
            raise Refused("Ce que cet acte avait écrit a changé depuis : il ne s'annule plus.")

    def _is_neutral(self, act_id: int) -> bool:
        """Undone since, or itself the undoing of an act that came later too."""
        return self._is_cancelled(act_id) or self._undoes.get(act_id, 0) > self._act_id

    def _is_cancelled(self, act_id: int) -> bool:
        undo = self._undone_by.get(act_id)
        return undo is not None and not self._is_cancelled(undo)


_LATER = (
    select(
        JournalEntry.row_id, JournalEntry.operation, JournalEntry.new,
        JournalEntry.act_id, ActRecord.summary, ActRecord.actor_name, ActRecord.at,
    )
    .join(ActRecord, JournalEntry.act_id == ActRecord.id)
    .order_by(JournalEntry.act_id.desc(), JournalEntry.seq.desc())
)  # fmt: skip


def _refuse_referenced(session: Session, table: str, rows: Sequence[int]) -> None:
    """Rows made by the act, one of them used by a row made since: they cannot be taken away."""
    for name, statement in _references(table):
        for chunk in _chunks(rows):
            if session.execute(statement, {"rows": chunk}).first() is not None:
                label = TABLE_LABELS.get(name, name)
                raise Refused(f"Ce que cet acte a créé sert depuis ailleurs ({label}) : le retirer d'abord de là.")


@cache
def _references(name: str) -> tuple[tuple[str, Any], ...]:
    """The tables whose rows may refer to rows of `name`, and how to find such a row, none of these themselves."""
    rows: BindParameter[Any] = bindparam("rows", expanding=True)
    found = []
    for table in metadata.sorted_tables:
        others = table.c.id.not_in(rows) if table.name == name else true()
        for column in table.c:
            if any(key.column.table.name == name for key in column.foreign_keys):
                found.append((table.name, select(table.c.id).where(column.in_(rows), others).limit(1)))
    return tuple(found)


TABLE_LABELS = {
    "companies": "entreprise",
    "establishments": "établissement",
    "people": "personne",
    "memberships": "personne de l'entreprise",
    "passages": "parcours",
    "state_changes": "étape du parcours",
    "support_agreements": "convention d'accompagnement",
    "amendments": "avenant",
    "hosting_agreements": "convention d'hébergement",
    "rent_steps": "palier de loyer",
    "certificates": "justificatif",
    "yearly_figures": "chiffres annuels",
    "reviews": "bilan",
    "document_links": "document",
    "spaces": "local",
    "occupancies": "occupation",
    "resources": "ressource",
    "rooms": "salle",
    "room_parts": "partie de salle",
    "room_layouts": "disposition",
    "room_tariffs": "tarif de salle",
    "booking_series": "série",
    "bookings": "réservation",
    "closures": "fermeture",
    "time_blocks": "créneau",
    "accounts": "compte",
    "settings": "réglage",
    "saved_views": "vue enregistrée",
    "acts": "journal",
    "desks": "poste",
}
