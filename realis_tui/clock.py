"""The one place that reads the real time: everything else is told what time it is."""

from datetime import UTC, datetime
from time import monotonic

from realis_tui.domain.paris_time import PARIS

__all__ = ["PARIS", "Clock", "parse_moment"]


class Clock:
    """The moment to act at.

    `fixed` (aware) replaces the real time, for tests and demonstrations; with `ticking` it then moves on as real
    time does, so that a session opened at a fixed moment still lives.
    """

    def __init__(self, fixed: datetime | None = None, *, ticking: bool = False) -> None:
        self._fixed = fixed
        self._started = monotonic() if ticking else None

    def now(self) -> datetime:
        """The moment to act at, in UTC."""
        if self._fixed is None:
            return datetime.now(UTC)
        if self._started is None:
            return self._fixed.astimezone(UTC)
        return datetime.fromtimestamp(self._fixed.timestamp() + monotonic() - self._started, UTC)

    def real(self) -> datetime:
        """The real time, which the journal keeps too, in UTC."""
        return datetime.now(UTC)


def parse_moment(text: str) -> datetime:
    """« 2026-11-23T09:42 » as an instant of Europe/Paris (an offset given wins). Raises ValueError in French."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"« {text} » n'est pas un moment : écrire par exemple 2026-11-23T09:42.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
