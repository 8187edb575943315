"""Building the demonstration: thirty companies in the house, those that left, those that ask, six near-duplicates,
and the rooms they meet in.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from realis_tui.clock import Clock
from realis_tui.demo.agenda import Agenda, Tenure
from realis_tui.demo.lives import Life, Premises, start_of
from realis_tui.demo.people import Draw, Firm
from realis_tui.demo.rooms import open_rooms
from realis_tui.demo.team import Team
from realis_tui.demo.words import COACHES, EXITS, NEAR_DUPLICATES, ORIGINS, TITLES
from realis_tui.demo.years import set_figures_of
from realis_tui.domain.accounts import Role
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.days import add_months, term_end
from realis_tui.domain.milestones import CertificateKind, ReviewKind
from realis_tui.domain.spaces import HostingRegime, SpaceKind
from realis_tui.usecases.companies.follow_up import RecordReview, record_review
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.companies.papers import AddCertificate, add_certificate
from realis_tui.usecases.companies.people import AddPerson, add_person
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.takeover import count_bookings
from realis_tui.usecases.sign_in import accounts_overview
from realis_tui.usecases.spaces.catalogue import EditSpace, StarterSpaces, create_starter_spaces, edit_space
from realis_tui.usecases.spaces.plan import PlanRequest, SpaceRow, spaces_plan

if TYPE_CHECKING:
    from realis_tui.db.engine import Database

FORMER, PROSPECTS = 28, 40
_FORMER_RANK = 100
"""What the ranks of those that left begin at, beside those of the house."""
_S = CompanyState
_R = HostingRegime
_ENDING = (7, 30, 90, 91)
"""Days before the end of the first four companies' support."""


@dataclass(frozen=True, slots=True)
class DemoCounts:
    is_demo: bool
    companies: int
    spaces: int
    bookings: int


def build_demo(database: "Database", seed: int = 1, now: datetime | None = None) -> None:
    """Fill a new, empty base, as it stands at `now` (an instant); the same seed and moment give the same data."""
    _Builder(database, Draw(seed), now or Clock().now()).build(seed)


def count_demo(door: Door) -> DemoCounts:
    """What the base holds, for `realis demo --sans-ecran`."""
    is_demo = door.perform(accounts_overview, None).is_demo
    companies = door.perform(list_companies, ListCompanies(limit=1)).total
    plan = door.perform(spaces_plan, PlanRequest())
    return DemoCounts(is_demo, companies, plan.spaces, door.perform(count_bookings, None))


class _Builder:
    def __init__(self, database: "Database", draw: Draw, now: datetime) -> None:
        self.draw = draw
        self.team = Team(database, now)
        self.today = self.team.today
        self.spaces: list[SpaceRow] = []
        self.tenures: dict[int, Tenure] = {}

    def build(self, seed: int) -> None:
        opening = add_months(self.today, -120)
        self.team.hire(opening)
        door = self.team.door(Role.DIRECTION, opening)
        door.perform(create_starter_spaces, StarterSpaces())
        open_rooms(door, opening)
        self._measure(door)
        plan = door.perform(spaces_plan, PlanRequest())
        self.spaces = [space for floor in plan.floors for space in floor.spaces if space.is_lettable]
        firms = self.draw.thirty()
        for rank, firm in enumerate(firms, 1):
            self._house(rank, firm)
        for rank, firm in enumerate(self.draw.former(FORMER)):
            self._former(rank, firm)
        for rank, firm in enumerate(self.draw.prospects(PROSPECTS)):
            self._prospect(rank, firm)
        self._plant_duplicates(firms)
        agenda = Agenda(self.team, seed, self.tenures)
        agenda.plan_closures()
        self.team.live()
        agenda.take_over()

    def _measure(self, door: Door) -> None:
        """Give offices and workshops an area; a coworking seat has none."""
        plan = door.perform(spaces_plan, PlanRequest())
        for rank, space in enumerate(space for floor in plan.floors for space in floor.spaces):
            if space.kind is SpaceKind.COWORKING:
                continue
            area = Decimal(48 + 12 * (rank % 4)) if space.kind is SpaceKind.WORKSHOP else Decimal(12 + 2 * (rank % 8))
            edit = EditSpace(
                space_id=space.id,
                version=space.version,
                code=space.code,
                kind=space.kind,
                building=space.building,
                floor=space.floor,
                area=area,
            )
            door.perform(edit_space, edit)

    # The thirty of the house

    def _house(self, rank: int, firm: Firm) -> None:
        start = self._start(rank)
        life = self._life(rank, firm).enter(start - timedelta(days=120))
        if rank == 8:  # admitted, starts next month
            decided = self.today - timedelta(days=10)
            life.apply(decided - timedelta(days=60)).move(_S.ADMITTED, decided)
        else:
            life.accompany(start)
            if rank in (6, 9):
                life.extend(6 if rank == 6 else 9, self.today - timedelta(days=150))
            if rank == 7:
                life.suspend(self.today - timedelta(days=40))
        if rank % 3 == 0:
            self._second_person(life, start)
        if rank != 8 and rank % 5 != 4:
            life.host(self._premises(rank, start))
            if rank == 5:
                life.stay_on(start, self.today - timedelta(days=1))
        elif rank in (14, 24):
            life.host(Premises(self._seat(rank), _R.COWORKING, start, add_months(start, 36)))
        if firm.form == "SAS ESS" or rank % 7 == 0:
            self._certify(rank, life, start)
        self._review(rank, life, start)
        set_figures_of(life, self.draw, start, rank)
        if rank != 8:
            self.tenures[rank] = Tenure(life, start, term_end(start, {6: 42, 9: 45}.get(rank, 36)))

    def _start(self, rank: int) -> date:
        """Ends in 7, 30, 90 and 91 days, one yesterday; then spread over the last three years."""
        if rank <= len(_ENDING):
            return start_of(self.today + timedelta(days=_ENDING[rank - 1]))
        if rank == 5:
            return start_of(self.today - timedelta(days=1))
        if rank in (6, 9):  # extended: past its thirty-six months
            return add_months(self.today, -38 if rank == 6 else -37)
        return add_months(self.today, -(2 + rank)) + timedelta(days=rank % 9)

    def _premises(self, rank: int, start: date) -> Premises:
        space = self.spaces[rank - 1]
        if rank == 5:  # ended yesterday, the occupant still in
            return Premises(
                space.id, _R.DEROGATORY_LEASE, start, min(self.today - timedelta(days=1), term_end(start, 36))
            )
        regime = (_R.AOT, _R.AOT, _R.PRECARIOUS, _R.DEROGATORY_LEASE)[rank % 4]
        end = self.today + timedelta(days=_ENDING[rank - 1]) if rank <= len(_ENDING) else add_months(start, 36)
        if rank in (6, 9):
            regime, end = _R.AOT, add_months(start, 45)
        if regime is _R.DEROGATORY_LEASE:
            end = min(end, term_end(start, 36))
        return Premises(space.id, regime, start, end)

    def _seat(self, rank: int) -> int:
        seats = [space.id for space in self.spaces if space.kind is SpaceKind.COWORKING]
        return seats[rank % len(seats)]

    def _second_person(self, life: Life, start: date) -> None:
        who = self.draw.someone()
        hers, his = self.draw.random.choice(TITLES)
        title = hers if who.is_woman else his
        request = partial(AddPerson, name=who.name, title=title, phone=who.phone, email=who.email)
        life.do(Role.COACH, start, add_person, request)

    def _certify(self, rank: int, life: Life, start: date) -> None:
        request = partial(AddCertificate, kind=CertificateKind.ESUS, starts_on=start, reference=f"DEMO-{rank:03d}")
        life.do(Role.DIRECTION, start, add_certificate, request)
        insured = add_months(self.today, -12) + timedelta(days=25 if rank % 2 else 200)
        ends = add_months(insured, 12) - timedelta(days=1)
        request = partial(AddCertificate, kind=CertificateKind.INSURANCE, starts_on=insured, ends_on=ends)
        life.do(Role.DIRECTION, max(insured, start), add_certificate, request)

    def _review(self, rank: int, life: Life, start: date) -> None:
        """Yearly reviews of the past anniversaries; now and then the last one is missing."""
        for year in (1, 2):
            due = add_months(start, 12 * year)
            if due + timedelta(days=10) < self.today and (rank % 6 or year == 1):
                self._hold(life, ReviewKind.YEARLY, year, due + timedelta(days=10), summary="Bilan partagé en comité.")

    def _hold(self, life: Life, kind: ReviewKind, rank: int, day: date, **told: Any) -> None:
        life.do(Role.COACH, day, record_review, partial(RecordReview, kind=kind, rank=rank, done_on=day, **told))

    # Those that left, those that ask

    def _former(self, rank: int, firm: Firm) -> None:
        start = add_months(self.today, -(44 + 2 * rank))
        stay = 36 if rank % 3 else 20 + rank % 12
        left = add_months(start, stay) - timedelta(days=1)
        reason = "terme" if stay == 36 else EXITS[3 + rank % (len(EXITS) - 3)]
        life = self._life(rank, firm).enter(start - timedelta(days=120)).accompany(start)
        if reason == "terme":
            self._last_review(life, left)
        life.leave(left, reason, firm.city, rank % 5 != 0)
        if rank % 4:
            life.move(_S.FOLLOWED, left + timedelta(days=30))
            self._follow(rank, life, left)
            if rank % 7 == 3:
                life.move(_S.ARCHIVED, max(left + timedelta(days=60), self.today - timedelta(days=30)))
        set_figures_of(life, self.draw, start, rank, until=left)
        self.tenures[_FORMER_RANK + rank] = Tenure(life, start, left)

    def _last_review(self, life: Life, left: date) -> None:
        self._hold(life, ReviewKind.YEARLY, 3, left - timedelta(days=35), summary="Dernier bilan.")

    def _follow(self, rank: int, life: Life, left: date) -> None:
        for months in (12, 36, 60):
            done = add_months(left, months)
            if done < self.today and (rank + months) % 5:
                alive = None if rank % 6 == 5 else rank % 8 != 0
                self._hold(life, ReviewKind.POST_EXIT, months, done, is_active=alive)

    def _prospect(self, rank: int, firm: Firm) -> None:
        seen = self.today - timedelta(days=100 + 9 * rank)
        life = self._life(rank, firm).enter(seen)
        path = rank % 8
        if path in (0, 1, 2):
            return
        until = {3: _S.APPLICATION, 4: _S.ELIGIBLE}.get(path, _S.HEARD)
        life.apply(seen + timedelta(days=20), until)
        decided = seen + timedelta(days=80)
        if path == 6:
            life.move(_S.DEFERRED, decided, "modèle à préciser")
        elif path == 7:
            if rank % 16 == 7:
                life.move(_S.REFUSED, decided, "hors champ de l'ESS")
            else:
                life.move(_S.WITHDRAWN, decided, "autre solution trouvée")

    def _plant_duplicates(self, firms: list[Firm]) -> None:
        """Second cards of companies of the house, as an inattentive hand makes them."""
        for rank, (name, original, same) in enumerate(NEAR_DUPLICATES):
            known = firms[original - 1]
            stranger = self.draw.someone()
            contact = replace(
                stranger,
                phone=known.contact.phone if same == "phone" else stranger.phone,
                email=known.contact.email if same == "email" else stranger.email,
            )
            copy = Firm(name, known.form, known.city, known.postcode, known.activity, contact)
            self._life(rank, copy).enter(self.today - timedelta(days=15 + rank), despite_duplicates=True)

    def _life(self, rank: int, firm: Firm) -> Life:
        return Life(self.team, firm, COACHES[rank % len(COACHES)], ORIGINS[rank % len(ORIGINS)])
