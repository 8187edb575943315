"""The key registry: its grammar, what is never bound, and a footer that is whole at 80 columns."""

import pytest
from rich.cells import cell_len

from realis_tui import keys
from realis_tui.keys import EVERYWHERE, KEYS, Key

PLACES = sorted({place for key in KEYS for place in key.where})


def test_the_registry_has_no_clash() -> None:
    assert keys.clashes() == []


@pytest.mark.parametrize(
    "name",
    [
        "ctrl+i",
        "ctrl+m",
        "ctrl+h",
        "ctrl+j",
        "ctrl+space",
        "ctrl+left_square_bracket",
        "ctrl+shift+a",
        "ctrl+alt+e",
        "ctrl+1",
        "ctrl+enter",
        "ctrl+tab",
        "ctrl+pageup",
        "alt+enter",
        "f10",
        "f12",
        "1",
        "left_square_bracket",
        "backslash",
        "grave_accent",
        "at",
    ],
)
def test_what_is_never_bound_is_refused(name: str) -> None:
    assert keys.clashes([Key("x", "new", "x", "x", own_keys=(name,))])


def test_a_letter_means_the_same_everywhere() -> None:
    assert keys.clashes([Key("x", "erase", "x", "x", where=("a",), own_keys=("n",))])


def test_two_acts_on_one_key_clash() -> None:
    both = [Key("x", "new", "x", "x", where=("a",)), Key("y", "new", "y", "y", where=("a",))]
    assert keys.clashes(both)


def test_alt_is_never_the_only_way() -> None:
    assert keys.clashes([Key("x", "fold", "x", "x", where=("a",), own_keys=("alt+z",))])


def test_act_ids_are_unique_and_every_place_has_a_way_back_or_out() -> None:
    assert len({key.act for key in KEYS}) == len(KEYS)
    assert all(key.help and key.label for key in KEYS)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [80, 120, 150, 200])
def test_the_footer_is_never_clipped(place: str, width: int) -> None:
    shown = keys.footer_for(place, width)
    line = " " + "   ".join(f"{key} {label}" for key, label in shown)
    assert cell_len(line) <= width
    if width == 80:
        assert len(shown) <= 6
        kept = [key for key in (*keys.keys_at(place), *keys.keys_at(EVERYWHERE)) if key.kept and key.keys]
        assert {keys.shown(key.keys[0]) for key in kept} <= {key for key, _ in shown}


def test_letters_are_bound_in_both_cases() -> None:
    bound = {part for binding in keys.bindings_for("companies.list") for part in binding.key.split(",")}  # type: ignore[union-attr]
    assert {"n", "N"} <= bound


def test_no_bare_letter_in_a_form() -> None:
    for place in ("form", "form.lines", "search", "sign_in", "lock", "palette"):
        for key in keys.keys_at(place):
            assert not any(len(name) == 1 for name in key.keys), key.act


def test_keys_as_people_read_them() -> None:
    shown = [keys.shown(name) for name in ("ctrl+z", "escape", "f1", "space", "n", "question_mark", "shift+tab")]
    assert shown == ["Ctrl+Z", "Échap", "F1", "Espace", "n", "?", "Maj+Tab"]


def test_a_person_may_remap() -> None:
    assert keys.keymap({"companies.create": "u", "unknown": "z", "frame.help": ""}) == {"companies.create": "u,U"}
