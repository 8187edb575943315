"""The line above the planning: the rooms as tabs, the filter when it is wanted, the week and the view."""

from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from realis_tui.widgets import content as ink
from realis_tui.widgets.filter_field import FilterField, ListBar

VIEWS = {"DayGrid": "jour", "WeekGrid": "semaine", "WeekRooms": "toutes"}
"""The shapes of the planning and what they are called."""


class PlanningBar(ListBar):
    """« Garrigue 12 p  Lez 20  Toutes      semaine 48  ‹ jour › · semaine · toutes »."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.filter = FilterField(hint="12p visio vélomistrau")
        self._period = Static(ink.EMPTY, id="period")

    def compose(self) -> ComposeResult:
        with Horizontal(classes="list-bar--line"):
            yield self.tabs
            yield self.filter
            yield self._period
        yield self._told

    def show_period(self, day: date, view: str) -> None:
        """The week's number, and the view among the others."""
        names = [
            Content.styled(f"‹ {name} ›", "$foreground") if name == view else Content.styled(name, "$muted")
            for name in VIEWS.values()
        ]
        week = Content.styled(f"semaine {day.isocalendar().week}", "bold")
        self._period.update(Content.assemble(week, "  ", Content.styled(" · ", "$muted").join(names)))
