"""`realis salles`, `reserver`, `reservation`: the rooms, booking one, changing a booking."""

from typing import TYPE_CHECKING, Any

from realis_tui.cli.answers import with_option
from realis_tui.cli.arguments import Commands, WrongUsage, whole_number
from realis_tui.cli.context import Context, fields_named
from realis_tui.cli.room_answers import booking_line, document, free_lines, room_line, told_lines
from realis_tui.cli.room_remarks import NO_REMARK, foreseen, remarked
from realis_tui.domain.accounts import Permission
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from realis_tui.usecases.door import Door
    from realis_tui.usecases.rooms.requests import BookRoom
    from realis_tui.usecases.rooms.views import BookingsSaved, RoomView

_LAST_ID = 2**31 - 1
_SCOPES = ("celle-ci", "suivantes", "toutes")
_OPTIONS = {
    "on": "le", "title": "titre", "equipment": "equipement", "earliest": "de", "latest": "a", "partial": "partiel",
}  # fmt: skip
"""Fields whose option is not called as their column."""
_ASKED = {"start": "de", "repeat": "repeter", None: "de"}
"""Where a time that is taken is refused, and the option that says it."""
_REHEARSED = "Essai, rien n'est écrit."


def declare(commands: Commands) -> None:
    """The words of this group."""
    _declare_rooms(commands)
    _declare_book(commands)
    _declare_change(commands)


def _declare_rooms(commands: Commands) -> None:
    rooms = commands.add(
        "salles",
        "les salles, ou celles qui sont libres",
        list_rooms,
        description="Les salles. « salles libres --le mardi --de 14h --a 16h » : celles qui sont libres, celle qui "
        "convient le mieux d'abord.",
    )
    rooms.add_argument("quoi", nargs="?", choices=("libres",), help="seulement celles qui sont libres")
    rooms.add_argument("--le", metavar="DATE", help="le jour : 24/11/2026, demain, mardi…")
    rooms.add_argument("--de", metavar="HEURE", help="l'heure de début : 14h, 14:30")
    rooms.add_argument("--a", metavar="HEURE", help="l'heure de fin")
    rooms.add_argument("--personnes", metavar="N", type=whole_number(1, 100_000), help="combien de personnes")
    rooms.add_argument("--equipement", metavar="E", action="append", default=[], help="visio, écran… (répétable)")


def _declare_book(commands: Commands) -> None:
    book_ = commands.add(
        "reserver",
        "réserve une salle, une fois ou en série",
        book,
        description="Réserve une salle. QUI : une entreprise (nom, SIREN ou SIRET), « interne », « projet:Nom » ou "
        "« exterieur:Nom ». D'une série dont des dates sont prises, --partiel réserve les autres.",
    )
    book_.add_argument("--salle", metavar="S", required=True, help="le nom de la salle, ou son début")
    book_.add_argument("--pour", metavar="QUI", required=True, help="pour qui")
    book_.add_argument("--le", metavar="DATE", required=True, help="le jour, ou le premier d'une série")
    book_.add_argument("--de", metavar="HEURE", required=True, help="l'heure de début : 14h, 14:30")
    book_.add_argument("--a", metavar="HEURE", required=True, help="l'heure de fin")
    book_.add_argument("--titre", metavar="T", help="l'objet de la réunion")
    book_.add_argument("--nature", metavar="N", help="réunion (par défaut), coaching, atelier, YESS")
    book_.add_argument("--personnes", metavar="N", help="combien de personnes")
    book_.add_argument("--disposition", metavar="D", help="une disposition de la salle : U, théâtre…")
    book_.add_argument("--depassement", metavar="MOTIF", help="pourquoi accepter plus de personnes que de places")
    book_.add_argument("--equipement", metavar="E", action="append", default=[], help="matériel voulu (répétable)")
    book_.add_argument("--tarif", metavar="T", help="hébergée, promotion, partenaire, extérieur (selon qui réserve)")
    book_.add_argument("--notes", metavar="TEXTE", help="des notes")
    book_.add_argument("--option", action="store_true", help="tenir sans confirmer : l'option s'éteint à son délai")
    book_.add_argument(
        "--repeter", metavar="RRULE", help="FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261231, ou « tous les jeudis jusqu'au… »"
    )
    book_.add_argument("--sauf", metavar="DATE", action="append", default=[], help="un jour à sauter (répétable)")
    book_.add_argument("--partiel", action="store_true", help="réserver les dates libres même si d'autres sont prises")
    book_.add_argument("--hors-horaires", action="store_true", help="accepter hors des heures d'ouverture")
    book_.add_argument("--essai", action="store_true", help="dit ce qui serait réservé, n'écrit rien")


def _declare_change(commands: Commands) -> None:
    change_ = commands.add(
        "reservation",
        "change une réservation : la déplace, l'annule, la confirme, la pointe",
        change,
        description="Change une réservation, par son numéro (voir « realis planning »). pointer : ils sont arrivés ; "
        "liberer : ils sont partis, la salle est libre ; absent : personne n'est venu.",
    )
    change_.add_argument("id", metavar="ID", type=whole_number(1, _LAST_ID))
    change_.add_argument("geste", choices=tuple(_GESTURES), metavar="|".join(_GESTURES))
    change_.add_argument("--salle", metavar="S", help="deplacer : dans cette salle")
    change_.add_argument("--le", metavar="DATE", help="deplacer : ce jour-là")
    change_.add_argument("--de", metavar="HEURE", help="deplacer : à partir de cette heure")
    change_.add_argument("--a", metavar="HEURE", help="deplacer : jusqu'à cette heure (sinon, aussi longtemps)")
    change_.add_argument("--hors-horaires", action="store_true", help="deplacer : hors des heures d'ouverture")
    change_.add_argument("--portee", choices=_SCOPES, default="celle-ci", help="d'une série : celle-ci (par défaut)…")
    change_.add_argument(
        "--partiel", action="store_true", help="deplacer une série : les dates qui ne sont pas libres là restent"
    )
    change_.add_argument("--motif", metavar="M", help="annuler : pourquoi")
    change_.add_argument(
        "--par-la-maison", action="store_true", help="annuler : ce n'est pas l'occupant qui renonce, rien n'est dû"
    )


# The rooms


def list_rooms(context: Context) -> int:
    """Every room that is to be booked, or those that are free; an empty answer is an answer."""
    if context.args.quoi == "libres":
        return _free(context)
    given = [f"--{name}" for name in ("le", "de", "a", "personnes", "equipement") if getattr(context.args, name)]
    if given:
        raise WrongUsage(f"{', '.join(given)} : seulement avec « salles libres ».\nVoir : realis salles --aide")
    from realis_tui.usecases.rooms.catalogue import ListRooms
    from realis_tui.usecases.rooms.catalogue import list_rooms as every_room

    with context.door(Permission.ROOMS_READ) as door:
        rooms = door.perform(every_room, ListRooms())
    lines = [room_line(room) for room in rooms] or ["Aucune salle."]
    context.answers.give({"salles": [_room(room) for room in rooms]}, *lines)
    return 0


def _free(context: Context) -> int:
    from realis_tui.domain.fields import validate
    from realis_tui.usecases.rooms.requests import FindSlot
    from realis_tui.usecases.rooms.slots import find_slot

    args = context.args
    missing = [f"--{name}" for name in ("le", "de", "a") if not getattr(args, name)]
    if missing:
        raise WrongUsage(f"il manque : {', '.join(missing)}\nVoir : realis salles --aide")
    raw = {"on": args.le, "earliest": args.de, "latest": args.a, "equipment": _list(args.equipement)}
    if args.personnes is not None:
        raw["people"] = args.personnes
    with context.door(Permission.ROOMS_READ) as door, fields_named(FindSlot, **_OPTIONS):
        found = door.perform(find_slot, validate(FindSlot, raw, context.today))
    rooms = {free.room.id: free.room for free in found.free}
    nearest = [
        {
            "salle": free.room.name,
            "debut": free.slot.start,
            "fin": free.slot.end,
            "capacite": free.room.capacity,
            "disposition": free.layout,
        }
        for free in found.nearest
    ]
    standing = {free.room.id: free.layout for free in found.free}
    context.answers.give(
        {
            "salles": [_room(room) | {"disposition": standing[room.id]} for room in rooms.values()],
            "proches": nearest,
            "message": found.message,
        },
        *free_lines(list(rooms.values()), found, context.today),
    )
    return 0


def _room(room: "RoomView") -> dict[str, Any]:
    return {
        "id": room.id,
        "nom": room.name,
        "capacite": room.capacity,
        "equipements": room.equipment,
        "capacite_incendie": room.fire_capacity,
        "dispositions": [{"nom": layout.name, "capacite": layout.capacity} for layout in room.layouts],
        "installation_min": room.setup_minutes,
        "rangement_min": room.clearing_minutes,
        "ou": room.place,
    }


# Booking


def book(context: Context) -> int:
    """Exit 1 when it is not booked; the clashes are told one by one, with --json beside the sentence."""
    from realis_tui.domain.fields import validate
    from realis_tui.usecases.rooms.bookings import book_room
    from realis_tui.usecases.rooms.requests import BookRoom
    from realis_tui.usecases.rooms.views import in_the_way

    args = context.args
    with context.door(Permission.ROOMS_BOOK) as door, fields_named(BookRoom, **_OPTIONS):
        request = validate(BookRoom, _wanted(context, _named(door, args.salle)), context.today)
        series = foreseen(door, request)
        try:
            saved = door.rehearse(book_room, request) if args.essai else door.perform(book_room, request)
        except Taken as taken:
            return _refuse(context, taken, _the_others(door, request) if args.essai else None)
        remarks = remarked(door, saved, series, rehearsed=args.essai, usual_tariff=request.tenant is None)
    conflicts = in_the_way(saved.clashes)
    lines = [booking_line(item, context.today, rehearsed=args.essai) for item in saved.bookings]
    head = [_REHEARSED] if args.essai else []
    found = document(saved, conflicts, rehearsed=args.essai) | remarks
    told = [*lines, *told_lines(saved, conflicts, context.today), *remarks["remarques"]]
    context.answers.give(found, *head, saved.message, *told)
    return 0


def _wanted(context: Context, room: "RoomView") -> dict[str, Any]:
    from realis_tui.domain.french import parse_date

    args = context.args
    try:
        skip = tuple(parse_date(text, context.today) for text in args.sauf)
    except ValueError as error:
        raise Refused(str(error), "sauf") from None
    raw = {
        "room_id": room.id,
        "who": args.pour,
        "tenant": args.tarif,
        "on": args.le,
        "start": args.de,
        "end": args.a,
        "title": args.titre,
        "purpose": args.nature,
        "people": args.personnes,
        "layout": args.disposition,
        "equipment": _list(args.equipement) or None,
        "notes": args.notes,
        "forced_because": args.depassement,
        "option": args.option,
        "outside_hours": args.hors_horaires,
        "repeat": args.repeter,
        "skip": skip,
        "partial": args.partiel,
    }
    return {name: value for name, value in raw.items() if value is not None}


def _list(options: "Sequence[str]") -> str:
    """An option said several times, each perhaps a list: « écran, visio » as a form has it."""
    return ", ".join(options)


def _the_others(door: "Door", request: "BookRoom") -> "BookingsSaved":
    """What --partiel would book of a series whose dates are taken: nothing when there is no other."""
    from realis_tui.usecases.rooms.bookings import book_room
    from realis_tui.usecases.rooms.views import BookingsSaved

    try:
        return door.rehearse(book_room, request.model_copy(update={"partial": True}))
    except Taken:
        return BookingsSaved((), "")


def _refuse(context: Context, taken: Taken, rehearsed: "BookingsSaved | None" = None) -> int:
    """Why not, and who is in the way; of a rehearsal, what --partiel would book all the same."""
    from realis_tui.usecases.rooms.views import BookingsSaved

    others = rehearsed or BookingsSaved((), "")
    message = with_option(taken.message, _OPTIONS.get(taken.problems[0].way or ""))
    if context.answers.as_json:
        told = {"erreur": message, "champ": _ASKED.get(taken.field, taken.field)}
        context.answers.give(document(others, taken.clashes, rehearsed=rehearsed is not None) | told)
        return 1
    if rehearsed is not None:
        context.answers.say([_REHEARSED])
    context.answers.refuse(message)
    if others.bookings:
        context.answers.say(["Avec --partiel :"])
    context.answers.say(booking_line(item, context.today, rehearsed=True) for item in others.bookings)
    clashes = taken.clashes if len(taken.clashes) > 1 or others.bookings else ()
    context.answers.say(told_lines(others, clashes, context.today))
    return 1


# Changing


def change(context: Context) -> int:
    """One gesture on one booking, or on the series it is of; exit 1 when it is not done, who is in the way told."""
    from realis_tui.usecases.rooms.requests import MoveBooking
    from realis_tui.usecases.rooms.views import in_the_way

    _refuse_options_of_others(context)
    with context.door(Permission.ROOMS_BOOK) as door, fields_named(MoveBooking, **_OPTIONS):
        try:
            saved = _GESTURES[context.args.geste](context, door)
        except Taken as taken:
            return _refuse(context, taken)
        is_move = context.args.geste == "deplacer"
        remarks = remarked(door, saved) if is_move else NO_REMARK
    lines = [booking_line(item, context.today) for item in saved.bookings]
    conflicts = in_the_way(saved.clashes)
    # What a series never met has nothing to do with its other dates being cancelled or confirmed.
    told = [*lines, *(told_lines(saved, conflicts, context.today) if is_move else ()), *remarks["remarques"]]
    context.answers.give(document(saved, conflicts) | remarks, saved.message, *told)
    return 0


def _refuse_options_of_others(context: Context) -> None:
    """« annuler --le mardi » would cancel another day than the one meant."""
    args = context.args
    for name, gestures in _SERVING.items():
        if getattr(args, name) not in (None, False, "celle-ci") and args.geste not in gestures:
            option, only = name.replace("_", "-"), " ou ".join(gestures)
            raise WrongUsage(f"--{option} : seulement avec {only}.\nVoir : realis reservation --aide")


_SERVING = {
    **dict.fromkeys(("salle", "le", "de", "a", "hors_horaires", "partiel"), ("deplacer",)),
    **dict.fromkeys(("motif", "par_la_maison"), ("annuler",)),
    "portee": ("deplacer", "annuler", "confirmer"),
}
"""The gestures that each option serves."""


def _move(context: Context, door: "Door") -> "BookingsSaved":
    from realis_tui.domain.fields import validate
    from realis_tui.usecases.rooms.bookings import move_booking
    from realis_tui.usecases.rooms.requests import MoveBooking

    args = context.args
    if all(given is None for given in (args.salle, args.le, args.de, args.a)):
        raise Refused("Dire où ou quand : --salle, --le, --de, --a.", "le")
    raw = {
        "booking_id": args.id,
        "room_id": _named(door, args.salle).id if args.salle is not None else None,
        "on": args.le,
        "start": args.de,
        "end": args.a,
        "outside_hours": args.hors_horaires,
        "scope": args.portee,
        "partial": args.partiel,
    }
    given = {name: value for name, value in raw.items() if value is not None}
    return door.perform(move_booking, validate(MoveBooking, given, context.today))


def _cancel(context: Context, door: "Door") -> "BookingsSaved":
    from realis_tui.domain.fields import validate
    from realis_tui.usecases.rooms.bookings import cancel_booking
    from realis_tui.usecases.rooms.requests import CancelBooking

    args = context.args
    raw = {"booking_id": args.id, "scope": args.portee, "by_tenant": not args.par_la_maison, "reason": args.motif or ""}
    return door.perform(cancel_booking, validate(CancelBooking, raw, context.today))


def _confirm(context: Context, door: "Door") -> "BookingsSaved":
    from realis_tui.usecases.rooms.bookings import confirm_booking
    from realis_tui.usecases.rooms.requests import ConfirmBooking, Scope

    return door.perform(confirm_booking, ConfirmBooking(booking_id=context.args.id, scope=Scope(context.args.portee)))


def _check_in(context: Context, door: "Door") -> "BookingsSaved":
    from realis_tui.usecases.rooms.bookings import check_in
    from realis_tui.usecases.rooms.requests import CheckIn

    return door.perform(check_in, CheckIn(booking_id=context.args.id))


def _check_out(context: Context, door: "Door") -> "BookingsSaved":
    from realis_tui.usecases.rooms.bookings import check_out
    from realis_tui.usecases.rooms.requests import CheckOut

    return door.perform(check_out, CheckOut(booking_id=context.args.id))


def _no_show(context: Context, door: "Door") -> "BookingsSaved":
    from realis_tui.usecases.rooms.bookings import mark_no_show
    from realis_tui.usecases.rooms.requests import MarkNoShow

    return door.perform(mark_no_show, MarkNoShow(booking_id=context.args.id))


_GESTURES: "dict[str, Callable[[Context, Door], BookingsSaved]]" = {
    "deplacer": _move,
    "annuler": _cancel,
    "confirmer": _confirm,
    "pointer": _check_in,
    "liberer": _check_out,
    "absent": _no_show,
}


def _named(door: "Door", text: str) -> "RoomView":
    from realis_tui.usecases.rooms.naming import FindRoom, find_room

    return door.perform(find_room, FindRoom(text=text))
