"""The two ways an act can fail, in words a person can read.

`Refused`: a rule said no, what was typed is kept and the sentence is shown beside the field.
`Unavailable`: the data base could not do it, a banner says what happened and what to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: a whole French sentence, and the input field it belongs to (None: the whole act).

    `way`: the input field that would let it through all the same, for who has no form before their eyes.
    """

    field: str | None
    message: str
    way: str | None = None


class Refused(Exception):
    """A rule refuses the act; nothing has been written.

    `message` and `field` are those of the first problem; `problems` holds them all, in the order of the fields.
    """

    def __init__(self, message: str, field: str | None = None, way: str | None = None) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = (Problem(field, message, way),)

    @classmethod
    def many(cls, problems: Iterable[Problem]) -> "Refused":
        """Refuse for several reasons at once (at least one)."""
        found = tuple(problems)
        if not found:
            raise ValueError("a refusal needs at least one problem")
        refused = cls(found[0].message, found[0].field)
        refused.problems = found
        return refused

    @property
    def message(self) -> str:
        return self.problems[0].message

    @property
    def field(self) -> str | None:
        return self.problems[0].field


CHANGED_SINCE = "Cette fiche a été modifiée entre-temps par un autre poste"
STALE = f"{CHANGED_SINCE} : relire la nouvelle version, puis reprendre la saisie."


class Stale(Refused):
    """The card was changed elsewhere since it was read: both versions are to be shown, none is overwritten."""

    def __init__(self, message: str = STALE, field: str | None = None) -> None:
        super().__init__(message, field)


class Trouble(StrEnum):
    """What keeps the data base from answering."""

    MISSING = "missing"
    EMPTY = "empty"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    OLDER = "older"
    LOCKED = "locked"
    READ_ONLY = "read_only"
    REPLACED = "replaced"
    FULL = "full"
    NETWORK_SHARE = "network_share"
    UNREACHABLE = "unreachable"
    GUARDS = "guards"


class Unavailable(Exception):
    """The data base cannot do it: `message` says what happened, `remedy` what to do, both French sentences."""

    def __init__(self, message: str, remedy: str = "", trouble: Trouble = Trouble.UNREACHABLE) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
        self.trouble = trouble
