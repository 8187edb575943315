"""What the sign-in asks of the use cases, named so that nothing is imported before the first frame."""

from collections.abc import Mapping

from realis_tui.lanes import Later

_MODULE = "realis_tui.usecases.sign_in"

OVERVIEW = Later(_MODULE, "accounts_overview", reads=True)
"""Whether there is an account at all, and those of the demonstration with their passphrases."""


def sign_in(name: str, passphrase: str) -> Later:
    """Prove who one is."""
    return Later(_MODULE, "sign_in", "SignIn", {"name": name, "passphrase": passphrase})


def create_first_account(fields: Mapping[str, str]) -> Later:
    """Make the direction's account of a new data base."""
    return Later(_MODULE, "create_first_account", "CreateFirstAccount", dict(fields))


def reset_passphrase(name: str, code: str, new: str) -> Later:
    """Enter with the one-time code that direction gave, and choose a new passphrase."""
    return Later(_MODULE, "reset_passphrase", "ResetPassphrase", {"name": name, "code": code, "new": new})
