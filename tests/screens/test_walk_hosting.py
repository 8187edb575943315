"""Premises by keys, from a company's card: given, their days changed, released, put under an agreement and its rent."""

from datetime import date
from pathlib import Path

import pytest

from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.door import Door
from realis_tui.usecases.spaces.hosting import CreateHosting, create_hosting
from realis_tui.usecases.spaces.occupancies import AssignSpace, assign_space
from realis_tui.widgets.record_list import RecordList
from tests.screens.on_base import press, running, settled
from tests.screens.on_card import at_card, form_of, refused_under, saved, seen_in, type_in
from tests.usecases.companies_steps import card, enter, hosting, space

pytestmark = pytest.mark.full  # long; the journeys and the use cases hold these acts in every run

THEIRS = "Le local B-205 est occupé par BioLoc du 1er janv. 2027"


@pytest.fixture
def company(sqlite_door: Door) -> int:
    """Vélomistrau, in no space; BioLoc will be in B-205 from 2027 on; B-204 is free."""
    made = enter(sqlite_door, date_entree="10/11/2025")
    space(sqlite_door)
    start = date(2027, 1, 1)
    theirs = AssignSpace(space_id=space(sqlite_door, "B-205"), company_id=enter(sqlite_door, "BioLoc"), starts_on=start)
    sqlite_door.perform(assign_space, theirs)
    return made


@pytest.fixture
def housed(company: int, sqlite_door: Door) -> int:
    """The same in B-204, under an agreement of a year."""
    sqlite_door.perform(
        create_hosting,
        CreateHosting(
            company_id=company,
            regime=HostingRegime.PRECARIOUS,
            starts_on=date(2025, 11, 10),
            ends_on=date(2026, 12, 31),
            rent_cents_per_m2=13_200,
            space_ids=(1,),
        ),
    )
    return company


async def test_a_space_is_given_when_it_is_free(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = await at_card(app, pilot, company)
        await press(pilot, "l", "enter")
        await type_in(app, pilot, "space_id", "B-205")
        assert THEIRS in await refused_under(app, pilot, "space_id")
        assert "B-205" in seen_in(app)
        assert not card(sqlite_door, company).premises
        await type_in(app, pilot, "space_id", "B-204")
        await saved(pilot, screen)
        assert "B-204 attribué à Vélomistrau depuis le 23 nov. 2026" in seen_in(app)
        place = card(sqlite_door, company).premises[0]
        assert (place.space, place.starts_on, place.ends_on) == ("B-204", date(2026, 11, 23), None)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and not screen.card.premises)
    assert not card(sqlite_door, company).premises


async def test_other_days_are_not_those_of_somebody_else(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    stay = AssignSpace(space_id=2, company_id=company, starts_on=date(2026, 1, 5), ends_on=date(2026, 12, 31))
    sqlite_door.perform(assign_space, stay)
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "agreements")
        await press(pilot, "l", "down", "enter")
        await type_in(app, pilot, "ends_on", "31/03/2027")
        assert THEIRS in await refused_under(app, pilot, "starts_on")
        assert form_of(app).values()["ends_on"] == "31/03/2027"
        assert card(sqlite_door, company).premises[0].ends_on == date(2026, 12, 31)
        await type_in(app, pilot, "ends_on", "30/11/2026")
        await saved(pilot, screen)
        assert "B-205 · bureau · 24 m² 5 janv. 2026 30 nov. 2026" in seen_in(app)
        assert card(sqlite_door, company).premises[0].ends_on == date(2026, 11, 30)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: "24 m² 5 janv. 2026 31 déc. 2026" in seen_in(app))
    assert card(sqlite_door, company).premises[0].ends_on == date(2026, 12, 31)


async def test_a_space_is_released_on_a_day_of_the_stay(sqlite_base: Path, sqlite_door: Door, housed: int) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, housed)
        await press(pilot, "l", "enter")
        await type_in(app, pilot, "on", "09/11/2025")
        said = await refused_under(app, pilot, "on")
        assert "L'occupation commence le 10 nov. 2025 : choisir un jour après." in said
        assert form_of(app).values()["on"] == "09/11/2025"
        assert card(sqlite_door, housed).premises[0].ends_on == date(2026, 12, 31)
        await type_in(app, pilot, "on", "20/11/2026")
        await saved(pilot, screen)
        assert "B-204 libéré le 20 nov. 2026" in seen_in(app)
        assert not card(sqlite_door, housed).hosted
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.hosted)
    assert card(sqlite_door, housed).premises[0].ends_on == date(2026, 12, 31)


async def test_an_agreement_shows_its_rent_by_month(sqlite_base: Path, sqlite_door: Door, company: int) -> None:
    stay = AssignSpace(space_id=1, company_id=company, starts_on=date(2025, 11, 10))
    sqlite_door.perform(assign_space, stay)
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "agreements")
        await press(pilot, "n", "down", "enter")
        await type_in(app, pilot, "regime", "bail")
        await type_in(app, pilot, "starts_on", "10/11/2025")
        await type_in(app, pilot, "ends_on", "10/11/2028")
        await type_in(app, pilot, "rent_cents_per_m2", "132")
        said = await refused_under(app, pilot, "ends_on")
        assert "Bail dérogatoire : 36 mois au plus en tout pour la même entreprise et les mêmes locaux" in said
        assert form_of(app).values()["rent_cents_per_m2"] == "132"
        assert not card(sqlite_door, company).hosting
        await type_in(app, pilot, "ends_on", "09/11/2028")
        await saved(pilot, screen)
        await press(pilot, "down")
        # 9 days at 60 % and 21 at 75 %, each part rounded (rule 8).
        assert "novembre 2026 186,12 €" in seen_in(app)
        made = hosting(sqlite_door, company)
        assert (made.regime, made.ends_on) == (HostingRegime.DEROGATORY_LEASE, date(2028, 11, 9))
        assert made.spaces == ("B-204",)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and not screen.card.hosting)
    back = card(sqlite_door, company)
    assert not back.hosting and back.premises[0].hosting_agreement_id is None


async def test_an_agreement_ends_with_its_premises(sqlite_base: Path, sqlite_door: Door, housed: int) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, housed, "agreements")
        await press(pilot, "down", "n", "down", "enter")
        await type_in(app, pilot, "on", "09/11/2025")
        said = await refused_under(app, pilot, "on")
        assert "La convention commence le 10 nov. 2025 : choisir un jour après." in said
        assert form_of(app).values() == {"on": "09/11/2025", "release": "true"}
        assert hosting(sqlite_door, housed).ended_on is None
        await type_in(app, pilot, "on", "20/11/2026")
        await saved(pilot, screen)
        assert "Convention terminée" in seen_in(app)
        ended = card(sqlite_door, housed)
        assert ended.hosting[0].ended_on == ended.premises[0].ends_on == date(2026, 11, 20)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.hosted)
    back = card(sqlite_door, housed)
    assert (back.hosting[0].ended_on, back.premises[0].ends_on) == (None, date(2026, 12, 31))


async def test_an_agreement_goes_on_from_the_day_after_its_end(
    sqlite_base: Path, sqlite_door: Door, housed: int
) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, housed, "agreements")
        await press(pilot, "down", "n", "enter")
        await type_in(app, pilot, "ends_on", "30/12/2026")
        said = await refused_under(app, pilot, "ends_on")
        assert "La convention renouvelée commence le 1er janv. 2027 : choisir une fin après." in said
        assert form_of(app).values()["ends_on"] == "30/12/2026"
        assert len(card(sqlite_door, housed).hosting) == 1
        await type_in(app, pilot, "ends_on", "31/12/2027")
        await saved(pilot, screen)
        assert "Convention renouvelée" in seen_in(app)
        renewed = card(sqlite_door, housed)
        assert {(item.starts_on, item.ends_on) for item in renewed.hosting} == {
            (date(2025, 11, 10), date(2026, 12, 31)),
            (date(2027, 1, 1), date(2027, 12, 31)),
        }
        assert len(renewed.premises) == 2
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and len(screen.card.hosting) == 1)
    assert len(card(sqlite_door, housed).premises) == 1


async def test_a_proof_is_added_refused_then_counted(sqlite_base: Path, sqlite_door: Door, housed: int) -> None:
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = await at_card(app, pilot, housed, "agreements")
        assert "Conventions & locaux 3" in seen_in(app)
        await press(pilot, "n")
        offered = [row.choice.label for row in app.screen.query_one(RecordList).rows]
        await press(pilot, *["down"] * offered.index("Preuve"), "enter")
        await type_in(app, pilot, "kind", "assurance")
        await type_in(app, pilot, "ends_on", "31/12/2026")
        assert "est à remplir" in await refused_under(app, pilot, "starts_on")
        await type_in(app, pilot, "starts_on", "01/01/2026")
        await saved(pilot, screen)
        await settled(pilot, lambda: "Conventions & locaux 4" in seen_in(app))
        [proof] = card(sqlite_door, housed).certificates
        assert (proof.starts_on, proof.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))


async def test_an_agreement_with_no_space_says_why_it_has_no_rent(
    sqlite_base: Path, sqlite_door: Door, company: int
) -> None:
    terms = CreateHosting(
        company_id=company, regime=HostingRegime.AOT, starts_on=date(2026, 11, 10), rent_cents_per_m2=13_200
    )
    sqlite_door.perform(create_hosting, terms)
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = await at_card(app, pilot, company, "agreements")
        await press(pilot, "down")
        await settled(pilot, lambda: "l en attribue un" in seen_in(app))
        assert "0,00 €" not in seen_in(app)
        await press(pilot, "l", "enter")
        await type_in(app, pilot, "space_id", "B-204")
        await saved(pilot, screen)
        await settled(pilot, lambda: "158,40 €" in seen_in(app))
