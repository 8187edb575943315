"""Premises: occupations, coworking seats, hosting agreements and rent (rules 5, 7 and 8)."""

from datetime import date

import pytest

from realis_tui.domain.refusals import Refused
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.companies.alerts import ListAlerts, list_alerts
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.door import Door
from realis_tui.usecases.spaces.catalogue import StarterSpaces, create_starter_spaces
from realis_tui.usecases.spaces.hosting import (
    CreateHosting,
    EditHosting,
    EndHosting,
    HostingSaved,
    RenewHosting,
    create_hosting,
    edit_hosting,
    end_hosting,
    renew_hosting,
)
from realis_tui.usecases.spaces.occupancies import (
    AssignSeat,
    AssignSpace,
    ChangeOccupancy,
    ReleaseSpace,
    assign_seat,
    assign_space,
    change_occupancy,
    release_space,
)
from realis_tui.usecases.spaces.plan import PlanRequest, SpaceRequest, SpaceRow, space_card, spaces_plan
from realis_tui.usecases.spaces.rent import RentSchedule, rent_schedule
from tests.usecases.companies_steps import card, create, hosting, space


def test_two_occupations_never_share_a_day(door: Door) -> None:
    office, first, second = space(door), create(door).company_id, create(door, "Bêta").company_id
    door.perform(
        assign_space,
        AssignSpace(space_id=office, company_id=first, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 14)),
    )
    with pytest.raises(Refused, match=r"occupé par Vélomistrau .* jusqu'au 14 déc. 2026"):
        door.perform(assign_space, AssignSpace(space_id=office, company_id=second, starts_on=date(2026, 12, 14)))
    door.perform(assign_space, AssignSpace(space_id=office, company_id=second, starts_on=date(2026, 12, 15)))
    shown = door.perform(space_card, SpaceRequest(space_id=office))
    assert (shown.space.company, shown.space.next_company) == ("Vélomistrau", "Bêta")


def test_coworking_has_a_number_of_seats(door: Door) -> None:
    assert door.perform(create_starter_spaces, StarterSpaces()) == 42
    assert door.perform(create_starter_spaces, StarterSpaces()) == 0
    seats = []
    for rank in range(12):
        company_id = create(door, f"Société {rank}").company_id
        request = AssignSeat(company_id=company_id, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31 - rank))
        seats.append(door.perform(assign_seat, request).space)
    assert seats == [f"Cowork {number}" for number in range(1, 13)]
    with pytest.raises(Refused, match=r"12 postes .* 20 déc. 2026"):
        door.perform(assign_seat, AssignSeat(company_id=create(door).company_id, starts_on=date(2026, 6, 1)))


def test_a_seat_promised_is_free_and_stays_so(door: Door) -> None:
    """One seat, taken by the next one as soon as it is free: no day is promised until it is free for good."""
    seat = space(door, "Cowork 1", kind="coworking")
    first, second, third = (create(door, name).company_id for name in ("Alpha", "Bêta", "Gamma"))
    for company_id, days in (
        (second, {"starts_on": date(2027, 7, 1)}),
        (first, {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 6, 30)}),
    ):
        door.perform(assign_space, AssignSpace(space_id=seat, company_id=company_id, **days))
    for last in (None, date(2027, 6, 30)):
        with pytest.raises(Refused) as refused:
            door.perform(assign_seat, AssignSeat(company_id=third, starts_on=date(2026, 12, 1), ends_on=last))
        assert refused.value.message == "Le seul poste de coworking est pris à ces dates."
    stay = next(row for row in card(door, second).premises)
    door.perform(
        change_occupancy,
        ChangeOccupancy(
            occupancy_id=stay.occupancy_id,
            starts_on=date(2027, 7, 1),
            ends_on=date(2027, 12, 31),
            version=stay.version,
        ),
    )
    with pytest.raises(Refused, match=r"est pris à ces dates ; il se libère après le 31 déc\. 2027\.$"):
        door.perform(assign_seat, AssignSeat(company_id=third, starts_on=date(2026, 12, 1)))


def test_rent_of_the_rule(door: Door) -> None:
    office, company_id = space(door), create(door).company_id
    made = door.perform(
        create_hosting,
        CreateHosting(
            company_id=company_id,
            regime=HostingRegime.AOT,
            starts_on=date(2026, 11, 10),
            ends_on=date(2031, 11, 9),
            space_ids=(office,),
        ),
    )
    schedule = door.perform(rent_schedule, RentSchedule(agreement_id=made.agreement_id, months=72))
    by_month = {month.month: month.rent_cents for month in schedule.months}
    assert by_month[date(2026, 11, 1)] == 11_088
    assert [by_month[date(year, 6, 1)] for year in (2027, 2028, 2029, 2030, 2031)] == [
        15_840,
        19_800,
        23_760,
        26_400,
        26_400,
    ]
    assert by_month[date(2027, 11, 1)] == 18_612
    assert schedule.months[-1].month == date(2031, 11, 1)
    now = hosting(door, company_id)
    assert (now.rent_now_cents, now.percent_now, now.spaces) == (15_840, 60, ("B-204",))


def test_a_renewal_keeps_the_steps_counting(door: Door) -> None:
    office, company_id = space(door), create(door).company_id
    made = door.perform(
        create_hosting,
        CreateHosting(
            company_id=company_id,
            regime=HostingRegime.AOT,
            starts_on=date(2024, 12, 1),
            ends_on=date(2026, 11, 30),
            space_ids=(office,),
        ),
    )
    renewed = door.perform(
        renew_hosting,
        RenewHosting(agreement_id=made.agreement_id, ends_on=date(2027, 11, 30), version=made.version),
    )
    schedule = door.perform(rent_schedule, RentSchedule(agreement_id=renewed.agreement_id))
    assert [month.rent_cents for month in schedule.months] == [23_760] * 12
    assert len(card(door, company_id).premises) == 2


def test_a_derogatory_lease_is_36_months_in_all(door: Door) -> None:
    office, company_id = space(door), create(door).company_id
    lease = HostingRegime.DEROGATORY_LEASE
    made = door.perform(
        create_hosting,
        CreateHosting(
            company_id=company_id,
            regime=lease,
            starts_on=date(2023, 11, 1),
            ends_on=date(2025, 10, 31),
            space_ids=(office,),
        ),
    )
    with pytest.raises(Refused, match="36") as refused:
        door.perform(
            renew_hosting, RenewHosting(agreement_id=made.agreement_id, ends_on=date(2026, 11, 1), version=made.version)
        )
    assert refused.value.field == "ends_on"
    door.perform(
        renew_hosting, RenewHosting(agreement_id=made.agreement_id, ends_on=date(2026, 10, 31), version=made.version)
    )


@pytest.mark.parametrize(
    ("last", "message"),
    [
        (date(2026, 11, 22), "Bail terminé, occupant dans les lieux"),
        (date(2026, 10, 23), "Risque de bail commercial"),
    ],
)
def test_a_lease_ended_with_the_occupant_in_is_red(door: Door, last: date, message: str) -> None:
    office, company_id = space(door), create(door).company_id
    door.perform(assign_space, AssignSpace(space_id=office, company_id=company_id, starts_on=date(2025, 1, 1)))
    made = door.perform(
        create_hosting,
        CreateHosting(
            company_id=company_id, regime=HostingRegime.DEROGATORY_LEASE, starts_on=date(2025, 1, 1), ends_on=last
        ),
    )
    alerts = door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts
    assert [(alert.kind, alert.level) for alert in alerts] == [("bail commercial", Level.LATE)]
    assert alerts[0].message.startswith(message)
    shown = card(door, company_id).hosting[0]
    assert (shown.overdue, shown.level) == (alerts[0], Level.LATE)
    occupancy = card(door, company_id).premises[0]
    door.perform(release_space, ReleaseSpace(occupancy_id=occupancy.occupancy_id, on=last, version=occupancy.version))
    door.perform(end_hosting, EndHosting(agreement_id=made.agreement_id, on=last, version=made.version))
    assert not door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts


def test_the_plan_says_who_where_until_when_and_the_rate(door: Door) -> None:
    office, company_id = space(door), create(door).company_id
    space(door, "B-205", "24")
    door.perform(
        assign_space,
        AssignSpace(space_id=office, company_id=company_id, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)),
    )
    plan = door.perform(spaces_plan, PlanRequest())
    assert [(floor.building, floor.floor, floor.let, floor.free) for floor in plan.floors] == [("B", "2", 1, 1)]
    assert plan.rate == pytest.approx(0.5)
    assert [row.code for floor in plan.floors for row in floor.spaces if row.company == "Vélomistrau"] == ["B-204"]


def _agreed(door: Door, first: date, last: date, *space_ids: int) -> HostingSaved:
    company_id = create(door).company_id
    request = CreateHosting(
        company_id=company_id, regime=HostingRegime.AOT, starts_on=first, ends_on=last, space_ids=space_ids
    )
    return door.perform(create_hosting, request)


def _shown(door: Door, code: str = "B-204") -> SpaceRow:
    plan = door.perform(spaces_plan, PlanRequest())
    return next(row for floor in plan.floors for row in floor.spaces if row.code == code)


def test_stays_follow_the_days_of_their_agreement_and_others_keep_theirs(door: Door) -> None:
    office, other = space(door), space(door, "B-205")
    made = _agreed(door, date(2026, 1, 1), date(2026, 12, 31), office, other)
    stay = door.perform(space_card, SpaceRequest(space_id=other)).occupancies[0]
    change = ChangeOccupancy(
        occupancy_id=stay.id, starts_on=stay.starts_on, ends_on=date(2026, 11, 30), version=stay.version
    )
    door.perform(change_occupancy, change)
    edit = EditHosting(
        agreement_id=made.agreement_id,
        regime=HostingRegime.AOT,
        starts_on=date(2026, 2, 1),
        ends_on=date(2027, 6, 30),
        version=made.version,
    )
    door.perform(edit_hosting, edit)
    days = [
        (row.starts_on, row.ends_on)
        for each in (office, other)
        for row in door.perform(space_card, SpaceRequest(space_id=each)).occupancies
    ]
    assert days == [(date(2026, 2, 1), date(2027, 6, 30)), (date(2026, 2, 1), date(2026, 11, 30))]


def test_an_agreement_is_not_made_longer_over_the_next_occupant(door: Door) -> None:
    office, next_one = space(door), create(door, "Bêta").company_id
    made = _agreed(door, date(2026, 1, 1), date(2026, 12, 31), office)
    door.perform(assign_space, AssignSpace(space_id=office, company_id=next_one, starts_on=date(2027, 1, 1)))
    with pytest.raises(Refused, match="Bêta"):
        door.perform(
            edit_hosting,
            EditHosting(
                agreement_id=made.agreement_id,
                regime=HostingRegime.AOT,
                starts_on=date(2026, 1, 1),
                ends_on=date(2027, 1, 31),
                version=made.version,
            ),
        )
    assert _shown(door).until == date(2026, 12, 31)


def test_an_agreement_ended_early_with_the_occupant_in_is_red_on_the_plan(door: Door) -> None:
    made = _agreed(door, date(2026, 1, 1), date(2027, 12, 31), space(door))
    assert _shown(door).level is Level.FINE
    ended = EndHosting(agreement_id=made.agreement_id, on=date(2026, 11, 10), release=False, version=made.version)
    assert door.perform(end_hosting, ended).kept == ("B-204",)
    assert _shown(door).level is Level.LATE
    alerts = door.perform(list_alerts, ListAlerts()).alerts
    # It is closed already: what is to be done is about who stays on.
    assert "Occupant encore dans les lieux : la convention (AOT) a pris fin le 10 nov. 2026." in [
        alert.message for alert in alerts
    ]


def test_a_stay_left_outside_its_agreement_is_still_corrected(door: Door) -> None:
    office = space(door)
    made = _agreed(door, date(2026, 1, 1), date(2026, 12, 31), office)
    stay = door.perform(space_card, SpaceRequest(space_id=office)).occupancies[0]
    days = {"starts_on": date(2026, 12, 1), "hosting_agreement_id": made.agreement_id}
    later = door.perform(change_occupancy, ChangeOccupancy(occupancy_id=stay.id, version=stay.version, **days))
    ended = EndHosting(agreement_id=made.agreement_id, on=date(2026, 11, 10), release=False, version=made.version)
    door.perform(end_hosting, ended)
    last = date(2026, 12, 15)
    changed = ChangeOccupancy(occupancy_id=stay.id, version=later.version, ends_on=last, **days)
    corrected = door.perform(change_occupancy, changed)
    assert corrected.ends_on == last
    longer = changed.model_copy(update={"version": corrected.version, "ends_on": date(2035, 12, 31)})
    with pytest.raises(Refused, match="convention"):
        door.perform(change_occupancy, longer)


def test_a_renewed_stay_is_not_near_its_end(door: Door) -> None:
    made = _agreed(door, date(2025, 12, 1), date(2026, 11, 30), space(door))
    assert _shown(door).level is not Level.FINE
    renewed = RenewHosting(agreement_id=made.agreement_id, ends_on=date(2027, 11, 30), version=made.version)
    door.perform(renew_hosting, renewed)
    assert _shown(door).level is Level.FINE


def test_a_stay_that_outlives_its_agreement_is_looked_at_once(door: Door) -> None:
    office = space(door)
    made = _agreed(door, date(2026, 1, 1), date(2026, 12, 31), office)
    stay = door.perform(space_card, SpaceRequest(space_id=office)).occupancies[0]
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 10)}
    door.perform(change_occupancy, ChangeOccupancy(occupancy_id=stay.id, version=stay.version, **days))
    door.perform(
        assign_space,
        AssignSpace(
            space_id=office,
            company_id=stay.company_id,
            starts_on=date(2026, 12, 11),
            hosting_agreement_id=made.agreement_id,
        ),
    )
    ended = EndHosting(agreement_id=made.agreement_id, on=date(2026, 12, 10), release=False, version=made.version)
    door.perform(end_hosting, ended)
    assert _shown(door).level is Level.SOON
