"""The rooms themselves: the screen of their lists, their tariffs and their closures."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content

from realis_tui.clock import PARIS
from realis_tui.domain.french import plural
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.messages import Superseded
from realis_tui.screens.framed import FramedScreen
from realis_tui.screens.rooms.rooms_parts import ClosuresPart, Known, ListPart, RoomsPart, TariffsPart
from realis_tui.usecases.rooms.catalogue import (
    ListRooms,
    TariffsOf,
    list_rooms,
    room_tariffs,
)
from realis_tui.usecases.rooms.closures import ListClosures, list_closures
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.widgets import content as ink
from realis_tui.widgets.card import Card, CardTab


class RoomsScreen(FramedScreen[None]):
    """Three lists under tabs; `n`, `e` and `d` are about the one shown."""

    PLACE = "rooms.rooms"
    SHOWS = frozenset({"rooms"})
    CSS_PATH = "rooms.tcss"
    AUTO_FOCUS = "ViewTabs"
    FIRST: ClassVar[str] = "rooms"

    def __init__(self) -> None:
        super().__init__()
        self.known = Known((), (), (), self._today())

    def compose_body(self) -> ComposeResult:
        tabs = [
            CardTab("rooms", "Salles", RoomsPart, self._load),
            CardTab("tariffs", "Tarifs", TariffsPart, self._load),
            CardTab("closures", "Fermetures", ClosuresPart, self._load),
        ]
        yield Card(tabs, first=self.FIRST, id="rooms-card")

    def on_mount(self) -> None:
        super().on_mount()
        body = self.query_one("#body")
        body.add_class("panel")
        body.border_title = Content("Salles")
        self._reload_soon()

    def _today(self) -> date:
        return self.realis.clock.now().astimezone(PARIS).date()

    @property
    def card(self) -> Card:
        return self.query_one("#rooms-card", Card)

    async def reload(self) -> None:
        try:
            rooms = await self.realis.perform(list_rooms, ListRooms(with_closed=True), group="rooms.rooms")
            tariffs = [
                (room, tariff)
                for room in rooms
                for tariff in await self.realis.perform(room_tariffs, TariffsOf(room_id=room.id))
            ]
            closures = await self.realis.perform(list_closures, ListClosures(), group="rooms.closures")
        except Refused as refused:
            self.realis.say(refused.message, "refused")
            return
        except (Unavailable, Superseded):
            return
        if not self.is_attached:
            return
        at_start = not self.known.rooms
        self.known = Known(rooms, tuple(tariffs), closures, self._today())
        seats = sum(room.capacity for room in rooms if not room.parts)
        self.card.set_heading(ink.line(f"{plural(len(rooms), 'salle')} · {plural(seats, 'place')} en tout", "$muted"))
        self.card.set_counts({"rooms": len(rooms), "closures": len(closures)})
        self.card.reload()
        if at_start:
            self.card.focus_body()

    async def _load(self, part: ListPart[Any]) -> None:
        await part.show(self.known)

    def marked_rooms(self) -> list[RoomView]:
        """The rooms marked with « , »."""
        part = self.card.widget_of("rooms")
        return [line.room for line in part.lines.marked] if isinstance(part, RoomsPart) else []

    def forget_marks(self) -> None:
        """They are closed: none is marked any more."""
        part = self.card.widget_of("rooms")
        if isinstance(part, RoomsPart):
            part.lines.clear_marks()

    def action_back(self) -> None:
        self.dismiss(None)


class TariffsScreen(RoomsScreen):
    """The same, on the tariffs."""

    FIRST = "tariffs"


class ClosuresScreen(RoomsScreen):
    """The same, on the closures."""

    FIRST = "closures"
