"""The exports of the house: the list of companies, and everything in one workbook."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from realis_tui.documents.tables import Table, write_table
from realis_tui.usecases.acts import Perform
from realis_tui.usecases.companies.cards import CompanyCard, CompanyCardRequest, company_card
from realis_tui.usecases.companies.lists import ListCompanies, export_companies, list_companies


@dataclass(frozen=True, slots=True)
class ExportFile:
    """Where to write, and which companies (the filter language; all when empty)."""

    path: Path
    filter_text: str = ""
    view: str = "toutes"
    sort: str = "nom"


@dataclass(frozen=True, slots=True)
class Written:
    path: Path
    rows: int


def export_companies_to(perform: Perform, request: ExportFile) -> Written:
    """The list of companies as .xlsx or .csv. Raises `Refused` when it cannot be written."""
    return Written(request.path, write_table(request.path, [_companies(perform, request)]))


def export_all(perform: Perform, request: ExportFile) -> Written:
    """Companies, people, agreements, premises and yearly figures, a sheet each."""
    cards = [perform(company_card, CompanyCardRequest(company_id=id)) for id in _ids(perform, request)]
    tables = [_companies(perform, request), _people(cards), _supports(cards), _premises(cards), _figures(cards)]
    return Written(request.path, write_table(request.path, tables))


def _companies(perform: Perform, request: ExportFile) -> Table:
    asked = ListCompanies(filter_text=request.filter_text, view=request.view, sort=request.sort)
    found = perform(export_companies, asked)
    return Table(found.title, found.headers, found.rows)


def _ids(perform: Perform, request: ExportFile) -> list[int]:
    ids: list[int] = []
    while True:
        asked = ListCompanies(
            filter_text=request.filter_text, view=request.view, sort=request.sort, offset=len(ids), limit=500
        )
        page = perform(list_companies, asked)
        ids += [row.id for row in page.rows]
        if not page.rows or len(ids) >= page.total:
            return ids


def _people(cards: list[CompanyCard]) -> Table:
    rows = tuple(
        (card.name, who.name, who.title, who.phone, who.email, who.is_main) for card in cards for who in card.people
    )
    return Table("Personnes", ("Entreprise", "Nom", "Fonction", "Téléphone", "Courriel", "Contact principal"), rows)


def _supports(cards: list[CompanyCard]) -> Table:
    rows = tuple(
        (card.name, held.starts_on, held.ends_on, held.ended_on, len(held.amendments))
        for card in cards
        for held in card.supports
    )
    return Table("Accompagnements", ("Entreprise", "Du", "Au", "Terminé le", "Avenants"), rows)


def _premises(cards: list[CompanyCard]) -> Table:
    rows = tuple(
        (card.name, item.space, item.kind, _hundredths(item.area_dm2), item.starts_on, item.ends_on)
        for card in cards
        for item in card.premises
    )
    return Table("Locaux occupés", ("Entreprise", "Local", "Type", "Surface (m²)", "Du", "Au"), rows)


def _figures(cards: list[CompanyCard]) -> Table:
    rows = tuple(
        (
            card.name,
            year.year,
            _hundredths(year.fte_hundredths),
            _hundredths(year.turnover_cents),
            _hundredths(year.own_funds_cents),
            _hundredths(year.grants_cents),
            year.beneficiaries,
            year.volunteers,
            year.note,
        )
        for card in cards
        for year in card.figures
    )
    money = ("Chiffre d'affaires (€)", "Fonds propres (€)", "Subventions (€)")
    headers = ("Entreprise", "Année", "Emplois (ETP)", *money, "Bénéficiaires", "Bénévoles", "Remarque")
    return Table("Chiffres annuels", headers, rows)


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 100
