"""Hosting agreements: terms, ends, renewals and the rent of rule 8, in what `test_spaces_hosting` does not see."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from realis_tui.db.models import HostingAgreement, Setting
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.companies.alerts import ListAlerts, list_alerts
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import HistoryOf, UndoLast, history_of, undo_last
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
from realis_tui.usecases.spaces.occupancies import AssignSpace, ChangeOccupancy, assign_space, change_occupancy
from realis_tui.usecases.spaces.rent import RentSchedule, RentScheduleView, rent_schedule
from tests.db.acting import perform
from tests.usecases.companies_steps import card, create, hosting, space


def _host(door: Door, company_id: int, *spaces: int, **given: Any) -> HostingSaved:
    terms: dict[str, Any] = {"regime": HostingRegime.AOT, "starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31)}
    return door.perform(create_hosting, CreateHosting(company_id=company_id, space_ids=spaces, **(terms | given)))


def _rent(door: Door, agreement_id: int, **given: Any) -> RentScheduleView:
    return door.perform(rent_schedule, RentSchedule(agreement_id=agreement_id, **given))


def test_a_derogatory_lease_has_an_end(door: Door) -> None:
    with pytest.raises(Refused, match="date de fin") as refused:
        _host(door, create(door).company_id, regime=HostingRegime.DEROGATORY_LEASE, ends_on=None)
    assert refused.value.field == "ends_on"


def test_another_regime_has_no_limit_of_36_months(door: Door) -> None:
    assert _host(door, create(door).company_id, ends_on=date(2035, 12, 31)).ends_on == date(2035, 12, 31)


def test_36_months_in_other_premises_count_apart(door: Door) -> None:
    company_id, first, second = create(door).company_id, space(door), space(door, "A-101")
    lease = {"regime": HostingRegime.DEROGATORY_LEASE}
    _host(door, company_id, first, starts_on=date(2022, 1, 1), ends_on=date(2024, 12, 31), **lease)
    with pytest.raises(Refused, match="36 mois"):
        _host(door, company_id, first, starts_on=date(2025, 1, 1), ends_on=date(2025, 1, 31), **lease)
    _host(door, company_id, second, starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31), **lease)


def test_a_space_taken_refuses_the_whole_agreement(door: Door) -> None:
    office, free, other = space(door), space(door, "A-101"), create(door, "Bêta").company_id
    _host(door, create(door).company_id, office)
    with pytest.raises(Refused, match="Vélomistrau"):
        _host(door, other, free, office)
    assert not card(door, other).hosting
    assert not card(door, other).premises


def test_steps_are_those_of_the_day_it_began(door: Door) -> None:
    company_id, office = create(door).company_id, space(door)
    made = _host(door, company_id, office)
    changed = Setting(key="rent_steps", valid_from=date(2026, 6, 1), value=[50, 100])
    perform(door, lambda session: session.add(changed))
    later = _host(door, create(door, "Bêta").company_id, space(door, "A-101"), starts_on=date(2026, 6, 1))
    assert [percent for _, percent in _rent(door, made.agreement_id).steps] == [60, 75, 90, 100]
    assert [percent for _, percent in _rent(door, later.agreement_id).steps] == [50, 100]


def test_charges_are_prorated_by_days(door: Door) -> None:
    made = _host(door, create(door).company_id, space(door), starts_on=date(2026, 11, 10), charges_cents=3_000)
    first, second = _rent(door, made.agreement_id, months=2).months
    assert (first.rent_cents, first.charges_cents, first.total_cents) == (11_088, 2_100, 13_188)
    assert (second.rent_cents, second.charges_cents, second.total_cents) == (15_840, 3_000, 18_840)
    assert [(part.days, part.month_days, part.percent, part.space) for part in first.parts] == [(21, 30, 60, "B-204")]


def test_a_month_with_a_step_is_two_parts_each_rounded(door: Door) -> None:
    made = _host(door, create(door).company_id, space(door), starts_on=date(2026, 11, 10))
    month = _rent(door, made.agreement_id, first=date(2027, 11, 1), months=1).months[0]
    assert [(part.days, part.percent, part.cents) for part in month.parts] == [(9, 60, 4_752), (21, 75, 13_860)]
    assert month.rent_cents == 18_612


def test_the_schedule_stops_with_the_agreement(door: Door) -> None:
    made = _host(door, create(door).company_id, space(door), ends_on=date(2026, 2, 14))
    shown = _rent(door, made.agreement_id)
    assert [month.month.month for month in shown.months] == [1, 2]
    assert [month.rent_cents for month in shown.months] == [15_840, 7_920]
    assert (shown.rent_cents, shown.full_rent_cents) == (23_760, 26_400)


def test_an_edit_keeps_the_price_agreed_and_the_steps(door: Door) -> None:
    company_id = create(door).company_id
    made = _host(door, company_id, space(door), rent_cents_per_m2=10_000)
    edit = EditHosting(
        agreement_id=made.agreement_id,
        version=made.version,
        regime=HostingRegime.PRECARIOUS,
        starts_on=made.starts_on,
        ends_on=made.ends_on,
        charges_cents=500,
    )
    door.perform(edit_hosting, edit)
    shown = hosting(door, company_id)
    assert (shown.regime, shown.rent_cents_per_m2, shown.charges_cents) == (HostingRegime.PRECARIOUS, 10_000, 500)
    assert [percent for _, percent in shown.steps] == [60, 75, 90, 100]
    with pytest.raises(Stale):
        door.perform(edit_hosting, edit)


def test_an_end_releases_the_spaces_and_is_undone(door: Door) -> None:
    company_id = create(door).company_id
    made = _host(door, company_id, space(door))
    end = EndHosting(agreement_id=made.agreement_id, on=date(2026, 11, 30), version=made.version)
    with pytest.raises(Refused, match="commence") as refused:
        door.perform(end_hosting, end.model_copy(update={"on": date(2025, 12, 31)}))
    assert refused.value.field == "on"
    ended = door.perform(end_hosting, end)
    assert card(door, company_id).premises[0].ends_on == date(2026, 11, 30)
    with pytest.raises(Refused, match="close") as refused:
        door.perform(end_hosting, end.model_copy(update={"version": ended.version}))
    assert refused.value.field == "on"
    door.perform(undo_last, UndoLast())
    assert card(door, company_id).premises[0].ends_on == date(2028, 12, 31)
    assert hosting(door, company_id).ended_on is None


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(date(2026, 12, 1), date(2028, 12, 31), "starts_on"), (date(2026, 1, 1), date(2026, 11, 29), "ends_on")],
)
def test_the_day_an_agreement_ended_stays_within_its_days(door: Door, first: date, last: date, field: str) -> None:
    company_id = create(door).company_id
    made = _host(door, company_id)
    end = EndHosting(agreement_id=made.agreement_id, on=date(2026, 11, 30), version=made.version)
    ended = door.perform(end_hosting, end)
    edit = EditHosting(
        agreement_id=made.agreement_id,
        version=ended.version,
        regime=HostingRegime.AOT,
        starts_on=date(2026, 11, 30),
        ends_on=date(2026, 11, 30),
    )
    with pytest.raises(Refused, match=r"a pris fin le 30 nov\. 2026") as refused:
        door.perform(edit_hosting, edit.model_copy(update={"starts_on": first, "ends_on": last}))
    assert refused.value.field == field
    assert door.perform(edit_hosting, edit).starts_on == date(2026, 11, 30)


def test_the_data_base_holds_no_agreement_that_ended_before_it_began(door: Door) -> None:
    made = _host(door, create(door).company_id)

    def write(session: Session) -> None:
        session.get_one(HostingAgreement, made.agreement_id).ended_on = date(2025, 12, 31)
        session.flush()

    with pytest.raises(Refused, match="ne prend pas fin avant d'avoir commencé"):
        perform(door, write)


def test_closing_an_overrun_lease_late_does_not_move_its_last_day(door: Door) -> None:
    company_id = create(door).company_id
    made = _host(
        door, company_id, starts_on=date(2025, 1, 1), ends_on=date(2026, 10, 20), regime=HostingRegime.DEROGATORY_LEASE
    )
    stay = AssignSpace(space_id=space(door), company_id=company_id, starts_on=date(2025, 1, 1))
    door.perform(assign_space, stay)
    door.perform(end_hosting, EndHosting(agreement_id=made.agreement_id, release=False, version=made.version))
    alerts = door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts
    assert [(alert.kind, alert.due_on) for alert in alerts] == [("bail commercial", date(2026, 10, 20))]
    said = door.perform(history_of, HistoryOf(owner=f"companies:{company_id}"))[0].summary
    assert said == "Convention de Vélomistrau close le 20 oct. 2026"


def test_new_days_keep_the_agreement_unless_told(door: Door) -> None:
    company_id = create(door).company_id
    made = _host(door, company_id, space(door))

    def change(**given: Any) -> int | None:
        row = card(door, company_id).premises[0]
        days = {"occupancy_id": row.occupancy_id, "version": row.version, "starts_on": date(2026, 2, 1)}
        door.perform(change_occupancy, ChangeOccupancy(**days, **given))
        return card(door, company_id).premises[0].hosting_agreement_id

    assert change() == made.agreement_id
    assert change(hosting_agreement_id=None) is None


def test_a_stay_has_a_day_under_its_agreement(door: Door) -> None:
    company_id, office = create(door).company_id, space(door)
    old = _host(door, company_id, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    stay = {"space_id": office, "company_id": company_id, "hosting_agreement_id": old.agreement_id}
    with pytest.raises(Refused, match=r"va du 1er janv\. 2020 au 31 déc\. 2020 : le local B-204 n'y serait pas"):
        door.perform(assign_space, AssignSpace(starts_on=date(2026, 11, 1), **stay))
    door.perform(assign_space, AssignSpace(starts_on=date(2020, 12, 31), **stay))
    row = card(door, company_id).premises[0]
    days = {"occupancy_id": row.occupancy_id, "version": row.version, "starts_on": date(2021, 1, 1)}
    with pytest.raises(Refused, match="pas occupé un seul jour"):
        door.perform(change_occupancy, ChangeOccupancy(**days))
    terms = {"agreement_id": old.agreement_id, "version": old.version, "regime": HostingRegime.AOT}
    shorter = EditHosting(**terms, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 30))
    with pytest.raises(Refused, match="pas occupé un seul jour"):
        door.perform(edit_hosting, shorter)


def test_a_renewal_follows_without_a_day_between(door: Door) -> None:
    company_id = create(door).company_id
    made = _host(door, company_id, space(door))
    with pytest.raises(Refused) as refused:
        door.perform(
            renew_hosting,
            RenewHosting(agreement_id=made.agreement_id, ends_on=date(2028, 12, 30), version=made.version),
        )
    assert refused.value.field == "ends_on"
    renewed = door.perform(
        renew_hosting, RenewHosting(agreement_id=made.agreement_id, ends_on=date(2029, 12, 31), version=made.version)
    )
    assert renewed.starts_on == date(2029, 1, 1)
    coming, running = card(door, company_id).hosting
    assert (coming.is_current, running.is_current, running.level) == (False, True, Level.FINE)
    shown = sorted((row.starts_on, row.ends_on) for row in card(door, company_id).premises)
    assert shown == [(date(2026, 1, 1), date(2028, 12, 31)), (date(2029, 1, 1), date(2029, 12, 31))]
    door.perform(undo_last, UndoLast())
    assert len(card(door, company_id).premises) == 1


def test_an_agreement_is_renewed_once(door: Door) -> None:
    company_id = create(door).company_id
    made = _host(door, company_id)
    first = RenewHosting(agreement_id=made.agreement_id, ends_on=date(2029, 12, 31), version=made.version)
    door.perform(renew_hosting, first)
    seen = next(row for row in card(door, company_id).hosting if row.id == made.agreement_id)
    with pytest.raises(Refused, match=r"déjà renouvelée à partir du 1er janv\. 2029"):
        door.perform(renew_hosting, first.model_copy(update={"version": seen.version}))
    assert len(card(door, company_id).hosting) == 2


def test_an_agreement_with_no_end_is_not_renewed(door: Door) -> None:
    made = _host(door, create(door).company_id, ends_on=None)
    with pytest.raises(Refused, match="pas de fin"):
        door.perform(
            renew_hosting,
            RenewHosting(agreement_id=made.agreement_id, ends_on=date(2030, 1, 1), version=made.version),
        )


def test_a_lease_overrun_is_not_silenced_by_an_agreement_elsewhere(door: Door) -> None:
    company_id = create(door).company_id
    lease = {"regime": HostingRegime.DEROGATORY_LEASE, "starts_on": date(2025, 1, 1), "ends_on": date(2026, 10, 1)}
    _host(door, company_id, space(door), **lease)
    stay = card(door, company_id).premises[0]
    door.perform(
        change_occupancy,
        ChangeOccupancy(occupancy_id=stay.occupancy_id, version=stay.version, starts_on=date(2025, 1, 1), ends_on=None),
    )

    def said() -> list[str]:
        return [each.message for each in door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts]

    before = said()
    assert any("bail commercial" in message for message in before)
    seat = space(door, "Cowork 1", kind="coworking")
    _host(door, company_id, seat, regime=HostingRegime.COWORKING, starts_on=date(2026, 11, 1))
    assert said() == before


def test_an_agreement_over_an_older_one_s_space_leaves_it_its_days(door: Door) -> None:
    company_id, office = create(door).company_id, space(door)
    old = _host(door, company_id, office, starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31))
    before = [month for month in _rent(door, old.agreement_id).months if month.month < date(2026, 7, 1)]
    new = _host(door, company_id, office, starts_on=date(2026, 7, 1), ends_on=date(2028, 6, 30))
    after = [month for month in _rent(door, old.agreement_id).months if month.month < date(2026, 7, 1)]
    assert before == after != []
    assert _rent(door, new.agreement_id).months[0].month == date(2026, 7, 1)


def test_a_space_put_under_a_lease_later_counts_its_36_months(door: Door) -> None:
    company_id, first, second = create(door).company_id, space(door), space(door, "A-101")
    lease = {"regime": HostingRegime.DEROGATORY_LEASE}
    _host(door, company_id, first, starts_on=date(2022, 1, 1), ends_on=date(2024, 12, 31), **lease)
    later = _host(door, company_id, second, starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31), **lease)
    stay = AssignSpace(
        space_id=first,
        company_id=company_id,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 6, 30),
        hosting_agreement_id=later.agreement_id,
    )
    with pytest.raises(Refused, match="36 mois"):
        door.perform(assign_space, stay)
    assert sorted(row.space for row in card(door, company_id).premises) == ["A-101", "B-204"]


def test_the_card_and_the_schedule_say_one_rent(door: Door) -> None:
    """A setting changed today alters no agreement of before (rule 8, ⚙)."""
    company_id = create(door).company_id
    made = _host(door, company_id, space(door), starts_on=date(2020, 1, 1), ends_on=None)
    perform(door, lambda session: session.add(Setting(key="rent_after_steps", valid_from=date(2026, 11, 1), value=50)))
    months = _rent(door, made.agreement_id, first=date(2026, 10, 1), months=1).months
    assert hosting(door, company_id).rent_now_cents == months[0].rent_cents == 26_400
