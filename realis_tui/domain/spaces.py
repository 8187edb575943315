"""Spaces and who occupies them: kinds, legal regimes, periods in days, occupancy (rules 5, 7 and 38)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from realis_tui.domain.days import add_months, after_months, months_elapsed
from realis_tui.domain.french import format_date
from realis_tui.domain.refusals import Refused


class SpaceKind(StrEnum):
    OFFICE = "bureau"
    WORKSHOP = "atelier"
    COWORKING = "coworking"
    OTHER = "autre"

    @property
    def label(self) -> str:
        return self.value


class HostingRegime(StrEnum):
    """The legal regime of a hosting agreement."""

    AOT = "AOT"
    DEROGATORY_LEASE = "bail dérogatoire"
    PRECARIOUS = "convention précaire"
    DOMICILIATION = "domiciliation"
    COWORKING = "coworking"

    @property
    def label(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; no end: still running."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise Refused(f"La fin ({format_date(self.end)}) vient avant le début ({format_date(self.start)}).", "end")

    def overlaps(self, other: "Period") -> bool:
        """Whether a day belongs to both: one that ends on the 14th and one from the 15th do not overlap."""
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)

    def contains(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def within(self, other: "Period") -> "Period | None":
        """The days common to both, None when there are none."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Period(max(self.start, other.start), min(ends) if ends else None)

    @property
    def days(self) -> int:
        """How many days; an open period has no count."""
        if self.end is None:
            raise ValueError("an open period has no length")
        return (self.end - self.start).days + 1


def taken_space_words(code: str, who: str, first: date, last: date | None, free: str = "") -> str:
    """Who is in a space that another asks for, and until when; `free`: the days it is free, in words."""
    until = f"jusqu'au {format_date(last)}" if last else "sans date de fin"
    when = f", {free}" if free else ""
    return (
        f"Le local {code} est occupé par {who} du {format_date(first)} {until}{when} : "
        "choisir d'autres dates ou un autre local."
    )


def free_days_words(asked: Period, taken: Sequence[Period]) -> str:
    """Until when a space is free, or from when for as long as asked; empty when no day is known.

    taken: the stays that end on the first day asked or after, in order.
    """
    if taken and asked.start < taken[0].start:
        return f"libre jusqu'au {format_date(taken[0].start - timedelta(days=1))}"
    day, length = asked.start, asked.end - asked.start if asked.end else None
    for stay in taken:
        if length is not None and day + length < stay.start:
            break
        if stay.end is None:
            return ""
        day = max(day, stay.end + timedelta(days=1))
    return f"libre à partir du {format_date(day)}"


def check_derogatory_lease(periods: Sequence[Period], limit: int) -> None:
    """Refuse when the derogatory leases of one company in the same premises last more than `limit` months in all."""
    if any(period.end is None for period in periods):
        raise Refused("Un bail dérogatoire a une date de fin.", "end")
    ordered = sorted(periods, key=lambda period: period.start)
    if not ordered:
        return
    # The leases put end to end, from the first day of the first one.
    after = ordered[0].start
    for period in ordered:
        next_day = (period.end or period.start) + timedelta(days=1)
        whole = months_elapsed(period.start, next_day)
        after = after_months(after, whole) + (next_day - after_months(period.start, whole))
    if after > after_months(ordered[0].start, limit):
        raise Refused(
            f"Bail dérogatoire : {limit} mois au plus en tout pour la même entreprise et les mêmes locaux "
            f"(depuis le {format_date(ordered[0].start)}). Choisir un autre régime ou une fin plus proche.",
            "end",
        )


class PremisesRisk(StrEnum):
    """What an occupant still in after the end of a derogatory lease exposes the Region to."""

    NONE = ""
    OVERSTAY = "bail terminé, occupant dans les lieux"
    COMMERCIAL_LEASE = "risque de bail commercial"

    @property
    def label(self) -> str:
        return self.value


def premises_risk(ended_on: date | None, still_in: bool, today: date) -> PremisesRisk:
    """From the day after the lease's last day, and from one month on (Code de commerce, article L145-5)."""
    if ended_on is None or not still_in or today <= ended_on:
        return PremisesRisk.NONE
    return PremisesRisk.COMMERCIAL_LEASE if today >= add_months(ended_on, 1) else PremisesRisk.OVERSTAY


@dataclass(frozen=True, slots=True)
class SpaceUse:
    """A space over time: when it can be let, when it was occupied."""

    area: Decimal
    lettable: tuple[Period, ...]
    occupied: tuple[Period, ...]


def occupancy_rate(uses: Iterable[SpaceUse], window: Period) -> Decimal | None:
    """Let m²-days over lettable m²-days of `window` (closed), from 0 to 1; None when nothing could be let."""
    lettable = let = Decimal(0)
    for use in uses:
        for offered in use.lettable:
            span = offered.within(window)
            if span is None:
                continue
            lettable += use.area * span.days
            taken = sum(common.days for period in use.occupied if (common := period.within(span)) is not None)
            let += use.area * min(Decimal(taken), Decimal(span.days))
    return let / lettable if lettable else None
