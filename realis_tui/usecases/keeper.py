"""What watches over the base while the program is open: a quick check at each start, and dated copies."""

import threading
from collections.abc import Callable

from realis_tui.db.engine import Database
from realis_tui.domain.refusals import Unavailable

_LOOK = 60.0
"""Seconds between two looks at whether a copy is due."""


class Keeper(threading.Thread):
    """Beside the program, while it is open: the quick check of each start, then dated copies as they are due.

    worried: told in this thread, in words, what is wrong; a copy that keeps failing is told once. A base found damaged
    is not copied: good copies would give way to bad ones.
    """

    def __init__(self, database: Database, worried: Callable[[str], None], *, after: float = 10.0) -> None:
        super().__init__(name="realis-sauvegardes", daemon=True)
        self._database = database
        self._worried = worried
        self._after = after
        """Seconds left to whoever opens the program, before the disk is made busy."""

    def run(self) -> None:
        if self._database.leaving.wait(self._after):
            return
        # Imported now, in this thread: whoever opens the program has not waited for it.
        from realis_tui.usecases.base import back_up_if_due, quick_check

        wrong = quick_check(self._database)
        if wrong:
            self._worried(wrong)
            return
        failing = False
        while True:
            try:
                back_up_if_due(self._database)
                failing = False
            except (Unavailable, OSError) as trouble:
                if not failing:
                    self._worried(getattr(trouble, "message", str(trouble)))
                failing = True
            if self._database.leaving.wait(_LOOK):
                return
