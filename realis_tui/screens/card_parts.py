"""What a tab of a company's card is, whichever pillar it belongs to: it draws its part of the card, and says what
`n`, `e` and `d` do in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical

from realis_tui.keys import keys_at
from realis_tui.screens.form_box import FormPlan
from realis_tui.usecases.companies.cards import CompanyCard
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from realis_tui.screens.companies.card import CompanyCardScreen


@dataclass(frozen=True)
class Removal:
    """A deletion: the act, its request, and what is said once done ("": what the act itself says)."""

    use_case: Any
    request: Any
    said: str = ""


@dataclass(frozen=True)
class Item:
    """A line of a tab: what it is about, under a key that stays."""

    id: str
    about: Any


class CardPart(Vertical):
    """One tab: draws its part of the card, and says what `n`, `e` and `d` do in it.

    PLACE: its name in the key registry, for a tab that has keys of its own.
    """

    PLACE: ClassVar[str] = ""
    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    permission: ClassVar[str] = ""
    is_identity: ClassVar[bool] = False

    @property
    def on_screen(self) -> CompanyCardScreen:
        """The card that the tab is part of."""
        return cast("CompanyCardScreen", self.screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a role may not do is neither shown nor done."""
        asked = [key.permission for key in keys_at(self.PLACE) if key.run == action and key.permission]
        return all(map(self.on_screen.realis.may, asked)) and super().check_action(action, parameters)

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        """Draw it from the card."""

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        """The form of `n`."""
        return None

    async def edit(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        """The form of `e` and of Entrée."""
        return None

    def delete(self, card: CompanyCard) -> Removal | None:
        """What `d` deletes."""
        return None


class LinesPart(CardPart):
    """A tab that is a list."""

    COLUMNS: ClassVar[Sequence[Column[Item]]] = ()
    EMPTY: ClassVar[tuple[str, str, str]] = ("Rien ici.", "", "")

    def compose(self) -> ComposeResult:
        yield RecordList(self.COLUMNS, empty=empty_sentence(*self.EMPTY), classes="part--lines")

    @property
    def lines(self) -> RecordList[Item]:
        return self.query_one(RecordList)

    def about(self) -> Any:
        """What the cursor is on."""
        item = self.lines.current
        return item.about if item is not None else None


def cell(read: Callable[[Any], Any], style: str = "") -> Callable[[Item], Any]:
    """A column's cell from what the line is about."""
    return lambda item: ink.line(read(item.about), style)
