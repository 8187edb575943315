"""The public holidays of metropolitan France, by their French names."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache


def holiday_on(day: date) -> str:
    """The public holiday of a day, « Ascension »; "" on other days."""
    return _of_year(day.year).get(day, "")


def holidays_between(first: date, last: date) -> dict[date, str]:
    """The public holidays from a day to a day, both included, in order."""
    years = range(first.year, last.year + 1)
    return {day: name for year in years for day, name in _of_year(year).items() if first <= day <= last}


@lru_cache(maxsize=64)
def _of_year(year: int) -> Mapping[date, str]:
    # Imported when a day is asked about; without its language the library answers in English.
    import holidays

    found = holidays.country_holidays("FR", years=year, language="fr")
    # Two on one day (Ascension on 1 May 2008) come as « Ascension; Fête du Travail ».
    return {day: found[day].replace("; ", " et ") for day in sorted(found)}
