"""The card's identity: creating and editing a company."""

from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy import func, select

from realis_tui.db.models import (
    Company,
    Establishment,
    Membership,
    Passage,
    Person,
    StateChange,
)
from realis_tui.domain import identifiers
from realis_tui.domain.accounts import Permission
from realis_tui.domain.companies import CompanyState, LegalForm
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import sort_key
from realis_tui.domain.inputs import (
    Day,
    Email,
    Form,
    Line,
    Naf,
    Name,
    Paragraph,
    Phone,
    Postcode,
    Rna,
    Siren,
    Siret,
    Vat,
    choices_of,
)
from realis_tui.domain.refusals import Problem, Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.rows import department, mark_name, row_of, seen_row
from realis_tui.usecases.unit import UnitOfWork


class CompanyFields(Input):
    """What a card says of a company itself; the form, top to bottom."""

    name: Annotated[
        Name,
        Shown(
            "Nom",
            "Identité",
            example="Vélomistrau",
            synonyms=("raison sociale", "dénomination", "entreprise", "structure", "nom de l'entreprise", "société"),
            column="nom",
        ),
    ]
    legal_form: Annotated[
        Form | None,
        Shown(
            "Forme",
            "Identité",
            widget="choice",
            choices=choices_of(LegalForm),
            synonyms=("forme jur.", "forme juridique", "statut juridique", "statut jur."),
            column="forme",
        ),
    ] = None
    statute: Annotated[Line | None, Shown("Forme exacte", "Identité", example="SCIC SAS", column="forme_exacte")] = None
    siren: Annotated[
        Siren | None,
        Shown("SIREN", "Identité", example="009 011 115", synonyms=("n° siren", "numéro siren"), column="siren"),
    ] = None
    rna: Annotated[
        Rna | None,
        Shown("RNA", "Identité", example="W349000005", synonyms=("n° rna", "numéro rna", "rna (w)"), column="rna"),
    ] = None
    vat_number: Annotated[
        Vat | None,
        Shown(
            "TVA", "Identité", example="FR93 009 010 745", synonyms=("n° tva", "tva intracommunautaire"), column="tva"
        ),
    ] = None
    naf: Annotated[
        Naf | None,
        Shown("NAF", "Identité", example="62.01Z", synonyms=("code naf", "ape", "code ape"), column="naf"),
    ] = None
    created_on: Annotated[
        Day | None,
        Shown("Créée le", "Identité", widget="date", synonyms=("date de création", "créée le"), column="creee_le"),
    ] = None
    activity: Annotated[
        Line | None,
        Shown(
            "Activité", "Activité", example="atelier vélo solidaire", synonyms=("objet", "métier"), column="activite"
        ),
    ] = None
    sector: Annotated[
        Line | None, Shown("Secteur", "Activité", synonyms=("secteur d'activité", "filière"), column="secteur")
    ] = None
    origin: Annotated[
        Line | None,
        Shown(
            "Origine",
            "Activité",
            example="YESS Académie 2023",
            synonyms=("orienté par", "prescripteur"),
            column="origine",
        ),
    ] = None
    referent: Annotated[
        Line | None,
        Shown(
            "Référent",
            "Activité",
            widget="picker",
            source="referents",
            synonyms=("coach", "référent(e)", "référente", "coach référent", "suivi par"),
            column="referent",
        ),
    ] = None
    phone: Annotated[
        Phone | None,
        Shown(
            "Téléphone",
            "Coordonnées",
            example="06 39 98 12 34",
            synonyms=("standard", "tél. standard"),
            column="telephone",
        ),
    ] = None
    email: Annotated[
        Email | None,
        Shown(
            "Courriel",
            "Coordonnées",
            example="contact@exemple.invalid",
            synonyms=("mail structure",),
            column="courriel",
        ),
    ] = None
    website: Annotated[
        Line | None, Shown("Site", "Coordonnées", synonyms=("site internet", "site web"), column="site")
    ] = None
    address: Annotated[
        Line | None, Shown("Adresse", "Coordonnées", synonyms=("adresse postale", "siège", "rue"), column="adresse")
    ] = None
    postcode: Annotated[
        Postcode | None,
        Shown("Code postal", "Coordonnées", example="34070", synonyms=("cp", "code post.", "c.p."), column="cp"),
    ] = None
    city: Annotated[
        Line | None, Shown("Commune", "Coordonnées", synonyms=("ville", "localité", "siège social"), column="commune")
    ] = None
    notes: Annotated[
        Paragraph | None,
        Shown(
            "Observations",
            "Notes",
            widget="area",
            synonyms=("notes", "remarques", "commentaires", "observation"),
            column="observations",
            max_length=20_000,
        ),
    ] = None


class CreateCompany(CompanyFields):
    """A new company, with its first establishment and contact if they are known already."""

    siret: Annotated[
        Siret | None,
        Shown("SIRET", "Identité", example="009 011 115 00012", synonyms=("n° siret", "numéro siret"), column="siret"),
    ] = None
    contact_name: Annotated[
        Line | None,
        Shown("Contact", "Contact", example="Marion Delmas", synonyms=("porteur", "dirigeant"), column="contact"),
    ] = None
    contact_title: Annotated[Line | None, Shown("Fonction", "Contact", example="gérante", column="fonction")] = None
    contact_phone: Annotated[
        Phone | None, Shown("Téléphone du contact", "Contact", synonyms=("portable",), column="telephone_contact")
    ] = None
    contact_email: Annotated[Email | None, Shown("Courriel du contact", "Contact", column="courriel_contact")] = None
    state: Annotated[
        CompanyState,
        Shown(
            "Étape",
            "Parcours",
            widget="choice",
            choices=(("prospect", "prospect"), ("candidature", "candidature")),
            column="statut",
        ),
    ] = CompanyState.PROSPECT
    state_on: Annotated[Day | None, Shown("Depuis le", "Parcours", widget="date", column="depuis_le")] = None
    despite_duplicates: bool = False
    """The look-alikes (`check_duplicates`) were seen, and a new card is wanted; a number in use never passes."""


class EditCompany(CompanyFields):
    """The whole form, as sent back: an empty field empties the card's. `version` is the one the form was read at."""

    company_id: int
    version: int


@dataclass(frozen=True, slots=True)
class CompanySaved:
    """A company after a write: enough to show it and to edit it again."""

    company_id: int
    name: str
    version: int


@act("companies.create", "Nouvelle entreprise", Permission.COMPANIES_WRITE, changes=("companies",))
def create_company(unit: UnitOfWork, request: CreateCompany) -> CompanySaved:
    """Make the card, its first passage, and its establishment and contact when given. Refuses an identifier in use."""
    siren = request.siren or (request.siret[:9] if request.siret else None)
    refuse_taken(unit, siren=siren, rna=request.rna, siret=request.siret)
    if not request.despite_duplicates:
        _refuse_same_name(unit, request.name)
    company = Company()
    _fill(company, request)
    company.siren = siren
    check_vat(company)
    unit.session.add(company)
    unit.session.flush()
    if request.siret:
        unit.session.add(Establishment(company_id=company.id, siret=request.siret, is_head_office=True))
    open_passage(unit, company.id, request.state, request.state_on)
    if request.contact_name:
        person = Person(
            name=request.contact_name,
            sort_name=sort_key(request.contact_name),
            phone=request.contact_phone,
            email=request.contact_email,
        )
        unit.session.add(person)
        unit.session.flush()
        unit.session.add(
            Membership(company_id=company.id, person_id=person.id, title=request.contact_title, is_main=True)
        )
    unit.session.flush()
    unit.summary = f"Fiche {company.name} créée"
    return CompanySaved(company.id, company.name, company.version)


@act("companies.edit", "Modifier la fiche", Permission.COMPANIES_WRITE, changes=("companies",))
def edit_company(unit: UnitOfWork, request: EditCompany) -> CompanySaved:
    """Replace the identity of the card. Raises `Stale` when it was changed since."""
    company = seen_row(unit, Company, request.company_id, request.version)
    refuse_taken(unit, siren=request.siren, rna=request.rna, except_id=company.id)
    _refuse_foreign_siret(unit, company.id, request.siren)
    _fill(company, request)
    check_vat(company)
    unit.session.flush()
    unit.summary = f"Fiche {company.name} modifiée"
    return CompanySaved(company.id, company.name, company.version)


def open_passage(unit: UnitOfWork, company_id: int, state: CompanyState, on: Any = None, number: int = 1) -> Passage:
    """A new passage with the first line of its history."""
    since = on or unit.today
    passage = Passage(company_id=company_id, number=number, is_current=True, state=state, state_since=since)
    unit.session.add(passage)
    unit.session.flush()
    unit.session.add(StateChange(passage_id=passage.id, from_state=None, to_state=state, changed_on=since))
    return passage


def drop_membership(unit: UnitOfWork, membership: Membership) -> None:
    """Take a person out of a company, and forget a person whom no company is left for."""
    person = row_of(unit, Person, membership.person_id, "Cette personne")
    unit.session.delete(membership)
    unit.session.flush()
    if not unit.session.scalar(select(func.count()).where(Membership.person_id == person.id)):
        unit.session.expire(person)
        unit.session.delete(person)


def refuse_taken(
    unit: UnitOfWork,
    *,
    siren: str | None = None,
    rna: str | None = None,
    siret: str | None = None,
    except_id: int = 0,
) -> None:
    """Refuse numbers another card holds, naming it: a number tells one company from all others (rule 11)."""
    problems = []
    for field, column, value, label in (
        ("siren", Company.siren, siren, "SIREN"),
        ("rna", Company.rna, rna, "numéro RNA"),
    ):
        if value and (holder := _holder(unit, select(Company.name).where(column == value, Company.id != except_id))):
            problems.append(Problem(field, identifiers.number_in_use(label, value, f"« {holder} »")))
    if siret:
        statement = select(Company.name).join(Establishment).where(Establishment.siret == siret)
        if (holder := _holder(unit, statement.where(Company.id != except_id))) and not problems:
            problems.append(Problem("siret", identifiers.number_in_use("SIRET", siret, f"« {holder} »")))
    if problems:
        raise Refused.many(problems)


def check_vat(company: Company, field: str | None = "vat_number") -> None:
    """The SIREN in the VAT number is the card's, wherever either of them came from (rule 11)."""
    if company.vat_number and company.siren:
        try:
            identifiers.check_vat(company.vat_number, company.siren)
        except ValueError as error:
            raise Refused(str(error), field) from None


def _holder(unit: UnitOfWork, statement: Any) -> str | None:
    found: str | None = unit.session.scalar(statement)
    return found


def _refuse_same_name(unit: UnitOfWork, name: str) -> None:
    twin = Company()
    mark_name(twin, name)
    if holder := _holder(unit, select(Company.name).where(Company.identity == twin.identity)):
        raise Refused(
            f"« {holder} » porte déjà ce nom : ouvrir cette fiche, ou confirmer qu'il s'agit d'une autre entreprise.",
            "name",
        )


def _refuse_foreign_siret(unit: UnitOfWork, company_id: int, siren: str | None) -> None:
    """A SIRET on the card binds its SIREN, which cannot be emptied either."""
    sirets = unit.session.scalars(select(Establishment.siret).where(Establishment.company_id == company_id)).all()
    if sirets and not siren:
        raise Refused(
            f"La fiche a le SIRET {sirets[0]} : son SIREN est {sirets[0][:9]}. Le remettre.",
            "siren",
        )
    if siren and (other := next((siret for siret in sirets if siret[:9] != siren), None)):
        raise Refused(
            f"Le SIREN {siren} ne va pas avec le SIRET {other} de la fiche : corriger l'un ou l'autre.", "siren"
        )


def _fill(company: Company, fields: CompanyFields) -> None:
    mark_name(company, fields.name)
    company.department = department(fields.postcode)
    for name in _PLAIN:
        setattr(company, name, getattr(fields, name))


_PLAIN = tuple(name for name in CompanyFields.model_fields if name != "name")
