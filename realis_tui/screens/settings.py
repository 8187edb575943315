"""The figures of the house (⚙): what they are, since when, what comes, and changing one from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_date
from realis_tui.screens.form_box import FormBox, FormPlan
from realis_tui.screens.framed import FramedScreen
from realis_tui.usecases.settings import ChangeSetting, SettingView, change_setting, list_settings
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form


@dataclass(frozen=True)
class Line:
    """A figure, under its key, and the values that are to come."""

    about: SettingView
    today: date

    @property
    def id(self) -> str:
        return self.about.key

    @property
    def planned(self) -> list[tuple[date, str]]:
        return [(day, value) for day, value in self.about.history if day > self.today]


def _value(line: Line) -> Content:
    """In bold what direction has changed from the house's own."""
    return ink.line(line.about.shown, "bold $tournesol" if line.about.shown != line.about.default else "")


def _since(line: Line) -> Content:
    since = line.about.since
    return Content(format_date(since)) if since else Content.styled("l'origine", "$muted")


def _planned(line: Line) -> Content:
    coming = line.planned
    if not coming:
        return Content.styled("–", "$muted")
    day, value = coming[0]
    more = f" (+{len(coming) - 1})" if len(coming) > 1 else ""
    return Content.assemble(ink.sign("soon"), " ", ink.line(f"{value} le {format_date(day)}{more}", "$ocre"))


COLUMNS = (
    Column[Line]("label", "Réglage", lambda line: ink.line(line.about.label), width=48),
    Column[Line]("value", "En vigueur", _value, width=12, flex=3),
    Column[Line]("since", "Depuis", _since, width=13, priority=2),
    Column[Line]("planned", "À venir", _planned, width=18, flex=2, priority=1),
)


class SettingsScreen(FramedScreen[None]):
    """Direction's: reached by the palette. Entrée or `e` changes the figure chosen, from a day on."""

    PLACE = "settings.list"
    SHOWS = frozenset({"accounts"})
    CSS_PATH = "accounts/accounts.tcss"
    AUTO_FOCUS = "RecordList"

    def compose_body(self) -> ComposeResult:
        with Vertical(id="settings-panel", classes="panel") as panel:
            panel.border_title = Content("Réglages de la maison")
            panel.border_subtitle = Content("un changement vaut à partir d'un jour · le passé ne change pas")
            yield RecordList(COLUMNS, id="settings")
        with Vertical(id="about", classes="panel") as about:
            about.border_title = Content("Ce réglage")
            yield Static(ink.EMPTY, id="history")

    def on_mount(self) -> None:
        super().on_mount()
        self._reload_soon()

    @property
    def lines(self) -> RecordList[Line]:
        return self.query_one("#settings", RecordList)

    async def reload(self) -> None:
        found = await self.realis.ask(list_settings, None, group="settings")
        if found is not None:
            today = self.realis.clock.now().astimezone(PARIS).date()
            self.lines.show([Line(view, today) for view in found])
            # Who changes the delay of the lock sees it kept at once; the other sessions have it when they sign in.
            self.realis.idle_minutes = next(int(view.shown) for view in found if view.key == "idle_minutes")
            self._tell()

    @on(RecordList.Highlighted)
    def _tell(self) -> None:
        """The whole value of the figure chosen, and its dates."""
        line = self.lines.current
        self.query_one("#history", Static).update(_history(line) if line is not None else ink.EMPTY)

    @on(RecordList.Opened)
    def _opened(self) -> None:
        self.action_edit()

    @opens_form
    async def action_edit(self) -> None:
        line = self.lines.current
        if line is None:
            return
        view = line.about
        await self.app.push_screen_wait(
            FormBox(
                FormPlan(
                    view.label,
                    ChangeSetting,
                    change_setting,
                    fixed={"key": view.key},
                    draft=f"settings.change:{view.key}",
                    initial={"value": view.shown, "valid_from": "aujourd'hui"},
                    said=lambda saved: f"{saved.label} : enregistré · Ctrl+Z pour annuler",
                )
            )
        )

    def action_back(self) -> None:
        self.dismiss(None)


def _history(line: Line) -> Content:
    view = line.about
    dated = [("à l'origine", view.default, "$muted")]
    for day, value in view.history:
        style = "$ocre" if day > line.today else "bold" if day == view.since else "$muted"
        dated.append(
            (f"depuis le {format_date(day)}" if day <= line.today else f"dès le {format_date(day)}", value, style)
        )
    return ink.facts([(when, ink.line(value, style)) for when, value, style in reversed(dated)])
