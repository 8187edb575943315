"""What opens over a screen: a frame with its title in tournesol, and a typed answer."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.picker import Choice
from realis_tui.widgets.record_list import RecordList

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None]):
    """Base of dialogs: give a title, override `body()`, end with `dismiss(answer)`; Échap answers None."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > .dialog--frame {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 94%;
            background: $panel;
            border: round $tournesol;
            border-title-color: $tournesol;
            border-title-style: bold;
            border-subtitle-color: $muted;
            padding: 0 1;
        }
        & > .dialog--frame.-wide { width: 130; }
        & > .dialog--frame Form { border: none; height: auto; max-height: 100%; padding: 0; }
        & > .dialog--frame RecordList { background: $panel; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Fermer", show=False)]

    def __init__(self, title: Content | str, hint: str = "", *, wide: bool = False) -> None:
        """`hint`: the keys of this place, at the bottom right."""
        super().__init__()
        self._frame_title = title if isinstance(title, Content) else ink.line(title)
        self._frame_hint = ink.line(hint)
        self._wide = wide

    def body(self) -> ComposeResult:
        """What the frame holds."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        frame = Container(*self._held(), classes="dialog--frame -wide" if self._wide else "dialog--frame")
        frame.border_title = self._frame_title
        frame.border_subtitle = self._frame_hint
        yield frame

    def _held(self) -> list[Widget]:
        return list(self.body())

    def action_give_up(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class _Line:
    """A choice as a row of a list."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice

    @property
    def id(self) -> str:
        return self.choice.value


class ChoiceDialog(Dialog[Choice]):
    """A few choices, ↑ ↓ and Entrée: `choice = await app.push_screen_wait(ChoiceDialog("Salle", choices))`."""

    def __init__(self, title: Content | str, choices: Sequence[Choice], sentence: str = "") -> None:
        super().__init__(title, "Entrée choisir   Échap fermer")
        self._choices = choices
        self._sentence = sentence

    def body(self) -> ComposeResult:
        if self._sentence:
            yield Static(ink.text(self._sentence))
        columns: list[Column[_Line]] = [
            Column("label", "", lambda row: ink.line(row.choice.label, "bold"), width=24, flex=1),
            Column("detail", "", lambda row: ink.line(row.choice.detail, "$muted"), width=20, flex=1),
        ]
        record_list: RecordList[_Line] = RecordList(columns, header=False)
        record_list.styles.height = min(12, max(1, len(self._choices)))
        yield record_list

    def on_mount(self) -> None:
        record_list = self.query_one(RecordList)
        record_list.show([_Line(choice) for choice in self._choices])
        record_list.focus()

    def on_record_list_opened(self, event: RecordList.Opened) -> None:
        event.stop()
        self.dismiss(event.row.choice)


class ConfirmDialog(ChoiceDialog):
    """For what can't be undone only: the sentence says what will happen, « non » is under the cursor."""

    def __init__(self, title: Content | str, sentence: str, act: str) -> None:
        """`act`: the verb of the answer that does it (« envoyer à 12 personnes »)."""
        super().__init__(title, [Choice("", "Non, ne rien faire"), Choice("yes", f"Oui, {act}")], sentence)
