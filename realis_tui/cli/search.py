"""`realis chercher`: the search of the application."""

from time import perf_counter
from typing import Any

from realis_tui.cli.arguments import Commands, whole_number
from realis_tui.cli.context import Context
from realis_tui.domain.accounts import Permission
from realis_tui.domain.french import without_paste

MOST = 500
"""Results that can be asked for."""


def declare(commands: Commands) -> None:
    """The words of this group."""
    parser = commands.add("chercher", "cherche dans tout : entreprises, personnes, locaux", search)
    parser.add_argument("texte", metavar="TEXTE", nargs="+", help="un nom même mal écrit, des chiffres d'un numéro…")
    parser.add_argument("--limite", metavar="N", type=whole_number(1, MOST), default=20, help="résultats au plus (20)")


def search(context: Context) -> int:
    """Exit 0 even when nothing is found: an empty answer is an answer."""
    from realis_tui.usecases.flows.search import SearchEverything, search_everything

    text = " ".join(context.args.texte)
    with context.door(Permission.SEARCH) as door:
        started = perf_counter()
        found = door.perform(search_everything, SearchEverything(text=text, limit=context.args.limite))
        elapsed = (perf_counter() - started) * 1000
    results: list[dict[str, Any]] = [
        {"type": hit.kind, "id": hit.ref, "titre": hit.title, "detail": hit.detail, "score": hit.score}
        for hit in found.hits
    ]
    lines = [f"{hit['titre']} ({hit['type']}){' : ' + hit['detail'] if hit['detail'] else ''}" for hit in results]
    lines = lines or [without_paste(f"Rien ne ressemble à « {text} ».")]
    context.answers.give({"resultats": results, "duree_ms": round(elapsed, 1)}, *lines)
    return 0
