"""Rule 17 on the base: what a booking would cost, a company's month and everyone's, on both engines."""

from datetime import date, datetime
from typing import Any

import pytest

from realis_tui.clock import PARIS
from realis_tui.domain.fields import validate
from realis_tui.domain.rooms import BookingStatus, Tenant, slot_of
from realis_tui.usecases.acts import Perform
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.bookings import cancel_booking, check_in, check_out, confirm_booking, mark_no_show
from realis_tui.usecases.rooms.catalogue import SetTariff, set_tariff
from realis_tui.usecases.rooms.checking import check_booking
from realis_tui.usecases.rooms.export_tables import export_use
from realis_tui.usecases.rooms.prices import (
    MonthOfRooms,
    MonthsUse,
    MonthUse,
    RoomUse,
    booking_price,
    month_use,
    months_use,
    room_use,
)
from realis_tui.usecases.rooms.requests import (
    BookingRequest,
    CancelBooking,
    CheckBooking,
    CheckIn,
    CheckOut,
    ConfirmBooking,
    MarkNoShow,
)
from realis_tui.usecases.rooms.views import BookingView, Price, RoomView
from realis_tui.usecases.settings import ChangeSetting, change_setting
from tests.sql_watch import counted
from tests.usecases.companies_steps import TODAY
from tests.usecases.rooms_steps import at, book, company, room, supported

DECEMBER = date(2026, 12, 1)


def priced(door: Door, name: str = "Garrigue", hour: str = "10", half_day: str = "30") -> RoomView:
    """A room that costs so much, to whoever it is, from today."""
    made = room(door, name)
    for tenant in set(Tenant) - {Tenant.INTERNAL}:
        tariff(door, made, tenant, hour, half_day)
    return made


def tariff(door: Door, of: RoomView, tenant: Tenant, hour: str, half_day: str, since: str = "") -> None:
    raw = {"room_id": of.id, "tenant": tenant, "hour_cents": hour, "half_day_cents": half_day, "valid_from": since}
    door.perform(set_tariff, validate(SetTariff, raw, TODAY))


def held(door: Door, of: RoomView, day: int, start: str, end: str, who: str, **fields: Any) -> BookingView:
    """A booking in December, for a hosted company unless another tariff is said."""
    fields = {"tenant": "" if who == "interne" else "hébergée"} | fields
    return book(door, of.id, start, end, who, f"{day:02d}/12/2026", **fields)


def use(perform: Perform, who: str, month: date = DECEMBER) -> RoomUse:
    return perform(month_use, MonthUse(company_id=int(who.partition(":")[2]), month=month))


def price(door: Door, of: RoomView, day: int, start: str, end: str, who: str, **fields: Any) -> Price:
    asked = CheckBooking(room_id=of.id, who=who, on=f"{day:02d}/12/2026", start=start, end=end, **fields)
    found = door.perform(check_booking, asked).price
    assert found is not None
    return found


def test_the_month_of_a_company(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 20, "9h", "12h", who)
    held(door, garrigue, 3, "9h", "17h", who, title="Séminaire")
    held(door, garrigue, 10, "14h", "16h", who, option="oui")
    found = use(door.perform, who, date(2026, 12, 17))
    assert (found.who, found.month, found.granted) == ("Vélomistrau", DECEMBER, 600)
    assert [
        (line.room, line.title, line.slot.day.day, line.minutes, line.free, line.cents) for line in found.lines
    ] == [
        ("Garrigue", "Séminaire", 3, 480, 480, 0),
        ("Garrigue", None, 10, 0, 0, 0),
        ("Garrigue", None, 20, 180, 120, 1_000),
    ]
    assert found.lines[1].why == "option, pas encore facturée"
    assert (found.minutes, found.free, found.cents, found.is_priced) == (660, 600, 1_000, True)
    assert use(door.perform, who, date(2026, 11, 1)).lines == ()


def test_several_months_are_each_counted_on_their_own(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 3, "8h", "18h", who)
    made = held(door, garrigue, 20, "9h", "12h", who)
    book(door, garrigue.id, "9h", "12h", who, "05/01/2027", tenant="hébergée")
    number = int(who.partition(":")[2])
    found = door.perform(months_use, MonthsUse(company_id=number, first=date(2026, 11, 9), last=date(2027, 1, 2)))
    assert [(month.month, month.cents) for month in found] == [(DECEMBER, 3_000), (date(2027, 1, 1), 0)]
    assert found[0] == use(door.perform, who) and found[0].lines[-1].booking_id == made.id


def test_a_month_without_meetings_says_what_is_granted(door: Door) -> None:
    found = use(door.perform, company(door))
    assert (found.lines, found.granted, found.cents) == ((), 0, 0)


def test_a_month_is_read_in_few_statements(door: Door) -> None:
    rooms, who = [priced(door, name) for name in ("Garrigue", "Lez", "Thau")], company(door)
    for day in range(1, 29):
        held(door, rooms[day % 3], day, "9h", "10h", who, outside_hours="oui")
    with counted() as statements:
        use(door.perform, who)
    assert len(statements) <= 5  # with the BEGIN of SQLite
    with counted() as statements:
        door.perform(room_use, MonthOfRooms(month=DECEMBER))
    assert len(statements) <= 4


def test_what_the_form_says_is_what_the_month_will_show(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 2, "8h", "17h", who)
    told = price(door, garrigue, 9, "9h", "12h", who, tenant="hébergée")
    assert (told.used_minutes, told.free_minutes, told.minutes, told.free_hours) == (540, 60, 180, 10)
    assert (told.cents, told.later_cents, told.tenant) == (2_000, 0, Tenant.HOSTED)
    made = held(door, garrigue, 9, "9h", "12h", who)
    assert use(door.perform, who).lines[-1].cents == told.cents
    again = price(door, garrigue, 9, "9h", "12h", who, tenant="hébergée", booking_id=made.id)
    assert again == told


def test_one_more_meeting_before_others_makes_them_pay(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 10, "8h", "18h", who)
    told = price(door, garrigue, 2, "9h", "11h", who, tenant="hébergée")
    assert (told.cents, told.free_minutes, told.used_minutes, told.later_cents) == (0, 120, 0, 2_000)
    before = use(door.perform, who).cents
    held(door, garrigue, 2, "9h", "11h", who)
    assert use(door.perform, who).cents == before + told.cents + told.later_cents


def test_the_house_s_own_meetings_have_no_price(door: Door) -> None:
    garrigue = priced(door)
    told = price(door, garrigue, 9, "9h", "12h", "interne")
    assert (told.cents, told.free_hours, told.is_priced) == (0, 0, True)
    held(door, garrigue, 9, "9h", "12h", "interne")
    assert door.perform(room_use, MonthOfRooms(month=DECEMBER)) == ()


def test_a_room_without_a_tariff_says_so(door: Door) -> None:
    garrigue, who = room(door), company(door)
    told = price(door, garrigue, 9, "9h", "12h", who, tenant="extérieur")
    assert (told.cents, told.is_priced) == (0, False)
    held(door, garrigue, 9, "9h", "12h", who, tenant="extérieur")
    assert not use(door.perform, who).is_priced


def test_the_tariff_is_that_of_the_meeting_s_day(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    tariff(door, garrigue, Tenant.OUTSIDE, "20", "60", since="10/12/2026")
    for day in (9, 10):
        held(door, garrigue, day, "9h", "10h", who, tenant="extérieur")
    assert [line.cents for line in use(door.perform, who).lines] == [1_000, 2_000]


def test_a_setting_changed_on_a_day_alters_nothing_before(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    first, second = (held(door, garrigue, day, "8h", "17h", who) for day in (2, 16))
    late = at(door, "2026-12-10T09:00")
    late.perform(change_setting, ChangeSetting(key="free_hours_hosted", value="15"))
    found = use(late.perform, who)
    assert [(line.booking_id, line.free) for line in found.lines] == [(first.id, 540), (second.id, 360)]
    assert found.granted == 900


@pytest.mark.parametrize(
    ("moment", "by_tenant", "lines"),
    [
        ("2026-12-08T08:59", True, []),
        ("2026-12-08T09:00", True, []),
        ("2026-12-08T09:01", True, [(120, 0, 1_000)]),
        ("2026-12-09T08:00", True, [(120, 0, 1_000)]),
        ("2026-12-09T08:00", False, []),
    ],
)
def test_a_cancellation(door: Door, moment: str, by_tenant: bool, lines: list[tuple[int, int, int]]) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 2, "8h", "18h", who)
    made = held(door, garrigue, 9, "9h", "11h", who)
    at(door, moment).perform(cancel_booking, CancelBooking(booking_id=made.id, by_tenant=by_tenant))
    found = use(door.perform, who)
    expected = [(line // 2, free, cents) for line, free, cents in lines]
    assert [(line.minutes, line.free, line.cents) for line in found.lines[1:]] == expected


@pytest.mark.parametrize(
    ("day", "moment", "by_tenant", "said"),
    [
        (9, "2026-12-08T09:00", True, "annulée"),
        (9, "2026-12-09T08:00", True, "annulée, due à 50\u202f% : 10,00\u202f€ HT (moins de 24\u202fh avant)"),
        (9, "2026-12-09T08:00", False, "annulée"),
        (
            1,
            "2026-12-01T08:00",
            True,
            "annulée, due à 50\u202f% : 1\u202fh des heures comprises (moins de 24\u202fh avant)",
        ),
    ],
)
def test_a_late_cancellation_says_what_it_owes(door: Door, day: int, moment: str, by_tenant: bool, said: str) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 2, "8h", "18h", who)
    made = held(door, garrigue, day, "9h", "11h", who)
    told = at(door, moment).perform(cancel_booking, CancelBooking(booking_id=made.id, by_tenant=by_tenant))
    assert told.message.endswith(f" : {said}")
    assert told.is_owed is ("due" in said)


def test_an_option_given_up_or_lapsed_owes_nothing_and_a_confirmed_one_does(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    outside: dict[str, Any] = {"tenant": "extérieur", "option": "oui"}
    given_up, lapsed, kept = (held(door, garrigue, 24 + day, "9h", "10h", who, **outside) for day in range(3))
    door.perform(confirm_booking, ConfirmBooking(booking_id=kept.id))
    at(door, "2026-11-24T09:00").perform(cancel_booking, CancelBooking(booking_id=given_up.id))
    found = use(at(door, "2026-12-20T09:00").perform, who)
    assert [(line.booking_id, line.cents) for line in found.lines] == [(kept.id, 1_000)]
    assert lapsed.status is BookingStatus.OPTION


def test_early_leaving_and_absence_owe_the_whole(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    left, absent = (held(door, garrigue, day, "9h", "11h", who, tenant="extérieur") for day in (9, 10))
    at(door, "2026-12-09T09:00").perform(check_in, CheckIn(booking_id=left.id))
    at(door, "2026-12-09T09:20").perform(check_out, CheckOut(booking_id=left.id))
    at(door, "2026-12-10T09:30").perform(mark_no_show, MarkNoShow(booking_id=absent.id))
    assert [(line.minutes, line.cents, line.why) for line in use(door.perform, who).lines] == [
        (120, 2_000, ""),
        (120, 2_000, "non honorée, due en entier"),
    ]


def test_everyone_s_month_by_name(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    held(door, garrigue, 1, "9h", "10h", "exterieur:Mairie de Sète", tenant="extérieur")
    held(door, garrigue, 2, "8h", "18h", "projet:Élan vert", tenant="promotion")
    held(door, garrigue, 3, "9h", "11h", "projet:elan  vert", tenant="promotion")
    held(door, garrigue, 4, "9h", "11h", who)
    told = price(door, garrigue, 7, "9h", "10h", "projet:Élan vert", tenant="promotion")
    assert (told.used_minutes, told.cents) == (600, 1_000)
    found = door.perform(room_use, MonthOfRooms(month=DECEMBER))
    assert [(each.who, each.company_id is None, each.cents) for each in found] == [
        ("elan vert", True, 2_000),
        ("Mairie de Sète", True, 1_000),
        ("Vélomistrau", False, 0),
    ]
    assert use(door.perform, who) == found[2]
    table = door.perform(export_use, MonthOfRooms(month=DECEMBER))
    assert table.rows[0] == ("elan vert", "2026-12", 2, 12, 10, 2, 20, None)
    assert table.rows[2] == ("Vélomistrau", "2026-12", 1, 2, 2, 0, 0, None)


@pytest.mark.parametrize(("day", "minutes"), [("28/03/2027", 120), ("31/10/2027", 240)])
def test_the_night_of_a_change_of_clock_is_billed_as_it_elapsed(door: Door, day: str, minutes: int) -> None:
    garrigue, who = priced(door), company(door)
    made = book(door, garrigue.id, "1h", "4h", who, day, tenant="extérieur", outside_hours="oui")
    (line,) = use(door.perform, who, made.slot.day).lines
    assert line.minutes == minutes


def test_the_month_is_that_of_the_start_in_paris(door: Door) -> None:
    garrigue, who = priced(door), company(door)
    made = book(door, garrigue.id, "22h", "0h", who, "30/11/2026", outside_hours="oui")
    assert made.slot == slot_of(date(2026, 11, 30), made.slot.start.astimezone(PARIS).time(), datetime.min.time())
    book(door, garrigue.id, "0h", "1h", who, "01/12/2026", outside_hours="oui")
    assert [len(use(door.perform, who, month).lines) for month in (date(2026, 11, 1), DECEMBER)] == [1, 1]


def test_a_project_and_an_outsider_of_one_name_share_no_free_hours(door: Door) -> None:
    garrigue = priced(door)
    held(door, garrigue, 2, "8h", "17h", "projet:Les Petits")
    held(door, garrigue, 3, "8h", "17h", "exterieur:les petits")
    uses = door.perform(room_use, MonthOfRooms(month=DECEMBER))
    assert [(use.who, use.minutes, use.free) for use in uses] == [("Les Petits", 540, 540), ("les petits", 540, 540)]
    told = price(door, garrigue, 4, "9h", "10h", "exterieur:les petits", tenant="hébergée")
    assert (told.used_minutes, told.free_minutes) == (540, 60)


def test_the_day_after_its_agreement_says_why_the_tariff_is_another(door: Door) -> None:
    """Accompanied until 14/01/2028; a tariff that was chosen is not remarked upon."""
    garrigue, who = room(door), supported(door)

    def remarks(on: str, tenant: str = "") -> list[str]:
        form = CheckBooking(room_id=garrigue.id, who=who, on=on, start="9h", end="10h", tenant=tenant)
        return [remark.message for remark in door.perform(check_booking, form).remarks]

    assert remarks("14/01/2028") == []
    assert remarks("17/01/2028") == ["Sa convention finit le 14 janv. 2028 : après, tarif extérieur."]
    assert remarks("17/01/2028", "partenaire") == []


def test_a_booking_tells_its_price_a_cancelled_one_and_the_house_s_have_none(door: Door) -> None:
    garrigue = priced(door)

    def told(booking: BookingView) -> Price | None:
        return door.perform(booking_price, BookingRequest(booking_id=booking.id))

    outside = held(door, garrigue, 9, "9h", "12h", "exterieur:Région", tenant="extérieur")
    found = told(outside)
    assert found is not None and (found.cents, found.minutes) == (3_000, 180)
    assert told(held(door, garrigue, 9, "14h", "15h", "interne")) is None
    door.perform(cancel_booking, CancelBooking(booking_id=outside.id))
    assert told(outside) is None
