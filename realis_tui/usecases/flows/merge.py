"""Merging two cards of one company: both shown, every link kept, undoable (rule 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select

from realis_tui.db.models import (
    Certificate,
    Company,
    DocumentLink,
    Establishment,
    HostingAgreement,
    Membership,
    Occupancy,
    Passage,
    Review,
    SupportAgreement,
    YearlyFigures,
)
from realis_tui.db.models.rooms import Booking
from realis_tui.domain import identifiers
from realis_tui.domain.accounts import Permission
from realis_tui.domain.companies import SUPPORTED_STATES, CompanyState
from realis_tui.domain.fields import Input, field_specs
from realis_tui.domain.french import format_date, format_number, format_phone, format_siren, of, plural
from realis_tui.domain.inputs import label_of
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act, question
from realis_tui.usecases.companies.figures import SetFigures
from realis_tui.usecases.companies.identity import CompanyFields, CompanySaved, check_vat
from realis_tui.usecases.companies.rows import current_passage, department, mark_name, row_of, seen_row
from realis_tui.usecases.unit import UnitOfWork


class CompareCompanies(Input):
    """`kept_id` stays, `absorbed_id` goes into it."""

    kept_id: int
    absorbed_id: int


class MergeCompanies(CompareCompanies):
    """`from_absorbed`: the fields whose value comes from the absorbed card; a field empty on the kept card takes the
    other's by itself. The versions are those seen in the comparison."""

    kept_version: int
    absorbed_version: int
    from_absorbed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field on both cards, ready to show; `proposed` says which the merge would keep."""

    name: str
    label: str
    kept: str
    absorbed: str
    differs: bool
    proposed: Literal["kept", "absorbed"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both cards side by side; `moved`: what will change hands (« 2 personnes », « 1 convention »).

    `obstacle`: why they cannot be merged, in a sentence; None when they can.
    """

    kept_id: int
    kept_name: str
    kept_version: int
    absorbed_id: int
    absorbed_name: str
    absorbed_version: int
    fields: tuple[ComparedField, ...]
    moved: tuple[str, ...]
    obstacle: str | None


@question("companies.compare", "Comparer deux fiches", Permission.COMPANIES_READ)
def compare_companies(unit: UnitOfWork, request: CompareCompanies) -> Comparison:
    """Show both cards before merging."""
    kept = row_of(unit, Company, request.kept_id, "Cette entreprise")
    absorbed = row_of(unit, Company, request.absorbed_id, "Cette entreprise")
    fields = []
    for spec in field_specs(CompanyFields):
        mine, theirs = getattr(kept, spec.name), getattr(absorbed, spec.name)
        proposed: Literal["kept", "absorbed"] = "absorbed" if mine is None and theirs is not None else "kept"
        kept_as, absorbed_as = _shown(spec.name, mine), _shown(spec.name, theirs)
        fields.append(ComparedField(spec.name, spec.shown.label, kept_as, absorbed_as, mine != theirs, proposed))
    moved = []
    for model, noun in _LINKS:
        count = unit.session.scalar(select(func.count()).select_from(model).where(model.company_id == absorbed.id))
        if count:
            moved.append(plural(count, noun))
    return Comparison(
        kept_id=kept.id,
        kept_name=kept.name,
        kept_version=kept.version,
        absorbed_id=absorbed.id,
        absorbed_name=absorbed.name,
        absorbed_version=absorbed.version,
        fields=tuple(fields),
        moved=tuple(moved),
        obstacle=_obstacle(unit, kept, absorbed),
    )


@act("companies.merge", "Fusionner deux fiches", Permission.COMPANIES_WRITE, changes=("companies", "spaces", "rooms"))
def merge_companies(unit: UnitOfWork, request: MergeCompanies) -> CompanySaved:
    """Move every link of the absorbed card to the kept one, then delete it."""
    kept = seen_row(unit, Company, request.kept_id, request.kept_version, "Cette entreprise")
    absorbed = seen_row(unit, Company, request.absorbed_id, request.absorbed_version, "Cette entreprise")
    if obstacle := _obstacle(unit, kept, absorbed):
        raise Refused(obstacle)
    name = absorbed.name
    values = _chosen(kept, absorbed, request.from_absorbed)
    _merge_passages(unit, kept, absorbed)
    _merge_people(unit, kept, absorbed)
    told = _merge_figures(unit, kept, absorbed)
    for model in (Establishment, SupportAgreement, HostingAgreement, Occupancy, YearlyFigures, Review, *_LOOSE):
        for row in unit.session.scalars(select(model).where(model.company_id == absorbed.id)).all():
            row.company_id = kept.id
    # Numbers are unique: the absorbed card goes before its numbers come.
    unit.session.flush()
    unit.session.expire(absorbed)
    unit.session.delete(absorbed)
    unit.session.flush()
    for field, value in values.items():
        setattr(kept, field, value)
    mark_name(kept, kept.name)
    kept.department = department(kept.postcode)
    _check_rna(kept)
    _check_vat(kept)
    unit.session.flush()
    unit.summary = " ; ".join((f"Fiche {name} fusionnée dans {kept.name}", *told))
    return CompanySaved(kept.id, kept.name, kept.version)


_LOOSE: tuple[Any, ...] = (Certificate, DocumentLink, Booking)
_LINKS: tuple[tuple[Any, str], ...] = (
    (Membership, "personne"),
    (Establishment, "SIRET"),
    (Passage, "passage"),
    (SupportAgreement, "accompagnement"),
    (HostingAgreement, "convention"),
    (Occupancy, "occupation"),
    (YearlyFigures, "année de chiffres"),
    (Review, "bilan"),
    (Certificate, "preuve"),
    (DocumentLink, "document"),
    (Booking, "réservation"),
)


_WRITTEN = {"phone": format_phone, "siren": format_siren}


def _shown(name: str, value: Any) -> str:
    """A value as people read it."""
    if name in _WRITTEN and value:
        return _WRITTEN[name](value)
    if value is None:
        return ""
    if hasattr(value, "label"):
        return label_of(value)
    return format_date(value) if hasattr(value, "month") else str(value)


def _chosen(kept: Company, absorbed: Company, from_absorbed: Sequence[str]) -> dict[str, Any]:
    """The fields of the merged card that come from the absorbed one."""
    values = {}
    for name in CompanyFields.model_fields:
        mine, theirs = getattr(kept, name), getattr(absorbed, name)
        if theirs is not None and (mine is None or name in from_absorbed):
            values[name] = theirs
    if kept.notes and absorbed.notes:
        values["notes"] = _joined(kept.notes, absorbed.notes, "\n\n")
    return values


def _joined(mine: str | None, theirs: str | None, between: str) -> str | None:
    """Both texts, one after the other; one alone when the other is missing or says the same."""
    if not mine or not theirs or mine == theirs:
        return mine or theirs
    return f"{mine}{between}{theirs}"


def _obstacle(unit: UnitOfWork, kept: Company, absorbed: Company) -> str | None:
    if kept.id == absorbed.id:
        return "Une fiche ne se fusionne pas avec elle-même."
    if kept.siren and absorbed.siren and kept.siren != absorbed.siren:
        return "Les deux fiches ont des SIREN différents : ce sont deux entreprises."
    if kept.rna and absorbed.rna and kept.rna != absorbed.rna:
        return "Les deux fiches ont des numéros RNA différents : ce sont deux entreprises."
    sirens = {siret[:9] for siret in _sirets(unit, kept) + _sirets(unit, absorbed)}
    if len(sirens | {each for each in (kept.siren, absorbed.siren) if each}) > 1:
        return "Les SIRET des deux fiches ne sont pas d'une même entreprise."
    mine, theirs = current_passage(unit, kept.id), current_passage(unit, absorbed.id)
    if mine and theirs and {mine.state, theirs.state} <= SUPPORTED_STATES:
        return (
            "Les deux fiches sont accompagnées, et une entreprise n'a qu'un accompagnement à la fois : "
            "prononcer d'abord la sortie de l'une (motif « fusion »)."
        )
    return _too_long(unit, kept, absorbed)


def _too_long(unit: UnitOfWork, kept: Company, absorbed: Company) -> str | None:
    """The first text that, joined, no form would take back."""
    joined: list[tuple[str | None, type[Input], str, str]] = [
        (_joined(kept.notes, absorbed.notes, "\n\n"), CompanyFields, "notes", "")
    ]
    mine, theirs = _figures(unit, kept), _figures(unit, absorbed)
    for year in sorted(mine.keys() & theirs.keys()):
        note = _joined(mine[year].note, theirs[year].note, _BETWEEN_NOTES)
        joined.append((note, SetFigures, "note", f" des chiffres {year}"))
    for text, model, name, where in joined:
        shown = next(spec.shown for spec in field_specs(model) if spec.name == name)
        if text and len(text) > shown.max_length:
            return (
                f"« {shown.label} »{where} : les textes des deux fiches réunis font {format_number(len(text))} "
                f"caractères, {format_number(shown.max_length)} au plus. Raccourcir l'un des deux."
            )
    return None


_SETTLED = frozenset(
    {
        CompanyState.PROSPECT,
        CompanyState.REFUSED,
        CompanyState.WITHDRAWN,
        CompanyState.EXITED,
        CompanyState.FOLLOWED,
        CompanyState.ARCHIVED,
    }
)
"""A passage that may stand behind another one as the current passage."""


def _sirets(unit: UnitOfWork, company: Company) -> list[str]:
    return list(unit.session.scalars(select(Establishment.siret).where(Establishment.company_id == company.id)))


def _merge_passages(unit: UnitOfWork, kept: Company, absorbed: Company) -> None:
    """The passage that is going on, or the latest, stays current: an accompaniment before a candidature (its clock
    and its alerts go on), and of two alike that are going on, the kept card's.

    The absorbed card's passages are numbered after the kept card's.
    """
    mine, theirs = current_passage(unit, kept.id), current_passage(unit, absorbed.id)
    moving = unit.session.scalars(
        select(Passage).where(Passage.company_id == absorbed.id).order_by(Passage.number)
    ).all()
    last = unit.session.scalar(select(func.max(Passage.number)).where(Passage.company_id == kept.id)) or 0
    if mine is not None and theirs is not None:
        alike = _progress(mine) == _progress(theirs) != (False, False)
        loser = mine if not alike and _weight(theirs) > _weight(mine) else theirs
        loser.is_current = False
        unit.session.flush()
    for rank, passage in enumerate(moving, start=last + 1):
        passage.number, passage.company_id = rank, kept.id
        unit.session.flush()


def _progress(passage: Passage) -> tuple[bool, bool]:
    return passage.state in SUPPORTED_STATES, passage.state not in _SETTLED


def _weight(passage: Passage) -> tuple[bool, bool, bool, Any]:
    return (*_progress(passage), passage.state is not CompanyState.PROSPECT, passage.state_since)


def _merge_figures(unit: UnitOfWork, kept: Company, absorbed: Company) -> list[str]:
    """Of a year on both cards, the kept figure stands and a missing one is filled; answers what was set aside."""
    mine = _figures(unit, kept)
    told = []
    for year, theirs in _figures(unit, absorbed).items():
        row = mine.get(year)
        if row is None:
            continue
        aside = False
        for name in _FIGURES:
            here, there = getattr(row, name), getattr(theirs, name)
            if here is None:
                setattr(row, name, there)
            aside = aside or (here is not None and there is not None and here != there)
        row.note = _joined(row.note, theirs.note, _BETWEEN_NOTES)
        told.append(f"chiffres {year} " + (f"{of(kept.name)} gardés" if aside else "réunis"))
        unit.session.delete(theirs)
    unit.session.flush()
    return told


def _figures(unit: UnitOfWork, company: Company) -> dict[int, YearlyFigures]:
    statement = select(YearlyFigures).where(YearlyFigures.company_id == company.id).order_by(YearlyFigures.year)
    return {row.year: row for row in unit.session.scalars(statement)}


_BETWEEN_NOTES = " ; "
_FIGURES = ("fte_hundredths", "turnover_cents", "own_funds_cents", "grants_cents", "beneficiaries", "volunteers")


def _check_rna(kept: Company) -> None:
    """Rule 11 holds for what two cards make together: the form of one, the RNA number of the other."""
    if kept.rna is None:
        return
    try:
        identifiers.check_rna(kept.rna, kept.legal_form)
    except ValueError as error:
        raise Refused(f"{error} Corriger la forme ou le numéro avant de fusionner.") from None


def _check_vat(kept: Company) -> None:
    """The same of the SIREN of one and the VAT number of the other."""
    try:
        check_vat(kept)
    except Refused as refused:
        raise Refused(f"{refused.message} Corriger l'un des deux avant de fusionner.") from None


def _merge_people(unit: UnitOfWork, kept: Company, absorbed: Company) -> None:
    """A person in both companies keeps one place; there stays one main contact."""
    mine = {row.person_id: row for row in kept.memberships}
    has_main = any(row.is_main for row in mine.values())
    for row in unit.session.scalars(select(Membership).where(Membership.company_id == absorbed.id)).all():
        if row.person_id in mine:
            mine[row.person_id].title = mine[row.person_id].title or row.title
            unit.session.delete(row)
            continue
        row.company_id = kept.id
        row.is_main = row.is_main and not has_main
    unit.session.flush()
    unit.session.expire(kept)
