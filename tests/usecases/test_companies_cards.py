"""Cards, lists, people, papers, figures, alerts, duplicates and merge (rules 6 and 9 to 12), and statement budgets."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from realis_tui.clock import Clock
from realis_tui.domain.accounts import Actor, Role
from realis_tui.domain.fields import validate
from realis_tui.domain.milestones import CertificateKind
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.companies.alerts import ListAlerts, list_alerts
from realis_tui.usecases.companies.cards import CompanyCardRequest, FindCompany, company_card, find_company
from realis_tui.usecases.companies.duplicates import (
    CheckDuplicates,
    ListDuplicates,
    check_duplicates,
    list_duplicates,
)
from realis_tui.usecases.companies.figures import SetFigures, set_figures
from realis_tui.usecases.companies.identity import EditCompany, edit_company
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.companies.papers import AddCertificate, AddEstablishment, add_certificate, add_establishment
from realis_tui.usecases.companies.people import AddPerson, RemovePerson, add_person, remove_person
from realis_tui.usecases.companies.saved_views import DeleteView, SaveView, delete_view, save_view
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.delete_company import DeleteCompany, delete_company
from realis_tui.usecases.flows.history import HistoryOf, UndoAct, UndoLast, history_of, undo_act, undo_last
from realis_tui.usecases.flows.merge import CompareCompanies, MergeCompanies, compare_companies, merge_companies
from realis_tui.usecases.spaces.hosting import CreateHosting, create_hosting
from realis_tui.usecases.spaces.occupancies import AssignSpace, assign_space
from tests.usecases.companies_steps import TODAY, card, create, enter, space


def statements(door: Door, use_case: Any, request: Any) -> int:
    """How many statements an act sends to the data base."""
    sent: list[str] = []
    with door.database.read() as session:
        engine = session.get_bind().engine  # type: ignore[union-attr]

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        door.perform(use_case, request)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def names(door: Door, text: str, view: str = "toutes") -> list[str]:
    return [row.name for row in door.perform(list_companies, ListCompanies(filter_text=text, view=view)).rows]


def test_a_card_that_looks_alike_and_is_in_the_house_is_told_first(door: Door) -> None:
    """By its name alone the other would come first; the end of its stay past, it does."""
    create(door, "VELOMISTRAU")
    housed = create(door, "Vélomistrau", despite_duplicates=True).company_id
    stay = AssignSpace(space_id=space(door), company_id=housed, starts_on=date(2026, 1, 5), ends_on=TODAY)
    door.perform(assign_space, stay)
    asked = CheckDuplicates(name="Vélo-Mistrau")
    assert [hint.name for hint in door.perform(check_duplicates, asked)] == ["Vélomistrau", "VELOMISTRAU"]
    tomorrow = Door(door.database, clock=Clock(datetime(2026, 11, 24, 12, tzinfo=UTC)), desk="essais")
    assert [hint.name for hint in tomorrow.perform(check_duplicates, asked)] == ["VELOMISTRAU", "Vélomistrau"]


def test_numbers_tell_companies_apart(door: Door) -> None:
    create(door, siret="009 011 115 00012", legal_form="SCIC")
    with pytest.raises(Refused, match="Vélomistrau") as refused:
        create(door, "Alpha", siren="009011115")
    assert refused.value.field == "siren"
    with pytest.raises(Refused) as refused:
        create(door, "VELO MISTRAU")
    assert refused.value.field == "name"
    assert create(door, "VELO MISTRAU", despite_duplicates=True).company_id


def test_an_edit_replaces_the_card_and_a_stale_one_does_not(door: Door) -> None:
    made = create(door, city="Sète", postcode="34200")
    given = {"name": "Vélomistrau", "postcode": "11100", "company_id": made.company_id, "version": made.version}
    saved = door.perform(edit_company, validate(EditCompany, given, TODAY))
    shown = card(door, made.company_id)
    assert (shown.city, shown.department, shown.version) == (None, "11", saved.version)
    with pytest.raises(Stale):
        door.perform(edit_company, validate(EditCompany, given, TODAY))


def test_the_siren_of_a_card_follows_its_sirets(door: Door) -> None:
    made = create(door, siret="009 011 115 00012")
    with pytest.raises(Refused) as refused:
        door.perform(add_establishment, AddEstablishment(company_id=made.company_id, siret="00901074500017"))
    assert refused.value.field == "siret"
    given = {"name": "Vélomistrau", "siren": "009010745", "company_id": made.company_id, "version": made.version}
    with pytest.raises(Refused) as refused:
        door.perform(edit_company, validate(EditCompany, given, TODAY))
    assert refused.value.field == "siren"


def test_a_card_in_use_is_not_deleted(door: Door) -> None:
    lone = create(door, contact_name="Marion Delmas")
    door.perform(delete_company, DeleteCompany(company_id=lone.company_id, version=lone.version))
    with pytest.raises(Refused):
        card(door, lone.company_id)
    used = enter(door, date_entree="01/02/2026")
    with pytest.raises(Refused, match="un accompagnement"):
        door.perform(delete_company, DeleteCompany(company_id=used, version=1))


def test_the_first_person_is_the_main_contact(door: Door) -> None:
    company_id = create(door).company_id
    door.perform(add_person, AddPerson(company_id=company_id, name="Marion Delmas", phone="06 39 98 12 34"))
    door.perform(add_person, AddPerson(company_id=company_id, name="Inès Fabre", is_main=True))
    people = card(door, company_id).people
    assert [(person.name, person.is_main) for person in people] == [("Inès Fabre", True), ("Marion Delmas", False)]
    gone = people[1]
    door.perform(
        remove_person, RemovePerson(membership_id=gone.membership_id, membership_version=gone.membership_version)
    )
    assert len(card(door, company_id).people) == 1


@pytest.mark.parametrize(("created", "end"), [("01/01/2025", date(2028, 1, 31)), ("01/01/2015", date(2031, 1, 31))])
def test_an_esus_approval_lasts_five_years_or_two(door: Door, created: str, end: date) -> None:
    company_id = create(door, created_on=created, legal_form="SAS").company_id
    request = AddCertificate(company_id=company_id, kind=CertificateKind.ESUS, starts_on=date(2026, 2, 1))
    assert door.perform(add_certificate, request) == end
    shown = card(door, company_id)
    assert (shown.esus, shown.is_ess, shown.form) == (True, True, "SAS · ESUS")


def test_a_missing_figure_is_not_zero(door: Door) -> None:
    company_id = create(door).company_id
    raw = {"company_id": company_id, "year": "2024", "fte": "7,5", "turnover_cents": "310 k€"}
    door.perform(set_figures, validate(SetFigures, raw, TODAY))
    shown = card(door, company_id).figures[0]
    assert (shown.fte_hundredths, shown.turnover_cents, shown.grants_cents) == (750, 31_000_000, None)
    with pytest.raises(Refused, match="déjà"):
        door.perform(set_figures, validate(SetFigures, raw, TODAY))
    with pytest.raises(Refused) as refused:
        door.perform(set_figures, SetFigures(company_id=company_id, year=2027, fte="1"))
    assert refused.value.field == "year"


@pytest.mark.parametrize(
    ("start", "threshold", "days"),
    [("23/02/2024", None, 91), ("22/02/2024", 90, 90), ("24/12/2023", 30, 30), ("01/12/2023", 7, 7)],
)
def test_only_the_nearest_threshold_shows(door: Door, start: str, threshold: int | None, days: int) -> None:
    company_id = enter(door, date_entree=start)
    alerts = door.perform(list_alerts, ListAlerts(company_id=company_id, kind="accompagnement")).alerts
    assert [(alert.threshold, alert.days) for alert in alerts] == ([] if threshold is None else [(threshold, days)])


@pytest.mark.parametrize(("days", "level"), [(6, Level.SOON), (0, Level.SOON), (-1, Level.LATE)])
def test_what_ends_is_late_once_past(door: Door, days: int, level: Level) -> None:
    company_id = create(door, "Alpha").company_id
    agreed = CreateHosting(
        company_id=company_id, regime=HostingRegime.AOT, starts_on=date(2026, 1, 1), ends_on=TODAY + timedelta(days)
    )
    door.perform(create_hosting, agreed)
    row = next(row for row in door.perform(list_companies, ListCompanies()).rows if row.id == company_id)
    assert (row.days_left, row.end_level, row.level) == (days, level, level)
    alerts = door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts
    assert [(alert.days, alert.level) for alert in alerts] == [(days, level)]


def test_reviews_are_due_then_overdue(door: Door) -> None:
    company_id = enter(door, date_entree="23/10/2025")
    alerts = door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts
    assert [(alert.kind, alert.level) for alert in alerts] == [("bilan", Level.LATE)]
    assert names(door, "", view="decrochage") == ["Vélomistrau"]
    views = {view.key: view for view in door.perform(list_companies, ListCompanies()).views}
    assert (views["decrochage"].count, views["decrochage"].explanation) == (
        1,
        "accompagnées, un bilan annuel en retard",
    )
    other = enter(door, "Bêta", date_entree="24/10/2025")
    alerts = door.perform(list_alerts, ListAlerts(company_id=other)).alerts
    assert [(alert.kind, alert.level) for alert in alerts] == [("bilan", Level.SOON)]


def test_the_filter_finds_by_field_and_by_word(door: Door) -> None:
    create(door, city="Sète", contact_name="Marion Bœuf", activity="atelier vélo", legal_form="SCIC")
    enter(door, "Cœur du Salagou", commune="Béziers", date_entree="01/12/2023", referent="Coach 2")
    assert names(door, "boeuf") == ["Vélomistrau"]
    assert names(door, "coeur") == ["Cœur du Salagou"]
    assert names(door, "velo-mistrau") == ["Vélomistrau"]
    assert names(door, "commune:beziers") == ["Cœur du Salagou"]
    assert names(door, "statut:prospect forme:scic") == ["Vélomistrau"]
    assert names(door, "-commune:sete") == ["Cœur du Salagou"]
    assert names(door, "fin<90j") == ["Cœur du Salagou"]
    assert names(door, "référent:aucun") == ["Vélomistrau"]
    page = door.perform(list_companies, ListCompanies(filter_text="statuut:x"))
    assert (page.total, len(page.remarks)) == (2, 1)


def test_what_has_ended_does_not_end_within_ninety_days(door: Door) -> None:
    """« fin<90j » is to come, from today on; what is over and not closed is another list, and a louder one."""
    enter(door, "Finie", date_entree="05/12/2023")
    enter(door, "Finit ce jour", date_entree="11/12/2023")
    enter(door, "Finira", date_entree="01/01/2024")
    enter(door, "Plus tard", date_entree="01/04/2024")
    tenth = Door(door.database, door.actor, Clock(datetime(2026, 12, 10, 9, tzinfo=UTC)), door.desk)
    for within in ("fin<90j", "fin<=90j", "fin<90"):
        assert names(tenth, within) == ["Finira", "Finit ce jour"]
    assert names(tenth, "", view="fin-90") == ["Finira", "Finit ce jour"]
    assert names(tenth, "fin<0j") == ["Finie"]
    assert names(tenth, "", view="fin-depassee") == ["Finie"]
    assert names(tenth, "-fin<90j") == ["Finie", "Plus tard"]
    assert names(tenth, "fin<10/03/2027") == ["Finie", "Finira", "Finit ce jour"]
    assert names(tenth, "fin>90j") == ["Plus tard"]


def test_sorting_is_french_and_what_has_no_end_comes_last(door: Door) -> None:
    for name in ("Zèbre", "Éclair", "Eau", "Œuf"):
        create(door, name)
    enter(door, "Fin", date_entree="01/12/2023")
    assert names(door, "") == ["Eau", "Éclair", "Fin", "Œuf", "Zèbre"]
    page = door.perform(list_companies, ListCompanies(sort="-fin", limit=2))
    assert ([row.name for row in page.rows], page.total) == (["Fin", "Eau"], 5)


def test_one_keeps_views_of_ones_own(door: Door) -> None:
    create(door, city="Sète")
    key = door.perform(save_view, SaveView(name="À Sète", filter_text="commune:sete"))
    assert names(door, "", view=key) == ["Vélomistrau"]
    reader = door.for_actor(Actor(None, "lecture", Role.READER))
    assert {tab.key: tab.count for tab in reader.perform(list_companies, ListCompanies()).views}[key] == 1
    door.perform(delete_view, DeleteView(key=key))
    with pytest.raises(Refused):
        names(door, "", view=key)


def test_duplicates_are_told_while_typing(door: Door) -> None:
    made = create(
        door, siret="009 011 115 00012", email="contact@exemple.invalid", contact_name="A", contact_phone="0639981234"
    )
    for given, reason in (
        ({"name": "VELO-MISTRAU"}, "même nom"),
        ({"siren": "009 011 115"}, "même SIREN"),
        ({"phone": "06.39.98.12.34"}, "même téléphone"),
        ({"email": "Contact@exemple.invalid"}, "même courriel"),
    ):
        hints = door.perform(check_duplicates, CheckDuplicates(**given))
        assert [(hint.company_id, hint.reasons) for hint in hints] == [(made.company_id, (reason,))]
    assert not door.perform(check_duplicates, CheckDuplicates(siren="009 0", name="V"))
    assert not door.perform(check_duplicates, CheckDuplicates(name="Vélomistrau", except_id=made.company_id))


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Boucl'Verre Médit", "Boucl'Vere Médit"),
        ("Boucl'Verre Médit", "Boucl'Verre"),
        ("Vélomistrau", "Velomistro"),
        ("Vélomistrau", "Vélomistrau Sète"),
        ("Le Fournil des Garrigues", "Le fournil de la garrigue"),
        ("Le Fournil des Garrigues", "Fournil des Garrigues"),
        ("Le Fournil des Garrigues Bleues", "Fournil des Garrigues"),
    ],
)
def test_a_name_that_is_almost_known_is_told_and_refuses_nothing(door: Door, known: str, typed: str) -> None:
    made = create(door, known)
    hints = door.perform(check_duplicates, CheckDuplicates(name=typed))
    assert [(hint.company_id, hint.reasons, hint.certain) for hint in hints] == [
        (made.company_id, ("nom proche",), False)
    ]
    assert create(door, typed).name == typed


@pytest.mark.parametrize("typed", ["Vélo", "Mistral", "Vélocité", "Garrigue", "Garrigues", "Le", "&&&"])
def test_another_name_is_not_near(door: Door, typed: str) -> None:
    for known in ("Vélomistrau", "Le Fournil des Garrigues"):
        create(door, known)
    assert not door.perform(check_duplicates, CheckDuplicates(name=typed))


def test_a_switchboard_of_many_is_no_sign_of_a_duplicate_and_what_is_alike_most_comes_first(door: Door) -> None:
    for name in ("Zeste", "Zinc"):
        create(door, name, phone="06 39 98 12 34", email="contact@exemple.invalid")
    for number in range(3):
        create(door, f"Compagnie {number}", phone="06 39 98 12 34")
    pairs = door.perform(list_duplicates, ListDuplicates())
    assert len(pairs) == 10 and (pairs[0].first_name, pairs[0].second_name) == ("Zeste", "Zinc")
    create(door, "Compagnie 3", phone="06 39 98 12 34")
    assert [pair.reasons for pair in door.perform(list_duplicates, ListDuplicates())] == [("même courriel",)]


def test_merging_keeps_every_link(door: Door) -> None:
    kept = create(door, city="Sète", contact_name="Marion Delmas")
    absorbed = enter(door, "Velomistrau SCIC", siret="00901111500012", date_entree="01/02/2026", local="B-204")
    assert absorbed == kept.company_id
    twin = create(door, "Vélo-Mistrau", despite_duplicates=True, siren="", contact_name="Inès Fabre", activity="vélo")
    pairs = door.perform(list_duplicates, ListDuplicates())
    assert [(pair.first_id, pair.second_id) for pair in pairs] == [(kept.company_id, twin.company_id)]
    door.perform(set_figures, SetFigures(company_id=twin.company_id, year=2024, fte="2"))
    compared = door.perform(compare_companies, CompareCompanies(kept_id=kept.company_id, absorbed_id=twin.company_id))
    assert compared.obstacle is None
    assert {field.name for field in compared.fields if field.proposed == "absorbed"} == {"activity"}
    door.perform(
        merge_companies,
        MergeCompanies(
            kept_id=kept.company_id,
            absorbed_id=twin.company_id,
            kept_version=compared.kept_version,
            absorbed_version=compared.absorbed_version,
        ),
    )
    shown = card(door, kept.company_id)
    assert {person.name for person in shown.people} == {"Marion Delmas", "Inès Fabre"}
    assert (shown.activity, shown.city, shown.figures[0].year, len(shown.passages)) == ("vélo", "Sète", 2024, 2)
    with pytest.raises(Refused):
        card(door, twin.company_id)


def test_two_companies_with_numbers_of_their_own_do_not_merge(door: Door) -> None:
    first, second = create(door, siren="009011115"), create(door, "Alpha", siren="009010745")
    compared = door.perform(
        compare_companies, CompareCompanies(kept_id=first.company_id, absorbed_id=second.company_id)
    )
    assert compared.obstacle is not None
    with pytest.raises(Refused, match="SIREN"):
        door.perform(
            merge_companies,
            MergeCompanies(kept_id=first.company_id, absorbed_id=second.company_id, kept_version=1, absorbed_version=1),
        )


def test_a_company_is_found_by_name_or_number(door: Door) -> None:
    made = create(door, siret="009 011 115 00012")
    for text in ("velomistrau", "009 011 115", "00901111500012", "Vélo"):
        assert door.perform(find_company, FindCompany(text=text)).id == made.company_id
    create(door, "Vélocargo")
    with pytest.raises(Refused, match="Plusieurs"):
        door.perform(find_company, FindCompany(text="vélo"))


def test_statements_do_not_grow_with_the_data(door: Door) -> None:
    ids = [enter(door, f"Société {rank}", date_entree="01/02/2026", local=f"B-{200 + rank}") for rank in range(8)]
    assert statements(door, list_companies, ListCompanies()) <= 12
    assert statements(door, company_card, CompanyCardRequest(company_id=ids[0])) <= 24
    assert statements(door, list_alerts, ListAlerts()) <= 8


def test_the_siren_of_a_siret_is_not_emptied(door: Door) -> None:
    made = create(door, siret="00901111500012")
    given = {"name": "Vélomistrau", "company_id": made.company_id, "version": made.version}
    with pytest.raises(Refused, match="009011115") as refused:
        door.perform(edit_company, validate(EditCompany, given, TODAY))
    assert refused.value.field == "siren"
    assert card(door, made.company_id).siren == "009011115"


def test_the_key_of_undo_is_for_what_was_done_today(door: Door) -> None:
    made = create(door)
    tomorrow = Door(door.database, door.actor, Clock(door.clock.now() + timedelta(days=1)), door.desk)
    with pytest.raises(Refused, match=r"Votre dernier acte est du 23 nov\. 2026 : « Fiche Vélomistrau créée »"):
        tomorrow.perform(undo_last, UndoLast())
    assert card(door, made.company_id).name == "Vélomistrau"
    last = tomorrow.perform(history_of, HistoryOf(owner=f"companies:{made.company_id}"))[0]
    assert tomorrow.perform(undo_act, UndoAct(id=last.id)).message == "Défait : «\u00a0Fiche Vélomistrau créée\u00a0»"


def test_the_phone_of_a_contact_being_typed_is_looked_for_too(door: Door) -> None:
    create(door, contact_name="Ana Roux", contact_phone="06 39 98 10 34")
    found = door.perform(check_duplicates, CheckDuplicates(name="Bêta", contact_phone="0639981034"))
    assert [(hint.name, hint.reasons) for hint in found] == [("Vélomistrau", ("même téléphone",))]
    assert door.perform(check_duplicates, CheckDuplicates(name="Bêta", contact_phone="06 39 98")) == ()


def test_every_company_has_a_name_and_a_filter_may_say_so(door: Door) -> None:
    create(door)
    assert names(door, "nom:vide") == []
    assert names(door, "-nom:vide") == ["Vélomistrau"]


@pytest.mark.parametrize("unfinished", ["fin<", "statut:", "-commune:"])
def test_a_filter_half_typed_is_no_error_yet_and_is_told(door: Door, unfinished: str) -> None:
    create(door)
    page = door.perform(list_companies, ListCompanies(view="toutes", filter_text=unfinished))
    assert (page.total, page.remarks) == (1, ())
    assert page.unfinished == (f"« {unfinished} » attend une valeur : finir le filtre, ou l'enlever.",)
