"""The other desks open on the same base: this one says that it is there, counts the others, hears what they commit."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from realis_tui import leaving
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.lanes import Later, News
from realis_tui.messages import Superseded

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

BEAT = 30.0
"""Seconds between two signs of life of this desk."""
FAREWELL = 0.3
"""Seconds that leaving may take for it: a base that is busy hears of it by silence, as after a kill."""
_DESKS = "realis_tui.usecases.desks"
_TROUBLES = (Refused, Unavailable, Superseded)


class Presence:
    """What goes wrong with being seen is nobody's trouble; not to hear the others is said."""

    def __init__(self, app: RealisApp) -> None:
        self._app = app
        self._beat_at = 0.0
        self._known = False

    @property
    def is_due(self) -> bool:
        """Whether it is time for the next sign of life."""
        return asyncio.get_running_loop().time() >= self._beat_at

    async def beat(self) -> None:
        """Say that this desk is open, and count the others."""
        self._beat_at = asyncio.get_running_loop().time() + BEAT
        fields = {"desk": leaving.desk_name(alone=True), "at": self._app.clock.real()}
        try:
            others = await self._app.lanes.perform(Later(_DESKS, "be_here", "BeHere", fields))
        except _TROUBLES:
            return
        self._known = True
        if others != self._app.other_desks:
            self._app.other_desks = others
            self._app.refresh_top_line()

    async def look_elsewhere(self) -> None:
        """Ask what other desks have committed, where nobody tells it or where the base was in trouble."""

        def since() -> frozenset[str]:
            return self._app.lanes.door().changes_since()

        try:
            self.heard(await self._app.lanes.run(since, reads=True, group="elsewhere"))
        except Unavailable as trouble:
            self.heard(trouble)
        except (Refused, Superseded):
            return

    def heard(self, news: News) -> None:
        """What other desks have committed, or why they cannot be heard."""
        self._app.set_trouble(news if isinstance(news, Unavailable) else None)
        if not isinstance(news, Unavailable) and news:
            self._app.changed(news)

    async def farewell(self) -> None:
        """Say that this desk closes: one that opens next is not told that there are two."""
        if self._known:
            gone = asyncio.ensure_future(self._gone())
            await asyncio.wait({gone}, timeout=FAREWELL)

    async def _gone(self) -> None:
        with suppress(*_TROUBLES):
            fields = {"desk": leaving.desk_name(alone=True)}
            await self._app.lanes.perform(Later(_DESKS, "be_gone", "BeGone", fields))
