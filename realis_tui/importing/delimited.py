"""CSV files as they come: UTF-8 or Windows, « ; » or « , » or tabs, quoted cells on several lines."""

import csv
import io
from collections.abc import Callable, Iterator

from realis_tui.domain.refusals import Refused
from realis_tui.importing.tables import Row, Sheet

DELIMITERS = (";", ",", "\t", "|")
_LOOKED_AT = 60


def read_delimited(name: str, content: bytes, recognised: Callable[[list[Row]], int]) -> Sheet:
    """The table of a CSV file; each row is numbered by the physical line where its record starts."""
    text = decoded(name, content)
    best = max(DELIMITERS, key=lambda delimiter: _worth(name, text, delimiter, recognised))
    return Sheet("", tuple(_records(name, text, best)))


def decoded(name: str, content: bytes) -> str:
    """The text, by its byte order mark, else UTF-8 when it is valid, else Windows 1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content.count(b"\0"):
        raise Refused(f"« {name} » n'est ni un classeur ni un texte : choisir un fichier Excel ou CSV.", "fichier")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _worth(name: str, text: str, delimiter: str, recognised: Callable[[list[Row]], int]) -> tuple[int, int]:
    """Known columns first; then how many of the first rows have more than one cell."""
    rows = []
    try:
        for row in _records(name, text, delimiter):
            rows.append(row)
            if len(rows) == _LOOKED_AT:
                break
    except Refused:
        return (recognised(rows), 0)
    return (recognised(rows), sum(len(row.cells) > 1 for row in rows))


def _records(name: str, text: str, delimiter: str) -> Iterator[Row]:
    # newline="" leaves the line ends alone: a quoted cell may hold some, and a file may end its lines by \r only.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            if reader.line_num - start > _LOOKED_AT:
                _check_closed(name, text, delimiter, start)
            yield Row(start, tuple(cells))
            start = reader.line_num + 1
    except csv.Error:
        raise Refused(
            f"« {name} » : la ligne {reader.line_num} n'est pas lisible comme du CSV (guillemet jamais refermé ?).",
            "fichier",
        ) from None


def _check_closed(name: str, text: str, delimiter: str, start: int) -> None:
    """A record of very many lines is most often a quote never closed, which swallowed all that follows."""
    lines = iter(io.StringIO(text, newline=""))
    rest = (line for number, line in enumerate(lines, 1) if number >= start)
    try:
        next(csv.reader(rest, delimiter=delimiter, strict=True), None)
    except csv.Error:
        raise Refused(f"« {name} » : le guillemet ouvert ligne {start} n'est jamais refermé.", "fichier") from None
