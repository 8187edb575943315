"""Text as people write it: folding for comparison, French order, and what never comes from a person or a file."""

import re
import unicodedata

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
"""What a terminal may obey, line ends and tabs apart: C0 (ESC among them), DEL, C1, and what changes the direction of
the text around it."""
_QUOTED = re.compile("« ([^»]+) »")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_ACRONYM = re.compile(r"\b[A-Za-z](?:\.[A-Za-z])+\b\.?")
_DIGITS = re.compile(r"\d+")
_FORM_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "societe cooperative d interet collectif",
        "societe cooperative et participative",
        "societe cooperative",
        "association loi 1901",
        "association loi de 1901",
        "assoc loi 1901",
        "asso loi 1901",
        "loi 1901",
        "association",
        "assoc",
        "asso",
        "cooperative",
        "scop",
        "scic",
        "sarl",
        "sasu",
        "sas",
        "eurl",
        "sa",
        "ess",
        "esus",
    )
)
FORM_WORDS = frozenset(word for phrase in _FORM_PHRASES for word in (phrase[0], phrase[-1]))
"""A folded name without one of these (nor « & », nor a dot) is its own identity but for its spaces."""
_UPPERCASE_WORDS = {"SCOP", "SCIC", "SARL", "SAS", "SASU", "SA", "EURL", "ESS", "ESUS", "ESAT", "PTCE", "II", "III"}
_SMALL_WORDS = {"de", "du", "des", "la", "le", "les", "et", "en", "à", "au", "aux", "sur", "sous", "par", "pour", "lès"}
_VOWELS = ("a", "e", "i", "o", "u")
_ARTICLE = re.compile(r"(?P<article>Les? |La |L['’])(?=\S)")
_ELISIONS = {"l", "d", "qu", "n", "s", "j", "m", "c", "t", "jusqu", "lorsqu"}


def fold(text: str) -> str:
    """What two writings of the same words have in common: « Cœur-du  Salagou » and « coeur du salagou » fold alike.

    Lower case, no accents, œ as oe, ß as ss, full-width letters as plain ones, anything but letters and digits as one
    space. Folding twice changes nothing more.
    """
    if not text.isascii():
        # The Unicode definition of compatibility caseless matching; one pass less is not stable.
        text = unicodedata.normalize("NFD", text).casefold()
        text = unicodedata.normalize("NFKD", text).casefold()
        text = unicodedata.normalize("NFKD", text).translate(_LETTERS)
        text = "".join(char for char in text if not unicodedata.category(char).startswith("M"))
    else:
        text = text.lower()
    return " ".join("".join(char if char.isalnum() else " " for char in text).split())


def fold_name(text: str) -> str:
    """A company's name as an identity (rule 12): « VÉLOMISTRAU », « Vélo-Mistrau SCIC », « velomistrau » are one.

    Folded; the legal form at either end dropped when other words remain; no spaces left.
    """
    words = fold(join_acronyms(text).replace("&", " et ")).split()
    while (shorter := _without_form(words)) is not None:
        words = shorter
    return "".join(words)


def join_acronyms(text: str) -> str:
    """« S.C.I.C. » as « SCIC »."""
    return _ACRONYM.sub(lambda found: found.group().replace(".", ""), text)


def _without_form(words: list[str]) -> list[str] | None:
    for phrase in _FORM_PHRASES:
        size = len(phrase)
        if size < len(words) and tuple(words[:size]) == phrase:
            return words[size:]
        if size < len(words) and tuple(words[-size:]) == phrase:
            return words[:-size]
    return None


def sort_key(text: str) -> str:
    """A key whose plain order is the French one (é with e, œ as oe); numbers by value (« A-9 » before « A-10 »)."""
    return _DIGITS.sub(lambda digits: digits.group().zfill(6), fold(text))


def clean_text(text: str) -> str:
    """Text that can do nothing but be read: NFC, no control or invisible character, no trailing space on a line.

    Line ends and tabs stay; direction overrides, zero-width characters, half surrogates go.
    """
    if text.isprintable():
        # No control, no invisible character, no line end: accents may still be in two pieces.
        return (text if text.isascii() else unicodedata.normalize("NFC", text)).rstrip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(char for char in text if not _is_hostile(char))
    return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", kept).split("\n")).rstrip()


def has_hostile(text: str) -> bool:
    """Whether the text holds a character that `clean_text` would take out or turn into a line end."""
    return not text.isprintable() and any(char in "\r\u2028\u2029" or _is_hostile(char) for char in text)


def without_paste(sentence: str, most: int = 80) -> str:
    """A sentence without the whole of what it quotes beyond `most` letters: nobody types as much by hand."""
    return _QUOTED.sub(
        lambda quoted: quoted[0] if len(quoted[1]) <= most else f"« {quoted[1][:60].rstrip()}… »", sentence
    )


def _is_hostile(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Cs")


def title_case_name(text: str) -> str:
    """A name shouted in capitals, as it would be written: « FORÊT DE L'AUDE » → « Forêt de l'Aude ».

    A name that has a small letter already, or is one short word (an acronym), stays as it is.
    """
    name = " ".join(text.split())
    if any(char.islower() for char in name) or (len(name) <= 4 and " " not in name):
        return name
    parts = re.split(r"([ \-’'/])", name)
    return "".join(_cased(part, parts[index + 1 : index + 2], index == 0) for index, part in enumerate(parts))


def of(name: str) -> str:
    """A name after « de »: « de Vélomistrau », « d'Énergie Citoyenne », « du Fournil », « des Couturières »."""
    return f"d'{name}" if fold(name[:1]).startswith(_VOWELS) else _after("de", "du", "des", name)


def to(name: str) -> str:
    """A name after « à »: « à Vélomistrau », « au Fournil », « aux Couturières », « à l'Atelier »."""
    return _after("à", "au", "aux", name)


def _after(word: str, with_le: str, with_les: str, name: str) -> str:
    """A name's own article takes a small letter, and melts into the word before it where it does."""
    if found := _ARTICLE.match(name):
        article, rest = found["article"], name[found.end() :]
        melted = {"le ": with_le, "les ": with_les}.get(article.lower())
        return f"{melted} {rest}" if melted else f"{word} {article.lower()}{rest}"
    return f"{word} {name}"


def capital(text: str) -> str:
    """With a capital letter, as a sentence begins; the rest as it is."""
    return text[:1].upper() + text[1:]


def _cased(part: str, following: list[str], first: bool) -> str:
    if part in _UPPERCASE_WORDS:
        return part
    lower = part.lower()
    elided = following in (["'"], ["’"]) and lower in _ELISIONS
    return lower if not first and (elided or lower in _SMALL_WORDS) else capital(lower)
