"""Passphrases and one-time codes: what is good enough, and how each is hashed and compared (argon2id)."""

import secrets
from functools import cache
from typing import TYPE_CHECKING

from realis_tui.domain import french

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
LONGEST = 200
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No 0/O, 1/I/L, U/V: a code is read aloud at a desk."""


def checked(passphrase: str, name: str = "") -> str:
    """The passphrase when it is good enough; raises ValueError with a French sentence."""
    if len(passphrase) < SHORTEST:
        raise ValueError(
            f"La phrase secrète est trop courte : {SHORTEST} caractères au moins, quelques mots suffisent."
        )
    if len(passphrase) > LONGEST:
        raise ValueError(f"La phrase secrète est trop longue : {LONGEST} caractères au plus.")
    if len(set(passphrase)) < 4 or (name and french.fold(passphrase) == french.fold(name)):
        raise ValueError("Cette phrase secrète se devine : en choisir une autre, quelques mots sans rapport entre eux.")
    return passphrase


def hashed(passphrase: str) -> str:
    """Slow on purpose (some 30 ms): never inside a transaction that holds a lock."""
    return _hasher().hash(passphrase)


def matches(known: str | None, passphrase: str) -> bool:
    """Compare with a hash; with none, takes as long and says no. Reads hashes of other parameters too."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(known or _nobody(), passphrase) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def new_code() -> str:
    """A one-time code such as « K7TQM-3XW9A » (49 bits)."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def typed_code(text: str) -> str:
    """A code as compared: case, spaces and hyphens do not matter."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


@cache
def _hasher() -> "PasswordHasher":
    # Imported when used: 20 ms that the first frame must not pay. The parameters are fixed here, whatever the
    # library's defaults become: OWASP Password Storage Cheat Sheet, argon2id, m = 19 MiB, t = 2, p = 1.
    from argon2 import PasswordHasher
    from argon2.low_level import Type

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)


@cache
def _nobody() -> str:
    """A hash that no passphrase matches."""
    return hashed(secrets.token_hex(16))
