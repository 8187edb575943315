"""`h`: who changed what and when, old → new; an act of the list can be undone from there."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_date_short, plural
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.framed import FramedScreen
from realis_tui.usecases.flows.history import (
    ActView,
    HistoryOf,
    JournalFilter,
    UndoAct,
    history_of,
    journal_list,
    undo_act,
)
from realis_tui.widgets import content as ink
from realis_tui.widgets.card import FactsPanel, Section
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.columns import Column
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.record_list import RecordList


def when(act: ActView) -> str:
    """« 12 nov. à 09:41 », with the year when it is another."""
    moment = act.at.astimezone(PARIS)
    return f"{format_date_short(moment.date())} {moment.year} à {moment:%H:%M}"


def _what(act: ActView) -> Content:
    """The sentence of the act, after what an undo has made of it."""
    if act.undone:
        return Content.assemble(("annulé · ", "$muted"), ink.line(act.summary, "$muted"))
    return ink.line(act.summary, "$pastel" if act.undoes else "bold")


def sections_of(act: ActView) -> list[Section]:
    """All there is to say of an act: its sentence, then what it changed, old → new, by thing."""
    things: dict[str, list[Content]] = {}
    for change in act.changes:
        heading = f"{change.thing} ({change.operation})"
        if change.field:
            old, new = ink.line(change.old or "–", "$muted"), ink.line(change.new or "–", "$olivier")
            line = Content.assemble(ink.pad(ink.line(change.field, "$muted"), 20), " ", old, (" → ", "$muted"), new)
            things.setdefault(heading, []).append(line)
    return [_about(act), *(Section(thing, Content("\n").join(lines)) for thing, lines in things.items())]


def _about(act: ActView) -> Section:
    """The act's whole sentence (the list may cut it), who did it and from which desk."""
    from_desk = f"{act.actor}, depuis {act.desk}" if act.desk else act.actor
    more = Content.styled(f"\net {plural(act.more, 'autre ligne')} qui ne sont pas dites ici", "$muted")
    told = Content.assemble(ink.line(act.summary), "\n", ink.line(from_desk, "$muted"), more if act.more else ink.EMPTY)
    return Section(when(act), told)


COLUMNS = (
    Column[ActView]("at", "Quand", lambda act: Content.styled(when(act), "$muted"), width=21),
    Column[ActView]("who", "Qui", lambda act: ink.line(act.actor), width=15, priority=1),
    Column[ActView]("what", "Quoi", _what, width=24, flex=4),
)


PAGE = 200
"""Acts read at a time, further back as the cursor comes near the last one shown."""


class HistoryScreen(FramedScreen[None]):
    """The history of one card (« companies:12 », « bookings:7 »), or the whole journal when the owner is empty."""

    PLACE = "journal.list"
    SHOWS = frozenset({"companies", "spaces", "rooms", "accounts"})
    CSS_PATH = "history.tcss"
    AUTO_FOCUS = "RecordList"

    def __init__(self, owner: str = "", name: str = "") -> None:
        super().__init__()
        self._owner = owner
        self._about = name
        self._wanted = PAGE

    def compose_body(self) -> ComposeResult:
        yield RecordList(COLUMNS, empty=empty_sentence("Rien n'a encore été changé."), classes="panel", id="acts")
        yield FactsPanel(id="changes")

    def on_mount(self) -> None:
        super().on_mount()
        self.lines.border_title = ink.line(f"Historique · {self._about}" if self._about else "Journal")
        changes = self.query_one("#changes")
        changes.add_class("panel")
        changes.border_title = Content("Ce qui a changé")
        self._reload_soon()

    @property
    def lines(self) -> RecordList[ActView]:
        return self.query_one("#acts", RecordList)

    async def reload(self) -> None:
        group = f"history.{self._owner}"
        if self._owner:
            acts = await self.realis.ask(history_of, HistoryOf(owner=self._owner, limit=self._wanted), group=group)
        else:
            acts = await self.realis.ask(journal_list, JournalFilter(limit=self._wanted), group=group)
        if acts is not None:
            whole = len(acts) < self._wanted
            self.lines.show(acts, len(acts) if whole else len(acts) + 1)
            more = "" if whole else " et d'autres"
            offered = " · Entrée annuler celui-ci" if self.realis.may("undo") else ""
            self.lines.border_subtitle = Content(f"{plural(len(acts), 'acte')}{more}{offered}")
            self._draw()

    @on(RecordList.NearEnd)
    def _go_further_back(self) -> None:
        self._wanted += PAGE
        self._reload_soon()

    @on(RecordList.Highlighted)
    def _draw(self) -> None:
        act = self.lines.current
        self.query_one("#changes", FactsPanel).show(sections_of(act) if act is not None else [])

    @on(RecordList.Opened)
    def _undo(self) -> None:
        self.action_undo_this()

    @work
    async def action_undo_this(self) -> None:
        """Undo the act under the cursor, once it has been said which."""
        act = self.lines.current
        if act is None or not self.realis.may("undo"):
            return
        if act.undone or not act.undoable:
            self.realis.say("Cet acte est déjà annulé." if act.undone else "Cet acte ne s'annule pas.", "soon")
            return
        choices = [
            Choice("yes", "Annuler cet acte", "un acte nouveau, que l'on peut refaire"),
            Choice("", "Ne rien faire"),
        ]
        answer = await self.app.push_screen_wait(
            ChoiceDialog("Annuler ?", choices, f"{act.summary}, {when(act)}, {act.actor}")
        )
        if answer is None or not answer.value:
            return
        try:
            undone = await self.realis.perform(undo_act, UndoAct(id=act.id))
        except Refused as refused:
            self.realis.say(refused.message, "refused")
        except Unavailable:
            return
        else:
            self.realis.say(undone.message)

    def action_back(self) -> None:
        self.dismiss(None)
