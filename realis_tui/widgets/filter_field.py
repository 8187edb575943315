"""The filter above a list, on the line of the views: « Hébergées 28  Candidates 6     ⌕ hébergée:oui │ »."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
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
    """« ⌕ » and what is typed. `FilterChanged(text)` at each change; `show_error` says why it is refused, beside."""

    DEFAULT_CSS = """
    FilterField {
        height: 1;
        width: 1fr;
        min-width: 20;
        & > .filter-field--sign { width: 2; color: $tournesol; }
        & > FilterInput { width: 1fr; max-width: 48; }
        & > .filter-field--error { width: auto; max-width: 70%; color: $garance; display: none; padding-left: 1; }
        &.-refused > .filter-field--error { display: block; }
    }
    """

    class FilterChanged(Message):
        """Another filter is typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The focus is to go to the list."""

    def __init__(self, text: str = "", *, hint: str = "filtrer", id: str | None = None) -> None:
        super().__init__(id=id)
        self._initial = text
        self._hint = hint

    def compose(self) -> ComposeResult:
        yield Static(Content("/" if ink.Plain.signs else "⌕"), classes="filter-field--sign")
        yield FilterInput(self._initial, self._hint, max_length=500)
        yield Static(ink.EMPTY, classes="filter-field--error")

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
        """Say why the filter is refused; an empty sentence takes it away."""
        self.query_one(".filter-field--error", Static).update(ink.line(sentence))
        self.set_class(bool(sentence), "-refused")
        if isinstance(self.parent, ListBar):
            self.parent.set_class(bool(sentence), "-refused")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.show_error("")
        self.post_message(self.FilterChanged(event.value))

    @on(LineInput.Said)
    def _said(self, event: LineInput.Said) -> None:
        event.stop()
        self.show_error(event.sentence)


class ListBar(Horizontal):
    """Views at the left, filter at the right, one line; an error takes the place of the views when it is narrow."""

    DEFAULT_CSS = """
    ListBar {
        height: 1;
        padding: 0 1;
        & > ViewTabs { margin-right: 3; max-width: 72%; }
        &.-narrow > ViewTabs { margin-right: 1; max-width: 66%; }
        &.-narrow.-refused > ViewTabs { display: none; }
    }
    """

    def __init__(
        self, views: tuple[View, ...] = (), current: str | None = None, *, filter_text: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.tabs = ViewTabs(views, current)
        self.filter = FilterField(filter_text)

    def compose(self) -> ComposeResult:
        yield self.tabs
        yield self.filter

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < NARROW, "-narrow")
