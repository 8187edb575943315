"""Merging two cards: both shown, every link kept, undone whole (rule 12)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from realis_tui.db.models.whole import metadata
from realis_tui.domain.milestones import CertificateKind
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.companies.figures import SetFigures, set_figures
from realis_tui.usecases.companies.identity import CompanySaved
from realis_tui.usecases.companies.papers import AddCertificate, AddDocument, add_certificate, add_document
from realis_tui.usecases.companies.people import AddPerson, LinkPerson, add_person, link_person
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.flows.merge import (
    CompareCompanies,
    Comparison,
    MergeCompanies,
    compare_companies,
    merge_companies,
)
from realis_tui.usecases.spaces.hosting import CreateHosting, create_hosting
from tests.usecases.companies_steps import S, card, create, enter, move, space
from tests.usecases.rooms_steps import book, booking, room

STAMPS = {"version", "updated_at", "updated_by"}
WRITTEN_ANYHOW = {"acts", "journal_entries", "search_entries"}


def _compare(door: Door, kept: int, absorbed: int) -> Comparison:
    return door.perform(compare_companies, CompareCompanies(kept_id=kept, absorbed_id=absorbed))


def _merge(door: Door, kept: int, absorbed: int, *from_absorbed: str) -> CompanySaved:
    seen = _compare(door, kept, absorbed)
    request = MergeCompanies(
        kept_id=kept,
        absorbed_id=absorbed,
        kept_version=seen.kept_version,
        absorbed_version=seen.absorbed_version,
        from_absorbed=from_absorbed,
    )
    return door.perform(merge_companies, request)


def _full(door: Door) -> int:
    """A card with one of everything that hangs from a company."""
    company_id = enter(door, "Les Roues", siret="00901111500012", date_entree="15/01/2025", contact="Ana Roux")
    door.perform(
        create_hosting,
        CreateHosting(
            company_id=company_id,
            regime=HostingRegime.AOT,
            starts_on=date(2025, 1, 15),
            ends_on=date(2028, 1, 14),
            space_ids=(space(door),),
        ),
    )
    door.perform(set_figures, SetFigures(company_id=company_id, year=2025, grants_cents=100))
    proof = AddCertificate(company_id=company_id, kind=CertificateKind.ESUS, starts_on=date(2025, 2, 1))
    door.perform(add_certificate, proof)
    door.perform(add_document, AddDocument(company_id=company_id, title="Statuts", location="/partage/statuts.pdf"))
    return company_id


def _everything(door: Door) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for what an undo writes anew: versions, stamps, journal, search."""
    shown = {}
    with door.database.read() as session:
        for name in metadata.tables:
            if name in WRITTEN_ANYHOW:
                continue
            rows = session.execute(text(f"SELECT * FROM {name} ORDER BY id")).mappings()
            shown[name] = [{key: value for key, value in row.items() if key not in STAMPS} for row in rows]
    return shown


def test_both_cards_are_shown(door: Door) -> None:
    kept, absorbed = create(door, city="Sète").company_id, _full(door)
    seen = _compare(door, kept, absorbed)
    fields = {field.name: field for field in seen.fields}
    assert (fields["city"].kept, fields["city"].absorbed, fields["city"].proposed) == ("Sète", "", "kept")
    assert (fields["siren"].differs, fields["siren"].proposed) == (True, "absorbed")
    assert fields["siren"].absorbed == "009\u202f011\u202f115"
    assert seen.obstacle is None
    assert {"1 personne", "1 SIRET", "1 convention", "1 occupation", "1 preuve", "1 document"} <= set(seen.moved)


def test_every_link_is_kept(door: Door) -> None:
    kept, absorbed = create(door, city="Sète").company_id, _full(door)
    before = card(door, absorbed)
    _merge(door, kept, absorbed)
    after = card(door, kept)
    assert (after.name, after.city, after.siren, after.state) == ("Vélomistrau", "Sète", "009011115", S.SUPPORTED)
    for part in ("establishments", "people", "supports", "hosting", "premises", "figures", "certificates", "documents"):
        assert len(getattr(after, part)) == len(getattr(before, part)) > 0, part
    assert len(after.passages) == 2
    assert after.support is not None
    with pytest.raises(Refused, match="n'existe plus"):
        card(door, absorbed)


def test_a_merge_is_undone_whole(door: Door) -> None:
    kept, absorbed = create(door, city="Sète").company_id, _full(door)
    before = _everything(door)
    _merge(door, kept, absorbed, "name")
    assert card(door, kept).name == "Les Roues"
    assert door.perform(undo_last, UndoLast()).message.startswith("Défait : «\u00a0Fiche")
    assert _everything(door) == before


def test_what_is_booked_changes_hands_and_comes_back(door: Door) -> None:
    kept, absorbed = create(door).company_id, create(door, "Bêta").company_id
    made = book(door, room(door).id, "9h", "12h", f"company:{absorbed}")
    before = _everything(door)
    assert "1 réservation" in _compare(door, kept, absorbed).moved
    _merge(door, kept, absorbed)
    assert booking(door, made.id).who == "Vélomistrau"
    door.perform(undo_last, UndoLast())
    assert _everything(door) == before


def test_a_person_of_both_keeps_one_place(door: Door) -> None:
    kept, absorbed = create(door).company_id, create(door, "Bêta").company_id
    person = door.perform(add_person, AddPerson(company_id=kept, name="Ana Roux"))
    door.perform(link_person, LinkPerson(company_id=absorbed, person_id=person.person_id, title="gérante"))
    door.perform(add_person, AddPerson(company_id=absorbed, name="Léo Bœuf", is_main=True))
    before = _everything(door)
    _merge(door, kept, absorbed)
    people = {row.name: row for row in card(door, kept).people}
    assert {name: row.is_main for name, row in people.items()} == {"Ana Roux": True, "Léo Bœuf": False}
    assert people["Ana Roux"].title == "gérante"
    door.perform(undo_last, UndoLast())
    assert _everything(door) == before


def test_a_card_is_not_merged_with_itself(door: Door) -> None:
    company_id = create(door).company_id
    assert _compare(door, company_id, company_id).obstacle
    with pytest.raises(Refused, match="elle-même"):
        _merge(door, company_id, company_id)


def test_two_sirens_are_two_companies(door: Door) -> None:
    first, second = create(door, siren="009011115").company_id, create(door, "Bêta", siren="009010745").company_id
    assert "SIREN" in (_compare(door, first, second).obstacle or "")
    with pytest.raises(Refused, match="SIREN différents"):
        _merge(door, first, second)
    assert card(door, second).name == "Bêta"


def test_both_versions_are_those_seen(door: Door) -> None:
    kept, absorbed = create(door), create(door, "Bêta")
    for versions in ((kept.version + 1, absorbed.version), (kept.version, absorbed.version + 1)):
        request = MergeCompanies(
            kept_id=kept.company_id,
            absorbed_id=absorbed.company_id,
            kept_version=versions[0],
            absorbed_version=versions[1],
        )
        with pytest.raises(Stale):
            door.perform(merge_companies, request)
    assert card(door, absorbed.company_id).name == "Bêta"


def test_two_cards_accompanied_merge_once_one_has_left(door: Door) -> None:
    kept = enter(door, "Alpha", date_entree="15/01/2025")
    absorbed = enter(door, "Bêta", date_entree="01/03/2026")
    with pytest.raises(Refused, match="un accompagnement à la fois"):
        _merge(door, kept, absorbed)
    move(door, absorbed, S.EXITED, reason="fusion")
    before = _everything(door)
    _merge(door, kept, absorbed)
    after = card(door, kept)
    assert sorted((each.number, each.state, each.is_current) for each in after.passages) == [
        (1, S.SUPPORTED, True),
        (2, S.EXITED, False),
    ]
    assert after.support is not None
    assert after.support.starts_on == date(2025, 1, 15)
    assert len(after.supports) == 2
    door.perform(undo_last, UndoLast())
    assert _everything(door) == before


def test_figures_of_one_year_are_brought_together_and_said(door: Door) -> None:
    kept, absorbed = create(door, "Alpha").company_id, create(door, "Bêta").company_id
    door.perform(set_figures, SetFigures(company_id=kept, year=2025, turnover_cents=100, note="bilan"))
    theirs = SetFigures(company_id=absorbed, year=2025, turnover_cents=200, grants_cents=50, note="rapport")
    door.perform(set_figures, theirs)
    door.perform(set_figures, SetFigures(company_id=absorbed, year=2024, beneficiaries=7))
    before = _everything(door)
    _merge(door, kept, absorbed)
    shown = {row.year: row for row in card(door, kept).figures}
    assert (shown[2025].turnover_cents, shown[2025].grants_cents) == (100, 50)
    assert shown[2024].beneficiaries == 7
    with door.database.read() as session:
        said = session.execute(text("SELECT summary FROM acts ORDER BY id DESC LIMIT 1")).scalar_one()
    assert "chiffres 2025 d'Alpha gardés" in said
    door.perform(undo_last, UndoLast())
    assert _everything(door) == before


def test_notes_of_both_cards_are_joined(door: Door) -> None:
    kept = create(door, "Alpha", notes="Vient d'Alter'Incub.").company_id
    absorbed = create(door, "Bêta", notes="Cherche un atelier.").company_id
    _merge(door, kept, absorbed)
    assert card(door, kept).notes == "Vient d'Alter'Incub.\n\nCherche un atelier."


def test_notes_too_long_together_are_refused_before_anything_is_written(door: Door) -> None:
    kept = create(door, "Alpha", notes="a" * 12_000).company_id
    absorbed = create(door, "Bêta", notes="b" * 12_000).company_id
    before = _everything(door)
    obstacle = _compare(door, kept, absorbed).obstacle
    assert obstacle is not None
    with pytest.raises(Refused, match=r"« Observations ».*24.002 caractères, 20.000 au plus") as refused:
        _merge(door, kept, absorbed)
    assert refused.value.message == obstacle
    assert _everything(door) == before


def test_remarks_of_one_year_too_long_together_are_refused(door: Door) -> None:
    kept, absorbed = create(door, "Alpha").company_id, create(door, "Bêta").company_id
    door.perform(set_figures, SetFigures(company_id=kept, year=2025, note="a" * 150))
    door.perform(set_figures, SetFigures(company_id=absorbed, year=2025, note="b" * 150))
    before = _everything(door)
    with pytest.raises(Refused, match=r"« Remarque » des chiffres 2025.*303 caractères, 200 au plus"):
        _merge(door, kept, absorbed)
    assert _everything(door) == before


def test_the_same_long_notes_on_both_cards_merge(door: Door) -> None:
    kept = create(door, "Alpha", notes="a" * 12_000).company_id
    absorbed = create(door, "Bêta", notes="a" * 12_000).company_id
    _merge(door, kept, absorbed)
    assert card(door, kept).notes == "a" * 12_000


def test_an_accompaniment_stays_current_before_a_candidature(door: Door) -> None:
    kept = create(door, "Alpha", state="candidature").company_id
    absorbed = enter(door, "Bêta", date_entree="15/01/2025")
    _merge(door, kept, absorbed)
    after = card(door, kept)
    assert after.state is S.SUPPORTED
    assert after.support is not None
    assert after.support.starts_on == date(2025, 1, 15)


@pytest.mark.parametrize("kept_has", ["siren", "vat_number"])
def test_a_vat_number_of_another_siren_stops_the_merge(door: Door, kept_has: str) -> None:
    given = {"siren": "009011115", "vat_number": "FR93009010745"}
    other = next(name for name in given if name != kept_has)
    kept = create(door, "Alpha", **{kept_has: given[kept_has]}).company_id
    absorbed = create(door, "Bêta", **{other: given[other]}).company_id
    before = _everything(door)
    with pytest.raises(Refused, match=r"n'est pas de cette entreprise.*avant de fusionner"):
        _merge(door, kept, absorbed)
    assert _everything(door) == before


def test_a_number_that_the_form_bars_stops_the_merge(door: Door) -> None:
    kept = create(door, "Alpha", legal_form="SAS").company_id
    absorbed = create(door, "Bêta", rna="W341234567").company_id
    before = _everything(door)
    with pytest.raises(Refused, match="seule une association"):
        _merge(door, kept, absorbed)
    assert _everything(door) == before
