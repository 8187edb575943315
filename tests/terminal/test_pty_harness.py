"""The harness itself, on a tiny program."""

import signal
import sys

import pytest

from tests.terminal.pty_harness import Terminal

TINY = [sys.executable, "-m", "tests.terminal.tiny"]


def test_types_reads_and_resizes() -> None:
    with Terminal(TINY, columns=60, rows=10) as terminal:
        terminal.wait_for("Bonjour à tous", "votre nom")
        terminal.resize(90, 12)
        terminal.wait_quiet()
        terminal.send("Zoé œuvre")
        terminal.press("backspace", "enter")
        terminal.wait_for("Bonjour Zoé œuvr, 90 colonnes")
        assert len(terminal.lines) == 12
        assert terminal.first_seen(lambda screen: "Bonjour à tous" in screen) < terminal.now
        assert terminal.resident_bytes() > 10_000_000
        terminal.press("f2")
        assert terminal.wait_exit() == 4


def test_says_what_was_on_the_screen() -> None:
    with Terminal(TINY, columns=60, rows=10) as terminal:
        terminal.wait_for("Bonjour à tous")
        with pytest.raises(AssertionError, match="Bonjour à tous"):
            terminal.wait_for("Au revoir", timeout=0.1)


def test_a_signal_ends_the_program() -> None:
    with Terminal(TINY) as terminal:
        terminal.wait_for("Bonjour")
        terminal.signal(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
