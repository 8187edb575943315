"""Schema versions, known without importing Alembic: the start compares one revision with these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revision:
    """A schema version and the tables it changed: an act from before is no longer undone on them."""

    id: str
    tables: frozenset[str] = frozenset()


REVISIONS: tuple[Revision, ...] = (Revision("0001"), Revision("0002"), Revision("0003"), Revision("0004"))
HEAD = REVISIONS[-1].id


def tables_changed_since(revision: str) -> frozenset[str]:
    """The tables changed by the migrations that came after `revision`."""
    ids = [item.id for item in REVISIONS]
    later = REVISIONS[ids.index(revision) + 1 :] if revision in ids else REVISIONS
    return frozenset().union(*(item.tables for item in later)) if later else frozenset()
