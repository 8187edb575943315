"""The Textual application: the frame, lazy modes, themes, and the one door to the use cases.

Nothing here imports SQLAlchemy, pydantic or a use case: the lanes do, in their threads, while the person signs in.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from textual import events
from textual.screen import Screen
from textual.worker import WorkerFailed

from realis_tui import leaving
from realis_tui.clock import PARIS
from realis_tui.domain.accounts import Actor
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.frame import Frame
from realis_tui.lanes import Door, Lanes, Later, UseCase
from realis_tui.messages import Changed, Superseded
from realis_tui.pillars import PILLARS, pillar
from realis_tui.presence import Presence
from realis_tui.screens.framed import Placed
from realis_tui.screens.sign_in import SignInScreen
from realis_tui.settings import Settings

HISTORY = "realis_tui.usecases.flows.history"


class RealisApp(Frame):
    """REALIS. `perform` and `ask` reach the use cases, `say` tells, `action_go` changes place."""

    def __init__(self, settings: Settings, open_door: Callable[[], Door] | None = None) -> None:
        super().__init__(settings)
        self.idle_minutes = 10
        opener = open_door or leaving.door_opener(settings, self.clock, self._waits, self._worries)
        self.presence = Presence(self)
        self.lanes = Lanes(opener, self.changed, self.presence.heard)
        self._last_input = 0.0
        self._minute = ""
        self._settled = False

    # Start, clock, leaving

    async def on_mount(self) -> None:
        if not self.is_headless:
            leaving.watch_signals(self)
        self._last_input = asyncio.get_running_loop().time()
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """The first frame is there: now the imports may take the machine's time."""
        self.lanes.start(writing=self.lanes.door, reading=self._import_first_screen)
        for screen in self.screen_stack:
            if isinstance(screen, SignInScreen):
                screen.begin()

    def _import_first_screen(self) -> None:
        """Once the data base is open (one thread imports at a time), while the passphrase is compared."""
        with suppress(Unavailable):
            self.lanes.door()
        import_module(PILLARS[0].screen.partition(":")[0])

    def _tick(self) -> None:
        """Each second: the clock, the idle lock, and what other desks have committed where nobody tells it."""
        minute = f"{self.clock.now().astimezone(PARIS):%d%H%M}"
        if minute != self._minute:
            self._minute = minute
            self.refresh_top_line()
        if not self._settled and self.lanes.idle:
            self._settled = True
            self.run_worker(asyncio.to_thread(leaving.settle_memory))
        if self.actor is None or self.locked:
            return
        if asyncio.get_running_loop().time() - self._last_input > self.idle_minutes * 60:
            self.run_worker(self.action_lock())
        elif self.lanes.idle and self.presence.is_due:
            self.run_worker(self.presence.beat(), group="beat", exclusive=True, exit_on_error=False)
        elif self.lanes.idle and (self.trouble or not self.lanes.listening):
            self.run_worker(self.presence.look_elsewhere(), group="elsewhere", exclusive=True, exit_on_error=False)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._last_input = asyncio.get_running_loop().time()
        await super().on_event(event)

    def leave(self) -> None:
        """Save the drafts and end, as when the terminal has gone."""
        leaving.save_drafts(self)
        self.exit(0)

    async def action_quit(self) -> None:
        await self.presence.farewell()
        self.leave()

    def on_unmount(self) -> None:
        self.lanes.stop()

    def _handle_exception(self, error: Exception) -> None:
        """A refusal or a data base in trouble is said, wherever it comes from: it never ends the program."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, Unavailable):
            self.set_trouble(cause)
        elif isinstance(cause, Refused):
            self.say(cause.message, "refused")
        elif not isinstance(cause, Superseded) and not self._exit:
            # Once told to leave, an act under way may find its screen already taken down.
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._exit_renderables.append(leaving.fatal_sentence(self, sys.exception()))
        self._close_messages_no_wait()

    # The door

    def _waits(self, waiting: bool) -> None:
        """Another program is writing (from a lane's thread). Once it is over, what comes of the act is said instead."""
        if waiting:
            self.call_from_lane(lambda: self.say("Un autre poste enregistre : un instant…", "soon"))

    def _worries(self, said: str) -> None:
        self.call_from_lane(lambda: self.say(said, "refused"))

    def call_from_lane(self, callback: Callable[[], None]) -> None:
        """Run something on the event loop, from a lane's thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    async def perform(self, use_case: UseCase, request: Any = None, *, group: str = "") -> Any:
        """Do one act in the data base and give its view. group: a read that a newer one of the group replaces.

        Raises `Refused` (shown beside its field), `Unavailable` (the banner is already there) or, for a read that
        was replaced, `Superseded`.
        """
        try:
            view = await self.lanes.perform(use_case, request, group=group)
        except Unavailable as trouble:
            self.set_trouble(trouble)
            raise
        self.set_trouble(None)
        return view

    async def ask(self, use_case: UseCase, request: Any = None, *, group: str = "") -> Any:
        """As `perform`, with what goes wrong already said: None then."""
        try:
            return await self.perform(use_case, request, group=group)
        except Refused as refused:
            self.say(refused.message, "refused")
        except (Unavailable, Superseded):
            pass
        return None

    def changed(self, pillars: frozenset[str]) -> None:
        """Tell every screen that these pillars have changed; those that nobody sees reload when they come back."""
        for screen in self.all_screens():
            screen.post_message(Changed(pillars))

    def shows(self, screen: Screen[Any]) -> bool:
        """Whether a screen is in sight: on the stack of the mode one is in."""
        return screen in self.screen_stack

    async def enter(self, actor: Actor, idle_minutes: int = 10) -> None:
        """Somebody has signed in: open the first place they may see."""
        await self.lanes.run(lambda: self.lanes.use(actor), reads=False)
        self.actor, self.idle_minutes = actor, idle_minutes
        self.refresh_top_line()
        first = next((item for item in PILLARS if self.may_enter(item)), None)
        if first is None:
            # Not left signed in before a form that asks who they are: it says why, and somebody else may sign in.
            await self.action_sign_out()
        else:
            await self.action_go(first.mode)

    async def action_go(self, mode: str) -> None:
        """Go to a pillar; its screen is imported in a thread the first time.

        Asked for again, it is shown: what was opened over it is left, but for what is typed and no draft would keep.
        """
        place = pillar(mode)
        if place is None or self.going:
            return
        if mode == self.current_mode:
            self._uncover()
            return
        while isinstance(self.screen, Placed) and self.screen.IS_PASSING:
            self.screen.dismiss(None)
        self.going = mode
        self.refresh_top_line()
        try:
            if mode not in self._modes:
                module, _, name = place.screen.partition(":")
                self.add_mode(mode, getattr(await asyncio.to_thread(import_module, module), name))
            await self.switch_mode(mode)
        finally:
            self.going = ""

    def _uncover(self) -> None:
        """Leave what stands over the first screen of the pillar one is in."""
        while len(self.screen_stack) > 1 and isinstance(self.screen, Placed) and self.screen.lets_go():
            self.screen.dismiss(None)

    async def action_sign_out(self) -> None:
        leaving.save_drafts(self)
        self.actor = None
        await self.lanes.run(lambda: self.lanes.use(leaving.visitor()), reads=False)
        await self.switch_mode("sign_in")
        for mode in [name for name in self._modes if name != "sign_in"]:
            await self.remove_mode(mode)
        self.locked = False

    async def action_lock(self) -> None:
        from realis_tui.screens.lock import LockScreen

        if not self.locked:
            self.locked = True
            leaving.save_drafts(self)
            await self.push_screen(LockScreen())

    # Undo

    async def action_open_screen(self, place: str) -> None:
        """Open a screen that no key leads to (« accounts:AccountsScreen »), imported in a thread."""
        module, _, name = place.partition(":")
        screens = await asyncio.to_thread(import_module, f"realis_tui.screens.{module}")
        await self.push_screen(getattr(screens, name)())

    async def action_undo(self) -> None:
        await self._told(Later(HISTORY, "undo_last"))

    async def action_redo(self) -> None:
        await self._told(Later(HISTORY, "redo_last"))

    async def _told(self, use_case: Later) -> None:
        view = await self.ask(use_case)
        if view is not None:
            self.say(str(getattr(view, "message", view)))


def launch(settings: Settings) -> int:
    """Open the application and give the exit code of the program."""
    app = RealisApp(settings)
    code = app.run()
    return app.return_code or code or 0
