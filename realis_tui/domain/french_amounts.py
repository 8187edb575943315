"""Numbers, money, areas and durations as people type and read them."""

import re
from datetime import time
from decimal import ROUND_HALF_UP, Decimal

from realis_tui.domain.french_text import fold

THIN = "\u202f"
"""The narrow no-break space French puts inside numbers and before units."""
MAX_CENTS = 10**13

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_MULTIPLIERS = {"k": 1_000, "m": 1_000_000}
_MONEY_UNITS = re.compile(r"(?P<scale>[km])?\s*(?:€|euros?|eur)?$", re.IGNORECASE)
_AREA_UNITS = re.compile(r"(?:m\s*²|m\s*2|m[èe]tres?\s+carr[ée]s?)$", re.IGNORECASE)
_TIME = re.compile(r"(?P<hours>\d{1,2})(?:\s*(?:h|:|heures?|(?=\d\d$))\s*(?:(?P<minutes>\d{2})(?:\s*min)?)?(?::00)?)?$")
_DURATIONS = (
    re.compile(r"(?P<hours>\d+)\s*(?:h|:|heures?)\s*(?P<minutes>\d{1,2})\s*(?:m|min|mn|minutes?)?$"),
    re.compile(r"(?P<hours>\d+(?:[.,]\d+)?)\s*(?:h|heures?)$"),
    re.compile(r"(?P<minutes>\d+)\s*(?:m|min|mn|minutes?)?$"),
    re.compile(r"(?P<hours>\d+[.,]\d+)$"),
)
_RANGE = re.compile(r"\s*(?:-|–|—|→|\bà\b|\ba\b)\s*")


def parse_decimal(text: str, places: int) -> Decimal:
    """A number typed by a person: « 1 234,5 », « 1234.50 », « 1.234,50 ».

    At most `places` decimals; a computed tail (8 decimals and more, from a spreadsheet) is rounded half-up.
    Raises ValueError with a French sentence.
    """
    number = _SPACES.sub("", text).replace("\u2212", "-")
    if not _NUMBER.fullmatch(number):
        example = f"1{THIN}234,50" if places else "12"
        raise ValueError(f"« {text.strip()} » n'est pas un nombre : écrire par exemple « {example} ».")
    whole, decimals = _split(number, text)
    if len(decimals) > places and decimals[places:].strip("0"):
        if len(decimals) < 8:
            decimals_allowed = f"{places} décimale{'s' if places > 1 else ''} au plus"
            raise ValueError(f"« {text.strip()} » : {decimals_allowed if places else 'un nombre entier est attendu'}.")
        return round_half_up(Decimal(f"{whole}.{decimals}"), places)
    return Decimal(f"{whole}.{decimals[:places]}" if decimals[:places] else whole)


def _split(number: str, text: str) -> tuple[str, str]:
    """Whole part and decimals; the last sign decides, and « 1.234 » could be read two ways, so it is refused."""
    signs = [char for char in number if char in ".,"]
    if not signs:
        return number, ""
    last = signs[-1]
    if signs.count(last) > 1:
        if len(set(signs)) > 1:
            raise ValueError(f"« {text.strip()} » n'est pas un nombre.")
        return _grouped(number.split(last), text), ""
    head, _, decimals = number.rpartition(last)
    other = "," if last == "." else "."
    if other not in head:
        if last == "." and len(decimals) == 3 and 0 < len(head.lstrip("+-")) <= 3 and head.lstrip("+-") != "0":
            plain = f"{head}{THIN}{decimals}"
            raise ValueError(f"« {text.strip()} » se lit de deux façons : écrire « {plain} » ou « {head},{decimals} ».")
        return head, decimals
    return _grouped(head.split(other), text), decimals


def _grouped(groups: list[str], text: str) -> str:
    if len(groups[0].lstrip("+-")) > 3 or any(len(group) != 3 for group in groups[1:]):
        raise ValueError(f"« {text.strip()} » n'est pas un nombre : les milliers vont par trois chiffres.")
    return "".join(groups)


def round_half_up(value: Decimal, places: int = 0) -> Decimal:
    """Rounded as accountants do: the half goes away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def parse_money(text: str) -> int:
    """Cents, from « 1 234,50 € », « 1234.5 », « 12k€ », « 2,3 M€ ». Raises ValueError with a French sentence."""
    stripped = text.strip()
    found = _MONEY_UNITS.search(stripped)
    scale = (found.group("scale") or "").lower() if found else ""
    bare = stripped[: found.start()] if found else stripped
    euros = parse_decimal(bare, 5) * _MULTIPLIERS[scale] if scale else parse_decimal(bare, 2)
    cents = euros * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"« {stripped} » : pas de fraction de centime.")
    if abs(cents) > MAX_CENTS:
        raise ValueError(f"« {stripped} » : un montant aussi grand est une faute de frappe.")
    return int(cents)


def parse_area(text: str) -> Decimal:
    """Square metres, from « 24 m² », « 18,5 », « 12 m2 ». Raises ValueError with a French sentence."""
    area = parse_decimal(_AREA_UNITS.sub("", text.strip()), 2)
    if area < 0:
        raise ValueError(f"« {text.strip()} » n'est pas une surface.")
    if area >= 1_000_000:
        raise ValueError(f"« {text.strip()} » : une surface aussi grande est une faute de frappe.")
    return area


def parse_time(text: str) -> time:
    """« 14:00 », « 14h », « 9h05 », « 1430 », « midi », « minuit ». Raises ValueError with a French sentence."""
    plain = _SPACES.sub(" ", text.strip().lower())
    if plain in ("midi", "minuit"):
        return time(12 if plain == "midi" else 0)
    found = _TIME.match(plain)
    if not found:
        raise ValueError(f"« {text.strip()} » n'est pas une heure : écrire « 14h30 » ou « 14:30 ».")
    hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
    if (hours, minutes) == (24, 0):
        # Of which of the two days a start would be, nobody knows.
        raise ValueError(f"« {text.strip()} » : écrire « minuit » pour finir avec le jour.")
    if hours > 23 or minutes > 59:
        raise ValueError(f"« {text.strip()} » n'existe pas : les heures vont de 00:00 à 23:59.")
    return time(hours, minutes)


def parse_duration(text: str) -> int:
    """Minutes, from « 1h30 », « 90 », « 1,5h », « 45 min », « 0:30 », « 14h-15h30 ».

    Raises ValueError with a French sentence; the result is more than zero.
    """
    plain = _SPACES.sub(" ", text.strip().lower())
    ends = _RANGE.split(plain)
    minutes = _between(ends, text) if len(ends) == 2 and all(ends) else _lasting(plain, text)
    if minutes <= 0:
        raise ValueError(f"« {text.strip()} » : une durée est plus grande que zéro.")
    return minutes


def _between(ends: list[str], text: str) -> int:
    start, end = (parse_time(part) for part in ends)
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    if minutes <= 0:
        raise ValueError(f"« {text.strip()} » : la fin vient avant le début.")
    return minutes


def _lasting(plain: str, text: str) -> int:
    for pattern in _DURATIONS:
        found = pattern.match(plain)
        if found:
            parts = found.groupdict()
            hours = Decimal((parts.get("hours") or "0").replace(",", "."))
            minutes = hours * 60 + Decimal(parts.get("minutes") or 0)
            if minutes > 100_000:
                raise ValueError(f"« {text.strip()} » : une durée aussi longue est une faute de frappe.")
            if minutes != minutes.to_integral_value():
                raise ValueError(f"« {text.strip()} » : une durée se compte en minutes entières.")
            return int(minutes)
    raise ValueError(f"« {text.strip()} » n'est pas une durée : écrire « 1h30 », « 90 » ou « 14h-15h30 ».")


def format_number(value: Decimal | int | float, places: int | None = None) -> str:
    """« 1 234,5 »; `places` fixes the decimals (half-up), None shows those there are."""
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        number = round_half_up(number, places)
    text = f"{abs(number):f}"
    whole, _, decimals = text.partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", THIN)
    sign = "-" if number < 0 else ""
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def format_money(cents: int) -> str:
    """« 1 234,50 € »."""
    return f"{format_number(Decimal(cents) / 100, 2)}{THIN}€"


def format_money_short(cents: int) -> str:
    """« 48 k€ », « 2,3 M€ », « 950 € »: for charts and narrow columns."""
    euros = round_half_up(Decimal(cents) / 100)
    for size, unit in ((1_000_000, "M€"), (1_000, "k€")):
        if abs(euros) >= size:
            scaled = euros / size
            return f"{format_number(round_half_up(scaled, 1 if abs(scaled) < 10 else 0))}{THIN}{unit}"
    return f"{format_number(euros)}{THIN}€"


def format_area(area: Decimal | int | float) -> str:
    """« 18,5 m² »."""
    return f"{format_number(area)}{THIN}m²"


def format_percent(ratio: Decimal | float, places: int = 0) -> str:
    """A ratio as « 97 % »."""
    return f"{format_number(Decimal(str(ratio)) * 100, places)}{THIN}%"


def format_duration(minutes: int) -> str:
    """« 1 h 30 », « 45 min », « 2 h »."""
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    if not hours:
        return f"{sign}{rest}{THIN}min"
    return f"{sign}{format_number(hours)}{THIN}h" + (f"{THIN}{rest:02d}" if rest else "")


def ordinal(number: int, feminine: bool = True) -> str:
    """« 1ʳᵉ », « 3ᵉ »; masculine « 1ᵉʳ »."""
    return f"{number}{('ʳᵉ' if feminine else 'ᵉʳ') if number == 1 else 'ᵉ'}"


def plural(number: int, noun: str, many: str = "") -> str:
    """« 2 entreprises », « 0 entreprise », « 3 locaux libres »; `many` for what the rule gets wrong.

    The words after « de », « d' », « à », « en », « par » keep their form: « 2 jours de retard ».
    """
    shown = format_number(number)
    if abs(number) < 2:
        return f"{shown} {noun}"
    return f"{shown} {many or _plural_of(noun)}"


def _plural_of(noun: str) -> str:
    words = noun.split(" ")
    stop = next((rank for rank, word in enumerate(words) if fold(word).split()[:1] in _LINKS), len(words))
    return " ".join([_plural_word(word) for word in words[:stop]] + words[stop:])


_LINKS: tuple[list[str], ...] = ([], ["de"], ["d"], ["a"], ["en"], ["par"], ["sans"], ["hors"])


def _plural_word(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    return f"{word}x" if word.endswith(("eau", "au", "eu")) else f"{word}s"


def format_phone(number: str) -> str:
    """A French E.164 number as « 06 39 98 12 34 »; another country's stays international."""
    if number.startswith("+33") and len(number) == 12:
        national = f"0{number[3:]}"
        return THIN.join(national[start : start + 2] for start in range(0, 10, 2))
    return number


def format_siren(siren: str) -> str:
    """« 009 014 440 »."""
    return THIN.join((siren[:3], siren[3:6], siren[6:]))


def format_siret(siret: str) -> str:
    """« 009 014 440 00011 »."""
    return f"{format_siren(siret[:9])}{THIN}{siret[9:]}"
