"""One line of typing: undone and redone by Ctrl+Z and Ctrl+Y, safe with any paste, saying what it could not take."""

from textual import events
from textual.message import Message
from textual.widgets import Input

from realis_tui.domain.french import clean_text
from realis_tui.keys import bindings_for


class LineInput(Input):
    """An `Input` one row high. `Said` carries a sentence about what was typed or pasted (joined, too long)."""

    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        width: 1fr;
        background: transparent;
        background-tint: transparent;
        color: $foreground;
    }
    """
    PLACE = "typing"
    BINDINGS = bindings_for(PLACE)

    class Said(Message):
        """What a person is to be told about their typing (empty: nothing any more)."""

        def __init__(self, line_input: "LineInput", sentence: str) -> None:
            super().__init__()
            self.line_input = line_input
            self.sentence = sentence

        @property
        def control(self) -> "LineInput":
            return self.line_input

    def __init__(
        self, value: str = "", placeholder: str = "", *, max_length: int = 200, id: str | None = None, classes: str = ""
    ) -> None:
        self._past: list[tuple[str, int]] = []
        self._future: list[tuple[str, int]] = []
        self._recalling = True  # the initial value is no typing
        super().__init__(
            value, _one_line(placeholder)[0], max_length=max_length, compact=True, id=id, classes=classes or None
        )
        self._recalling = False

    def validate_value(self, value: str) -> str:
        """Nothing that would reach the terminal as a command or turn the line round stays in the field."""
        return value if value.isprintable() else _one_line(value)[0]

    def watch_value(self, old: str, new: str) -> None:
        if self._recalling or old == new:
            return
        self._past.append((old, min(self.cursor_position, len(old))))
        del self._past[:-500]
        self._future.clear()

    def load(self, value: str) -> None:
        """Put `value` in the field as if it had always been there: nothing to undo."""
        self.value = value
        self.cursor_position = len(self.value)
        self._past.clear()
        self._future.clear()

    def action_undo_typing(self) -> None:
        self._recall(self._past, self._future)

    def action_redo_typing(self) -> None:
        self._recall(self._future, self._past)

    def _recall(self, source: list[tuple[str, int]], other: list[tuple[str, int]]) -> None:
        if not source:
            return
        value, cursor = source.pop()
        other.append((self.value, self.cursor_position))
        self._recalling = True
        self.value = value
        self._recalling = False
        self.cursor_position = cursor if other is self._future else len(value)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def action_paste(self) -> None:
        self._take(self.app.clipboard)

    def _take(self, pasted: str) -> None:
        joined, lines = _one_line(pasted)
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start) + len(joined)
        if self.max_length and length > self.max_length:
            self._say(f"Trop long : {length} caractères pour {self.max_length} au plus. Rien n'a été collé.")
            return
        self.replace(joined, start, end)
        if lines > 1:
            self._say(f"{lines} lignes collées, jointes par des espaces.")

    def restricted(self) -> None:
        self._say(f"{self.max_length} caractères au plus.")

    def _say(self, sentence: str) -> None:
        self.post_message(self.Said(self, sentence))


def _one_line(text: str) -> tuple[str, int]:
    """The text on one line, cleaned, and how many lines that held something it had."""
    clean = clean_text(text)
    lines = [" ".join(line.replace("\t", " ").split(" ")) for line in clean.splitlines()]
    kept = [line.strip() for line in lines if line.strip()]
    if len(lines) <= 1:
        return (lines[0] if lines else ""), len(kept)
    return " ".join(kept), len(kept)
