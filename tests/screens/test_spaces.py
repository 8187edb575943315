"""The plan of the premises and a space's card, on a real base: letting, releasing, rent, refusals in place."""

import asyncio
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from realis_tui.app import RealisApp
from realis_tui.domain.accounts import Role
from realis_tui.domain.refusals import Unavailable
from realis_tui.domain.spaces import HostingRegime
from realis_tui.screens.cards import open_card
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.form_box import FormBox
from realis_tui.screens.spaces import SpacesScreen
from realis_tui.screens.spaces.card import SpaceCardScreen
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.door import Door
from realis_tui.usecases.spaces.catalogue import CreateSpace, EditSpace, create_space, edit_space
from realis_tui.usecases.spaces.hosting import CreateHosting, create_hosting
from realis_tui.usecases.spaces.occupancies import AssignSpace, assign_space
from realis_tui.usecases.spaces.plan import PlanRequest, SpaceRequest, space_card, spaces_plan
from realis_tui.widgets.form import Form
from tests.screens.on_base import HOSTILE, SIZES, door_of, press, running, settled, shown, some_companies
from tests.waiting import PATIENCE, until


def seeded(path: Path) -> int:
    """Three companies; Terra Nòstra in B-205 with an agreement: its space."""
    door = door_of(path)
    made = some_companies(door)
    space = door.perform(create_space, CreateSpace(code="B-205", kind="bureau", building="B", floor="2", area="24"))
    door.perform(create_space, CreateSpace(code="W-1", kind="atelier", building="W", floor="0"))
    door.perform(
        create_hosting,
        CreateHosting(
            company_id=made[2],
            regime=HostingRegime.PRECARIOUS,
            starts_on=date(2025, 11, 10),
            ends_on=date(2028, 11, 9),
            rent_cents_per_m2=13_200,
            space_ids=(space.space_id,),
        ),
    )
    door.database.close()
    return space.space_id


@pytest.fixture
def let(sqlite_base: Path) -> int:
    return seeded(sqlite_base)


def reading(path: Path) -> Door:
    return door_of(path)


async def at_plan(app: RealisApp, pilot: Any) -> SpacesScreen:
    await app.action_go("spaces")
    await settled(pilot, lambda: isinstance(app.screen, SpacesScreen) and bool(app.screen.lines.rows))
    assert isinstance(app.screen, SpacesScreen)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_plan_says_who_is_where_and_how_full(sqlite_base: Path, let: int, size: tuple[int, int]) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_plan(app, pilot)
        screen.lines.move_to(f"space:{let}")
        await settled(pilot)
        seen = shown(app)
        assert "Bât. B · étage 2" in seen
        assert "2/3" in seen and "locaux occupés" in seen
        assert "9 nov. 2028" in seen
        assert screen.query_one("#space").display is (size[0] >= 120)
        if size[0] >= 120:
            # 9 days at 60 % and 21 at 75 %, each part rounded (rule 8).
            assert "186,12\u202f€" in seen


async def test_views_and_filter_narrow_the_plan(sqlite_base: Path, let: int) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_plan(app, pilot)
        await press(pilot, "v", "right", "right", "enter")
        assert [line.space.code for line in screen.lines.rows if line.space] == ["W-1"]
        await press(pilot, "v", "left", "left", "enter", "slash", *"terra", "enter")
        await settled(pilot, lambda: len(screen.lines.rows) == 2)
        assert "1 local sur 3" in " ".join(str(screen.query_one("#plan-panel").border_subtitle).split())
        await press(pilot, "slash", *"xyz", "enter")
        await settled(pilot, lambda: not screen.lines.rows)
        assert "Aucun local ne passe ce filtre" in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_shows_the_rent_by_month(sqlite_base: Path, let: int, size: tuple[int, int]) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_plan(app, pilot)
        screen.lines.move_to(f"space:{let}")
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, SpaceCardScreen) and "novembre 2026" in shown(app))
        seen = shown(app)
        assert "Terra Nòstra" in seen and "186,12\u202f€" in seen
        assert "9 nov. 2028" in seen
        await press(pilot, "q")
        assert app.screen is screen


async def test_of_two_premises_of_one_agreement_each_says_its_own_rent(sqlite_base: Path, let: int) -> None:
    door = door_of(sqlite_base)
    [who, *_] = door.perform(list_companies, ListCompanies()).rows
    spaces = [
        door.perform(create_space, CreateSpace(code=code, kind="bureau", building="B", floor="2", area=area)).space_id
        for code, area in (("B-206", "10"), ("B-207", "30"))
    ]
    terms = {"regime": HostingRegime.PRECARIOUS, "starts_on": date(2025, 1, 1), "ends_on": date(2028, 11, 9)}
    asked = CreateHosting(company_id=who.id, rent_cents_per_m2=12_000, space_ids=tuple(spaces), **terms)
    door.perform(create_hosting, asked)
    door.database.close()
    async with running(sqlite_base) as (app, pilot):
        screen = await at_plan(app, pilot)
        screen.lines.move_to(f"space:{spaces[0]}")
        await press(pilot, "enter")
        await settled(pilot, lambda: isinstance(app.screen, SpaceCardScreen) and "novembre 2026" in shown(app))
        # 10 m² at 120 € and 75 % in the second year: 75 € of the 300 € of both.
        seen = " ".join(shown(app).split())
        assert "75,00 € ce mois-ci, à 75 %, 300,00 € avec" in seen
        assert "tous ses locaux" in shown(app)


async def test_what_could_not_be_read_is_read_once_the_base_answers(
    sqlite_base: Path, let: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The banner goes when the base is heard again: nothing would say then that the plan is of before."""
    broken = True
    async with running(sqlite_base) as (app, pilot):
        screen = await at_plan(app, pilot)
        ask = app.lanes.perform

        async def failing(use_case: Any, request: Any = None, *, group: str = "") -> Any:
            if broken and use_case is spaces_plan:
                raise Unavailable("La base est occupée.", "Réessayez dans un instant.")
            return await ask(use_case, request, group=group)

        monkeypatch.setattr(app.lanes, "perform", failing)
        await app.perform(create_space, CreateSpace(code="B-299", kind="bureau", building="B", floor="2"))
        await settled(pilot, lambda: app.trouble is not None)
        assert "B-299" not in {line.space.code for line in screen.lines.rows if line.space}
        broken = False
        await app.perform(space_card, SpaceRequest(space_id=let))
        await settled(pilot, lambda: "B-299" in {line.space.code for line in screen.lines.rows if line.space})


async def test_a_card_that_another_one_covers_is_read_again_all_the_same(
    sqlite_base: Path, let: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was just done was being read when the next card was opened: coming back, it is there."""
    busy, asked = threading.Event(), list[int]()
    async with running(sqlite_base) as (app, pilot):
        ask = app.perform

        async def heard(use_case: Any, request: Any = None, *, group: str = "") -> Any:
            if use_case is space_card:
                asked.append(request.space_id)
            return await ask(use_case, request, group=group)

        await open_card(app, "spaces", let)
        await settled(pilot, lambda: isinstance(app.screen, SpaceCardScreen) and "novembre 2026" in shown(app))
        first = app.screen
        monkeypatch.setattr(app, "perform", heard)
        held = asyncio.create_task(app.lanes.run(lambda: busy.wait(PATIENCE), reads=True))
        await app.perform(edit_space, EditSpace(space_id=let, version=1, code="B-299", kind="bureau"))
        await until(pilot, lambda: asked == [let])
        opening = asyncio.create_task(open_card(app, "spaces", let + 1))
        await until(pilot, lambda: asked == [let, let + 1])
        busy.set()
        await held
        await opening
        await settled(pilot, lambda: isinstance(app.screen, SpaceCardScreen) and app.screen is not first)
        await press(pilot, "q")
        await settled(pilot, lambda: app.screen is first)
        assert "B-299" in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_letting_a_taken_space_is_refused_under_its_day(
    sqlite_base: Path, let: int, size: tuple[int, int]
) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_plan(app, pilot)
        screen.lines.move_to(f"space:{let}")
        await press(pilot, "l")
        await settled(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await press(pilot, "down", "down", "enter")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        form = app.screen.query_one(Form)
        form.set_values({"company_id": "2", "starts_on": "23/11/2026"}, {"company_id": "BioLoc"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "occupé par Terra Nòstra" in form.problem_of("starts_on"))
        assert form.values()["starts_on"] == "23/11/2026"
        form.set_values({"starts_on": "10/11/2028"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is screen)
    card = reading(sqlite_base).perform(space_card, SpaceRequest(space_id=let))
    assert (card.space.next_company, card.space.next_from) == ("BioLoc", date(2028, 11, 10))


async def test_changing_the_days_keeps_the_agreement_and_undo_brings_them_back(sqlite_base: Path, let: int) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_plan(app, pilot)
        screen.lines.move_to(f"space:{let}")
        await press(pilot, "l", "down", "enter")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        form = app.screen.query_one(Form)
        assert form.values()["starts_on"] == "10/11/2025"
        form.set_values({"ends_on": "31/12/2027"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is screen)
        stay = reading(sqlite_base).perform(space_card, SpaceRequest(space_id=let)).occupancies[0]
        assert stay.ends_on == date(2027, 12, 31) and stay.hosting_agreement_id is not None
        await press(pilot, "ctrl+z")
        await settled(pilot)
    stay = reading(sqlite_base).perform(space_card, SpaceRequest(space_id=let)).occupancies[0]
    assert stay.ends_on != date(2027, 12, 31)


async def test_releasing_today(sqlite_base: Path, let: int) -> None:
    async with running(sqlite_base) as (app, pilot):
        screen = await at_plan(app, pilot)
        screen.lines.move_to(f"space:{let}")
        await press(pilot, "l", "enter")
        await settled(pilot, lambda: isinstance(app.screen, FormBox))
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is screen)
    stay = reading(sqlite_base).perform(space_card, SpaceRequest(space_id=let)).occupancies[0]
    assert stay.ends_on == date(2026, 11, 23)


@pytest.mark.parametrize("size", SIZES)
async def test_a_new_space_and_one_whose_code_is_taken(sqlite_base: Path, let: int, size: tuple[int, int]) -> None:
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_plan(app, pilot)
        await press(pilot, "n")
        form = app.screen.query_one(Form)
        form.set_values({"code": "b 205", "kind": "bureau", "area": "18,5 m²"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: "existe déjà" in shown(app))
        assert form.values()["area"] == "18,5 m²"
        form.set_values({"code": "B-206"})
        await press(pilot, "ctrl+s")
        await settled(pilot, lambda: app.screen is screen and "B-206" in shown(app))
        assert screen.space() is not None and screen.space().code == "B-206"  # type: ignore[union-attr]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_code_and_notes_are_only_text(sqlite_base: Path, size: tuple[int, int], name: str) -> None:
    door = door_of(sqlite_base)
    some_companies(door, (name,))
    door.perform(create_space, CreateSpace(code=name, kind="bureau", building=name, notes=f"{name}\n{name}"))
    wanted = door.perform(spaces_plan, PlanRequest(filter_text="occupe")).floors[0].spaces[0].id
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        screen = await at_plan(app, pilot)
        assert name[:4] in shown(app)
        screen.lines.move_to(f"space:{wanted}")
        await press(pilot, "l")
        await press(pilot, "escape", "enter")
        await settled(pilot, lambda: isinstance(app.screen, SpaceCardScreen))
        assert name[:4] in shown(app)


async def test_who_only_reads_sees_the_plan_and_changes_nothing(sqlite_base: Path, let: int) -> None:
    async with running(sqlite_base, role=Role.READER) as (app, pilot):
        screen = await at_plan(app, pilot)
        await press(pilot, "n", "e", "l", "d")
        assert app.screen is screen
        assert "nouveau" not in shown(app) and "attribuer" not in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_occupancy_is_said_whole(let: int, sqlite_base: Path, size: tuple[int, int]) -> None:
    door = reading(sqlite_base)
    for number in range(1, 13):
        door.perform(create_space, CreateSpace(code=f"Cowork {number}", kind="coworking", building="C", floor="0"))
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        await at_plan(app, pilot)
        said = next(line for line in shown(app).splitlines() if "occupés" in line)
        # What the rate leaves out is said before anything else.
        assert "loués en 2026 (1 local sans surface)" in said
        assert "…" not in said
        assert ("0/12 coworking" in said) == (size[0] > 80)


@pytest.mark.parametrize("size", [*SIZES, pytest.param((120, 36), id="120", marks=pytest.mark.full)])
async def test_a_name_and_a_day_are_not_cut_while_there_is_room(
    sqlite_base: Path, let: int, size: tuple[int, int]
) -> None:
    door = reading(sqlite_base)
    name = "Coop'Abeille Lozérienne"
    company = door.perform(create_company, CreateCompany(name=name)).company_id
    stay = AssignSpace(space_id=let + 1, company_id=company, starts_on=date(2026, 1, 1), ends_on=date(2027, 2, 21))
    door.perform(assign_space, stay)
    door.database.close()
    async with running(sqlite_base, size) as (app, pilot):
        await at_plan(app, pilot)
        assert f"{name}  " in shown(app)
        assert "21 févr. · dans 90" in shown(app)
