"""Which screen shows the card of a thing, by its pillar: named here, so that no screen knows another pillar's."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.messages import Superseded

if TYPE_CHECKING:
    from textual.screen import Screen

    from realis_tui.app import RealisApp

_CARDS = {
    "companies": "realis_tui.screens.companies.card:CompanyCardScreen",
    "spaces": "realis_tui.screens.spaces.card:SpaceCardScreen",
}


_SOON = 0.25
"""Seconds after which a card opens without what it shows: the base is slow to answer, and people see that it opens."""
_FORMS = {"booking": "realis_tui.screens.rooms.booking_form:open_booking_form"}
"""The forms that one pillar opens for a thing of another."""


async def open_form(screen: Screen[Any], name: str, **given: Any) -> Any:
    """Open another pillar's form over a screen, prefilled with what is given; its view, None when it was left."""
    module, _, function = _FORMS[name].partition(":")
    opened = getattr(await asyncio.to_thread(import_module, module), function)
    return await opened(screen, **given)


async def open_card(app: RealisApp, kind: str, ref: int, act: str = "") -> None:
    """Open a thing's card over whatever is there; `act`: the verb of one of its keys, done at once (« edit »).

    It is read before it opens: its first frame is the whole of it, and reading does not compete with drawing. Keys
    pressed meanwhile are the card's.
    """
    if kind in ("rooms", "bookings"):
        await _at_planning(app, kind, ref)
        return
    if kind not in _CARDS:
        app.say("Rien n'est encore prévu pour ouvrir cela.", "soon")
        return
    module, _, name = _CARDS[kind].partition(":")
    under = app.screen
    app.typed_ahead.begin(under)
    try:
        if module not in sys.modules:
            await asyncio.to_thread(import_module, module)
        card = getattr(import_module(module), name)(ref, act)
        with suppress(TimeoutError, Unavailable, Superseded):
            await asyncio.wait_for(card.read(), _SOON)
        await app.push_screen(card)
    except Refused as refused:
        app.say(refused.message, "refused")
    finally:
        app.typed_ahead.end(under)


async def _at_planning(app: RealisApp, kind: str, ref: int) -> None:
    """A room and a booking have no card: they are shown where they are, in the planning."""
    from realis_tui.usecases.rooms.bookings import booking_card
    from realis_tui.usecases.rooms.requests import BookingRequest

    booking = await app.ask(booking_card, BookingRequest(booking_id=ref)) if kind == "bookings" else None
    if kind == "bookings" and booking is None:
        return
    await app.action_go("rooms")
    planning: Any = next((screen for screen in app.screen_stack if hasattr(screen, "show_booking")), None)
    if planning is not None and booking is not None:
        planning.show_booking(booking)
    elif planning is not None:
        planning.show_room(ref)
