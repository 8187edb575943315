"""What every table shares: its integer key, its version, who wrote it and when, and types that keep their promises."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Dialect, Enum, ForeignKey, MetaData, String, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, declared_attr, mapped_column
from sqlalchemy.types import DateTime, TypeDecorator

from realis_tui.domain.french import clean_text

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on both sides, stored in UTC.

    SQLite drops the zone of `DateTime(timezone=True)` silently, hence our own type. A naive value is a programming
    error and raises `ValueError`.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """On SQLite an instant is read in one step: a page of the planning has thousands."""
        return _read_instant if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _read_instant(text: str | None) -> datetime | None:
    """An instant as SQLite keeps it."""
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class CleanText(TypeDecorator[str]):
    """Text from a person or a file: control characters and direction overrides never reach the table (rule 41)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean_text(value)


class Base(DeclarativeBase):
    """Root of the mapped classes. `str` columns are `CleanText`, instants are `UtcDateTime`."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: CleanText, datetime: UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012


def choice(values: type[StrEnum], name: str) -> Enum:
    """A closed list stored by its French value, held by a CHECK of the data base."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Keyed:
    """An integer key never used twice, so that an undone deletion never meets a reused number."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Stamped(Keyed):
    """A row of the business: journaled, versioned, signed.

    `version` starts at 1 and grows by one at each write; the journal's listener fills it and the four stamps.
    """

    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        # The generator is off so that undo may put a row back at a version of its choosing.
        return (
            {"version_id_col": cls.__table__.c.version, "version_id_generator": False}
            if hasattr(cls, "__table__")
            else {}
        )


# Here and not in the journal: whatever configures the classes first, a module that asks or one that writes.
@event.listens_for(Stamped, "mapper_configured", propagate=True)
def _keep_old_values(mapper: Mapper[Any], mapped: type[Stamped]) -> None:
    """A journal's entry needs the value before, also when it had not been loaded."""
    for prop in mapper.column_attrs:
        getattr(mapped, prop.key).impl.active_history = True


Short = String(80)
"""Codes, numbers and keys: text the program makes or has checked."""
