"""The forms of a company: which fields, what they hold, what the record asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from realis_tui.domain.companies import CompanyState
from realis_tui.domain.fields import FieldSpec, field_specs
from realis_tui.domain.french import format_date, format_phone, of, plural, to
from realis_tui.screens.form_box import FormPlan, as_text, with_choices
from realis_tui.usecases.companies.cards import CompanyCard, ExtensionOption, MoveOption, PremisesView
from realis_tui.usecases.companies.identity import (
    CompanyFields,
    CreateCompany,
    EditCompany,
    create_company,
    edit_company,
)
from realis_tui.usecases.companies.lifecycle import ApplyAgain, apply_again
from realis_tui.usecases.companies.support import ExtendSupport, extend_support
from realis_tui.usecases.flows.moves import MoveCompany, Moved, move_company
from realis_tui.usecases.spaces.occupancies import (
    AssignSeat,
    AssignSpace,
    ChangeOccupancy,
    ReleaseSpace,
    assign_seat,
    assign_space,
    change_occupancy,
    release_space,
)
from realis_tui.widgets.choices import Choice


@dataclass(frozen=True)
class Way:
    """Something offered in a dialog, and the form it opens."""

    choice: Choice
    plan: Callable[[], FormPlan]
    blocked: str = ""


def creation() -> FormPlan:
    """A new company."""
    return FormPlan(
        "Nouvelle entreprise",
        CreateCompany,
        create_company,
        initial={"state": CompanyState.PROSPECT.value},
        labels={"state": CompanyState.PROSPECT.label},
        draft="companies.create",
        said=lambda saved: f"{saved.name} : fiche créée · Ctrl+Z pour annuler",
    )


def typed_identity(card: CompanyCard) -> dict[str, str]:
    """The card's identity as it is typed."""
    return as_text(card, CompanyFields)


def edition(card: CompanyCard, reread: Any) -> FormPlan:
    """The identity of a card."""
    return FormPlan(
        card.name,
        EditCompany,
        edit_company,
        initial=typed_identity(card),
        fixed={"company_id": card.id, "version": card.version},
        labels={"referent": card.referent or ""},
        draft=f"companies.edit:{card.id}",
        said=lambda saved: f"{saved.name} : fiche modifiée · Ctrl+Z pour annuler",
        reread=reread,
    )


# Moves along the life


def ways(card: CompanyCard) -> list[Way]:
    """The moves allowed now, with what each asks, an extension that changes no state, and applying again."""
    found = [
        Way(Choice(move.to.value, move.label, _asks(move)), _move_plan(card, move), move.blocked or "")
        for move in card.moves
    ]
    if card.state is not CompanyState.SUPPORTED:  # which becomes « prolongée » by a move, there already
        found[-1:-1] = extensions(card)  # the exit stays the last
    if card.can_apply_again:
        found.append(
            Way(Choice("again", "nouvelle candidature", "un nouveau parcours, la même fiche"), _again_plan(card))
        )
    return found


def _asks(move: MoveOption) -> str:
    if move.blocked:
        return f"▲ {move.blocked}"
    asked = ["mois"] if move.needs_months else []
    if move.needs_decision:
        asked.append("date du comité" if move.to is CompanyState.ADMITTED else "date de la décision")
    if move.reasons:
        asked.append("motif")
    if move.needs_destination:
        asked.append("destination")
    return "demande : " + ", ".join(asked) if asked else ""


def _move_plan(card: CompanyCard, move: MoveOption) -> Callable[[], FormPlan]:
    fields = ["on"]
    if move.needs_decision:
        fields.append("decided_on")
    if move.to is CompanyState.EXTENDED:
        fields.append("months")
    if move.may_move_end:
        fields.append("new_end")
    if move.reasons or move.to is CompanyState.EXTENDED or move.may_move_end:
        fields.append("reason")
    if move.needs_destination:
        fields += ["destination_in_occitanie", "destination_city"]
    fields.append("note")
    specs = {spec.name: spec for spec in field_specs(MoveCompany)}
    specs["reason"] = with_choices(specs["reason"], move.reasons) if move.reasons else _free(specs["reason"])
    if move.to not in (CompanyState.ADMITTED, CompanyState.EXTENDED):
        specs["decided_on"] = _hinted(specs["decided_on"], "le même jour")
    passage = next((item for item in card.passages if item.is_current), None)

    def plan() -> FormPlan:
        return FormPlan(
            f"{card.name} : {move.label}",
            MoveCompany,
            move_company,
            fixed={"company_id": card.id, "to": move.to.value, "version": passage.version if passage else None},
            fields=fields,
            specs=specs,
            draft=f"companies.move:{card.id}:{move.to.value}",
            said=moved,
        )

    return plan


def extensions(card: CompanyCard) -> list[Way]:
    """The extension that may be decided now, if any; the same from the key of the state and from the agreements."""
    option = card.extension
    if option is None:
        return []
    left = f"▲ {option.blocked}" if option.blocked else f"{plural(option.months_left, 'mois', 'mois')} au plus"
    verb = "Prolonger encore" if card.state is CompanyState.EXTENDED else "Prolonger"
    return [
        Way(Choice("extend", f"{verb} l'accompagnement", left), _extension_plan(card, option), option.blocked or "")
    ]


def _extension_plan(card: CompanyCard, option: ExtensionOption) -> Callable[[], FormPlan]:
    return lambda: FormPlan(
        f"{card.name} : prolonger",
        ExtendSupport,
        extend_support,
        fixed={"agreement_id": option.agreement_id, "version": option.version},
        draft=f"support.extend:{option.agreement_id}",
        said=lambda end: f"Accompagnement prolongé jusqu'au {format_date(end)}",
    )


def _free(spec: FieldSpec) -> FieldSpec:
    return replace(spec, shown=replace(spec.shown, widget="text"))


def _hinted(spec: FieldSpec, hint: str) -> FieldSpec:
    return replace(spec, shown=replace(spec.shown, hint=hint))


def moved(result: Moved) -> str:
    """What a move did, and what followed."""
    return " · ".join([f"{result.name} : {result.state.label} le {format_date(result.on)}", *result.consequences])


def _again_plan(card: CompanyCard) -> Callable[[], FormPlan]:
    return lambda: FormPlan(
        f"{card.name} : nouvelle candidature",
        ApplyAgain,
        apply_again,
        fixed={"company_id": card.id},
        draft=f"companies.apply_again:{card.id}",
        said=lambda _: f"{card.name} : nouvelle candidature ouverte",
    )


# Premises


def housing(card: CompanyCard) -> list[Way]:
    """Taking a space or a seat, changing or leaving those one has."""
    found = []
    for place in card.premises:
        if place.is_now or place.ends_on is None:
            until = f"jusqu'au {format_date(place.ends_on)}" if place.ends_on else "sans fin dite"
            found.append(
                Way(Choice(f"release:{place.occupancy_id}", f"Libérer {place.space}", until), _release(card, place))
            )
            found.append(
                Way(
                    Choice(f"change:{place.occupancy_id}", f"Changer les dates de {place.space}", until),
                    change_of(place),
                )
            )
    found.append(Way(Choice("assign", "Attribuer un local", "bureau ou atelier"), assignment(card.id, card.name)))
    found.append(Way(Choice("seat", "Attribuer un poste de coworking", "le premier libre"), _seat(card)))
    return found


def assignment(company_id: int, company: str) -> Callable[[], FormPlan]:
    """A space for a company already chosen."""
    return lambda: FormPlan(
        f"{company} : attribuer un local",
        AssignSpace,
        assign_space,
        fixed={"company_id": company_id},
        fields=("space_id", "starts_on", "ends_on"),
        initial={"starts_on": "aujourd'hui"},
        draft=f"spaces.assign:company:{company_id}",
        said=lambda saved: f"{saved.space} attribué {to(saved.company)} depuis le {format_date(saved.starts_on)}",
    )


def _seat(card: CompanyCard) -> Callable[[], FormPlan]:
    return lambda: FormPlan(
        f"{card.name} : un poste de coworking",
        AssignSeat,
        assign_seat,
        fixed={"company_id": card.id},
        fields=("starts_on", "ends_on"),
        initial={"starts_on": "aujourd'hui"},
        draft=f"spaces.assign_seat:{card.id}",
        said=lambda saved: f"{saved.space} attribué {to(saved.company)}",
    )


def _release(card: CompanyCard, place: PremisesView) -> Callable[[], FormPlan]:
    return lambda: FormPlan(
        f"{card.name} : libérer {place.space}",
        ReleaseSpace,
        release_space,
        fixed={"occupancy_id": place.occupancy_id, "version": place.version},
        draft=f"spaces.release:{place.occupancy_id}",
        said=lambda saved: f"{saved.space} libéré le {format_date(saved.ends_on)}" if saved.ends_on else "Local libéré",
    )


def change_of(place: PremisesView) -> Callable[[], FormPlan]:
    return lambda: FormPlan(
        f"{place.space} : dates de l'occupation",
        ChangeOccupancy,
        change_occupancy,
        initial=as_text(place, ChangeOccupancy),
        fixed={
            "occupancy_id": place.occupancy_id,
            "version": place.version,
            "hosting_agreement_id": place.hosting_agreement_id,
        },
        draft=f"spaces.change:{place.occupancy_id}",
        said=lambda saved: f"{saved.space} : occupation modifiée",
    )


# Copying


def copies(card: CompanyCard) -> list[Choice]:
    """What one pastes elsewhere, digits without spaces, the likeliest first."""
    found: list[Choice] = []
    contact = card.main_contact
    if contact is not None and contact.phone:
        found.append(Choice(_digits(contact.phone), format_phone(contact.phone), f"téléphone {of(contact.name)}"))
    if card.phone:
        found.append(Choice(_digits(card.phone), format_phone(card.phone), "téléphone"))
    if contact is not None and contact.email:
        found.append(Choice(contact.email, contact.email, f"courriel {of(contact.name)}"))
    if card.email:
        found.append(Choice(card.email, card.email, "courriel"))
    found += [Choice(place.siret, place.siret, "SIRET") for place in card.establishments]
    if card.siren:
        found.append(Choice(card.siren, card.siren, "SIREN"))
    if card.rna:
        found.append(Choice(card.rna, card.rna, "RNA"))
    found.append(Choice(card.name, card.name, "nom"))
    found += [Choice(document.location, document.title, "où est le document") for document in card.documents]
    return found


def _digits(phone: str) -> str:
    return format_phone(phone).replace("\u202f", "").replace(" ", "").replace("\u00a0", "")
