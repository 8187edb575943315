"""`y`: what a desk pastes elsewhere, digits without spaces, from the list and from the card."""

from pathlib import Path
from typing import Any

import pytest

from realis_tui.app import RealisApp
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.parts import identity_sections
from realis_tui.screens.companies.plans import copies
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.companies.papers import AddDocument, add_document
from realis_tui.usecases.door import Door
from tests.screens.on_base import SIZES, door_of, press, running, settled, shown
from tests.usecases.companies_steps import card, create

WANTED = {
    "téléphone de Marion Roux": "0639981234",
    "téléphone": "0639982345",
    "courriel de Marion Roux": "marion@exemple.invalid",
    "courriel": "contact@exemple.invalid",
    "SIRET": "00901111500012",
    "SIREN": "009011115",
}
THIN = "\u00a0\u2009\u202f "


@pytest.fixture
def base(sqlite_base: Path) -> Path:
    door = door_of(sqlite_base)
    request = CreateCompany(
        name="Vélomistrau",
        siret="009 011 115 00012",
        phone="06 39 98 23 45",
        email="contact@exemple.invalid",
        contact_name="Marion Roux",
        contact_phone="06 39 98 12 34",
        contact_email="marion@exemple.invalid",
        address="3 rue de la Loge",
        postcode="34000",
        city="Montpellier",
        state="prospect",
    )
    door.perform(create_company, request)
    door.database.close()
    return sqlite_base


async def at_place(app: RealisApp, pilot: Any, place: str) -> None:
    """On the list with all the companies, or on the card of the first one."""
    await app.screen.created(1)  # type: ignore[attr-defined]
    await settled(pilot)
    if place == "card":
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and "Vélomistrau" in shown(app))


@pytest.mark.parametrize("place", ["list", "card"])
@pytest.mark.parametrize("size", SIZES)
async def test_what_is_offered_is_copied_without_spaces(base: Path, size: tuple[int, int], place: str) -> None:
    async with running(base, size) as (app, pilot):
        await at_place(app, pilot, place)
        for rank, (label, value) in enumerate(WANTED.items()):
            await press(pilot, "y")
            await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
            assert label in shown(app)
            await press(pilot, *["down"] * rank, "enter")
            await settled(pilot, lambda: not isinstance(app.screen, ChoiceDialog))
            assert app.clipboard == value
            assert not set(THIN) & set(app.clipboard)
            assert f"Copié : {value}" in shown(app)


async def test_leaving_copies_nothing(base: Path) -> None:
    async with running(base) as (app, pilot):
        await at_place(app, pilot, "list")
        app.copy_to_clipboard("avant")
        await press(pilot, "Y", "escape")
        assert app.clipboard == "avant"


def test_where_a_document_is(sqlite_door: Door) -> None:
    """A link cannot be opened from a terminal far away: it is copied."""
    company = create(sqlite_door).company_id
    link = AddDocument(company_id=company, title="Statuts", location="/partage/statuts.pdf")
    sqlite_door.perform(add_document, link)
    offered = [(choice.value, choice.label) for choice in copies(card(sqlite_door, company))]
    assert ("/partage/statuts.pdf", "Statuts") in offered


def test_a_siren_is_not_shown_as_a_siret(sqlite_door: Door) -> None:
    company = create(sqlite_door, "BioLoc", siren="009 014 440").company_id
    said = " ".join(part.body.plain for part in identity_sections(card(sqlite_door, company)))
    assert "SIREN" in said and "SIRET" not in said
