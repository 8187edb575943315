"""Signing in, waiting after wrong tries, codes, closing accounts (rule 39)."""

from datetime import date, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from realis_tui.clock import Clock
from realis_tui.db.models import ActRecord, JournalEntry, Secret
from realis_tui.domain.accounts import Permission, Role
from realis_tui.domain.refusals import Refused
from realis_tui.usecases import accounts as uc
from realis_tui.usecases.account_rules import WAITS
from realis_tui.usecases.door import Door

GOOD = "quatre mots sans rapport"
NEW = "une autre suite de mots"


@pytest.fixture
def visitor(door: Door) -> Door:
    return door.for_actor(uc.VISITOR)


@pytest.fixture
def direction(visitor: Door) -> Door:
    """The door of the direction's account, the first of the base."""
    signed_in = visitor.perform(uc.create_first_account, uc.CreateFirstAccount(name="Claire Pagès", passphrase=GOOD))
    return visitor.for_actor(signed_in.actor)


def add(direction: Door, name: str, role: Role = Role.COACH, **more: object) -> uc.AccountView:
    return direction.perform(uc.add_account, uc.AddAccount(name=name, role=role, passphrase=SecretStr(GOOD), **more))


def sign_in(door: Door, name: str, passphrase: str = GOOD) -> uc.SignedIn:
    return door.perform(uc.sign_in, uc.SignIn(name=name, passphrase=SecretStr(passphrase)))


def later(door: Door, **delay: float) -> Door:
    return Door(door.database, door.actor, Clock(door.clock.now() + timedelta(**delay)), door.desk)


def test_the_first_account_is_direction_and_is_made_once(visitor: Door, direction: Door) -> None:
    assert visitor.perform(uc.accounts_overview, None) == uc.AccountsOverview(True, False, (), ())
    assert direction.actor.role is Role.DIRECTION
    with pytest.raises(Refused, match="existe déjà"):
        visitor.perform(uc.create_first_account, uc.CreateFirstAccount(name="Autre", passphrase=SecretStr(GOOD)))


def test_a_visitor_may_sign_in_and_nothing_else(visitor: Door, direction: Door) -> None:
    assert [permission for permission in Permission if uc.VISITOR.may(permission)] == [Permission.SIGN_IN]
    with pytest.raises(Refused):
        visitor.perform(uc.list_accounts, None)


@pytest.mark.parametrize("name", ["Claire Pagès", "  claire PAGES ", "CLAIRE-PAGÈS"])
def test_names_are_folded(visitor: Door, direction: Door, name: str) -> None:
    assert sign_in(visitor, name).name == "Claire Pagès"


@pytest.mark.parametrize("weak", ["court", "aaaaaaaaaaaaa", "x" * 201, "claire pagès"])
def test_weak_passphrases_are_refused(visitor: Door, weak: str) -> None:
    with pytest.raises(Refused) as refused:
        visitor.perform(uc.create_first_account, uc.CreateFirstAccount(name="Claire Pagès", passphrase=SecretStr(weak)))
    assert refused.value.field == "passphrase"
    assert not visitor.perform(uc.accounts_overview, None).has_accounts


def test_wrong_tries_wait_longer_and_longer(visitor: Door, direction: Door) -> None:
    for _ in range(4):
        with pytest.raises(Refused, match=r"incorrects\.$"):
            sign_in(visitor, "Claire Pagès", "pas la bonne")
    door = visitor
    for wait in (*WAITS, WAITS[-1]):
        with pytest.raises(Refused, match="attendre"):
            sign_in(door, "Claire Pagès", "pas la bonne")
        with pytest.raises(Refused, match="attendre"):  # even the right one, before the end of the wait
            sign_in(later(door, seconds=wait - 1), "Claire Pagès")
        door = later(door, seconds=wait)
    assert sign_in(door, "Claire Pagès").name == "Claire Pagès"
    with pytest.raises(Refused, match=r"incorrects\.$"):  # forgotten once signed in
        sign_in(door, "Claire Pagès", "pas la bonne")


def test_an_unknown_name_says_no_more_than_a_wrong_passphrase(visitor: Door, direction: Door) -> None:
    with pytest.raises(Refused) as unknown:
        sign_in(visitor, "Personne")
    with pytest.raises(Refused) as wrong:
        sign_in(visitor, "Claire Pagès", "pas la bonne")
    assert unknown.value.message == wrong.value.message


def test_the_code_of_direction_opens_once(visitor: Door, direction: Door) -> None:
    account = add(direction, "Paul Estève")
    given = direction.perform(uc.issue_reset_code, uc.AccountOf(account_id=account.id))

    def reset(door: Door, code: str) -> uc.SignedIn:
        request = uc.ResetPassphrase(name="paul esteve", code=SecretStr(code), new=SecretStr(NEW))
        return door.perform(uc.reset_passphrase, request)

    with pytest.raises(Refused):
        reset(visitor, "AAAAA-AAAAA")
    with pytest.raises(Refused):
        reset(later(visitor, hours=25), given.code)
    assert reset(visitor, f" {given.code.lower()} ").name == "Paul Estève"
    with pytest.raises(Refused):
        reset(visitor, given.code)
    assert sign_in(visitor, "Paul Estève", NEW).account_id == account.id


def test_closed_and_ended_accounts_do_not_open(visitor: Door, direction: Door) -> None:
    juror = add(direction, "Odile Juré", Role.JUROR, ends_on=date(2026, 11, 30))
    assert sign_in(later(visitor, days=7), "Odile Juré").role is Role.JUROR
    with pytest.raises(Refused, match="a pris fin"):
        sign_in(later(visitor, days=8), "Odile Juré")
    closed = direction.perform(uc.deactivate_account, uc.AccountOf(account_id=juror.id, version=juror.version))
    assert not closed.active
    with pytest.raises(Refused, match="fermé"):
        sign_in(visitor, "Odile Juré")
    direction.perform(uc.reactivate_account, uc.AccountOf(account_id=juror.id))
    assert sign_in(visitor, "Odile Juré").account_id == juror.id


def test_one_direction_stays(direction: Door) -> None:
    mine = direction.perform(uc.list_accounts, None)[0]
    with pytest.raises(Refused, match="propre compte"):
        direction.perform(uc.deactivate_account, uc.AccountOf(account_id=mine.id))
    other = add(direction, "Deux Directrice", Role.DIRECTION)
    door = direction.for_actor(uc.SignedIn(other.id, other.name, other.role, 10).actor)
    door.perform(uc.deactivate_account, uc.AccountOf(account_id=mine.id))


def test_names_are_unique(direction: Door) -> None:
    with pytest.raises(Refused) as refused:
        add(direction, "CLAIRE PAGES")
    assert refused.value.field == "name"


def test_changing_ones_own_passphrase(visitor: Door, direction: Door) -> None:
    with pytest.raises(Refused):
        direction.perform(
            uc.change_passphrase, uc.ChangePassphrase(current=SecretStr("non non non"), new=SecretStr(NEW))
        )
    direction.perform(uc.change_passphrase, uc.ChangePassphrase(current=SecretStr(GOOD), new=SecretStr(NEW)))
    assert sign_in(visitor, "Claire Pagès", NEW)


def test_a_coach_does_not_manage_accounts(visitor: Door, direction: Door) -> None:
    add(direction, "Paul Estève")
    coach = visitor.for_actor(sign_in(visitor, "Paul Estève").actor)
    with pytest.raises(Refused, match="rôle"):
        add(coach, "Ami")


def test_nothing_secret_in_the_journal(visitor: Door, direction: Door) -> None:
    account = add(direction, "Paul Estève")
    code = direction.perform(uc.issue_reset_code, uc.AccountOf(account_id=account.id)).code
    with direction.database.read() as session:
        told = str([(entry.old, entry.new) for entry in session.scalars(select(JournalEntry))])
        told += str([found.summary for found in session.scalars(select(ActRecord))])
        hashes = [secret.passphrase_hash or "" for secret in session.scalars(select(Secret))]
    assert all(len(hashed) > 40 for hashed in hashes)
    assert not [secret for secret in (GOOD, code, "argon2", *hashes) if secret in told]


def test_the_demonstration_shows_its_accounts(direction: Door, visitor: Door) -> None:
    direction.perform(uc.declare_demo, uc.DeclareDemo(passphrases={"Claire Pagès": GOOD}))
    overview = visitor.perform(uc.accounts_overview, None)
    assert overview.is_demo
    assert overview.demo_accounts == (uc.DemoAccount("Claire Pagès", Role.DIRECTION, GOOD),)
