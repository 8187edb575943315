"""Cards that look like the one being typed (rule 12)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select, union

from realis_tui.db.models import Company, Establishment, Membership, Occupancy, Passage, Person
from realis_tui.db.search import SearchHit, search
from realis_tui.db.search_kinds import COMPANY
from realis_tui.domain import identifiers
from realis_tui.domain.accounts import Permission
from realis_tui.domain.companies import SUPPORTED_STATES
from realis_tui.domain.fields import Input
from realis_tui.domain.french import fold, fold_name, sort_key
from realis_tui.usecases.acts import question
from realis_tui.usecases.unit import UnitOfWork


class CheckDuplicates(Input):
    """What is typed so far, as typed: a half-typed number is no error here. `except_id`: the card being edited.

    The e-mail and phone of a first contact count as the company's do (rule 12).
    """

    name: str = ""
    siren: str = ""
    siret: str = ""
    rna: str = ""
    email: str = ""
    phone: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    except_id: int | None = None


@dataclass(frozen=True, slots=True)
class DuplicateHint:
    """A card that may be the same company. `reasons`: « même SIREN », « même nom », « même téléphone »…"""

    company_id: int
    name: str
    city: str | None
    state: str
    reasons: tuple[str, ...]
    certain: bool
    """Same SIREN or RNA: a new card would be refused."""

    @property
    def is_only_near(self) -> bool:
        """Whether nothing but a name that is almost the same speaks for it."""
        return self.reasons == (_REASONS["near"],)


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two cards that may be one, for the list of duplicates to merge."""

    first_id: int
    first_name: str
    second_id: int
    second_name: str
    reasons: tuple[str, ...]


class ListDuplicates(Input):
    """All pairs of the base."""


@question("companies.check_duplicates", "Doublons possibles", Permission.COMPANIES_READ)
def check_duplicates(unit: UnitOfWork, request: CheckDuplicates) -> tuple[DuplicateHint, ...]:
    """The cards that look like what is typed: the certain ones, then those in the house today, then near names."""
    typed = _typed(request)
    if not typed:
        return ()
    near = _near(unit, request.name) if "name" in typed else frozenset()
    look = _LOOK.add_columns(_in_house(unit.today).label("in_house"))
    wanted: dict[str, Collection[Any]] = {**typed, "id": near}
    rows = unit.session.execute(look.where(Company.id.in_(_having(wanted)), Company.id != (request.except_id or 0)))
    found: dict[int, tuple[Any, set[str]]] = {}
    for row in rows:
        reasons = found.setdefault(row.id, (row, set()))[1]
        reasons |= {name for name, values in typed.items() if values.intersection(_values(row, name))}
        if row.id in near and "name" not in reasons:
            reasons.add("near")
    hints = [
        DuplicateHint(
            company_id=row.id,
            name=row.name,
            city=row.city,
            state=row.state.label if row.state else "",
            reasons=tuple(said for name, said in _REASONS.items() if name in reasons),
            certain=bool(reasons & _CERTAIN),
        )
        for row, reasons in found.values()
    ]
    here = {row.id for row, _ in found.values() if row.in_house}
    return tuple(
        sorted(
            hints,
            key=lambda hint: (
                not hint.certain,
                hint.is_only_near,
                hint.company_id not in here,
                -len(hint.reasons),
                hint.name,
            ),
        )
    )


@question("companies.duplicates", "Doublons de la base", Permission.COMPANIES_READ)
def list_duplicates(unit: UnitOfWork, request: ListDuplicates) -> tuple[DuplicatePair, ...]:
    """Pairs of cards with the same number, e-mail, phone or folded name."""
    groups: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for row in unit.session.execute(_LOOK):
        for name in ("name", "email", "phone", "siret"):
            for value in _values(row, name):
                if value:
                    groups[name, value][row.id] = row.name
    pairs: dict[tuple[int, int], tuple[str, str, list[str]]] = {}
    for (name, _), members in groups.items():
        ordered = sorted(members.items())
        # A switchboard shared by many is no sign of a duplicate.
        if 2 <= len(ordered) <= _SHARED:
            for rank, (first, first_name) in enumerate(ordered):
                for second, second_name in ordered[rank + 1 :]:
                    reasons = pairs.setdefault((first, second), (first_name, second_name, []))[2]
                    if _REASONS[name] not in reasons:
                        reasons.append(_REASONS[name])
    found = [DuplicatePair(key[0], one, key[1], two, tuple(why)) for key, (one, two, why) in pairs.items()]
    return tuple(sorted(found, key=lambda pair: (-len(pair.reasons), pair.first_name)))


def companies_at(unit: UnitOfWork, *, phone: str | None, email: str | None, except_id: int) -> Sequence[str]:
    """The names of the other companies that have this phone or e-mail, or whose people have: they only warn."""
    wanted = {name: {value} for name, value in (("phone", phone), ("email", email)) if value}
    if not wanted:
        return ()
    named = select(Company.name).where(Company.id.in_(_having(wanted)), Company.id != except_id)
    return unit.session.scalars(named.distinct().order_by(Company.name)).all()


def _near(unit: UnitOfWork, name: str) -> frozenset[int]:
    """The companies whose name is almost this one, or has all its words, or the other way round."""
    identity, words = fold_name(name), fold(name).split()
    if len(identity) < _TELLING or not words:
        return frozenset()
    near = set()
    # Words that no name holds all are too many: the longest one tells most.
    for hit in _named(unit, name) or _named(unit, max(words, key=len)):
        shorter, longer = sorted((words, fold(hit.title).split()), key=len)
        is_part = longer[: len(shorter)] == shorter or (len(shorter) > 1 and set(shorter) <= set(longer))
        if is_part or _likeness(identity, fold_name(hit.title)) >= _CLOSE:
            near.add(hit.ref)
    return frozenset(near)


def _named(unit: UnitOfWork, text: str) -> list[SearchHit]:
    return search(unit.session, text, unit.actor, unit.now, limit=_SHARED, kinds=(COMPANY,))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _having(wanted: Mapping[str, Collection[Any]]) -> CompoundSelect[int]:
    """The companies that have one of these values, by name of `_COLUMNS`: a question a column, each has its index.

    Asked together (`OR`), those of two tables would have every company read.
    """
    return union(
        *(
            _OWNER[column.class_].where(column.in_(values))
            for name, values in wanted.items()
            if values
            for column in _COLUMNS[name]
        )
    )


class CheckPerson(Input):
    """What is typed of a person so far, as typed. `except_id`: the person being edited."""

    name: str = ""
    phone: str = ""
    email: str = ""
    except_id: int | None = None


@dataclass(frozen=True, slots=True)
class PersonHint:
    """Someone known who may be the one typed. `reasons`: pairs (field, « même courriel »…); `company`: theirs, or the
    first of them, whose card shows them."""

    person_id: int
    name: str
    company_id: int
    company: str
    reasons: tuple[tuple[str, str], ...]


@question("people.check_duplicates", "Personnes déjà connues", Permission.COMPANIES_READ)
def check_person(unit: UnitOfWork, request: CheckPerson) -> tuple[PersonHint, ...]:
    """The people with the same e-mail, phone or name, whichever of first and last name was typed first."""
    typed = {
        "name": _orders(request.name),
        "email": _known(identifiers.check_email, request.email),
        "phone": _known(identifiers.check_phone, request.phone),
    }
    columns = {"name": Person.sort_name, "email": Person.email, "phone": Person.phone}
    clauses = [columns[name].in_(values) for name, values in typed.items() if values]
    if not clauses:
        return ()
    statement = (
        select(Person.id, Person.name, *columns.values(), Company.id.label("company_id"), Company.name.label("company"))
        .join(Membership, Membership.person_id == Person.id)
        .join(Company, Company.id == Membership.company_id)
        .where(or_(*clauses), Person.id != (request.except_id or 0))
        .order_by(Membership.is_main.desc(), Membership.id)
    )
    found: dict[int, PersonHint] = {}
    for row in unit.session.execute(statement):
        held = {"name": row.sort_name, "email": row.email, "phone": row.phone}
        why = tuple((name, _REASONS[name]) for name, values in typed.items() if held[name] in values)
        found.setdefault(row.id, PersonHint(row.id, row.name, row.company_id, row.company, why))
    return tuple(sorted(found.values(), key=lambda hint: (-len(hint.reasons), hint.name)))


def _orders(name: str) -> set[str]:
    """« Marion Delmas » as it is sorted, and « Delmas Marion »; nothing for a lone word, which many share."""
    words = sort_key(name).split()
    if len(words) < 2:
        return set()
    return {" ".join(words), " ".join([*words[1:], words[0]]), " ".join([words[-1], *words[:-1]])}


def _known(check: Callable[[str], identifiers.Checked], raw: str) -> set[str]:
    with suppress(ValueError):
        return {check(raw).value} if raw.strip() else set()
    return set()


_SHARED = 5
_TELLING = 5
"""Letters from which a name may be near another."""
_CLOSE = 0.84
"""How near, of 1 (`difflib`): a letter wrong in seven, two in twelve."""
_LOOK = (
    select(
        Company.id,
        Company.name,
        Company.city,
        Company.identity,
        Company.siren,
        Company.rna,
        Company.email,
        Company.phone,
        Passage.state,
        Establishment.siret,
        Person.email.label("person_email"),
        Person.phone.label("person_phone"),
    )
    .outerjoin(Passage, (Passage.company_id == Company.id) & Passage.is_current)
    .outerjoin(Establishment, Establishment.company_id == Company.id)
    .outerjoin(Membership, Membership.company_id == Company.id)
    .outerjoin(Person, Person.id == Membership.person_id)
)
_COLUMNS: dict[str, tuple[Any, ...]] = {
    "id": (Company.id,),
    "siren": (Company.siren,),
    "siret": (Establishment.siret,),
    "rna": (Company.rna,),
    "name": (Company.identity,),
    "email": (Company.email, Person.email),
    "phone": (Company.phone, Person.phone),
}
_OWNER: dict[type, Select[int]] = {
    Company: select(Company.id),
    Establishment: select(Establishment.company_id),
    Person: select(Membership.company_id).join(Person, Person.id == Membership.person_id),
}
"""The company that has a column of each table."""
_REASONS = {
    "siren": "même SIREN",
    "siret": "même SIRET",
    "rna": "même RNA",
    "name": "même nom",
    "email": "même courriel",
    "phone": "même téléphone",
    "near": "nom proche",
}
_CERTAIN = frozenset({"siren", "siret", "rna"})
_CHECKS: dict[str, Callable[[str], identifiers.Checked]] = {
    "siren": identifiers.check_siren,
    "siret": identifiers.check_siret,
    "rna": identifiers.check_rna,
    "email": identifiers.check_email,
    "phone": identifiers.check_phone,
}


def _in_house(day: date) -> ColumnElement[bool]:
    """Accompanied, or in a space that day."""
    stays = Occupancy.starts_on <= day, or_(Occupancy.ends_on.is_(None), Occupancy.ends_on >= day)
    occupies = select(Occupancy.id).where(Occupancy.company_id == Company.id, *stays).exists()
    return or_(Passage.state.in_(SUPPORTED_STATES), occupies)


def _typed(request: CheckDuplicates) -> dict[str, set[str]]:
    """What can be looked for already, in the writing of the data base."""
    typed = {"name": {fold_name(request.name)}} if len(fold_name(request.name)) >= 2 else {}
    for name, check in _CHECKS.items():
        for raw in (getattr(request, name), getattr(request, f"contact_{name}", "")):
            typed[name] = typed.get(name, set()) | _known(check, raw)
    if not typed["siren"]:
        typed["siren"] = {siret[:9] for siret in typed["siret"]}
    # What is not typed, or half typed, is not looked for.
    return {name: values for name, values in typed.items() if values}


def _values(row: Any, name: str) -> tuple[str | None, ...]:
    match name:
        case "name":
            return (row.identity,)
        case "email":
            return (row.email, row.person_email)
        case "phone":
            return (row.phone, row.person_phone)
    return (getattr(row, name),)
