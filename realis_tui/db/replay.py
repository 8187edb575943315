"""Putting rows back as they were before an act: its entries in exact reverse, each flushed, through the same guards."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from realis_tui.clock import PARIS
from realis_tui.db import journal
from realis_tui.db.migrations import tables_changed_since
from realis_tui.db.models import ActRecord, Base, JournalEntry, Stamped
from realis_tui.db.values import from_json
from realis_tui.domain.french import format_date
from realis_tui.domain.refusals import Refused

MODELS: dict[str, Any] = {model.__tablename__: model for model in Stamped.__subclasses__()}  # type: ignore[attr-defined]
_ENTRIES = select(JournalEntry).order_by(JournalEntry.seq)


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
    recording.replaying = True
    try:
        _replay(session, act_id, entries)
    finally:
        recording.replaying = False


def _replay(session: Session, act_id: int, entries: Sequence[JournalEntry]) -> None:
    checks = _Later(session, act_id)
    done: set[tuple[str, int]] = set()
    for entry in reversed(entries):
        # Nothing loaded stays from one step to the next: a relationship would put its own idea of a key back.
        session.expunge_all()
        row = session.get(MODELS[entry.table_name], entry.row_id)
        if (entry.table_name, entry.row_id) not in done:
            checks.refuse_moved_on(entry, row)
            done.add((entry.table_name, entry.row_id))
        if entry.operation == "delete":
            session.add(_rebuilt(entry))
        elif entry.operation == "insert":
            _refuse_referenced(session, entry)
            session.delete(row)
        else:
            _put_back(row, entry)
        session.flush()
    session.expunge_all()


class _Later:
    """What was done after an act: undone again, it is as if it had not been; otherwise the act's rows moved on."""

    def __init__(self, session: Session, act_id: int) -> None:
        self._session = session
        self._act_id = act_id
        undoing = select(ActRecord.id, ActRecord.undoes_id).where(ActRecord.undoes_id.is_not(None))
        self._undoes = {row.id: int(row.undoes_id) for row in session.execute(undoing.where(ActRecord.id > act_id))}
        self._undone_by = {undone: undo for undo, undone in self._undoes.items()}

    def refuse_moved_on(self, entry: JournalEntry, row: Any) -> None:
        """Refuse when the row is no longer as the act left it, saying who wrote it since."""
        later = self._session.execute(
            select(JournalEntry.operation, JournalEntry.new, ActRecord)
            .join(ActRecord, JournalEntry.act_id == ActRecord.id)
            .where(JournalEntry.table_name == entry.table_name, JournalEntry.row_id == entry.row_id)
            .where(ActRecord.id > self._act_id)
            .order_by(JournalEntry.act_id.desc(), JournalEntry.seq.desc())
        ).all()
        in_effect = next((found.ActRecord for found in later if not self._is_neutral(found.ActRecord.id)), None)
        if in_effect is not None:
            day = format_date(in_effect.at.astimezone(PARIS).date())
            raise Refused(
                f"Cela a changé depuis : « {in_effect.summary} », par {in_effect.actor_name} le {day}. "
                "Annuler d'abord cet acte-là, ou corriger la fiche."
            )
        operation, new = (later[0].operation, later[0].new) if later else (entry.operation, entry.new)
        written = None if operation == "delete" else (new or {}).get("version")
        if written != (None if row is None else row.version):
            raise Refused("Ce que cet acte avait écrit a changé depuis : il ne s'annule plus.")

    def _is_neutral(self, act_id: int) -> bool:
        """Undone since, or itself the undoing of an act that came later too."""
        return self._is_cancelled(act_id) or self._undoes.get(act_id, 0) > self._act_id

    def _is_cancelled(self, act_id: int) -> bool:
        undo = self._undone_by.get(act_id)
        return undo is not None and not self._is_cancelled(undo)


def _put_back(row: Any, entry: JournalEntry) -> None:
    columns = Base.metadata.tables[entry.table_name].c
    for name, value in (entry.old or {}).items():
        if name not in journal.STAMPS:
            setattr(row, name, from_json(columns[name], value))


def _rebuilt(entry: JournalEntry) -> Any:
    columns = Base.metadata.tables[entry.table_name].c
    old = entry.old or {}
    row = MODELS[entry.table_name]()
    for name, value in old.items():
        setattr(row, name, from_json(columns[name], value))
    row.version = old["version"] + 1
    return row


def _refuse_referenced(session: Session, entry: JournalEntry) -> None:
    """A row made by the act is used by a row made since: it cannot be taken away."""
    for name, statement in _references(entry.table_name):
        found = session.execute(statement, {"row": entry.row_id}).first()
        if found is not None and not (name == entry.table_name and found.id == entry.row_id):
            label = TABLE_LABELS.get(name, name)
            raise Refused(f"Ce que cet acte a créé sert depuis ailleurs ({label}) : le retirer d'abord de là.")


@cache
def _references(name: str) -> tuple[tuple[str, Any], ...]:
    """The tables whose rows may refer to a row of `name`, and how to find one."""
    return tuple(
        (table.name, select(table.c.id).where(column == bindparam("row")).limit(1))
        for table in Base.metadata.sorted_tables
        for column in table.c
        if any(key.column.table.name == name for key in column.foreign_keys)
    )


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
