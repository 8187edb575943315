"""A rule of recurrence (rule 15) as RFC 5545 has it, and the days it gives.

Days are those of Paris; hours are no part of a rule. Weeks start on Monday (WKST=MO). The first occurrence is the first
day the rule gives from the start on, and what comes every n weeks or months is counted from it, as RFC 5545 counts from
DTSTART. The parts accepted are those the rule names; anything else is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from realis_tui.domain.days import add_months
from realis_tui.domain.french import format_date, without_paste
from realis_tui.domain.paris_time import day_of

_MOST_DIGITS = 5
"""Letters of a number, its sign among them."""
MOST_DATES = 400
"""More than a year of days: beyond, it is a slip of the finger."""
MOST_YEARS = 10
_MOST_APART = 99
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = (0, 1, 2, 3, 4)


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True, order=True)
class WeekDay:
    """`day`: 0 for Monday; `nth` of the month: 2 the second, -1 the last, 0 each of them."""

    day: int
    nth: int = 0

    @property
    def text(self) -> str:
        return f"{self.nth or ''}{CODES[self.day]}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Each `interval` days, weeks or months, until a day (included) or a number of times.

    `positions`: which of the month's `weekdays` together (-1 with the working days: the last working day).
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[WeekDay, ...] = ()
    month_days: tuple[int, ...] = ()
    """Negative: from the end of the month."""
    positions: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None

    @property
    def text(self) -> str:
        """« FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261231 »."""
        parts = [f"FREQ={self.frequency.value}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval > 1 else []
        parts += [f"BYDAY={','.join(day.text for day in self.weekdays)}"] if self.weekdays else []
        parts += [f"BYMONTHDAY={_joined(self.month_days)}"] if self.month_days else []
        parts += [f"BYSETPOS={_joined(self.positions)}"] if self.positions else []
        parts += [f"UNTIL={self.until:%Y%m%d}"] if self.until else []
        parts += [f"COUNT={self.count}"] if self.count else []
        return ";".join(parts)


def days(rule: Rule, starts_on: date, limit: int = MOST_DATES) -> Iterator[date]:
    """The days of the rule from `starts_on` on, in order, `limit` at most."""
    first = next(_expanded(replace(rule, interval=1), starts_on), None)
    if first is not None:
        found = _expanded(rule, first)
        yield from islice(found, limit if rule.count is None else min(limit, rule.count))


def _expanded(rule: Rule, starts_on: date) -> Iterator[date]:
    # Imported where a series is met, which most starts of the program do not.
    from dateutil.rrule import DAILY, MO, MONTHLY, WEEKLY, rrule, weekday

    furthest = horizon(starts_on)
    moments = rrule(
        {Frequency.DAILY: DAILY, Frequency.WEEKLY: WEEKLY, Frequency.MONTHLY: MONTHLY}[rule.frequency],
        dtstart=datetime.combine(starts_on, time()),
        interval=rule.interval,
        wkst=MO,
        until=datetime.combine(min(rule.until or furthest, furthest), time()),
        byweekday=[weekday(day.day, day.nth or None) for day in rule.weekdays] or None,
        bymonthday=rule.month_days or None,
        bysetpos=rule.positions or None,
    )
    return (moment.date() for moment in moments)


def horizon(starts_on: date) -> date:
    """The furthest day of a series that starts on a day."""
    return add_months(starts_on, 12 * MOST_YEARS)


def ended(rule: Rule, last: date) -> Rule:
    """The same rule, its last day being `last` at most."""
    return replace(rule, until=last, count=None)


def resumed(rule: Rule, starts_on: date, on: date) -> Rule:
    """What is left of the rule from `on`, one of its days: a number of times loses those before."""
    if rule.count is None:
        return rule
    before = sum(day < on for day in days(rule, starts_on))
    return replace(rule, count=rule.count - before)


def shifted(rule: Rule, by_days: int) -> Rule | None:
    """The rule whose days are those of `rule`, each `by_days` later; None when no rule gives them.

    A weekly rule turns its days of the week, a day of the month moves while every month has it; « le 2e mardi » cannot.
    """
    moved = replace(rule, until=rule.until + timedelta(days=by_days) if rule.until else None)
    if by_days == 0 or rule.frequency is Frequency.DAILY:
        return moved
    if rule.frequency is Frequency.WEEKLY:
        turned = [(weekday.day + by_days) // 7 for weekday in rule.weekdays]
        if rule.interval > 1 and len(set(turned)) > 1:
            return None
        return replace(moved, weekdays=tuple(sorted(WeekDay((day.day + by_days) % 7) for day in rule.weekdays)))
    if rule.weekdays:
        return None
    month_days = [_shifted_month_day(day, by_days) for day in rule.month_days]
    kept = tuple(day for day in month_days if day is not None)
    return replace(moved, month_days=kept) if len(kept) == len(month_days) else None


def _shifted_month_day(day: int, by_days: int) -> int | None:
    moved = day + by_days
    inside = (1, 28) if day > 0 else (-28, -1)
    return moved if inside[0] <= day <= inside[1] and inside[0] <= moved <= inside[1] else None


def checked(rule: Rule, starts_on: date) -> Rule:
    """The rule in its plainest form, when it is one that a series may have. Raises ValueError with a French sentence.

    What the rule leaves out comes from the first day, as RFC 5545 says: « chaque semaine » from a Thursday is on
    Thursdays.
    """
    rule = _plain(rule, starts_on)
    if rule.until is None and rule.count is None:
        raise ValueError(
            "Une série a une fin : ajouter « jusqu'au 24 juin » ou « 10 fois » "
            "(pour une entreprise, au plus tard la fin de sa convention)."
        )
    if rule.until is not None and rule.until < starts_on:
        raise ValueError(
            f"La série finirait le {format_date(rule.until)}, avant de commencer le {format_date(starts_on)} : "
            "donner une fin après."
        )
    if (rule.until or starts_on) > horizon(starts_on):
        raise ValueError(
            f"Une série dure {MOST_YEARS} ans au plus : finir le {format_date(horizon(starts_on))} ou avant."
        )
    found = list(days(rule, starts_on, MOST_DATES + 1))
    if not found:
        raise ValueError("Cette répétition ne donne aucune date : vérifier les jours et la fin.")
    if len(found) > MOST_DATES or (rule.count or 0) > MOST_DATES:
        raise ValueError(f"Une série a {MOST_DATES} dates au plus : finir plus tôt, ou faire deux séries.")
    if rule.count is not None and len(found) < rule.count:
        raise ValueError(f"Une série dure {MOST_YEARS} ans au plus : demander moins de fois.")
    return rule


def _plain(rule: Rule, starts_on: date) -> Rule:
    if not 1 <= rule.interval <= _MOST_APART:
        raise ValueError(f"Une répétition revient tous les 1 à {_MOST_APART} jours, semaines ou mois.")
    if rule.count is not None and rule.until is not None:
        raise ValueError("Donner une fin ou un nombre de fois, pas les deux.")
    if rule.count is not None and rule.count < 1:
        raise ValueError("Une série a lieu au moins une fois.")
    plain = replace(
        rule,
        weekdays=tuple(sorted(set(rule.weekdays))),
        month_days=tuple(sorted(set(rule.month_days))),
        positions=tuple(sorted(set(rule.positions))),
    )
    if rule.frequency is Frequency.MONTHLY:
        return _plain_monthly(plain, starts_on)
    return _plain_weekly(plain, starts_on)


def _plain_weekly(rule: Rule, starts_on: date) -> Rule:
    if rule.month_days or rule.positions or any(day.nth for day in rule.weekdays):
        raise ValueError("Un jour du mois (« le 15 », « le 2e mardi ») demande une répétition de chaque mois.")
    if rule.frequency is Frequency.DAILY:
        if rule.weekdays and rule.interval > 1:
            raise ValueError("Répéter tous les tant de jours, ou certains jours de la semaine, mais pas les deux.")
        rule = replace(rule, frequency=Frequency.WEEKLY) if rule.weekdays else rule
    elif not rule.weekdays:
        rule = replace(rule, weekdays=(WeekDay(starts_on.weekday()),))
    if len(rule.weekdays) == 7 and rule.interval == 1:
        return replace(rule, frequency=Frequency.DAILY, weekdays=())
    return rule


def _plain_monthly(rule: Rule, starts_on: date) -> Rule:
    if rule.month_days and rule.weekdays:
        raise ValueError("Choisir les jours du mois ou ceux de la semaine, pas les deux à la fois.")
    if any(not 1 <= abs(day) <= 31 for day in rule.month_days):
        raise ValueError("Un jour du mois va de 1 à 31.")
    if not rule.weekdays:
        if rule.positions:
            raise ValueError("BYSETPOS choisit parmi des jours de la semaine : donner aussi BYDAY.")
        return rule if rule.month_days else replace(rule, month_days=(starts_on.day,))
    nths = {bool(day.nth) for day in rule.weekdays}
    if len(nths) > 1 or (rule.positions and True in nths):
        raise ValueError("Choisir « chaque mardi » ou « le 2e mardi du mois », pas les deux à la fois.")
    if len(rule.weekdays) == 1 and rule.positions:
        day = rule.weekdays[0].day
        rule = replace(rule, weekdays=tuple(WeekDay(day, nth) for nth in rule.positions), positions=())
    if len(rule.positions) > 1:
        raise ValueError("Parmi plusieurs jours de la semaine, un seul rang dans le mois : BYSETPOS=-1 par exemple.")
    if any(abs(day.nth) > 5 for day in rule.weekdays) or any(not 1 <= abs(each) <= 31 for each in rule.positions):
        raise ValueError("Dans un mois, un jour de la semaine vient cinq fois au plus : du 1er au 5e, ou le dernier.")
    if rule.interval == 1 and not rule.positions and not any(day.nth for day in rule.weekdays):
        return _plain_weekly(replace(rule, frequency=Frequency.WEEKLY), starts_on)
    return rule


_UNTIL = re.compile(r"(?P<day>[0-9]{8})(?:T(?P<time>[0-9]{6})(?P<utc>Z)?)?")
_BYDAY = re.compile(r"(?P<nth>[+-]?0?[1-9][0-9]?)?(?P<code>MO|TU|WE|TH|FR|SA|SU)")
_PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "UNTIL", "COUNT", "WKST")


def read_rfc(text: str) -> Rule:
    """An RRULE of RFC 5545, with or without « RRULE: ». Raises ValueError with a French sentence."""
    parts: dict[str, str] = {}
    for piece in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = (part.strip() for part in piece.partition("="))
        if name not in _PARTS or not equals:
            known = f"{', '.join(_PARTS[:-1])} et {_PARTS[-1]}"
            raise ValueError(f"« {name} » n'est pas accepté dans une répétition : {known} seulement.")
        if name in parts:
            raise ValueError(f"« {name} » est écrit deux fois dans la répétition.")
        parts[name] = value
    if parts.get("FREQ") not in tuple(Frequency):
        raise ValueError(
            "Une série revient chaque jour, chaque semaine ou chaque mois : FREQ=DAILY, FREQ=WEEKLY ou FREQ=MONTHLY."
        )
    if parts.get("WKST", "MO") != "MO":
        raise ValueError("Les semaines commencent le lundi : WKST=MO, ou rien.")
    return Rule(
        Frequency(parts["FREQ"]),
        interval=_whole("INTERVAL", parts.get("INTERVAL", "1")),
        weekdays=tuple(_weekday(each) for each in _listed(parts, "BYDAY")),
        month_days=tuple(_whole("BYMONTHDAY", each) for each in _listed(parts, "BYMONTHDAY")),
        positions=tuple(_whole("BYSETPOS", each) for each in _listed(parts, "BYSETPOS")),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        count=_whole("COUNT", parts["COUNT"]) if "COUNT" in parts else None,
    )


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return [each.strip() for each in parts[name].split(",")] if name in parts else []


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise ValueError(f"« {name}={text} » : un nombre entier est attendu.")
    if len(text) > _MOST_DIGITS:
        raise ValueError(too_many(f"{name}={text}"))
    return int(text)


def too_many(typed: str) -> str:
    """Why a number that no series could have is refused."""
    told = f"« {typed} », c'est trop : une série a {MOST_DATES} dates au plus, sur {MOST_YEARS} ans."
    return without_paste(told)


def _weekday(text: str) -> WeekDay:
    found = _BYDAY.fullmatch(text)
    if found is None:
        raise ValueError(
            f"« BYDAY={text} » : écrire MO, TU, WE, TH, FR, SA ou SU, avec un rang devant pour un mois (2TU)."
        )
    return WeekDay(CODES.index(found["code"]), int(found["nth"] or 0))


def _until(text: str) -> date:
    """The day, in Paris, of an UNTIL with or without its hour and its Z."""
    found = _UNTIL.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        moment = datetime.strptime(f"{found['day']}{found['time'] or '000000'}", "%Y%m%d%H%M%S")
        return day_of(moment.replace(tzinfo=UTC)) if found["utc"] else moment.date()
    except (ValueError, OverflowError):
        raise ValueError(f"« UNTIL={text} » n'est pas une date : écrire UNTIL=20270624.") from None


def _joined(numbers: tuple[int, ...]) -> str:
    return ",".join(str(number) for number in numbers)
