"""The form of a company: cards that look alike are said while one types, and open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from realis_tui.domain.refusals import Refused
from realis_tui.keys import bindings_for
from realis_tui.screens.cards import open_card
from realis_tui.screens.form_box import FormBox, FormPlan
from realis_tui.usecases.companies.duplicates import CheckDuplicates, DuplicateHint, check_duplicates
from realis_tui.widgets import content as ink
from realis_tui.widgets.form import Form

WATCHED = ("name", "siren", "siret", "rna", "email", "phone", "contact_email", "contact_phone")


class TwinLine(Static, can_focus=True):
    """The card that looks alike: Entrée opens it."""

    PLACE = "twin"
    BINDINGS = bindings_for(PLACE)

    class Opened(Message):
        """The twin's card is wanted."""

    def action_open(self) -> None:
        self.post_message(self.Opened())

    def on_click(self) -> None:
        self.action_open()


class CompanyForm(FormBox):
    """Creating a company, or editing its identity."""

    CSS = f"""{FormBox.CSS.replace("FormBox", "CompanyForm")}
    CompanyForm TwinLine {{ display: none; height: auto; padding: 0 1; background: $boost; margin-bottom: 1; }}
    CompanyForm TwinLine.-found {{ display: block; }}
    CompanyForm TwinLine:focus {{ background: $block-cursor-background; }}
    """

    LOOKS_AT = WATCHED

    def __init__(self, plan: FormPlan, company_id: int | None = None) -> None:
        super().__init__(plan)
        self._company_id = company_id
        self.looks_first = company_id is None
        self._twins: tuple[DuplicateHint, ...] = ()
        self._seen = False

    def compose_box(self) -> ComposeResult:
        yield TwinLine()
        yield from super().compose_box()

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
        # The box may have been closed while the question was on its way.
        if self.is_attached and self.query(TwinLine):
            self._say()

    def _say(self) -> None:
        line = self.query_one(TwinLine)
        line.set_class(bool(self._twins), "-found")
        notes: dict[str, Content] = {}
        for twin in self._twins:
            for reason in twin.reasons:
                field = self._field_of(reason)
                notes.setdefault(
                    field,
                    Content.assemble(("◆ ", "$ocre"), ink.line(reason, "$ocre"), " : ", ink.line(twin.name, "bold")),
                )
        for name in WATCHED:
            if name in self.form.values():
                self.form.set_note(name, notes.get(name))
        if self._twins:
            twin = self._twins[0]
            place = f" · {twin.city}" if twin.city else ""
            line.update(
                Content.assemble(
                    ("◆ ", "$ocre"),
                    "Déjà connue ? ",
                    ink.line(twin.name, "bold"),
                    ink.line(f"{place} · {twin.state}", "$muted"),
                    (f" · et {len(self._twins) - 1} de plus" if len(self._twins) > 1 else "", "$muted"),
                    ("   Maj+Tab puis Entrée : ouvrir sa fiche", "$pastel"),
                )
            )

    def _field_of(self, reason: str) -> str:
        """The field that what was found was typed in; of a contact's two, the one that holds something."""
        field = next((name for word, name in _FIELDS.items() if word in reason), "name")
        typed = self.form.values()
        return f"contact_{field}" if not typed.get(field) and typed.get(f"contact_{field}") else field

    @on(TwinLine.Opened)
    def _open_twin(self) -> None:
        if self._twins:
            self.save_draft()
            app, twin = self.realis, self._twins[0]
            self.dismiss(None)
            app.call_later(open_card, app, "companies", twin.company_id)


_FIELDS = {
    "SIREN": "siren",
    "SIRET": "siret",
    "RNA": "rna",
    "courriel": "email",
    "mail": "email",
    "téléphone": "phone",
    "nom": "name",
}
