"""What can be done with a company, from its line in the list or from its card: forms, choices, and their keys.

The forms and what they offer are imported at the first act, or ahead of it once the list is there (`COMING_ACTS`): a
start that shows a list needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work
from textual.widget import Widget

from realis_tui.domain.french import format_date
from realis_tui.widgets.typed_ahead import opens_form

if TYPE_CHECKING:
    from realis_tui.app import RealisApp
    from realis_tui.screens.form_box import FormPlan
    from realis_tui.usecases.companies.cards import CompanyCard
    from realis_tui.widgets.choices import Choice

    class _Base(Widget):
        realis: RealisApp
else:
    _Base = object

COMING_ACTS = ("realis_tui.screens.companies.identity_form", "realis_tui.screens.companies.card")
"""The modules that the first keys on a list will want."""


class CompanyActs(_Base):
    """Keys shared by the list and the card. The screen says which company is meant."""

    def company_id(self) -> int | None:
        """The company meant now, None when there is none."""
        raise NotImplementedError

    async def read_card(self, company_id: int | None = None) -> CompanyCard | None:
        """The card of the company meant, read afresh."""
        from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card

        wanted = company_id if company_id is not None else self.company_id()
        if wanted is None:
            return None
        card: CompanyCard | None = await self.realis.ask(company_card, CompanyCardRequest(company_id=wanted))
        return card

    async def fill(self, plan: FormPlan) -> Any:
        """Open a form and wait for its answer."""
        from realis_tui.screens.form_box import FormBox

        return await self.app.push_screen_wait((plan.box or FormBox)(plan))

    async def choose(self, title: str, choices: list[Choice], sentence: str = "") -> str:
        """Offer a few choices; the value chosen, empty for none."""
        from realis_tui.screens.choices import ChoiceDialog

        answer = await self.app.push_screen_wait(ChoiceDialog(title, choices, sentence))
        return answer.value if answer is not None else ""

    @opens_form
    async def action_new(self) -> None:
        from realis_tui.screens.companies import plans
        from realis_tui.screens.companies.identity_form import CompanyForm

        saved = await self.app.push_screen_wait(CompanyForm(plans.creation()))
        if saved is not None and saved is not True:
            await self.created(saved.company_id)

    async def created(self, company_id: int) -> None:
        """A new card was made: the screen shows it."""

    @opens_form
    async def action_edit(self) -> None:
        from realis_tui.screens.companies import plans
        from realis_tui.screens.companies.identity_form import CompanyForm

        card = await self.read_card()
        if card is not None:
            await self.app.push_screen_wait(CompanyForm(plans.edition(card, self._again(card.id)), card.id))

    def _again(self, company_id: int) -> Any:
        from realis_tui.screens.companies import plans
        from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card

        async def reread() -> Any:
            fresh = await self.realis.perform(company_card, CompanyCardRequest(company_id=company_id))
            return plans.typed_identity(fresh), {"version": fresh.version}

        return reread

    @work
    async def action_delete(self) -> None:
        from realis_tui.usecases.flows.delete_company import DeleteCompany, delete_company

        card = await self.read_card()
        if card is None:
            return
        request = DeleteCompany(company_id=card.id, version=card.version)
        if await self.done(delete_company, request):
            self.realis.say(f"Fiche {card.name} supprimée · Ctrl+Z pour annuler")
            await self.deleted()

    async def done(self, use_case: Any, request: Any) -> bool:
        """Do an act that needs no form; what is refused is said."""
        return bool(await self.answers(use_case, request))

    async def answers(self, use_case: Any, request: Any) -> tuple[Any, ...]:
        """What an act answers, alone; empty when it is refused, which is said."""
        from realis_tui.domain.refusals import Refused, Unavailable

        try:
            return (await self.realis.perform(use_case, request),)
        except Refused as refused:
            self.realis.say(refused.message, "refused")
        except Unavailable:
            pass
        return ()

    async def deleted(self) -> None:
        """The card meant is no more: the screen goes elsewhere."""

    @opens_form
    async def action_move(self) -> None:
        from realis_tui.screens.companies import plans

        card = await self.read_card()
        if card is None:
            return
        ways = plans.ways(card)
        if not ways:
            self.realis.say(
                f"{card.name} : aucune étape ne suit « {card.state.label if card.state else '…'} ».", "soon"
            )
            return
        chosen = await self.choose(
            f"{card.name} : changer d'étape", [way.choice for way in ways], f"Aujourd'hui : {_standing(card)}"
        )
        way = next((way for way in ways if way.choice.value == chosen), None)
        if way is None:
            return
        if way.blocked:
            self.realis.say(way.blocked, "refused")
        else:
            await self.fill(way.plan())

    @opens_form
    async def action_book(self) -> None:
        """A room for the company meant."""
        from realis_tui.screens.cards import open_form

        wanted = self.company_id()
        if wanted is not None:
            await open_form(self.screen, "booking", company_id=wanted)

    @opens_form
    async def action_house(self) -> None:
        from realis_tui.screens.companies import plans

        card = await self.read_card()
        if card is None:
            return
        offered = plans.housing(card)
        chosen = await self.choose(f"{card.name} : locaux", [item.choice for item in offered])
        way = next((item for item in offered if item.choice.value == chosen), None)
        if way is not None:
            await self.fill(way.plan())

    @opens_form
    async def action_merge(self) -> None:
        from realis_tui.screens.companies.merging import MergeBox, twins_of

        card = await self.read_card()
        if card is None:
            return
        twins = await twins_of(self.realis, card)
        if not twins:
            self.realis.say(f"{card.name} : aucune autre fiche ne lui ressemble.", "soon")
            return
        chosen = await self.choose(f"Fusionner {card.name} avec…", twins, "La fiche choisie entrera dans celle-ci.")
        if chosen:
            merged = await self.app.push_screen_wait(MergeBox(card.id, int(chosen)))
            if merged:
                self.realis.say(f"{card.name} : fiches fusionnées · Ctrl+Z pour annuler")

    @work
    async def action_history(self) -> None:
        from realis_tui.screens.history import HistoryScreen

        card = await self.read_card()
        if card is not None:
            await self.app.push_screen(HistoryScreen(f"companies:{card.id}", card.name))

    @opens_form
    async def action_copy(self) -> None:
        from realis_tui.screens.companies import plans

        card = await self.read_card()
        if card is None:
            return
        choices = plans.copies(card)
        chosen = choices[0].value if len(choices) == 1 else await self.choose("Copier", choices)
        if chosen:
            self.app.copy_to_clipboard(chosen)
            self.realis.say(f"Copié : {chosen}")


def _standing(card: CompanyCard) -> str:
    if card.state is None:
        return "sans étape"
    return card.state.label + (f" depuis le {format_date(card.state_since)}" if card.state_since else "")
