"""The team's accounts, for direction: opening, closing, and a one-time code for who has forgotten."""

from realis_tui.screens.accounts.screen import AccountsScreen

__all__ = ["AccountsScreen"]
