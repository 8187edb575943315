"""Whose card shows a row in its history: a company's for all that hangs from it, a space's, a person's, a room's."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from realis_tui.db.models import Base

_OWN = frozenset({"companies", "spaces", "people", "accounts", "rooms", "closures", "booking_series"})
_PARENTS = {
    "state_changes": ("passages", "passage_id"),
    "amendments": ("support_agreements", "agreement_id"),
    "rent_steps": ("hosting_agreements", "agreement_id"),
}
_HANGING = {
    "room_parts": ("rooms", "room_id"),
    "room_layouts": ("rooms", "room_id"),
    "room_tariffs": ("rooms", "room_id"),
}
"""Rows that have no card of their own: the table of the card that shows them, and the column that names it."""


@dataclass
class OwnerFinder:
    """Finds owners within one act, asking the data base once for each parent."""

    known: dict[tuple[str, int], int | None] = field(default_factory=dict)

    def owner(self, connection: Connection, table: str, row_id: int, values: dict[str, Any]) -> str | None:
        """« companies:12 », or None for what no card shows.

        A booking is its company's; one for nobody of the list is its own. What its blocks say, it says itself.
        """
        if table in _OWN:
            return f"{table}:{row_id}"
        if table in _HANGING:
            parent, column = _HANGING[table]
            return f"{parent}:{values[column]}"
        if table == "bookings" and values.get("company_id") is None:
            return f"{table}:{row_id}"
        company = values.get("company_id")
        if table in _PARENTS:
            parent, column = _PARENTS[table]
            company = self._company(connection, parent, int(values[column]))
        elif company is not None:
            self.known[table, row_id] = int(company)
        return None if company is None else f"companies:{company}"

    def _company(self, connection: Connection, table: str, row_id: int) -> int | None:
        if (table, row_id) not in self.known:
            columns = Base.metadata.tables[table].c
            found = connection.execute(select(columns.company_id).where(columns.id == row_id)).scalar()
            self.known[table, row_id] = None if found is None else int(found)
        return self.known[table, row_id]
