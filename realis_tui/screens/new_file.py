"""Where a file goes: the place proposed, a box to change it, and a name that no file has yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from realis_tui.domain.refusals import Refused
from realis_tui.screens.framed import FramedBox
from realis_tui.widgets import content as ink
from realis_tui.widgets.line_input import LineInput


def usual_folder() -> Path:
    """Where the person looks for what they have just made: their downloads, else their documents, else home."""
    from platformdirs import user_documents_path, user_downloads_path

    return next((path for path in (user_downloads_path(), user_documents_path()) if path.is_dir()), Path.home())


def free_path(path: Path) -> Path:
    """A name that no file has yet: what is proposed never writes over another."""
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free


class NewFileBox(FramedBox["Path | None"]):
    """A path to accept or change, then the file is made: `path = await push_screen_wait(NewFileBox(…))`.

    `make` writes the file, on a thread of its own; what it refuses is said under the path, which stays. A file that
    is already there is replaced only when Entrée is pressed again. Answers the file written, None when it was left.
    """

    PLACE = "new_file"
    CSS: ClassVar[str] = """
    NewFileBox > #box { width: 92%; max-width: 110; }
    NewFileBox #path { margin: 0 1; }
    NewFileBox #said { margin: 1 1 0 1; height: auto; min-height: 1; }
    """
    AUTO_FOCUS = "#path"

    def __init__(self, title: str, proposed: Path, make: Callable[[Path], object]) -> None:
        super().__init__()
        self._title = title
        self._proposed = proposed
        self._make = make
        self._to_replace: Path | None = None
        self._making = False

    def compose_box(self) -> ComposeResult:
        yield LineInput(_short(self._proposed), "le chemin du fichier", max_length=1000, id="path")
        yield Static(ink.EMPTY, id="said")

    def on_mount(self) -> None:
        self.query_one("#box").border_title = ink.line(self._title)
        self._say(Content.styled("Entrée écrit le fichier ; un dossier suffit, le nom est déjà choisi.", "$muted"))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._making:
            self._making = True
            self._write(event.value)

    @work(group="new_file")
    async def _write(self, typed: str) -> None:
        self._say(Content.styled("Écriture du fichier…", "$muted"))
        try:
            path = await asyncio.to_thread(self._written, typed)
        except Refused as refused:
            self._say(Content.assemble(ink.sign("late"), " ", ink.line(refused.message, "$garance")))
        else:
            self.dismiss(path)
        finally:
            self._making = False

    def _written(self, typed: str) -> Path:
        """Make the file, on a thread. Raises `Refused` when it must not be, or cannot."""
        path = path_of(typed, self._proposed)
        if path.exists() and path != self._to_replace:
            self._to_replace = path
            raise Refused(f"« {path.name} » existe déjà : Entrée de nouveau le remplace, sinon changer le nom.")
        self._make(path)
        return path

    def _say(self, sentence: Content) -> None:
        self.query_one("#said", Static).update(sentence)

    def action_close(self) -> None:
        """A file that is being written is first finished: it takes a moment."""
        if not self._making:
            self.dismiss(None)


def _short(path: Path) -> str:
    """« ~/Téléchargements/x.pdf » when it is in the person's own folder."""
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def path_of(typed: str, proposed: Path) -> Path:
    """The file that is meant: a folder gets the name proposed, a name without its ending gets it. Raises `Refused`."""
    text = typed.strip().strip("'\"")
    if not text:
        raise Refused("Donner le chemin du fichier à écrire.")
    try:
        path = Path(text).expanduser()
        path = path if path.is_absolute() else proposed.parent / path
        if path.is_dir():
            return path / proposed.name
        if path.suffix.lower() != proposed.suffix:
            path = path.with_name(path.name + proposed.suffix)
        if not path.parent.is_dir():
            raise Refused(f"Le dossier « {path.parent} » n'existe pas : le créer, ou en choisir un autre.")
    except (OSError, RuntimeError, ValueError):
        raise Refused(f"« {text} » ne peut pas être le nom d'un fichier.") from None
    return path
