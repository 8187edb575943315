"""The words of the titles, in memory: what a word written almost so may mean, whole or unfinished."""

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from realis_tui.db.search_kinds import BOOKING
from realis_tui.domain.french import fold_name
from realis_tui.domain.french_text import FORM_WORDS

VOCABULARY = "vocabulary"
"""Where a session finds the vocabulary of its base."""
LEAST = 4
"""Letters of a word at least, for it to be one written almost so."""
LONG = 8
"""Letters from which two slips are forgiven, when nothing is one slip away."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
LAST = "\U0010ffff"
"""Sorts after every letter."""
_AT_ONCE = 10_000
"""Entries read at once, so that what is read ahead never holds up a question for long."""


class Vocabulary:
    """The words of the titles, sorted as they are written and as they are read backwards.

    All that begins some way stands together: a slip is looked for letter after letter, as far as some word begins so,
    and it may be in any letter, the first ones included.
    """

    def __init__(self) -> None:
        self._words: list[str] = []
        self._backwards: list[str] = []
        self._uses: dict[str, int] = {}
        self._said: dict[tuple[str, int], str] = {}
        """The words of each entry, with spaces between."""
        self._last = 0
        self._lock = threading.Lock()

    def refresh(self, session: Session) -> None:
        """Read the entries that are new since the last time."""
        while self._read_some(session):
            pass

    def read_ahead(self, session: Session) -> bool:
        """The same a few at a time, looking for deleted entries at the end; whether some are left to read."""
        return self._read_some(session) or self._forget_gone(session)

    def begins(self, start: str) -> bool:
        """Whether some word begins so."""
        at = bisect_left(self._words, start)
        return at < len(self._words) and self._words[at].startswith(start)

    def near(self, word: str) -> dict[str, int]:
        """How the words meant by one written almost so begin, each with the slips it takes: one, or else two."""
        if len(word) < LEAST or word.isdigit():
            return {}
        with self._lock:
            found = dict.fromkeys(self._one_slip_away(word), 1)
            if not found and len(word) >= LONG:
                found = dict.fromkeys(self._two_slips_away(word), 2)
            # Three letters begin too many words to mean one of them, unless they are one.
            likely = {start for start in found if len(start) >= LEAST or start in self._uses}
        return {start: found[start] for start in likely if start != word}

    # Reading

    def _read_some(self, session: Session) -> bool:
        with self._lock:
            rows = session.execute(_NEW, {"last": self._last}).all()
            touched: dict[str, bool] = {}
            for key, kind, ref, title, folded in rows:
                self._say((kind, ref), _words(title, folded), touched)
                self._last = key
            self._sort(touched)
            return len(rows) == _AT_ONCE

    def _say(self, entry: tuple[str, int], words: list[str], touched: dict[str, bool]) -> None:
        """Take the words of one entry in place of those it had; `touched`: the words, and whether each was known."""
        uses = self._uses
        for word in self._said[entry].split() if entry in self._said else ():
            touched.setdefault(word, True)
            uses[word] -= 1
            if not uses[word]:
                del uses[word]
        for word in words:
            known = uses.get(word, 0)
            if not known:
                touched.setdefault(word, False)
            uses[word] = known + 1
        self._said[entry] = " ".join(words)

    def _forget_gone(self, session: Session) -> bool:
        """Start again when entries have been deleted for good: that leaves no other trace than their number."""
        with self._lock:
            if session.execute(_COUNT).scalar_one() >= len(self._said):
                return False
            self._words, self._backwards, self._uses, self._said, self._last = [], [], {}, {}, 0
            return True

    def _sort(self, touched: dict[str, bool]) -> None:
        for word in (word for word, known in touched.items() if known and word not in self._uses):
            del self._words[bisect_left(self._words, word)]
            del self._backwards[bisect_left(self._backwards, word[::-1])]
        if new := [word for word, known in touched.items() if not known and word in self._uses]:
            # Sorting what is sorted but for its end costs little more than reading it.
            self._words = sorted([*self._words, *new])
            self._backwards = sorted([*self._backwards, *(word[::-1] for word in new)])

    # Slips

    def _one_slip_away(self, word: str) -> Iterator[str]:
        """The beginnings of words that one slip may have made `word` of.

        A slip: a letter more, less or other, two exchanged, or one that came two places too early or too late.
        """
        for at in range(len(word)):
            done, rest = word[:at], word[at:]
            if not self.begins(done):
                return
            moved = {rest[1:], rest[1:2] + rest[:1] + rest[2:], rest[1:3] + rest[:1] + rest[3:]}
            moved.add(rest[2:3] + rest[:2] + rest[3:])
            yield from (done + end for end in moved if self.begins(done + end))
            for letter in _LETTERS:
                if self.begins(begun := done + letter):
                    yield from (begun + end for end in (rest, rest[1:]) if self.begins(begun + end))

    def _two_slips_away(self, word: str) -> list[str]:
        """The same for two slips: one at most in the first half, or else the end as it should be."""
        half, size = word[: len(word) // 2], len(word)
        starts = [start for start in {half, *self._one_slip_away(half)} if self.begins(start)]
        known = {found for start in starts for found in _starting(self._words, start)}
        cut = {found[:length] for length in range(size - 2, size + 3) for found in known}
        if near := _within_two(word, cut):
            return near
        end = word[::-1][: size // 2 - 1]
        return _within_two(word, (back[::-1] for back in _starting(self._backwards, end) if abs(len(back) - size) <= 2))


def _starting(words: list[str], start: str) -> list[str]:
    return words[bisect_left(words, start) : bisect_left(words, start + LAST)]


def _within_two(word: str, candidates: Iterable[str]) -> list[str]:
    # Imported when two slips are first forgiven: nobody who opens the program waits for it.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(word, list(candidates), scorer=OSA.distance, score_cutoff=2, limit=20)
    return [str(match) for match, _, _ in found]


def _words(title: str, folded: str) -> list[str]:
    """The words of a title, and all of it as one; for a company also without its legal form."""
    parts = folded.split()
    words = {*parts, "".join(parts)}
    if "&" in title or "." in title or not FORM_WORDS.isdisjoint(parts):
        words.add(fold_name(title))
    return [word for word in words if len(word) >= LEAST - 1 and not word.isdigit()]


_NEW = text(
    f"SELECT id, kind, ref, title, folded_title FROM search_entries WHERE id > :last AND kind <> '{BOOKING}'"
    f" ORDER BY id LIMIT {_AT_ONCE}"
)
"""Bookings come and go each day, and are found as they are written: their words are not kept."""
_COUNT = text(f"SELECT count(*) FROM search_entries WHERE kind <> '{BOOKING}'")
