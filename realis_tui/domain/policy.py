"""The figures direction may edit (⚙ in the product's rules), as one frozen value with the defaults of the house.

Each is kept in the data base with the day it starts to apply: a change never alters what came before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings in force on a given day. Months, days and percentages are whole numbers."""

    support_months: int = 36
    extension_months: int = 12
    derogatory_lease_months: int = 36
    alert_days: tuple[int, ...] = (90, 30, 7)
    rent_steps: tuple[int, ...] = (60, 75, 90, 100)
    rent_after_steps: int = 100
    rent_cents_per_m2: int = 13_200
    review_grace_days: int = 30
    last_review_days: int = 30
    follow_up_months: tuple[int, ...] = (12, 36, 60)
    dropout_days: int = 45
    idle_minutes: int = 10
    opening_hour: int = 7
    closing_hour: int = 22
    closed_weekdays: tuple[str, ...] = ()
    option_hours: int = 48
    free_hours_hosted: int = 10
    free_hours_cohort: int = 10
    free_hours_partner: int = 0
    free_hours_outside: int = 0
    cancel_notice_hours: int = 24
    late_cancel_percent: int = 50
    refusal_reasons: tuple[str, ...] = (
        "hors champ de l'ESS",
        "projet trop avancé",
        "projet trop peu mûr",
        "modèle économique fragile",
        "équipe incomplète",
        "hors territoire",
        "autre",
    )
    deferral_reasons: tuple[str, ...] = ("pièces à compléter", "modèle à préciser", "équipe à renforcer", "autre")
    withdrawal_reasons: tuple[str, ...] = (
        "autre solution trouvée",
        "projet abandonné",
        "raison personnelle",
        "sans nouvelles",
        "autre",
    )
    exit_reasons: tuple[str, ...] = (
        "terme",
        "départ anticipé",
        "croissance",
        "cessation",
        "liquidation",
        "exclusion",
        "fusion",
        "abandon",
    )


KEYS = frozenset(field.name for field in fields(Policy))


def policy_on(day: date, entries: Iterable[tuple[str, date, Any]]) -> Policy:
    """The policy of `day` from dated entries `(key, valid_from, value)`: the newest one not after `day` wins."""
    chosen: dict[str, tuple[date, Any]] = {}
    for key, valid_from, value in entries:
        if key in KEYS and valid_from <= day and (key not in chosen or chosen[key][0] <= valid_from):
            chosen[key] = (valid_from, value)
    return with_values(Policy(), {key: value for key, (_, value) in chosen.items()})


def with_values(policy: Policy, values: Mapping[str, Any]) -> Policy:
    """`policy` with some values replaced; lists, as JSON gives them, become tuples."""
    changes: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return replace(policy, **changes)
