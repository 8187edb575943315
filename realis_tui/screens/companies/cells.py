"""How a company is drawn in a line: the columns of the list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from textual.content import Content

from realis_tui.domain.french import format_date, ordinal
from realis_tui.usecases.companies.lists import CompanyRow
from realis_tui.usecases.companies.views import Level
from realis_tui.widgets import content as ink
from realis_tui.widgets.columns import Column

END_STYLES = {Level.SOON: "$ocre", Level.LATE: "$garance"}
"""The colour of an end by its nearness; the sign at the end of the line and the words of the card say it too."""
TOO_LONG_AGO = 31


def columns(today: date, states: bool = False) -> tuple[Column[CompanyRow], ...]:
    """The columns of the list; those that matter least hide first as it narrows.

    states: the list mixes companies at several stages, which matters more than their premises then.
    """
    name, form, stage, year, end, spaces, coach, meter, city, sign = _all(today)
    if states:
        return (name, replace(stage, priority=0), form, replace(end, priority=2), spaces, coach, city, sign)
    return (name, form, year, end, spaces, coach, meter, stage, city, sign)


def _all(today: date) -> tuple[Column[CompanyRow], ...]:
    def meter(row: CompanyRow) -> Content:
        return support_meter(row.starts_on, row.ends_on, today)

    def muted(read: Callable[[CompanyRow], object]) -> Callable[[CompanyRow], Content]:
        return lambda row: ink.line(read(row), "$muted")

    return (
        Column("nom", "Entreprise", lambda row: ink.line(row.name, "bold"), width=24, flex=4, sortable=True),
        Column("forme", "Forme", lambda row: ink.line(row.form), width=12, flex=2, priority=4, sortable=True),
        Column("statut", "Étape", _state, width=12, priority=6, sortable=True),
        Column("an", "An", _year, width=3, priority=2, sortable=True),
        Column("fin", "Fin", _end, width=13, sortable=True),
        Column("local", "Local", _spaces, width=8, flex=1, priority=1, sortable=True),
        Column("referent", "Référent", muted(lambda row: row.referent), width=13, flex=1, priority=3, sortable=True),
        Column("accompagnement", "Accompagnement", meter, width=16, priority=5),
        Column("commune", "Commune", muted(lambda row: row.city), width=14, flex=1, priority=7, sortable=True),
        Column("signe", "", lambda row: ink.sign(row.level), width=1),
    )


def _state(row: CompanyRow) -> Content:
    return ink.line(row.state.label if row.state else "", "$muted")


def _year(row: CompanyRow) -> Content:
    return Content(ordinal(row.year)) if row.year else ink.EMPTY


def _end(row: CompanyRow) -> Content:
    if row.ends_on is None:
        return ink.EMPTY
    return Content.styled(format_date(row.ends_on), END_STYLES.get(row.end_level, "") if row.end_level else "")


def _spaces(row: CompanyRow) -> Content:
    first, more = (row.spaces[0] if row.spaces else ""), len(row.spaces) - 1
    return Content.assemble(ink.line(first), (f" +{more}", "$muted") if more > 0 else "")


def support_meter(starts_on: date | None, ends_on: date | None, today: date) -> Content:
    """« ▇▇▇▇▇▁▁▁ 22/36 mois »: where a company is of its accompaniment; empty outside of it."""
    if starts_on is None or ends_on is None or not starts_on <= today or (today - ends_on).days > TOO_LONG_AGO:
        return ink.EMPTY
    months = max(1, round((ends_on - starts_on).days / 30.4375))
    month = min(months + 1, int((today - starts_on).days / 30.4375) + 1)
    return Content.assemble(ink.meter(month, months, 8), f" {month:>2}/{months} m")
