"""The tab of agreements and premises: accompaniment, hosting, spaces and proofs, the rent by month under them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content

from realis_tui.domain.french import capital, format_date, format_money, format_month, format_relative_days, plural
from realis_tui.screens.card_parts import Item, LinesPart, Removal
from realis_tui.screens.companies.cells import END_STYLES
from realis_tui.screens.companies.parts import area
from realis_tui.screens.companies.plans_agreements import correction, offered
from realis_tui.screens.companies.summary import alert_line
from realis_tui.screens.form_box import FormPlan
from realis_tui.usecases.companies.cards import (
    CertificateView,
    CompanyCard,
    HostingView,
    PremisesView,
    SupportView,
)
from realis_tui.usecases.companies.papers import RemoveRow, remove_certificate
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.spaces.rent import RentSchedule, RentScheduleView, rent_schedule
from realis_tui.widgets import content as ink
from realis_tui.widgets.card import FactsPanel, Section
from realis_tui.widgets.columns import Column
from realis_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from realis_tui.screens.companies.card import CompanyCardScreen


def _kind(item: Item) -> Content:
    about = item.about
    names = {SupportView: "Accompagnement", HostingView: "Convention", PremisesView: "Local"}
    name = names.get(type(about)) or about.kind.value
    return ink.line(capital(name), "bold")


def _what(item: Item) -> Content:
    about = item.about
    if isinstance(about, SupportView):
        extended = "" if not about.amendments else f" · {plural(len(about.amendments), 'avenant')}"
        return Content(f"{about.months} mois{extended}")
    if isinstance(about, HostingView):
        rent = f"{format_money(about.rent_now_cents)}/mois" if about.rent_now_cents else ""
        overdue = ink.line(about.overdue.heading if about.overdue else "", END_STYLES[Level.LATE])
        return ink.join([overdue, ink.line(about.regime.label), ink.line(", ".join(about.spaces)), Content(rent)])
    if isinstance(about, PremisesView):
        return ink.join([ink.line(about.space), ink.line(about.kind, "$muted"), Content(area(about.area_dm2))])
    return ink.line(about.reference)


def _level(item: Item) -> Level | None:
    return getattr(item.about, "level", None) if _runs(item) else None


def _runs(item: Item) -> bool:
    about = item.about
    if isinstance(about, PremisesView):
        return about.is_now
    if isinstance(about, HostingView):
        # One that is renewed runs on until its last day; one that calls for something after it is not done with.
        return about.is_current or about.overdue is not None
    return getattr(about, "ended_on", None) is None


def _sign(item: Item) -> Content:
    level = _level(item)
    if isinstance(item.about, PremisesView):
        return ink.sign("fine" if item.about.is_now else "none")
    return ink.sign(level) if level is not None else ink.sign("none")


def _end(item: Item) -> Content:
    end: date | None = getattr(item.about, "ended_on", None) or item.about.ends_on
    level = _level(item)
    return Content.styled(format_date(end), END_STYLES.get(level, "") if level else "$muted") if end else ink.EMPTY


def _left(item: Item) -> Content:
    days = getattr(item.about, "days_left", None)
    return Content.styled(format_relative_days(days), "$muted") if days is not None and _runs(item) else ink.EMPTY


class AgreementsPart(LinesPart):
    """Accompaniment, hosting, spaces and proofs in one list; beside it the amendments or the rent by month."""

    key, title = "agreements", "Conventions & locaux"
    EMPTY = ("Ni convention, ni local.", "n", "convention, local, prolongation, preuve…")
    COLUMNS = (
        Column[Item]("sign", "", _sign, width=1),
        Column[Item]("kind", "Nature", _kind, width=15),
        Column[Item]("what", "Quoi", _what, width=20, flex=1),
        Column[Item]("from", "Du", lambda item: Content(format_date(item.about.starts_on)), width=13, priority=1),
        Column[Item]("to", "Au", _end, width=13),
        Column[Item]("left", "Reste", _left, width=14, priority=2, align="right"),
    )

    def compose(self) -> ComposeResult:
        yield from super().compose()
        below = FactsPanel()
        below.add_class("part--below")
        yield below

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        self._screen = screen
        items = [Item(f"support:{item.id}", item) for item in card.supports]
        items += [Item(f"hosting:{item.id}", item) for item in card.hosting]
        items += [Item(f"space:{item.occupancy_id}", item) for item in card.premises]
        items += [Item(f"proof:{item.id}", item) for item in card.certificates]
        self.lines.show(items)
        self._detail_soon()

    @on(RecordList.Highlighted)
    def _detail_soon(self) -> None:
        self._read_detail()

    @work(group="detail", exclusive=True)
    async def _read_detail(self) -> None:
        about = self.about()
        panel = self.query_one(FactsPanel)
        panel.border_title, sections = Content(""), list[Section]()
        if isinstance(about, HostingView):
            panel.border_title = Content(" Loyer par mois ")
            request = RentSchedule(agreement_id=about.id, months=48)
            schedule = await self._screen.realis.ask(rent_schedule, request, group=f"rent.{about.id}")
            sections = [Section("", alert_line(about.overdue))] if about.overdue else []
            sections += _rent(about, schedule) if schedule is not None else []
        elif isinstance(about, SupportView):
            panel.border_title = Content(" Accompagnement ")
            sections = _support(about)
        panel.show(sections)

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        ways = offered(card, self.about())
        chosen = await screen.choose(f"{card.name} : ajouter ou changer", [way.choice for way in ways])
        way = next((way for way in ways if way.choice.value == chosen), None)
        if way is not None and way.blocked:
            screen.realis.say(way.blocked, "refused")
            return None
        return way.plan() if way is not None else None

    async def edit(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        return correction(card, self.about())

    def delete(self, card: CompanyCard) -> Removal | None:
        about = self.about()
        if isinstance(about, CertificateView):
            request = RemoveRow(id=about.id, version=about.version)
            return Removal(remove_certificate, request, f"Preuve ({about.kind.value}) supprimée")
        return None


_NO_SPACE = "Aucun local dans cette convention, donc aucun loyer : l en attribue un."


def _rent(about: HostingView, schedule: RentScheduleView) -> list[Section]:
    steps = " · ".join(f"an {year} : {percent} %" for year, percent in schedule.steps)
    head = ink.facts(
        [
            ("Plein loyer", f"{format_money(schedule.full_rent_cents)} par mois" if schedule.full_rent_cents else ""),
            ("Paliers", steps),
            ("Charges", f"{format_money(about.charges_cents)} par mois" if about.charges_cents else ""),
            ("Dépôt", format_money(about.deposit_cents) if about.deposit_cents else ""),
            ("Indexation", about.indexation),
            ("TVA", "oui" if about.vat_applies else "non"),
        ]
    )
    if about.rent_cents_per_m2 and not about.spaces:
        return [Section("", head), Section("", Content.styled(_NO_SPACE, "$ocre"))]
    lines = [Content.styled(f"{'Mois':<16}{'Loyer':>14}{'Charges':>14}{'Total HT':>14}", "$muted")]
    for month in schedule.months:
        parts = " + ".join(f"{part.days}/{part.month_days} à {part.percent} %" for part in month.parts)
        whole = len({part.percent for part in month.parts}) == 1 and all(p.days == p.month_days for p in month.parts)
        lines.append(
            Content.assemble(
                f"{format_month(month.month):<16}{format_money(month.rent_cents):>14}{format_money(month.charges_cents):>14}",
                (f"{format_money(month.total_cents):>14}", "bold"),
                ("" if whole else f"   {parts}", "$muted"),
            )
        )
    lines.append(
        Content.styled(
            f"{'Total':<16}{format_money(schedule.rent_cents):>14}{format_money(schedule.charges_cents):>14}"
            f"{format_money(schedule.total_cents):>14}",
            "bold",
        )
    )
    return [Section("", head), Section("", Content("\n").join(lines))]


def _support(about: SupportView) -> list[Section]:
    lines = [
        ink.facts(
            [
                ("Du", format_date(about.starts_on)),
                ("Au", format_date(about.ends_on)),
                ("Fin", "décidée" if about.end_is_decided else "selon la règle"),
                ("Clos le", format_date(about.ended_on) if about.ended_on else ""),
                ("Reste à prolonger", f"{about.extension_months_left} mois" if about.ended_on is None else ""),
            ]
        )
    ]
    amendments = [
        Content.assemble(
            (f"{format_date(item.decided_on):<14}  ", "$muted"),
            f"{item.kind.value:<14}  ",
            f"{format_date(item.previous_end)} → {format_date(item.new_end)}  ",
            ink.line(item.reason, "$muted"),
        )
        for item in about.amendments
    ]
    return [Section("", lines[0]), Section("Avenants", Content("\n").join(amendments))]
