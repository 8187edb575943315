"""The hours of a series on each of its days: the same on the wall of Paris whatever the season (rule 15)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from realis_tui.domain.paris_time import exists, instant_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Slot, reversed_words, same_hour_words


@dataclass(frozen=True, slots=True)
class Hours:
    """From an hour to an hour on the wall; an end at 00:00 is midnight that night."""

    start: time
    end: time

    @classmethod
    def read(cls, start: str, end: str) -> "Hours":
        """From « 14:00 » and « 16:00 », as the data base keeps them."""
        return cls(time.fromisoformat(start), time.fromisoformat(end))

    def refuse_reversed(self) -> None:
        """Refuse an end that does not come after the start."""
        if self.end == self.start != time():
            raise Refused(same_hour_words(self.start), "end")
        if self.end != time() and self.end < self.start:
            raise Refused(reversed_words(self.start, self.end), "end")

    def changed(self, start: time | None, end: time | None) -> "Hours":
        """The hours asked; what is not given stays, and with no `end` they last as long. Refused when reversed."""
        first = self.start if start is None else start
        if end is not None:
            found = Hours(first, end)
        elif start is None:
            found = self
        else:
            day = date(2000, 1, 1)
            lasts = datetime.combine(self._last_day(day), self.end) - datetime.combine(day, self.start)
            ends = datetime.combine(day, first) + lasts
            if ends > datetime.combine(day, time()) + timedelta(days=1):
                raise Refused("Elle finirait le lendemain : donner aussi l'heure de fin.", "end")
            found = Hours(first, ends.time())
        found.refuse_reversed()
        return found

    def on(self, day: date) -> Slot:
        """The slot on a day. An hour the clock jumps over is moved forward, and the meeting lasts as long."""
        start = instant_of(day, self.start)
        if exists(day, self.start):
            return Slot(start, instant_of(self._last_day(day), self.end))
        lasts = datetime.combine(self._last_day(day), self.end) - datetime.combine(day, self.start)
        return Slot(start, start + lasts)

    def are_shifted(self, day: date) -> bool:
        """Whether one of the two hours does not exist on that day."""
        return not (exists(day, self.start) and exists(self._last_day(day), self.end))

    def _last_day(self, day: date) -> date:
        return day + timedelta(days=1) if self.end == time() else day
