"""« À surveiller »: one line an alert, its day said once; and the keys of a card that one opens from there."""

from pathlib import Path
from typing import Any

import pytest

from realis_tui.app import RealisApp
from realis_tui.domain.french import format_date
from realis_tui.screens.alerts import AlertsScreen
from realis_tui.screens.companies.card import CompanyCardScreen
from tests.screens.on_base import SIZES, press, running, settled, shown


@pytest.fixture
def base(demo_template: Path) -> Path:
    """The fictitious data, only read here."""
    return demo_template


async def at_alerts(app: RealisApp, pilot: Any) -> AlertsScreen:
    await app.push_screen(AlertsScreen())
    await settled(pilot, lambda: isinstance(app.screen, AlertsScreen) and bool(app.screen.lines.rows))
    assert isinstance(app.screen, AlertsScreen)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_day_is_said_once(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        screen = await at_alerts(app, pilot)
        lines = [line for line in shown(app).splitlines() if " 20" in line]
        days = [format_date(row.alert.due_on) for row in screen.lines.rows]
        assert len(lines) > 10
        for line, day in zip(lines, days, strict=False):
            assert line.count(day) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_what_it_is_about_is_read_whole(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        await at_alerts(app, pilot)
        seen = shown(app)
        assert "Bilan de 2ᵉ année en retard " in seen and "Sortie à prononcer " in seen
        assert "Bail terminé, occupant dans" in seen


@pytest.mark.parametrize("size", SIZES)
async def test_a_card_s_keys_speak_of_its_tabs(base: Path, size: tuple[int, int]) -> None:
    async with running(base, size) as (app, pilot):
        await at_alerts(app, pilot)
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, CompanyCardScreen) and app.screen.card is not None)
        await press(pilot, "shift+tab")
        app.screen.query_one("CardTabs").focus()
        await settled(pilot)
        keys = shown(app).splitlines()[-1]
        assert "↓ dans l'onglet" in keys and "→ onglet suivant" in keys
        assert "liste" not in keys and "vue" not in keys
