"""A tiny Textual program, for the harness to be tried on."""

from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class Tiny(App[int]):
    def compose(self) -> ComposeResult:
        yield Static("Bonjour à tous", markup=False)
        yield Input(placeholder="votre nom")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.query_one(Static).update(f"Bonjour {event.value}, {self.size.width} colonnes")

    def key_f2(self) -> None:
        self.exit(return_code=4)


if __name__ == "__main__":
    tiny = Tiny()
    tiny.run()
    raise SystemExit(tiny.return_code)
