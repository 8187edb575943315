"""Who else has this number, this e-mail, this name: found by the index of each column, however many companies."""

from collections.abc import Callable
from typing import Any

import pytest

from realis_tui.domain.fields import validate
from realis_tui.usecases.companies.duplicates import CheckDuplicates, check_duplicates
from realis_tui.usecases.door import Door
from realis_tui.usecases.flows.enter_company import EnterCompany, enter_company
from tests.sql_watch import counted
from tests.usecases.companies_steps import TODAY

ROW = {"nom": "Bêta", "siret": "009 011 115 00012", "telephone": "06 39 98 19 44", "courriel": "a@exemple.invalid"}
TYPED = CheckDuplicates(
    name="Bêta",
    siret="009 011 115 00012",
    rna="W343000001",
    email="a@exemple.invalid",
    phone="06 39 98 19 44",
    contact_email="b@exemple.invalid",
    contact_phone="06 39 98 19 45",
)
ASKED: dict[str, Callable[[Door], Any]] = {
    "while typing": lambda door: door.perform(check_duplicates, TYPED),
    "by the row of a file": lambda door: door.perform(enter_company, validate(EnterCompany, ROW, TODAY)),
}


@pytest.mark.parametrize("asked", list(ASKED))
def test_no_table_is_read_from_end_to_end(sqlite_door: Door, asked: str) -> None:
    with counted() as statements:
        ASKED[asked](sqlite_door)
    questions = [one for one in statements if one.startswith("SELECT") and "companies" in one]
    assert questions
    with sqlite_door.database.read() as session:
        connection = session.connection()
        for one in questions:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", (None,) * one.count("?"))
            steps = [str(step[-1]) for step in plan]
            # What a question inside it found is gone through: it is as long as the answer.
            assert [step for step in steps if step.startswith("SCAN") and "subquery" not in step.lower()] == [], one
