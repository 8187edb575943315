"""What the years leave on a card, by keys: figures, yearly review, documents, people.

What `j` and `x` refuse, and choosing whom to call, are in `test_people`.
"""

from datetime import date
from pathlib import Path

import pytest

from realis_tui.domain.milestones import ReviewKind
from realis_tui.usecases.companies.figures import SetFigures, set_figures
from realis_tui.usecases.companies.papers import AddDocument, add_document
from realis_tui.usecases.door import Door
from tests.screens.on_base import press, running, settled, typed
from tests.screens.on_card import at_card, form_of, refused_under, saved, seen_in, type_in
from tests.usecases.companies_steps import card, create, enter

pytestmark = pytest.mark.full  # long; the journeys and the use cases hold these acts in every run


@pytest.fixture
def company(sqlite_door: Door) -> int:
    return create(sqlite_door, contact_name="Marion Delmas").company_id


async def test_the_figures_of_a_year_to_come_are_refused(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = await at_card(app, pilot, company, "figures")
        await press(pilot, "n")
        await type_in(app, pilot, "fte", "7,5")
        await type_in(app, pilot, "turnover_cents", "310 k")
        await type_in(app, pilot, "year", "2027")
        assert "L'année va de 1990 à 2026." in await refused_under(app, pilot, "year")
        assert (form_of(app).values()["fte"], form_of(app).values()["turnover_cents"]) == ("7,5", "310 k")
        assert not card(sqlite_door, company).figures
        await type_in(app, pilot, "year", "2025")
        await saved(pilot, screen)
        assert "2025 7,5 310 k€" in seen_in(app)
        made = card(sqlite_door, company).figures[0]
        assert (made.year, made.fte_hundredths, made.turnover_cents) == (2025, 750, 31_000_000)
        assert made.grants_cents is None
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and not screen.card.figures)
    assert not card(sqlite_door, company).figures


async def test_the_palette_enters_the_figures_of_a_year(sqlite_base: Path, company: int) -> None:
    # Defect: the tab was drawn before it was mounted, and the program ended.
    async with running(sqlite_base) as (app, pilot):
        await at_card(app, pilot, company)
        await press(pilot, "ctrl+p", *typed("saisir les chiffres"), "enter")
        assert "Vélomistrau : chiffres d'une année" in seen_in(app)


async def test_a_year_known_is_corrected_on_its_line(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    sqlite_door.perform(set_figures, SetFigures(company_id=company, year=2025, turnover_cents=1_000))
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "figures")
        await press(pilot, "e")
        await type_in(app, pilot, "volunteers", "12")
        await type_in(app, pilot, "grants_cents", "-5")
        assert "Un nombre négatif n'a pas de sens ici." in await refused_under(app, pilot, "grants_cents")
        assert form_of(app).values()["volunteers"] == "12"
        assert card(sqlite_door, company).figures[0].volunteers is None
        await type_in(app, pilot, "grants_cents", "5 000,50")
        await saved(pilot, screen)
        assert "2025 – 10 € – 5 k€ – 12" in seen_in(app)
        now = card(sqlite_door, company).figures[0]
        assert (now.turnover_cents, now.grants_cents, now.volunteers) == (1_000, 500_050, 12)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.figures[0].volunteers is None)
    assert card(sqlite_door, company).figures[0].grants_cents is None


async def test_a_year_deleted_comes_back(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    sqlite_door.perform(set_figures, SetFigures(company_id=company, year=2025, turnover_cents=1_000))
    before = card(sqlite_door, company).figures
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "figures")
        await press(pilot, "d")
        await settled(pilot, lambda: screen.card is not None and not screen.card.figures)
        assert "Chiffres 2025 supprimés · Ctrl+Z pour annuler" in seen_in(app)
        assert not card(sqlite_door, company).figures
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and bool(screen.card.figures))
        assert "2025 – 10 €" in seen_in(app)
    back = card(sqlite_door, company).figures
    assert [(row.year, row.turnover_cents) for row in back] == [(row.year, row.turnover_cents) for row in before]


async def test_a_yearly_review_is_noted_once_done(sqlite_base: Path, sqlite_door: Door) -> None:
    company = enter(sqlite_door, date_entree="15/01/2025")
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "reviews")
        await press(pilot, "n")
        await type_in(app, pilot, "summary", "Un premier emploi")
        await type_in(app, pilot, "done_on", "31/02/2026")
        said = await refused_under(app, pilot, "done_on")
        assert "Le 31/02/2026 n'existe pas : février 2026 a 28 jours." in said
        assert form_of(app).values()["summary"] == "Un premier emploi"
        assert card(sqlite_door, company).reviews[0].done_on is None
        await type_in(app, pilot, "done_on", "20/02/2026")
        await saved(pilot, screen)
        assert "Bilan de 1ʳᵉ année 15 janv. 2026 20 févr. 2026 Un premier emploi" in seen_in(app)
        first = card(sqlite_door, company).reviews[0]
        assert (first.kind, first.rank, first.done_on) == (ReviewKind.YEARLY, 1, date(2026, 2, 20))
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.reviews[0].done_on is None)
    assert card(sqlite_door, company).reviews[0].summary is None


async def test_a_document_is_linked_by_where_it_is(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "documents")
        await press(pilot, "n")
        await type_in(app, pilot, "title", "Statuts 2024")
        assert "« Chemin ou adresse » est à remplir." in await refused_under(app, pilot, "location")
        assert form_of(app).values()["title"] == "Statuts 2024"
        assert not card(sqlite_door, company).documents
        await type_in(app, pilot, "location", "/partage/statuts.pdf")
        await saved(pilot, screen)
        assert "Statuts 2024" in seen_in(app) and "/partage/statuts.pdf" in seen_in(app)
        made = card(sqlite_door, company).documents[0]
        assert (made.title, made.location, made.dated) == ("Statuts 2024", "/partage/statuts.pdf", None)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and not screen.card.documents)
    assert not card(sqlite_door, company).documents


async def test_a_document_unlinked_comes_back(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    sqlite_door.perform(add_document, AddDocument(company_id=company, title="Bail", location="/partage/bail.pdf"))
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "documents")
        await press(pilot, "d")
        await settled(pilot, lambda: screen.card is not None and not screen.card.documents)
        assert "Bail n'est plus lié · Ctrl+Z pour annuler" in seen_in(app)
        assert not card(sqlite_door, company).documents
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: "/partage/bail.pdf" in seen_in(app))
    assert [item.title for item in card(sqlite_door, company).documents] == ["Bail"]


async def test_somebody_is_added_whose_phone_can_be_called(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "people")
        await press(pilot, "n")
        await type_in(app, pilot, "name", "Inès Fabre")
        await type_in(app, pilot, "phone", "06 39 98")
        assert "« 06 39 98 » n'est pas un numéro de téléphone" in await refused_under(app, pilot, "phone")
        assert (form_of(app).values()["name"], form_of(app).values()["phone"]) == ("Inès Fabre", "06 39 98")
        assert [person.name for person in card(sqlite_door, company).people] == ["Marion Delmas"]
        await type_in(app, pilot, "phone", "06 39 98 12 34")
        await saved(pilot, screen)
        assert "Inès Fabre 06 39 98 12 34" in seen_in(app)
        added = card(sqlite_door, company).people[1]
        assert (added.name, added.phone, added.is_main) == ("Inès Fabre", "+33639981234", False)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and len(screen.card.people) == 1)
    assert [person.name for person in card(sqlite_door, company).people] == ["Marion Delmas"]


async def test_somebody_brought_in_goes_again(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    other = create(sqlite_door, "BioLoc").company_id
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, other, "people")
        await press(pilot, "j")
        await type_in(app, pilot, "person_id", "delmas")
        await saved(pilot, screen)
        assert "Marion Delmas : personne rattachée" in seen_in(app)
        assert [person.name for person in card(sqlite_door, other).people] == ["Marion Delmas"]
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and not screen.card.people)
    assert not card(sqlite_door, other).people
    assert [person.name for person in card(sqlite_door, company).people] == ["Marion Delmas"]


async def test_somebody_who_leaves_comes_back_the_one_to_call(
    sqlite_base: Path, sqlite_door: Door, company: int
) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "people")
        await press(pilot, "d")
        await settled(pilot, lambda: screen.card is not None and not screen.card.people)
        assert "Marion Delmas n'est plus dans Vélomistrau · Ctrl+Z pour annuler" in seen_in(app)
        assert not card(sqlite_door, company).people
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: "✓ Marion Delmas" in seen_in(app))
    assert [(person.name, person.is_main) for person in card(sqlite_door, company).people] == [("Marion Delmas", True)]
