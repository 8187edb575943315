"""What the data base complained of, in words a person can read: a rule that said no, or a base that cannot."""

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, IntegrityError

from realis_tui.db import place, postgres, sqlite
from realis_tui.domain.refusals import Refused, Trouble, Unavailable

if TYPE_CHECKING:
    from realis_tui.db.engine import Database


def translated(error: DBAPIError, database: "Database") -> Refused | Unavailable:
    """The French for a data base error: `Refused` when a constraint said no, else `Unavailable`."""
    if isinstance(error, IntegrityError):
        from realis_tui.db.broken_rules import refusal

        return refusal(error, database)
    if database.kind == "postgresql":
        return _postgres_trouble(error, database)
    return _sqlite_trouble(error, database)


def _sqlite_trouble(error: DBAPIError, database: "Database") -> Unavailable:
    said = str(error.orig).lower()
    path = database.path
    assert path is not None
    if "locked" in said or "busy" in said:
        return sqlite.locked(database.name)
    if "disk is full" in said or "database or disk" in said:
        return full(database.name)
    if "readonly" in said or "read-only" in said or "read only" in said:
        return sqlite.read_only(database.name)
    if "malformed" in said or "not a database" in said or "corrupt" in said:
        return place.damaged(path)
    if "interrupted" in said:
        return Unavailable("La lecture a été interrompue.", "Recommencer.", Trouble.LOCKED)
    if "unable to open" in said:
        return place.missing(path) if not path.exists() else sqlite.read_only(database.name)
    if "no such table" in said or "no such column" in said:
        return place.damaged(path, str(error.orig))
    return _io_trouble(error, database)


def _io_trouble(error: DBAPIError, database: "Database") -> Unavailable:
    return Unavailable(
        f"La base « {database.name} » ne répond pas comme il faut ({error.orig}) : rien n'a été écrit.",
        "Vérifier le disque et sa place libre, puis recommencer ; les sauvegardes datées sont intactes.",
        Trouble.UNREACHABLE,
    )


def full(name: str) -> Unavailable:
    return Unavailable(
        f"Le disque de la base « {name} » est plein : rien n'a été écrit.",
        "Libérer de la place, puis recommencer : ce qui est saisi est gardé et la consultation continue.",
        Trouble.FULL,
    )


def _postgres_trouble(error: DBAPIError, database: "Database") -> Unavailable:
    state = str(getattr(error.orig, "sqlstate", "") or "")
    name = database.name
    if state in ("55P03", "40P01", "40001"):
        return sqlite.locked(name)
    if state == "57014":
        return Unavailable("La demande a pris trop de temps ou a été interrompue.", "Recommencer.", Trouble.LOCKED)
    if state == "53100":
        return full(name)
    if state in ("25006", "42501"):
        return sqlite.read_only(name)
    if state == "42P01":
        return Unavailable(
            f"La base « {name} » n'a pas les tables de realis.",
            "La créer avec « realis initialiser », ou vérifier l'adresse.",
            Trouble.FOREIGN,
        )
    if state in ("XX001", "XX002"):
        return Unavailable(f"La base « {name} » est abîmée.", "Prévenir l'administrateur du serveur.", Trouble.DAMAGED)
    return postgres.unreachable(name, error)
