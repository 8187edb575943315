"""The bottom line: the keys of the place that has the focus, and nothing else."""

from textual import events
from textual.app import RenderResult
from textual.binding import ActiveBinding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from realis_tui import keys
from realis_tui.keys import Key
from realis_tui.widgets.edge_line import EdgeLine

Entry = tuple[Key, str, ActiveBinding | None]
"""A key of the registry, how it is shown, and what it runs now (None for one that a widget answers itself)."""


def entries(screen: "Screen[object]") -> list[Entry]:
    """The keys that answer now on a screen, nearest to the focus first: the footer and the help list these."""
    found: dict[str, Entry] = {}
    bound = _bound(screen)
    for node in _chain(screen):
        for key in keys.keys_at(getattr(node, "PLACE", "")):
            if key.bound or not _allowed(screen, key):
                continue
            answering = next((entry for entry in bound if key.keys[0] in entry[0].keys), None)
            if answering is None:
                found.setdefault(key.act, (key, keys.shown(key.keys[0]), None))
            elif answering[0].verb == key.verb:
                # The widget does it, the place says what it means here (« ouvrir », « choisir »).
                bound.remove(answering)
                found.setdefault(key.act, (key, answering[1], answering[2]))
    for entry in bound:
        found.setdefault(entry[0].act, entry)
    return list(found.values())


def _bound(screen: "Screen[object]") -> list[Entry]:
    """The registry's keys that are bound and answer now, the focus's first."""
    found: dict[str, Entry] = {}
    for pressed, active in screen.active_bindings.items():
        key = keys.by_act(active.binding.id or "")
        if key is not None and active.enabled and not _typed(screen, pressed):
            found.setdefault(key.act, (key, keys.shown(pressed), active))
    return list(found.values())


def _chain(screen: "Screen[object]") -> list[DOMNode]:
    focused = screen.focused
    return list(focused.ancestors_with_self) if focused is not None else [screen]


def _typed(screen: "Screen[object]", pressed: str) -> bool:
    """Whether the field that has the focus takes the key as text (Textual does not know « / » by its name)."""
    character = keys.shown(pressed)
    return screen.focused is not None and screen.focused.check_consume_key(
        pressed, character if len(character) == 1 else None
    )


def _allowed(screen: "Screen[object]", key: Key) -> bool:
    may = getattr(screen.app, "may", None)
    return not key.permission or may is None or bool(may(key.permission))


class KeyLine(EdgeLine):
    """Draws the keys; a click presses one."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; color: $muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._fitted: list[tuple[str, str]] = []
        self._ends: list[tuple[int, str]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: object) -> None:
        if self._fit() != self._fitted:
            self.refresh()

    def _fit(self) -> list[tuple[str, str]]:
        """The keys that have room, as shown, each with what it does."""
        candidates = [(key, pressed) for key, pressed, _ in entries(self.screen) if key.rank]
        return list(keys.fit(candidates, self.size.width))

    def render(self) -> RenderResult:
        line = Content("")
        self._ends = []
        self._fitted = self._fit()
        for pressed, label in self._fitted:
            line = Content.assemble(line, "   " if line else " ", (pressed, "bold $tournesol"), (f" {label}", "$muted"))
            self._ends.append((line.cell_length, pressed))
        return line

    def on_click(self, event: events.Click) -> None:
        pressed = next((name for end, name in self._ends if event.x < end), None)
        for _, name, active in entries(self.screen):
            if name == pressed and active is not None:
                self.app.call_later(self.app.run_action, active.binding.action, active.node)
                return
