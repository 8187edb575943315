"""Yearly reviews and post-exit follow-ups (rule 9)."""

from datetime import date
from typing import Any

import pytest

from realis_tui.domain.milestones import ReviewKind
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.companies.alerts import ListAlerts, list_alerts
from realis_tui.usecases.companies.card_views import ReviewView
from realis_tui.usecases.companies.follow_up import RecordReview, record_review, remove_review
from realis_tui.usecases.companies.papers import RemoveRow
from realis_tui.usecases.door import Door
from tests.usecases.companies_steps import S, applied, card, create, enter, move


def _record(door: Door, company_id: int, rank: int, kind: ReviewKind = ReviewKind.YEARLY, **given: Any) -> int:
    return door.perform(record_review, RecordReview(company_id=company_id, kind=kind, rank=rank, **given))


def _done(door: Door, company_id: int) -> list[ReviewView]:
    return [review for review in card(door, company_id).reviews if review.done_on is not None]


def _exited(door: Door) -> int:
    """Out since 1 October 2025, after a support begun in 2024."""
    company_id = enter(door, date_entree="15/01/2024")
    move(
        door,
        company_id,
        S.EXITED,
        on=date(2025, 10, 1),
        reason="croissance",
        destination_in_occitanie=True,
        destination_city="Sète",
    )
    return company_id


def test_a_review_done_silences_its_alert(door: Door) -> None:
    company_id = enter(door, date_entree="20/10/2025")

    def alerts() -> list[str]:
        return [alert.message for alert in door.perform(list_alerts, ListAlerts(company_id=company_id)).alerts]

    assert any(message.startswith("Bilan de 1ʳᵉ année en retard") for message in alerts())
    _record(door, company_id, 1, done_on=date(2026, 11, 20), summary="Deux embauches.")
    assert not alerts()
    assert [(row.rank, row.done_on, row.summary) for row in _done(door, company_id)] == [
        (1, date(2026, 11, 20), "Deux embauches.")
    ]


@pytest.mark.parametrize("rank", [0, 4])
def test_a_review_is_of_a_year_of_the_support(door: Door, rank: int) -> None:
    with pytest.raises(Refused, match="1 à 3") as refused:
        _record(door, enter(door, date_entree="15/01/2025"), rank)
    assert refused.value.field == "rank"


def test_a_review_is_not_noted_ahead(door: Door) -> None:
    with pytest.raises(Refused, match="à venir") as refused:
        _record(door, enter(door, date_entree="15/01/2025"), 1, done_on=date(2026, 11, 24))
    assert refused.value.field == "done_on"


def test_no_yearly_review_without_a_support(door: Door) -> None:
    for company_id in (create(door).company_id, applied(door, "Bêta")):
        with pytest.raises(Refused, match="accompagnement") as refused:
            _record(door, company_id, 1)
        assert refused.value.field == "kind"


def test_a_review_is_recorded_once_then_edited_as_seen(door: Door) -> None:
    company_id = enter(door, date_entree="15/01/2025")
    _record(door, company_id, 1)
    with pytest.raises(Refused, match="déjà") as refused:
        _record(door, company_id, 1)
    assert refused.value.field == "rank"
    seen = _done(door, company_id)[0].version
    _record(door, company_id, 1, summary="Relu.", version=seen)
    with pytest.raises(Stale):
        _record(door, company_id, 1, summary="Encore.", version=seen)
    row = _done(door, company_id)[0]
    assert (row.summary, row.done_on) == ("Relu.", date(2026, 11, 23))
    assert row.id is not None
    assert row.version is not None
    door.perform(remove_review, RemoveRow(id=row.id, version=row.version))
    assert not _done(door, company_id)


def test_a_follow_up_comes_after_the_exit(door: Door) -> None:
    with pytest.raises(Refused, match="après la sortie") as refused:
        _record(door, enter(door, date_entree="15/01/2025"), 12, ReviewKind.POST_EXIT)
    assert refused.value.field == "kind"


def test_follow_ups_are_at_12_36_and_60_months(door: Door) -> None:
    company_id = _exited(door)
    with pytest.raises(Refused, match="12, 36, 60") as refused:
        _record(door, company_id, 24, ReviewKind.POST_EXIT)
    assert refused.value.field == "rank"
    _record(door, company_id, 12, ReviewKind.POST_EXIT)
    assert [(row.rank, row.is_active) for row in _done(door, company_id) if row.kind is ReviewKind.POST_EXIT] == [
        (12, None)
    ]


def test_a_passage_of_another_company_is_refused(door: Door) -> None:
    other = card(door, enter(door, "Bêta", date_entree="15/01/2025")).passages[0].id
    with pytest.raises(Refused, match="Vélomistrau"):
        _record(door, enter(door, date_entree="15/01/2025"), 1, passage_id=other)


def test_a_review_is_not_made_before_its_year(door: Door) -> None:
    company_id = enter(door, date_entree="01/11/2026")
    with pytest.raises(Refused, match=r"à partir du 1er nov\. 2028") as refused:
        _record(door, company_id, 3)
    assert refused.value.field == "done_on"
    with pytest.raises(Refused, match=r"à partir du 1er nov\. 2026"):
        _record(door, company_id, 1, done_on=date(1999, 1, 1))
    assert all(review.done_on is None for review in card(door, company_id).reviews)
