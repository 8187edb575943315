"""The journal: acts, and what each changed row by row; and the entries of the search."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from realis_tui.db.models.base import Base, Keyed, Short, UtcDateTime


class ActRecord(Keyed, Base):
    """One thing a person did, in one transaction."""

    __tablename__ = "acts"
    __table_args__ = (Index("ix_acts_actor", "actor_id", "id"), {"sqlite_autoincrement": True})

    act: Mapped[str] = mapped_column(Short)
    """The act's id in the registry, « companies.create »."""
    summary: Mapped[str]
    """In words: « Fiche Vélomistrau modifiée »."""
    at: Mapped[datetime]
    """The moment acted at (`--maintenant` may fix it)."""
    clock: Mapped[datetime]
    """The real clock."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    actor_name: Mapped[str]
    desk: Mapped[str] = mapped_column(Short)
    pillars: Mapped[str]
    """Pillars changed, separated by spaces."""
    permission: Mapped[str] = mapped_column(Short)
    undoable: Mapped[bool]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"), unique=True)
    """The act that this one undid (an undo) ."""
    redo: Mapped[bool] = mapped_column(default=False)
    """True when this act undoes an undo."""
    revision: Mapped[str] = mapped_column(Short)


class JournalEntry(Keyed, Base):
    """One row written by an act, in the order of the SQL."""

    __tablename__ = "journal_entries"
    __table_args__ = (
        Index("ix_journal_entries_act", "act_id", "seq"),
        Index("ix_journal_entries_row", "table_name", "row_id"),
        Index("ix_journal_entries_owner", "owner", "id"),
        {"sqlite_autoincrement": True},
    )

    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    seq: Mapped[int]
    table_name: Mapped[str] = mapped_column(Short)
    row_id: Mapped[int]
    operation: Mapped[str] = mapped_column(Short)
    """insert, update or delete."""
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The changed columns for an update, the whole row for an insert or a deletion."""
    owner: Mapped[str | None] = mapped_column(Short)
    """The card whose history shows it, « companies:12 »."""
    audience: Mapped[str] = mapped_column(Short, default="team")


_LETTER_BY_LETTER = Text().with_variant(Text(collation="C"), "postgresql")


class SearchEntry(Keyed, Base):
    """What the search over everything knows of one thing, already folded."""

    __tablename__ = "search_entries"
    __table_args__ = (Index("uq_search_entries_ref", "kind", "ref", unique=True), {"sqlite_autoincrement": True})

    kind: Mapped[str] = mapped_column(Short)
    ref: Mapped[int]
    title: Mapped[str]
    subtitle: Mapped[str]
    folded_title: Mapped[str]
    joined: Mapped[str] = mapped_column(_LETTER_BY_LETTER, index=True, server_default="")
    """The folded title in one word, compared letter by letter: what begins some way stands together in its index."""
    folded_subtitle: Mapped[str]
    code: Mapped[str]
    """Identifiers and phone numbers, spaces out, with every suffix of six digits and more."""
    notes: Mapped[str]
    updated: Mapped[datetime] = mapped_column(UtcDateTime)
    audience: Mapped[str] = mapped_column(Short, default="team")
    owner: Mapped[int | None]
