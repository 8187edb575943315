"""The list of companies: filter as one types, saved views with their counts, pages, and rows to export."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select

from realis_tui.db.models import Company, Passage, SavedView, SupportAgreement
from realis_tui.db.queries import companies as queries
from realis_tui.domain.accounts import Permission
from realis_tui.domain.agreements import year_of_support
from realis_tui.domain.companies import SUPPORTED_STATES, CompanyState, LegalForm
from realis_tui.domain.fields import Input
from realis_tui.domain.french import THIN, format_phone
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import question
from realis_tui.usecases.companies.alerts import alerts_of, end_level, worst
from realis_tui.usecases.companies.filtering import condition
from realis_tui.usecases.companies.saved_views import VIEW_BY_KEY, VIEWS
from realis_tui.usecases.companies.views import Level
from realis_tui.usecases.unit import UnitOfWork

SORTS = {
    "nom": "nom",
    "fin": "fin d'accompagnement",
    "entree": "entrée",
    "forme": "forme",
    "local": "local",
    "referent": "référent",
    "statut": "statut",
    "commune": "commune",
    "an": "année",
}
"""Sort keys and what people read; a « - » before the key turns the order round (« -fin »)."""


class ListCompanies(Input):
    """`filter_text`: the filter language, added to the view's own filter; `view`: a key of `CompanyPage.views`."""

    filter_text: str = ""
    view: str = "toutes"
    sort: str = "nom"
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A line of the list."""

    id: int
    name: str
    legal_form: LegalForm | None
    form: str
    """« SAS · ESUS », ready to show."""
    esus: bool
    state: CompanyState | None
    state_since: date | None
    year: int | None
    """Year of support (1, 2, 3…), none when not accompanied now."""
    starts_on: date | None
    ends_on: date | None
    """End of the support agreement, or of the hosting agreement when there is none."""
    days_left: int | None
    end_level: Level | None
    """SOON within the alert thresholds, LATE when past, FINE beyond; None with no end."""
    spaces: tuple[str, ...]
    """Codes occupied today."""
    area_dm2: int
    hosted: bool
    referent: str | None
    city: str | None
    department: str | None
    activity: str | None
    sector: str | None
    contact: str | None
    contact_phone: str | None
    level: Level
    """The worst of the company's alerts today."""
    version: int


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A saved view: `key` to ask for it, `title`, how many it holds, and whether it is one's own (may be deleted).

    `explanation`: what it holds in plain words, where its filter does not say it.
    """

    key: str
    title: str
    count: int
    filter_text: str
    sort: str
    explanation: str = ""
    own: bool = False
    built_in: bool = True


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """A page of the list. `total` counts all pages; the sums are over the whole filtered list."""

    rows: tuple[CompanyRow, ...]
    total: int
    offset: int
    view: str
    title: str
    """« Entreprises hébergées »."""
    sort: str
    sort_label: str
    filter_text: str
    views: tuple[ViewTab, ...]
    area_dm2: int
    hosted: int
    remarks: tuple[str, ...] = ()
    """What the filter did not understand, in words."""
    unfinished: tuple[str, ...] = ()
    """Terms of the filter with no value yet: nothing is wrong while one types, everything is when one exports."""


@dataclass(frozen=True, slots=True)
class ExportTable:
    """Rows ready for a file: plain values (text, date, int, Decimal, None) under French headers."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    ids: tuple[int, ...] = ()
    """The company of each row: two may bear one name."""


@question("companies.list", "Entreprises", Permission.COMPANIES_READ)
def list_companies(unit: UnitOfWork, request: ListCompanies) -> CompanyPage:
    """One page of the list. A filter that is half typed never refuses: see `remarks`."""
    views = _views(unit)
    view = next((tab for tab in views if tab.key == request.view), None)
    if view is None:
        raise Refused("Cette vue n'existe plus.", "view")
    kept, typed = condition(unit, view.filter_text), condition(unit, request.filter_text)
    where = and_(kept.clause, typed.clause)
    today = {"today": unit.today}
    totals = unit.session.execute(queries.TOTALS.where(where), today).one()
    statement = _sorted(queries.LIST.where(where), request.sort).limit(request.limit).offset(request.offset)
    rows = unit.session.execute(statement, today).all()
    heading = VIEW_BY_KEY[view.key].heading if view.key in VIEW_BY_KEY else view.title
    return CompanyPage(
        rows=_rows(unit, rows),
        total=totals.total,
        offset=request.offset,
        view=view.key,
        title=heading,
        sort=request.sort,
        sort_label=f"{SORTS[request.sort.removeprefix('-')]} {'↓' if request.sort.startswith('-') else '↑'}",
        filter_text=request.filter_text,
        views=views,
        area_dm2=int(totals.area_dm2),
        hosted=int(totals.hosted),
        remarks=kept.remarks + typed.remarks,
        unfinished=kept.unfinished + typed.unfinished,
    )


@question("companies.export", "Exporter les entreprises", Permission.EXPORT)
def export_companies(unit: UnitOfWork, request: ListCompanies) -> ExportTable:
    """Every row of the filter (no paging) with the columns a file wants."""
    page = list_companies(unit, request.model_copy(update={"offset": 0, "limit": 1_000_000}))
    ids = [row.id for row in page.rows]
    sirets = _grouped(unit, queries.SIRETS, ids)
    statement = queries.LIST.where(Company.id.in_(ids))
    more = {row.id: row for row in unit.session.execute(statement, {"today": unit.today})}
    rows = tuple(_exported(row, more[row.id], sirets.get(row.id, [])) for row in page.rows)
    return ExportTable(page.title, EXPORT_HEADERS, rows, tuple(ids))


EXPORT_HEADERS = (
    "Nom",
    "Forme",
    "SIREN",
    "SIRET",
    "RNA",
    "Statut",
    "Depuis le",
    "Année",
    "Entrée",
    "Fin",
    "Local",
    "Surface (m²)",
    "Référent",
    "Activité",
    "Secteur",
    "Code postal",
    "Commune",
    "Contact",
    "Téléphone",
    "Courriel",
    "Sortie le",
    "Motif de sortie",
)


def _exported(row: CompanyRow, more: Any, sirets: Sequence[str]) -> tuple[object, ...]:
    phone = row.contact_phone or more.phone
    return (
        row.name,
        row.form,
        more.siren,
        ", ".join(sirets) or None,
        more.rna,
        row.state.label if row.state else None,
        row.state_since,
        row.year,
        row.starts_on,
        row.ends_on,
        ", ".join(row.spaces) or None,
        row.area_dm2 / 100 if row.area_dm2 else None,
        row.referent,
        row.activity,
        row.sector,
        more.postcode,
        row.city,
        row.contact,
        phone_cell(phone),
        more.contact_email or more.email,
        more.exited_on,
        more.exit_reason,
    )


def phone_cell(phone: str | None) -> str | None:
    """A phone for a file: with ordinary spaces, which people type when they look it up."""
    return format_phone(phone).replace(THIN, " ") if phone else None


def form_of(legal_form: LegalForm | None, statute: str | None, esus: bool) -> str:
    """« SAS · ESUS »: the form as the company writes it when known, then the approval."""
    shown = statute or (legal_form.label if legal_form else "")
    if esus and "esus" not in shown.lower():
        return f"{shown} · ESUS" if shown else "ESUS"
    return shown


def _rows(unit: UnitOfWork, rows: Sequence[Any]) -> tuple[CompanyRow, ...]:
    ids = [row.id for row in rows]
    spaces = _grouped(unit, queries.SPACES_NOW, ids)
    alerts: dict[int, list[Any]] = {}
    for alert in alerts_of(unit, ids):
        alerts.setdefault(alert.company_id, []).append(alert)
    return tuple(_row(unit, row, spaces.get(row.id, []), worst(alerts.get(row.id, []))) for row in rows)


def _row(unit: UnitOfWork, row: Any, spaces: Sequence[str], level: Level) -> CompanyRow:
    supported = row.state in SUPPORTED_STATES and row.starts_on is not None
    return CompanyRow(
        id=row.id,
        name=row.name,
        legal_form=row.legal_form,
        form=form_of(row.legal_form, row.statute, bool(row.esus)),
        esus=bool(row.esus),
        state=row.state,
        state_since=row.state_since,
        year=max(1, year_of_support(row.starts_on, unit.today)) if supported else None,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        days_left=(row.ends_on - unit.today).days if row.ends_on else None,
        end_level=end_level(unit, row.ends_on),
        spaces=tuple(spaces),
        area_dm2=int(row.area_dm2),
        hosted=bool(row.hosted),
        referent=row.referent,
        city=row.city,
        department=row.department,
        activity=row.activity,
        sector=row.sector,
        contact=row.contact,
        contact_phone=row.contact_phone,
        level=level,
        version=row.version,
    )


def _grouped(unit: UnitOfWork, statement: Any, ids: Sequence[int]) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = {}
    if ids:
        for key, value in unit.session.execute(statement, {"today": unit.today, "ids": list(ids)}):
            groups.setdefault(key, []).append(value)
    return groups


_ORDERS: dict[str, Any] = {
    "fin": queries.ends_on,
    "entree": SupportAgreement.starts_on,
    "forme": Company.legal_form,
    "local": queries.first_space,
    "referent": Company.referent,
    "statut": Passage.state,
    "commune": Company.city,
    "an": SupportAgreement.starts_on,
}


def _sorted(statement: Any, sort: str) -> Any:
    """In SQL; what has no value comes last both ways, ties by name."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    if key not in SORTS:
        raise Refused(f"On ne trie pas par « {sort} » : {', '.join(SORTS)}.", "sort")
    if key == "an":
        down = not down
    if key == "nom":
        return statement.order_by(Company.sort_name.desc() if down else Company.sort_name, Company.id)
    column = _ORDERS[key]
    return statement.order_by(column.is_(None), column.desc() if down else column, Company.sort_name, Company.id)


def _views(unit: UnitOfWork) -> tuple[ViewTab, ...]:
    """The house's views and one's own, all counted in one statement."""
    saved = unit.session.execute(
        select(SavedView.id, SavedView.name, SavedView.filter_text, SavedView.sort, SavedView.account_id)
        .where(
            SavedView.pillar == "companies",
            or_(SavedView.account_id.is_(None), SavedView.account_id == unit.actor.account_id),
        )
        .order_by(SavedView.name)
    ).all()
    tabs = [ViewTab(view.key, view.title, 0, view.filter_text, view.sort, view.explanation) for view in VIEWS]
    for row in saved:
        own = row.account_id == unit.actor.account_id
        key, order = f"vue-{row.id}", row.sort or "nom"
        tabs.append(ViewTab(key, row.name, 0, row.filter_text, order, own=own, built_in=False))
    columns = [func.count().filter(condition(unit, tab.filter_text).clause) for tab in tabs]
    counts = unit.session.execute(select(*columns).select_from(queries.FROM), {"today": unit.today}).one()
    return tuple(replace(tab, count=int(count)) for tab, count in zip(tabs, counts, strict=True))
