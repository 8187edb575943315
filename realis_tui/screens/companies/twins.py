"""A form that says, while one types, which cards look like what is typed, and opens them (rule 12)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from realis_tui.keys import bindings_for
from realis_tui.screens.cards import open_card
from realis_tui.screens.form_box import FormBox
from realis_tui.widgets import content as ink


@dataclass(frozen=True)
class Twin:
    """What looks alike: its name, what tells it apart, why (field, « même nom »), the company whose card shows it."""

    name: str
    told: str
    reasons: Sequence[tuple[str, str]]
    company_id: int


class TwinLine(Static, can_focus=True):
    """The card that looks alike: Entrée opens it."""

    PLACE = "twin"
    BINDINGS = bindings_for(PLACE)

    class Opened(Message):
        """The twin's card is wanted."""

    def action_open(self) -> None:
        self.post_message(self.Opened())

    def on_click(self) -> None:
        self.action_open()


class TwinsForm(FormBox):
    """Fills `look` with the question to ask, then `tell` with its answer."""

    CSS: ClassVar[str] = f"""{FormBox.CSS.replace("FormBox", "TwinsForm")}
    TwinsForm TwinLine {{ display: none; height: auto; padding: 0 1; background: $boost; margin-bottom: 1; }}
    TwinsForm TwinLine.-found {{ display: block; }}
    TwinsForm TwinLine:focus {{ background: $block-cursor-background; }}
    """
    watched: ClassVar[Collection[str]] = ()
    """The fields beside which what was found is said."""
    _told: Sequence[Twin] = ()

    def compose_box(self) -> ComposeResult:
        yield TwinLine()
        yield from super().compose_box()

    def tell(self, twins: Sequence[Twin]) -> None:
        """Say them, the likeliest first: it is the one that opens."""
        # The box may have been closed while the question was on its way.
        if not self.is_attached or not self.query(TwinLine):
            return
        self._told = twins
        line = self.query_one(TwinLine)
        line.set_class(bool(twins), "-found")
        notes: dict[str, Content] = {}
        for twin in twins:
            for field, reason in twin.reasons:
                said = Content.assemble(("◆ ", "$ocre"), ink.line(reason, "$ocre"), " : ", ink.line(twin.name, "bold"))
                notes.setdefault(field, said)
        for name in self.watched:
            if name in self.form.values():
                self.form.set_note(name, notes.get(name))
        if twins:
            line.update(
                Content.assemble(
                    ("◆ ", "$ocre"),
                    "Déjà connue ? ",
                    ink.line(twins[0].name, "bold"),
                    ink.line(f" · {twins[0].told}" if twins[0].told else "", "$muted"),
                    (f" · et {len(twins) - 1} de plus" if len(twins) > 1 else "", "$muted"),
                    ("   Maj+Tab puis Entrée : ouvrir sa fiche", "$pastel"),
                )
            )

    @on(TwinLine.Opened)
    def _open_twin(self) -> None:
        if self._told:
            self.save_draft()
            app, twin = self.realis, self._told[0]
            self.dismiss(None)
            app.call_later(open_card, app, "companies", twin.company_id)
