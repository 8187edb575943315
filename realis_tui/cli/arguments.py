"""The grammar of the command line, in French; each group of commands declares its own words."""

import argparse
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from realis_tui.cli.answers import write

Command = Callable[["Any"], int]
GLOBAL_OPTIONS = ("base", "json", "maintenant", "compte")

_FRENCH = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"mots inconnus : \1"),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1 : « \2 » n'est pas un choix connu (\3)"),
    (r"argument (.*?): expected one argument", r"\1 : il manque la valeur"),
    (r"argument (.*?): expected at least one argument", r"\1 : il manque au moins une valeur"),
    (r"argument (.*?): invalid .*? value: '?(.*?)'?", r"\1 : « \2 » n'est pas compris"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 ne va pas avec \2"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1 ne prend pas de valeur (\2)"),
    (r"one of the arguments (.*) is required", r"il faut l'un de : \1"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 peut vouloir dire \2"),
    (r"argument (.*?): (.*)", r"\1 : \2"),
)


class WrongUsage(Exception):
    """The words given make no command: exit code 2."""


class Parser(argparse.ArgumentParser):
    """argparse in French, which raises instead of ending the process."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("formatter_class", _Formatter)
        super().__init__(add_help=False, allow_abbrev=False, **given)
        self._positionals.title = "arguments"
        self._optionals.title = "options"
        self.add_argument("-h", "--help", "--aide", action="help", help="cette aide")

    def error(self, message: str) -> NoReturn:
        found = ((re.fullmatch(english, message), french) for english, french in _FRENCH)
        told = next((match.expand(french) for match, french in found if match), message)
        choices = told.rfind("(")
        told = told[:choices] + told[choices:].replace("'", "") if "choix connu" in told else told
        raise WrongUsage(f"{told}\nVoir : {self.prog} --aide")

    def _print_message(self, message: str, file: Any = None) -> None:
        write(message.rstrip())


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "usage : " if prefix is None else prefix)


class Commands:
    """Where a group adds its commands."""

    def __init__(self, parser: Parser) -> None:
        self._subparsers = parser.add_subparsers(dest="commande", metavar="COMMANDE", title="commandes")

    def add(self, name: str, help: str, run: Command | None, *, description: str = "") -> Parser:
        """A command, with the global options after it too."""
        parser: Parser = self._subparsers.add_parser(name, help=help, description=description or f"{help}.")
        add_global_options(parser)
        if run is not None:
            parser.set_defaults(run=run)
        return parser


def add_global_options(parser: Parser) -> None:
    """The options of every command; suppressed defaults, so that one given before the command is not forgotten."""
    group = parser.add_argument_group("options de toutes les commandes")
    absent = argparse.SUPPRESS
    group.add_argument("--base", metavar="CHEMIN_OU_URL", default=absent, help="la base (sinon REALIS_BASE)")
    group.add_argument("--json", action="store_true", default=absent, help="un document JSON, et rien d'autre")
    group.add_argument("--maintenant", metavar="MOMENT", default=absent, help="agir à ce moment : 2026-11-23T09:42")
    group.add_argument("--compte", metavar="NOM", default=absent, help="qui agit (phrase secrète : REALIS_PHRASE)")


def parse(parser: Parser, given: Sequence[str]) -> argparse.Namespace:
    """The words as a namespace with every global option present. Raises `WrongUsage`."""
    found = parser.parse_args(given)
    for name in GLOBAL_OPTIONS:
        if not hasattr(found, name):
            setattr(found, name, False if name == "json" else "")
        elif name != "json" and not getattr(found, name).strip():
            # An empty variable of a script must not mean the base by default.
            raise WrongUsage(f"--{name} : il manque la valeur")
    return found


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """The `type` of an option that takes a whole number between two bounds, both included."""

    def read(text: str) -> int:
        if not text.strip().lstrip("-").isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"« {text} » : il faut un nombre de {least} à {most}")
        return int(text)

    return read
