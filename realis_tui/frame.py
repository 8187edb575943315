"""The frame's own state: theme, who is signed in and what they may do, what is said, what the top line tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.screen import Screen

from realis_tui import leaving
from realis_tui.clock import PARIS
from realis_tui.domain.accounts import Actor, Permission
from realis_tui.domain.refusals import Unavailable
from realis_tui.keys import EVERYWHERE, KEYS, bindings_for, keymap
from realis_tui.pillars import PILLARS, Pillar, pillar
from realis_tui.screens.framed import Placed
from realis_tui.screens.sign_in import SignInScreen
from realis_tui.settings import Settings, remember
from realis_tui.terminal import CleanLines, driver_class
from realis_tui.theme import LIGHT_NAME, NIGHT_NAME, THEMES, theme_named
from realis_tui.widgets.banner import Banner
from realis_tui.widgets.signs import use_plain_signs
from realis_tui.widgets.status_line import StatusLine
from realis_tui.widgets.top_line import Standing, TopLine
from realis_tui.widgets.typed_ahead import Followed, TypedAhead, edits_text

if TYPE_CHECKING:
    from realis_tui.drafts import DraftStore

_OF_THE_FRAME = {key.run: key for key in KEYS if EVERYWHERE in key.where}
_FREE = {"quit", "help", "theme", "how_to_quit"}
"""Acts of the frame that need nobody signed in."""


class Frame(App[int], inherit_bindings=False):
    """What is the same whatever the place; the door to the data base is `RealisApp`'s."""

    TITLE = "REALIS"
    # The sign-in is always the first screen: its sheet is read with the frame's, so that both are parsed once.
    CSS_PATH = ["realis.tcss", "screens/sign_in/sign_in.tcss"]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings_for(EVERYWHERE)
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {"sign_in": SignInScreen}
    DEFAULT_MODE = "sign_in"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (120, "-wide"), (180, "-very-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall"), (50, "-very-tall")]  # noqa: RUF012

    def __init__(self, settings: Settings) -> None:
        super().__init__(driver_class=driver_class())
        self.settings = settings
        self.clock = settings.clock()
        self.actor: Actor | None = None
        self._unlocked = asyncio.Event()
        self._unlocked.set()
        self.demo = settings.demo
        self.other_desks = 0
        self.going = ""
        self.trouble: Unavailable | None = None
        self.connected: bool | None = None
        self.typed_ahead = TypedAhead(self)
        self._filters.append(CleanLines())
        use_plain_signs(settings.plain_signs)
        if self.console.color_system in (None, "standard"):
            # With 16 colours the shade under a chosen row is lost: it is drawn reversed, as without colour.
            self.no_color = True
        for theme in THEMES:
            self.register_theme(theme)
        # Set before anything is drawn, so that the style sheet is built once.
        self.theme = theme_named(settings.theme)
        self._colours = self.get_css_variables()
        self.stylesheet.set_variables(self._colours)
        self.set_keymap(keymap(settings.keys))

    def refresh_css(self, animate: bool = True) -> None:
        """Build the sheet anew and style every screen again, when a theme has brought other colours.

        Textual also asks for it at the start and at each new mode, where every sheet would be parsed again for nothing.
        """
        colours = self.get_css_variables()
        if colours == self._colours:
            return
        self._colours = colours
        super().refresh_css(animate)
        for screen in self.all_screens():
            if screen not in self.screen_stack:
                self.stylesheet.update(screen, animate=animate)

    def all_screens(self) -> list[Screen[Any]]:
        """The screens of every mode, seen or not."""
        return [screen for stack in self._screen_stacks.values() for screen in stack]

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """Those seen through the one on top: none through an opaque one.

        Textual counts the one just below whatever lies over it, and draws all of the top again each time it changes.
        """
        return [] if self.screen.styles.background.a == 1 else super()._background_screens

    @cached_property
    def drafts(self) -> DraftStore:
        """The drafts of whoever uses this machine's session, apart for each account."""
        from realis_tui.drafts import DraftStore

        return DraftStore(leaving.state_folder() / "brouillons", self.clock.now)

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif not self.typed_ahead.keeps(event):
            field = self.focused
            await super().on_event(event)
            if field is not None:
                self.typed_ahead.follow(event, field)

    def on_followed(self, event: Followed) -> None:
        event.stop()
        self.typed_ahead.arrived(event)

    def on_key(self, event: events.Key) -> None:
        """A key pressed while a form opens is that form's, never an act on what is below."""
        if self.typed_ahead.takes(event):
            event.stop()
            event.prevent_default()

    # Saying

    def say(self, message: str, kind: str = "info") -> None:
        """Say a sentence quietly, over the keys. kind: info, soon or refused."""
        for screen in reversed(self.screen_stack):
            for line in screen.query(StatusLine):
                line.say(message, kind)
                return

    def show_banner(self, screen: Screen[Any]) -> None:
        """Draw what the data base cannot do, or nothing, on a screen."""
        for banner in screen.query("Banner.-frame").results(Banner):
            banner.show(self.trouble)

    def set_trouble(self, trouble: Unavailable | None) -> None:
        if self.connected is (trouble is None) and self.trouble is trouble:
            return
        self.trouble, self.connected = trouble, trouble is None
        for screen in self.screen_stack:
            self.show_banner(screen)
            if trouble is None and isinstance(screen, Placed):
                screen.catch_up()
        self.refresh_top_line()

    def standing(self) -> Standing:
        """What the top line says now."""
        mode = self.going or self.current_mode
        place = pillar(mode)
        return Standing(
            now=self.clock.now().astimezone(PARIS),
            pillars=tuple(item for item in PILLARS if self.may_enter(item)),
            current=place.under or place.mode if place else "",
            who=self.actor.name if self.actor else "",
            role=self.actor.role.label if self.actor else "",
            demo=self.demo,
            connected=self.connected,
            other_desks=self.other_desks,
        )

    def refresh_top_line(self) -> None:
        for screen in self.screen_stack:
            for line in screen.query(TopLine):
                line.refresh()

    # Who, and what they may do

    def may(self, permission: str) -> bool:
        """Whether who is signed in holds a permission (its value, as in `Permission`)."""
        return self.actor is not None and self.actor.may(Permission(permission))

    def may_enter(self, item: Pillar) -> bool:
        return self.actor is not None and (not item.permission or self.may(item.permission))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "go":
            place = pillar(str(parameters[0])) if parameters else None
            return not self.locked and place is not None and self.may_enter(place)
        key = _OF_THE_FRAME.get(action)
        if key is None or action in _FREE:
            return True
        if self.actor is None or self.locked or (key.permission and not self.may(key.permission)):
            return False
        return not (action in ("undo", "redo") and edits_text(self.focused))

    @property
    def locked(self) -> bool:
        """Whether the idle lock is over everything."""
        return not self._unlocked.is_set()

    @locked.setter
    def locked(self, locked: bool) -> None:
        (self._unlocked.clear if locked else self._unlocked.set)()

    async def push_screen_wait(self, screen: Any, **options: Any) -> Any:
        """A box that an act opens once its card is read; the lock come meanwhile, it waits under it.

        The one who asked for it gone from there, it never comes.
        """
        asking = self.actor
        await self._unlocked.wait()
        if self.actor is not asking:
            raise asyncio.CancelledError
        return await super().push_screen_wait(screen, **options)

    # Acts of the frame

    def action_help(self) -> None:
        from realis_tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_palette(self) -> None:
        from realis_tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(self.screen))

    def action_go_to(self) -> None:
        from realis_tui.screens.go_to import GoTo

        self.push_screen(GoTo())

    async def action_search(self) -> None:
        search = await asyncio.to_thread(import_module, "realis_tui.screens.search")
        if not isinstance(self.screen, search.SearchScreen):
            await self.push_screen(search.SearchScreen())

    async def action_back(self) -> None:
        if len(self.screen_stack) > 1 and not self.locked:
            await self.pop_screen()

    async def action_theme(self) -> None:
        """The other theme, kept for the next time when there is a file of settings to keep it in."""
        self.theme = LIGHT_NAME if self.theme == NIGHT_NAME else NIGHT_NAME
        if self.settings.file is not None:
            chosen = "clair" if self.theme == LIGHT_NAME else "nuit"
            try:
                await asyncio.to_thread(remember, self.settings.file, "theme", chosen)
            except OSError:
                self.say("Le choix du thème n'a pas pu être gardé pour la prochaine fois.", "soon")

    def action_how_to_quit(self) -> None:
        self.say("Ctrl+Q pour quitter.")
