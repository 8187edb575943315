"""Dates as people type and read them."""

import re
from datetime import date, timedelta

from realis_tui.domain.days import add_months, days_in_month, known_day, known_year, last_of_month
from realis_tui.domain.french_text import fold

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
    "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_FOLDED_MONTHS = tuple(fold(month) for month in MONTHS)
_WEEKDAY_OF = {name: rank for rank, full in enumerate(WEEKDAYS) for name in (full, full[:3])}
_WEEKS_ON = {"huit": 1, "quinze": 2}
_FIXED = {
    "aujourd hui": 0, "auj": 0, "ce jour": 0, "demain": 1, "apres demain": 2, "hier": -1, "avant hier": -2,
}  # fmt: skip
_COUNTS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "six": 6, "quinze": 15}
_UNITS = {
    "j": "day", "jour": "day", "jours": "day", "s": "week", "sem": "week", "semaine": "week", "semaines": "week",
    "m": "month", "mois": "month", "a": "year", "an": "year", "ans": "year", "annee": "year", "annees": "year",
}  # fmt: skip
_OFFSET = re.compile(r"(?P<sign>[+\-−])\s*(?P<count>\d{1,4})\s*(?P<unit>[a-zé]+)")
_AHEAD = re.compile(r"(?P<way>dans|il y a) (?P<count>\d{1,4}|[a-z]+) ?(?P<unit>[a-z]+)")
_MIDNIGHT = re.compile(r"[T ]\s*0?0[:h]00(?::00(?:\.0+)?)?Z?$")
_NAMED = re.compile(r"(?P<day>\d{1,2})(?:er)? (?P<month>[a-z]{3,})(?: (?P<year>\d{4}|\d{2}))?")
_NUMBERS = re.compile(r"(?P<day>\d{1,2}) (?P<month>\d{1,2})(?: (?P<year>\d{4}|\d{2}))?")
_ISO = re.compile(r"(?P<year>\d{4}) (?P<month>\d{1,2}) (?P<day>\d{1,2})")
_PART = re.compile(r"(?P<part>debut|mi|fin)(?: de| du| d)? (?P<month>[a-z]{3,})(?: (?P<year>\d{4}|\d{2}))?")
RECENT_DAYS = 90
"""Without a year, a date is the next one, unless the last one is this recent."""


def parse_date(text: str, today: date) -> date:
    """A day as people type it: « 24/11/2026 », « 24/11 », « 7 août 2026 », « demain », « dans 3 mois », « fin juin ».

    A weekday alone is the next one, today excluded; « jeudi en huit » is a week after the first that comes, today
    included. A day with its weekday must agree with the calendar. Without a year the day is the next one, or the last
    one when that is at most 90 days ago. Raises ValueError with a French sentence.
    """
    offset = _OFFSET.fullmatch(text.strip().lower())
    if offset:
        count = int(offset["count"])
        return _shifted(today, count if offset["sign"] == "+" else -count, fold(offset["unit"]), text)
    plain = fold(_MIDNIGHT.sub("", text.strip()))
    if plain in _FIXED:
        return today + timedelta(days=_FIXED[plain])
    if ahead := _AHEAD.fullmatch(plain):
        return _from_now(ahead, today, text)
    words = plain.split()
    if words and words[0] in _WEEKDAY_OF:
        return _on_weekday(words, today, text)
    return _written(plain, today, text)


def parse_past_date(text: str, today: date) -> date:
    """As `parse_date`, of what has been: « lundi », « 15/03 » and « fin juin » are the last ones, today included."""
    day, plain = parse_date(text, today), fold(text)
    is_counted = _OFFSET.fullmatch(text.strip().lower()) or plain in _FIXED or _AHEAD.fullmatch(plain)
    if day <= today or is_counted:
        return day
    if plain in _WEEKDAY_OF:
        return day - timedelta(days=7)
    return parse_date(text, add_months(today, -12))


def _not_a_date(text: str) -> ValueError:
    return ValueError(f"« {text.strip()} » n'est pas une date : écrire « 24/11/2026 », « demain » ou « dans 3 mois ».")


def _shifted(today: date, count: int, unit: str, text: str) -> date:
    kind = _UNITS.get(unit)
    try:
        if kind in ("day", "week"):
            return known_day(today + timedelta(days=count * (7 if kind == "week" else 1)))
        if kind in ("month", "year"):
            return known_day(add_months(today, count * (12 if kind == "year" else 1)))
    except (ValueError, OverflowError):
        raise ValueError(f"« {text.strip()} » est trop loin.") from None
    raise _not_a_date(text)


def _from_now(found: re.Match[str], today: date, text: str) -> date:
    word = found["count"]
    count = int(word) if word.isdigit() else _COUNTS.get(word)
    if count is None:
        raise _not_a_date(text)
    return _shifted(today, count if found["way"] == "dans" else -count, found["unit"], text)


def _on_weekday(words: list[str], today: date, text: str) -> date:
    weekday, rest = _WEEKDAY_OF[words[0]], words[1:]
    if rest in ([], ["prochain"]):
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if len(rest) == 2 and rest[0] == "en" and rest[1] in _WEEKS_ON:
        return today + timedelta(days=(weekday - today.weekday()) % 7 + 7 * _WEEKS_ON[rest[1]])
    if rest == ["dernier"]:
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    day = _written(" ".join(rest), today, text)
    if day.weekday() != weekday:
        raise ValueError(f"Le {format_date(day)} est un {WEEKDAYS[day.weekday()]}, pas un {WEEKDAYS[weekday]}.")
    return day


def _written(plain: str, today: date, text: str) -> date:
    if plain in ("fin du mois", "fin de mois", "fin de ce mois"):
        return last_of_month(today)
    if part := _PART.fullmatch(plain):
        return _part_of_month(part, today, text)
    if named := _NAMED.fullmatch(plain):
        return _resolved(int(named["day"]), _month(named["month"], text), named["year"], today)
    numbers = _ISO.fullmatch(plain) or _NUMBERS.fullmatch(plain)
    if not numbers:
        raise _not_a_date(text)
    month = int(numbers["month"])
    if not 1 <= month <= 12:
        raise ValueError(f"« {text.strip()} » : il n'y a pas de mois {month}. Écrire le jour, puis le mois.")
    return _resolved(int(numbers["day"]), month, numbers["year"], today)


def _month(word: str, text: str) -> int:
    found = [rank for rank, name in enumerate(_FOLDED_MONTHS, 1) if name.startswith(word)]
    if len(found) != 1:
        raise ValueError(f"« {text.strip()} » : le mois « {word} » n'est pas reconnu.")
    return found[0]


def _part_of_month(found: re.Match[str], today: date, text: str) -> date:
    """« fin juin » looks ahead: it is a term people set themselves."""
    month = _month(found["month"], text)
    for year in [_full_year(found["year"])] if found["year"] else [today.year, today.year + 1]:
        last = days_in_month(known_year(year), month)
        day = date(year, month, {"debut": 1, "mi": 15, "fin": last}[found["part"]])
        if found["year"] or day >= today:
            return day
    raise _not_a_date(text)


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _resolved(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return _built(known_year(_full_year(year)), month, day)
    since = today - timedelta(days=RECENT_DAYS)
    years = [each for each in range(since.year, since.year + 3) if 1 <= day <= days_in_month(each, month)]
    found = [date(each, month, day) for each in years]
    coming = [each for each in found if since <= each < add_months(since, 12)]
    return coming[0] if coming else _built(since.year + (month < since.month), month, day)


def _built(year: int, month: int, day: int) -> date:
    last = days_in_month(year, month)
    if not 1 <= day <= last:
        shown = f"{day:02d}/{month:02d}/{year}"
        raise ValueError(f"Le {shown} n'existe pas : {MONTHS[month - 1]} {year} a {last} jours.")
    return date(year, month, day)


def _day_number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def format_date(day: date) -> str:
    """« 23 nov. 2026 »."""
    return f"{format_date_short(day)} {day.year}"


def format_date_short(day: date) -> str:
    """« 23 nov. »."""
    return f"{_day_number(day)} {SHORT_MONTHS[day.month - 1]}"


def format_date_long(day: date) -> str:
    """« lundi 23 novembre 2026 »."""
    return f"{WEEKDAYS[day.weekday()]} {_day_number(day)} {MONTHS[day.month - 1]} {day.year}"


def format_day(day: date) -> str:
    """« lun. 23 nov. »."""
    return f"{WEEKDAYS[day.weekday()][:3]}. {format_date_short(day)}"


def format_month(day: date) -> str:
    """« novembre 2026 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def format_relative_days(days: int) -> str:
    """« dans 18 j », « hier », « aujourd'hui », « il y a 3 j »."""
    near = {0: "aujourd'hui", 1: "demain", -1: "hier"}
    return near.get(days) or (f"dans {days}\u202fj" if days > 0 else f"il y a {-days}\u202fj")
