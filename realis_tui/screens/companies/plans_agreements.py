"""The forms of the tab of agreements: what `n` offers there, and what correcting each kind of line asks."""

from __future__ import annotations

from typing import Any

from realis_tui.domain.french import format_date
from realis_tui.screens.companies.plans import Way, assignment, change_of, extensions
from realis_tui.screens.form_box import FormPlan, as_text
from realis_tui.usecases.companies.cards import (
    CertificateView,
    CompanyCard,
    HostingView,
    PremisesView,
    SupportView,
)
from realis_tui.usecases.companies.papers import (
    AddCertificate,
    AddEstablishment,
    EditCertificate,
    add_certificate,
    add_establishment,
    edit_certificate,
)
from realis_tui.usecases.companies.support import CorrectSupport, correct_support
from realis_tui.usecases.spaces.hosting import (
    CreateHosting,
    EditHosting,
    EndHosting,
    HostingSaved,
    RenewHosting,
    create_hosting,
    edit_hosting,
    end_hosting,
    renew_hosting,
)
from realis_tui.widgets.choices import Choice


def offered(card: CompanyCard, about: object) -> list[Way]:
    """What `n` offers: about the line under the cursor first."""
    ways = []
    if isinstance(about, HostingView) and about.ended_on is None:
        ways += [_renewal(card, about), _ending(card, about)]
    return [*ways, *extensions(card), _hosting(card), _space(card), _proof(card), _siret(card)]


def correction(card: CompanyCard, about: object) -> FormPlan | None:
    """The form that corrects a line."""
    match about:
        case HostingView():
            return _hosting_edition(card, about)
        case SupportView():
            return _support_correction(card, about)
        case CertificateView():
            return _proof_edition(card, about)
        case PremisesView():
            return change_of(about)()
    return None


# What is offered


def _known(agreement: HostingView | SupportView) -> dict[str, Any]:
    return {"agreement_id": agreement.id, "version": agreement.version}


def _renewal(card: CompanyCard, agreement: HostingView) -> Way:
    return Way(
        Choice("renew", "Renouveler la convention", "mêmes termes, mêmes locaux"),
        lambda: FormPlan(
            f"{card.name} : renouveler",
            RenewHosting,
            renew_hosting,
            fixed=_known(agreement),
            draft=f"hosting.renew:{agreement.id}",
            said=lambda _: "Convention renouvelée",
        ),
    )


def _ending(card: CompanyCard, agreement: HostingView) -> Way:
    return Way(
        Choice("end", "Mettre fin à la convention", "et libérer ses locaux"),
        lambda: FormPlan(
            f"{card.name} : fin de convention",
            EndHosting,
            end_hosting,
            fixed=_known(agreement),
            initial={"release": "true"},
            draft=f"hosting.end:{agreement.id}",
            said=_ended,
        ),
    )


def _ended(saved: HostingSaved) -> str:
    kept = f" · {', '.join(saved.kept)} : occupant encore dans les lieux" if saved.kept else ""
    return f"Convention terminée{kept}"


def _hosting(card: CompanyCard) -> Way:
    return Way(
        Choice("hosting", "Convention d'hébergement", "régime, dates, loyer"),
        lambda: FormPlan(
            f"{card.name} : convention d'hébergement",
            CreateHosting,
            create_hosting,
            fixed={"company_id": card.id},
            initial={"vat_applies": "true"},
            draft=f"hosting.create:{card.id}",
            said=lambda _: "Convention enregistrée",
        ),
    )


def _space(card: CompanyCard) -> Way:
    return Way(Choice("space", "Attribuer un local", "bureau ou atelier"), assignment(card.id, card.name))


def _proof(card: CompanyCard) -> Way:
    return Way(
        Choice("proof", "Preuve", "agrément ESUS, preuve ESS, assurance"),
        lambda: FormPlan(
            f"{card.name} : une preuve",
            AddCertificate,
            add_certificate,
            fixed={"company_id": card.id},
            draft=f"certificates.add:{card.id}",
            said=lambda end: f"Preuve enregistrée, jusqu'au {format_date(end)}" if end else "Preuve enregistrée",
        ),
    )


def _siret(card: CompanyCard) -> Way:
    return Way(
        Choice("siret", "SIRET", "un établissement de plus"),
        lambda: FormPlan(
            f"{card.name} : un SIRET",
            AddEstablishment,
            add_establishment,
            fixed={"company_id": card.id},
            draft=f"establishments.add:{card.id}",
            said=lambda _: "SIRET ajouté",
        ),
    )


# What is corrected


def _hosting_edition(card: CompanyCard, agreement: HostingView) -> FormPlan:
    return FormPlan(
        f"{card.name} : convention",
        EditHosting,
        edit_hosting,
        initial=as_text(agreement, EditHosting),
        fixed=_known(agreement),
        draft=f"hosting.edit:{agreement.id}",
        said=lambda _: "Convention modifiée",
    )


def _support_correction(card: CompanyCard, support: SupportView) -> FormPlan:
    """An end that follows the rule is left empty: it goes on following the start that is being corrected."""
    typed = as_text(support, CorrectSupport)
    return FormPlan(
        f"{card.name} : dates de l'accompagnement",
        CorrectSupport,
        correct_support,
        initial=typed if support.end_is_decided else typed | {"ends_on": ""},
        fixed=_known(support),
        draft=f"support.correct:{support.id}",
        said=lambda end: f"Accompagnement jusqu'au {format_date(end)}",
    )


def _proof_edition(card: CompanyCard, proof: CertificateView) -> FormPlan:
    return FormPlan(
        f"{card.name} : preuve",
        EditCertificate,
        edit_certificate,
        initial=as_text(proof, EditCertificate),
        fixed={"id": proof.id, "version": proof.version},
        draft=f"certificates.edit:{proof.id}",
        said=lambda _: "Preuve modifiée",
    )
