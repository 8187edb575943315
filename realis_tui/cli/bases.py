"""`realis initialiser`, `verifier`, `sauvegarder`, `restaurer`: the data base itself."""

from pathlib import Path
from typing import TYPE_CHECKING

from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context
from realis_tui.domain.accounts import Permission
from realis_tui.domain.refusals import Refused, Trouble, Unavailable

if TYPE_CHECKING:
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
    """A new base; with its model, the starter set to edit."""
    from realis_tui.db.engine import Database, address, file_of
    from realis_tui.domain.accounts import SYSTEM
    from realis_tui.usecases.door import Door

    base = context.base
    path = file_of(address(base))
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"Le dossier « {path.parent} » n'a pas pu être créé ({error.strerror}).",
                "Choisir un autre endroit.",
                Trouble.READ_ONLY,
            ) from None
    database = Database.create(base)
    try:
        if context.args.modele == "realis":
            from realis_tui.usecases.spaces.catalogue import StarterSpaces, create_starter_spaces

            Door(database, SYSTEM, context.clock).perform(create_starter_spaces, StarterSpaces())
        name, revision = database.name, database.revision
    finally:
        database.close()
    context.answers.give(
        {"base": name, "revision": revision},
        f"Base créée : {name}",
        "Le premier compte, celui de la direction, s'ouvre au premier lancement ou par « realis comptes ajouter ».",
    )
    return 0


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
    from realis_tui.db.engine import Database, address, file_of
    from realis_tui.usecases.base import restore as restore_base

    path = file_of(address(context.base))
    if path is None:
        raise Refused("Une base PostgreSQL se restaure sur son serveur, avec pg_restore.", "base")
    source: Path = context.args.fichier
    if not source.exists():
        raise Refused(f"Le fichier « {source} » n'existe pas.", "fichier")
    if path.exists() and source.samefile(path):
        raise Refused("Ce fichier est la base elle-même.", "fichier")
    _may_restore(context)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = restore_base(path, source)
    Database.open(path).close()  # brings an older copy up to date, and says what would be wrong with it
    kept = str(aside) if aside.exists() else None
    context.answers.give(
        {"base": str(path), "fichier": str(source), "mise_de_cote": kept},
        f"La base {path} est celle de {source}.",
        f"La précédente est gardée : {kept}" if kept else "Il n'y avait pas de base à mettre de côté.",
    )
    return 0


def backup_before(door: "Door") -> None:
    """A dated copy before an import writes into a base that holds something (SQLite; a server has its own copies)."""
    from realis_tui.usecases.base import back_up as copy_base

    if door.database.path is not None:
        copy_base(door.database)


def _may_restore(context: Context) -> None:
    """Who may manage the base; a base that is missing or damaged has nobody to ask."""
    try:
        with context.door(Permission.BASE_MANAGE):
            return
    except Unavailable as unavailable:
        if unavailable.trouble not in (Trouble.MISSING, Trouble.DAMAGED, Trouble.EMPTY, Trouble.NEWER, Trouble.GUARDS):
            raise
