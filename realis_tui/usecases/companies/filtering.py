"""The fields of the companies' filter, and their translation into SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, false, func, literal, not_, or_, select, true

from realis_tui.db.models import Company, Passage, Person, SearchEntry, Space, SupportAgreement
from realis_tui.db.models import Establishment as Site
from realis_tui.db.queries import companies as queries
from realis_tui.domain.companies import CompanyState, LegalForm
from realis_tui.domain.days import add_months
from realis_tui.domain.filters import FilterField, FilterOp, FilterQuery, FilterTerm, parse
from realis_tui.domain.french import fold
from realis_tui.domain.inputs import choices_of
from realis_tui.usecases.unit import UnitOfWork

FIELDS: tuple[FilterField, ...] = (
    FilterField(
        "statut",
        "statut",
        "choice",
        ("état", "étape"),
        choices_of(CompanyState),
        (("hébergée", "hebergee"), ("décrochage", "decrochage"), ("en accompagnement", "accompagnement")),
    ),
    FilterField("hebergee", "hébergée", "flag", ("hébergé", "hébergement")),
    FilterField("accompagnement", "accompagnement", "flag", ("suivie",)),
    FilterField("decrochage", "décrochage", "flag"),
    FilterField("esus", "esus", "flag"),
    FilterField("fin", "fin", "date", ("fin de convention", "échéance")),
    FilterField("entree", "entrée", "date", ("début",)),
    FilterField("sortie", "sortie", "date", ("sortie le",)),
    FilterField("forme", "forme", "choice", ("forme juridique",), choices_of(LegalForm)),
    FilterField("referent", "référent", "text", ("coach", "référente")),
    FilterField("commune", "commune", "text", ("ville",)),
    FilterField("departement", "département", "text", ("dept", "dép")),
    FilterField("secteur", "secteur", "text"),
    FilterField("activite", "activité", "text"),
    FilterField("nom", "nom", "text", ("entreprise",)),
    FilterField("personne", "personne", "text", ("contact",)),
    FilterField("local", "local", "text", ("bureau", "atelier")),
    FilterField("siren", "siren", "text", ("siret",)),
    FilterField("rna", "rna", "text"),
    FilterField("motif", "motif", "text", ("motif de sortie",)),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter as SQL, and what of it was not understood."""

    clause: Any
    remarks: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()


def condition(unit: UnitOfWork, text: str) -> Condition:
    """The SQL of a filter; a filter that cannot be read leaves everything in and says why."""
    try:
        query: FilterQuery = parse(text, FIELDS, unit.today)
    except ValueError as error:
        return Condition(true(), (str(error),))
    clauses = [_clause(unit, term) for term in query.terms]
    said = tuple(f"« {term} » attend une valeur : finir le filtre, ou l'enlever." for term in query.unfinished)
    return Condition(and_(true(), *clauses), (), said)


def _clause(unit: UnitOfWork, term: FilterTerm) -> Any:
    clause = _anywhere(str(term.values[0])) if term.field is None else _field(unit, term.field, term)
    return not_(func.coalesce(clause, false())) if term.negated else clause


def _anywhere(word: str) -> Any:
    """A folded word in the name, the city, the people, the activity, or any six digits of a number."""
    columns = (SearchEntry.folded_title, SearchEntry.folded_subtitle, SearchEntry.code, SearchEntry.notes)
    found = [func.coalesce(column, "").contains(word, autoescape=True) for column in columns]
    return or_(*found, Company.identity.contains(word.replace(" ", ""), autoescape=True))


def _field(unit: UnitOfWork, name: str, term: FilterTerm) -> Any:
    if name in _DAYS:
        return _day(unit, _DAYS[name], term)
    if name in _FLAGS:
        clause = _FLAGS[name](unit)
        return clause if term.values[0] is True else not_(func.coalesce(clause, false()))
    if name in _CHOICES:
        column, kind = _CHOICES[name]
        if term.op is FilterOp.EMPTY:
            return column.is_(None)
        return column.in_([kind(value) for value in term.values])
    return _text(unit, name, term)


def _day(unit: UnitOfWork, column: Any, term: FilterTerm) -> Any:
    """« fin<90j » is to come, from today on; « fin<0j », and a day written out, are the past too."""
    if term.op is FilterOp.EMPTY:
        return column.is_(None)
    first = literal(term.values[0])
    if _is_to_come(term, unit.today):
        return and_(column >= unit.today, column < first if term.op is FilterOp.LESS else column <= first)
    match term.op:
        case FilterOp.LESS:
            return column < first
        case FilterOp.AT_MOST:
            return column <= first
        case FilterOp.MORE:
            return column > first
        case FilterOp.AT_LEAST:
            return column >= first
        case FilterOp.BETWEEN:
            return column.between(first, literal(term.values[1]))
        case _:
            return column == first


def _is_to_come(term: FilterTerm, today: date) -> bool:
    day = term.values[0]
    before = term.op in (FilterOp.LESS, FilterOp.AT_MOST)
    return term.relative and before and isinstance(day, date) and day > today


def _text(unit: UnitOfWork, name: str, term: FilterTerm) -> Any:
    if name == "siren":
        return _number(term)
    if name == "nom":
        if term.op is FilterOp.EMPTY:
            return false()  # every company has a name
        return or_(*[_anywhere_in(SearchEntry.folded_title, value) for value in term.values])
    column, wrap = _TEXTS[name]
    if term.op is FilterOp.EMPTY:
        return not_(wrap(column.is_not(None))) if wrap is not _itself else column.is_(None)
    return wrap(column.in_(_spelled(unit, column, [str(value) for value in term.values])))


def _anywhere_in(column: Any, value: object) -> Any:
    return func.coalesce(column, "").contains(str(value), autoescape=True)


def _number(term: FilterTerm) -> Any:
    if term.op is FilterOp.EMPTY:
        return Company.siren.is_(None)
    found = []
    for value in term.values:
        digits = str(value).replace(" ", "")
        found += [Company.siren.contains(digits, autoescape=True)]
        found += [queries.with_siret(Site.siret.contains(digits, autoescape=True))]
    return or_(*found)


def _spelled(unit: UnitOfWork, column: Any, wanted: Sequence[str]) -> list[str]:
    """The values of a column that hold one of the folded texts: the data base does not fold, and they are few."""
    statement: Select[Any] = select(column).where(column.is_not(None)).distinct()
    return [str(value) for value in unit.session.scalars(statement) if any(text in fold(value) for text in wanted)]


def _itself(clause: Any) -> Any:
    return clause


def _dropout(unit: UnitOfWork) -> Any:
    """Accompanied, with a yearly review overdue.

    Rule 24 counts sessions: none for 45 days (`dropout_days`) and none planned. They come with coaching; until then a
    review that was not held is the only silence the data knows of. What people read says so: `explanation`, the guide.
    """
    overdue = unit.today - timedelta(days=unit.policy.review_grace_days + 1)
    late = []
    for rank in (1, 2, 3):
        begun: date = add_months(overdue, -12 * rank)
        late.append(and_(SupportAgreement.starts_on <= begun, not_(queries.reviewed(rank))))
    return and_(queries.supported, SupportAgreement.ended_on.is_(None), or_(*late))


_DAYS: dict[str, Any] = {
    "fin": queries.ends_on,
    "entree": SupportAgreement.starts_on,
    "sortie": Passage.exited_on,
}
_FLAGS: dict[str, Callable[[UnitOfWork], Any]] = {
    "hebergee": lambda unit: queries.hosted,
    "esus": lambda unit: queries.esus,
    "accompagnement": lambda unit: queries.supported,
    "decrochage": _dropout,
}
_CHOICES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "statut": (Passage.state, CompanyState),
    "forme": (Company.legal_form, LegalForm),
}
_TEXTS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "referent": (Company.referent, _itself),
    "commune": (Company.city, _itself),
    "departement": (Company.department, _itself),
    "secteur": (Company.sector, _itself),
    "activite": (Company.activity, _itself),
    "rna": (Company.rna, _itself),
    "motif": (Passage.exit_reason, _itself),
    "personne": (Person.name, queries.with_person),
    "local": (Space.code, queries.in_space),
}
