"""Which entries of the search a write makes out of date; they are made anew before the commit (`search_entries`)."""

from typing import Any

from sqlalchemy.orm import Session

from realis_tui.db.search_kinds import BOOKING, COMPANY, PERSON, ROOM, SPACE

STALE = "search_stale"
"""Where a session keeps them: their kinds and numbers."""
NAMING = {"companies": "bookings of a company", "rooms": "bookings of a room"}
"""A renamed company or room stands in the entries of its bookings; how these are marked as to be made anew."""
_OF_TABLES = {"companies": COMPANY, "people": PERSON, "spaces": SPACE, "rooms": ROOM, "bookings": BOOKING}


def touch(session: Session, table: str, row: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> None:
    """Remember which entries a written row (its values) changes; they are made anew before the commit."""
    dirty: set[tuple[str, int]] = session.info.setdefault(STALE, set())
    if table in NAMING and "name" in old and "name" in new:
        dirty.add((NAMING[table], row["id"]))
    if table in _OF_TABLES:
        dirty.add((_OF_TABLES[table], row["id"]))
    elif table in ("establishments", "memberships"):
        for kind, name in ((COMPANY, "company_id"), (PERSON, "person_id")):
            refs = (old.get(name), new.get(name), row.get(name))
            dirty.update((kind, int(ref)) for ref in refs if ref is not None)
