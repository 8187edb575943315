"""`realis initialiser`, `verifier`, `sauvegarder`, `restaurer`: the data base itself."""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context
from realis_tui.domain.accounts import Permission
from realis_tui.domain.refusals import Refused, Trouble, Unavailable

if TYPE_CHECKING:
    from realis_tui.db.engine import Database
    from realis_tui.usecases.door import Door


def declare(commands: Commands) -> None:
    """The words of this group."""
    made = commands.add("initialiser", "fait une base neuve", initialise)
    made.add_argument(
        "--modele", choices=("realis", "vide"), default="realis", help="avec les locaux de la maison, ou sans rien"
    )
    commands.add("verifier", "vérifie la base : intégrité, garde-fous, index, journal", verify)
    copied = commands.add("sauvegarder", "copie la base, même en cours d'usage", back_up)
    copied.add_argument("destination", metavar="DEST", nargs="?", type=Path, help="fichier ou dossier")
    back = commands.add("restaurer", "remet une sauvegarde à la place de la base", restore)
    back.add_argument("fichier", metavar="FICHIER", type=Path)


def initialise(context: Context) -> int:
    """A new base; with its model, the starter set to edit. Whole or not at all: what fails midway leaves no base."""
    from realis_tui.db.engine import address, file_of

    path = file_of(address(context.base))
    name, revision = _made_on_server(context) if path is None else _made_in_file(context, path)
    context.answers.give(
        {"base": name, "revision": revision},
        f"Base créée : {name}",
        "Le premier compte, celui de la direction, s'ouvre au premier lancement ou par « realis comptes ajouter ».",
    )
    return 0


def _made_in_file(context: Context, path: Path) -> tuple[str, str]:
    """Made whole beside its place, then put there under its name."""
    from realis_tui.db.engine import Database

    if path.exists() or path.is_symlink():
        raise _already_there(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Unavailable(
            f"Le dossier « {path.parent} » n'a pas pu être créé.", "Choisir un autre endroit.", Trouble.READ_ONLY
        ) from None
    beside = path.with_name(f".{path.name}.{os.getpid()}.initialisation")
    try:
        database = Database.create(beside)
        try:
            _furnish(context, database)
        finally:
            database.close()
        _put_in_place(beside, path)
    except Unavailable as trouble:
        # People have asked for `path`, and know nothing of what is made beside it.
        told = re.sub(rf"« [^«»]*{re.escape(beside.name)}[^«»]* »", lambda _: f"« {path} »", trouble.message)
        raise Unavailable(told, trouble.remedy, trouble.trouble) from trouble
    finally:
        for leftover in (beside, *(Path(f"{beside}{suffix}") for suffix in ("-wal", "-shm", "-journal", ".verrou"))):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
    return str(path), database.revision


def _put_in_place(beside: Path, path: Path) -> None:
    """Give the base its name, unless something has taken it meanwhile."""
    if Path(f"{beside}-wal").exists():  # closing could not put what was written last into the file itself
        raise Unavailable(
            f"La base « {path} » ne tient pas sur le disque : rien n'a été créé.",
            "Faire de la place, puis recommencer.",
            Trouble.FULL,
        )
    try:
        try:
            os.link(beside, path)
        except FileExistsError:
            raise _already_there(path) from None
        except (OSError, AttributeError):  # a disk, or a system, without links
            if path.exists():
                raise _already_there(path) from None
            beside.rename(path)
    except OSError:
        raise Unavailable(
            f"La base « {path} » ne peut pas être créée.", "Vérifier le dossier, les droits et la place sur le disque.",
            Trouble.READ_ONLY,
        ) from None  # fmt: skip


def _made_on_server(context: Context) -> tuple[str, str]:
    """On PostgreSQL, where nothing was (`Database.create` has refused the rest): what fails takes its tables away."""
    from realis_tui.db.engine import Database

    database = Database.create(context.base)
    try:
        _furnish(context, database)
    except BaseException:
        with suppress(Exception), database.connection(write=True) as connection:
            listed = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
            tables = connection.exec_driver_sql(listed).scalars().all()
            connection.exec_driver_sql(f"DROP TABLE {', '.join(tables)} CASCADE")
            connection.commit()
        raise
    finally:
        database.close()
    return database.name, database.revision


def _furnish(context: Context, database: "Database") -> None:
    """The starter set, when the model asked for has one."""
    if context.args.modele == "realis":
        from realis_tui.domain.accounts import SYSTEM
        from realis_tui.usecases.door import Door
        from realis_tui.usecases.spaces.catalogue import StarterSpaces, create_starter_spaces

        Door(database, SYSTEM, context.clock).perform(create_starter_spaces, StarterSpaces())


def _already_there(path: Path) -> Refused:
    return Refused(f"Il y a déjà un fichier à l'adresse « {path} » : il n'a pas été touché.", "base")


def verify(context: Context) -> int:
    """Exit 1 when something is wrong."""
    from realis_tui.usecases.base import verify as verify_base

    with context.door(Permission.COMPANIES_READ) as door:
        controls = verify_base(door.database)
    ok = all(control.ok for control in controls)
    context.answers.give(
        {"ok": ok, "controles": [{"nom": item.name, "ok": item.ok, "message": item.message} for item in controls]},
        *[f"{item.name} : {'bien' if item.ok else 'À CORRIGER'}. {item.message}" for item in controls],
        "Tout va bien." if ok else "Quelque chose ne va pas : garder cette base et reprendre une sauvegarde.",
    )
    return 0 if ok else 1


def back_up(context: Context) -> int:
    """A consistent copy while the base is in use."""
    from realis_tui.usecases.base import back_up as copy_base

    with context.door(Permission.BASE_MANAGE) as door:
        destination: Path | None = context.args.destination
        if destination is not None and destination.is_dir():
            stamp = door.clock.real().strftime("%Y%m%d-%H%M%S")
            destination = destination / f"realis-{stamp}.db"
        base = door.database.path
        if destination is not None and base is not None and destination.exists() and destination.samefile(base):
            raise Refused("La destination est la base elle-même : choisir un autre fichier.", "destination")
        made = copy_base(door.database, destination)
    context.answers.give(
        {"fichier": str(made.path), "octets": made.size, "sha256": made.sha256},
        f"Sauvegarde faite : {made.path} ({made.size} octets)",
        f"SHA-256 : {made.sha256}",
    )
    return 0


def restore(context: Context) -> int:
    """Back to a copy; the present state is kept aside first."""
    from realis_tui.db.engine import address, file_of
    from realis_tui.usecases.base import restore as restore_base

    path = file_of(address(context.base))
    source: Path = context.args.fichier
    if not source.exists():
        raise Refused(f"Le fichier « {source} » n'existe pas.", "fichier")
    if path is not None and path.exists() and source.samefile(path):
        raise Refused("Ce fichier est la base elle-même.", "fichier")
    _may_restore(context, on_server=path is None)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    aside = restore_base(context.base, source)
    with context.database() as database:
        name = database.name
    kept = str(aside) if aside else None
    context.answers.give(
        {"base": name, "fichier": str(source), "mise_de_cote": kept},
        f"La base {name} est celle de {source}.",
        f"La précédente est gardée : {kept}" if kept else "Il n'y avait pas de base à mettre de côté.",
    )
    return 0


def backup_before(door: "Door") -> None:
    """A dated copy before an import writes into a base that holds something (SQLite; a server has its own copies)."""
    from realis_tui.usecases.base import back_up as copy_base

    if door.database.path is not None:
        copy_base(door.database)


def _may_restore(context: Context, *, on_server: bool) -> None:
    """Who may manage the base; a base that is missing or damaged, or a server's still empty, has nobody to ask."""
    nobody = {Trouble.MISSING, Trouble.DAMAGED, Trouble.EMPTY, Trouble.NEWER, Trouble.GUARDS}
    if on_server:
        nobody = {Trouble.FOREIGN}
    try:
        with context.door(Permission.BASE_MANAGE):
            return
    except Unavailable as unavailable:
        if unavailable.trouble not in nobody:
            raise
