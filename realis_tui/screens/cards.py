"""Which screen shows the card of a thing, by its pillar: named here, so that no screen knows another pillar's."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from realis_tui.app import RealisApp

_FOCUSED = {"rooms": "room", "bookings": "booking"}
"""Things shown in a screen of many, with what is looked at there."""
_PLANNING = "realis_tui.screens.rooms.screen:PlanningScreen"
_CARDS = {
    "companies": "realis_tui.screens.companies.card:CompanyCardScreen",
    "spaces": "realis_tui.screens.spaces.card:SpaceCardScreen",
    "rooms": _PLANNING,
    "bookings": _PLANNING,
}


_FORMS = {"booking": "realis_tui.screens.rooms.booking_form:open_booking_form"}
"""The forms that one pillar opens for a thing of another."""


async def open_form(screen: Screen[Any], name: str, **given: Any) -> Any:
    """Open another pillar's form over a screen, prefilled with what is given; its view, None when it was left."""
    module, _, function = _FORMS[name].partition(":")
    opened = getattr(await asyncio.to_thread(import_module, module), function)
    return await opened(screen, **given)


async def open_card(app: RealisApp, kind: str, ref: int, act: str = "") -> None:
    """Open a thing's card over whatever is there; `act`: the verb of one of its keys, done at once (« edit »)."""
    if kind not in _CARDS:
        app.say("Rien n'est encore prévu pour ouvrir cela.", "soon")
        return
    module, _, name = _CARDS[kind].partition(":")
    screen = getattr(await asyncio.to_thread(import_module, module), name)
    shown = screen(focus=(_FOCUSED[kind], ref)) if kind in _FOCUSED else screen(ref, act)
    await app.push_screen(shown)
