"""The measures, each beside its floor in the same run; the ceilings are those of the design."""

import shutil
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.big_bases import ACCOUNT, PASSPHRASE, first_company, make
from tests.benchmarks.measuring import (
    KEYS,
    Result,
    floor,
    keys_answered,
    opened,
    read_until,
    start,
    to_word,
    turn_about,
)
from tests.benchmarks.rooms import ROOM_MEASURES
from tests.terminal.pty_harness import Terminal, realis

TABLE = floor("table", "30")
TABLE_WORD = "Montpellier"
SIGN_IN_WORD = "connecter"
DOWN = "\x1b[B"
PHRASES = ("garrigue", "boucle verre", "velomistro", "ruche canigou")
"""What is typed in the search: one word, two, one misspelt, two again."""


SMALL, COMPANIES, ENTRIES = 100, 5_000, 33_334
"""How many companies a base holds; with a person and an office each, the last makes 100,000 entries of the search."""
YEARS = {COMPANIES: 10}
"""How many years of figures each of them has declared."""


@dataclass
class Bases:
    """The bases measured on, made when they are first asked for, and a home that is nobody's."""

    folder: Path

    def base(self, companies: int) -> Path:
        path = self.folder / f"{companies}.db"
        return path if path.exists() else make(path, companies, YEARS.get(companies, 0))

    def environment(self, companies: int, *, identified: bool) -> Mapping[str, str]:
        known = {"REALIS_COMPTE": ACCOUNT, "REALIS_PHRASE": PASSPHRASE} if identified else {}
        kinds = ("CONFIG", "DATA", "STATE", "CACHE")
        places = {f"XDG_{kind}_HOME": str(self.folder / "home" / kind) for kind in kinds}
        return {
            "REALIS_BASE": str(self.base(companies)),
            "REALIS_MAINTENANT": "2026-11-23T09:42",
            **places,
            **known,
        }


def sign_in_frame(bases: Bases) -> list[Result]:
    environment = bases.environment(SMALL, identified=False)
    value, beside = turn_about(lambda: to_word(realis(), SIGN_IN_WORD, environment), lambda: to_word(TABLE, TABLE_WORD))
    return [Result("exec to the sign-in frame", "a bare table of 30 rows", value, beside, "ms", 1.15)]


def sign_in_to_data(bases: Bases) -> list[Result]:
    slow_hash = passphrase_check()
    value, beside = turn_about(
        lambda: _entered(bases) - slow_hash,
        lambda: to_word(TABLE, TABLE_WORD),
    )
    return [Result("Entrée on the sign-in to the first screen", "a bare table of 30 rows", value, beside, "ms", 1.0)]


def identified_to_data(bases: Bases) -> list[Result]:
    environment, first = bases.environment(SMALL, identified=True), first_company(SMALL)
    slow_hash = passphrase_check()
    value, beside = turn_about(
        lambda: to_word(realis(), first, environment) - slow_hash, lambda: to_word(TABLE, TABLE_WORD)
    )
    return [Result("exec to the first screen, identified", "a bare table of 30 rows", value, beside, "ms", 3.4)]


def key_in_list(bases: Bases) -> list[Result]:
    with _open(bases, COMPANIES) as terminal, start(floor("table", "5000")) as bare:
        read_until(bare, TABLE_WORD)
        for either in (terminal, bare):
            keys_answered(either, [DOWN] * 3)
        value, beside = (keys_answered(either, [DOWN] * KEYS) for either in (terminal, bare))
    return _both("a key in a list of 5,000 companies", "the same in a bare table", value, beside)


def card_opened(bases: Bases) -> list[Result]:
    """A line down, then its card, so that it is another company each time."""
    with _open(bases, COMPANIES) as terminal, start(floor("switch")) as bare:
        read_until(bare, "Vide")
        value, beside = opened(terminal, before=DOWN), opened(bare)
    what = "a company's card opened, 5,000 companies, 10 years of figures, to the last byte"
    return [Result(what, "an empty screen opened", value, beside, "ms", 2.0)]


def key_in_search(bases: Bases) -> list[Result]:
    keys = [key for phrase in PHRASES for key in (*phrase, *["\x7f"] * len(phrase))]
    with _open(bases, ENTRIES) as terminal, start(floor("input")) as bare:
        bare.wait_quiet(0.5)
        terminal.press("space")
        terminal.wait_quiet(1.0)
        for either in (terminal, bare):
            keys_answered(either, ["a", "\x7f"])
        value, beside = (keys_answered(either, keys) for either in (terminal, bare))
    return _both("a key in the search, 100,000 entries", "the same in a bare field", value, beside)


def memory(bases: Bases) -> list[Result]:
    with _open(bases, SMALL) as terminal, start(floor("empty")) as bare:
        read_until(bare, "Vide")
        for either in (terminal, bare):
            either.wait_quiet(1.0)
        value, beside = terminal.resident_bytes() / 1e6, bare.resident_bytes() / 1e6
    return [Result("resident memory, a base of 100 companies", "a bare program", value, beside, "MB", 2.8)]


def search_query(bases: Bases) -> list[Result]:
    """Each beginning of a few names, as they are and with a slip, beside what `fzf` does of the same lines."""
    if not shutil.which("fzf"):
        print("fzf absent : la recherche n'est pas comparée (apt-get install fzf).")
        return []
    from tests.benchmarks.searching import WRITTEN, almost, beginnings, p95

    path = bases.base(ENTRIES)
    results = []
    for how, asked in (("", beginnings(WRITTEN)), (" misspelt", [almost(name) for name in WRITTEN])):
        value, beside = p95(path, asked)
        results.append(
            Result(f"a search{how}, 100,000 entries, p95", "fzf --filter, same lines", value, beside, "ms", 0.02)
        )
    return results


ALL = (
    sign_in_frame,
    sign_in_to_data,
    identified_to_data,
    key_in_list,
    card_opened,
    key_in_search,
    search_query,
    memory,
    *ROOM_MEASURES,
)


def _both(what: str, floor_name: str, value: tuple[float, float], beside: tuple[float, float]) -> list[Result]:
    """To the first bytes (the row moves, the letter shows), and to the last (the card or the results are there)."""
    ends = ("answered", "to the last byte")
    return [
        Result(f"{what}, {end}", floor_name, mine, bare, "ms", 2.0)
        for end, mine, bare in zip(ends, value, beside, strict=True)
    ]


def passphrase_check() -> float:
    """Seconds that comparing a passphrase takes, slow on purpose: taken off what is measured."""
    from realis_tui.usecases import passphrases

    known = passphrases.hashed(PASSPHRASE)
    times = []
    for _ in range(7):
        began = time.perf_counter()
        passphrases.matches(known, PASSPHRASE)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _entered(bases: Bases) -> float:
    """Seconds from Entrée on the sign-in, a second after its frame, to the first screen with its data."""
    first = first_company(SMALL)
    with start(realis(), bases.environment(SMALL, identified=False)) as terminal:
        read_until(terminal, SIGN_IN_WORD)
        _read_for(terminal, 1.0)
        for typed in (ACCOUNT, "\t", PASSPHRASE):
            terminal.send(typed)
            _read_for(terminal, 0.1)
        at = terminal.send("\r")
        read_until(terminal, first)
        return terminal.first_seen(lambda screen: first in screen, after=at) - at


@contextmanager
def _open(bases: Bases, companies: int) -> Iterator[Terminal]:
    """The program on its first screen."""
    with start(realis(), bases.environment(companies, identified=True)) as terminal:
        read_until(terminal, first_company(companies))
        terminal.wait_quiet(0.5)
        yield terminal


def _read_for(terminal: Terminal, seconds: float) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        terminal.read(left)
