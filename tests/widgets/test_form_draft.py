"""The draft of a form: what it may hold, when it is offered, how old it is, and a disk that refuses."""

import asyncio
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from realis_tui.domain.fields import FieldSpec, Shown
from realis_tui.drafts import Draft, DraftStore
from realis_tui.widgets.form import DraftKeeper, DraftTold, Form
from tests.widgets.host import Host, screen_text

NOW = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
SPECS = [
    FieldSpec("name", Shown("Nom"), True),
    FieldSpec("word", Shown("Phrase secrète", secret=True), False),
    FieldSpec("notes", Shown("Notes", widget="area"), False),
]


class FullDisk(DraftStore):
    """Refuses every write while it is full."""

    full = True

    def save(self, account: str, key: str, values: Any, title: str = "") -> Draft:
        if self.full:
            raise OSError(28, "No space left on device")
        return super().save(account, key, values, title)


def keeper(store: DraftStore) -> DraftKeeper:
    return DraftKeeper(store, "roux", "companies.edit:12", "Vital'Oc")


def host(draft: DraftKeeper | None) -> Host:
    return Host(lambda: [Form(SPECS, today=lambda: date(2026, 11, 23), draft=draft)])


async def typed(pilot: Pilot[Any], name: str, text: str) -> Form:
    form = pilot.app.query_one(Form)
    await pilot.pause()
    form.focus_field(name)
    await pilot.press(*text)
    return form


async def left(pilot: Pilot[Any]) -> None:
    """To the next field: the draft is written at once."""
    await pilot.press("tab")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_a_day_said_by_a_word_is_kept_as_that_day(tmp_path: Path) -> None:
    # Defect: « demain » came back the day after, and meant another day.
    store = DraftStore(tmp_path, lambda: NOW)
    specs = [FieldSpec("on", Shown("Date", widget="date"), True), FieldSpec("until", Shown("Au", widget="date"), False)]
    form = Host(lambda: [Form(specs, today=lambda: date(2026, 11, 23), draft=keeper(store))])
    async with form.run_test(size=(100, 40)) as pilot:
        await typed(pilot, "on", "demain")
        await left(pilot)
        await typed(pilot, "until", "un jour")
        await left(pilot)
    kept = store.load("roux", "companies.edit:12")
    assert kept is not None
    assert (kept.values["on"], kept.values["until"]) == ("24/11/2026", "un jour")


async def test_a_secret_is_in_no_draft(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, lambda: NOW)
    async with host(keeper(store)).run_test() as pilot:
        await typed(pilot, "name", "Ada")
        await typed(pilot, "word", "garrigue")
        await left(pilot)
    (path,) = tmp_path.glob("*/*.json")
    assert "Ada" in path.read_text()
    assert "garrigue" not in path.read_text()
    async with host(keeper(store)).run_test() as pilot:
        await pilot.pause()
        assert pilot.app.query_one(Form).values() == {"name": "Ada", "word": "", "notes": ""}


async def test_a_form_of_which_only_the_secret_was_typed_brings_no_draft_back(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, lambda: NOW)
    async with host(keeper(store)).run_test() as pilot:
        await typed(pilot, "word", "garrigue")
        await left(pilot)
    async with host(keeper(store)).run_test() as pilot:
        await pilot.pause()
        assert "repris" not in screen_text(pilot.app)


async def test_the_draft_is_dated_by_the_clock_it_is_given(tmp_path: Path) -> None:
    moments = iter([NOW, datetime(2027, 1, 2, 3, 4, tzinfo=UTC)])
    store = DraftStore(tmp_path, lambda: next(moments))
    for text, said in (("A", "Brouillon du 23/11 à 09:42 repris."), ("B", "Brouillon du 02/01 à 04:04 repris.")):
        async with host(keeper(store)).run_test() as pilot:
            await typed(pilot, "name", text)
            await left(pilot)
        async with host(keeper(store)).run_test() as pilot:
            await pilot.pause()
            assert said in screen_text(pilot.app)


async def test_abandoning_is_offered_only_for_a_draft_that_was_found(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, lambda: NOW)
    async with host(keeper(store)).run_test() as pilot:
        form = await typed(pilot, "name", "Ada")
        assert "ctrl+r" not in pilot.app.screen.active_bindings
        await pilot.press("ctrl+r")
        assert form.values()["name"] == "Ada"
        await left(pilot)
    async with host(keeper(store)).run_test() as pilot:
        form = await typed(pilot, "notes", "")
        assert pilot.app.screen.active_bindings["ctrl+r"].enabled
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert form.values()["name"] == ""
        assert "repris" not in screen_text(pilot.app)
        assert "ctrl+r" not in pilot.app.screen.active_bindings
    assert store.list("roux") == []


async def test_what_is_taken_back_whole_leaves_no_draft(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, lambda: NOW)
    async with host(keeper(store)).run_test() as pilot:
        await typed(pilot, "name", "A")
        await left(pilot)
        assert [draft.values["name"] for draft in store.list("roux")] == ["A"]
        await typed(pilot, "name", "")
        await pilot.press("backspace")
        await left(pilot)
    assert store.list("roux") == []


async def test_a_disk_that_refuses_is_said_once_and_nothing_leaves_the_screen(tmp_path: Path) -> None:
    store = FullDisk(tmp_path, lambda: NOW)
    held = host(keeper(store))
    async with held.run_test(message_hook=held.hear) as pilot:
        form = await typed(pilot, "name", "Ada")
        await left(pilot)
        await typed(pilot, "name", "x")
        await left(pilot)
        told = held.heard(DraftTold)
        assert [message.failed for message in told] == [True]  # type: ignore[attr-defined]
        assert "le disque refuse" in screen_text(pilot.app)
        assert form.values()["name"].endswith("x")
        store.full = False
        await typed(pilot, "notes", "y")
        await pilot.press("tab")
        await left(pilot)
        assert "brouillon gardé à 09:42" in screen_text(pilot.app)
    assert store.list("roux")[0].values["notes"] == "y"


async def test_leaving_with_a_disk_that_refuses_leaves_all_the_same(tmp_path: Path) -> None:
    held = host(keeper(FullDisk(tmp_path, lambda: NOW)))
    async with held.run_test(message_hook=held.hear) as pilot:
        form = await typed(pilot, "name", "Ada")
        form.flush_draft()
        await pilot.press("escape")
        await pilot.pause()
        assert held.heard(Form.Cancelled)


async def test_a_form_saved_while_its_draft_is_being_written_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DraftStore(tmp_path, lambda: NOW)
    kept = keeper(store)
    kept.note({"name": "Ada"})
    save, begun, go_on = store.save, threading.Event(), threading.Event()

    def slow(*args: Any) -> Draft:
        begun.set()
        go_on.wait(10)
        return save(*args)

    monkeypatch.setattr(store, "save", slow)
    writing = asyncio.create_task(kept.save())
    await asyncio.to_thread(begun.wait, 10)
    forgetting = asyncio.create_task(asyncio.to_thread(kept.forget))
    await asyncio.wait({forgetting}, timeout=0.05)
    go_on.set()
    await asyncio.gather(writing, forgetting)
    assert store.list("roux") == []


async def test_a_draft_never_brings_back_what_was_not_typed_in_it(tmp_path: Path) -> None:
    """Another desk has saved the card since: its name and its notes stand, and a clash is said under the field."""
    store = DraftStore(tmp_path, lambda: NOW)

    def form(**initial: str) -> Host:
        return Host(lambda: [Form(SPECS, initial, today=lambda: date(2026, 11, 23), draft=keeper(store))])

    async with form(name="Vital'Oc", notes="vu le 3").run_test() as pilot:
        await typed(pilot, "name", "!")
        await left(pilot)
    async with form(name="Vital'Oc", notes="vu le 3, rappeler").run_test() as pilot:
        await pilot.pause()
        assert pilot.app.query_one(Form).values() == {"name": "!", "word": "", "notes": "vu le 3, rappeler"}
        assert "a changé depuis" not in screen_text(pilot.app)
    async with form(name="Vital'Oc SCIC", notes="").run_test() as pilot:
        await pilot.pause()
        assert pilot.app.query_one(Form).values() == {"name": "!", "word": "", "notes": ""}
        assert "Enregistré depuis : Vital'Oc SCIC" in screen_text(pilot.app)
