"""What the pickers of every form choose from: companies, people, free spaces, coaches, found as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from realis_tui.domain.french import fold, format_date
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.flows.search import SearchEverything, search_everything
from realis_tui.usecases.spaces.plan import PlanRequest, spaces_plan
from realis_tui.widgets.picker import Choice, Supplier

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

MOST = 8


def suppliers_for(app: RealisApp) -> Mapping[str, Supplier]:
    """The suppliers by the name that fields give (`Shown.source`)."""

    async def companies(typed: str) -> Sequence[Choice]:
        if not typed.strip():
            page = await app.ask(list_companies, ListCompanies(view="hebergees", limit=MOST))
            return [Choice(str(row.id), row.name, row.city or "") for row in page.rows] if page else []
        found = await app.ask(search_everything, SearchEverything(text=typed, limit=MOST, kinds=("entreprise",)))
        return [Choice(str(hit.ref), hit.title, hit.detail) for hit in found.hits] if found else []

    async def people(typed: str) -> Sequence[Choice]:
        found = await app.ask(search_everything, SearchEverything(text=typed, limit=MOST, kinds=("personne",)))
        return [Choice(str(hit.ref), hit.title, hit.detail) for hit in found.hits] if found else []

    async def spaces(typed: str) -> Sequence[Choice]:
        plan = await app.ask(spaces_plan, PlanRequest())
        if plan is None:
            return []
        wanted = fold(typed)
        rows = [row for floor in plan.floors for row in floor.spaces if row.is_lettable and wanted in fold(row.code)]
        rows.sort(key=lambda row: (row.company is not None, not fold(row.code).startswith(wanted), row.code))
        return [Choice(str(row.id), row.code, _standing(row.company, row.until)) for row in rows]

    async def referents(typed: str) -> Sequence[Choice]:
        page = await app.ask(list_companies, ListCompanies(limit=500))
        known = sorted({row.referent for row in page.rows if row.referent}) if page else []
        found = [name for name in known if fold(typed) in fold(name)]
        own = [typed.strip()] if typed.strip() and typed.strip() not in found else []
        return [Choice(name, name) for name in found] + [Choice(name, name, "nouveau nom") for name in own]

    return {"companies": companies, "people": people, "spaces": spaces, "referents": referents}


def _standing(company: str | None, until: object) -> str:
    if company is None:
        return "libre"
    return f"{company}, jusqu'au {format_date(until)}" if until else company  # type: ignore[arg-type]
