"""Waiting for a state, never for a time: what a slow machine takes is not a failure."""

import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

PATIENCE = 60.0
"""Seconds after which what is waited for will not come; no test takes them unless it fails."""


async def until(pilot: Pilot[Any], done: Callable[[], bool]) -> None:
    """Let the application work until `done`."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "never happened"
        await pilot.pause(0.01)
