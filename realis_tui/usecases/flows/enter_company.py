"""Entering a company from a file's row: card, contact, passage, agreement and premises in one act (rules 2, 4, 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import model_validator
from sqlalchemy import select

from realis_tui.db.models import (
    Company,
    Establishment,
    Membership,
    Passage,
    Person,
    StateChange,
    SupportAgreement,
)
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import state_implied_by, support_end
from realis_tui.domain.companies import CompanyState, ExitReason, LegalForm, parse_legal_form
from realis_tui.domain.fields import Input, Repair, Shown
from realis_tui.domain.french import fold, fold_name, format_date, sort_key, title_case_name
from realis_tui.domain.inputs import (
    Area,
    Day,
    Email,
    Flag,
    Form,
    Line,
    Name,
    Paragraph,
    Phone,
    Postcode,
    Rna,
    Siren,
    Siret,
    choices_of,
)
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.duplicates import companies_at
from realis_tui.usecases.companies.identity import check_vat, refuse_taken
from realis_tui.usecases.companies.rows import (
    current_passage,
    department,
    exactly_named,
    mark_name,
    support_of,
    told_apart,
)
from realis_tui.usecases.flows.entry import Entry
from realis_tui.usecases.flows.entry_premises import enter_premises
from realis_tui.usecases.unit import UnitOfWork


class EnterCompany(Input):
    """A row of a companies' file. An empty cell never erases what is known."""

    nom: Annotated[
        Name,
        Shown(
            "Nom",
            synonyms=("raison sociale", "dénomination", "entreprise", "structure", "nom de l'entreprise", "société"),
        ),
    ]
    forme: Annotated[
        Form | None,
        Shown(
            "Forme",
            widget="choice",
            choices=choices_of(LegalForm),
            synonyms=("forme jur.", "forme juridique", "statut juridique", "statut jur.", "type de structure"),
        ),
    ] = None
    siren: Annotated[Siren | None, Shown("SIREN", synonyms=("n° siren", "numéro siren", "no siren"))] = None
    siret: Annotated[Siret | None, Shown("SIRET", synonyms=("n° siret", "numéro siret", "no siret"))] = None
    rna: Annotated[Rna | None, Shown("RNA", synonyms=("n° rna", "numéro rna", "no rna", "n° waldec"))] = None
    adresse: Annotated[Line | None, Shown("Adresse", synonyms=("adresse postale", "siège", "rue", "voie"))] = None
    cp: Annotated[Postcode | None, Shown("Code postal", synonyms=("code postal", "code post.", "c.p."))] = None
    commune: Annotated[Line | None, Shown("Commune", synonyms=("ville", "localité"))] = None
    contact: Annotated[
        Line | None,
        Shown("Contact", synonyms=("porteur", "nom du contact", "dirigeant", "interlocuteur", "porteur de projet")),
    ] = None
    telephone: Annotated[
        Phone | None,
        Shown(
            "Téléphone", synonyms=("tél", "tél.", "tél. port.", "portable", "mobile", "n° de téléphone", "tel contact")
        ),
    ] = None
    courriel: Annotated[
        Email | None, Shown("Courriel", synonyms=("mail", "mail contact", "e-mail", "email", "adresse mail", "mél"))
    ] = None
    date_entree: Annotated[
        Day | None, Shown("Date d'entrée", synonyms=("date entrée", "entrée", "entrée le", "date d'arrivée", "début"))
    ] = None
    date_sortie: Annotated[
        Day | None,
        Shown(
            "Sortie prévue", synonyms=("sortie", "date sortie", "date de sortie", "sortie prévue le", "fin", "échéance")
        ),
    ] = None
    fin_decidee: Annotated[
        Flag | None,
        Shown("Fin décidée", synonyms=("sortie décidée", "fin actée"), hint="oui : la date du fichier l'emporte"),
    ] = None
    local: Annotated[
        Line | None, Shown("Local", synonyms=("bureau", "n° local", "locaux", "atelier", "emplacement"))
    ] = None
    surface: Annotated[
        Area | None, Shown("Surface", synonyms=("surface (m²)", "m²", "m2", "surface m2", "superficie"))
    ] = None
    referent: Annotated[
        Line | None, Shown("Référent", synonyms=("coach", "référente", "coach référent", "suivi par", "référent(e)"))
    ] = None
    activite: Annotated[Line | None, Shown("Activité", synonyms=("objet", "métier", "domaine"))] = None
    secteur: Annotated[Line | None, Shown("Secteur", synonyms=("secteur d'activité", "filière"))] = None
    observations: Annotated[
        Paragraph | None,
        Shown(
            "Observations",
            widget="area",
            synonyms=("notes", "remarques", "commentaires", "observation"),
            max_length=20_000,
        ),
    ] = None
    forme_exacte: Line | None = None
    esus: Annotated[Flag | None, Shown("ESUS", synonyms=("agrément esus", "agréée esus"))] = None

    @model_validator(mode="before")
    @classmethod
    def _split_form(cls, data: Any) -> Any:
        """« SCOP SARL » and « SAS (ESUS) » say more than the form."""
        form = data.get("forme") if isinstance(data, dict) else None
        if not isinstance(form, str) or isinstance(form, LegalForm):
            return data
        try:
            parsed = parse_legal_form(form)
        except ValueError:
            return data
        more: dict[str, Any] = {"esus": True} if parsed.esus else {}
        if parsed.statute:
            more["forme_exacte"] = f"{parsed.form.value} {parsed.statute}"
        return more | data


class EntryStatus(StrEnum):
    """What a row did; the values of the import report."""

    CREATED = "creee"
    UPDATED = "mise_a_jour"
    UNCHANGED = "inchangee"


@dataclass(frozen=True, slots=True)
class EntryResult:
    """`message`: a sentence for the report; `repairs`: what the rules put right (end of agreement, space made…);
    `warnings`: things to look at (phone or e-mail of another card)."""

    company_id: int
    name: str
    status: EntryStatus
    message: str
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = ()
    is_doubtful: bool = False
    """The card of that number is called otherwise: the number may be mistyped, and it is asked before it is written."""


@act("companies.enter", "Entreprise reprise d'un fichier", Permission.IMPORT, changes=("companies", "spaces"))
def enter_company(unit: UnitOfWork, request: EnterCompany) -> EntryResult:
    """Create or complete a company from a row; identity is SIREN, else RNA, else the folded name (rule 12)."""
    entry = Entry(unit, request)
    company = _known(unit, request)
    created = company is None
    if company is None:
        company = Company()
        mark_name(company, entry.name())
        unit.session.add(company)
    _identify(entry, company)
    unit.session.flush()
    _establish(entry, company)
    _contact(entry, company)
    _support(entry, company, created)
    enter_premises(entry, company)
    _warn_of_twins(entry, company)
    unit.session.flush()
    status = EntryStatus.CREATED if created else EntryStatus.UPDATED if entry.changed else EntryStatus.UNCHANGED
    message = {
        EntryStatus.CREATED: f"« {company.name} » créée.",
        EntryStatus.UPDATED: f"« {company.name} » mise à jour : {', '.join(entry.changed)}.",
        EntryStatus.UNCHANGED: f"« {company.name} » est déjà connue, rien à changer.",
    }[status]
    unit.summary = message.rstrip(".")
    seen = tuple(entry.repairs), tuple(entry.warnings), _is_another_name(request.nom, company)
    return EntryResult(company.id, company.name, status, message, *seen)


def _known(unit: UnitOfWork, row: EnterCompany) -> Company | None:
    siren = row.siren or (row.siret[:9] if row.siret else None)
    if siren:
        found = unit.session.scalars(select(Company).where(Company.siren == siren)).first()
        if found is not None:
            return found
    if row.rna and (found := unit.session.scalars(select(Company).where(Company.rna == row.rna)).first()):
        return _compatible(found, siren, row)
    return _called_so(unit, siren, row)


def _called_so(unit: UnitOfWork, siren: str | None, row: EnterCompany) -> Company | None:
    """The card of that name: to the letter, else in that town. Several left, none is chosen for the file."""
    named = unit.session.scalars(select(Company).where(Company.identity == fold_name(row.nom)).order_by(Company.id))
    may_be: Sequence[Company] = [
        company
        for company in named
        if not (company.rna and row.rna and company.rna != row.rna)
        and not (siren and company.siren and company.siren != siren)
    ]
    may_be = exactly_named(may_be, row.nom)
    in_town = [each for each in may_be if row.cp and each.postcode == row.cp] or [
        each for each in may_be if row.commune and each.city and fold(each.city) == fold(row.commune)
    ]
    may_be = in_town or may_be
    if len(may_be) > 1:
        cards = ", ".join(told_apart(each.name, each.siren, each.city) for each in may_be)
        way = "Noter ce SIREN sur la bonne fiche, ou écrire son nom à la lettre" if siren else "Donner le SIREN"
        raise Refused(f"Plusieurs fiches répondent à ce nom : {cards}. {way} dans le fichier.", "nom")
    return next(iter(may_be), None)


def _compatible(company: Company, siren: str | None, row: EnterCompany) -> Company:
    if siren and company.siren and company.siren != siren:
        raise Refused(
            f"Le numéro RNA {row.rna} est celui de « {company.name} », dont le SIREN est {company.siren}.", "rna"
        )
    return company


def _identify(entry: Entry, company: Company) -> None:
    row = entry.row
    form = row.forme or company.legal_form
    rna = row.rna or company.rna
    if rna and form is not None and form is not LegalForm.ASSOCIATION:
        if row.rna:
            raise Refused(f"Le numéro RNA {rna} ne convient pas : seule une association en a un.", "rna")
        raise Refused(
            f"La fiche est celle de « {company.name} », qui a le numéro RNA {rna} : seule une association en a un, "
            f"la forme ne peut pas devenir {form.label}.",
            "forme",
        )
    entry.put(company, "siren", row.siren or (row.siret[:9] if row.siret else None), "SIREN")
    check_vat(company, "siren")
    entry.put(company, "rna", row.rna, "RNA")
    entry.put(company, "legal_form", row.forme, "forme")
    entry.put(company, "statute", row.forme_exacte, "forme exacte")
    entry.put(company, "address", row.adresse, "adresse")
    entry.put(company, "postcode", row.cp, "code postal")
    entry.put(company, "department", department(row.cp), "code postal")
    entry.put(company, "city", row.commune, "commune")
    entry.put(company, "referent", row.referent, "référent")
    entry.put(company, "activity", row.activite, "activité")
    entry.put(company, "sector", row.secteur, "secteur")
    entry.put(company, "notes", row.observations, "observations")
    if not row.contact:
        entry.put(company, "phone", row.telephone, "téléphone")
        entry.put(company, "email", row.courriel, "courriel")
    if row.esus:
        entry.warnings.append("Agrément ESUS annoncé : saisir ses dates dans les preuves de la fiche.")


def _establish(entry: Entry, company: Company) -> None:
    siret = entry.row.siret
    if not siret:
        return
    session = entry.unit.session
    holder = session.scalar(select(Establishment.company_id).where(Establishment.siret == siret))
    if holder is None:
        first = session.scalar(select(Establishment.id).where(Establishment.company_id == company.id).limit(1)) is None
        session.add(Establishment(company_id=company.id, siret=siret, is_head_office=first))
        entry.note("SIRET")
    elif holder != company.id:
        refuse_taken(entry.unit, siret=siret, except_id=company.id)


def _contact(entry: Entry, company: Company) -> None:
    row, session = entry.row, entry.unit.session
    if not row.contact:
        return
    members = session.execute(select(Membership, Person).join(Person).where(Membership.company_id == company.id)).all()
    wanted = fold(row.contact)
    person = next((person for _, person in members if fold(person.name) == wanted), None)
    if person is None:
        name = title_case_name(row.contact) if row.contact.isupper() else row.contact
        person = Person(name=name, sort_name=sort_key(name), phone=row.telephone, email=row.courriel)
        session.add(person)
        session.flush()
        session.add(Membership(company_id=company.id, person_id=person.id, is_main=not members))
        entry.note("contact")
        return
    entry.put(person, "phone", row.telephone, "téléphone")
    entry.put(person, "email", row.courriel, "courriel")


def _support(entry: Entry, company: Company, created: bool) -> None:
    """A first import enters the company in the state its dates imply; later ones obey the moves (rule 2)."""
    unit, row = entry.unit, entry.row
    passage = current_passage(unit, company.id)
    if passage is None:
        _take_over(entry, company)
        return
    support = support_of(unit, passage)
    if row.date_entree is None:
        return
    if support is None:
        entry.warnings.append(
            f"Date d'entrée non reprise : la fiche est « {passage.state.label} », passer par les étapes."
        )
    elif support.starts_on != row.date_entree:
        entry.warnings.append(
            f"La fiche dit entrée le {format_date(support.starts_on)}, le fichier le {format_date(row.date_entree)} : "
            "corriger l'accompagnement si besoin."
        )
    elif not support.amendments and not support.end_is_decided:
        if _last_day(entry, row.date_entree) != support.ends_on and row.fin_decidee:
            _warn_of_end(entry, support.ends_on)
    elif row.fin_decidee and row.date_sortie not in (None, support.ends_on):
        _warn_of_end(entry, support.ends_on)


def _warn_of_end(entry: Entry, kept: date) -> None:
    entry.warnings.append(
        f"Fin décidée non reprise : la fiche dit le {format_date(kept)}, la modifier sur la fiche si besoin."
    )


def _last_day(entry: Entry, start: date) -> date:
    """Rule 4: the rule wins over the file, unless its date is marked as decided."""
    row = entry.row
    ruled = support_end(start, entry.unit.policy_of(start).support_months)
    if row.date_sortie is None or row.date_sortie == ruled:
        return ruled
    if row.fin_decidee:
        return row.date_sortie
    message = f"Fin de l'accompagnement : le {format_date(ruled)} selon la règle."
    entry.repairs.append(Repair("date_sortie", format_date(row.date_sortie), format_date(ruled), message))
    return ruled


def _take_over(entry: Entry, company: Company) -> None:
    unit, row = entry.unit, entry.row
    start = row.date_entree
    if start is not None and row.date_sortie is not None and row.date_sortie < start:
        raise Refused("La sortie vient avant l'entrée : vérifier les deux dates.", "date_sortie")
    end = _last_day(entry, start) if start else None
    state = state_implied_by(start, end, unit.today)
    since = unit.today if start is None or start > unit.today else start
    left = end if state is CompanyState.EXITED else None
    decided = unit.today if state is CompanyState.ADMITTED else None
    passage = Passage(company_id=company.id, number=1, is_current=True, state=state, state_since=left or since)
    passage.decided_on, passage.exited_on = decided, left
    passage.exit_reason = ExitReason.TERM.value if left else None
    unit.session.add(passage)
    unit.session.flush()
    change = StateChange(passage_id=passage.id, to_state=state, changed_on=passage.state_since, is_takeover=True)
    change.decided_on, change.note = decided, "reprise d'un fichier"
    unit.session.add(change)
    if left is not None:
        entry.warnings.append(f"Reprise comme « sortie » : l'accompagnement a pris fin le {format_date(left)}.")
    if start is not None and end is not None:
        agreement = SupportAgreement(company_id=company.id, passage_id=passage.id, starts_on=start, ends_on=end)
        agreement.end_is_decided = bool(row.fin_decidee and row.date_sortie)
        agreement.ended_on = left
        unit.session.add(agreement)
        entry.note("accompagnement")


def _warn_of_twins(entry: Entry, company: Company) -> None:
    """The phone or the e-mail of another card only warns, as does a number of a card of another name (rule 12)."""
    row = entry.row
    if _is_another_name(row.nom, company):
        # First: of all that is said of the line, it may mean that the line is another company's.
        entry.warnings.insert(
            0, f"Le fichier dit « {row.nom} », la fiche de ce numéro est « {company.name} » : vérifier le numéro."
        )
    for name in companies_at(entry.unit, phone=row.telephone, email=row.courriel, except_id=company.id):
        entry.warnings.append(f"Même téléphone ou courriel que « {name} » : doublon possible.")


def _is_another_name(name: str, company: Company) -> bool:
    """Whether no word that tells a company from another is common to both."""
    here, there = ({word for word in fold(each).split() if len(word) >= _TELLING} for each in (name, company.name))
    return fold_name(name) != company.identity and not here & there


_TELLING = 4
"""Letters of a word that tells a company from another: not « les », not « de »."""
