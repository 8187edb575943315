"""Writing a file whole or not at all."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from realis_tui.domain.refusals import Refused
from realis_tui.domain.system_errors import words_of


def write_in_place(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` make the file beside, then rename: a full disk or an error leaves the former file as it was.

    Raises `Refused` (field « fichier ») when the place cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.partiel")
    try:
        write(beside)
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(beside, path)
    except OSError as error:
        raise Refused(f"« {path} » n'a pas pu être écrit ({words_of(error)}).", "fichier") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
