"""What a command answers: plain sentences, or one JSON document and nothing else."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, TextIO

from realis_tui.clock import PARIS
from realis_tui.domain.french import OBEYED, without_paste

_LONGEST_QUOTED = 300
"""Letters: the path of a file is quoted whole."""


class OutputLost(Exception):
    """What was to be answered could not be written: the disk it goes to is full."""


class Answers:
    """Standard output in one of the two ways; text never carries a control character of the data."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def give(self, document: Mapping[str, Any], *lines: str) -> None:
        """The JSON document, or its lines for a person."""
        if self.as_json:
            write(_as_json(plain(document)))
        else:
            self.say(lines)

    def say(self, lines: Iterable[str]) -> None:
        """Lines for a person; nothing with --json."""
        told = [OBEYED.sub("", line) for line in lines]
        if told and not self.as_json:
            write("\n".join(told))

    def refuse(self, message: str, field: str | None = None, remedy: str = "") -> None:
        """Why it was not done: on standard output as JSON, else on standard error."""
        message = without_paste(message, _LONGEST_QUOTED)
        if self.as_json:
            told: dict[str, Any] = {"erreur": message, "champ": field}
            write(_as_json(told | ({"remede": remedy} if remedy else {})))
        else:
            complain(f"{message} {remedy}".strip())


def _as_json(document: Any) -> str:
    """Readable as it is; what a terminal would obey is written \\uXXXX, which a reader of JSON gives back."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def with_option(message: str, way: str | None) -> str:
    """« … ou accepter « hors horaires » (--hors-horaires). »: a refusal, and the option that would let it through."""
    return f"{message.removesuffix('.')} (--{way.replace('_', '-')})." if way else message


def write(text: str) -> None:
    """On standard output, at once: what cannot be written is known before the exit code is given.

    Raises `OutputLost`. A reader that has left (head, less) is nothing to say: what was asked is done all the same.
    """
    try:
        _print(text, sys.stdout)
    except BrokenPipeError:
        pass
    except OSError as error:
        raise OutputLost from error


def complain(sentence: str) -> None:
    """On standard error, when somebody still reads it."""
    with suppress(OSError):
        _print(OBEYED.sub("", sentence), sys.stderr)


def _print(text: str, stream: TextIO | None) -> None:
    if stream is None:  # closed by whoever started the program
        return
    try:
        print(text, file=stream, flush=True)
    except OSError:
        # What is left in the buffer would fail once more at the end of the process, in English.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise


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
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
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
