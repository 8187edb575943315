"""The search over everything, as one question: what a few letters, digits or a misspelt name may mean, by kind."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from realis_tui.db.models import Company, Membership, Occupancy, Person, Space
from realis_tui.db.search import SearchHit, read_ahead, search
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input
from realis_tui.domain.french import format_phone
from realis_tui.usecases.acts import question
from realis_tui.usecases.unit import UnitOfWork

KINDS = {
    "entreprise": "Entreprises",
    "personne": "Personnes",
    "local": "Locaux",
    "salle": "Salles",
    "reservation": "Réservations",
}
"""The kinds of the index, in no order: the group of the likeliest thing comes first."""


class SearchEverything(Input):
    """`text`: as typed so far; `limit`: how many things at most; `kinds`: only these, all when empty."""

    text: str
    limit: int = 40
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `opens`: the card that shows it, (pillar, key); `copied`: what « copier » gives of it."""

    kind: str
    ref: int
    title: str
    detail: str
    opens: tuple[str, int]
    copied: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    label: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What was found for `text`; `truncated`: there is more than `count`."""

    text: str
    groups: tuple[Group, ...]
    count: int
    truncated: bool

    @property
    def hits(self) -> tuple[Hit, ...]:
        """All of them, in the order they are shown."""
        return tuple(hit for group in self.groups for hit in group.hits)


@question("search.everything", "Chercher partout", Permission.SEARCH)
def search_everything(unit: UnitOfWork, request: SearchEverything) -> SearchResults:
    """The things meant, likeliest first, grouped by kind; nothing for an empty question."""
    found = search(unit.session, request.text, unit.actor, unit.now, request.limit + 1, kinds=request.kinds)
    kept = found[: request.limit]
    copied, homes, told = _numbers(unit, kept), _companies_of(unit, kept), _told(unit, kept)
    groups: dict[str, list[Hit]] = {}
    for hit in kept:
        opens = homes.get(hit.ref) if hit.kind == "personne" else (_PILLARS.get(hit.kind, hit.kind), hit.ref)
        if opens is not None:
            number = copied.get((hit.kind, hit.ref)) or hit.title
            detail = " · ".join(part for part in told[hit.kind, hit.ref] if part)
            shown_hit = Hit(hit.kind, hit.ref, hit.title, detail, opens, number, hit.score)
            groups.setdefault(hit.kind, []).append(shown_hit)
    shown = tuple(Group(kind, KINDS.get(kind, kind.capitalize()), tuple(hits)) for kind, hits in groups.items())
    count = sum(len(group.hits) for group in shown)
    return SearchResults(request.text, shown, count, len(found) > len(kept))


@question("search.read_ahead", "Préparer la recherche", Permission.SEARCH)
def prepare_search(unit: UnitOfWork, _request: None = None) -> bool:
    """Read what misspelt words are compared with, a part at a time; whether to ask again for the rest."""
    return read_ahead(unit.session)


_PILLARS = {"entreprise": "companies", "local": "spaces", "salle": "rooms", "reservation": "bookings"}


def _refs(hits: Iterable[SearchHit], kind: str) -> list[int]:
    return [hit.ref for hit in hits if hit.kind == kind]


def _numbers(unit: UnitOfWork, hits: list[SearchHit]) -> dict[tuple[str, int], str]:
    """What people want to paste elsewhere: a company's SIREN or phone, a person's phone."""
    numbers: dict[tuple[str, int], str] = {}
    if companies := _refs(hits, "entreprise"):
        rows = unit.session.execute(select(Company.id, Company.siren, Company.phone).where(Company.id.in_(companies)))
        numbers |= {("entreprise", key): siren or phone or "" for key, siren, phone in rows}
    if people := _refs(hits, "personne"):
        rows = unit.session.execute(select(Person.id, Person.phone, Person.email).where(Person.id.in_(people)))
        numbers |= {("personne", key): phone or email or "" for key, phone, email in rows}
    if spaces := _refs(hits, "local"):
        codes = unit.session.execute(select(Space.id, Space.code).where(Space.id.in_(spaces)))
        numbers |= {("local", key): code for key, code in codes}
    return numbers


def _told(unit: UnitOfWork, hits: list[SearchHit]) -> dict[tuple[str, int], tuple[str, ...]]:
    """The parts of the detail: who is where today, which no write tells, whom to call, then the rest of what is stored.

    Where lines are narrow, their end is cut.
    """
    companies, people, spaces = (_refs(hits, kind) for kind in ("entreprise", "personne", "local"))
    offices, occupants = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    call: dict[tuple[str, int], tuple[str, str]] = {}
    if companies or spaces:
        stays = (
            select(Occupancy.company_id, Occupancy.space_id, Space.code, Company.name)
            .join(Space, Space.id == Occupancy.space_id)
            .join(Company, Company.id == Occupancy.company_id)
            .where(or_(Occupancy.company_id.in_(companies), Occupancy.space_id.in_(spaces)))
            .where(Occupancy.starts_on <= unit.today)
            .where(or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= unit.today))
            .order_by(Space.code, Company.name)
        )
        for row in unit.session.execute(stays):
            offices[row.company_id].append(row.code)
            occupants[row.space_id].append(row.name)
    if companies or people:
        called = (
            select(Person.id, Person.name, Person.phone, Membership.company_id)
            .join(Membership, Membership.person_id == Person.id)
            .where(or_(Person.id.in_(people), Membership.company_id.in_(companies)))
            .order_by(Membership.is_main.desc(), Membership.id)
        )
        for person, name, phone, company in unit.session.execute(called):
            # The contact whom the stored detail ends with, with a phone or without.
            call.setdefault(("entreprise", company), (name, format_phone(phone or "")))
            call.setdefault(("personne", person), ("", format_phone(phone or "")))
    there: dict[str, dict[int, list[str]]] = {"entreprise": offices, "local": occupants}
    told = dict[tuple[str, int], tuple[str, ...]]()
    for hit in hits:
        where = there.get(hit.kind, {}).get(hit.ref, [])
        name, phone = call.get((hit.kind, hit.ref), ("", ""))
        rest = hit.detail.removesuffix(name).removesuffix(" · ") if name else hit.detail
        told[hit.kind, hit.ref] = (", ".join(where), f"{name} {phone}".strip(), rest)
    return told


def _companies_of(unit: UnitOfWork, hits: list[SearchHit]) -> dict[int, tuple[str, int]]:
    """The company whose card shows a person: the one they are the main contact of, else the first."""
    people = _refs(hits, "personne")
    if not people:
        return {}
    homes: dict[int, tuple[str, int]] = {}
    rows = unit.session.execute(
        select(Membership.person_id, Membership.company_id)
        .where(Membership.person_id.in_(people))
        .order_by(Membership.is_main.desc(), Membership.id)
    )
    for person, company in rows:
        homes.setdefault(person, ("companies", company))
    return homes
