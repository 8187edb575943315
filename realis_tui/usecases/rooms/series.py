"""Series of bookings (rule 15): foreseen, booked, kept date by date, changed. One place to find them all."""

from realis_tui.usecases.rooms.series_booking import book_series, preview_series
from realis_tui.usecases.rooms.series_changing import cancel_series, confirm_series, move_series
from realis_tui.usecases.rooms.series_keeping import readd_occurrence, series_card, skip_occurrence

__all__ = [
    "book_series",
    "cancel_series",
    "confirm_series",
    "move_series",
    "preview_series",
    "readd_occurrence",
    "series_card",
    "skip_occurrence",
]
