"""A space's card: what it is, all who were, are and will be in it, and its occupant's rent month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from realis_tui.domain.french import format_money, format_month, of
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.messages import Superseded
from realis_tui.screens.cards import open_card
from realis_tui.screens.framed import FramedScreen
from realis_tui.screens.spaces import plans
from realis_tui.screens.spaces.about import SpaceRead, no_rent, read_space, sections
from realis_tui.screens.spaces.acts import SpaceActs
from realis_tui.usecases.spaces.plan import SpaceRow
from realis_tui.usecases.spaces.rent import RentMonth
from realis_tui.widgets import content as ink
from realis_tui.widgets.card import FactsPanel
from realis_tui.widgets.columns import Column
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.spans import Span, SpanBars
from realis_tui.widgets.typed_ahead import opens_form


@dataclass(frozen=True)
class _Month:
    """A month of the schedule; `now`: the present one."""

    month: RentMonth
    now: bool

    @property
    def id(self) -> date:
        return self.month.month


def _when(row: _Month) -> Content:
    return ink.line(format_month(row.month.month), "bold $tournesol" if row.now else "")


def _rates(row: _Month) -> Content:
    parts = row.month.parts
    told = " + ".join(f"{part.days}/{part.month_days} j à {part.percent}\u202f%" for part in parts)
    whole = len(parts) == 1 and parts[0].days == parts[0].month_days
    return Content.styled(f"{parts[0].percent}\u202f%" if whole else told, "$muted")


def _money(cents: int, style: str = "") -> Content:
    return Content.styled(format_money(cents), style)


COLUMNS = (
    Column[_Month]("month", "Mois", _when, width=16),
    Column[_Month]("rate", "Taux", _rates, width=16, flex=1, priority=1),
    Column[_Month]("rent", "Loyer", lambda row: _money(row.month.rent_cents), width=12, align="right"),
    Column[_Month]("charges", "Charges", lambda row: _money(row.month.charges_cents, "$muted"), width=11,
                   align="right", priority=2),
    Column[_Month]("total", "Total HT", lambda row: _money(row.month.total_cents, "bold"), width=12, align="right"),
)  # fmt: skip


class SpaceCardScreen(SpaceActs, FramedScreen[None]):
    """Opened from the plan or by the search; Entrée opens the card of who is in it."""

    PLACE = "spaces.card"
    SHOWS = frozenset({"spaces", "companies"})
    CSS_PATH = "spaces.tcss"
    AUTO_FOCUS = "#rent"

    def __init__(self, space_id: int, act: str = "") -> None:
        super().__init__()
        self._space_id = space_id
        self._first_act = act
        self._read: SpaceRead | None = None

    def compose_body(self) -> ComposeResult:
        yield FactsPanel(id="space-card")
        with Vertical(id="over-time"):
            with Vertical(id="stays", classes="panel") as stays:
                stays.border_title = Content("Qui, quand")
                yield SpanBars()
            with Vertical(id="rent-panel", classes="panel") as rent:
                rent.border_title = Content("Loyer")
                yield RecordList(COLUMNS, id="rent")

    def on_mount(self) -> None:
        super().on_mount()
        panel = self.query_one("#space-card", FactsPanel)
        panel.add_class("panel")
        panel.border_title = Content("Local")
        if self._read is not None:
            self._draw(self._read)
        self.run_worker(self._begin(), group="reload")

    async def _begin(self) -> None:
        if self._read is None:
            await self._reload()
        if self._first_act and self._read is not None:
            await self.run_action(self._first_act)

    async def read(self) -> None:
        """Read what the card shows. Raises `Refused`, `Unavailable` or `Superseded`."""
        self._read = await read_space(self.realis, self._space_id, f"card.{self._space_id}")

    async def reload(self) -> None:
        try:
            await self.read()
        except Refused as refused:
            self.realis.say(refused.message, "refused")
            return
        except (Unavailable, Superseded):
            return
        if self._read is not None:
            self._draw(self._read)

    def _draw(self, read: SpaceRead) -> None:
        self.query_one("#space-card", FactsPanel).show(sections(read))
        spans = [
            Span(item.company, item.starts_on, item.ends_on, _style(item.starts_on, item.ends_on, read.today))
            for item in sorted(read.card.occupancies, key=lambda item: item.starts_on)
        ]
        bars = self.query_one(SpanBars)
        bars.styles.height = max(2, min(10, len(spans) + 1))
        bars.show(spans, read.today)
        self._show_rent(read)

    def _show_rent(self, read: SpaceRead) -> None:
        lines = self.query_one("#rent", RecordList)
        panel = self.query_one("#rent-panel")
        lines.set_empty(Content.styled(no_rent(read), "$muted"))
        measured = read.rent is not None and bool(read.card.space.area_dm2)
        months = read.rent.months if read.rent is not None and measured else ()
        this = read.today.replace(day=1)
        at_start = not lines.rows
        sums = None
        panel.border_title = Content("Loyer")
        panel.border_subtitle = ink.EMPTY
        if read.rent is not None and months:
            sums = {
                "rent": _money(read.rent.rent_cents),
                "charges": _money(read.rent.charges_cents),
                "total": _money(read.rent.total_cents),
            }
            spaces = {part.space for month in months for part in month.parts}
            whole = ", tous ses locaux" if len(spaces) > 1 else ""
            panel.border_title = ink.line(f"Loyer {of(read.rent.company)}{whole}")
            panel.border_subtitle = Content(f"plein tarif {format_money(read.rent.full_rent_cents)} par mois")
        lines.show([_Month(month, month.month == this) for month in months], sums=sums)
        if at_start:
            # Once laid out, so that the month of today is in sight.
            self.call_after_refresh(lines.move_to, this)

    def space(self) -> SpaceRow | None:
        return self._read.card.space if self._read is not None else None

    @on(RecordList.Opened)
    async def action_open(self) -> None:
        row = self.space()
        if row is not None and row.company_id is not None:
            await open_card(self.realis, "companies", row.company_id)
        elif row is not None:
            self.realis.say(f"Personne dans {ink.line(row.code).plain} aujourd'hui.", "soon")

    @opens_form
    async def action_new(self) -> None:
        await self.fill(plans.creation())

    def action_back(self) -> None:
        self.dismiss(None)


def _style(first: date, last: date | None, today: date) -> str:
    if first > today:
        return "$vigne"
    return "$pastel" if last is None or last >= today else "$muted"
