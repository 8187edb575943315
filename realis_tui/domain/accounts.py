"""People who sign in: their roles, and what each role may do (rule 39)."""

from dataclasses import dataclass
from enum import StrEnum

from realis_tui.domain.refusals import Refused


class Role(StrEnum):
    """A role of the team; `label` is what people read."""

    RECEPTION = "accueil"
    COACH = "coach"
    ACADEMY = "yess"
    JUROR = "jure"
    DIRECTION = "direction"
    READER = "lecture"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.RECEPTION: "accueil",
    Role.COACH: "coach",
    Role.ACADEMY: "YESS",
    Role.JUROR: "juré",
    Role.DIRECTION: "direction",
    Role.READER: "lecture",
}


class Permission(StrEnum):
    """What an act asks of the person doing it."""

    COMPANIES_READ = "companies.read"
    COMPANIES_WRITE = "companies.write"
    COMPANIES_DECIDE = "companies.decide"
    SPACES_READ = "spaces.read"
    SPACES_WRITE = "spaces.write"
    ROOMS_READ = "rooms.read"
    ROOMS_BOOK = "rooms.book"
    ROOMS_MANAGE = "rooms.manage"
    SEARCH = "search"
    JOURNAL_READ = "journal.read"
    UNDO = "undo"
    IMPORT = "import"
    EXPORT = "export"
    ACCOUNTS_MANAGE = "accounts.manage"
    SETTINGS_MANAGE = "settings.manage"
    BASE_MANAGE = "base.manage"
    SIGN_IN = "sign_in"


_EVERYONE = frozenset({Permission.SIGN_IN})
_READ = _EVERYONE | {
    Permission.COMPANIES_READ,
    Permission.SPACES_READ,
    Permission.ROOMS_READ,
    Permission.SEARCH,
    Permission.EXPORT,
    Permission.JOURNAL_READ,
}
_WRITE = _READ | {
    Permission.COMPANIES_WRITE,
    Permission.SPACES_WRITE,
    Permission.ROOMS_BOOK,
    Permission.UNDO,
    Permission.IMPORT,
}
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.RECEPTION: _WRITE | {Permission.ROOMS_MANAGE},
    Role.COACH: _WRITE,
    Role.ACADEMY: _WRITE | {Permission.COMPANIES_DECIDE},
    Role.JUROR: _EVERYONE,
    Role.DIRECTION: frozenset(Permission),
    Role.READER: _READ,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account signed in, the program itself (`SYSTEM`), or a shell on a base that has no account yet."""

    account_id: int | None
    name: str
    role: Role

    def may(self, permission: Permission) -> bool:
        return permission in ROLE_PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Refuse what the role may not do."""
        if not self.may(permission):
            raise Refused(f"Le rôle « {self.role.label} » ne permet pas cela : demander à la direction.")


SYSTEM = Actor(None, "realis", Role.DIRECTION)
"""The program acting by itself: a base with no account yet, lapses, repairs."""
