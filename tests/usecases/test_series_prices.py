"""What a whole series costs, said before it is booked: each month with its free hours, on both engines."""

from datetime import date
from typing import Any

import pytest

from realis_tui.domain.rooms import Tenant
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.prices import MonthsUse, RoomUse, months_use
from realis_tui.usecases.rooms.requests import CheckBooking, MoveOccurrence
from realis_tui.usecases.rooms.series import preview_series
from realis_tui.usecases.rooms.views import SeriesPrice
from tests.sql_watch import counted
from tests.usecases.rooms_steps import book, company, room
from tests.usecases.test_room_prices import held, priced

DAILY = "tous les jours ouvrés jusqu'au 12 janvier"
"""From Tuesday 1 December, two hours a day: more than the ten free hours of each month."""
YEAR = (date(2026, 11, 1), date(2027, 11, 30))


def foreseen(door: Door, room_id: int, who: str, repeat: str = DAILY, **form: Any) -> SeriesPrice | None:
    typed = {"room_id": room_id, "who": who, "tenant": "hébergée", "on": "1/12/2026", "start": "10h", "end": "12h"}
    return door.perform(preview_series, CheckBooking(**{**typed, "repeat": repeat, **form})).price


def months(door: Door, who: str) -> tuple[RoomUse, ...]:
    first, last = YEAR
    return door.perform(months_use, MonthsUse(company_id=int(who.partition(":")[2]), first=first, last=last))


def owed(door: Door, who: str) -> tuple[int, int, int]:
    found = months(door, who)
    return sum(use.minutes for use in found), sum(use.free for use in found), sum(use.cents for use in found)


def test_the_series_costs_what_its_months_will_show(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    price = foreseen(door, garrigue.id, who)
    assert price is not None
    # 22 working days of December and 7 of January, two holidays out; ten free hours in each month.
    assert (price.dates, price.minutes, price.free_minutes) == (29, 29 * 120, 1_200)
    assert (price.cents, price.later_cents, price.is_priced) == (38_000, 0, True)
    book(door, garrigue.id, "10h", "12h", who, "1/12/2026", repeat=DAILY, tenant="hébergée")
    assert owed(door, who) == (price.minutes, price.free_minutes, price.cents)


def test_a_booking_made_a_series_is_counted_once(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    alone = foreseen(door, garrigue.id, who)
    made = book(door, garrigue.id, "10h", "12h", who, "1/12/2026", tenant="hébergée")
    assert foreseen(door, garrigue.id, who, booking_id=made.id) == alone


def test_the_free_hours_already_taken_and_those_it_takes_from_others_are_counted(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 2, "14h", "18h", who)
    held(door, garrigue, 28, "14h", "18h", who)
    before = owed(door, who)
    price = foreseen(door, garrigue.id, who, "tous les jours, 4 fois")
    assert price is not None
    assert (price.minutes, price.free_minutes, price.cents, price.later_cents) == (480, 360, 2_000, 3_000)
    book(door, garrigue.id, "10h", "12h", who, "1/12/2026", repeat="tous les jours, 4 fois", tenant="hébergée")
    assert owed(door, who)[2] - before[2] == price.cents + price.later_cents


def test_only_the_dates_that_would_be_booked_are_counted_each_in_its_room(door: Door) -> None:
    garrigue, thau, who = priced(door), priced(door, "Thau", hour="50", half_day="100"), company(door)
    held(door, garrigue, 2, "9h", "18h", "interne")
    moved = MoveOccurrence(occurrence_on=date(2026, 12, 3), room_id=thau.id, end="18h")
    asked = {"tenant": "extérieur", "skip": (date(2026, 12, 4),), "moves": (moved,)}
    price = foreseen(door, garrigue.id, who, "tous les jours ouvrés, 5 fois", **asked)
    assert price is not None
    assert (price.tenant, price.dates) == (Tenant.OUTSIDE, 3)
    assert (price.minutes, price.free_minutes, price.cents) == (720, 0, 2 * 2_000 + 20_000)


@pytest.mark.parametrize("who", ["interne", "exterieur:Mairie de Sète"])
def test_the_house_has_no_price_and_a_room_without_a_tariff_says_so(door: Door, who: str) -> None:
    price = foreseen(door, room(door).id, who, tenant="")
    assert price is not None
    assert (price.cents, price.is_priced, price.tenant is Tenant.INTERNAL) == (0, who == "interne", who == "interne")


@pytest.mark.parametrize("form", [{"who": ""}, {"room_id": None}, {"end": ""}, {"who": "personne de connu"}])
def test_nothing_is_said_while_something_is_missing(door: Door, form: dict[str, Any]) -> None:
    garrigue = priced(door)
    typed = {"room_id": garrigue.id, "who": "interne", **form}
    assert foreseen(door, **typed) is None


@pytest.mark.parametrize("dates", [10, 200])
def test_it_reads_as_much_whatever_its_dates(door: Door, dates: int) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 2, "14h", "18h", who)
    with counted() as statements:
        assert foreseen(door, garrigue.id, who, f"tous les jours ouvrés, {dates} fois") is not None
    assert len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]) <= 18
