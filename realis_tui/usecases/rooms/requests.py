"""What is asked of rooms and bookings: the only way in, for the form, the command line and an import alike."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.inputs import (
    Count,
    Day,
    Flag,
    Hour,
    Line,
    Minutes,
    Name,
    Paragraph,
    Words,
    choices_of,
    one_of,
)
from realis_tui.domain.rooms import Purpose, Tenant

TenantField = Annotated[Tenant, BeforeValidator(one_of(Tenant))]
PurposeField = Annotated[Purpose, BeforeValidator(one_of(Purpose))]

_WHEN = "Quand"
_WHO = "Pour qui"
_MORE = "Détails"


class BookingFields(Input):
    """What a booking says of itself, hours on the wall of Paris."""

    title: Annotated[
        Line | None,
        Shown(
            "Objet", _WHO, example="réunion d'équipe", synonyms=("titre", "motif", "intitulé", "sujet"), column="objet"
        ),
    ] = None
    purpose: Annotated[
        PurposeField, Shown("Nature", _WHO, widget="choice", choices=choices_of(Purpose), column="nature")
    ] = Purpose.MEETING
    people: Annotated[
        Count | None,
        Shown("Personnes", _MORE, widget="number", synonyms=("nb pers", "nombre", "effectif"), column="personnes"),
    ] = None
    layout: Annotated[
        Line | None, Shown("Disposition", _MORE, widget="picker", source="layouts", column="disposition")
    ] = None
    equipment: Annotated[
        Words,
        Shown("Matériel", _MORE, example="écran, visio", synonyms=("equipement", "équipements"), column="materiel"),
    ] = ()
    notes: Annotated[Paragraph | None, Shown("Notes", _MORE, widget="area", column="notes", max_length=2_000)] = None
    outside_hours: Annotated[
        Flag,
        Shown(
            "Hors horaires", _WHEN, widget="check", hint="accepté hors des heures d'ouverture", column="hors_horaires"
        ),
    ] = False
    forced_because: Annotated[
        Line | None, Shown("Dépassement accepté", _MORE, hint="pourquoi, au-delà des places", column="depassement")
    ] = None


class ForWhom(Input):
    """`who`: « company:12 », « interne », « projet:Nom », « exterieur:Nom » (or a company's name, SIREN or SIRET)."""

    who: Annotated[
        Name,
        Shown(
            "Pour", _WHO, widget="picker", source="parties", synonyms=("entreprise", "structure", "qui"), column="pour"
        ),
    ]
    tenant: Annotated[
        TenantField | None,
        Shown("Tarif", _WHO, widget="choice", choices=choices_of(Tenant), hint="selon qui réserve", column="tarif"),
    ] = None


class When(Input):
    """The day and the hours of a meeting, on the wall of Paris."""

    on: Annotated[Day, Shown("Date", _WHEN, widget="date", synonyms=("jour", "le"), column="date")]
    start: Annotated[
        Hour, Shown("De", _WHEN, widget="hour", example="14h", synonyms=("début", "heure début", "debut"), column="de")
    ]
    end: Annotated[
        Hour, Shown("À", _WHEN, widget="hour", example="16h", synonyms=("fin", "heure fin", "jusqu'à"), column="a")
    ]


class Elsewhere(Input):
    """Another room, day or hours; what is not given stays: with no `end`, it lasts as long as it did."""

    room_id: Annotated[int | None, Shown("Salle", widget="picker", source="rooms", column="salle")] = None
    on: Annotated[Day | None, Shown("Date", widget="date", column="le")] = None
    start: Annotated[Hour | None, Shown("De", widget="hour", column="de")] = None
    end: Annotated[Hour | None, Shown("À", widget="hour", column="a")] = None
    outside_hours: Annotated[Flag, Shown("Hors horaires", widget="check", column="hors_horaires")] = False


class MoveOccurrence(Elsewhere):
    """A date of a series that is being booked is met elsewhere; `occurrence_on`: the day that its rule gives."""

    occurrence_on: Day


class BookRoom(BookingFields, When, ForWhom):
    """Book one room once (an option when `option`), or, with `repeat`, a series (rule 15).

    `repeat`: RFC 5545 rule, or words (« tous les jeudis jusqu'au 24 juin »). `skip`: days left out. `moves`: dates
    met elsewhere. `partial`: book the other dates when some clash; without it one clash refuses them all.
    """

    room_id: Annotated[int, Shown("Salle", _WHEN, widget="picker", source="rooms", column="salle")]
    option: Annotated[Flag, Shown("Option", _WHEN, widget="check", hint="tenue 48 h, à confirmer", column="option")] = (
        False
    )
    repeat: Annotated[
        Line | None,
        Shown("Répéter", _WHEN, example="tous les jeudis jusqu'au 24 juin", column="repeter", max_length=400),
    ] = None
    skip: tuple[Day, ...] = ()
    moves: tuple[MoveOccurrence, ...] = ()
    partial: bool = False


class CheckBooking(Input):
    """A form as it stands, whatever is still missing: answered with what is known, never refused.

    `booking_id`: the booking being changed, which is not in its own way.
    """

    room_id: int | None = None
    who: str = ""
    tenant: str = ""
    on: str = ""
    start: str = ""
    end: str = ""
    people: str = ""
    layout: str = ""
    equipment: str = ""
    outside_hours: bool = False
    forced_because: str = ""
    repeat: str = ""
    skip: tuple[Day, ...] = ()
    moves: tuple[MoveOccurrence, ...] = ()
    booking_id: int | None = None


class Scope(StrEnum):
    """What of a series an act is about; past occurrences stay whatever is asked."""

    THIS = "celle-ci"
    FOLLOWING = "suivantes"
    ALL = "toutes"

    @property
    def label(self) -> str:
        return {"celle-ci": "celle-ci seulement", "suivantes": "celle-ci et les suivantes", "toutes": "toutes"}[
            self.value
        ]


class BookingRequest(Input):
    """Which booking; refused when it is there no more."""

    booking_id: int


class SeenBooking(Input):
    """A booking as it was seen; `version` None: whatever it is now (a shell has seen nothing)."""

    booking_id: int
    version: int | None = None


class MoveBooking(Elsewhere, SeenBooking):
    """Another room, day or hours for a booking.

    `partial`, of a series: the dates that are not free there stay where they are; without it one refuses them all.
    """

    scope: Scope = Scope.THIS
    partial: bool = False


class EditBooking(BookingFields, When, ForWhom, SeenBooking):
    """Everything of one booking, from its form; with a `scope`, what it changes on the other dates to come too.

    `partial`: as of `MoveBooking`; what the form changes besides is changed on every date.
    """

    room_id: Annotated[int, Shown("Salle", _WHEN, widget="picker", source="rooms", column="salle")]
    scope: Scope = Scope.THIS
    partial: bool = False


class CancelBooking(SeenBooking):
    """`by_tenant`: the tenant gave up (under the notice it is charged a share); otherwise the house did."""

    scope: Scope = Scope.THIS
    by_tenant: Annotated[Flag, Shown("À la demande de l'occupant", widget="check", column="par_occupant")] = True
    reason: Annotated[Line | None, Shown("Motif", hint="facultatif", column="motif")] = None


class ConfirmBooking(SeenBooking):
    """An option becomes firm."""

    scope: Scope = Scope.THIS


class CheckIn(SeenBooking):
    """They have come."""


class CheckOut(SeenBooking):
    """They have left; the room is free from now on."""


class MarkNoShow(SeenBooking):
    """Nobody came: what is left of the slot is freed, the whole of it is owed."""


class SeriesRequest(Input):
    """One series, by its number."""

    series_id: int


class SkipOccurrence(Input):
    """One date of a series is left out."""

    series_id: int
    on: Day
    reason: Line | None = None


class ReaddOccurrence(Input):
    """A date left out comes back, at the hours of the series."""

    series_id: int
    on: Day


class PlanningRequest(Input):
    """`days` from `first`; `room_ids`: these rooms only, all that are to be booked when empty."""

    first: Day
    days: int = 1
    room_ids: tuple[int, ...] = ()


class FindSlot(Input):
    """« Trouver un créneau » (rule 16): either an exact `start` and `end` on `on`, or any `minutes` between hours and
    days. `last`: the last day looked at, `on` when empty; `earliest` and `latest`: hours of the day."""

    on: Annotated[Day, Shown("À partir du", "Créneau", widget="date", example="demain", column="le")]
    last: Annotated[Day | None, Shown("Jusqu'au", "Créneau", widget="date", hint="le même jour", column="jusqu_au")] = (
        None
    )
    minutes: Annotated[
        Minutes | None,
        Shown("Durée", "Créneau", example="1h30", column="duree"),
    ] = None
    earliest: Annotated[Hour | None, Shown("Pas avant", "Créneau", widget="hour", example="14h", column="de")] = None
    latest: Annotated[Hour | None, Shown("Pas après", "Créneau", widget="hour", example="18h", column="a")] = None
    people: Annotated[Count | None, Shown("Personnes", "Salle", widget="number", column="personnes")] = None
    equipment: Annotated[Words, Shown("Matériel", "Salle", example="visio", column="equipement")] = ()
    limit: int = 40


class CloseRooms(Input):
    """Rooms that cannot be had, from a day to a day (both included), whole days unless hours are given."""

    room_ids: Annotated[tuple[int, ...], Shown("Salles", widget="hidden", column="salles")] = ()
    first: Annotated[Day, Shown("Du", "Fermeture", widget="date", column="du")]
    last: Annotated[Day | None, Shown("Au", "Fermeture", widget="date", hint="le même jour", column="au")] = None
    start: Annotated[Hour | None, Shown("De", "Fermeture", widget="hour", hint="toute la journée", column="de")] = None
    end: Annotated[Hour | None, Shown("À", "Fermeture", widget="hour", column="a")] = None
    reason: Annotated[Name, Shown("Motif", "Fermeture", example="fermeture de fin d'année", column="motif")]
    maintenance: Annotated[Flag, Shown("Maintenance", "Fermeture", widget="check", column="maintenance")] = False


class ReopenRooms(Input):
    """A closure is lifted: its rooms can be had again."""

    closure_id: int
    version: int
