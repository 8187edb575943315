"""The spaces themselves: making, editing, deleting them, and the starter set of the house."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator
from sqlalchemy import func, select

from realis_tui.db.models import Occupancy, Space
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.inputs import Area, Flag, Line, Name, Paragraph, choices_of, one_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.spaces import SpaceKind
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.rows import seen_row
from realis_tui.usecases.spaces.codes import place_of_code, tidy_code
from realis_tui.usecases.unit import UnitOfWork

Kind = Annotated[SpaceKind, BeforeValidator(one_of(SpaceKind))]


class SpaceFields(Input):
    """A space as it is typed: its code, unlike any other once folded, its kind, its area in m²."""

    code: Annotated[Name, Shown("Local", "Local", example="B-204", synonyms=("bureau", "code"), column="local")]
    kind: Annotated[Kind, Shown("Type", "Local", widget="choice", choices=choices_of(SpaceKind), column="type")]
    building: Annotated[Line | None, Shown("Bâtiment", "Local", example="B", column="batiment")] = None
    floor: Annotated[Line | None, Shown("Étage", "Local", example="2", column="etage")] = None
    area: Annotated[
        Area | None,
        Shown("Surface", "Local", widget="number", example="24 m²", synonyms=("m²", "surface m2"), column="surface"),
    ] = None
    is_lettable: Annotated[Flag, Shown("À louer", "Local", widget="check", column="louable")] = True
    notes: Annotated[Paragraph | None, Shown("Notes", "Local", widget="area", column="notes", max_length=2_000)] = None


class CreateSpace(SpaceFields):
    """A new space."""


class EditSpace(SpaceFields):
    """A space changed; refused as `Stale` when it is no longer at this `version`."""

    space_id: int
    version: int


class DeleteSpace(Input):
    """A space that nobody ever occupied, in the version seen; refused once somebody did."""

    space_id: int
    version: int


class StarterSpaces(Input):
    """The spaces of REALIS: offices A-101 to A-113 and B-201 to B-213, workshops W-1 to W-4, twelve coworking seats."""


@dataclass(frozen=True, slots=True)
class SpaceSaved:
    space_id: int
    code: str
    version: int


@act("spaces.create", "Nouveau local", Permission.SPACES_WRITE, changes=("spaces",))
def create_space(unit: UnitOfWork, request: CreateSpace) -> SpaceSaved:
    """Make a space; its code is unique."""
    space = Space()
    _fill(unit, space, request)
    unit.session.add(space)
    unit.session.flush()
    unit.summary = f"Local {space.code} créé"
    return SpaceSaved(space.id, space.code, space.version)


@act("spaces.edit", "Modifier le local", Permission.SPACES_WRITE, changes=("spaces",))
def edit_space(unit: UnitOfWork, request: EditSpace) -> SpaceSaved:
    """Change a space."""
    space = seen_row(unit, Space, request.space_id, request.version, "Ce local")
    _fill(unit, space, request)
    unit.session.flush()
    unit.summary = f"Local {space.code} modifié"
    return SpaceSaved(space.id, space.code, space.version)


@act("spaces.delete", "Supprimer le local", Permission.SPACES_WRITE, changes=("spaces",))
def delete_space(unit: UnitOfWork, request: DeleteSpace) -> None:
    """Delete a space that was never occupied."""
    space = seen_row(unit, Space, request.space_id, request.version, "Ce local")
    if unit.session.scalar(select(func.count()).where(Occupancy.space_id == space.id)):
        raise Refused(f"Le local {space.code} a des occupations : le marquer « pas à louer » plutôt que le supprimer.")
    unit.summary = f"Local {space.code} supprimé"
    unit.session.delete(space)
    unit.session.flush()


@act("spaces.starter", "Locaux de départ", Permission.BASE_MANAGE, changes=("spaces",))
def create_starter_spaces(unit: UnitOfWork, request: StarterSpaces) -> int:
    """Make those that do not exist yet; answers how many."""
    known = set(unit.session.scalars(select(Space.code)))
    missing = [code for code in STARTER_CODES if code not in known]
    for code in missing:
        kind, building, floor = place_of_code(code)
        unit.session.add(Space(code=code, kind=kind, building=building, floor=floor))
    unit.session.flush()
    unit.summary = f"{len(missing)} locaux de départ créés"
    return len(missing)


STARTER_CODES = (
    *(f"A-{number}" for number in range(101, 114)),
    *(f"B-{number}" for number in range(201, 214)),
    *(f"W-{number}" for number in range(1, 5)),
    *(f"Cowork {number}" for number in range(1, 13)),
)


def _fill(unit: UnitOfWork, space: Space, fields: SpaceFields) -> None:
    code = tidy_code(fields.code)
    with unit.session.no_autoflush:
        taken = unit.session.scalar(select(Space.id).where(Space.code == code))
    if taken is not None and taken != space.id:
        raise Refused(f"Le local {code} existe déjà.", "code")
    _, building, floor = place_of_code(code)
    space.code, space.kind, space.is_lettable, space.notes = code, fields.kind, fields.is_lettable, fields.notes
    space.building, space.floor = fields.building or building, fields.floor or floor
    space.area_dm2 = None if fields.area is None else int(fields.area * 100)
