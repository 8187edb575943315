"""The language of list filters: « statut:hébergée fin<90j -référent:roux montpellier ».

    mot   "plusieurs mots"   champ:valeur   champ:a|b   champ:a,b
    champ<90j   champ>=01/01/2027   champ:2027   champ:oui   champ:aucun

A leading « - » negates a term; all the terms hold together. Fields and their values are data given by the list.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Literal

from realis_tui.domain.days import FIRST_YEAR, LAST_YEAR, last_of_month
from realis_tui.domain.french import fold, parse_date, parse_decimal

FieldKind = Literal["text", "choice", "flag", "date", "number"]
FilterValue = str | bool | date | Decimal


class FilterOp(StrEnum):
    """How a field is compared. BETWEEN has two values, both included; EMPTY has none; the others: any value fits."""

    IS = ":"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    BETWEEN = ".."
    EMPTY = "vide"
    CONTAINS = "~"


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field a list can be filtered by.

    name: what the query knows; label: what people read; aliases: other words for it; choices: (value, label) pairs of
    a choice; elsewhere: words given as a value of this field that stand for a flag, as « statut:hébergée » stands for
    « hébergée:oui »: pairs of that word and the flag's name.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    aliases: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What a person may write for this field, before folding."""
        return (self.label, *self.aliases, self.name)


@dataclass(frozen=True, slots=True)
class FilterTerm:
    """One condition. `field` is None for a word looked for everywhere; text values are folded, as the search is.

    `relative`: the day was given from today (« 90j »), so that a list may leave out what is past.
    """

    field: str | None
    op: FilterOp
    values: tuple[FilterValue, ...] = ()
    negated: bool = False
    relative: bool = False


@dataclass(frozen=True, slots=True)
class FilterQuery:
    """What a filter's text says: every term holds. An unfinished term (« statut: ») is left out, not refused."""

    text: str
    terms: tuple[FilterTerm, ...] = ()
    unfinished: tuple[str, ...] = ()
    """The terms left out, as typed: to be refused where nobody is still typing (an export)."""

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words to be found anywhere."""
        return tuple(str(term.values[0]) for term in self.terms if term.field is None and not term.negated)


_TOKEN = re.compile(
    r"""(?P<minus>-)?(?:(?P<key>[^\W\d][\w-]*)\s*(?P<op><=|>=|≤|≥|:|=|<|>)
        (?P<value>(?:«[^»]*»?|"[^"]*"?|[^\s«"])*)
        |(?P<word>«[^»]*»?|"[^"]*"?|\S+))""",
    re.VERBOSE,
)
_OPS = {
    ":": FilterOp.IS,
    "=": FilterOp.IS,
    "<": FilterOp.LESS,
    "<=": FilterOp.AT_MOST,
    "≤": FilterOp.AT_MOST,
    ">": FilterOp.MORE,
    ">=": FilterOp.AT_LEAST,
    "≥": FilterOp.AT_LEAST,
}
_VALUE = re.compile(r'«([^»]*)»?|"([^"]*)"?|([^|,«"]+)')
_RELATIVE = re.compile(r"(?P<sign>[+-]?)(?P<count>\d{1,4})\s*(?P<unit>j|jours?|s|sem|semaines?|m|mois|a|ans?)")
_MONTH = re.compile(r"(?:(?P<month>\d{1,2})[/-](?P<year>\d{4})|(?P<year_first>\d{4})-(?P<month_last>\d{1,2}))")
_YES, _NO = frozenset({"oui", "o", "vrai", "1"}), frozenset({"non", "n", "faux", "0"})
_NOTHING = frozenset({"aucun", "aucune", "vide"})


def parse(text: str, fields: Sequence[FilterField], today: date) -> FilterQuery:
    """Read a filter; relative days count from `today`.

    Raises ValueError with a French sentence: an unknown field names the nearest, a bad value says what is expected.
    """
    terms, unfinished = [], []
    for token in _TOKEN.finditer(text):
        negated = bool(token["minus"])
        if token["key"] is None:
            word = fold(token["word"])
            if word:
                terms.append(FilterTerm(None, FilterOp.CONTAINS, (word,), negated))
        elif term := _field_term(token["key"], _OPS[token["op"]], token["value"], fields, today):
            terms.append(_negate(term) if negated else term)
        else:
            unfinished.append(token[0])
    return FilterQuery(text, tuple(terms), tuple(unfinished))


def _negate(term: FilterTerm) -> FilterTerm:
    return FilterTerm(term.field, term.op, term.values, not term.negated, term.relative)


def _field_term(key: str, op: FilterOp, raw: str, fields: Sequence[FilterField], today: date) -> FilterTerm | None:
    found = _field(key, fields)
    values = _values(raw, found.kind)
    if not values:
        return None
    if len(values) == 1 and fold(values[0]) in _NOTHING and found.kind != "flag":
        return FilterTerm(found.name, FilterOp.EMPTY)
    if op is not FilterOp.IS and found.kind not in ("date", "number"):
        raise ValueError(f"« {found.label} » ne se compare pas avec « {op.value} » : écrire « {key}:valeur ».")
    if op is not FilterOp.IS and len(values) > 1:
        raise ValueError(f"« {key}{op.value} » attend une seule valeur.")
    match found.kind:
        case "text":
            return FilterTerm(found.name, FilterOp.CONTAINS, tuple(fold(value) for value in values))
        case "choice":
            return _choice(found, values)
        case "flag":
            return FilterTerm(found.name, FilterOp.IS, (_flag(found, values),))
        case "number":
            return FilterTerm(found.name, op, tuple(parse_decimal(value, 6) for value in values))
        case "date":
            return _date(found, op, values, today)


def _field(key: str, fields: Sequence[FilterField]) -> FilterField:
    wanted, by_word = fold(key), _fields_by_word(tuple(fields))
    if wanted in by_word:
        return by_word[wanted][1]
    near = difflib.get_close_matches(wanted, by_word, n=1, cutoff=0.5)
    hint = f"essayer « {by_word[near[0]][0]} »" if near else f"il y a {', '.join(each.label for each in fields)}"
    raise ValueError(f"Le champ « {key} » n'existe pas ici : {hint}.")


@cache
def _fields_by_word(fields: tuple[FilterField, ...]) -> dict[str, tuple[str, FilterField]]:
    """Folded once: a list reads the filters of all its views each time."""
    return {fold(word): (word, each) for each in reversed(fields) for word in reversed(each.words)}


def _values(raw: str, kind: FieldKind) -> list[str]:
    """The alternatives of « a|b », « a,b », « "a, b" »; in a number the comma belongs to it."""
    if kind == "number":
        return [part.strip() for part in raw.split("|") if part.strip()]
    return [value for found in _VALUE.findall(raw) if (value := "".join(found).strip()) and fold(value)]


def _choice(found: FilterField, values: list[str]) -> FilterTerm:
    elsewhere = {fold(word): flag for word, flag in found.elsewhere}
    moved = [elsewhere[fold(value)] for value in values if fold(value) in elsewhere]
    if moved:
        if len(values) > 1:
            raise ValueError(f"« {values[0]} » ne se combine pas avec d'autres valeurs : l'écrire à part.")
        return FilterTerm(moved[0], FilterOp.IS, (True,))
    return FilterTerm(found.name, FilterOp.IS, tuple(_known_choice(found, value) for value in values))


def _known_choice(found: FilterField, value: str) -> str:
    wanted, known = fold(value), _choices_by_word(found)
    if wanted in known:
        return known[wanted]
    starting = {chosen for word, chosen in known.items() if word.startswith(wanted)}
    if len(starting) == 1:
        return starting.pop()
    labels = ", ".join([*(label for _, label in found.choices), *(word for word, _ in found.elsewhere)])
    if starting:
        raise ValueError(f"« {value} » convient à plusieurs valeurs de « {found.label} » : {labels}.")
    raise ValueError(f"« {found.label} » n'a pas la valeur « {value} » : {labels}.")


@cache
def _choices_by_word(found: FilterField) -> dict[str, str]:
    return {fold(word): chosen for chosen, label in found.choices for word in (label, chosen)}


def _flag(found: FilterField, values: list[str]) -> bool:
    answers = {fold(value) for value in values}
    if answers <= _YES:
        return True
    if answers <= _NO:
        return False
    raise ValueError(f"« {found.label} » se répond par oui ou non.")


def _date(found: FilterField, op: FilterOp, values: list[str], today: date) -> FilterTerm:
    if len(values) > 1:
        raise ValueError(f"« {found.label} » attend une seule date.")
    value = values[0].strip()
    span = _span(value)
    if span is None:
        # « fin<90 » means days, as « fin<90j » does.
        relative = _RELATIVE.fullmatch(f"{value}j" if value.isdecimal() and len(value) < 4 else value.lower())
        day = parse_date(
            f"{relative['sign'] or '+'}{relative['count']}{relative['unit']}" if relative else value, today
        )
        return FilterTerm(found.name, op, (day,), relative=relative is not None)
    first, last = span
    match op:
        case FilterOp.IS:
            return FilterTerm(found.name, FilterOp.BETWEEN, (first, last))
        case FilterOp.LESS | FilterOp.AT_LEAST:
            return FilterTerm(found.name, op, (first,))
        case _:
            return FilterTerm(found.name, op, (last,))


def _span(value: str) -> tuple[date, date] | None:
    """The days of a year (« 2027 ») or of a month (« 03/2027 », « 2027-03 »)."""
    if re.fullmatch(r"\d{4}", value) and FIRST_YEAR <= int(value) <= LAST_YEAR:
        return date(int(value), 1, 1), date(int(value), 12, 31)
    if month := _MONTH.fullmatch(value):
        year, number = int(month["year"] or month["year_first"]), int(month["month"] or month["month_last"])
        if 1 <= number <= 12 and FIRST_YEAR <= year <= LAST_YEAR:
            first = date(year, number, 1)
            return first, last_of_month(first)
    return None
