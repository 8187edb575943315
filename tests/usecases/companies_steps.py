"""Short ways to bring a company where a test wants it."""

from datetime import date
from typing import Any

from realis_tui.domain.companies import CompanyState
from realis_tui.domain.fields import validate
from realis_tui.usecases.companies.card_views import CompanyCard, HostingView, SupportView
from realis_tui.usecases.companies.cards import CompanyCardRequest, company_card
from realis_tui.usecases.companies.identity import CompanySaved, CreateCompany, create_company
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.enter_company import EnterCompany, enter_company
from realis_tui.usecases.flows.moves import MoveCompany, Moved, move_company
from realis_tui.usecases.spaces.catalogue import CreateSpace, create_space

TODAY = date(2026, 11, 23)
S = CompanyState


def create(door: Door, name: str = "Vélomistrau", **fields: Any) -> CompanySaved:
    return door.perform(create_company, validate(CreateCompany, {"name": name, **fields}, TODAY))


def enter(door: Door, name: str = "Vélomistrau", **row: Any) -> int:
    return door.perform(enter_company, validate(EnterCompany, {"nom": name, **row}, TODAY)).company_id


def move(door: Door, company_id: int, to: CompanyState, **given: Any) -> Moved:
    return door.perform(move_company, MoveCompany(company_id=company_id, to=to, **given))


def card(door: Door, company_id: int) -> CompanyCard:
    return door.perform(company_card, CompanyCardRequest(company_id=company_id))


def support(door: Door, company_id: int) -> SupportView:
    found = card(door, company_id).support
    assert found is not None
    return found


def hosting(door: Door, company_id: int) -> HostingView:
    return card(door, company_id).hosting[0]


def space(door: Door, code: str = "B-204", area: str = "24", kind: str = "bureau") -> int:
    return door.perform(create_space, validate(CreateSpace, {"code": code, "kind": kind, "area": area}, TODAY)).space_id


def applied(door: Door, name: str = "Vélomistrau") -> int:
    """A company auditioned since the spring."""
    company_id = create(door, name, state_on="01/03/2026").company_id
    for to, day in ((S.APPLICATION, 2), (S.ELIGIBLE, 3), (S.HEARD, 4)):
        move(door, company_id, to, on=date(2026, 3, day))
    return company_id
