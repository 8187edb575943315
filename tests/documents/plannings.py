"""Plannings made by hand, for what draws them on paper."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from realis_tui.clock import PARIS
from realis_tui.domain.paris_time import instant_of
from realis_tui.domain.rooms import BlockKind, BookingStatus, Party, Purpose, Slot, Tenant, slot_of
from realis_tui.usecases.rooms.views import BookingView, PlanningBlock, PlanningDay, PlanningView, RoomView

AT = datetime(2026, 11, 23, 9, 42, tzinfo=PARIS)
MONDAY = date(2026, 11, 23)
_numbers = count(1)


def room(id: int = 1, name: str = "Garrigue", capacity: int = 12, **fields: Any) -> RoomView:
    usual: dict[str, Any] = {
        "fire_capacity": capacity, "equipment": (), "layouts": (), "setup_minutes": 0, "clearing_minutes": 0,
        "is_bookable": True, "place": None, "notes": None, "rank": id, "parts": (), "resources": (id,), "shares": (),
        "version": 1,
    }  # fmt: skip
    return RoomView(id=id, name=name, capacity=capacity, **(usual | fields))


def booked(
    of: RoomView,
    on: date,
    start: str,
    end: str,
    who: str = "Vélomistrau",
    *,
    status: BookingStatus = BookingStatus.CONFIRMED,
    title: str | None = None,
    purpose: Purpose = Purpose.MEETING,
    through: str = "",
    lapsed: bool = False,
    buffer: int = 0,
) -> PlanningBlock:
    """A company's booking as the planning gives it; hours as « 09:30 », 00:00 the midnight that ends the day."""
    slot, number = slot_of(on, time.fromisoformat(start), time.fromisoformat(end)), next(_numbers)
    blocked = slot.widened(buffer, buffer)
    nothing = dict.fromkeys(
        (
            "people", "layout", "notes", "forced_because", "checked_in_at", "checked_out_at", "freed_at",
            "cancelled_at", "cancel_reason", "series_id", "series_rule", "occurrence_on", "party_name",
        )
    )  # fmt: skip
    booking = BookingView(
        id=number, room_id=of.id, room=of.name, party=Party.COMPANY, company_id=1, who=who, tenant=Tenant.HOSTED,
        purpose=purpose, title=title, starts_at=slot.start, ends_at=slot.end, setup_minutes=buffer,
        clearing_minutes=buffer, equipment=(), status=status, lapses_at=None, is_outside_hours=False, blocked=blocked,
        version=1, **nothing,
    )  # type: ignore[arg-type]  # fmt: skip
    return PlanningBlock(
        f"booking:{number}", of.id, slot, blocked, booking.shown_title, booking.letter, booking, None,
        BlockKind.BOOKING, through, lapsed,
    )  # fmt: skip


def closed(of: RoomView, on: date, start: str, end: str, reason: str = "Peinture") -> PlanningBlock:
    slot, number = slot_of(on, time.fromisoformat(start), time.fromisoformat(end)), next(_numbers)
    return PlanningBlock(f"closure:{number}", of.id, slot, slot, reason, "", None, number, BlockKind.CLOSURE)


def a_day(on: date, holiday: str = "", *, is_closed: bool = False) -> PlanningDay:
    return PlanningDay(on, instant_of(on, time(7)), instant_of(on, time(22)), holiday, is_closed)


def week(first: date = MONDAY, days: int = 7) -> list[PlanningDay]:
    """A week whose Saturday and Sunday are closed."""
    each = [first + timedelta(days=rank) for rank in range(days)]
    return [a_day(day, is_closed=day.weekday() > 4) for day in each]


def view(days: Iterable[PlanningDay], rooms: Iterable[RoomView], blocks: Iterable[PlanningBlock]) -> PlanningView:
    return PlanningView(tuple(days), tuple(rooms), tuple(blocks), 7, 22, ())


def clock(minutes: int) -> str:
    """Minutes from midnight as « 09:30 »."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def in_a_row(of: RoomView, on: date, first: int, each: int, number: int, **fields: Any) -> list[PlanningBlock]:
    """So many meetings of `each` minutes, one after the other from `first` (minutes from midnight)."""
    starts = range(first, first + each * number, each)
    return [booked(of, on, clock(start), clock(start + each), f"Réunion {start}", **fields) for start in starts]


def window(on: date, start: str, end: str) -> Slot:
    return slot_of(on, time.fromisoformat(start), time.fromisoformat(end))
