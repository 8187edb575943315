"""The forms of rooms: which fields, in the order people say them, and what they hold at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from realis_tui.domain.fields import FieldSpec, field_specs
from realis_tui.domain.french import format_date, format_day, parse_time
from realis_tui.domain.paris_time import day_of, local_of
from realis_tui.domain.rooms import Purpose, Slot, Tenant, format_slot
from realis_tui.screens.form_box import FormPlan, Reread, as_text
from realis_tui.screens.rooms import last_draft
from realis_tui.screens.suppliers import shown_party
from realis_tui.usecases.rooms.bookings import book_room, edit_booking
from realis_tui.usecases.rooms.catalogue import (
    CreateRoom,
    EditRoom,
    SetTariff,
    TariffView,
    create_room,
    edit_room,
    set_tariff,
)
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.requests import BookRoom, CheckBooking, CloseRooms, EditBooking, MoveOccurrence
from realis_tui.usecases.rooms.views import BookingsSaved, BookingView, Occurrence, RoomView
from realis_tui.widgets import content as ink

FIRST = (
    "who", "room_id", "on", "start", "end", "repeat", "option",
    "people", "equipment", "layout", "title", "purpose", "tenant", "outside_hours", "forced_because", "notes",
)  # fmt: skip
"""The fields of a booking in the order people say them: for whom, where, when, then the rest."""
WHEN = ("room_id", "on", "start", "end")
"""What moves a booking when it changes."""
_DETAILS = "Détails"


def booking_specs(model: type[BookRoom] | type[EditBooking]) -> Mapping[str, FieldSpec]:
    """The fields of a booking in two groups: what makes it, and its details."""
    split = FIRST.index("people")
    return {
        spec.name: replace(spec, shown=replace(spec.shown, section="" if spec.name in FIRST[:split] else _DETAILS))
        for spec in field_specs(model)
    }


def new_booking(
    room: RoomView | None,
    slot: Slot | None,
    today: date,
    *,
    company: tuple[int, str] | None = None,
    people: int | None = None,
    equipment: Iterable[str] = (),
    layout: str | None = None,
) -> FormPlan:
    """A new booking, from what is under the cursor: a room, a slot, a company."""
    given = {
        "room_id": str(room.id) if room is not None else "",
        "who": f"company:{company[0]}" if company is not None else "",
        "people": str(people) if people else "",
        "equipment": ", ".join(equipment),
        "layout": layout or "",
        **(when_of(slot) if slot is not None else {}),
    }
    chosen = {name: value for name, value in given.items() if value}
    labels = {
        "room_id": room.name if room is not None else "",
        "who": company[1] if company is not None else "",
        "layout": layout or "",
    }
    first = "who" if company is None else "room_id" if room is None else "on" if slot is None else "start"
    return FormPlan(
        "Réserver",
        BookRoom,
        book_room,
        initial={"on": f"{today:%d/%m/%Y}", **chosen, **_first_choices()},
        labels={**labels, "purpose": Purpose.MEETING.label},
        specs=booking_specs(BookRoom),
        order=FIRST,
        compact=True,
        given=tuple(chosen),
        first=first,
        draft=_draft_of(room, slot, company),
        said=said,
    )


def _draft_of(room: RoomView | None, slot: Slot | None, company: tuple[int, str] | None) -> str:
    """A draft comes back by itself where it was begun, and nowhere else: nobody books for whom another slot was typed
    for. Elsewhere it is offered."""
    if room is None or slot is None:
        return f"{last_draft.FOR}{company[0]}" if company is not None else last_draft.NEW
    whose = f":{company[0]}" if company is not None else ""
    return f"{last_draft.AT}{room.id}:{local_of(slot.start):%Y-%m-%dT%H:%M}{whose}"


def _first_choices() -> dict[str, str]:
    return {"purpose": Purpose.MEETING.value}


def when_of(slot: Slot) -> dict[str, str]:
    """A slot as it is typed: its day and its hours on the wall."""
    start, end = local_of(slot.start), local_of(slot.end)
    return {"on": f"{start:%d/%m/%Y}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def edited_booking(booking: BookingView, reread: Reread) -> FormPlan:
    """A booking as it is."""
    return FormPlan(
        f"{booking.room} · {booking.who}",
        EditBooking,
        edit_booking,
        initial=typed_booking(booking),
        fixed={"booking_id": booking.id, "version": booking.version},
        labels=booking_labels(booking),
        specs=booking_specs(EditBooking),
        order=FIRST,
        compact=True,
        first="start",
        draft=f"booking:{booking.id}",
        said=said,
        reread=reread,
    )


def moved_occurrence(series: CheckBooking, item: Occurrence, rooms: Mapping[str, RoomView]) -> FormPlan:
    """One date of a series that is to be booked, where it is now, to be met elsewhere."""
    assert item.slot is not None
    move = next((each for each in series.moves if each.occurrence_on == item.on), None)
    room_id = str((move.room_id if move is not None else None) or series.room_id)
    outside = series.outside_hours or (move is not None and move.outside_hours)
    return FormPlan(
        f"Déplacer la date du {format_day(item.on)}",
        MoveOccurrence,
        None,
        draft="",  # written with its series
        initial={"room_id": room_id, "outside_hours": "true" if outside else "false", **when_of(item.slot)},
        fixed={"occurrence_on": item.on},
        labels={"room_id": rooms[room_id].name if room_id in rooms else ""},
        order=("on", "start", "end", "room_id"),
        compact=True,
        first="on",
    )


def only_changed(move: MoveOccurrence, series: CheckBooking) -> MoveOccurrence:
    """The move, without what is as for the whole series: that follows it if it changes."""
    hours = (_hour(series.start), _hour(series.end))
    same = {
        "room_id": move.room_id == series.room_id,
        "on": move.on == move.occurrence_on,
        "start": (move.start, move.end) == hours,
        "end": (move.start, move.end) == hours,
    }
    return move.model_copy(update={name: None for name, is_same in same.items() if is_same})


def _hour(text: str) -> time | None:
    try:
        return parse_time(text)
    except ValueError:
        return None


def typed_booking(booking: BookingView) -> dict[str, str]:
    """Its values as a person would type them."""
    values = {**as_text(booking, EditBooking), **when_of(booking.slot)}
    values |= {"who": booking.party_asked, "outside_hours": "true" if booking.is_outside_hours else "false"}
    return values


def cancelled_words(booking: BookingView) -> str:
    """Why the form of a cancelled booking does not open: « …, annulée le 23 nov. 2026 : … »."""
    when = f" le {format_date(day_of(booking.cancelled_at))}" if booking.cancelled_at is not None else ""
    why = f" ({booking.cancel_reason})" if booking.cancel_reason else ""
    told = f"{booking.room}, {format_slot(booking.slot, with_year=True)} : annulée{when}{why}"
    return ink.line(f"{told}, elle ne se modifie plus. Réserver de nouveau : n.").plain


def booking_labels(booking: BookingView) -> dict[str, str]:
    """What its pickers show."""
    return {
        "who": shown_party(booking.party_asked, booking.who),
        "room_id": booking.room,
        "layout": booking.layout or "",
        "tenant": booking.tenant.label,
        "purpose": booking.purpose.label,
    }


def said(saved: BookingsSaved) -> str:
    """What was booked or changed."""
    return f"{saved.brief or saved.message} · Ctrl+Z pour annuler"


# The rooms themselves


def room_creation() -> FormPlan:
    """A new room."""
    return FormPlan(
        "Nouvelle salle",
        CreateRoom,
        create_room,
        initial={"is_bookable": "true", "setup_minutes": "0", "clearing_minutes": "0"},
        draft="rooms.create",
        said=lambda saved: f"Salle {saved.name} créée · Ctrl+Z pour annuler",
    )


def room_edition(room: RoomView, rooms: Iterable[RoomView], reread: Reread) -> FormPlan:
    """A room as it is."""
    return FormPlan(
        room.name,
        EditRoom,
        edit_room,
        initial=typed_room(room, rooms),
        fixed={"room_id": room.id, "version": room.version},
        draft=f"rooms.edit:{room.id}",
        said=lambda saved: f"Salle {saved.name} modifiée · Ctrl+Z pour annuler",
        reread=reread,
    )


def typed_room(room: RoomView, rooms: Iterable[RoomView]) -> dict[str, str]:
    """Its values as a person would type them: « U 10, théâtre 20 »."""
    names = {other.id: other.name for other in rooms}
    return {
        **as_text(room, EditRoom),
        "layouts": ", ".join(f"{layout.name} {layout.capacity}" for layout in room.layouts),
        "parts": ", ".join(names[part] for part in room.parts if part in names),
    }


def tariff(room: RoomView, known: TariffView | None = None) -> FormPlan:
    """What a room costs a kind of tenant from a day on; `known`: the one that changes."""
    shown = next(spec for spec in field_specs(SetTariff) if spec.name == "tenant")
    paying = tuple((value, label) for value, label in shown.shown.choices if value != Tenant.INTERNAL)
    initial = as_text(known, SetTariff) if known is not None else {}
    return FormPlan(
        f"{room.name} : tarif hors taxes",
        SetTariff,
        set_tariff,
        initial={**initial, "valid_from": "aujourd'hui"},
        labels={"tenant": known.tenant.label if known is not None else ""},
        fixed={"room_id": room.id},
        draft=f"rooms.tariff:{room.id}" + (f":{known.tenant.value}" if known is not None else ""),
        specs={"tenant": replace(shown, shown=replace(shown.shown, choices=paying))},
        first="hour_cents" if known is not None else "tenant",
        said=lambda saved: f"{room.name} : tarif {saved.tenant.label} fixé · Ctrl+Z pour annuler",
    )


def closing(rooms: Iterable[RoomView], on: date) -> FormPlan:
    """Rooms that cannot be had from a day on; none named: all of them."""
    named = list(rooms)
    names = ", ".join(room.name for room in named) if 0 < len(named) < 4 else f"{len(named)} salles"
    fixed: dict[str, Any] = {"room_ids": tuple(room.id for room in named)}
    return FormPlan(
        f"Fermer : {names}" if named else "Fermer toutes les salles",
        CloseRooms,
        close_rooms,
        initial={"first": f"{on:%d/%m/%Y}"},
        fixed=fixed,
        draft=":".join(("rooms.close", *(str(room.id) for room in named))),
        said=lambda saved: (
            f"{names if named else 'Toutes les salles'} : {saved.kind.label} notée · Ctrl+Z pour annuler"
        ),
    )
