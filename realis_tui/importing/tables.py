"""What a file holds once read, whatever its format: sheets of numbered rows of cells."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from realis_tui.domain.refusals import Refused
from realis_tui.domain.system_errors import words_of

Cell = str | int | float | bool | date | datetime | time | timedelta
LARGEST_FILE = 64 * 1024 * 1024
MOST_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is the Excel row, or the physical line where the record starts, from 1; a blank cell is ''."""

    line: int
    cells: tuple[Cell, ...]

    def filled(self) -> list[int]:
        """The places of the cells that hold something."""
        return [place for place, cell in enumerate(self.cells) if not is_blank(cell)]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    rows: tuple[Row, ...]


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip(" \t\r\n\xa0\u202f\u200b\ufeff")


def read_bytes(path: Path) -> bytes:
    """The file, or a `Refused` that says in words why it cannot be read."""
    try:
        if path.is_dir():
            raise Refused(f"« {path} » est un dossier : choisir un fichier Excel ou CSV.", "fichier")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Refused(f"« {path.name} » dépasse 64 Mo : ce n'est pas un tableau de suivi.", "fichier")
        if size == 0:
            raise Refused(f"« {path.name} » est vide.", "fichier")
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"Le fichier « {path} » n'existe pas.", "fichier") from None
    except PermissionError:
        raise Refused(f"Le fichier « {path.name} » n'est pas lisible : vérifier ses droits.", "fichier") from None
    except (OSError, ValueError) as error:
        reason = words_of(error) if isinstance(error, OSError) else "nom de fichier impossible"
        raise Refused(f"Le fichier « {path.name} » n'a pas pu être lu ({reason}).", "fichier") from None
