"""Another agenda taken over whole: its rules, its guard, its history; all of it or nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from realis_tui.clock import PARIS
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Tenant
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import JournalFilter, journal_list
from realis_tui.usecases.rooms.requests import SeriesRequest
from realis_tui.usecases.rooms.series import series_card
from realis_tui.usecases.rooms.takeover import SeriesTakenOver, TakenOver, TakeOver, count_bookings, take_over
from realis_tui.usecases.rooms.views import Fate
from tests.usecases.companies_steps import create
from tests.usecases.rooms_steps import booking, day, room


def past(room: int, hour: int, *, on: int = 2, **more: Any) -> TakenOver:
    start = datetime(2026, 11, on, hour, tzinfo=PARIS)
    return TakenOver(
        **{"room_id": room, "who": "interne", "starts_at": start, "ends_at": start + timedelta(hours=2)} | more
    )


def test_what_became_of_each_is_kept(door: Door) -> None:
    garrigue, company = room(door).id, create(door).company_id
    start = datetime(2026, 11, 2, 14, tzinfo=PARIS)
    asked = (
        past(garrigue, 9, who=f"company:{company}", tenant=Tenant.HOSTED, title="Point", people=6),
        past(garrigue, 14, status=BookingStatus.NO_SHOW, freed_at=start + timedelta(minutes=30)),
        past(garrigue, 14, status=BookingStatus.CANCELLED, cancelled_at=start - timedelta(hours=3)),
        past(garrigue, 9, on=30, status=BookingStatus.OPTION),
    )
    assert door.perform(take_over, TakeOver(bookings=asked)) == 4
    assert door.perform(count_bookings, None) == 4
    first, absent, cancelled, option = (booking(door, number) for number in (1, 2, 3, 4))
    assert (first.who, first.tenant, first.title, first.people) == ("Vélomistrau", Tenant.HOSTED, "Point", 6)
    assert absent.blocked is not None and absent.blocked.end == absent.freed_at
    assert cancelled.blocked is None
    assert option.lapses_at == door.clock.now() + timedelta(hours=48)
    [act] = door.perform(journal_list, JournalFilter(limit=1))
    assert (act.summary, act.undoable) == ("Agenda repris : 4 réservations", False)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"people": 200}, "people"), ({"layout": "rond"}, "layout"), ({"room_id": 99}, "room_id"), ({"who": "?"}, "who")],
)
def test_the_rules_of_one_booking_hold(door: Door, more: dict[str, Any], field: str) -> None:
    garrigue = room(door).id
    with pytest.raises(Refused) as refused:
        door.perform(take_over, TakeOver(bookings=(past(garrigue, 9), past(garrigue, 14, **more))))
    assert refused.value.field == field
    assert door.perform(count_bookings, None) == 0


def test_the_guard_refuses_them_all(door: Door) -> None:
    garrigue = room(door).id
    with pytest.raises(Refused, match="Créneau déjà pris"):
        door.perform(take_over, TakeOver(bookings=(past(garrigue, 9), past(garrigue, 10))))
    assert door.perform(count_bookings, None) == 0


def test_a_series_with_what_it_leaves_out(door: Door) -> None:
    garrigue = room(door).id
    series = SeriesTakenOver(
        room_id=garrigue, rule="FREQ=WEEKLY;BYDAY=MO;COUNT=3", starts_on=day("2026-11-30"), start_time="09:00",
        end_time="11:00", skipped=((day("2026-12-07"), "prise", Fate.CLASH),),
    )  # fmt: skip
    dates = (day("2026-11-30"), day("2026-12-14"))
    met = tuple(
        past(garrigue, 9, on=30, series=0, occurrence_on=on).model_copy(
            update={
                "starts_at": datetime(on.year, on.month, on.day, 9, tzinfo=PARIS),
                "ends_at": datetime(on.year, on.month, on.day, 11, tzinfo=PARIS),
            }
        )
        for on in dates
    )
    door.perform(take_over, TakeOver(bookings=met, series=(series,)))
    view = door.perform(series_card, SeriesRequest(series_id=1))
    assert [(item.on, item.fate) for item in view.occurrences] == [
        (dates[0], Fate.BOOKED), (day("2026-12-07"), Fate.CLASH), (dates[1], Fate.BOOKED)
    ]  # fmt: skip


def test_a_page_of_the_journal_stays_a_page(door: Door) -> None:
    """An act that wrote hundreds of rows is told by its first ones, and how many more there are."""
    garrigue = room(door).id
    asked = tuple(past(garrigue, 8 + 2 * (rank % 6), on=1 + rank // 6) for rank in range(120))
    door.perform(take_over, TakeOver(bookings=asked))
    [act] = door.perform(journal_list, JournalFilter(limit=1))
    assert act.more == 20
    assert len({change.thing for change in act.changes}) > 5
