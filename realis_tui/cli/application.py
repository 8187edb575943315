"""The application itself, on the team's base or on the fictitious one (`realis demo`)."""

import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context
from realis_tui.domain.refusals import Refused
from realis_tui.settings import default_base


def declare(commands: Commands) -> None:
    """The words of this group."""
    parser = commands.add("demo", "ouvre l'application sur des données fictives", demo)
    parser.add_argument("--sans-ecran", action="store_true", help="fait la base de démonstration et s'arrête")
    parser.add_argument("--reinitialiser", action="store_true", help="refait la base de démonstration à neuf")
    parser.add_argument("--graine", metavar="N", type=int, default=1, help="la graine du tirage (1)")


def open_application(context: Context) -> int:
    """The application; Textual is imported here and nowhere else."""
    from realis_tui.app import launch

    return int(launch(context.settings) or 0)


def demo(context: Context) -> int:
    """Make the fictitious base if it is not there yet, then open it."""
    base = context.args.base or str(demo_base())
    made = _make(context, base)
    if context.args.sans_ecran:
        context.answers.give(made, f"Base de démonstration, données fictives : {made['base']}", _told(made))
        return 0
    return open_application(Context(context.args, replace(context.settings, base=base, demo=True)))


def demo_base() -> Path:
    """The base of the demonstration, beside the team's and never the same."""
    return default_base().with_name("demonstration.db")


def _make(context: Context, base: str) -> dict[str, object]:
    """The demo base, kept when it is already there; only a demo base is ever made again."""
    from realis_tui.db.engine import Database, address, file_of
    from realis_tui.demo.build import build_demo, count_demo
    from realis_tui.usecases.door import Door

    path = file_of(address(base))
    there = path.exists() if path is not None else _answers(base)
    if there and context.args.reinitialiser:
        _forget(base, path)
        there = False
    if not there:
        if sys.stderr.isatty():
            # Some seconds, on a screen that shows nothing yet.
            print("Préparation des données fictives…", file=sys.stderr, flush=True)
        now = context.clock.now()
        database = Database.create(base, furnish=lambda made: build_demo(made, context.args.graine, now))
    else:
        database = Database.open(base)
    try:
        counts = count_demo(Door(database, clock=context.clock))
    finally:
        database.close()
    if not counts.is_demo:
        raise Refused(f"La base « {base} » n'est pas une démonstration : elle n'a pas été touchée.", "base")
    return {
        "base": base,
        "entreprises": counts.companies,
        "reservations": counts.bookings,
        "seances": 0,
        "projets": 0,
        "locaux": counts.spaces,
    }


def _answers(base: str) -> bool:
    from realis_tui.db.engine import Database
    from realis_tui.domain.refusals import Trouble, Unavailable

    try:
        Database.open(base).close()
    except Unavailable as unavailable:
        if unavailable.trouble in (Trouble.EMPTY, Trouble.MISSING):
            return False
        raise
    return True


def _forget(base: str, path: Path | None) -> None:
    """Erase a demo base, and only a demo base."""
    from realis_tui.db.engine import Database
    from realis_tui.demo.build import count_demo
    from realis_tui.usecases.door import Door

    database = Database.open(base)
    try:
        is_demo = count_demo(Door(database)).is_demo
    finally:
        database.close()
    if not is_demo:
        raise Refused(f"La base « {base} » n'est pas une démonstration : elle n'a pas été touchée.", "base")
    if path is None:
        raise Refused("Une base PostgreSQL se refait par son administrateur : en donner une vide.", "base")
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()


def _told(made: dict[str, object]) -> str:
    return f"{made['entreprises']} entreprises, {made['locaux']} locaux, {made['reservations']} réservations."
