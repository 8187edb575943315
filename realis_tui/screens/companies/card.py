"""A company's card, the whole screen: its tabs, and what is done from each."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content

from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.messages import Superseded
from realis_tui.screens.cards import open_card
from realis_tui.screens.companies.acts import CompanyActs
from realis_tui.screens.companies.summary import entry, form
from realis_tui.screens.companies.tabs import SHOWS, TABS, CardPart
from realis_tui.screens.framed import FramedScreen
from realis_tui.usecases.companies.cards import CompanyCard, CompanyCardRequest, company_card
from realis_tui.widgets import content as ink
from realis_tui.widgets.card import Card, CardTab
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form


class CompanyCardScreen(CompanyActs, FramedScreen[None]):
    """Opened by Entrée on a line, or by the search over any screen. `n`, `e`, `d` are about the tab shown."""

    PLACE = "companies.card"
    SHOWS = SHOWS
    CSS_PATH = "card.tcss"
    AUTO_FOCUS = "ViewTabs"

    def __init__(self, company_id: int, act: str = "") -> None:
        super().__init__()
        self._company_id = company_id
        self._first_act = act
        self.card: CompanyCard | None = None

    def compose_body(self) -> ComposeResult:
        tabs = [
            CardTab(part.key, part.title, part, self._load)
            for part in TABS
            if not part.permission or self.realis.may(part.permission)
        ]
        yield Card(tabs, id="company-card")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#body").add_class("panel")
        if self.card is not None:
            self._draw()
        self.run_worker(self._start(), group="reload")

    async def _start(self) -> None:
        if self.card is None:
            await self._reload()
        if self._first_act and self.card is not None:
            await self.run_action(self._first_act)

    def company_id(self) -> int | None:
        return self._company_id

    async def created(self, company_id: int) -> None:
        """Its card opens over this one, that going back shows again."""
        await open_card(self.realis, "companies", company_id)

    # Reading

    async def read(self) -> None:
        """Read what the card shows. Raises `Refused`, `Unavailable` or `Superseded`."""
        self.card = await self.realis.perform(
            company_card, CompanyCardRequest(company_id=self._company_id), group=f"card.{self._company_id}"
        )

    async def reload(self) -> None:
        try:
            await self.read()
        except Refused as refused:
            if self.is_current:
                self.dismiss(None)
                self.realis.say(refused.message, "refused")
            return
        except (Unavailable, Superseded):
            return
        self._draw()

    def _draw(self) -> None:
        card = self.card
        if card is None:
            return
        body = self.query_one("#body")
        body.border_title = ink.line(card.name)
        state = card.state.label if card.state else "sans étape"
        body.border_subtitle = Content(state)
        box = self.query_one("#company-card", Card)
        activity = ink.join([ink.line(card.activity, "$muted"), ink.line(card.sector, "$muted")])
        box.set_heading(
            ink.join(
                [
                    Content.assemble(ink.sign(card.level), " ", ink.line(state, "bold")),
                    form(card),
                    entry(card.support),
                    activity,
                ]
            )
        )
        box.set_counts(
            {
                "people": len(card.people),
                "agreements": sum(map(len, (card.supports, card.hosting, card.premises, card.certificates))),
                "figures": len(card.figures),
                "reviews": len(card.reviews),
                "documents": len(card.documents),
            }
        )
        box.reload()

    async def _load(self, part: CardPart) -> None:
        """Draw a tab from the card read."""
        if self.card is not None:
            await part.show(self.card, self)

    @property
    def part(self) -> CardPart | None:
        """The tab shown."""
        box = self.query_one("#company-card", Card)
        widget = box.widget_of(box.current)
        return widget if isinstance(widget, CardPart) else None

    async def action_in_tab(self, tab: str, verb: str = "") -> None:
        """Go to a tab, and do its `n`, or an act of its own, at once when `verb` says so (from the palette)."""
        box = self.query_one("#company-card", Card)
        await box.show_tab(tab)
        box.focus_body()
        if verb == "new":
            self.action_new()
        elif verb and self.part is not None:
            await self.part.run_action(verb)

    # Acts: those of the tab, else those of the company

    @opens_form
    async def action_new(self) -> None:
        part = self.part
        if part is not None and self.card is not None:
            plan = await part.new(self.card, self)
            if plan is not None:
                await self.fill(plan)

    @opens_form
    async def action_edit(self) -> None:
        part = self.part
        plan = await part.edit(self.card, self) if part is not None and self.card is not None else None
        if plan is not None:
            await self.fill(plan)
        elif part is None or part.is_identity:
            self._edit_identity()

    def _edit_identity(self) -> None:
        CompanyActs.action_edit(self)

    @work
    async def action_delete(self) -> None:
        part = self.part
        if part is None or self.card is None:
            return
        if part.is_identity:
            CompanyActs.action_delete(self)
            return
        removal = part.delete(self.card)
        if removal is not None and (answer := await self.answers(removal.use_case, removal.request)):
            self.realis.say(f"{removal.said or ink.line(answer[0].message).plain} · Ctrl+Z pour annuler")

    @on(RecordList.Opened)
    def _opened(self) -> None:
        self.action_edit()

    async def deleted(self) -> None:
        self.dismiss(None)

    def action_back(self) -> None:
        self.dismiss(None)
