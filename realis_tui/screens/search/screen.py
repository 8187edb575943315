"""« Chercher partout »: type, see what it may mean at each keystroke, Entrée does the line that is shown."""

from __future__ import annotations

from contextlib import suppress

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from realis_tui.domain.french import plural
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.keys import bindings_for, keys_at
from realis_tui.messages import Superseded
from realis_tui.screens.cards import open_card
from realis_tui.screens.framed import FramedBox
from realis_tui.screens.search.results import SearchLines
from realis_tui.usecases.flows.search import Hit, SearchEverything, SearchResults, prepare_search, search_everything
from realis_tui.widgets import content as ink
from realis_tui.widgets.line_input import LineInput

_INVITES = "Un nom (même mal écrit), six chiffres d'un téléphone, un SIREN, un local, une salle, une réunion…"
_OWNERS = {
    "entreprise": "companies",
    "personne": "people",
    "local": "spaces",
    "salle": "rooms",
    "reservation": "bookings",
}


class SearchScreen(FramedBox[None]):
    """The field has the focus; ↓ or Tab enters the results, where letters act."""

    PLACE = "search"
    # Where their methods are: a binding runs on the widget that holds it. In the field, letters are text.
    BINDINGS = bindings_for("search.results")
    CSS_PATH = "search.tcss"
    AUTO_FOCUS = "LineInput"

    def __init__(self) -> None:
        super().__init__()
        self._said = ink.EMPTY, ink.EMPTY

    def compose_box(self) -> ComposeResult:
        with Horizontal(id="asked"):
            yield Static(Content("/" if ink.Plain.signs else "⌕"), id="glass")
            yield LineInput("", "", max_length=200)
        yield SearchLines()
        yield Static(ink.EMPTY, id="letters")

    def on_mount(self) -> None:
        self.query_one("#box").border_title = Content("Chercher partout")
        self.lines.show(None, Content.styled(_INVITES, "$muted"))
        self._prepare()

    @work(exclusive=True, group="prepare")
    async def _prepare(self) -> None:
        """What misspelt words are compared with is read before one is typed, a part at a time: a key never waits."""
        with suppress(Refused, Superseded, Unavailable):
            while await self.realis.perform(prepare_search, None):
                pass

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The letters of the results are done here: what a role may not do is not done here either."""
        for key in keys_at(SearchLines.PLACE):
            if key.permission and key.run == action and not self.realis.may(key.permission):
                return False
        return super().check_action(action, parameters)

    @property
    def lines(self) -> SearchLines:
        return self.query_one(SearchLines)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._look(event.value)

    @work(exclusive=True, group="search")
    async def _look(self, text: str) -> None:
        if not text.strip():
            self._say(ink.EMPTY, ink.EMPTY)
            self.lines.show(None, Content.styled(_INVITES, "$muted"))
            return
        try:
            found = await self.realis.perform(search_everything, SearchEverything(text=text), group="search")
        except Refused as refused:
            self.lines.show(None, ink.line(refused.message, "$garance"))
            return
        except (Superseded, Unavailable):
            return
        self._show(found)

    def _show(self, found: SearchResults) -> None:
        if self.focused is self.lines:
            # The person is already choosing: nothing slides under the mark.
            return
        self.lines.show(found, Content.styled(f"Rien ne ressemble à « {ink.line(found.text).plain} ».", "$muted"))
        more = "plus de " if found.truncated else ""
        self._say(Content(f"{more}{plural(found.count, 'résultat')}"), self._letters() if found.count else ink.EMPTY)

    def _letters(self) -> Content:
        """What the letters do, and those only that the role may do."""
        letters = [("edit", "e modifier"), ("history", "h historique"), ("copy", "y copier")]
        allowed = [said for act, said in letters if self.check_action(act, ())]
        return Content.styled("   ".join(["↓ résultats :", "Entrée ouvrir", *allowed]), "$pastel")

    def _say(self, count: Content, letters: Content) -> None:
        """What stands under the results, drawn again only when it changes: a box's subtitle draws the whole box."""
        if (count, letters) != self._said:
            self._said = count, letters
            self.query_one("#box").border_subtitle = count
            self.query_one("#letters", Static).update(letters)

    def on_key(self, event: events.Key) -> None:
        if isinstance(self.focused, LineInput) and event.key in ("down", "tab") and self.lines.count:
            event.stop()
            event.prevent_default()
            self.lines.focus()

    @on(SearchLines.Left)
    def _back_to_field(self) -> None:
        self.query_one(LineInput).focus()

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.lines.current is not None:
            await self._open(self.lines.current)

    @on(SearchLines.Opened)
    async def _opened(self, event: SearchLines.Opened) -> None:
        await self._open(event.hit)

    async def _open(self, hit: Hit, act: str = "") -> None:
        kind, ref = hit.opens
        app = self.realis
        self.dismiss(None)
        app.call_later(open_card, app, kind, ref, act)

    # Letters, once in the results

    async def action_edit(self) -> None:
        if self.lines.current is not None:
            await self._open(self.lines.current, "edit")

    def action_history(self) -> None:
        from realis_tui.screens.history import HistoryScreen

        hit = self.lines.current
        if hit is not None:
            app = self.realis
            self.dismiss(None)
            app.call_later(app.push_screen, HistoryScreen(f"{_OWNERS[hit.kind]}:{hit.ref}", hit.title))

    def action_copy(self) -> None:
        hit = self.lines.current
        if hit is not None:
            self.app.copy_to_clipboard(hit.copied)
            self.realis.say(f"Copié : {ink.line(hit.copied).plain}")
