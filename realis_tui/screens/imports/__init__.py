"""Importing a file: a try first, row by row, then the import with its progress."""

from realis_tui.screens.imports.screen import ImportScreen

__all__ = ["ImportScreen"]
