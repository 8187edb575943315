"""Establishments, proofs and documents of a card (rules 10 and 11)."""

from datetime import date
from typing import Any

import pytest

from realis_tui.domain.fields import validate
from realis_tui.domain.milestones import CertificateKind
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.companies.papers import (
    AddCertificate,
    AddDocument,
    AddEstablishment,
    EditCertificate,
    EditDocument,
    RemoveRow,
    add_certificate,
    add_document,
    add_establishment,
    edit_certificate,
    edit_document,
    remove_certificate,
    remove_document,
    remove_establishment,
)
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import HistoryOf, UndoLast, history_of, undo_last
from tests.usecases.companies_steps import TODAY, card, create, enter


def _siret(company_id: int, siret: str) -> AddEstablishment:
    return validate(AddEstablishment, {"company_id": company_id, "siret": siret, "is_head_office": "oui"}, TODAY)


def _proof(company_id: int, kind: CertificateKind = CertificateKind.ESUS, **days: Any) -> AddCertificate:
    return AddCertificate(company_id=company_id, kind=kind, **{"starts_on": date(2026, 1, 15)} | days)


def test_a_first_siret_gives_its_siren(door: Door) -> None:
    company_id = create(door).company_id
    door.perform(add_establishment, _siret(company_id, "009 011 115 00012"))
    shown = card(door, company_id)
    assert (shown.siren, [row.siret for row in shown.establishments]) == ("009011115", ["00901111500012"])


def test_a_siret_of_another_siren_is_refused(door: Door) -> None:
    company_id = create(door, siren="009010745").company_id
    with pytest.raises(Refused) as refused:
        door.perform(add_establishment, _siret(company_id, "00901111500012"))
    assert refused.value.field == "siret"
    assert not card(door, company_id).establishments


def test_a_siret_does_not_bring_another_siren_than_the_vat_number(door: Door) -> None:
    company_id = create(door, vat_number="FR93009010745").company_id
    request = AddEstablishment(company_id=company_id, siret="00901111500012")
    with pytest.raises(Refused, match="n'est pas de cette entreprise") as refused:
        door.perform(add_establishment, request)
    assert refused.value.field == "siret"
    with pytest.raises(Refused, match="n'est pas de cette entreprise"):
        create(door, "Bêta", vat_number="FR93009010745", siret="009 011 115 00012")
    with pytest.raises(Refused, match="n'est pas de cette entreprise"):
        enter(door, siret="009 011 115 00012")


def test_a_siret_in_use_says_whose(door: Door) -> None:
    create(door, siret="00901111500012")
    with pytest.raises(Refused, match="Vélomistrau"):
        door.perform(add_establishment, _siret(create(door, "Bêta").company_id, "00901111500012"))


def test_a_siret_is_taken_off_and_put_back(door: Door) -> None:
    company_id = create(door, siret="00901111500012").company_id
    row = card(door, company_id).establishments[0]
    door.perform(remove_establishment, RemoveRow(id=row.id, version=row.version))
    assert not card(door, company_id).establishments
    door.perform(undo_last, UndoLast())
    assert [each.siret for each in card(door, company_id).establishments] == ["00901111500012"]


@pytest.mark.parametrize(
    ("created", "until"),
    [
        ("", date(2031, 1, 14)),
        ("15/01/2023", date(2031, 1, 14)),
        ("16/01/2023", date(2028, 1, 14)),
    ],
)
def test_an_esus_approval_lasts_five_years_or_two(door: Door, created: str, until: date) -> None:
    company_id = create(door, created_on=created).company_id
    assert door.perform(add_certificate, _proof(company_id)) == until
    assert card(door, company_id).esus_until == until


def test_an_end_that_is_given_wins(door: Door) -> None:
    company_id = create(door).company_id
    assert door.perform(add_certificate, _proof(company_id, ends_on=date(2027, 6, 30))) == date(2027, 6, 30)
    with pytest.raises(Refused) as refused:
        door.perform(add_certificate, _proof(company_id, ends_on=date(2026, 1, 14)))
    assert refused.value.field == "ends_on"


def test_dated_evidence_makes_a_sas_social(door: Door) -> None:
    company_id = create(door, legal_form="SAS").company_id
    assert not card(door, company_id).is_ess
    door.perform(add_certificate, _proof(company_id, CertificateKind.ESS))
    assert card(door, company_id).is_ess
    proof = card(door, company_id).certificates[0]
    door.perform(remove_certificate, RemoveRow(id=proof.id, version=proof.version))
    assert not card(door, company_id).is_ess


def test_a_document_is_a_link(door: Door) -> None:
    company_id = create(door).company_id
    door.perform(add_document, AddDocument(company_id=company_id, title="Statuts", location="/partage/statuts.pdf"))
    row = card(door, company_id).documents[0]
    edit = EditDocument(id=row.id, version=row.version, title="Statuts 2024", location=row.location)
    door.perform(edit_document, edit)
    with pytest.raises(Stale):
        door.perform(edit_document, edit)
    row = card(door, company_id).documents[0]
    assert (row.title, row.location) == ("Statuts 2024", "/partage/statuts.pdf")
    door.perform(remove_document, RemoveRow(id=row.id, version=row.version))
    assert not card(door, company_id).documents


def _edit_proof(door: Door, company_id: int, **changed: Any) -> EditCertificate:
    proof = card(door, company_id).certificates[0]
    known = {"kind": proof.kind, "starts_on": proof.starts_on, "reference": proof.reference}
    return EditCertificate(id=proof.id, version=proof.version, **known | changed)


def test_a_proof_put_right_is_counted_again(door: Door) -> None:
    company_id = create(door, created_on="15/01/2023").company_id
    door.perform(add_certificate, _proof(company_id))
    edit = _edit_proof(door, company_id, starts_on=date(2025, 1, 15), reference="34-2025-07")
    assert door.perform(edit_certificate, edit) == date(2027, 1, 14)
    proof = card(door, company_id).certificates[0]
    assert (proof.starts_on, proof.ends_on, proof.reference) == (date(2025, 1, 15), date(2027, 1, 14), "34-2025-07")
    with pytest.raises(Stale):
        door.perform(edit_certificate, edit)
    door.perform(undo_last, UndoLast())
    assert card(door, company_id).certificates[0].ends_on == date(2031, 1, 14)


def test_a_proof_does_not_end_before_its_start(door: Door) -> None:
    company_id = create(door).company_id
    door.perform(add_certificate, _proof(company_id, CertificateKind.INSURANCE))
    with pytest.raises(Refused) as refused:
        door.perform(edit_certificate, _edit_proof(door, company_id, ends_on=date(2026, 1, 1)))
    assert refused.value.field == "ends_on"
    assert door.perform(edit_certificate, _edit_proof(door, company_id, ends_on=date(2026, 12, 31)))
    assert card(door, company_id).certificates[0].ends_on == date(2026, 12, 31)


def test_the_journal_says_what_became_of_a_proof(door: Door) -> None:
    company_id = create(door).company_id
    door.perform(add_certificate, _proof(company_id, CertificateKind.INSURANCE))
    door.perform(edit_certificate, _edit_proof(door, company_id, reference="MAIF"))
    proof = card(door, company_id).certificates[0]
    door.perform(remove_certificate, RemoveRow(id=proof.id, version=proof.version))
    said = [entry.summary for entry in door.perform(history_of, HistoryOf(owner=f"companies:{company_id}"))]
    assert said[:3] == [
        "Preuve (assurance) de Vélomistrau supprimée",
        "Preuve (assurance) de Vélomistrau modifiée",
        "Preuve (assurance) ajoutée à Vélomistrau",
    ]
