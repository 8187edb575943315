"""How things are measured: in a pseudo-terminal, turn about with the floor, the median of several runs."""

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.terminal.pty_harness import Terminal

RUNS = 7
KEYS = 40
SIZE = {"columns": 150, "rows": 40}


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table: `value` beside `floor` (same unit), and the ratio that must not be passed."""

    what: str
    floor_name: str
    value: float
    floor: float
    unit: str
    ceiling: float

    @property
    def ratio(self) -> float:
        return self.value / self.floor

    @property
    def kept(self) -> bool:
        return self.ratio <= self.ceiling


def floor(*arguments: str) -> list[str]:
    """The command of a floor program."""
    return [sys.executable, "-m", "tests.benchmarks.floors", *arguments]


def start(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Terminal:
    return Terminal(command, environment=environment or {}, **SIZE)


def read_until(terminal: Terminal, word: str, timeout: float = 30.0) -> None:
    """Read, without drawing the screen meanwhile, until a word has come: the reader must not slow the program."""
    end = time.monotonic() + timeout
    wanted, seen = word.encode(), b""
    while wanted not in seen:
        if time.monotonic() > end:
            raise AssertionError(f"« {word} » never came\n{terminal.text}")
        if terminal.read(0.05):
            # A word may be cut between two readings.
            seen = seen[-200:] + terminal.chunks[-1].data


def to_word(command: Sequence[str], word: str, environment: Mapping[str, str] | None = None) -> float:
    """Seconds from exec to a word on the screen."""
    with start(command, environment) as terminal:
        read_until(terminal, word)
        return terminal.first_seen(lambda screen: word in screen)


def key_answered(terminal: Terminal, key: str, quiet: float = 0.15) -> tuple[float, float]:
    """Seconds from a key to the first bytes that it makes the program write, and to the last."""
    while terminal.read(quiet):
        pass
    at, known = terminal.send(key), len(terminal.chunks)
    if not terminal.read(2.0):
        raise AssertionError(f"nothing came after the key {key!r}")
    while terminal.read(quiet):
        pass
    return terminal.chunks[known].at - at, terminal.chunks[-1].at - at


def keys_answered(terminal: Terminal, keys: Sequence[str]) -> tuple[float, float]:
    """The medians over several keys, to the first bytes and to the last."""
    firsts, lasts = zip(*(key_answered(terminal, key) for key in keys), strict=True)
    return statistics.median(firsts), statistics.median(lasts)


def opened(terminal: Terminal, before: str = "", times: int = KEYS) -> float:
    """The median of what Entrée takes to open a screen, to the last byte; `before`: a key pressed before each.

    `q` closes it each time. The first opening warms up.
    """
    taken = []
    for _ in range(times + 1):
        if before:
            key_answered(terminal, before)
        taken.append(key_answered(terminal, "\r")[1])
        key_answered(terminal, "q")
    return statistics.median(taken[1:])


def turn_about(*measures: Callable[[], float], runs: int = RUNS) -> list[float]:
    """The medians of several measures, each run in turn so that all meet the same machine; the first turn warms up."""
    turns = [[measure() for measure in measures] for _ in range(runs + 1)][1:]
    return [statistics.median(column) for column in zip(*turns, strict=True)]
