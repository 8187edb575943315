"""What proves a company: its establishments, certificates and documents (rules 10 and 11)."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from realis_tui.db.models import Certificate, Company, DocumentLink, Establishment
from realis_tui.domain import identifiers
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import esus_end
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import of, to
from realis_tui.domain.inputs import Day, Flag, Line, Name, Siret, choices_of, one_of
from realis_tui.domain.milestones import CertificateKind
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.identity import check_vat, refuse_taken
from realis_tui.usecases.companies.rows import in_order, row_of, seen_row
from realis_tui.usecases.unit import UnitOfWork

Kind = Annotated[CertificateKind, BeforeValidator(one_of(CertificateKind))]


class AddEstablishment(Input):
    """One more SIRET of the company."""

    company_id: int
    siret: Annotated[Siret, Shown("SIRET", "Établissement", example="009 011 115 00012", column="siret")]
    is_head_office: Annotated[Flag, Shown("Siège", "Établissement", widget="check", column="siege")] = False


class RemoveRow(Input):
    """A row of a card to delete, at the version seen."""

    id: int
    version: int


class CertificateFields(Input):
    """What proves the ESS quality of a company: its kind, its first and last days, its reference."""

    kind: Annotated[
        Kind, Shown("Nature", "Preuve", widget="choice", choices=choices_of(CertificateKind), column="nature")
    ]
    starts_on: Annotated[Day, Shown("Du", "Preuve", widget="date", column="du")]
    ends_on: Annotated[
        Day | None, Shown("Au", "Preuve", widget="date", hint="vide : calculé pour l'agrément ESUS", column="au")
    ] = None
    reference: Annotated[Line | None, Shown("Référence", "Preuve", example="arrêté n°…", column="reference")] = None


class AddCertificate(CertificateFields):
    """A proof with its dates; an ESUS approval with no end lasts 5 years, 2 for a company under 3 years old."""

    company_id: int


class EditCertificate(CertificateFields):
    """A proof corrected; refused as `Stale` when it is no longer at this `version`."""

    id: int
    version: int


class DocumentFields(Input):
    """Where a document is kept (a path or a web address), and the day it bears."""

    title: Annotated[Name, Shown("Titre", "Document", example="Statuts 2024", column="titre")]
    location: Annotated[
        Name,
        Shown("Chemin ou adresse", "Document", example="/partage/statuts.pdf", column="emplacement", max_length=200),
    ]
    dated: Annotated[Day | None, Shown("Daté du", "Document", widget="date", column="date")] = None


class AddDocument(DocumentFields):
    """A link to a document kept elsewhere."""

    company_id: int


class EditDocument(DocumentFields):
    """A link corrected; refused as `Stale` when it is no longer at this `version`."""

    id: int
    version: int


@act("establishments.add", "Ajouter un SIRET", Permission.COMPANIES_WRITE, changes=("companies",))
def add_establishment(unit: UnitOfWork, request: AddEstablishment) -> int:
    """The SIREN inside must be the company's; answers the row's id."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    try:
        siret = identifiers.check_siret(request.siret, company.siren).value
    except ValueError as error:
        raise Refused(str(error), "siret") from None
    if any(siret == each.siret for each in company.establishments):
        raise Refused("Ce SIRET est déjà sur la fiche.", "siret")
    refuse_taken(unit, siret=siret, siren=None if company.siren else siret[:9], except_id=company.id)
    if company.siren is None:
        company.siren = siret[:9]
        check_vat(company, "siret")
    row = Establishment(company_id=company.id, siret=siret, is_head_office=request.is_head_office)
    if request.is_head_office:
        for each in company.establishments:
            each.is_head_office = False
    unit.session.add(row)
    unit.session.flush()
    unit.summary = f"SIRET {siret} ajouté {to(company.name)}"
    return row.id


@act("establishments.remove", "Retirer un SIRET", Permission.COMPANIES_WRITE, changes=("companies",))
def remove_establishment(unit: UnitOfWork, request: RemoveRow) -> None:
    """Take a SIRET off the card."""
    row = seen_row(unit, Establishment, request.id, request.version, "Ce SIRET")
    unit.summary = f"SIRET {row.siret} retiré"
    unit.session.delete(row)
    unit.session.flush()


@act("certificates.add", "Ajouter une preuve", Permission.COMPANIES_WRITE, changes=("companies",))
def add_certificate(unit: UnitOfWork, request: AddCertificate) -> date | None:
    """Record a proof; answers its last day."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    row = Certificate(company_id=company.id)
    _fill(row, request, company)
    unit.session.add(row)
    unit.session.flush()
    unit.summary = f"Preuve ({row.kind.value}) ajoutée {to(company.name)}"
    return row.ends_on


@act("certificates.edit", "Modifier une preuve", Permission.COMPANIES_WRITE, changes=("companies",))
def edit_certificate(unit: UnitOfWork, request: EditCertificate) -> date | None:
    """Change a proof; answers its last day."""
    row = seen_row(unit, Certificate, request.id, request.version, "Cette preuve")
    company = row_of(unit, Company, row.company_id, "Cette entreprise")
    _fill(row, request, company)
    unit.session.flush()
    unit.summary = f"Preuve ({row.kind.value}) {of(company.name)} modifiée"
    return row.ends_on


@act("certificates.remove", "Supprimer une preuve", Permission.COMPANIES_WRITE, changes=("companies",))
def remove_certificate(unit: UnitOfWork, request: RemoveRow) -> None:
    """Delete a proof entered by mistake."""
    row = seen_row(unit, Certificate, request.id, request.version, "Cette preuve")
    company = row_of(unit, Company, row.company_id, "Cette entreprise")
    unit.summary = f"Preuve ({row.kind.value}) {of(company.name)} supprimée"
    unit.session.delete(row)
    unit.session.flush()


@act("documents.add", "Ajouter un document", Permission.COMPANIES_WRITE, changes=("companies",))
def add_document(unit: UnitOfWork, request: AddDocument) -> int:
    """Link a document; answers the row's id."""
    company = row_of(unit, Company, request.company_id, "Cette entreprise")
    row = DocumentLink(company_id=company.id, title=request.title, location=request.location, dated=request.dated)
    unit.session.add(row)
    unit.session.flush()
    unit.summary = f"Document « {row.title} » {of(company.name)}"
    return row.id


@act("documents.edit", "Modifier un document", Permission.COMPANIES_WRITE, changes=("companies",))
def edit_document(unit: UnitOfWork, request: EditDocument) -> None:
    """Change a link."""
    row = seen_row(unit, DocumentLink, request.id, request.version, "Ce document")
    row.title, row.location, row.dated = request.title, request.location, request.dated
    unit.session.flush()
    unit.summary = f"Document « {row.title} » modifié"


@act("documents.remove", "Retirer un document", Permission.COMPANIES_WRITE, changes=("companies",))
def remove_document(unit: UnitOfWork, request: RemoveRow) -> None:
    """Unlink a document; the file itself stays where it is."""
    row = seen_row(unit, DocumentLink, request.id, request.version, "Ce document")
    unit.summary = f"Document « {row.title} » retiré"
    unit.session.delete(row)
    unit.session.flush()


def _fill(row: Certificate, fields: CertificateFields, company: Company) -> None:
    in_order(fields.starts_on, fields.ends_on)
    row.kind, row.starts_on, row.reference = fields.kind, fields.starts_on, fields.reference
    row.ends_on = fields.ends_on
    if row.ends_on is None and row.kind is CertificateKind.ESUS:
        row.ends_on = esus_end(row.starts_on, company.created_on)
