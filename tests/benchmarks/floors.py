"""The floors: bare Textual programs, with nothing of ours, that each measure stands beside.

`python -m tests.benchmarks.floors table 30`: a table of 30 rows; `input`: one field; `empty`: an empty screen;
`switch`: the same, where Entrée opens another and `q` closes it.
"""

import sys

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Input, Static

WORDS = ("Vélomistrau", "Boucl'Verre", "Atelier du Lez", "Garrigue Solidaire", "La Recyclerie", "Les Jardins d'Oc")


class BareTable(App[None]):
    """A table of six columns, its cursor on the first row."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Nom", "Statut", "Lieu", "Local", "Fin", "Contact")
        for number in range(self.rows):
            word = WORDS[number % len(WORDS)]
            table.add_row(f"{word} {number}", "hébergée", "Montpellier", f"A-{number % 113}", "30 juin 2027", "Zoé B.")
        table.focus()


class BareInput(App[None]):
    """One field."""

    def compose(self) -> ComposeResult:
        yield Input()


class Empty(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        yield Static("Vide")


class Opened(Screen[None]):
    """Another word."""

    BINDINGS = [("q", "app.pop_screen")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Static("Ouvert")


class Switch(Empty):
    """Entrée opens another screen."""

    BINDINGS = [("enter", "open")]  # noqa: RUF012

    async def action_open(self) -> None:
        await self.push_screen(Opened())


def main(kind: str, count: str = "30") -> None:
    apps: dict[str, App[None]] = {
        "table": BareTable(int(count)),
        "input": BareInput(),
        "empty": Empty(),
        "switch": Switch(),
    }
    apps[kind].run()


if __name__ == "__main__":
    main(*sys.argv[1:])
