"""The real program in a real pseudo-terminal: frames, bytes that are no text, signals, hostile text."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.terminal.pty_harness import Terminal, realis

INVALID = (b"\xff", b"\xc3\x28", b"\xe2\x82", b"\xf0\x9f\x92", b"\x80abc", b"\xed\xa0\x80")


MOMENT = ("--maintenant", "2026-11-23T09:42")
DIRECTION = {"REALIS_COMPTE": "Claire Fontanel", "REALIS_PHRASE": "garrigue direction"}
FIRST = "Grain d'Oc Partagé"
"""The company that comes first in the fictitious list: its agreement ended yesterday."""
HOSTILE = ("[bold]x[/]", "[/nope]", "[@click=app.quit]z[/]")
OSC_52, C1, OVERRIDE = "\x1b]52;c;YQ==\x07", "\x9b31m", "\u202e"


@pytest.fixture
def terminal(sqlite_base: Path) -> Iterator[Terminal]:
    """The program on a new base, at its first frame."""
    with Terminal(realis("--base", str(sqlite_base), *MOMENT)) as running:
        running.wait_for("Premier compte", "09:42")
        yield running


def test_an_empty_base_asks_for_the_first_account(terminal: Terminal) -> None:
    assert "Phrase secrète" in terminal.text
    assert "lun. 23 nov." in terminal.text


@pytest.mark.parametrize("data", INVALID, ids=bytes.hex)
def test_bytes_that_are_no_text_do_not_end_it(terminal: Terminal, data: bytes) -> None:
    terminal.send(data)
    terminal.wait_quiet()
    terminal.send("Zoé")
    terminal.wait_for("Zoé")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_it(terminal: Terminal, number: signal.Signals) -> None:
    terminal.signal(number)
    assert terminal.wait_exit() == 0
    assert b"\x1b[?1049l" in terminal.received
    assert "Traceback" not in terminal.text


def test_a_window_closed_ends_it(terminal: Terminal) -> None:
    terminal.hang_up()
    assert terminal.wait_exit() is not None


def test_the_first_demonstration_says_that_it_is_being_prepared(tmp_path: Path) -> None:
    demo = ("--base", str(tmp_path / "demo.db"), *MOMENT, "demo", "--sans-ecran")
    with Terminal(realis(*demo)) as running:
        assert running.wait_exit() == 0
        assert "Préparation des données fictives…" in running.text
    with Terminal(realis(*demo)) as running:
        assert running.wait_exit() == 0
        assert "Préparation" not in running.text


def test_a_missing_base_is_said(tmp_path: Path) -> None:
    with Terminal(realis("--base", str(tmp_path / "nulle-part.db"), "entreprises")) as running:
        assert running.wait_exit() == 3
        assert "nulle-part.db" in running.text
        assert "Traceback" not in running.text


def identified(base: Path, columns: int = 120, rows: int = 36) -> Terminal:
    """The program on the fictitious data, signed in as direction, at its first screen."""
    running = Terminal(realis("--base", str(base), *MOMENT), columns, rows, DIRECTION)
    running.wait_for("Hébergées", "Accompagnées")
    running.wait_quiet()
    return running


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (150, 40)])
def test_signs_in_on_the_fictitious_data(demo_base: Path, columns: int, rows: int) -> None:
    with Terminal(realis("--base", str(demo_base), *MOMENT), columns, rows) as running:
        running.wait_for("Se connecter", "données fictives", "direction", "Claire Fontanel", "lecture")
        running.press("down", "enter")
        running.wait_for("Hébergées", FIRST)
        running.press("ctrl+q")
        assert running.wait_exit() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_saves_the_draft_of_an_open_form(demo_base: Path, number: signal.Signals) -> None:
    with identified(demo_base) as running:
        running.press("n")
        running.wait_for("Nouvelle entreprise")
        running.wait_quiet()
        running.send("Boucherie végétale")
        running.wait_for("Boucherie végétale")
        running.signal(number)
        assert running.wait_exit() == 0
    with identified(demo_base) as again:
        again.press("n")
        again.wait_for("Nouvelle entreprise", "Boucherie végétale")


def test_hostile_names_are_only_text(demo_base: Path) -> None:
    with closing(sqlite3.connect(demo_base)) as base, base:
        for known, name in zip((FIRST, "Recyclotramontane", "Vélomistrau"), HOSTILE, strict=True):
            stored = f"{name}{OSC_52}{C1}{OVERRIDE}"
            changed = base.execute(
                "UPDATE companies SET name = ?, activity = ? WHERE name = ?", (stored, stored, known)
            )
            assert changed.rowcount == 1
    with identified(demo_base, 150, 40) as running:
        for name in HOSTILE:
            assert name in running.text
        for _ in range(4):
            running.press("enter", pause=0.3)
            running.press("escape", "down", pause=0.2)
        running.wait_quiet()
        assert running.exit_code is None
        received = running.received.decode("utf-8", "replace")
    assert not [sign for sign in ("\x1b]52", C1[0], OVERRIDE) if sign in received]


def test_a_resize_keeps_the_place(demo_base: Path) -> None:
    with identified(demo_base, 150, 40) as running:
        running.press("down", "down", pause=0.2)
        for columns, rows in ((80, 24), (60, 10), (200, 60), (120, 36)):
            running.resize(columns, rows)
            running.wait_quiet()
        running.wait_for("Hébergées", FIRST)
        assert running.exit_code is None
