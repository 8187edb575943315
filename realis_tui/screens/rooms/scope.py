"""What of a series an act is about, asked in one way wherever it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from realis_tui.domain.rooms import Taken
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.usecases.rooms.requests import Scope
from realis_tui.widgets.choices import Choice

if TYPE_CHECKING:
    from realis_tui.app import RealisApp


async def ask_scope(screen: Screen[Any], verb: str) -> Scope | None:
    """`verb`: « Déplacer », « Annuler ». None when it is given up. To be awaited in a worker."""
    choices = [Choice(scope.value, scope.label.capitalize()) for scope in Scope]
    sentence = "Les dates passées restent comme elles sont."
    answer = await screen.app.push_screen_wait(ChoiceDialog(f"{verb} de la série", choices, sentence))
    return Scope(answer.value) if answer is not None else None


async def perform_on_dates(screen: Screen[Any], use_case: Any, request: Any) -> Any:
    """Perform an act on bookings; when only some dates of a series can have it, ask whether the others shall.

    Raises what the act raises, `Taken` too when it is given up. To be awaited in a worker.
    """
    app = cast("RealisApp", screen.app)
    try:
        return await app.perform(use_case, request)
    except Taken as taken:
        if taken.problems[0].way != "partial" or not await _wants_the_others(screen, taken):
            raise
        return await app.perform(use_case, request.model_copy(update={"partial": True}))


async def _wants_the_others(screen: Screen[Any], taken: Taken) -> bool:
    stay = "celle-ci reste où elle est" if len(taken.clashes) == 1 else "celles-ci restent où elles sont"
    others = Choice("yes", "Déplacer seulement les autres", stay)
    title = "Une date n'est pas libre" if len(taken.clashes) == 1 else "Des dates ne sont pas libres"
    dialog = ChoiceDialog(title, [Choice("", "Ne rien déplacer"), others], taken.message)
    answer = await screen.app.push_screen_wait(dialog)
    return answer is not None and answer.value == "yes"
