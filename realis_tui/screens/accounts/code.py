"""The one-time code, shown once: read it aloud or copy it, then it is gone."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_day, of
from realis_tui.screens.framed import FramedBox
from realis_tui.usecases.accounts import ResetCode
from realis_tui.widgets import content as ink


class CodeBox(FramedBox[None]):
    """« K7TQM-3XW9A » in the middle, until when it is good, and how it is used."""

    PLACE = "accounts.code"
    CSS_PATH = "accounts.tcss"

    def __init__(self, code: ResetCode) -> None:
        super().__init__()
        self._code = code

    def compose_box(self) -> ComposeResult:
        until = self._code.until.astimezone(PARIS)
        yield Static(ink.line(self._code.code, "bold $tournesol"), id="code")
        yield Static(
            Content.assemble(
                "Bon une seule fois, jusqu'au ",
                (f"{format_day(until.date())} à {until:%H:%M}", "bold"),
                ". Il n'est montré qu'ici.\n",
                ("À l'ouverture : Ctrl+O, le nom, ce code, puis une nouvelle phrase secrète.", "$muted"),
            ),
            id="how",
        )

    def on_mount(self) -> None:
        self.query_one("#box").border_title = ink.line(f"Code de secours {of(self._code.name)}")

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._code.code)
        self.realis.say("Code copié")
