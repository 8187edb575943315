"""Identifiers as people and spreadsheets write them: checked, repaired when the repair is certain, and said (rule 11).

Every check gives a `Checked` or raises ValueError with one French sentence.
"""

import re
import unicodedata
from dataclasses import dataclass

from realis_tui.domain.departments import DEPARTMENTS, OCCITANIE, department_of, in_occitanie
from realis_tui.domain.french import capital, format_siren

__all__ = [
    "DEPARTMENTS",
    "OCCITANIE",
    "Checked",
    "Raw",
    "check_email",
    "check_naf",
    "check_phone",
    "check_postcode",
    "check_rna",
    "check_siren",
    "check_siret",
    "check_vat",
    "department_of",
    "identify",
    "in_occitanie",
    "number_in_use",
]

Raw = str | int | float
LA_POSTE = "356000000"

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_TRAILING_ZERO = re.compile(r"(\d+)[.,]0+")
_SEPARATORS = re.compile(r"[\s\-.·/']+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"’": "'"})
_EMAIL = re.compile(r"[^\s@<>,;:()\[\]\"\\]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_RNA = re.compile(r"W\d{9}")
_NAF = re.compile(r"([0-9]{2})([0-9]{2})([A-Z])")
_VAT = re.compile(r"FR([0-9A-HJ-NP-Z]{2})(\d{9})")
_MOST_LOST_ZEROS = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """An identifier that passed: its kind in French, its canonical writing, what had to be repaired (a sentence)."""

    kind: str
    value: str
    repaired: str | None = None


def check_siren(raw: Raw) -> Checked:
    """Nine digits with their key."""
    digits, repairs = _digits(raw, "SIREN", 9)
    _refuse_bad_siren(digits, "SIREN")
    return Checked("siren", digits, _said(repairs))


def check_siret(raw: Raw, siren: str | None = None) -> Checked:
    """Fourteen digits with their key; the first nine are a valid SIREN, the company's own when it is known.

    La Poste's establishments have no key: the sum of their digits is a multiple of five.
    """
    digits, repairs = _digits(raw, "SIRET", 14)
    _refuse_bad_siren(digits[:9], "SIRET", " : ses neuf premiers chiffres ne forment pas un SIREN valable")
    if not _luhn(digits) and not (digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0):
        raise ValueError(f"Le SIRET {digits} est faux : sa clé ne tombe pas juste, un chiffre est à revoir.")
    if siren and digits[:9] != siren:
        raise ValueError(
            f"Le SIRET {digits} n'est pas de cette entreprise : il commence par {format_siren(digits[:9])}, "
            f"son SIREN est {format_siren(siren)}."
        )
    return Checked("siret", digits, _said(repairs))


def _refuse_bad_siren(digits: str, name: str, why: str = "") -> None:
    if not digits.strip("0"):
        raise ValueError(f"Un {name} fait de zéros n'existe pas.")
    if not _luhn(digits):
        raise ValueError(
            f"Le {name} est faux{why}." if why
            else f"Le SIREN {digits} est faux : sa clé ne tombe pas juste, un chiffre est à revoir."
        )  # fmt: skip


def _luhn(digits: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(digits)


def check_rna(raw: Raw, form: str | None = None) -> Checked:
    """W and nine digits; `form`, when known, is the company's legal form, and only an association has a RNA number."""
    text, repairs = _plain(raw)
    rna = text.upper()
    if rna != text:
        repairs.append("W mis en majuscule")
    if not _RNA.fullmatch(rna):
        raise ValueError(f"« {raw} » n'est pas un numéro RNA : il s'écrit W suivi de neuf chiffres.")
    if rna == "W000000000":
        raise ValueError("Un numéro RNA fait de zéros n'existe pas.")
    if form is not None and str(form) != "association":
        raise ValueError(f"Le numéro RNA {rna} ne convient pas : seule une association en a un.")
    return Checked("rna", rna, _said(repairs))


def check_naf(raw: Raw) -> Checked:
    """The activity code of Insee: four digits and a letter, written « 62.01Z »."""
    found = _NAF.fullmatch(_plain(raw)[0].upper())
    if found is None:
        raise ValueError(f"« {raw} » n'est pas un code NAF : quatre chiffres et une lettre, comme 62.01Z.")
    value = f"{found[1]}.{found[2]}{found[3]}"
    return Checked("naf", value, None if value == raw else "Code NAF remis en forme.")


def number_in_use(label: str, number: str, holder: str) -> str:
    """What is said of a number that another card bears: « Le SIRET … est déjà celui de « Vélomistrau ». »"""
    return f"Le {label} {number} est déjà celui de {holder}."


def check_vat(raw: Raw, siren: str | None = None) -> Checked:
    """The French VAT number: FR, two characters of key, the SIREN; the key follows from the SIREN."""
    text, repairs = _plain(raw)
    vat = text.upper()
    if re.fullmatch(r"\d{11}", vat):
        vat = f"FR{vat}"
        repairs.append("« FR » ajouté")
    found = _VAT.fullmatch(vat)
    if not found:
        raise ValueError(f"« {raw} » n'est pas un numéro de TVA français : FR, deux caractères de clé, puis le SIREN.")
    _refuse_bad_siren(found[2], "numéro de TVA", " : ses neuf derniers chiffres ne forment pas un SIREN valable")
    _refuse_bad_key(vat)
    if siren and found[2] != siren:
        raise ValueError(
            f"Le numéro de TVA {vat} n'est pas de cette entreprise : il finit par {format_siren(found[2])}, "
            f"son SIREN est {format_siren(siren)}."
        )
    return Checked("tva", vat, _said(repairs))


def _refuse_bad_key(vat: str) -> None:
    from stdnum.fr import tva

    if not tva.is_valid(vat):
        raise ValueError(f"Le numéro de TVA {vat} est faux : sa clé « {vat[2:4]} » ne va pas avec son SIREN.")


def check_phone(raw: Raw) -> Checked:
    """A phone number in any French writing (or international), as E.164; the ranges kept for fiction pass."""
    import phonenumbers

    text, repairs = _phone_text(raw)
    refusal = ValueError(f"« {raw} » n'est pas un numéro de téléphone : dix chiffres, ou « + » et l'indicatif du pays.")
    if re.search(r"[^\W\d_]", text):
        raise refusal
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        raise refusal from None
    national = str(number.national_number)
    if not phonenumbers.is_possible_number(number) or (number.country_code == 33 and len(national) != 9):
        raise refusal
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Checked("telephone", value, _said(repairs))


def _phone_text(raw: Raw) -> tuple[str, list[str]]:
    """A spreadsheet keeps 06 39… as the number 639…, and +33 6… as 336…"""
    repairs: list[str] = []
    if isinstance(raw, int | float):
        text = _whole(raw)
    else:
        text = unicodedata.normalize("NFKC", raw).translate(_DASHES).strip().removeprefix("'")
        _refuse_scientific(text)
        if trailing := _TRAILING_ZERO.fullmatch(text):
            text = trailing[1]
            repairs.append("« .0 » final retiré")
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return text, repairs
    if len(digits) == 9 and digits[0] != "0":
        return f"0{digits}", [*repairs, "zéro de tête rétabli"]
    if len(digits) == 11 and digits.startswith("33"):
        return f"+{digits}", [*repairs, "« + » rétabli"]
    return text, repairs


def check_email(raw: Raw) -> Checked:
    """An address in small letters; « mailto: » and angle brackets are taken off."""
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    bare = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    if bracketed := re.fullmatch(r"[^<>]*<([^<>]+)>", bare):
        bare = bracketed[1]
    bare = bare.strip(" ;,")
    local = bare.partition("@")[0]
    dotted = local.startswith(".") or local.endswith(".") or ".." in bare
    if len(bare) > 254 or dotted or not _EMAIL.fullmatch(bare):
        raise ValueError(f"« {raw} » n'est pas une adresse électronique : elle s'écrit « nom@domaine.fr ».")
    return Checked("courriel", bare.lower(), None if bare == text else "Adresse dégagée de ce qui l'entoure.")


def check_postcode(raw: Raw) -> Checked:
    """Five digits of a French department."""
    text, repairs = _plain(raw)
    digits = re.sub(r"^F(?=\d{5}$)", "", text.upper())
    if len(digits) == 4 and digits.isdecimal():
        digits = f"0{digits}"
        repairs.append("zéro de tête rétabli")
    if not re.fullmatch(r"[0-9]{5}", digits):
        raise ValueError(f"« {raw} » n'est pas un code postal : cinq chiffres sont attendus.")
    if department_of(digits) not in DEPARTMENTS:
        raise ValueError(f"Le code postal {digits} n'est d'aucun département français.")
    return Checked("code_postal", digits, _said(repairs))


def identify(raw: Raw) -> Checked:
    """Guess the kind of identifier from its shape, then check it as such."""
    text = str(raw).strip()
    if "@" in text:
        return check_email(raw)
    if text.startswith(("+", "(")):
        return check_phone(raw)
    plain = _plain(raw)[0].upper()
    if plain.startswith("W"):
        return check_rna(raw)
    if plain.startswith("FR"):
        return check_vat(raw)
    if len(plain) == 10 and plain.startswith("0"):
        return check_phone(raw)
    if plain.isdecimal():
        if len(plain) in (4, 5):
            return check_postcode(raw)
        if len(plain) == 11 and not plain.startswith("33"):
            return check_vat(raw)
        checks = {9: check_siren, 8: check_siren, 7: check_siren, 11: check_phone}
        checks |= dict.fromkeys((12, 13, 14), check_siret)
        if check := checks.get(len(plain)):
            return check(raw)
    raise ValueError(f"« {text} » n'est pas un SIREN, SIRET, RNA, numéro de TVA, téléphone, courriel ou code postal.")


def _digits(raw: Raw, name: str, size: int) -> tuple[str, list[str]]:
    text, repairs = _plain(raw)
    if not re.fullmatch(r"[0-9]+", text):
        raise ValueError(f"« {raw} » n'est pas un {name} : il s'écrit avec {size} chiffres.")
    if size - _MOST_LOST_ZEROS <= len(text) < size:
        repairs.append("zéros de tête rétablis" if size - len(text) > 1 else "zéro de tête rétabli")
        text = text.zfill(size)
    if len(text) != size:
        raise ValueError(f"Un {name} a {size} chiffres : « {raw} » en a {len(text)}.")
    return text, repairs


def _plain(raw: Raw) -> tuple[str, list[str]]:
    """The text without what people and spreadsheets put around it, and the repairs made, in words."""
    if isinstance(raw, int | float):
        return _whole(raw), []
    text = unicodedata.normalize("NFKC", raw).translate(_DASHES).strip()
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    _refuse_scientific(text)
    repairs = []
    if trailing := _TRAILING_ZERO.fullmatch(text):
        text = trailing[1]
        repairs.append("« .0 » final retiré")
    bare = _SEPARATORS.sub("", text)
    if bare != raw.strip() and not repairs:
        repairs.append("espaces retirés" if re.sub(r"\s", "", text) == bare else "signes de séparation retirés")
    return bare, repairs


def _whole(raw: int | float) -> str:
    if isinstance(raw, float) and not (raw.is_integer() and abs(raw) < 1e15):
        raise ValueError(f"« {raw} » : Excel n'a gardé qu'un arrondi. Mettre la colonne en texte et le ressaisir.")
    return str(int(raw))


def _refuse_scientific(text: str) -> None:
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        raise ValueError(
            f"« {text} » : Excel a perdu des chiffres de ce numéro. "
            "Mettre la colonne en texte et le ressaisir en entier."
        )


def _said(repairs: list[str]) -> str | None:
    if not repairs:
        return None
    sentence = ", ".join(repairs)
    return f"{capital(sentence)}."
