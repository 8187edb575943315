"""Recurrence (rule 15): a rule read from RFC 5545 or from French words, the days it gives, and how it is said."""

from dataclasses import dataclass
from datetime import date

from realis_tui.domain.french import clean_text
from realis_tui.domain.recurrence_rule import (
    MOST_DATES,
    Frequency,
    Rule,
    WeekDay,
    checked,
    days,
    ended,
    read_rfc,
    resumed,
    shifted,
)
from realis_tui.domain.recurrence_said import said
from realis_tui.domain.recurrence_words import read_words

__all__ = [
    "MOST_DATES",
    "Frequency",
    "Repeat",
    "Rule",
    "WeekDay",
    "checked",
    "days",
    "ended",
    "parse_repeat",
    "read_rfc",
    "resumed",
    "said",
    "shifted",
]


@dataclass(frozen=True, slots=True)
class Repeat:
    """What was asked: a rule, and the days it leaves out on purpose."""

    rule: Rule
    excepted: frozenset[date] = frozenset()


def parse_repeat(text: str, starts_on: date) -> Repeat:
    """« FREQ=WEEKLY;BYDAY=TH;UNTIL=20270624 » or « tous les jeudis jusqu'au 24 juin, sauf le 6 mai ».

    Raises ValueError with a French sentence: not understood, without an end, without a date, too long.
    """
    text = clean_text(text).strip()
    if "=" in text or text.upper().startswith("RRULE:"):
        return Repeat(checked(read_rfc(text), starts_on))
    rule, excepted = read_words(text, starts_on)
    return Repeat(checked(rule, starts_on), excepted)
