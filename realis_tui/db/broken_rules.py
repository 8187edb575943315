"""What a constraint or a guard of the data base said no to, in words a person can read.

Apart from `errors`, which every start needs: to say who is in the way of what takes the tables of every pillar.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, column, func, select, table
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from realis_tui.db import guards
from realis_tui.db.models import Company, Occupancy, Space
from realis_tui.db.models.rooms import Booking, Closure, Room, TimeBlock
from realis_tui.db.models.whole import metadata
from realis_tui.domain.identifiers import number_in_use
from realis_tui.domain.in_the_way import who_there
from realis_tui.domain.paris_time import day_of
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import LONGEST_BLOCK, TOO_LONG, InTheWay, Slot, Taken, taken_words
from realis_tui.domain.spaces import taken_space_words

if TYPE_CHECKING:
    from realis_tui.db.engine import Database

Row = tuple[str, dict[str, Any]]
"""A row of the flush that failed: its table and its values."""

_UNIQUE = {
    "companies.siren": ("siren", number_in_use("SIREN", "{value}", "{who}")),
    "companies.rna": ("rna", number_in_use("numéro RNA", "{value}", "{who}")),
    "establishments.siret": ("siret", number_in_use("SIRET", "{value}", "{who}")),
    "spaces.code": ("code", "Un local porte déjà le code {value}."),
    "accounts.folded_name": ("name", "Un compte porte déjà ce nom."),
    "memberships.company_id": ("person_id", "Cette personne est déjà dans l'entreprise."),
    "passages.company_id": (None, "Cette entreprise a déjà un passage en cours."),
    "support_agreements.passage_id": (None, "Ce passage a déjà sa convention d'accompagnement."),
    "yearly_figures.company_id": ("year", "Les chiffres de cette année sont déjà enregistrés."),
    "reviews.passage_id": (None, "Ce bilan est déjà enregistré."),
    "saved_views.account_id": ("name", "Une vue porte déjà ce nom."),
    "settings.key": ("valid_from", "Ce réglage a déjà une valeur à partir de ce jour."),
    "acts.undoes_id": (None, "Cet acte est déjà annulé."),
    "rent_steps.agreement_id": ("year", "Cette année a déjà son palier de loyer."),
    "rooms.name": ("name", "Une salle s'appelle déjà ainsi."),
    "rooms.folded_name": ("name", "Une salle s'appelle déjà ainsi."),
    "room_parts.room_id": ("parts", "Cette salle en fait déjà partie."),
    "room_layouts.room_id": ("layouts", "Cette salle a déjà cette disposition."),
    "room_tariffs.room_id": ("valid_from", "Cette salle a déjà un tarif à partir de ce jour."),
    "bookings.series_id": (None, "Cette date de la série est déjà réservée."),
}
_CHECKS = {
    "dates": ("ends_on", "La fin ne peut pas précéder le début."),
    "ended": (None, "Une convention ne prend pas fin avant d'avoir commencé."),
    "siren": ("siren", "Un SIREN a 9 chiffres."),
    "siret": ("siret", "Un SIRET a 14 chiffres."),
    "rna": ("rna", "Un numéro RNA a un W et 9 chiffres."),
    "amounts": (None, "Un montant ne peut pas être négatif."),
    "percent": ("percent", "Un pourcentage est entre 0 et 100."),
    "area": ("area_dm2", "Une surface ne peut pas être négative."),
    "year": ("year", "L'année est entre 1990 et 2100."),
    "admitted_by_decision": ("decided_on", "« Admise » demande la date de la décision du comité."),
    "hours": ("end", "La fin vient après le début."),
    "capacity": ("capacity", "Une salle a au moins une place, et la sécurité incendie n'en admet pas moins."),
    "buffers": (None, "L'installation et le rangement durent 240 minutes au plus."),
    "not_itself": ("parts", "Une salle n'est pas une partie d'elle-même."),
    "for_whom": ("who", "Une réservation d'entreprise dit laquelle."),
    "option": ("option", "Une option dit jusqu'à quand elle est tenue."),
    "people": ("people", "Au moins une personne, ou rien si le nombre n'est pas connu."),
}


def refusal(error: IntegrityError, database: "Database") -> Refused:
    """The sentence of the rule that was broken, with its field and who stands there, as far as is known."""
    said = str(error.orig)
    rows: list[Row] = getattr(error, "realis_rows", [])
    guard = next((guard for guard in guards.GUARDS if guard.name in said), None)
    if guard is not None and (f"length: {guard.name}" in said or guard.length_name in said):
        return Refused(TOO_LONG, "end")
    if guard is not None:
        return _taken(guard, rows, database)
    state = str(getattr(error.orig, "sqlstate", "") or "")
    if state == "23505" or "UNIQUE constraint failed" in said:
        return _not_unique(error, said, rows, database)
    if state == "23503" or "FOREIGN KEY" in said:
        return Refused("Cette fiche est utilisée ailleurs, ou ce qu'elle désigne n'existe plus : rien n'a été changé.")
    if state == "23502" or "NOT NULL constraint failed" in said:
        name = _column(error, said)
        return Refused(f"« {name} » est à remplir.", name)
    name = _constraint(error, said)
    for suffix, (field, message) in _CHECKS.items():
        if name.endswith(f"_{suffix}"):
            return Refused(message, field)
    return Refused(f"La base refuse cette valeur (règle « {name} »).")


def _taken(guard: guards.NoOverlap, rows: list[Row], database: "Database") -> Refused:
    """Who is in the way, and until when, as far as what is committed tells."""
    describe, otherwise = _DESCRIBED[guard.table]
    with suppress(DBAPIError), database.read() as session:
        for name, values in rows:
            found = describe(session, values) if name == guard.table else None
            if found:
                return found
    return otherwise()


def _occupied(session: Session, values: dict[str, Any]) -> Refused | None:
    clash = (Occupancy.ends_on.is_(None)) | (Occupancy.ends_on >= values["starts_on"])
    statement = (
        select(Space.code, Company.name, Occupancy.starts_on, Occupancy.ends_on)
        .join(Space, Space.id == Occupancy.space_id)
        .join(Company, Company.id == Occupancy.company_id)
        .where(Occupancy.space_id == values["space_id"], clash, Occupancy.id != (values["id"] or 0))
        .order_by(Occupancy.starts_on)
    )
    if values["ends_on"] is not None:
        statement = statement.where(Occupancy.starts_on <= values["ends_on"])
    found = session.execute(statement).first()
    if found is None:
        return None
    return Refused(taken_space_words(found.code, found.name, found.starts_on, found.ends_on), "starts_on")


def _booked(session: Session, values: dict[str, Any]) -> Refused | None:
    start, end = values["starts_at"], values["ends_at"]
    statement = (
        select(
            TimeBlock.kind, TimeBlock.ends_at, Booking.ends_at.label("meets_until"), Booking.party, Booking.party_name,
            Booking.title, Company.name.label("company"), Closure.reason, Closure.ends_at.label("closed_until"),
            Room.name.label("room"),
        )
        .outerjoin(Booking, Booking.id == TimeBlock.booking_id)
        .outerjoin(Company, Company.id == Booking.company_id)
        .outerjoin(Closure, Closure.id == TimeBlock.closure_id)
        .outerjoin(Room, Room.resource_id == TimeBlock.resource_id)
        .where(
            TimeBlock.resource_id == values["resource_id"],
            TimeBlock.ends_at > start,
            TimeBlock.ends_at < end + LONGEST_BLOCK,
            TimeBlock.starts_at < end,
            TimeBlock.id != (values["id"] or 0),
        )
        .order_by(TimeBlock.starts_at)
    )  # fmt: skip
    found = session.execute(statement).first()
    if found is None:
        return None
    who = found.reason or who_there(found.party, found.company, found.party_name, found.title)
    # When the meeting is over by then, its clearing is what is in the way.
    until = found.closed_until or (found.meets_until if found.meets_until > start else found.ends_at)
    told = taken_words(found.kind, who, until, day_of(start))
    return Taken(told, "start", [InTheWay(Slot(start, end), who, found.kind, found.room or "")])


_DESCRIBED: dict[str, tuple[Callable[[Session, dict[str, Any]], Refused | None], Callable[[], Refused]]] = {
    "occupancies": (_occupied, lambda: Refused("Ce local est déjà occupé à ces dates.", "starts_on")),
    "time_blocks": (
        _booked,
        lambda: Taken("Créneau déjà pris : choisir une autre heure ou une autre salle.", "start"),
    ),
}
"""How to say who is in the way of a row of each guarded table, and what to say when nobody is seen there."""


def _not_unique(error: IntegrityError, said: str, rows: list[Row], database: "Database") -> Refused:
    place_of = _unique_place(error, said)
    field, message = _UNIQUE.get(place_of, (None, "Cela existe déjà."))
    name, _, key = place_of.partition(".")
    found, value = _holder(name, key, rows, database)
    who = f"« {found} »" if found else "une autre fiche"
    return Refused(message.format(who=who, value=value), field)


def _unique_place(error: IntegrityError, said: str) -> str:
    """« companies.siren »: the first column of the constraint that was broken."""
    if "constraint failed: " in said:
        listed = said.partition("constraint failed: ")[2]
        return listed.split(",")[0].strip().strip("'")
    name = _constraint(error, said)
    for metadata_table in sorted(metadata.tables, key=len, reverse=True):
        if name.removeprefix("uq_").startswith(f"{metadata_table}_"):
            rest = name.removeprefix(f"uq_{metadata_table}_")
            columns = [item.name for item in metadata.tables[metadata_table].c]
            first = next((item for item in sorted(columns, key=len, reverse=True) if rest.startswith(item)), rest)
            return f"{metadata_table}.{'company_id' if name == 'uq_passages_current' else first}"
    return name


def _holder(name: str, key: str, rows: list[Row], database: "Database") -> tuple[str, str]:
    """The name of the company that holds a unique value already, and the value."""
    values = [row[key] for written, row in rows if written == name and row.get(key) is not None]
    if name not in ("companies", "establishments"):
        return "", str(values[-1]) if values else ""
    of = table(name, column(key, String), column("company_id"))
    with suppress(DBAPIError), database.read() as session:
        for value in values:
            found = (
                session.scalar(select(Company.name).where(getattr(Company, key) == value))
                if name == "companies"
                else session.scalar(
                    select(Company.name).where(
                        Company.id == select(func.min(of.c.company_id)).where(of.c[key] == value).scalar_subquery()
                    )
                )
            )
            if found:
                return str(found), str(value)
    return "", str(values[-1]) if values else ""


def _constraint(error: IntegrityError, said: str) -> str:
    diagnostic = getattr(error.orig, "diag", None)
    name = getattr(diagnostic, "constraint_name", None)
    return str(name) if name else said.partition("constraint failed: ")[2].strip()


def _column(error: IntegrityError, said: str) -> str:
    diagnostic = getattr(error.orig, "diag", None)
    name = getattr(diagnostic, "column_name", None)
    return str(name) if name else said.partition("constraint failed: ")[2].partition(".")[2]
