"""The fictitious data set: what it must hold, and that the same seed gives the same."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from realis_tui.clock import PARIS, Clock
from realis_tui.db.engine import Database
from realis_tui.demo.build import FORMER, PROSPECTS, build_demo, count_demo
from realis_tui.demo.team import ACCOUNTS
from realis_tui.demo.words import NEAR_DUPLICATES, TITLES, WOMEN
from realis_tui.domain.accounts import Role
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.paris_time import day_of
from realis_tui.domain.rooms import BookingStatus
from realis_tui.usecases.base import verify
from realis_tui.usecases.companies.cards import CompanyCard, CompanyCardRequest, company_card
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import JournalFilter, journal_list
from realis_tui.usecases.rooms.catalogue import ListRooms, list_rooms
from realis_tui.usecases.rooms.closures import ListClosures, list_closures
from realis_tui.usecases.rooms.planning import ListBookings, list_bookings
from realis_tui.usecases.rooms.requests import SeriesRequest
from realis_tui.usecases.rooms.series import series_card
from realis_tui.usecases.rooms.views import BookingView, Fate, RoomView
from realis_tui.usecases.sign_in import VISITOR, SignIn, accounts_overview, sign_in
from tests.conftest import NOW

TODAY = NOW.date()
S = CompanyState
FORMER_STATES = {S.EXITED, S.FOLLOWED, S.ARCHIVED}


def make(path: Path, now: datetime = NOW, seed: int = 1) -> Database:
    database = Database.create(path)
    build_demo(database, seed, now)
    return database


def cards_of(door: Door) -> list[CompanyCard]:
    rows = door.perform(list_companies, ListCompanies(limit=500)).rows
    return [door.perform(company_card, CompanyCardRequest(company_id=row.id)) for row in rows]


@pytest.fixture(scope="module")
def demo(demo_template: Path) -> Iterator[Door]:
    database = Database.open(str(demo_template))
    yield Door(database, clock=Clock(NOW))
    database.close()


@pytest.fixture(scope="module")
def cards(demo: Door) -> list[CompanyCard]:
    return cards_of(demo)


def test_counts(demo: Door, cards: list[CompanyCard]) -> None:
    counts = count_demo(demo)
    assert (counts.is_demo, counts.companies) == (True, 30 + FORMER + PROSPECTS + len(NEAR_DUPLICATES))
    assert sum(card.state in FORMER_STATES for card in cards) == FORMER
    states = {card.state for card in cards}
    assert {S.SUPPORTED, S.EXTENDED, S.SUSPENDED, S.ADMITTED, S.PROSPECT, S.REFUSED, S.DEFERRED, S.FOLLOWED} <= states


@pytest.fixture(scope="module")
def rooms(demo: Door) -> tuple[RoomView, ...]:
    return demo.perform(list_rooms, ListRooms())


@pytest.fixture(scope="module")
def bookings(demo: Door) -> tuple[BookingView, ...]:
    asked = ListBookings(first=TODAY - timedelta(days=1200), last=TODAY + timedelta(days=400))
    return demo.perform(list_bookings, asked)


def test_nine_rooms_and_one_made_of_two(rooms: tuple[RoomView, ...]) -> None:
    assert [len(room.parts) for room in rooms] == [0] * 9 + [2]
    assert {room.name: room.setup_minutes for room in rooms if room.setup_minutes} == {"Auditorium Cévennes": 30}


def test_three_years_of_bookings(demo: Door, bookings: tuple[BookingView, ...]) -> None:
    assert count_demo(demo).bookings == len(bookings) > 3_500
    assert {item.status for item in bookings} == set(BookingStatus)
    assert {item.letter for item in bookings} == set("EYCAIX")
    assert len({item.room_id for item in bookings}) == 10
    assert len({item.series_id for item in bookings if item.series_id}) > 15
    first, last = bookings[0].starts_at.date(), bookings[-1].starts_at.date()
    assert (TODAY - first).days > 1_080 and (last - TODAY).days > 180
    assert len(demo.perform(list_closures, ListClosures(since=TODAY - timedelta(days=1_100)))) >= 6


def test_each_date_of_a_series_is_accounted_for(demo: Door, bookings: tuple[BookingView, ...]) -> None:
    for series in {item.series_id for item in bookings if item.series_id}:
        dates = demo.perform(series_card, SeriesRequest(series_id=series)).occurrences
        assert dates
        assert {item.fate for item in dates} <= {Fate.BOOKED, Fate.PAST, Fate.HOLIDAY, Fate.CLOSED, Fate.CLASH}


def test_today_is_lively(bookings: tuple[BookingView, ...]) -> None:
    today = [item for item in bookings if day_of(item.starts_at) == TODAY]
    assert 8 <= len(today) <= 12
    assert any(item.status is BookingStatus.OPTION and item.lapses_at > NOW for item in today if item.lapses_at)
    running = [item for item in today if item.starts_at <= NOW < item.ends_at]
    assert any(item.checked_in_at is not None and item.checked_out_at is None for item in running)


def test_nothing_has_happened_after_now(tmp_path: Path) -> None:
    """Opened before nine, nobody has come yet to a meeting of the morning."""
    now = NOW.replace(hour=7, minute=30)
    database = make(tmp_path / "matin.db", now)
    try:
        asked = ListBookings(first=TODAY - timedelta(days=1200), last=TODAY + timedelta(days=400))
        found = Door(database, clock=Clock(now)).perform(list_bookings, asked)
    finally:
        database.close()
    moments = [
        at
        for item in found
        for at in (item.checked_in_at, item.checked_out_at, item.freed_at, item.cancelled_at)
        if at is not None
    ]
    assert len(moments) > 100
    assert max(moments) <= now


def test_a_title_agrees_with_who_bears_it(cards: list[CompanyCard]) -> None:
    titled = [(who.name.split()[0] in WOMEN, who.title) for card in cards for who in card.people if who.title]
    assert {is_woman for is_woman, _ in titled} == {True, False}
    hers, his = zip(*TITLES, strict=True)
    assert [title for is_woman, title in titled if title not in (hers if is_woman else his)] == []


def test_every_booking_is_of_someone_of_that_time(bookings: tuple[BookingView, ...], cards: list[CompanyCard]) -> None:
    starts = {card.id: min(held.starts_on for held in card.supports) for card in cards if card.supports}
    dated = [(item.company_id, day_of(item.starts_at)) for item in bookings if item.company_id]
    assert all(starts[company] <= day for company, day in dated)


def test_ends_that_make_alerts(cards: list[CompanyCard]) -> None:
    ends = [card.support.ends_on for card in cards if card.support and card.state not in FORMER_STATES]
    for days in (7, 30, 90, 91, -1):
        assert TODAY + timedelta(days=days) in ends, days
    overstayed = [card for card in cards if card.hosting and card.hosting[0].ends_on == TODAY - timedelta(days=1)]
    assert [card.hosted for card in overstayed] == [True]
    assert overstayed[0].level is Level.LATE


def test_everything_in_it_is_fictitious(cards: list[CompanyCard]) -> None:
    phones = [who.phone for card in cards for who in card.people] + [card.phone for card in cards]
    assert all(phone.startswith(("+3363998", "+3346571")) for phone in phones if phone)
    emails = [who.email for card in cards for who in card.people]
    assert all(email.endswith("@exemple.invalid") for email in emails if email)
    assert all(card.siren.startswith("009") for card in cards if card.siren)


def test_figures_have_gaps(cards: list[CompanyCard]) -> None:
    years = [year for card in cards for year in card.figures]
    assert {year.year for year in years} == {2023, 2024, 2025}
    assert any(year.grants_cents is None for year in years)
    assert any(len(card.figures) == 2 and card.figures[-1].year - card.figures[0].year == 2 for card in cards)


def test_one_account_a_role_signs_in(demo: Door) -> None:
    visitor = demo.for_actor(VISITOR)
    overview = visitor.perform(accounts_overview, None)
    assert [(shown.name, shown.role, shown.passphrase) for shown in overview.demo_accounts] == list(ACCOUNTS)
    assert {role for _, role, _ in ACCOUNTS} == set(Role)
    for shown in overview.demo_accounts:
        signed_in = visitor.perform(sign_in, SignIn(name=shown.name, passphrase=shown.passphrase))
        assert signed_in.role is shown.role


def test_it_is_sound(demo: Door) -> None:
    assert [control for control in verify(demo.database) if not control.ok] == []


def test_its_journal_is_in_the_order_of_its_days(demo: Door) -> None:
    acts = demo.perform(journal_list, JournalFilter(limit=10_000))
    days = [act.at for act in reversed(acts)]
    assert len(days) > 500
    assert days == sorted(days)
    assert days[-1].date() < TODAY  # of a new morning, nothing to undo by mistake


@pytest.mark.full
def test_the_same_seed_gives_the_same(
    tmp_path: Path, cards: list[CompanyCard], bookings: tuple[BookingView, ...]
) -> None:
    database = make(tmp_path / "autre.db")
    try:
        again = Door(database, clock=Clock(NOW))
        assert cards_of(again) == cards
        asked = ListBookings(first=TODAY - timedelta(days=1200), last=TODAY + timedelta(days=400))
        assert again.perform(list_bookings, asked) == bookings
    finally:
        database.close()


@pytest.mark.full
def test_any_day_will_do(tmp_path: Path) -> None:
    for today in (date(2028, 2, 29), date(2027, 1, 1), date(2026, 3, 31), date(2027, 3, 1)):
        database = make(tmp_path / f"{today}.db", datetime.combine(today, time(9), PARIS))
        assert [control.name for control in verify(database) if not control.ok] == []
        database.close()
