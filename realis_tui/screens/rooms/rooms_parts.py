"""The three lists of the rooms themselves: what they hold and have, what they cost whom, when they are closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from realis_tui.domain.french import format_date, format_day, format_money, plural
from realis_tui.domain.paris_time import day_of, local_of
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.domain.rooms import BlockKind, format_hour
from realis_tui.keys import bindings_for, keys_at
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.form_box import FormBox
from realis_tui.screens.rooms import plans
from realis_tui.usecases.rooms.catalogue import (
    DeleteRoom,
    ListRooms,
    TariffView,
    delete_room,
    list_rooms,
)
from realis_tui.usecases.rooms.closures import reopen_rooms
from realis_tui.usecases.rooms.requests import ReopenRooms
from realis_tui.usecases.rooms.views import ClosureView, RoomView
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.columns import Column
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form

if TYPE_CHECKING:
    from realis_tui.app import RealisApp
    from realis_tui.screens.rooms.rooms_list import RoomsScreen

Line = TypeVar("Line")


@dataclass(frozen=True)
class Known:
    """All that the three lists show, read together."""

    rooms: tuple[RoomView, ...]
    tariffs: tuple[tuple[RoomView, TariffView], ...]
    closures: tuple[ClosureView, ...]
    today: date


class ListPart(Vertical, Generic[Line]):
    """One list of the three."""

    PLACE: ClassVar[str] = ""
    COLUMNS: ClassVar[Sequence[Column[Any]]] = ()
    EMPTY: ClassVar[tuple[str, str, str]] = ("Rien ici.", "", "")

    def compose(self) -> ComposeResult:
        yield RecordList(self.COLUMNS, empty=empty_sentence(*self.EMPTY))

    @property
    def realis(self) -> RealisApp:
        return cast("RealisApp", self.app)

    @property
    def lines(self) -> RecordList[Any]:
        return self.query_one(RecordList)

    @property
    def on_screen(self) -> RoomsScreen:
        return cast("RoomsScreen", self.screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a role may not do is neither shown nor done."""
        asked = [key.permission for key in keys_at(self.PLACE) if key.run == action and key.permission]
        return all(map(self.realis.may, asked)) and super().check_action(action, parameters)

    async def show(self, known: Known) -> None:
        """Draw it again; the cursor stays on its line."""

    @on(RecordList.Opened)
    def _opened(self, event: RecordList.Opened) -> None:
        event.stop()
        if self.check_action("edit", ()):
            self.action_edit()

    def action_edit(self) -> None:
        """Change what is under the cursor."""

    async def _done(self, use_case: Any, request: Any, said: str) -> None:
        try:
            await self.realis.perform(use_case, request)
        except Refused as refused:
            self.realis.say(refused.message, "refused")
        except Unavailable:
            return
        else:
            self.realis.say(f"{said} · Ctrl+Z pour annuler")


# The rooms


@dataclass(frozen=True)
class RoomLine:
    """A room, with the names of those it is made of."""

    room: RoomView
    parts: str
    closed: str

    @property
    def id(self) -> int:
        return self.room.id


def _standing(line: RoomLine) -> Content:
    if not line.room.is_bookable:
        return Content.assemble(ink.sign("none"), " ", ("pas à réserver", "$muted"))
    if line.closed:
        return Content.assemble(ink.sign("soon"), " ", ink.line(line.closed, "$ocre"))
    return Content.assemble(ink.sign("fine"), " ", ("ouverte", "$olivier"))


def _buffers(line: RoomLine) -> Content:
    before, after = line.room.setup_minutes, line.room.clearing_minutes
    return Content(f"{before} + {after}\u202fmin") if before or after else Content.styled("–", "$muted")


class RoomsPart(ListPart[RoomLine]):
    """`n` makes one, `e` or Entrée changes it, `d` deletes one that was never booked."""

    PLACE = "rooms.catalogue"
    BINDINGS = bindings_for(PLACE)
    EMPTY = ("Aucune salle.", "n", "nouvelle salle")
    COLUMNS = (
        Column[RoomLine]("name", "Salle", lambda line: ink.line(line.room.name, "bold"), width=18, flex=2),
        Column[RoomLine]("seats", "Places", lambda line: Content(str(line.room.capacity)), width=6, align="right"),
        Column[RoomLine](
            "fire", "Sécurité", lambda line: ink.line(line.room.fire_capacity, "$muted"), width=8, align="right",
        ),
        Column[RoomLine]("standing", "", _standing, width=29),
        Column[RoomLine]("equipment", "Matériel", lambda line: ink.line(", ".join(line.room.equipment), "$muted"),
                         width=18, flex=3, priority=1),
        Column[RoomLine]("buffers", "Avant + après", _buffers, width=13, align="right", priority=2),
        Column[RoomLine]("parts", "Réunit", lambda line: ink.line(line.parts, "$muted"), width=12, flex=1, priority=3),
        Column[RoomLine]("place", "Où", lambda line: ink.line(line.room.place, "$muted"), width=10, flex=1,
                         priority=4),
    )  # fmt: skip

    async def show(self, known: Known) -> None:
        names = {room.id: room.name for room in known.rooms}
        self.lines.show(
            [
                RoomLine(room, " + ".join(names[part] for part in room.parts if part in names), _closed(room, known))
                for room in known.rooms
            ]
        )

    def room(self) -> RoomView | None:
        line: RoomLine | None = self.lines.current
        return line.room if line is not None else None

    @opens_form
    async def action_new(self) -> None:
        saved = await self.app.push_screen_wait(FormBox(plans.room_creation()))
        if saved is not None:
            await self.on_screen.reload()
            self.lines.move_to(saved.id)

    @opens_form
    async def action_edit(self) -> None:
        room = self.room()
        if room is not None:
            plan = plans.room_edition(room, self.on_screen.known.rooms, self._again(room.id))
            await self.app.push_screen_wait(FormBox(plan))

    def _again(self, room_id: int) -> Any:
        async def reread() -> Any:
            rooms = await self.realis.perform(list_rooms, ListRooms(with_closed=True))
            fresh = next((room for room in rooms if room.id == room_id), None)
            if fresh is None:
                raise Refused("Cette salle n'existe plus.")
            return plans.typed_room(fresh, rooms), {"version": fresh.version}

        return reread

    @work
    async def action_delete(self) -> None:
        room = self.room()
        if room is not None:
            request = DeleteRoom(room_id=room.id, version=room.version)
            await self._done(delete_room, request, f"Salle {room.name} supprimée")


def _closed(room: RoomView, known: Known) -> str:
    """« fermée jusqu'au 2 janv. », « fermée dès le 24 déc. »: the first closure that is not over."""
    closure = next((item for item in known.closures if room.id in item.room_ids), None)
    if closure is None:
        return ""
    first, last = day_of(closure.starts_at), _last_day(closure)
    return f"fermée jusqu'au {format_date(last)}" if first <= known.today else f"fermée dès le {format_date(first)}"


def _last_day(closure: ClosureView) -> date:
    """An end at midnight is that of the day before."""
    end = local_of(closure.ends_at)
    return date.fromordinal(end.date().toordinal() - 1) if not (end.hour or end.minute) else end.date()


# What they cost


@dataclass(frozen=True)
class TariffLine:
    """A tariff of a room; `is_now`: the one in force."""

    room: RoomView
    tariff: TariffView
    is_now: bool

    @property
    def id(self) -> tuple[int, str, date]:
        return (self.room.id, self.tariff.tenant.value, self.tariff.valid_from)


def _money(cents: int, line: TariffLine) -> Content:
    return Content.styled(format_money(cents), "" if line.is_now else "$muted")


class TariffsPart(ListPart[TariffLine]):
    """`n` sets one, `e` or Entrée changes the one under the cursor from a day on."""

    PLACE = "rooms.tariffs"
    BINDINGS = bindings_for(PLACE)
    EMPTY = ("Aucun tarif.", "n", "nouveau tarif")
    COLUMNS = (
        Column[TariffLine]("room", "Salle", lambda line: ink.line(line.room.name, "bold"), width=18, flex=2),
        Column[TariffLine]("tenant", "Pour", lambda line: ink.line(line.tariff.tenant.label), width=11, flex=1),
        Column[TariffLine]("hour", "L'heure", lambda line: _money(line.tariff.hour_cents, line), width=11,
                           align="right"),
        Column[TariffLine]("half", "Demi-journée", lambda line: _money(line.tariff.half_day_cents, line), width=12,
                           align="right"),
        Column[TariffLine]("since", "À partir du", lambda line: ink.line(
            format_date(line.tariff.valid_from), "" if line.is_now else "$muted"), width=14),
    )  # fmt: skip

    async def show(self, known: Known) -> None:
        lines, seen = [], set[tuple[int, str]]()
        for room, tariff in known.tariffs:
            key = (room.id, tariff.tenant.value)
            is_now = tariff.valid_from <= known.today and key not in seen
            if is_now:
                seen.add(key)
            lines.append(TariffLine(room, tariff, is_now))
        self.lines.show(lines)

    @opens_form
    async def action_new(self) -> None:
        rooms = self.on_screen.known.rooms
        choices = [Choice(str(room.id), room.name, plural(room.capacity, "place")) for room in rooms]
        answer = await self.app.push_screen_wait(ChoiceDialog("Tarif de quelle salle ?", choices))
        room = next((room for room in rooms if answer is not None and str(room.id) == answer.value), None)
        if room is not None:
            await self.app.push_screen_wait(FormBox(plans.tariff(room)))

    @opens_form
    async def action_edit(self) -> None:
        line: TariffLine | None = self.lines.current
        if line is not None:
            await self.app.push_screen_wait(FormBox(plans.tariff(line.room, line.tariff)))


# When they are closed


@dataclass(frozen=True)
class ClosureLine:
    """A closure and the names of its rooms."""

    about: ClosureView
    rooms: str
    is_now: bool

    @property
    def id(self) -> int:
        return self.about.id


def _when(line: ClosureLine) -> Content:
    first, last = day_of(line.about.starts_at), _last_day(line.about)
    if first == last:
        return ink.line(f"{format_day(first)} {first.year}{_hours(line.about)}")
    return ink.line(f"{format_date(first)} → {format_date(last)}{_hours(line.about)}")


def _hours(closure: ClosureView) -> str:
    start, end = local_of(closure.starts_at), local_of(closure.ends_at)
    return "" if start.time() == end.time() else f", {format_hour(start)} – {format_hour(end)}"


class ClosuresPart(ListPart[ClosureLine]):
    """`n` closes the rooms marked in the list of rooms, or those chosen then; `d` opens them again."""

    PLACE = "rooms.closures"
    BINDINGS = bindings_for(PLACE)
    EMPTY = ("Aucune fermeture en cours ni à venir.", "n", "fermer des salles")
    COLUMNS = (
        Column[ClosureLine]("sign", "", lambda line: ink.sign("soon" if line.is_now else "none"), width=1),
        Column[ClosureLine]("when", "Quand", _when, width=30),
        Column[ClosureLine]("reason", "Motif", lambda line: ink.line(line.about.reason, "bold"), width=18, flex=2),
        Column[ClosureLine]("kind", "", lambda line: ink.line(
            "maintenance" if line.about.kind is BlockKind.MAINTENANCE else "", "$muted"), width=11, priority=1),
        Column[ClosureLine]("rooms", "Salles", lambda line: ink.line(line.rooms, "$muted"), width=14, flex=3),
    )  # fmt: skip

    async def show(self, known: Known) -> None:
        names = {room.id: room.name for room in known.rooms}
        lines = []
        for closure in known.closures:
            shut = [names[room] for room in closure.room_ids if room in names]
            told = "toutes" if len(shut) == len(known.rooms) else ", ".join(shut)
            lines.append(ClosureLine(closure, told, day_of(closure.starts_at) <= known.today))
        self.lines.show(lines)

    @opens_form
    async def action_new(self) -> None:
        screen = self.on_screen
        rooms = screen.marked_rooms()
        if not rooms:
            choices = [Choice("", "Toutes les salles", "fermeture de la maison")]
            choices += [Choice(str(room.id), room.name) for room in screen.known.rooms]
            answer = await self.app.push_screen_wait(
                ChoiceDialog("Fermer", choices, "Plusieurs salles : les choisir par « , » dans la liste des salles.")
            )
            if answer is None:
                return
            rooms = [room for room in screen.known.rooms if str(room.id) == answer.value]
        if await self.app.push_screen_wait(FormBox(plans.closing(rooms, screen.known.today))) is not None:
            screen.forget_marks()

    @work
    async def action_delete(self) -> None:
        line: ClosureLine | None = self.lines.current
        if line is not None:
            request = ReopenRooms(closure_id=line.about.id, version=line.about.version)
            await self._done(reopen_rooms, request, f"« {line.about.reason} » : salles rouvertes")
