"""Entering companies from rows of a file: rules 2, 4, 7, 11 and 12 at the level of the use case."""

from datetime import date
from typing import Any

import pytest

from realis_tui.domain.companies import CompanyState
from realis_tui.domain.fields import validate
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.companies.cards import CompanyCard, CompanyCardRequest, FindCompany, company_card, find_company
from realis_tui.usecases.companies.lists import ListCompanies, export_companies, list_companies
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.enter_company import EnterCompany, EntryResult, EntryStatus, enter_company
from realis_tui.usecases.spaces.occupancies import AssignSpace, ReleaseSpace, assign_space, release_space
from tests.usecases.companies_steps import create, space

TODAY = date(2026, 11, 23)
ROW = {
    "nom": "FORÊT DE L'AUDE",
    "forme": "S.C.I.C.",
    "siret": "009 010 745 00017",
    "cp": 11000.0,
    "commune": "Carcassonne",
    "contact": "Inès Jaussaud",
    "telephone": "06 39 98 19 44",
    "courriel": "contact2@exemple.invalid",
    "date_entree": "10 avr. 2025",
    "date_sortie": date(2028, 4, 9),
    "local": "B-202",
    "surface": 48.0,
    "referent": "Coach 1",
    "activite": "activité forêt",
}


def enter(door: Door, **row: Any) -> EntryResult:
    return door.perform(enter_company, validate(EnterCompany, row, TODAY))


def card(door: Door, company_id: int) -> CompanyCard:
    return door.perform(company_card, CompanyCardRequest(company_id=company_id))


def test_a_row_makes_the_whole_company(door: Door) -> None:
    result = enter(door, **ROW)
    assert result.status is EntryStatus.CREATED
    shown = card(door, result.company_id)
    assert (shown.name, shown.siren, shown.department) == ("Forêt de l'Aude", "009010745", "11")
    assert shown.state is CompanyState.SUPPORTED
    assert shown.main_contact is not None
    assert shown.main_contact.phone == "+33639981944"
    assert shown.support is not None
    assert (shown.support.starts_on, shown.support.ends_on) == (date(2025, 4, 10), date(2028, 4, 9))
    assert [(each.space, each.area_dm2, each.is_now) for each in shown.premises] == [("B-202", 4800, True)]
    assert shown.passages[0].changes[0].is_takeover
    assert {repair.field for repair in result.repairs} == {"nom", "local"}


def test_the_same_row_again_changes_nothing(door: Door) -> None:
    first = enter(door, **ROW)
    again = enter(door, **ROW)
    assert (again.status, again.company_id) == (EntryStatus.UNCHANGED, first.company_id)
    short = enter(door, nom="  FORÊT DE L'AUDE ", siret="00901074500017")
    assert (short.status, short.company_id) == (EntryStatus.UNCHANGED, first.company_id)
    assert card(door, first.company_id).city == "Carcassonne"


def test_the_name_is_the_identity_when_no_number_is_given(door: Door) -> None:
    first = enter(door, nom="Vélomistrau", commune="Sète")
    other = enter(door, nom="VELO-MISTRAU SCIC", activite="atelier vélo")
    assert (other.status, other.company_id) == (EntryStatus.UPDATED, first.company_id)
    assert card(door, first.company_id).city == "Sète"
    assert enter(door, nom="Vélomistrau", siren="009011115").company_id == first.company_id
    assert enter(door, nom="Vélomistrau", siren="009010745").status is EntryStatus.CREATED


def test_an_end_decided_since_is_not_taken_from_a_file_in_silence(door: Door) -> None:
    row = {"nom": "Bêta", "date_entree": "15/01/2025"}
    enter(door, **row)
    again = enter(door, **row, date_sortie="31/12/2027", fin_decidee="oui")
    assert [warning for warning in again.warnings if warning.startswith("Fin décidée non reprise")]
    found = card(door, again.company_id).support
    assert found is not None
    assert found.ends_on == date(2028, 1, 14)
    enter(door, nom="Gamma", date_entree="15/01/2025", date_sortie="31/12/2027", fin_decidee="oui")
    same = enter(door, nom="Gamma", date_entree="15/01/2025", date_sortie="31/12/2027", fin_decidee="oui")
    assert not same.warnings
    other = enter(door, nom="Gamma", date_entree="15/01/2025", date_sortie="30/06/2028", fin_decidee="oui")
    assert [warning for warning in other.warnings if warning.startswith("Fin décidée non reprise")]


def test_the_rule_wins_over_another_end_unless_it_was_decided(door: Door) -> None:
    ruled = enter(door, nom="Alpha", date_entree="15/01/2025", date_sortie="31/12/2027")
    assert [repair.after for repair in ruled.repairs] == ["14 janv. 2028"]
    support = card(door, ruled.company_id).support
    assert support is not None
    assert support.ends_on == date(2028, 1, 14)
    decided = enter(door, nom="Bêta", date_entree="15/01/2025", date_sortie="31/12/2027", fin_decidee="oui")
    support = card(door, decided.company_id).support
    assert support is not None
    assert (support.ends_on, support.end_is_decided) == (date(2027, 12, 31), True)


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (None, CompanyState.PROSPECT),
        ("01/02/2027", CompanyState.ADMITTED),
        ("01/02/2026", CompanyState.SUPPORTED),
        ("01/02/2021", CompanyState.EXITED),
    ],
)
def test_a_first_import_enters_the_state_its_dates_imply(door: Door, entry: str | None, state: CompanyState) -> None:
    result = enter(door, nom="Alpha", date_entree=entry or "")
    assert card(door, result.company_id).state is state


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"siret": "00902110600010"}, "siret"),
        ({"siret": "9,01E+12"}, "siret"),
        ({"forme": "SAS", "siret": "00902184100011", "rna": "W343012345"}, "rna"),
        ({"date_entree": "31/02/2026"}, "date_entree"),
    ],
)
def test_bad_cells_are_named(row: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        validate(EnterCompany, {"nom": "Alpha", **row}, TODAY)
    assert refused.value.field == field


def test_an_occupied_space_refuses_the_row_and_writes_nothing(door: Door) -> None:
    enter(door, **ROW)
    with pytest.raises(Refused, match="Forêt de l'Aude") as refused:
        enter(door, nom="Bêta", date_entree="01/02/2026", local="B-202")
    assert refused.value.field == "local"
    with pytest.raises(Refused):
        door.perform(find_company, FindCompany(text="Bêta"))


def test_a_shared_phone_only_warns(door: Door) -> None:
    enter(door, **ROW)
    other = enter(door, nom="Bêta", telephone="06 39 98 19 44")
    assert other.status is EntryStatus.CREATED
    assert "Forêt de l'Aude" in other.warnings[0]


def test_what_was_entered_is_listed_and_exported(door: Door) -> None:
    enter(door, **ROW)
    enter(door, nom="Bêta", date_entree="01/12/2023", commune="Montpellier")
    page = door.perform(list_companies, ListCompanies(view="hebergees"))
    assert [(row.name, row.spaces, row.year, row.form) for row in page.rows] == [
        ("Forêt de l'Aude", ("B-202",), 2, "SCIC")
    ]
    assert {tab.key: tab.count for tab in page.views}["fin-90"] == 1
    near = door.perform(list_companies, ListCompanies(filter_text="statut:accompagnée fin<90j montpellier"))
    assert [row.name for row in near.rows] == ["Bêta"]
    table = door.perform(export_companies, ListCompanies(view="toutes"))
    assert len(table.rows) == 2
    assert len(table.rows[0]) == len(table.headers)


def test_another_space_in_a_later_file_moves_nobody_and_is_said(door: Door) -> None:
    first = door.perform(enter_company, validate(EnterCompany, ROW, TODAY))
    later = door.perform(enter_company, validate(EnterCompany, ROW | {"local": "B-210"}, TODAY))
    assert later.status is EntryStatus.UNCHANGED
    assert any("occupe le local B-202" in warning and "B-210" in warning for warning in later.warnings)
    shown = door.perform(company_card, CompanyCardRequest(company_id=first.company_id))
    assert [stay.space for stay in shown.premises] == ["B-202"]


def test_a_space_that_was_left_is_not_taken_again_by_an_old_file_and_is_said(door: Door) -> None:
    company_id = enter(door, nom="Alpha", local="B-202", date_entree="10/04/2025").company_id
    stay = card(door, company_id).premises[0]
    assert enter(door, nom="Alpha", local="B-202", date_entree="10/04/2025").warnings == ()
    request = ReleaseSpace(occupancy_id=stay.occupancy_id, on=date(2026, 6, 30), version=stay.version)
    door.perform(release_space, request)
    for dated in ({"date_entree": "10/04/2025"}, {}):
        again = enter(door, nom="Alpha", local="B-202", **dated)
        assert again.warnings == (
            "« Alpha » a quitté le local B-202 le 30 juin 2026 : le fichier l'y dit encore, "
            "l'attribuer sur la fiche si elle y est revenue.",
        )
    assert [each.ends_on for each in card(door, company_id).premises] == [date(2026, 6, 30)]


def test_a_company_comes_back_to_a_space_from_the_day_of_the_file(door: Door) -> None:
    company_id = create(door, "Alpha").company_id
    office = space(door, "B-202")
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2022, 12, 31)}
    door.perform(assign_space, AssignSpace(space_id=office, company_id=company_id, **days))
    enter(door, nom="Alpha", local="B-202", date_entree="10/04/2025")
    stays = [(each.starts_on, each.ends_on) for each in card(door, company_id).premises]
    assert stays == [(date(2025, 4, 10), None), (date(2020, 1, 1), date(2022, 12, 31))]


def test_the_form_of_a_file_does_not_leave_a_number_it_bars(door: Door) -> None:
    association = {"nom": "Les Roues", "forme": "association", "rna": "W341234567"}
    door.perform(enter_company, validate(EnterCompany, association, TODAY))
    with pytest.raises(Refused, match="« Les Roues », qui a le numéro RNA W341234567") as refused:
        door.perform(enter_company, validate(EnterCompany, {"nom": "Les Roues", "forme": "SAS"}, TODAY))
    assert refused.value.field == "forme"


def test_a_number_of_a_card_of_another_name_is_said_first(door: Door) -> None:
    door.perform(enter_company, validate(EnterCompany, ROW, TODAY))
    other = door.perform(enter_company, validate(EnterCompany, ROW | {"nom": "Sillage d'Oc"}, TODAY))
    assert "Sillage d'Oc" in other.warnings[0] and "vérifier le numéro" in other.warnings[0]
    assert other.is_doubtful
    near = door.perform(enter_company, validate(EnterCompany, ROW | {"nom": "La Forêt de l'Aude"}, TODAY))
    assert not near.is_doubtful
    assert not [warning for warning in near.warnings if "vérifier le numéro" in warning]


def _twins(door: Door) -> tuple[int, int]:
    """« Mistral » and « Mistràl », two companies."""
    first = create(door, "Mistràl", siren="009010745", city="Lunel").company_id
    other = create(door, "Mistral", city="Sète", despite_duplicates=True).company_id
    return first, other


def test_of_two_names_alike_the_one_typed_to_the_letter_is_meant(door: Door) -> None:
    accented, plain = _twins(door)
    for text, meant in (("Mistral", plain), ("Mistràl", accented), ("MISTRÀL", accented)):
        assert door.perform(find_company, FindCompany(text=text)).id == meant
    for text in ("Mîstral", "mistral"):  # who types no accent may have left it out
        with pytest.raises(Refused) as refused:
            door.perform(find_company, FindCompany(text=text))
        said = refused.value.message.replace("\u202f", " ")
        assert "« Mistràl » (SIREN 009 010 745), « Mistral » (Sète). Donner le nom exact ou le SIREN." in said


def test_a_name_with_a_slip_is_told_the_nearest(door: Door) -> None:
    create(door, "Boucl'Verre Médit")
    with pytest.raises(Refused, match=r"« Boucl'Vere » : vouliez-vous dire « Boucl'Verre Médit »"):
        door.perform(find_company, FindCompany(text="Boucl'Vere"))
    with pytest.raises(Refused, match="vérifier le nom, ou donner le SIREN"):
        door.perform(find_company, FindCompany(text="Zinc"))


def test_a_row_enters_the_card_of_its_very_name_or_of_its_town(door: Door) -> None:
    accented, plain = _twins(door)
    assert enter(door, nom="Mistral", activite="voile").company_id == plain
    assert enter(door, nom="Mistràl", activite="voile").company_id == accented
    assert enter(door, nom="Mistrâl", commune="sete").company_id == plain
    with pytest.raises(Refused) as refused:
        enter(door, nom="Mistrâl", activite="voile")
    assert refused.value.field == "nom"
    assert "Donner le SIREN dans le fichier." in refused.value.message


def test_a_row_that_has_a_siren_is_told_where_it_goes_when_its_name_is_that_of_several(door: Door) -> None:
    create(door, "Mistral", city="Sète")
    create(door, "Mistràl", city="Lunel", despite_duplicates=True)
    with pytest.raises(Refused) as refused:
        enter(door, nom="Mistrâl", siren="009010745")
    assert "Noter ce SIREN sur la bonne fiche, ou écrire son nom à la lettre" in refused.value.message
