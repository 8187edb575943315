"""Excel (and LibreOffice) workbooks, through python-calamine; a damaged or hostile one ends in a sentence."""

import re
import zipfile
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse

from realis_tui.domain.refusals import Refused
from realis_tui.importing.tables import MOST_CELLS, Row, Sheet

_LARGEST_UNZIPPED = 512 * 1024 * 1024
_ATTRIBUTES = rb"""\b(?:[^>"']|"[^"]*"|'[^']*')*?\s"""
_CELL = re.compile(
    rb"<(?:\w+:)?(?:c|dimension)"
    + _ATTRIBUTES
    + rb"""r(?:ef)?\s*=\s*["'](?:[A-Z]{1,4}\d{1,8}:)?([A-Z]{1,4})(\d{1,8})["']""",
    re.IGNORECASE,
)
_ROW = re.compile(rb"<(?:\w+:)?row" + _ATTRIBUTES + rb"""r\s*=\s*["'](\d{1,8})["']""")
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(name: str, content: bytes) -> tuple[Sheet, ...]:
    """The visible sheets that hold something, rows numbered as Excel shows them."""
    if _PROTECTED in content[:65536] or _PROTECTED in content[-65536:]:
        raise Refused(f"« {name} » est protégé par un mot de passe : l'enregistrer sans, puis recommencer.", "fichier")
    damaged = Refused(
        f"« {name} » n'est pas un classeur lisible : l'ouvrir dans Excel ou LibreOffice, l'enregistrer de nouveau "
        "en .xlsx, puis recommencer.",
        "fichier",
    )
    if content.startswith(b"PK"):
        _check_size(name, content, damaged)
    try:
        return _sheets(content)
    except Refused:
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # The reader is written in Rust: on some damaged files it panics, which is not an Exception.
        raise damaged from None


def _sheets(content: bytes) -> tuple[Sheet, ...]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = []
    for known in book.sheets_metadata:
        if known.visible != SheetVisibleEnum.Visible or known.typ != SheetTypeEnum.WorkSheet:
            continue
        # skip_empty_area=False keeps the row numbers.
        rows: list[list[Any]] = book.get_sheet_by_name(known.name).to_python(skip_empty_area=False)
        sheets.append(Sheet(known.name, tuple(Row(line, tuple(cells)) for line, cells in enumerate(rows, 1))))
    return tuple(sheets)


def _check_size(name: str, content: bytes, damaged: Refused) -> None:
    """A small file may claim a huge table (one cell at the far corner, a zip bomb): refused before it takes memory."""
    too_big = Refused(f"« {name} » prétend contenir un tableau démesuré : ce n'est pas un suivi.", "fichier")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if any(part.filename.startswith("xl/worksheets/") and part.filename.endswith(".bin") for part in parts):
                # How large its sheets claim to be cannot be looked at before they are read.
                raise Refused(
                    f"« {name} » est un classeur binaire : l'enregistrer en .xlsx, puis recommencer.", "fichier"
                )
            if sum(part.file_size for part in parts) > _LARGEST_UNZIPPED:
                raise too_big
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    with archive.open(part) as file:
                        columns, rows = _extent(file.read(_LARGEST_UNZIPPED))
                elif part.filename == "content.xml":
                    with archive.open(part) as file:
                        columns, rows = _repeated_extent(file)
                else:
                    continue
                if columns * rows > MOST_CELLS:
                    raise too_big
    except Refused:
        raise
    except Exception:
        raise damaged from None


def _extent(xml: bytes) -> tuple[int, int]:
    """Columns and rows that an Excel sheet claims, however it is written."""
    columns, rows = 0, max(map(int, _ROW.findall(xml)), default=0)
    for column, row in _CELL.findall(xml):
        columns, rows = max(columns, _column_number(column.upper())), max(rows, int(row))
    return columns, rows


def _repeated_extent(xml: IO[bytes]) -> tuple[int, int]:
    """Columns and rows of LibreOffice's sheets up to what is last filled: blank ends are repeated to the far corner."""
    columns = rows = column = row = filled = 0
    for event, element in iterparse(xml, ("start", "end")):
        name = element.tag.rpartition("}")[2]
        if event == "start":
            row = 0 if name == "table" else row
        elif name in ("table-cell", "covered-table-cell"):
            column += _repeats(element, "columns")
            if len(element) or any("office:" in each or each.endswith("}formula") for each in element.attrib):
                filled = column
        elif name == "table-row":
            row += _repeats(element, "rows")
            if filled:
                columns, rows = max(columns, filled), max(rows, row)
            column = filled = 0
            element.clear()
    return columns, rows


def _repeats(element: Element, what: str) -> int:
    found = (value for name, value in element.attrib.items() if name.endswith(f"}}number-{what}-repeated"))
    return int(next(found, 1))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
