"""Loading the rows an act is about, and the marks every row of a company carries."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from realis_tui.db.models import Company, Passage, Stamped, SupportAgreement
from realis_tui.domain.agreements import ReviewDue, reviews_due
from realis_tui.domain.french import fold, fold_name, format_siren, sort_key
from realis_tui.domain.identifiers import department_of
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.unit import UnitOfWork

Row = TypeVar("Row", bound=Stamped)
Named = TypeVar("Named", bound=Any)
"""A row that has a name: a company, or some of its columns."""


def row_of(unit: UnitOfWork, model: type[Row], row_id: int, what: str = "Cette fiche") -> Row:
    """The row, or a refusal: someone may have deleted it meanwhile."""
    row = unit.session.get(model, row_id)
    if row is None:
        raise Refused(f"{what} n'existe plus : un autre poste a pu la supprimer.")
    return row


def seen_row(unit: UnitOfWork, model: type[Row], row_id: int, version: int, what: str = "Cette fiche") -> Row:
    """The row at the version its form was opened at."""
    row = row_of(unit, model, row_id, what)
    unit.check_version(row, version)
    return row


def current_passage(unit: UnitOfWork, company_id: int) -> Passage | None:
    """The passage that is going on, or the last one."""
    return unit.session.scalars(
        select(Passage).where(Passage.company_id == company_id, Passage.is_current)
    ).one_or_none()


def support_of(unit: UnitOfWork, passage: Passage) -> SupportAgreement | None:
    """The support agreement of a passage, None before it was ever « accompagnée »."""
    return unit.session.scalars(select(SupportAgreement).where(SupportAgreement.passage_id == passage.id)).one_or_none()


def reviews_of(unit: UnitOfWork, support: SupportAgreement, done: Collection[int] = ()) -> tuple[ReviewDue, ...]:
    """The yearly reviews of a support agreement that are not in `done`, by the settings of today."""
    policy = unit.policy
    return reviews_due(support.starts_on, support.ends_on, policy.review_grace_days, policy.last_review_days, done)


def mark_name(company: Company, name: str) -> None:
    """Set the name with what sorts it and what tells duplicates (rule 12)."""
    company.name = name
    company.identity = fold_name(name)
    company.sort_name = sort_key(name)


def exactly_named(found: Sequence[Named], name: str) -> Sequence[Named]:
    """Those called `name` to the letter, else but for its capitals; all of them when none is.

    Who types no accent has perhaps left them out: that tells « Vélomistrau » from « VELOMISTRAU » no more.
    """
    if same := [row for row in found if row.name == name]:
        return same
    same = [row for row in found if row.name.casefold() == name.casefold()]
    if same and name.isascii():
        return [row for row in found if fold(row.name) == fold(name)]
    return same or found


def told_apart(name: str, siren: str | None, city: str | None) -> str:
    """« Mistral » (SIREN …), else its town, beside another of the same name; the name alone when neither is known."""
    apart = f"SIREN {format_siren(siren)}" if siren else city
    return f"« {name} » ({apart})" if apart else f"« {name} »"


def department(postcode: str | None) -> str | None:
    """The department of a postcode that was checked."""
    return department_of(postcode) if postcode else None


def in_order(first: date, last: date | None, field: str = "ends_on") -> None:
    """Refuse an end before its start."""
    if last is not None and last < first:
        raise Refused("La fin vient avant le début : vérifier les deux dates.", field)
