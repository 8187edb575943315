"""A small application to hold the widgets under test, in the program's own themes."""

from collections.abc import Callable, Iterable
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from realis_tui.theme import LIGHT_NAME, NIGHT_NAME, THEMES

HOSTILE = (
    "[/]",
    "[/nope]",
    "[/",
    "[red]x",
    "[@click=app.quit]x",
    "Éçœ 🌻👩\u200d🌾",
    "x" * 200,
    "a\x1b[31mb\x1b]52;c;eA==\x07",
    "abc\u202edef\u2066ghi",
    "ligne\nautre\tligne",
)
FORBIDDEN = ("\x1b", "\x07", "\u202e", "\u2066", "\x9b")


class Host(App[None]):
    """Holds what `build` gives, keeps every message of the widgets it is told to follow."""

    actor = None
    """Nobody is signed in: no key is refused to anybody."""

    HELD = ".held"

    def __init__(self, build: Callable[[], Iterable[Widget]], light: bool = False) -> None:
        super().__init__()
        self._build = build
        self._light = light
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        for widget in self._build():
            widget.add_class("held")
            yield widget

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = LIGHT_NAME if self._light else NIGHT_NAME

    def get_theme_variable_defaults(self) -> dict[str, str]:
        # The sheets are read before the theme is chosen: the names have to be known then.
        return {**THEMES[0].variables, **super().get_theme_variable_defaults()}

    def heard(self, kind: type[Message]) -> list[Message]:
        """The messages of that kind, in order."""
        return [message for message in self.said if isinstance(message, kind)]

    def hear(self, message: Message) -> None:
        """Given to `run_test(message_hook=…)`."""
        # The hook sees a message at each place it bubbles through.
        if not any(known is message for known in self.said):
            self.said.append(message)


def screen_lines(app: App[Any]) -> list[str]:
    """What the screen shows, line by line, as the terminal would get it."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def screen_text(app: App[Any]) -> str:
    """What the screen shows."""
    return "\n".join(screen_lines(app))
