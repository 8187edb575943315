"""The time of the house: days and hours on the wall of Paris, and the instants they are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def local_of(instant: datetime) -> datetime:
    """An instant as the clock on the wall shows it (aware, in Paris)."""
    return instant.astimezone(PARIS)


def day_of(instant: datetime) -> date:
    """The day of an instant, in Paris."""
    return local_of(instant).date()


def exists(day: date, hour: time) -> bool:
    """Whether the clock on the wall shows that hour on that day: in spring, 02:00 to 02:59 are jumped over."""
    wall = datetime.combine(day, hour)
    return wall.replace(tzinfo=PARIS).astimezone(UTC).astimezone(PARIS).replace(tzinfo=None) == wall


def instant_of(day: date, hour: time) -> datetime:
    """The instant (UTC) of an hour on the wall.

    An hour that is jumped over is moved forward, 02:30 to 03:30; one that comes twice is the first of the two: both
    as RFC 5545 (section 3.3.5) reads them.
    """
    return datetime.combine(day, hour, PARIS).astimezone(UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first instant of a day in Paris and the first of the next: 23, 24 or 25 hours apart."""
    return instant_of(day, time()), instant_of(day + timedelta(days=1), time())
