"""« À surveiller »: what ends, is due or is late, the most urgent first; Entrée opens the card."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from realis_tui.domain.french import format_date, format_relative_days, plural
from realis_tui.screens.cards import open_card
from realis_tui.screens.framed import FramedScreen
from realis_tui.usecases.companies.alerts import ListAlerts, list_alerts
from realis_tui.usecases.companies.views import Alert
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.view_tabs import View, ViewTabs


@dataclass(frozen=True)
class _Line:
    id: str
    alert: Alert


_BEFORE_A_DAY = re.compile(r"(?: pour)?(?: le)? *$")


def _what(line: _Line) -> Content:
    """The sentence without its day, which has its own column: « Bilan de 2ᵉ année en retard »."""
    message, day = line.alert.message, format_date(line.alert.due_on)
    said, _, why = message.partition(" : ")
    if day in why:
        return ink.line(said)
    before, found, after = message.partition(day)
    return ink.line(_BEFORE_A_DAY.sub("", before) if found and after in ("", ".") else message)


def _when(line: _Line) -> Content:
    style = {"soon": "$ocre", "late": "$garance"}.get(line.alert.level, "")
    return Content.styled(format_date(line.alert.due_on), style)


COLUMNS = (
    Column[_Line]("sign", "", lambda line: ink.sign(line.alert.level), width=1),
    Column[_Line]("company", "Entreprise", lambda line: ink.line(line.alert.company_name, "bold"), width=20, flex=1),
    Column[_Line]("message", "Quoi", _what, width=24, flex=3),
    Column[_Line]("due", "Le", _when, width=13),
    Column[_Line]("days", "", lambda line: Content.styled(format_relative_days(line.alert.days), "$muted"), width=13,
                  align="right", priority=1),
)  # fmt: skip


class AlertsScreen(FramedScreen[None]):
    """The views at the top are the kinds of alerts."""

    PLACE = "alerts.list"
    SHOWS = frozenset({"companies", "spaces"})
    CSS = """
    AlertsScreen #kinds { padding: 0 1; width: 1fr; }
    AlertsScreen #alerts { padding: 0 1; }
    """
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self._kind = ""

    def compose_body(self) -> ComposeResult:
        yield ViewTabs(id="kinds")
        yield RecordList(COLUMNS, empty=empty_sentence("Rien à surveiller."), classes="panel", id="alerts")

    def on_mount(self) -> None:
        super().on_mount()
        self.lines.border_title = Content("À surveiller")
        self._reload_soon()

    @property
    def lines(self) -> RecordList[_Line]:
        return self.query_one("#alerts", RecordList)

    async def reload(self) -> None:
        page = await self.realis.ask(list_alerts, ListAlerts(kind=self._kind or None), group="alerts")
        if page is None:
            return
        total = sum(count for _, count in page.counts)
        views = [View("", "Tout", total), *(View(kind, kind.capitalize(), count) for kind, count in page.counts)]
        self.query_one("#kinds", ViewTabs).show(views, self._kind)
        self.lines.show([_Line(f"{a.company_id}:{a.kind}:{a.due_on}:{a.message}", a) for a in page.alerts])
        self.lines.border_subtitle = Content(f"{page.late} en retard · {plural(page.soon, 'proche')}")

    @on(ViewTabs.Chosen)
    def _chosen(self, event: ViewTabs.Chosen) -> None:
        self._kind = event.key
        self._reload_soon()

    @on(ViewTabs.Left)
    def _to_list(self) -> None:
        self.lines.focus()

    def action_views(self) -> None:
        self.query_one("#kinds").focus()

    @on(RecordList.Opened)
    async def _opened(self, event: RecordList.Opened) -> None:
        await open_card(self.realis, "companies", event.row.alert.company_id)

    def action_back(self) -> None:
        self.dismiss(None)
