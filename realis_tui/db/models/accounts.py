"""People who sign in, dated settings, saved views, and the desks that are open now."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from realis_tui.db.models.base import Base, Keyed, Short, Stamped, choice
from realis_tui.domain.accounts import Role


class Account(Stamped, Base):
    """A person of the team, a juror or a reader. `folded_name` is what sign-in compares."""

    __tablename__ = "accounts"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    name: Mapped[str]
    folded_name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    active: Mapped[bool] = mapped_column(default=True)
    ends_on: Mapped[date | None]
    """Last day the account may sign in (jurors: the end of their edition)."""


class Secret(Keyed, Base):
    """What proves who one is; apart from `Account` so that it is never journaled, exported or shown."""

    __tablename__ = "secrets"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), unique=True)
    passphrase_hash: Mapped[str | None]
    one_time_hash: Mapped[str | None]
    one_time_until: Mapped[datetime | None]
    failed_tries: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None]


class Setting(Stamped, Base):
    """One figure of the policy (⚙) from a day on; `value` is JSON."""

    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("key", "valid_from"), {"sqlite_autoincrement": True})

    key: Mapped[str] = mapped_column(Short)
    valid_from: Mapped[date]
    value: Mapped[Any] = mapped_column(JSON)


class Trait(Keyed, Base):
    """A fact about the data base itself, not about the house: « demo » says its data are fictitious."""

    __tablename__ = "traits"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    key: Mapped[str] = mapped_column(Short, unique=True)
    value: Mapped[str]


class SavedView(Stamped, Base):
    """A filter a person kept under a name; with no account it is everyone's."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("account_id", "pillar", "name"), {"sqlite_autoincrement": True})

    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    pillar: Mapped[str] = mapped_column(Short)
    name: Mapped[str]
    filter_text: Mapped[str]
    sort: Mapped[str] = mapped_column(Short, default="")


class Desk(Keyed, Base):
    """A program open now on this base; a heartbeat, neither journaled nor kept."""

    __tablename__ = "desks"
    __table_args__ = (CheckConstraint("length(name) > 0", name="named"), {"sqlite_autoincrement": True})

    name: Mapped[str] = mapped_column(Short, unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    seen_at: Mapped[datetime]
