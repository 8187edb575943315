"""What an exit closes, and what had not begun yet: agreements to come are cancelled, and come back with an undo."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from realis_tui.domain.companies import CompanyState as S
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus
from realis_tui.domain.spaces import HostingRegime
from realis_tui.usecases.companies.alerts import ListAlerts, list_alerts
from realis_tui.usecases.companies.support import ExtendSupport, extend_support
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.delete_company import DeleteCompany, delete_company
from realis_tui.usecases.flows.history import JournalFilter, UndoAct, UndoLast, journal_list, undo_act, undo_last
from realis_tui.usecases.flows.moves import Moved
from realis_tui.usecases.rooms.planning import ListBookings, list_bookings
from realis_tui.usecases.spaces.hosting import (
    CreateHosting,
    EndHosting,
    HostingSaved,
    RenewHosting,
    create_hosting,
    end_hosting,
    renew_hosting,
)
from realis_tui.usecases.spaces.occupancies import AssignSpace, ChangeOccupancy, assign_space, change_occupancy
from tests.usecases.companies_steps import card, create, enter, move, space, support
from tests.usecases.rooms_steps import book, booking, room

HELD = ("support_agreements", "amendments", "hosting_agreements", "rent_steps", "occupancies")


def _host(door: Door, company_id: int, *spaces: int, **given: Any) -> HostingSaved:
    terms: dict[str, Any] = {"regime": HostingRegime.AOT, "starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31)}
    return door.perform(create_hosting, CreateHosting(company_id=company_id, space_ids=spaces, **(terms | given)))


def _exit(door: Door, company_id: int, **given: Any) -> Moved:
    return move(door, company_id, S.EXITED, reason="croissance", destination_city="Sète", **given)


def _held(door: Door) -> dict[str, list[tuple[Any, ...]]]:
    """The days and the links of everything a company holds."""
    stamps = {"version", "updated_at", "updated_by"}
    found = {}
    with door.database.read() as session:
        for table in HELD:
            rows = session.execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()
            found[table] = [tuple(value for key, value in row.items() if key not in stamps) for row in rows]
    return found


def test_an_agreement_to_come_is_cancelled_and_its_stay_with_it(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    made = _host(door, company_id, space(door), ends_on=date(2026, 12, 31))
    renewal = RenewHosting(agreement_id=made.agreement_id, ends_on=date(2027, 12, 31), version=made.version)
    door.perform(renew_hosting, renewal)
    before = _held(door)
    moved = _exit(door, company_id)
    assert "convention (AOT) close le 23 nov. 2026" in moved.consequences
    assert "convention (AOT) à venir annulée" in moved.consequences
    assert "local B-204 : occupation à venir annulée" in moved.consequences
    shown = card(door, company_id)
    assert [(row.id, row.ended_on) for row in shown.hosting] == [(made.agreement_id, date(2026, 11, 23))]
    assert [row.ends_on for row in shown.premises] == [date(2026, 11, 23)]
    door.perform(undo_last, UndoLast())
    assert _held(door) == before


def test_a_stay_begun_under_an_agreement_to_come_stays_without_it(door: Door) -> None:
    company_id, office = enter(door, date_entree="15/01/2025"), space(door)
    door.perform(assign_space, AssignSpace(space_id=office, company_id=company_id, starts_on=date(2026, 6, 1)))
    _host(door, company_id, office, starts_on=date(2027, 1, 1))
    before = _held(door)
    _exit(door, company_id)
    shown = card(door, company_id)
    assert not shown.hosting
    assert [(row.ends_on, row.hosting_agreement_id) for row in shown.premises] == [(date(2026, 11, 23), None)]
    door.perform(undo_last, UndoLast())
    assert _held(door) == before


def test_an_agreement_whose_end_was_said_ahead_closes_at_the_exit(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    made = _host(door, company_id)
    ahead = EndHosting(agreement_id=made.agreement_id, on=date(2026, 12, 31), version=made.version)
    door.perform(end_hosting, ahead)
    assert "convention (AOT) close le 23 nov. 2026" in _exit(door, company_id).consequences
    assert card(door, company_id).hosting[0].ended_on == date(2026, 11, 23)


def test_what_an_exit_has_closed_is_watched_no_more(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    made = _host(door, company_id, space(door))
    _exit(door, company_id)
    assert not door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts
    stay = card(door, company_id).premises[0]
    # But whoever stays on after the last day said is.
    request = ChangeOccupancy(
        occupancy_id=stay.occupancy_id, version=stay.version, starts_on=stay.starts_on, ends_on=date(2026, 12, 31),
        hosting_agreement_id=made.agreement_id,
    )  # fmt: skip
    door.perform(change_occupancy, request)
    alerts = door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts
    assert [alert.message for alert in alerts] == ["La convention (AOT) se termine le 23 nov. 2026."]


def test_a_support_to_come_is_cancelled(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2027")
    move(door, company_id, S.SUPPORTED)
    seen = support(door, company_id)
    extension = ExtendSupport(agreement_id=seen.id, months=6, decided_on=date(2026, 11, 20), version=seen.version)
    door.perform(extend_support, extension)
    before = _held(door)
    assert _exit(door, company_id).consequences == ("accompagnement à venir annulé",)
    shown = card(door, company_id)
    assert (shown.state, shown.supports) == (S.EXITED, ())
    door.perform(undo_last, UndoLast())
    assert _held(door) == before


def test_a_company_that_withdraws_leaves_no_support_to_come(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2027")
    moved = move(door, company_id, S.WITHDRAWN, reason="autre")
    assert moved.consequences == ("accompagnement à venir annulé",)
    assert not card(door, company_id).supports


# What is booked


def _bookings(door: Door, company_id: int) -> list[tuple[str, BookingStatus, bool]]:
    asked = ListBookings(first=date(2026, 1, 1), last=date(2027, 12, 31), company_id=company_id)
    return [
        (f"{item.starts_at:%d/%m}", item.status, item.blocked is None) for item in door.perform(list_bookings, asked)
    ]


def test_what_is_booked_after_the_last_day_is_cancelled(door: Door) -> None:
    company_id, garrigue = enter(door, date_entree="15/01/2025"), room(door).id
    who = f"company:{company_id}"
    book(door, garrigue, "14h", "16h", who, on="23/11/2026")
    book(door, garrigue, "9h", "10h", who, on="25/11/2026", option="oui")
    book(door, garrigue, "9h", "10h", who, on="01/12/2026")
    other = book(door, garrigue, "11h", "12h", "interne", on="01/12/2026")
    moved = _exit(door, company_id)
    assert "2 réservations de salle à venir annulées" in moved.consequences
    gone = BookingStatus.CANCELLED, True
    assert _bookings(door, company_id) == [
        ("23/11", BookingStatus.CONFIRMED, False),
        ("25/11", *gone),
        ("01/12", *gone),
    ]
    assert booking(door, other.id).status is BookingStatus.CONFIRMED
    assert booking(door, other.id - 1).cancel_reason == "sortie de l'entreprise"
    # Free for others at once, and the exit can still be undone while nobody has taken it.
    door.perform(undo_last, UndoLast())
    assert _bookings(door, company_id) == [
        ("23/11", BookingStatus.CONFIRMED, False),
        ("25/11", BookingStatus.OPTION, False),
        ("01/12", BookingStatus.CONFIRMED, False),
    ]


def test_an_exit_is_not_undone_over_what_was_booked_since(door: Door) -> None:
    company_id, garrigue = enter(door, date_entree="15/01/2025"), room(door).id
    book(door, garrigue, "9h", "12h", f"company:{company_id}", on="01/12/2026")
    _exit(door, company_id)
    act = door.perform(journal_list, JournalFilter(limit=1))[0].id
    book(door, garrigue, "11h", "13h", "exterieur:Mairie de Sète", on="01/12/2026")
    with pytest.raises(Refused, match="créneau déjà pris par Mairie de Sète jusqu'à 13\u202fh") as refused:
        door.perform(undo_act, UndoAct(id=act))
    assert refused.value.field == "start"
    assert card(door, company_id).state is S.EXITED


def test_a_company_with_bookings_is_not_deleted(door: Door) -> None:
    saved = create(door, "Vélomistrau")
    book(door, room(door).id, "9h", "12h", f"company:{saved.company_id}")
    with pytest.raises(Refused, match="des réservations de salle"):
        door.perform(delete_company, DeleteCompany(company_id=saved.company_id, version=saved.version))
