"""How to reach every screen from the list of companies: what is looked at on each of them goes through here."""

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

from realis_tui.app import RealisApp
from tests.screens.on_base import press, settled

Walk = Callable[[RealisApp, Pilot[Any]], Awaitable[None]]


def keys(*pressed: str) -> Walk:
    async def walk(app: RealisApp, pilot: Pilot[Any]) -> None:
        await press(pilot, *pressed)

    return walk


def act(name: str) -> Walk:
    """What the palette opens, by its name in the frame."""

    async def walk(app: RealisApp, pilot: Pilot[Any]) -> None:
        await app.run_action(f"app.open_screen('{name}')")
        await settled(pilot)

    return walk


PLACES: dict[str, Walk] = {
    "companies": keys(),
    "companies.card": keys("enter"),
    "companies.people": keys("enter", "left", *["right"] * 2),
    "companies.agreements": keys("enter", *["right"] * 2),
    "companies.figures": keys("enter", *["right"] * 3),
    "companies.reviews": keys("enter", *["right"] * 4),
    "companies.documents": keys("enter", *["right"] * 5),
    "companies.rooms": keys("enter", *["right"] * 6),
    "companies.history_tab": keys("enter", *["right"] * 7),
    "companies.history": keys("h"),
    "companies.edit": keys("e"),
    "companies.new": keys("n"),
    "companies.move": keys("t"),
    "companies.house": keys("l"),
    "companies.views": keys("v"),
    "companies.sort": keys("o"),
    "companies.copy": keys("y"),
    "companies.merge": keys("f"),
    "companies.export": keys("i"),
    "spaces": keys("g", "l"),
    "spaces.edit": keys("g", "l", "e"),
    "rooms": keys("f4"),
    "rooms.week": keys("f4", "v"),
    "rooms.week_of_all": keys("f4", "v", "v"),
    "search": keys("space", "e"),
    "search.results": keys("space", "e", "down"),
    "help": keys("f1"),
    "palette": keys("ctrl+p"),
    "undo": keys("ctrl+z"),
    "accounts": act("accounts:AccountsScreen"),
    "settings": act("settings:SettingsScreen"),
    "journal": act("history:HistoryScreen"),
    "alerts": act("alerts:AlertsScreen"),
    "import": act("imports:ImportScreen"),
    "rooms.list": act("rooms.rooms_list:RoomsScreen"),
    "rooms.tariffs": act("rooms.rooms_list:TariffsScreen"),
    "rooms.closures": act("rooms.rooms_list:ClosuresScreen"),
    "rooms.book": keys("f4", "n"),
    "rooms.find": keys("f4", "b"),
}
