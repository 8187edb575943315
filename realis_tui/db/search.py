"""The search over everything: names, numbers and notes, misspelt or unfinished, the right thing first.

Written for each keystroke: the audience is filtered before anything is counted or limited.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from heapq import nsmallest
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from realis_tui.db.search_entries import COMPANY, PERSON, SPACE, compare, rebuild
from realis_tui.db.search_index import MAIN, NOTES, VOCABULARY, Vocabulary, vector
from realis_tui.db.visibility import audiences_of
from realis_tui.domain.accounts import Actor
from realis_tui.domain.french import fold, fold_name
from realis_tui.domain.french_text import FORM_WORDS

__all__ = ["SearchHit", "compare", "rebuild", "search"]

MANY = 400
"""Matches beyond which ranking by relevance is not worth its time: the newest are taken."""
NEWEST = 300
ENOUGH = 8
"""Below so many results, misspellings then notes are tried."""
_KIND_BONUS = {COMPANY: 3.0, PERSON: 2.0, SPACE: 1.0}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found: its kind (« entreprise », « personne », « local »), its key, and what to show of it."""

    kind: str
    ref: int
    title: str
    detail: str
    score: float


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The words asked for: each may be met by any of its alternatives, which match by their beginning.

    `joined`: the whole as one word (« velo mistrau » for « Vélomistrau », « 06 39 98 » for a number).
    """

    words: tuple[tuple[str, ...], ...]
    joined: str

    def fts5(self) -> str:
        groups = ["(" + " OR ".join(f'"{word}"*' for word in words) + ")" for words in self.words]
        said = " AND ".join(groups)
        return f'({said}) OR "{self.joined}"*' if self.joined else said

    def tsquery(self) -> str:
        groups = ["(" + " | ".join(f"'{word}':*" for word in words) + ")" for words in self.words]
        said = " & ".join(groups)
        return f"({said}) | '{self.joined}':*" if self.joined else said


def search(
    session: Session, asked: str, actor: Actor, now: datetime, limit: int = 20, vocabulary: Vocabulary | None = None
) -> list[SearchHit]:
    """The things that `asked` may mean, the likeliest first; nothing for an empty question.

    `vocabulary`: the words to compare what is misspelt with; the session's base has its own.
    """
    vocabulary = vocabulary or session.info.get(VOCABULARY) or Vocabulary()
    words = _words(asked)
    audiences = audiences_of(actor)
    if not words or not audiences:
        return []
    wanted = _Wanted(tuple((word,) for word in words), _joined(words))
    # Each with its points, by its key: what is shown is made only of the few that are kept.
    rows = _matches(session, wanted, "search_main", MAIN, audiences)
    found = {row.id: (_points(row, words, now), row) for row in rows}
    if len(found) < ENOUGH:
        for row in _misspelt(session, words, audiences, vocabulary):
            found.setdefault(row.id, (_points(row, words, now, misspelt=True), row))
    if len(found) < ENOUGH:
        for row in _matches(session, wanted, "search_notes", NOTES, audiences):
            found.setdefault(row.id, (_with_bonus(row, 10.0, now), row))
    best = nsmallest(limit, found.values(), key=lambda hit: (-hit[0], hit[1].title, hit[1].ref))
    return [SearchHit(row.kind, row.ref, row.title, row.subtitle, points) for points, row in best]


def _words(asked: str) -> list[str]:
    words = fold(asked.replace("+33", " 0")).split()[:12]
    return [word[:60] for word in words]


def _joined(words: Sequence[str]) -> str:
    whole = "".join(words)
    if whole.startswith(("33", "0033")) and whole.isdigit() and len(whole) > 9:
        whole = "0" + whole.removeprefix("00").removeprefix("33")
        return whole
    return whole if len(words) > 1 else ""


# Asking the index

_COLUMNS = "e.id, e.kind, e.ref, e.title, e.subtitle, e.folded_title, e.code, e.updated"
_AUDIENCE: Any = bindparam("audiences", expanding=True)


def _statements(table: str, columns: tuple[str, ...]) -> dict[str, Any]:
    lite = f"FROM {table} JOIN search_entries AS e ON e.id = {table}.rowid WHERE {table} MATCH :wanted"
    full = f"FROM search_entries AS e WHERE {vector(columns)} @@ to_tsquery('simple', :wanted)"
    return {
        engine: text(
            f"SELECT {_COLUMNS} {source} AND e.audience IN :audiences ORDER BY {newest} DESC LIMIT {MANY + 1}"
        ).bindparams(_AUDIENCE)
        for engine, source, newest in (("sqlite", lite, f"{table}.rowid"), ("postgresql", full, "e.id"))
    }


_STATEMENTS = {"search_main": _statements("search_main", MAIN), "search_notes": _statements("search_notes", NOTES)}


def _matches(
    session: Session, wanted: _Wanted, table: str, columns: tuple[str, ...], audiences: Iterable[str]
) -> Sequence[Any]:
    dialect = session.get_bind().dialect.name
    asked = {"wanted": wanted.fts5() if dialect == "sqlite" else wanted.tsquery(), "audiences": list(audiences)}
    found = session.execute(_STATEMENTS[table][dialect], asked).all()
    return found if len(found) <= MANY else found[:NEWEST]


def _misspelt(session: Session, words: list[str], audiences: Iterable[str], vocabulary: Vocabulary) -> Sequence[Any]:
    """What is found when each word of four letters and more may be one written almost so."""
    if not any(len(word) >= 4 and not word.isdigit() for word in words):
        return ()
    vocabulary.refresh(session)
    # Among several words, those that are known as they stand are not the misspelt ones.
    right = {word for word in words if word in vocabulary} if any(word not in vocabulary for word in words) else set()
    groups = tuple((word, *(() if word in right else _near(word, vocabulary))) for word in words)
    joined = "".join(words)
    found: list[Any] = []
    if any(len(group) > 1 for group in groups):
        found += _matches(session, _Wanted(groups, ""), "search_main", MAIN, audiences)
    if len(words) > 1 and (near := _near(joined, vocabulary)):
        found += _matches(session, _Wanted(((joined, *near),), ""), "search_main", MAIN, audiences)
    return found


def _near(word: str, vocabulary: Vocabulary) -> list[str]:
    """Words of the vocabulary one slip away, two from eight letters; the beginning of a longer word counts."""
    if len(word) < 4 or word.isdigit():
        return []
    near = _closest(word, vocabulary.one_slip_away(word), 1)
    if not near and len(word) >= 8:
        near = _closest(word, vocabulary.about_as_long(word, 2), 2)
    if not near and len(word) >= 5:
        near = _closest(word, vocabulary.beginnings(word), 1)
    return [match for match in dict.fromkeys(near) if match != word]


def _closest(word: str, known: list[str], most: int) -> list[str]:
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=20)
    return [str(match) for match, _, _ in found]


# Ranking


def _points(row: Any, words: list[str], now: datetime, *, misspelt: bool = False) -> float:
    whole = "".join(words)
    title = row.folded_title.split()
    joined = "".join(title)
    if misspelt:
        likely = (joined, joined[: len(whole)], *row.code.split(), *title)
        distance = min(OSA.distance(whole, candidate) for candidate in likely)
        return _with_bonus(row, max(45.0 - 5.0 * distance, 15.0), now)
    codes = row.code.split() if any(char.isdigit() for char in whole) else ()
    if whole in (joined, _identity(row, title, joined)) or whole in codes:
        return _with_bonus(row, 100.0, now)
    if row.folded_title.startswith(" ".join(words)) or joined.startswith(whole):
        return _with_bonus(row, 80.0, now)
    if all(word in title for word in words):
        return _with_bonus(row, 70.0, now)
    if any(code.startswith(whole) for code in codes):
        return _with_bonus(row, 65.0, now)
    starting = sum(any(part.startswith(word) for part in title) for word in words)
    return _with_bonus(row, 30.0 + 30.0 * starting / len(words), now)


def _identity(row: Any, title: list[str], joined: str) -> str:
    """`fold_name` of the title, worked out only where it can differ from the joined words."""
    plain = "&" not in row.title and "." not in row.title and FORM_WORDS.isdisjoint(title)
    return joined if plain else fold_name(row.title)


def _with_bonus(row: Any, base: float, now: datetime) -> float:
    return round(base + _KIND_BONUS.get(row.kind, 0.0) + _recent(str(row.updated)[:10], now.date()), 2)


@lru_cache(maxsize=4096)
def _recent(day: str, today: date) -> float:
    """1 for what was written today, less and less with the months."""
    return 1.0 / (1.0 + max((today - date.fromisoformat(day)).days, 0) / 30.0)
