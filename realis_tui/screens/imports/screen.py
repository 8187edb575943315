"""Importing a file: what each row would do, what was put right, then doing it, cancelled at any time."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from realis_tui.domain.french import plural
from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.importing.kinds import kinds
from realis_tui.importing.report import ImportReport, ImportStopped, RowStatus
from realis_tui.importing.run import ImportFile, import_file
from realis_tui.messages import Superseded
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.framed import FramedScreen
from realis_tui.screens.imports.lines import COLUMNS, Line, about, lines_of
from realis_tui.widgets import content as ink
from realis_tui.widgets.card import FactsPanel
from realis_tui.widgets.choices import Choice, closed_list
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.line_input import LineInput
from realis_tui.widgets.picker import Picker
from realis_tui.widgets.record_list import RecordList

READABLE = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt")


class FileNames(Suggester):
    """The first folder or table that the path typed may mean, taken by →."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(_completed, value)


def _completed(typed: str) -> str | None:
    cut = typed.rfind("/") + 1
    folder, start = typed[:cut], typed[cut:]
    if not start:
        return None
    try:
        names = sorted(
            item.name + "/" if item.is_dir() else item.name
            for item in Path(folder or ".").expanduser().iterdir()
            if item.name.startswith(start) and (item.is_dir() or item.suffix.lower() in READABLE)
        )
    except (OSError, ValueError, RuntimeError):
        return None
    return folder + names[0] if names and names[0].isprintable() else None


class ImportScreen(FramedScreen[None]):
    """Entrée tries the file, Ctrl+S imports what is good, Échap cancels what is running, else leaves."""

    PLACE = "import"
    CSS_PATH = "imports.tcss"
    AUTO_FOCUS = "#path"

    def __init__(self) -> None:
        super().__init__()
        self._report: ImportReport | None = None
        self._tried: tuple[str, str] | None = None
        self._stop = threading.Event()
        self._importing = False

    def compose_body(self) -> ComposeResult:
        offered = [(kind.name, kind.label) for kind in kinds()]
        with Horizontal(id="file", classes="panel") as panel:
            panel.border_title = Content("Importer un fichier")
            panel.border_subtitle = Content("Entrée essaie, rien n'est écrit")
            yield Static(Content("Fichier  "), classes="label")
            path = LineInput("", "un fichier .xlsx, .xls, .ods ou .csv", max_length=1000, id="path")
            path.suggester = FileNames()
            yield path
            yield Static(Content("Type  "), classes="label")
            type_of = Picker(closed_list(offered), opens_on_space=True, id="type")
            type_of.set_chosen(Choice(*offered[0]))
            yield type_of
        yield Static(ink.EMPTY, id="progress")
        with Horizontal(id="side-by-side"):
            with Vertical(id="rows-panel", classes="panel") as rows:
                rows.border_title = Content("Lignes")
                yield RecordList(COLUMNS, empty=empty_sentence("Rien de lu encore."), id="rows")
            yield FactsPanel(id="about-row")

    def on_mount(self) -> None:
        super().on_mount()
        self.lines.show([])
        panel = self.query_one("#about-row", FactsPanel)
        panel.add_class("panel")
        panel.border_title = Content("La ligne choisie")
        self._say(Content.styled("Le fichier est lu et chaque ligne vérifiée avant toute écriture.", "$muted"))

    @property
    def lines(self) -> RecordList[Line]:
        return self.query_one("#rows", RecordList)

    def _asked(self) -> tuple[str, str]:
        return self.query_one("#path", LineInput).value.strip().strip("'\""), self.query_one("#type", Picker).value

    # Trying, importing

    @on(Input.Submitted)
    def _try(self, event: Input.Submitted) -> None:
        event.stop()
        self._launch(rehearse=True)

    def action_save(self) -> None:
        """Import what is good; a file that was not tried yet is tried first."""
        is_tried = self._tried is not None and self._tried == self._asked()
        report = self._report
        others = [row for row in report.lignes if row.autre_nom] if is_tried and report is not None else []
        if others:
            self._ask_about(len(others))
        else:
            self._launch(rehearse=not is_tried)

    @work(group="import.ask")
    async def _ask_about(self, count: int) -> None:
        """Before a number that may be mistyped writes over the card of another company."""
        lines = "1 ligne porte" if count == 1 else f"{count} lignes portent"
        choices = [
            Choice("", "Revoir ces lignes"),
            Choice("yes", "Importer quand même", "ces fiches seront complétées"),
        ]
        sentence = (
            f"{lines} le numéro d'une fiche d'un autre nom. Mal recopié, ce numéro changerait la fiche d'une autre "
            "entreprise."
        )
        answer = await self.app.push_screen_wait(ChoiceDialog("Des numéros à vérifier", choices, sentence))
        if answer is not None and answer.value == "yes":
            self._launch(rehearse=False)

    def _launch(self, rehearse: bool) -> None:
        if self._importing:
            return
        path, kind = self._asked()
        if not path or not kind:
            self._refuse("Donner le chemin d'un fichier." if not path else "Choisir un type d'import.")
            return
        self._stop.clear()
        self._importing = True
        self._import(path, kind, rehearse)

    @work(group="import")
    async def _import(self, path: str, kind: str, rehearse: bool) -> None:
        self._say(Content.styled("Lecture du fichier…", "$muted"))
        try:
            request = ImportFile(
                Path(path).expanduser(), kind, rehearse, go_on=True, progress=self._told, cancelled=self._stop.is_set
            )
            report = await self.realis.perform(import_file, request)
        except ImportStopped as stopped:
            self._show(stopped.report)
        except Refused as refused:
            self._refuse(refused.message)
        except RuntimeError:
            self._refuse("Ce dossier personnel n'existe pas.")
        except (Unavailable, Superseded):
            self._say(ink.EMPTY)
        else:
            self._tried = (path, kind) if rehearse else None
            self._show(report)
        finally:
            self._importing = False

    def _told(self, done: int, total: int) -> None:
        """From the thread that imports, which does not wait for the drawing."""
        self.realis.call_from_lane(lambda: self._say_progress(done, total))

    def _say_progress(self, done: int, total: int) -> None:
        if self.is_attached and self._importing and not self._stop.is_set():
            count = f"  {done} sur {plural(total, 'ligne')} · Échap pour arrêter, rien ne sera écrit"
            self._say(Content.assemble(ink.progress(done / max(1, total), 30), (count, "$muted")))

    def _say(self, content: Content) -> None:
        # What the thread tells last may come when the screen is already being taken down.
        for line in self.query("#progress").results(Static):
            line.update(content)

    def _refuse(self, sentence: str) -> None:
        """Said under the file, where the cursor stays."""
        self._say(Content.assemble(ink.sign("late"), " ", ink.line(sentence, "$garance")))
        self.query_one("#path").focus()

    # What was read, what was done

    def _show(self, report: ImportReport) -> None:
        self._report = report
        self.add_class("-read")
        self.lines.show(lines_of(report), to_top=True)
        level = "late" if report.rejected else "fine" if report.essai else "done"
        # That nothing is written stands just above, in the border.
        counts = report.sentence().replace("Essai, rien n'est écrit :", "Essai :")
        self._say(Content.assemble(ink.sign(level), " ", ink.line(counts, "bold")))
        read = plural(report.lues, "ligne lue", "lignes lues")
        self.query_one("#rows-panel").border_subtitle = ink.join([Content(read), _what_next(report)])
        self._tell_row()
        if report.lignes:
            self.lines.focus()

    @on(RecordList.Highlighted)
    def _tell_row(self) -> None:
        report, line = self._report, self.lines.current
        panel = self.query_one("#about-row", FactsPanel)
        panel.show(about(report, line) if report is not None and line is not None else [])
        panel.scroll_home(animate=False)

    def action_back(self) -> None:
        if self._importing:
            self._stop.set()
            self._say(Content.styled("Arrêt demandé…", "$muted"))
        else:
            self.dismiss(None)


def _what_next(report: ImportReport) -> Content:
    """The key that goes on from a trial, or that takes back an import."""
    useful = report.count(RowStatus.CREATED) + report.count(RowStatus.UPDATED)
    if not useful:
        return Content("rien à importer") if report.essai else ink.EMPTY
    key, does = ("Ctrl+S", "importer ce qui est bon") if report.essai else ("Ctrl+Z", "annuler tout l'import")
    return Content.assemble((key, "bold $tournesol"), f" {does}")
