"""A space in words: what it is, who is in it and at what rent, who was and who comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_date, format_money, format_relative_days
from realis_tui.screens.spaces.cells import area
from realis_tui.usecases.spaces.plan import OccupancyView, SpaceCard, SpaceRequest, SpaceRow, space_card
from realis_tui.usecases.spaces.rent import RentMonth, RentSchedule, RentScheduleView, rent_schedule
from realis_tui.widgets import content as ink
from realis_tui.widgets.beside import BesideView
from realis_tui.widgets.card import Section

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

_STYLES: dict[str, str] = {"soon": "$ocre", "late": "$garance"}
_NO_RENT = "Aucune convention n'est liée à cette occupation : pas de loyer calculé."
_NO_AREA = "Surface non mesurée : le loyer ne peut pas être calculé."


@dataclass(frozen=True)
class SpaceRead:
    """A space's card with the rent of who is in it, seen on a day."""

    card: SpaceCard
    rent: RentScheduleView | None
    today: date


async def read_space(app: RealisApp, space_id: int, group: str) -> SpaceRead:
    """Read a space, then its occupant's rent. Raises what `perform` raises."""
    card = await app.perform(space_card, SpaceRequest(space_id=space_id), group=f"spaces.{group}")
    agreement = _agreement(card)
    rent = None
    if agreement is not None:
        rent = await app.perform(rent_schedule, RentSchedule(agreement_id=agreement), group=f"spaces.{group}.rent")
    return SpaceRead(card, rent, app.clock.now().astimezone(PARIS).date())


def _agreement(card: SpaceCard) -> int | None:
    now = next((item for item in card.occupancies if item.id == card.space.occupancy_id), None)
    return now.hosting_agreement_id if now is not None else None


class SpaceView(BesideView[SpaceRead]):
    """A space, beside the plan."""

    def draw(self, item: SpaceRead, width: int) -> Content:
        return panel_of(item)


def panel_of(read: SpaceRead) -> Content:
    """Everything in one panel, beside the plan."""
    parts = [*sections(read), Section("Qui, quand", stays(read.card))]
    return Content("\n\n").join(
        Content.assemble(ink.line(part.title, "bold"), "\n", part.body) if part.title else part.body
        for part in parts
        if part.body
    )


def sections(read: SpaceRead) -> list[Section]:
    """What it is; who is in it, until when and at what rent; who comes."""
    space = read.card.space
    return [
        Section("", Content.assemble(ink.line(space.code, "bold $tournesol"), "\n", _where(space))),
        Section("Aujourd'hui", _now(read)),
        Section("Ensuite", _next(space)),
        Section("Notes", ink.text(space.notes)),
    ]


def _where(space: SpaceRow) -> Content:
    floor = "rez-de-chaussée" if space.floor == "0" else f"étage {space.floor}" if space.floor else ""
    building = f"bâtiment {space.building}" if space.building else ""
    place = ink.line(" · ".join(part for part in (space.kind.label, building, floor) if part), "$muted")
    size = Content(area(space.area_dm2)) if space.area_dm2 else Content.styled("surface non mesurée", "$ocre")
    return ink.join([place, size, Content.styled("" if space.is_lettable else "pas à louer", "$ocre")])


def _now(read: SpaceRead) -> Content:
    space = read.card.space
    if space.company is None:
        if not space.is_lettable:
            return Content.styled("Pas à louer.", "$muted")
        return Content.assemble(ink.sign("open"), " ", ("libre", "$pastel"))
    until = Content.styled("sans fin dite", "$muted")
    if space.until is not None:
        days = format_relative_days((space.until - read.today).days)
        until = Content.styled(f"{format_date(space.until)} · {days}", _STYLES.get(space.level, ""))
    return ink.facts(
        [
            ("Occupant", Content.assemble(ink.sign(space.level), " ", ink.line(space.company, "bold"))),
            ("Depuis", format_date(space.since) if space.since else ""),
            ("Jusqu'au", until),
            ("Loyer", _rent(read)),
        ]
    )


def _rent(read: SpaceRead) -> Content:
    if read.rent is None:
        return Content.styled("aucune convention liée", "$muted")
    if not read.card.space.area_dm2:
        return Content.styled("surface à mesurer", "$ocre")
    month = next((month for month in read.rent.months if _same_month(month, read.today)), None)
    if month is None:
        return Content.styled("rien ce mois-ci", "$muted")
    code = read.card.space.code
    own = [part for part in month.parts if part.space == code]
    if not own:
        return Content.styled("rien ce mois-ci", "$muted")
    told = "/".join(str(rate) for rate in sorted({part.percent for part in own}))
    others = sorted({part.space for part in month.parts} - {code})
    whole = f", {format_money(month.rent_cents)} avec {', '.join(others)}" if others else ""
    rent = format_money(sum(part.cents for part in own))
    return Content.assemble((rent, "bold"), (f" ce mois-ci, à {told}\u202f%{whole}", "$muted"))


def _same_month(month: RentMonth, day: date) -> bool:
    return (month.month.year, month.month.month) == (day.year, day.month)


def _next(space: SpaceRow) -> Content:
    if space.next_company is None or space.next_from is None:
        return ink.EMPTY
    return Content.assemble(ink.line(space.next_company), (f" à partir du {format_date(space.next_from)}", "$muted"))


def no_rent(read: SpaceRead) -> str:
    """Why the schedule is empty."""
    if read.card.space.company is None:
        return "Personne dans ce local aujourd'hui."
    return _NO_RENT if read.rent is None else _NO_AREA


def stays(card: SpaceCard) -> Content:
    """Who was, is and will be in it, two lines each."""
    return Content("\n").join(_stay(item) for item in card.occupancies)


def _stay(item: OccupancyView) -> Content:
    end = format_date(item.ends_on) if item.ends_on else "sans fin dite"
    return Content.assemble(ink.line(item.company), "\n", (f"  {format_date(item.starts_on)} → {end}", "$muted"))
