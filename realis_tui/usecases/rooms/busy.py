"""What is taken of the rooms over a long period, and nothing else of it: a year of 20 rooms is read from one index."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from realis_tui.db.models.rooms import Booking, TimeBlock
from realis_tui.domain.rooms import LONGEST_BLOCK, Slot
from realis_tui.usecases.rooms.reading import LAPSED
from realis_tui.usecases.unit import UnitOfWork

_TAKEN = (
    select(TimeBlock.resource_id, TimeBlock.starts_at, TimeBlock.ends_at)
    .where(
        TimeBlock.resource_id.in_(bindparam("resources", expanding=True)),
        TimeBlock.ends_at > bindparam("start"),
        TimeBlock.ends_at < bindparam("end_bound"),
        TimeBlock.starts_at < bindparam("end"),
    )
    .order_by(TimeBlock.resource_id, TimeBlock.ends_at)
)
"""The very columns of the index, in its order."""
_LAPSED = (
    select(TimeBlock.resource_id, TimeBlock.starts_at).join(Booking, Booking.id == TimeBlock.booking_id).where(LAPSED)
)


@dataclass(slots=True)
class _Line:
    """One resource's time, in order: since nothing overlaps, the ends are in order too."""

    starts: list[datetime] = field(default_factory=list)
    ends: list[datetime] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Busy:
    """What is taken, by resource; options whose time is over are not."""

    lines: dict[int, _Line]

    @classmethod
    def read(cls, unit: UnitOfWork, resources: Iterable[int], period: Slot) -> "Busy":
        """Two statements, whatever the period and what is booked."""
        free = {(resource, start) for resource, start in unit.session.execute(_LAPSED, {"now": unit.now})}
        bounds = {"start": period.start, "end": period.end, "end_bound": period.end + LONGEST_BLOCK}
        lines: dict[int, _Line] = {}
        for resource, start, end in unit.session.execute(_TAKEN, {"resources": sorted(set(resources)), **bounds}):
            if free and (resource, start) in free:
                continue
            line = lines.setdefault(resource, _Line())
            line.starts.append(start)
            line.ends.append(end)
        return cls(lines)

    def within(self, resources: Iterable[int], window: Slot) -> list[Slot]:
        """What is taken of any of these over `window`."""
        found = []
        for line in (self.lines[resource] for resource in resources if resource in self.lines):
            first, last = bisect_right(line.ends, window.start), bisect_left(line.starts, window.end)
            found += [Slot(line.starts[place], line.ends[place]) for place in range(first, last)]
        return found
