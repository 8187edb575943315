"""The search over everything as a question: what a line says of who is where today and whom to call."""

from datetime import UTC, date, datetime

from realis_tui.clock import Clock
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.search import SearchEverything, search_everything
from realis_tui.usecases.spaces.occupancies import AssignSpace, assign_space
from tests.sql_watch import counted
from tests.usecases.companies_steps import create, space

THIN = "\u202f"


def details(door: Door, asked: str) -> dict[str, str]:
    found = door.perform(search_everything, SearchEverything(text=asked))
    return {f"{hit.kind} {hit.title}": hit.detail.replace(THIN, " ") for hit in found.hits}


def test_a_line_says_who_is_where_today_and_whom_to_call(door: Door) -> None:
    company = create(door, city="Sète", contact_name="Marion Delmas", contact_phone="06 39 98 12 34").company_id
    stay = AssignSpace(space_id=space(door), company_id=company, starts_on=date(2026, 1, 5), ends_on=date(2026, 11, 23))
    door.perform(assign_space, stay)
    assert details(door, "velomistrau")["entreprise Vélomistrau"] == "B-204 · Marion Delmas 06 39 98 12 34 · Sète"
    assert details(door, "marion")["personne Marion Delmas"] == "06 39 98 12 34 · Vélomistrau"
    assert details(door, "b204")["local B-204"] == "Vélomistrau · bureau · B · 2"
    tomorrow = Door(door.database, clock=Clock(datetime(2026, 11, 24, 12, tzinfo=UTC)), desk="essais")
    assert details(tomorrow, "b204")["local B-204"] == "bureau · B · 2"
    assert details(tomorrow, "velomistrau")["entreprise Vélomistrau"].startswith("Marion")


def test_a_line_without_phone_nor_space_says_nothing_of_them(door: Door) -> None:
    create(door, city="Sète", contact_name="Marion Delmas")
    assert details(door, "velomistrau")["entreprise Vélomistrau"] == "Marion Delmas · Sète"
    assert details(door, "marion")["personne Marion Delmas"] == "Vélomistrau"


def test_many_lines_cost_no_more_statements_than_one(door: Door) -> None:
    def cost() -> int:
        with counted() as statements:
            assert details(door, "velo")
        return len(statements)

    for number in range(2):
        create(door, f"Vélo {number}", contact_name=f"Marion Vélo {number}", contact_phone=f"06 39 98 12 3{number}")
        door.perform(
            assign_space,
            AssignSpace(
                space_id=space(door, f"Vélo-{number}"),
                company_id=create(door, f"Vélo rue {number}").company_id,
                starts_on=date(2026, 1, 5),
            ),
        )
    details(door, "velo")
    few = cost()
    for number in range(2, 12):
        create(door, f"Vélo {number}", contact_name=f"Marion Vélo {number}", contact_phone=f"06 39 98 12 {number:02}")
    details(door, "velo")
    assert cost() == few


def test_a_vat_number_finds_the_company_of_its_siren(door: Door) -> None:
    create(door, siren="009010372", vat_number="FR41009010372")
    create(door, "Tissuthèque du Lez", siren="009011487")
    for asked in ("FR41009010372", "fr 41 009 010 372", "FR4100901037"):
        assert list(details(door, asked)) == ["entreprise Vélomistrau"], asked
