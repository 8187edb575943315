"""A company's life in the house, each step planned on its day, through the same use cases as everyone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from realis_tui.demo.people import Firm
from realis_tui.demo.team import Team
from realis_tui.domain.accounts import Role
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.days import add_months
from realis_tui.domain.fields import validate
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.companies.cards import CompanyCard, CompanyCardRequest, company_card
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.companies.support import ExtendSupport, SuspendSupport, extend_support, suspend_support
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.moves import MoveCompany, move_company
from realis_tui.usecases.spaces.hosting import CreateHosting, create_hosting
from realis_tui.usecases.spaces.occupancies import ChangeOccupancy, change_occupancy

_S = CompanyState
_TO_HEARD = (_S.APPLICATION, _S.ELIGIBLE, _S.HEARD)


@dataclass(frozen=True, slots=True)
class Premises:
    """Where a company is let in, under which regime, until when."""

    space_id: int
    regime: HostingRegime
    starts_on: date
    ends_on: date


@dataclass
class Life:
    """One company going along its life. `id` once the day of its entry is done."""

    team: Team
    firm: Firm
    referent: str
    origin: str
    id: int = 0

    def do(self, role: Role, day: date, use_case: Any, request: Callable[..., Any]) -> "Life":
        """Plan an act about this company: `request` is given its `company_id` on the day."""
        self.team.plan(role, day, lambda door: door.perform(use_case, request(company_id=self.id)))
        return self

    def enter(self, day: date, *, despite_duplicates: bool = False) -> "Life":
        """The first contact, as a prospect."""
        firm = self.firm
        raw = {
            "name": firm.name,
            "legal_form": firm.form,
            "statute": firm.form,
            "siren": firm.siren,
            "siret": firm.siret,
            "rna": firm.rna,
            "vat_number": firm.vat,
            "naf": firm.naf,
            "activity": firm.activity,
            "city": firm.city,
            "postcode": firm.postcode,
            "phone": firm.phone,
            "contact_name": firm.contact.name,
            "contact_phone": firm.contact.phone,
            "contact_email": firm.contact.email,
            "referent": self.referent,
            "origin": self.origin,
            "despite_duplicates": despite_duplicates,
        }
        request = validate(CreateCompany, raw, day)

        def entered(door: Door) -> None:
            self.id = door.perform(create_company, request).company_id

        self.team.plan(Role.RECEPTION, day, entered)
        return self

    def apply(self, day: date, until: CompanyState = _S.HEARD) -> "Life":
        """From prospect towards the hearing, a fortnight a step."""
        for step, state in enumerate(_TO_HEARD):
            self.move(state, day + timedelta(days=14 * step))
            if state is until:
                break
        return self

    def move(self, to: CompanyState, day: date, reason: str = "", city: str = "", stays: bool | None = None) -> "Life":
        """One move, decided by direction."""
        request = partial(
            MoveCompany,
            to=to,
            on=day,
            decided_on=day if to is _S.ADMITTED else None,
            reason=reason or None,
            destination_city=city or None,
            destination_in_occitanie=stays,
        )
        return self.do(Role.DIRECTION, day, move_company, request)

    def accompany(self, start: date) -> "Life":
        """Applied, heard, admitted three weeks before, then accompanied from `start`."""
        self.apply(start - timedelta(days=90))
        self.move(_S.ADMITTED, start - timedelta(days=21))
        return self.move(_S.SUPPORTED, start)

    def extend(self, months: int, day: date) -> "Life":
        return self._decide(
            day, extend_support, partial(ExtendSupport, months=months, decided_on=day, reason="marché à consolider")
        )

    def suspend(self, day: date) -> "Life":
        return self._decide(day, suspend_support, partial(SuspendSupport, decided_on=day, reason="congé parental"))

    def host(self, premises: Premises) -> "Life":
        """Let premises, from the first day of the agreement."""
        request = partial(
            CreateHosting,
            regime=premises.regime,
            starts_on=premises.starts_on,
            ends_on=premises.ends_on,
            rent_cents_per_m2=13_200,
            charges_cents=4_500,
            deposit_cents=30_000,
            space_ids=(premises.space_id,),
        )
        return self.do(Role.DIRECTION, premises.starts_on, create_hosting, request)

    def stay_on(self, start: date, day: date) -> "Life":
        """The agreement has ended and the occupant is still in: the day in the premises has no end."""

        def stayed(door: Door) -> None:
            for held in self._card(door).premises:
                request = ChangeOccupancy(
                    occupancy_id=held.occupancy_id,
                    starts_on=start,
                    ends_on=None,
                    hosting_agreement_id=held.hosting_agreement_id,
                    version=held.version,
                )
                door.perform(change_occupancy, request)

        self.team.plan(Role.DIRECTION, day, stayed)
        return self

    def leave(self, day: date, reason: str, city: str, stays: bool) -> "Life":
        return self.move(_S.EXITED, day, reason, city, stays)

    def _decide(self, day: date, use_case: Any, request: Callable[..., Any]) -> "Life":
        """A decision on the agreement of the passage of that day."""

        def decided(door: Door) -> None:
            support = self._card(door).support
            if support is None:
                raise LookupError(f"{self.firm.name} has no support agreement")
            door.perform(use_case, request(agreement_id=support.id, version=support.version))

        self.team.plan(Role.DIRECTION, day, decided)
        return self

    def _card(self, door: Door) -> CompanyCard:
        return door.perform(company_card, CompanyCardRequest(company_id=self.id))


def start_of(end: date, months: int = 36) -> date:
    """The first day of a support that ends on `end`."""
    return add_months(end + timedelta(days=1), -months)
