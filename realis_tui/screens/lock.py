"""The idle lock: a box that asks who it is, over a screen kept as it was with what was typed.

Somebody else at the desk signs in from there: what was typed stays a draft of who typed it.
"""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.messages import Superseded
from realis_tui.screens.framed import FramedBox
from realis_tui.screens.sign_in import acts


class LockScreen(FramedBox[None]):
    """Nothing under it can be read or reached until the same person gives the passphrase.

    Another person goes to the sign-in, and everything under it is left.
    """

    PLACE = "lock"
    CSS = """
    LockScreen { background: $background; }
    LockScreen #who { color: $muted; margin: 0 0 1 0; }
    LockScreen > #box { max-width: 60; padding: 1 2; }
    """
    AUTO_FOCUS = "#passphrase"

    def compose_box(self) -> ComposeResult:
        who = self.realis.actor.name if self.realis.actor else ""
        yield Static(Content.assemble((who, "bold $foreground"), " · la saisie en cours est gardée"), id="who")
        yield Input(id="passphrase", compact=True, password=True, placeholder="Phrase secrète", max_length=200)
        yield Static(Content(""), id="problem", classes="problem")

    def on_mount(self) -> None:
        self.query_one("#box").border_title = Content("Écran verrouillé")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing but the passphrase (or leaving) opens it."""
        return action not in ("close", "back") and super().check_action(action, parameters)

    def action_close(self) -> None:
        """A click beside the box does not open it either."""

    def action_sign_out(self) -> None:
        # Not awaited here: this box goes with what is under it.
        self.realis.run_worker(self.realis.action_sign_out(), group="sign-out", exclusive=True)

    @on(Input.Changed)
    def _forget_problem(self) -> None:
        self.query_one("#problem", Static).update(Content(""))

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        actor = self.realis.actor
        if actor is None or not event.value:
            return
        try:
            await self.realis.perform(acts.sign_in(actor.name, event.value))
        except Refused as refused:
            self.query_one("#problem", Static).update(Content(f"▲ {refused.message}"))
            # Dots cannot be mended: what is typed next takes their place.
            event.input.select_all()
        except Unavailable as trouble:
            self.query_one("#problem", Static).update(Content(f"▲ {trouble.message} {trouble.remedy}"))
        except Superseded:
            return
        else:
            self.realis.locked = False
            self.dismiss(None)
