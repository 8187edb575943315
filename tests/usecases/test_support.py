"""The dates of a support agreement put right: the rule's end, decided ends and what the amendments say (rule 4)."""

from datetime import date, datetime
from typing import Any

import pytest

from realis_tui.clock import PARIS, Clock
from realis_tui.domain.accounts import Actor, Role
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.companies.support import (
    CorrectSupport,
    ExtendSupport,
    ResumeSupport,
    SuspendSupport,
    correct_support,
    extend_support,
    resume_support,
    suspend_support,
)
from realis_tui.usecases.door import Door
from tests.usecases.companies_steps import S, applied, card, enter, move, support


def _correct(door: Door, company_id: int, starts_on: date, ends_on: date | None = None) -> date:
    seen = support(door, company_id)
    return door.perform(
        correct_support,
        CorrectSupport(agreement_id=seen.id, starts_on=starts_on, ends_on=ends_on, version=seen.version),
    )


def _extend(door: Door, company_id: int, months: int, decided_on: date = date(2026, 11, 20)) -> date:
    seen = support(door, company_id)
    request = ExtendSupport(agreement_id=seen.id, months=months, decided_on=decided_on, version=seen.version)
    return door.perform(extend_support, request)


def _pause(door: Door, company_id: int, **given: Any) -> None:
    """Suspended, then resumed with what is given."""
    seen = support(door, company_id)
    known = {"agreement_id": seen.id, "decided_on": date(2026, 11, 1)}
    door.perform(suspend_support, SuspendSupport(**known, version=seen.version))
    version = support(door, company_id).version
    door.perform(resume_support, ResumeSupport(**known | given, version=version))


def _told(door: Door, company_id: int) -> list[tuple[date, date]]:
    return [(each.previous_end, each.new_end) for each in support(door, company_id).amendments]


def _coach(door: Door) -> Door:
    return door.for_actor(Actor(None, "C. Roux", Role.COACH))


def test_a_corrected_start_brings_the_end_of_the_rule(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    assert _correct(_coach(door), company_id, date(2025, 2, 1)) == date(2028, 1, 31)
    shown = support(door, company_id)
    assert (shown.starts_on, shown.end_is_decided) == (date(2025, 2, 1), False)
    with pytest.raises(Stale):
        door.perform(
            correct_support,
            CorrectSupport(agreement_id=shown.id, starts_on=date(2025, 2, 2), version=shown.version - 1),
        )


def test_the_months_granted_follow_a_corrected_start(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    _extend(door, company_id, 6)
    _extend(door, company_id, 2)
    assert _correct(_coach(door), company_id, date(2025, 2, 1)) == date(2028, 9, 30)
    assert _told(door, company_id) == [
        (date(2028, 1, 31), date(2028, 7, 31)),
        (date(2028, 7, 31), date(2028, 9, 30)),
    ]
    assert not support(door, company_id).end_is_decided


def test_another_end_than_the_rule_is_a_decision(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    with pytest.raises(Refused, match="direction"):
        _correct(_coach(door), company_id, date(2025, 1, 15), date(2028, 3, 31))
    assert support(door, company_id).ends_on == date(2028, 1, 14)
    assert _correct(door, company_id, date(2025, 1, 15), date(2028, 3, 31)) == date(2028, 3, 31)
    assert support(door, company_id).end_is_decided
    # Decided already: anybody who writes may correct the start beside it.
    assert _correct(_coach(door), company_id, date(2025, 1, 20), date(2028, 3, 31)) == date(2028, 3, 31)
    with pytest.raises(Refused, match="direction"):
        _correct(_coach(door), company_id, date(2025, 1, 10), date(2028, 3, 31))
    assert _correct(_coach(door), company_id, date(2025, 1, 15)) == date(2028, 1, 14)
    assert not support(door, company_id).end_is_decided


def test_an_end_lies_within_the_longest_extension_and_not_before_the_start(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    with pytest.raises(Refused, match=r"14 janv\. 2029") as refused:
        _correct(door, company_id, date(2025, 1, 15), date(2029, 1, 15))
    assert refused.value.field == "ends_on"
    with pytest.raises(Refused, match="avant le début"):
        _correct(door, company_id, date(2025, 1, 15), date(2025, 1, 14))
    assert _correct(door, company_id, date(2025, 1, 15), date(2029, 1, 14)) == date(2029, 1, 14)


def test_a_decided_end_with_extensions_moves_what_they_were_counted_from(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    _extend(door, company_id, 6)
    assert _correct(door, company_id, date(2025, 1, 15), date(2028, 9, 14)) == date(2028, 9, 14)
    assert _told(door, company_id) == [(date(2028, 3, 14), date(2028, 9, 14))]


def test_an_end_that_an_amendment_decided_stays_and_is_the_limit(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    _pause(door, company_id, new_end=date(2029, 6, 30))
    assert _correct(_coach(door), company_id, date(2025, 2, 1)) == date(2029, 6, 30)
    moved = (date(2028, 1, 31), date(2029, 6, 30))
    assert _told(door, company_id) == [(date(2028, 1, 31), date(2028, 1, 31)), moved]
    assert support(door, company_id).end_is_decided
    with pytest.raises(Refused, match=r"30 juin 2029"):
        _correct(door, company_id, date(2025, 2, 1), date(2029, 7, 1))
    assert _correct(door, company_id, date(2025, 2, 1), date(2029, 5, 31)) == date(2029, 5, 31)
    assert _told(door, company_id)[-1] == (date(2028, 1, 31), date(2029, 5, 31))


def test_a_start_that_would_date_an_extension_after_the_end_is_refused(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    _extend(door, company_id, 6)
    with pytest.raises(Refused, match=r"20 nov\. 2026.*14 oct\. 2026"):
        _correct(door, company_id, date(2023, 10, 15))
    assert support(door, company_id).starts_on == date(2025, 1, 15)


def test_an_end_decided_at_the_start_is_a_decision_too(door: Door) -> None:
    company_id = applied(door)
    move(door, company_id, S.ADMITTED, on=date(2026, 3, 10), decided_on=date(2026, 3, 9))
    start = {"on": date(2026, 3, 15)}
    with pytest.raises(Refused, match="direction"):
        move(_coach(door), company_id, S.SUPPORTED, **start, new_end=date(2029, 6, 30))
    with pytest.raises(Refused, match=r"14 mars 2030") as refused:
        move(door, company_id, S.SUPPORTED, **start, new_end=date(2030, 6, 30))
    assert refused.value.field == "new_end"
    move(door, company_id, S.SUPPORTED, **start, new_end=date(2029, 6, 30))
    assert support(door, company_id).ends_on == date(2029, 6, 30)


def _suspended(door: Door) -> int:
    company_id = enter(door, date_entree="15/01/2025")
    move(door, company_id, S.SUSPENDED, decided_on=date(2026, 11, 2), new_end=date(2028, 2, 14))
    return company_id


@pytest.mark.parametrize("to", [S.SUPPORTED, S.EXTENDED])
def test_a_return_from_a_suspension_is_a_decision(door: Door, to: S) -> None:
    company_id = _suspended(door)
    coach = _coach(door)
    with pytest.raises(Refused, match="direction"):
        move(coach, company_id, to, months=3, decided_on=date(2026, 11, 20))
    assert [option.to for option in card(coach, company_id).moves] == [S.EXITED]


def test_a_return_may_move_the_end(door: Door) -> None:
    company_id = _suspended(door)
    moved = move(door, company_id, S.SUPPORTED, decided_on=date(2026, 11, 20), new_end=date(2028, 3, 14))
    assert moved.consequences == ("nouvelle fin, le 14 mars 2028",)
    last = support(door, company_id).amendments[-1]
    assert (last.decided_on, last.previous_end, last.new_end) == (
        date(2026, 11, 20),
        date(2028, 2, 14),
        date(2028, 3, 14),
    )


def test_months_all_granted_do_not_bar_the_return(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    _extend(door, company_id, 12)
    move(door, company_id, S.SUSPENDED, decided_on=date(2026, 11, 2))
    back = next(option for option in card(door, company_id).moves if option.to is S.EXTENDED)
    assert (back.blocked, back.needs_months, back.needs_decision, back.may_move_end) == (None, False, True, True)
    assert move(door, company_id, S.EXTENDED).consequences == ("fin inchangée, le 14 janv. 2029",)


def test_a_suspension_does_not_end_the_support_before_it_begins(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2027")
    move(door, company_id, S.SUPPORTED)
    with pytest.raises(Refused, match="avant le début") as refused:
        move(door, company_id, S.SUSPENDED, new_end=date(2026, 12, 31))
    assert refused.value.field == "new_end"


def test_a_decided_end_already_holds_some_of_the_months_that_may_be_granted(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    assert _correct(door, company_id, date(2025, 1, 15), date(2028, 10, 14)) == date(2028, 10, 14)
    with pytest.raises(Refused, match=r"au plus tard le 14 janv\. 2029") as refused:
        _extend(door, company_id, 4)
    assert refused.value.field == "months"
    assert _extend(door, company_id, 3) == date(2029, 1, 14)


def test_what_is_under_way_was_extended_since_it_began(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    with pytest.raises(Refused, match=r"vient avant le début .*15 janv\. 2025") as refused:
        _extend(door, company_id, 6, decided_on=date(2020, 1, 1))
    assert refused.value.field == "decided_on"


def test_an_extended_support_suspended_goes_on_extended(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    _extend(door, company_id, 6)
    move(door, company_id, S.SUSPENDED, decided_on=date(2026, 11, 20))
    with pytest.raises(Refused, match="reprend « prolongée »") as refused:
        move(door, company_id, S.SUPPORTED, decided_on=date(2026, 11, 21))
    assert refused.value.field == "to"
    move(door, company_id, S.EXTENDED, decided_on=date(2026, 11, 21))
    assert card(door, company_id).state is S.EXTENDED


def test_prolonging_asks_for_its_months_whatever_was_granted_before(door: Door) -> None:
    company_id = _suspended(door)
    move(door, company_id, S.SUPPORTED, decided_on=date(2026, 11, 20))
    with pytest.raises(Refused, match="combien de mois") as refused:
        move(door, company_id, S.EXTENDED, decided_on=date(2026, 11, 21))
    assert refused.value.field == "months"


def test_a_second_extension_is_offered_while_months_are_left_and_to_who_decides(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    move(door, company_id, S.EXTENDED, decided_on=date(2026, 11, 20), months=6)
    option = card(door, company_id).extension
    assert option is not None
    assert (option.months_left, option.blocked) == (6, None)
    assert card(_coach(door), company_id).extension is None
    _extend(door, company_id, 6)
    option = card(door, company_id).extension
    assert option is not None
    assert (option.months_left, option.blocked) == (0, "Les mois de prolongation sont tous accordés.")


def test_an_extension_offered_says_that_the_end_has_passed(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    later = Door(door.database, clock=Clock(datetime(2028, 2, 1, 9, tzinfo=PARIS)))
    option = card(later, company_id).extension
    assert option is not None
    assert option.blocked == "L'accompagnement a pris fin : une prolongation se décide avant."
