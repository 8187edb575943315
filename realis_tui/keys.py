"""The one map of keys to acts. Footer, help, palette and every `BINDINGS` come from it; it imports nothing heavy.

To give a screen or a widget keys: name its place (`PLACE = "companies.list"`), add a line to `keys_places` (a pillar's
screen) or `keys_parts` (what screens are made of), and write the method `action_<verb>` on that screen. A verb means
the same on every screen: `keys_grammar.GRAMMAR` gives its key and its AZERTY twins, and `keys_audit.clashes()`, held by
a test, refuses a line that breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from realis_tui.keys_grammar import EVERYWHERE, GRAMMAR, SHOWN_KEYS, Key
from realis_tui.keys_parts import FRAME_KEYS, PARTS_KEYS
from realis_tui.keys_places import LED_TO, PLACES_KEYS
from realis_tui.pillars import PILLARS

if TYPE_CHECKING:
    from textual.binding import BindingType

__all__ = [
    "EVERYWHERE",
    "GRAMMAR",
    "KEYS",
    "LED_TO",
    "SHOWN_KEYS",
    "Key",
    "bindings_for",
    "both_cases",
    "by_act",
    "fit",
    "footer_for",
    "keymap",
    "keys_at",
    "shown",
]

KEYS: tuple[Key, ...] = (*FRAME_KEYS, *PLACES_KEYS, *PARTS_KEYS)
"""Every key of the program."""

FOOTER_LIMIT_NARROW = 6
NARROW = 100
"""Under this width the footer shows the short labels, six keys at most."""


def keys_at(place: str) -> tuple[Key, ...]:
    """The keys declared for a place, not those of everywhere."""
    return tuple(key for key in KEYS if place in key.where)


def by_act(act: str) -> Key | None:
    """The key of an act id, None when no key leads to it."""
    return _BY_ACT.get(act)


_BY_ACT = {key.act: key for key in KEYS}


def bindings_for(place: str) -> list[BindingType]:
    """The Textual bindings of a place, both cases of every letter bound (Caps Lock is ignored)."""
    from textual.binding import Binding

    bindings: list[BindingType] = [
        Binding(",".join(both_cases(key.keys)), key.run, key.label, priority=key.wins, id=key.act, show=False)
        for key in keys_at(place)
        if key.bound and key.keys
    ]
    if place == EVERYWHERE:
        bindings += [
            Binding(item.f_key, f"go('{item.mode}')", item.title, priority=True, id=f"go.{item.mode}", show=False)
            for item in PILLARS
            if item.f_key
        ]
    return bindings


def both_cases(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys with the capital of every letter after it."""
    return tuple(each for key in keys for each in ((key, key.upper()) if len(key) == 1 and key.isalpha() else (key,)))


def keymap(chosen: Mapping[str, str]) -> dict[str, str]:
    """What a person's settings change, as Textual wants it: act id to its new keys; unknown acts are left out."""
    return {
        act: ",".join(both_cases(part.strip() for part in keys.split(",") if part.strip()))
        for act, keys in chosen.items()
        if (act in _BY_ACT or act.startswith("go.")) and keys.strip()
    }


def shown(key: str) -> str:
    """A key as people read it: « Ctrl+Z », « Échap », « F1 »."""
    if key in SHOWN_KEYS:
        return SHOWN_KEYS[key]
    *modifiers, last = key.split("+")
    names = {"ctrl": "Ctrl", "shift": "Maj", "alt": "Alt"}
    end = SHOWN_KEYS.get(last) or (last.upper() if modifiers or re.fullmatch(r"f\d+", last) else last)
    return "+".join([*(names.get(item, item) for item in modifiers), end])


def footer_for(place: str, width: int) -> list[tuple[str, str]]:
    """What the bottom line shows at `width` columns for a place: (key, label), in order, nothing cut."""
    ranked = [key for key in (*keys_at(place), *keys_at(EVERYWHERE)) if key.rank]
    return fit([(key, shown(key.keys[0])) for key in ranked if key.keys], width)


def fit(candidates: Sequence[tuple[Key, str]], width: int) -> list[tuple[str, str]]:
    """Choose among (key, shown key) what fits in `width` columns: the kept ones first, then by rank."""
    narrow = width < NARROW
    limit = FOOTER_LIMIT_NARROW if narrow else len(candidates)
    room = width - 1
    chosen: list[tuple[Key, str, str]] = []
    for key, pressed in sorted(candidates, key=lambda item: (not item[0].kept, item[0].rank)):
        label = (key.short or key.label) if narrow else key.label
        cells = len(pressed) + 1 + len(label) + (3 if chosen else 0)
        if len(chosen) < limit and cells <= room and all(pressed != other for _, other, _ in chosen):
            chosen.append((key, pressed, label))
            room -= cells
    return [(pressed, label) for _, pressed, label in sorted(chosen, key=lambda item: item[0].rank)]
