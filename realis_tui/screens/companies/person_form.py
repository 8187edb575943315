"""The form of a person: those known already who look alike are said while one types."""

from __future__ import annotations

from collections.abc import Mapping

from realis_tui.screens.companies.twins import Twin, TwinsForm
from realis_tui.screens.form_box import FormPlan
from realis_tui.usecases.companies.duplicates import CheckPerson, PersonHint, check_person

WATCHED = ("name", "phone", "email")


class PersonForm(TwinsForm):
    """Adding a person, or editing the one given."""

    CSS = TwinsForm.CSS.replace("TwinsForm", "PersonForm")
    LOOKS_AT = watched = WATCHED

    def __init__(self, plan: FormPlan, person_id: int | None = None) -> None:
        super().__init__(plan)
        self._person_id = person_id
        self.looks_first = person_id is None

    async def look(self, values: Mapping[str, str]) -> None:
        asked = CheckPerson(**{name: values.get(name, "") for name in WATCHED}, except_id=self._person_id)
        self.tell([_twin(hint) for hint in await self.realis.perform(check_person, asked, group="twins")])


def _twin(hint: PersonHint) -> Twin:
    return Twin(hint.name, hint.company, hint.reasons, hint.company_id)
