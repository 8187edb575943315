"""The last booking that was being typed, to be found again from whichever slot a form is opened on."""

from __future__ import annotations

from datetime import date, datetime, time

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_day, parse_date, parse_time
from realis_tui.domain.rooms import format_hour
from realis_tui.drafts import Draft, DraftStore
from realis_tui.widgets import content as ink
from realis_tui.widgets.form_draft import without_labels

NEW = "booking"
"""The draft of a new booking that was opened on no slot; a slot's, a company's begin so."""
AT = f"{NEW}:at:"
FOR = f"{NEW}:company:"


def last_draft(store: DraftStore, account: str, but: str, now: datetime) -> Draft | None:
    """The account's newest draft of a new booking that is not over, the one that a form keeps (`but`) left aside."""
    drafts = (each for each in store.list(account) if each.key != but)
    found = (each for each in drafts if each.key == NEW or each.key.startswith((AT, FOR)))
    return next((each for each in found if not _is_over(each, now.astimezone(PARIS))), None)


def said(draft: Draft, now: datetime) -> str:
    """« Brouillon de 9 h 12 : Vélomistrau, Garrigue, jeu. 26 nov., 9 h – 11 h »."""
    today, saved = now.astimezone(PARIS).date(), draft.saved_at.astimezone(PARIS)
    when = f"de {format_hour(saved)}" if saved.date() == today else f"du {format_day(saved.date())}"
    values, labels = without_labels(draft.values)
    day = _day(values.get("on", ""), saved.date())
    hours = " – ".join(_hour(values[name]) for name in ("start", "end") if values.get(name))
    held = [
        labels.get("who") or values.get("who", ""),
        labels.get("room_id", ""),
        format_day(day) if day is not None else values.get("on", ""),
        hours,
    ]
    return ink.line(f"Brouillon {when} : {', '.join(each for each in held if each)}").plain


def _is_over(draft: Draft, now: datetime) -> bool:
    day = _day(draft.values.get("on", ""), draft.saved_at.astimezone(PARIS).date()) or now.date()
    return day < now.date() or (day == now.date() and _has_ended(draft.values.get("end", ""), now.time()))


def _has_ended(end: str, now: time) -> bool:
    try:
        return time() < parse_time(end) <= now
    except ValueError:
        return False


def _day(text: str, today: date) -> date | None:
    try:
        return parse_date(text, today)
    except ValueError:
        return None


def _hour(text: str) -> str:
    try:
        return format_hour(parse_time(text))
    except ValueError:
        return text
