"""The accounts of the team, as direction keeps them: opened, closed, helped back in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field, SecretStr
from sqlalchemy import select

from realis_tui.clock import PARIS
from realis_tui.db.models import Account, Secret, Trait
from realis_tui.domain import french
from realis_tui.domain.accounts import Permission, Role
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import to
from realis_tui.domain.inputs import Day, Name, choices_of
from realis_tui.domain.refusals import Refused
from realis_tui.usecases import passphrases
from realis_tui.usecases.account_rules import (
    COUNT,
    DEMO,
    DEMO_PASSPHRASE,
    NewAccount,
    checked_name,
    insert,
    new_hash,
    refuse_no_direction,
    remember,
    secret_of,
)
from realis_tui.usecases.acts import Perform, act, question, staged
from realis_tui.usecases.unit import UnitOfWork

CODE_HOURS = 24


# What one gives


class AddAccount(Input):
    """An account for someone. `ends_on`: the last day they may sign in (a juror's, with the edition).

    Refused beside its field: a name already used, a weak passphrase, and for the first account any role but direction.
    """

    name: Annotated[Name, Shown("Nom", example="Inès Fabre", column="nom")]
    role: Annotated[Role, Shown("Rôle", widget="choice", choices=choices_of(Role))]
    passphrase: Annotated[
        SecretStr, Shown("Phrase secrète", hint="au moins 10 caractères", column="phrase", secret=True)
    ]
    ends_on: Annotated[Day | None, Shown("Dernier jour", widget="date", hint="pour un juré", column="fin")] = None


class AccountOf(Input):
    """One account, in the version seen."""

    account_id: int
    version: int | None = None


class DeclareDemo(Input):
    """Say that this base is fictitious, and which passphrase each account of it shows."""

    passphrases: dict[str, str]


# What one gets


@dataclass(frozen=True, slots=True)
class AccountView:
    id: int
    version: int
    name: str
    role: Role
    active: bool
    ends_on: date | None
    waits_until: datetime | None


@dataclass(frozen=True, slots=True)
class ResetCode:
    """Shown once to direction; kept only as a hash."""

    name: str
    code: str
    until: datetime


# Direction


@question("accounts.list", "Comptes", Permission.ACCOUNTS_MANAGE)
def list_accounts(unit: UnitOfWork, request: None = None) -> tuple[AccountView, ...]:
    """Every account, the active ones first."""
    rows = unit.session.execute(
        select(Account, Secret.wait_until)
        .outerjoin(Secret, Secret.account_id == Account.id)
        .order_by(Account.active.desc(), Account.folded_name)
    )
    return tuple(_view(account, waits_until, unit.now) for account, waits_until in rows)


@act("accounts.add", "Nouveau compte", Permission.ACCOUNTS_MANAGE, changes=("accounts",), undoable=False)
def _record_account(unit: UnitOfWork, request: NewAccount) -> AccountView:
    if not unit.session.scalar(COUNT):
        if request.role is not Role.DIRECTION:
            raise Refused("Le premier compte est celui de la direction : elle ouvrira les autres.", "role")
        if request.ends_on is not None:
            raise Refused("Le premier compte n'a pas de dernier jour : plus personne n'entrerait ensuite.", "ends_on")
    account = insert(unit, request.name, request.role, request.hashed, request.ends_on)
    unit.summary = f"Compte {account.name} ouvert ({account.role.label})"
    return _view(account, None, unit.now)


@staged(_record_account)
def add_account(perform: Perform, request: AddAccount) -> NewAccount:
    """Open an account for someone."""
    hashed = new_hash(request.passphrase, request.name, "passphrase")
    return NewAccount(name=checked_name(request.name), role=request.role, hashed=hashed, ends_on=request.ends_on)


@act("accounts.deactivate", "Fermer un compte", Permission.ACCOUNTS_MANAGE, changes=("accounts",))
def deactivate_account(unit: UnitOfWork, request: AccountOf) -> AccountView:
    """Close an account; what it signed stays signed. One direction account with no last day stays open always."""
    account = _account(unit, request)
    if not account.active:
        raise Refused(f"Le compte {account.name} est déjà fermé.")
    if account.id == unit.actor.account_id:
        raise Refused("On ne ferme pas son propre compte : demander à une autre personne de la direction.")
    account.active = False
    refuse_no_direction(unit)
    unit.summary = f"Compte {account.name} fermé"
    return _view(account, None, unit.now)


@act("accounts.reactivate", "Rouvrir un compte", Permission.ACCOUNTS_MANAGE, changes=("accounts",))
def reactivate_account(unit: UnitOfWork, request: AccountOf) -> AccountView:
    """Open a closed account again."""
    account = _account(unit, request)
    if account.active:
        raise Refused(f"Le compte {account.name} est déjà ouvert.")
    account.active = True
    unit.session.flush()
    unit.summary = f"Compte {account.name} rouvert"
    return _view(account, None, unit.now)


class _Code(Input):
    """A one-time code about to be written, and its hash."""

    account_id: int
    code: SecretStr
    hashed: str = Field(repr=False)


@act("accounts.issue_code", "Code de secours", Permission.ACCOUNTS_MANAGE, changes=("accounts",), undoable=False)
def _record_code(unit: UnitOfWork, request: _Code) -> ResetCode:
    account = _account(unit, AccountOf(account_id=request.account_id))
    secret = secret_of(unit, account)
    secret.one_time_hash = request.hashed
    secret.one_time_until = unit.now + timedelta(hours=CODE_HOURS)
    secret.failed_tries, secret.wait_until = 0, None
    remember(unit, account, secret)
    unit.summary = f"Code de secours donné {to(account.name)}"
    return ResetCode(account.name, request.code.get_secret_value(), secret.one_time_until)


@staged(_record_code)
def issue_reset_code(perform: Perform, request: AccountOf) -> _Code:
    """Give a code, good once and for a day, to someone who has forgotten their passphrase."""
    code = passphrases.new_code()
    hashed = passphrases.hashed(passphrases.typed_code(code))
    return _Code(account_id=request.account_id, code=SecretStr(code), hashed=hashed)


def _view(account: Account, waits_until: datetime | None, now: datetime) -> AccountView:
    waits = waits_until.astimezone(PARIS) if waits_until and waits_until > now else None
    return AccountView(account.id, account.version, account.name, account.role, account.active, account.ends_on, waits)


def _account(unit: UnitOfWork, request: AccountOf) -> Account:
    account = unit.session.get(Account, request.account_id)
    if account is None:
        raise Refused("Ce compte n'existe pas.")
    if request.version is not None:
        unit.check_version(account, request.version)
    return account


# The demonstration


@act("accounts.declare_demo", "Données fictives", Permission.BASE_MANAGE, changes=("accounts",), undoable=False)
def declare_demo(unit: UnitOfWork, request: DeclareDemo) -> None:
    """Mark the base as fictitious; only its shown passphrases are ever kept in clear."""
    traits = {DEMO: "fictitious"}
    traits |= {DEMO_PASSPHRASE + french.fold(name): shown for name, shown in request.passphrases.items()}
    for key, value in traits.items():
        unit.session.add(Trait(key=key, value=value))
    unit.summary = "Base de démonstration, données fictives"
