"""What the form says beside a booking and that refuses nothing: to bring, a holiday, the free hours, the price."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from realis_tui.cli.answers import euros
from realis_tui.domain.french import MONTHS, format_duration, format_money, plural
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.domain.rooms import Tenant

if TYPE_CHECKING:
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.rooms.requests import BookRoom, CheckBooking
    from realis_tui.usecases.rooms.views import BookingsSaved, BookingView, Price, SeriesPrice, SeriesView

NO_REMARK: dict[str, Any] = {"remarques": [], "prix": None}


def foreseen(door: "Door", request: "BookRoom") -> "SeriesView | None":
    """A series as its form shows it before it is booked; None for one date, and for what booking refuses anyhow."""
    from realis_tui.usecases.rooms.series_booking import preview_series

    if request.repeat:
        with suppress(Refused, Unavailable):
            return door.perform(preview_series, _as_asked(request))
    return None


def remarked(
    door: "Door",
    saved: "BookingsSaved",
    series: "SeriesView | None" = None,
    *,
    rehearsed: bool = False,
    usual_tariff: bool = False,
) -> dict[str, Any]:
    """`remarques` and `prix`, as the form says them of the same booking, or of the series that was foreseen.

    usual_tariff: none was chosen, so that one which is not that of the house is remarked upon.
    """
    try:
        return _remarked(door, saved, series, rehearsed=rehearsed, usual_tariff=usual_tariff)
    except (Refused, Unavailable):  # what was booked is, whatever can no longer be read of it
        return NO_REMARK


def _remarked(
    door: "Door", saved: "BookingsSaved", series: "SeriesView | None", *, rehearsed: bool, usual_tariff: bool
) -> dict[str, Any]:
    from realis_tui.usecases.rooms.checking import check_booking

    if not saved.bookings:
        return NO_REMARK
    booking = saved.bookings[0]
    check = door.perform(check_booking, _as_booked(booking, rehearsed=rehearsed, usual_tariff=usual_tariff))
    said = [each.message for each in check.remarks]
    if series is not None:
        said += [each.message for each in series.remarks]
    if booking.tenant is Tenant.INTERNAL:
        return {"remarques": said, "prix": None}
    if series is not None and series.price is not None:
        return {"remarques": [*said, _series_line(series.price)], "prix": _series_document(series.price)}
    if check.price is None or len(saved.bookings) > 1:
        return {"remarques": said, "prix": None}
    said += price_lines(check.price, MONTHS[local_of(booking.starts_at).month - 1])
    return {"remarques": said, "prix": _price_document(check.price)}


def price_lines(price: "Price", month: str) -> list[str]:
    """« Prix : 24,00 € HT. », « Heures libres en novembre : 8 h sur 10 h, celle-ci comprise. »"""
    own = f"{format_money(price.cents)} HT" if price.cents else "compris"
    later = f", {price.later_said}" if price.later_said else ""
    lines = [f"Prix : {own if price.is_priced else 'aucun tarif fixé'}{later}."]
    if price.free_hours:
        used = format_duration(price.month_minutes + price.minutes)
        granted = format_duration(price.free_hours * 60)
        lines.append(f"Heures libres en {month} : {used} sur {granted}, celle-ci comprise.")
    return lines


def _price_document(price: "Price") -> dict[str, Any]:
    return {
        "ht": euros(price.cents) if price.is_priced else None,
        "de_plus_ensuite_ht": euros(price.later_cents),
        "minutes_du_mois": price.month_minutes + price.minutes,
        "minutes_libres_du_mois": price.free_hours * 60,
    }


def _series_line(price: "SeriesPrice") -> str:
    """« Prix, 31 dates : 465,00 € HT en tout, 62 h dont 24 h comprises. »"""
    own = f"{format_money(price.cents)} HT en tout" if price.cents else "compris"
    hours = format_duration(price.minutes)
    if price.cents and price.free_minutes:
        hours += f" dont {format_duration(price.free_minutes)} comprises"
    later = f", {price.later_said}" if price.later_said else ""
    dates = plural(price.dates, "date")
    return f"Prix, {dates} : {own if price.is_priced else 'aucun tarif fixé'}, {hours}{later}."


def _series_document(price: "SeriesPrice") -> dict[str, Any]:
    return {
        "ht": euros(price.cents) if price.is_priced else None,
        "de_plus_ensuite_ht": euros(price.later_cents),
        "dates": price.dates,
        "minutes": price.minutes,
        "minutes_comprises": price.free_minutes,
    }


def _as_booked(booking: "BookingView", *, rehearsed: bool, usual_tariff: bool) -> "CheckBooking":
    """What of a booking its price and its remarks hang on; once written, it is not in its own way."""
    from realis_tui.usecases.rooms.requests import CheckBooking

    start, end = local_of(booking.starts_at), local_of(booking.ends_at)
    return CheckBooking(
        room_id=booking.room_id,
        who=booking.party_asked,
        tenant="" if usual_tariff else booking.tenant.value,
        on=start.date().isoformat(),
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}",
        equipment=", ".join(booking.equipment),
        outside_hours=True,
        booking_id=None if rehearsed else booking.id,
    )


def _as_asked(request: "BookRoom") -> "CheckBooking":
    """What of a series that is asked for its price and its remarks hang on."""
    from realis_tui.usecases.rooms.requests import CheckBooking

    return CheckBooking(
        room_id=request.room_id,
        who=request.who,
        tenant=request.tenant.value if request.tenant else "",
        on=request.on.isoformat(),
        start=f"{request.start:%H:%M}",
        end=f"{request.end:%H:%M}",
        outside_hours=request.outside_hours,
        repeat=request.repeat or "",
        skip=request.skip,
    )
