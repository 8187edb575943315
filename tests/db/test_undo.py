"""Undoing: rows back as they were, through the same guards, itself journaled, refused in words when it cannot."""

from datetime import date

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from realis_tui.db.models import Company, JournalEntry, Membership, Occupancy, Person, RentStep, SearchEntry
from realis_tui.db.models import HostingAgreement as Hosting
from realis_tui.domain.accounts import Actor, Permission, Role
from realis_tui.domain.refusals import Refused
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import (
    HistoryOf,
    JournalFilter,
    RedoLast,
    UndoAct,
    UndoLast,
    history_of,
    journal_list,
    redo_last,
    undo_act,
    undo_last,
)
from tests.db.acting import add, company, join, perform, person, space, stay


def names(door: Door) -> list[str]:
    with door.database.read() as session:
        return list(session.scalars(select(Company.name).order_by(Company.id)))


def rename(door: Door, row_id: int, name: str) -> None:
    perform(door, lambda session: setattr(session.get(Company, row_id), "name", name), f"renommée {name}")


def undo(door: Door) -> str:
    return door.perform(undo_last, UndoLast()).message


def redo(door: Door) -> str:
    return door.perform(redo_last, RedoLast()).message


def test_nothing_to_undo(door: Door) -> None:
    with pytest.raises(Refused, match="Rien à annuler"):
        undo(door)
    with pytest.raises(Refused, match="Rien à rétablir"):
        redo(door)


def test_undo_and_redo_walk_back_and_forth(door: Door) -> None:
    (row_id,) = add(door, company("Un"), summary="créée")
    rename(door, row_id, "Deux")
    rename(door, row_id, "Trois")
    assert undo(door) == "Défait : «\u00a0renommée Trois\u00a0»"
    assert undo(door) == "Défait : «\u00a0renommée Deux\u00a0»"
    assert names(door) == ["Un"]
    assert undo(door) == "Défait : «\u00a0créée\u00a0»"
    assert names(door) == []
    assert redo(door) == "Refait : «\u00a0créée\u00a0»"
    assert redo(door) == "Refait : «\u00a0renommée Deux\u00a0»"
    assert redo(door) == "Refait : «\u00a0renommée Trois\u00a0»"
    assert names(door) == ["Trois"]
    with pytest.raises(Refused, match="Rien à rétablir"):
        redo(door)
    assert undo(door) == "Défait : «\u00a0renommée Trois\u00a0»"
    assert names(door) == ["Deux"]


def test_something_else_done_ends_the_redo(door: Door) -> None:
    (row_id,) = add(door, company("Un"))
    rename(door, row_id, "Deux")
    undo(door)
    add(door, company("Autre"))
    with pytest.raises(Refused, match="Rien à rétablir"):
        redo(door)


def test_an_undone_deletion_comes_back_with_its_key_and_a_newer_version(door: Door) -> None:
    (row_id,) = add(door, company("Un"))
    rename(door, row_id, "Deux")
    perform(door, lambda session: session.delete(session.get(Company, row_id)), "supprimée")
    undo(door)
    with door.database.read() as session:
        found = session.scalars(select(Company)).one()
        indexed = session.scalars(select(SearchEntry.title)).all()
    assert (found.id, found.name, found.version) == (row_id, "Deux", 3)
    assert indexed == ["Deux"]


def test_a_whole_act_comes_back_in_reverse_order(door: Door) -> None:
    def make(session: Session) -> None:
        made = company("Vélomistrau")
        who = person("Éloïse")
        session.add_all([made, who])
        session.flush()
        session.add(Membership(company_id=made.id, person_id=who.id, is_main=True))
        agreement = Hosting(company_id=made.id, regime=next(iter(HostingRegime)), starts_on=date(2026, 1, 1))
        agreement.rent_steps = [RentStep(year=1, percent=60), RentStep(year=2, percent=75)]
        session.add(agreement)
        session.flush()
        made.city = "Sète"

    perform(door, make, "entrée")
    undo(door)
    assert names(door) == []
    redo(door)
    with door.database.read() as session:
        assert session.scalars(select(RentStep.percent).order_by(RentStep.year)).all() == [60, 75]
        assert session.scalars(select(Company.city)).one() == "Sète"
        assert session.scalars(select(Person.name)).one() == "Éloïse"


def test_a_swap_of_occupations_is_undone_through_the_guard(door: Door) -> None:
    company_id, space_id = add(door, company("Vélomistrau"), space("B-204"))
    add(door, stay(space_id, company_id, "2025-01-15"))

    def move(session: Session) -> None:
        session.scalars(select(Occupancy)).one().ends_on = date(2026, 11, 30)
        session.add(stay(space_id, company_id, "2026-12-01"))

    perform(door, move, "déménagement")
    undo(door)
    with door.database.read() as session:
        assert session.scalars(select(Occupancy.ends_on)).all() == [None]


def test_refused_when_the_slot_was_taken_since(door: Door) -> None:
    first, second, space_id = add(door, company("Vélomistrau"), company("Boucl'Verre"), space("B-204"))
    (stay_id,) = add(door, stay(space_id, first, "2025-01-15"))
    perform(door, lambda session: session.delete(session.get(Occupancy, stay_id)), "libéré")
    other = door.for_actor(Actor(None, "autre", Role.RECEPTION))
    add(other, stay(space_id, second, "2026-01-01"))
    with pytest.raises(Refused, match=r"Le local B-204 est occupé par Boucl'Verre du .* sans date de fin"):
        undo(door)


def test_refused_when_the_row_moved_on(door: Door) -> None:
    (row_id,) = add(door, company("Un"))
    rename(door, row_id, "Deux")
    rename(door.for_actor(Actor(None, "Camille", Role.COACH)), row_id, "Trois")
    with pytest.raises(Refused, match=r"a changé depuis : « renommée Trois », par Camille le 23 nov\. 2026"):
        undo(door)
    assert names(door) == ["Trois"]


def test_refused_when_something_since_refers_to_it(door: Door) -> None:
    (company_id,) = add(door, company("Un"))
    person_id = add(door.for_actor(Actor(None, "Camille", Role.COACH)), person("Éloïse"))[0]
    join(door.for_actor(Actor(None, "Camille", Role.COACH)), company_id, person_id)
    with pytest.raises(Refused, match=r"sert depuis ailleurs \(personne de l'entreprise\)"):
        undo(door)


def test_refused_for_an_act_that_is_never_undone_and_once_undone(door: Door) -> None:
    perform(door, lambda session: session.add(company("Un")), "clôture", undoable=False)
    with pytest.raises(Refused, match="« clôture » ne s'annule pas"):
        undo(door)
    add(door, company("Deux"))
    door.perform(undo_act, UndoAct(id=2))
    with pytest.raises(Refused, match="déjà annulé"):
        door.perform(undo_act, UndoAct(id=2))
    with pytest.raises(Refused, match="Aucun acte"):
        door.perform(undo_act, UndoAct(id=99))


def test_an_undo_asks_the_permission_of_the_act(door: Door) -> None:
    perform(door, lambda session: session.add(company("Un")), permission=Permission.ACCOUNTS_MANAGE)
    coach = door.for_actor(Actor(None, "Camille", Role.COACH))
    with pytest.raises(Refused, match="rôle « coach »"):
        coach.perform(undo_act, UndoAct(id=1))


def test_refused_when_its_table_was_migrated_since(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    add(door, company("Un"))
    monkeypatch.setattr("realis_tui.db.replay.tables_changed_since", lambda _: frozenset({"companies"}))
    with pytest.raises(Refused, match="mise à jour du programme"):
        undo(door)


def test_refused_when_the_entries_are_gone(door: Door) -> None:
    add(door, company("Un"))
    perform(door, lambda session: session.execute(delete(JournalEntry)))
    with pytest.raises(Refused, match="n'est plus au journal"):
        undo(door)


def test_the_history_of_a_card_in_words(door: Door) -> None:
    company_id, space_id = add(door, company("Vélomistrau"), space("B-204"), summary="créés")
    add(door, stay(space_id, company_id, "2025-01-15"), summary="B-204 attribué")
    rename(door, company_id, "Vélo-Mistrau")
    acts = door.perform(history_of, HistoryOf(owner=f"companies:{company_id}"))
    assert [view.summary for view in acts] == ["renommée Vélo-Mistrau", "B-204 attribué", "créés"]
    (change,) = acts[0].changes
    assert (change.thing, change.field, change.old, change.new) == (
        "entreprise Vélomistrau",
        "nom",
        "Vélomistrau",
        "Vélo-Mistrau",
    )
    assert ("local", "B-204") in [(item.field, item.new) for item in acts[1].changes]
    of_space = door.perform(history_of, HistoryOf(owner=f"spaces:{space_id}"))
    assert [view.summary for view in of_space] == ["B-204 attribué", "créés"]


def test_the_journal_says_what_was_undone(door: Door) -> None:
    add(door, company("Un"), summary="créée")
    undo(door)
    undone, created = door.perform(journal_list, JournalFilter())
    assert (undone.summary, undone.undoes) == ("Défait : «\u00a0créée\u00a0»", created.id)
    assert created.undone
    assert not created.undoable
    assert [view.id for view in door.perform(journal_list, JournalFilter(before=undone.id))] == [created.id]
    assert door.perform(journal_list, JournalFilter(since=date(2026, 11, 24))) == ()
    assert door.perform(journal_list, JournalFilter(until=date(2026, 11, 22))) == ()
    assert len(door.perform(journal_list, JournalFilter(until=date(2026, 11, 23), pillar="companies"))) == 2
    assert len(door.perform(journal_list, JournalFilter(since=date(2026, 11, 23), pillar="companies"))) == 2


def test_a_juror_sees_nothing_of_it(door: Door) -> None:
    add(door, company("Un"))
    with pytest.raises(Refused):
        door.for_actor(Actor(None, "J", Role.JUROR)).perform(journal_list, JournalFilter())
