"""A picker: answers that come too late, its lines at the edge of the screen, and the list under the mouse."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from textual import events
from textual.containers import Vertical
from textual.widgets import Static

from realis_tui.widgets.choices import Choice
from realis_tui.widgets.picker import Picker
from realis_tui.widgets.picker_menu import PickerMenu
from tests.widgets.host import Host, screen_lines, screen_text

NAMES = ("Vital'Oc", "Vitalité Lez", "Vitrine", "Boucl'Verre")


class Slow:
    """A supplier that answers each letter when it is told to."""

    def __init__(self) -> None:
        self.answers: dict[str, asyncio.Event] = {}

    async def __call__(self, typed: str) -> Sequence[Choice]:
        answer = self.answers.setdefault(typed, asyncio.Event())
        try:
            await answer.wait()
        except asyncio.CancelledError:
            # A data base does not always hear that nobody waits any more: it answers all the same.
            await answer.wait()
        return [Choice(typed, f"réponse à {typed}")]


async def at_once(typed: str) -> Sequence[Choice]:
    return [Choice(name, name, "association") for name in NAMES]


async def typing(pilot: Any, picker: Picker, text: str) -> None:
    picker.input.focus()
    await pilot.press(*text)
    await pilot.pause()


async def offered(pilot: Any, picker: Picker, text: str) -> None:
    """Type, and wait for the choices."""
    await typing(pilot, picker, text)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    assert picker.is_open


async def test_an_answer_that_comes_after_newer_letters_is_dropped() -> None:
    slow = Slow()
    picker = Picker(slow)
    async with Host(lambda: [picker]).run_test(size=(80, 24)) as pilot:
        await typing(pilot, picker, "ab")
        slow.answers["ab"].set()
        await pilot.pause()
        assert "réponse à ab" in screen_text(pilot.app)
        slow.answers["a"].set()
        await pilot.pause()
        assert [choice.value for choice in picker.menu.choices] == ["ab"]
        assert "réponse à ab" in screen_text(pilot.app)


async def test_an_answer_that_comes_once_the_field_is_left_or_closed_opens_nothing() -> None:
    slow = Slow()
    picker = Picker(slow)
    async with Host(lambda: [picker, Picker(at_once, id="other")]).run_test(size=(80, 24)) as pilot:
        await typing(pilot, picker, "a")
        await pilot.press("escape")
        picker.close()
        slow.answers["a"].set()
        await pilot.pause()
        assert not picker.is_open
        await typing(pilot, picker, "b")
        pilot.app.query_one("#other", Picker).input.focus()
        slow.answers["ab"].set()
        await pilot.pause()
        assert not picker.is_open


async def test_enter_waits_for_the_lines_of_what_is_typed_and_takes_one_of_them() -> None:
    slow = Slow()
    picker = Picker(slow)
    async with Host(lambda: [picker]).run_test(size=(80, 24)) as pilot:
        await typing(pilot, picker, "a")
        slow.answers["a"].set()
        await pilot.pause()
        await pilot.press("b")
        pilot.app.post_message(events.Key("enter", None))
        await asyncio.sleep(0)
        assert picker.chosen is None
        slow.answers["ab"].set()
        await pilot.pause()
        assert picker.value == "ab"
        assert not picker.is_open


async def test_lines_that_never_come_are_not_replaced_by_those_of_other_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("realis_tui.widgets.picker.PATIENCE", 0.01)
    slow = Slow()
    picker = Picker(slow)
    async with Host(lambda: [picker]).run_test(size=(80, 24)) as pilot:
        await typing(pilot, picker, "a")
        slow.answers["a"].set()
        await pilot.pause()
        await pilot.press("b", "enter")
        assert picker.chosen is None
        assert picker.value == "ab"
        assert not picker.is_open


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 10)])
async def test_at_the_bottom_of_the_screen_the_lines_open_over_the_field(size: tuple[int, int]) -> None:
    picker = Picker(at_once)
    host = Host(lambda: [Vertical(Static("\n" * (size[1] - 2)), picker)])
    async with host.run_test(size=size) as pilot:
        await pilot.pause()
        await offered(pilot, picker, "v")
        menu = picker.query_one(PickerMenu)
        assert pilot.app.screen.region.contains_region(menu.region)
        assert not menu.region.overlaps(picker.input.region), "what is typed stays in sight"
        shown = screen_lines(pilot.app)
        assert all(any(name in line for line in shown) for name in NAMES)
        await pilot.press("down", "enter")
        assert picker.value == NAMES[1]


async def test_a_click_takes_a_line() -> None:
    picker = Picker(at_once)
    async with Host(lambda: [picker]).run_test(size=(80, 24)) as pilot:
        await offered(pilot, picker, "v")
        await pilot.click(PickerMenu, offset=(4, 2))
        assert picker.value == NAMES[2]


async def test_a_paste_in_a_picker_is_what_is_typed() -> None:
    picker = Picker(at_once)
    async with Host(lambda: [picker]).run_test(size=(80, 24)) as pilot:
        picker.input.focus()
        picker.input.post_message(events.Paste("Vital'Oc\n\n"))
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert picker.input.value == "Vital'Oc"
        assert picker.is_open


async def weakly(typed: str) -> Sequence[Choice]:
    return [Choice("1", "Grain d'Oc Partagé", "contact : Vidal", weak=True), Choice("2", "Extérieur : vital")]


async def test_a_line_found_by_something_else_than_its_name_is_chosen_by_the_arrows_only() -> None:
    picker = Picker(weakly)
    async with Host(lambda: [picker]).run_test(size=(80, 24)) as pilot:
        for key in ("tab", "enter"):
            await offered(pilot, picker, "vital")
            assert picker.menu.current is None
            await pilot.press(key)
            assert picker.chosen is None and picker.input.value == "vital" and not picker.is_open
            picker.input.value = ""
            await pilot.pause()
        await offered(pilot, picker, "vital")
        await pilot.press("down", "enter")
        assert picker.value == "1"


async def test_up_from_no_line_goes_to_the_last() -> None:
    picker = Picker(weakly)
    async with Host(lambda: [picker]).run_test(size=(80, 24)) as pilot:
        await offered(pilot, picker, "vital")
        await pilot.press("up", "enter")
        assert picker.value == "2"
