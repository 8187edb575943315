"""How a space is drawn in the plan, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from textual.content import Content

from realis_tui.domain.french import format_area, format_date, format_date_short, format_relative_days
from realis_tui.usecases.spaces.plan import FloorPlan, SpaceRow
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column

_STYLES: dict[str, str] = {"soon": "$ocre", "late": "$garance"}


@dataclass(frozen=True)
class Line:
    """A space of the plan, or the floor that heads those of it."""

    id: str
    today: date
    space: SpaceRow | None = None
    floor: FloorPlan | None = None


def area(area_dm2: int | None) -> str:
    """« 24 m² », empty when not measured."""
    return format_area(Decimal(area_dm2) / 100) if area_dm2 else ""


def floor_name(floor: FloorPlan) -> str:
    """« Bât. B · étage 2 », « Coworking »."""
    building = f"Bât. {floor.building}" if len(floor.building) <= 2 else floor.building
    if floor.floor == "0":
        return f"{building} · rdc"
    return f"{building} · étage {floor.floor}" if floor.floor else building


def _code(line: Line) -> Content:
    if line.floor is not None:
        return ink.line(floor_name(line.floor), "bold $pastel")
    return ink.line(line.space.code if line.space else "", "bold")


def _occupant(line: Line) -> Content:
    if line.floor is not None:
        let, free = line.floor.let, line.floor.free
        return Content.assemble(
            ink.meter(let, max(1, let + free), 10, style="$pastel"), (f" {let}/{let + free}", "$muted")
        )
    space = line.space
    if space is None:
        return ink.EMPTY
    if space.company:
        return ink.line(space.company)
    if not space.is_lettable:
        return Content.styled("pas à louer", "$muted")
    return Content.styled("libre", "$pastel")


def _until(line: Line) -> Content:
    """The last day; a near one with how long until it, in words: the sign at the left never stands alone."""
    space = line.space
    if space is None or space.company is None:
        return ink.EMPTY
    if space.until is None:
        return Content.styled("sans fin", "$muted")
    if space.level not in _STYLES:
        return Content(format_date(space.until))
    left = format_relative_days((space.until - line.today).days)
    return Content.styled(f"{format_date_short(space.until)} · {left}", _STYLES[space.level])


def _next(line: Line) -> Content:
    space = line.space
    if space is None or space.next_company is None or space.next_from is None:
        return ink.EMPTY
    return Content.assemble(ink.line(space.next_company, "$muted"), (f" le {format_date(space.next_from)}", "$muted"))


def _kind(line: Line) -> Content:
    return ink.line(line.space.kind.label if line.space else "", "$muted")


def _area(line: Line) -> Content:
    return Content(area(line.space.area_dm2) if line.space else "")


COLUMNS = (
    Column[Line]("sign", "", lambda line: ink.sign(line.space.level) if line.space else ink.EMPTY, width=1),
    Column[Line]("code", "Local", _code, width=16),
    Column[Line]("kind", "Type", _kind, width=9, priority=3),
    Column[Line]("area", "Surface", _area, width=8, align="right", priority=2),
    Column[Line]("who", "Occupant", _occupant, width=24, flex=3),
    Column[Line]("until", "Jusqu'au", _until, width=20),
    Column[Line]("next", "Ensuite", _next, width=22, flex=1, priority=4),
)
