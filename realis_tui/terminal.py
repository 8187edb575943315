"""What goes to the terminal and what comes from it: nothing hostile out, nothing undecodable in."""

from __future__ import annotations

import functools
import sys
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from realis_tui.domain.french import OBEYED

if TYPE_CHECKING:
    from textual.driver import Driver

_ON_ONE_LINE = str.maketrans("", "", "\t\n")


class CleanLines(LineFilter):
    """Takes ESC, C1, OSC and direction overrides out of every line, whatever widget drew it: none has a width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(OBEYED.sub("", segment.text).translate(_ON_ONE_LINE), segment.style)
            for segment in segments
        ]


def driver_class() -> type[Driver] | None:
    """The driver to run in a terminal; None lets Textual choose (Windows)."""
    if sys.platform == "win32":
        return None
    from textual.drivers import linux_driver

    def replacing(encoding: str) -> Any:
        return functools.partial(getincrementaldecoder(encoding), errors="replace")

    class ToughDriver(linux_driver.LinuxDriver):
        """Textual's driver, which an invalid byte (textual issue 6456) or a terminal that is gone does not end."""

        def run_input_thread(self) -> None:
            # Textual builds a strict decoder inside this method from this name of its module.
            vars(linux_driver)["getincrementaldecoder"] = replacing
            try:
                super().run_input_thread()
            except OSError:
                self._app.call_later(self._app.leave)  # type: ignore[attr-defined]

    return ToughDriver
