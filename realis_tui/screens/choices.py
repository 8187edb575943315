"""A few choices in a box over the screen, and the rare question asked before what cannot be undone."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.screens.framed import FramedBox
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.picker import Choice
from realis_tui.widgets.record_list import RecordList

MOST_ROWS = 12


class _Line:
    """A choice as a row of a list."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice

    @property
    def id(self) -> str:
        return self.choice.value


class ChoiceDialog(FramedBox[Choice | None]):
    """A few choices, ↑ ↓ and Entrée: `choice = await app.push_screen_wait(ChoiceDialog("Salle", choices))`.

    Échap answers None.
    """

    CSS = """
    ChoiceDialog > #box { width: 80; max-width: 96%; }
    ChoiceDialog RecordList { background: $panel; }
    ChoiceDialog #sentence { color: $muted; margin: 0 1 1 1; }
    """
    AUTO_FOCUS = "RecordList"

    def __init__(self, title: Content | str, choices: Sequence[Choice], sentence: str = "") -> None:
        super().__init__()
        self._title = title if isinstance(title, Content) else ink.line(title)
        self._choices = choices
        self._sentence = sentence

    def compose_box(self) -> ComposeResult:
        if self._sentence:
            yield Static(ink.text(self._sentence), id="sentence")
        longest = max((ink.line(choice.label).cell_length for choice in self._choices), default=24)
        detailed = any(choice.detail for choice in self._choices)
        width, flex = min(longest, 40), 0 if detailed else 1
        columns: list[Column[_Line]] = [
            Column("label", "", lambda row: ink.line(row.choice.label, "bold"), width=width, flex=flex)
        ]
        if detailed:
            columns.append(Column("detail", "", lambda row: ink.line(row.choice.detail, "$muted"), width=20, flex=1))
        lines: RecordList[_Line] = RecordList(columns, header=False)
        lines.styles.height = min(MOST_ROWS, max(1, len(self._choices)))
        yield lines

    def on_mount(self) -> None:
        self.query_one("#box").border_title = self._title
        self.query_one(RecordList).show([_Line(choice) for choice in self._choices])

    def on_record_list_opened(self, event: RecordList.Opened) -> None:
        event.stop()
        self.dismiss(event.row.choice)


class ConfirmDialog(ChoiceDialog):
    """For what can't be undone only: the sentence says what will happen, « non » is under the cursor."""

    def __init__(self, title: Content | str, sentence: str, act: str) -> None:
        """`act`: the verb of the answer that does it (« envoyer à 12 personnes »)."""
        super().__init__(title, [Choice("", "Non, ne rien faire"), Choice("yes", f"Oui, {act}")], sentence)
