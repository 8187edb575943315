"""What is wrong with the registry of keys, in words: held by a test, and run by nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from realis_tui.keys import KEYS
from realis_tui.keys_grammar import EVERYWHERE, GRAMMAR, Key

_NEVER = re.compile(
    r"ctrl\+(i|m|h|j|at|space|enter|tab|pageup|pagedown|\d|left_square_bra.*|alt\+.*|shift\+.*)"
    r"|alt\+(enter|ctrl\+.*)|shift\+ctrl\+.*|f1[0-9]|\d"
    r"|(left|right)_square_bracket|(left|right)_curly_bracket|backslash|grave_accent|vertical_line|tilde|number_sign|at"
    r"|circumflex_accent|euro_sign"
)
"""Keys a terminal confuses with others, keeps for itself, or an AZERTY keyboard gives by AltGr only."""


def clashes(keys: Sequence[Key] = KEYS) -> list[str]:
    """What is wrong with the registry, in words; an empty list is what the test wants."""
    named = [(key, name) for key in keys for name in key.keys]
    problems = [f"{key.act} : « {name} » ne se lie jamais" for key, name in named if _NEVER.fullmatch(name)]
    problems += _twice(keys) + _ungrammatical(keys)
    for key in keys:
        if key.keys and all(name.startswith("alt+") for name in key.keys):
            problems.append(f"{key.act} : Alt ne peut pas être le seul chemin")
        if key.keys == ("escape",) and not any(place in _TYPED_IN for place in key.where):
            problems.append(f"{key.act} : Échap ne peut pas être le seul chemin")
    return problems


def _twice(keys: Sequence[Key]) -> list[str]:
    problems = [f"{key.act} : déclaré deux fois" for number, key in enumerate(keys) if key in keys[:number]]
    seen: dict[tuple[str, str], Key] = {}
    for key in keys:
        for place in key.where:
            for name in key.keys:
                other = seen.setdefault((place, name), key)
                if other is not key:
                    problems.append(f"{place} : « {name} » mène à {other.act} et à {key.act}")
    everywhere = {name: key for (place, name), key in seen.items() if place == EVERYWHERE}
    for (place, name), key in seen.items():
        common = everywhere.get(name)
        if common is not None and place != EVERYWHERE and {common.verb, key.verb} not in _SAME:
            problems.append(f"{place} : « {name} » cache {common.act}")
    return problems


_TYPED_IN = ("form", "box", "search", "palette", "picker", "filter", "new_file", "rooms.finder_fields")
"""Places where letters are text: `q` cannot stand beside Échap there (Ctrl+S, Entrée or ↓ leave them too)."""

_SAME: list[set[str]] = [{verb} for verb in GRAMMAR] + [
    {"back", "close"},
    {"search", "tick"},
    *({"leave", verb} for verb in ("open", "down", "next_field")),
]
"""A place may take over a common key when it means the same there, or when a field has a better use for it."""


def _ungrammatical(keys: Sequence[Key]) -> list[str]:
    problems = []
    meaning: dict[str, str] = {}
    for verb, names in GRAMMAR.items():
        for name in names:
            meaning.setdefault(name, verb)
    for key in keys:
        for name in key.own_keys:
            if name in meaning and {meaning[name], key.verb} not in _SAME:
                problems.append(f"{key.act} : « {name} » veut dire « {meaning[name]} » partout ailleurs")
    return problems
