"""At the door: proving who one is, the waits that make guessing hopeless, one's own passphrase (rule 39)."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from sqlalchemy import select

from realis_tui.db.models import Account, Trait
from realis_tui.domain import french
from realis_tui.domain.accounts import Actor, Permission, Role
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import of
from realis_tui.domain.refusals import Refused
from realis_tui.usecases import passphrases
from realis_tui.usecases.account_rules import (
    COUNT,
    DEMO,
    DEMO_PASSPHRASE,
    NOBODY,
    NewAccount,
    account_and_secret,
    checked_name,
    insert,
    judge,
    new_hash,
    remember,
    secret_of,
)
from realis_tui.usecases.acts import Perform, act, question, staged
from realis_tui.usecases.unit import UnitOfWork


class _Visitor(Actor):
    """Somebody who has not said who they are: whatever roles become, may sign in and nothing else."""

    def may(self, permission: Permission) -> bool:
        return permission is Permission.SIGN_IN


VISITOR = _Visitor(None, NOBODY, Role.READER)
"""Who acts at the door before anyone has signed in."""


# What one gives


class SignIn(Input):
    """A name as people write it (case and accents do not matter), and the passphrase or what was typed as such."""

    name: str
    passphrase: SecretStr


class CreateFirstAccount(Input):
    """The direction's account of a data base that has none."""

    name: str
    passphrase: SecretStr


class ChangePassphrase(Input):
    """One's own passphrase, the new one typed twice: nobody sees what they type."""

    current: Annotated[SecretStr, Shown("Phrase actuelle", secret=True)]
    new: Annotated[SecretStr, Shown("Nouvelle phrase", hint="au moins 10 caractères", secret=True)]
    again: Annotated[SecretStr, Shown("La même, répétée", secret=True)]

    @field_validator("again")
    @classmethod
    def _same(cls, again: SecretStr, info: ValidationInfo) -> SecretStr:
        if "new" in info.data and again != info.data["new"]:
            raise ValueError("Les deux phrases ne sont pas les mêmes : retaper la nouvelle.")
        return again


class ResetPassphrase(Input):
    """A forgotten passphrase replaced, with the one-time code that direction gave."""

    name: str
    code: SecretStr
    new: SecretStr


# What one gets


@dataclass(frozen=True, slots=True)
class DemoAccount:
    name: str
    role: Role
    passphrase: str


@dataclass(frozen=True, slots=True)
class AccountsOverview:
    """What the sign-in screen may know before anyone has signed in; `names` is empty but for a demonstration."""

    has_accounts: bool
    is_demo: bool
    names: tuple[str, ...]
    demo_accounts: tuple[DemoAccount, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    account_id: int
    name: str
    role: Role
    idle_minutes: int

    @property
    def actor(self) -> Actor:
        return Actor(self.account_id, self.name, self.role)


# Before anyone has signed in

_DEMO_TRAITS = select(Trait).where((Trait.key == DEMO) | Trait.key.startswith(DEMO_PASSPHRASE))


@question("accounts.overview", "Comptes proposés", Permission.SIGN_IN)
def accounts_overview(unit: UnitOfWork, request: None = None) -> AccountsOverview:
    """Whether anyone can sign in; in the demonstration, who, and with what."""
    has_accounts = unit.session.scalar(COUNT) != 0
    traits = {trait.key: trait.value for trait in unit.session.scalars(_DEMO_TRAITS)}
    if DEMO not in traits:
        return AccountsOverview(has_accounts, False, (), ())
    found = unit.session.execute(select(Account.name, Account.role).where(Account.active).order_by(Account.id))
    shown = tuple(
        DemoAccount(name, role, traits[DEMO_PASSPHRASE + french.fold(name)])
        for name, role in found
        if DEMO_PASSPHRASE + french.fold(name) in traits
    )
    return AccountsOverview(has_accounts, True, tuple(account.name for account in shown), shown)


class _Try(Input):
    """A try already compared; `right` holds no secret."""

    name: str
    right: bool
    new_hash: str = Field(default="", repr=False)


@question("accounts.compare", "Phrase secrète comparée", Permission.SIGN_IN)
def _compare(unit: UnitOfWork, request: SignIn) -> bool:
    """Is it the passphrase? As slow for a name nobody bears as for one that is known."""
    found = account_and_secret(unit, request.name)
    known = found[1].passphrase_hash if found else None
    return passphrases.matches(known, request.passphrase.get_secret_value())


@question("accounts.compare_code", "Code comparé", Permission.SIGN_IN)
def _compare_code(unit: UnitOfWork, request: SignIn) -> bool:
    found = account_and_secret(unit, request.name)
    secret = found[1] if found else None
    known = secret.one_time_hash if secret and secret.one_time_until and secret.one_time_until > unit.now else None
    return passphrases.matches(known, passphrases.typed_code(request.passphrase.get_secret_value()))


@act("accounts.sign_in", "Connexion", Permission.SIGN_IN, changes=(), undoable=False)
def _record_sign_in(unit: UnitOfWork, request: _Try) -> SignedIn:
    account = judge(unit, request.name, request.right)
    unit.summary = f"Connexion {of(account.name)}"
    return _signed_in(unit, account)


@staged(_record_sign_in)
def sign_in(perform: Perform, request: SignIn) -> _Try:
    """Prove who one is. The slow comparison is done before the transaction that counts the try."""
    return _Try(name=request.name, right=perform(_compare, request))


@act("accounts.reset", "Phrase secrète renouvelée", Permission.SIGN_IN, changes=("accounts",), undoable=False)
def _record_reset(unit: UnitOfWork, request: _Try) -> SignedIn:
    account = judge(unit, request.name, request.right, "code")
    secret = secret_of(unit, account)
    if secret.one_time_hash is None:  # two people with the same code, at the same moment
        raise Refused("Ce code a déjà servi : en demander un autre à la direction.", "code")
    secret.passphrase_hash, secret.one_time_hash, secret.one_time_until = request.new_hash, None, None
    _no_longer_shown(unit, account)
    remember(unit, account, secret)
    unit.summary = f"Phrase secrète {of(account.name)} renouvelée par un code"
    return _signed_in(unit, account)


@staged(_record_reset)
def reset_passphrase(perform: Perform, request: ResetPassphrase) -> _Try:
    """Choose a new passphrase with the code that direction gave; wrong codes wait as wrong passphrases do."""
    hashed = new_hash(request.new, request.name, "new")
    right = perform(_compare_code, SignIn(name=request.name, passphrase=request.code))
    return _Try(name=request.name, right=right, new_hash=hashed)


@act("accounts.create_first", "Premier compte", Permission.SIGN_IN, changes=("accounts",), undoable=False)
def _record_first_account(unit: UnitOfWork, request: NewAccount) -> SignedIn:
    if unit.session.scalar(COUNT):
        raise Refused("Un compte existe déjà : c'est à la direction d'en ouvrir d'autres.")
    account = insert(unit, request.name, request.role, request.hashed, request.ends_on)
    unit.summary = f"Premier compte, {account.name}"
    return _signed_in(unit, account)


@staged(_record_first_account)
def create_first_account(perform: Perform, request: CreateFirstAccount) -> NewAccount:
    """Open the direction's account of a base that has none."""
    name = checked_name(request.name)
    return NewAccount(name=name, role=Role.DIRECTION, hashed=new_hash(request.passphrase, name, "passphrase"))


# Once signed in


class _NewPassphrase(Input):
    """A new passphrase hashed, and whether the present one was right."""

    right: bool
    hashed: str = Field(repr=False)


@dataclass(frozen=True, slots=True)
class _Own:
    name: str
    right: bool


@question("accounts.compare_own", "Phrase secrète comparée", Permission.SIGN_IN)
def _compare_own(unit: UnitOfWork, request: ChangePassphrase) -> _Own:
    account = unit.session.get(Account, unit.actor.account_id) if unit.actor.account_id else None
    if account is None:
        raise Refused("Il faut être connecté pour changer sa phrase secrète.")
    known = secret_of(unit, account).passphrase_hash
    return _Own(account.name, passphrases.matches(known, request.current.get_secret_value()))


@act("accounts.change_passphrase", "Phrase secrète changée", Permission.SIGN_IN, changes=(), undoable=False)
def _record_passphrase(unit: UnitOfWork, request: _NewPassphrase) -> None:
    account = unit.session.get_one(Account, unit.actor.account_id)
    judge(unit, account.name, request.right, field="current")
    secret = secret_of(unit, account)
    secret.passphrase_hash = request.hashed
    remember(unit, account, secret)
    _no_longer_shown(unit, account)
    unit.summary = f"Phrase secrète {of(account.name)} changée"


@staged(_record_passphrase)
def change_passphrase(perform: Perform, request: ChangePassphrase) -> _NewPassphrase:
    """Change one's own passphrase, knowing the present one."""
    own = perform(_compare_own, request)
    return _NewPassphrase(right=own.right, hashed=new_hash(request.new, own.name, "new"))


def _no_longer_shown(unit: UnitOfWork, account: Account) -> None:
    """The demonstration's sign-in screen must not show a passphrase that opens nothing any more."""
    shown = unit.session.scalar(select(Trait).where(Trait.key == DEMO_PASSPHRASE + account.folded_name))
    if shown is not None:
        unit.session.delete(shown)


def _signed_in(unit: UnitOfWork, account: Account) -> SignedIn:
    return SignedIn(account.id, account.name, account.role, unit.policy.idle_minutes)
