"""The rows of an import as lines of a list, and all there is to say of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from realis_tui.importing.report import ImportReport, RepairReport, RowReport, RowStatus
from realis_tui.widgets import content as ink
from realis_tui.widgets.card import Section
from realis_tui.widgets.columns import Column

SIGNS = {
    RowStatus.CREATED: "fine",
    RowStatus.UPDATED: "open",
    RowStatus.UNCHANGED: "none",
    RowStatus.REJECTED: "late",
}


@dataclass(frozen=True)
class Line:
    """A row of the file with what was put right in it."""

    row: RowReport
    repairs: tuple[RepairReport, ...]

    @property
    def id(self) -> str:
        return f"{self.row.feuille}:{self.row.ligne}"


def lines_of(report: ImportReport) -> list[Line]:
    """The refused rows first, then those to look at: they are what one reads."""
    mended: dict[tuple[str, int], list[RepairReport]] = {}
    for repair in report.reparations:
        mended.setdefault((repair.feuille, repair.ligne), []).append(repair)
    rows = sorted(report.lignes, key=lambda row: (row.statut is not RowStatus.REJECTED, not row.a_verifier))
    return [Line(row, tuple(mended.get((row.feuille, row.ligne), ()))) for row in rows]


def about(report: ImportReport, line: Line) -> list[Section]:
    """One row: why, what was repaired, then the columns of the file."""
    title = ink.line(f"Ligne {line.row.ligne} · {line.row.titre}").plain
    refused = line.row.statut is RowStatus.REJECTED
    why = ink.text(line.row.message, "$garance" if refused else "")
    parts = [Section(title, Content.assemble(_status(line), ("\n" if why else ""), why))]
    if line.repairs:
        parts.append(Section("Réparé", _repairs(line.repairs)))
    read = Content("\n").join(_column(header, label) for header, label in report.colonnes)
    parts.append(Section("Colonnes lues", read))
    parts.append(Section("Colonnes laissées", ink.text("\n".join(report.ignorees), "$ocre")))
    return parts


def _column(header: str, label: str) -> Content:
    return Content.assemble(ink.line(header, "$muted"), (" → ", "$tournesol"), ink.line(label))


def _repairs(repairs: Sequence[RepairReport]) -> Content:
    lines = []
    for item in repairs:
        before, after = ink.line(item.avant or "vide", "$muted"), ink.line(item.apres, "$olivier")
        changed = Content.assemble("  ", before, (" → ", "$tournesol"), after) if item.is_change else ink.EMPTY
        lines.append(Content.assemble(ink.line(item.libelle, "bold"), changed))
        if item.message:
            lines.append(Content.assemble("  ", ink.line(item.message, "$muted")))
    return Content("\n").join(lines)


def _status(line: Line) -> Content:
    style = {RowStatus.REJECTED: "$garance", RowStatus.UNCHANGED: "$muted"}.get(line.row.statut, "$olivier")
    return ink.line(line.row.statut.label, style)


def _field(line: Line) -> Content:
    return ink.line(line.row.libelle, "$muted")


def _sign(line: Line) -> Content:
    return ink.sign("soon" if line.row.a_verifier else SIGNS[line.row.statut])


def _why(line: Line) -> Content:
    """What is to be looked at before what was done: the line is short, and the whole is beside it."""
    return ink.line(" ".join(line.row.a_verifier) or line.row.message)


def _repaired(line: Line) -> Content:
    return Content.styled(str(len(line.repairs)), "$ocre") if line.repairs else ink.EMPTY


COLUMNS = (
    Column[Line]("sign", "", _sign, width=1),
    Column[Line]("line", "Ligne", lambda line: Content(str(line.row.ligne)), width=5, align="right"),
    Column[Line]("title", "Nom", lambda line: ink.line(line.row.titre, "bold"), width=20, flex=1),
    Column[Line]("status", "Résultat", _status, width=11, priority=2),
    Column[Line]("field", "Champ", _field, width=13, priority=4),
    Column[Line]("message", "Pourquoi", _why, width=20, flex=3, priority=1),
    Column[Line]("repairs", "Réparé", _repaired, width=6, align="right", priority=3),
)
