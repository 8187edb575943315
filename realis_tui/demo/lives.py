"""A company's life in the house, each step taken on its day through the same use cases as everyone."""

from dataclasses import dataclass
from datetime import date, timedelta

from realis_tui.demo.people import Firm
from realis_tui.demo.team import Team
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.days import add_months
from realis_tui.domain.fields import validate
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.companies.cards import CompanyCardRequest, SupportView, company_card
from realis_tui.usecases.companies.identity import CreateCompany, create_company
from realis_tui.usecases.companies.support import ExtendSupport, SuspendSupport, extend_support, suspend_support
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
    """One company going along its life. `id` once it is entered."""

    team: Team
    firm: Firm
    referent: str
    origin: str
    id: int = 0

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
        self.id = self.team.reception(day).perform(create_company, request).company_id
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
        request = MoveCompany(
            company_id=self.id,
            to=to,
            on=day,
            decided_on=day if to is _S.ADMITTED else None,
            reason=reason or None,
            destination_city=city or None,
            destination_in_occitanie=stays,
        )
        self.team.direction(day).perform(move_company, request)
        return self

    def accompany(self, start: date) -> "Life":
        """Applied, heard, admitted three weeks before, then accompanied from `start`."""
        self.apply(start - timedelta(days=90))
        self.move(_S.ADMITTED, start - timedelta(days=21))
        return self.move(_S.SUPPORTED, start)

    def support(self) -> SupportView:
        """The agreement of the current passage."""
        card = self.team.direction().perform(company_card, CompanyCardRequest(company_id=self.id))
        if card.support is None:
            raise LookupError(f"{card.name} has no support agreement")
        return card.support

    def extend(self, months: int, day: date) -> "Life":
        held = self.support()
        request = ExtendSupport(
            agreement_id=held.id, months=months, decided_on=day, reason="marché à consolider", version=held.version
        )
        self.team.direction(day).perform(extend_support, request)
        return self

    def suspend(self, day: date) -> "Life":
        held = self.support()
        request = SuspendSupport(
            agreement_id=held.id, decided_on=day, reason="congé de la gérante", version=held.version
        )
        self.team.direction(day).perform(suspend_support, request)
        return self

    def host(self, premises: Premises) -> "Life":
        """Let premises, from the first day of the agreement."""
        request = CreateHosting(
            company_id=self.id,
            regime=premises.regime,
            starts_on=premises.starts_on,
            ends_on=premises.ends_on,
            rent_cents_per_m2=13_200,
            charges_cents=4_500,
            deposit_cents=30_000,
            space_ids=(premises.space_id,),
        )
        self.team.direction(premises.starts_on).perform(create_hosting, request)
        return self

    def stay_on(self, start: date) -> "Life":
        """The agreement has ended and the occupant is still in: the day in the premises has no end."""
        door = self.team.direction()
        card = door.perform(company_card, CompanyCardRequest(company_id=self.id))
        for held in card.premises:
            request = ChangeOccupancy(
                occupancy_id=held.occupancy_id,
                starts_on=start,
                ends_on=None,
                hosting_agreement_id=held.hosting_agreement_id,
                version=held.version,
            )
            door.perform(change_occupancy, request)
        return self

    def leave(self, day: date, reason: str, city: str, stays: bool) -> "Life":
        return self.move(_S.EXITED, day, reason, city, stays)


def start_of(end: date, months: int = 36) -> date:
    """The first day of a support that ends on `end`."""
    return add_months(end + timedelta(days=1), -months)
