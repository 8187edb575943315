"""The draft of a form being typed: saved within two seconds, at once when the form is left, never on the keys' path."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from realis_tui.drafts import Draft, DraftStore

SAVE_AFTER = 1.5
"""Seconds between a keystroke and its draft on the disk (two at most are promised)."""
LABEL = "#label"
"""Ending of the draft's entries that keep what a picker showed for its value."""
BEFORE = "#before"
"""Ending of the entries that keep what a field held before it was typed in; a field not typed in has none."""


@dataclass
class DraftKeeper:
    """Where a form keeps its draft: the store, whose it is, the form's key and its title for people.

    What is written is always the newest text: a slow write that ends late can't put older text back.
    """

    store: DraftStore
    account: str
    key: str
    title: str = ""
    _latest: Mapping[str, str] | None = field(default=None, init=False)
    _writing: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def load(self) -> Draft | None:
        """The draft found, if any."""
        return self.store.load(self.account, self.key)

    def note(self, values: Mapping[str, str]) -> None:
        """What the form holds now, to be written by the next save."""
        self._latest = dict(values)

    @property
    def pending(self) -> bool:
        """Whether something typed is not on the disk."""
        return self._latest is not None

    async def save(self) -> datetime | None:
        """Write in a thread; when it was written, or None when there was nothing to write."""
        return await asyncio.to_thread(self.save_now)

    def save_now(self) -> datetime | None:
        """Write before returning (the application is leaving)."""
        with self._writing:
            latest = self._latest
            if latest is None:
                return None
            saved = self.store.save(self.account, self.key, latest, self.title)
            if self._latest is latest:
                self._latest = None
            return saved.saved_at

    def forget(self) -> None:
        """The form was saved, or given up: no draft any more, not even one being written now."""
        self._latest = None
        with self._writing:
            self.store.delete(self.account, self.key)


def with_labels(values: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """What a draft holds: the values, and what pickers showed for theirs."""
    return {**values, **{f"{name}{LABEL}": label for name, label in labels.items() if label}}


def with_before(held: Mapping[str, str], values: Mapping[str, str], pristine: Mapping[str, str]) -> dict[str, str]:
    """The same, and what each field typed in held before."""
    typed = {name: pristine.get(name, "") for name, value in values.items() if value != pristine.get(name, "")}
    return {**held, **{f"{name}{BEFORE}": before for name, before in typed.items()}}


def typed_in(held: Mapping[str, str]) -> dict[str, str]:
    """The fields that a draft was typed in, with what each held before."""
    return {name.removesuffix(BEFORE): before for name, before in held.items() if name.endswith(BEFORE)}


def without_labels(held: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """A draft's values, and the labels of those that were shown by another text than themselves."""
    values = {name: value for name, value in held.items() if not name.endswith((LABEL, BEFORE))}
    labels = {name.removesuffix(LABEL): value for name, value in held.items() if name.endswith(LABEL)}
    return values, {name: label for name, label in labels.items() if values.get(name) != label}


class DraftTold(Message):
    """Where the draft of a form stands: `sentence` for its border; `failed`: the disk refuses, said the first time."""

    def __init__(self, sentence: Content, failed: bool = False) -> None:
        super().__init__()
        self.sentence = sentence
        self.failed = failed


class FormDraft:
    """When the draft of `form` is written, and what is said of it; nothing at all without a keeper."""

    def __init__(self, form: Widget, keeper: DraftKeeper | None, zone: tzinfo) -> None:
        self._form = form
        self._keeper = keeper
        self._zone = zone
        self._timer: Timer | None = None
        self._failed = False
        self.resumed = False
        """Whether the form shows a draft that was found."""

    @property
    def kept(self) -> bool:
        """Whether this form keeps a draft."""
        return self._keeper is not None

    def find(self) -> Draft | None:
        """The draft found on the disk."""
        return self._keeper.load() if self._keeper is not None else None

    def age(self, draft: Draft) -> str:
        """« 23/11 à 09:42 »."""
        when = draft.saved_at.astimezone(self._zone)
        return f"{when:%d/%m} à {when:%H:%M}"

    def become(self, draft: Draft) -> None:
        """Go on with another draft, the form's own given up."""
        self.forget()
        if self._keeper is not None:
            self._keeper.key = draft.key
            self.resumed = True

    def note(self, values: Mapping[str, str]) -> None:
        """Something was typed: it will be on the disk within two seconds."""
        if self._keeper is not None:
            self._keeper.note(values)
            if self._timer is None:
                self._timer = self._form.set_timer(SAVE_AFTER, self.save)

    def save(self) -> None:
        """Write in a thread what is not on the disk yet."""
        self._stop_timer()
        if self._keeper is not None and self._keeper.pending:
            self._form.run_worker(self._write(self._keeper), group="draft")

    def flush(self) -> None:
        """Write before returning (the form is left, or the application)."""
        self._stop_timer()
        if self._keeper is not None and self._keeper.pending:
            try:
                self._keeper.save_now()
            except OSError:
                self._say_failed()

    def forget(self) -> None:
        """The act was done, or the draft given up: it goes, whatever the disk says."""
        self._stop_timer()
        self.resumed = False
        if self._keeper is not None:
            try:
                self._keeper.forget()
            except OSError:
                self._tell(Content.styled("brouillon non effacé : le disque refuse", "$garance"), failed=True)

    async def _write(self, keeper: DraftKeeper) -> None:
        try:
            saved = await keeper.save()
        except OSError:
            self._say_failed()
            return
        if saved is not None:
            self._failed = False
            self._tell(Content(f"brouillon gardé à {saved.astimezone(self._zone):%H:%M}"))

    def _say_failed(self) -> None:
        """Once: the next keystrokes try again without a word, until one is written."""
        if not self._failed:
            self._failed = True
            self._tell(Content.styled("brouillon non gardé : le disque refuse", "$garance"), failed=True)

    def _tell(self, sentence: Content, failed: bool = False) -> None:
        if self._form.is_attached:
            self._form.post_message(DraftTold(sentence, failed))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
