"""The draft of a form being typed: saved within two seconds, at once when the form is left, never on the keys' path."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from realis_tui.drafts import Draft, DraftStore


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
        latest = self._latest
        if latest is None:
            return None
        saved = self.store.save(self.account, self.key, latest, self.title)
        if self._latest is latest:
            self._latest = None
        return saved.saved_at

    def forget(self) -> None:
        """The form was saved, or given up: no draft any more."""
        self._latest = None
        self.store.delete(self.account, self.key)
