"""The tabs of yearly figures, with their charts, and of follow-up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from realis_tui.domain.french import format_date, format_money_short, format_number
from realis_tui.screens.card_parts import Item, LinesPart, Removal, cell
from realis_tui.screens.companies.summary import every_year
from realis_tui.screens.form_box import FormPlan, as_text
from realis_tui.usecases.companies.cards import CompanyCard, FiguresView, ReviewView
from realis_tui.usecases.companies.figures import SetFigures, remove_figures, set_figures
from realis_tui.usecases.companies.follow_up import RecordReview, record_review, remove_review
from realis_tui.usecases.companies.papers import RemoveRow
from realis_tui.widgets import content as ink
from realis_tui.widgets.chart import YearChart
from realis_tui.widgets.columns import Column

if TYPE_CHECKING:
    from realis_tui.screens.companies.card import CompanyCardScreen


def _money(name: str):  # type: ignore[no-untyped-def]
    def read(item: Item) -> Content:
        value = getattr(item.about, name)
        return Content.styled("–", "$muted") if value is None else Content(format_money_short(value))

    return read


def _whole(name: str, hundredths: bool = False):  # type: ignore[no-untyped-def]
    def read(item: Item) -> Content:
        value = getattr(item.about, name)
        if value is None:
            return Content.styled("–", "$muted")
        return Content(format_number(Decimal(value) / 100, 1) if hundredths else format_number(value))

    return read


class FiguresPart(LinesPart):
    """The yearly figures, a line for each year, and how they went beside them."""

    key, title = "figures", "Chiffres"
    EMPTY = ("Aucun chiffre encore.", "n", "saisir une année")
    COLUMNS = (
        Column[Item]("year", "Année", cell(lambda figures: figures.year, "bold"), width=6),
        Column[Item]("fte", "ETP", _whole("fte_hundredths", True), width=6, align="right"),
        Column[Item]("turnover", "Chiffre d'aff.", _money("turnover_cents"), width=14, align="right"),
        Column[Item]("own", "Fonds propres", _money("own_funds_cents"), width=13, align="right", priority=2),
        Column[Item]("grants", "Subventions", _money("grants_cents"), width=11, align="right", priority=1),
        Column[Item]("beneficiaries", "Bénéficiaires", _whole("beneficiaries"), width=13, align="right", priority=3),
        Column[Item]("volunteers", "Bénévoles", _whole("volunteers"), width=9, align="right", priority=4),
        Column[Item]("note", "Remarque", cell(lambda figures: figures.note, "$muted"), width=10, flex=1, priority=5),
    )

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with Horizontal(classes="part--charts"):
            with Vertical(classes="part--chart"):
                yield Static(Content.styled("Emplois (ETP)", "bold"))
                yield YearChart(read=lambda value: format_number(value, 1), id="jobs")
            with Vertical(classes="part--chart"):
                yield Static(Content.styled("Chiffre d'affaires", "bold"))
                yield YearChart(read=lambda value: format_money_short(int(value)), style="$pastel", id="turnover")

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        self.lines.show([Item(str(item.year), item) for item in reversed(card.figures)])
        first = card.figures[0].year if card.figures else 0
        years = list(enumerate(every_year(card.figures), start=first))
        self.query_one("#jobs", YearChart).show(
            [
                (year, item.fte_hundredths / 100 if item and item.fte_hundredths is not None else None)
                for year, item in years
            ]
        )
        self.query_one("#turnover", YearChart).show(
            [
                (year, float(item.turnover_cents) if item and item.turnover_cents is not None else None)
                for year, item in years
            ]
        )

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        next_year = card.figures[-1].year + 1 if card.figures else None
        return FormPlan(
            f"{card.name} : chiffres d'une année",
            SetFigures,
            set_figures,
            fixed={"company_id": card.id},
            initial={"year": str(next_year)} if next_year else {},
            first="fte" if next_year else "year",
            draft=f"figures.set:{card.id}",
            said=lambda _: "Chiffres enregistrés",
        )

    async def edit(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        figures: FiguresView | None = self.about()
        if figures is None:
            return None
        initial = as_text(figures, SetFigures)
        if figures.fte_hundredths is not None:
            initial["fte"] = format_number(Decimal(figures.fte_hundredths) / 100)
        return FormPlan(
            f"{card.name} : {figures.year}",
            SetFigures,
            set_figures,
            initial=initial,
            fixed={"company_id": card.id, "id": figures.id, "version": figures.version},
            first="fte",
            draft=f"figures.set:{card.id}:{figures.year}",
            said=lambda _: f"Chiffres {figures.year} enregistrés",
        )

    def delete(self, card: CompanyCard) -> Removal | None:
        figures: FiguresView | None = self.about()
        if figures is None:
            return None
        return Removal(
            remove_figures, RemoveRow(id=figures.id, version=figures.version), f"Chiffres {figures.year} supprimés"
        )


def _due(item: Item) -> Content:
    review: ReviewView = item.about
    style = {"soon": "$ocre", "late": "$garance"}.get(review.level, "") if review.done_on is None else "$muted"
    return Content.styled(format_date(review.due_on), style)


def _activity(item: Item) -> Content:
    active = item.about.is_active
    return Content("") if active is None else Content.styled("en activité" if active else "a cessé", "$muted")


class ReviewsPart(LinesPart):
    """The yearly reviews, due or done, and after the exit the follow-ups."""

    key, title = "reviews", "Suivi"
    EMPTY = ("Aucun bilan dû : il n'y a pas d'accompagnement.", "", "")
    COLUMNS = (
        Column[Item]("sign", "", lambda item: ink.sign(item.about.level), width=1),
        Column[Item]("label", "Bilan ou suivi", cell(lambda review: review.label, "bold"), width=20, flex=1),
        Column[Item]("due", "Dû le", _due, width=13),
        Column[Item](
            "done", "Fait le", cell(lambda review: format_date(review.done_on) if review.done_on else ""), width=13
        ),
        Column[Item]("active", "", _activity, width=11, priority=2),
        Column[Item]("summary", "En bref", cell(lambda review: review.summary, "$muted"), width=16, flex=2, priority=1),
    )

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        self.lines.show([Item(f"{item.kind.value}:{item.rank}", item) for item in card.reviews])

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        first = next((item for item in card.reviews if item.done_on is None), None)
        return self._record(card, first) if first is not None else None

    async def edit(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        review: ReviewView | None = self.about()
        return self._record(card, review) if review is not None else None

    def _record(self, card: CompanyCard, review: ReviewView) -> FormPlan:
        fields = ["done_on", "summary"] if review.kind.value == "bilan annuel" else ["done_on", "is_active", "summary"]
        initial = as_text(review, RecordReview)
        initial["is_active"] = (
            {True: "oui", False: "non"}.get(review.is_active, "") if review.is_active is not None else ""
        )
        return FormPlan(
            f"{card.name} : {review.label}",
            RecordReview,
            record_review,
            initial=initial,
            fields=fields,
            fixed={"company_id": card.id, "kind": review.kind.value, "rank": review.rank, "version": review.version},
            draft=f"reviews.record:{card.id}:{review.kind.value}:{review.rank}",
            said=lambda _: f"{review.label} : fait",
        )

    def delete(self, card: CompanyCard) -> Removal | None:
        review: ReviewView | None = self.about()
        if review is None or review.id is None or review.version is None:
            return None
        return Removal(
            remove_review, RemoveRow(id=review.id, version=review.version), f"{review.label} : de nouveau à faire"
        )
