"""A row's values as the journal keeps them (JSON), and back."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Column, Date, DateTime, Numeric, inspect
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Mapper
from sqlalchemy.types import TypeDecorator

from realis_tui.db.models import Stamped


def values_of(row: Stamped) -> dict[str, Any]:
    """Every column of a row, as JSON holds it."""
    return {column.key: jsonable(getattr(row, column.key)) for column in inspect(type(row)).columns}


def table_of(mapper: Mapper[Any]) -> str:
    """The name of a mapped class's table."""
    return str(mapper.class_.__tablename__)


def jsonable(value: Any) -> Any:
    """One value as JSON holds it: days and instants in ISO 8601, enums by their value."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # an instant is a date too
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_json(column: Column[Any], value: Any) -> Any:
    """The value a column held, from what the journal kept of it."""
    if value is None:
        return None
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, EnumType) and kind.enum_class is not None:
        return kind.enum_class(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, Numeric) and isinstance(value, str) else value
