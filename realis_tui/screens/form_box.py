"""A form in a box, for any act: every problem inline, drafts kept, a stale version shown beside what was typed."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel
from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer

from realis_tui.clock import PARIS
from realis_tui.domain.fields import FieldSpec, field_specs, validate
from realis_tui.domain.french import format_number, format_phone
from realis_tui.domain.refusals import CHANGED_SINCE, Problem, Refused, Stale, Unavailable
from realis_tui.messages import Superseded
from realis_tui.screens.framed import FramedBox
from realis_tui.screens.suppliers import suppliers_for
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Supplier
from realis_tui.widgets.form import DraftKeeper, DraftTold, Form

LONG = 10
"""Fields from which a form takes the whole height."""
Reread = Callable[[], Awaitable["tuple[Mapping[str, str], Mapping[str, Any]]"]]
"""Reads the record again: its values as text, and what goes with them (its version)."""


class NotNow(Exception):
    """The person goes back to the form: nothing is done and nothing is said."""


@dataclass(frozen=True)
class FormPlan:
    """What a form is about.

    model: the input model; initial: text by field; fixed: what is sent without being typed (ids, version).
    fields: the names shown, all by default; specs: their declarations when they differ from the model's (choices that
    depend on the record); draft: the draft's key, none when empty; reread: for a stale version.
    order: the names that come first, in the order people say them; compact: labels beside the fields; given: the names
    whose first value was chosen just now, over a draft begun from another; box: what opens it, if not a `FormBox`.
    instead: under which field to say what is wrong with one that is not shown.
    """

    title: str
    model: type[BaseModel]
    use_case: Any
    initial: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    fields: Sequence[str] = ()
    specs: Mapping[str, FieldSpec] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    draft: str = ""
    first: str = ""
    order: Sequence[str] = ()
    compact: bool = False
    given: Sequence[str] = ()
    said: Callable[[Any], str] | None = None
    reread: Reread | None = None
    box: Callable[["FormPlan"], "FormBox"] | None = None
    instead: Mapping[str, str] = field(default_factory=dict)

    def shown(self) -> tuple[FieldSpec, ...]:
        """The fields of the form in order, those of a section together."""
        all_specs = [self.specs.get(spec.name, spec) for spec in field_specs(self.model)]
        shown = [spec for spec in all_specs if not self.fields or spec.name in self.fields]
        rank = {name: place for place, name in enumerate(self.order)}
        shown.sort(key=lambda spec: rank.get(spec.name, len(rank)))
        sections = list(dict.fromkeys(spec.shown.section for spec in shown))
        return tuple(sorted(shown, key=lambda spec: sections.index(spec.shown.section)))


class FormBox(FramedBox[Any]):
    """Ctrl+S saves, Échap leaves and keeps the draft. Answers the act's view, None when it was left."""

    PLACE = "form"
    CSS: ClassVar[str] = """
    FormBox > #box { width: 92%; max-width: 128; height: auto; max-height: 92%; }
    FormBox > #box > Form { border: none; height: auto; max-height: 100%; padding: 0; }
    FormBox Form.-two-columns .form-row { margin-bottom: 0; padding-bottom: 1; }
    FormBox.-long > #box { height: 92%; }
    FormBox.-long > #box > Form { height: 1fr; }
    FormBox.-narrow > #box { width: 100%; }
    FormBox.-low > #box { max-height: 100%; }
    """
    AUTO_FOCUS = ""
    LEAVING: ClassVar[str] = "Ctrl+S enregistrer · Échap fermer"
    """How one leaves it, said in its border."""
    LOOKS_AT: ClassVar[Collection[str]] = ()
    """The fields about which something is asked while they are typed (`look`)."""
    PAUSE: ClassVar[float] = 0.0
    """Seconds without a key before it is asked."""

    def __init__(self, plan: FormPlan) -> None:
        super().__init__()
        self.plan = plan
        self._fixed = dict(plan.fixed)
        self._baseline = dict(plan.initial)
        self._saving = False
        self._pause: Timer | None = None
        self.looks_first = True
        """Whether something is asked about what the form begins with."""
        self.is_opening = True
        """Until the first field has the focus: what is typed waits for it."""

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    def compose_box(self) -> ComposeResult:
        yield Form(
            self.plan.shown(),
            self.plan.initial,
            suppliers=self.suppliers(),
            labels=self.plan.labels,
            today=self.today,
            draft=self._keeper(),
            compact=self.plan.compact,
            given=self.plan.given,
        )

    def on_mount(self) -> None:
        box = self.query_one("#box")
        self.set_class(len(self.plan.shown()) > LONG, "-long")
        box.border_title = ink.line(self.plan.title)
        box.border_subtitle = Content(self.LEAVING)

    @on(Form.Ready)
    def _ready(self, event: Form.Ready) -> None:
        """Only now does a field take the keys: none is typed before what the form begins with."""
        event.stop()
        self.is_opening = False
        self.form.focus_field(self.plan.first or None)
        # What is there already may call for a word: a draft taken up again, the slot under the cursor.
        if self.looks_first and any(self.form.values().get(name) for name in self.LOOKS_AT):
            self.look_soon()
        self.realis.typed_ahead.deliver()

    def suppliers(self) -> Mapping[str, Supplier]:
        """What the pickers choose from."""
        return suppliers_for(self.realis)

    # Looking at what is typed

    @on(Form.Changed)
    def _watched(self, event: Form.Changed) -> None:
        if event.name in self.LOOKS_AT:
            self.look_soon()

    def look_soon(self) -> None:
        """Ask about what is typed, once the fingers rest."""
        if self._pause is not None:
            self._pause.stop()
        if self.PAUSE:
            self._pause = self.set_timer(self.PAUSE, self._look)
        else:
            self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        if not self.is_attached or not self.query(Form):
            return
        try:
            await self.look(self.form.values())
        except (Refused, Superseded, Unavailable):
            return

    async def look(self, values: Mapping[str, str]) -> None:
        """Ask what is to be said of these values, and say it. The box may have been closed meanwhile."""

    def today(self) -> date:
        return self.realis.clock.now().astimezone(PARIS).date()

    def _keeper(self) -> DraftKeeper | None:
        account = self.account
        if not self.plan.draft or not account:
            return None
        return DraftKeeper(self.realis.drafts, account, self.plan.draft, self.plan.title)

    @property
    def account(self) -> str:
        """Whose drafts are kept, on which base; "" before anyone signs in."""
        actor = self.realis.actor
        return f"{actor.name}@{self.realis.settings.base}" if actor is not None else ""

    @on(DraftTold)
    def _draft_told(self, event: DraftTold) -> None:
        """In the box's border; what the disk refuses is also said aloud, once, and nothing leaves the screen."""
        event.stop()
        self.query_one("#box").border_subtitle = Content.assemble("Échap fermer · ", event.sentence)
        if event.failed:
            self.realis.say(f"{event.sentence.plain[:1].upper()}{event.sentence.plain[1:]}.", "refused")

    def save_draft(self) -> None:
        """Write what is typed before the program leaves."""
        for form in self.query(Form):
            form.flush_draft()

    def lets_go(self) -> bool:
        """Its draft is kept; without one, what is typed keeps the form where it is."""
        self.save_draft()
        return not self._saving and (bool(self.plan.draft) or not any(form.changed for form in self.query(Form)))

    # Saving

    @on(Form.Submitted)
    def _submitted(self, event: Form.Submitted) -> None:
        event.stop()
        if not self._saving:
            self._save(event.values)

    @on(Form.Cancelled)
    def _cancelled(self, event: Form.Cancelled) -> None:
        event.stop()
        self.dismiss(None)

    def action_save(self) -> None:
        self.form.action_save()

    def action_close(self) -> None:
        self.form.action_close()

    def request(self, values: Mapping[str, str]) -> Any:
        """The act's request from what is typed. Raises `Refused` with every problem."""
        return validate(self.plan.model, {**values, **self.extra()}, self.today())

    def extra(self) -> Mapping[str, Any]:
        """What goes with what is typed."""
        return self._fixed

    @work(group="save")
    async def _save(self, values: dict[str, str]) -> None:
        self._saving = True
        try:
            view = await self.act(values)
        except NotNow:
            pass
        except Stale as stale:
            await self._show_both(stale, values)
        except Refused as refused:
            self.refused(refused)
        except Unavailable as trouble:
            # The banner of the screen is under this box.
            self.realis.say(f"{trouble.message} {trouble.remedy}", "refused")
        except Superseded:
            pass
        else:
            self.form.saved()
            self.dismiss(view if view is not None else True)
            if self.plan.said is not None:
                self.realis.call_later(self.realis.say, self.plan.said(view))
        finally:
            self._saving = False

    async def act(self, values: Mapping[str, str]) -> Any:
        """Do the act; its view. Raises `NotNow` when a question asked first was answered no."""
        return await self.realis.perform(self.plan.use_case, self.request(values))

    def refused(self, refused: Refused) -> None:
        """Show every sentence under its field."""
        instead = self.plan.instead
        self.form.show_problems(
            [replace(item, field=instead.get(item.field or "", item.field)) for item in refused.problems]
        )

    async def _show_both(self, stale: Stale, values: dict[str, str]) -> None:
        """Someone else saved meanwhile: theirs is said under each field that differs, mine stays typed."""
        if self.plan.reread is None:
            self.form.show_problems(stale.problems)
            return
        theirs, fixed = await self.plan.reread()
        self.form.show_problems([Problem(None, f"{CHANGED_SINCE}. La version enregistrée est dite sous les champs ; "
                                               "Ctrl+S enregistre ce qui est tapé ici.")])  # fmt: skip
        untouched = {
            name: value
            for name, value in theirs.items()
            if values.get(name, "") == self._baseline.get(name, "") and value != values.get(name, "")
        }
        differing = []
        for spec in self.plan.shown():
            now, mine = theirs.get(spec.name, ""), values.get(spec.name, "")
            if spec.name in untouched:
                self.form.set_note(spec.name, Content.styled("◆ repris de la version enregistrée entre-temps", "$ocre"))
            elif now != mine and now != self._baseline.get(spec.name, ""):
                differing.append(spec.name)
                self.form.set_note(
                    spec.name,
                    Content.assemble(("◆ enregistré entre-temps : ", "$ocre"), ink.line(now or "rien", "$ocre")),
                )
        self.form.set_values(untouched)
        if differing:
            self.form.focus_field(differing[0])
        self._baseline, self._fixed = dict(theirs), {**self._fixed, **fixed}


def as_text(record: object, model: type[BaseModel]) -> dict[str, str]:
    """A record's values as a person would type them in the fields of `model`."""
    values = {}
    for spec in field_specs(model):
        value = getattr(record, spec.name, None)
        values[spec.name] = _typed(spec, value)
    return values


def _typed(spec: FieldSpec, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if spec.shown.widget == "money" and isinstance(value, int):
        return format_number(Decimal(value) / 100, 0 if value % 100 == 0 else 2)
    if isinstance(value, Decimal):
        return format_number(value)
    if "phone" in spec.name:
        return format_phone(str(value))
    return str(value)


def with_choices(spec: FieldSpec, choices: Sequence[str]) -> FieldSpec:
    """The field with the choices of the moment (reasons that direction edits)."""
    return replace(spec, shown=replace(spec.shown, widget="choice", choices=tuple((item, item) for item in choices)))
