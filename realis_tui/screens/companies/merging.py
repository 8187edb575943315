"""Merging two cards: both side by side, field by field, what will change hands, then one act that can be undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.screens.framed import FramedBox
from realis_tui.usecases.companies.cards import CompanyCard
from realis_tui.usecases.companies.duplicates import (
    CheckDuplicates,
    DuplicateHint,
    ListDuplicates,
    check_duplicates,
    list_duplicates,
)
from realis_tui.usecases.flows.merge import (
    CompareCompanies,
    ComparedField,
    Comparison,
    MergeCompanies,
    compare_companies,
    merge_companies,
)
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.columns import Column
from realis_tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from realis_tui.app import RealisApp


async def twins_of(app: RealisApp, card: CompanyCard) -> list[Choice]:
    """The cards that look like this one, why, the surest first."""
    asked = CheckDuplicates(
        name=card.name,
        siren=card.siren or "",
        rna=card.rna or "",
        email=card.email or "",
        phone=card.phone or "",
        except_id=card.id,
    )
    hints = await app.ask(check_duplicates, asked) or ()
    near = [hint for hint in hints if hint.is_only_near]
    found = {hint.company_id: _twin(hint) for hint in hints if not hint.is_only_near}
    for pair in await app.ask(list_duplicates, ListDuplicates()) or ():
        for mine, other, name in (
            (pair.first_id, pair.second_id, pair.second_name),
            (pair.second_id, pair.first_id, pair.first_name),
        ):
            if mine == card.id:
                found.setdefault(other, Choice(str(other), name, ", ".join(pair.reasons)))
    for hint in near:
        found.setdefault(hint.company_id, _twin(hint))
    return list(found.values())


def _twin(hint: DuplicateHint) -> Choice:
    return Choice(str(hint.company_id), hint.name, ", ".join(hint.reasons))


@dataclass(frozen=True)
class _Line:
    field: ComparedField
    takes_other: bool

    @property
    def id(self) -> str:
        return self.field.name


def _cell(value: str, kept: bool) -> Content:
    mark = Content.styled("● ", "$olivier") if kept else Content("  ")
    return Content.assemble(mark, ink.line(value or "–", "" if kept else "$muted"))


COLUMNS = (
    Column[_Line](
        "label", "Champ", lambda row: ink.line(row.field.label, "bold" if row.field.differs else "$muted"), width=18
    ),
    Column[_Line]("kept", "Cette fiche", lambda row: _cell(row.field.kept, not row.takes_other), width=20, flex=1),
    Column[_Line]("absorbed", "L'autre", lambda row: _cell(row.field.absorbed, row.takes_other), width=20, flex=1),
)


class MergeBox(FramedBox[bool]):
    """« x » takes the value of the other card, Ctrl+S merges."""

    PLACE = "companies.merge"
    CSS = """
    MergeBox > #box { width: 96%; max-width: 130; height: 90%; }
    MergeBox RecordList { background: $panel; }
    MergeBox #moved { height: auto; margin-top: 1; }
    """
    AUTO_FOCUS = "RecordList"

    def __init__(self, kept_id: int, absorbed_id: int) -> None:
        super().__init__()
        self._asked = CompareCompanies(kept_id=kept_id, absorbed_id=absorbed_id)
        self._view: Comparison | None = None
        self._lines: list[_Line] = []

    def compose_box(self) -> ComposeResult:
        yield RecordList(COLUMNS)
        yield Static(ink.EMPTY, id="moved")

    def on_mount(self) -> None:
        box = self.query_one("#box")
        box.border_title = Content("Fusionner deux fiches")
        box.border_subtitle = Content("x prendre l'autre valeur · Ctrl+S fusionner · Échap fermer")
        self._read()

    @work
    async def _read(self) -> None:
        view = await self.realis.ask(compare_companies, self._asked)
        if view is None:
            self.dismiss(False)
            return
        self._view = view
        self._lines = [_Line(field, field.proposed == "absorbed") for field in view.fields]
        columns = list(COLUMNS)
        columns[1] = replace(columns[1], title=ink.line(view.kept_name).plain)
        columns[2] = replace(columns[2], title=ink.line(view.absorbed_name).plain)
        lines = self.query_one(RecordList)
        lines.set_columns(columns)
        lines.show(self._lines)
        told = Content.assemble(("Change de main : ", "$muted"), ink.line(", ".join(view.moved) or "rien"))
        if view.obstacle:
            told = Content.assemble(("▲ ", "$garance"), ink.line(view.obstacle, "$garance"))
        self.query_one("#moved", Static).update(told)

    @on(RecordList.Opened)
    def action_done(self) -> None:
        """Take the value of the other card for this field, or back."""
        lines = self.query_one(RecordList)
        row = lines.current
        if row is None:
            return
        if not (row.field.kept and row.field.absorbed):
            self.realis.say("Il n'y a qu'une valeur : elle est gardée.")
        elif row.field.name == "notes":
            self.realis.say("Les observations des deux fiches sont gardées, l'une après l'autre.")
        else:
            self._lines = [
                replace(item, takes_other=not item.takes_other) if item is row else item for item in self._lines
            ]
            lines.show(self._lines)

    @work
    async def action_save(self) -> None:
        view = self._view
        if view is None or view.obstacle:
            self.realis.say(view.obstacle if view and view.obstacle else "Un instant…", "refused")
            return
        taken = tuple(line.field.name for line in self._lines if line.takes_other)
        request = MergeCompanies(
            kept_id=view.kept_id,
            absorbed_id=view.absorbed_id,
            kept_version=view.kept_version,
            absorbed_version=view.absorbed_version,
            from_absorbed=taken,
        )
        try:
            await self.realis.perform(merge_companies, request)
        except Refused as refused:
            self.realis.say(refused.message, "refused")
        except Unavailable:
            return
        else:
            self.dismiss(True)
