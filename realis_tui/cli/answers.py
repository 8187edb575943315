"""What a command answers: plain sentences, or one JSON document and nothing else."""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from realis_tui.clock import PARIS

_HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


class Answers:
    """Standard output in one of the two ways; text never carries a control character of the data."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def give(self, document: Mapping[str, Any], *lines: str) -> None:
        """The JSON document, or its lines for a person."""
        if self.as_json:
            print(json.dumps(plain(document), ensure_ascii=False, indent=2))
        else:
            self.say(lines)

    def say(self, lines: Iterable[str]) -> None:
        """Lines for a person; nothing with --json."""
        if not self.as_json:
            for line in lines:
                print(_HOSTILE.sub("", line))

    def refuse(self, message: str, field: str | None = None, remedy: str = "") -> None:
        """Why it was not done: on standard output as JSON, else on standard error."""
        if self.as_json:
            told: dict[str, Any] = {"erreur": message, "champ": field}
            print(json.dumps(told | ({"remede": remedy} if remedy else {}), ensure_ascii=False, indent=2))
        else:
            print(_HOSTILE.sub("", f"{message} {remedy}".strip()), file=sys.stderr)


def plain(value: Any) -> Any:
    """A view as JSON holds it: days and instants in ISO 8601 (instants of Paris), lists for tuples."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, datetime):
        return value.astimezone(PARIS).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def euros(cents: int | None) -> str | None:
    """Money in JSON: a string of euros with two decimals."""
    if cents is None:
        return None
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
