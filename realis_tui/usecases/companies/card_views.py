"""What the card of a company shows, as frozen values."""

from dataclasses import dataclass
from datetime import date

from realis_tui.domain.companies import CompanyState, LegalForm
from realis_tui.domain.milestones import AmendmentKind, CertificateKind, ReviewKind
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.companies.views import Alert, Level


@dataclass(frozen=True, slots=True)
class EstablishmentView:
    id: int
    siret: str
    is_head_office: bool
    version: int


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person in this company; `membership_version` and `version` (the person's) go back with an edit."""

    membership_id: int
    person_id: int
    name: str
    title: str | None
    email: str | None
    phone: str | None
    is_main: bool
    notes: str | None
    version: int
    membership_version: int


@dataclass(frozen=True, slots=True)
class MoveOption:
    """A move allowed now: where to, under what verb, and what it asks. `blocked` says why it cannot be done yet."""

    to: CompanyState
    label: str
    needs_decision: bool
    """The date of a decision: of the committee, of an extension, of a suspension or of the return from it."""
    reasons: tuple[str, ...]
    """The list to pick from; empty when no reason is asked."""
    needs_destination: bool
    may_move_end: bool
    """The decision may give another last day."""
    needs_months: bool
    """The months of an extension."""
    blocked: str | None = None


@dataclass(frozen=True, slots=True)
class ExtensionOption:
    """An extension that this person may decide now. `blocked` says why it cannot be done."""

    agreement_id: int
    months_left: int
    blocked: str | None
    version: int


@dataclass(frozen=True, slots=True)
class StateChangeView:
    from_state: CompanyState | None
    to_state: CompanyState
    changed_on: date
    decided_on: date | None
    reason: str | None
    note: str | None
    is_takeover: bool


@dataclass(frozen=True, slots=True)
class PassageView:
    id: int
    number: int
    is_current: bool
    state: CompanyState
    state_since: date
    decided_on: date | None
    exited_on: date | None
    exit_reason: str | None
    destination_in_occitanie: bool | None
    destination_city: str | None
    changes: tuple[StateChangeView, ...]
    version: int


@dataclass(frozen=True, slots=True)
class AmendmentView:
    kind: AmendmentKind
    decided_on: date
    months: int
    previous_end: date
    new_end: date
    reason: str | None


@dataclass(frozen=True, slots=True)
class SupportView:
    """The support agreement of a passage; `month` is « 35ᵉ mois sur 36 », `progress` from 0 to 1."""

    id: int
    passage_id: int
    starts_on: date
    ends_on: date
    ended_on: date | None
    end_is_decided: bool
    year: int | None
    month: int | None
    months: int
    progress: float
    days_left: int
    level: Level
    extension_months_left: int
    is_current: bool
    amendments: tuple[AmendmentView, ...]
    version: int


@dataclass(frozen=True, slots=True)
class PremisesView:
    """An occupancy: in which space, until when, under which agreement and at what monthly rent today (cents)."""

    occupancy_id: int
    space_id: int
    space: str
    kind: str
    area_dm2: int | None
    starts_on: date
    ends_on: date | None
    is_now: bool
    hosting_agreement_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class HostingView:
    """A hosting agreement; `rent_now_cents` is the full month's rent at today's step, before tax, charges apart.

    `overdue`: what its end calls for once past, as the alerts say it; None when it calls for nothing.
    """

    id: int
    regime: HostingRegime
    starts_on: date
    ends_on: date | None
    ended_on: date | None
    rent_cents_per_m2: int
    charges_cents: int
    deposit_cents: int
    indexation: str | None
    vat_applies: bool
    notes: str | None
    steps: tuple[tuple[int, int], ...]
    """(year of presence, percent)."""
    spaces: tuple[str, ...]
    area_dm2: int
    rent_now_cents: int
    percent_now: int | None
    days_left: int | None
    level: Level
    is_current: bool
    overdue: Alert | None
    version: int


@dataclass(frozen=True, slots=True)
class CertificateView:
    id: int
    kind: CertificateKind
    starts_on: date
    ends_on: date | None
    reference: str | None
    level: Level
    version: int


@dataclass(frozen=True, slots=True)
class FiguresView:
    """A year's figures; None is missing, never zero. `fte_hundredths` in hundredths, money in cents."""

    id: int
    year: int
    fte_hundredths: int | None
    turnover_cents: int | None
    own_funds_cents: int | None
    grants_cents: int | None
    beneficiaries: int | None
    volunteers: int | None
    note: str | None
    version: int


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review or follow-up, due or done. `label`: « Bilan de 3ᵉ année », « Suivi à 12 mois »."""

    kind: ReviewKind
    rank: int
    label: str
    due_on: date
    overdue_on: date
    done_on: date | None
    is_active: bool | None
    summary: str | None
    level: Level
    id: int | None
    version: int | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    id: int
    title: str
    location: str
    dated: date | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySummary:
    """What one wants of a company at a glance: who they are, where they stand, what is to be done."""

    id: int
    version: int
    name: str
    legal_form: LegalForm | None
    form: str
    statute: str | None
    siren: str | None
    rna: str | None
    activity: str | None
    sector: str | None
    postcode: str | None
    city: str | None
    phone: str | None
    referent: str | None
    origin: str | None
    esus: bool
    esus_until: date | None
    state: CompanyState | None
    state_since: date | None
    level: Level
    establishments: tuple[EstablishmentView, ...]
    people: tuple[PersonView, ...]
    supports: tuple[SupportView, ...]
    premises: tuple[PremisesView, ...]
    figures: tuple[FiguresView, ...]
    """By year, ascending, years without any row left out."""
    alerts: tuple[Alert, ...]

    @property
    def main_contact(self) -> PersonView | None:
        """The main contact, or the first person when none is marked."""
        return next((person for person in self.people if person.is_main), self.people[0] if self.people else None)

    @property
    def support(self) -> SupportView | None:
        """The support agreement of the current passage."""
        return next((each for each in self.supports if each.is_current), None)

    @property
    def hosted(self) -> bool:
        """Whether they occupy a space today (« hébergée » is not a state: rule 2)."""
        return any(place.is_now for place in self.premises)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCard(CompanySummary):
    """All that is known of a company."""

    vat_number: str | None
    naf: str | None
    created_on: date | None
    address: str | None
    department: str | None
    email: str | None
    website: str | None
    notes: str | None
    is_ess: bool
    """ESS by status, or by dated evidence today (rule 10)."""
    passages: tuple[PassageView, ...]
    """The current one first."""
    moves: tuple[MoveOption, ...]
    can_apply_again: bool
    extension: ExtensionOption | None
    hosting: tuple[HostingView, ...]
    reviews: tuple[ReviewView, ...]
    certificates: tuple[CertificateView, ...]
    documents: tuple[DocumentView, ...]
