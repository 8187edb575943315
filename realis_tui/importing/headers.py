"""Finding the header row of a table and which column holds which field, by the words people really use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from realis_tui.domain.fields import FieldSpec
from realis_tui.domain.french import fold
from realis_tui.importing.tables import Cell, Row, is_blank

LOOKED_AT = 60
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_TOTAL = re.compile(r"^(sous total|total|totaux|moyenne|somme|nombre d)\b")
_ALIKE = 90


@dataclass(frozen=True, slots=True)
class Header:
    """The row of a header: column place → field name; `unknown`: the headers nothing is read from."""

    line: int
    fields: dict[int, str]
    unknown: tuple[str, ...]
    texts: tuple[str, ...]

    def values(self, row: Row) -> dict[str, Cell]:
        """The cells of a row by field; blank ones left out, for an empty cell never erases."""
        return {
            field: row.cells[place]
            for place, field in self.fields.items()
            if place < len(row.cells) and not is_blank(row.cells[place])
        }

    def leaves_out(self, row: Row) -> bool:
        """Blank, title and total lines, and a header printed again, are no rows."""
        filled = row.filled()
        if not any(place in self.fields for place in filled):
            return True
        return _is_total(row, filled) or self._is_repeated(row, filled)

    def _is_repeated(self, row: Row, filled: list[int]) -> bool:
        same = sum(place < len(self.texts) and _key(row.cells[place]) == self.texts[place] for place in filled)
        return len(filled) > 1 and same >= 0.8 * len(filled)


class Vocabulary:
    """The headers that each field of an input model answers to."""

    def __init__(self, specs: Iterable[FieldSpec]) -> None:
        self.specs = tuple(specs)
        self._known: dict[str, str] = {}
        # The label and the column first, of every field: a synonym never takes another field's own name.
        for words in (lambda spec: (spec.column, spec.shown.label, spec.name), lambda spec: spec.shown.synonyms):
            for spec in self.specs:
                for word in words(spec):
                    self._known.setdefault(_key(word), spec.name)

    def field_of(self, header: Cell) -> str | None:
        """The field a header names: as it is, without its parentheses, then with a slip of the fingers."""
        key = _key(header)
        if not key or not isinstance(header, str):
            return None
        short = _key(_PARENTHESES.sub(" ", header))
        return self._known.get(key) or self._known.get(short) or self._nearly(short)

    def _nearly(self, key: str) -> str | None:
        if not 5 <= len(key) <= 40:
            return None
        from rapidfuzz import fuzz, process

        words = [word for word in self._known if len(word) >= 5 and word[0] == key[0]]
        found = process.extract(key, words, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=4)
        fields = {self._known[word] for word, _, _ in found}
        return fields.pop() if len(fields) == 1 else None

    def find_header(self, rows: Iterable[Row]) -> Header | None:
        """The row, among the first ones, that names the most fields, those that are required among them."""
        required = {spec.name for spec in self.specs if spec.required}
        best: Header | None = None
        for rank, row in enumerate(rows):
            if rank >= LOOKED_AT:
                break
            header = self._header(row)
            enough = min(2, len(row.filled()))
            if len(header.fields) < max(1, enough) or not required <= set(header.fields.values()):
                continue
            if best is None or len(header.fields) > len(best.fields):
                best = header
        return best

    def recognised(self, rows: list[Row]) -> int:
        """How many columns are known in the best header of these rows."""
        return max((len(self._header(row).fields) for row in rows[:LOOKED_AT]), default=0)

    def _header(self, row: Row) -> Header:
        fields: dict[int, str] = {}
        unknown = []
        for place in row.filled():
            field = self.field_of(row.cells[place])
            if field is None or field in fields.values():
                unknown.append(" ".join(str(row.cells[place]).split()))
            else:
                fields[place] = field
        return Header(row.line, fields, tuple(unknown), tuple(_key(cell) for cell in row.cells))


def _key(cell: Cell) -> str:
    """A header as compared: « N° SIRET », « n siret » and « No. SIRET » are one."""
    folded = re.sub(r"^(no|n|num|numero)\s+(?=\w)", "n ", fold(str(cell).replace("°", " ").replace("º", " ")))
    return "".join(letter for letter in folded if letter.isalnum())


def _is_total(row: Row, filled: list[int]) -> bool:
    """« Total : 35 entreprises », then nothing but numbers: a company called « Total Solidaire » has an address."""
    first = row.cells[filled[0]]
    if not isinstance(first, str) or not _TOTAL.match(fold(first)):
        return False
    return all(_is_number(row.cells[place]) for place in filled[1:])


def _is_number(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    digits = re.sub(r"[\s\xa0\u202f€%.,+-]", "", cell)
    return digits.isdigit()
