"""The search over everything: names, numbers and notes, misspelt or unfinished, the right thing first.

Written for each keystroke: the audience is filtered before anything is counted or limited.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from realis_tui.db.search_entries import compare, rebuild
from realis_tui.db.search_kinds import BOOKING, COMPANY, PERSON, ROOM, SPACE
from realis_tui.db.search_query import BEGINNING, Scope, Wanted, bookings, matching, ranked
from realis_tui.db.search_vocabulary import LEAST, VOCABULARY, Vocabulary
from realis_tui.db.visibility import audiences_of
from realis_tui.domain.accounts import Actor
from realis_tui.domain.french import fold

__all__ = ["SearchHit", "compare", "read_ahead", "rebuild", "search"]

ENOUGH = 8
"""Below so many results, misspellings then notes are tried."""
_ALMOST, _NOTED = 20.0, 5.0
"""What is worth a title that is almost what was written, and a word of the notes: less than anything as it is."""
BY_NAME = 15.0
"""Points from which a thing is called so, or almost so; with fewer, the words are only in its notes."""
_FAR = 2.5
_BOOKED = 28.0
"""What is worth a booking that says all the words: it comes after what is called so, before what is almost so."""
SOONEST = 8
"""Bookings shown at most beside other things, those to come first."""
_TELLING = 3
"""Letters from which a question tells bookings apart: fewer begin something in nearly all of them."""
_KIND_BONUS = {COMPANY: 3.0, PERSON: 2.0, SPACE: 1.0, ROOM: 1.0}
_STANDING_BONUS = 0.2
"""Among equals of a kind: the companies of today, then those that ask to come, then those that have left; then the
newest (less than this bonus)."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found: its kind (« entreprise », « personne », « salle »…), its key, and what to show of it."""

    kind: str
    ref: int
    title: str
    detail: str
    score: float


def search(
    session: Session,
    asked: str,
    actor: Actor,
    now: datetime,
    limit: int = 20,
    vocabulary: Vocabulary | None = None,
    kinds: Sequence[str] = (),
) -> list[SearchHit]:
    """The things that `asked` may mean, the likeliest first; nothing for an empty question.

    `vocabulary`: the words to compare what is misspelt with; the session's base has its own. `kinds`: only these.
    Bookings are many and alike: looked for apart, as they are written, they hide nothing else.
    """
    words = _words(asked)
    audiences = audiences_of(actor)
    if not words or not audiences:
        return []
    lasting = tuple(kind for kind in kinds if kind != BOOKING)
    found = []
    if lasting or not kinds:
        found = _lasting(session, Scope(audiences, lasting, now.date()), words, limit, vocabulary)
    if (not kinds or BOOKING in kinds) and len(_whole(words)) >= _TELLING:
        scope = Scope(audiences, (BOOKING,), now.date())
        rows = bookings(session, scope, words, now, SOONEST if found else limit)
        found += [(_BOOKED - rank / 1000, row) for rank, row in enumerate(rows)]
    best = sorted(found, key=lambda hit: (-hit[0], hit[1].title, hit[1].ref))[:limit]
    return [SearchHit(row.kind, row.ref, row.title, row.subtitle, round(points, 2)) for points, row in best]


def _lasting(
    session: Session, scope: Scope, words: list[str], limit: int, vocabulary: Vocabulary | None
) -> list[tuple[float, Any]]:
    """What stays from year to year, with its points: as it is written, else almost so, else in the notes."""
    rows = ranked(session, scope, words, _whole(words), max(limit, ENOUGH))
    found: dict[int, tuple[float, Any]] = {}
    for row in rows:
        points = _with_bonus(row, float(row.base), scope.today)
        if row.id not in found or points > found[row.id][0]:
            found[row.id] = points, row
    # Several words that begin a name as they are written are not misspelt.
    sure = len(words) > 1 and any(row.base >= BEGINNING for row in rows)
    if len(found) < ENOUGH and not sure:
        for likely in _misspelt(session, words, scope, _vocabulary_of(session, vocabulary)):
            for almost, row in likely:
                found.setdefault(row.id, (_with_bonus(row, almost, scope.today), row))
            if len(found) >= ENOUGH:
                break
    if len(found) < ENOUGH:
        for row in matching(session, scope, "search_notes", Wanted(tuple((word,) for word in words))):
            found.setdefault(row.id, (_with_bonus(row, _NOTED, scope.today), row))
    return list(found.values())


def read_ahead(session: Session) -> bool:
    """Read words of the titles before the first misspelt one is typed, and forget those that are gone.

    Gives whether some are left: a few are read at a time, so that a question never waits for long.
    """
    return _vocabulary_of(session, None).read_ahead(session)


def _vocabulary_of(session: Session, given: Vocabulary | None) -> Vocabulary:
    return given or session.info.get(VOCABULARY) or Vocabulary()


def _words(asked: str) -> list[str]:
    words = fold(asked.replace("+33", " 0")).split()[:12]
    if vat := _VAT.fullmatch("".join(words)):
        return [vat[1]]
    return [word[:60] for word in words]


_VAT = re.compile(r"fr[0-9a-hj-np-z]{2}(\d{6,9})")
"""A VAT number, or its beginning: its SIREN is looked for, which the entries have."""


def _whole(words: Sequence[str]) -> str:
    """All as one word: « vélo mistrau » for « Vélomistrau »; a phone number as it is dialled from here."""
    whole = "".join(words)
    if whole.startswith(("33", "0033")) and whole.isdigit() and len(whole) > 9:
        return "0" + whole.removeprefix("00").removeprefix("33")
    return whole


# What is misspelt

Slips = dict[str, int]
"""How words may begin, each with the slips it takes; the word as it was written takes none."""


def _misspelt(
    session: Session, words: list[str], scope: Scope, vocabulary: Vocabulary
) -> Iterator[list[tuple[float, Any]]]:
    """What is found when each word of four letters and more may be one written almost so, with its points.

    First when all is taken as one word, then word by word.
    """
    if not any(len(word) >= LEAST and not word.isdigit() for word in words):
        return
    vocabulary.refresh(session)
    # Among several words, those that begin a known one are not the misspelt ones.
    right = {word for word in words if vocabulary.begins(word)}
    right = right if len(right) < len(set(words)) else set()
    each = [{word: 0, **({} if word in right else vocabulary.near(word))} for word in words]
    joined = vocabulary.near("".join(words)) if len(words) > 1 else {}
    whole = joined if len(words) > 1 else each[0]
    tried = [Wanted((), tuple(joined))] if joined else []
    if any(len(slips) > 1 for slips in each):
        tried.append(Wanted(tuple(tuple(slips) for slips in each)))
    for wanted in tried:
        rows = matching(session, scope, "search_main", wanted)
        yield [(_almost(row.folded_title.split(), each, whole), row) for row in rows]


def _almost(title: list[str], each: Sequence[Slips], whole: Slips) -> float:
    """Points of a title for words written almost so: fewest slips first, then what they are the beginning of."""
    joined = "".join(title)
    begun = _fewest((joined,), whole)
    slips = min(begun, sum(_fewest(title, slips) for slips in each))
    nearer = 2.0 if joined in whole else 1.5 if begun <= slips else 1.0 if any(word in whole for word in title) else 0.0
    return max(_ALMOST - 4.0 * slips + nearer, _NOTED + 1)


def _fewest(words: Sequence[str], slips: Slips) -> float:
    """The slips that the nearest of these words takes; for one that begins none of them, more than it could."""
    nearest = _FAR
    for start, taken in slips.items():
        if taken < nearest and any(word.startswith(start) for word in words):
            nearest = float(taken)
    return nearest


# Ranking


def _with_bonus(row: Any, base: float, today: date) -> float:
    recent = _recent(str(row.updated)[:10], today)
    among_equals = float(row.standing) + min(recent, 0.99)
    return base + _KIND_BONUS.get(row.kind, 0.0) + _STANDING_BONUS * among_equals


@lru_cache(maxsize=4096)
def _recent(day: str, today: date) -> float:
    """1 for what was written today, less and less with the months."""
    return 1.0 / (1.0 + max((today - date.fromisoformat(day)).days, 0) / 30.0)
