"""Shared rooms: the planning, the booking form and what it says as one types, series, the rooms themselves."""

from realis_tui.screens.rooms.screen import PlanningScreen

__all__ = ["PlanningScreen"]
