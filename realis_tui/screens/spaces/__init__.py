"""Premises: the plan by building and floor, who is where and until when."""

from realis_tui.screens.spaces.screen import SpacesScreen

__all__ = ["SpacesScreen"]
