"""Derogatory leases: 36 months in all for one company in the same premises (rule 5; Code de commerce, art. L145-5)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from realis_tui.db.models import HostingAgreement, Occupancy
from realis_tui.domain.refusals import Refused
from realis_tui.domain.spaces import HostingRegime, Period, check_derogatory_lease
from realis_tui.usecases.unit import UnitOfWork


def check_lease(
    unit: UnitOfWork, company_id: int, first: date, last: date | None, spaces: set[int], except_id: int = 0
) -> None:
    """Rule 5: the leases of this company in the same premises; one whose premises are not known counts."""
    others = unit.session.scalars(
        select(HostingAgreement).where(
            HostingAgreement.company_id == company_id,
            HostingAgreement.regime == HostingRegime.DEROGATORY_LEASE,
            HostingAgreement.id != except_id,
        )
    ).all()
    periods = [Period(first, last)]
    for other in others:
        theirs = spaces_of(unit, other.id)
        if not spaces or not theirs or spaces & theirs:
            periods.append(Period(other.starts_on, other.ended_on or other.ends_on))
    try:
        check_derogatory_lease(periods, unit.policy_of(first).derogatory_lease_months)
    except Refused as refused:
        raise Refused(refused.message, "ends_on") from None


def check_leases_again(unit: UnitOfWork, agreement_ids: Sequence[int]) -> None:
    """Rule 5 of agreements that an undo has put back as they were."""
    found = unit.session.scalars(
        select(HostingAgreement).where(
            HostingAgreement.id.in_(agreement_ids), HostingAgreement.regime == HostingRegime.DEROGATORY_LEASE
        )
    ).all()
    for lease in found:
        last = lease.ended_on or lease.ends_on
        check_lease(unit, lease.company_id, lease.starts_on, last, spaces_of(unit, lease.id), lease.id)


def spaces_of(unit: UnitOfWork, agreement_id: int) -> set[int]:
    return set(unit.session.scalars(select(Occupancy.space_id).where(Occupancy.hosting_agreement_id == agreement_id)))


def check_lease_with(unit: UnitOfWork, agreement: HostingAgreement, space_id: int) -> None:
    """The same, when one more space is put under an agreement."""
    if agreement.regime is HostingRegime.DEROGATORY_LEASE:
        last = agreement.ended_on or agreement.ends_on
        spaces = spaces_of(unit, agreement.id) | {space_id}
        check_lease(unit, agreement.company_id, agreement.starts_on, last, spaces, agreement.id)
