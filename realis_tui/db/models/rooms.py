"""Shared rooms: what they are, who has booked them, when they are closed, and the one table that takes their time."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry, relationship

from realis_tui.db.models.base import Base, Short, Stamped, choice
from realis_tui.db.models.companies import AUTOINCREMENT, Company
from realis_tui.domain.rooms import BlockKind, BookingStatus, Party, Purpose, ResourceKind, Tenant


class RoomsBase(DeclarativeBase):
    """Root of the rooms' classes: the same metadata, a registry of their own.

    They are mapped while other threads already ask about companies; a question configures the classes of its registry
    and of those it refers to, so that it never meets one of these half made.
    """

    registry = registry(metadata=Base.metadata, type_annotation_map=Base.registry.type_annotation_map)


class Resource(Stamped, RoomsBase):
    """Something only one may have at a time; a stock of n would be n resources. A simple room is one."""

    __tablename__ = "resources"
    __table_args__ = AUTOINCREMENT

    kind: Mapped[ResourceKind] = mapped_column(choice(ResourceKind, "resource_kind"))


class Room(Stamped, RoomsBase):
    """A shared room. A combined one (« Garrigue + Lez ») has parts and takes their resources instead of its own."""

    __tablename__ = "rooms"
    __table_args__ = (
        CheckConstraint("capacity >= 1 AND fire_capacity >= capacity", name="capacity"),
        CheckConstraint("setup_minutes BETWEEN 0 AND 240 AND clearing_minutes BETWEEN 0 AND 240", name="buffers"),
        AUTOINCREMENT,
    )

    name: Mapped[str] = mapped_column(unique=True)
    folded_name: Mapped[str] = mapped_column(unique=True)
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resources.id"), unique=True)
    """None for a combined room."""
    capacity: Mapped[int]
    """People it holds as it usually stands."""
    fire_capacity: Mapped[int]
    """People that fire safety never lets it go over."""
    equipment: Mapped[list[str]] = mapped_column(JSON, default=list)
    setup_minutes: Mapped[int] = mapped_column(default=0)
    clearing_minutes: Mapped[int] = mapped_column(default=0)
    is_bookable: Mapped[bool] = mapped_column(default=True)
    place: Mapped[str | None]
    notes: Mapped[str | None]
    rank: Mapped[int] = mapped_column(default=0)
    """Its place in the planning, from the top."""
    parts: Mapped[list["RoomPart"]] = relationship(
        back_populates="room", foreign_keys="RoomPart.room_id", order_by="RoomPart.id", cascade="all, delete-orphan"
    )
    layouts: Mapped[list["RoomLayout"]] = relationship(
        back_populates="room", order_by="RoomLayout.id", cascade="all, delete-orphan"
    )


class RoomPart(Stamped, RoomsBase):
    """A simple room that a combined one is made of."""

    __tablename__ = "room_parts"
    __table_args__ = (
        UniqueConstraint("room_id", "part_id"),
        CheckConstraint("room_id <> part_id", name="not_itself"),
        AUTOINCREMENT,
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), index=True)
    room: Mapped[Room] = relationship(back_populates="parts", foreign_keys=[room_id])
    part: Mapped[Room] = relationship(foreign_keys=[part_id])


class RoomLayout(Stamped, RoomsBase):
    """A way a room can stand (« en U », « théâtre ») and how many it then holds."""

    __tablename__ = "room_layouts"
    __table_args__ = (
        UniqueConstraint("room_id", "name"),
        CheckConstraint("capacity >= 1", name="capacity"),
        AUTOINCREMENT,
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    name: Mapped[str]
    capacity: Mapped[int]
    room: Mapped[Room] = relationship(back_populates="layouts")


class RoomTariff(Stamped, RoomsBase):
    """What a room costs a kind of tenant from a day on, in cents before tax: an hour, and a half-day of four hours."""

    __tablename__ = "room_tariffs"
    __table_args__ = (
        UniqueConstraint("room_id", "tenant", "valid_from"),
        CheckConstraint("hour_cents >= 0 AND half_day_cents >= 0", name="amounts"),
        AUTOINCREMENT,
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    tenant: Mapped[Tenant] = mapped_column(choice(Tenant, "tariff_tenant"))
    valid_from: Mapped[date]
    hour_cents: Mapped[int]
    half_day_cents: Mapped[int]


class BookingSeries(Stamped, RoomsBase):
    """A recurrence (rule 15): an RFC 5545 rule counted in Paris from the first day; its occurrences are bookings.

    `skipped`: the days of the rule that are not met, each `{"on": "2027-05-06", "why": "Ascension"}`.
    """

    __tablename__ = "booking_series"
    __table_args__ = AUTOINCREMENT

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), index=True)
    rule: Mapped[str]
    """« FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261231 »."""
    starts_on: Mapped[date]
    start_time: Mapped[str] = mapped_column(Short)
    """« 14:00 », on the wall of Paris whatever the season."""
    end_time: Mapped[str] = mapped_column(Short)
    skipped: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class Booking(Stamped, RoomsBase):
    """A room for someone from an instant to another (rule 14). What it takes of the room is in `blocks`."""

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="hours"),
        CheckConstraint("(party = 'entreprise') = (company_id IS NOT NULL)", name="for_whom"),
        CheckConstraint("status <> 'option' OR lapses_at IS NOT NULL", name="option"),
        CheckConstraint("people IS NULL OR people >= 1", name="people"),
        UniqueConstraint("series_id", "occurrence_on"),
        Index("ix_bookings_room", "room_id", "starts_at"),
        Index("ix_bookings_company", "company_id", "starts_at"),
        Index("ix_bookings_lapse", "status", "lapses_at"),
        AUTOINCREMENT,
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    party: Mapped[Party] = mapped_column(choice(Party, "party"))
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.id"))
    party_name: Mapped[str | None]
    """A project's or an outsider's name; a company's is on its card."""
    tenant: Mapped[Tenant] = mapped_column(choice(Tenant, "booking_tenant"))
    """As it stood when the booking was made: what a company becomes does not alter what it owes."""
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose, "purpose"), default=Purpose.MEETING)
    title: Mapped[str | None]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    setup_minutes: Mapped[int] = mapped_column(default=0)
    clearing_minutes: Mapped[int] = mapped_column(default=0)
    people: Mapped[int | None]
    layout: Mapped[str | None]
    equipment: Mapped[list[str]] = mapped_column(JSON, default=list)
    notes: Mapped[str | None]
    status: Mapped[BookingStatus] = mapped_column(choice(BookingStatus, "booking_status"))
    lapses_at: Mapped[datetime | None]
    """When an option not confirmed is let go."""
    is_outside_hours: Mapped[bool] = mapped_column(default=False)
    """« Hors horaires » was said."""
    forced_because: Mapped[str | None]
    """Why more people than the layout holds were let in."""
    checked_in_at: Mapped[datetime | None]
    checked_out_at: Mapped[datetime | None]
    freed_at: Mapped[datetime | None]
    """From when the room was free again before the end: a check-out, or nobody came."""
    cancelled_at: Mapped[datetime | None]
    cancelled_by_tenant: Mapped[bool] = mapped_column(default=False)
    cancel_reason: Mapped[str | None]
    series_id: Mapped[int | None] = mapped_column(ForeignKey("booking_series.id"))
    occurrence_on: Mapped[date | None]
    """The day of the rule this occurrence stands for, also once moved."""
    room: Mapped[Room] = relationship()
    company: Mapped[Company | None] = relationship()
    series: Mapped[BookingSeries | None] = relationship()
    blocks: Mapped[list["TimeBlock"]] = relationship(
        back_populates="booking", order_by="TimeBlock.resource_id", cascade="all, delete-orphan"
    )


class Closure(Stamped, RoomsBase):
    """Rooms that cannot be had: closed, or under maintenance; its blocks say which and when, one a day each."""

    __tablename__ = "closures"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="hours"), AUTOINCREMENT)

    kind: Mapped[BlockKind] = mapped_column(choice(BlockKind, "closure_kind"))
    reason: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    blocks: Mapped[list["TimeBlock"]] = relationship(
        back_populates="closure", order_by="TimeBlock.id", cascade="all, delete-orphan"
    )


class TimeBlock(Stamped, RoomsBase):
    """Time of a resource that is taken, setup and clearing included. Guarded: see `db/guards.py`."""

    __tablename__ = "time_blocks"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="hours"),
        CheckConstraint("(booking_id IS NULL) <> (closure_id IS NULL)", name="one_cause"),
        CheckConstraint("(kind = 'réservation') = (booking_id IS NOT NULL)", name="kind"),
        Index("ix_time_blocks_resource", "resource_id", "ends_at", "starts_at"),
        AUTOINCREMENT,
    )

    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id"))
    kind: Mapped[BlockKind] = mapped_column(choice(BlockKind, "block_kind"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), index=True)
    closure_id: Mapped[int | None] = mapped_column(ForeignKey("closures.id"), index=True)
    booking: Mapped[Booking | None] = relationship(back_populates="blocks")
    closure: Mapped[Closure | None] = relationship(back_populates="blocks")
