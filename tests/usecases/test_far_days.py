"""A day of no year of the house is refused in a sentence, wherever it comes from and however it is written."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from realis_tui.domain.fields import Input, validate
from realis_tui.domain.refusals import Refused
from realis_tui.importing.run import ImportFile, import_file
from realis_tui.usecases.account_rules import NewAccount
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.enter_company import EnterCompany
from realis_tui.usecases.flows.history import JournalFilter
from realis_tui.usecases.rooms.checking import check_booking
from realis_tui.usecases.rooms.prices import MonthOfRooms, MonthsUse, MonthUse
from realis_tui.usecases.rooms.requests import (
    BookRoom,
    CheckBooking,
    CloseRooms,
    FindSlot,
    MoveOccurrence,
    PlanningRequest,
    ReaddOccurrence,
    SkipOccurrence,
)
from realis_tui.usecases.rooms.takeover import SeriesTakenOver
from tests.usecases.companies_steps import TODAY
from tests.usecases.rooms_steps import room

FAR = ("9999-12-31", "31/12/9999", "0001-01-01", "2200-01-01", "+7000 a", date(9999, 12, 31), datetime(1, 1, 1, 0, 0))
HOURS = {"start": "9h", "end": "10h"}


@pytest.mark.parametrize("day", FAR, ids=str)
@pytest.mark.parametrize(
    ("model", "field", "rest"),
    [
        (BookRoom, "on", {"room_id": 1, "who": "interne", **HOURS}),
        (FindSlot, "on", {}),
        (CloseRooms, "first", {"reason": "travaux"}),
        (EnterCompany, "date_entree", {"nom": "Vélomistrau"}),
        (EnterCompany, "date_sortie", {"nom": "Vélomistrau"}),
        (MonthUse, "month", {"company_id": 1}),
        (MonthsUse, "last", {"company_id": 1, "first": TODAY}),
        (MonthOfRooms, "month", {}),
        (PlanningRequest, "first", {}),
        (SkipOccurrence, "on", {"series_id": 1}),
        (ReaddOccurrence, "on", {"series_id": 1}),
        (MoveOccurrence, "occurrence_on", {}),
        (JournalFilter, "since", {}),
        (JournalFilter, "until", {}),
        (NewAccount, "ends_on", {"name": "Inès", "role": "lecture", "hashed": "x"}),
        (SeriesTakenOver, "starts_on", {"room_id": 1, "rule": "FREQ=DAILY", "start_time": "9:00", "end_time": "10:00"}),
    ],
)
def test_a_far_day_is_refused_beside_its_field(model: type[Input], field: str, rest: dict[str, Any], day: Any) -> None:
    with pytest.raises(Refused) as refused:
        validate(model, {field: day, **rest}, TODAY)
    [problem] = refused.value.problems
    assert problem.field == field
    assert "vraisemblable" in problem.message or "trop loin" in problem.message


@pytest.mark.parametrize("number", [86400, 46349, 0, True])
def test_a_number_is_no_day(number: int) -> None:
    with pytest.raises(ValidationError):
        PlanningRequest(first=number)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", [text for text in FAR if isinstance(text, str)])
def test_a_form_with_a_far_day_is_answered(door: Door, day: str) -> None:
    check = door.perform(check_booking, CheckBooking(room_id=room(door).id, on=day, **HOURS))
    [sentence] = [sentence for field, sentence in check.problems if field == "on"]
    assert "vraisemblable" in sentence or "trop loin" in sentence


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("entreprises", "Nom;Entrée;Sortie\nUne;2026-01-05;{}\n"),
        ("reservations", "Salle;Date;De;À;Pour\nGarrigue;{};9h;10h;interne\n"),
    ],
)
def test_a_row_with_a_far_day_is_rejected(door: Door, tmp_path: Path, day: str, kind: str, table: str) -> None:
    path = tmp_path / "suivi.csv"
    path.write_text(table.format(day), encoding="utf-8")
    report = door.perform(import_file, ImportFile(path, kind, rehearse=True))
    [row] = report.rejected
    assert "vraisemblable" in row.message
