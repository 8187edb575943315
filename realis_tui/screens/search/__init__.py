"""The search over everything: one field, results by kind, letters that act on them."""

from realis_tui.screens.search.screen import SearchScreen

__all__ = ["SearchScreen"]
