"""Yearly figures: what a company declared for a year; a missing figure is missing, never zero (rule 9)."""

from typing import Annotated

from sqlalchemy import select

from realis_tui.db.models import Company, YearlyFigures
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import of
from realis_tui.domain.inputs import Count, Fte, Line, Money, SignedMoney
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.papers import RemoveRow
from realis_tui.usecases.companies.rows import row_of, seen_row
from realis_tui.usecases.unit import UnitOfWork


class SetFigures(Input):
    """A year's figures, whole; an empty field is « not known ».

    `id`, `version`: of the figures being edited, as seen; None for a new year.
    """

    company_id: int
    id: int | None = None
    year: Annotated[Count, Shown("Année", "Chiffres", widget="number", example="2025", column="annee")]
    fte: Annotated[
        Fte | None,
        Shown("Emplois (ETP)", "Chiffres", widget="number", example="7,5", synonyms=("etp", "emplois"), column="etp"),
    ] = None
    turnover_cents: Annotated[
        Money | None,
        Shown(
            "Chiffre d'affaires",
            "Chiffres",
            widget="money",
            example="310 k€",
            synonyms=("ca",),
            column="chiffre_affaires",
        ),
    ] = None
    own_funds_cents: Annotated[
        SignedMoney | None, Shown("Fonds propres", "Chiffres", widget="money", column="fonds_propres")
    ] = None
    grants_cents: Annotated[Money | None, Shown("Subventions", "Chiffres", widget="money", column="subventions")] = None
    beneficiaries: Annotated[
        Count | None, Shown("Bénéficiaires", "Chiffres", widget="number", column="beneficiaires")
    ] = None
    volunteers: Annotated[Count | None, Shown("Bénévoles", "Chiffres", widget="number", column="benevoles")] = None
    note: Annotated[Line | None, Shown("Remarque", "Chiffres", column="remarque")] = None
    version: int | None = None


@act("figures.set", "Chiffres annuels", Permission.COMPANIES_WRITE, changes=("companies",))
def set_figures(unit: UnitOfWork, request: SetFigures) -> int:
    """Enter a year's figures, or change those seen, their year too; answers the row's id."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    if not 1990 <= request.year <= unit.today.year:
        raise Refused(f"L'année va de 1990 à {unit.today.year}.", "year")
    there = unit.session.scalar(
        select(YearlyFigures.id).where(YearlyFigures.company_id == company.id, YearlyFigures.year == request.year)
    )
    if there is not None and there != request.id:
        raise Refused(f"Les chiffres de {request.year} sont déjà saisis : les modifier.", "year")
    if request.id is None:
        row = YearlyFigures(company_id=company.id, year=request.year)
        unit.session.add(row)
    else:
        row = seen_row(unit, YearlyFigures, request.id, request.version or 0, "Cette année")
        if row.company_id != company.id:
            raise Refused(f"Ces chiffres ne sont pas ceux de « {company.name} ».")
        row.year = request.year
    row.fte_hundredths = None if request.fte is None else int(request.fte * 100)
    for name in _COPIED:
        setattr(row, name, getattr(request, name))
    if all(getattr(row, name) is None for name in ("fte_hundredths", *_COPIED)):
        raise Refused("Aucun chiffre n'est donné : une année sans chiffres ne s'enregistre pas.", "fte")
    unit.session.flush()
    unit.summary = f"Chiffres {row.year} {of(company.name)}"
    return row.id


@act("figures.remove", "Supprimer les chiffres d'une année", Permission.COMPANIES_WRITE, changes=("companies",))
def remove_figures(unit: UnitOfWork, request: RemoveRow) -> None:
    """Take a year back to « not known »."""
    row = seen_row(unit, YearlyFigures, request.id, request.version, "Cette année")
    unit.summary = f"Chiffres {row.year} supprimés"
    unit.session.delete(row)
    unit.session.flush()


_COPIED = (
    "turnover_cents",
    "own_funds_cents",
    "grants_cents",
    "beneficiaries",
    "volunteers",
    "note",
)
