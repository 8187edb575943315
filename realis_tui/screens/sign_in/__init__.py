"""Signing in: the first thing one sees, drawn with Textual alone."""

from realis_tui.screens.sign_in.screen import SignInScreen

__all__ = ["SignInScreen"]
