"""A company's card and the forms over it, by keys: what the tests that walk through its acts share."""

from typing import Any

from textual.geometry import Region
from textual.pilot import Pilot

from realis_tui.app import RealisApp
from realis_tui.screens.companies.card import CompanyCardScreen
from realis_tui.screens.companies.tabs import TABS
from realis_tui.widgets.form import Form
from tests.screens.on_base import press, settled, typed


async def at_card(app: RealisApp, pilot: Pilot[Any], company_id: int, tab: str = "") -> CompanyCardScreen:
    """The card of a company; with `tab`, its key, the focus in that tab."""
    screen = CompanyCardScreen(company_id)
    await app.push_screen(screen)
    await settled(pilot, lambda: screen.card is not None)
    if tab:
        await press(pilot, *["right"] * [part.key for part in TABS].index(tab), "down")
    return screen


def form_of(app: RealisApp) -> Form:
    """The form over the screen."""
    return app.screen.query_one(Form)


async def type_in(app: RealisApp, pilot: Pilot[Any], name: str, text: str) -> None:
    """Type a field anew: in a list of choices, what is typed is then picked."""
    row = form_of(app)._rows[name]
    form_of(app).focus_field(name)
    await press(pilot, "end", "ctrl+u", *typed(text))
    if row.spec.shown.widget in ("choice", "picker"):
        await press(pilot, "enter")


async def refused_under(app: RealisApp, pilot: Pilot[Any], name: str) -> str:
    """Save, wait for the refusal of a field; what its row shows, the cursor being in it."""
    await press(pilot, "ctrl+s")
    row = form_of(app)._rows[name]
    await settled(pilot, lambda: bool(row.problem))
    assert app.focused is not None and row in app.focused.ancestors_with_self
    return seen_in(app, row.region)


async def saved(pilot: Pilot[Any], screen: CompanyCardScreen) -> None:
    """Save, and be back on the card."""
    await press(pilot, "ctrl+s")
    await settled(pilot, lambda: screen.is_current)


def seen_in(app: RealisApp, region: Region | None = None) -> str:
    """The words drawn in a part of the screen, all of it by default, as if on one line."""
    strips = app.screen._compositor.render_strips()
    area = region or app.screen.region
    lines = [strip.crop(area.x, area.right) for strip in strips[area.y : area.bottom]]
    return " ".join(" ".join("".join(segment.text for segment in line) for line in lines).split())
