"""Where a data base is, and what is refused before SQLite ever opens it: these checks only read."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from realis_tui.domain.refusals import Trouble, Unavailable
from realis_tui.domain.system_errors import words_of

APPLICATION_ID = 0x52454C53
"""« RELS », at byte 68 of the file: tells our bases from another application's."""

_MAGIC = b"SQLite format 3\x00"
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "webdav", "afpfs"}
    | {"fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.davfs2", "fuse.gvfsd-fuse"}
)
BACKUP_FOLDER = "sauvegardes"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which file it is, whatever its name: device and inode."""

    device: int
    inode: int


def identity(path: Path) -> Identity | None:
    """The file now at `path`, or None when there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return Identity(status.st_dev, status.st_ino)


def data_folder() -> Path:
    """The user's data folder: where the base is by default, and the copies of a server's."""
    from platformdirs import user_data_path

    return user_data_path("realis", appauthor=False)


def copies_of_server(url: URL) -> Path:
    """What the copies of a server's base are named after, as those of a file are after it: « base@machine.db »."""
    name = "".join(char if char.isalnum() or char in "_-." else "_" for char in url.database or "base")
    machine = "".join(char if char.isalnum() or char in "_-." else "_" for char in url.host or "local")
    return data_folder() / f"{name}@{machine}.db"


def has_pending(path: Path) -> bool:
    """Whether acts are still in the file beside a base (`-wal`), as while a program has it open."""
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def backups_of(path: Path) -> list[Path]:
    """The dated backups of a base, newest first."""
    return sorted((path.parent / BACKUP_FOLDER).glob(f"{path.stem}-[0-9]*{path.suffix}"), reverse=True)


def check_file(path: Path) -> None:
    """Refuse what is not a base of ours, without touching it. Raises `Unavailable`."""
    if not path.exists():
        raise missing(path)
    if not path.is_file():
        raise Unavailable(f"« {path} » n'est pas un fichier.", "Indiquer le fichier de la base.", Trouble.FOREIGN)
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise Unavailable(
            f"La base « {path} » ne peut pas être lue : {words_of(error)}.",
            "Vérifier les droits sur le fichier et son dossier.",
            Trouble.READ_ONLY if isinstance(error, PermissionError) else Trouble.DAMAGED,
        ) from error
    if not header:
        raise Unavailable(
            f"Le fichier « {path} » est vide : ce n'est pas une base de realis.",
            _restore_or(path, "Vérifier le chemin, ou effacer ce fichier puis lancer « realis initialiser »."),
            Trouble.EMPTY,
        )
    if len(header) < 100 or header[:16] != _MAGIC:
        raise _not_ours(path)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise Unavailable(
            f"Le fichier « {path} » est la base d'une autre application : il n'a pas été touché.",
            "Indiquer la base de realis avec --base ou REALIS_BASE.",
            Trouble.FOREIGN,
        )


def check_folder(path: Path) -> None:
    """Refuse a place where several programs cannot safely share a SQLite file. Raises `Unavailable`."""
    if is_network_share(path):
        raise network_share(path)


def is_network_share(path: Path) -> bool:
    """Whether the folder of `path` is on another machine, as far as the system says."""
    folder = path.absolute().parent
    if sys.platform == "win32":  # pragma: no cover - no Windows in the tests
        return _is_remote_drive(folder)
    return _file_system(folder) in _NETWORK


def network_share(path: Path) -> Unavailable:
    return Unavailable(
        f"La base « {path} » est sur un partage réseau : SQLite y perdrait des données.",
        "Mettre le fichier sur un disque de ce poste, ou utiliser PostgreSQL à plusieurs postes.",
        Trouble.NETWORK_SHARE,
    )


def missing(path: Path) -> Unavailable:
    return Unavailable(
        f"Aucune base à l'adresse « {path} ».",
        "Vérifier le chemin, ou créer une base avec « realis initialiser ».",
        Trouble.MISSING,
    )


def replaced(path: Path) -> Unavailable:
    return Unavailable(
        f"Le fichier de la base « {path} » a été remplacé ou renommé pendant que le programme était ouvert : "
        "rien n'a été écrit.",
        "Fermer puis rouvrir le programme.",
        Trouble.REPLACED,
    )


def damaged(path: Path, detail: str = "") -> Unavailable:
    """What to say of a base that SQLite cannot read any more, with the newest backup to go back to."""
    said = f" ({detail})" if detail else ""
    return Unavailable(
        f"La base « {path} » est abîmée{said} : elle est gardée telle quelle.",
        _restore_or(path, "Aucune sauvegarde datée n'est à côté d'elle : en chercher une ailleurs."),
        Trouble.DAMAGED,
    )


def _not_ours(path: Path) -> Unavailable:
    if backups_of(path):
        return damaged(path, "en-tête illisible")
    return Unavailable(
        f"Le fichier « {path} » n'est pas une base de realis, ou son en-tête est détruit : il n'a pas été touché.",
        "Indiquer la base avec --base ou REALIS_BASE, ou reprendre une sauvegarde avec « realis restaurer ».",
        Trouble.FOREIGN,
    )


def _restore_or(path: Path, otherwise: str) -> str:
    backups = backups_of(path)
    if not backups:
        return otherwise
    return f"Reprendre la dernière sauvegarde : realis restaurer « {backups[0]} »."


def _file_system(folder: Path) -> str:
    """Type of the file system that holds `folder`, "" when the system does not say."""
    best, kind = "", ""
    with suppress(OSError):
        resolved = str(folder.resolve())
        for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            left, _, right = line.partition(" - ")
            point = left.split()[4].replace("\\040", " ")
            inside = resolved == point or resolved.startswith(point.rstrip("/") + "/")
            if inside and len(point) >= len(best):
                best, kind = point, right.split()[0]
    return kind


def _is_remote_drive(folder: Path) -> bool:  # pragma: no cover - no Windows in the tests
    import ctypes

    if str(folder).startswith("\\\\"):
        return True
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent elsewhere than on Windows
    return int(kernel.GetDriveTypeW(os.path.splitdrive(folder)[0] + "\\")) == 4
