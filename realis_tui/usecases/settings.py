"""The figures direction may edit (⚙): what they are today, and changing one from a day on, never before."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any

from sqlalchemy import select

from realis_tui.db.models import Setting
from realis_tui.domain.accounts import Permission
from realis_tui.domain.days import add_months
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.french import WEEKDAYS, clean_text, fold, format_date, parse_decimal, parse_money
from realis_tui.domain.inputs import Day
from realis_tui.domain.policy import KEYS, Policy, policy_on
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act, question
from realis_tui.usecases.unit import UnitOfWork

_CENTS = frozenset({"rent_cents_per_m2"})
_BOUNDS = {
    "rent_steps": (0, 100),
    "rent_after_steps": (0, 100),
    "late_cancel_percent": (0, 100),
    "opening_hour": (0, 23),
    "closing_hour": (1, 24),
    **{f"free_hours_{tenant}": (0, 1_000) for tenant in ("hosted", "cohort", "partner", "outside")},
}
"""What a whole number may be, where it is not from 1 to 1 200."""
_MAY_BE_EMPTY = frozenset({"closed_weekdays"})
_FUTURE_MONTHS = 120

LABELS = {
    "support_months": "Durée de l'accompagnement (mois)",
    "extension_months": "Prolongation, au plus (mois)",
    "derogatory_lease_months": "Bail dérogatoire, au plus (mois)",
    "alert_days": "Alertes avant une fin (jours)",
    "rent_steps": "Loyer progressif, par année (%)",
    "rent_after_steps": "Loyer, après la dernière année (%)",
    "rent_cents_per_m2": "Loyer au m² et par an",
    "review_grace_days": "Bilan annuel, en retard après (jours)",
    "last_review_days": "Dernier bilan, avant la fin (jours)",
    "follow_up_months": "Suivi après la sortie (mois)",
    "dropout_days": "Décrochage, sans séance depuis (jours)",
    "idle_minutes": "Verrouillage sans activité (minutes)",
    "opening_hour": "Salles, ouverture (heure)",
    "closing_hour": "Salles, fermeture (heure)",
    "closed_weekdays": "Salles, jours fermés",
    "option_hours": "Option de salle, tenue pendant (heures)",
    "free_hours_hosted": "Heures de salle comprises, hébergée (par mois)",
    "free_hours_cohort": "Heures de salle comprises, promotion (par mois)",
    "free_hours_partner": "Heures de salle comprises, partenaire (par mois)",
    "free_hours_outside": "Heures de salle comprises, extérieur (par mois)",
    "cancel_notice_hours": "Salle annulée sans frais, jusqu'à (h avant)",
    "late_cancel_percent": "Salle annulée tard, part facturée (%)",
    "refusal_reasons": "Motifs de refus",
    "deferral_reasons": "Motifs d'ajournement",
    "withdrawal_reasons": "Motifs de désistement",
    "exit_reasons": "Motifs de sortie",
}
"""What people read of each figure."""

_FARTHEST_FIRST = {"alert_days": True, "follow_up_months": False}
"""The lists of thresholds, which have an order of their own; the steps of the rent are in that of the years."""


class ChangeSetting(Input):
    """`value` as typed: a number, or a list cut by « ; », which may be empty for a few; `valid_from` from today on."""

    key: str
    value: Annotated[str, Shown("Valeur", example="36, ou 90 ; 30 ; 7", max_length=2_000)] = ""
    valid_from: Annotated[Day | None, Shown("À partir du", widget="date", hint="aujourd'hui")] = None


@dataclass(frozen=True, slots=True)
class SettingView:
    """One figure: in force today, as it can be typed again, and what is planned or was before."""

    key: str
    label: str
    shown: str
    default: str
    since: date | None
    history: tuple[tuple[date, str], ...]


@question("settings.list", "Réglages de la maison", Permission.COMPANIES_READ)
def list_settings(unit: UnitOfWork, request: None = None) -> tuple[SettingView, ...]:
    """Every figure, in the order of the policy."""
    dated: dict[str, list[tuple[date, Any]]] = {}
    rows = unit.session.execute(select(Setting.key, Setting.valid_from, Setting.value).order_by(Setting.valid_from))
    for key, valid_from, value in rows:
        dated.setdefault(key, []).append((valid_from, value))
    return tuple(_view(unit, item.name, dated.get(item.name, [])) for item in fields(Policy))


@act(
    "settings.change",
    "Changer un réglage",
    Permission.SETTINGS_MANAGE,
    changes=("accounts", "companies", "spaces", "rooms"),
)
def change_setting(unit: UnitOfWork, request: ChangeSetting) -> SettingView:
    """Set a figure from a day on; what was agreed before keeps the figure of its time."""
    if request.key not in KEYS:
        raise Refused(f"« {request.key} » n'est pas un réglage connu.", "key")
    valid_from = request.valid_from or unit.today
    if valid_from < unit.today:
        raise Refused("Un réglage ne change pas le passé : choisir aujourd'hui ou un jour à venir.", "valid_from")
    if valid_from > add_months(unit.today, _FUTURE_MONTHS):
        raise Refused("Ce jour est trop lointain : dix ans au plus.", "valid_from")
    value = _read(request.key, request.value)
    where = (Setting.key == request.key, Setting.valid_from == valid_from)
    row = unit.session.scalars(select(Setting).where(*where)).first()
    if row is None:
        unit.session.add(Setting(key=request.key, valid_from=valid_from, value=value))
    else:
        row.value = value
    unit.session.flush()
    _refuse_closed_all_day(unit)
    unit.summary = f"{LABELS[request.key]} : {_shown(request.key, value)}, à partir du {format_date(valid_from)}"
    return next(view for view in list_settings(unit, None) if view.key == request.key)


def refuse_undoing(unit: UnitOfWork, written: Sequence[Any]) -> None:
    """A figure that has been in force is not taken back: what was agreed meanwhile was agreed by it.

    `written`: the entries of the journal about the settings of an act that was just undone.
    """
    told = {row.get("valid_from") for entry in written for row in (entry.old or {}, entry.new or {})}
    days = {date.fromisoformat(day) for day in told if day}
    days |= set(unit.session.scalars(select(Setting.valid_from).where(Setting.id.in_([e.row_id for e in written]))))
    since = min(days, default=unit.today)
    if since < unit.today:
        raise Refused(
            f"Ce réglage est en vigueur depuis le {format_date(since)} : le changer à partir d'aujourd'hui plutôt que "
            "de l'annuler."
        )
    _refuse_closed_all_day(unit)


def _refuse_closed_all_day(unit: UnitOfWork) -> None:
    """The rooms close after they open, today and from each day on that a setting changes it."""
    rows = unit.session.execute(select(Setting.key, Setting.valid_from, Setting.value)).all()
    settings = [(key, valid_from, value) for key, valid_from, value in rows]
    for day in sorted({unit.today, *(day for _, day, _ in settings if day > unit.today)}):
        hours = policy_on(day, settings)
        if hours.closing_hour <= hours.opening_hour:
            raise Refused(
                f"Les salles ouvriraient à {hours.opening_hour}\u202fh et fermeraient à {hours.closing_hour}\u202fh "
                f"à partir du {format_date(day)} : la fermeture vient après l'ouverture.",
                "value",
            )


def _view(unit: UnitOfWork, key: str, dated: list[tuple[date, Any]]) -> SettingView:
    since = max((day for day, _ in dated if day <= unit.today), default=None)
    history = tuple((day, _shown(key, value)) for day, value in dated)
    in_force = _shown(key, getattr(unit.policy, key))
    return SettingView(key, LABELS.get(key, key), in_force, _shown(key, getattr(Policy(), key)), since, history)


def _shown(key: str, value: Any) -> str:
    """A figure as a person types it."""
    if isinstance(value, tuple | list):
        return " ; ".join(str(item) for item in value)
    if key in _CENTS:
        return f"{value // 100},{value % 100:02d}"
    return str(value)


def _read(key: str, text: str) -> Any:
    """A figure as JSON keeps it. Raises `Refused`."""
    default = getattr(Policy(), key)
    if not text.strip() and key not in _MAY_BE_EMPTY:
        raise Refused("« Valeur » est à remplir.", "value")
    if not isinstance(default, tuple):
        return _cents(text) if key in _CENTS else _whole(key, text)
    parts = [part for part in (clean_text(part).strip() for part in text.split(";")) if part]
    if not parts and key not in _MAY_BE_EMPTY:
        raise Refused("Cette liste ne peut pas être vide.", "value")
    if key == "closed_weekdays":
        return _weekdays(parts)
    if isinstance(default[0], str):
        return list(dict.fromkeys(parts))
    numbers = [_whole(key, part) for part in parts]
    return _sorted(key, numbers) if key in _FARTHEST_FIRST else numbers


def _sorted(key: str, numbers: list[int]) -> list[int]:
    """Thresholds in the house's order, whatever the order typed; the same one twice is a slip of the hand."""
    if twice := next((number for number in numbers if numbers.count(number) > 1), None):
        raise Refused(f"« {twice} » y est deux fois.", "value")
    return sorted(numbers, reverse=_FARTHEST_FIRST[key])


def _whole(key: str, text: str) -> int:
    try:
        number = parse_decimal(text, 0)
    except ValueError as error:
        raise Refused(str(error), "value") from None
    lowest, highest = _BOUNDS.get(key, (1, 1_200))
    if number != int(number) or not lowest <= number <= highest:
        raise Refused(f"« {text.strip()} » : un nombre entier de {lowest} à {highest}.", "value")
    return int(number)


def _weekdays(parts: list[str]) -> list[str]:
    names = {fold(name): name for name in WEEKDAYS}
    for part in parts:
        if fold(part) not in names:
            raise Refused(f"« {part} » n'est pas un jour de la semaine : écrire « samedi ; dimanche ».", "value")
    return list(dict.fromkeys(names[fold(part)] for part in parts))


def _cents(text: str) -> int:
    try:
        cents = parse_money(text)
    except ValueError as error:
        raise Refused(str(error), "value") from None
    if cents < 0:
        raise Refused("Un montant négatif n'a pas de sens ici.", "value")
    return cents
