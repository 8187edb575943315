"""A company's life by keys, from its card: each step refused once, then taken, then brought back by Ctrl+Z."""

from datetime import date
from pathlib import Path

import pytest

from realis_tui.domain.companies import CompanyState
from realis_tui.domain.milestones import ReviewKind
from realis_tui.usecases.door import Door
from tests.screens.on_base import press, running, settled
from tests.screens.on_card import at_card, form_of, refused_under, saved, seen_in, type_in
from tests.usecases.companies_steps import applied, card, enter, move, space, support

pytestmark = pytest.mark.full  # long; the journeys and the use cases hold these acts in every run

S = CompanyState


async def test_admitting_asks_the_day_of_the_committee(sqlite_base: Path, sqlite_door: Door) -> None:
    company = applied(sqlite_door)
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        screen = await at_card(app, pilot, company)
        await press(pilot, "t")
        assert "admettre" in seen_in(app)
        await press(pilot, "enter")
        await type_in(app, pilot, "note", "Vote unanime")
        assert "La date de la décision est à donner." in await refused_under(app, pilot, "decided_on")
        assert form_of(app).values()["note"] == "Vote unanime"
        assert card(sqlite_door, company).state is S.HEARD
        await type_in(app, pilot, "decided_on", "20/11/2026")
        await saved(pilot, screen)
        assert "Vélomistrau : admise le 23 nov. 2026" in seen_in(app)
        now = card(sqlite_door, company).passages[0]
        assert (now.state, now.decided_on, now.changes[-1].note) == (S.ADMITTED, date(2026, 11, 20), "Vote unanime")
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.state is S.HEARD)
    assert card(sqlite_door, company).passages[0].decided_on is None


async def test_the_support_begins_on_a_day_that_has_come(sqlite_base: Path, sqlite_door: Door) -> None:
    company = applied(sqlite_door)
    move(sqlite_door, company, S.ADMITTED, on=date(2026, 6, 1), decided_on=date(2026, 6, 1))
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company)
        await press(pilot, "t", "enter")
        await type_in(app, pilot, "on", "01/12/2026")
        said = await refused_under(app, pilot, "on")
        assert "Le 1er déc. 2026 est à venir : une étape se note le jour venu." in said
        assert form_of(app).values()["on"] == "01/12/2026"
        assert card(sqlite_door, company).support is None
        await type_in(app, pilot, "on", "15/06/2026")
        await saved(pilot, screen)
        assert "accompagnement du 15 juin 2026 au 14 juin 2029" in seen_in(app)
        begun = support(sqlite_door, company)
        assert (begun.starts_on, begun.ends_on) == (date(2026, 6, 15), date(2029, 6, 14))
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.state is S.ADMITTED)
    assert card(sqlite_door, company).support is None


async def test_a_move_left_half_typed_is_found_again(sqlite_base: Path, sqlite_door: Door) -> None:
    company = enter(sqlite_door, date_entree="15/01/2025")
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company)
        await press(pilot, "t", "enter")
        await type_in(app, pilot, "note", "Vu avec le bureau")
        await press(pilot, "escape")
        await settled(pilot, lambda: screen.is_current)
        await press(pilot, "t", "enter")
        assert form_of(app).values()["note"] == "Vu avec le bureau"


async def test_a_suspension_comes_after_the_step_before_and_leaves_the_end(
    sqlite_base: Path, sqlite_door: Door
) -> None:
    company = enter(sqlite_door, date_entree="15/01/2025")
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company)
        await press(pilot, "t", "enter")
        await type_in(app, pilot, "reason", "Longue absence")
        await type_in(app, pilot, "on", "14/01/2025")
        said = await refused_under(app, pilot, "on")
        assert "L'étape « accompagnée » date du 15 janv. 2025 : choisir un jour après." in said
        assert form_of(app).values()["reason"] == "Longue absence"
        assert card(sqlite_door, company).state is S.SUPPORTED
        await type_in(app, pilot, "on", "02/11/2026")
        await saved(pilot, screen)
        assert "Vélomistrau : suspendue le 2 nov. 2026 · fin inchangée, le 14 janv. 2028" in seen_in(app)
        paused = support(sqlite_door, company)
        assert (paused.ends_on, paused.amendments[0].reason) == (date(2028, 1, 14), "Longue absence")
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.state is S.SUPPORTED)
    assert not support(sqlite_door, company).amendments


async def test_a_resumption_may_move_the_end_but_not_before_it(sqlite_base: Path, sqlite_door: Door) -> None:
    company = enter(sqlite_door, date_entree="15/01/2025")
    move(sqlite_door, company, S.SUSPENDED, on=date(2026, 9, 1))
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company)
        await press(pilot, "t", "enter")
        await type_in(app, pilot, "new_end", "01/11/2026")
        said = await refused_under(app, pilot, "new_end")
        assert "La nouvelle fin vient avant la décision (23 nov. 2026)." in said
        assert form_of(app).values()["new_end"] == "01/11/2026"
        assert card(sqlite_door, company).state is S.SUSPENDED
        await type_in(app, pilot, "new_end", "14/04/2028")
        await saved(pilot, screen)
        assert "Vélomistrau : accompagnée le 23 nov. 2026 · nouvelle fin, le 14 avr. 2028" in seen_in(app)
        assert support(sqlite_door, company).ends_on == date(2028, 4, 14)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.state is S.SUSPENDED)
    assert support(sqlite_door, company).ends_on == date(2028, 1, 14)


async def test_an_extension_is_of_twelve_months_at_most(sqlite_base: Path, sqlite_door: Door) -> None:
    company = enter(sqlite_door, date_entree="15/01/2025")
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company)
        await press(pilot, "t", "down", "enter")
        await type_in(app, pilot, "decided_on", "20/11/2026")
        await type_in(app, pilot, "months", "13")
        said = await refused_under(app, pilot, "months")
        assert "Prolongation de 12 mois au plus en tout : il reste 12 mois." in said
        assert form_of(app).values()["decided_on"] == "20/11/2026"
        assert card(sqlite_door, company).state is S.SUPPORTED
        await type_in(app, pilot, "months", "6")
        await saved(pilot, screen)
        assert "accompagnement prolongé jusqu'au 14 juil. 2028" in seen_in(app)
        longer = support(sqlite_door, company)
        assert (longer.ends_on, longer.extension_months_left) == (date(2028, 7, 14), 6)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.state is S.SUPPORTED)
    back = support(sqlite_door, company)
    assert (back.ends_on, back.extension_months_left) == (date(2028, 1, 14), 12)


async def test_an_exit_closes_and_releases_all_and_all_comes_back(sqlite_base: Path, sqlite_door: Door) -> None:
    space(sqlite_door)
    company = enter(sqlite_door, date_entree="15/01/2024", local="B-204")
    before = card(sqlite_door, company)
    assert before.hosted
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company)
        await press(pilot, "t", "end", "enter")
        await type_in(app, pilot, "destination_city", "Sète")
        await type_in(app, pilot, "destination_in_occitanie", "non")
        await type_in(app, pilot, "reason", "terme")
        said = await refused_under(app, pilot, "reason")
        assert "Bilan de 3ᵉ année à faire avant une sortie « terme »" in said
        assert form_of(app).values()["destination_city"] == "Sète"
        assert card(sqlite_door, company) == before
        await type_in(app, pilot, "reason", "croissance")
        await saved(pilot, screen)
        assert "local B-204 libéré le 23 nov. 2026" in seen_in(app)
        left = card(sqlite_door, company)
        now = left.passages[0]
        assert (now.state, now.exit_reason, now.destination_city) == (S.EXITED, "croissance", "Sète")
        assert "sortie croissance · Sète, hors d'Occitanie" in seen_in(app)
        assert left.premises[0].ends_on == left.supports[0].ended_on == date(2026, 11, 23)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.state is S.SUPPORTED)
    back = card(sqlite_door, company)
    assert back.premises[0].ends_on == before.premises[0].ends_on
    assert back.supports[0].ended_on is None and back.passages[0].exit_reason is None


async def test_what_became_of_a_company_a_year_after_it_left(sqlite_base: Path, sqlite_door: Door) -> None:
    company = enter(sqlite_door, date_entree="15/01/2022", date_sortie="14/01/2025")
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "reviews")
        await press(pilot, "n")
        await type_in(app, pilot, "is_active", "oui")
        await type_in(app, pilot, "done_on", "24/11/2026")
        said = await refused_under(app, pilot, "done_on")
        assert "Un bilan se note une fois fait : cette date est à venir." in said
        assert form_of(app).values()["is_active"] == "oui"
        assert card(sqlite_door, company).reviews[0].done_on is None
        await type_in(app, pilot, "done_on", "20/11/2026")
        await saved(pilot, screen)
        assert "Suivi à 12 mois 14 janv. 2026 20 nov. 2026 en activité" in seen_in(app)
        first = card(sqlite_door, company).reviews[0]
        assert (first.kind, first.rank) == (ReviewKind.POST_EXIT, 12)
        assert (first.done_on, first.is_active) == (date(2026, 11, 20), True)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.reviews[0].done_on is None)
    assert card(sqlite_door, company).reviews[0].is_active is None
