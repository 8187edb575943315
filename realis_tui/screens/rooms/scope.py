"""What of a series an act is about, asked in one way wherever it is asked."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from realis_tui.screens.choices import ChoiceDialog
from realis_tui.usecases.rooms.requests import Scope
from realis_tui.widgets.choices import Choice


async def ask_scope(screen: Screen[Any], verb: str) -> Scope | None:
    """`verb`: « Déplacer », « Annuler ». None when it is given up. To be awaited in a worker."""
    choices = [Choice(scope.value, scope.label.capitalize()) for scope in Scope]
    sentence = "Les dates passées restent comme elles sont."
    answer = await screen.app.push_screen_wait(ChoiceDialog(f"{verb} de la série", choices, sentence))
    return Scope(answer.value) if answer is not None else None
