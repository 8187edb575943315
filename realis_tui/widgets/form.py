"""A form made from the fields an input model declares: every problem under its field, every keystroke in a draft."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, tzinfo
from itertools import groupby

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from realis_tui.clock import PARIS
from realis_tui.domain.fields import FieldSpec
from realis_tui.domain.refusals import Problem
from realis_tui.drafts import Draft
from realis_tui.keys import bindings_for
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice, Supplier
from realis_tui.widgets.form_draft import (
    DraftKeeper,
    DraftTold,
    FormDraft,
    typed_in,
    with_before,
    with_labels,
    without_labels,
)
from realis_tui.widgets.form_fields import CheckInput, Said, lasting, learn_label, shown_label, unchosen
from realis_tui.widgets.form_row import FormRow
from realis_tui.widgets.line_input import LineInput
from realis_tui.widgets.offer_line import OfferLine
from realis_tui.widgets.picker import Picker

WIDE = 116
LOW = 30
_TO_DROP = "Ctrl+R pour l'abandonner."


class Form(VerticalScroll, can_focus=False):
    """Fields under each other, in two columns when there is room.

    Tab and Maj+Tab, ↑ ↓ and Entrée go from field to field, Entrée in the last one and Ctrl+S submit, Échap leaves and
    keeps the draft, Ctrl+R drops a draft that was found. No letter is an act in here.
    Messages: `Ready` (its first values are there), `Changed(name)`, `DraftTold`, `Submitted(values)`, `Cancelled`.
    """

    DEFAULT_CSS = """
    Form {
        height: 1fr;
        padding: 0 1;
        border: round $border-colour;
        border-title-color: $tournesol;
        border-title-style: bold;
        border-subtitle-color: $muted;
        scrollbar-size-vertical: 1;
        & .form--head { display: none; height: auto; margin-bottom: 1; }
        & .form--head.-said { display: block; }
        & .form--section { text-style: bold; margin-top: 1; height: 1; }
        & .form--fields { height: auto; layout: vertical; }
        &.-two-columns .form--fields { layout: grid; grid-size: 2; grid-rows: auto; grid-gutter: 0 3; }
        &.-two-columns .form-row.-area { column-span: 2; }
        &.-low .form--section { margin-top: 0; }
        &.-low .form-row { layout: horizontal; margin-bottom: 0; }
        &.-low .form-row--label { width: 22; padding-left: 0; }
        &.-low .form-row--body { width: 1fr; }
        &.-low AreaInput { height: 4; }
    }
    """
    PLACE = "form.fields"
    ORDERS_KEYS = True
    """The keys after one that may leave a field wait until it has been answered."""
    BINDINGS = [*bindings_for("form"), *bindings_for(PLACE)]  # noqa: RUF012

    class Ready(Message):
        """The first values are in the fields: what is typed from now on is typing."""

    class _About(Message):
        def __init__(self, form: "Form") -> None:
            super().__init__()
            self.form = form

        @property
        def control(self) -> "Form":
            return self.form

    class Changed(_About):
        """Something was typed in the field `name`."""

        def __init__(self, form: "Form", name: str) -> None:
            super().__init__(form)
            self.name = name

    class Submitted(_About):
        """The form is to be saved: `values` as text, by field."""

        def __init__(self, form: "Form", values: dict[str, str]) -> None:
            super().__init__(form)
            self.values = values

    class Offered(_About):
        """What was offered under the field `name` is taken."""

        def __init__(self, form: "Form", name: str, choice: Choice) -> None:
            super().__init__(form)
            self.name = name
            self.choice = choice

    class Cancelled(_About):
        """The form is left; what was typed is in the draft."""

    def __init__(
        self,
        specs: Sequence[FieldSpec],
        initial: Mapping[str, str] | None = None,
        *,
        today: Callable[[], date],
        suppliers: Mapping[str, Supplier] | None = None,
        labels: Mapping[str, str] | None = None,
        draft: DraftKeeper | None = None,
        title: Content | None = None,
        zone: tzinfo = PARIS,
        compact: bool = False,
        given: Collection[str] = (),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`initial`: text by field; `labels`: what a picker shows for its initial value; `suppliers`: by source name.

        `today` resolves « demain »; `draft`: where what is typed is kept; `title`: in the border.
        `compact`: labels beside their fields whatever the height. `given`: fields whose first value was chosen just
        now (the slot under the cursor): what a draft holds for them is said, not put back.
        """
        super().__init__(id=id, classes=classes)
        self._specs = tuple(specs)
        self._initial = dict(initial or {})
        self._draft = FormDraft(self, draft, zone)
        self._compact = compact
        self._today = today
        # Known from the start: the form opens in its layout.
        self.set_class(compact or self.app.size.height < LOW, "-low")
        self._given = frozenset(given)
        self._ready = False
        self._before: dict[str, str] = {}
        if title is not None:
            self.border_title = title
        self._head = Static(ink.EMPTY, classes="form--head")
        self._rows: dict[str, FormRow] = {
            spec.name: FormRow(
                spec, self._initial.get(spec.name, ""), suppliers or {}, today, (labels or {}).get(spec.name, "")
            )
            for spec in specs
            if spec.shown.widget != "hidden"
        }
        self._labels = dict(labels or {})

    def compose(self) -> ComposeResult:
        yield self._head
        for section, rows in groupby(self._rows.values(), lambda row: row.spec.shown.section):
            if section:
                yield Static(ink.line(section), classes="form--section")
            with Container(classes="form--fields"):
                yield from rows

    def on_mount(self) -> None:
        self._pristine = self.values()
        self._take_up_draft()
        self._before = self.values()
        # Fields announce their first value once mounted: that is no typing.
        self.call_after_refresh(self._start)
        self.post_message(self.Ready())

    def _start(self) -> None:
        self._ready = True
        for name, value in self.values().items():
            if name in self._rows and value != self._before.get(name, ""):
                self._edited(self._rows[name])

    # What a screen asks of the form

    def values(self) -> dict[str, str]:
        """What is typed, by field; hidden fields as they were given."""
        hidden = {spec.name: self._initial.get(spec.name, "") for spec in self._specs if spec.name not in self._rows}
        return {**hidden, **{name: row.field.read() for name, row in self._rows.items()}}

    @property
    def changed(self) -> bool:
        """Whether anything differs from the initial values."""
        return self.values() != self._pristine

    def set_values(self, values: Mapping[str, str], labels: Mapping[str, str] | None = None) -> None:
        """Fill fields as if they had been typed (a look-up found the address)."""
        for name, value in values.items():
            row = self._rows.get(name)
            if row is not None:
                if labels and name in labels:
                    learn_label(row.field, value, labels[name])
                row.field.write(value)
                row.show_echo()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Every sentence under its field, those of no field at the top; the cursor goes to the first."""
        for row in self._rows.values():
            row.show_problem("")
        loose: list[str] = []
        by_field: dict[str, list[str]] = {}
        for problem in problems:
            if problem.field in self._rows:
                by_field.setdefault(problem.field or "", []).append(problem.message)
            else:
                loose.append(problem.message)
        for name, sentences in by_field.items():
            self._rows[name].show_problem(" ".join(sentences))
        self._say_at_top(loose)
        first = next((row for name, row in self._rows.items() if name in by_field), None)
        if first is not None:
            first.target.focus()
            self._reveal(first)
        elif loose:
            self.scroll_home(animate=False)

    def problem_of(self, name: str) -> str:
        """The sentence shown under a field; empty when it is not known to be wrong."""
        return self._rows[name].problem if name in self._rows else ""

    def clear_problems(self, names: Iterable[str]) -> None:
        """These are no longer wrong."""
        for name in names:
            if name in self._rows:
                self._rows[name].show_problem("")

    def set_note(self, name: str, note: Content | None, offers: Sequence[Choice] = ()) -> None:
        """A live remark under a field (None: none), and what is offered instead: `Offered` when one is taken."""
        self._rows[name].show_note(note, offers)

    def focus_field(self, name: str | None = None) -> None:
        """Put the cursor in a field, the first by default."""
        row = self._rows[name] if name else next(iter(self._rows.values()))
        # At once, not in a while: the next letter is this field's.
        self.screen.set_focus(row.target)

    def saved(self) -> None:
        """The act was done: the draft goes."""
        self._draft.forget()

    def flush_draft(self) -> None:
        """Write the draft before returning (the application is leaving)."""
        self._draft.flush()

    # Typing

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(CheckInput.Changed)
    def _typed(self, event: Message) -> None:
        event.stop()
        row = self._row_of(event.control)
        if row is not None:
            self._edited(row)

    @on(Picker.Picked)
    def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        row = self._row_of(event.picker)
        if row is not None:
            self._edited(row)

    def _edited(self, row: FormRow) -> None:
        row.show_echo()
        if not self._ready:
            return
        row.show_problem("")
        if self.changed:
            self._draft.note(self._draft_values())
        else:
            # Given back one by one after the draft was dropped, or typed and taken back: nothing is there to keep.
            self._draft.forget()
        self.post_message(self.Changed(self, row.spec.name))

    @on(OfferLine.Taken)
    def _taken(self, event: OfferLine.Taken) -> None:
        event.stop()
        row = self._row_of(event.line)
        if row is not None:
            row.target.focus()
            self.post_message(self.Offered(self, row.spec.name, event.choice))

    @on(LineInput.Said)
    def _line_said(self, event: LineInput.Said) -> None:
        event.stop()
        self._say_under(event.line_input, event.sentence)

    @on(Said)
    def _area_said(self, event: Said) -> None:
        event.stop()
        self._say_under(event.widget, event.sentence)

    def _say_under(self, widget: Widget, sentence: str) -> None:
        row = self._row_of(widget)
        if row is not None:
            row.show_problem(sentence)
            self._reveal(row)

    # From field to field

    @on(Input.Submitted)
    @on(CheckInput.Submitted)
    def _entered(self, event: Message) -> None:
        event.stop()
        row = self._row_of(event.control)
        if row is None:
            return
        picker = row.field.widget
        if isinstance(picker, Picker) and picker.chosen is None and picker.input.value.strip():
            return
        if row is list(self._rows.values())[-1]:
            # The Entrée that takes a line of a picker is about the line; the next one is about the form.
            if not (isinstance(picker, Picker) and picker.just_taken):
                self.action_save()
        else:
            self._step(row, 1)

    def on_key(self, event: events.Key) -> None:
        """Tab goes from field to field, past what is offered under one (↓ goes there); a letter typed there is the
        field's."""
        by = {"tab": 1, "shift+tab": -1}.get(event.key)
        row = self._row_of(self.screen.focused)
        if row is not None and event.is_printable and row.offers is not None and row.offers.has_focus:
            event.stop()
            event.prevent_default()
            self.screen.set_focus(row.target)
            again = events.Key(event.key, event.character)
            again.set_sender(self.app)
            row.target._forward_event(again)
            return
        if by is not None and row is not None and self._step(row, by):
            event.stop()
            event.prevent_default()

    def action_next_field(self) -> None:
        row = self._row_of(self.screen.focused)
        if row is not None and row.offers is not None and not row.offers.has_focus:
            self.screen.set_focus(row.offers)
        elif row is not None:
            self._step(row, 1)

    def action_previous_field(self) -> None:
        row = self._row_of(self.screen.focused)
        if row is not None and row.offers is not None and row.offers.has_focus:
            self.screen.set_focus(row.target)
        elif row is not None:
            self._step(row, -1)

    def _step(self, row: FormRow, by: int) -> bool:
        """The cursor in the field before or after; False when there is none."""
        rows = list(self._rows.values())
        at = rows.index(row) + by
        if not 0 <= at < len(rows):
            return False
        # At once, not in a while: the next letter is that field's.
        self.screen.set_focus(rows[at].target)
        return True

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        row = self._row_of(event.widget)
        if row is not None:
            self._reveal(row)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        row = self._row_of(event.widget)
        if row is not None and self._ready:
            row.say_if_misunderstood()
            row.show_echo()
            self._draft.save()

    def _reveal(self, row: FormRow) -> None:
        self.call_after_refresh(self.scroll_to_widget, row, animate=False)

    def _row_of(self, node: object) -> FormRow | None:
        if not isinstance(node, Widget):
            return None
        return next((parent for parent in node.ancestors_with_self if isinstance(parent, FormRow)), None)

    # Submitting and leaving

    def action_save(self) -> None:
        row = self._row_of(self.screen.focused)
        if row is not None and isinstance(row.field.widget, Picker):
            # The marked line is taken as by Tab, and the list leaves the refusal in sight.
            row.field.widget.take_meant()
        problems = [
            Problem(name, f"« {typed} » n'est pas un choix de la liste : ↓ pour choisir.")
            for name, row in self._rows.items()
            if (typed := unchosen(row.field))
        ]
        if problems:
            self.show_problems(problems)
        else:
            self.post_message(self.Submitted(self, self.values()))

    def action_close(self) -> None:
        self.flush_draft()
        self.post_message(self.Cancelled(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._draft.resumed if action == "drop" else super().check_action(action, parameters)

    def action_drop(self) -> None:
        """Back to the initial values, the draft forgotten."""
        self._draft.forget()
        self._ready = False
        held = self.values()
        for name, label in self._labels.items():
            if name in self._rows:
                learn_label(self._rows[name].field, self._initial.get(name, ""), label)
        self.set_values({name: self._initial.get(name, "") for name in self._rows})
        self._say_at_top([])
        for row in self._rows.values():
            row.show_note(None)
            row.show_problem("")
        self._before = self.values()
        self.refresh_bindings()
        for name, value in self._before.items():
            if value != held[name]:
                self.post_message(self.Changed(self, name))
        self.post_message(DraftTold(Content("brouillon abandonné")))
        self.call_after_refresh(self._start)

    # Drafts

    @property
    def resumed(self) -> bool:
        """Whether it shows a draft that was found."""
        return self._draft.resumed

    def say_draft(self, sentence: str, hint: str) -> None:
        """A line at the top about a draft, and the key that goes with it."""
        self._head.update(Content.assemble((sentence, "$pastel"), (f" {hint}", "$muted")))
        self._head.add_class("-said")
        self.refresh_bindings()

    def take_up(self, draft: Draft) -> None:
        """Go on with a draft that was begun elsewhere: all that it holds comes, over what is typed here."""
        self._draft.become(draft)
        self.set_values(*without_labels(draft.values))
        self.say_draft(f"Brouillon du {self._draft.age(draft)} repris.", _TO_DROP)

    def _draft_values(self) -> dict[str, str]:
        """What may lie on a disk: nothing secret."""
        typed = self.values()
        values = {
            spec.name: lasting(spec, typed[spec.name], self._today)
            for spec in self._specs
            if spec.name in typed and not spec.shown.secret
        }
        labels = {name: shown_label(row.field) for name, row in self._rows.items() if name in values}
        return with_before(with_labels(values, labels), values, self._pristine)

    def _take_up_draft(self) -> None:
        found = self._draft.find()
        if found is None:
            return
        held, labels = without_labels(found.values)
        before = typed_in(found.values)
        # A field that was not typed in shows what is saved now, not what was when the draft was begun.
        values = {name: value for name, value in held.items() if name in before and name in self._pristine}
        for name in (self._given & values.keys()) - {name for name in values if before[name] == self._pristine[name]}:
            # Given otherwise since: what is asked for now comes first.
            kept = values.pop(name)
            if kept != self._pristine[name] and name in self._rows:
                said = ink.line(labels.get(name) or kept, "bold")
                self.set_note(name, Content.assemble(("◆ ", "$ocre"), "Dans le brouillon : ", said))
        if all(self._pristine[name] == value for name, value in values.items()):
            return
        self.set_values(values, labels)
        changed = [name for name in values if self._pristine[name] not in (before[name], values[name])]
        for name in changed:
            now = self._pristine[name] or "vide"
            self.set_note(name, Content.assemble(("◆ ", "$ocre"), "Enregistré depuis : ", ink.line(now, "bold")))
        sentence = f"Brouillon du {self._draft.age(found)} repris."
        if changed:
            sentence += " La fiche a changé depuis : voir sous les champs."
        self._draft.resumed = True
        self.say_draft(sentence, _TO_DROP)

    @on(DraftTold)
    def _draft_told(self, event: DraftTold) -> None:
        self.border_subtitle = event.sentence

    def on_unmount(self) -> None:
        self.flush_draft()

    # Layout

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= WIDE, "-two-columns")
        self.set_class(self._compact or self.app.size.height < LOW, "-low")
        focused = self._row_of(self.screen.focused)
        if focused is not None:
            self._reveal(focused)

    def _say_at_top(self, sentences: Sequence[str]) -> None:
        lines = [Content.assemble(ink.sign(ink.Level.LATE), " ", ink.text(s, "$garance")) for s in sentences]
        self._head.update(Content("\n").join(lines))
        self._head.set_class(bool(lines), "-said")


__all__ = ["DraftKeeper", "DraftTold", "Form"]
