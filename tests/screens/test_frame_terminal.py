"""The real program in a real pseudo-terminal: first frame, invalid bytes, being told to leave."""

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("POSIX terminals", allow_module_level=True)

import fcntl
import pty
import struct
import termios

import pyte

from realis_tui import leaving
from tests.waiting import PATIENCE

pytestmark = pytest.mark.terminal


class Program:
    """`python -m realis_tui` in a terminal of 80×24."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(
                {"TERM": "xterm-256color", "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
                | {"XDG_STATE_HOME": str(folder / "state"), "REALIS_MAINTENANT": "2026-11-23T09:42"}
                | environment
            )
            os.execv(sys.executable, [sys.executable, "-m", "realis_tui"])
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def write(self, data: bytes) -> None:
        os.write(self._terminal, data)

    def text(self) -> str:
        return "\n".join(self.screen.display)

    def wait_for(self, words: str) -> None:
        end = time.monotonic() + PATIENCE
        while words not in self.text():
            assert time.monotonic() < end, f"« {words} » never shown:\n{self.text()}"
            self._read(0.1)

    def _read(self, seconds: float) -> None:
        if self._terminal < 0:
            time.sleep(seconds)
        elif select.select([self._terminal], [], [], seconds)[0]:
            try:
                self._stream.feed(os.read(self._terminal, 65536))
            except OSError:
                return

    def leaves(self) -> int:
        """The status it left with by itself; the terminal is drained meanwhile, as a real one would be."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            self._read(0.02)
        raise AssertionError("still there")

    def hang_up(self) -> None:
        os.close(self._terminal)
        self._terminal = -1

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self._terminal >= 0:
            os.close(self._terminal)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    started = Program(tmp_path)
    yield started
    started.close()


def test_invalid_bytes_do_not_end_it(program: Program) -> None:
    program.wait_for("Phrase secrète")
    program.write(b"Zo\xff\xc3\x28e")
    program.wait_for("Zo\ufffd")
    program.write("é œ".encode())
    program.wait_for("é œ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_leave_it_leaves_by_itself(program: Program, number: signal.Signals) -> None:
    program.wait_for("Phrase secrète")
    os.kill(program.pid, number)
    assert program.leaves() == 0
    assert "Traceback" not in program.text()


async def test_stuck_in_the_data_base_it_leaves_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would have it end by itself does nothing here, as when a thread does not come back."""
    told: dict[int, Callable[[], None]] = {}
    gone: list[int] = []
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end(code: int) -> None:
        gone.append(code)
        loop.call_soon_threadsafe(ended.set)

    monkeypatch.setattr(loop, "add_signal_handler", told.__setitem__)
    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(leaving, "LAST_MOMENT", 0)
    stuck: Any = SimpleNamespace(leave=lambda: None)
    leaving.watch_signals(stuck)
    for number in (signal.SIGTERM, signal.SIGHUP):
        told[number]()
        await ended.wait()
        ended.clear()
    assert gone == [0, 0]


def test_a_terminal_that_goes_away_ends_it(program: Program) -> None:
    program.wait_for("Phrase secrète")
    program.hang_up()
    assert program.leaves() in (0, -signal.SIGHUP)


def test_a_new_base_asks_for_its_first_account(program: Program) -> None:
    program.wait_for("compte de la direction")
    program.wait_for("●")


def test_a_missing_base_is_said_in_a_banner(tmp_path: Path) -> None:
    program = Program(tmp_path, REALIS_BASE=str(tmp_path / "absente.db"))
    try:
        program.wait_for("Aucune base")
        program.write(b"\x11")
        assert program.leaves() == 0
    finally:
        program.close()
