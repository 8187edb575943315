"""The command palette (`Ctrl+P`): every act, with or without a key, and « aller à… », found whatever the accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from realis_tui import keys
from realis_tui.keys import KEYS, Key
from realis_tui.pillars import pillar
from realis_tui.screens.framed import FramedBox
from realis_tui.widgets.key_line import entries

_NOT_LISTED = {"frame.palette", "frame.back", "frame.help_letter", "frame.search_from_field", "frame.how_to_quit"}

_FIRST_PLACES = (".list", ".planning")
"""How the place of a pillar's first screen ends: what is done there is offered from everywhere."""

_MOVES = {"Liste", "Saisie", "Fiche"}
"""Groups of what only moves the cursor or changes the typing: the help lists it, nobody looks for it here."""


_SCATTERED = 200
"""What it costs that a word's letters are only there in order, with others between them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette. run: called once the palette is closed; words: others that it is found by."""

    title: str
    pressed: str
    run: Callable[[], Any]
    words: str = ""

    def match(self, wanted: str) -> tuple[int, list[int]] | None:
        """As `matched`, its own name first; words that are not shown count only where one begins so."""
        match = matched(wanted, self.title)
        if match is not None and match[0] < _SCATTERED:
            return match
        other = matched(wanted, self.words)
        return (_SCATTERED, []) if other is not None and other[0] < _SCATTERED else match


def folded(text: str) -> str:
    """Lower case without accents, one character for one, so that what matched can be shown."""
    kept = "".join(unicodedata.normalize("NFD", char)[0] for char in text.casefold() if char)
    return kept.replace("’", "'")


def matched(wanted: str, title: str) -> tuple[int, list[int]] | None:
    """How well the words typed match a title (lower is better) and at which characters; None when they do not.

    Every word must be there: at the start of a word, else inside, else its letters in order.
    """
    text = folded(title)
    cost, found = 0, list[int]()
    for word in folded(wanted).split():
        starts = [at for at in range(len(text)) if text.startswith(word, at)]
        at_word = [at for at in starts if at == 0 or not text[at - 1].isalnum()]
        if starts:
            at = (at_word or starts)[0]
            cost += at if at_word else 50 + at
            found += range(at, at + len(word))
            continue
        places, at = [], 0
        for letter in word:
            at = text.find(letter, at) + 1
            if not at:
                return None
            places.append(at - 1)
        cost += _SCATTERED + places[-1] - places[0]
        found += places
    return cost, sorted(set(found))


class Palette(FramedBox[None]):
    """Type to narrow, ↓ ↑ to choose, Entrée to do."""

    PLACE = "palette"
    IS_PASSING = True
    CSS = """
    Palette { align: center top; }
    Palette > #box { max-width: 90; margin: 2 0 0 0; }
    Palette OptionList { height: auto; max-height: 20; margin: 1 0 0 0; }
    """
    AUTO_FOCUS = "Input"

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = about
        self._bound = entries(about)
        self._entries: list[Entry] = []
        self._shown: list[Entry] = []

    def compose_box(self) -> ComposeResult:
        yield Input(placeholder="Que faire ? Où aller ?", compact=True)
        yield OptionList(markup=False, compact=True)

    def on_mount(self) -> None:
        self.query_one("#box").border_title = Content("Tout faire")
        self.query_one(OptionList).can_focus = False
        self._entries = self._all()
        self._narrow("")

    def _all(self) -> list[Entry]:
        """What this screen does first, then the places, then what is done elsewhere, then the frame."""
        here, frame = list[Entry](), list[Entry]()
        said: set[str] = set()
        bound = {key.act for key, _, active in self._bound if active is not None}
        for key, pressed, active in self._bound:
            if active is not None and key.act not in _NOT_LISTED and key.group not in _MOVES:
                run: Callable[[], Any] = partial(self.app.run_action, active.binding.action, active.node)
                lines = [Entry(key.help, pressed, run, key.words), *_led_to(key, pressed, run, bound)]
                (frame if key.group == "Partout" else here).extend(lines)
                said.add(key.act)
        for key, run in self._keyless_here():
            here += [Entry(key.help, "", run, key.words), *_led_to(key, "", run, bound)]
            said.add(key.act)
        places = [
            Entry(f"Aller à : {item.title}", keys.shown(item.f_key) if item.f_key else f"g {item.letter}",
                  partial(self.app.run_action, f"app.go('{item.mode}')"))
            for item in self.realis.standing().pillars
        ]  # fmt: skip
        elsewhere = [
            Entry(key.help, "", partial(self._there, key), key.words)
            for key in KEYS
            if key.act not in said and key.act not in _NOT_LISTED and self._reachable(key)
        ]
        return here + places + elsewhere + frame

    def _keyless_here(self) -> list[tuple[Key, Callable[[], Any]]]:
        """The acts of the screen under the palette that have no key."""
        about = self._about
        return [
            (key, partial(self.app.run_action, key.run, about))
            for key in keys.keys_at(getattr(about, "PLACE", ""))
            if key.keyless and (not key.permission or self.realis.may(key.permission))
        ]

    def _reachable(self, key: Key) -> bool:
        """Whether an act can be done from here: keyless acts of the frame, and those of a pillar's first screen."""
        if key.permission and not self.realis.may(key.permission):
            return False
        if key.group == "Partout":
            return key.keyless and self.realis.check_action(key.run, ()) is True
        return any(place.endswith(_FIRST_PLACES) and pillar(place.partition(".")[0]) for place in key.where) and (
            key.keyless or key.verb in ("new", "export")
        )

    async def _there(self, key: Key) -> None:
        if key.group == "Partout":
            await self.app.run_action(f"app.{key.run}")
            return
        mode = next(place.partition(".")[0] for place in key.where if place.endswith(_FIRST_PLACES))
        await self.realis.action_go(mode)
        await self.app.run_action(key.run, self.app.screen)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    def _narrow(self, wanted: str) -> None:
        found = [(entry, match) for entry in self._entries if (match := entry.match(wanted)) is not None]
        found.sort(key=lambda item: item[1][0])
        self._shown = [entry for entry, _ in found]
        lines = self.query_one(OptionList)
        lines.set_options([Option(_line(entry, places)) for entry, (_, places) in found])
        if found:
            lines.highlighted = 0
        count = len(found)
        self.query_one("#box").border_subtitle = Content(f"{count} acte{'s' if count > 1 else ''}" if count else "rien")

    def on_key(self, event: events.Key) -> None:
        lines = self.query_one(OptionList)
        moves: dict[str, Callable[[], Any]] = {
            "down": lines.action_cursor_down,
            "up": lines.action_cursor_up,
            "pagedown": lines.action_page_down,
            "pageup": lines.action_page_up,
        }
        if event.key in moves:
            event.stop()
            event.prevent_default()
            moves[event.key]()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._do(self.query_one(OptionList).highlighted)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._do(event.option_index)

    def _do(self, index: int | None) -> None:
        if index is not None and index < len(self._shown):
            self.dismiss(None)
            self.app.call_later(self._shown[index].run)


def _led_to(key: Key, pressed: str, run: Callable[[], Any], bound: Container[str]) -> list[Entry]:
    """A line for each act that a key opens the choice of, under its own name, unless it has a key of its own here."""
    return [Entry(keys.LED_TO[act], pressed, run) for act in key.leads_to if act not in bound]


def _line(entry: Entry, places: list[int]) -> Content:
    title = Content(entry.title)
    for at in places:
        title = title.stylize("bold $tournesol", at, at + 1)
    return Content.assemble((f"{entry.pressed:<8} ", "$foreground"), title)
