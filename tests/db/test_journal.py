"""What an act writes is in the journal, in the order of its SQL, in its transaction; stamps fill themselves."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from realis_tui.clock import Clock
from realis_tui.db.engine import Database
from realis_tui.db.models import ActRecord, Company, JournalEntry, Occupancy, Person, SearchEntry, StateChange
from realis_tui.db.models import Passage as Passing
from realis_tui.domain.accounts import Actor, Role
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, join, perform, person, space, stay


def entries(database: Database) -> list[JournalEntry]:
    with database.read() as session:
        return list(session.scalars(select(JournalEntry).order_by(JournalEntry.act_id, JournalEntry.seq)))


def acts(database: Database) -> list[ActRecord]:
    with database.read() as session:
        return list(session.scalars(select(ActRecord).order_by(ActRecord.id)))


def rename(session: Session, name: str, **where: Any) -> None:
    session.scalars(select(Company).filter_by(**where)).one().name = name


def test_an_act_is_recorded_with_who_when_and_where(door: Door, clock: Clock) -> None:
    real = datetime(2027, 2, 3, 4, 5, 6, tzinfo=UTC)
    with time_machine.travel(real, tick=False):
        add(door, company("Vélomistrau"), summary="Fiche Vélomistrau créée")
    (record,) = acts(door.database)
    assert (record.summary, record.actor_name, record.desk) == ("Fiche Vélomistrau créée", "realis", "essais")
    assert record.at == clock.now()
    assert record.clock == real
    (entry,) = entries(door.database)
    assert (entry.operation, entry.owner, entry.old) == ("insert", "companies:1", None)
    assert entry.new is not None
    assert entry.new["name"] == "Vélomistrau"


def test_an_act_that_changes_nothing_leaves_nothing(door: Door) -> None:
    add(door, company("Vélomistrau"))
    perform(door, lambda session: rename(session, "Vélomistrau"))
    assert len(acts(door.database)) == 1
    with door.database.read() as session:
        assert session.scalars(select(Company)).one().version == 1


def test_an_update_keeps_the_old_value_even_when_it_was_not_loaded(door: Door) -> None:
    add(door, company("Vélomistrau", city="Sète"))

    def change(session: Session) -> None:
        found = session.scalars(select(Company)).one()
        session.expire(found)
        found.city = "Agde"

    perform(door, change)
    last = entries(door.database)[-1]
    assert last.old is not None
    assert last.new is not None
    assert (last.old["city"], last.new["city"]) == ("Sète", "Agde")
    assert (last.old["version"], last.new["version"]) == (1, 2)
    assert "name" not in last.new


def test_a_refused_act_leaves_no_trace(door: Door) -> None:
    add(door, company("Vélomistrau", siren="009011115"))
    with pytest.raises(Refused, match="« Vélomistrau »"):
        add(door, company("Autre", siren="009011115"))
    assert len(acts(door.database)) == 1


def test_updates_are_journaled_before_insertions_of_one_flush(door: Door) -> None:
    company_id, space_id = add(door, company("Vélomistrau"), space("B-204"))
    add(door, stay(space_id, company_id, "2025-01-15"))

    def move(session: Session) -> None:
        session.add(stay(space_id, company_id, "2026-12-01"))
        session.scalars(select(Occupancy)).first().ends_on = date(2026, 11, 30)  # type: ignore[union-attr]

    with door.database.read() as session:
        before = session.scalar(select(func.max(ActRecord.id)))

    def in_one_flush(session: Session) -> None:
        with session.no_autoflush:
            move(session)

    perform(door, in_one_flush)
    operations = [entry.operation for entry in entries(door.database) if entry.act_id > (before or 0)]
    assert operations == ["update", "insert"]


def test_what_hangs_from_a_company_belongs_to_its_history(door: Door) -> None:
    (company_id,) = add(door, company("Vélomistrau"))
    passage = Passing(company_id=company_id, state=CompanyState("prospect"), state_since=date(2026, 1, 1))
    (passage_id,) = add(door, passage)
    add(door, StateChange(passage_id=passage_id, to_state=CompanyState("prospect"), changed_on=date(2026, 1, 1)))
    assert [entry.owner for entry in entries(door.database)] == ["companies:1"] * 3


def test_a_savepoint_rolled_back_takes_its_entries_with_it(door: Door) -> None:
    add(door, company("Vélomistrau", siren="009011115"))

    def two(session: Session) -> None:
        for name, siren in (("Doublon", "009011115"), ("Boucl'Verre", "009022229")):
            try:
                with session.begin_nested():
                    session.add(company(name, siren=siren))
                    session.flush()
            except IntegrityError:
                session.expunge_all()

    perform(door, two, "import")
    assert [record.summary for record in acts(door.database)] == ["ajout", "import"]
    assert [entry.new["name"] for entry in entries(door.database) if entry.new] == ["Vélomistrau", "Boucl'Verre"]


def test_an_act_lost_with_its_savepoint_is_opened_again(door: Door) -> None:
    def run(session: Session) -> None:
        savepoint = session.begin_nested()
        session.add(company("Perdue"))
        session.flush()
        savepoint.rollback()
        session.add(company("Gardée"))

    perform(door, run, "deux")
    assert [record.summary for record in acts(door.database)] == ["deux"]
    assert len(entries(door.database)) == 1


def test_bulk_writing_is_refused(door: Door) -> None:
    with pytest.raises(RuntimeError, match="skips the journal"):
        perform(door, lambda session: session.execute(update(Company).values(name="x")))


def test_stamps_say_who_and_when(door: Door, clock: Clock) -> None:
    from realis_tui.db.models import Account

    (account_id,) = add(door, Account(name="Camille", folded_name="camille", role=Role.COACH))
    other = door.for_actor(Actor(account_id, "Camille", Role.COACH))
    add(other, company("Vélomistrau"))
    perform(door, lambda session: rename(session, "Vélomistrau 2"))
    with door.database.read() as session:
        found = session.scalars(select(Company)).one()
    assert (found.created_by, found.updated_by, found.version) == (account_id, None, 2)
    assert found.created_at == clock.now()


def test_two_desks_changing_one_row_do_not_overwrite(door: Door) -> None:
    """The version in the WHERE: a row changed between its loading and the flush is not written over."""
    add(door, company("Vélomistrau"))

    def behind_the_back(session: Session) -> None:
        found = session.scalars(select(Company)).one()
        session.connection().exec_driver_sql("UPDATE companies SET version = 7")
        found.name = "Autre"

    with pytest.raises(Stale):
        perform(door, behind_the_back)


def test_search_entries_follow_people(door: Door) -> None:
    company_id, person_id = add(door, company("Vélomistrau"), person("Éloïse Gar", phone="+33639981234"))
    join(door, company_id, person_id)
    perform(door, lambda session: setattr(session.get(Person, person_id), "name", "Éloïse Garrigue"))
    with door.database.read() as session:
        found = session.scalars(select(SearchEntry).where(SearchEntry.kind == "entreprise")).one()
    assert "Éloïse Garrigue" in found.subtitle
    assert "981234" in found.code.split()


def test_the_watch_tells_what_another_desk_changed(door: Door, url: str, clock: Clock) -> None:
    other = Door(Database.open(url), clock=clock, desk="autre")
    assert door.changes_since() == frozenset()
    add(door, company("Vélomistrau"))
    assert door.changes_since() == frozenset()
    add(other, company("Boucl'Verre"))
    assert door.changes_since() == {"companies"}
    assert door.changes_since() == frozenset()
    other.database.close()
