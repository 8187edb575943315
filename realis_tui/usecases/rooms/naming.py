"""A room by the name people write."""

from collections.abc import Sequence

from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.domain.french import fold
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import question
from realis_tui.usecases.rooms.reading import room_views
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.unit import UnitOfWork

_ALIKE = 60
_LISTED = 8


class FindRoom(Input):
    """A room by its name, or by the beginning of it when no other begins so."""

    text: str


@question("rooms.named", "Trouver une salle par son nom", Permission.ROOMS_READ)
def find_room(unit: UnitOfWork, request: FindRoom) -> RoomView:
    """The one room meant. Refused when none, or when several begin so (it says which)."""
    return room_named(room_views(unit), request.text, "room_id")


def room_named(rooms: Sequence[RoomView], text: str, field: str) -> RoomView:
    """The one of these rooms that is meant, « salle Garrigue » as « Garrigue ». Refused on `field`, with the nearest
    names."""
    wanted = _bare(text)
    called_so = [room for room in rooms if wanted and _bare(room.name) == wanted]
    found = called_so or [room for room in rooms if wanted and _bare(room.name).startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(room.name for room in found[:_LISTED])
        raise Refused(f"Plusieurs salles commencent par « {text.strip()} » : {listed}. Écrire le nom en entier.", field)
    raise Refused(f"Aucune salle « {text.strip()} ». {_nearest(rooms, wanted)}", field)


def _bare(name: str) -> str:
    return "".join(fold(name).removeprefix("salle ").split())


def _nearest(rooms: Sequence[RoomView], wanted: str) -> str:
    from rapidfuzz import fuzz, process

    if not rooms:
        return "La base n'en a encore aucune."
    names = {room.name: _bare(room.name) for room in rooms}
    near = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
    if near:
        likely = " ou ".join(f"« {name} »" for _, _, name in near)
        return f"Vouliez-vous dire {likely} ?".replace(" ?", "\u202f?")
    listed = ", ".join(list(names)[:_LISTED])
    return f"Les salles sont : {listed}{'…' if len(names) > _LISTED else '.'}"
