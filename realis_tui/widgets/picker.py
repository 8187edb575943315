"""A field one chooses in by typing: what matches is offered in at most eight lines under it."""

import asyncio

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from realis_tui.domain.french import fold
from realis_tui.keys import bindings_for
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice, Supplier
from realis_tui.widgets.line_input import LineInput
from realis_tui.widgets.picker_menu import PickerMenu

PATIENCE = 20.0
"""Seconds that Entrée and Tab wait at most for the lines of what is typed."""


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
            sentence = f"« {typed} » n'est pas connu : ↓ pour choisir dans la liste."
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
