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
from realis_tui.db.search_kinds import BOOKING_MARK, COMPANY, PERSON
from realis_tui.domain.companies import CANDIDATE_STATES, SUPPORTED_STATES, CompanyState
from realis_tui.domain.french import fold_name

MANY = 400
"""Matches beyond which counting and ranking all of them is not worth its time: the newest are taken."""
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
    """Where a question looks: what its actor may see, the kinds wanted (all when empty), the day companies stand at."""

    audiences: tuple[str, ...]
    kinds: tuple[str, ...]
    today: date

    def names(self) -> dict[str, Any]:
        named = {f"audience{rank}": audience for rank, audience in enumerate(self.audiences)}
        return {**named, **{f"kind{rank}": kind for rank, kind in enumerate(self.kinds)}, "today": self.today}


def ranked(session: Session, scope: Scope, words: Sequence[str], whole: str, limit: int) -> Sequence[Any]:
    """The best of what the words match, each with its `base`, some perhaps twice; `whole`: the words as one.

    Beyond `MANY` matches: the best of the newest, of what is called so, and of what begins so.
    """
    joined = (whole,) if len(words) > 1 or whole != words[0] else ()
    dialect = session.get_bind().dialect.name
    asked = {
        **scope.names(),
        **{f"word{rank}": f" {word}" for rank, word in enumerate(words)},
        "whole": whole,
        "identity": fold_name(" ".join(words)),
        "wanted": Wanted(tuple((word,) for word in words), joined).in_words_of(dialect, bookings=False),
        # The code of an entry holds its name in one word.
        "exact": f'code : "{whole}"' if dialect == "sqlite" else f"'{whole}'",
        "limit": limit,
    }
    shape = dialect, len(scope.audiences), len(scope.kinds), len(words), any(char.isdigit() for char in whole)
    rows = session.execute(_ranked(*shape, False), asked).all()
    if rows and rows[0].total > MANY and rows[-1].base < BEGINNING:
        asked["wanted"] = f'folded_title : ^ "{" ".join(words)}" *' if dialect == "sqlite" else asked["wanted"]
        rows = [*rows, *session.execute(_ranked(*shape, True), asked).all()]
    return rows


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
_PASSAGES = f"LEFT JOIN passages AS p ON e.kind = '{COMPANY}' AND p.company_id = e.ref AND p.is_current"


@lru_cache(maxsize=16)
def _soonest(dialect: str, audiences: int, kinds: int) -> TextClause:
    """The moment of a booking's entry (`updated`) is its end."""
    source = _matches(dialect, "search_main", (audiences, kinds), ":wanted")
    order = "e.updated < :now, CASE WHEN e.updated >= :now THEN e.updated END, e.updated DESC, e.ref"
    statement = text(f"SELECT {_COLUMNS} FROM {source} ORDER BY {order} LIMIT :limit")
    return statement.bindparams(bindparam("now", type_=UtcDateTime))


def _found(
    dialect: str, table: str, scope: tuple[int, int], wanted: str = ":wanted", and_: str = "", *, few: bool = False
) -> str:
    """The newest entries that match and may be seen: seen is asked before the limit."""
    newest = f"{table}.rowid" if dialect == "sqlite" else "e.id"
    limit = FEW if few else MANY + 1
    source = _matches(dialect, table, scope, wanted)
    return f"SELECT {_COLUMNS} FROM {source}{and_} ORDER BY {newest} DESC LIMIT {limit}"


def _matches(dialect: str, table: str, scope: tuple[int, int], wanted: str) -> str:
    """The entries (`e`) that match and may be seen, as a FROM clause with its conditions."""
    audiences, kinds = scope
    seen = "e.audience IN (" + ", ".join(f":audience{rank}" for rank in range(audiences)) + ")"
    if kinds:
        seen += " AND e.kind IN (" + ", ".join(f":kind{rank}" for rank in range(kinds)) + ")"
    if dialect == "sqlite":
        return f"{table} JOIN search_entries AS e ON e.id = {table}.rowid WHERE {table} MATCH {wanted} AND {seen}"
    return f"search_entries AS e WHERE {vector(TABLES[table])} @@ to_tsquery('simple', {wanted}) AND {seen}"


@lru_cache(maxsize=64)
def _matching(dialect: str, table: str, audiences: int, kinds: int) -> TextClause:
    found = _found(dialect, table, (audiences, kinds), few=True)
    return text(f"WITH e AS ({found}) SELECT e.*, {_STANDING} AS standing FROM e {_PASSAGES}")


@lru_cache(maxsize=256)
def _ranked(dialect: str, audiences: int, kinds: int, words: int, numbers: bool, begun: bool) -> TextClause:
    """What matches (`begun`: of what begins as was asked, the newest only), with what it is worth, the best first."""
    scope, joined = (audiences, kinds), "replace(e.folded_title, ' ', '')"
    if begun:
        found = _found(dialect, "search_main", scope, and_=f" AND {joined} LIKE :whole || '%'", few=True)
    else:
        called_so = "" if dialect == "sqlite" else f" AND {joined} = :whole"
        parts = (
            _found(dialect, "search_main", scope),
            _found(dialect, "search_main", scope, ":exact", called_so, few=True),
        )
        found = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part" for part in parts)
    return text(
        f"WITH e AS ({found}) SELECT e.id, e.kind, e.ref, e.title, e.subtitle, e.updated,"
        f" (SELECT count(*) FROM e) AS total, {_base(dialect, words, numbers)} AS base, {_STANDING} AS standing"
        f" FROM e {_PASSAGES}"
        f" ORDER BY base DESC, {_KIND} DESC, standing DESC, e.updated DESC, e.title, e.ref LIMIT :limit"
    )


def _base(dialect: str, words: int, numbers: bool) -> str:
    """SQL for what an entry is worth, by how its title (or a number of it) meets what was asked."""
    title, codes, joined = "' ' || e.folded_title", "' ' || e.code", "replace(e.folded_title, ' ', '')"
    within = "instr" if dialect == "sqlite" else "strpos"
    each = [f":word{rank}" for rank in range(words)]
    called = (
        f"{joined} = :whole OR e.kind = '{COMPANY}' AND e.ref IN (SELECT id FROM companies WHERE identity = :identity)"
    )
    if numbers:
        called += f" OR {within}({codes} || ' ', ' ' || :whole || ' ') > 0"
    begun_number = f"WHEN {within}({codes}, ' ' || :whole) > 0 THEN {NUMBER}" if numbers else ""
    all_whole = " AND ".join(f"{within}({title} || ' ', {word} || ' ') > 0" for word in each)
    begun = " + ".join(f"CASE WHEN {within}({title}, {word}) > 0 THEN 1 ELSE 0 END" for word in each)
    return f"""CASE WHEN {called} THEN {EXACT} WHEN {joined} LIKE :whole || '%' THEN {BEGINNING}
        WHEN {all_whole} THEN {WORDS} {begun_number} ELSE {PARTLY} + {PARTLY} * ({begun}) / {words} END"""
