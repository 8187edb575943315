"""What the search knows of each thing: entries folded once here, kept in step by the journal's listener.

A base keeps its bookings for ever, ten years of them are two hundred thousand: only those that are to come or ended
less than a month ago have an entry. The month is counted from the last act, so that `verifier` needs no clock.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Executable, delete, func, insert, select
from sqlalchemy.orm import Session

from realis_tui.db import search_index
from realis_tui.db.models import ActRecord, Base, Company, Establishment, Membership, Person, SearchEntry, Space
from realis_tui.db.models.rooms import Booking, Room
from realis_tui.db.search_kinds import BOOKING, BOOKING_MARK, COMPANY, KINDS, PERSON, ROOM, SPACE
from realis_tui.db.search_stale import NAMING, STALE
from realis_tui.domain.french import fold, fold_name, format_date_long, plural
from realis_tui.domain.rooms import BookingStatus, Party, Slot, format_slot

RECENT = timedelta(days=31)
"""How long after its end a booking is still found."""
_GOING = timedelta(days=8)
"""How far before that the entries to drop are looked for, each time a booking is written."""
_ENTRIES = Base.metadata.tables[SearchEntry.__tablename__]
_CHUNK = 400
Entry = dict[str, Any]


def refresh(session: Session, at: datetime) -> None:
    """Make the entries of what this transaction has written anew, in the same transaction; `at`: the act's moment."""
    dirty: set[tuple[str, int]] | None = session.info.pop(STALE, None)
    if not dirty:
        return
    connection = session.connection()
    people = {ref for kind, ref in dirty if kind == PERSON}
    companies = {ref for kind, ref in dirty if kind == COMPANY}
    shown_by = _linked(connection, Membership.company_id, Membership.person_id, people)
    members = _linked(connection, Membership.person_id, Membership.company_id, companies)
    _replace(connection, COMPANY, companies | shown_by)
    _replace(connection, PERSON, people | members)
    for kind in (SPACE, ROOM):
        _replace(connection, kind, {ref for marked, ref in dirty if marked == kind})
    _refresh_bookings(connection, dirty, at - RECENT)


def rebuild(connection: Connection) -> int:
    """Make every entry anew; gives their number. The caller commits."""
    connection.execute(delete(_ENTRIES))
    made = 0
    for kind in KINDS:
        for entries in _all(connection, kind):
            connection.execute(insert(_ENTRIES), entries)
            made += len(entries)
    search_index.gather(connection)
    return made


def compare(session: Session) -> list[str]:
    """Where the index differs from the data: « entreprise 12 manque ». Empty when it is right.

    A booking that was still to be found when it was written may have kept its entry: that is no fault.
    """
    connection = session.connection()
    columns = [column for column in _ENTRIES.c if column.name not in ("id", "updated")]
    there = {(row.kind, row.ref): row._asdict() for row in connection.execute(select(*columns))}
    kept = {ref for kind, ref in there if kind == BOOKING}
    problems = []
    for kind in KINDS:
        for entries in _all(connection, kind, kept if kind == BOOKING else set()):
            for entry in entries:
                found = there.pop((kind, entry["ref"]), None)
                if found is None:
                    problems.append(f"{kind} {entry['ref']} manque")
                elif any(found[name] != entry[name] for name in found):
                    problems.append(f"{kind} {entry['ref']} n'est pas à jour")
    problems += [f"{kind} {ref} est de trop" for kind, ref in there]
    return problems


def _replace(connection: Connection, kind: str, ids: set[int]) -> None:
    for chunk in _chunks(sorted(ids)):
        entries = _MAKERS[kind](connection, chunk)
        # Deleted then inserted, never updated: a new id tells the vocabulary in memory what it has not seen.
        connection.execute(delete(_ENTRIES).where(_ENTRIES.c.kind == kind, _ENTRIES.c.ref.in_(chunk)))
        if entries:
            connection.execute(insert(_ENTRIES), entries)


def _all(connection: Connection, kind: str, besides: Iterable[int] = ()) -> Iterator[list[Entry]]:
    """The entries of a kind, those of `besides` among them though nothing asks for these."""
    wanted = select(_MODELS[kind].id)
    if kind == BOOKING:
        wanted = wanted.where(Booking.ends_at > _since(connection))
    ids = {*connection.execute(wanted).scalars(), *besides}
    for chunk in _chunks(sorted(ids)):
        yield _MAKERS[kind](connection, chunk)


# Bookings


def _refresh_bookings(connection: Connection, dirty: set[tuple[str, int]], since: datetime) -> None:
    """Those written, those of a company or a room renamed; the entries of those that ended before `since` go."""
    written = {ref for kind, ref in dirty if kind == BOOKING}
    renamed = set()
    for table, column in (("companies", Booking.company_id), ("rooms", Booking.room_id)):
        owners = {ref for kind, ref in dirty if kind == NAMING[table]}
        if owners:
            indexed = select(_ENTRIES.c.ref).where(_ENTRIES.c.kind == BOOKING)
            renamed |= _linked(connection, Booking.id, column, owners, Booking.id.in_(indexed))
    if not written | renamed:
        return
    recent = _linked(connection, Booking.id, Booking.id, written, Booking.ends_at > since)
    _replace(connection, BOOKING, recent | renamed)
    going = Booking.starts_at <= since, Booking.starts_at > since - _GOING
    gone = select(Booking.id).where(*going, Booking.ends_at <= since)
    connection.execute(delete(_ENTRIES).where(_ENTRIES.c.kind == BOOKING, _ENTRIES.c.ref.in_(gone)))
    for chunk in _chunks(sorted(written - recent)):
        connection.execute(delete(_ENTRIES).where(_ENTRIES.c.kind == BOOKING, _ENTRIES.c.ref.in_(chunk)))


def _since(connection: Connection) -> datetime:
    """The end from which a booking has an entry for sure, whenever each act said it was."""
    last: datetime | None = connection.execute(_LATEST).scalar()
    return (last or _BEFORE_ALL) - RECENT


_LATEST = select(func.max(ActRecord.at))
_BEFORE_ALL = datetime.fromisoformat("1971-01-01T00:00:00+00:00")


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _linked(connection: Connection, wanted: Any, known: Any, ids: set[int], *conditions: Any) -> set[int]:
    found: set[int] = set()
    for chunk in _chunks(sorted(ids)):
        found.update(connection.execute(select(wanted).where(known.in_(chunk), *conditions)).scalars())
    return found


# What each kind says of itself

_COMPANY_PEOPLE = (
    select(Membership.company_id, Membership.person_id, Person.name, Person.phone, Person.email)
    .join(Person, Person.id == Membership.person_id)
    .order_by(Membership.company_id, Membership.is_main.desc(), Membership.id)
)
_PERSON_COMPANIES = (
    select(Membership.person_id, Membership.title, Company.name)
    .join(Company, Company.id == Membership.company_id)
    .order_by(Membership.person_id, Membership.id)
)


def _companies(connection: Connection, ids: list[int]) -> list[Entry]:
    rows = connection.execute(select(Company.__table__).where(Company.__table__.c.id.in_(ids)))
    people = _grouped(connection, _COMPANY_PEOPLE.where(Membership.company_id.in_(ids)))
    sites = select(Establishment.company_id, Establishment.siret).where(Establishment.company_id.in_(ids))
    sirets = _grouped(connection, sites.order_by(Establishment.id))
    entries = []
    for row in rows:
        members = people.get(row.id, [])
        contact = members[0].name if members else None
        form = row.statute or (row.legal_form.label if row.legal_form is not None else None)
        numbers = [row.siren, row.rna, *(site.siret for site in sirets.get(row.id, []))]
        phones = [row.phone, *(member.phone for member in members)]
        others = [fold_name(row.name), fold(row.email or "")]
        others += [fold(f"{member.name} {member.email or ''}") for member in members]
        notes = (row.activity, row.sector, row.notes, row.referent, row.address)
        entries.append(
            _entry(
                COMPANY,
                row.id,
                title=row.name,
                subtitle=(form, row.city, contact),
                code=_codes([*numbers, *map(_national, phones)], others),
                notes=notes,
                updated=row.updated_at,
            )
        )
    return entries


def _people(connection: Connection, ids: list[int]) -> list[Entry]:
    rows = connection.execute(select(Person.__table__).where(Person.__table__.c.id.in_(ids)))
    companies = _grouped(connection, _PERSON_COMPANIES.where(Membership.person_id.in_(ids)))
    entries = []
    for row in rows:
        members = companies.get(row.id, [])
        subtitle = [f"{member.title}, {member.name}" if member.title else member.name for member in members]
        code = _codes([_national(row.phone)], [fold(row.email or ""), _joined(row.name)])
        entries.append(
            _entry(
                PERSON, row.id, title=row.name, subtitle=subtitle, code=code, notes=(row.notes,), updated=row.updated_at
            )
        )
    return entries


def _spaces(connection: Connection, ids: list[int]) -> list[Entry]:
    rows = connection.execute(select(Space.__table__).where(Space.__table__.c.id.in_(ids)))
    return [
        _entry(
            SPACE,
            row.id,
            title=row.code,
            subtitle=(row.kind.label, row.building, row.floor),
            code=_codes([], [_joined(row.code)]),
            notes=(row.notes,),
            updated=row.updated_at,
        )
        for row in rows
    ]


def _rooms(connection: Connection, ids: list[int]) -> list[Entry]:
    rows = connection.execute(select(Room.__table__).where(Room.__table__.c.id.in_(ids)))
    return [
        _entry(
            ROOM,
            row.id,
            title=row.name,
            subtitle=(plural(row.capacity, "place"), ", ".join(row.equipment), row.place),
            code=_codes([], [_joined(row.name)]),
            notes=(row.notes,),
            updated=row.updated_at,
        )
        for row in rows
    ]


_BOOKED = (
    select(
        Booking.id, Booking.title, Booking.party, Booking.party_name, Booking.purpose, Booking.starts_at,
        Booking.ends_at, Company.name.label("company"), Room.name.label("room"),
    )
    .join(Room, Room.id == Booking.room_id)
    .outerjoin(Company, Company.id == Booking.company_id)
    .where(Booking.status != BookingStatus.CANCELLED)
)  # fmt: skip


def _bookings(connection: Connection, ids: list[int]) -> list[Entry]:
    """What a person says of a meeting: its title, who it is for, the room, the day in words; one cancelled has none."""
    entries = []
    for row in connection.execute(_BOOKED.where(Booking.id.in_(ids))):
        who = row.company or row.party_name or ("REALIS" if row.party is Party.INTERNAL else "")
        slot = Slot(row.starts_at, row.ends_at)
        day = slot.day
        entries.append(
            _entry(
                BOOKING,
                row.id,
                title=row.title or who or row.room,
                subtitle=(who if row.title else None, row.room, format_slot(slot, with_year=True)),
                code=f"{fold(format_date_long(day))} {day:%d %m} {BOOKING_MARK}",
                notes=(),
                updated=row.ends_at,
            )
        )
    return entries


_MODELS: dict[str, Any] = {COMPANY: Company, PERSON: Person, SPACE: Space, ROOM: Room, BOOKING: Booking}
_MAKERS: dict[str, Callable[[Connection, list[int]], list[Entry]]] = {
    COMPANY: _companies,
    PERSON: _people,
    SPACE: _spaces,
    ROOM: _rooms,
    BOOKING: _bookings,
}


def _entry(
    kind: str, ref: int, *, title: str, subtitle: Iterable[str | None], code: str, notes: Iterable[Any], updated: Any
) -> Entry:
    shown = " · ".join(part for part in subtitle if part)
    return {
        "kind": kind,
        "ref": ref,
        "title": title,
        "subtitle": shown,
        "folded_title": fold(title),
        "joined": "" if kind == BOOKING else _joined(title),
        "folded_subtitle": fold(shown),
        "code": code,
        "notes": fold(" ".join(str(part) for part in notes if part)),
        "updated": updated,
        "audience": "team",
        "owner": None,
    }


def _grouped(connection: Connection, statement: Executable) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in connection.execute(statement):
        groups.setdefault(row[0], []).append(row)
    return groups


def _codes(numbers: Iterable[str | None], others: Iterable[str]) -> str:
    """Numbers with every suffix of six digits and more, so that any six digits of one match by a prefix."""
    tokens: dict[str, None] = {}
    for number in numbers:
        if not number:
            continue
        tokens[number.lower()] = None
        digits = "".join(char for char in number if char.isdigit())
        tokens.update(dict.fromkeys(digits[start:] for start in range(max(len(digits) - 5, 0))))
    for other in others:
        tokens.update(dict.fromkeys(other.split()))
    return " ".join(tokens)


def _national(phone: str | None) -> str | None:
    """« +33639981234 » as people dial it, « 0639981234 »."""
    if not phone:
        return None
    return f"0{phone[3:]}" if phone.startswith("+33") else phone.lstrip("+")


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")
