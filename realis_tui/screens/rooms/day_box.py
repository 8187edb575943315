"""« Aller à une date »: a day as people say it, and the planning is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

from textual.screen import Screen

from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.inputs import Day
from realis_tui.screens.form_box import FormBox, FormPlan

if TYPE_CHECKING:
    from realis_tui.app import RealisApp


class GoToDay(Input):
    """The day to be shown."""

    on: Annotated[Day, Shown("Jour", widget="date", example="24 juin, jeudi en huit, dans 3 mois")]


class DayBox(FormBox):
    """One field; Entrée goes there. Answers the day."""

    PLACE = "rooms.day"
    CSS: ClassVar[str] = f"""{FormBox.CSS.replace("FormBox", "DayBox")}
    DayBox > #box {{ max-width: 72; }}
    """
    LEAVING = "Entrée y aller · Échap fermer"

    async def act(self, values: Mapping[str, str]) -> date:
        day: date = self.request(values).on
        return day


async def ask_day(screen: Screen[Any]) -> date | None:
    """Which day to go to; None when it is given up. To be awaited in a worker."""
    app = cast("RealisApp", screen.app)
    # No draft: where somebody was going once is no work to be kept.
    plan = FormPlan("Aller à une date", GoToDay, use_case=None, compact=True, draft="")
    day: date | None = await app.push_screen_wait(DayBox(plan))
    return day
