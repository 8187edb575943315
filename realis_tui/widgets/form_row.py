"""One field of a form: its label, what is typed, how it was understood, and what is wrong with it, under it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from realis_tui.domain.fields import FieldSpec
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice, Supplier
from realis_tui.widgets.form_fields import build_field, misunderstood, understood
from realis_tui.widgets.offer_line import OfferLine
from realis_tui.widgets.picker_menu import PickerMenu


class FormRow(Vertical):
    """The row of one field. Its sentence (problem or note) stays under it until the field is edited."""

    DEFAULT_CSS = """
    FormRow {
        height: auto;
        margin-bottom: 1;
        & .form-row--label { color: $muted; height: 1; text-wrap: nowrap; text-overflow: ellipsis; padding-left: 1; }
        & .form-row--body { height: auto; }
        & .form-row--line { height: auto; background: $surface; border-left: outer $boost; }
        & .form-row--line:focus-within { background: $boost; border-left: outer $tournesol; }
        & .form-row--echo { display: none; width: auto; max-width: 60%; height: 1; padding: 0 1; }
        &.-understood .form-row--echo { display: block; }
        & .form-row--note, & .form-row--problem { display: none; height: auto; padding-left: 1; }
        &.-noted .form-row--note { display: block; }
        &.-choosing .form-row--note { visibility: hidden; }
        & OfferLine { display: none; padding-left: 1; }
        &.-offers OfferLine { display: block; }
        &.-wrong .form-row--problem { display: block; color: $garance; }
        &.-wrong .form-row--line { border-left: outer $garance; }
    }
    """

    def __init__(
        self,
        spec: FieldSpec,
        value: str,
        suppliers: Mapping[str, Supplier],
        today: Callable[[], date],
        label: str = "",
    ) -> None:
        super().__init__(classes=f"form-row -{spec.shown.widget}")
        self.spec = spec
        self.field = build_field(spec, value, suppliers, label)
        self._today = today
        self._label = Static(self._heading(), classes="form-row--label")
        self._echo = Static(ink.EMPTY, classes="form-row--echo")
        self._note = Static(ink.EMPTY, classes="form-row--note")
        self._offers = OfferLine()
        self._problem = Static(ink.EMPTY, classes="form-row--problem")
        self.problem = ""

    def compose(self) -> ComposeResult:
        yield self._label
        with Vertical(classes="form-row--body"):
            with Horizontal(classes="form-row--line"):
                yield self.field.widget
                yield self._echo
            yield self._note
            yield self._offers
            yield self._problem

    def on_mount(self) -> None:
        self.show_echo()

    @property
    def target(self) -> Widget:
        """What takes the focus."""
        return self.field.target

    @property
    def offers(self) -> OfferLine | None:
        """What is offered instead, when something is."""
        return self._offers if self.has_class("-offers") else None

    def show_problem(self, sentence: str) -> None:
        """The sentence under the field; empty: none."""
        self.problem = sentence
        shown = (
            Content.assemble(ink.sign(ink.Level.LATE), " ", ink.text(sentence, "$garance")) if sentence else ink.EMPTY
        )
        self._problem.update(shown)
        self.set_class(bool(sentence), "-wrong")

    @on(PickerMenu.Turned)
    def _choosing(self, event: PickerMenu.Turned) -> None:
        """What is said under the field is not read by halves under the lines of its choices."""
        event.stop()
        self.set_class(event.shown, "-choosing")

    def show_note(self, note: Content | None, offers: Sequence[Choice] = ()) -> None:
        """A live remark under the field (« une entreprise de ce nom existe »), None: none; under it, what is offered
        instead of what is typed."""
        self._note.update(note or ink.EMPTY)
        self.set_class(bool(note), "-noted")
        self._offers.offer(offers)
        self.set_class(bool(offers), "-offers")

    def show_echo(self) -> None:
        """How what is typed was understood, beside it."""
        echo = understood(self.spec, self.field.read(), self._today)
        arrow = "-> " if ink.Plain.signs else "→ "
        self._echo.update(Content.assemble((arrow, "$muted"), ink.line(echo, "$olivier")) if echo else ink.EMPTY)
        self.set_class(bool(echo), "-understood")

    def say_if_misunderstood(self) -> None:
        """The field was left: a date or an amount nobody understands is said at once."""
        sentence = misunderstood(self.spec, self.field.read(), self._today)
        if sentence:
            self.show_problem(sentence)

    def _heading(self) -> Content:
        asterisk = Content.styled(" *", "$tournesol") if self.spec.required else ink.EMPTY
        return Content.assemble(ink.line(self.spec.shown.label), asterisk)
