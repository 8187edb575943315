"""Premises: offices, workshops and coworking seats, and who occupies them from when to when."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from realis_tui.db.models.base import Base, Short, Stamped, choice
from realis_tui.db.models.companies import AUTOINCREMENT, Company, HostingAgreement
from realis_tui.domain.spaces import SpaceKind


class Space(Stamped, Base):
    """One lettable place; a coworking area of n seats is n spaces, so that one guard holds them all."""

    __tablename__ = "spaces"
    __table_args__ = (CheckConstraint("area_dm2 >= 0", name="area"), AUTOINCREMENT)

    code: Mapped[str] = mapped_column(Short, unique=True)
    kind: Mapped[SpaceKind] = mapped_column(choice(SpaceKind, "space_kind"))
    building: Mapped[str | None] = mapped_column(Short)
    floor: Mapped[str | None] = mapped_column(Short)
    area_dm2: Mapped[int | None]
    """Hundredths of a square metre (dm²); none when not measured."""
    is_lettable: Mapped[bool] = mapped_column(default=True)
    notes: Mapped[str | None]
    occupancies: Mapped[list["Occupancy"]] = relationship(back_populates="space")


class Occupancy(Stamped, Base):
    """A company in a space, both days included, no end while it stays (rule 7). Guarded: see `db/guards.py`."""

    __tablename__ = "occupancies"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        Index("ix_occupancies_space", "space_id", "ends_on", "starts_on"),
        AUTOINCREMENT,
    )

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    hosting_agreement_id: Mapped[int | None] = mapped_column(ForeignKey("hosting_agreements.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    space: Mapped[Space] = relationship(back_populates="occupancies")
    company: Mapped[Company] = relationship()
    hosting_agreement: Mapped[HostingAgreement | None] = relationship()
