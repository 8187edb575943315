"""Everything about the companies as tables for a file: one statement a table, however many companies there are."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Executable, func, select

from realis_tui.db.models import (
    Amendment,
    Membership,
    Occupancy,
    Person,
    Space,
    SupportAgreement,
    YearlyFigures,
)
from realis_tui.domain.accounts import Permission
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.lists import ExportTable, ListCompanies, export_companies, phone_cell
from realis_tui.usecases.unit import UnitOfWork

_PEOPLE = select(
    Membership.company_id, Person.name, Membership.title, Person.phone, Person.email, Membership.is_main
).join(Person, Person.id == Membership.person_id)
_PEOPLE = _PEOPLE.order_by(Membership.is_main.desc(), Person.sort_name, Membership.id)
_AMENDMENTS = (
    select(func.count())
    .select_from(Amendment)
    .where(Amendment.agreement_id == SupportAgreement.id)
    .correlate(SupportAgreement)
    .scalar_subquery()
)
_SUPPORTS = select(
    SupportAgreement.company_id,
    SupportAgreement.starts_on,
    SupportAgreement.ends_on,
    SupportAgreement.ended_on,
    _AMENDMENTS,
).order_by(SupportAgreement.starts_on.desc(), SupportAgreement.id)
_PREMISES = select(
    Occupancy.company_id, Space.code, Space.kind, Space.area_dm2, Occupancy.starts_on, Occupancy.ends_on
).join(Space, Space.id == Occupancy.space_id)
_PREMISES = _PREMISES.order_by(Occupancy.starts_on.desc(), Space.code)
_FIGURES = select(
    YearlyFigures.company_id,
    YearlyFigures.year,
    YearlyFigures.fte_hundredths,
    YearlyFigures.turnover_cents,
    YearlyFigures.own_funds_cents,
    YearlyFigures.grants_cents,
    YearlyFigures.beneficiaries,
    YearlyFigures.volunteers,
    YearlyFigures.note,
).order_by(YearlyFigures.year)
_MONEY = ("Chiffre d'affaires (€)", "Fonds propres (€)", "Subventions (€)")


@question("companies.export_all", "Tout exporter", Permission.EXPORT)
def export_everything(unit: UnitOfWork, request: ListCompanies) -> tuple[ExportTable, ...]:
    """Companies, people, support agreements, premises and yearly figures; the companies in the order of the list."""
    companies = export_companies(unit, request)
    names = {id: str(row[0]) for id, row in zip(companies.ids, companies.rows, strict=True)}
    return (
        companies,
        ExportTable(
            "Personnes",
            ("Entreprise", "Nom", "Fonction", "Téléphone", "Courriel", "Contact principal"),
            tuple((*row[:3], phone_cell(row[3]), *row[4:]) for row in _rows(unit, _PEOPLE, names)),
        ),
        ExportTable(
            "Accompagnements",
            ("Entreprise", "Du", "Au", "Terminé le", "Avenants"),
            _rows(unit, _SUPPORTS, names),
        ),
        ExportTable(
            "Locaux occupés",
            ("Entreprise", "Local", "Type", "Surface (m²)", "Du", "Au"),
            tuple((*row[:2], row[2].label, _hundredths(row[3]), *row[4:]) for row in _rows(unit, _PREMISES, names)),
        ),
        ExportTable(
            "Chiffres annuels",
            ("Entreprise", "Année", "Emplois (ETP)", *_MONEY, "Bénéficiaires", "Bénévoles", "Remarque"),
            tuple((*row[:2], *map(_hundredths, row[2:6]), *row[6:]) for row in _rows(unit, _FIGURES, names)),
        ),
    )


def _rows(unit: UnitOfWork, statement: Executable, names: dict[int, str]) -> tuple[tuple[Any, ...], ...]:
    """The rows of the companies in `names`, in that order, the company's name in place of its number.

    The whole table is read: naming thousands of companies in the statement would be slower, and has a limit.
    """
    found: dict[int, list[Sequence[Any]]] = {}
    for row in unit.session.execute(statement):
        found.setdefault(row[0], []).append(row)
    return tuple((name, *row[1:]) for id, name in names.items() for row in _of(found, id))


def _of(found: dict[int, list[Sequence[Any]]], id: int) -> Iterable[Sequence[Any]]:
    return found.get(id, ())


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 100
