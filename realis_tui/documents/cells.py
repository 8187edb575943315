"""A value of a view as a cell of a file: real days and numbers, and text that can never become a formula."""

import re
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from realis_tui.clock import PARIS
from realis_tui.domain.french import clean_text

Cell = str | int | float | Decimal | bool | date | datetime | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d[\d\s\xa0\u202f]*(?:[.,]\d+)?")
_LONGEST = 32_767
"""Excel refuses longer texts in a cell."""


def as_cell(value: object) -> Cell:
    """What a file may hold of a value: enums by their label, instants of Paris without their zone, lists joined."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.astimezone(PARIS).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value
    if isinstance(value, Enum):
        return clean_text(str(getattr(value, "label", value.value)))
    if isinstance(value, tuple | list | frozenset | set):
        return clean_text(", ".join(str(as_cell(item)) for item in value))
    return clean_text(str(value))[:_LONGEST]


def as_csv(value: object) -> str:
    """A cell of a CSV that a French Excel opens: decimal comma, days as 24/11/2026, no formula."""
    cell = as_cell(value)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, int | float | Decimal):
        return str(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return harmless(cell)


def harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; a phone number does not."""
    if text.lstrip().startswith(_FORMULA) and not _NUMBER.fullmatch(text.strip()):
        return f"'{text}"
    return text
