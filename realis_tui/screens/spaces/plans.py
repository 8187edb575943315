"""The forms of a space."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from realis_tui.domain.french import format_date, format_number, of, to
from realis_tui.screens.form_box import FormPlan, as_text
from realis_tui.usecases.spaces.catalogue import CreateSpace, EditSpace, create_space, edit_space
from realis_tui.usecases.spaces.occupancies import (
    AssignSpace,
    ChangeOccupancy,
    OccupancySaved,
    ReleaseSpace,
    assign_space,
    change_occupancy,
    release_space,
)
from realis_tui.usecases.spaces.plan import OccupancyView, SpaceCard, SpaceRow
from realis_tui.widgets.choices import Choice


def creation() -> FormPlan:
    """A new space."""
    return FormPlan(
        "Nouveau local", CreateSpace, create_space, initial={"is_lettable": "true"}, draft="spaces.create",
        said=lambda saved: f"Local {saved.code} créé · Ctrl+Z pour annuler",
    )  # fmt: skip


def edition(row: SpaceRow) -> FormPlan:
    """A space as it is."""
    initial = as_text(row, EditSpace)
    initial["area"] = format_number(Decimal(row.area_dm2) / 100) if row.area_dm2 else ""
    return FormPlan(
        row.code, EditSpace, edit_space, initial=initial, fixed={"space_id": row.id, "version": row.version},
        draft=f"spaces.edit:{row.id}", said=lambda saved: f"Local {saved.code} modifié · Ctrl+Z pour annuler",
    )  # fmt: skip


def housing(card: SpaceCard, today: date) -> list[tuple[Choice, FormPlan]]:
    """Releasing it or changing the days of who is in it or is to come, letting it."""
    code = card.space.code
    offered = []
    for item in sorted(card.occupancies, key=lambda item: item.starts_on):
        if item.ends_on is not None and item.ends_on < today:
            continue
        end = f"jusqu'au {format_date(item.ends_on)}" if item.ends_on else "sans fin dite"
        who = f"{item.company}, {end}"
        if item.starts_on <= today:
            offered.append((Choice(f"release:{item.id}", f"Libérer {code}", who), _release(code, item)))
        offered.append((Choice(f"change:{item.id}", "Changer les dates", who), _change(code, item)))
    if card.space.is_lettable:
        offered.append((Choice("assign", "Attribuer à une entreprise", "sur des jours libres"), _assign(card.space)))
    return offered


def _release(code: str, item: OccupancyView) -> FormPlan:
    return FormPlan(
        f"Libérer {code}", ReleaseSpace, release_space, initial={"on": "aujourd'hui"},
        fixed={"occupancy_id": item.id, "version": item.version}, draft=f"spaces.release:{item.id}", said=released,
    )  # fmt: skip


def _change(code: str, item: OccupancyView) -> FormPlan:
    return FormPlan(
        f"{code} : dates {of(item.company)}", ChangeOccupancy, change_occupancy, initial=as_text(item, ChangeOccupancy),
        fixed={"occupancy_id": item.id, "version": item.version, "hosting_agreement_id": item.hosting_agreement_id},
        draft=f"spaces.change:{item.id}", said=lambda saved: f"{saved.space} : dates changées · Ctrl+Z pour annuler",
    )  # fmt: skip


def _assign(space: SpaceRow) -> FormPlan:
    after = space.until if space.company is not None else None
    first = f"{after + timedelta(days=1):%d/%m/%Y}" if after else "aujourd'hui"
    return FormPlan(
        f"Attribuer {space.code}", AssignSpace, assign_space, fixed={"space_id": space.id}, first="company_id",
        fields=("company_id", "starts_on", "ends_on"), initial={"starts_on": first},
        instead={"space_id": "starts_on"},
        draft=f"spaces.assign:space:{space.id}", said=assigned,
    )  # fmt: skip


def released(saved: OccupancySaved) -> str:
    """What was done, and until when they stay."""
    return f"{saved.space} : {saved.company} jusqu'au {format_date(saved.ends_on)}" if saved.ends_on else saved.space


def assigned(saved: OccupancySaved) -> str:
    """Who is in, from when."""
    return f"{saved.space} attribué {to(saved.company)} depuis le {format_date(saved.starts_on)}"
