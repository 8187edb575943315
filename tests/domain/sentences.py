"""What a check says when it refuses; a rule read from words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from realis_tui.domain.recurrence import Rule, parse_repeat


def refusal_of(check: Callable[..., Any], *given: Any) -> str | None:
    """The sentence `check` refuses with, None when it accepts."""
    try:
        check(*given)
    except ValueError as refusal:
        return str(refusal)
    return None


def parse_rule(text: str, starts_on: date) -> Rule:
    """The rule alone of what a repetition asks."""
    return parse_repeat(text, starts_on).rule
