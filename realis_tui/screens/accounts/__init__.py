"""The team's accounts, for direction: opening, closing, a one-time code; and for anyone, one's own passphrase."""

from realis_tui.screens.accounts.passphrase import PassphraseBox
from realis_tui.screens.accounts.screen import AccountsScreen

__all__ = ["AccountsScreen", "PassphraseBox"]
