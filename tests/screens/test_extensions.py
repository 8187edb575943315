"""Extending an accompaniment: the key of the state and the tab of agreements offer the same."""

from datetime import date
from pathlib import Path

from realis_tui.domain.companies import CompanyState
from realis_tui.usecases.door import Door
from tests.screens.on_base import press, running, settled
from tests.screens.on_card import at_card, saved, seen_in, type_in
from tests.usecases.companies_steps import enter, move, support

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
