"""The grammar of the keys: what each verb is pressed with on every screen, and what a key of the registry says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EVERYWHERE = "partout"
"""The place of the keys that answer on every screen."""

GRAMMAR: Mapping[str, tuple[str, ...]] = {
    "new": ("n",),
    "edit": ("e",),
    "delete": ("d",),
    "open": ("enter",),
    "back": ("escape", "q"),
    "close": ("escape",),
    "filter": ("slash", "colon"),
    "book": ("r",),
    "session": ("s",),
    "arrive": ("a",),
    "message": ("m",),
    "consume": ("c",),
    "ready_message": ("w",),
    "done": ("x",),
    "pick": ("comma",),
    "copy": ("y",),
    "views": ("v",),
    "print": ("p",),
    "export": ("i",),
    "import": ("u",),
    "history": ("h",),
    "move": ("t",),
    "sort": ("o",),
    "house": ("l",),
    "merge": ("f",),
    "link": ("j",),
    "find": ("b",),
    "today": ("z",),
    "day": ("j",),
    "series": ("k",),
    "undo": ("ctrl+z",),
    "redo": ("ctrl+y",),
    "pick_all": ("ctrl+a",),
    "save": ("ctrl+s",),
    "add_line": ("ctrl+n",),
    "quit": ("ctrl+q",),
    "help": ("f1", "question_mark"),
    "palette": ("ctrl+p",),
    "search": ("space", "ctrl+f"),
    "go_to": ("g",),
    "next_field": ("tab",),
    "up": ("up",),
    "down": ("down",),
    "left": ("left",),
    "right": ("right",),
    "page_up": ("pageup",),
    "page_down": ("pagedown",),
    "first": ("home",),
    "last": ("end",),
    "tick": ("space",),
    "leave": ("enter", "down", "tab"),
    "drop": ("ctrl+r",),
}
"""A verb, its key and the twins under the fingers of an AZERTY keyboard (« / » asks Maj there, « : » does not)."""

SHOWN_KEYS: Mapping[str, str] = {
    "enter": "Entrée",
    "escape": "Échap",
    "space": "Espace",
    "tab": "Tab",
    "shift+tab": "Maj+Tab",
    "slash": "/",
    "colon": ":",
    "comma": ",",
    "question_mark": "?",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "Page préc.",
    "pagedown": "Page suiv.",
    "home": "Début",
    "end": "Fin",
    "delete": "Suppr",
    "backspace": "Retour arr.",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one or several places.

    act: id of the act, the same as in the registry of acts when it is one; unique here.
    verb: what the key means (`GRAMMAR`); its method on the screen is `action_<verb>`. action: another Textual action.
    label: in the footer; short: the same under 100 columns. help: the sentence of the help and of the palette.
    where: places; rank: order in the footer, 0 for a key that only the help lists; kept: in the footer even if narrow.
    permission: a value of `Permission`; who has not got it neither sees nor presses the key.
    wins: taken before any widget, a field included. bound: False for a key that a widget already answers (Tab, ↓).
    keyless: an act of the palette without a key. leads_to: ids of other acts that this one opens the choice of: the
    palette finds them by their own names. words: others that people look for it by, never shown.
    """

    act: str
    verb: str
    label: str
    help: str
    where: tuple[str, ...] = (EVERYWHERE,)
    rank: int = 0
    short: str = ""
    action: str = ""
    permission: str = ""
    group: str = "Ici"
    wins: bool = False
    kept: bool = False
    bound: bool = True
    keyless: bool = False
    leads_to: tuple[str, ...] = ()
    own_keys: tuple[str, ...] = ()
    words: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Textual names of the keys, the one to show first."""
        return () if self.keyless else self.own_keys or GRAMMAR[self.verb]

    @property
    def run(self) -> str:
        """The Textual action that the key runs."""
        return self.action or self.verb
