"""What can be done with a space, from the plan or from its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work
from textual.widget import Widget

from realis_tui.clock import PARIS
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.form_box import FormBox, FormPlan
from realis_tui.screens.spaces import plans
from realis_tui.usecases.spaces.catalogue import DeleteSpace, delete_space
from realis_tui.usecases.spaces.plan import SpaceRequest, SpaceRow, space_card
from realis_tui.widgets import content as ink
from realis_tui.widgets.typed_ahead import opens_form

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

    class _Base(Widget):
        realis: RealisApp
else:
    _Base = object


class SpaceActs(_Base):
    """Keys shared by the plan and the card of a space."""

    def space(self) -> SpaceRow | None:
        """The space meant now."""
        raise NotImplementedError

    async def fill(self, plan: FormPlan) -> Any:
        """Open a form and wait for its answer."""
        return await self.app.push_screen_wait(FormBox(plan))

    @opens_form
    async def action_edit(self) -> None:
        row = self.space()
        if row is not None:
            await self.fill(plans.edition(row))

    @opens_form
    async def action_house(self) -> None:
        row = self.space()
        if row is None:
            return
        card = await self.realis.ask(space_card, SpaceRequest(space_id=row.id), group="spaces.house")
        if card is None:
            return
        offered = plans.housing(card, self.realis.clock.now().astimezone(PARIS).date())
        if not offered:
            self.realis.say(f"{ink.line(row.code).plain} n'est pas à louer : le modifier (e) pour l'ouvrir.", "soon")
            return
        plan = offered[0][1]
        if len(offered) > 1:
            answer = await self.app.push_screen_wait(ChoiceDialog(row.code, [choice for choice, _ in offered]))
            if answer is None:
                return
            plan = next(plan for choice, plan in offered if choice == answer)
        await self.fill(plan)

    @work
    async def action_delete(self) -> None:
        row = self.space()
        if row is None:
            return
        try:
            await self.realis.perform(delete_space, DeleteSpace(space_id=row.id, version=row.version))
        except Refused as refused:
            self.realis.say(refused.message, "refused")
        except Unavailable:
            return
        else:
            self.realis.say(f"Local {ink.line(row.code).plain} supprimé · Ctrl+Z pour annuler")

    @work
    async def action_history(self) -> None:
        from realis_tui.screens.history import HistoryScreen

        row = self.space()
        if row is not None:
            await self.app.push_screen(HistoryScreen(f"spaces:{row.id}", row.code))

    async def action_alerts(self) -> None:
        from realis_tui.screens.alerts import AlertsScreen

        await self.app.push_screen(AlertsScreen())
