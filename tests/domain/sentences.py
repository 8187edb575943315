"""What a check says when it refuses."""

from collections.abc import Callable
from typing import Any


def refusal_of(check: Callable[..., Any], *given: Any) -> str | None:
    """The sentence `check` refuses with, None when it accepts."""
    try:
        check(*given)
    except ValueError as refusal:
        return str(refusal)
    return None
