"""Reading rooms and bookings as views: columns, never rows of the session, in a number of statements that is fixed."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from realis_tui.db.models import Company
from realis_tui.db.models.rooms import Booking, BookingSeries, Room, RoomLayout, RoomPart
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Slot, blocked_slot, who_of
from realis_tui.usecases.rooms.views import BookingView, LayoutView, RoomView
from realis_tui.usecases.unit import UnitOfWork

_ROOMS = select(
    Room.id, Room.version, Room.name, Room.capacity, Room.fire_capacity, Room.equipment, Room.setup_minutes,
    Room.clearing_minutes, Room.is_bookable, Room.place, Room.notes, Room.rank, Room.resource_id,
).order_by(Room.rank, Room.id)  # fmt: skip
_PARTS = select(RoomPart.room_id, RoomPart.part_id).order_by(RoomPart.id)
_LAYOUTS = select(RoomLayout.room_id, RoomLayout.name, RoomLayout.capacity).order_by(RoomLayout.id)

_READ: dict[str, Any] = {
    "room": Room.__table__.c.name.label("room"),
    "who": Company.__table__.c.name.label("company"),
    "series_rule": BookingSeries.__table__.c.rule.label("rule"),
}
"""What a `BookingView` tells that is not a column of the booking of that name."""
_FIELDS = BookingView._fields[:-1]
_PARTY, _PARTY_NAME, _WHO, _EQUIPMENT, _STARTS, _ENDS, _SETUP, _CLEARING, _STATUS, _FREED = map(
    _FIELDS.index,
    ("party", "party_name", "who", "equipment", "starts_at", "ends_at", "setup_minutes", "clearing_minutes", "status",
     "freed_at"),
)  # fmt: skip

BOOKINGS: Select[Any] = (
    # Columns of the tables and not attributes of the classes: the session then hands their rows over as they come.
    select(*(_READ[name] if name in _READ else Booking.__table__.c[name] for name in _FIELDS))
    .join_from(Booking.__table__, Room.__table__, Room.id == Booking.room_id)
    .outerjoin(Company.__table__, Company.id == Booking.company_id)
    .outerjoin(BookingSeries.__table__, BookingSeries.id == Booking.series_id)
)
"""The columns of a `BookingView`, in its order but for `blocked`; add a `where` and give its rows to `booking_view`."""
LAPSED = and_(Booking.status == BookingStatus.OPTION, Booking.lapses_at <= bindparam("now"))
"""`domain.rooms.is_lapsed`, as the data base reads it."""
_BY_IDS = BOOKINGS.where(Booking.id.in_(bindparam("ids", expanding=True))).order_by(Booking.starts_at, Booking.id)


def room_views(unit: UnitOfWork) -> tuple[RoomView, ...]:
    """Every room, in the order of the planning, those that are not to be booked too."""
    parts: dict[int, list[int]] = {}
    for room_id, part_id in unit.session.execute(_PARTS):
        parts.setdefault(room_id, []).append(part_id)
    layouts: dict[int, list[LayoutView]] = {}
    for room_id, name, capacity in unit.session.execute(_LAYOUTS):
        layouts.setdefault(room_id, []).append(LayoutView(name, capacity))
    rows = unit.session.execute(_ROOMS).all()
    own = {row.id: row.resource_id for row in rows}
    taken = {row.id: tuple(own[part] for part in parts.get(row.id, [])) or (row.resource_id,) for row in rows}
    return tuple(_room_view(row, parts, layouts, taken) for row in rows)


def room_view(unit: UnitOfWork, room_id: int) -> RoomView:
    """One room. Refused when there is none such."""
    return room_among(room_views(unit), room_id)


def room_among(rooms: Iterable[RoomView], room_id: int) -> RoomView:
    """One of the rooms that were read. Refused when it is none of them."""
    found = next((room for room in rooms if room.id == room_id), None)
    if found is None:
        raise Refused("Cette salle n'existe plus : un autre poste a pu la supprimer.", "room_id")
    return found


def _room_view(
    row: Any, parts: dict[int, list[int]], layouts: dict[int, list[LayoutView]], taken: dict[int, tuple[int, ...]]
) -> RoomView:
    mine = set(taken[row.id])
    return RoomView(
        id=row.id,
        name=row.name,
        capacity=row.capacity,
        fire_capacity=row.fire_capacity,
        equipment=tuple(row.equipment or ()),
        layouts=tuple(layouts.get(row.id, ())),
        setup_minutes=row.setup_minutes,
        clearing_minutes=row.clearing_minutes,
        is_bookable=row.is_bookable,
        place=row.place,
        notes=row.notes,
        rank=row.rank,
        parts=tuple(parts.get(row.id, ())),
        resources=taken[row.id],
        shares=tuple(other for other, theirs in taken.items() if other != row.id and mine & set(theirs)),
        version=row.version,
    )


def bookings_of(unit: UnitOfWork, ids: Iterable[int]) -> tuple[BookingView, ...]:
    """These bookings, by start."""
    return tuple(booking_view(row) for row in unit.session.execute(_BY_IDS, {"ids": list(ids)}))


def booking_of(unit: UnitOfWork, booking_id: int) -> BookingView:
    """One booking. Refused when there is none such."""
    found = bookings_of(unit, [booking_id])
    if not found:
        raise no_booking(booking_id)
    return found[0]


def no_booking(booking_id: int) -> Refused:
    """Why a number is no booking's: mistyped, or deleted since."""
    return Refused(f"Aucune réservation de numéro {booking_id} : vérifier le numéro, ou un autre poste l'a supprimée.")


def booking_view(row: Any) -> BookingView:
    """A row of `BOOKINGS` as a view."""
    # By place and not by name: a page of the planning has hundreds of them.
    read = [*row]
    read[_WHO] = who_of(read[_PARTY], read[_WHO], read[_PARTY_NAME])
    read[_EQUIPMENT] = tuple(read[_EQUIPMENT] or ())
    slot = Slot(read[_STARTS], read[_ENDS])
    read.append(blocked_slot(slot, read[_SETUP], read[_CLEARING], read[_STATUS], read[_FREED]))
    return BookingView._make(read)


def ids_sharing(rooms: Sequence[RoomView], wanted: Iterable[int]) -> set[int]:
    """These rooms and all that share their walls."""
    chosen = set(wanted)
    return chosen | {other for room in rooms if room.id in chosen for other in room.shares}
