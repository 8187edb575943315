"""What is said under or beside the planning of what the cursor is on, or of what is in hand."""

import pytest

from realis_tui.screens.rooms.about import About, strip_of
from realis_tui.widgets.planning.board import HOUR, Board
from tests.widgets.planning_data import MONDAY, NOW, ROOMS, block, booking, view_of


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (12, "Rangement après Solidoc jusqu'à 12 h 15, puis 30 min d'installation"),
        (9, "Installation pour Solidoc dès 9 h 30, après 15 min de rangement : finir à 9 h 15 au plus tard"),
        (11, "déjà pris par Solidoc jusqu'à 12 h 15"),
        (16, "où elle est"),
    ],
)
def test_in_hand_setup_and_clearing_alone_are_said_as_such(start: int, said: str) -> None:
    buffers = {"setup_minutes": 30, "clearing_minutes": 15}
    held = block(booking(2, 1, "BioLoc", "16", "17", **buffers))
    board = Board(view_of([block(booking(1, 1, "Solidoc", "10", "12", **buffers)), held]))
    laid = board.on(1, MONDAY)[1]
    carried = board.put(board.carry(laid), room_id=1, day=MONDAY, start=start * HOUR, end=(start + 1) * HOUR)
    about = About(board.land(1, MONDAY, start * HOUR), laid, carried, ROOMS[0], ROOMS[0], (), NOW, may_book=True)
    assert said in strip_of(about).plain.replace("\u202f", " ")
