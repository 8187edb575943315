"""Signing in, waiting after wrong tries, codes, closing accounts (rule 39)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from realis_tui.clock import Clock
from realis_tui.db.models import ActRecord, JournalEntry, Secret
from realis_tui.domain.accounts import Permission, Role
from realis_tui.domain.fields import validate
from realis_tui.domain.refusals import Refused
from realis_tui.usecases import accounts as uc
from realis_tui.usecases import sign_in as at_door
from realis_tui.usecases.account_rules import WAITS
from realis_tui.usecases.base import verify
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import (
    ActView,
    HistoryOf,
    JournalFilter,
    UndoAct,
    UndoLast,
    history_of,
    journal_list,
    undo_act,
    undo_last,
)
from tests.sql_watch import counted

GOOD = "quatre mots sans rapport"
NEW = "une autre suite de mots"


@pytest.fixture
def visitor(door: Door) -> Door:
    return door.for_actor(at_door.VISITOR)


@pytest.fixture
def direction(visitor: Door) -> Door:
    """The door of the direction's account, the first of the base."""
    signed_in = visitor.perform(
        at_door.create_first_account, at_door.CreateFirstAccount(name="Claire Pagès", passphrase=GOOD)
    )
    return visitor.for_actor(signed_in.actor)


def add(direction: Door, name: str, role: Role = Role.COACH, **more: object) -> uc.AccountView:
    return direction.perform(uc.add_account, uc.AddAccount(name=name, role=role, passphrase=SecretStr(GOOD), **more))


def sign_in(door: Door, name: str, passphrase: str = GOOD) -> at_door.SignedIn:
    return door.perform(at_door.sign_in, at_door.SignIn(name=name, passphrase=SecretStr(passphrase)))


def change(current: str, new: str) -> at_door.ChangePassphrase:
    return at_door.ChangePassphrase(current=SecretStr(current), new=SecretStr(new), again=SecretStr(new))


def later(door: Door, **delay: float) -> Door:
    return Door(door.database, door.actor, Clock(door.clock.now() + timedelta(**delay)), door.desk)


def test_the_first_account_is_direction_and_is_made_once(visitor: Door, direction: Door) -> None:
    assert visitor.perform(at_door.accounts_overview, None) == at_door.AccountsOverview(True, False, (), ())
    assert direction.actor.role is Role.DIRECTION
    with pytest.raises(Refused, match="existe déjà"):
        visitor.perform(
            at_door.create_first_account, at_door.CreateFirstAccount(name="Autre", passphrase=SecretStr(GOOD))
        )


def test_a_visitor_may_sign_in_and_nothing_else(visitor: Door, direction: Door) -> None:
    assert [permission for permission in Permission if at_door.VISITOR.may(permission)] == [Permission.SIGN_IN]
    with pytest.raises(Refused):
        visitor.perform(uc.list_accounts, None)


@pytest.mark.parametrize("name", ["Claire Pagès", "  claire PAGES ", "CLAIRE-PAGÈS"])
def test_names_are_folded(visitor: Door, direction: Door, name: str) -> None:
    assert sign_in(visitor, name).name == "Claire Pagès"


@pytest.mark.parametrize("weak", ["court", "aaaaaaaaaaaaa", "x" * 201, "claire pagès"])
def test_weak_passphrases_are_refused(visitor: Door, weak: str) -> None:
    with pytest.raises(Refused) as refused:
        visitor.perform(
            at_door.create_first_account, at_door.CreateFirstAccount(name="Claire Pagès", passphrase=SecretStr(weak))
        )
    assert refused.value.field == "passphrase"
    assert not visitor.perform(at_door.accounts_overview, None).has_accounts


SAID = ("30 s", "1 min", "2 min", "5 min", "15 min", "15 min")


def wait_it_out(visitor: Door, name: str) -> Door:
    """Five wrong tries and more, each wait said and longer than the one before; the door after the last wait."""
    for _ in range(4):
        with pytest.raises(Refused, match=r"incorrects\.$"):
            sign_in(visitor, name, "pas la bonne")
    door = visitor
    for wait, said in zip((*WAITS, WAITS[-1]), SAID, strict=True):
        with pytest.raises(Refused, match=f"incorrects. Trop d'essais : attendre {said} avant"):
            sign_in(door, name, "pas la bonne")
        with pytest.raises(Refused, match="attendre 1 s"):  # even the right one, before the end of the wait
            sign_in(later(door, seconds=wait - 1), name)
        door = later(door, seconds=wait)
    return door


def test_wrong_tries_wait_longer_and_longer(visitor: Door, direction: Door) -> None:
    door = wait_it_out(visitor, "Claire Pagès")
    assert sign_in(door, "Claire Pagès").name == "Claire Pagès"
    with pytest.raises(Refused, match=r"incorrects\.$"):  # forgotten once signed in
        sign_in(door, "Claire Pagès", "pas la bonne")


def test_an_unknown_name_says_no_more_than_a_wrong_passphrase(visitor: Door, direction: Door) -> None:
    with pytest.raises(Refused) as unknown:
        sign_in(visitor, "Personne")
    with pytest.raises(Refused) as wrong:
        sign_in(visitor, "Claire Pagès", "pas la bonne")
    assert unknown.value.message == wrong.value.message


def test_an_unknown_name_waits_as_a_known_one(visitor: Door, direction: Door) -> None:
    """Else the waits would say who has an account; another name does not wait for it."""
    door = wait_it_out(visitor, "Personne")
    with pytest.raises(Refused, match="attendre 15 min"):
        sign_in(door, "  PERSONNE ")
    with pytest.raises(Refused, match=r"incorrects\.$"):
        sign_in(door, "Quelqu'un d'autre")
    assert sign_in(door, "Claire Pagès")


def test_the_code_of_direction_opens_once(visitor: Door, direction: Door) -> None:
    account = add(direction, "Paul Estève")
    given = direction.perform(uc.issue_reset_code, uc.AccountOf(account_id=account.id))

    def reset(door: Door, code: str) -> at_door.SignedIn:
        request = at_door.ResetPassphrase(name="paul esteve", code=SecretStr(code), new=SecretStr(NEW))
        return door.perform(at_door.reset_passphrase, request)

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
    door = direction.for_actor(at_door.SignedIn(other.id, other.name, other.role, 10).actor)
    door.perform(uc.deactivate_account, uc.AccountOf(account_id=mine.id))


def test_the_last_direction_that_stays_is_not_closed_by_one_that_ends(visitor: Door, direction: Door) -> None:
    """Tomorrow neither could sign in, and nobody could open an account."""
    bruno = add(direction, "Bruno Vidal", Role.DIRECTION, ends_on=date(2026, 11, 23))
    theirs = visitor.for_actor(sign_in(visitor, "Bruno Vidal").actor)
    with pytest.raises(Refused, match="aucun compte de direction sans dernier jour"):
        theirs.perform(uc.deactivate_account, uc.AccountOf(account_id=direction.actor.account_id or 0))
    assert sign_in(later(visitor, days=1), "Claire Pagès").role is Role.DIRECTION
    direction.perform(uc.deactivate_account, uc.AccountOf(account_id=bruno.id))


def test_the_first_account_has_no_last_day(door: Door) -> None:
    with pytest.raises(Refused, match="pas de dernier jour"):
        add(door, "Bruno Vidal", Role.DIRECTION, ends_on=date(2026, 12, 31))


def test_names_are_unique(direction: Door) -> None:
    with pytest.raises(Refused) as refused:
        add(direction, "CLAIRE PAGES")
    assert refused.value.field == "name"


def test_changing_ones_own_passphrase(visitor: Door, direction: Door) -> None:
    with pytest.raises(Refused):
        direction.perform(at_door.change_passphrase, change("non non non", NEW))
    direction.perform(at_door.change_passphrase, change(GOOD, NEW))
    assert sign_in(visitor, "Claire Pagès", NEW)


def test_ones_own_name_is_no_passphrase(direction: Door) -> None:
    with pytest.raises(Refused, match="se devine") as refused:
        direction.perform(at_door.change_passphrase, change(GOOD, "claire pagès"))
    assert refused.value.field == "new"


def test_the_new_passphrase_is_typed_twice(now: datetime) -> None:
    typed = {"current": GOOD, "new": NEW, "again": "une autre suite de mits"}
    with pytest.raises(Refused, match="pas les mêmes") as refused:
        validate(at_door.ChangePassphrase, typed, now.date())
    assert refused.value.field == "again"
    assert "mits" not in str(refused.value)
    for wanted in ("current", "new", "again"):
        with pytest.raises(Refused, match="à remplir"):
            validate(at_door.ChangePassphrase, typed | {wanted: " "}, now.date())


def test_wrong_present_passphrases_wait_too(visitor: Door, direction: Door) -> None:
    for _ in range(4):
        with pytest.raises(Refused, match="n'est pas celle-là"):
            direction.perform(at_door.change_passphrase, change("pas la bonne", NEW))
    with pytest.raises(Refused, match="attendre 30 s"):
        direction.perform(at_door.change_passphrase, change("pas la bonne", NEW))
    with pytest.raises(Refused, match="attendre"):
        sign_in(visitor, "Claire Pagès")


# Failed sign-ins in the journal


def told(door: Door, owner: str = "") -> list[ActView]:
    """The lines about signing in that the actor sees, oldest first."""
    acts = door.perform(journal_list, JournalFilter(owner=owner) if owner else JournalFilter())
    return [found for found in reversed(acts) if found.actor == at_door.VISITOR.name and "efusé" in found.summary]


def test_a_failed_sign_in_is_told_to_direction(visitor: Door, direction: Door) -> None:
    paul = add(direction, "Paul Estève")
    desk = Door(visitor.database, visitor.actor, visitor.clock, "accueil-1")
    for passphrase in ("pas la bonne", "presque la bonne"):
        with pytest.raises(Refused):
            sign_in(desk, "paul esteve", passphrase)
    lines = direction.perform(history_of, HistoryOf(owner=f"accounts:{paul.id}"))[:2]
    assert [line.summary for line in lines] == ["Connexion refusée à Paul Estève : phrase secrète incorrecte"] * 2
    assert {(line.desk, line.at, line.undoable) for line in lines} == {("accueil-1", visitor.clock.now(), False)}
    coach = visitor.for_actor(sign_in(visitor, "Paul Estève").actor)
    assert told(coach) == []
    assert all(control.ok for control in verify(direction.database))


def test_each_way_of_being_refused_is_told(visitor: Door, direction: Door) -> None:
    paul = add(direction, "Paul Estève", ends_on=date(2026, 11, 30))
    with pytest.raises(Refused):
        sign_in(later(visitor, days=8), "Paul Estève")
    direction.perform(uc.deactivate_account, uc.AccountOf(account_id=paul.id))
    with pytest.raises(Refused):
        sign_in(visitor, "Paul Estève")
    request = at_door.ResetPassphrase(name="Paul Estève", code=SecretStr("AAAAA-AAAAA"), new=SecretStr(NEW))
    for _ in range(6):
        with pytest.raises(Refused):
            visitor.perform(at_door.reset_passphrase, request)
    with pytest.raises(Refused):
        direction.perform(at_door.change_passphrase, change("pas la bonne", NEW))
    assert [line.summary for line in told(direction)] == [
        "Connexion refusée à Paul Estève : le compte a pris fin le 30 nov. 2026",
        "Connexion refusée à Paul Estève : le compte est fermé",
        *["Connexion par code refusée à Paul Estève : code incorrect ou déjà servi"] * 5,
        "Connexion par code refusée à Paul Estève : trop d'essais, il fallait attendre",
        "Changement de phrase secrète refusé à Claire Pagès : phrase actuelle incorrecte",
    ]


def test_a_passphrase_typed_as_a_name_is_not_kept(visitor: Door, direction: Door) -> None:
    with pytest.raises(Refused):
        sign_in(visitor, GOOD, "autre chose que voici")
    assert [line.summary for line in told(direction)] == ["Connexion refusée à « qua… » : aucun compte à ce nom"]
    with direction.database.read() as session:
        kept = str([(entry.old, entry.new, entry.owner) for entry in session.scalars(select(JournalEntry))])
        kept += str([found.summary for found in session.scalars(select(ActRecord))])
    assert not [secret for secret in (GOOD, "quatre", "autre chose") if secret in kept]


def test_a_failed_sign_in_stands_in_the_way_of_no_undo(visitor: Door, direction: Door) -> None:
    """A try is nobody's act, and does not touch the account's own row."""
    paul = add(direction, "Paul Estève")
    direction.perform(uc.deactivate_account, uc.AccountOf(account_id=paul.id))
    with pytest.raises(Refused):
        sign_in(visitor, "Paul Estève", "pas la bonne")
    with pytest.raises(Refused):
        direction.perform(at_door.change_passphrase, change("pas la bonne", NEW))
    assert direction.perform(undo_last, UndoLast()).message == "Défait : «\u00a0Compte Paul Estève fermé\u00a0»"
    with pytest.raises(Refused, match="ne s'annule pas"):
        direction.perform(undo_act, UndoAct(id=told(direction)[0].id))


def test_a_secret_that_changes_is_told_to_direction(visitor: Door, direction: Door) -> None:
    """A code given, used, a passphrase changed: each leaves its line, which says nothing of the secret."""
    paul = add(direction, "Paul Estève")
    given = direction.perform(uc.issue_reset_code, uc.AccountOf(account_id=paul.id))
    request = at_door.ResetPassphrase(name="Paul Estève", code=SecretStr(given.code), new=SecretStr(NEW))
    mine = visitor.for_actor(visitor.perform(at_door.reset_passphrase, request).actor)
    mine.perform(at_door.change_passphrase, change(NEW, GOOD))
    lines = direction.perform(history_of, HistoryOf(owner=f"accounts:{paul.id}"))
    assert [(line.summary, line.undoable, line.changes) for line in lines[:3]] == [
        ("Phrase secrète de Paul Estève changée", False, ()),
        ("Phrase secrète de Paul Estève renouvelée par un code", False, ()),
        ("Code de secours donné à Paul Estève", False, ()),
    ]
    assert all(control.ok for control in verify(direction.database))


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
    overview = visitor.perform(at_door.accounts_overview, None)
    assert overview.is_demo
    assert overview.demo_accounts == (at_door.DemoAccount("Claire Pagès", Role.DIRECTION, GOOD),)


def test_the_demonstration_shows_no_passphrase_that_was_changed(direction: Door, visitor: Door) -> None:
    direction.perform(uc.declare_demo, uc.DeclareDemo(passphrases={"Claire Pagès": GOOD}))
    direction.perform(at_door.change_passphrase, change(GOOD, NEW))
    overview = visitor.perform(at_door.accounts_overview, None)
    assert (overview.is_demo, overview.demo_accounts) == (True, ())


def test_no_undo_leaves_a_base_without_direction(visitor: Door, direction: Door) -> None:
    bruno = add(direction, "Bruno Vidal", Role.DIRECTION)
    theirs = visitor.for_actor(sign_in(visitor, "Bruno Vidal").actor)
    direction.perform(uc.deactivate_account, uc.AccountOf(account_id=bruno.id))
    direction.perform(undo_last, UndoLast())
    theirs.perform(uc.deactivate_account, uc.AccountOf(account_id=direction.actor.account_id or 0))
    reopened = next(line for line in theirs.perform(journal_list, JournalFilter()) if line.undoes is not None)
    with pytest.raises(Refused, match="aucun compte de direction"):
        theirs.perform(undo_act, UndoAct(id=reopened.id))
    assert sign_in(visitor, "Bruno Vidal").role is Role.DIRECTION


def test_a_closed_account_does_nothing_more_where_it_is_signed_in(visitor: Door, direction: Door) -> None:
    paul = add(direction, "Paul Estève")
    theirs = visitor.for_actor(sign_in(visitor, "Paul Estève").actor)
    with counted() as statements:
        theirs.perform(list_companies, ListCompanies(view="toutes"))
    assert sum("accounts.active" in statement for statement in statements) == 1
    direction.perform(uc.deactivate_account, uc.AccountOf(account_id=paul.id))
    for use_case, request in (
        (create_company, CreateCompany(name="Vélomistrau")),
        (list_companies, ListCompanies(view="toutes")),
    ):
        with pytest.raises(Refused, match="Votre compte est fermé"):
            theirs.perform(use_case, request)
    assert direction.perform(list_companies, ListCompanies(view="toutes")).total == 0


def test_an_account_reads_until_its_last_day(visitor: Door, direction: Door) -> None:
    add(direction, "Odile Roque", Role.DIRECTION, ends_on=date(2026, 11, 24))
    theirs = visitor.for_actor(sign_in(visitor, "Odile Roque").actor)
    assert len(later(theirs, days=1).perform(uc.list_accounts, None)) == 2
    with pytest.raises(Refused, match="Votre compte est fermé"):
        later(theirs, days=2).perform(uc.list_accounts, None)


def test_two_of_direction_never_close_each_other(visitor: Door, direction: Door) -> None:
    """Both at the same instant: what the second reads is what the first has left (rule 39)."""
    bruno = add(direction, "Bruno Vidal", Role.DIRECTION)
    theirs = visitor.for_actor(sign_in(visitor, "Bruno Vidal").actor)
    ready = Barrier(2)

    def close(door: Door, account_id: int | None) -> bool:
        ready.wait()
        try:
            door.perform(uc.deactivate_account, uc.AccountOf(account_id=account_id or 0))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        mine = both.submit(close, direction, bruno.id)
        other = both.submit(close, theirs, direction.actor.account_id)
        assert sorted((mine.result(), other.result())) == [False, True]
