"""A journal entry in words: which thing, which field, what it was and what it became, as people read them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from realis_tui.clock import PARIS
from realis_tui.db.journal import STAMPS
from realis_tui.db.models import Account, Company, JournalEntry, Person, Space
from realis_tui.db.models.rooms import Room
from realis_tui.db.models.whole import metadata
from realis_tui.db.replay import TABLE_LABELS
from realis_tui.db.values import from_json
from realis_tui.domain.french import (
    format_area,
    format_date,
    format_date_short,
    format_money,
    format_number,
    format_phone,
    format_siren,
    format_siret,
)
from realis_tui.domain.paris_time import day_of
from realis_tui.domain.recurrence import read_rfc, said

COLUMN_LABELS = {
    "name": "nom",
    "legal_form": "forme juridique",
    "statute": "statut juridique",
    "siren": "SIREN",
    "siret": "SIRET",
    "rna": "RNA",
    "vat_number": "n° de TVA",
    "naf": "code NAF",
    "activity": "activité",
    "sector": "secteur",
    "created_on": "créée le",
    "address": "adresse",
    "postcode": "code postal",
    "city": "commune",
    "department": "département",
    "email": "courriel",
    "phone": "téléphone",
    "website": "site",
    "referent": "référent",
    "origin": "origine",
    "notes": "notes",
    "note": "note",
    "is_head_office": "siège",
    "title": "intitulé",
    "is_main": "contact principal",
    "number": "numéro",
    "is_current": "en cours",
    "state": "étape",
    "from_state": "de l'étape",
    "to_state": "à l'étape",
    "state_since": "étape depuis le",
    "changed_on": "le",
    "decided_on": "décision du",
    "exited_on": "sortie le",
    "exit_reason": "motif de sortie",
    "reason": "motif",
    "destination_in_occitanie": "reste en Occitanie",
    "destination_city": "commune de destination",
    "is_takeover": "reprise",
    "starts_on": "début",
    "ends_on": "fin",
    "ended_on": "terminé le",
    "end_is_decided": "fin décidée",
    "kind": "nature",
    "months": "mois",
    "previous_end": "fin précédente",
    "new_end": "nouvelle fin",
    "regime": "régime",
    "rent_cents_per_m2": "loyer au m² et par an",
    "charges_cents": "charges par mois",
    "deposit_cents": "dépôt de garantie",
    "indexation": "indexation",
    "vat_applies": "TVA",
    "year": "année",
    "percent": "pourcentage",
    "reference": "référence",
    "fte_hundredths": "emplois (ETP)",
    "turnover_cents": "chiffre d'affaires",
    "own_funds_cents": "fonds propres",
    "grants_cents": "subventions",
    "beneficiaries": "bénéficiaires",
    "volunteers": "bénévoles",
    "rank": "rang",
    "done_on": "fait le",
    "is_active": "toujours active",
    "summary": "synthèse",
    "location": "emplacement",
    "dated": "daté du",
    "code": "code",
    "building": "bâtiment",
    "floor": "étage",
    "area_dm2": "surface",
    "is_lettable": "à louer",
    "company_id": "entreprise",
    "person_id": "personne",
    "space_id": "local",
    "account_id": "compte",
    "role": "rôle",
    "active": "actif",
    "key": "réglage",
    "valid_from": "à partir du",
    "value": "valeur",
    "filter_text": "filtre",
    "sort": "tri",
    "pillar": "pilier",
    "room_id": "salle",
    "part_id": "réunit la salle",
    "party": "pour",
    "party_name": "pour qui",
    "tenant": "tarif",
    "purpose": "nature",
    "starts_at": "début",
    "ends_at": "fin",
    "start_time": "de",
    "end_time": "à",
    "people": "personnes",
    "layout": "disposition",
    "equipment": "matériel",
    "status": "statut",
    "lapses_at": "option jusqu'au",
    "is_outside_hours": "hors horaires",
    "forced_because": "dépassement accepté",
    "checked_in_at": "arrivée",
    "checked_out_at": "départ",
    "freed_at": "libérée",
    "cancelled_by_tenant": "à la demande de l'occupant",
    "cancel_reason": "motif d'annulation",
    "rule": "répétition",
    "skipped": "dates sautées",
    "capacity": "places",
    "fire_capacity": "places (sécurité incendie)",
    "setup_minutes": "installation (minutes)",
    "clearing_minutes": "rangement (minutes)",
    "is_bookable": "à réserver",
    "place": "où",
    "hour_cents": "l'heure",
    "half_day_cents": "la demi-journée",
}
SAID_ELSEWHERE = frozenset({"time_blocks", "resources"})
"""Rows that repeat what their booking, closure or room says."""
_OPERATIONS = {"insert": "création", "update": "modification", "delete": "suppression"}
_NAMED: dict[str, Any] = {
    "companies": Company.name,
    "people": Person.name,
    "spaces": Space.code,
    "accounts": Account.name,
    "rooms": Room.name,
}
_REFERS = {
    "company_id": "companies",
    "person_id": "people",
    "space_id": "spaces",
    "account_id": "accounts",
    "room_id": "rooms",
    "part_id": "rooms",
}
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "phone": format_phone,
    "siren": format_siren,
    "siret": format_siret,
    "area_dm2": lambda value: format_area(Decimal(value) / 100),
    "fte_hundredths": lambda value: format_number(Decimal(value) / 100),
    "percent": lambda value: f"{value}\u202f%",
    "year": str,
    # With no start known, the year of its end is always said.
    "rule": lambda value: said(read_rfc(value), date.min),
}


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One field of one thing: « local B-204 », créé / modifié / supprimé, « fin », old → new ("" for nothing)."""

    thing: str
    operation: str
    field: str
    old: str
    new: str


class Names:
    """What rows are called, asked for once each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[str, int], str] = {}

    def of(self, table: str, row_id: int) -> str:
        """« Vélomistrau », « B-204 »; the number for what is gone."""
        if (table, row_id) not in self._known:
            named = _NAMED[table]
            found = self._session.scalar(select(named).where(named.class_.id == row_id))
            self._known[table, row_id] = str(found) if found is not None else f"n° {row_id}"
        return self._known[table, row_id]


def changes_of(entries: Iterable[JournalEntry], names: Names) -> tuple[ChangeView, ...]:
    """What people read of these entries, field by field; keys and what the program derives are left out."""
    return tuple(change for entry in entries for change in _entry(entry, names))


def _entry(entry: JournalEntry, names: Names) -> Iterable[ChangeView]:
    if entry.table_name in SAID_ELSEWHERE:
        return
    thing = _thing(entry, names)
    old, new = entry.old or {}, entry.new or {}
    for field in old | new:
        if field in STAMPS or field not in COLUMN_LABELS:
            continue
        before, after = (_words(entry.table_name, field, values.get(field), names) for values in (old, new))
        if before != after:
            yield ChangeView(thing, _OPERATIONS[entry.operation], COLUMN_LABELS[field], before, after)


def _thing(entry: JournalEntry, names: Names) -> str:
    label = TABLE_LABELS.get(entry.table_name, entry.table_name)
    if entry.table_name in _NAMED:
        values = entry.old or entry.new or {}
        name = values.get("code" if entry.table_name == "spaces" else "name")
        return f"{label} {name or names.of(entry.table_name, entry.row_id)}"
    starts_at = {**(entry.old or {}), **(entry.new or {})}.get("starts_at")
    if entry.table_name == "bookings" and starts_at is not None:
        return f"{label} du {format_date_short(day_of(datetime.fromisoformat(starts_at)))}"
    return label


def _words(table: str, field: str, value: Any, names: Names) -> str:
    if value is None:
        return ""
    if field in _REFERS:
        return names.of(_REFERS[field], int(value))
    if field in _WRITTEN:
        return _WRITTEN[field](value)
    if field.endswith("_cents") or field == "rent_cents_per_m2":
        return format_money(int(value))
    if isinstance(value, list):
        return ", ".join(map(_item, value))
    found = from_json(metadata.tables[table].c[field], value)
    if isinstance(found, bool):
        return "oui" if found else "non"
    if isinstance(found, datetime):
        return f"{format_date(found.astimezone(PARIS).date())} {found.astimezone(PARIS):%H:%M}"
    if isinstance(found, date):
        return format_date(found)
    return str(getattr(found, "label", found))


def _item(item: Any) -> str:
    """One of a list: a word, or a date that a series leaves out with what was said of it."""
    if not isinstance(item, dict):
        return str(item)
    day = format_date(date.fromisoformat(str(item.get("on"))))
    return f"{day} {item['why']}" if item.get("why") else day
