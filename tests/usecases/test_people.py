"""The people of a company: editing, linking, removing, and the one main contact there always is."""

from typing import Any

import pytest

from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.companies.card_views import PersonView
from realis_tui.usecases.companies.duplicates import CheckPerson, check_person
from realis_tui.usecases.companies.people import (
    AddPerson,
    EditPerson,
    LinkPerson,
    PersonSaved,
    RemovePerson,
    SetMainContact,
    add_person,
    edit_person,
    link_person,
    remove_person,
    set_main_contact,
)
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from tests.usecases.companies_steps import card, create


def _add(door: Door, company_id: int, name: str, **fields: Any) -> PersonSaved:
    return door.perform(add_person, AddPerson(company_id=company_id, name=name, **fields))


def _seen(door: Door, company_id: int, name: str) -> PersonView:
    return next(person for person in card(door, company_id).people if person.name == name)


def _edit(door: Door, company_id: int, name: str, /, **changed: Any) -> PersonSaved:
    seen = _seen(door, company_id, name)
    kept = {field: getattr(seen, field) for field in ("name", "title", "phone", "email", "is_main", "notes")}
    known = {
        "membership_id": seen.membership_id,
        "version": seen.version,
        "membership_version": seen.membership_version,
    }
    return door.perform(edit_person, EditPerson(**kept | changed, **known))


def _remove(door: Door, company_id: int, name: str) -> None:
    seen = _seen(door, company_id, name)
    request = RemovePerson(membership_id=seen.membership_id, membership_version=seen.membership_version)
    door.perform(remove_person, request)


def _main(door: Door, company_id: int) -> list[str]:
    return [person.name for person in card(door, company_id).people if person.is_main]


@pytest.fixture
def company_id(door: Door) -> int:
    """A company of three, Zoé its main contact."""
    company_id = create(door).company_id
    for name in ("Zoé Vidal", "Marion Delmas", "Élise Arnal"):
        _add(door, company_id, name)
    return company_id


def test_an_edit_changes_the_person_and_their_place(door: Door, company_id: int) -> None:
    _edit(door, company_id, "Marion Delmas", name="Marion Delmas-Roux", title="gérante", phone="06 39 98 12 34")
    seen = _seen(door, company_id, "Marion Delmas-Roux")
    assert (seen.title, seen.phone, seen.is_main) == ("gérante", "+33639981234", False)
    door.perform(undo_last, UndoLast())
    assert _seen(door, company_id, "Marion Delmas").title is None


def test_an_edit_of_what_another_desk_changed_is_refused(door: Door, company_id: int) -> None:
    seen = _seen(door, company_id, "Marion Delmas")
    edit = EditPerson(
        membership_id=seen.membership_id,
        version=seen.version,
        membership_version=seen.membership_version,
        name="Marion Delmas",
        title="gérante",
        phone="06 39 98 12 34",
    )
    door.perform(edit_person, edit)
    with pytest.raises(Stale):
        door.perform(edit_person, edit)


def test_a_person_edited_in_one_company_is_changed_in_the_other(door: Door, company_id: int) -> None:
    other = create(door, "BioLoc").company_id
    person = _seen(door, company_id, "Marion Delmas").person_id
    door.perform(link_person, LinkPerson(company_id=other, person_id=person, title="trésorière"))
    _edit(door, company_id, "Marion Delmas", email="marion@exemple.invalid", title="gérante")
    seen = _seen(door, other, "Marion Delmas")
    assert (seen.email, seen.title) == ("marion@exemple.invalid", "trésorière")


def test_ticking_main_contact_unticks_the_other(door: Door, company_id: int) -> None:
    _edit(door, company_id, "Marion Delmas", is_main=True)
    assert _main(door, company_id) == ["Marion Delmas"]


def test_unticking_the_main_contact_hands_it_to_the_first_by_name(door: Door, company_id: int) -> None:
    _edit(door, company_id, "Zoé Vidal", is_main=False)
    assert _main(door, company_id) == ["Élise Arnal"]
    _edit(door, company_id, "Élise Arnal", is_main=False)
    assert _main(door, company_id) == ["Marion Delmas"]


def test_alone_one_stays_the_main_contact(door: Door) -> None:
    company_id = create(door, contact_name="Marion Delmas").company_id
    _edit(door, company_id, "Marion Delmas", is_main=False)
    assert _main(door, company_id) == ["Marion Delmas"]


def test_the_main_contact_who_leaves_is_followed_by_the_first_by_name(door: Door, company_id: int) -> None:
    _remove(door, company_id, "Zoé Vidal")
    assert _main(door, company_id) == ["Élise Arnal"]
    door.perform(undo_last, UndoLast())
    assert _main(door, company_id) == ["Zoé Vidal"]
    for name in ("Marion Delmas", "Zoé Vidal", "Élise Arnal"):
        _remove(door, company_id, name)
    assert not card(door, company_id).people


def test_who_leaves_one_company_stays_in_the_other(door: Door, company_id: int) -> None:
    other = create(door, "BioLoc").company_id
    person = _seen(door, company_id, "Marion Delmas").person_id
    door.perform(link_person, LinkPerson(company_id=other, person_id=person))
    _remove(door, company_id, "Marion Delmas")
    assert _main(door, company_id) == ["Zoé Vidal"]
    assert _seen(door, other, "Marion Delmas").person_id == person


def test_a_removal_seen_at_another_version_is_refused(door: Door, company_id: int) -> None:
    seen = _seen(door, company_id, "Marion Delmas")
    _edit(door, company_id, "Marion Delmas", title="gérante")
    request = RemovePerson(membership_id=seen.membership_id, membership_version=seen.membership_version)
    with pytest.raises(Stale):
        door.perform(remove_person, request)


def test_the_first_one_linked_is_the_main_contact_and_nobody_is_there_twice(door: Door, company_id: int) -> None:
    other = create(door, "BioLoc").company_id
    seen = _seen(door, company_id, "Marion Delmas")
    link = LinkPerson(company_id=other, person_id=seen.person_id)
    saved = door.perform(link_person, link)
    assert (saved.person_id, saved.name) == (seen.person_id, "Marion Delmas")
    assert _main(door, other) == ["Marion Delmas"]
    with pytest.raises(Refused, match="déjà dans « BioLoc »") as refused:
        door.perform(link_person, link)
    assert refused.value.field == "person_id"
    gone = LinkPerson(company_id=other, person_id=10_000)
    with pytest.raises(Refused, match="n'existe plus"):
        door.perform(link_person, gone)


def test_the_one_to_call_is_chosen(door: Door, company_id: int) -> None:
    seen = _seen(door, company_id, "Marion Delmas")
    door.perform(set_main_contact, SetMainContact(membership_id=seen.membership_id))
    assert _main(door, company_id) == ["Marion Delmas"]
    door.perform(undo_last, UndoLast())
    assert _main(door, company_id) == ["Zoé Vidal"]


def test_someone_known_is_found_while_they_are_typed(door: Door) -> None:
    company = create(door, "BioLoc").company_id
    marion = door.perform(
        add_person,
        AddPerson(company_id=company, name="Marion Délmas", phone="+33639981234", email="marion@exemple.invalid"),
    )

    def why(**typed: Any) -> list[tuple[str, str, list[str]]]:
        hints = door.perform(check_person, CheckPerson(**typed))
        return [(hint.name, hint.company, [reason for _, reason in hint.reasons]) for hint in hints]

    assert why(name="DELMAS marion") == [("Marion Délmas", "BioLoc", ["même nom"])]
    assert why(name="Marion", phone="06 39 98 12 34") == [("Marion Délmas", "BioLoc", ["même téléphone"])]
    assert why(email="Marion@exemple.invalid", name="M. D.") == [("Marion Délmas", "BioLoc", ["même courriel"])]
    assert why(name="Marion", phone="06 39", email="marion@") == []
    assert why(name="Marion Delmas", except_id=marion.person_id) == []
