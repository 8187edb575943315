"""A rule of recurrence said back in French: « un jeudi sur deux jusqu'au 24 juin 2027 »."""

from collections.abc import Iterable, Sequence
from datetime import date

from realis_tui.domain.french import MONTHS, WEEKDAYS
from realis_tui.domain.recurrence_rule import WORKING_DAYS, Frequency, Rule

_SPELT = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_LONG_RUN = 4
"""From so many days in a row, « du lundi au jeudi »."""
_FROM_END = " en partant de la fin"


def said(rule: Rule, starts_on: date) -> str:
    """« tous les jeudis jusqu'au 24 juin 2027 », « le 2e mardi du mois, 10 fois »; the year when it is another one."""
    cadence = {Frequency.DAILY: _daily, Frequency.WEEKLY: _weekly, Frequency.MONTHLY: _monthly}[rule.frequency](rule)
    if rule.until is not None:
        return f"{cadence} jusqu'au {_last_day(rule.until, starts_on)}"
    if rule.count is not None:
        return f"{cadence}, {rule.count} fois"
    return cadence


def _last_day(day: date, starts_on: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    year = f" {day.year}" if day.year != starts_on.year else ""
    return f"{number} {MONTHS[day.month - 1]}{year}"


def _daily(rule: Rule) -> str:
    if rule.interval <= 2:
        return "tous les jours" if rule.interval == 1 else "un jour sur deux"
    # « Tous les quinze jours » are two weeks.
    return "un jour sur quinze" if rule.interval == 15 else f"tous les {_spelt(rule.interval)} jours"


def _weekly(rule: Rule) -> str:
    days = [day.day for day in rule.weekdays]
    if rule.interval == 1:
        return _days_run(days) or f"tous les {_listed(f'{WEEKDAYS[day]}s' for day in days)}"
    if len(days) == 1:
        name = WEEKDAYS[days[0]]
        return f"un {name} sur deux" if rule.interval == 2 else f"le {name}, {_every(rule.interval, 'semaine')}"
    every = "une semaine sur deux" if rule.interval == 2 else _every(rule.interval, "semaine")
    return f"{_days_run(days) or 'les ' + _listed(f'{WEEKDAYS[day]}s' for day in days)}, {every}"


def _days_run(days: Sequence[int]) -> str:
    """« du lundi au vendredi », "" when the days do not follow each other."""
    if len(days) < _LONG_RUN or days[-1] - days[0] != len(days) - 1:
        return ""
    return f"du {WEEKDAYS[days[0]]} au {WEEKDAYS[days[-1]]}"


def _monthly(rule: Rule) -> str:
    what = _of_month(rule)
    if rule.interval == 1:
        return f"{what} {'de chaque' if rule.month_days and rule.month_days[0] > 0 else 'du'} mois"
    return f"{what}, {'un mois sur deux' if rule.interval == 2 else _every(rule.interval, 'mois')}"


def _of_month(rule: Rule) -> str:
    if rule.positions:
        names = [WEEKDAYS[day.day] for day in rule.weekdays]
        among = "jour ouvré" if [day.day for day in rule.weekdays] == list(WORKING_DAYS) else _listed(names, "ou")
        return f"{_ranked(rule.positions[0])} {among}{_FROM_END if rule.positions[0] < -2 else ''}"
    if rule.month_days:
        from_start = [f"le {'1er' if day == 1 else day}" for day in rule.month_days if day > 0]
        from_end = [f"{_ranked(day)} jour{_FROM_END if day < -2 else ''}" for day in rule.month_days if day < 0]
        return _listed([*from_start, *from_end])
    if not rule.weekdays[0].nth:
        days = [day.day for day in rule.weekdays]
        return _days_run(days) or f"tous les {_listed(f'{WEEKDAYS[day]}s' for day in days)}"
    return _listed(part for day in sorted({each.day for each in rule.weekdays}) for part in _nth_days(rule, day))


def _nth_days(rule: Rule, day: int) -> list[str]:
    """« le 1er et le dernier mardi », « le 3e mardi en partant de la fin »."""
    nths = [each.nth for each in rule.weekdays if each.day == day]
    plain = [nth for nth in nths if nth > 0] + [nth for nth in nths if -2 <= nth < 0]
    together = [f"{_listed(_ranked(nth) for nth in plain)} {WEEKDAYS[day]}"] if plain else []
    return together + [f"{_ranked(nth)} {WEEKDAYS[day]}{_FROM_END}" for nth in nths if nth < -2]


def _ranked(rank: int) -> str:
    """« le 2e », « l'avant-dernier »."""
    return ("l'" if rank == -2 else "le ") + _rank(rank)


def _rank(rank: int) -> str:
    return {1: "1er", -1: "dernier", -2: "avant-dernier"}.get(rank, f"{abs(rank)}e")


def _every(number: int, unit: str) -> str:
    return f"{'toutes' if unit == 'semaine' else 'tous'} les {_spelt(number)} {unit}{'s' if unit == 'semaine' else ''}"


def _spelt(number: int) -> str:
    return _SPELT[number] if number < len(_SPELT) else str(number)


def _listed(names: Iterable[str], link: str = "et") -> str:
    """« lundis, mercredis et vendredis »."""
    *before, last = names
    return f"{', '.join(before)} {link} {last}" if before else last
