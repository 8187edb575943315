"""The real application over a real SQLite base, somebody already in: what the screens' tests and journeys share."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from realis_tui.app import RealisApp
from realis_tui.clock import Clock
from realis_tui.db.engine import Database
from realis_tui.domain.accounts import SYSTEM, Actor, Role
from realis_tui.settings import Settings
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.door import Door
from realis_tui.usecases.spaces.catalogue import CreateSpace, create_space
from realis_tui.usecases.spaces.occupancies import AssignSpace, assign_space
from tests.conftest import NOW

HOSTILE = ("[/]", "[/nope]", "[red]x", "[@click=app.quit]Cliquez", "Éçœ 🙂", "N" * 200)


def typed(text: str) -> list[str]:
    """The keys that type a text."""
    names = {" ": "space", "/": "slash", ":": "colon", "<": "less_than_sign", "'": "apostrophe", "-": "minus"}
    return [names.get(char, char) for char in text]


def door_of(path: Path) -> Door:
    return Door(Database.open(str(path)), SYSTEM, Clock(NOW), "essais")


def some_companies(door: Door, names: tuple[str, ...] = ("Vélomistrau", "BioLoc", "Terra Nòstra")) -> list[int]:
    """Companies with a contact and a phone, the first one in a space."""
    made = []
    for rank, name in enumerate(names):
        request = CreateCompany(
            name=name,
            contact_name=f"Marion {rank}",
            contact_phone=f"06 39 98 1{rank} 34",
            city="Sète",
            state="prospect",
        )
        made.append(door.perform(create_company, request).company_id)
    space = door.perform(create_space, CreateSpace(code="B-204", kind="bureau", building="B", floor="2", area="24"))
    start = date(2026, 1, 5)
    door.perform(assign_space, AssignSpace(space_id=space.space_id, company_id=made[0], starts_on=start))
    return made


@asynccontextmanager
async def running(
    path: Path, size: tuple[int, int] = (150, 40), role: Role = Role.DIRECTION
) -> AsyncIterator[tuple[RealisApp, Pilot[Any]]]:
    """The application signed in, on its first screen with its data."""
    actor = Actor(None, "Claire", role)
    database = Database.open(str(path))
    app = RealisApp(Settings(base=str(path), now=NOW), lambda: Door(database, actor, Clock(NOW), "essais"))
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await app.enter(actor)
            await settled(pilot)
            yield app, pilot
    finally:
        database.close()


async def settled(pilot: Pilot[Any], until: Callable[[], bool] | None = None) -> None:
    """Wait for the lanes to have answered and the screen to be drawn; then for `until`."""
    for _ in range(100):
        await pilot.pause(0.03)
        if pilot.app.lanes.idle and (until is None or until()):
            break
    await pilot.pause(0.12)
    assert until is None or until(), "what was waited for did not come"


async def press(pilot: Pilot[Any], *keys: str) -> int:
    """Press the keys, let the screen answer; how many they were."""
    for key in keys:
        await pilot.press(key)
    await settled(pilot)
    return len(keys)


def shown(app: RealisApp) -> str:
    """All the text on the screen."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())
