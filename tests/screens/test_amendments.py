"""The amendments of a support agreement, under the list of agreements."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from realis_tui.domain.milestones import AmendmentKind
from realis_tui.screens.companies.parts_agreements import _support


def test_the_longest_day_does_not_touch_what_is_said_of_it() -> None:
    longest = date(2026, 7, 1)
    amendment = SimpleNamespace(
        decided_on=longest, kind=AmendmentKind.EXTENSION, previous_end=longest, new_end=longest, reason=""
    )
    about: Any = SimpleNamespace(
        starts_on=longest,
        ends_on=longest,
        end_is_decided=True,
        ended_on=None,
        extension_months_left=0,
        amendments=[amendment],
    )
    assert "1er juil. 2026  prolongation" in _support(about)[1].body.plain
