"""The booking form: who, where and when as people say it, with what the planning answers while they type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen

from realis_tui.clock import PARIS
from realis_tui.domain.french import format_duration, parse_time
from realis_tui.domain.refusals import Problem, Refused
from realis_tui.domain.rooms import BookingStatus, Slot
from realis_tui.drafts import Draft
from realis_tui.keys import bindings_for
from realis_tui.screens.form_box import FormBox, FormPlan, NotNow
from realis_tui.screens.rooms import last_draft, plans
from realis_tui.screens.rooms.checked import CheckView, held_until, panel, parts_of, repeated, under_hours
from realis_tui.screens.rooms.scope import ask_scope, perform_on_dates
from realis_tui.screens.rooms.series_preview import SeriesPreview
from realis_tui.screens.suppliers import layouts_of
from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card
from realis_tui.usecases.rooms.bookings import booking_card
from realis_tui.usecases.rooms.catalogue import ListRooms, list_rooms
from realis_tui.usecases.rooms.checking import check_booking
from realis_tui.usecases.rooms.requests import BookingRequest, BookRoom, CheckBooking, EditBooking, MoveOccurrence
from realis_tui.usecases.rooms.series import preview_series
from realis_tui.usecases.rooms.views import (
    BookingsSaved,
    BookingView,
    Check,
    Nearby,
    Occurrence,
    RoomView,
    SeriesView,
    Standing,
)
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice, Supplier
from realis_tui.widgets.form import Form

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

_CHECKED = ("on", "start", "end", "people", "layout", "equipment", "forced_because", "repeat", "tenant")
_PUT_RIGHT = ("room_id", "on", "start", "end", "people", "layout", "forced_because")
"""The fields whose refusal another one may put right."""
_BRIEFLY = {Standing.TAKEN: "pris", Standing.REFUSED: "à revoir"}
USUAL = timedelta(hours=1)
"""How long a booking is proposed for, when nothing says."""


async def open_booking_form(
    screen: Screen[Any],
    *,
    room_id: int | None = None,
    slot: Slot | None = None,
    company_id: int | None = None,
    booking: BookingView | None = None,
    people: int | None = None,
    equipment: Sequence[str] = (),
    layout: str | None = None,
) -> BookingsSaved | None:
    """Open the form of a new booking, prefilled with what is given, or of `booking`; None when it was left.

    To be awaited in a worker (an act that `opens_form`).
    """
    app = cast("RealisApp", screen.app)
    if booking is not None and booking.status is BookingStatus.CANCELLED:
        app.say(plans.cancelled_words(booking), "soon")
        return None
    rooms: tuple[RoomView, ...] | None = await app.ask(list_rooms, ListRooms(with_closed=booking is not None))
    if rooms is None:
        return None
    if booking is not None:
        plan = plans.edited_booking(booking, _again(app, booking.id))
    else:
        company = None
        if company_id is not None:
            card = await app.ask(company_card, CompanyCardRequest(company_id=company_id))
            company = (company_id, card.name) if card is not None else None
        room = next((room for room in rooms if room.id == room_id), None)
        today = app.clock.now().astimezone(PARIS).date()
        plan = plans.new_booking(room, slot, today, company=company, people=people, equipment=equipment, layout=layout)
    saved: BookingsSaved | None = await app.push_screen_wait(BookingForm(plan, rooms, booking))
    return saved


def _again(app: RealisApp, booking_id: int) -> Any:
    async def reread() -> Any:
        fresh = await app.perform(booking_card, BookingRequest(booking_id=booking_id))
        return plans.typed_booking(fresh), {"version": fresh.version}

    return reread


class BookingForm(FormBox):
    """A booking being typed, new or not: what `check_booking` answers stands under the hours, or beside from 120
    columns; what it offers instead is taken by Entrée or a click."""

    CSS = f"""{FormBox.CSS.replace("FormBox", "BookingForm")}
    BookingForm CheckView {{ display: none; }}
    BookingForm.-wide > #box, BookingForm.-very-wide > #box {{ layout: horizontal; height: 27; max-height: 92%; }}
    OccurrenceForm.-wide > #box, OccurrenceForm.-very-wide > #box {{ height: 20; }}
    BookingForm.-wide CheckView, BookingForm.-very-wide CheckView {{
        display: block; width: 46; height: 1fr; margin-left: 1; padding: 0 0 0 2; border-left: solid $border-colour;
    }}
    BookingForm .form-row--label {{ width: 20; }}
    """
    LOOKS_AT = frozenset(
        {
            "who", "room_id", "on", "start", "end", "people", "equipment", "layout", "tenant", "outside_hours",
            "forced_because", "repeat", "option",
        }
    )  # fmt: skip
    BINDINGS: ClassVar = bindings_for("rooms.booking_form")
    PAUSE = 0.12
    SHOWS = frozenset({"rooms"})

    def __init__(self, plan: FormPlan, rooms: Sequence[RoomView], booking: BookingView | None = None) -> None:
        super().__init__(plan)
        self._rooms = {str(room.id): room for room in rooms}
        self._booking = booking
        self._nearby: dict[str, Nearby] = {}
        self._noted: set[str] = set()
        self._lasts = _length(plan.initial) or USUAL
        self._end_put = plan.initial.get("end", "")
        self._refused: Mapping[str, str] = {}
        self._skipped: tuple[date, ...] = ()
        self._moves: tuple[MoveOccurrence, ...] = ()
        """The dates of the series left aside and those moved, kept while the form is there."""
        self._offered: Draft | None = None
        """A booking that was being typed elsewhere."""

    def compose_box(self) -> ComposeResult:
        yield from super().compose_box()
        yield CheckView()

    def suppliers(self) -> Mapping[str, Supplier]:
        async def layouts(typed: str) -> Sequence[Choice]:
            room = self._rooms.get(self.form.values().get("room_id", ""))
            return layouts_of([room] if room is not None else self._rooms.values(), typed)

        return {**super().suppliers(), "layouts": layouts}

    # What was being typed elsewhere

    @on(Form.Ready)
    def _offer_draft(self) -> None:
        """Say the last booking that was left half typed, unless this form takes up its own or changes one."""
        if self._booking is not None or not self.plan.draft or self.form.resumed:
            return
        now = self.realis.clock.now()
        self._offered = last_draft.last_draft(self.realis.drafts, self.account, self.plan.draft, now)
        if self._offered is not None:
            self.form.say_draft(f"{last_draft.said(self._offered, now)}.", "Ctrl+O pour le reprendre.")

    def action_take_draft(self) -> None:
        draft = self._offered
        if draft is not None:
            self._offered = None
            self._end_put = ""  # its end was meant
            self.form.take_up(draft)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._offered is not None if action == "take_draft" else super().check_action(action, parameters)

    # While one types

    def on_resize(self) -> None:
        """What is said goes beside the form, or under the hours."""
        if not self.is_opening:
            self.look_soon()

    @on(Form.Changed)
    def _end_follows(self, event: Form.Changed) -> None:
        """The end goes with the start until it is typed itself."""
        values = self.form.values()
        if event.name == "start" and values["end"] == self._end_put and (start := _hour(values["start"])) is not None:
            self._end_put = f"{start + self._lasts:%H:%M}"
            self.form.set_values({"end": self._end_put})

    async def reload(self) -> None:
        """Somebody else has booked: what is said here may not be true any more."""
        if not self.is_opening:
            self.look_soon()

    async def look(self, values: Mapping[str, str]) -> None:
        asked = self._asked(values)
        check: Check = await self.realis.perform(check_booking, asked, group="booking.check")
        series = None
        if values.get("repeat", "").strip() and asked.room_id is not None:
            series = await self._preview(asked, "booking.series")
        if self.is_attached and self.query(CheckView):
            self._say(check, series, values)

    def _asked(self, values: Mapping[str, str]) -> CheckBooking:
        """The form as it stands; a choice not made yet is nothing."""
        room = values.get("room_id", "")
        typed = {name: values.get(name, "") for name in _CHECKED}
        who = values.get("who", "")
        return CheckBooking(
            room_id=int(room) if room in self._rooms else None,
            who=who if who == "interne" or ":" in who else "",
            outside_hours=values.get("outside_hours") == "true",
            booking_id=self._booking.id if self._booking is not None else None,
            on=typed["on"], start=typed["start"], end=typed["end"], people=typed["people"], layout=typed["layout"],
            equipment=typed["equipment"], forced_because=typed["forced_because"], repeat=typed["repeat"],
            tenant=typed["tenant"],
        )  # fmt: skip

    async def _preview(self, asked: CheckBooking, group: str = "") -> SeriesView:
        series: SeriesView = await self.realis.perform(preview_series, asked, group=group)
        return series

    def _say(self, check: Check, series: SeriesView | None, values: Mapping[str, str]) -> None:
        option = values.get("option") == "true"
        held = held_until(check) if option else ink.EMPTY
        if self._is_unmoved(values) and check.standing is Standing.FREE and check.slot is not None:
            check = replace(check, message=f"inchangé · {format_duration(check.slot.minutes)}")
        beside = bool(self.query_one(CheckView).display)
        self._nearby = {str(rank): near for rank, near in enumerate(check.nearby)}
        offers = [Choice(key, near.said) for key, near in self._nearby.items()]
        notes: dict[str, Content] = dict(_problems(check))
        told = bool(check.message) and any(check.message == self.form.problem_of(name) for name in plans.WHEN)
        if told:
            # The refusal under its field says who and until when: once is enough.
            check = replace(check, message=_BRIEFLY.get(check.standing, check.message))
        if not beside and not told:
            notes["end"] = under_hours(check, held, repeats=series is not None and series.price is not None)
        elif offers:
            notes["end"] = ink.line("Prendre plutôt (↓) :", "$muted")
        if option and beside:
            notes["option"] = held
        if series is not None and not beside:
            notes["repeat"] = repeated(series)
        for name in [name for name in notes if name != "end" and self.form.problem_of(name)]:
            del notes[name]  # said already under that field, by the refusal
        for name in (self._noted | notes.keys()) & values.keys():
            self.form.set_note(name, notes.get(name), offers if name == "end" else ())
        self._noted = set(notes)
        self._forgive(check, values)
        parts = panel(check, values.get("people", ""), option=option, series=series)
        self.query_one(CheckView).show(parts_of(parts))

    def _is_unmoved(self, values: Mapping[str, str]) -> bool:
        """Whether the form is that of a booking that stays where it is."""
        return self._booking is not None and all(
            values.get(name, "") == self.plan.initial.get(name, "") for name in plans.WHEN
        )

    def _forgive(self, check: Check, values: Mapping[str, str]) -> None:
        """A sentence under a field goes when what was typed elsewhere has put it right (a reason, another room)."""
        wrong = {name for name, _ in check.problems}
        if check.standing is not Standing.TAKEN and values != self._refused:
            self.form.clear_problems(name for name in _PUT_RIGHT if values.get(name, "").strip() and name not in wrong)

    def refused(self, refused: Refused) -> None:
        super().refused(refused)
        self._refused = self.form.values()
        for problem in refused.problems:
            if problem.field in self._noted - {"end"}:
                self.form.set_note(problem.field, None)
        # What is said beside dates from before: another desk may have taken the room.
        self.look_soon()

    @on(Form.Offered)
    def _take_offer(self, event: Form.Offered) -> None:
        near = self._nearby.get(event.choice.value)
        if near is not None:
            when = plans.when_of(near.slot)
            self._end_put, self._lasts = when["end"], near.slot.end - near.slot.start
            there = {"room_id": str(near.room_id), "layout": near.layout or ""}
            self.form.set_values({**when, **there}, {"room_id": near.room})
            self.look_soon()

    # Saving

    async def act(self, values: Mapping[str, str]) -> Any:
        request = self.request(values)
        if isinstance(request, BookRoom) and request.repeat:
            return await self.realis.perform(self.plan.use_case, await self._agreed(request, values))
        if isinstance(request, EditBooking) and self._booking is not None and self._booking.series_id is not None:
            return await self._of_series(request, values)
        return await self.realis.perform(self.plan.use_case, request)

    async def _agreed(self, request: BookRoom, values: Mapping[str, str]) -> BookRoom:
        """A series that clashes is shown date by date first: the others only if asked."""
        asked = self._asked(values).model_copy(update={"skip": self._skipped, "moves": self._moves})
        series = await self._preview(asked)
        # What was moved of another rule is no date of this one.
        days = {item.on for item in series.occurrences}
        asked = asked.model_copy(update={"moves": tuple(each for each in self._moves if each.occurrence_on in days)})
        if not (series.clashes or asked.skip or asked.moves):
            return request
        preview = SeriesPreview(series, asked, self._elsewhere)
        agreed = await self.app.push_screen_wait(preview)
        self._skipped, self._moves = preview.asked.skip, preview.asked.moves
        if agreed is None:
            raise NotNow
        return request.model_copy(update={"skip": self._skipped, "moves": self._moves, "partial": True})

    async def _elsewhere(self, asked: CheckBooking, item: Occurrence) -> MoveOccurrence | None:
        """Where one date of the series goes, from a form of its own."""
        plan = plans.moved_occurrence(asked, item, self._rooms)
        move: MoveOccurrence | None = await self.app.push_screen_wait(
            OccurrenceForm(plan, list(self._rooms.values()), asked)
        )
        return move

    async def _of_series(self, request: EditBooking, values: Mapping[str, str]) -> Any:
        """A date of a series that changes asks, once, what of the series changes with it; one that is over is alone."""
        booking = self._booking
        assert booking is not None
        is_over = booking.ends_at <= self.realis.clock.now()
        if is_over or all(value == self._baseline.get(name, "") for name, value in values.items()):
            return await self.realis.perform(self.plan.use_case, request)
        scope = await ask_scope(self, "Modifier")
        if scope is None:
            raise NotNow
        return await perform_on_dates(self, self.plan.use_case, request.model_copy(update={"scope": scope}))


class OccurrenceForm(BookingForm):
    """One date of a series that is not booked yet, met elsewhere: the same answers while it is typed. Answers the
    move."""

    def __init__(self, plan: FormPlan, rooms: Sequence[RoomView], series: CheckBooking) -> None:
        """`series`: what is to be booked, this date included."""
        super().__init__(plan, rooms)
        self._of = series

    def _asked(self, values: Mapping[str, str]) -> CheckBooking:
        """The date alone, with all that is said of the series."""
        there = super()._asked(values)
        where = {name: getattr(there, name) for name in (*plans.WHEN, "outside_hours")}
        return self._of.model_copy(update={**where, "repeat": "", "skip": (), "moves": ()})

    async def act(self, values: Mapping[str, str]) -> MoveOccurrence:
        """The move, once it is known to be possible; the booking of the series looks again."""
        move = plans.only_changed(self.request(values), self._of)
        check: Check = await self.realis.perform(check_booking, self._asked(values))
        if check.standing is Standing.TAKEN:
            raise Refused(check.message, "start")
        if check.problems:
            raise Refused.many(Problem(name, sentence) for name, sentence in check.problems)
        others = (each for each in self._of.moves if each.occurrence_on != move.occurrence_on)
        series = await self._preview(self._of.model_copy(update={"moves": (*others, move)}))
        found = next((item for item in series.occurrences if item.on == move.occurrence_on), None)
        if found is not None and found not in series.booked:
            raise Refused(f"Cette date serait {found.said}.", "start")
        return move


def _problems(check: Check) -> Iterable[tuple[str, Content]]:
    """What would be refused, under its field; what the hours' own line says is not said twice."""
    for name, sentence in check.problems:
        if name in ("start", "end") and sentence == check.message and check.standing is not Standing.TAKEN:
            if "outside_hours" in check.ways:
                yield "outside_hours", Content.assemble(("◆ ", "$ocre"), "Espace pour accepter hors des horaires.")
            continue
        if name is not None:
            yield name, Content.assemble(("◆ ", "$ocre"), ink.line(sentence, "$ocre"))


def _hour(text: str) -> datetime | None:
    """An hour of the form on some day, to be counted with; None while it is not one."""
    try:
        return datetime.combine(datetime.min.date() + timedelta(days=1), parse_time(text))
    except ValueError:
        return None


def _length(values: Mapping[str, str]) -> timedelta | None:
    start, end = _hour(values.get("start", "")), _hour(values.get("end", ""))
    return end - start if start is not None and end is not None and end > start else None
