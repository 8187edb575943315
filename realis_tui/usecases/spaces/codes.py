"""A space by its code, as people and files write it; one that is unknown is made (« local inconnu : créé »)."""

import re

from sqlalchemy import select

from realis_tui.db.models import Space
from realis_tui.domain.spaces import SpaceKind
from realis_tui.usecases.unit import UnitOfWork

_CODE = re.compile(r"([A-Z]+)[\s.-]*(\d+)")


def tidy_code(text: str) -> str:
    """« b 204 » and « B204 » are « B-204 »; a code of another shape is left as it is."""
    found = _CODE.fullmatch(text.strip().upper())
    return f"{found[1]}-{found[2]}" if found and len(found[1]) == 1 else text.strip()


def place_of_code(code: str) -> tuple[SpaceKind, str | None, str | None]:
    """Kind, building and floor that a code of the house tells: « B-204 » is an office of B, second floor."""
    found = _CODE.fullmatch(code.upper())
    if found is None:
        return SpaceKind.OTHER, None, None
    letters, digits = found.groups()
    if letters.startswith("COW"):
        return SpaceKind.COWORKING, None, None
    if letters == "W":
        return SpaceKind.WORKSHOP, "W", "0"
    if len(letters) == 1:
        return SpaceKind.OFFICE, letters, digits[0] if len(digits) == 3 else None
    return SpaceKind.OTHER, None, None


def code_order(code: str) -> tuple[str, int, str]:
    """What sorts codes as people count: « Cowork 2 » before « Cowork 10 »."""
    letters = code.rstrip("0123456789")
    digits = code[len(letters) :]
    return letters, int(digits or 0), code


def space_of_code(unit: UnitOfWork, text: str) -> tuple[Space, bool]:
    """The space, and whether it had to be made."""
    code = tidy_code(text)
    space = unit.session.scalars(select(Space).where(Space.code == code)).first()
    if space is not None:
        return space, False
    kind, building, floor = place_of_code(code)
    space = Space(code=code, kind=kind, building=building, floor=floor)
    unit.session.add(space)
    unit.session.flush()
    return space, True
