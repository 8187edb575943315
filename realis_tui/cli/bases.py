"""`realis initialiser`, `verifier`, `sauvegarder`, `restaurer`: the data base itself."""

from pathlib import Path
from typing import TYPE_CHECKING

from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context
from realis_tui.domain.accounts import Permission
from realis_tui.domain.french import format_number
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
    """A new base; with its model, the starter set to edit. Whole or not at all: what fails midway leaves no base."""
    from realis_tui.usecases.new_base import create

    made = create(context.base, context.clock, starter=context.args.modele == "realis")
    name, revision = made.name, made.revision
    made.close()
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
        if destination is not None and not destination.parent.is_dir():
            raise Refused(
                f"Le dossier « {destination.parent} » n'existe pas : le créer, ou choisir un autre endroit.",
                "destination",
            )
        base = door.database.path
        if destination is not None and base is not None and destination.exists() and destination.samefile(base):
            raise Refused("La destination est la base elle-même : choisir un autre fichier.", "destination")
        made = copy_base(door.database, destination)
    context.answers.give(
        {"fichier": str(made.path), "octets": made.size, "sha256": made.sha256},
        f"Sauvegarde faite : {made.path} ({format_number(made.size)} octets)",
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
        f"La base {name} est celle de {source}, comptes compris.",
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
