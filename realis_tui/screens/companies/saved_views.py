"""`v`: choosing a view, keeping the present filter as one's own, forgetting one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from realis_tui.screens.form_box import FormPlan
from realis_tui.usecases.companies.lists import CompanyPage, ListCompanies, ViewTab
from realis_tui.usecases.companies.saved_views import DeleteView, SaveView, delete_view, save_view
from realis_tui.widgets.choices import Choice

if TYPE_CHECKING:
    from realis_tui.screens.companies.screen import CompaniesScreen


async def choose_view(screen: CompaniesScreen, page: CompanyPage, asked: ListCompanies) -> dict[str, Any] | None:
    """What the list is to ask from now on, None when nothing changes."""
    choices = [Choice(view.key, view.title, _about(view)) for view in page.views]
    if asked.filter_text.strip():
        choices.append(Choice("+", "Enregistrer ce filtre…", asked.filter_text))
    choices += [Choice(f"-{view.key}", f"Supprimer « {view.title} »", "") for view in page.views if view.own]
    chosen = await screen.choose("Vues", choices)
    if chosen == "+":
        return await _keep(screen, asked)
    if chosen.startswith("-"):
        if await screen.done(delete_view, DeleteView(key=chosen[1:])):
            screen.realis.say("Vue supprimée · Ctrl+Z pour annuler")
            return {"view": "toutes"} if asked.view == chosen[1:] else None
        return None
    view = next((view for view in page.views if view.key == chosen), None)
    return {"view": view.key, "sort": view.sort} if view is not None else None


async def _keep(screen: CompaniesScreen, asked: ListCompanies) -> dict[str, Any] | None:
    key = await screen.fill(
        FormPlan(
            "Enregistrer la vue",
            SaveView,
            save_view,
            initial={"filter_text": asked.filter_text},
            fixed={"sort": asked.sort},
            draft="companies.save_view",
            said=lambda _: "Vue enregistrée : elle est dans la ligne du haut",
        )
    )
    return {"view": key, "filter_text": ""} if isinstance(key, str) else None


def _about(view: ViewTab) -> str:
    said = view.explanation or view.filter_text
    return " · ".join(part for part in (str(view.count), said, "à vous" if view.own else "") if part)
