"""`i`: the companies picked, or all those of the filter, as an Excel or a CSV file; it says where the file went."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from realis_tui.clock import PARIS
from realis_tui.documents.tables import Table, write_table
from realis_tui.domain.french import fold, plural
from realis_tui.domain.refusals import Refused
from realis_tui.screens.new_file import free_path, usual_folder
from realis_tui.usecases.companies.lists import ListCompanies, export_companies
from realis_tui.widgets.choices import Choice

if TYPE_CHECKING:
    from realis_tui.screens.companies.screen import CompaniesScreen


async def export(screen: CompaniesScreen, asked: ListCompanies, picked: set[int], title: str) -> None:
    """Ask for the kind of file (Excel under the cursor), write it in the person's folder, say where."""
    what = plural(len(picked), "entreprise choisie") if picked else title
    choices = [
        Choice(".xlsx", "Excel", "un classeur .xlsx"),
        Choice(".csv", "CSV", "texte, séparé par des points-virgules"),
    ]
    ending = await screen.choose(f"Exporter : {what}", choices)
    if ending:
        # Apart: the list has its keys back while the file is written.
        screen.run_worker(_write(screen, asked, picked, title, ending), name="export")


async def _write(screen: CompaniesScreen, asked: ListCompanies, picked: set[int], title: str, ending: str) -> None:
    found = await screen.realis.ask(export_companies, asked)
    if found is None:
        return
    rows = found.rows
    if picked:
        rows = tuple(row for company_id, row in zip(found.ids, rows, strict=True) if company_id in picked)
    stem = "-".join(fold(found.title or title).split()) or "entreprises"
    moment = screen.realis.clock.now().astimezone(PARIS)
    path = free_path(usual_folder() / f"{stem}-{moment:%Y-%m-%d}{ending}")
    try:
        count = await asyncio.to_thread(write_table, path, [Table(found.title, found.headers, rows)])
    except Refused as refused:
        screen.realis.say(refused.message, "refused")
        return
    screen.realis.say(f"{plural(count, 'entreprise')} dans {path}")
