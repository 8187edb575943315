"""A field one chooses in by typing: what matches is offered in at most eight lines under it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from realis_tui.domain.french import fold
from realis_tui.keys import bindings_for
from realis_tui.widgets import content as ink
from realis_tui.widgets.line_input import LineInput

MOST_SHOWN = 8
PATIENCE = 20.0
"""Seconds that Entrée and Tab wait at most for the lines of what is typed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen: the value kept, the label read and typed, and a detail beside it.

    weak: found by something else than its name; it is chosen with the arrows, never by Tab or Entrée alone.
    """

    value: str
    label: str
    detail: str = ""
    weak: bool = False


Supplier = Callable[[str], Awaitable[Sequence[Choice]]]
"""What matches a typed text, best first; empty text: what to offer before anything is typed."""


def closed_list(choices: Sequence[tuple[str, str]]) -> Supplier:
    """The supplier of a short closed list: those whose label starts with the text, then those that hold it."""
    known = [Choice(value, label) for value, label in choices]

    async def supply(typed: str) -> Sequence[Choice]:
        wanted = fold(typed)
        if not wanted:
            return known
        ranked = [(fold(choice.label).find(wanted), choice) for choice in known]
        exact = [choice for choice in known if fold(choice.value) == wanted]
        starts = [choice for at, choice in ranked if at == 0]
        return [*starts, *(choice for at, choice in ranked if at > 0), *(c for c in exact if c not in starts)]

    return supply


class PickerMenu(Widget):
    """The lines under the field, the chosen one marked; drawn over what is below.

    `said` is what was said of the text typed (several lines joined): hidden below, it is the last line here.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"picker-menu--cursor", "picker-menu--detail"}
    DEFAULT_CSS = """
    PickerMenu {
        overlay: screen;
        constrain: inside inside;
        display: none;
        width: 100%;
        height: auto;
        background: $panel;
        & > .picker-menu--cursor { background: $tournesol 25%; text-style: bold; }
        & > .picker-menu--detail { color: $muted; }
        &:ansi > .picker-menu--cursor, &:nocolor > .picker-menu--cursor { text-style: bold reverse; }
    }
    """

    class Clicked(Message):
        """A line was clicked."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Turned(Message):
        """The lines are there, or gone."""

        def __init__(self, shown: bool) -> None:
            super().__init__()
            self.shown = shown

    def __init__(self) -> None:
        super().__init__()
        self.choices: Sequence[Choice] = ()
        self.cursor = 0
        self.moved = False
        self.words: Sequence[str] = ()
        self.said = ""

    @property
    def is_reached(self) -> bool:
        """Whether the arrows chose the marked line."""
        return self.display and self.moved and self.current is not None

    @property
    def current(self) -> Choice | None:
        """The marked line, when the lines are shown."""
        return self.choices[self.cursor] if self.display and 0 <= self.cursor < len(self.choices) else None

    def offer(self, choices: Sequence[Choice], typed: str, field: Region) -> None:
        """Show these lines; a choice the arrows had reached stays under the mark wherever it is now."""
        reached = self.current if self.is_reached else None
        self.choices = self._placed(choices[:MOST_SHOWN], field)
        self.moved = reached in self.choices
        first = -1 if self.choices and self.choices[0].weak else 0
        self.cursor = self.choices.index(reached) if reached is not None and self.moved else first
        self.words = fold(typed).split()
        self.display = True
        self.post_message(self.Turned(True))
        self.refresh(layout=True)

    def _placed(self, choices: Sequence[Choice], field: Region) -> tuple[Choice, ...]:
        """Go under the field, or over it where there is more room: never on what is typed. Gives those that fit."""
        taken = 1 if self.said else 0
        under, over = self.screen.size.height - field.bottom - taken, field.y - taken
        goes_over = max(1, len(choices)) > under and over > under
        fit = tuple(choices[: max(1, over if goes_over else under)])
        self.styles.offset = (0, -(max(1, len(fit)) + taken + field.height) if goes_over else 0)
        return fit

    def close(self) -> None:
        """Take the lines away."""
        if self.display:
            self.post_message(self.Turned(False))
        self.display = False
        self.cursor = 0
        self.moved = False

    def step(self, by: int) -> None:
        """Mark another line."""
        if self.choices:
            # With none marked, ↓ goes to the first and ↑ to the last.
            self.cursor = (max(self.cursor, -1 if by > 0 else 0) + by) % len(self.choices)
            self.moved = True
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y < len(self.choices):
            self.post_message(self.Clicked(self.choices[event.y]))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self.choices)) + (1 if self.said else 0)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        style = self.visual_style
        if self.said and y == max(1, len(self.choices)):
            said = Content.assemble("  ", ink.line(self.said, "$garance"))
            return ink.strip_of(self, said, width, style)
        if not self.choices and y == 0:
            return ink.strip_of(self, Content.styled("  Rien de ce nom.", "$muted"), width, style)
        if y >= len(self.choices):
            return Strip.blank(width, style.rich_style)
        choice = self.choices[y]
        if y == self.cursor:
            style = self.get_visual_style("picker-menu--cursor")
        pointer = (">" if ink.Plain.signs else "▸") if y == self.cursor else " "
        label = ink.highlight(ink.line(choice.label).plain, self.words)
        if not choice.detail:
            return ink.strip_of(self, Content.assemble(f"{pointer} ", ink.pad(label, width - 3)), width, style)
        longest = max(ink.line(other.label).cell_length for other in self.choices)
        label_width = min(max(longest, 12), max(12, (width - 4) // 2))
        detail = ink.line(choice.detail, "$muted")
        whole = Content.assemble(f"{pointer} ", ink.pad(label, label_width), "  ", detail)
        return ink.strip_of(self, whole, width, style)


class PickerInput(LineInput):
    """The typed part: while the lines are shown, arrows, Entrée and Échap are about them."""

    PLACE = "picker"
    BINDINGS = bindings_for(PLACE)

    @property
    def picker(self) -> "Picker":
        assert isinstance(self.parent, Picker)
        return self.parent

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "close_menu":
            return self.picker.is_open
        if action == "menu":
            # ↑ in a closed menu is the form's: the field above.
            return self.picker.is_open or parameters == (1,)
        return super().check_action(action, parameters)

    def action_menu(self, by: int) -> None:
        self.picker.step(by)

    def action_close_menu(self) -> None:
        self.picker.decline()

    async def action_submit(self) -> None:
        self.picker.just_taken = self.picker.menu.current is not None
        self.picker.take_shown()
        await super().action_submit()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "space" and self.picker.opens_on_space and (not self.value or self.selected_text == self.value):
            event.stop()
            event.prevent_default()
            self.picker.open()
            return
        if event.key in ("tab", "enter", "ctrl+s"):
            # Here, before the key goes up: what is asked of the letters before it is answered first.
            await self.picker.answered()
        if event.key == "tab":
            self.picker.take_meant()
        await super()._on_key(event)


class Picker(Vertical):
    """A field whose value comes from a supplier. `Picked(choice)` when one is taken (None: it was emptied).

    Typing asks the supplier; ↓ ↑ choose; Entrée or Tab takes a line of the answer to what is typed, waiting for it when
    it is on its way (a line that the arrows reached is taken as it is). Leaving the field with the only match typed in
    full takes it.
    """

    DEFAULT_CSS = """
    Picker { height: auto; width: 1fr; }
    """

    class Picked(Message):
        """A choice was taken, or the field emptied."""

        def __init__(self, picker: "Picker", choice: Choice | None) -> None:
            super().__init__()
            self.picker = picker
            self.choice = choice

        @property
        def control(self) -> "Picker":
            return self.picker

    def __init__(
        self,
        supplier: Supplier,
        chosen: Choice | None = None,
        *,
        hint: str = "",
        opens_on_space: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._supplier = supplier
        self._chosen = chosen
        self.opens_on_space = opens_on_space
        self.input = PickerInput(chosen.label if chosen else "", hint)
        self.menu = PickerMenu()
        self._asked = 0
        self._asked_about = ""
        self._declined = ""
        """The text whose lines were closed by Échap: nothing is taken for it."""
        self._asking: Worker[None] | None = None
        self.just_taken = False
        """Whether the last Entrée took a line."""

    def compose(self) -> ComposeResult:
        yield self.input
        yield self.menu

    @property
    def chosen(self) -> Choice | None:
        """What is chosen; None as soon as the text typed is no longer its label."""
        return self._chosen

    @property
    def value(self) -> str:
        """The chosen value; what is typed when nothing is chosen (a rule will say it is not in the list)."""
        return self._chosen.value if self._chosen else self.input.value.strip()

    @property
    def is_open(self) -> bool:
        """Whether the lines are shown."""
        return bool(self.menu.display)

    def choose(self, choice: Choice | None) -> None:
        """Make `choice` the value, its label in the field, and say so."""
        self._chosen = choice
        self.close()
        with self.input.prevent(Input.Changed):
            self.input.value = choice.label if choice else ""
            self.input.cursor_position = len(self.input.value)
        self.post_message(self.Picked(self, choice))

    def set_chosen(self, choice: Choice | None) -> None:
        """Put an initial choice in the field, without a message."""
        self._chosen = choice
        with self.input.prevent(Input.Changed):
            self.input.load(choice.label if choice else "")

    def open(self) -> None:
        """Show what can be chosen, before anything is typed."""
        self._ask("" if self._chosen or not self.input.value else self.input.value)

    def close(self) -> None:
        """Take the lines away, and any answer on its way."""
        self._asked += 1
        self._asked_about = ""
        self.menu.close()

    def decline(self) -> None:
        """Échap: what is typed stays as it is."""
        self._declined = self.input.value
        self.close()

    def step(self, by: int) -> None:
        """↓ and ↑: open the lines, then move among them."""
        if self.is_open:
            self.menu.step(by)
        else:
            self.open()

    async def answered(self) -> None:
        """Wait until the lines shown are those of what is typed now, whatever the speed of the fingers."""
        typed = self.input.value
        if self._chosen is not None or not typed.strip() or self.menu.is_reached or typed == self._declined:
            return
        asked = self._asked_about == typed and (self.is_open or (self._asking is not None and self._asking.is_running))
        if not asked:
            self._ask(typed)
        if self._asking is not None:
            try:
                await asyncio.wait_for(asyncio.shield(self._asking.wait()), PATIENCE)
            except WorkerCancelled:
                pass  # more was typed, or the field was left
            except (WorkerFailed, TimeoutError):
                self.close()  # the lines shown are those of other letters: none is taken for these

    def take_shown(self) -> None:
        """Entrée: take the marked line, as it is shown now."""
        current = self.menu.current
        if current is not None:
            self.choose(current)
        else:
            self._leave_open()

    def take_meant(self) -> None:
        """Tab, with the lines shown: the one that is typed in full, else the marked one."""
        typed = fold(self.input.value)
        exact = next((choice for choice in self.menu.choices if fold(choice.label) == typed), None)
        meant = self.menu.current if exact is None or self.menu.is_reached else exact
        if self.is_open and meant is not None:
            self.choose(meant)
        else:
            self._leave_open()

    def _leave_open(self) -> None:
        """No line is marked: what is typed stays, and what is to be done is said."""
        typed = self.input.value.strip()
        if self.is_open and self.menu.choices and typed:
            sentence = f"« {typed} » n'est le nom d'aucune ligne : ↓ pour choisir dans la liste."
            self.input.post_message(LineInput.Said(self.input, sentence))
        self.close()

    @on(LineInput.Said)
    def _said(self, event: LineInput.Said) -> None:
        # Goes on to the form, which says it under the field, where these lines may be.
        self.menu.said = event.sentence
        self.menu.refresh(layout=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.menu.said = ""
        if event.value != self.input.value:
            return  # said late: more was typed, or a choice taken, since
        if self._chosen is not None and event.value != ink.line(self._chosen.label).plain:
            self._chosen = None
            if not event.value.strip():
                self.post_message(self.Picked(self, None))
        if self._chosen is None and event.input.has_focus:
            if event.value.strip():
                if self._asked_about != event.value:
                    self._ask(event.value)
            else:
                self.close()

    @on(PickerMenu.Clicked)
    def _clicked(self, event: PickerMenu.Clicked) -> None:
        event.stop()
        self.choose(event.choice)

    def on_resize(self) -> None:
        # The lines were placed for another screen: they come back with the next key. Those on their way are not placed.
        if self.is_open:
            self.close()

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        typed = fold(event.value)
        matches = [choice for choice in self.menu.choices if self.is_open and fold(choice.label) == typed]
        if self._chosen is None and typed and len(matches) == 1:
            self.choose(matches[0])
        self.close()

    def _ask(self, typed: str) -> None:
        self._asked += 1
        self._asked_about = typed
        self._asking = self._answer(self._asked, typed)

    @work(exclusive=True, group="picker")
    async def _answer(self, asked: int, typed: str) -> None:
        choices = await self._supplier(typed)
        if asked == self._asked and self.input.has_focus:
            self.menu.offer(choices, typed, self.input.region)
