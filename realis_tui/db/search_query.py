"""The statements of the search, on both engines: what matches, capped before it is joined; and what it is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.orm import Session

from realis_tui.db.models.base import UtcDateTime
from realis_tui.db.search_index import TABLES, vector
from realis_tui.db.search_kinds import BOOKING, BOOKING_MARK, COMPANY, PERSON
from realis_tui.db.search_vocabulary import LAST
from realis_tui.domain.companies import CANDIDATE_STATES, SUPPORTED_STATES, CompanyState
from realis_tui.domain.french import fold_name

MANY = 200
"""Matches beyond which ranking all of them is not worth its time: the newest are taken."""
FEW = 100
"""How many are looked at of those that begin as was asked, of those it is almost the name of, and of the notes."""
EXACT, BEGINNING, WORDS, NUMBER, PARTLY = 100, 90, 80, 70, 30
"""What a match is worth: the whole name or number, its beginning, whole words of it, the beginning of a number; and
from there to twice as much, by how many of the words begin one of the title."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words asked for: each may be met by any of its alternatives, which match by their beginning.

    `joined`: other ways to mean the whole (« velo mistrau » for « Vélomistrau », « 06 39 98 » for a number).
    """

    words: tuple[tuple[str, ...], ...]
    joined: tuple[str, ...] = ()

    def in_words_of(self, dialect: str, *, bookings: bool | None = None) -> str:
        """The same for FTS5 or for `to_tsquery`; folded words hold no sign of either grammar.

        `bookings`: only these, or all but these, told by the index itself: it is thousands of rows not to be read.
        """
        either, both, begins = (" OR ", " AND ", '"{}"*') if dialect == "sqlite" else (" | ", " & ", "'{}':*")
        groups = ["(" + either.join(map(begins.format, _shortest(words))) + ")" for words in self.words]
        said = [f"({both.join(groups)})"] if groups else []
        whole = either.join([*said, *map(begins.format, _shortest(self.joined))])
        if bookings is None:
            return whole
        mark = f'code : "{BOOKING_MARK}"' if dialect == "sqlite" else f"'{BOOKING_MARK}'"
        without = " NOT " if dialect == "sqlite" else " & !"
        return f"({whole}){both if bookings else without}{mark}"


def _shortest(starts: Sequence[str]) -> list[str]:
    """Without those that begin with another, which match nothing more."""
    kept: list[str] = []
    for start in sorted(starts):
        if not kept or not start.startswith(kept[-1]):
            kept.append(start)
    return kept


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a question looks: what its actor may see, the kinds wanted (when none, all but bookings), the day."""

    audiences: tuple[str, ...]
    kinds: tuple[str, ...]
    today: date

    def names(self) -> dict[str, Any]:
        named = {f"audience{rank}": audience for rank, audience in enumerate(self.audiences)}
        return {**named, **{f"kind{rank}": kind for rank, kind in enumerate(self.kinds)}, "today": self.today}


def ranked(session: Session, scope: Scope, words: Sequence[str], whole: str, limit: int) -> Sequence[Any]:
    """The best of what the words match, each with its `base`, the best first; `whole`: the words as one.

    At least `limit` of them when there are, some perhaps twice or thrice, next to each other.

    Beyond `MANY` matches: the best of the newest, of the first of those that begin so, and of those called so.
    """
    joined = (whole,) if len(words) > 1 or whole != words[0] else ()
    dialect = session.get_bind().dialect.name
    asked = {
        **scope.names(),
        **{f"word{rank}": f" {word}" for rank, word in enumerate(words)},
        "whole": whole,
        "past": whole + LAST,
        "identity": fold_name(" ".join(words)),
        "wanted": Wanted(tuple((word,) for word in words), joined).in_words_of(dialect, bookings=False),
        "limit": limit,
    }
    has_digit = any(char.isdigit() for char in whole)
    statement = _ranked(dialect, len(scope.audiences), len(scope.kinds), len(words), has_digit)
    return session.execute(statement, asked).all()


def matching(session: Session, scope: Scope, table: str, wanted: Wanted) -> Sequence[Any]:
    """The newest of what matches, a few, as they come."""
    dialect = session.get_bind().dialect.name
    asked = {**scope.names(), "wanted": wanted.in_words_of(dialect)}
    return session.execute(_matching(dialect, table, len(scope.audiences), len(scope.kinds)), asked).all()


def bookings(session: Session, scope: Scope, words: Sequence[str], now: datetime, limit: int) -> Sequence[Any]:
    """The bookings that say all the words: those to come, the soonest first, then the latest that are over."""
    dialect = session.get_bind().dialect.name
    wanted = Wanted(tuple((word,) for word in words)).in_words_of(dialect, bookings=True)
    asked = {**scope.names(), "wanted": wanted, "now": now, "limit": limit}
    return session.execute(_soonest(dialect, len(scope.audiences), len(scope.kinds)), asked).all()


# The statements, made once for each shape of question

_COLUMNS = "e.id, e.kind, e.ref, e.title, e.subtitle, e.folded_title, e.code, e.updated"
_KIND = f"CASE e.kind WHEN '{COMPANY}' THEN 2 WHEN '{PERSON}' THEN 1 ELSE 0 END"


def _listed(states: frozenset[CompanyState]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))


_STANDING = f"""CASE WHEN e.kind != '{COMPANY}' THEN 0
    WHEN p.state IN ({_listed(SUPPORTED_STATES)}) OR EXISTS (SELECT 1 FROM occupancies AS o WHERE o.company_id = e.ref
        AND o.starts_on <= :today AND (o.ends_on IS NULL OR o.ends_on >= :today)) THEN 3
    WHEN p.state IN ({_listed(CANDIDATE_STATES)}) THEN 2
    WHEN p.state = '{CompanyState.PROSPECT.value}' THEN 1 ELSE 0 END"""
"""A company that is accompanied or hosted today, then a candidate, a prospect, and those that have left."""
_CALLED_SO = (
    "companies AS called"
    f" JOIN search_entries AS e ON e.kind = '{COMPANY}' AND e.ref = called.id WHERE called.identity = :identity"
)
"""The companies of that name, its legal form left out."""
_PASSAGES = f"LEFT JOIN passages AS p ON e.kind = '{COMPANY}' AND p.company_id = e.ref AND p.is_current"


@lru_cache(maxsize=16)
def _soonest(dialect: str, audiences: int, kinds: int) -> TextClause:
    """The moment of a booking's entry (`updated`) is its end."""
    source = _matches(dialect, "search_main", (audiences, kinds), ":wanted")
    order = "e.updated < :now, CASE WHEN e.updated >= :now THEN e.updated END, e.updated DESC, e.ref"
    statement = text(f"SELECT {_COLUMNS} FROM {source} ORDER BY {order} LIMIT :limit")
    return statement.bindparams(bindparam("now", type_=UtcDateTime))


def _newest(dialect: str, table: str, scope: tuple[int, int], columns: str, limit: int) -> str:
    """The newest entries that match and may be seen: seen is asked before the limit."""
    newest = f"{table}.rowid" if dialect == "sqlite" else "e.id"
    source = _matches(dialect, table, scope, ":wanted")
    return f"SELECT {columns} FROM {source} ORDER BY {newest} DESC LIMIT {limit}"


def _matches(dialect: str, table: str, scope: tuple[int, int], wanted: str) -> str:
    """The entries (`e`) that match and may be seen, as a FROM clause with its conditions."""
    seen = _seen(scope)
    if dialect == "sqlite":
        return f"{table} JOIN search_entries AS e ON e.id = {table}.rowid WHERE {table} MATCH {wanted} AND {seen}"
    return f"search_entries AS e WHERE {vector(TABLES[table])} @@ to_tsquery('simple', {wanted}) AND {seen}"


def _seen(scope: tuple[int, int]) -> str:
    audiences, kinds = scope
    seen = "e.audience IN (" + ", ".join(f":audience{rank}" for rank in range(audiences)) + ")"
    if not kinds:
        return f"{seen} AND e.kind <> '{BOOKING}'"
    return f"{seen} AND e.kind IN (" + ", ".join(f":kind{rank}" for rank in range(kinds)) + ")"


@lru_cache(maxsize=64)
def _matching(dialect: str, table: str, audiences: int, kinds: int) -> TextClause:
    found = _newest(dialect, table, (audiences, kinds), _COLUMNS, FEW)
    return text(f"WITH e AS ({found}) SELECT e.*, {_STANDING} AS standing FROM e {_PASSAGES}")


@lru_cache(maxsize=256)
def _ranked(dialect: str, audiences: int, kinds: int, words: int, numbers: bool) -> TextClause:
    """What matches, with what it is worth, the best first.

    Only what ranks is carried through the sorting: what is shown is read for the few that are left.
    """
    scope = (audiences, kinds)
    columns = "e.id, e.kind, e.ref, e.folded_title, e.joined, e.updated" + (", e.code" if numbers else "")
    begins = f"e.joined >= :whole AND e.joined < :past AND {_seen(scope)} ORDER BY e.joined"
    parts = (
        _newest(dialect, "search_main", scope, f"{columns}, FALSE AS is_called_so", MANY),
        f"SELECT {columns}, FALSE FROM search_entries AS e WHERE {begins} LIMIT {FEW}",
        f"SELECT {columns}, TRUE FROM {_CALLED_SO} AND {_seen(scope)} LIMIT {FEW}",
    )
    found = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part" for part in parts)
    best = (
        f"SELECT e.id, e.kind, e.ref, e.updated, {_base(dialect, words, numbers)} AS base, {_STANDING} AS standing"
        f" FROM e {_PASSAGES}"
        f" ORDER BY base DESC, {_KIND} DESC, standing DESC, e.updated DESC, e.folded_title, e.ref LIMIT 2 * :limit"
    )
    return text(
        f"WITH e AS ({found}), best AS ({best})"
        " SELECT best.*, shown.title, shown.subtitle FROM best JOIN search_entries AS shown ON shown.id = best.id"
    )


def _base(dialect: str, words: int, numbers: bool) -> str:
    """SQL for what an entry is worth, by how its title (or a number of it) meets what was asked."""
    title, codes = "' ' || e.folded_title", "' ' || e.code"
    within = "instr" if dialect == "sqlite" else "strpos"
    each = [f":word{rank}" for rank in range(words)]
    called = "is_called_so OR e.joined = :whole"
    if numbers:
        called += f" OR {within}({codes} || ' ', ' ' || :whole || ' ') > 0"
    begun_number = f"WHEN {within}({codes}, ' ' || :whole) > 0 THEN {NUMBER}" if numbers else ""
    all_whole = " AND ".join(f"{within}({title} || ' ', {word} || ' ') > 0" for word in each)
    begun = " + ".join(f"CASE WHEN {within}({title}, {word}) > 0 THEN 1 ELSE 0 END" for word in each)
    return f"""CASE WHEN {called} THEN {EXACT} WHEN {within}(e.joined, :whole) = 1 THEN {BEGINNING}
        WHEN {all_whole} THEN {WORDS} {begun_number} ELSE {PARTLY} + {PARTLY} * ({begun}) / {words} END"""
