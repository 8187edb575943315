"""Spaces themselves and who is in them: codes, refusals in words, coworking seats, undo (rule 7)."""

from datetime import date
from typing import Any

import pytest

from realis_tui.domain.fields import validate
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from realis_tui.usecases.spaces.catalogue import (
    CreateSpace,
    DeleteSpace,
    EditSpace,
    create_space,
    delete_space,
    edit_space,
)
from realis_tui.usecases.spaces.occupancies import (
    AssignSeat,
    AssignSpace,
    ChangeOccupancy,
    OccupancySaved,
    ReleaseSpace,
    assign_seat,
    assign_space,
    change_occupancy,
    release_space,
)
from realis_tui.usecases.spaces.plan import PlanRequest, SpaceRequest, SpaceRow, space_card, spaces_plan
from tests.sql_watch import counted
from tests.usecases.companies_steps import TODAY, create, space


def _assign(door: Door, space_id: int, company_id: int, first: date, last: date | None = None) -> OccupancySaved:
    request = AssignSpace(space_id=space_id, company_id=company_id, starts_on=first, ends_on=last)
    return door.perform(assign_space, request)


def _row(door: Door, space_id: int) -> SpaceRow:
    return door.perform(space_card, SpaceRequest(space_id=space_id)).space


def _fields(**changes: Any) -> dict[str, Any]:
    return {"code": "A-104", "kind": "bureau", "area": "24 m²"} | changes


def test_a_code_is_unique(door: Door) -> None:
    door.perform(create_space, validate(CreateSpace, _fields(), TODAY))
    with pytest.raises(Refused, match="A-104") as refused:
        door.perform(create_space, validate(CreateSpace, _fields(area="12"), TODAY))
    assert refused.value.field == "code"


def test_an_edit_of_what_was_seen_only(door: Door) -> None:
    made = door.perform(create_space, validate(CreateSpace, _fields(), TODAY))
    edit = validate(EditSpace, _fields(area="18,5", space_id=made.space_id, version=made.version), TODAY)
    assert door.perform(edit_space, edit).version == made.version + 1
    assert _row(door, made.space_id).area_dm2 == 1_850
    with pytest.raises(Stale):
        door.perform(edit_space, edit)


def test_a_space_that_was_occupied_is_not_deleted(door: Door) -> None:
    office, company_id = space(door), create(door).company_id
    _assign(door, office, company_id, date(2026, 1, 1), date(2026, 1, 31))
    with pytest.raises(Refused, match="B-204"):
        door.perform(delete_space, DeleteSpace(space_id=office, version=_row(door, office).version))
    empty = space(door, "B-205")
    door.perform(delete_space, DeleteSpace(space_id=empty, version=_row(door, empty).version))
    with pytest.raises(Refused, match="n'existe plus"):
        _row(door, empty)


def test_a_space_not_to_let_is_not_assigned(door: Door) -> None:
    made = door.perform(create_space, validate(CreateSpace, _fields(is_lettable="non"), TODAY))
    with pytest.raises(Refused, match="pas à louer") as refused:
        _assign(door, made.space_id, create(door).company_id, date(2026, 1, 1))
    assert refused.value.field == "space_id"


def test_an_end_does_not_come_before_the_start(door: Door) -> None:
    with pytest.raises(Refused) as refused:
        _assign(door, space(door), create(door).company_id, date(2026, 2, 1), date(2026, 1, 31))
    assert refused.value.field == "ends_on"


def test_an_occupation_with_no_end_leaves_no_later_day(door: Door) -> None:
    office = space(door)
    _assign(door, office, create(door).company_id, date(2026, 1, 1))
    with pytest.raises(Refused, match="sans date de fin") as refused:
        _assign(door, office, create(door, "Bêta").company_id, date(2040, 1, 1))
    assert refused.value.field == "space_id"


def test_a_taken_space_says_when_it_is_free(door: Door) -> None:
    office, other = space(door), create(door, "Bêta").company_id
    _assign(door, office, create(door).company_id, date(2026, 3, 1), date(2026, 6, 30))
    _assign(door, office, create(door, "Gamma").company_id, date(2026, 8, 1), date(2026, 8, 31))
    for first, last, free in (
        (date(2026, 1, 1), date(2026, 4, 1), "libre jusqu'au 28 févr. 2026"),
        (date(2026, 6, 1), date(2026, 6, 30), "libre à partir du 1er juil. 2026"),
        (date(2026, 6, 1), date(2026, 7, 15), "libre à partir du 1er sept. 2026"),
        (date(2026, 6, 1), None, "libre à partir du 1er sept. 2026"),
    ):
        with pytest.raises(Refused) as refused:
            _assign(door, office, other, first, last)
        assert refused.value.field == "space_id"
        assert f", {free} : choisir d'autres dates ou un autre local." in refused.value.message


def test_a_changed_occupation_does_not_meet_itself(door: Door) -> None:
    office = space(door)
    first = _assign(door, office, create(door).company_id, date(2026, 1, 1), date(2026, 6, 30))
    _assign(door, office, create(door, "Bêta").company_id, date(2026, 7, 1))
    days = {"occupancy_id": first.occupancy_id, "starts_on": date(2026, 1, 15)}
    changed = door.perform(change_occupancy, ChangeOccupancy(ends_on=date(2026, 6, 30), version=first.version, **days))
    with pytest.raises(Refused, match="Bêta"):
        door.perform(change_occupancy, ChangeOccupancy(ends_on=date(2026, 7, 1), version=changed.version, **days))
    with pytest.raises(Stale):
        door.perform(change_occupancy, ChangeOccupancy(ends_on=date(2026, 6, 1), version=first.version, **days))


def test_a_release_today_lets_the_next_in_tomorrow_and_is_undone(door: Door) -> None:
    office, other = space(door), create(door, "Bêta").company_id
    stay = _assign(door, office, create(door).company_id, date(2026, 1, 1))
    early = ReleaseSpace(occupancy_id=stay.occupancy_id, on=date(2025, 12, 31), version=stay.version)
    with pytest.raises(Refused, match=r"1er janv\. 2026") as refused:
        door.perform(release_space, early)
    assert refused.value.field == "on"
    released = door.perform(release_space, ReleaseSpace(occupancy_id=stay.occupancy_id, version=stay.version))
    assert released.ends_on == TODAY
    assert door.perform(undo_last, UndoLast()).message.startswith("Défait : «\u00a0Local B-204 libéré")
    with pytest.raises(Refused, match="sans date de fin"):
        _assign(door, office, other, date(2026, 11, 24))


def test_a_seat_and_what_is_said_of_it(door: Door) -> None:
    company_id = create(door).company_id
    request = AssignSeat(company_id=company_id, starts_on=date(2026, 11, 23))
    with pytest.raises(Refused, match="aucun poste") as refused:
        door.perform(assign_seat, request)
    assert refused.value.field == "space_id"
    space(door, "Cowork 1", "", "coworking")
    assert door.perform(assign_seat, request).space == "Cowork 1"
    with pytest.raises(Refused, match="coworking") as refused:
        door.perform(assign_seat, AssignSeat(company_id=company_id, starts_on=date(2027, 1, 1)))
    assert refused.value.field == "starts_on"


def test_the_plan_asks_as_much_for_one_space_as_for_many(door: Door) -> None:
    company_id = create(door).company_id

    def statements() -> int:
        with counted() as seen:
            door.perform(spaces_plan, PlanRequest())
        return len(seen)

    _assign(door, space(door, "A-101"), company_id, date(2026, 1, 1))
    one = statements()
    for number in range(102, 112):
        _assign(door, space(door, f"A-{number}"), company_id, date(2026, 1, 1))
    assert statements() == one


def test_the_plan_on_another_day(door: Door) -> None:
    office = space(door)
    _assign(door, office, create(door).company_id, date(2026, 1, 1), date(2026, 1, 31))
    then = door.perform(spaces_plan, PlanRequest(on=date(2026, 1, 31), first=date(2026, 1, 1), last=date(2026, 1, 31)))
    now = door.perform(spaces_plan, PlanRequest(filter_text="b-204 libre"))
    assert (then.let, then.free, then.rate) == (1, 0, 1.0)
    assert (now.let, now.free, now.floors[0].spaces[0].code) == (0, 1, "B-204")
    assert not door.perform(spaces_plan, PlanRequest(filter_text="velomistrau")).floors
