"""The people of a company: adding, editing, linking, choosing the main contact."""

from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import select

from realis_tui.db.models import Company, Membership, Person
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import of, sort_key, to
from realis_tui.domain.inputs import Email, Flag, Line, Name, Paragraph, Phone
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.identity import drop_membership
from realis_tui.usecases.companies.rows import row_of, seen_row
from realis_tui.usecases.unit import UnitOfWork


class PersonFields(Input):
    """What is known of a person."""

    name: Annotated[
        Name, Shown("Nom", "Personne", example="Marion Delmas", synonyms=("contact", "nom prénom"), column="nom")
    ]
    title: Annotated[
        Line | None, Shown("Fonction", "Personne", example="gérante", synonyms=("rôle", "qualité"), column="fonction")
    ] = None
    phone: Annotated[
        Phone | None,
        Shown("Téléphone", "Personne", example="06 39 98 12 34", synonyms=("tél", "portable"), column="telephone"),
    ] = None
    email: Annotated[Email | None, Shown("Courriel", "Personne", synonyms=("mail", "e-mail"), column="courriel")] = None
    is_main: Annotated[Flag, Shown("Contact principal", "Personne", widget="check", column="principal")] = False
    notes: Annotated[Paragraph | None, Shown("Notes", "Personne", widget="area", column="notes", max_length=20_000)] = (
        None
    )


class AddPerson(PersonFields):
    """A new person of a company."""

    company_id: int


class EditPerson(PersonFields):
    """`version`: the person's; `membership_version`: that of the place in the company."""

    membership_id: int
    version: int
    membership_version: int


class LinkPerson(Input):
    """A person already known joins another company."""

    company_id: int
    person_id: Annotated[
        int,
        Shown("Personne", "Personne", widget="picker", source="people", example="Marion Delmas", column="personne"),
    ]
    title: Annotated[Line | None, Shown("Fonction", "Personne", example="gérante", column="fonction")] = None


class RemovePerson(Input):
    """The person leaves the company; the person is deleted too when no company is left."""

    membership_id: int
    membership_version: int


class SetMainContact(Input):
    """Whoever this membership is about becomes the main contact of the company."""

    membership_id: int


@dataclass(frozen=True, slots=True)
class PersonSaved:
    person_id: int
    membership_id: int
    name: str


@act("people.add", "Ajouter une personne", Permission.COMPANIES_WRITE, changes=("companies",))
def add_person(unit: UnitOfWork, request: AddPerson) -> PersonSaved:
    """Add someone; the first person of a company is its main contact."""
    company = row_of(unit, Company, request.company_id)
    person = Person(name=request.name, sort_name=sort_key(request.name))
    person.email, person.phone, person.notes = request.email, request.phone, request.notes
    unit.session.add(person)
    unit.session.flush()
    unit.summary = f"{person.name} : personne ajoutée {to(company.name)}"
    return _join(unit, company, person, request.title, request.is_main)


@act("people.edit", "Modifier une personne", Permission.COMPANIES_WRITE, changes=("companies",))
def edit_person(unit: UnitOfWork, request: EditPerson) -> PersonSaved:
    """Change a person and their place in the company."""
    membership = seen_row(unit, Membership, request.membership_id, request.membership_version, "Cette personne")
    person = seen_row(unit, Person, membership.person_id, request.version, "Cette personne")
    person.name, person.sort_name = request.name, sort_key(request.name)
    person.email, person.phone, person.notes = request.email, request.phone, request.notes
    membership.title = request.title
    if request.is_main:
        _only_main(unit, membership)
    elif membership.is_main and (heir := _heir(unit, membership)):
        # There is always somebody to call: alone, one stays the main contact.
        _only_main(unit, heir)
    unit.session.flush()
    unit.summary = f"{person.name} : modifications enregistrées"
    return PersonSaved(person.id, membership.id, person.name)


@act("people.link", "Rattacher une personne", Permission.COMPANIES_WRITE, changes=("companies",))
def link_person(unit: UnitOfWork, request: LinkPerson) -> PersonSaved:
    """The same person in one more company."""
    company = row_of(unit, Company, request.company_id)
    person = row_of(unit, Person, request.person_id, "Cette personne")
    if any(membership.person_id == person.id for membership in company.memberships):
        raise Refused(f"{person.name} est déjà dans « {company.name} ».", "person_id")
    unit.summary = f"{person.name} : personne rattachée {to(company.name)}"
    return _join(unit, company, person, request.title, False)


@act("people.main", "Contact principal", Permission.COMPANIES_WRITE, changes=("companies",))
def set_main_contact(unit: UnitOfWork, request: SetMainContact) -> PersonSaved:
    """Make this person the one to call."""
    membership = row_of(unit, Membership, request.membership_id, "Cette personne")
    _only_main(unit, membership)
    unit.session.flush()
    unit.summary = f"{membership.person.name} : contact principal {of(membership.company.name)}"
    return PersonSaved(membership.person_id, membership.id, membership.person.name)


@act("people.remove", "Retirer une personne", Permission.COMPANIES_WRITE, changes=("companies",))
def remove_person(unit: UnitOfWork, request: RemovePerson) -> None:
    """Take a person out of a company; the main contact is followed by the first by name of those left."""
    membership = seen_row(unit, Membership, request.membership_id, request.membership_version, "Cette personne")
    unit.summary = f"{membership.person.name} n'est plus dans {membership.company.name}"
    if membership.is_main and (heir := _heir(unit, membership)):
        heir.is_main = True
        unit.summary += f", {heir.person.name} devient le contact principal"
    drop_membership(unit, membership)
    unit.session.flush()


def _join(unit: UnitOfWork, company: Company, person: Person, title: str | None, is_main: bool) -> PersonSaved:
    first = not company.memberships
    membership = Membership(company_id=company.id, person_id=person.id, title=title, is_main=first)
    unit.session.add(membership)
    unit.session.flush()
    if is_main and not first:
        _only_main(unit, membership)
        unit.session.flush()
    return PersonSaved(person.id, membership.id, person.name)


def _only_main(unit: UnitOfWork, chosen: Membership) -> None:
    """One main contact a company."""
    statement = select(Membership).where(Membership.company_id == chosen.company_id, Membership.is_main)
    for membership in unit.session.scalars(statement).all():
        if membership.id != chosen.id:
            membership.is_main = False
    chosen.is_main = True


def _heir(unit: UnitOfWork, leaving: Membership) -> Membership | None:
    """Who becomes the main contact after this one: the first by name of the others, None when there is nobody."""
    statement = (
        select(Membership)
        .join(Person)
        .where(Membership.company_id == leaving.company_id, Membership.id != leaving.id)
        .order_by(Person.sort_name, Membership.id)
    )
    return unit.session.scalars(statement).first()
