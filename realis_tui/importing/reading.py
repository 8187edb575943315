"""Opening a file by what it holds, not by what it is called."""

from collections.abc import Callable
from pathlib import Path

from realis_tui.domain.refusals import Refused
from realis_tui.importing import delimited, workbook
from realis_tui.importing.tables import Row, Sheet, read_bytes

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TABLES = {b"%PDF": "un PDF", b"\x89PNG": "une image", b"\xff\xd8\xff": "une image", b"SQLite f": "une base"}


def read_sheets(path: Path, recognised: Callable[[list[Row]], int]) -> tuple[Sheet, ...]:
    """Every sheet of an Excel workbook, or the one table of a CSV file.

    recognised: how many columns one knows in rows, which settles the delimiter of a CSV. Raises `Refused` with one
    sentence when the file cannot be read, whatever it is.
    """
    content = read_bytes(path)
    for start, what in _NOT_TABLES.items():
        if content.startswith(start):
            raise Refused(
                f"« {path.name} » est {what}, pas un tableau : exporter d'abord en Excel ou en CSV.", "fichier"
            )
    if content.startswith((_ZIP, _OLE)):
        return workbook.read_workbook(path.name, content)
    return (delimited.read_delimited(path.name, content, recognised),)
