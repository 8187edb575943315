"""The figures direction may edit (⚙), from a day on and never before."""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from realis_tui.domain.accounts import Actor, Role
from realis_tui.domain.policy import Policy
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.door import Door
from realis_tui.usecases.settings import LABELS, ChangeSetting, change_setting, list_settings
from realis_tui.usecases.unit import UnitOfWork

TODAY = date(2026, 11, 23)


def policy(door: Door, day: date) -> Policy:
    with door.database.read() as session:
        return UnitOfWork(session, door.actor, door.clock.now()).policy_of(day)


def test_every_figure_has_its_words(door: Door) -> None:
    assert LABELS.keys() == {item.name for item in fields(Policy)}
    assert [view.key for view in door.perform(list_settings, None)] == [item.name for item in fields(Policy)]


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("support_months", "48", 48),
        ("alert_days", "7 ; 60 ; 20", (60, 20, 7)),
        ("follow_up_months", "36 ; 12", (12, 36)),
        ("rent_steps", "60 ; 60 ; 90", (60, 60, 90)),
        ("rent_cents_per_m2", "140,50 €", 14_050),
        ("exit_reasons", "terme ; croissance", ("terme", "croissance")),
        ("free_hours_partner", "0", 0),
        ("closing_hour", "20", 20),
        ("closed_weekdays", "Samedi ; dimanche", ("samedi", "dimanche")),
    ],
)
def test_a_change_applies_from_its_day(door: Door, key: str, typed: str, kept: object) -> None:
    later = TODAY + timedelta(days=10)
    view = door.perform(change_setting, ChangeSetting(key=key, value=typed, valid_from=later))
    assert view.shown == view.default
    assert getattr(policy(door, later - timedelta(days=1)), key) == getattr(Policy(), key)
    assert getattr(policy(door, later), key) == kept
    door.perform(change_setting, ChangeSetting(key=key, value=view.history[0][1], valid_from=later))


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [("nulle", "3", "key"), ("support_months", "trois", "value"), ("support_months", "0", "value"),
     ("rent_steps", "60;120", "value"), ("exit_reasons", " ; ", "value"), ("rent_cents_per_m2", "-3", "value"),
     ("closing_hour", "7", "value"), ("opening_hour", "23", "value"), ("closed_weekdays", "mardo", "value"),
     ("alert_days", "7;7;400", "value")],
)  # fmt: skip
def test_what_is_refused(door: Door, key: str, value: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        door.perform(change_setting, ChangeSetting(key=key, value=value))
    assert refused.value.field == field


def test_the_house_may_be_open_every_day_again(door: Door) -> None:
    door.perform(change_setting, ChangeSetting(key="closed_weekdays", value="dimanche"))
    door.perform(change_setting, ChangeSetting(key="closed_weekdays", value=" "))
    assert policy(door, TODAY).closed_weekdays == ()


def test_the_past_is_closed(door: Door) -> None:
    with pytest.raises(Refused, match="passé"):
        door.perform(change_setting, ChangeSetting(key="support_months", value="48", valid_from=date(2026, 11, 22)))


def test_direction_alone_changes_them(door: Door) -> None:
    coach = door.for_actor(Actor(None, "coach", Role.COACH))
    with pytest.raises(Refused, match="rôle"):
        coach.perform(change_setting, ChangeSetting(key="support_months", value="48"))
