"""What the acts on accounts share: waits after wrong tries, unique names, one direction always there (rule 39)."""

from datetime import date, timedelta

from sqlalchemy import func, select

from realis_tui.db.models import Account, Secret
from realis_tui.domain import french
from realis_tui.domain.accounts import Role
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.unit import UnitOfWork

FREE_TRIES = 5
WAITS = (30, 60, 120, 300, 900)
"""Seconds to wait after the fifth wrong try, the sixth…; the last one stands for all that follow."""
_WRONG = "Nom ou phrase secrète incorrects."
_WRONG_CODE = "Nom ou code incorrects, ou code déjà servi : en demander un à la direction."
COUNT = select(func.count()).select_from(Account)


def judge(unit: UnitOfWork, name: str, right: bool, field: str = "passphrase") -> Account:
    """The account of a right try; counts a wrong one, and makes the next ones wait longer and longer."""
    wrong = _WRONG_CODE if field == "code" else _WRONG
    found = account_and_secret(unit, name)
    if found is None:
        raise Refused(wrong, field)
    account, secret = found
    if secret.wait_until is not None and secret.wait_until > unit.now:
        raise Refused(_wait_sentence(secret.wait_until - unit.now), field)
    if not right:
        unit.keeps_on_refusal = True
        secret.failed_tries += 1
        wait = _wait_after(secret.failed_tries)
        secret.wait_until = unit.now + wait if wait else None
        raise Refused(f"{wrong} {_wait_sentence(wait)}" if wait else wrong, field)
    if not account.active:
        raise Refused("Ce compte est fermé : demander à la direction.", "name")
    if account.ends_on is not None and unit.today > account.ends_on:
        raise Refused(
            f"Ce compte a pris fin le {french.format_date(account.ends_on)} : demander à la direction.", "name"
        )
    secret.failed_tries, secret.wait_until = 0, None
    return account


def _wait_after(failed: int) -> timedelta | None:
    if failed < FREE_TRIES:
        return None
    return timedelta(seconds=WAITS[min(failed - FREE_TRIES, len(WAITS) - 1)])


def _wait_sentence(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    told = f"{seconds} s" if seconds < 60 else f"{-(-seconds // 60)} min"
    return f"Trop d'essais : attendre {told} avant le prochain."


def account_and_secret(unit: UnitOfWork, name: str) -> tuple[Account, Secret] | None:
    """The account of a name as people write it."""
    found = unit.session.execute(
        select(Account, Secret)
        .join(Secret, Secret.account_id == Account.id)
        .where(Account.folded_name == french.fold(name))
    ).first()
    return (found[0], found[1]) if found else None


def secret_of(unit: UnitOfWork, account: Account) -> Secret:
    """What proves an account."""
    return unit.session.execute(select(Secret).where(Secret.account_id == account.id)).scalar_one()


def other_directions(unit: UnitOfWork, account: Account) -> int:
    """How many other open accounts of direction there are."""
    others = COUNT.where(Account.role == Role.DIRECTION, Account.active, Account.id != account.id)
    return unit.session.scalar(others) or 0


def insert(unit: UnitOfWork, name: str, role: Role, hashed: str, ends_on: date | None = None) -> Account:
    """A new account with its secret; names are unique once folded."""
    folded = french.fold(name)
    if unit.session.scalar(COUNT.where(Account.folded_name == folded)):
        raise Refused(f"Le nom « {name} » est déjà pris par un compte : en choisir un autre.", "name")
    if ends_on is not None and ends_on < unit.today:
        raise Refused("Le dernier jour du compte est déjà passé.", "ends_on")
    account = Account(name=name, folded_name=folded, role=role, active=True, ends_on=ends_on)
    unit.session.add(account)
    unit.session.flush()
    unit.session.add(Secret(account_id=account.id, passphrase_hash=hashed, failed_tries=0))
    unit.session.flush()
    return account


def checked_name(name: str) -> str:
    """A name fit for an account, its spaces tidied."""
    cleaned = french.clean_text(" ".join(name.split()))
    if not french.fold(cleaned):
        raise Refused("« Nom » est à remplir, avec des lettres.", "name")
    if len(cleaned) > 200:
        raise Refused("« Nom » : 200 caractères au plus.", "name")
    return cleaned
