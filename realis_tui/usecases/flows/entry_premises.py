"""Where a row of a file says that a company is (rule 7)."""

from datetime import date

from sqlalchemy import or_, select

from realis_tui.db.models import Company, Occupancy, Space
from realis_tui.domain.fields import Repair
from realis_tui.domain.french import format_area, format_date
from realis_tui.domain.spaces import Period
from realis_tui.usecases.companies.rows import current_passage, support_of
from realis_tui.usecases.flows.entry import Entry
from realis_tui.usecases.spaces.codes import space_of_code, tidy_code
from realis_tui.usecases.spaces.occupancies import refuse_taken_space
from realis_tui.usecases.unit import UnitOfWork


def enter_premises(entry: Entry, company: Company) -> None:
    """The space the row names, from the row's date, unless the company is somewhere else; a space unknown is made."""
    unit, row = entry.unit, entry.row
    if not row.local:
        if row.surface is not None and not _is_housed(unit, company):
            entry.warnings.append(f"Surface de {format_area(row.surface)} sans local : non reprise.")
        return
    if elsewhere := _code_elsewhere(unit, company, row.local):
        entry.warnings.append(
            f"« {company.name} » occupe le local {elsewhere} : le local {row.local} du fichier n'est pas repris, "
            "l'attribuer sur la fiche."
        )
        return
    space, made = space_of_code(unit, row.local)
    if made:
        if space.code != row.local:
            entry.repairs.append(Repair("local", row.local, space.code, "Code remis en forme."))
        entry.repairs.append(Repair("local", space.code, space.code, f"local {space.code} créé."))
    _measure(entry, space)
    passage = current_passage(unit, company.id)
    support = support_of(unit, passage) if passage else None
    start = row.date_entree or (support.starts_on if support else unit.today)
    last = support.ended_on if support else None
    had = _stays(unit, company, space)
    # A start that nobody gave is today's: it says nothing of a company that has left.
    is_dated = row.date_entree is not None or support is not None
    if had and (not is_dated or any(stay.overlaps(Period(start, last)) for stay in had)):
        _say_left(entry, company, space, had[-1], last)
        return
    refuse_taken_space(unit, space, start, last, field="local")
    unit.session.add(Occupancy(space_id=space.id, company_id=company.id, starts_on=start, ends_on=last))
    entry.note("local")


def _stays(unit: UnitOfWork, company: Company, space: Space) -> list[Period]:
    """When the company was, is and will be in the space."""
    rows = unit.session.execute(
        select(Occupancy.starts_on, Occupancy.ends_on)
        .where(Occupancy.space_id == space.id, Occupancy.company_id == company.id)
        .order_by(Occupancy.starts_on)
    )
    return [Period(row.starts_on, row.ends_on) for row in rows]


def _say_left(entry: Entry, company: Company, space: Space, stay: Period, last: date | None) -> None:
    """The file has a company that is still accompanied in a space it has left: has it come back, or is the file old?"""
    if stay.end is not None and stay.end < entry.unit.today and last is None:
        entry.warnings.append(
            f"« {company.name} » a quitté le local {space.code} le {format_date(stay.end)} : le fichier l'y dit "
            "encore, l'attribuer sur la fiche si elle y est revenue."
        )


def _code_elsewhere(unit: UnitOfWork, company: Company, local: str) -> str | None:
    """The space the company is in, today or later, when it is not the file's: a file moves nobody."""
    going_on = or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= unit.today)
    codes = unit.session.scalars(
        select(Space.code)
        .join(Occupancy, Occupancy.space_id == Space.id)
        .where(Occupancy.company_id == company.id, going_on)
        .order_by(Occupancy.starts_on)
    ).all()
    return codes[-1] if codes and tidy_code(local) not in codes else None


def _is_housed(unit: UnitOfWork, company: Company) -> bool:
    return unit.session.scalar(select(Occupancy.id).where(Occupancy.company_id == company.id).limit(1)) is not None


def _measure(entry: Entry, space: Space) -> None:
    if entry.row.surface is None:
        return
    wanted = int(entry.row.surface * 100)
    if space.area_dm2 is None:
        space.area_dm2 = wanted
        entry.note("surface")
    elif space.area_dm2 != wanted:
        entry.warnings.append(
            f"Le local {space.code} fait {format_area(space.area_dm2 / 100)} sur le plan, "
            f"{format_area(entry.row.surface)} dans le fichier."
        )
