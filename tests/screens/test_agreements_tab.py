"""The tab of agreements: what it offers as the key of the state does, and what it marks as the alerts do."""

from datetime import date
from pathlib import Path

from realis_tui.domain.companies import CompanyState
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.door import Door
from realis_tui.usecases.spaces.hosting import CreateHosting, create_hosting
from realis_tui.usecases.spaces.occupancies import AssignSpace, assign_space
from tests.screens.on_base import press, running, settled
from tests.screens.on_card import at_card, saved, seen_in, type_in
from tests.usecases.companies_steps import create, enter, move, space, support

_OFFERED = "Prolonger encore l'accompagnement 6 mois au plus"


async def test_the_key_of_the_state_extends_again_as_the_agreements_do(sqlite_base: Path, sqlite_door: Door) -> None:
    company = enter(sqlite_door, date_entree="15/01/2025")
    move(sqlite_door, company, CompanyState.EXTENDED, decided_on=date(2026, 11, 20), months=6)
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, company, "agreements")
        await press(pilot, "n")
        await settled(pilot, lambda: _OFFERED in seen_in(app))
        await press(pilot, "escape")
        await settled(pilot, lambda: screen.is_current)
        await press(pilot, "t")
        await settled(pilot, lambda: _OFFERED in seen_in(app))
        await press(pilot, "down", "enter")
        await type_in(app, pilot, "months", "6")
        await type_in(app, pilot, "decided_on", "20/11/2026")
        await saved(pilot, screen)
        await press(pilot, "t")
        await settled(pilot, lambda: "Les mois de prolongation sont tous accordés." in seen_in(app))
    assert support(sqlite_door, company).ends_on == date(2029, 1, 14)


async def test_a_lease_that_has_ended_with_its_occupant_in_is_marked(sqlite_base: Path, sqlite_door: Door) -> None:
    company, office = create(sqlite_door).company_id, space(sqlite_door)
    sqlite_door.perform(assign_space, AssignSpace(space_id=office, company_id=company, starts_on=date(2025, 1, 1)))
    lease = {"regime": HostingRegime.DEROGATORY_LEASE, "starts_on": date(2025, 1, 1), "ends_on": date(2026, 10, 1)}
    sqlite_door.perform(create_hosting, CreateHosting(company_id=company, **lease))
    async with running(sqlite_base) as (app, pilot):
        await at_card(app, pilot, company, "agreements")
        await settled(pilot, lambda: "▲ Convention Risque de bail commercial · bail dérogatoire" in seen_in(app))
        await settled(pilot, lambda: "le bail dérogatoire a pris fin le 1er oct. 2026." in seen_in(app))
