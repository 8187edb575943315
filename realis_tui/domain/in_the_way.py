"""What is said of what is in the way of a booking: who, and the setup and clearing between two meetings (rule 13)."""

from datetime import datetime, timedelta

from realis_tui.domain.french import format_duration
from realis_tui.domain.rooms import Party, Slot, format_hour, until_words, who_of


def who_there(party: Party, company: str | None, name: str | None, title: str | None) -> str:
    """« Vélomistrau », « REALIS (Oraux du jury) »: the house has many meetings."""
    who = who_of(party, company, name)
    return f"{who} ({title})" if title and party is Party.INTERNAL else who


def is_between(wanted: Slot, meets: Slot) -> bool:
    """Whether a meeting is over before the one wanted, or begins after it: what stands between is setup and clearing.

    A room left at 11:00:23 is left at 11:00.
    """
    return wanted.end <= meets.start or wanted.start >= _minute(meets.end)


def between_words(who: str, wanted: Slot, before: int, after: int, meets: Slot, blocked: Slot) -> tuple[str, str]:
    """What stands between, then what would be right, "" when that is a later start (to be looked for).

    `before`, `after`: minutes of setup and of clearing of the one wanted; `blocked`: `meets` with its own.
    « Rangement après Vélomistrau jusqu'à 12 h 15 » ; « Installation pour Vélomistrau dès 13 h 45, après 15 min de
    rangement », « finir à 13 h 30 au plus tard ».
    """
    if wanted.start >= _minute(meets.end):
        said = f"{who} est là {until_words(meets.end, wanted.day)}"
        if blocked.end > meets.end:
            said = f"Rangement après {who} {until_words(blocked.end, wanted.day)}"
        return said + (f", puis {format_duration(before)} d'installation" if before else ""), ""
    said = f"{who} arrive à {format_hour(meets.start)}"
    if blocked.start < meets.start:
        said = f"Installation pour {who} dès {format_hour(blocked.start)}"
    latest = blocked.start - timedelta(minutes=after)
    return (
        said + (f", après {format_duration(after)} de rangement" if after else ""),
        f"finir à {format_hour(latest)} au plus tard" if latest > wanted.start else "",
    )


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
