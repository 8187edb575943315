"""The widgets through their public door: keys, messages, and what the screen shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from realis_tui.domain.fields import FieldSpec, Shown
from realis_tui.domain.refusals import Problem, Unavailable
from realis_tui.drafts import DraftStore
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.widgets import content as ink
from realis_tui.widgets.banner import Banner
from realis_tui.widgets.card import Card, CardTab, FactsPanel, section
from realis_tui.widgets.chart import YearChart
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.empty import EmptyState
from realis_tui.widgets.filter_field import FilterField, ListBar
from realis_tui.widgets.form import DraftKeeper, Form
from realis_tui.widgets.line_input import LineInput
from realis_tui.widgets.picker import Picker
from realis_tui.widgets.record_list import Column, RecordList
from realis_tui.widgets.spans import Span, SpanBars
from realis_tui.widgets.view_tabs import View, ViewTabs
from tests.waiting import until
from tests.widgets.host import FORBIDDEN, HOSTILE, Host, screen_lines, screen_text


@dataclass(frozen=True)
class Item:
    id: int
    name: str


ITEMS = [Item(number, f"Entreprise {number}") for number in range(5000)]
COLUMNS = [
    Column[Item]("name", "Entreprise", lambda row: ink.line(row.name, "bold"), width=18, flex=1, sortable=True),
    Column[Item]("more", "Détail", lambda row: ink.line("détail"), width=30, priority=2),
    Column[Item]("id", "Nº", lambda row: ink.line(row.id), width=6, align="right", priority=1),
]
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)


async def offer(typed: str) -> Sequence[Choice]:
    return [Choice("1", "Vital'Oc", "SAS"), Choice("2", "Vitalité Lez", "association")]


SPECS = [
    FieldSpec("name", Shown("Nom", max_length=40), True),
    FieldSpec("day", Shown("Date", widget="date"), False),
    FieldSpec("form", Shown("Forme", widget="choice", choices=(("sas", "SAS"), ("asso", "Association"))), False),
    FieldSpec("company", Shown("Entreprise", widget="picker", source="companies"), False),
    FieldSpec("shared", Shown("Partageable", widget="check"), False),
    FieldSpec("notes", Shown("Notes", widget="area"), False),
]


def a_form(initial: dict[str, str] | None = None, draft: DraftKeeper | None = None) -> Form:
    return Form(SPECS, initial, suppliers={"companies": offer}, today=lambda: TODAY, draft=draft)


async def test_a_list_keeps_its_cursor_on_the_record_and_asks_for_the_next_page() -> None:
    records = RecordList[Item](COLUMNS)
    host = Host(lambda: [records])
    async with host.run_test(size=(80, 24), message_hook=host.hear) as pilot:
        records.focus()
        records.show(ITEMS[:200], 5000)
        await pilot.press("down", "down", "comma", "down")
        assert records.current == ITEMS[3]
        assert records.marked == [ITEMS[2]]
        records.show([*ITEMS[50:60], *ITEMS[:20]], 30)
        assert records.current == ITEMS[3]
        records.show(ITEMS[:200], 5000)
        await pilot.press("end")
        await pilot.pause()
        assert host.heard(RecordList.NearEnd)
        records.append(ITEMS[200:400])
        assert len(records.rows) == 400
        await pilot.press("enter")
        await pilot.pause()
        assert host.heard(RecordList.Opened)[-1].row == ITEMS[199]  # type: ignore[attr-defined]


async def test_a_key_draws_two_lines_whatever_the_length() -> None:
    drawn: list[int] = []

    def name_of(row: Item) -> Content:
        drawn.append(row.id)
        return ink.line(row.name)

    columns = [Column[Item]("name", "Nom", name_of, width=20)]
    records = RecordList[Item](columns)
    async with Host(lambda: [records]).run_test(size=(80, 24)) as pilot:
        records.focus()
        records.show(ITEMS)
        await pilot.pause()
        drawn.clear()
        await pilot.press("down")
        await pilot.pause()
        assert set(drawn) <= {0, 1}


@pytest.mark.parametrize(("width", "seen"), [(80, True), (45, False)])
async def test_the_least_important_column_hides_first(width: int, seen: bool) -> None:
    records = RecordList[Item](COLUMNS)
    async with Host(lambda: [records]).run_test(size=(width, 24)) as pilot:
        records.show(ITEMS[:5])
        await pilot.pause()
        assert ("Détail" in screen_text(pilot.app)) is seen
        assert "Nº" in screen_text(pilot.app)


async def test_views_and_filter() -> None:
    bar = ListBar((View("a", "Hébergées", 28), View("b", "Sorties", 41)))
    host = Host(lambda: [bar])
    async with host.run_test(size=(80, 24), message_hook=host.hear) as pilot:
        bar.tabs.focus()
        await pilot.press("right")
        assert bar.tabs.current == "b"
        bar.filter.focus_input()
        await pilot.press("q", "x")
        await pilot.pause()
        assert [message.text for message in host.heard(FilterField.FilterChanged)] == ["q", "qx"]  # type: ignore[attr-defined]
        bar.filter.show_error("Rien ne s'appelle « qx ».")
        await pilot.pause()
        assert "Rien ne s'appelle « qx »." in screen_text(pilot.app)
        await pilot.press("escape")
        assert bar.filter.text == ""
        await pilot.press("escape")
        await pilot.pause()
        assert host.heard(FilterField.Left)
        assert host.heard(ViewTabs.Chosen)


async def test_a_form_shows_every_problem_and_the_first_has_the_cursor() -> None:
    host = Host(lambda: [a_form()])
    async with host.run_test(size=(80, 24), message_hook=host.hear) as pilot:
        form = pilot.app.query_one(Form)
        form.focus_field("notes")
        form.show_problems(
            [Problem("name", "Nom à remplir."), Problem("day", "Date passée."), Problem(None, "Non [/].")]
        )
        await pilot.pause()
        shown = screen_text(pilot.app)
        assert all(sentence in shown for sentence in ("Nom à remplir.", "Date passée.", "Non [/]."))
        await pilot.press("A")
        await pilot.pause()
        assert "Nom à remplir." not in screen_text(pilot.app)
        assert form.values()["name"] == "A"
        await pilot.press("ctrl+z")
        assert form.values()["name"] == ""
        await pilot.press("ctrl+y", "enter", *"demain")
        await pilot.pause()
        assert "mardi 24 novembre 2026" in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert host.heard(Form.Submitted)[-1].values["day"] == "demain"  # type: ignore[attr-defined]


async def test_choices_pickers_boxes_and_no_letter_is_an_act() -> None:
    host = Host(lambda: [a_form()])
    async with host.run_test(size=(80, 24), message_hook=host.hear) as pilot:
        form = pilot.app.query_one(Form)
        await pilot.pause()
        form.focus_field("form")
        await pilot.press(*"asso", "tab", *"vita")
        await until(pilot, lambda: form.query(Picker).last().is_open)
        await pilot.press("down", "enter", "n", "space")
        await pilot.pause()
        values = form.values()
        assert (values["form"], values["company"], values["shared"]) == ("asso", "2", "true")
        form.focus_field("company")
        await pilot.press("z")
        await until(pilot, lambda: form.query(Picker).last().is_open)
        await pilot.press("escape", "ctrl+s")
        await pilot.pause()
        assert not host.heard(Form.Submitted)
        assert "n'est pas un choix" in screen_text(pilot.app)


async def test_pastes_are_joined_or_refused_and_said() -> None:
    async with Host(lambda: [a_form()]).run_test(size=(100, 40)) as pilot:
        form = pilot.app.query_one(Form)
        await pilot.pause()
        form.focus_field("name")
        field = form.query(LineInput).first()
        field.post_message(events.Paste("a\nb\x1b\u202e"))
        await pilot.pause()
        assert form.values()["name"] == "a b"
        assert "2 lignes collées" in screen_text(pilot.app)
        field.post_message(events.Paste("y" * 100))
        await pilot.pause()
        assert form.values()["name"] == "a b"
        assert "Trop long" in screen_text(pilot.app)
        form.focus_field("notes")
        await pilot.pause()
        pilot.app.screen.focused.post_message(events.Paste("z" * 200_000))  # type: ignore[union-attr]
        await pilot.pause()
        assert form.values()["notes"] == ""
        assert "100 000 octets" in screen_text(pilot.app)


async def test_what_is_typed_is_in_the_draft_and_comes_back(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, lambda: NOW)
    keeper = DraftKeeper(store, "roux", "companies.edit:12", "Vital'Oc")
    async with Host(lambda: [a_form(draft=keeper)]).run_test(size=(80, 24)) as pilot:
        form = pilot.app.query_one(Form)
        await pilot.pause()
        form.focus_field("name")
        await pilot.press("A", "tab")
        await pilot.app.workers.wait_for_complete()
        await pilot.press("x", "escape")
    found = store.load("roux", "companies.edit:12")
    assert found is not None
    assert found.values["name"] == "A"
    assert found.values["day"] == "x"
    keeper = DraftKeeper(store, "roux", "companies.edit:12")
    async with Host(lambda: [a_form(draft=keeper)]).run_test(size=(80, 24)) as pilot:
        again = pilot.app.query_one(Form)
        await pilot.pause()
        assert again.values()["name"] == "A"
        assert "repris" in screen_text(pilot.app)
        again.saved()
    assert store.list("roux") == []


def test_drafts_are_private_whole_and_apart_for_each_account(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, lambda: NOW)
    store.save("a", "k:1", {"x": "é\n[/]"}, "titre")
    (path,) = tmp_path.glob("*/*.json")
    assert path.stat().st_mode & 0o777 == 0o600
    assert store.load("b", "k:1") is None
    assert [draft.values["x"] for draft in store.list("a")] == ["é\n[/]"]
    path.write_bytes(b"{")
    assert store.load("a", "k:1") is None
    assert store.list("a") == []
    store.delete("a", "k:1")
    store.delete("a", "k:1")


async def test_a_card_builds_and_loads_a_tab_when_it_is_shown() -> None:
    loaded: list[str] = []

    async def facts(panel: FactsPanel) -> None:
        loaded.append("facts")
        panel.show([section("Fiche", [("SIRET", "009"), ("Vide", "")])])

    async def history(panel: FactsPanel) -> None:
        raise Unavailable("La base ne répond pas.", "Réessayez.")

    card = Card([CardTab("f", "Fiche", FactsPanel, facts), CardTab("h", "Historique", FactsPanel, history)])
    async with Host(lambda: [card]).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        card.focus_body()
        assert loaded == ["facts"]
        assert "SIRET" in screen_text(pilot.app)
        assert "Vide" not in screen_text(pilot.app)
        await pilot.press("right")
        await pilot.pause()
        assert card.current == "h"
        assert "La base ne répond pas." in screen_text(pilot.app)


async def test_facts_that_grow_scroll_and_that_shrink_no_longer_do() -> None:
    panel = FactsPanel([section("Fiche", [("SIRET", "009")])])
    long = [section("Fiche", [(f"Ligne {number}", "x") for number in range(60)])]
    async with Host(lambda: [panel]).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "SIRET" in screen_text(pilot.app)
        assert not panel.show_vertical_scrollbar
        panel.show(long)
        await pilot.pause()
        panel.scroll_end(animate=False)
        await pilot.pause()
        assert "Ligne 59" in screen_text(pilot.app)
        assert panel.show_vertical_scrollbar
        panel.show([section("Fiche", [("SIRET", "009")])])
        await pilot.pause()
        assert "SIRET" in screen_text(pilot.app)
        assert not panel.show_vertical_scrollbar


async def test_no_letter_stands_against_the_scrollbar_of_a_long_panel() -> None:
    panel = FactsPanel([section("Fiche", [("Champ", "mot " * 900)])])
    async with Host(lambda: [panel]).run_test(size=(80, 24)) as pilot:
        for width in (80, 61, 80):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert panel.show_vertical_scrollbar
            area = panel.scrollable_content_region
            drawn = [line[area.x : area.right] for line in screen_lines(pilot.app)[area.y : area.bottom]]
            assert any("mot" in line for line in drawn)
            assert all(line[-1:] in ("", " ") for line in drawn)


def held_texts(text: str) -> dict[str, Callable[[], Widget]]:
    """Every widget, holding `text` wherever it can."""
    fields = [
        FieldSpec("n", Shown(text, section=text, hint=text), True),
        FieldSpec("a", Shown(text, widget="area"), False),
    ]
    return {
        "bar": lambda: ListBar((View("a", text, 3),), filter_text=text),
        "banner": Banner,
        "records": lambda: RecordList(
            [Column[Item]("n", text, lambda row: ink.line(row.name), width=30, flex=1)], empty=ink.line(text)
        ),
        "form": lambda: Form(fields, today=lambda: TODAY, initial={"n": text, "a": text}, title=ink.line(text)),
        "empty": lambda: EmptyState(text, text, text),
        "chart": lambda: YearChart([(2024, 1.0), (2026, 3.0)], read=lambda value: text),
        "spans": lambda: SpanBars([Span(text, TODAY, None)], TODAY),
        "picker": lambda: Picker(offer, Choice("1", text, text)),
        "facts": lambda: FactsPanel([section(text, [(text, text)])]),
        "highlight": lambda: Static(ink.highlight(text, ["x"])),
    }


@pytest.mark.parametrize("kind", list(held_texts("")))
@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_shown_as_text_everywhere(text: str, kind: str) -> None:
    async with Host(lambda: [held_texts(text)[kind]()]).run_test(size=(80, 24)) as pilot:
        widget = pilot.app.query_one(Host.HELD, Widget)
        if isinstance(widget, RecordList):
            widget.show([Item(1, text)])
        if isinstance(widget, Banner):
            widget.say(text, text)
        if isinstance(widget, Form):
            widget.show_problems([Problem("n", text), Problem(None, text)])
            widget.set_note("n", ink.text(text))
        await pilot.pause()
        lines = screen_lines(pilot.app)
        assert not any(character in line for line in lines for character in FORBIDDEN)
        if text.startswith("["):
            assert text in "\n".join(lines)


async def test_a_choice_dialog_answers_what_was_chosen() -> None:
    answers: list[Choice | None] = []
    async with Host(lambda: []).run_test(size=(80, 24)) as pilot:
        pilot.app.push_screen(ChoiceDialog("[/] Salle", [Choice("1", "Lez"), Choice("2", "[/nope]")]), answers.append)
        await pilot.pause()
        assert "[/nope]" in screen_text(pilot.app)
        await pilot.press("down", "enter")
    assert answers == [Choice("2", "[/nope]")]


LONG = "▲ L'accompagnement a pris fin : une prolongation se décide avant la fin, par une décision datée du comité."


@pytest.mark.parametrize("size", [(80, 24), (150, 40)])
async def test_a_choice_says_all_it_has_to_say(size: tuple[int, int]) -> None:
    choices = [Choice("1", "suspendre", "demande : date"), Choice("2", "prolonger", LONG)]
    async with Host(lambda: []).run_test(size=size) as pilot:
        pilot.app.push_screen(ChoiceDialog("Étape", choices))
        await pilot.pause()
        await pilot.press("down")
        await pilot.pause()
        assert all(word in screen_text(pilot.app) for word in LONG.split())
        before = pilot.app.screen.query_one("#box").region
        await pilot.press("up")
        await pilot.pause()
        assert pilot.app.screen.query_one("#box").region == before


def test_small_drawings() -> None:
    assert ink.sparkline([1, None, 8]).plain == "▁·█"
    assert ink.meter(6, 12, 6, "6/12 h").plain == "▇▇▇▁▁▁ 6/12 h"
    assert ink.progress(0.5, 12).plain == "├━━━━━─────┤ 50\u202f%"
    assert ink.truncate(Content("Éçœ🌻🌻"), 5).cell_length == 5
    marked = ink.highlight("Hébergée 06\u202f39\u202f98\u202f12\u202f34", ["heberg", "399812"])
    assert [marked.plain[span.start : span.end] for span in marked.spans] == ["Héberg", "39\u202f98\u202f12"]
    ink.use_plain_signs(True)
    assert ink.sign("late").plain == "!"
    ink.use_plain_signs(False)
