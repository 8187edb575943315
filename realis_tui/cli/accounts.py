"""`realis comptes`: opening, listing and closing accounts."""

import os
import sys
from typing import TYPE_CHECKING

from realis_tui.cli.arguments import Commands, Parser, add_global_options
from realis_tui.cli.context import Context, ask_passphrase, fields_named
from realis_tui.domain.accounts import Permission, Role
from realis_tui.domain.french import of
from realis_tui.domain.refusals import Refused

if TYPE_CHECKING:
    from realis_tui.usecases.door import Door

NEW_PASSPHRASE = "REALIS_NOUVELLE_PHRASE"


def declare(commands: Commands) -> None:
    """The words of this group."""
    group = commands.add("comptes", "les comptes de l'équipe", None)
    actions = group.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    add: Parser = actions.add_parser("ajouter", help="ouvre un compte", description="Ouvre un compte.")
    add.add_argument("nom", metavar="NOM")
    add.add_argument("--role", choices=[role.value for role in Role], default=Role.RECEPTION.value, help="son rôle")
    add.add_argument("--fin", metavar="DATE", help="dernier jour du compte (juré)")
    add.epilog = f"La phrase secrète du nouveau compte vient de {NEW_PASSPHRASE}, ou est demandée."
    listed: Parser = actions.add_parser("lister", help="tous les comptes", description="Tous les comptes.")
    close: Parser = actions.add_parser("desactiver", help="ferme un compte", description="Ferme un compte.")
    close.add_argument("nom", metavar="NOM")
    code: Parser = actions.add_parser("code", help="donne un code de secours", description="Donne un code de secours.")
    code.add_argument("nom", metavar="NOM")
    for parser, run in ((add, add_one), (listed, list_all), (close, deactivate), (code, give_code)):
        add_global_options(parser)
        parser.set_defaults(run=run)


def add_one(context: Context) -> int:
    """Open an account; the first one of a base is direction's."""
    from realis_tui.domain.fields import validate
    from realis_tui.usecases.accounts import AddAccount, add_account

    with context.door(Permission.ACCOUNTS_MANAGE) as door, fields_named(AddAccount):
        raw = {
            "name": context.args.nom,
            "role": context.args.role,
            "passphrase": _new_passphrase(first=door.actor.account_id is None),
            "ends_on": context.args.fin or "",
        }
        account = door.perform(add_account, validate(AddAccount, raw, context.today))
    context.answers.give({"compte": _document(account)}, f"Compte ouvert : {account.name}, {account.role.label}.")
    return 0


def list_all(context: Context) -> int:
    """Every account."""
    from realis_tui.usecases.accounts import list_accounts

    with context.door(Permission.ACCOUNTS_MANAGE) as door:
        accounts = door.perform(list_accounts, None)
    lines = [
        f"{account.name}, {account.role.label}{'' if account.active else ', fermé'}"
        + (f", jusqu'au {account.ends_on:%d/%m/%Y}" if account.ends_on else "")
        for account in accounts
    ]
    context.answers.give(
        {"comptes": [_document(account) for account in accounts]}, *(lines or ["Aucun compte encore."])
    )
    return 0


def deactivate(context: Context) -> int:
    """Close an account."""
    from realis_tui.usecases.accounts import AccountOf, deactivate_account

    with context.door(Permission.ACCOUNTS_MANAGE) as door:
        account = door.perform(deactivate_account, AccountOf(account_id=account_named(door, context.args.nom)))
    context.answers.give({"compte": _document(account)}, f"Compte fermé : {account.name}.")
    return 0


def give_code(context: Context) -> int:
    """A one-time code, shown once."""
    from realis_tui.usecases.accounts import AccountOf, issue_reset_code

    with context.door(Permission.ACCOUNTS_MANAGE) as door:
        code = door.perform(issue_reset_code, AccountOf(account_id=account_named(door, context.args.nom)))
    context.answers.give(
        {"nom": code.name, "code": code.code, "jusqu_a": code.until},
        f"Code {of(code.name)}, bon une fois et pour un jour : {code.code}",
    )
    return 0


def account_named(door: "Door", name: str) -> int:
    """The account of a name as people write it."""
    from realis_tui.domain.french import fold
    from realis_tui.usecases.accounts import list_accounts

    for account in door.perform(list_accounts, None):
        if fold(account.name) == fold(name):
            return account.id
    raise Refused(f"Aucun compte ne s'appelle « {name} ».", "nom")


def _new_passphrase(*, first: bool) -> str:
    given = os.environ.get(NEW_PASSPHRASE) or (os.environ.get("REALIS_PHRASE") if first else "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise Refused(f"Aucun terminal où demander la phrase secrète : la donner dans {NEW_PASSPHRASE}.", "phrase")
    typed = ask_passphrase("Phrase secrète du nouveau compte : ", NEW_PASSPHRASE)
    if ask_passphrase("La même, encore une fois : ", NEW_PASSPHRASE) != typed:
        raise Refused("Les deux phrases ne sont pas les mêmes.", "phrase")
    return typed


def _document(account: object) -> dict[str, object]:
    shown = {"id": "id", "nom": "name", "role": "role", "actif": "active", "fin": "ends_on"}
    return {key: getattr(account, name) for key, name in shown.items()}
