"""Entering a booking from a file's row: every rule of a booking typed at the desk, and nothing entered twice."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator
from sqlalchemy import and_, bindparam, select

from realis_tui.db.models import ActRecord, Company, JournalEntry
from realis_tui.db.models.rooms import Booking
from realis_tui.db.search import search
from realis_tui.db.search_kinds import COMPANY
from realis_tui.db.values import jsonable
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Repair, Shown
from realis_tui.domain.french import fold, fold_name
from realis_tui.domain.inputs import Flag, Name, choices_of, one_of
from realis_tui.domain.refusals import Problem, Refused
from realis_tui.domain.rooms import BookingStatus, Slot, format_slot, slot_of
from realis_tui.usecases.acts import act
from realis_tui.usecases.flows.enter_company import EntryStatus
from realis_tui.usecases.rooms.making import Wanted, new_booking
from realis_tui.usecases.rooms.naming import room_named
from realis_tui.usecases.rooms.parties import PartyFound, party_of
from realis_tui.usecases.rooms.reading import room_views
from realis_tui.usecases.rooms.requests import BookingFields, ForWhom, When
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.unit import UnitOfWork

_NEAREST = 3
StatusField = Annotated[BookingStatus, BeforeValidator(one_of(BookingStatus))]


class EnterBooking(BookingFields, When, ForWhom):
    """A row of a bookings' file. `room`: by its name, as people write it."""

    room: Annotated[Name, Shown("Salle", synonyms=("salle réservée", "lieu", "espace", "local"), column="salle")]
    option: Annotated[Flag, Shown("Option", column="option")] = False
    status: Annotated[
        StatusField | None,
        Shown("Statut", widget="choice", choices=choices_of(BookingStatus), synonyms=("état",), column="statut"),
    ] = None


@dataclass(frozen=True, slots=True)
class BookingEntered:
    """What a row did; `status`: « creee » or « inchangee »."""

    booking_id: int | None
    status: EntryStatus
    message: str
    repairs: tuple[Repair, ...] = ()
    warnings: tuple[str, ...] = ()
    is_doubtful: bool = False
    """Never: no row writes over a booking that is there."""


@act("rooms.enter_booking", "Réservation reprise d'un fichier", Permission.IMPORT, changes=("rooms", "companies"))
def enter_booking(unit: UnitOfWork, request: EnterBooking) -> BookingEntered:
    """Book what a row says; one that was entered before changes nothing, even cancelled, moved or edited since."""
    room = room_named(room_views(unit), request.room, "room")
    slot = slot_of(request.on, request.start, request.end)
    party = _party(unit, request)
    said = f"{room.name}, {party.name}, {format_slot(slot, unit.today)}"
    known = _known(unit, room, slot, party)
    if known is not None:
        since = "" if known.status.takes_time else f", {known.status.label} depuis"
        return BookingEntered(known.id, EntryStatus.UNCHANGED, f"{said} : déjà connue{since}.")
    changed = _changed_since(unit, room, slot, party)
    if changed is not None:
        return BookingEntered(changed, EntryStatus.UNCHANGED, f"{said} : déjà connue, changée depuis.")
    if request.status is BookingStatus.CANCELLED:
        return BookingEntered(None, EntryStatus.UNCHANGED, f"{said} : annulée, rien à réserver.")
    option = request.option or request.status is BookingStatus.OPTION
    try:
        booking = new_booking(unit, Wanted(room, party, slot, request, option=option))
    except Refused as refused:
        # The row calls its room by a name: the field is not the form's.
        problems = [
            Problem("room" if item.field == "room_id" else item.field, item.message) for item in refused.problems
        ]
        raise Refused.many(problems) from None
    if request.status is BookingStatus.NO_SHOW and slot.end <= unit.now:
        booking.status, booking.lapses_at = BookingStatus.NO_SHOW, None
    unit.summary = said
    return BookingEntered(booking.id, EntryStatus.CREATED, f"{said}.")


def _party(unit: UnitOfWork, request: EnterBooking) -> PartyFound:
    """Who it is for. Nothing is guessed in a file: a company is called by its whole name, or by a number."""
    kind = fold(request.who.partition(":")[0])
    digits = "".join(request.who.split()).upper()
    named = ":" in request.who or kind in ("interne", "realis") or digits.removeprefix("W").isdecimal()
    if not named and not _is_called(unit, request.who):
        raise Refused(_unknown(unit, request.who), "who")
    return party_of(unit, request.who, request.tenant, request.on)


def _is_called(unit: UnitOfWork, name: str) -> bool:
    found = select(Company.id).where(Company.identity == fold_name(name)).limit(1)
    return unit.session.scalar(found) is not None


def _unknown(unit: UnitOfWork, name: str) -> str:
    hits = search(unit.session, name, unit.actor, unit.now, _NEAREST, kinds=(COMPANY,))
    near = ", ".join(f"« {hit.title} »" for hit in hits)
    likely = f"La plus proche : {near}. " if len(hits) == 1 else f"Les plus proches : {near}. " if near else ""
    return (
        f"Aucune entreprise ne s'appelle « {name} ». {likely}Corriger le nom, ou écrire « interne », "
        "« projet : Nom » ou « extérieur : Nom »."
    )


def _known(unit: UnitOfWork, room: RoomView, slot: Slot, party: PartyFound) -> Booking | None:
    """The same booking, made already; one that was cancelled since is not made again."""
    statement = select(Booking).where(
        Booking.room_id == room.id, Booking.starts_at == slot.start, Booking.ends_at == slot.end
    )
    same = [
        booking
        for booking in unit.session.scalars(statement.order_by(Booking.id))
        if (booking.party, booking.company_id, fold(booking.party_name or ""))
        == (party.party, party.company_id, fold(party.party_name or ""))
    ]
    live = [booking for booking in same if booking.status is not BookingStatus.CANCELLED]
    return next(iter(live or same), None)


def _changed_since(unit: UnitOfWork, room: RoomView, slot: Slot, party: PartyFound) -> int | None:
    """The booking a file's row made before it was moved or edited: the journal keeps what the row said."""
    entered = {"room": room.id, "start": jsonable(slot.start), "end": jsonable(slot.end)}
    for row in unit.session.execute(_ENTERED, entered):
        # A company that was merged since is another one than the journal's.
        told = (row.new["party"], row.new["company_id"], fold(row.new["party_name"] or ""))
        now = (row.party, row.company_id, fold(row.party_name or ""))
        if (party.party, party.company_id, fold(party.party_name or "")) in (told, now):
            return int(row.id)
    return None


_ENTERED = (
    select(Booking.id, Booking.party, Booking.company_id, Booking.party_name, JournalEntry.new)
    .join(JournalEntry, and_(JournalEntry.table_name == Booking.__tablename__, JournalEntry.row_id == Booking.id))
    .join(ActRecord, ActRecord.id == JournalEntry.act_id)
    .where(
        # Only what was changed since: the others are found as they are.
        Booking.version > 1,
        JournalEntry.operation == "insert",
        ActRecord.act.in_(("import.file", "rooms.enter_booking")),
        JournalEntry.new["room_id"].as_integer() == bindparam("room"),
        JournalEntry.new["starts_at"].as_string() == bindparam("start"),
        JournalEntry.new["ends_at"].as_string() == bindparam("end"),
    )
    .order_by(Booking.id)
)
"""The bookings that rows of files made in a room at given hours, and were changed since."""
