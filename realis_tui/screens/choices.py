"""A few choices in a box over the screen, and the rare question asked before what cannot be undone."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.screens.framed import FramedBox
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.columns import Column
from realis_tui.widgets.record_list import RecordList

MOST_ROWS = 12
LEAST_WIDTH = 80
AROUND = 10
"""Cells of a line that are neither its label nor its detail: border, margins, mark, the gap between."""


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
    ChoiceDialog > #box { max-width: 96%; }
    ChoiceDialog RecordList { background: $panel; }
    ChoiceDialog #sentence { color: $muted; margin: 0 1 1 1; }
    ChoiceDialog #told { color: $muted; margin: 1 1 0 1; display: none; }
    """
    AUTO_FOCUS = "RecordList"
    closes_with = "enter"
    """What is typed after this key is no longer this box's."""

    def __init__(self, title: Content | str, choices: Sequence[Choice], sentence: str = "") -> None:
        super().__init__()
        self._title = title if isinstance(title, Content) else ink.line(title)
        self._choices = choices
        self._sentence = sentence

    def compose_box(self) -> ComposeResult:
        if self._sentence:
            yield Static(ink.text(self._sentence), id="sentence")
        columns: list[Column[_Line]] = [
            Column(
                "label",
                "",
                lambda row: ink.line(row.choice.label, "bold"),
                width=self._label_width,
                flex=0 if self._longest_detail else 1,
            )
        ]
        if self._longest_detail:
            columns.append(Column("detail", "", lambda row: ink.line(row.choice.detail, "$muted"), width=20, flex=1))
        lines: RecordList[_Line] = RecordList(columns, header=False)
        lines.styles.height = min(MOST_ROWS, max(1, len(self._choices)))
        yield lines
        yield Static(id="told")

    def on_mount(self) -> None:
        box = self.query_one("#box")
        box.border_title = self._title
        box.styles.width = max(LEAST_WIDTH, self._label_width + self._longest_detail + AROUND)
        self.query_one(RecordList).show([_Line(choice) for choice in self._choices])

    @property
    def _label_width(self) -> int:
        return min(max((ink.line(choice.label).cell_length for choice in self._choices), default=24), 40)

    @property
    def _longest_detail(self) -> int:
        return max((ink.line(choice.detail).cell_length for choice in self._choices), default=0)

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        self._tell(event.row.choice if event.row else None)

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self._tell(getattr(self.query_one(RecordList).current, "choice", None)))

    def _tell(self, choice: Choice | None) -> None:
        """Under the lines, in full, what is too long for the line of the choice under the cursor."""
        told = self.query_one("#told", Static)
        width = self.query_one("#box").content_size.width - 2
        room = width - self._label_width - 4
        cut = [content for each in self._choices if (content := ink.line(each.detail)).cell_length > room]
        told.display = bool(cut) and room > 0
        if not told.display:
            return
        # As high as the longest, so that the box stays where it is as the cursor moves.
        told.styles.height = max(len(content.wrap(width)) for content in cut)
        shown = ink.line(choice.detail) if choice is not None else ink.EMPTY
        told.update(shown if shown.cell_length > room else ink.EMPTY)

    def on_record_list_opened(self, event: RecordList.Opened) -> None:
        event.stop()
        self.dismiss(event.row.choice)
