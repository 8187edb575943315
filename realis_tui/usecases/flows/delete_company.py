"""Deleting a card that nothing refers to, in any pillar."""

from typing import Any

from sqlalchemy import func, select

from realis_tui.db.models import (
    Certificate,
    Company,
    DocumentLink,
    HostingAgreement,
    Occupancy,
    Passage,
    Review,
    SupportAgreement,
    YearlyFigures,
)
from realis_tui.db.models.rooms import Booking
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.identity import drop_membership
from realis_tui.usecases.companies.rows import seen_row
from realis_tui.usecases.unit import UnitOfWork


class DeleteCompany(Input):
    """`version`: the card's, as seen."""

    company_id: int
    version: int


@act("companies.delete", "Supprimer la fiche", Permission.COMPANIES_WRITE, changes=("companies",))
def delete_company(unit: UnitOfWork, request: DeleteCompany) -> None:
    """Delete a card that nothing else refers to: no agreement, occupancy, figure, review or document."""
    company = seen_row(unit, Company, request.company_id, request.version)
    found = [label for model, label in _REFERRING if _count(unit, model, company.id)]
    if found:
        raise Refused(
            f"« {company.name} » ne se supprime pas : la fiche a {', '.join(found)}. L'archiver, ou la fusionner."
        )
    for passage in unit.session.scalars(select(Passage).where(Passage.company_id == company.id)).all():
        for change in list(passage.changes):
            unit.session.delete(change)
        unit.session.flush()
        unit.session.delete(passage)
    for membership in list(company.memberships):
        drop_membership(unit, membership)
    for establishment in list(company.establishments):
        unit.session.delete(establishment)
    unit.session.flush()
    unit.session.expire(company)
    unit.session.delete(company)
    unit.session.flush()
    unit.summary = f"Fiche {company.name} supprimée"


_REFERRING: tuple[tuple[Any, str], ...] = (
    (SupportAgreement, "un accompagnement"),
    (HostingAgreement, "une convention d'hébergement"),
    (Occupancy, "un local"),
    (YearlyFigures, "des chiffres annuels"),
    (Review, "des bilans"),
    (Certificate, "des preuves"),
    (DocumentLink, "des documents"),
    (Booking, "des réservations de salle"),
)


def _count(unit: UnitOfWork, model: Any, company_id: int) -> int:
    return unit.session.scalar(select(func.count()).select_from(model).where(model.company_id == company_id)) or 0
