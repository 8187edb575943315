"""A line of digits: the top row of an AZERTY keyboard gives them without Maj."""

from typing import ClassVar

from textual import events

from realis_tui.widgets.line_input import LineInput

TWINS = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
"""What the top row gives without Maj, and the digit on the same key."""
SEPARATORS = frozenset("\"'(-_")
"""Those that also stand between digits (« 04-67-58 ») or before them."""
SIGNS = frozenset("-(")
"""Those that a number typed as such begins with (« -3 », « (0)4 »): what comes next tells."""


class DigitInput(LineInput):
    """For a phone, a quantity, a score. What is pasted is left as it is."""

    FIRST: ClassVar[frozenset[str]] = SIGNS
    """The signs that what is typed here may begin with."""

    _typed_as_such = False
    """Whether digits come from keys that give them: those of the top row are then taken for their signs."""

    async def _on_key(self, event: events.Key) -> None:
        digit = TWINS.get(event.character or "")
        if self.value in self.FIRST and self.cursor_position == 1:
            if digit is not None:
                # Two in a row come from the top row: the first one was a digit too.
                self.replace(TWINS[self.value], 0, 1)
        elif event.character in self.FIRST and not self.value:
            await super()._on_key(event)
            return
        if digit is not None and self._stands_for_a_digit(event.character or ""):
            event.stop()
            event.prevent_default()
            self.insert_digit(digit)
            return
        if event.character is not None and event.character.isdigit():
            self._typed_as_such = True
        await super()._on_key(event)

    def insert_digit(self, digit: str) -> None:
        """As if that digit had been typed."""
        if self.max_length and len(self.value) - len(self.selected_text) + 1 > self.max_length:
            self.restricted()
        else:
            self.replace(digit, *sorted(self.selection))

    def _stands_for_a_digit(self, character: str) -> bool:
        """A hyphen among digits typed as such (numeric pad, Maj, another keyboard) is a hyphen."""
        if not any(char.isdigit() for char in self.value):
            self._typed_as_such = False
        return character not in SEPARATORS or not self._typed_as_such


class HourInput(DigitInput):
    """For an hour: no sign begins one, « (h » is 5 h."""

    FIRST: ClassVar[frozenset[str]] = frozenset()
