"""A rule of recurrence as people write it: « tous les jeudis jusqu'au 24 juin » read into a rule."""

import re
from dataclasses import replace
from datetime import date, timedelta

from realis_tui.domain.days import add_months
from realis_tui.domain.french import MONTHS, WEEKDAYS, fold, parse_date
from realis_tui.domain.recurrence_rule import WORKING_DAYS, Frequency, Rule, WeekDay, too_many


def read_words(text: str, starts_on: date) -> tuple[Rule, frozenset[date]]:
    """The rule a phrase says, and the days it excepts (« sauf le 6 mai »); dates without a year look ahead.

    The rule is as said, still to be checked. Raises ValueError with a French sentence.
    """
    phrase, excepted = _without_exceptions(text, starts_on)
    folded = fold(phrase)
    ending = _Ending(starts_on)
    for pattern, read in ((_UNTIL, ending.until), (_LASTING, ending.lasting), (_COUNT, ending.count)):
        if found := pattern.search(folded):
            read(found)
            folded = f"{folded[: found.start()]} {folded[found.end() :]}".strip()
    return replace(_cadence(folded, text), until=ending.last, count=ending.times), excepted


_UNTIL = re.compile(r"\bjusqu (?:a|au|aux|en) (?P<words>.+)$")
_LASTING = re.compile(r"\b(?:pendant|durant|pour|sur) (?P<number>\w+) (?P<unit>jour|semaine|mois|an|annee)s?\b")
_COUNT = re.compile(r"\b(?P<number>\w+) (?:fois|dates|occurrences|seances|reunions)\b")


class _Ending:
    """Where a series ends: on a day, after so long, or after so many times."""

    def __init__(self, starts_on: date) -> None:
        self._starts_on = starts_on
        self.last: date | None = None
        self.times: int | None = None

    def until(self, found: re.Match[str]) -> None:
        self.last = _term(found["words"], self._starts_on)

    def lasting(self, found: re.Match[str]) -> None:
        number, unit = _number(found["number"]), found["unit"]
        if unit in ("jour", "semaine"):
            after = self._starts_on + timedelta(days=number * (7 if unit == "semaine" else 1))
        else:
            after = add_months(self._starts_on, number * (1 if unit == "mois" else 12))
        self.last = after - timedelta(days=1)

    def count(self, found: re.Match[str]) -> None:
        self.times = _number(found["number"])


def _number(word: str) -> int:
    digits = _NUMBERS.get(word, word)
    if re.fullmatch("[0-9]{4,}", digits):
        raise ValueError(too_many(word))
    if not re.fullmatch("[0-9]{1,3}", digits):
        raise ValueError(f"« {word} » n'est pas un nombre : écrire « 10 fois » ou « pendant 3 mois ».")
    return int(digits)


def _term(folded: str, starts_on: date) -> date:
    """A day still to come: « jeudi 24 juin inclus », « fin juin », « juin », « la fin de l'année »."""
    words = re.sub(r" (?:inclus|compris)$", "", re.sub(r"^(?:la|le) ", "", folded))
    words = re.sub(r"^fin de l annee$", f"31 12 {starts_on.year}", words)
    if words.partition(" ")[0] in _MONTHS:
        words = f"fin {words}"
    day = parse_date(words, starts_on)
    if day < starts_on and not re.search(r"\b[0-9]{4}\b", words):
        # A day of the last 90 is taken for a past one: here it is next year's.
        return parse_date(words, starts_on + timedelta(days=90))
    return day


_EXCEPT = re.compile(
    r"[,;]?\s*\b(?:sauf|hors|excepté|excepte)\b(?P<list>.*?)(?=[,;]?\s*\b(?:jusqu|pendant|durant|\w+ fois)\b|$)",
    re.IGNORECASE,
)
_ALWAYS_SKIPPED = re.compile(r"(?:pendant )?(?:les )?(?:jours? )?(?:feries?|fermetures?)")


def _without_exceptions(text: str, starts_on: date) -> tuple[str, frozenset[date]]:
    """« sauf les 24 et 31 décembre »; public holidays and closures are skipped whether said or not."""
    found = _EXCEPT.search(text)
    if found is None:
        return text, frozenset()
    excepted: set[date] = set()
    month = ""
    for piece in reversed(re.split(r"[,;]|\bet\b", found["list"])):
        words = re.sub(r"^(?:les?|du|de) (?!fin)", "", fold(piece))
        if not words or _ALWAYS_SKIPPED.fullmatch(words):
            continue
        if words.isdigit() and month:
            words = f"{words} {month}"
        excepted.add(_term(words, starts_on))
        month = re.sub(r"^.*?[0-9]+(?:er)? ", "", words)
    return text[: found.start()] + text[found.end() :], frozenset(excepted)


# The cadence is first put in a plain form: « toutes les deux semaines le mardi » is « chaque 2 semaine @1 », « le 2e
# mardi du mois » is « #2 @1 chaque mois ». What is left once « chaque … » is taken out says which days.

_MONTHS = frozenset(fold(month) for month in MONTHS)
_NUMBERS = {
    "un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7",
    "huit": "8", "neuf": "9", "dix": "10", "onze": "11", "douze": "12", "treize": "13", "quatorze": "14",
    "quinze": "15", "seize": "16", "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50",
}  # fmt: skip
_RANKS = {
    word: f"#{rank}"
    for rank, words in {
        1: "1er 1re 1ere premier premiere", 2: "second seconde deuxieme", 3: "troisieme", 4: "quatrieme",
        5: "cinquieme", -1: "dernier derniere", -2: "avantdernier",
    }.items()
    for word in words.split()
}  # fmt: skip
_NAMES = {name: f"@{rank}" for rank, full in enumerate(WEEKDAYS) for name in (full, full[:3])}
_PLAIN = {
    "tou": "chaque", "toute": "chaque", "du": "de", "d": "de", "ouvrable": "ouvre", "quotidien": "chaque jour",
    "quotidienne": "chaque jour", "quotidiennement": "chaque jour", "hebdomadaire": "chaque semaine",
    "mensuel": "chaque mois", "mensuelle": "chaque mois", "trimestre": "3 mois", "quinzaine": "2 semaine",
    "le": "", "la": "", "l": "", "et": "",
}  # fmt: skip
_ORDINAL = re.compile(r"([0-9]{1,2})(?:e|eme|nd|nde|ieme)")
_REWRITTEN = (
    (re.compile(r"\bchaque 15 jour\b"), "chaque 2 semaine"),
    (re.compile(r"\b1 (jour|semaine|mois) sur ([0-9]+)"), r"chaque \2 \1"),
    (re.compile(r"#([0-9]+) ((?:@[0-6] )*(?:ou )?@[0-6]|jour(?: ouvre)?) en partant de fin"), r"#-\1 \2"),
    (re.compile(r"\bde (?:chaque )?((?:[0-9]+ )?mois)\b"), r"chaque \1"),
)
_EVERY = re.compile(r"\bchaque (?:(?P<number>[0-9]+) )?(?P<unit>jour|semaine|mois)\b")
_SOME = re.compile(r"(?:1 )?(?P<days>@[0-6](?: (?:chaque |1 )?@[0-6])*)(?: sur (?P<number>[0-9]+))?")
_RANGE = re.compile(r"(?:de )?@(?P<first>[0-6]) au @(?P<last>[0-6])")
_NTH = re.compile(r"(?:#-?[0-9]+ )+@[0-6](?: (?:#-?[0-9]+ )+@[0-6])*")
_AMONG = re.compile(r"(?P<ranks>(?:#-?[0-9]+ )+)(?P<days>@[0-6](?: @[0-6])* ou @[0-6]|jour ouvre)")
_MONTH_DAYS = re.compile(r"#?-?[0-9]+(?: jour)?(?: #?-?[0-9]+(?: jour)?)*")
_WORKING = ("ouvre", "jour ouvre", "de semaine", "en semaine", "jour de semaine", "jour en semaine")


def _plain(folded: str) -> str:
    words = []
    for word in folded.replace("avant dernier", "avantdernier").split():
        single = word if word in ("mois", "trois", "mars") else word.removesuffix("s")
        if ordinal := _ORDINAL.fullmatch(word):
            words.append(f"#{ordinal[1]}")
        else:
            known = (table for table in (_NAMES, _RANKS, _NUMBERS, _PLAIN) if single in table)
            words.append(next((table[single] for table in known), single))
    plain = " ".join(word for word in words if word)
    for pattern, by in _REWRITTEN:
        plain = pattern.sub(by, plain)
    return plain


def _cadence(folded: str, text: str) -> Rule:
    plain = _plain(folded)
    every = _EVERY.search(plain)
    unit, number = ("", 1)
    if every is not None:
        unit, number = every["unit"], int(every["number"] or 1)
        plain = f"{plain[: every.start()]} {plain[every.end() :]}".strip()
    rule = _each(" ".join(plain.split()).removeprefix("chaque "), unit, number)
    if rule is None:
        raise ValueError(_not_understood(folded, text))
    return rule


def _not_understood(folded: str, text: str) -> str:
    if re.search(r"\b(?:ans?|annees?)\b", folded):
        return "Une série revient chaque jour, chaque semaine ou chaque mois, pas chaque année."
    return (
        f"« {text.strip()} » n'est pas compris : écrire par exemple « tous les jeudis jusqu'au 24 juin », "
        "« un lundi sur deux, 10 fois » ou « le 2e mardi du mois jusqu'à fin juin »."
    )


def _each(what: str, unit: str, number: int) -> Rule | None:
    """The rule of what comes back every `number` units; None when that says nothing."""
    if unit == "jour" and not what:
        return Rule(Frequency.DAILY, number)
    if unit in ("", "jour", "semaine"):
        weekly = _on_days(what, number)
        if weekly is not None and (unit != "jour" or number == 1):
            return weekly
    if unit == "semaine" and not what:
        return Rule(Frequency.WEEKLY, number)
    if unit == "mois" or (not unit and _NTH.fullmatch(what)):
        return _on_month(what, number)
    return None


def _on_days(what: str, number: int) -> Rule | None:
    if what in _WORKING:
        return _weekly(WORKING_DAYS, number)
    if between := _RANGE.fullmatch(what):
        first, last = int(between["first"]), int(between["last"])
        return _weekly([(first + rank) % 7 for rank in range((last - first) % 7 + 1)], number)
    some = _SOME.fullmatch(what)
    if some is None or (some["number"] and number > 1):
        return None
    return _weekly([int(day) for day in re.findall("@([0-6])", some["days"])], int(some["number"] or number))


def _weekly(days: tuple[int, ...] | list[int], number: int) -> Rule:
    return Rule(Frequency.WEEKLY, number, tuple(WeekDay(day) for day in days))


def _on_month(what: str, number: int) -> Rule | None:
    if not what:
        return Rule(Frequency.MONTHLY, number)
    if among := _AMONG.fullmatch(what):
        days = [int(day) for day in re.findall("@([0-6])", among["days"])] or WORKING_DAYS
        return Rule(Frequency.MONTHLY, number, tuple(map(WeekDay, days)), positions=_ranks(among["ranks"]))
    if _NTH.fullmatch(what):
        groups = re.findall("((?:#-?[0-9]+ )+)@([0-6])", what)
        days_ = tuple(WeekDay(int(day), nth) for ranks, day in groups for nth in _ranks(ranks))
        return Rule(Frequency.MONTHLY, number, days_)
    if _MONTH_DAYS.fullmatch(what):
        return Rule(Frequency.MONTHLY, number, month_days=_ranks(what))
    weekly = _on_days(what, 1)
    return replace(weekly, frequency=Frequency.MONTHLY, interval=number) if weekly and weekly.interval == 1 else None


def _ranks(text: str) -> tuple[int, ...]:
    return tuple(int(rank) for rank in re.findall("-?[0-9]+", text))
