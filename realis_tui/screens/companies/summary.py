"""The card in brief, beside the list: who they are, where they stand, what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from textual.content import Content

from realis_tui.domain.french import (
    format_area,
    format_date,
    format_date_short,
    format_money_short,
    format_number,
    format_phone,
    format_relative_days,
    format_siren,
    format_siret,
    ordinal,
)
from realis_tui.widgets import content as ink

if TYPE_CHECKING:
    from realis_tui.usecases.companies.card_views import CompanySummary, FiguresView, PersonView, SupportView
    from realis_tui.usecases.companies.views import Alert

BLANK = Content("\n\n")
MOST_ALERTS = 5


def summary(card: CompanySummary, width: int) -> Content:
    """The whole of it, for a panel `width` cells wide inside."""
    parts = [
        title(card),
        ink.facts(identity(card)),
        journey(card, width),
        ink.facts(progress_of_figures(card.figures)),
        to_do(card.alerts[:MOST_ALERTS], len(card.alerts) - MOST_ALERTS),
    ]
    return BLANK.join([part for part in parts if part])


def title(card: CompanySummary) -> Content:
    """Name, and what they do."""
    activity = ink.join([ink.line(card.activity, "$muted"), ink.line(card.sector, "$muted")])
    name = ink.line(card.name, "bold $tournesol")
    return Content.assemble(name, "\n", activity) if activity else name


def identity(card: CompanySummary) -> list[tuple[str, Content | object]]:
    """What one wants on the phone."""
    return [
        ("SIRET" if card.establishments else "SIREN", number(card)),
        ("RNA", card.rna),
        ("Forme", form(card)),
        ("Entrée", entry(card.support)),
        ("Local", premises(card)),
        ("Contact", contact(card.main_contact)),
        ("Téléphone", format_phone(card.phone) if card.phone and card.main_contact is None else ""),
        ("Référent", card.referent),
        ("Origine", card.origin),
        ("Commune", ink.join([ink.line(card.city), ink.line(card.postcode, "$muted")], " ")),
    ]


def number(card: CompanySummary) -> str:
    """SIRET of the head office, else the first one, else the SIREN."""
    places = sorted(card.establishments, key=lambda place: not place.is_head_office)
    if places:
        return format_siret(places[0].siret)
    return format_siren(card.siren) if card.siren else ""


def form(card: CompanySummary) -> Content:
    """« SAS · agrément ESUS → 2 févr. 2028 »."""
    esus = f"agrément ESUS → {format_date(card.esus_until)}" if card.esus and card.esus_until else ""
    shown = card.form if not esus else (card.statute or (card.legal_form.label if card.legal_form else ""))
    return ink.join([ink.line(shown), ink.line(esus)])


def entry(support: SupportView | None) -> Content:
    """« 15 janv. 2024 · 35ᵉ mois sur 36 »."""
    if support is None:
        return ink.EMPTY
    month = f"{ordinal(support.month, feminine=False)} mois sur {support.months}" if support.month else ""
    return ink.join([Content(format_date(support.starts_on)), Content(month)])


def premises(card: CompanySummary) -> Content:
    """« B-204 · 24 m² », and what else is occupied today."""
    now = [place for place in card.premises if place.is_now]
    area = sum(place.area_dm2 or 0 for place in now)
    codes = ", ".join(place.space for place in now)
    return ink.join([ink.line(codes), Content(format_area(Decimal(area) / 100) if area else "")])


def contact(person: PersonView | None) -> Content:
    """« Marion Delmas  06 39 98 12 34 », the phone never cut from its name."""
    if person is None:
        return ink.EMPTY
    phone = format_phone(person.phone) if person.phone else ""
    return Content.assemble(ink.line(person.name), "  " if phone else "", ink.line(phone))


def journey(card: CompanySummary, width: int) -> Content:
    """Where they are of their life here."""
    heading = Content.styled("Parcours", "bold")
    state = ""
    if card.state is not None:
        state = card.state.label + (f" depuis le {format_date(card.state_since)}" if card.state_since else "")
    lines = [heading, ink.line(state, "$muted")]
    support = card.support
    if support is not None and support.ended_on is None:
        style = {"soon": "$ocre", "late": "$garance"}.get(support.level, "$tournesol")
        lines.insert(1, ink.progress(support.progress, min(36, max(12, width - 8)), style))
        left = f"fin le {format_date(support.ends_on)}, {format_relative_days(support.days_left)}"
        lines.append(Content.styled(left, style if style != "$tournesol" else "$muted"))
    return Content("\n").join([line for line in lines if line])


def every_year(figures: Sequence[FiguresView]) -> list[FiguresView | None]:
    """A place a year from the first to the last: a missing year is seen to be missing."""
    if not figures:
        return []
    known = {item.year: item for item in figures}
    return [known.get(year) for year in range(min(known), max(known) + 1)]


def progress_of_figures(figures: Sequence[FiguresView]) -> list[tuple[str, Content | object]]:
    """Jobs and turnover, from the first year known to the last."""
    years = every_year(figures)
    jobs = [item.fte_hundredths if item else None for item in years]
    turnover = [item.turnover_cents if item else None for item in years]
    return [
        ("Emplois (ETP)", _from_to(jobs, lambda value: format_number(Decimal(value) / 100, 1))),
        ("Chiffre d'aff.", _from_to(turnover, format_money_short)),
    ]


def _from_to(values: Sequence[int | None], shown) -> Content:  # type: ignore[no-untyped-def]
    known = [value for value in values if value is not None]
    if not known:
        return ink.EMPTY
    change = shown(known[0]) if len(known) == 1 else f"{shown(known[0])} → {shown(known[-1])}"
    falls = len(known) > 1 and known[-1] < known[0]
    style = "$ocre" if falls else "$olivier"
    return Content.assemble(ink.sparkline(values, style), "  ", (change, style))


def to_do(alerts: Sequence[Alert], more: int = 0) -> Content:
    """What ends, is due or is late."""
    if not alerts:
        return ink.EMPTY
    lines = [Content.styled("À faire", "bold")]
    lines += [alert_line(alert) for alert in alerts]
    if more > 0:
        lines.append(Content.styled(f"  et {more} de plus", "$muted"))
    return Content("\n").join(lines)


def alert_line(alert: Alert) -> Content:
    """« ▲ Bilan de 2ᵉ année en retard  5 déc. »; the day is not said twice."""
    style = {"soon": "$ocre", "late": "$garance"}.get(alert.level, "$muted")
    day = "" if format_date(alert.due_on) in alert.message else f"  {format_date_short(alert.due_on)}"
    return Content.assemble(ink.sign(alert.level), " ", ink.line(alert.message, style), (day, style))
