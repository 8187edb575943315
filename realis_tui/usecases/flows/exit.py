"""A company's exit: what the rules ask before it, and what it closes and releases (rules 3 and 9)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from realis_tui.db.models import Company, HostingAgreement, Occupancy, Passage, Review, Space, SupportAgreement
from realis_tui.db.models.rooms import Booking
from realis_tui.domain.agreements import review_label
from realis_tui.domain.companies import ExitReason
from realis_tui.domain.french import format_date, plural
from realis_tui.domain.milestones import ReviewKind
from realis_tui.domain.paris_time import day_bounds
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus
from realis_tui.usecases.companies.rows import reviews_of, support_of
from realis_tui.usecases.rooms.blocks import hold_turn
from realis_tui.usecases.rooms.changing import mark_cancelled
from realis_tui.usecases.rooms.series_keeping import end_rule, series_of
from realis_tui.usecases.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Leaving:
    """The last day, why, and where to; `in_occitanie` is None when it is not known."""

    on: date
    reason: str
    in_occitanie: bool | None
    city: str | None


def leave(unit: UnitOfWork, company: Company, passage: Passage, leaving: Leaving) -> list[str]:
    """Close the agreements, release spaces and bookings, note the destination; answers what was done, in words.

    An exit « terme » asks the last yearly review first.
    """
    support = support_of(unit, passage)
    if leaving.reason == ExitReason.TERM.value and support is not None:
        _ask_last_review(unit, support)
    done = _close_support(unit, support, leaving.on)
    released = release_all(unit, company, leaving.on)
    done += [*_close_hosting(unit, company, leaving.on), *released]
    done += cancel_bookings(unit, company, leaving.on)
    passage.exited_on, passage.exit_reason = leaving.on, leaving.reason
    passage.destination_in_occitanie, passage.destination_city = leaving.in_occitanie, leaving.city
    return done


def _close_support(unit: UnitOfWork, support: SupportAgreement | None, on: date) -> list[str]:
    if support is None or support.ended_on is not None:
        return []
    if support.starts_on > on:
        return cancel_support(unit, support)
    support.ended_on = on
    return [f"accompagnement clos le {format_date(on)}"]


def cancel_support(unit: UnitOfWork, support: SupportAgreement | None) -> list[str]:
    """Delete a support that never began, its amendments with it; answers what was done, in words."""
    if support is None:
        return []
    for amendment in list(support.amendments):
        unit.session.delete(amendment)
    unit.session.flush()
    unit.session.expire(support)
    unit.session.delete(support)
    return ["accompagnement à venir annulé"]


def _ask_last_review(unit: UnitOfWork, support: SupportAgreement) -> None:
    held = unit.session.scalars(
        select(Review.rank).where(Review.passage_id == support.passage_id, Review.kind == ReviewKind.YEARLY)
    ).all()
    for due in reviews_of(unit, support, held):
        if due.final:
            raise Refused(
                f"{review_label(due.number)} à faire avant une sortie « terme » : "
                "l'enregistrer, ou choisir un autre motif.",
                "reason",
            )


def _close_hosting(unit: UnitOfWork, company: Company, on: date) -> list[str]:
    """The last day of what runs, an end said ahead included; what was to begin later is cancelled."""
    open_ones = (
        select(HostingAgreement)
        .where(
            HostingAgreement.company_id == company.id,
            or_(HostingAgreement.ended_on.is_(None), HostingAgreement.ended_on > on),
        )
        .order_by(HostingAgreement.starts_on, HostingAgreement.id)
    )
    done = []
    for agreement in unit.session.scalars(open_ones).all():
        if agreement.starts_on > on:
            _cancel(unit, agreement)
            done.append(f"convention ({agreement.regime.label}) à venir annulée")
        else:
            agreement.ended_on = min(on, agreement.ends_on) if agreement.ends_on else on
            done.append(f"convention ({agreement.regime.label}) close le {format_date(agreement.ended_on)}")
    return done


def _cancel(unit: UnitOfWork, agreement: HostingAgreement) -> None:
    """Delete an agreement that never began, its rent steps with it; a stay that began before goes on without it."""
    stays = select(Occupancy).where(Occupancy.hosting_agreement_id == agreement.id)
    for stay in unit.session.scalars(stays).all():
        stay.hosting_agreement_id = None
    unit.session.flush()
    unit.session.delete(agreement)
    unit.session.flush()


def release_all(unit: UnitOfWork, company: Company, on: date) -> list[str]:
    """The company's last day in its spaces; what was to begin later is cancelled."""
    statement = (
        select(Occupancy, Space.code)
        .join(Space)
        .where(Occupancy.company_id == company.id, or_(Occupancy.ends_on.is_(None), Occupancy.ends_on > on))
        .order_by(Space.code)
    )
    done = []
    for occupancy, code in unit.session.execute(statement).all():
        if occupancy.starts_on > on:
            unit.session.delete(occupancy)
            done.append(f"local {code} : occupation à venir annulée")
        else:
            occupancy.ends_on = on
            done.append(f"local {code} libéré le {format_date(on)}")
    return done


def cancel_bookings(unit: UnitOfWork, company: Company, on: date) -> list[str]:
    """Cancel what the company has booked after its last day, at no charge, and end its series; what has begun stays."""
    after = max(day_bounds(on)[1], unit.now)
    statement = (
        select(Booking)
        .where(
            Booking.company_id == company.id,
            Booking.starts_at >= after,
            Booking.status.in_([status for status in BookingStatus if status.takes_time]),
        )
        .order_by(Booking.starts_at, Booking.id)
    )
    booked = unit.session.scalars(statement).all()
    if not booked:
        return []
    hold_turn(unit, {block.resource_id for booking in booked for block in booking.blocks})
    # Waiting one's turn lets lapsed options go: these are cancelled already.
    held = [booking for booking in booked if booking.status.takes_time]
    for booking in held:
        mark_cancelled(unit, booking, by_tenant=False, reason="sortie de l'entreprise")
    for series_id in sorted({booking.series_id for booking in held if booking.series_id is not None}):
        series = series_of(unit, series_id)
        # A rule gives one day at least: a series that had not begun keeps its own, cancelled.
        if series.row.starts_on <= on:
            end_rule(series, on)
    unit.session.flush()
    cancelled = "annulées" if len(held) > 1 else "annulée"
    return [f"{plural(len(held), 'réservation de salle')} à venir {cancelled}"] if held else []
