"""Alerts, derived from the data each time they are asked for (rules 5, 6 and 9)."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from realis_tui.db.queries import alerts as queries
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import AlertLevel, alert_for, follow_ups_due, review_label, reviews_due
from realis_tui.domain.fields import Input
from realis_tui.domain.french import format_date
from realis_tui.domain.milestones import CertificateKind, ReviewKind
from realis_tui.domain.spaces import HostingRegime, PremisesRisk, premises_risk
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.views import Alert, Level
from realis_tui.usecases.unit import UnitOfWork

SUPPORT, HOSTING, LEASE = "accompagnement", "convention", "bail commercial"
REVIEW, FOLLOW_UP = "bilan", "suivi post-sortie"


class ListAlerts(Input):
    """`kind`: one kind only; `company_id`: one company only; `within_days`: what is due by then, past included."""

    kind: str | None = None
    company_id: int | None = None
    within_days: int | None = None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Alerts, the most urgent first; `counts` by kind before `kind` was applied."""

    alerts: tuple[Alert, ...]
    counts: tuple[tuple[str, int], ...]
    late: int
    soon: int


@question("companies.alerts", "Alertes", Permission.COMPANIES_READ)
def list_alerts(unit: UnitOfWork, request: ListAlerts) -> AlertPage:
    """What ends, is due or is overdue today; only the nearest threshold passed shows."""
    found = alerts_of(unit, None if request.company_id is None else [request.company_id])
    if request.within_days is not None:
        found = [alert for alert in found if alert.days <= request.within_days]
    counts = Counter(alert.kind for alert in found)
    shown = [alert for alert in found if request.kind in (None, alert.kind)]
    return AlertPage(
        tuple(shown),
        tuple(sorted(counts.items())),
        late=sum(alert.level is Level.LATE for alert in shown),
        soon=sum(alert.level is Level.SOON for alert in shown),
    )


def alerts_of(unit: UnitOfWork, ids: Collection[int] | None) -> list[Alert]:
    """The alerts of some companies, or of all, the most urgent first: five statements whatever their number."""
    if ids is not None and not ids:
        return []
    done: dict[int, list[tuple[ReviewKind, int]]] = {}
    for row in _rows(unit, queries.REVIEWS, ids):
        done.setdefault(row.passage_id, []).append((row.kind, row.rank))
    found = [
        *_support(unit, _rows(unit, queries.SUPPORTS, ids), done),
        *_hosting(unit, _rows(unit, queries.HOSTINGS, ids)),
        *_certificates(unit, _rows(unit, queries.CERTIFICATES, ids)),
        *_follow_ups(unit, _rows(unit, queries.EXITS, ids), done),
    ]
    return sorted(found, key=lambda alert: (alert.level is not Level.LATE, alert.days, alert.company_name))


def worst(alerts: Sequence[Alert]) -> Level:
    """The level of a company: that of its most urgent alert."""
    levels = {alert.level for alert in alerts}
    return Level.LATE if Level.LATE in levels else Level.SOON if Level.SOON in levels else Level.FINE


def end_level(unit: UnitOfWork, last_day: date | None) -> Level | None:
    """How near an end is; None without one."""
    if last_day is None:
        return None
    near = alert_for(last_day, unit.today, unit.policy.alert_days)
    return Level.FINE if near is None else _level(near.level)


def _level(level: AlertLevel) -> Level:
    return Level.LATE if level is AlertLevel.OVERDUE else Level.SOON


def _rows(unit: UnitOfWork, statement: Any, ids: Collection[int] | None) -> Sequence[Any]:
    everyone, some = queries.OF[statement]
    horizon = unit.today + timedelta(days=max(unit.policy.alert_days, default=0))
    given: dict[str, Any] = {"today": unit.today, "horizon": horizon}
    if ids is None:
        return unit.session.execute(everyone, given).all()
    return unit.session.execute(some, given | {"ids": list(ids)}).all()


def _ending(unit: UnitOfWork, row: Any, kind: str, last_day: date, what: str, past: str) -> Iterator[Alert]:
    near = alert_for(last_day, unit.today, unit.policy.alert_days)
    if near is None:
        return
    verb = past if near.days_left < 0 else f"{what} se termine le"
    message = f"{verb} {format_date(last_day)}."
    threshold, level = near.threshold or None, _level(near.level)
    agreement_id = getattr(row, "agreement_id", None)
    yield Alert(row.id, row.name, kind, message, last_day, near.days_left, threshold, level, agreement_id)


def _support(unit: UnitOfWork, rows: Sequence[Any], done: dict[int, list[tuple[ReviewKind, int]]]) -> Iterator[Alert]:
    for row in rows:
        yield from _ending(
            unit, row, SUPPORT, row.ends_on, "L'accompagnement", "Sortie à prononcer : l'accompagnement a pris fin le"
        )
        ranks = [rank for kind, rank in done.get(row.passage_id, []) if kind is ReviewKind.YEARLY]
        policy = unit.policy
        for due in reviews_due(row.starts_on, row.ends_on, policy.review_grace_days, policy.last_review_days, ranks):
            yield from _due(unit, row, REVIEW, review_label(due.number), due.due_on, due.overdue_on)


def _due(unit: UnitOfWork, row: Any, kind: str, label: str, due_on: date, overdue_on: date) -> Iterator[Alert]:
    """Shown from the middle threshold (30 days) before its day."""
    ordered = sorted(unit.policy.alert_days)
    ahead = ordered[len(ordered) // 2] if ordered else 0
    days = (due_on - unit.today).days
    if days > ahead:
        return
    late = unit.today >= overdue_on
    said = "en retard : il était à faire" if late else "à faire"
    message = f"{label} {said} pour le {format_date(due_on)}."
    yield Alert(row.id, row.name, kind, message, due_on, days, None, Level.LATE if late else Level.SOON)


def _hosting(unit: UnitOfWork, rows: Sequence[Any]) -> Iterator[Alert]:
    for row in rows:
        if row.regime is HostingRegime.DEROGATORY_LEASE:
            risk = premises_risk(row.last_day, bool(row.inside), unit.today)
            if risk is not PremisesRisk.NONE:
                message = f"{risk.label.capitalize()} : le bail dérogatoire a pris fin le {format_date(row.last_day)}."
                days = (row.last_day - unit.today).days
                yield Alert(row.id, row.name, LEASE, message, row.last_day, days, None, Level.LATE, row.agreement_id)
                continue
        regime = row.regime.label
        # Closed, it is watched only for who stays on.
        past = "À clore" if row.ended_on is None else "Occupant encore dans les lieux"
        yield from _ending(
            unit,
            row,
            HOSTING,
            row.last_day,
            f"La convention ({regime})",
            f"{past} : la convention ({regime}) a pris fin le",
        )


def _certificates(unit: UnitOfWork, rows: Sequence[Any]) -> Iterator[Alert]:
    for row in rows:
        what = "L'agrément ESUS" if row.kind is CertificateKind.ESUS else "L'attestation d'assurance"
        yield from _ending(
            unit, row, row.kind.value, row.ends_on, what, f"À renouveler : {what[0].lower()}{what[1:]} a pris fin le"
        )


def _follow_ups(
    unit: UnitOfWork, rows: Sequence[Any], done: dict[int, list[tuple[ReviewKind, int]]]
) -> Iterator[Alert]:
    """Of several follow-ups that were never made, only the last shows: one call answers for all."""
    for row in rows:
        made = [rank for kind, rank in done.get(row.passage_id, []) if kind is ReviewKind.POST_EXIT]
        latest = max(made, default=0)
        alerts: list[Alert] = []
        for due in follow_ups_due(row.exited_on, unit.policy.follow_up_months, made):
            if due.months > latest:
                label = f"Suivi à {due.months} mois"
                overdue_on = due.due_on + timedelta(days=unit.policy.review_grace_days + 1)
                alerts += _due(unit, row, FOLLOW_UP, label, due.due_on, overdue_on)
        yield from alerts[-1:]
