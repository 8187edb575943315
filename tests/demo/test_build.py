"""The fictitious data set: what it must hold, and that the same seed gives the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from realis_tui.clock import Clock
from realis_tui.db.engine import Database
from realis_tui.demo.build import FORMER, PROSPECTS, build_demo, count_demo
from realis_tui.demo.team import ACCOUNTS
from realis_tui.demo.words import NEAR_DUPLICATES
from realis_tui.domain.accounts import Role
from realis_tui.domain.companies import FORMER_STATES, CompanyState
from realis_tui.usecases.base import verify
from realis_tui.usecases.companies.cards import CompanyCard, CompanyCardRequest, company_card
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import JournalFilter, journal_list
from realis_tui.usecases.sign_in import VISITOR, SignIn, accounts_overview, sign_in
from tests.conftest import NOW

TODAY = NOW.date()
S = CompanyState


def make(path: Path, today: date = TODAY, seed: int = 1) -> Database:
    database = Database.create(path)
    build_demo(database, seed, today)
    return database


def cards_of(door: Door) -> list[CompanyCard]:
    rows = door.perform(list_companies, ListCompanies(limit=500)).rows
    return [door.perform(company_card, CompanyCardRequest(company_id=row.id)) for row in rows]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    database = make(tmp_path_factory.mktemp("demo") / "demo.db")
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


def test_the_same_seed_gives_the_same(tmp_path: Path, cards: list[CompanyCard]) -> None:
    database = make(tmp_path / "autre.db")
    try:
        assert cards_of(Door(database, clock=Clock(NOW))) == cards
    finally:
        database.close()


def test_any_day_will_do(tmp_path: Path, full: bool) -> None:
    others = (date(2027, 1, 1), date(2026, 3, 31), date(2027, 3, 1)) if full else ()
    for today in (date(2028, 2, 29), *others):
        make(tmp_path / f"{today}.db", today).close()
