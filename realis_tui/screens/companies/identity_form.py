"""The form of a company: cards that look alike are said while one types, and open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import on

from realis_tui.domain.refusals import Refused
from realis_tui.screens.companies.twins import Twin, TwinsForm
from realis_tui.screens.form_box import FormPlan
from realis_tui.usecases.companies.duplicates import CheckDuplicates, DuplicateHint, check_duplicates
from realis_tui.widgets.form import Form

WATCHED = ("name", "siren", "siret", "rna", "email", "phone", "contact_email", "contact_phone")


class CompanyForm(TwinsForm):
    """Creating a company, or editing its identity."""

    CSS = TwinsForm.CSS.replace("TwinsForm", "CompanyForm")
    LOOKS_AT = watched = WATCHED

    def __init__(self, plan: FormPlan, company_id: int | None = None) -> None:
        super().__init__(plan)
        self._company_id = company_id
        self.looks_first = company_id is None
        self._twins: tuple[DuplicateHint, ...] = ()
        self._seen = False

    def extra(self) -> Mapping[str, Any]:
        known: dict[str, Any] = dict(super().extra())
        if self._company_id is None and self._seen:
            known["despite_duplicates"] = True
        return known

    def refused(self, refused: Refused) -> None:
        super().refused(refused)
        if self._twins and not any(twin.certain for twin in self._twins):
            # The twin has been seen: the same keys again say that it is another company.
            self._seen = True

    @on(Form.Changed)
    def _typed(self, event: Form.Changed) -> None:
        if event.name in WATCHED:
            self._seen = False

    async def look(self, values: Mapping[str, str]) -> None:
        asked = CheckDuplicates(**{name: values.get(name, "") for name in WATCHED}, except_id=self._company_id)
        self._twins = await self.realis.perform(check_duplicates, asked, group="twins")
        self.tell([self._twin(hint) for hint in self._twins])

    def _twin(self, hint: DuplicateHint) -> Twin:
        told = " · ".join(part for part in (hint.city, hint.state) if part)
        reasons = [(self._field_of(reason), reason) for reason in hint.reasons] if self.is_attached else []
        return Twin(hint.name, told, reasons, hint.company_id)

    def _field_of(self, reason: str) -> str:
        """The field that what was found was typed in; of a contact's two, the one that holds something."""
        field = next((name for word, name in _FIELDS.items() if word in reason), "name")
        typed = self.form.values()
        return f"contact_{field}" if not typed.get(field) and typed.get(f"contact_{field}") else field


_FIELDS = {
    "SIREN": "siren",
    "SIRET": "siret",
    "RNA": "rna",
    "courriel": "email",
    "mail": "email",
    "téléphone": "phone",
    "nom": "name",
}
