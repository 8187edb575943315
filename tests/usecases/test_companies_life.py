"""A company's life: moves, decisions, support, exit and what follows (rules 2, 3, 4 and 9)."""

from datetime import UTC, date, datetime

import pytest

from realis_tui.clock import Clock
from realis_tui.domain.accounts import Actor, Role
from realis_tui.domain.companies import CompanyState as S
from realis_tui.domain.milestones import ReviewKind
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.companies.follow_up import RecordReview, record_review
from realis_tui.usecases.companies.lifecycle import ApplyAgain, apply_again
from realis_tui.usecases.companies.support import (
    ExtendSupport,
    ResumeSupport,
    SuspendSupport,
    extend_support,
    resume_support,
    suspend_support,
)
from realis_tui.usecases.door import Door
from tests.usecases.companies_steps import applied, card, create, enter, move, support


def test_from_prospect_to_support(door: Door) -> None:
    company_id = applied(door)
    move(door, company_id, S.ADMITTED, on=date(2026, 3, 10), decided_on=date(2026, 3, 9))
    moved = move(door, company_id, S.SUPPORTED, on=date(2026, 3, 15))
    assert moved.consequences == ("accompagnement du 15 mars 2026 au 14 mars 2029",)
    shown = card(door, company_id)
    assert shown.state is S.SUPPORTED
    assert shown.support is not None
    assert (shown.support.ends_on, shown.support.year, shown.support.month) == (date(2029, 3, 14), 1, 9)
    assert [option.to for option in shown.moves] == [S.SUSPENDED, S.EXTENDED, S.EXITED]
    assert [change.to_state for change in shown.passages[0].changes][-1] is S.SUPPORTED


def test_a_move_the_rule_does_not_know_is_refused(door: Door) -> None:
    company_id = create(door).company_id
    with pytest.raises(Refused, match="candidature") as refused:
        move(door, company_id, S.SUPPORTED)
    assert refused.value.field == "to"
    assert card(door, company_id).state is S.PROSPECT


def test_admitting_asks_a_decision_and_refusing_a_reason(door: Door) -> None:
    company_id = applied(door)
    with pytest.raises(Refused) as refused:
        move(door, company_id, S.ADMITTED)
    assert refused.value.field == "decided_on"
    with pytest.raises(Refused) as refused:
        move(door, company_id, S.REFUSED)
    assert refused.value.field == "reason"
    with pytest.raises(Refused):
        move(door, company_id, S.REFUSED, reason="la tête du client")
    move(door, company_id, S.REFUSED, reason="HORS TERRITOIRE")
    assert card(door, company_id).passages[0].changes[-1].reason == "hors territoire"


def test_a_role_that_does_not_decide_may_not_admit(door: Door) -> None:
    company_id = applied(door)
    coach = door.for_actor(Actor(None, "C. Roux", Role.COACH))
    with pytest.raises(Refused, match="direction"):
        move(coach, company_id, S.ADMITTED, decided_on=date(2026, 3, 9))


def test_a_refused_company_applies_again(door: Door) -> None:
    company_id = applied(door)
    with pytest.raises(Refused):
        door.perform(apply_again, ApplyAgain(company_id=company_id))
    move(door, company_id, S.REFUSED, reason="autre")
    assert card(door, company_id).can_apply_again
    door.perform(apply_again, ApplyAgain(company_id=company_id))
    passages = card(door, company_id).passages
    assert [(each.number, each.state, each.is_current) for each in passages] == [
        (2, S.APPLICATION, True),
        (1, S.REFUSED, False),
    ]


def test_days_to_come_and_days_before_the_last_step_are_refused(door: Door) -> None:
    company_id = applied(door)
    for day in (date(2026, 12, 1), date(2026, 2, 1)):
        with pytest.raises(Refused) as refused:
            move(door, company_id, S.REFUSED, reason="autre", on=day)
        assert refused.value.field == "on"


def test_extensions_are_twelve_months_in_all_and_decided_before_the_end(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    agreement = support(door, company_id)
    end = door.perform(
        extend_support,
        ExtendSupport(agreement_id=agreement.id, months=8, decided_on=date(2026, 11, 20), version=agreement.version),
    )
    assert end == date(2028, 9, 14)
    shown = card(door, company_id)
    assert shown.state is S.EXTENDED
    assert shown.support is not None
    assert shown.support.extension_months_left == 4
    with pytest.raises(Refused, match="4 mois"):
        door.perform(
            extend_support,
            ExtendSupport(
                agreement_id=agreement.id, months=5, decided_on=date(2026, 11, 20), version=shown.support.version
            ),
        )
    with pytest.raises(Stale):
        door.perform(
            extend_support,
            ExtendSupport(agreement_id=agreement.id, months=1, decided_on=date(2026, 11, 20), version=1),
        )


def test_an_extension_decided_after_the_end_is_refused(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2024")
    agreement = support(door, company_id)
    later = Door(door.database, door.actor, Clock(datetime(2027, 2, 1, 9, tzinfo=UTC)))
    late = ExtendSupport(agreement_id=agreement.id, months=6, decided_on=date(2027, 1, 15), version=agreement.version)
    with pytest.raises(Refused) as refused:
        later.perform(extend_support, late)
    assert refused.value.field == "decided_on"
    assert support(door, company_id).ends_on == date(2027, 1, 14)


def test_a_first_import_enters_who_has_left_as_gone(door: Door) -> None:
    late = enter(door, "Alpha", date_entree="15/01/2024", date_sortie="20/11/2026", fin_decidee="oui")
    assert card(door, late).state is S.EXITED
    near = enter(door, "Bêta", date_entree="23/11/2023")
    assert card(door, near).supports[0].ends_on == date(2026, 11, 22)


def test_a_suspension_moves_the_end_only_if_decided(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    agreement = support(door, company_id)
    assert door.perform(
        suspend_support,
        SuspendSupport(agreement_id=agreement.id, decided_on=date(2026, 11, 1), version=agreement.version),
    ) == date(2028, 1, 14)
    assert card(door, company_id).state is S.SUSPENDED
    version = support(door, company_id).version
    end = door.perform(
        resume_support,
        ResumeSupport(
            agreement_id=agreement.id, decided_on=date(2026, 11, 20), new_end=date(2028, 3, 14), version=version
        ),
    )
    assert end == date(2028, 3, 14)
    assert card(door, company_id).state is S.SUPPORTED


def test_an_exit_asks_its_last_review_then_closes_and_releases(door: Door) -> None:
    company_id = enter(door, date_entree="01/12/2023", local="B-204", surface="24")
    with pytest.raises(Refused, match=r"Bilan de 3ʳᵉ|Bilan de 3ᵉ année") as refused:
        move(door, company_id, S.EXITED, reason="terme", destination_city="Sète", destination_in_occitanie=True)
    assert refused.value.field == "reason"
    door.perform(record_review, RecordReview(company_id=company_id, kind=ReviewKind.YEARLY, rank=3))
    moved = move(door, company_id, S.EXITED, reason="terme", destination_city="Sète", destination_in_occitanie=True)
    assert "local B-204 libéré le 23 nov. 2026" in moved.consequences
    shown = card(door, company_id)
    assert (shown.state, shown.passages[0].exit_reason, shown.passages[0].destination_city) == (
        S.EXITED,
        "terme",
        "Sète",
    )
    assert shown.supports[0].ended_on == date(2026, 11, 23)
    assert shown.premises[0].ends_on == date(2026, 11, 23)
    move(door, company_id, S.FOLLOWED)
    door.perform(record_review, RecordReview(company_id=company_id, kind=ReviewKind.POST_EXIT, rank=12, is_active=True))
    done = [view for view in card(door, company_id).reviews if view.done_on is not None]
    assert [(view.kind, view.rank) for view in done] == [(ReviewKind.YEARLY, 3), (ReviewKind.POST_EXIT, 12)]
