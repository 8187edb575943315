"""Shared rooms: the planning, the booking form and what it says as one types, series, the rooms themselves."""
