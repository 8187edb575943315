"""The real application over a real SQLite base, somebody already in: what the screens' tests and journeys share."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
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
from tests.waiting import PATIENCE

SIZES = [pytest.param((150, 40), id="150"), pytest.param((80, 24), id="80", marks=pytest.mark.full)]
"""The two terminals of each screen; the smaller one in the full run."""
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
            contact_phone=f"06 39 98 {10 + rank} 34",
            city="Sète",
            state="prospect",
        )
        made.append(door.perform(create_company, request).company_id)
    space = door.perform(create_space, CreateSpace(code="B-204", kind="bureau", building="B", floor="2", area="24"))
    start = date(2026, 1, 5)
    door.perform(assign_space, AssignSpace(space_id=space.space_id, company_id=made[0], starts_on=start))
    return made


class OnTheWay:
    """What was asked of a thread, by a lane or by `asyncio.to_thread`, and has not come back to who asked."""

    def __init__(self) -> None:
        self.count = 0

    def follow(self, ask: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """`ask`, counted until its answer is in the hands of who awaits it."""

        async def asked(*args: Any, **options: Any) -> Any:
            self.count += 1
            try:
                return await ask(*args, **options)
            finally:
                self.count -= 1

        return asked


_ON_THE_WAY: dict[int, OnTheWay] = {}


@asynccontextmanager
async def running(
    path: Path, size: tuple[int, int] = (150, 40), role: Role = Role.DIRECTION
) -> AsyncIterator[tuple[RealisApp, Pilot[Any]]]:
    """The application signed in, on its first screen with its data."""
    actor = Actor(None, "Claire", role)
    database = Database.open(str(path))
    app = RealisApp(Settings(base=str(path), now=NOW), lambda: Door(database, actor, Clock(NOW), "essais"))
    _ON_THE_WAY[id(app)] = on_the_way = OnTheWay()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(app.lanes, "run", on_the_way.follow(app.lanes.run))
            patch.setattr(asyncio, "to_thread", on_the_way.follow(asyncio.to_thread))
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await app.enter(actor)
                await settled(pilot)
                yield app, pilot
    finally:
        del _ON_THE_WAY[id(app)]
        database.close()


async def settled(pilot: Pilot[Any], until: Callable[[], bool] | None = None) -> None:
    """Wait until nothing is on its way and the screen is drawn; then for `until`.

    A state, not a delay: no question without its answer, every message handled, a frame drawn, twice in a row.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    on_the_way = _ON_THE_WAY[id(pilot.app)]
    at_rest = 0
    while at_rest < 2:
        await pilot.pause(0)
        quiet = on_the_way.count == 0 and _all_handled(pilot.app)
        at_rest = at_rest + 1 if quiet and (until is None or until()) else 0
        if not at_rest:
            assert loop.time() < deadline, "what was waited for did not come"
            await asyncio.sleep(0.005)


def _all_handled(app: App[Any]) -> bool:
    """Whether no widget has a message left to look at: a key comes up through half a dozen of them."""
    pumps = [app, *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True))]
    return all(pump._message_queue.empty() for pump in pumps)


async def press(pilot: Pilot[Any], *keys: str) -> int:
    """Press the keys, let the screen answer; how many they were."""
    for key in keys:
        await pilot.press(key)
    await settled(pilot)
    return len(keys)


def shown(app: RealisApp) -> str:
    """All the text on the screen."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())
