"""The filter above a list, on the line of the views: « Hébergées 28  Candidates 6     ⌕ hébergée:oui │ »."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from realis_tui.keys import bindings_for
from realis_tui.widgets import content as ink
from realis_tui.widgets.line_input import LineInput
from realis_tui.widgets.view_tabs import View, ViewTabs

NARROW = 120


class FilterInput(LineInput):
    """The typed filter: ↓, Entrée and Tab leave to the list, Échap empties it, then leaves."""

    PLACE = "filter"
    BINDINGS = bindings_for(PLACE)

    def action_leave(self) -> None:
        self.post_message(FilterField.Left())

    def action_clear_or_leave(self) -> None:
        if self.value:
            self.value = ""
        else:
            self.action_leave()


class FilterField(Horizontal):
    """« ⌕ » and what is typed. `FilterChanged(text)` at each change, `Told(sentence)` for what is said of it."""

    DEFAULT_CSS = """
    FilterField {
        height: 1;
        width: 1fr;
        min-width: 20;
        & > .filter-field--sign { width: 2; color: $tournesol; }
        & > FilterInput { width: 1fr; max-width: 48; }
    }
    """

    class FilterChanged(Message):
        """Another filter is typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Told(Message):
        """Why the filter is refused, or what is to be known of it (empty: nothing any more)."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class Left(Message):
        """The focus is to go to the list."""

    def __init__(self, text: str = "", *, hint: str = "filtrer", id: str | None = None) -> None:
        super().__init__(id=id)
        self._initial = text
        self._hint = hint

    def compose(self) -> ComposeResult:
        yield Static(Content("/" if ink.Plain.signs else "⌕"), classes="filter-field--sign")
        yield FilterInput(self._initial, self._hint, max_length=500)

    @property
    def text(self) -> str:
        """The filter as typed."""
        return self.query_one(FilterInput).value if self.is_mounted else self._initial

    def set_text(self, text: str) -> None:
        """Write a filter in the field without saying so (a saved view is chosen)."""
        self._initial = text
        if self.is_mounted:
            field = self.query_one(FilterInput)
            with field.prevent(Input.Changed):
                field.load(text)
            self.show_error("")

    def focus_input(self) -> None:
        """`/`: type here, what is there selected."""
        self.query_one(FilterInput).focus()

    def show_error(self, sentence: str) -> None:
        """Say why the filter is refused; an empty sentence, at each answer that is none, takes it away."""
        self.post_message(self.Told(sentence))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        # What was said stays until the answer to what is typed now: the list below does not jump at each letter.
        self.post_message(self.FilterChanged(event.value))

    @on(LineInput.Said)
    def _said(self, event: LineInput.Said) -> None:
        event.stop()
        self.show_error(event.sentence)


class ListBar(Vertical):
    """Views at the left, filter at the right, on one line; under it, when there is one, the whole of what is said."""

    DEFAULT_CSS = """
    ListBar {
        height: auto;
        padding: 0 1;
        & > .list-bar--line { height: 1; }
        & ViewTabs { margin-right: 3; max-width: 72%; }
        &.-narrow ViewTabs { margin-right: 1; max-width: 66%; }
        & > .list-bar--told { display: none; height: auto; color: $garance; padding: 0 1; }
        &.-told > .list-bar--told { display: block; }
    }
    """

    def __init__(
        self, views: tuple[View, ...] = (), current: str | None = None, *, filter_text: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.tabs = ViewTabs(views, current)
        self.filter = FilterField(filter_text)
        self._told = Static(ink.EMPTY, classes="list-bar--told")

    def compose(self) -> ComposeResult:
        with Horizontal(classes="list-bar--line"):
            yield self.tabs
            yield self.filter
        yield self._told

    @on(FilterField.Told)
    def _tell(self, event: FilterField.Told) -> None:
        event.stop()
        sentence = ink.line(event.sentence)
        self._told.update(Content.assemble(ink.sign(ink.Level.LATE), " ", sentence) if sentence else ink.EMPTY)
        self.set_class(bool(sentence), "-told")

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < NARROW, "-narrow")
