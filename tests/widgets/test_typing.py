"""What is typed and pasted in each kind of field: digits of an AZERTY keyboard, several lines, a megabyte."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from textual import events

from realis_tui.domain.fields import FieldSpec, Shown
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.filter_field import FilterField, ListBar
from realis_tui.widgets.form import Form
from realis_tui.widgets.picker import Picker
from tests.waiting import until
from tests.widgets.host import FORBIDDEN, Host, screen_text

MEGABYTE = "Ligne é[/]\x1b[31m\n" * 62_000


async def offer(typed: str) -> Sequence[Choice]:
    return [Choice("1", "Vital'Oc")]


SPECS = [
    FieldSpec("name", Shown("Nom"), True),
    FieldSpec("word", Shown("Phrase", secret=True), False),
    FieldSpec("contact_phone", Shown("Téléphone"), False),
    FieldSpec("count", Shown("Nombre", widget="number"), False),
    FieldSpec("day", Shown("Date", widget="date"), False),
    FieldSpec("price", Shown("Prix", widget="money"), False),
    FieldSpec("form", Shown("Forme", widget="choice", choices=(("sas", "SAS"), ("asso", "Association"))), False),
    FieldSpec("company", Shown("Entreprise", widget="picker", source="companies"), False),
    FieldSpec("shared", Shown("Partageable", widget="check"), False),
    FieldSpec("notes", Shown("Notes", widget="area"), False),
]
LINES = ["name", "word", "contact_phone", "count", "day", "price", "form", "company"]


def host() -> Host:
    return Host(lambda: [Form(SPECS, today=lambda: date(2026, 11, 23), suppliers={"companies": offer})])


async def in_field(pilot: Any, name: str) -> Form:
    form: Form = pilot.app.query_one(Form)
    await pilot.pause()
    form.focus_field(name)
    await pilot.pause()
    return form


async def paste(pilot: Any, text: str) -> None:
    pilot.app.screen.focused.post_message(events.Paste(text))
    await pilot.pause()


def strike(pilot: Any, text: str) -> None:
    """The keys as a terminal gives them, signs and accents too."""
    for char in text:
        pilot.app.screen.focused.post_message(events.Key(char, char))


@pytest.mark.parametrize("name", ["contact_phone", "count"])
async def test_the_top_row_of_an_azerty_keyboard_gives_digits(name: str) -> None:
    async with host().run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, name)
        strike(pilot, "à&é\"'(-è_ç")
        await pilot.pause()
        assert form.values()[name] == "0123456789"
        await pilot.press("ctrl+z")
        assert form.values()[name] == "012345678"


@pytest.mark.parametrize(
    ("struck", "held"),
    [("04-67-58", "04-67-58"), ("à'-è", "0467"), ("+33(0)4", "+33(0)4"), ("04é7", "0427"), ("1,5", "1,5")],
)
async def test_signs_among_digits_typed_as_such_stay_signs(struck: str, held: str) -> None:
    async with host().run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, "contact_phone")
        strike(pilot, struck)
        await pilot.pause()
        assert form.values()["contact_phone"] == held


async def test_a_digit_takes_the_place_of_what_is_selected_and_no_more_than_fits() -> None:
    specs = [FieldSpec("count", Shown("Nombre", widget="number", max_length=3), False)]
    held = Host(lambda: [Form(specs, {"count": "987"}, today=lambda: date(2026, 11, 23))])
    async with held.run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, "count")
        strike(pilot, "&é\"'")
        await pilot.pause()
        assert form.values()["count"] == "123"
        assert "3 caractères au plus" in screen_text(pilot.app)


async def test_elsewhere_an_accent_is_an_accent() -> None:
    async with host().run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, "name")
        strike(pilot, "L'été-là")
        await pilot.pause()
        assert form.values()["name"] == "L'été-là"


@pytest.mark.parametrize("name", LINES)
async def test_several_lines_pasted_in_one_are_joined_and_said(name: str) -> None:
    async with host().run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, name)
        await paste(pilot, "\nun\r\n\r\n deux\ttrois \x1b\n")
        assert form.values()[name] == "un deux trois"
        if name in ("form", "company"):
            # The choices come over what is said under the field: they say it too.
            await until(pilot, lambda: any(picker.is_open for picker in form.query(Picker)))
            await pilot.pause()
        assert "2 lignes collées, jointes par des espaces." in screen_text(pilot.app)
        await pilot.press("ctrl+z")
        assert form.values()[name] == ""


@pytest.mark.parametrize("name", [spec.name for spec in SPECS])
async def test_a_megabyte_is_refused_in_a_sentence_and_the_field_goes_on(name: str) -> None:
    async with host().run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, name)
        before = form.values()
        await paste(pilot, MEGABYTE)
        assert form.values() == before
        shown = screen_text(pilot.app)
        assert not any(sign in shown for sign in FORBIDDEN)
        if name != "shared":
            assert "Rien n'a été" in shown
            await pilot.press("1")
            assert form.values()[name] == "1"


async def test_a_megabyte_in_a_filter_is_refused_whole_in_sight() -> None:
    bar = ListBar()
    async with Host(lambda: [bar]).run_test(size=(80, 24)) as pilot:
        bar.filter.focus_input()
        await pilot.pause()
        await paste(pilot, MEGABYTE)
        assert bar.filter.text == ""
        assert "Rien n'a été collé." in screen_text(pilot.app)


@pytest.mark.parametrize("width", [60, 80, 120, 150])
async def test_all_that_is_said_of_a_filter_can_be_read(width: int) -> None:
    sentence = "Le champ « naissance » n'existe pas ici : il y a " + ", ".join(f"champ{i}" for i in range(20)) + "."
    bar = ListBar()
    async with Host(lambda: [bar]).run_test(size=(width, 24)) as pilot:
        bar.query_one(FilterField).show_error(sentence)
        await pilot.pause()
        assert sentence in " ".join(screen_text(pilot.app).split())
        bar.query_one(FilterField).show_error("")
        await pilot.pause()
        assert bar.size.height == 1


@pytest.mark.parametrize("name", LINES)
async def test_all_is_chosen_and_replaced_by_what_is_typed_next(name: str) -> None:
    async with host().run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, name)
        await paste(pilot, "99")
        await pilot.press("ctrl+a", "1")
        assert form.values()[name] == "1"


@pytest.mark.parametrize(("struck", "held"), [("-3", "-3"), ("-é", "62"), ('-"', "63"), ("(é", "52"), ("3-", "3-")])
async def test_a_first_sign_is_told_by_what_follows(struck: str, held: str) -> None:
    async with host().run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, "count")
        strike(pilot, struck)
        await pilot.pause()
        assert form.values()["count"] == held


async def test_the_enter_that_takes_a_line_does_not_save() -> None:
    saved: list[object] = []
    specs = [spec for spec in SPECS if spec.name in ("name", "form")]

    class Saving(Host):
        def on_form_submitted(self, event: Form.Submitted) -> None:
            saved.append(event)

    async with Saving(lambda: [Form(specs, today=lambda: date(2026, 11, 23))]).run_test(size=(100, 40)) as pilot:
        form = await in_field(pilot, "form")
        await pilot.press("s", "a", "s")
        await until(pilot, lambda: form.query_one(Picker).is_open)
        await pilot.press("enter")
        await pilot.pause()
        assert (form.values()["form"], saved) == ("sas", [])
        await pilot.press("enter")
        await pilot.pause()
        assert len(saved) == 1
