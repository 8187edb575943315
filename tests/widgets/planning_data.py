"""A planning made by hand: the rooms and the day of the pictures, so that the grid is tested without a data base."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from realis_tui.domain.paris_time import PARIS
from realis_tui.domain.rooms import BlockKind, BookingStatus, Party, Purpose, Slot, Tenant
from realis_tui.usecases.rooms.views import BookingView, PlanningBlock, PlanningDay, PlanningView, RoomView

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 42, tzinfo=PARIS)
NAMES = (("Canopée", 16), ("Garrigue", 24), ("Lez", 6), ("Pic St-Loup", 12), ("Étang", 8))


def room(id: int, name: str, capacity: int, equipment: tuple[str, ...] = ("écran",)) -> RoomView:
    return RoomView(
        id=id, name=name, capacity=capacity, fire_capacity=capacity + 4, equipment=equipment, layouts=(),
        setup_minutes=0, clearing_minutes=0, is_bookable=True, place=None, notes=None, rank=id, parts=(),
        resources=(id,), shares=(), version=1,
    )  # fmt: skip


ROOMS = tuple(room(rank, name, seats) for rank, (name, seats) in enumerate(NAMES, 1))


def at(day: date, hour: str) -> datetime:
    """« 9:30 » on a day, in Paris."""
    hours, _, minutes = hour.partition(":")
    return datetime(day.year, day.month, day.day, int(hours), int(minutes or 0), tzinfo=PARIS)


def booking(
    id: int, room_id: int, who: str, start: str, end: str, *, day: date = MONDAY, **fields: object
) -> BookingView:
    starts, ends = at(day, start), at(day, end)
    made = BookingView(
        id=id, room_id=room_id, room=ROOMS[room_id - 1].name, party=Party.COMPANY, company_id=id, party_name=None,
        who=who, tenant=Tenant.HOSTED, purpose=Purpose.MEETING, title=None, starts_at=starts, ends_at=ends,
        setup_minutes=0, clearing_minutes=0, people=8, layout="réunion", equipment=("visio",), notes=None,
        status=BookingStatus.CONFIRMED, lapses_at=None, is_outside_hours=False, forced_because=None,
        checked_in_at=None, checked_out_at=None, freed_at=None, cancelled_at=None, cancel_reason=None, series_id=None,
        series_rule=None, occurrence_on=None, blocked=Slot(starts, ends), version=1,
    )  # fmt: skip
    made = made._replace(**fields)
    if made.setup_minutes or made.clearing_minutes:
        made = made._replace(blocked=made.slot.widened(made.setup_minutes, made.clearing_minutes))
    return made


def block(of: BookingView, **fields: object) -> PlanningBlock:
    made = PlanningBlock(
        f"booking:{of.id}", of.room_id, of.slot, of.blocked or of.slot, of.shown_title, of.letter, of, None,
        BlockKind.BOOKING,
    )  # fmt: skip
    return made._replace(**fields)


def closure(id: int, room_id: int, reason: str, start: str, end: str, *, day: date = MONDAY) -> PlanningBlock:
    slot = Slot(at(day, start), at(day, end))
    return PlanningBlock(f"closure:{id}", room_id, slot, slot, reason, "", None, id, BlockKind.CLOSURE)


def the_day() -> list[PlanningBlock]:
    """The bookings of `accueil.png`."""
    coach = {"purpose": Purpose.COACHING}
    option = {"status": BookingStatus.OPTION, "lapses_at": at(MONDAY, "18")}
    return [
        block(each)
        for each in (
            booking(1, 1, "Vital'Oc", "8:30", "10:30", checked_in_at=at(MONDAY, "8:35")),
            booking(2, 1, "Comité d'agrément", "11", "12:30", purpose=Purpose.ACADEMY),
            booking(3, 1, "Les Fées Récup'", "14", "17"),
            booking(4, 2, "Atelier : lever des fonds", "9", "12", purpose=Purpose.WORKSHOP),
            booking(5, 2, "Solidoc", "13:30", "15", setup_minutes=15, clearing_minutes=15),
            booking(6, 3, "Coaching BioLoc", "10", "11", **coach),
            booking(7, 3, "Coaching Vélomistrau", "11", "12", **coach),
            booking(8, 3, "Terra Nòstra", "16", "18"),
            booking(
                9, 4, "oraux du jury", "9", "18", purpose=Purpose.ACADEMY, party=Party.INTERNAL, title="YESS · oraux"
            ),
            booking(10, 5, "BioLoc", "8", "9:15"),
            booking(11, 5, "Mobil'Oc", "17", "19", **option),
            booking(12, 5, "Équipe REALIS", "12", "13", party=Party.INTERNAL, title="Réunion d'équipe"),
            booking(13, 5, "Région Occitanie", "14", "15:30", party=Party.OUTSIDE),
        )
    ]


def the_week() -> list[PlanningBlock]:
    """The bookings of `salles.png` in the first room, then some in the others."""
    blocks = the_day()
    rows = (
        (21, 1, "Vital'Oc", "8:30", "10", 1, Purpose.MEETING), (22, 1, "YESS · oraux", "14", "18", 1, Purpose.ACADEMY),
        (23, 1, "Coaching BioLoc", "9", "10:30", 2, Purpose.COACHING),
        (24, 1, "Comité d'agrément", "11", "12:30", 2, Purpose.ACADEMY),
        (25, 1, "Terra Nòstra", "16", "18", 2, Purpose.MEETING),
        (26, 1, "Les Fées Récup'", "14", "16", 3, Purpose.MEETING),
        (27, 1, "Cyclo-Cargo", "13", "17", 4, Purpose.MEETING), (28, 2, "Solidoc", "9", "12", 3, Purpose.MEETING),
        (29, 3, "Terra Nòstra", "9:30", "10", 3, Purpose.MEETING),
        (30, 3, "BioLoc", "10", "10:30", 3, Purpose.COACHING),
    )  # fmt: skip
    for id, room_id, who, start, end, days, purpose in rows:
        blocks.append(block(booking(id, room_id, who, start, end, day=MONDAY + timedelta(days=days), purpose=purpose)))
    blocks.append(closure(1, 5, "peinture", "7", "22", day=MONDAY + timedelta(days=2)))
    return blocks


def view_of(
    blocks: Sequence[PlanningBlock],
    days: int = 1,
    *,
    first: date = MONDAY,
    rooms: Sequence[RoomView] = ROOMS,
    hours: tuple[int, int] = (7, 22),
    holidays: dict[date, str] | None = None,
    closed: tuple[int, ...] = (6,),
) -> PlanningView:
    """A planning of some days; `closed`: weekdays the house is shut."""
    shown = [first + timedelta(days=offset) for offset in range(days)]
    place = {item.id: rank for rank, item in enumerate(rooms)}
    return PlanningView(
        days=tuple(
            PlanningDay(day, at(day, str(hours[0])), at(day, str(hours[1])), (holidays or {}).get(day, ""),
                        day.weekday() in closed)
            for day in shown
        ),
        rooms=tuple(rooms),
        blocks=tuple(sorted(blocks, key=lambda item: (place.get(item.room_id, 0), item.slot.start))),
        opening_hour=hours[0],
        closing_hour=hours[1],
        equipment=("écran", "visioconférence"),
    )  # fmt: skip
