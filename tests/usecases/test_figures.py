"""Yearly figures: a missing figure is missing, never zero (rule 9)."""

from typing import Any

import pytest

from realis_tui.domain.fields import validate
from realis_tui.domain.refusals import Refused, Stale
from realis_tui.usecases.companies.figures import SetFigures, remove_figures, set_figures
from realis_tui.usecases.companies.papers import RemoveRow
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.history import UndoLast, undo_last
from tests.usecases.companies_steps import TODAY, card, create


def _set(door: Door, company_id: int, year: int = 2025, **given: Any) -> int:
    return door.perform(set_figures, validate(SetFigures, {"company_id": company_id, "year": year, **given}, TODAY))


def test_what_is_not_known_stays_unknown(door: Door) -> None:
    company_id = create(door).company_id
    _set(door, company_id, fte="7,5", turnover_cents="310 k€", own_funds_cents="-1 200,50 €", beneficiaries="0")
    row = card(door, company_id).figures[0]
    assert (row.fte_hundredths, row.turnover_cents, row.own_funds_cents) == (750, 31_000_000, -120_050)
    assert (row.beneficiaries, row.grants_cents, row.volunteers) == (0, None, None)


def test_a_year_without_a_row_is_no_zero(door: Door) -> None:
    company_id = create(door).company_id
    _set(door, company_id, 2023, fte="2")
    _set(door, company_id, 2025, fte="7,5")
    assert [row.year for row in card(door, company_id).figures] == [2023, 2025]


@pytest.mark.parametrize("year", [1989, 2027])
def test_a_year_out_of_reach_is_refused(door: Door, year: int) -> None:
    with pytest.raises(Refused, match="1990") as refused:
        _set(door, create(door).company_id, year, fte="1")
    assert refused.value.field == "year"


def test_a_year_is_entered_once_then_edited_as_seen(door: Door) -> None:
    company_id = create(door).company_id
    _set(door, company_id, fte="2", grants_cents="5 000")
    with pytest.raises(Refused, match="2025") as refused:
        _set(door, company_id, fte="3")
    assert refused.value.field == "year"
    seen = card(door, company_id).figures[0]
    _set(door, company_id, fte="3", id=seen.id, version=seen.version)
    row = card(door, company_id).figures[0]
    assert (row.fte_hundredths, row.grants_cents) == (300, None)
    with pytest.raises(Stale):
        _set(door, company_id, fte="4", id=seen.id, version=seen.version)


def test_nothing_is_no_year(door: Door) -> None:
    company_id = create(door).company_id
    with pytest.raises(Refused, match="Aucun chiffre"):
        _set(door, company_id)
    assert not card(door, company_id).figures


def test_a_year_is_taken_back_and_put_back(door: Door) -> None:
    company_id = create(door).company_id
    _set(door, company_id, fte="2")
    row = card(door, company_id).figures[0]
    door.perform(remove_figures, RemoveRow(id=row.id, version=row.version))
    assert not card(door, company_id).figures
    door.perform(undo_last, UndoLast())
    assert card(door, company_id).figures[0].fte_hundredths == 200


def test_the_year_of_figures_is_corrected_on_the_figures_seen(door: Door) -> None:
    company_id = create(door).company_id
    _set(door, company_id, 2023, fte="1")
    _set(door, company_id, 2024, fte="2")
    seen = next(row for row in card(door, company_id).figures if row.year == 2024)
    with pytest.raises(Refused, match="2023") as refused:
        _set(door, company_id, 2023, fte="9", id=seen.id, version=seen.version)
    assert refused.value.field == "year"
    assert [(row.year, row.fte_hundredths) for row in card(door, company_id).figures] == [(2023, 100), (2024, 200)]
    _set(door, company_id, 2025, fte="2", id=seen.id, version=seen.version)
    assert [(row.year, row.fte_hundredths) for row in card(door, company_id).figures] == [(2023, 100), (2025, 200)]


def test_figures_of_another_company_are_not_moved(door: Door) -> None:
    mine, theirs = create(door).company_id, create(door, "Bêta").company_id
    _set(door, theirs, fte="2")
    row = card(door, theirs).figures[0]
    with pytest.raises(Refused, match="Vélomistrau"):
        _set(door, mine, fte="9", id=row.id, version=row.version)
    assert card(door, theirs).figures[0].fte_hundredths == 200
