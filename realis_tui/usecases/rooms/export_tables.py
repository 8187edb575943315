"""The rooms as tables for a file: the bookings, which can be imported again; what everyone's month comes to."""

from datetime import date
from decimal import Decimal
from typing import Any

from realis_tui.db.models.rooms import Booking
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.domain.french import round_half_up
from realis_tui.domain.inputs import Day
from realis_tui.domain.paris_time import day_bounds, day_of
from realis_tui.domain.recurrence import read_rfc, said
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Party, format_clock, who_of
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.lists import ExportTable
from realis_tui.usecases.rooms.prices import MonthOfRooms, room_use
from realis_tui.usecases.rooms.reading import BOOKINGS
from realis_tui.usecases.unit import UnitOfWork

HEADERS = (
    "Salle",
    "Date",
    "De",
    "À",
    "Pour",
    "Objet",
    "Nature",
    "Nb pers.",
    "Disposition",
    "Matériel",
    "Statut",
    "Tarif",
    "Heures réservées",
    "Arrivée",
    "Départ",
    "Libérée",
    "Annulée le",
    "Motif d'annulation",
    "Série",
    "Notes",
)
USE_HEADERS = (
    "Pour",
    "Mois",
    "Réunions",
    "Heures",
    "Heures comprises",
    "Heures au tarif",
    "Prix HT (€)",
    "Remarque",
)


class ExportBookings(Input):
    """Those that start from `first` to `last` (both included); only these ones, or these companies', when named."""

    first: Day | None = None
    last: Day | None = None
    company_ids: frozenset[int] | None = None
    booking_ids: frozenset[int] | None = None


@question("rooms.export", "Exporter les réservations", Permission.EXPORT)
def export_bookings(unit: UnitOfWork, request: ExportBookings) -> ExportTable:
    """Every booking, cancelled ones too, by start."""
    unit.require(Permission.ROOMS_READ)
    statement = BOOKINGS.order_by(Booking.starts_at, Booking.id)
    if request.first is not None and request.last is not None and request.last < request.first:
        raise Refused("Le dernier jour vient avant le premier : vérifier les deux dates.", "last")
    if request.first is not None:
        statement = statement.where(Booking.starts_at >= day_bounds(request.first)[0])
    if request.last is not None:
        statement = statement.where(Booking.starts_at < day_bounds(request.last)[1])
    for column, ids in ((Booking.company_id, request.company_ids), (Booking.id, request.booking_ids)):
        if ids is not None:
            statement = statement.where(column.in_(ids))
    return ExportTable("Réservations", HEADERS, tuple(map(_row, unit.session.execute(statement))))


@question("rooms.export_use", "Exporter les heures et le prix du mois", Permission.EXPORT)
def export_use(unit: UnitOfWork, request: MonthOfRooms) -> ExportTable:
    """What each tenant's month comes to, a line each: hours owed, those of its free hours, the others and their price
    in euros before tax."""
    unit.require(Permission.ROOMS_READ)
    uses = room_use(unit, request)
    rows = tuple(
        (
            use.who,
            use.month.strftime("%Y-%m"),
            len(use.lines),
            _hours(use.minutes),
            _hours(use.free),
            _hours(use.minutes - use.free),
            Decimal(use.cents).scaleb(-2),
            None if use.is_priced else "sans tarif pour une réunion : prix incomplet",
        )
        for use in uses
    )
    return ExportTable("Salles du mois", USE_HEADERS, rows, tuple(use.company_id or 0 for use in uses))


def _row(row: Any) -> tuple[Any, ...]:
    return (
        row.room,
        day_of(row.starts_at),
        format_clock(row.starts_at),
        format_clock(row.ends_at),
        _for_whom(row),
        row.title,
        row.purpose,
        row.people,
        row.layout,
        tuple(row.equipment or ()),
        row.status,
        row.tenant,
        _hours(int((row.ends_at - row.starts_at).total_seconds()) // 60),
        row.checked_in_at,
        row.checked_out_at,
        row.freed_at,
        row.cancelled_at,
        row.cancel_reason,
        said(read_rfc(row.rule), date.min) if row.rule else None,
        row.notes,
    )


def _hours(minutes: int) -> Decimal:
    """Hours and hundredths, as accounts write them."""
    return round_half_up(Decimal(minutes) / 60, 2)


def _for_whom(row: Any) -> str:
    """As the import reads it back."""
    if row.party in (Party.PROJECT, Party.OUTSIDE):
        return f"{row.party.label} : {row.party_name}"
    return "interne" if row.party is Party.INTERNAL else who_of(row.party, row.company, row.party_name)
