"""The types of what a person types or a file holds: dates, money, areas, numbers of identity.

Each reads text, or the number or date a spreadsheet gives, and refuses with a French sentence. The day « demain » or
« 24/11 » is counted from comes from the validation's context (`fields.validate`); so does the list where a repair
(« zéros de tête rétablis ») is noted, when the caller asked for one.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Strict, StringConstraints, ValidationInfo

from realis_tui.domain import french, identifiers
from realis_tui.domain.companies import LegalForm, parse_legal_form
from realis_tui.domain.days import known_day
from realis_tui.domain.fields import Repair

Choice = TypeVar("Choice", bound=StrEnum)


_MOST = 9_999_999
"""More than anything counted or measured here: a key that stayed down, that no column of the data base could hold."""


def today_of(info: ValidationInfo) -> date:
    """The day the validation counts from; asked for by name, so that a missing context is a clear error."""
    return (info.context or {})["today"]  # type: ignore[no-any-return]


def _repaired(info: ValidationInfo, before: object, after: str, message: str) -> None:
    repairs = (info.context or {}).get("repairs")
    if repairs is not None:
        repairs.append(Repair(info.field_name or "", str(before), after, message))


def _text(value: object) -> str:
    """A cell as text: a spreadsheet's 34000.0 is « 34000 »."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _read_line(value: object) -> object:
    return french.clean_text(" ".join(_text(value).split())) if isinstance(value, str | int | float) else value


def _read_paragraph(value: object) -> object:
    return french.clean_text(_text(value)) if isinstance(value, str | int | float) else value


def _read_day(value: object, info: ValidationInfo) -> object:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return french.parse_date(value, today_of(info)) if not _is_iso(value) else date.fromisoformat(value)
    return value


def _is_iso(text: str) -> bool:
    """An ISO day needs no « today »: a program, a test or JSON may give one without a context."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _read_hour(value: object) -> object:
    """An hour as typed, or as a spreadsheet gives it: a moment, or a share of a day."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, float) and 0 <= value < 1:
        return _hour_of(value * 24 * 60)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return french.parse_time(_text(value))
    return value


def _to_the_minute(value: time) -> time:
    """A spreadsheet's 15:00 may be thousandths of a second after, or before."""
    return _hour_of(value.hour * 60 + value.minute + (value.second + value.microsecond / 1e6) / 60)


def _hour_of(minutes: float) -> time:
    """The nearest minute of the day; what rounds up to the end of the day is midnight."""
    hour, minute = divmod(round(minutes) % (24 * 60), 60)
    return time(hour, minute)


def _read_minutes(value: object) -> object:
    """« 1h30 », « 90 », « 14h-15h30 »; a number is minutes already."""
    return french.parse_duration(value) if isinstance(value, str) else value


def _read_list(value: object) -> object:
    """« écran, visio » as a list; each thing once, blanks out."""
    if isinstance(value, str):
        value = re.split(r"[,;/+\n]|\bet\b", value)
    if isinstance(value, list | tuple):
        cleaned = (french.clean_text(" ".join(str(part).split())) for part in value)
        return tuple(dict.fromkeys(part for part in cleaned if part))
    return value


def _read_money(value: object) -> object:
    """A whole number is cents already (the program's own); text and a spreadsheet's number are euros."""
    if isinstance(value, str | float | Decimal):
        return french.parse_money(_text(value) if isinstance(value, float) else str(value))
    return value


def _read_area(value: object) -> object:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return french.parse_area(str(value).replace(".", ",") if isinstance(value, float) else str(value))
    return value


def _read_decimal(places: int) -> Callable[[object], object]:
    def read(value: object) -> object:
        if isinstance(value, str | float):
            return french.parse_decimal(str(value).replace(".", ","), places)
        return value

    return read


def _read_whole(value: object) -> object:
    if isinstance(value, str):
        number = french.parse_decimal(value, 0)
        return int(number)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _at_least_zero(value: Any) -> Any:
    if value < 0:
        raise ValueError("Un nombre négatif n'a pas de sens ici.")
    return value


def _plausible(value: Any) -> Any:
    if value > _MOST:
        raise ValueError(f"Un nombre aussi grand est une faute de frappe : {french.format_number(_MOST)} au plus.")
    return value


def _read_flag(value: object) -> object:
    if not isinstance(value, str):
        return value
    answer = french.fold(value)
    if answer in {"oui", "o", "x", "1", "vrai", "true", "yes"}:
        return True
    if answer in {"non", "n", "0", "faux", "false", "no"}:
        return False
    raise ValueError(f"« {value} » : répondre oui ou non.")


def _identifier(check: Callable[[Any], identifiers.Checked]) -> Callable[[object, ValidationInfo], object]:
    def read(value: object, info: ValidationInfo) -> object:
        checked = check(_cell(value))
        if checked.repaired:
            _repaired(info, value, checked.value, checked.repaired)
        return checked.value

    return read


def _read_siret(value: object, info: ValidationInfo) -> object:
    checked = identifiers.check_siret(_cell(value), info.data.get("siren"))
    if checked.repaired:
        _repaired(info, value, checked.value, checked.repaired)
    return checked.value


def _read_rna(value: object, info: ValidationInfo) -> object:
    checked = identifiers.check_rna(_cell(value), info.data.get("legal_form") or info.data.get("forme"))
    if checked.repaired:
        _repaired(info, value, checked.value, checked.repaired)
    return checked.value


def _cell(value: object) -> str | int | float:
    return value if isinstance(value, str | int | float) else str(value)


def one_of(choices: type[Choice]) -> Callable[[object], object]:
    """A reader of a closed list: its value or its label, whatever the case and the accents."""

    def read(value: object) -> object:
        if not isinstance(value, str) or isinstance(value, choices):
            return value
        folded = french.fold(value)
        for member in choices:
            if folded in (french.fold(member.value), french.fold(label_of(member))):
                return member
        known = ", ".join(label_of(member) for member in choices)
        raise ValueError(f"« {value} » n'est pas dans la liste : {known}.")

    return read


def label_of(member: StrEnum) -> str:
    """What people read of a closed list's value: its `label`, or the value when that is French already."""
    return str(getattr(member, "label", member.value))


def choices_of(choices: type[StrEnum]) -> tuple[tuple[str, str], ...]:
    """The pairs `Shown.choices` wants."""
    return tuple((member.value, label_of(member)) for member in choices)


YES_OR_NO = (("oui", "oui"), ("non", "non"))
"""What `Shown.choices` offers where not saying is a third answer; a box to tick has only two."""


def _read_form(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str) or isinstance(value, LegalForm):
        return value
    form = parse_legal_form(value).form
    if french.fold(value) != french.fold(form.value):
        _repaired(info, value, form.label, f"Forme reconnue : {form.label}.")
    return form


Line = Annotated[str, BeforeValidator(_read_line), StringConstraints(max_length=200)]
"""One line of text; inner spaces collapsed, control characters and direction overrides gone."""
Paragraph = Annotated[str, BeforeValidator(_read_paragraph), StringConstraints(max_length=20_000)]
Name = Annotated[str, BeforeValidator(_read_line), StringConstraints(min_length=1, max_length=200)]
Day = Annotated[date, Strict(), BeforeValidator(_read_day), AfterValidator(known_day)]
"""A day of the house's years; never a bare number, which could be a count of seconds."""
Money = Annotated[int, BeforeValidator(_read_money), AfterValidator(_at_least_zero)]
"""Cents."""
SignedMoney = Annotated[int, BeforeValidator(_read_money)]
"""Cents; own funds may be negative."""
Area = Annotated[Decimal, BeforeValidator(_read_area), AfterValidator(_at_least_zero), AfterValidator(_plausible)]
"""Square metres."""
Fte = Annotated[Decimal, BeforeValidator(_read_decimal(2)), AfterValidator(_at_least_zero), AfterValidator(_plausible)]
"""Jobs in full-time equivalents."""
Hour = Annotated[time, BeforeValidator(_read_hour), AfterValidator(_to_the_minute)]
"""An hour on the wall of Paris, to the minute."""
Minutes = Annotated[int, BeforeValidator(_read_minutes), AfterValidator(_plausible)]
"""How long, in minutes."""
Words = Annotated[tuple[str, ...], BeforeValidator(_read_list)]
"""A short list typed on one line: « écran, visio »."""
Count = Annotated[int, BeforeValidator(_read_whole), AfterValidator(_at_least_zero), AfterValidator(_plausible)]
Flag = Annotated[bool, BeforeValidator(_read_flag)]
Siren = Annotated[str, BeforeValidator(_identifier(identifiers.check_siren))]
Siret = Annotated[str, BeforeValidator(_read_siret)]
"""Checked against the model's own `siren` when that field comes before."""
Rna = Annotated[str, BeforeValidator(_read_rna)]
"""Checked against the model's own `legal_form` (`forme` in a file) when that field comes before."""
Naf = Annotated[str, BeforeValidator(_identifier(identifiers.check_naf))]
Vat = Annotated[str, BeforeValidator(_identifier(identifiers.check_vat))]
Phone = Annotated[str, BeforeValidator(_identifier(identifiers.check_phone))]
"""E.164."""
Email = Annotated[str, BeforeValidator(_identifier(identifiers.check_email))]
Postcode = Annotated[str, BeforeValidator(_identifier(identifiers.check_postcode))]
Form = Annotated[LegalForm, BeforeValidator(_read_form)]
