"""A program run in a real pseudo-terminal: its keys sent, its screen read through pyte, its bytes kept with times.

with Terminal([sys.executable, "-m", "realis_tui"], columns=120, rows=36) as terminal:
    terminal.wait_for("Se connecter")
    terminal.press("down", "enter")
    assert "Entreprises" in terminal.text
"""

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import pyte

_UNKNOWN = re.compile(rb"\x1b\[(?:[<>=]\d*u|\?\d+\$p)")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds after which what is waited for will not come; no test takes them unless it fails."""

KEYS: Mapping[str, str] = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
}
"""What a terminal sends for a key that has a name; `ctrl+<letter>` is worked out, any other name is typed as it is."""


def sequence(key: str) -> str:
    """The characters a terminal sends for a key."""
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[-1].upper()) - 64)
    return KEYS.get(key, key)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes read at once from the program, and when (seconds since it was started)."""

    at: float
    data: bytes


@dataclass
class Terminal:
    """A running program. Reading happens only while one waits: `wait_for`, `wait_quiet`, `wait_exit`.

    environment: added to the tests' own. The program gets no reply to what it asks the terminal.
    """

    command: Sequence[str]
    columns: int = 120
    rows: int = 36
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = ROOT
    chunks: list[Chunk] = field(default_factory=list, init=False)
    exit_code: int | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.screen = pyte.Screen(self.columns, self.rows)
        self._stream = pyte.ByteStream(self.screen)
        self._fed = 0
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        for size in ("COLUMNS", "LINES"):
            environment.pop(size, None)  # pytest-xdist sets them, and Textual would believe them
        environment |= {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **self.environment}
        self.started = time.monotonic()
        with warnings.catch_warnings():
            # The tests have threads; the child only becomes another program.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid, self._tty = pty.fork()
        if self.pid == 0:
            try:
                _set_size(0, self.columns, self.rows)
                os.chdir(self.folder)
                os.execvpe(self.command[0], list(self.command), environment)
            finally:
                os._exit(127)
        os.set_blocking(self._tty, False)

    # Reading

    @property
    def lines(self) -> list[str]:
        """The screen as one sees it, a line a row."""
        self._feed()
        return list(self.screen.display)

    @property
    def text(self) -> str:
        """The screen as one sees it, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def received(self) -> bytes:
        """All that the program has written."""
        return b"".join(chunk.data for chunk in self.chunks)

    @property
    def now(self) -> float:
        """Seconds since the program was started."""
        return time.monotonic() - self.started

    def read(self, timeout: float = 0.0) -> bool:
        """Read what is there, waiting for it at most `timeout` seconds; whether there was anything."""
        if self._tty < 0 or not select.select([self._tty], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._tty, 1 << 16)
        except OSError as error:
            if error.errno not in (errno.EIO, errno.EAGAIN):
                raise
            data = b""
        if not data:
            self._reap(0)
            return False
        self.chunks.append(Chunk(self.now, data))
        return True

    def wait_until(self, condition: Callable[[str], bool], timeout: float = PATIENCE, what: str = "") -> None:
        """Read until the screen's text satisfies the condition; fails with the screen that was there."""
        end = time.monotonic() + timeout
        while not condition(self.text):
            left = end - time.monotonic()
            if left <= 0 or self.exit_code is not None:
                state = f"exit {self.exit_code}" if self.exit_code is not None else f"{timeout} s"
                raise AssertionError(f"never on the screen ({state}): {what or condition}\n{self.text}")
            if not self.read(min(left, 0.05)):
                self._reap(os.WNOHANG)

    def wait_for(self, *texts: str, timeout: float = PATIENCE) -> None:
        """Read until all these texts are on the screen."""
        self.wait_until(lambda screen: all(text in screen for text in texts), timeout, repr(texts))

    def wait_gone(self, *texts: str, timeout: float = PATIENCE) -> None:
        """Read until none of these texts is on the screen."""
        self.wait_until(lambda screen: not any(text in screen for text in texts), timeout, f"without {texts!r}")

    def wait_quiet(self, quiet: float = 0.15, timeout: float = PATIENCE) -> None:
        """Read until nothing has come for `quiet` seconds."""
        end = time.monotonic() + timeout
        while self.read(quiet) and time.monotonic() < end:
            pass
        self._feed()

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Read until the program ends; its exit code (negative: the signal that ended it)."""
        end = time.monotonic() + timeout
        while self.exit_code is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s\n{self.text}")
            self.read(0.02)
            self._reap(os.WNOHANG)
        while self.read(0.02):
            pass
        return self.exit_code

    def first_seen(self, condition: Callable[[str], bool], after: float = 0.0) -> float:
        """When the condition first held, in seconds since the start: what was read is played again, slowly."""
        screen = pyte.Screen(self.columns, self.rows)
        stream = pyte.ByteStream(screen)
        for chunk in self.chunks:
            stream.feed(_readable(chunk.data))
            if chunk.at >= after and condition("\n".join(screen.display)):
                return chunk.at
        raise AssertionError("never on the screen")

    # Acting

    def send(self, data: str | bytes) -> float:
        """Send characters or bytes as they are; gives when (seconds since the start)."""
        payload = data.encode() if isinstance(data, str) else data
        at = self.now
        while payload:
            try:
                payload = payload[os.write(self._tty, payload) :]
            except BlockingIOError:
                self.read(0.01)
        return at

    def press(self, *keys: str, pause: float = 0.0) -> None:
        """Press keys one after the other, by name (`KEYS`, `ctrl+s`) or as the character they type.

        After `escape` a real person's pause is kept, else the next key would make one sequence with it.
        """
        for key in keys:
            self.send(sequence(key))
            if wait := max(pause, 0.15 if key == "escape" else 0.0):
                self._read_for(wait)

    def paste(self, text: str) -> None:
        """Paste, as a terminal does it (bracketed)."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._feed()
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)
        _set_size(self._tty, columns, rows)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def resident_bytes(self) -> int:
        """The memory of the program now, in bytes (Linux)."""
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("the program has ended")

    def hang_up(self) -> None:
        """Close the terminal under the program, as when its window is closed."""
        if self._tty >= 0:
            os.close(self._tty)
            self._tty = -1

    def close(self) -> None:
        """End the program, by force if need be."""
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap(0)
        self.hang_up()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _feed(self) -> None:
        for chunk in self.chunks[self._fed :]:
            self._stream.feed(_readable(chunk.data))
        self._fed = len(self.chunks)

    def _read_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def _reap(self, options: int) -> None:
        if self.exit_code is None:
            done, status = os.waitpid(self.pid, options)
            if done:
                self.exit_code = os.waitstatus_to_exitcode(status)


def realis(*arguments: str) -> list[str]:
    """The command that runs the program of this tree."""
    return [sys.executable, "-m", "realis_tui", *arguments]


def _readable(data: bytes) -> bytes:
    """Without the questions and the keyboard protocol that pyte takes for text."""
    return _UNKNOWN.sub(b"", data)


def _set_size(tty: int, columns: int, rows: int) -> None:
    fcntl.ioctl(tty, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
