"""The search finds the right thing first: misspelt, unfinished, without accents, by six digits of a phone."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from realis_tui.db import search_entries, search_index
from realis_tui.db.models import Company, Establishment, Passage, Person, SearchEntry
from realis_tui.db.search import SearchHit, search
from realis_tui.db.search_query import MANY
from realis_tui.domain.accounts import SYSTEM, Actor, Role
from realis_tui.domain.companies import CompanyState
from realis_tui.usecases import base
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, join, perform, person, space, stay


@pytest.fixture
def town(door: Door) -> Door:
    """A few companies, their people, a space."""
    rows: list[Any] = [
        company("Vélo-Mistrau", siren="009011115", city="Sète", activity="réparation de vélos"),
        company("Boucl'Verre", rna="W349000005"),
        company("Cœur du Salagou", notes="un projet de maraîchage"),
        company("Ô Fil de l'Eau"),
        company("Les Petits Vélos du Lez"),
        company("Mistral Énergies"),
        person("Éloïse Garrigue", phone="+33639981234", email="eloise@velomistrau.example"),
        person("Jean Vélo", phone="+33639985678"),
        space("B-204"),
    ]
    ids = add(door, *rows)
    join(door, ids[0], ids[6])
    join(door, ids[1], ids[7])
    add(door, Establishment(company_id=ids[0], siret="00901111500017"))
    return door


def found(door: Door, asked: str, actor: Actor = SYSTEM) -> list[SearchHit]:
    with door.database.read() as session:
        return search(session, asked, actor, door.clock.now())


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("velomistrau", "Vélo-Mistrau"),
        ("VÉLO MISTRAU", "Vélo-Mistrau"),
        ("vélo-mist", "Vélo-Mistrau"),
        ("Vlomistrau", "Vélo-Mistrau"),
        ("velomistraux", "Vélo-Mistrau"),
        ("velomsitrau", "Vélo-Mistrau"),
        ("vélo misstrau", "Vélo-Mistrau"),
        ("boucl verre", "Boucl'Verre"),
        ("bouclverre", "Boucl'Verre"),
        ("boucleverre", "Boucl'Verre"),
        ("Boucle Verre", "Boucl'Verre"),
        ("coeur salagou", "Cœur du Salagou"),
        ("cœur", "Cœur du Salagou"),
        ("coeur du salagoo", "Cœur du Salagou"),
        ("salagou", "Cœur du Salagou"),
        ("o fil de leau", "Ô Fil de l'Eau"),
        ("mistral energie", "Mistral Énergies"),
        ("mistrale", "Mistral Énergies"),
        ("009 011 115", "Vélo-Mistrau"),
        ("00901111500017", "Vélo-Mistrau"),
        ("W349000005", "Boucl'Verre"),
        ("349000005", "Boucl'Verre"),
        ("06 39 98 12 34", "Vélo-Mistrau"),
        ("399812", "Vélo-Mistrau"),
        ("981234", "Vélo-Mistrau"),
        ("+33 6 39 98 12 34", "Vélo-Mistrau"),
        ("98 56 78", "Boucl'Verre"),
        ("garrigue", "Éloïse Garrigue"),
        ("eloise garigue", "Éloïse Garrigue"),
        ("b204", "B-204"),
        ("B-204", "B-204"),
        ("b 20", "B-204"),
        ("maraichage", "Cœur du Salagou"),
        ("reparation", "Vélo-Mistrau"),
    ],
)
def test_the_right_thing_comes_first(town: Door, asked: str, first: str) -> None:
    hits = found(town, asked)
    assert [hit.title for hit in hits[:1]] == [first]


@pytest.mark.parametrize(
    "asked", ["", "   ", "%", "'\"*", "AND OR NOT", "a:b", "(", "NEAR(", "\\", "& | !", "<->", "\x00"]
)
def test_no_question_breaks_it(town: Door, asked: str) -> None:
    assert isinstance(found(town, asked), list)


def test_a_juror_finds_nothing(town: Door) -> None:
    assert found(town, "velomistrau", Actor(None, "J", Role.JUROR)) == []


def test_the_audience_is_filtered_before_the_limit(town: Door) -> None:
    def hide(session: Any) -> None:
        for entry in session.scalars(select(SearchEntry).where(SearchEntry.title == "Vélo-Mistrau")):
            entry.audience = "direction"

    perform(town, hide)
    assert "Vélo-Mistrau" not in [hit.title for hit in found(town, "velo", Actor(None, "C", Role.COACH))]
    assert "Vélo-Mistrau" in [hit.title for hit in found(town, "velo")]


def test_what_is_renamed_or_deleted_is_found_no_more(town: Door) -> None:
    def rename(session: Session) -> None:
        renamed = session.get_one(Company, 2)
        renamed.name, renamed.identity = "Autre Chose", "autrechose"

    perform(town, rename)
    assert not any(hit.kind == "entreprise" for hit in found(town, "bouclverre"))
    assert found(town, "autre chose")[0].title == "Autre Chose"
    assert "Autre Chose" in found(town, "jean velo")[0].detail


def test_compare_says_what_is_wrong_and_rebuild_repairs_it(town: Door) -> None:
    with town.database.write() as session:
        assert search_entries.compare(session) == []
        person_entry = session.scalars(select(SearchEntry).where(SearchEntry.kind == "personne")).first()
        assert person_entry is not None
        session.delete(person_entry)
        session.scalars(
            select(SearchEntry).where(SearchEntry.ref == 2, SearchEntry.kind == "entreprise")
        ).one().code = "x"
        session.add(
            SearchEntry(
                kind="local", ref=99, title="x", subtitle="", folded_title="x", folded_subtitle="", code="", notes="",
                updated=datetime.fromisoformat("2026-11-23T00:00:00+00:00"),
            )
        )  # fmt: skip
        session.commit()
    with town.database.write() as session:
        assert len(search_entries.compare(session)) == 3
        assert search_entries.rebuild(session.connection()) == 9
        assert search_entries.compare(session) == []
        session.commit()
    assert found(town, "velomistrau")[0].title == "Vélo-Mistrau"
    assert [control.name for control in base.verify(town.database) if not control.ok] == []


def test_an_index_declared_otherwise_is_made_anew(sqlite_door: Door) -> None:
    add(sqlite_door, company("Vélo-Mistrau"))
    declared = text("SELECT sql FROM sqlite_master WHERE name = 'search_main'")
    with sqlite_door.database.connection(write=True) as connection:
        today = connection.execute(declared).scalar_one()
        connection.exec_driver_sql("DROP TABLE search_main")
        connection.exec_driver_sql(today.replace("prefix='1 2 3 4 ", "prefix='1 2 "))
        assert connection.execute(declared).scalar_one() != today
        search_index.install(connection)
        assert connection.execute(declared).scalar_one() == today
        connection.commit()
    assert found(sqlite_door, "velomis")[0].title == "Vélo-Mistrau"
    assert [control.name for control in base.verify(sqlite_door.database) if not control.ok] == []


def test_many_matches_keep_the_newest(sqlite_door: Door) -> None:
    add(sqlite_door, *(company(f"Atelier numéro {number}") for number in range(600)))
    hits = found(sqlite_door, "atel")
    assert len(hits) == 20
    assert found(sqlite_door, "atelier 599")[0].title == "Atelier numéro 599"


def test_a_phone_that_changes_is_found_at_once(town: Door) -> None:
    perform(town, lambda session: setattr(session.scalars(select(Person)).first(), "phone", "+33467000001"))
    assert found(town, "04 67 00 00 01")[0].title == "Vélo-Mistrau"
    assert found(town, "981234") == []


def stands(door: Door, name: str, state: str, **values: Any) -> int:
    """A company in its first passage, in some state."""
    [key] = add(door, company(name, **values))
    decided = date(2026, 1, 5) if state == "admise" else None
    passage = Passage(company_id=key, state=CompanyState(state), state_since=date(2026, 1, 5), decided_on=decided)
    add(door, passage)
    return key


def test_among_equals_those_of_today_come_first(door: Door) -> None:
    """Whatever was written last: accompanied or hosted, then candidates, prospects, and those that have left."""
    hosted = stands(door, "Rivage hébergé", "prospect")
    [room] = add(door, space("A-101"))
    add(door, stay(room, hosted, "2026-01-05"))
    stands(door, "Rivage parti", "sortie")
    stands(door, "Rivage prospect", "prospect")
    stands(door, "Rivage candidat", "candidature")
    stands(door, "Rivage suivi", "accompagnée")
    stands(door, "Rivage ancien", "archivée")
    add(door, person("Rivage Zoé"))
    titles = [hit.title for hit in found(door, "rivage")]
    assert set(titles[:2]) == {"Rivage hébergé", "Rivage suivi"}
    assert titles[2:4] == ["Rivage candidat", "Rivage prospect"]
    assert set(titles[4:6]) == {"Rivage parti", "Rivage ancien"}
    assert titles[6] == "Rivage Zoé"
    assert [hit.title for hit in found(door, "rvage")] == titles


def test_a_stay_that_is_over_makes_no_company_of_today(door: Door) -> None:
    left = stands(door, "Rivage parti", "sortie")
    [room] = add(door, space("A-101"))
    add(door, stay(room, left, "2025-01-05", "2026-11-22"))
    stands(door, "Rivage prospect", "prospect")
    assert [hit.title for hit in found(door, "rivage")] == ["Rivage prospect", "Rivage parti"]


def test_a_better_match_comes_before_a_better_standing(door: Door) -> None:
    stands(door, "Les Rivages du Lez", "accompagnée")
    stands(door, "Rivage", "archivée")
    assert found(door, "rivage")[0].title == "Rivage"


@pytest.mark.parametrize("asked", ["atelier", "atelir"])
def test_a_kind_that_is_rare_is_not_lost_among_the_others(door: Door, asked: str) -> None:
    """The kinds wanted are chosen before anything is limited."""
    add(door, person("Atelier Zoé"), *(company(f"Atelier numéro {number}") for number in range(450)))
    with door.database.read() as session:
        hits = search(session, asked, SYSTEM, door.clock.now(), 8, kinds=("personne",))
    assert [hit.title for hit in hits] == ["Atelier Zoé"]


def test_many_matches_never_hide_what_is_called_so_nor_what_begins_so(door: Door) -> None:
    add(door, company("Vélo"), person("Vélo Zoé"), *(company(f"Les Vélos du Lez {number}") for number in range(450)))
    assert [hit.title for hit in found(door, "vélo")[:2]] == ["Vélo", "Vélo Zoé"]
    assert found(door, "vel")[1].title == "Vélo Zoé"


def test_a_higher_limit_adds_to_the_end(town: Door) -> None:
    with town.database.read() as session:
        few, many = (search(session, "ve", SYSTEM, town.clock.now(), limit) for limit in (2, 40))
    assert few == many[:2]
    assert len(many) > 2


def test_an_old_name_is_not_hidden_by_hundreds_of_newer_ones_that_say_its_words(door: Door) -> None:
    """More match than are ranked: what begins so, and a company of that name under its legal form, all the same."""
    first = [company("Ruche"), company("SARL Ruche"), company("Ruchette du Lez")]
    add(door, *first, *(company(f"La Ruche {number}") for number in range(MANY + 20)))
    titles = [hit.title for hit in found(door, "ruche")]
    assert titles[:2] == ["Ruche", "SARL Ruche"]
    assert "Ruchette du Lez" in titles
    assert len(titles) == len(set(titles)) == 20
