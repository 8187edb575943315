"""`realis`: reads the words, runs the command, and turns whatever goes wrong into a sentence and an exit code."""

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module

from realis_tui.cli.answers import Answers, OutputLost, complain
from realis_tui.cli.arguments import GLOBAL_OPTIONS, Commands, Parser, WrongUsage, add_global_options, parse
from realis_tui.cli.context import Context
from realis_tui.clock import parse_moment
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.settings import Settings, load

DONE, REFUSED, MISUSED, UNAVAILABLE = 0, 1, 2, 3
GROUPS = {
    "application": ("demo",),
    "bases": ("initialiser", "verifier", "sauvegarder", "restaurer"),
    "files": ("importer", "exporter"),
    "search": ("chercher",),
    "companies": ("entreprises", "entreprise", "statut"),
    "rooms": ("salles", "reserver", "reservation"),
    "planning": ("planning",),
    "identifiers": ("identifiant",),
    "history": ("journal", "annuler-acte"),
    "accounts": ("comptes",),
}
"""The commands that each module of `realis_tui.cli` declares: only the one asked for is imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `realis` with these words (those of the process by default); gives the exit code, never raises."""
    given = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    answers = Answers("--json" in given)
    try:
        return _run(given)
    except WrongUsage as wrong:
        answers.refuse(str(wrong))
        return MISUSED
    except Refused as refused:
        answers.refuse(" ".join(problem.message for problem in refused.problems), refused.field)
        return REFUSED
    except Unavailable as unavailable:
        answers.refuse(unavailable.message, None, unavailable.remedy)
        return UNAVAILABLE
    except SystemExit as asked:  # --aide
        return asked.code if isinstance(asked.code, int) else DONE
    except OutputLost:
        complain("La réponse n'a pas pu être écrite : la sortie est pleine. « realis journal » dit ce qui a été fait.")
        return UNAVAILABLE
    except KeyboardInterrupt:
        answers.refuse("Interrompu : ce qui n'était pas enregistré ne l'est pas.")
        return REFUSED
    except Exception as error:
        answers.refuse(_unforeseen(error))
        return UNAVAILABLE


def build_parser(groups: Iterable[str] = tuple(GROUPS)) -> Parser:
    """The whole grammar, or that of some groups of commands."""
    parser = Parser(
        prog="realis",
        description="L'outil de la pépinière. Sans commande, ouvre l'application.",
        epilog="« realis COMMANDE --aide » en dit plus sur une commande.",
    )
    add_global_options(parser)
    parser.add_argument("--version", action="store_true", help="la version du programme")
    commands = None
    for group in groups:
        commands = commands or Commands(parser)
        import_module(f"realis_tui.cli.{group}").declare(commands)
    return parser


def _groups_for(given: Sequence[str]) -> Iterable[str]:
    """What must be known to read these words: nothing to open the application, everything for help or a wrong word."""
    words = iter(given)
    for word in words:
        if word.removeprefix("--") in GLOBAL_OPTIONS and word != "--json":
            next(words, None)
        elif not word.startswith("-"):
            return [group for group, commands in GROUPS.items() if word in commands] or GROUPS
    return () if set(given).isdisjoint({"-h", "--help", "--aide"}) else GROUPS


def _run(given: list[str]) -> int:
    args = parse(build_parser(_groups_for(given)), given)
    if args.version:
        from realis_tui import __version__

        Answers(args.json).give({"version": __version__}, f"realis {__version__}")
        return DONE
    run = getattr(args, "run", None) or import_module("realis_tui.cli.application").open_application
    return int(run(Context(args, _settings(args))))


def _settings(args: object) -> Settings:
    """The start-up settings, with what the command line says of them."""
    found = load()
    moment = getattr(args, "maintenant", "") or os.environ.get("REALIS_MAINTENANT", "")
    try:
        now = parse_moment(moment) if moment else found.now
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    base, account = getattr(args, "base", ""), getattr(args, "compte", "")
    return replace(found, base=base or found.base, account=account or found.account, now=now)


def _speak_utf8() -> None:
    """UTF-8 whatever the locale; a file name that is not valid text is shown escaped rather than ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _unforeseen(error: Exception) -> str:
    """Keep what happened in a file, and say where: never a traceback on the screen."""
    import traceback

    sentence = "Une erreur qui n'était pas prévue : rien de plus n'a été écrit."
    try:
        from platformdirs import user_state_path

        path = user_state_path("realis", appauthor=False) / "dernier-incident.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        path.chmod(0o600)
    except (OSError, ImportError):
        return sentence
    return f"{sentence} Le détail, à transmettre à qui s'occupe du programme : {path}"
