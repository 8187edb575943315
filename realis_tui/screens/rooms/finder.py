"""« Trouver un créneau »: how many, with what, when and how long; the free rooms under it as one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from realis_tui.clock import PARIS
from realis_tui.domain.fields import FieldSpec, field_specs, validate
from realis_tui.domain.french import plural
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.domain.rooms import Slot, format_slot, in_layout
from realis_tui.keys import bindings_for
from realis_tui.messages import Superseded
from realis_tui.screens.framed import FramedBox
from realis_tui.screens.rooms.booking_form import open_booking_form
from realis_tui.usecases.rooms.requests import FindSlot
from realis_tui.usecases.rooms.slots import find_slot
from realis_tui.usecases.rooms.views import Blocker, BookingsSaved, FreeSlot, SlotsFound
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.form import Form
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

ORDER = ("people", "equipment", "on", "earliest", "latest", "minutes", "last")
"""The fields in the order people say them: « pour douze, avec la visio, mardi, à partir de 14 h, deux heures »."""
PAUSE = 0.12


async def open_finder(screen: Screen[Any], on: date) -> BookingsSaved | None:
    """Look for a free room from a day on, then book it; None when nothing was. To be awaited in a worker."""
    app = cast("RealisApp", screen.app)
    saved: BookingsSaved | None = await app.push_screen_wait(FinderBox(on))
    return saved


@dataclass(frozen=True)
class Found:
    """A line of what was found: a free time (`nearest`: not at the hours asked), or what keeps a room from it."""

    id: str
    slot: Slot
    free: FreeSlot | None = None
    blocker: Blocker | None = None
    nearest: bool = False
    today: date | None = None


def found_lines(found: SlotsFound, today: date) -> list[Found]:
    """The free rooms, best fit first; when there is none, the nearest times, then what would free one."""
    return [
        *(Found(f"free:{item.room.id}:{item.slot.start}", item.slot, item, today=today) for item in found.free),
        *(
            Found(f"near:{item.room.id}:{item.slot.start}", item.slot, item, nearest=True, today=today)
            for item in found.nearest
        ),
        *(
            Found(f"held:{item.room_id}:{item.booking_id}", item.slot, blocker=item, today=today)
            for item in found.blockers
        ),
    ]


def _sign(line: Found) -> Content:
    return ink.sign("late" if line.blocker is not None else "soon" if line.nearest else "fine")


def _room(line: Found) -> Content:
    if line.blocker is not None:
        return ink.line(line.blocker.room, "$muted")
    if line.free is None or line.free.layout is None:
        return ink.line(line.free.room.name if line.free else "", "bold")
    return Content.assemble((line.free.room.name, "bold"), (f" {in_layout(line.free.layout)}", "$muted"))


def _seats(line: Found) -> Content:
    return ink.line(plural(line.free.seats, "place") if line.free else "", "$muted")


def _when(line: Found) -> Content:
    return ink.line(format_slot(line.slot, line.today), "$muted" if line.blocker else "$ocre" if line.nearest else "")


def _with(line: Found) -> Content:
    if line.blocker is not None:
        return ink.line("à libérer", "$muted")
    return ink.line(", ".join(line.free.room.equipment) if line.free else "", "$muted")


def about(line: Found | None) -> Content:
    """What is to be known of a line: all that the room has, or what would free it."""
    if line is None:
        return ink.EMPTY
    if line.free is None:
        return ink.line(line.blocker.said if line.blocker is not None else "", "$ocre")
    room, spare = line.free.room, line.free.spare
    left = f"{plural(spare, 'place')} de plus qu'il n'en faut" if spare and spare < line.free.seats else ""
    parts = (room.place, ", ".join(room.equipment), left)
    return ink.join([ink.line(part, "$muted") for part in parts if part])


COLUMNS = (
    Column[Found]("sign", "", _sign, width=1),
    Column[Found]("room", "Salle", _room, width=14, flex=1),
    Column[Found]("seats", "", _seats, width=9, align="right"),
    Column[Found]("when", "Quand", _when, width=33),
    Column[Found]("with", "Matériel", _with, width=20, flex=2, priority=1),
)


def specs() -> list[FieldSpec]:
    """The fields of the search, in one group."""
    by_name = {spec.name: spec for spec in field_specs(FindSlot)}
    return [replace(by_name[name], shown=replace(by_name[name].shown, section="")) for name in ORDER]


class FinderForm(Form, inherit_bindings=False):
    """↓ goes to what was found, from any field."""

    PLACE = "rooms.finder_fields"
    BINDINGS = bindings_for(PLACE)

    def action_next_field(self) -> None:
        self.action_save()


class FinderBox(FramedBox["BookingsSaved | None"]):
    """What is typed is looked for at once; ↓ to the results, Entrée books the one under the cursor."""

    PLACE = "rooms.finder"
    SHOWS = frozenset({"rooms"})
    CSS: ClassVar[str] = """
    FinderBox > #box { width: 96%; max-width: 120; height: 90%; }
    FinderBox FinderForm { border: none; height: auto; max-height: 60%; padding: 0; }
    FinderBox .form-row--label { width: 14; }
    FinderBox RecordList { background: $panel; border-top: solid $border-colour; border-title-color: $tournesol; }
    FinderBox FormRow.-wrong .form-row--note { display: none; }
    FinderBox.-narrow > #box { width: 100%; }
    FinderBox #about { height: auto; max-height: 2; padding: 0 1; }
    FinderBox.-low > #box { height: 100%; max-height: 100%; }
    """
    AUTO_FOCUS = ""

    def __init__(self, on_day: date) -> None:
        super().__init__()
        self._day = on_day
        self._pause: Timer | None = None
        self._asked: FindSlot | None = None
        self._told = ink.EMPTY
        self._is_booking = False
        """What changes now is one's own doing."""
        self.is_opening = True

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    @property
    def lines(self) -> RecordList[Found]:
        return self.query_one(RecordList)

    def compose_box(self) -> ComposeResult:
        initial = {"on": f"{self._day:%d/%m/%Y}"}
        yield FinderForm(specs(), initial, today=self._today, compact=True)
        yield RecordList(COLUMNS, header=False, empty=Content(" "))
        yield Static(ink.EMPTY, id="about")

    def on_mount(self) -> None:
        box = self.query_one("#box")
        box.border_title = Content("Trouver un créneau")
        box.border_subtitle = Content("↓ résultats · Entrée réserver · Échap fermer")

    def _today(self) -> date:
        return self.realis.clock.now().astimezone(PARIS).date()

    @on(Form.Ready)
    def _ready(self, event: Form.Ready) -> None:
        event.stop()
        self.is_opening = False
        self.form.focus_field()
        self.realis.typed_ahead.deliver()
        self._look()

    # Looking

    @on(Form.Changed)
    def _typed(self, event: Form.Changed) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._look)

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        await self._find()

    async def reload(self) -> None:
        """Somebody has booked, or let go: the mark stays on its line, and it is said when that line is gone."""
        if self.is_opening:
            return
        marked = self.lines.current if self.lines.has_focus and self.is_current and not self._is_booking else None
        await self._find(to_top=False)
        if marked is not None and marked.free is not None and marked.id not in {line.id for line in self.lines.rows}:
            self.realis.say(f"{marked.free.room.name} n'est plus libre à cette heure.", "soon")

    async def _find(self, *, to_top: bool = True) -> None:
        """Ask what is free for what is typed; what is refused is said under its field."""
        if not self.is_attached or not self.query(Form):
            return
        try:
            asked = validate(FindSlot, self.form.values(), self._today())
            found: SlotsFound = await self.realis.perform(find_slot, asked, group="rooms.find")
        except Refused as refused:
            self._say({problem.field or "on": problem.message for problem in refused.problems})
            # What was found for other fields is not an answer to these.
            self._asked = None
            self._show(SlotsFound((), (), (), ""))
            return
        except (Unavailable, Superseded):
            return
        if self.is_attached and self.query(RecordList):
            self._asked = asked
            self._say({})
            self._show(found, to_top=to_top)

    def _say(self, problems: Mapping[str, str]) -> None:
        for name in ORDER:
            said = problems.get(name)
            self.form.set_note(name, Content.assemble(("◆ ", "$ocre"), ink.line(said, "$ocre")) if said else None)

    def _show(self, found: SlotsFound, *, to_top: bool = True) -> None:
        """In the title over lines; alone, under them, where a long sentence has room."""
        lines, rows = self.lines, found_lines(found, self._today())
        message = ink.line(found.message, "" if found.free else "$ocre")
        # A rule without corners leaves no blank of itself around its title.
        title = Content.assemble(" ", message, " ")
        lines.border_title, self._told = (title, ink.EMPTY) if rows else (ink.EMPTY, message)
        lines.show(rows, to_top=to_top)
        self._show_about(lines.current)

    @on(RecordList.Highlighted)
    def _highlighted(self, event: RecordList.Highlighted) -> None:
        event.stop()
        self._show_about(event.row)

    def _show_about(self, line: Found | None) -> None:
        self.query_one("#about", Static).update(about(line) if line is not None else self._told)

    # To the results, and booking

    @on(Form.Submitted)
    def _to_results(self, event: Form.Submitted) -> None:
        """What has just been typed is looked for first: the cursor is on its first result."""
        event.stop()
        self._enter()

    @work(exclusive=True, group="look")
    async def _enter(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        await self._find()
        if self.lines.rows:
            self.lines.focus()

    @on(Form.Cancelled)
    def _cancelled(self, event: Form.Cancelled) -> None:
        event.stop()
        self.dismiss(None)

    @on(RecordList.Opened)
    def _opened(self, event: RecordList.Opened) -> None:
        event.stop()
        self.action_book()

    @opens_form
    async def action_book(self) -> None:
        line, asked = self.lines.current, self._asked
        if line is None or asked is None:
            return
        if line.free is None:
            self.realis.say(line.blocker.said if line.blocker is not None else "", "soon")
            return
        if not self.realis.may("rooms.book"):
            self.realis.say("Votre rôle lit le planning sans y réserver.", "soon")
            return
        self._is_booking = True
        saved = await open_booking_form(
            self,
            room_id=line.free.room.id,
            slot=line.slot,
            people=asked.people,
            equipment=asked.equipment,
            layout=line.free.layout,
        )
        self._is_booking = saved is not None
        if saved is not None:
            self.dismiss(saved)

    def action_close(self) -> None:
        """From the results back to the fields, from the fields out."""
        if self.lines.has_focus:
            self.form.focus_field()
        else:
            self.dismiss(None)
