"""What an import did, row by row, in the words of the command line's contract."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from realis_tui.domain.refusals import Refused


class RowStatus(StrEnum):
    CREATED = "creee"
    UPDATED = "mise_a_jour"
    UNCHANGED = "inchangee"
    REJECTED = "rejetee"

    @property
    def label(self) -> str:
        return {"creee": "créée", "mise_a_jour": "mise à jour", "inchangee": "inchangée", "rejetee": "rejetée"}[self]


@dataclass(frozen=True, slots=True)
class RowReport:
    """`champ`: the first wrong field of a rejected row, `libelle` as people read it; `titre`: what the row is about, as
    written in the file; `a_verifier`: what is to be looked at in a row that entered, said at the end of `message` too.
    `autre_nom`: the card of its number is called otherwise.
    """

    ligne: int
    statut: RowStatus
    message: str
    champ: str | None = None
    titre: str = ""
    feuille: str = ""
    libelle: str = ""
    a_verifier: tuple[str, ...] = ()
    autre_nom: bool = False


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What was put right in a row; `libelle`: the field as people read it."""

    ligne: int
    champ: str
    avant: str
    apres: str
    message: str = ""
    feuille: str = ""
    libelle: str = ""

    @property
    def is_change(self) -> bool:
        """Whether the file's words were changed; otherwise something was made from them, as `message` says."""
        return self.avant != self.apres

    def sentence(self) -> str:
        """« code postal : « 34070.0 » devient « 34070 ». », « local B-214 créé. »"""
        return f"{self.libelle} : « {self.avant} » devient « {self.apres} »." if self.is_change else self.message


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The report of a file. `essai`: nothing was written; `erreur`: why nothing was, when a bad row stopped it."""

    type: str
    fichier: str
    lignes: tuple[RowReport, ...] = ()
    reparations: tuple[RepairReport, ...] = ()
    colonnes: tuple[tuple[str, str], ...] = ()
    """Pairs (header of the file, label of the field read)."""
    ignorees: tuple[str, ...] = ()
    """Headers nothing is read from."""
    essai: bool = False
    erreur: str | None = None
    feuilles: tuple[str, ...] = field(default=())

    @property
    def lues(self) -> int:
        return len(self.lignes)

    def count(self, status: RowStatus) -> int:
        """How many rows ended so; none was created or changed when a bad row stopped it all."""
        if self.erreur and status in (RowStatus.CREATED, RowStatus.UPDATED):
            return 0
        return sum(row.statut is status for row in self.lignes)

    @property
    def rejected(self) -> tuple[RowReport, ...]:
        return tuple(row for row in self.lignes if row.statut is RowStatus.REJECTED)

    @property
    def to_look_at(self) -> tuple[RowReport, ...]:
        """The rows that entered with something to look at."""
        return tuple(row for row in self.lignes if row.a_verifier)

    def sentence(self) -> str:
        """« 30 créées, 1 inchangée, 4 rejetées »."""
        parts = [
            f"{number} {status.label}{'s' if number > 1 else ''}"
            for status in RowStatus
            if (number := self.count(status))
        ]
        told = ", ".join(parts).replace("mise à jours", "mises à jour") or "aucune ligne"
        return f"Essai, rien n'est écrit : {told}" if self.essai else told

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `realis importer`."""
        several = len(self.feuilles) > 1
        told: dict[str, Any] = {
            "type": self.type,
            "fichier": self.fichier,
            "essai": self.essai,
            "lues": self.lues,
            "creees": self.count(RowStatus.CREATED),
            "mises_a_jour": self.count(RowStatus.UPDATED),
            "inchangees": self.count(RowStatus.UNCHANGED),
            "rejetees": self.count(RowStatus.REJECTED),
            "lignes": [
                {"ligne": row.ligne, "statut": row.statut.value, "message": row.message, "champ": row.champ}
                | ({"feuille": row.feuille} if several else {})
                for row in self.lignes
            ],
            "reparations": [
                {"ligne": item.ligne, "champ": item.champ, "avant": item.avant, "apres": item.apres}
                | ({"feuille": item.feuille} if several else {})
                for item in self.reparations
            ],
            "colonnes_ignorees": list(self.ignorees),
        }
        return told | ({"erreur": self.erreur} if self.erreur else {})


class ImportStopped(Refused):
    """A bad row stopped the import and nothing was written; the report says which row and why."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(report.erreur or "L'import s'est arrêté.", None)
        self.report = report
