"""`f`: two cards of one company made one, by keys."""

from pathlib import Path

from realis_tui.domain.refusals import Refused
from realis_tui.screens.companies.merging import MergeBox
from realis_tui.usecases.companies.people import AddPerson, add_person
from realis_tui.usecases.door import Door
from tests.screens.on_base import press, running, settled
from tests.screens.on_card import at_card, seen_in
from tests.usecases.companies_steps import card, create

OBSTACLE = "Les deux fiches ont des SIREN différents : ce sont deux entreprises."


def twin(door: Door, **fields: str) -> int:
    """Another card of Vélomistrau, written otherwise."""
    return create(door, "Vélo Mistrau", despite_duplicates=True, **fields).company_id


def there(door: Door, company_id: int) -> bool:
    try:
        return bool(card(door, company_id).name)
    except Refused:
        return False


async def test_two_companies_of_one_name_are_not_one(sqlite_base: Path, sqlite_door: Door) -> None:
    first = create(sqlite_door, siren="009011115", city="Sète").company_id
    second = twin(sqlite_door, siren="009010372")
    before = card(sqlite_door, first)
    async with running(sqlite_base, (80, 24)) as (app, pilot):
        await at_card(app, pilot, first)
        await press(pilot, "f", "enter")
        await settled(pilot, lambda: isinstance(app.screen, MergeBox) and OBSTACLE in seen_in(app))
        await press(pilot, "down", "x", "ctrl+s")
        assert isinstance(app.screen, MergeBox)
        assert seen_in(app).count(OBSTACLE) == 2
    assert card(sqlite_door, first) == before
    assert there(sqlite_door, second)


async def test_two_cards_become_one_and_two_again(sqlite_base: Path, sqlite_door: Door) -> None:
    kept = create(sqlite_door, city="Sète", phone="04 67 00 12 34").company_id
    absorbed = twin(sqlite_door, city="Nîmes", sector="mobilité")
    sqlite_door.perform(add_person, AddPerson(company_id=absorbed, name="Inès Fabre"))
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, kept)
        await press(pilot, "f", "enter")
        await settled(pilot, lambda: "Change de main : 1 personne, 1 passage" in seen_in(app))
        box = app.screen
        assert isinstance(box, MergeBox)
        names = [line.field.name for line in box._lines]
        await press(pilot, *["down"] * names.index("city"), "x")
        assert "Commune Sète ● Nîmes" in seen_in(app)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: screen.is_current and screen.card is not None and screen.card.city == "Nîmes")
        assert "Vélomistrau : fiches fusionnées · Ctrl+Z pour annuler" in seen_in(app)
        one = card(sqlite_door, kept)
        assert (one.name, one.city, one.sector, one.phone) == ("Vélomistrau", "Nîmes", "mobilité", "+33467001234")
        assert [person.name for person in one.people] == ["Inès Fabre"]
        assert not there(sqlite_door, absorbed)
        await press(pilot, "ctrl+z")
        await settled(pilot, lambda: screen.card is not None and screen.card.city == "Sète")
    back = card(sqlite_door, kept)
    assert (back.city, back.sector, back.people) == ("Sète", None, ())
    assert [person.name for person in card(sqlite_door, absorbed).people] == ["Inès Fabre"]


async def test_what_is_marked_is_what_is_kept(sqlite_base: Path, sqlite_door: Door) -> None:
    # Defect: `x` marked an empty value that the merge then left for the only one there is.
    kept = create(sqlite_door).company_id
    twin(sqlite_door, sector="mobilité")
    async with running(sqlite_base) as (app, pilot):
        screen = await at_card(app, pilot, kept)
        await press(pilot, "f", "enter")
        await settled(pilot, lambda: "Secteur – ● mobilité" in seen_in(app))
        box = app.screen
        assert isinstance(box, MergeBox)
        await press(pilot, *["down"] * [line.field.name for line in box._lines].index("sector"), "x")
        marked = "Secteur – ● mobilité" in seen_in(app)
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: screen.is_current)
    assert card(sqlite_door, kept).sector == ("mobilité" if marked else None)
