"""The plan of the premises: by building and floor, who is where and until when, and how full the house is."""

from __future__ import annotations

from collections.abc import Callable

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from realis_tui.domain.french import format_percent, plural
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.keys import NARROW
from realis_tui.messages import Superseded
from realis_tui.screens.cards import open_card
from realis_tui.screens.framed import FramedScreen
from realis_tui.screens.spaces import plans
from realis_tui.screens.spaces.about import SpaceRead, SpaceView, read_space
from realis_tui.screens.spaces.acts import SpaceActs
from realis_tui.screens.spaces.cells import COLUMNS, Line, area
from realis_tui.usecases.spaces.plan import Plan, PlanRequest, SpaceRow, spaces_plan
from realis_tui.widgets import content as ink
from realis_tui.widgets.beside import ReadAhead
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.filter_field import FilterField, ListBar
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form
from realis_tui.widgets.view_tabs import View, ViewTabs

_VIEWS: dict[str, tuple[str, Callable[[SpaceRow], bool]]] = {
    "": ("Tous", lambda row: True),
    "let": ("Occupés", lambda row: row.company is not None),
    "free": ("Libres", lambda row: row.company is None and row.is_lettable),
    "ending": ("Fin proche", lambda row: row.level in ("soon", "late")),
}


class SpacesScreen(SpaceActs, FramedScreen[None]):
    """`g` `l`, under F3."""

    PLACE = "spaces.plan"
    SHOWS = frozenset({"spaces", "companies"})
    CSS_PATH = "spaces.tcss"
    AUTO_FOCUS = "RecordList"

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._filter = ""
        self._view = ""
        self._ahead = ReadAhead[Line, int, SpaceRead](lambda line: line.space.id if line.space else None)

    def compose_body(self) -> ComposeResult:
        yield ListBar(id="bar")
        yield Static(ink.EMPTY, id="occupancy")
        with Horizontal(id="side-by-side"):
            with Vertical(id="plan-panel", classes="panel") as plan:
                plan.border_title = Content("Plan des locaux")
                yield RecordList(COLUMNS, id="plan")
            panel = SpaceView(id="space", classes="panel")
            panel.border_title = Content("Fiche")
            yield panel

    def on_mount(self) -> None:
        super().on_mount()
        # Watched, not told by a message: line and panel are then drawn in the same frame.
        self.watch(self.lines, "cursor", self._show_beside, init=False)
        self._reload_soon()

    @property
    def lines(self) -> RecordList[Line]:
        return self.query_one("#plan", RecordList)

    async def reload(self) -> None:
        try:
            plan = await self.realis.perform(spaces_plan, PlanRequest(filter_text=self._filter), group="spaces.plan")
        except Refused as refused:
            self.query_one(FilterField).show_error(refused.message)
            return
        except (Unavailable, Superseded):
            return
        self.query_one(FilterField).show_error("")
        self._plan = plan
        self._ahead.forget()
        self._draw()

    def _draw(self) -> None:
        plan = self._plan
        if plan is None:
            return
        rows = [row for floor in plan.floors for row in floor.spaces]
        views = [View(key, title, sum(keeps(row) for row in rows)) for key, (title, keeps) in _VIEWS.items()]
        self.query_one(ViewTabs).show(views, self._view)
        keeps = _VIEWS[self._view][1]
        lines: list[Line] = []
        for floor in plan.floors:
            kept = [row for row in floor.spaces if keeps(row)]
            if kept:
                lines.append(Line(f"floor:{floor.building}:{floor.floor}", plan.on, floor=floor))
                lines += [Line(f"space:{row.id}", plan.on, space=row) for row in kept]
        at_start = not self.lines.rows
        self.lines.set_empty(self._nothing())
        self.lines.show(lines)
        if at_start and len(lines) > 1:
            self.lines.move_to(lines[1].id)
        shown = sum(line.space is not None for line in lines)
        found = plural(shown, "local", "locaux")
        counts = f"{found} sur {plan.spaces}" if shown != plan.spaces else found
        self.query_one("#plan-panel").border_subtitle = Content(f"{counts} · {plan.let} occupés · {plan.free} libres")
        self._say_occupancy()
        self._show_beside()

    def _say_occupancy(self) -> None:
        if self._plan is not None:
            said = self.query_one("#occupancy", Static)
            said.update(_occupancy(self._plan, said.content_size.width or self.size.width - 4))

    def _nothing(self) -> Content:
        if self._filter.strip():
            return empty_sentence("Aucun local ne passe ce filtre.", "Échap", "dans le filtre pour l'effacer")
        if self._view or not self.realis.may("spaces.write"):
            return empty_sentence("Aucun local ici.")
        return empty_sentence("Aucun local.", "n", "nouveau local")

    def _show_beside(self) -> None:
        """At once when it was read ahead; else what was there stays until it has come. A floor has no panel."""
        panel, line = self.query_one(SpaceView), self.lines.current
        if line is None or line.space is None or not panel.display:
            panel.show(None)
        elif (known := self._ahead.get(line)) is not None:
            panel.show(known)
        if panel.display and (wanted := self._ahead.missing(self.lines.rows, self.lines.cursor)):
            self._read_ahead(wanted)

    @work(group="beside", exclusive=True)
    async def _read_ahead(self, wanted: tuple[int, ...]) -> None:
        """One after the other, the cursor's first: it is drawn without waiting for those around it."""
        for space_id in wanted:
            try:
                read = await read_space(self.realis, space_id, "beside")
            except Refused:
                continue
            except (Unavailable, Superseded):
                return
            self._ahead.learn(space_id, read)
            if (row := self.space()) is not None and row.id == space_id:
                self.query_one(SpaceView).show(read)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._say_occupancy)
        self.call_after_refresh(self._show_beside)

    @on(ViewTabs.Chosen)
    def _chosen(self, event: ViewTabs.Chosen) -> None:
        self._view = event.key
        self._draw()

    @on(FilterField.FilterChanged)
    def _filtered(self, event: FilterField.FilterChanged) -> None:
        self._filter = event.text
        self._reload_soon()

    @on(FilterField.Left)
    @on(ViewTabs.Left)
    def _to_list(self) -> None:
        self.lines.focus()

    def action_filter(self) -> None:
        self.query_one(FilterField).focus_input()

    def action_views(self) -> None:
        self.query_one(ViewTabs).focus()

    def space(self) -> SpaceRow | None:
        line = self.lines.current
        return line.space if line is not None else None

    @on(RecordList.Opened)
    async def _opened(self, event: RecordList.Opened) -> None:
        if event.row.space is not None:
            await open_card(self.realis, "spaces", event.row.space.id)

    @opens_form
    async def action_new(self) -> None:
        saved = await self.fill(plans.creation())
        if saved is not None:
            self._view = ""
            await self.reload()
            self.lines.move_to(f"space:{saved.space_id}")

    def action_back(self) -> None:
        self.lines.focus()


def _occupancy(plan: Plan, width: int) -> Content:
    """« 28/31 locaux occupés ▇▇▇▇▁ · 90 % des m² loués en 2026 (2 locaux sans surface) · 8/12 coworking »: as much of
    it as fits whole."""
    lettable = plan.let + plan.free
    bar = ink.meter(plan.let, max(1, lettable), 12 if width >= NARROW else 6, style="$olivier")
    parts = [Content.assemble((f"{plan.let}/{lettable}", "bold $olivier"), " locaux occupés ", bar)]
    unmeasured = plural(plan.unmeasured, "local sans surface", "locaux sans surface") if plan.unmeasured else ""
    if plan.rate is not None:
        year = f" des m² loués en {plan.first.year}"
        # Beside the rate, which says nothing of them.
        aside = (f" ({unmeasured})" if unmeasured else "", "$ocre")
        parts.append(Content.assemble((format_percent(plan.rate), "bold $pastel"), (year, "$muted"), aside))
    elif unmeasured:
        parts.append(Content.styled(unmeasured, "$ocre"))
    if plan.seats:
        parts.append(Content.assemble((f"{plan.seats_let}/{plan.seats}", "bold $pastel"), (" coworking", "$muted")))
    if plan.lettable_dm2:
        parts.append(Content(f"{area(plan.let_dm2) or '0'} sur {area(plan.lettable_dm2)}"))
    between = Content.styled("  ·  " if width >= NARROW else " · ", "$muted")
    while len(parts) > 1 and between.join(parts).cell_length > width:
        parts.pop()
    return between.join(parts)
