"""The question of the search alone, without a screen, turn about with `fzf --filter` over the same lines."""

import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import select

from realis_tui.db.engine import Database
from realis_tui.db.models import SearchEntry
from realis_tui.db.search import read_ahead, search
from realis_tui.domain.accounts import SYSTEM
from tests.benchmarks.big_bases import MOMENT, company_name

WRITTEN = tuple(company_name(number) for number in range(1, 33_000, 1_500))
"""Names of companies of the base."""
_FZF_EACH = 10
"""One question in so many is asked of fzf too: it takes a tenth of a second."""


def beginnings(names: Sequence[str]) -> list[str]:
    """What is in the field at each letter typed."""
    return [name[:end] for name in names for end in range(1, len(name) + 1)]


def almost(name: str) -> str:
    """The name with one slip, in a place and of a sort that depend on it alone."""
    at, sort = 1 + len(name) * 7 % (len(name) - 2), len(name) % 3
    middle = (name[at + 1] + name[at], name[at] * 2 + name[at + 1], name[at + 1])[sort]
    return name[:at] + middle + name[at + 2 :]


def p95(path: Path, asked: Sequence[str]) -> tuple[float, float]:
    """Seconds within which 95 questions of 100 are answered: by the search, by fzf."""
    database = Database.open(path)
    try:
        with database.read() as session:
            while read_ahead(session):
                pass
            lines = "\n".join(map(" ".join, session.execute(select(SearchEntry.title, SearchEntry.subtitle))))
            ours = [_timed(partial(search, session, text, SYSTEM, MOMENT, 41)) for text in asked]
            theirs = [_timed(partial(_fzf, text, lines.encode())) for text in asked[::_FZF_EACH]]
    finally:
        database.close()
    return _p95(ours), _p95(theirs)


def _fzf(text: str, lines: bytes) -> None:
    subprocess.run(["fzf", "--filter", text], input=lines, stdout=subprocess.DEVNULL, check=False)


def _timed(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]
