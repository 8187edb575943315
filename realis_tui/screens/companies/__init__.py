"""Companies: the list with its filter and views, the card, and everything one does with them."""

from realis_tui.screens.companies.screen import CompaniesScreen

__all__ = ["CompaniesScreen"]
