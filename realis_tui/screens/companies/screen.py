"""The companies: saved views and filter on one line, the list, and the card of the line chosen beside it."""

from __future__ import annotations

import asyncio
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from realis_tui.clock import PARIS
from realis_tui.domain.french import plural
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.messages import Superseded
from realis_tui.screens.cards import open_card
from realis_tui.screens.companies.acts import COMING_ACTS, CompanyActs
from realis_tui.screens.companies.beside import SummaryView, summaries_of
from realis_tui.screens.companies.cells import columns
from realis_tui.screens.framed import FramedScreen
from realis_tui.usecases.companies.lists import SORTS, CompanyPage, CompanyRow, ListCompanies, list_companies
from realis_tui.widgets import content as ink
from realis_tui.widgets.beside import ReadAhead
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.filter_field import FilterField, ListBar
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form
from realis_tui.widgets.view_tabs import View, ViewTabs

if TYPE_CHECKING:
    from realis_tui.usecases.companies.card_views import CompanySummary

PAGE = 200
FIRST_VIEW = "hebergees"
_ONE_STAGE = {"hebergees", "accompagnees", "fin90", "decrochage"}
"""Views of companies that are all here now: their stage says little."""


ALL = "toutes"
"""The view that is always there."""


class CompaniesScreen(CompanyActs, FramedScreen[None]):
    """F3. The list keeps cursor, filter and scroll through every change."""

    PLACE = "companies.list"
    SHOWS = frozenset({"companies", "spaces"})
    CSS_PATH = "companies.tcss"
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self._asked = ListCompanies(view=FIRST_VIEW, sort="fin", limit=PAGE)
        self._page: CompanyPage | None = None
        self._elsewhere = 0
        """How many pass the filter among all, when none does in the view."""
        self._ahead: ReadAhead[CompanyRow, int, CompanySummary] = ReadAhead(lambda row: row.id)

    def compose_body(self) -> ComposeResult:
        yield ListBar(id="bar")
        with Horizontal(id="side-by-side"):
            with Vertical(id="list", classes="panel"):
                yield RecordList(columns(self._today()), id="companies")
            panel = SummaryView(id="card", classes="panel")
            panel.border_title = Content("Fiche")
            yield panel

    def _today(self) -> date:
        return self.realis.clock.now().astimezone(PARIS).date()

    def on_mount(self) -> None:
        super().on_mount()
        # Watched, not told by a message: line and card are then drawn in the same frame.
        self.watch(self.lines, "cursor", self._show_beside, init=False)
        self._reload_soon()

    @property
    def lines(self) -> RecordList[CompanyRow]:
        return self.query_one("#companies", RecordList)

    @property
    def bar(self) -> ListBar:
        return self.query_one("#bar", ListBar)

    # Reading

    async def reload(self) -> None:
        await self._read(to_top=False)

    @work(group="reload", exclusive=True)
    async def _read_again(self, to_top: bool, filtered: bool = False) -> None:
        await self._read(to_top, filtered)
        self.note_unread()

    async def _read(self, to_top: bool, filtered: bool = False) -> None:
        """`filtered`: a row that passes keeps the cursor; else it is on the first that does, not on the nearest."""
        loaded = max(PAGE, len(self.lines.rows)) if not to_top else PAGE
        wished = self._asked
        asked = wished.model_copy(update={"offset": 0, "limit": loaded})
        elsewhere = 0
        try:
            page = await self.realis.perform(list_companies, asked, group="companies.list")
            if not page.total and asked.filter_text.strip() and asked.view != ALL:
                wider = asked.model_copy(update={"view": ALL, "limit": 1})
                # A group of its own: the second question of a reading must not silence a later reading.
                elsewhere = (await self.realis.perform(list_companies, wider, group="companies.elsewhere")).total
        except Refused as refused:
            if refused.field == "view" and self._asked.view != ALL:
                # The view was deleted, here or at another desk: what it filtered is still to be seen.
                self._asked = self._asked.model_copy(update={"view": ALL})
                await self._read(to_top)
            else:
                self.bar.filter.show_error(refused.message)
            return
        except (Unavailable, Superseded):
            return
        if self._asked is not wished:
            # Something else was asked meanwhile, by who reads it.
            return
        if self._page is None:
            self.call_after_refresh(self._prepare_acts)
        self._page, self._elsewhere = page, elsewhere
        gone = (
            filtered and self.lines.current is not None and self.lines.current.id not in {row.id for row in page.rows}
        )
        self._show(page, to_top or gone)

    def _prepare_acts(self) -> None:
        """Import, once the list is drawn, what the first key would otherwise wait for: forms, choices, the card."""
        self.run_worker(asyncio.to_thread(lambda: [import_module(name) for name in COMING_ACTS]), group="ahead")

    def _show(self, page: CompanyPage, to_top: bool) -> None:
        self.bar.tabs.show([View(view.key, view.title, view.count) for view in page.views], page.view)
        self.bar.filter.show_error(" ".join(page.remarks))
        panel = self.query_one("#list")
        panel.border_title = ink.line(page.title)
        self.lines.set_empty(self._nothing(page))
        self.lines.set_columns(columns(self._today(), states=page.view not in _ONE_STAGE))
        self.lines.show(page.rows, page.total, to_top=to_top)
        key = page.sort.removeprefix("-")
        self.lines.set_sort(key, page.sort.startswith("-"))
        self._say_count()
        self._ahead.forget()
        self._show_beside()

    def _nothing(self, page: CompanyPage) -> Content:
        if self._asked.filter_text.strip():
            where = "Aucune entreprise" if self._asked.view == ALL else "Rien dans cette vue"
            said = f"{where} ne passe ce filtre."
            if self._elsewhere:
                said = f"Rien ici, mais {self._elsewhere} dans Toutes (v)."
            return empty_sentence(said, "Échap", "dans le filtre l'efface")
        if self.realis.may("companies.write"):
            return empty_sentence("Aucune entreprise ici.", "n", "nouvelle entreprise")
        return empty_sentence("Aucune entreprise ici.")

    def _say_count(self) -> None:
        page = self._page
        if page is None:
            return
        marked = len(self.lines.marked)
        chosen = f"{plural(marked, 'choisie')} · " if marked else ""
        self.query_one("#list").border_subtitle = Content(
            f"{chosen}{plural(page.total, 'entreprise')} · tri : {page.sort_label}"
        )

    @on(RecordList.NearEnd)
    @work(group="more", exclusive=True)
    async def _more(self, event: RecordList.NearEnd) -> None:
        asked = self._asked.model_copy(update={"offset": event.count, "limit": PAGE})
        page = await self.realis.ask(list_companies, asked, group="companies.more")
        if page is not None and len(self.lines.rows) == event.count:
            self.lines.append(page.rows, page.total)

    # The card beside

    def _show_beside(self) -> None:
        """At once when it was read ahead; else what was there stays until it has come."""
        panel, row = self.query_one(SummaryView), self.lines.current
        if row is None or not panel.display:
            panel.show(None)
            return
        known = self._ahead.get(row)
        if known is not None:
            panel.show(known)
        if wanted := self._ahead.missing(self.lines.rows, self.lines.cursor):
            # The line first: what is read ahead is for the keys to come.
            self.call_after_refresh(self._read_ahead, wanted)

    @work(group="beside", exclusive=True)
    async def _read_ahead(self, wanted: tuple[int, ...]) -> None:
        try:
            found = await self.realis.perform(summaries_of(wanted), group="companies.beside")
        except (Refused, Unavailable, Superseded):
            return
        for summary in found:
            self._ahead.learn(summary.id, summary)
        row = self.lines.current
        if row is not None and row.id in wanted:
            self.query_one(SummaryView).show(self._ahead.get(row))

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show_beside)

    # Views, filter, order

    @on(ViewTabs.Chosen)
    def _view_chosen(self, event: ViewTabs.Chosen) -> None:
        chosen = next((view for view in (self._page.views if self._page else ()) if view.key == event.key), None)
        sort = chosen.sort if chosen is not None else self._asked.sort
        self._asked = self._asked.model_copy(update={"view": event.key, "sort": sort})
        self._read_again(to_top=True)

    @on(FilterField.FilterChanged)
    def _filtered(self, event: FilterField.FilterChanged) -> None:
        self._asked = self._asked.model_copy(update={"filter_text": event.text})
        self._read_again(to_top=False, filtered=True)

    @on(FilterField.Left)
    @on(ViewTabs.Left)
    def _to_list(self) -> None:
        self.lines.focus()

    @on(RecordList.SortRequested)
    def _sort_by(self, event: RecordList.SortRequested) -> None:
        self._order(f"-{event.key}" if self._asked.sort == event.key else event.key)

    @on(RecordList.MarksChanged)
    def _marked(self) -> None:
        self._say_count()

    def _order(self, sort: str) -> None:
        self._asked = self._asked.model_copy(update={"sort": sort})
        self._read_again(to_top=True)

    def action_filter(self) -> None:
        self.bar.filter.focus_input()

    def action_pick(self) -> None:
        self.lines.action_toggle_mark()

    @opens_form
    async def action_sort(self) -> None:
        from realis_tui.widgets.choices import Choice

        now = self._asked.sort
        choices = [Choice(key, label, _turned(key, now)) for key, label in SORTS.items()]
        chosen = await self.choose("Trier par", choices)
        if chosen:
            self._order(f"-{chosen}" if now == chosen else chosen)

    @opens_form
    async def action_views(self) -> None:
        from realis_tui.screens.companies.saved_views import choose_view

        if self._page is not None:
            chosen = await choose_view(self, self._page, self._asked)
            if chosen is not None:
                self._asked = self._asked.model_copy(update=chosen)
                self.bar.filter.set_text(self._asked.filter_text)
                await self._read(to_top=True)

    # Acts

    def company_id(self) -> int | None:
        row = self.lines.current
        return row.id if row is not None else None

    async def created(self, company_id: int) -> None:
        self._asked = self._asked.model_copy(update={"view": ALL})
        await self._read(to_top=False)
        self.lines.move_to(company_id)

    @on(RecordList.Opened)
    async def _opened(self, event: RecordList.Opened) -> None:
        await open_card(self.realis, "companies", event.row.id)

    @opens_form
    async def action_export(self) -> None:
        from realis_tui.screens.companies.exporting import export

        page = self._page
        said = page.remarks + page.unfinished if page is not None else ()
        if said:
            self.realis.say(f"Le filtre n'est pas compris, rien n'est exporté : {' '.join(said)}", "refused")
        elif page is not None:
            await export(self, self._asked, {row.id for row in self.lines.marked}, page.title)

    async def action_import(self) -> None:
        from realis_tui.screens.imports import ImportScreen

        await self.app.push_screen(ImportScreen())

    async def action_alerts(self) -> None:
        from realis_tui.screens.alerts import AlertsScreen

        await self.app.push_screen(AlertsScreen())

    def action_back(self) -> None:
        """Nothing before this screen: `q` gives the list the focus and forgets what was picked."""
        self.lines.clear_marks()
        self.lines.focus()


def _turned(key: str, now: str) -> str:
    if now == key:
        return "en cours, Entrée retourne l'ordre"
    return "en cours, à l'envers" if now == f"-{key}" else ""
