"""What the form says beside a booking and that refuses nothing: to bring, a holiday, the free hours, the price."""

from typing import TYPE_CHECKING, Any

from realis_tui.cli.answers import euros
from realis_tui.domain.french import MONTHS, format_duration, format_money
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.domain.rooms import Party, Tenant

if TYPE_CHECKING:
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.rooms.requests import BookRoom, CheckBooking
    from realis_tui.usecases.rooms.views import BookingsSaved, BookingView, Price

NO_REMARK: dict[str, Any] = {"remarques": [], "prix": None}


def remarked(
    door: "Door", saved: "BookingsSaved", request: "BookRoom | None" = None, *, rehearsed: bool = False
) -> dict[str, Any]:
    """`remarques` and `prix`, as the form's check says them of the same booking; a series has no one price."""
    try:
        return _remarked(door, saved, request, rehearsed=rehearsed)
    except (Refused, Unavailable):  # what was booked is, whatever can no longer be read of it
        return NO_REMARK


def _remarked(door: "Door", saved: "BookingsSaved", request: "BookRoom | None", *, rehearsed: bool) -> dict[str, Any]:
    from realis_tui.usecases.rooms.checking import check_booking
    from realis_tui.usecases.rooms.requests import CheckBooking
    from realis_tui.usecases.rooms.series_booking import preview_series

    if not saved.bookings:
        return NO_REMARK
    booking = saved.bookings[0]
    check = door.perform(check_booking, _asked(booking, rehearsed=rehearsed))
    said = [each.message for each in check.remarks]
    if request is not None and request.repeat:
        series = door.perform(preview_series, CheckBooking(on=request.on.isoformat(), repeat=request.repeat))
        said += [each.message for each in series.remarks]
    price = check.price if len(saved.bookings) == 1 and booking.tenant is not Tenant.INTERNAL else None
    if price is not None:
        said += price_lines(price, MONTHS[local_of(booking.starts_at).month - 1])
    return {"remarques": said, "prix": price and _price_document(price)}


def price_lines(price: "Price", month: str) -> list[str]:
    """« Prix : 24,00 € HT. », « Heures libres en novembre : 8 h sur 10 h, celle-ci comprise. »"""
    own = f"{format_money(price.cents)} HT" if price.cents else "compris"
    later = f", {format_money(price.later_cents)} de plus sur les suivantes du mois" if price.later_cents else ""
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


def _asked(booking: "BookingView", *, rehearsed: bool) -> "CheckBooking":
    """The booking as its form would hold it; once written, it is not in its own way."""
    from realis_tui.usecases.rooms.requests import CheckBooking

    start, end = local_of(booking.starts_at), local_of(booking.ends_at)
    who = {
        Party.COMPANY: f"company:{booking.company_id}",
        Party.PROJECT: f"projet:{booking.party_name}",
        Party.OUTSIDE: f"exterieur:{booking.party_name}",
        Party.INTERNAL: "interne",
    }[booking.party]
    return CheckBooking(
        room_id=booking.room_id,
        who=who,
        tenant=booking.tenant.value,
        on=start.date().isoformat(),
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}",
        equipment=", ".join(booking.equipment),
        outside_hours=True,
        booking_id=None if rehearsed else booking.id,
    )
