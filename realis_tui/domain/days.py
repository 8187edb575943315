"""Arithmetic of days and months as a calendar on the wall does it."""

import calendar
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""A year outside these is a slip of the finger, never a date of the house."""


def known_day(day: date) -> date:
    """The day itself. Raises ValueError with a French sentence when its year is none of the house's."""
    known_year(day.year)
    return day


def known_year(year: int) -> int:
    """The year itself. Raises ValueError with a French sentence outside `FIRST_YEAR` and `LAST_YEAR`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"L'année {year} n'est pas vraisemblable : elle va de {FIRST_YEAR} à {LAST_YEAR}.")
    return year


def days_in_month(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def last_of_month(day: date) -> date:
    return day.replace(day=days_in_month(day.year, day.month))


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier); where it does not exist, the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def after_months(start: date, months: int) -> date:
    """The day after a term of `months` that starts on `start`: the same day of the month, or the first of the next
    month where that day does not exist (rule 4: from 29/02/2024, 36 months end on 28/02/2027).
    """
    clipped = add_months(start, months)
    return clipped if clipped.day == start.day else clipped + timedelta(days=1)


def term_end(start: date, months: int) -> date:
    """The last day of a term of `months` that starts on `start`."""
    return after_months(start, months) - timedelta(days=1)


def months_elapsed(start: date, day: date) -> int:
    """Whole terms of a month over between `start` and `day`: 0 in the first month, negative before it."""
    months = (day.year - start.year) * 12 + day.month - start.month
    return months if after_months(start, months) <= day else months - 1
