"""The rooms themselves: making, editing, deleting them, what they cost, and the starter set of the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import Executable, bindparam, func, or_, select

from realis_tui.db.models import Company
from realis_tui.db.models.rooms import Booking, Resource, Room, RoomLayout, RoomPart, RoomTariff, TimeBlock
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import fold, format_date, format_money
from realis_tui.domain.inputs import Count, Day, Flag, Line, Money, Name, Paragraph, Words, choices_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, ResourceKind, Slot, Tenant, format_slot, who_of
from realis_tui.usecases.acts import act, question
from realis_tui.usecases.companies.rows import row_of, seen_row
from realis_tui.usecases.rooms.reading import room_views
from realis_tui.usecases.rooms.requests import TenantField
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.unit import UnitOfWork

LONGEST_BUFFER = 240


class RoomFields(Input):
    """A room as it is typed: people it holds, minutes of setup and clearing, layouts as « U 10 ».

    `fire_capacity`: as many as `capacity` when empty, never fewer. `parts`: the simple rooms a combined one is made of,
    by name. Refused beside its field, a name already used first of all.
    """

    name: Annotated[Name, Shown("Salle", "Salle", example="Garrigue", column="salle")]
    capacity: Annotated[Count, Shown("Places", "Salle", widget="number", example="12", column="places")]
    fire_capacity: Annotated[
        Count | None,
        Shown("Places, sécurité incendie", "Salle", widget="number", hint="autant que de places", column="securite"),
    ] = None
    equipment: Annotated[Words, Shown("Matériel", "Salle", example="écran, visio", column="materiel")] = ()
    layouts: Annotated[Words, Shown("Dispositions", "Salle", example="U 10, théâtre 20", column="dispositions")] = ()
    setup_minutes: Annotated[
        Count, Shown("Installation (minutes)", "Salle", widget="number", column="installation")
    ] = 0
    clearing_minutes: Annotated[Count, Shown("Rangement (minutes)", "Salle", widget="number", column="rangement")] = 0
    parts: Annotated[Words, Shown("Réunit les salles", "Salle", example="Garrigue, Lez", column="reunit")] = ()
    place: Annotated[Line | None, Shown("Où", "Salle", example="rez-de-chaussée", column="ou")] = None
    is_bookable: Annotated[Flag, Shown("À réserver", "Salle", widget="check", column="reservable")] = True
    notes: Annotated[Paragraph | None, Shown("Notes", "Salle", widget="area", column="notes", max_length=2_000)] = None


class CreateRoom(RoomFields):
    """A new room; with `parts`, one that is several at once."""


class EditRoom(RoomFields):
    """A room changed; refused as `Stale` when it is no longer at this `version`."""

    room_id: int
    version: int


class DeleteRoom(Input):
    """A room never booked nor closed that no other is made of, in the version seen; any other is refused."""

    room_id: int
    version: int


class ListRooms(Input):
    """`with_closed`: those that are not to be booked too."""

    with_closed: bool = False


class StarterRooms(Input):
    """The rooms of REALIS, without setup or clearing time."""


class TariffsOf(Input):
    """Of which room."""

    room_id: int


class SetTariff(Input):
    """What a room costs a kind of tenant, before tax, from a day on."""

    room_id: int
    tenant: Annotated[TenantField, Shown("Pour", "Tarif", widget="choice", choices=choices_of(Tenant), column="pour")]
    hour_cents: Annotated[Money, Shown("L'heure", "Tarif", widget="money", column="heure")]
    half_day_cents: Annotated[Money, Shown("La demi-journée (4 h)", "Tarif", widget="money", column="demi_journee")]
    valid_from: Annotated[Day | None, Shown("À partir du", "Tarif", widget="date", hint="aujourd'hui", column="du")] = (
        None
    )


@dataclass(frozen=True, slots=True)
class TariffView:
    tenant: Tenant
    valid_from: date
    hour_cents: int
    half_day_cents: int


@question("rooms.list", "Salles", Permission.ROOMS_READ)
def list_rooms(unit: UnitOfWork, request: ListRooms) -> tuple[RoomView, ...]:
    """Every room, in the order of the planning."""
    return tuple(room for room in room_views(unit) if room.is_bookable or request.with_closed)


@act("rooms.create", "Nouvelle salle", Permission.ROOMS_MANAGE, changes=("rooms",))
def create_room(unit: UnitOfWork, request: CreateRoom) -> RoomView:
    """Make a room; its name is unique."""
    room = Room(rank=1 + (unit.session.scalar(select(func.max(Room.rank))) or 0))
    _fill(unit, room, request)
    unit.session.add(room)
    _furnish(unit, room, request)
    unit.summary = f"Salle {room.name} créée"
    return _view(unit, room)


@act("rooms.edit", "Modifier la salle", Permission.ROOMS_MANAGE, changes=("rooms",))
def edit_room(unit: UnitOfWork, request: EditRoom) -> RoomView:
    """Change a room; what is booked already keeps its setup and clearing times."""
    room = seen_row(unit, Room, request.room_id, request.version, "Cette salle")
    _fill(unit, room, request)
    _refuse_under_booked(unit, room)
    _furnish(unit, room, request)
    unit.summary = f"Salle {room.name} modifiée"
    return _view(unit, room)


@act("rooms.delete", "Supprimer la salle", Permission.ROOMS_MANAGE, changes=("rooms",))
def delete_room(unit: UnitOfWork, request: DeleteRoom) -> None:
    """Delete a room that was never booked nor closed, and that no other is made of."""
    room = seen_row(unit, Room, request.room_id, request.version, "Cette salle")
    if _is_used(unit, room):
        raise Refused(
            f"La salle {room.name} a des réservations ou des fermetures : la marquer « pas à réserver » plutôt que "
            "la supprimer."
        )
    whole = _whole_of(unit, room)
    if whole is not None:
        raise Refused(f"La salle {room.name} fait partie de « {whole} » : modifier celle-là d'abord.")
    unit.summary = f"Salle {room.name} supprimée"
    resource_id = room.resource_id
    for tariff in unit.session.scalars(select(RoomTariff).where(RoomTariff.room_id == room.id)).all():
        unit.session.delete(tariff)
    unit.session.flush()
    unit.session.delete(room)
    unit.session.flush()
    if resource_id is not None:
        unit.session.delete(row_of(unit, Resource, resource_id))
        unit.session.flush()


@question("rooms.tariffs", "Tarifs de la salle", Permission.ROOMS_READ)
def room_tariffs(unit: UnitOfWork, request: TariffsOf) -> tuple[TariffView, ...]:
    """What it costs whom and since when, the newest first."""
    rows = unit.session.scalars(
        select(RoomTariff)
        .where(RoomTariff.room_id == request.room_id)
        .order_by(RoomTariff.tenant, RoomTariff.valid_from.desc())
    )
    return tuple(TariffView(row.tenant, row.valid_from, row.hour_cents, row.half_day_cents) for row in rows)


@act("rooms.set_tariff", "Fixer un tarif de salle", Permission.ROOMS_MANAGE, changes=("rooms",))
def set_tariff(unit: UnitOfWork, request: SetTariff) -> TariffView:
    """From today or a day to come: what was booked before keeps the price of its day."""
    room = row_of(unit, Room, request.room_id, "Cette salle")
    day = request.valid_from or unit.today
    if day < unit.today:
        raise Refused("Un tarif ne change pas le passé : choisir aujourd'hui ou un jour à venir.", "valid_from")
    if request.tenant is Tenant.INTERNAL:
        raise Refused("Ce que la maison réserve pour elle-même n'a pas de tarif.", "tenant")
    _put_tariff(unit, room.id, request.tenant, day, request.hour_cents, request.half_day_cents)
    unit.session.flush()
    unit.summary = (
        f"{room.name}, {request.tenant.label} : {format_money(request.hour_cents)} l'heure, "
        f"{format_money(request.half_day_cents)} la demi-journée, à partir du {format_date(day)}"
    )
    return TariffView(request.tenant, day, request.hour_cents, request.half_day_cents)


@act("rooms.starter", "Salles de départ", Permission.BASE_MANAGE, changes=("rooms",))
def create_starter_rooms(unit: UnitOfWork, request: StarterRooms) -> int:
    """Make those that do not exist yet, with their tariffs; answers how many."""
    known = set(unit.session.scalars(select(Room.folded_name)))
    missing = [starter for starter in STARTER if fold(starter[0]) not in known]
    for rank, (name, capacity, fire_capacity, equipment) in enumerate(missing, 1):
        resource = Resource(kind=ResourceKind.ROOM)
        unit.session.add(resource)
        unit.session.flush()
        room = Room(
            name=name, folded_name=fold(name), capacity=capacity, fire_capacity=fire_capacity,
            equipment=list(equipment), resource_id=resource.id, rank=rank,
        )  # fmt: skip
        unit.session.add(room)
        unit.session.flush()
        for tenant, percent in _STARTER_SHARES.items():
            hour = _starter_hour(capacity) * percent // 100
            _put_tariff(unit, room.id, tenant, unit.today, hour, hour * 3)
    unit.session.flush()
    unit.summary = f"{len(missing)} salles de départ créées"
    return len(missing)


STARTER = (
    ("Garrigue", 12, 15, ("écran", "visio", "paperboard")),
    ("Lez", 20, 25, ("vidéoprojecteur", "visio", "paperboard")),
    ("Thau", 8, 10, ("écran", "paperboard")),
    ("Canigou", 40, 49, ("vidéoprojecteur", "sono", "visio")),
    ("Auditorium Cévennes", 90, 99, ("vidéoprojecteur", "sono", "micro", "visio")),
    ("Bulle 1", 2, 3, ("visio",)),
    ("Bulle 2", 2, 3, ("visio",)),
)
_STARTER_SHARES = {Tenant.HOSTED: 100, Tenant.COHORT: 100, Tenant.PARTNER: 150, Tenant.OUTSIDE: 200}


def _starter_hour(capacity: int) -> int:
    """An hour for a company of the house, in cents: from 5 € for a booth to 40 € for the auditorium."""
    return next(cents for most, cents in ((2, 500), (8, 800), (12, 1_000), (20, 1_500), (40, 2_500), (999, 4_000))
                if capacity <= most)  # fmt: skip


def _put_tariff(unit: UnitOfWork, room_id: int, tenant: Tenant, day: date, hour: int, half_day: int) -> None:
    where = (RoomTariff.room_id == room_id, RoomTariff.tenant == tenant, RoomTariff.valid_from == day)
    row = unit.session.scalars(select(RoomTariff).where(*where)).one_or_none()
    if row is None:
        row = RoomTariff(room_id=room_id, tenant=tenant, valid_from=day)
        unit.session.add(row)
    row.hour_cents, row.half_day_cents = hour, half_day


def _fill(unit: UnitOfWork, room: Room, fields: RoomFields) -> None:
    folded = fold(fields.name)
    with unit.session.no_autoflush:
        taken = unit.session.scalar(select(Room.id).where(Room.folded_name == folded))
    if taken is not None and taken != room.id:
        raise Refused(f"Une salle s'appelle déjà « {fields.name} ».", "name")
    if fields.capacity < 1:
        raise Refused("Une salle a au moins une place.", "capacity")
    fire = fields.fire_capacity if fields.fire_capacity is not None else fields.capacity
    if fire < fields.capacity:
        raise Refused(
            f"La sécurité incendie ({fire}) ne peut pas admettre moins que les places ({fields.capacity}).",
            "fire_capacity",
        )
    for name in ("setup_minutes", "clearing_minutes"):
        if getattr(fields, name) > LONGEST_BUFFER:
            raise Refused(f"{LONGEST_BUFFER} minutes au plus.", name)
    room.name, room.folded_name = fields.name, folded
    room.capacity, room.fire_capacity, room.equipment = fields.capacity, fire, list(fields.equipment)
    room.setup_minutes, room.clearing_minutes = fields.setup_minutes, fields.clearing_minutes
    room.is_bookable, room.place, room.notes = fields.is_bookable, fields.place, fields.notes


def _refuse_under_booked(unit: UnitOfWork, room: Room) -> None:
    """Fire safety admits whom it was told of: what is to come is changed first."""
    with unit.session.no_autoflush:
        crowded = _TOO_MANY.where(Booking.room_id == room.id, Booking.people > room.fire_capacity)
        _refuse_first(unit, crowded, room.fire_capacity)


def refuse_crowded(unit: UnitOfWork, room_ids: Sequence[int] = (), booking_ids: Sequence[int] = ()) -> None:
    """The same of what an undo has put back: these rooms, or these bookings."""
    either = or_(Booking.room_id.in_(room_ids), Booking.id.in_(booking_ids))
    _refuse_first(unit, _TOO_MANY.where(either, Booking.people > Room.fire_capacity))


def _refuse_first(unit: UnitOfWork, crowded: Executable, most: int | None = None) -> None:
    row = unit.session.execute(crowded, {"now": unit.now}).first()
    if row is not None:
        who = who_of(row.party, row.company, row.party_name)
        when = format_slot(Slot(row.starts_at, row.ends_at), unit.today)
        raise Refused(
            f"{row.people} personnes sont prévues ({who}, {when}), plus que la sécurité incendie n'en admettrait "
            f"({row.fire_capacity if most is None else most}) : changer cette réservation d'abord.",
            "fire_capacity",
        )


_TOO_MANY = (
    select(Booking.people, Booking.party, Booking.party_name, Booking.starts_at, Booking.ends_at,
           Company.name.label("company"), Room.fire_capacity)
    .join(Room, Room.id == Booking.room_id)
    .outerjoin(Company, Company.id == Booking.company_id)
    .where(
        Booking.ends_at > bindparam("now"),
        Booking.status.in_([status for status in BookingStatus if status.takes_time]),
        or_(Booking.lapses_at.is_(None), Booking.lapses_at > bindparam("now")),
    )
    .order_by(Booking.starts_at, Booking.id)
    .limit(1)
)  # fmt: skip


def _furnish(unit: UnitOfWork, room: Room, fields: RoomFields) -> None:
    """Its layouts, and either a resource of its own or the parts it is made of."""
    _lay_out(unit, room, fields)
    parts = list({part.id: part for part in (_named(unit, name, room) for name in fields.parts)}.values())
    now = {part.part_id for part in room.parts}
    if {part.id for part in parts} != now and room.id is not None and _is_used(unit, room):
        raise Refused(f"La salle {room.name} a des réservations : ce qu'elle réunit ne change plus.", "parts")
    if len(parts) == 1:
        raise Refused("Une salle réunie en réunit au moins deux.", "parts")
    if parts and room.id is not None and (whole := _whole_of(unit, room)) is not None:
        raise Refused(f"La salle {room.name} fait partie de « {whole} » : elle reste simple.", "parts")
    if not parts and room.resource_id is None:
        resource = Resource(kind=ResourceKind.ROOM)
        unit.session.add(resource)
        unit.session.flush()
        room.resource_id = resource.id
    elif parts:
        room.resource_id = None
    unit.session.flush()
    for part in list(room.parts):
        if part.part_id not in {item.id for item in parts}:
            room.parts.remove(part)
    unit.session.flush()
    for item in parts:
        if item.id not in now:
            unit.session.add(RoomPart(room_id=room.id, part_id=item.id))
    unit.session.flush()
    unit.session.expire(room, ["parts"])


def _lay_out(unit: UnitOfWork, room: Room, fields: RoomFields) -> None:
    wanted: dict[str, int] = {}
    for text in fields.layouts:
        name, _, number = text.rpartition(" ")
        if not name or not number.isdecimal() or int(number) < 1:
            raise Refused(f"« {text} » : écrire la disposition et ses places, « U 10 ».", "layouts")
        if int(number) > room.fire_capacity:
            raise Refused(
                f"« {text} » : la sécurité incendie n'admet que {room.fire_capacity} personnes ici.", "layouts"
            )
        wanted[name] = int(number)
    for layout in list(room.layouts):
        if layout.name in wanted:
            layout.capacity = wanted.pop(layout.name)
        else:
            room.layouts.remove(layout)
    unit.session.flush()
    room.layouts.extend(RoomLayout(name=name, capacity=number) for name, number in wanted.items())


def _named(unit: UnitOfWork, name: str, whole: Room) -> Room:
    part = unit.session.scalars(select(Room).where(Room.folded_name == fold(name))).one_or_none()
    if part is None:
        raise Refused(f"Il n'y a pas de salle « {name} » à réunir.", "parts")
    if part.id == whole.id or part.parts:
        raise Refused(f"« {part.name} » ne peut pas être réunie : choisir des salles simples.", "parts")
    return part


def _whole_of(unit: UnitOfWork, room: Room) -> str | None:
    """The name of a combined room it is a part of."""
    wholes = select(Room.name).join(RoomPart, RoomPart.room_id == Room.id).where(RoomPart.part_id == room.id)
    return unit.session.scalar(wholes.limit(1))


def _is_used(unit: UnitOfWork, room: Room) -> bool:
    booked = unit.session.scalar(select(Booking.id).where(Booking.room_id == room.id).limit(1))
    held = room.resource_id is not None and unit.session.scalar(
        select(TimeBlock.id).where(TimeBlock.resource_id == room.resource_id).limit(1)
    )
    return booked is not None or bool(held)


def _view(unit: UnitOfWork, room: Room) -> RoomView:
    unit.session.flush()
    return next(view for view in room_views(unit) if view.id == room.id)
