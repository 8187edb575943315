"""Every SQL statement that the tests run passes here: those of the event loop's thread are faults, the rest counts."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

_on_the_loop: list[str] = []
_counted: list[list[str]] = []


@event.listens_for(Engine, "before_cursor_execute")
def _seen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    for statements in _counted:
        statements.append(statement)
    if _inside_textual():
        _on_the_loop.append(statement)


def _inside_textual() -> bool:
    """Whether Textual's message pump is what led here, on the thread of the event loop.

    A journey's own body runs on the loop too and may look into the base: only what the program does is at fault.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith("textual."):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def take_faults() -> list[str]:
    """The statements that ran on the event loop's thread since the last call."""
    faults = list(_on_the_loop)
    _on_the_loop.clear()
    return faults


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements run meanwhile, by any thread: `with counted() as statements: …; assert len(statements) <= 3`."""
    statements: list[str] = []
    _counted.append(statements)
    try:
        yield statements
    finally:
        _counted.remove(statements)
