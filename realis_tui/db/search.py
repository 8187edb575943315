"""The search over everything: names, numbers and notes, misspelt or unfinished, the right thing first.

Written for each keystroke: the audience is filtered before anything is counted or limited.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    found = {row.id: _scored(row, words, now) for row in _matches(session, wanted, "search_main", MAIN, audiences)}
    if len(found) < ENOUGH:
        for row in _misspelt(session, words, audiences, vocabulary):
            found.setdefault(row.id, _scored(row, words, now, misspelt=True))
    if len(found) < ENOUGH:
        for row in _matches(session, wanted, "search_notes", NOTES, audiences):
            found.setdefault(row.id, _hit(row, 10.0, now))
    hits = sorted(found.values(), key=lambda hit: (-hit.score, hit.title, hit.ref))
    return hits[:limit]


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
    groups = tuple((word, *_near(word, vocabulary)) for word in words)
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
    most = 2 if len(word) >= 8 else 1
    near = _closest(word, vocabulary.about_as_long(word, most), most)
    if not near and len(word) >= 5:
        near = _closest(word, vocabulary.beginnings(word), 1)
    return [match for match in dict.fromkeys(near) if match != word]


def _closest(word: str, known: list[str], most: int) -> list[str]:
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=20)
    return [str(match) for match, _, _ in found]


# Ranking


def _scored(row: Any, words: list[str], now: datetime, *, misspelt: bool = False) -> SearchHit:
    whole = "".join(words)
    title = row.folded_title.split()
    joined = "".join(title)
    codes = row.code.split()
    if misspelt:
        likely = (joined, joined[: len(whole)], *codes, *title)
        distance = min(OSA.distance(whole, candidate) for candidate in likely)
        return _hit(row, max(45.0 - 5.0 * distance, 15.0), now)
    numbered = any(char.isdigit() for char in whole)
    if whole in (joined, fold_name(row.title)) or (numbered and whole in codes):
        return _hit(row, 100.0, now)
    if row.folded_title.startswith(" ".join(words)) or joined.startswith(whole):
        return _hit(row, 80.0, now)
    if all(word in title for word in words):
        return _hit(row, 70.0, now)
    if numbered and any(code.startswith(whole) for code in codes):
        return _hit(row, 65.0, now)
    starting = sum(any(part.startswith(word) for part in title) for word in words)
    return _hit(row, 30.0 + 30.0 * starting / len(words), now)


def _hit(row: Any, base: float, now: datetime) -> SearchHit:
    updated = row.updated if isinstance(row.updated, datetime) else datetime.fromisoformat(str(row.updated))
    age = (now.replace(tzinfo=None) - updated.replace(tzinfo=None)).days if updated else 0
    recent = 1.0 / (1.0 + max(age, 0) / 30.0)
    score = round(base + _KIND_BONUS.get(row.kind, 0.0) + recent, 2)
    return SearchHit(row.kind, row.ref, row.title, row.subtitle, score)
