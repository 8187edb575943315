"""The planning of the rooms: a day of all, a week of one, a week of all, and what is done there in place."""

from __future__ import annotations

from datetime import date, timedelta

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from realis_tui.clock import PARIS
from realis_tui.domain.paris_time import local_of
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.domain.rooms_filter import RoomsFilter, read_rooms_filter
from realis_tui.messages import Superseded
from realis_tui.screens.framed import FramedScreen
from realis_tui.screens.rooms import heading
from realis_tui.screens.rooms.about import About, AboutBox, AboutView, Owed, booked_words, price_words, strip_of
from realis_tui.screens.rooms.acts import PlanningActs
from realis_tui.screens.rooms.bar import VIEWS, PlanningBar
from realis_tui.screens.rooms.day_box import ask_day
from realis_tui.usecases.flows.history import HistoryOf, history_of
from realis_tui.usecases.rooms.planning import planning
from realis_tui.usecases.rooms.prices import MonthUse, booking_price, month_use
from realis_tui.usecases.rooms.requests import BookingRequest, PlanningRequest
from realis_tui.usecases.rooms.views import BookingView, PlanningDay, PlanningView
from realis_tui.widgets import content as ink
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.filter_field import FilterField
from realis_tui.widgets.planning.board import HOUR, Board, Wanted, instant_at, minute_of
from realis_tui.widgets.planning.grid import DayGrid, PlanningGrid, WeekGrid, WeekRooms
from realis_tui.widgets.planning.moves import Beyond, Dropped, Opened
from realis_tui.widgets.planning.shape import Shape
from realis_tui.widgets.typed_ahead import opens_form
from realis_tui.widgets.view_tabs import View, ViewTabs

_TURNS: dict[type[Shape], type[Shape]] = {DayGrid: WeekGrid, WeekGrid: WeekRooms, WeekRooms: DayGrid}

MOST_KNOWN = 40
"""Periods kept once read, until something changes."""


class PlanningScreen(PlanningActs, FramedScreen[None]):
    """F4: the rooms over a day or a week, and what is done to their bookings."""

    PLACE = "rooms.planning"
    SHOWS = frozenset({"rooms", "companies"})
    CSS_PATH = "rooms.tcss"
    AUTO_FOCUS = "PlanningGrid"

    def __init__(self) -> None:
        super().__init__()
        self._kind: type[Shape] = DayGrid
        self._all_kind: type[Shape] = DayGrid
        self._first = self._today()
        self._filter = ""
        self._board: Board | None = None
        self._known: dict[tuple[date, int], Board] = {}
        self._owed: dict[tuple[int, int], Owed] = {}
        self._opened = False
        self._on_its_way = False

    def compose_body(self) -> ComposeResult:
        yield PlanningBar(id="bar")
        with Horizontal(id="side-by-side"):
            with Vertical(id="planning", classes="panel"):
                yield PlanningGrid(id="grid", may_book=self.realis.may("rooms.book"))
            yield AboutView(id="about", classes="panel")
        yield Static(ink.EMPTY, id="strip")

    def on_mount(self) -> None:
        super().on_mount()
        self.grid.set_empty(Content("Chargement…"))
        # Watched, not told by a message: block and panel are then drawn in the same frame.
        self.watch(self.grid, "wanted", self._show_about, init=False)
        self.watch(self.grid, "wanted", self.forget_hint, init=False)
        self.watch(self.grid, "carried", self._show_about, init=False)
        self.set_interval(20, self._tick)
        self._reload_soon()

    def on_resize(self) -> None:
        """The panel, or the line that stands for it, says what is under the cursor as soon as it is the one seen."""
        if self._board is not None:
            self.call_after_refresh(self._show_about)

    # What time it is, which days are shown

    def _today(self) -> date:
        return self.realis.clock.now().astimezone(PARIS).date()

    def _first_of(self, day: date) -> date:
        """The first day of the period that holds a day."""
        return day if self._kind is DayGrid else day - timedelta(days=day.weekday())

    def _tick(self) -> None:
        self.grid.tick(self.realis.clock.now())

    # Reading

    async def reload(self) -> None:
        # New ones, not the same emptied: what was asked before comes yet, and tells of before.
        self._known, self._owed = {}, {}
        first, days = self._first, self._kind.PERIOD
        board = await self._read(first, days, "rooms.planning")
        if board is not None and (first, days) == (self._first, self._kind.PERIOD):
            self._on_its_way = False
            self._draw(board)
            self.call_after_refresh(self._look_ahead)

    async def _read(self, first: date, days: int, group: str) -> Board | None:
        known = self._known
        try:
            view: PlanningView = await self.realis.perform(
                planning, PlanningRequest(first=first, days=days), group=group
            )
        except Refused as refused:
            self.realis.say(refused.message, "refused")
            return None
        except (Unavailable, Superseded):
            return None
        board = known[first, days] = Board(view)
        while len(known) > MOST_KNOWN:
            del known[next(iter(known))]
        return board

    @work(group="rooms.ahead", exclusive=True)
    async def _look_ahead(self) -> None:
        """Read the periods on either side, so that turning the page waits for nothing."""
        days = self._kind.PERIOD
        for first in (self._first + timedelta(days=days), self._first - timedelta(days=days)):
            if (first, days) not in self._known and await self._read(first, days, "rooms.ahead") is None:
                return

    def go(self, day: date, room_id: int, minute: int | None = None) -> None:
        """Show a day, the cursor at a minute of a room (None: where it is)."""
        first, days = self._first_of(day), self._kind.PERIOD
        self._first = first
        self._opened = True
        board = self._known.get((first, days))
        self._on_its_way = board is None
        wanted = None if minute is None else Wanted(room_id, day, minute, minute + self.grid.length, "", minute)
        self._draw(board or self._expected(first, days), wanted)
        if board is None:
            self._read_period(first, days, wanted)
        else:
            # The page first: a reading beside it would take half of the processor from its drawing.
            self.call_after_refresh(self._look_ahead)

    @work(group="rooms.period", exclusive=True)
    async def _read_period(self, first: date, days: int, wanted: Wanted | None) -> None:
        shown = self.grid.wanted
        board = await self._read(first, days, "rooms.planning")
        self.note_unread()
        if board is None or (first, days) != (self._first, self._kind.PERIOD):
            return
        self._on_its_way = False
        self._draw(board, wanted if self.grid.wanted == shown else None)
        self.call_after_refresh(self._look_ahead)

    def _expected(self, first: date, days: int) -> Board:
        """A period before it is read: its days and the rooms, nothing on yet."""
        known = self._board.view if self._board is not None else None
        opening, closing = (known.opening_hour, known.closing_hour) if known else (7, 22)
        dates = [first + timedelta(days=offset) for offset in range(days)]
        shown = tuple(
            PlanningDay(day, instant_at(day, opening * HOUR), instant_at(day, closing * HOUR), "", False)
            for day in dates
        )
        rooms, equipment = (known.rooms, known.equipment) if known else ((), ())
        return Board(PlanningView(shown, rooms, (), opening, closing, equipment))

    # Drawing

    def _asked(self, view: PlanningView) -> RoomsFilter:
        return read_rooms_filter(self._filter, view.equipment)

    def _draw(self, board: Board, wanted: Wanted | None = None) -> None:
        self._board = board
        view, grid = board.view, self.grid
        asked, before = self._asked(view), grid.wanted
        rooms = [room for room in view.rooms if asked.keeps(room.capacity, room.equipment)]
        board = board.only(rooms)
        if not self._opened and rooms and not self._on_its_way:
            self._opened = True
            wanted = self._first_look(board)
        here = wanted or before
        room_id = here.room_id if here is not None else 0
        grid.light(asked.company)
        grid.set_empty(self._nothing(view))
        grid.aim(self._kind, room_id)
        grid.show(board, wanted, now=self.realis.clock.now())
        self._draw_frame(board)
        if grid.wanted == before:
            # Else it was told as the cursor moved.
            self._show_about()
        self._tell(view, asked, board)

    def _first_look(self, board: Board) -> Wanted:
        """The booking that is on or comes next in the first room that has one today, else now in the first room."""
        now = self.realis.clock.now()
        today = local_of(now).date()
        minute = minute_of(now, today)
        for room in board.rooms:
            for laid in board.on(room.id, today):
                booking = laid.block.booking
                if booking is not None and not laid.block.through and laid.end > minute and booking.blocked is not None:
                    # From one that is on, the other rooms are looked at from now: its start is over.
                    anchor = max(laid.start, minute // 30 * 30)
                    return Wanted(room.id, today, laid.start, laid.end, laid.key, anchor)
        start = min(max(minute // 30 * 30, board.first_minute), board.last_minute - HOUR)
        return board.land(board.rooms[0].id, today, start, self.grid.length)

    def _nothing(self, view: PlanningView) -> Content:
        if not view.rooms:
            if self._on_its_way:
                return Content("Chargement…")
            return empty_sentence("Aucune salle encore.", "Ctrl+P", "« Salles » pour en ajouter")
        return empty_sentence("Aucune salle ne passe ce filtre.", "Échap", "dans le filtre pour l'effacer")

    def _draw_frame(self, board: Board) -> None:
        """Tabs, week, title, and how full it is."""
        bar, wanted = self.query_one(PlanningBar), self.grid.wanted
        room = board.room(wanted.room_id) if self._kind is WeekGrid and wanted is not None else None
        tabs = [View(str(each.id), heading.tab(each, each == room)) for each in board.rooms]
        # First, so that a day of all opens on the first rooms and not on the last.
        bar.show_rooms([View("", "Toutes"), *tabs], str(room.id) if room is not None else "")
        bar.show_period(self._first, VIEWS[self._kind.__name__])
        panel, today = self.query_one("#planning"), self._today()
        is_day = self._kind is DayGrid
        title = heading.of_day(board, self._first, today) if is_day else heading.of_week(self._first, today, room)
        panel.border_title = ink.line(title)
        panel.border_subtitle = ink.line("lecture…" if self._on_its_way else heading.how_full(board, room))

    def _tell(self, view: PlanningView, asked: RoomsFilter, board: Board) -> None:
        """Say under the filter that it lights nothing."""
        said = ""
        if asked.company and board.rooms and not self._on_its_way and not self.grid.lit():
            said = f"Rien ici pour « {self._filter.strip()} »."
        self.query_one(FilterField).show_error(said)

    def _show_about(self) -> None:
        board, grid = self.grid.board, self.grid
        wanted = grid.wanted
        panel, strip = self.query_one(AboutView), self.query_one("#strip", Static)
        if board is None or wanted is None:
            panel.show(None)
            strip.update(ink.EMPTY, layout=False)
            return
        about = self._about(board, wanted)
        if not panel.display:
            strip.update(strip_of(about), layout=False)
            return
        panel.show(about)
        booking = about.laid.block.booking if about.laid is not None else None
        if booking is not None and about.owed is None and about.carried is None:
            self.call_after_refresh(self._read_owed, booking)

    def _about(self, board: Board, wanted: Wanted) -> About:
        grid = self.grid
        laid, held = grid.current, grid.carried
        booking = laid.block.booking if laid is not None else None
        return About(
            wanted=wanted,
            laid=laid,
            carried=held,
            room=board.room(booking.room_id if booking is not None else wanted.room_id),
            carried_to=board.room(held.room_id) if held is not None else None,
            also_free=tuple(board.free_rooms(wanted)) if laid is None else (),
            now=self.realis.clock.now(),
            may_book=grid.may_book,
            owed=self._owed.get((booking.id, booking.version)) if booking is not None else None,
        )

    def read_whole(self) -> None:
        board, wanted = self.grid.board, self.grid.wanted
        if board is not None and wanted is not None:
            self.app.push_screen(AboutBox(self._about(board, wanted)))

    @work(group="rooms.beside", exclusive=True)
    async def _read_owed(self, booking: BookingView) -> None:
        """What a booking costs and who made it, once the cursor is on it."""
        price, by, owed = "", "", self._owed
        try:
            if booking.company_id is None:
                request = BookingRequest(booking_id=booking.id)
                due = await self.realis.perform(booking_price, request, group="rooms.beside")
                if due is not None:
                    price = price_words(due.cents, due.free_minutes, due.minutes, is_priced=due.is_priced)
            else:
                month = MonthUse(company_id=booking.company_id, month=local_of(booking.starts_at).date())
                use = await self.realis.perform(month_use, month, group="rooms.beside")
                line = next((line for line in use.lines if line.booking_id == booking.id), None)
                if line is not None:
                    price = price_words(line.cents, line.free, line.minutes, is_priced=line.is_priced)
            if self.realis.may("journal.read"):
                acts = await self.realis.perform(
                    history_of, HistoryOf(owner=f"bookings:{booking.id}"), group="rooms.beside"
                )
                by = booked_words(acts[-1].actor, acts[-1].at) if acts else ""
        except (Refused, Unavailable, Superseded):
            return
        owed[booking.id, booking.version] = Owed(price, by)
        self._show_about()

    # What the grid and the bar say

    @on(Beyond)
    def _beyond(self, event: Beyond) -> None:
        if self.grid.going is None or self.grid.going == event.day:  # else a page further is asked for already
            self.go(event.day, event.room_id, event.minute)

    @on(Opened)
    def _to_open(self, event: Opened) -> None:
        self.open_wanted()

    @on(Dropped)
    def _dropped(self, event: Dropped) -> None:
        self.drop(event.carried)

    @on(ViewTabs.Chosen)
    def _chosen(self, event: ViewTabs.Chosen) -> None:
        wanted = self.grid.wanted
        if wanted is None:
            return
        if event.key:
            self._turn_to(WeekGrid, int(event.key), wanted)
        else:
            self._turn_to(self._all_kind, wanted.room_id, wanted)

    @on(FilterField.FilterChanged)
    def _filtered(self, event: FilterField.FilterChanged) -> None:
        self._filter = event.text
        if self._board is not None:
            self._draw(self._board)

    @on(FilterField.Left)
    @on(ViewTabs.Left)
    def _to_grid(self) -> None:
        self.query_one(PlanningBar).set_class(bool(self._filter.strip()), "-filtering")
        self.grid.focus()

    # Keys

    def action_filter(self) -> None:
        self.query_one(PlanningBar).add_class("-filtering")
        self.query_one(FilterField).focus_input()

    def action_next_field(self) -> None:
        tabs = self.query_one(ViewTabs)
        (self.grid if tabs.has_focus else tabs).focus()

    def action_views(self) -> None:
        wanted = self.grid.wanted
        if wanted is not None and self.grid.carried is None:
            self._turn_to(_TURNS[self._kind], wanted.room_id, wanted)

    def _turn_to(self, kind: type[Shape], room_id: int, wanted: Wanted) -> None:
        """Another view of the same moment, the cursor where it is."""
        self._kind = kind
        if kind is not WeekGrid:
            self._all_kind = kind
        self.go(wanted.day, room_id, wanted.start)

    def action_today(self) -> None:
        wanted, board = self.grid.wanted, self.grid.board
        if wanted is not None and board is not None:
            minute = minute_of(self.realis.clock.now(), self._today())
            inside = min(max(minute // 30 * 30, board.first_minute), board.last_minute - HOUR)
            self.go(self._today(), wanted.room_id, inside)

    @opens_form
    async def action_day(self) -> None:
        day, wanted = await ask_day(self), self.grid.wanted
        if day is not None and wanted is not None:
            self.go(day, wanted.room_id, wanted.anchor)

    def people_asked(self) -> int | None:
        return self._asked(self._board.view).people if self._board is not None else None

    def show_booking(self, booking: BookingView) -> None:
        day = local_of(booking.starts_at).date()
        self.go(day, booking.room_id, minute_of(booking.starts_at, day))
        self.grid.focus()

    def show_room(self, room_id: int) -> None:
        """The week of a room, the cursor now."""
        today = self._today()
        opening = (self._board.view.opening_hour if self._board else 7) * HOUR
        self._kind = WeekGrid
        self.go(today, room_id, max(opening, minute_of(self.realis.clock.now(), today) // 30 * 30))
        self.grid.focus()

    def action_back(self) -> None:
        grid = self.grid
        grid.let_go()
        grid.focus()
        wanted = grid.wanted
        if wanted is not None and grid.board is not None and grid.board.day(wanted.day) is None:
            # It was carried to another week: back to where it is.
            self.go(wanted.day, wanted.room_id, wanted.start)

    def action_give_up(self) -> None:
        """What is in hand is not written yet: that is what « annuler » takes back."""
        self.action_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """With a booking in hand, letters do nothing: it is dropped or given up first."""
        if (action in _NOT_IN_HAND and self.grids_in_hand()) or (action == "give_up" and not self.grids_in_hand()):
            return False
        return super().check_action(action, parameters)

    def grids_in_hand(self) -> bool:
        """Whether a booking is being moved."""
        return any(grid.carried is not None for grid in self.query(PlanningGrid))


_NOT_IN_HAND = {
    "find", "move", "arrive", "delete", "done", "views", "today", "filter", "print", "new", "book", "edit", "history",
    "next_field", "day", "absent", "cancel_house", "series", "export",
}  # fmt: skip
