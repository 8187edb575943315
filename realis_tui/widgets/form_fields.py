"""The kinds of fields a form is made of: each gives and takes text, and says when it changes."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Protocol

from textual import events
from textual.content import Content
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from realis_tui.domain.fields import FieldSpec
from realis_tui.domain.french import (
    THIN,
    clean_text,
    fold,
    format_date_long,
    format_money,
    has_hostile,
    parse_date,
    parse_money,
    parse_time,
)
from realis_tui.keys import bindings_for
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice, Supplier, closed_list
from realis_tui.widgets.digit_input import DigitInput, HourInput
from realis_tui.widgets.line_input import LineInput
from realis_tui.widgets.picker import Picker

AREA_LIMIT = 100_000
"""Bytes a text area holds (a paste of megabytes would freeze it)."""

YES = frozenset({"1", "true", "oui", "vrai", "x"})


class Said(Message):
    """What a field could not take, in a sentence."""

    def __init__(self, widget: Widget, sentence: str) -> None:
        super().__init__()
        self.widget = widget
        self.sentence = sentence


class AreaInput(TextArea):
    """Several lines of typing, 100 kB at most, cleaned of what would reach the terminal as a command."""

    DEFAULT_CSS = """
    AreaInput, AreaInput:focus {
        height: 6;
        width: 1fr;
        padding: 0;
        background: transparent;
        background-tint: transparent;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, value: str = "", placeholder: str = "") -> None:
        super().__init__(
            clean_text(value),
            soft_wrap=True,
            compact=True,
            tab_behavior="focus",
            highlight_cursor_line=False,
            placeholder=ink.text(placeholder),
        )

    def edit(self, edit: Edit) -> EditResult:
        if has_hostile(edit.text):
            edit.text = clean_text(edit.text)
        size = len(self.text.encode("utf-8", "replace")) + len(edit.text.encode("utf-8", "replace"))
        if edit.text and size > AREA_LIMIT:
            self.post_message(Said(self, "Trop long : 100 000 octets au plus. Rien n'a été ajouté."))
            return EditResult(edit.from_location, "")
        return super().edit(edit)


class CheckInput(Widget, can_focus=True):
    """A box that Espace ticks; other letters do nothing (a form's letters are never acts)."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    CheckInput { height: 1; width: 1fr; }
    """
    PLACE = "check"
    BINDINGS = bindings_for(PLACE)
    checked: reactive[bool] = reactive(False, init=False)

    class _About(Message):
        def __init__(self, check: "CheckInput") -> None:
            super().__init__()
            self.check = check

        @property
        def control(self) -> "CheckInput":
            return self.check

    class Changed(_About):
        """The box was ticked or unticked."""

    class Submitted(_About):
        """Entrée was pressed: on to the next field."""

    def __init__(self, checked: bool = False) -> None:
        super().__init__()
        self.set_reactive(CheckInput.checked, checked)

    def watch_checked(self) -> None:
        self.post_message(self.Changed(self))

    def action_tick(self) -> None:
        self.checked = not self.checked

    def action_submit(self) -> None:
        self.post_message(self.Submitted(self))

    def on_click(self) -> None:
        self.action_tick()

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and event.key != "space":
            event.stop()
            event.prevent_default()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def render_line(self, y: int) -> Strip:
        tick = "x" if ink.Plain.signs else "✓"
        shown = Content.assemble("[", (tick if self.checked else " ", "bold $tournesol"), "] ")
        return ink.strip_of(
            self, Content.assemble(shown, "oui" if self.checked else "non"), self.size.width, self.visual_style
        )


class FieldInput(Protocol):
    """What a form asks of any kind of field."""

    @property
    def widget(self) -> Widget: ...

    @property
    def target(self) -> Widget: ...

    def read(self) -> str: ...

    def write(self, value: str) -> None: ...


_LINES: Mapping[str, type[LineInput]] = {"number": DigitInput, "hour": HourInput}
"""The widgets of `Shown` whose line takes the top row of an AZERTY keyboard for digits."""


class _Line:
    def __init__(self, spec: FieldSpec, value: str) -> None:
        kind = DigitInput if "phone" in spec.name else _LINES.get(spec.shown.widget, LineInput)
        self._input = kind(value, spec.shown.when_empty, max_length=spec.shown.max_length)
        self._input.password = spec.shown.secret

    @property
    def widget(self) -> LineInput:
        return self._input

    @property
    def target(self) -> Widget:
        return self._input

    def read(self) -> str:
        return self._input.value

    def write(self, value: str) -> None:
        self._input.value = value
        if self._input.has_focus:
            # As when one comes into it: the next letter takes its place (the end of a slot, filled in by its start).
            self._input.select_all()


class _Area:
    def __init__(self, spec: FieldSpec, value: str) -> None:
        self._input = AreaInput(value, spec.shown.when_empty)

    @property
    def widget(self) -> AreaInput:
        return self._input

    @property
    def target(self) -> Widget:
        return self._input

    def read(self) -> str:
        return self._input.text

    def write(self, value: str) -> None:
        self._input.load_text(clean_text(value))


class _Check:
    def __init__(self, value: str) -> None:
        self._input = CheckInput(_is_yes(value))

    @property
    def widget(self) -> CheckInput:
        return self._input

    @property
    def target(self) -> Widget:
        return self._input

    def read(self) -> str:
        return "true" if self._input.checked else "false"

    def write(self, value: str) -> None:
        self._input.checked = _is_yes(value)


class _Picked:
    """A closed list or a supplier; a picker learns what label its value is shown by."""

    def __init__(self, spec: FieldSpec, value: str, supplier: Supplier | None, label: str) -> None:
        self._known = dict(spec.shown.choices)
        closed = supplier is None
        self._input = Picker(
            supplier or closed_list(spec.shown.choices),
            hint=spec.shown.when_empty or ("Espace pour choisir" if closed else "tapez pour chercher"),
            opens_on_space=closed,
        )
        self._labels = {value: label} if label else {}
        self.write(value)

    @property
    def widget(self) -> Picker:
        return self._input

    @property
    def target(self) -> Widget:
        return self._input.input

    def read(self) -> str:
        self.resolve()
        return self._input.value

    def resolve(self) -> None:
        """Take the only choice of a closed list that what was typed can mean: « asso » is « Association »."""
        typed = fold(self._input.input.value)
        if self._input.chosen is None and typed and not self._input.input.has_focus:
            exact = [(value, label) for value, label in self._known.items() if typed in (fold(label), fold(value))]
            starts = [(value, label) for value, label in self._known.items() if fold(label).startswith(typed)]
            meant = exact or starts
            if len(meant) == 1:
                self._input.set_chosen(Choice(*meant[0]))

    def write(self, value: str) -> None:
        label = self._known.get(value) or self._labels.get(value)
        if label or not value:
            self._input.set_chosen(Choice(value, label) if label else None)
        else:
            self._input.input.load(value)

    def label(self) -> str:
        return self._input.input.value

    def learn(self, value: str, label: str) -> None:
        self._labels[value] = label


def build_field(spec: FieldSpec, value: str, suppliers: Mapping[str, Supplier], label: str = "") -> FieldInput:
    """The field of a spec, holding `value` (`label`: what a picker shows for it)."""
    match spec.shown.widget:
        case "area":
            return _Area(spec, value)
        case "check":
            return _Check(value)
        case "choice":
            return _Picked(spec, value, None, label)
        case "picker":
            return _Picked(spec, value, suppliers[spec.shown.source], label)
        case _:
            return _Line(spec, value)


def learn_label(field: FieldInput, value: str, label: str) -> None:
    """Tell a picker what it shows for `value` (others have no use for it)."""
    if isinstance(field, _Picked):
        field.learn(value, label)


def shown_label(field: FieldInput) -> str:
    """What a picker shows for its value; empty for the others."""
    return field.label() if isinstance(field, _Picked) else ""


def unchosen(field: FieldInput) -> str:
    """What was typed in a picker and is no choice of its list; empty when all is well."""
    if not isinstance(field, _Picked):
        return ""
    field.resolve()
    if field.widget.chosen is not None:
        return ""
    return field.widget.input.value.strip()


def understood(spec: FieldSpec, typed: str, today: Callable[[], date]) -> str:
    """How a date, an hour or an amount was understood (« mardi 24 novembre 2026 »); empty while it is not."""
    if not typed.strip():
        return ""
    try:
        if spec.shown.widget == "date":
            return format_date_long(parse_date(typed, today()))
        if spec.shown.widget == "hour":
            return format_wall(parse_time(typed))
        if spec.shown.widget == "money":
            echo = format_money(parse_money(typed))
            return "" if echo == typed.strip() else echo
    except ValueError:
        return ""
    return ""


def lasting(spec: FieldSpec, typed: str, today: Callable[[], date]) -> str:
    """As typed, but for a day, which « demain » would name another one when it is read again tomorrow."""
    if spec.shown.widget != "date" or not typed.strip():
        return typed
    try:
        return f"{parse_date(typed, today()):%d/%m/%Y}"
    except ValueError:
        return typed


def misunderstood(spec: FieldSpec, typed: str, today: Callable[[], date]) -> str:
    """Why a date, an hour or an amount is not understood, said once the field is left; empty when it is."""
    if not typed.strip():
        return ""
    try:
        if spec.shown.widget == "date":
            parse_date(typed, today())
        elif spec.shown.widget == "hour":
            parse_time(typed)
        elif spec.shown.widget == "money":
            parse_money(typed)
    except ValueError as error:
        return str(error)
    return ""


def format_wall(hour: time) -> str:
    """« 14 h 00 »: an hour said back to who has just typed it."""
    return f"{hour.hour}{THIN}h{THIN}{hour.minute:02d}"


def _is_yes(value: str) -> bool:
    return value.strip().casefold() in YES
