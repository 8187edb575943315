"""The line above the planning: the rooms as tabs, the filter when it is wanted, the week and the view."""

from collections.abc import Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from realis_tui.widgets import content as ink
from realis_tui.widgets.filter_field import FilterField, ListBar
from realis_tui.widgets.view_tabs import View

VIEWS = {"DayGrid": "jour", "WeekGrid": "semaine", "WeekRooms": "toutes"}
"""The shapes of the planning and what they are called."""


class PlanningBar(ListBar):
    """« Garrigue 12 p  Lez 20  Toutes      semaine 48  ‹ jour › · semaine · toutes »."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.filter = FilterField(hint="12p visio vélomistrau")
        self._period = Static(ink.EMPTY, id="period")
        self._told_period = ink.EMPTY
        self._shown: tuple[tuple[View, ...], str] | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(classes="list-bar--line"):
            yield self.tabs
            yield self.filter
            yield self._period
        yield self._told

    def show_rooms(self, rooms: Sequence[View], current: str) -> None:
        """The rooms as tabs; nothing is laid out again when they are the same."""
        if (tuple(rooms), current) != self._shown:
            self._shown = (tuple(rooms), current)
            self.tabs.show(rooms, current)

    def show_period(self, day: date, view: str) -> None:
        """The week's number, and the view among the others."""
        names = [
            Content.styled(f"‹ {name} ›", "$foreground") if name == view else Content.styled(name, "$muted")
            for name in VIEWS.values()
        ]
        week = Content.styled(f"semaine {day.isocalendar().week}", "bold")
        told = Content.assemble(week, "  ", Content.styled(" · ", "$muted").join(names))
        self._period.update(told, layout=told.cell_length != self._told_period.cell_length)
        self._told_period = told
