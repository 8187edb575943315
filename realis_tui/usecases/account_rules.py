"""What the acts on accounts share: waits after wrong tries, unique names, one direction always there (rule 39)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from pydantic import Field, SecretStr
from sqlalchemy import func, select

from realis_tui.db import journal
from realis_tui.db.migrations import HEAD
from realis_tui.db.models import Account, ActRecord, JournalEntry, Secret
from realis_tui.db.visibility import DIRECTION
from realis_tui.domain import french
from realis_tui.domain.accounts import Role
from realis_tui.domain.fields import Input
from realis_tui.domain.french import to
from realis_tui.domain.inputs import Day
from realis_tui.domain.refusals import Refused
from realis_tui.usecases import passphrases
from realis_tui.usecases.unit import UnitOfWork

FREE_TRIES = 5
WAITS = (30, 60, 120, 300, 900)
"""Seconds to wait after the fifth wrong try, the sixth…; the last one stands for all that follow."""
DEMO, DEMO_PASSPHRASE = "demo", "demo.phrase."
"""Traits of a fictitious base: that it is one, and by folded name the passphrase that an account of it shows."""
COUNT = select(func.count()).select_from(Account)
_LASTING_DIRECTIONS = COUNT.where(Account.role == Role.DIRECTION, Account.active, Account.ends_on.is_(None))


@dataclass(frozen=True, slots=True)
class _Proof:
    """What is asked of somebody: what is said when it is wrong, and how the journal tells of it."""

    wrong: str
    refused: str
    told: str


_PROOFS = {
    "passphrase": _Proof("Nom ou phrase secrète incorrects.", "Connexion refusée", "phrase secrète incorrecte"),
    "code": _Proof(
        "Nom ou code incorrects, ou code déjà servi : en demander un à la direction.",
        "Connexion par code refusée",
        "code incorrect ou déjà servi",
    ),
    "current": _Proof(
        "La phrase secrète actuelle n'est pas celle-là.",
        "Changement de phrase secrète refusé",
        "phrase actuelle incorrecte",
    ),
}
"""By the field that carries the proof."""


@dataclass(frozen=True, slots=True)
class _Tries:
    """How many wrong tries in a row, and until when the next one waits."""

    failed: int
    wait_until: datetime | None

    def one_more(self, now: datetime) -> "_Tries":
        wait = _wait_after(self.failed + 1)
        return _Tries(self.failed + 1, now + wait if wait else None)

    def left(self, now: datetime) -> timedelta | None:
        """What is left to wait, None when one may try."""
        return self.wait_until - now if self.wait_until is not None and self.wait_until > now else None

    def written(self) -> dict[str, object]:
        until = self.wait_until.isoformat() if self.wait_until else None
        return {"failed_tries": self.failed, "wait_until": until}


def judge(unit: UnitOfWork, name: str, right: bool, field: str = "passphrase") -> Account:
    """The account of a right try; a wrong one is counted and journaled, and the next ones wait longer and longer.

    A name that nobody bears waits just as long as one that is known: the waits say nothing of who has an account.
    """
    proof, found = _PROOFS[field], account_and_secret(unit, name)
    account, secret = found or (None, None)
    tries = _Tries(secret.failed_tries, secret.wait_until) if secret else _tries_of_nobody(unit, name)
    refused, left = f"{proof.refused}{_whom(name, account)}", tries.left(unit.now)
    if left is not None:
        _note(
            unit,
            name,
            account,
            (tries, tries),
            f"{refused} : trop d'essais, il fallait attendre",
        )
        raise Refused(_wait_sentence(left), field)
    if account is None or secret is None or not right:
        after = tries.one_more(unit.now)
        if secret is not None:
            secret.failed_tries, secret.wait_until = after.failed, after.wait_until
        why = proof.told if account else "aucun compte à ce nom"
        _note(unit, name, account, (tries, after), f"{refused} : {why}")
        left = after.left(unit.now)
        raise Refused(f"{proof.wrong} {_wait_sentence(left)}" if left else proof.wrong, field)
    ended = _ended(unit, account)
    if ended:
        _note(unit, name, account, (tries, tries), f"{refused} : le {ended}")
        raise Refused(f"Ce {ended} : demander à la direction.", "name")
    secret.failed_tries, secret.wait_until = 0, None
    return account


def _ended(unit: UnitOfWork, account: Account) -> str:
    """Why the account opens no more, "" when it does."""
    if not account.active:
        return "compte est fermé"
    if account.ends_on is not None and unit.today > account.ends_on:
        return f"compte a pris fin le {french.format_date(account.ends_on)}"
    return ""


class NewAccount(Input):
    """An account about to be written, its passphrase already hashed."""

    name: str
    role: Role
    hashed: str = Field(repr=False)
    ends_on: Day | None = None


def new_hash(passphrase: SecretStr, name: str, field: str) -> str:
    """Refuse a weak passphrase, hash a good one."""
    try:
        return passphrases.hashed(passphrases.checked(passphrase.get_secret_value(), name))
    except ValueError as error:
        raise Refused(str(error), field) from None


# Tries in the journal


def _note(unit: UnitOfWork, name: str, account: Account | None, tries: tuple[_Tries, _Tries], summary: str) -> None:
    """Leave a line of the journal, though the act is refused: what was tried is told to direction alone.

    Who was at the keyboard is not known: the line is nobody's, so that it stands in the way of nobody's Ctrl+Z. What
    was typed as a proof never gets here.
    """
    recording = journal.recording_of(unit.session)
    if recording is None:
        raise RuntimeError("a sign-in is an act")
    unit.keeps_on_refusal = True
    record = ActRecord(
        act=recording.act, summary=summary, at=recording.at, clock=recording.clock, desk=recording.desk,
        actor_id=None, actor_name=NOBODY, pillars="accounts", permission=recording.permission,
        undoable=False, redo=False, revision=HEAD,
    )  # fmt: skip
    unit.session.add(record)
    unit.session.flush()
    before, after = tries
    unit.session.add(
        JournalEntry(
            act_id=record.id, seq=0, table_name=_SECRETS, row_id=secret_of(unit, account).id if account else 0,
            operation="update", old=before.written(), new=after.written(),
            owner=f"accounts:{account.id}" if account else _nobody(name), audience=DIRECTION,
        )
    )  # fmt: skip
    unit.session.flush()


def remember(unit: UnitOfWork, account: Account, secret: Secret) -> None:
    """Leave a line of the journal for direction: the account's secret is another one now."""
    journal.mention(unit.session, _SECRETS, secret.id, owner=f"accounts:{account.id}", audience=DIRECTION)


NOBODY = "connexion"
"""Who acts at the door before anyone has signed in."""
_SECRETS = Secret.__tablename__


def _tries_of_nobody(unit: UnitOfWork, name: str) -> _Tries:
    """The wrong tries of a name that no account bears: the journal alone remembers them."""
    last = select(JournalEntry.new).where(JournalEntry.owner == _nobody(name)).order_by(JournalEntry.id.desc()).limit(1)
    kept = unit.session.scalar(last)
    if kept is None:
        return _Tries(0, None)
    until = kept["wait_until"]
    return _Tries(kept["failed_tries"], datetime.fromisoformat(until) if until else None)


def _nobody(name: str) -> str:
    """What stands for an unknown name: sixteen bits of it.

    People sometimes type their passphrase where the name goes: enough is kept to count, too little to find it again.
    """
    return f"unknown:{int.from_bytes(sha256(french.fold(name).encode('utf-8', 'replace')).digest()[:2])}"


def _whom(name: str, account: Account | None) -> str:
    """« à Claire Pagès »; of an unknown name the first letters, which is enough to recognise a misspelling."""
    if account is not None:
        return f" {to(account.name)}"
    start = french.clean_text(" ".join(name.split()))[:_SHOWN_LETTERS]
    return f" à « {start}… »"


_SHOWN_LETTERS = 3


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


def refuse_no_direction(unit: UnitOfWork) -> None:
    """Whatever was closed or undone, someone of direction can still come in, tomorrow as today."""
    unit.session.flush()
    if not unit.session.scalar(_LASTING_DIRECTIONS):
        raise Refused("Il ne resterait aucun compte de direction sans dernier jour : en ouvrir un autre d'abord.")


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
